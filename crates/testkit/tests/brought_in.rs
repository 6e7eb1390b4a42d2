//! What an import brings in at a desk reaches the centre whole: nothing of it is held or refused.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::path::Path;
use std::sync::atomic::AtomicBool;

use anyhow::Result;
use left_out::left_out;
use sync_server::postgres_private::TestCluster;
use tempfile::TempDir;
use testkit::{Centre, Device, Line};
use tokio::sync::OnceCell;

static CLUSTER: OnceCell<TestCluster> = OnceCell::const_new();

const PATIENT: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1c01";
const FIRST: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1c05";
const SECOND: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1c06";

/// A desk that sends to a centre.
struct Clinic {
    desk: Device,
    folder: TempDir,
    _centre: Centre,
    _line: Line,
}

impl Clinic {
    async fn up() -> Result<Self> {
        let cluster = CLUSTER
            .get_or_init(async || {
                tokio::task::spawn_blocking(TestCluster::start).await.unwrap().unwrap()
            })
            .await;
        let folder = TempDir::new()?;
        let url = cluster.database().await?;
        let centre = Centre::over(&folder.path().join("centre"), &url).await?;
        let line = Line::to(centre.address()).await?;
        let desk = Device::alone("desk", &folder.path().join("desk"))?;
        desk.enrol(&centre, &line).await?;
        desk.exchange().await?;
        Ok(Self { desk, folder, _centre: centre, _line: line })
    }

    fn file(&self, name: &str, content: &str) -> Result<()> {
        let source = self.folder.path().join("source");
        std::fs::create_dir_all(&source)?;
        Ok(std::fs::write(source.join(name), content)?)
    }

    /// Brings `source` in, sends all of it, and hears what the centre made of it.
    async fn bring_in(&self, source: &Path) -> Result<()> {
        let (store, user) = (&self.desk.store, self.desk.user);
        interchange::import(store, user, source, &mut |_| (), &AtomicBool::new(false))?;
        self.desk.exchange().await?;
        // Answers of what was sent come with what is fetched.
        self.desk.exchange().await?;
        let refused = self.desk.store.quarantined()?;
        let reasons: Vec<&str> = refused.iter().map(|one| one.reason.as_str()).collect();
        assert_eq!(reasons, Vec::<&str>::new(), "the centre took all of it");
        assert!(self.desk.store.waiting(1)?.is_empty(), "all of it was sent");
        assert_eq!(self.count("sync_conflicts WHERE kind = 'held'")?, 0);
        assert_eq!(self.count("insurance_policies WHERE held_reason IS NOT NULL")?, 0);
        let twice = "(SELECT 1 FROM insurance_policies WHERE status = 'active' \
                     AND deleted_at IS NULL GROUP BY patient_id, coverage_rank \
                     HAVING count(*) > 1)";
        assert_eq!(self.count(twice)?, 0, "no rank is given twice");
        Ok(())
    }

    fn count(&self, rows: &str) -> Result<i64> {
        let sql = format!("SELECT count(*) FROM {rows}");
        let found = self.desk.store.read::<_, store::Error>(|reader| reader.value(&sql, []))?;
        Ok(found.unwrap_or_default())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_of_insurance_arrives_at_the_centre_and_nothing_of_it_is_held() -> Result<()> {
    let clinic = Clinic::up().await?;
    clinic.file(
        "patients.csv",
        &format!("Id,BIRTHDATE,FIRST,LAST,GENDER\n{PATIENT},1961-06-01,Ελένη,Οικονόμου,F\n"),
    )?;
    clinic.file("payers.csv", &format!("Id,NAME\n{FIRST},Medicare\n{SECOND},Aetna\n"))?;
    let years = [
        ("2014-10-14", "2015-10-20", FIRST, ""),
        ("2015-10-20", "2016-10-25", SECOND, FIRST),
        ("2016-10-25", "2017-10-25", FIRST, ""),
        ("2020-01-01", "", FIRST, SECOND),
        ("2021-01-01", "", SECOND, ""),
    ];
    let years = years.map(|(from, until, payer, second)| {
        format!("{PATIENT},m,{from},{until},{payer},{second},Self,Ελένη\n")
    });
    let heading = "PATIENT,MEMBERID,START_YEAR,END_YEAR,PAYER,SECONDARY_PAYER,OWNERSHIP,OWNERNAME";
    clinic.file("payer_transitions.csv", &format!("{heading}\n{}", years.concat()))?;
    clinic.bring_in(&clinic.folder.path().join("source")).await?;
    assert_eq!(clinic.count("insurance_policies WHERE status = 'expired'")?, 4);
    assert_eq!(clinic.count("insurance_policies WHERE status = 'active'")?, 3);
    assert_eq!(clinic.count("insurance_policies WHERE coverage_rank = 'secondary'")?, 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_record_says_no_more_goes_at_the_centre_too() -> Result<()> {
    let clinic = Clinic::up().await?;
    let patient = |contacts: &str| {
        format!(
            r#"{{"resourceType": "Patient", "id": "{PATIENT}", "name": [{{"family": "Adler"}}],
                "birthDate": "1961-06-01", "contact": [{contacts}]}}"#
        )
    };
    let contact = |name: &str| format!(r#"{{"name": {{"text": "{name}"}}}}"#);
    let source = clinic.folder.path().join("source");
    clinic.file("patient.json", &patient(&format!("{}, {}", contact("Ida"), contact("Max"))))?;
    clinic.bring_in(&source).await?;
    assert_eq!(clinic.count("patient_contacts WHERE deleted_at IS NULL")?, 2);
    clinic.file("patient.json", &patient(&contact("Ida")))?;
    clinic.bring_in(&source).await?;
    assert_eq!(clinic.count("patient_contacts WHERE deleted_at IS NULL")?, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_insurance_histories_arrive_at_the_centre_and_none_is_held() -> Result<()> {
    let published =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/fhir/synthea-csv");
    if !published.exists() {
        left_out("published insurance histories", "../shared/data/fhir/synthea-csv is not here");
        return Ok(());
    }
    let clinic = Clinic::up().await?;
    for name in ["patients.csv", "payers.csv", "payer_transitions.csv"] {
        clinic.file(name, &std::fs::read_to_string(published.join(name))?)?;
    }
    clinic.bring_in(&clinic.folder.path().join("source")).await?;
    assert!(clinic.count("insurance_policies")? > 700);
    assert!(clinic.count("insurance_policies WHERE coverage_rank = 'secondary'")? > 0);
    Ok(())
}
