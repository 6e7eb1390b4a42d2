//! Worlds in which patients, rows and devices come and go between sites, and what each device must
//! then hold.
//!
//! What it must hold is asked of the centre's tables in SQL that was written apart from the
//! server's: from the sites and the people outwards, through nothing that the server keeps for the
//! purpose. A device must hold just that: nothing more, nothing less, each row as a device that
//! holds everything has it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result, ensure};
use catalog::{Profile, Scope, TABLES, Table, Type};
use migrations::{Shape, schema};
use store::{Cells, Store};
use sync::DeviceKey;
use tempfile::TempDir;
use uuid::Uuid;

use super::line::Log;
use super::pc::{Around, Pc, fingerprint, random};
use super::step::Fate;
use super::{Broken, Simulation, broken};

/// When every world begins, at the centre: 2030-01-07, microseconds since 1970 UTC.
const BEGINNING: i64 = 1_893_974_400_000_000;
const STEP: i64 = 60 * 1_000_000;
const SITES: usize = 3;
const DOCTORS: usize = 2;
const PATIENTS: usize = 5;
/// The first holds everything.
const DEVICES: usize = 5;
const STEPS: usize = 36;
/// How often every device exchanges at the end.
const ROUNDS: usize = 3;
const ROLES: &str = r#"["receptionist", "finance", "doctor", "nurse", "admin"]"#;

/// Numbers from a seed.
struct Dice(Box<dyn Fn() -> [u8; 16]>);

impl Dice {
    fn below(&self, most: usize) -> usize {
        let [a, b, c, d, ..] = (self.0)();
        usize::try_from(u32::from_le_bytes([a, b, c, d])).unwrap_or(0) % most.max(1)
    }

    fn id(&self) -> Uuid {
        uuid::Builder::from_random_bytes((self.0)()).into_uuid()
    }

    fn one<T: Copy>(&self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len())).copied()
    }
}

/// A table of which a row can be made with what a world has.
#[derive(Clone, Copy)]
struct Kind {
    shape: &'static Shape,
    table: &'static Table,
}

impl Kind {
    fn has(&self, column: &str) -> bool {
        self.shape.column_number(column).is_some()
    }

    /// A column in which anything may stand.
    fn words(&self) -> Option<&'static str> {
        self.shape
            .columns
            .iter()
            .find(|column| {
                column.kind == Type::Text
                    && !column.not_null
                    && self.table.column(column.name).is_none()
                    && ["notes", "reason", "description", "title", "name"].contains(&column.name)
            })
            .map(|column| column.name)
    }
}

/// What a world has that a row may have to name.
const NAMED: [&str; 6] =
    ["id", "organization_id", "patient_id", "site_id", "user_id", "practitioner_id"];

/// The tables with rows of a site or a patient, as far as a row needs nothing but those.
fn kinds() -> Vec<Kind> {
    let apart = ["patients", "patient_sites", "patient_merges", "care_team_members"];
    schema()
        .tables
        .iter()
        .filter_map(|shape| Some(Kind { shape, table: catalog::table(shape.name)? }))
        .filter(|kind| !kind.table.shipped && !apart.contains(&kind.shape.name))
        .filter(|kind| matches!(kind.table.scope, Scope::Site | Scope::Patient))
        .filter(|kind| {
            kind.shape.columns.iter().filter(|column| column.not_null).all(|column| {
                let named = NAMED.contains(&column.name) || column.name == "row_id";
                // What is encrypted at the centre is written by the centre alone.
                (column.kind != Type::Uuid || named) && !kind.table.is_sealed(column.name)
            })
        })
        .collect()
}

/// One device of a world.
struct Post {
    pc: Pc,
    profile: Profile,
    site: Option<Uuid>,
    person: Option<Uuid>,
}

struct World<'a> {
    simulation: &'a Simulation,
    around: Around,
    dice: Dice,
    kinds: &'a [Kind],
    sites: Vec<Uuid>,
    doctors: Vec<Uuid>,
    practitioners: Vec<Uuid>,
    patients: Vec<Uuid>,
    rows: Vec<(Kind, Uuid)>,
    known: Vec<Uuid>,
    merges: Vec<Uuid>,
    members: Vec<Uuid>,
    posts: Vec<Post>,
    moments: i64,
    history: Vec<String>,
    _folder: TempDir,
}

