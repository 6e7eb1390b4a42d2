//! A small clinic for stories: a real encrypted record in a folder of its own and a clock that
//! stands still until a story moves it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use chrono::DateTime;
use serde_json::{Value, json};
use store::keys::DatabaseKey;
use store::{Cells, Store, Surroundings, params};
use tempfile::TempDir;
use uuid::Uuid;

use crate::organization::found::{Founding, found};
use crate::{Refused, dispatch};

/// Monday, half past nine in the morning in Madrid.
const OPENING: &str = "2026-03-02T08:30:00Z";

pub(crate) struct Clinic {
    pub store: Store,
    /// Set the clinic up: administrator, receptionist, finance and doctor in one.
    pub owner: Uuid,
    pub doctor: Uuid,
    pub doctor_practitioner: Uuid,
    pub receptionist: Uuid,
    pub nurse: Uuid,
    pub site: Uuid,
    clock: Arc<AtomicI64>,
    _folder: TempDir,
}

pub(crate) fn founding() -> Founding {
    Founding {
        organization_name: "Clínica del Puerto".to_owned(),
        site_name: "Puerto".to_owned(),
        time_zone: "Europe/Madrid".to_owned(),
        currency: "EUR".to_owned(),
        country: None,
        given_name: "Olga".to_owned(),
        family_name: "Navarro".to_owned(),
        username: "olga".to_owned(),
        password: "seven quiet harbours".to_owned(),
        is_practitioner: true,
        recovery_public_key: None,
    }
}

pub(crate) fn moment(text: &str) -> i64 {
    DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros()
}

/// The clinic of most stories as it stands at the beginning. It is set up once and then copied:
/// founding one anew for every story costs more than the stories.
struct Beginning {
    record: Vec<u8>,
    key: DatabaseKey,
    owner: Uuid,
    doctor: Uuid,
    doctor_practitioner: Uuid,
    receptionist: Uuid,
    nurse: Uuid,
    site: Uuid,
}

impl Beginning {
    fn once() -> &'static Self {
        static BEGINNING: OnceLock<Beginning> = OnceLock::new();
        BEGINNING.get_or_init(|| {
            let Clinic {
                store,
                owner,
                doctor,
                doctor_practitioner,
                receptionist,
                nurse,
                site,
                clock: _,
                _folder: folder,
            } = Clinic::found_in("Europe/Madrid");
            let key = store.key().clone();
            // The last one to close the record folds its log in.
            drop(store);
            let record = std::fs::read(folder.path().join(store::DATABASE_FILE)).unwrap();
            Self { record, key, owner, doctor, doctor_practitioner, receptionist, nurse, site }
        })
    }
}

fn surroundings(clock: &Arc<AtomicI64>) -> Surroundings {
    let hand = Arc::clone(clock);
    Surroundings::new(
        move || hand.load(Ordering::SeqCst),
        || {
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes).unwrap();
            bytes
        },
    )
}

