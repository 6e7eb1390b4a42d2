//! `holdfast status`: what is here and how sync stands.

use clap::Args;
use serde::Serialize;

use super::{Desk, Outcome, Output, Person};
use crate::Refusal;
use crate::background::{SyncStatus, status};

#[derive(Args)]
pub(super) struct Status {
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    output: Output,
}

#[derive(Serialize)]
struct Here {
    version: &'static str,
    data: std::path::PathBuf,
    organization: Option<String>,
    site: Option<String>,
    device_id: Option<uuid::Uuid>,
    enrolled: bool,
    server: Option<String>,
    position: i64,
    patients: i64,
    file_bytes: u64,
    sync: SyncStatus,
}

impl Status {
    pub fn run(&self, desk: &Desk<'_>) -> Result<Outcome, Refusal> {
        let (store, _) = desk.open(&self.person)?;
        let facts = store.facts()?;
        let state = desk.shell.state()?;
        let patients: Option<i64> = store.read(|reader| {
            reader.value("SELECT COUNT(*) FROM patients WHERE deleted_at IS NULL", [])
        })?;
        let file = store.folder().join(store::DATABASE_FILE);
        let here = Here {
            version: env!("CARGO_PKG_VERSION"),
            data: store.folder().to_owned(),
            organization: state.organization.map(|organization| organization.name),
            site: state.site.map(|site| site.name),
            device_id: facts.device,
            enrolled: facts.enrolled,
            server: desk.shell.link()?.map(|link| link.server.to_string()),
            position: facts.cursor.position.0,
            patients: patients.unwrap_or(0),
            file_bytes: std::fs::metadata(file).map_or(0, |metadata| metadata.len()),
            sync: status(&store, None)?,
        };
        let unknown = || "not known yet".to_owned();
        let mut sentences = vec![
            format!("Clinic:   {}", here.organization.clone().unwrap_or_else(unknown)),
            format!("Site:     {}", here.site.clone().unwrap_or_else(unknown)),
            format!("Patients: {}", here.patients),
            format!("Data:     {}", here.data.display()),
        ];
        match &here.server {
            Some(server) => {
                sentences.push(format!("Centre:   {server}"));
                sentences.push(format!("Waiting:  {} changes", here.sync.waiting));
            }
            None => sentences.push("Centre:   none; this PC works alone".to_owned()),
        }
        self.output.say(&here, &sentences)?;
        Ok(Outcome::Done)
    }
}