/// What the worlds share: the tables of which rows can be made.
pub struct Scopes {
    kinds: Vec<Kind>,
}

impl std::fmt::Debug for Scopes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scopes({})", self.kinds.len())
    }
}

impl Scopes {
    /// Finds out of which tables a row can be made.
    ///
    /// # Errors
    /// When there are too few for the worlds to say anything.
    pub async fn of(simulation: &Simulation) -> Result<Self> {
        let mut world = World::begin(simulation, u64::MAX, &[]).await?;
        let mut kinds = Vec::new();
        for kind in self::kinds() {
            if world.insert(kind).await.is_ok() {
                kinds.push(kind);
            }
        }
        ensure!(kinds.len() > 40, "rows can be made of {} tables only", kinds.len());
        Ok(Self { kinds })
    }

    /// Plays the world of `seed`; what it did and where a device held other rows than it must, if
    /// one did.
    ///
    /// # Errors
    /// What is no device's fault, such as a full disk.
    pub async fn play(&self, simulation: &Simulation, seed: u64) -> Result<Option<String>> {
        let mut world = World::begin(simulation, seed, &self.kinds).await?;
        let played = world.play().await;
        match played {
            Ok(()) => Ok(None),
            Err(error) => {
                let broken = error.downcast::<Broken>()?;
                Ok(Some(format!("seed {seed}: {broken}\n  {}", world.history.join("\n  "))))
            }
        }
    }
}