impl Clinic {
    pub fn found() -> Self {
        let beginning = Beginning::once();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(store::DATABASE_FILE), &beginning.record).unwrap();
        let clock = Arc::new(AtomicI64::new(moment(OPENING)));
        let key = beginning.key.clone();
        Self {
            store: Store::open(folder.path(), key, surroundings(&clock)).unwrap(),
            owner: beginning.owner,
            doctor: beginning.doctor,
            doctor_practitioner: beginning.doctor_practitioner,
            receptionist: beginning.receptionist,
            nurse: beginning.nurse,
            site: beginning.site,
            clock,
            _folder: folder,
        }
    }

    pub fn found_in(zone: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(moment(OPENING)));
        let key = DatabaseKey::generate().unwrap();
        let store = Store::create(folder.path(), key, surroundings(&clock)).unwrap();
        let [organization, site, owner, device] = [(); 4].map(|()| store.surroundings().new_id());
        // As at the first run of a PC alone, which has an id and no row in `devices` yet.
        store
            .set_facts(&[
                ("organization", &organization.to_string()),
                ("site", &site.to_string()),
                ("device", &device.to_string()),
            ])
            .unwrap();
        let founding = Founding { time_zone: zone.to_owned(), ..founding() };
        store.write(owner, "organization.found", |write| found(write, &founding)).unwrap();
        let mut clinic = Self {
            store,
            owner,
            doctor: owner,
            doctor_practitioner: owner,
            receptionist: owner,
            nurse: owner,
            site,
            clock,
            _folder: folder,
        };
        clinic.doctor = clinic.employ("Amina", "Benali", "doctor");
        clinic.receptionist = clinic.employ("Rosa", "Iglesias", "receptionist");
        clinic.nurse = clinic.employ("Tomás", "Vidal", "nurse");
        let practitioner: Result<Option<Uuid>, store::Error> = clinic.store.read(|reader| {
            reader.value("SELECT id FROM practitioners WHERE user_id = ?1", params![clinic.doctor])
        });
        clinic.doctor_practitioner = practitioner.unwrap().unwrap();
        clinic
    }

    /// A colleague, without the price of a password.
    pub fn employ(&self, given: &str, family: &str, role: &str) -> Uuid {
        self.store
            .write(self.owner, "organization.add_user", |write| {
                let id = write.new_id();
                crate::organization::add_user::write_person(
                    write,
                    crate::organization::add_user::Person {
                        id,
                        username: &format!("{given}.{family}"),
                        given_name: given,
                        family_name: family,
                        roles: &[role],
                        password_hash: String::new(),
                        must_change_password: false,
                        practises: (role == "doctor").then_some(Some("General practice")),
                        site: self.site,
                    },
                )?;
                Ok::<_, Refused>(id)
            })
            .unwrap()
    }

    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    pub fn set_clock(&self, text: &str) {
        self.clock.store(moment(text), Ordering::SeqCst);
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.clock.fetch_add(minutes * crate::calendar::MINUTE, Ordering::SeqCst);
    }

    pub fn ask(&self, user: Uuid, name: &str, request: Value) -> Result<Value, Refused> {
        dispatch(&self.store, user, name, request)
    }

    /// Registers a patient whom the doctor and the nurse look after, and gives the id.
    pub fn patient(&self, given: &str, family: &str, born: &str) -> Uuid {
        let patient = self.stranger(given, family, born);
        for user in [self.doctor, self.nurse] {
            self.entrust(patient, user);
        }
        patient
    }

    /// Registers a patient whom nobody looks after yet, and gives the id.
    pub fn stranger(&self, given: &str, family: &str, born: &str) -> Uuid {
        let mut request = person(given, family, Some(born));
        request["accept_duplicates"] = json!(true);
        id_of(&self.ask(self.receptionist, "people.register", request).unwrap())
    }

    /// Gives a patient an account, and gives its id.
    pub fn connect(&self, patient: Uuid, given: &str) -> Uuid {
        let user = self.employ(given, "Marín", "patient");
        let link = json!({
            "id": patient, "version": 0, "username": format!("{given}.Marín")
        });
        self.ask(self.receptionist, "people.link_account", link).unwrap();
        user
    }

    /// Puts `user` into the patient's care team.
    pub fn entrust(&self, patient: Uuid, user: Uuid) {
        self.store
            .write(self.owner, "people.assign_care_team", |write| {
                let member = Cells::new()
                    .set("patient_id", patient)
                    .set("user_id", user)
                    .set("kind", "other")
                    .set("started_at", write.now());
                write.insert("care_team_members", member)
            })
            .map(|_: Uuid| ())
            .unwrap_or_else(|error: store::Error| panic!("{error}"));
    }

    /// Books the doctor for half an hour from `start` on.
    pub fn book(&self, patient: Uuid, start: &str) -> Result<Uuid, Refused> {
        let starts_at = moment(start);
        let request = json!({
            "patient_id": patient, "practitioner_id": self.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 30 * crate::calendar::MINUTE,
            "kind": "consultation", "priority": "medium", "reason": "Cough", "room": null,
            "overbook": false
        });
        Ok(id_of(&self.ask(self.receptionist, "scheduling.book", request)?))
    }

    /// Sets the doctor's week.
    pub fn work(&self, weekdays: Value) {
        let week = json!({ "practitioner_id": self.doctor_practitioner, "weekdays": weekdays });
        self.ask(self.owner, "scheduling.set_hours", week).unwrap();
    }

    /// One text from the record.
    pub fn text(&self, sql: &str, id: Uuid) -> Option<String> {
        let read: Result<_, store::Error> =
            self.store.read(|reader| reader.value::<Option<String>>(sql, params![id]));
        read.unwrap().flatten()
    }

    /// What the planner would do for a query.
    pub fn plan(&self, sql: &str) -> Vec<String> {
        let plan: Result<Vec<String>, store::Error> = self.store.read(|reader| {
            #[derive(serde::Deserialize)]
            struct Step {
                detail: String,
            }
            let parameters = (1..20).take_while(|n| sql.contains(&format!("?{n}"))).count();
            let nothing = vec![None::<i64>; parameters];
            let explain = format!("EXPLAIN QUERY PLAN {sql}");
            let steps: Vec<Step> = reader.rows(&explain, store::params_from_iter(nothing))?;
            Ok(steps.into_iter().map(|step| step.detail).collect())
        });
        plan.unwrap()
    }

    /// The tables of the record that a query would read from end to end.
    pub fn scans(&self, sql: &str) -> Vec<String> {
        let whole = |step: &String| {
            // What comes with the query itself, such as json_each or the merged records of one
            // person, is no table of the record.
            let own = ["SCAN (", "SCAN CONSTANT ROW", "SCAN one"]
                .iter()
                .any(|start| step.starts_with(start));
            step.starts_with("SCAN") && !own && !step.contains("VIRTUAL TABLE")
        };
        self.plan(sql).into_iter().filter(whole).collect()
    }

    /// One number from the record.
    pub fn number(&self, sql: &str, id: Uuid) -> Option<i64> {
        let read: Result<_, store::Error> =
            self.store.read(|reader| reader.value::<Option<i64>>(sql, params![id]));
        read.unwrap().flatten()
    }
}

/// That a query finds its rows by an index, whatever its parameters, and reads no table as a whole.
pub(crate) fn assert_uses_indexes(clinic: &Clinic, sql: &str) {
    #[derive(serde::Deserialize)]
    struct Step {
        detail: String,
    }
    let parameters = (1..=20).rev().find(|number| sql.contains(&format!("?{number}"))).unwrap_or(0);
    let plan: Result<Vec<Step>, store::Error> = clinic.store.read(|reader| {
        let nothing = store::params_from_iter(vec![None::<i64>; parameters]);
        reader.rows(&format!("EXPLAIN QUERY PLAN {sql}"), nothing)
    });
    for step in plan.unwrap() {
        let whole = step
            .detail
            .strip_prefix("SCAN ")
            .filter(|rest| *rest != "CONSTANT ROW" && !rest.starts_with("one"));
        assert_eq!(whole, None, "reads the whole of a table: {sql}");
    }
}

pub(crate) fn id_of(answer: &Value) -> Uuid {
    answer["id"].as_str().unwrap().parse().unwrap()
}

/// A registration form with a name and, if known, a birth date.
pub(crate) fn person(given: &str, family: &str, born: Option<&str>) -> Value {
    json!({
        "given_name": given, "middle_name": null, "family_name": family,
        "date_of_birth": born,
        "date_of_birth_precision": if born.is_some() { "day" } else { "unknown" },
        "gender": "unknown", "phone": null, "email": null, "address_line": null, "city": null,
        "state": null, "postal_code": null, "country": null, "preferred_language": null,
        "national_id": null, "blood_type": null, "emergency_contact_name": null,
        "emergency_contact_phone": null, "emergency_contact_relationship": null, "notes": null,
        "accept_duplicates": false
    })
}