impl<'a> World<'a> {
    async fn begin(simulation: &'a Simulation, seed: u64, kinds: &'a [Kind]) -> Result<World<'a>> {
        let dice = Dice(Box::new(random(seed, 77)));
        let organization = dice.id();
        simulation.clock.store(BEGINNING, Ordering::SeqCst);
        simulation.forget(organization).await?;
        let sites: Vec<Uuid> = (0..SITES).map(|_| dice.id()).collect();
        let around = Around {
            servers: simulation.servers.clone(),
            clock: Arc::clone(&simulation.clock),
            log: Arc::new(Mutex::new(Log::default())),
            planted: None,
            seed,
            user: dice.id(),
            site: sites.first().copied().context("a world has a site")?,
            organization,
        };
        let doctors = (0..DOCTORS).map(|_| dice.id()).collect();
        let practitioners = (0..DOCTORS).map(|_| dice.id()).collect();
        let mut world = World {
            simulation,
            around,
            dice,
            kinds,
            sites,
            doctors,
            practitioners,
            patients: Vec::new(),
            rows: Vec::new(),
            known: Vec::new(),
            merges: Vec::new(),
            members: Vec::new(),
            posts: Vec::new(),
            moments: 0,
            history: Vec::new(),
            _folder: tempfile::tempdir_in(&simulation.memory)?,
        };
        world.found().await?;
        for number in 0..DEVICES {
            world.join(number).await?;
        }
        for _ in 0..PATIENTS {
            world.register().await?;
        }
        Ok(world)
    }

    /// What an operator of the database does, in one transaction.
    async fn sql(&mut self, what: &str, script: &str) -> Result<()> {
        self.history.push(what.to_owned());
        let done = self.simulation.sql.batch_execute(&format!("BEGIN; {script}; COMMIT")).await;
        if done.is_err() {
            self.simulation.sql.batch_execute("ROLLBACK").await?;
        }
        done.with_context(|| what.to_owned())
    }

    async fn found(&mut self) -> Result<()> {
        let (organization, user) = (self.around.organization, self.around.user);
        let mut script = format!(
            "INSERT INTO organizations (id, organization_id, name, created_at, updated_at)
             VALUES ('{organization}', '{organization}', 'Clinic', now(), now());
             INSERT INTO users (id, organization_id, username, roles, created_at, updated_at)
             VALUES ('{user}', '{organization}', 'somebody', '{ROLES}', now(), now());"
        );
        for (number, site) in self.sites.iter().enumerate() {
            write!(
                script,
                "INSERT INTO sites
                 (id, organization_id, name, time_zone, currency, created_at, updated_at)
                 VALUES ('{site}', '{organization}', 'Site {number}', 'Europe/Madrid', 'EUR',
                 now(), now());"
            )?;
        }
        for (doctor, practitioner) in self.doctors.iter().zip(&self.practitioners) {
            write!(
                script,
                "INSERT INTO users (id, organization_id, username, roles, created_at, updated_at)
                 VALUES ('{doctor}', '{organization}', '{doctor}', '[\"doctor\"]', now(), now());
                 INSERT INTO practitioners
                 (id, organization_id, name_text, user_id, created_at, updated_at)
                 VALUES ('{practitioner}', '{organization}', 'Doctor', '{doctor}', now(), now());"
            )?;
        }
        self.sql("founded", &script).await
    }

    async fn join(&mut self, number: usize) -> Result<()> {
        let device = self.dice.id();
        let mut seed = [0; 32];
        for (place, byte) in seed.iter_mut().zip((self.dice.0)().into_iter().cycle()) {
            *place = byte;
        }
        let key = DeviceKey::from_seed(&seed);
        let public = key.signing().verifying_key().to_bytes();
        let (organization, print) = (self.around.organization, fingerprint(device));
        let (profile, site, person) =
            if number == 0 { (Profile::Whole, None, None) } else { self.place() };
        let number = u64::try_from(number)?;
        self.simulation.admit(organization, device, &print, &public, number).await?;
        let script = format!(
            "INSERT INTO devices (id, organization_id, site_id, user_id, name, profile, status,
             created_at, updated_at)
             VALUES ('{device}', '{organization}', {}, {}, 'PC', '{}', 'active', now(), now())",
            literal(site),
            literal(person),
            profile.code()
        );
        self.sql(&format!("device {number} joins as {profile:?} {site:?} {person:?}"), &script)
            .await?;
        let folder = self._folder.path().join(format!("pc{number}"));
        let template = &self.simulation.template;
        let pc = Pc::new(number, &folder, template, &self.around, (device, key))?;
        self.posts.push(Post { pc, profile, site, person });
        Ok(())
    }

    /// Where a device may stand, and what for.
    fn place(&self) -> (Profile, Option<Uuid>, Option<Uuid>) {
        let profile = self.dice.one(&Profile::ALL).unwrap_or(Profile::Clinical);
        let site = self.dice.one(&self.sites).filter(|_| self.dice.below(8) != 0);
        let person = self.dice.one(&self.doctors).filter(|_| self.dice.below(3) == 0);
        (profile, site, person)
    }

    async fn register(&mut self) -> Result<()> {
        let (patient, organization) = (self.dice.id(), self.around.organization);
        let mut script = format!(
            "INSERT INTO patients (id, organization_id, family_name, name_precision,
             date_of_birth_precision, status, created_at, updated_at)
             VALUES ('{patient}', '{organization}', 'Somebody', 'full', 'unknown', 'active',
             now(), now());"
        );
        for _ in 0..self.dice.below(3) {
            let Some(site) = self.dice.one(&self.sites) else { continue };
            script += &self.make_known(patient, site);
        }
        self.patients.push(patient);
        self.sql(&format!("patient {patient} is registered"), &script).await?;
        for _ in 0..2 {
            if let Some(kind) = self.dice.one(self.kinds) {
                self.insert(kind).await?;
            }
        }
        Ok(())
    }

    fn make_known(&mut self, patient: Uuid, site: Uuid) -> String {
        let (row, organization) = (self.dice.id(), self.around.organization);
        self.known.push(row);
        format!(
            "INSERT INTO patient_sites (id, organization_id, patient_id, site_id, known_since,
             source, created_at, updated_at) VALUES ('{row}', '{organization}', '{patient}',
             '{site}', now(), 'registered', now(), now());"
        )
    }

    /// A row of a table with any values that it admits; of some patient and some site, or of none
    /// where it may be.
    async fn insert(&mut self, kind: Kind) -> Result<()> {
        let row = self.dice.id();
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for column in &kind.shape.columns {
            let enumeration = kind.table.column(column.name).and_then(|column| column.enumeration);
            let whose = ["patient_id", "site_id"].contains(&column.name);
            if !column.not_null && !whose || column.name == "version" {
                continue;
            }
            let id = |id: Option<Uuid>| literal(id);
            self.moments += 3_600;
            let value = match (column.name, column.kind) {
                ("id", _) => id(Some(row)),
                ("organization_id", _) => id(Some(self.around.organization)),
                ("patient_id" | "site_id", _) if !column.not_null && self.dice.below(4) == 0 => {
                    id(None)
                }
                ("patient_id", _) => id(self.dice.one(&self.patients)),
                ("site_id", _) => id(self.dice.one(&self.sites)),
                ("user_id", _) => id(Some(self.around.user)),
                ("practitioner_id", _) => id(self.dice.one(&self.practitioners)),
                ("table_name", _) => format!("'{}'", self.any_table()),
                (_, Type::Uuid) => id(Some(self.dice.id())),
                (_, Type::Timestamp) => format!("now() + interval '{} s'", self.moments),
                (_, Type::BigInt) => "1".to_owned(),
                (_, Type::Double) => "1.0".to_owned(),
                (_, Type::Boolean) => "FALSE".to_owned(),
                (_, Type::Date) => "'2026-01-01'".to_owned(),
                (_, Type::Time) => "'09:00:00'".to_owned(),
                (_, Type::Json) => "'[]'".to_owned(),
                (_, Type::Text) => {
                    let first = enumeration.and_then(|enumeration| enumeration.values.first());
                    format!("'{}'", first.map_or("x", |(word, _)| word))
                }
            };
            names.push(column.name);
            values.push(value);
        }
        let script = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            kind.shape.name,
            names.join(", "),
            values.join(", ")
        );
        self.sql(&format!("a row of {}: {row}", kind.shape.name), &script).await?;
        self.rows.push((kind, row));
        Ok(())
    }

    fn any_table(&self) -> &'static str {
        self.dice.one(self.kinds).map_or("patients", |kind| kind.shape.name)
    }

    async fn play(&mut self) -> Result<()> {
        for _ in 0..STEPS {
            self.simulation.clock.fetch_add(STEP, Ordering::SeqCst);
            match self.dice.below(20) {
                0..6 => self.exchange().await?,
                6..9 => self.write()?,
                9 => self.register().await?,
                10..12 => self.place_patient().await?,
                12 => self.merge().await?,
                13 => self.care().await?,
                14..16 => self.move_row().await?,
                16 => self.place_device().await?,
                17 => self.touch().await?,
                _ => {
                    if let Some(kind) = self.dice.one(self.kinds) {
                        self.insert(kind).await?;
                    }
                }
            }
        }
        self.settle().await?;
        self.check().await
    }

    async fn exchange(&mut self) -> Result<()> {
        let number = self.dice.below(self.posts.len());
        let fates: Vec<Fate> = (0..self.dice.below(6))
            .map(|_| match self.dice.below(6) {
                0 => Fate::RequestLost,
                1 => Fate::AnswerLost,
                2 => Fate::Twice,
                _ => Fate::Delivered,
            })
            .collect();
        self.history.push(format!("device {number} exchanges, {fates:?}"));
        let post = self.posts.get(number).context("the device is one of the world's")?;
        // What fails here is tried again at the end.
        let _ = post.pc.exchange(0, &fates, None)?.await;
        Ok(())
    }

    /// Somebody works at a device.
    fn write(&mut self) -> Result<()> {
        let number = self.dice.below(self.posts.len());
        let post = self.posts.get(number).context("the device is one of the world's")?;
        let (store, user) = (post.pc.store()?, self.around.user);
        let held: Vec<Uuid> = store.read::<_, store::Error>(|reader| {
            reader.column("SELECT id FROM patients WHERE deleted_at IS NULL ORDER BY id", [])
        })?;
        let known: Vec<Uuid> = store.read::<_, store::Error>(|reader| {
            reader.column("SELECT id FROM patient_sites WHERE deleted_at IS NULL ORDER BY id", [])
        })?;
        let (patient, known) = (self.dice.one(&held), self.dice.one(&known));
        let (deed, word) = (self.dice.below(6), self.dice.id().to_string());
        let site = post.site.filter(|_| self.dice.below(4) != 0);
        let mut made = None;
        let acted = store.write::<(), store::Error>(user, "simulated.deed", |write| {
            match (deed, patient, known) {
                (0 | 1, _, _) => {
                    let cells = Cells::new()
                        .set("family_name", word.as_str())
                        .set("name_precision", "full")
                        .set("date_of_birth_precision", "unknown")
                        .set("status", "active");
                    let patient = write.insert("patients", cells)?;
                    made = Some(patient);
                    if let Some(site) = site {
                        let now = write.now();
                        let cells = Cells::new()
                            .set("patient_id", patient)
                            .set("site_id", site)
                            .set("known_since", now)
                            .set("source", "registered");
                        write.insert("patient_sites", cells)?;
                    }
                }
                (2, _, Some(known)) => write.remove("patient_sites", known, None)?,
                (_, Some(patient), _) => {
                    let cells = Cells::new().set("city", word.as_str());
                    write.update("patients", patient, None, cells)?;
                }
                _ => {}
            }
            Ok(())
        });
        self.history
            .push(format!("device {number} does {deed} to {patient:?}: {acted:?}, {made:?}"));
        Ok(())
    }

    /// A patient becomes known at a site, is known there no longer, or was written down wrongly.
    async fn place_patient(&mut self) -> Result<()> {
        let (Some(patient), Some(site)) =
            (self.dice.one(&self.patients), self.dice.one(&self.sites))
        else {
            return Ok(());
        };
        let row = self.dice.one(&self.known);
        match (self.dice.below(5), row) {
            (0, Some(row)) => {
                let sql = format!("UPDATE patient_sites SET site_id = '{site}' WHERE id = '{row}'");
                self.sql(&format!("{row} is at site {site}"), &sql).await
            }
            (1, Some(row)) => {
                let sql =
                    format!("UPDATE patient_sites SET patient_id = '{patient}' WHERE id = '{row}'");
                self.sql(&format!("{row} is of patient {patient}"), &sql).await
            }
            (2 | 3, Some(row)) => {
                let sql = format!("UPDATE patient_sites SET deleted_at = now() WHERE id = '{row}'");
                self.sql(&format!("{row} is known no longer"), &sql).await
            }
            _ => {
                let sql = self.make_known(patient, site);
                self.sql(&format!("{patient} is known at {site}"), &sql).await
            }
        }
    }

    async fn merge(&mut self) -> Result<()> {
        if self.dice.below(2) == 0
            && let Some(row) = self.dice.one(&self.merges)
        {
            let sql = format!(
                "UPDATE patient_merges SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END
                 WHERE id = '{row}'"
            );
            return self.sql(&format!("merge {row} is undone or done again"), &sql).await;
        }
        let (Some(one), Some(other)) =
            (self.dice.one(&self.patients), self.dice.one(&self.patients))
        else {
            return Ok(());
        };
        if one == other {
            return Ok(());
        }
        let (row, organization) = (self.dice.id(), self.around.organization);
        self.merges.push(row);
        let sql = format!(
            "INSERT INTO patient_merges (id, organization_id, patient_id, merged_patient_id, reason,
             merged_at, created_at, updated_at) VALUES ('{row}', '{organization}', '{one}',
             '{other}', 'one person', now(), now(), now())"
        );
        self.sql(&format!("{one} and {other} are one person ({row})"), &sql).await
    }

    async fn care(&mut self) -> Result<()> {
        if let Some(row) = self.dice.one(&self.members) {
            let change = match self.dice.below(6) {
                0 => "ended_at = now()",
                1 => "deleted_at = now()",
                2 => "ended_at = NULL, deleted_at = NULL",
                _ => "",
            };
            if !change.is_empty() {
                let sql = format!("UPDATE care_team_members SET {change} WHERE id = '{row}'");
                return self.sql(&format!("care {row}: {change}"), &sql).await;
            }
        }
        let (Some(patient), Some(doctor), Some(practitioner)) = (
            self.dice.one(&self.patients),
            self.dice.one(&self.doctors),
            self.dice.one(&self.practitioners),
        ) else {
            return Ok(());
        };
        if self.dice.below(6) == 0 {
            let sql = format!(
                "UPDATE practitioners SET user_id = '{doctor}' WHERE id = '{practitioner}'"
            );
            return self.sql(&format!("{practitioner} is {doctor}"), &sql).await;
        }
        let (column, who) = match self.dice.below(2) {
            0 => ("user_id", doctor),
            _ => ("practitioner_id", practitioner),
        };
        let (row, organization) = (self.dice.id(), self.around.organization);
        self.members.push(row);
        let sql = format!(
            "INSERT INTO care_team_members (id, organization_id, patient_id, {column}, kind,
             started_at, created_at, updated_at) VALUES ('{row}', '{organization}', '{patient}',
             '{who}', 'other', now(), now(), now())"
        );
        self.sql(&format!("{who} looks after {patient} ({row})"), &sql).await
    }

    async fn move_row(&mut self) -> Result<()> {
        let Some((kind, row)) = self.dice.one(&self.rows) else { return Ok(()) };
        let (Some(patient), Some(site)) =
            (self.dice.one(&self.patients), self.dice.one(&self.sites))
        else {
            return Ok(());
        };
        let (column, whose) = match (kind.has("patient_id"), kind.has("site_id")) {
            (true, true) if self.dice.below(2) == 0 => ("site_id", site),
            (true, _) => ("patient_id", patient),
            _ => ("site_id", site),
        };
        let name = kind.shape.name;
        let sql = format!("UPDATE {name} SET {column} = '{whose}' WHERE id = '{row}'");
        self.sql(&format!("{row} of {name} goes to {column} {whose}"), &sql).await
    }

    /// A row changes and stays where it is.
    async fn touch(&mut self) -> Result<()> {
        let Some((kind, row)) = self.dice.one(&self.rows) else { return Ok(()) };
        let name = kind.shape.name;
        let change = match kind.words() {
            Some(column) if !kind.table.is_sealed(column) && self.dice.below(4) != 0 => {
                format!("{column} = '{}'", self.dice.id())
            }
            _ => "deleted_at = now()".to_owned(),
        };
        let sql = format!("UPDATE {name} SET {change} WHERE id = '{row}'");
        self.sql(&format!("{row} of {name}: {change}"), &sql).await
    }

    /// An administrator says that a device is for something else, stands elsewhere or is somebody
    /// else's.
    async fn place_device(&mut self) -> Result<()> {
        let number = 1 + self.dice.below(self.posts.len() - 1);
        let (profile, site, person) = self.place();
        let post = self.posts.get_mut(number).context("the device is one of the world's")?;
        (post.profile, post.site, post.person) = (profile, site, person);
        let sql = format!(
            "UPDATE devices SET profile = '{}', site_id = {}, user_id = {} WHERE id = '{}'",
            profile.code(),
            literal(site),
            literal(person),
            post.pc.device
        );
        self.sql(&format!("device {number} is {profile:?} {site:?} {person:?}"), &sql).await
    }

    async fn settle(&mut self) -> Result<()> {
        for _ in 0..ROUNDS {
            for post in &self.posts {
                let exchanged = post.pc.exchange(0, &[], None)?.await;
                exchanged.map_err(|trouble| {
                    broken(
                        "an exchange over a whole line succeeds",
                        format!("{}: {trouble}", post.pc.name),
                    )
                })?;
            }
        }
        Ok(())
    }

    async fn check(&self) -> Result<()> {
        let everything = self.posts.first().context("a world has devices")?.pc.store()?;
        for post in &self.posts {
            let wrong = |what: String| {
                let name = &post.pc.name;
                let what =
                    format!("{name}, {:?} {:?} {:?}: {what}", post.profile, post.site, post.person);
                Err(broken("a device holds what is in its scope and nothing else", what))
            };
            let store = post.pc.store()?;
            let (must, holds) = (self.must_hold(post).await?, confirmed(store)?);
            for ((table, id), version) in &must {
                match holds.get(&(*table, *id)) {
                    Some(held) if held == version => {}
                    Some(held) => return wrong(format!("{table} {id} at {held}, not {version}")),
                    None => return wrong(format!("{table} {id} is missing")),
                }
            }
            for (table, id) in holds.keys() {
                if !must.contains_key(&(*table, *id)) {
                    return wrong(format!("{table} {id} is there"));
                }
                let cells = |store: &Store| {
                    store.read::<_, store::Error>(|reader| reader.cells(table, *id))
                };
                if cells(store)? != cells(everything)? {
                    return wrong(format!("{table} {id} has other values"));
                }
            }
            let aside: i64 = store.read::<_, store::Error>(|reader| {
                let sql = "SELECT (SELECT count(*) FROM overlay) \
                           + (SELECT count(*) FROM unapplied_rows) \
                           + (SELECT count(*) FROM forgotten_rows) \
                           + (SELECT count(*) FROM outbox)";
                Ok(reader.value(sql, [])?.unwrap_or(0))
            })?;
            if aside != 0 {
                return wrong(format!("{aside} rows, cells or changesets stay aside"));
            }
            // Of one device in three the digests as well.
            let asked = if self.dice.below(3) == 0 { post.pc.verify().await? } else { Vec::new() };
            for verified in asked {
                if !verified.equal {
                    return wrong(format!("the digest of {} differs", verified.table));
                }
            }
        }
        Ok(())
    }

    /// The oracle.
    async fn must_hold(&self, post: &Post) -> Result<Rows> {
        let mut asked: Vec<String> = Vec::new();
        for table in TABLES.iter().filter(|table| post.profile.may_hold(table)) {
            let has = |column: &str| {
                schema().table(table.name).is_some_and(|t| t.column_number(column).is_some())
            };
            let nobodys_site =
                if has("site_id") { "(site_id IS NULL OR site_id = $2)" } else { "TRUE" };
            let held = match (table.scope, table.name) {
                _ if post.profile == Profile::Whole => "TRUE".to_owned(),
                (Scope::Centre, _) => "FALSE".to_owned(),
                (Scope::Organization, _) => "TRUE".to_owned(),
                (_, "patients") => "id IN (SELECT id FROM held)".to_owned(),
                (_, "patient_merges") => "patient_id IN (SELECT id FROM held) \
                                          OR merged_patient_id IN (SELECT id FROM held)"
                    .to_owned(),
                (_, "sync_conflicts") => {
                    let tables: Vec<String> = TABLES
                        .iter()
                        .filter(|table| post.profile.may_hold(table))
                        .map(|table| format!("'{}'", table.name))
                        .collect();
                    format!(
                        "table_name IN ({}) AND CASE WHEN patient_id IS NULL THEN {nobodys_site} \
                         ELSE patient_id IN (SELECT id FROM held) END",
                        tables.join(", ")
                    )
                }
                (Scope::Patient, _) => format!(
                    "CASE WHEN patient_id IS NULL THEN {nobodys_site} \
                     ELSE patient_id IN (SELECT id FROM held) END"
                ),
                (Scope::Site, _) if has("patient_id") => {
                    "coalesce(site_id = $2, FALSE) OR patient_id IN (SELECT id FROM held) \
                     OR (patient_id IS NULL AND site_id IS NULL)"
                        .to_owned()
                }
                (Scope::Site, _) => nobodys_site.to_owned(),
            };
            asked.push(format!(
                "SELECT '{0}', id, version FROM {0} WHERE organization_id = $1 AND ({held})",
                table.name
            ));
        }
        let sql = format!(
            "WITH RECURSIVE held (id) AS ( \
                 SELECT patient_id FROM patient_sites \
                 WHERE site_id = $2::UUID AND deleted_at IS NULL \
               UNION \
                 SELECT t.patient_id FROM care_team_members t \
                 LEFT JOIN practitioners p ON p.id = t.practitioner_id AND p.deleted_at IS NULL \
                 WHERE $3::UUID IN (t.user_id, p.user_id) \
                 AND t.ended_at IS NULL AND t.deleted_at IS NULL \
               UNION \
                 SELECT other.id FROM held JOIN patient_merges m \
                 ON m.deleted_at IS NULL AND held.id IN (m.patient_id, m.merged_patient_id), \
                 LATERAL (VALUES (m.patient_id), (m.merged_patient_id)) AS other (id)) \
             {}",
            asked.join(" UNION ALL ")
        );
        let rows = self
            .simulation
            .sql
            .query(&sql, &[&self.around.organization, &post.site, &post.person])
            .await?;
        let mut must = Rows::new();
        for row in &rows {
            let table = catalog::table(row.get(0)).context("the table is in the catalog")?;
            must.insert((table.name, row.get(1)), row.get(2));
        }
        Ok(must)
    }
}

/// Rows by table and id, with their versions.
type Rows = BTreeMap<(&'static str, Uuid), i64>;

/// What a replica holds that the centre has confirmed.
fn confirmed(store: &Store) -> Result<Rows> {
    store.read(|reader| {
        let mut rows = Rows::new();
        for table in TABLES.iter().filter(|t| !t.shipped && t.scope != Scope::Centre) {
            let sql = format!("SELECT id FROM {} WHERE version > 0", table.name);
            let ids: BTreeSet<Uuid> = reader.column(&sql, [])?.into_iter().collect();
            for id in ids {
                let sql = format!("SELECT version FROM {} WHERE id = ?1", table.name);
                rows.insert((table.name, id), reader.value(&sql, [id])?.unwrap_or(0));
            }
        }
        Ok(rows)
    })
}

fn literal(id: Option<Uuid>) -> String {
    id.map_or("NULL".to_owned(), |id| format!("'{id}'"))
}
