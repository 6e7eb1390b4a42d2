//! Every question that the clinic answers, asked of a record as a screen would ask it.
//!
//! What a question is about is found by the names of its fields: `patient_id` is the patient,
//! `visit_id` one of the patient's visits, `id` a row of the first table that the command needs.
//! So a new question is asked without being mentioned here, unless it has a field of a new kind.

use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, ensure};
use catalog::Role;
use chrono::{DateTime, Days};
use clinic::commands::{Audience, Command, commands};
use serde_json::{Map, Value, json};
use store::{Cells, Error, Store, params};
use uuid::Uuid;

use crate::PASSWORD;
use crate::demo::{PATIENT, Pace};

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// A command's name, and the fields of its request that no name explains.
type Fields = (&'static str, fn() -> Value);

/// What stands in a field that no name explains, for single questions.
const PARTICULAR: &[Fields] = &[
    ("alerts.response_times", || json!({"group_by": "month"})),
    ("billing.claims", || json!({"status": "submitted"})),
    ("billing.invoices", || json!({"status": "open", "query": null})),
    ("billing.revenue", || json!({"by": "month"})),
    ("encounters.find_icd10", || json!({"query": "diab mell"})),
    ("encounters.readings", || json!({"metric": "heart_rate_bpm"})),
    ("encounters.triage_signs", || json!({"age_band": "adult"})),
    ("encounters.vitals_trend", || json!({"sign": "systolic_mmhg"})),
    ("imaging.worklist", || json!({"stage": "reading"})),
    ("medication.adherence", || json!({"until": null})),
    ("system.metrics", || json!({"kind": "database_bytes"})),
    ("system.metric_totals", || json!({"kind": "database_bytes", "by": "day"})),
    ("system.try_workflow_rule", || {
        json!({"name": "Missed", "trigger": "appointment_no_show", "actions": [{"do": "add_task",
                  "title": "Ask why", "for_role": "receptionist", "priority": "low",
                  "due_in_hours": 48}]})
    }),
    ("wellness.script", || json!({"script": "phq9"})),
];

/// What is about one record and not about its person.
const ABOUT_RECORDS: [&str; 1] = ["people.merge_preview"];

/// Somebody who asks everything that their roles let them ask.
pub struct Asker {
    store: Store,
    founder: Uuid,
    user: Uuid,
    roles: Vec<Role>,
    /// Where the patient has no row of a kind, that of another is named.
    names_others: bool,
}

impl Asker {
    /// Somebody with every role, new in the clinic of `founder`, so that one person may ask
    /// everything.
    ///
    /// # Errors
    /// What the clinic refused, in its words.
    pub fn new(store: &Store, founder: Uuid) -> Result<Self> {
        let every = Role::ALL.iter().copied().filter(|role| *role != Role::Patient).collect();
        Self::with_roles(store, founder, "asker", every)
    }

    /// Somebody who signs in as `username` with these roles, new in the clinic of `founder`.
    ///
    /// # Errors
    /// What the clinic refused, in its words.
    pub fn with_roles(
        store: &Store,
        founder: Uuid,
        username: &str,
        roles: Vec<Role>,
    ) -> Result<Self> {
        let codes: Vec<&str> = roles.iter().map(|role| role.code()).collect();
        let made = clinic::dispatch(
            store,
            founder,
            "organization.add_user",
            json!({"given_name": "Ada", "family_name": "Curiosa", "username": username,
                   "password": PASSWORD, "roles": codes, "is_practitioner": true}),
        )
        .map_err(|refused| anyhow!(refused.sentence))?;
        let user = made.get("id").and_then(Value::as_str).context("an id")?.parse()?;
        Ok(Self { store: store.clone(), founder, user, roles, names_others: true })
    }

    /// Names no row of another patient than whom is asked about.
    #[must_use]
    pub fn about_one_alone(self) -> Self {
        Self { names_others: false, ..self }
    }

    /// Takes the place of the practitioner `predecessor`: whom they saw is theirs to see.
    ///
    /// # Errors
    /// What the write door refused.
    pub fn succeed(&self, predecessor: Uuid) -> Result<()> {
        let own: Option<Uuid> = self.store.read::<_, Error>(|reader| {
            reader.value("SELECT id FROM practitioners WHERE user_id = ?1", params![self.user])
        })?;
        let own = own.context("a practitioner")?;
        self.store.write::<_, Error>(self.founder, "questions.succeed", |write| {
            let with = |user: Option<Uuid>| Cells::new().set("user_id", user);
            write.update("practitioners", own, None, with(None))?;
            write.update("practitioners", predecessor, None, with(Some(self.user)))
        })?;
        Ok(())
    }

    /// Asks everything once about `patient` and the days before `now`, and adds to `pace` how
    /// long each answer took.
    ///
    /// # Errors
    /// The questions that were refused, each with its sentence; none for who asks
    /// [`about_one_alone`](Self::about_one_alone).
    pub fn ask_all(&self, patient: Uuid, now: i64, pace: &mut Pace) -> Result<()> {
        // Who asks reaches whom they look after.
        let team = json!({"patient_id": patient, "user_id": self.user, "practitioner_id": null,
                          "kind": "nurse", "is_primary": false, "department_id": null,
                          "notes": null});
        clinic::dispatch(&self.store, self.founder, "people.assign_care_team", team)
            .map_err(|refused| anyhow!("people.assign_care_team: {}", refused.sentence))?;
        let (account, mut own): (Uuid, Uuid) = {
            let own: Option<(Uuid, Uuid)> = self.store.read::<_, Error>(|reader| {
                reader.row(
                    "SELECT u.id, p.id FROM users u JOIN patients p ON p.user_id = u.id \
                     WHERE u.username = ?1",
                    params![PATIENT],
                )
            })?;
            own.context("a patient with an account")?
        };
        let common = self.common(patient, now)?;
        let mut refused = Vec::new();
        let mine = |command: &&Command| {
            !command.writes()
                && (command.audience == Audience::OwnRecord || command.allows(&self.roles))
        };
        for command in commands().iter().filter(mine) {
            let (user, request) = if command.audience == Audience::OwnRecord {
                own = self.with_rows_for(command, account, own)?;
                (account, self.request(command, own, &self.common(own, now)?)?)
            } else {
                (self.user, self.request(command, patient, &common)?)
            };
            let began = Instant::now();
            if let Err(refusal) = clinic::dispatch(&self.store, user, command.name, request) {
                // Of a patient alone there is not everything to be asked.
                if self.names_others {
                    refused.push(format!("{}: {}", command.name, refusal.sentence));
                }
                continue;
            }
            pace.entry(command.name.to_owned()).or_default().push(began.elapsed());
        }
        ensure!(refused.is_empty(), "refused were\n{}", refused.join("\n"));
        Ok(())
    }

    /// Whether the asker's roles see charts, and this patient's is closed to them.
    pub fn is_stranger(&self, patient: Uuid) -> bool {
        let chart = json!({ "patient_id": patient });
        let refused = clinic::dispatch(&self.store, self.user, "people.chart", chart).err();
        refused.is_some_and(|refused| refused.code == Some("not_your_patient"))
    }

    /// The questions that say something about `stranger`, whom the asker must not look after: those
    /// whose answer is another one when the same is asked about somebody who does not exist.
    ///
    /// # Errors
    /// What the record refused.
    pub fn told_about(&self, stranger: Uuid, now: i64) -> Result<Vec<&'static str>> {
        let about = self.common(stranger, now)?;
        let nobody = Uuid::from_u128(u128::from_be_bytes([0x5a; 16]));
        let mut told = Vec::new();
        let mine = |command: &&Command| {
            !command.writes() && command.audience == Audience::Staff && command.allows(&self.roles)
        };
        for command in commands().iter().filter(mine) {
            let request = self.request(command, stranger, &about)?;
            let mut of_nobody = request.clone();
            for (field, value) in of_nobody.as_object_mut().context("fields")? {
                // Whoever asks is not whom it is about, and neither is what the clinic has.
                let is_theirs = !["user_id", "practitioner_id", "resource_id", "rule_id"]
                    .contains(&field.as_str());
                if is_theirs && value.as_str().is_some_and(|text| Uuid::try_parse(text).is_ok()) {
                    *value = json!(nobody);
                }
            }
            let ask = |request| clinic::dispatch(&self.store, self.user, command.name, request);
            let Ok(answer) = ask(request) else { continue };
            if ask(of_nobody).ok() != Some(answer) {
                told.push(command.name);
            }
        }
        Ok(told)
    }

    /// Asks everything about each of two records of one person, with the rows that either has, and
    /// gives the questions that are answered otherwise about one than about the other.
    ///
    /// # Errors
    /// Rows that could not be read.
    pub fn told_apart(&self, front: Uuid, behind: Uuid, now: i64) -> Result<Vec<String>> {
        let team = json!({"patient_id": front, "user_id": self.user, "practitioner_id": null,
                          "kind": "nurse", "is_primary": false, "department_id": null,
                          "notes": null});
        clinic::dispatch(&self.store, self.founder, "people.assign_care_team", team)
            .map_err(|refused| anyhow!("people.assign_care_team: {}", refused.sentence))?;
        let mut apart = Vec::new();
        for rows_of in [front, behind] {
            let common = self.common(rows_of, now)?;
            let asked = |command: &&Command| {
                !command.writes()
                    && command.audience != Audience::OwnRecord
                    && !ABOUT_RECORDS.contains(&command.name)
                    && command.allows(&self.roles)
            };
            for command in commands().iter().filter(asked) {
                let mut request = self.request(command, rows_of, &common)?;
                let answers = [front, behind].map(|record| {
                    if let Some(fields) = request.as_object_mut() {
                        fields.insert("patient_id".to_owned(), json!(record));
                    }
                    let answer =
                        clinic::dispatch(&self.store, self.user, command.name, request.clone());
                    answer.map_err(|refused| refused.sentence)
                });
                let [one, other] = answers.map(|answer| named_alike(&json!(answer), front, behind));
                if one != other {
                    apart.push(format!("{}: {}", command.name, difference(&one, &other, "")));
                }
            }
        }
        Ok(apart)
    }

    /// What `account` asks about the own record with the account on `front` and then on `behind`,
    /// where the answers differ.
    ///
    /// # Errors
    /// Rows that could not be read, or the account that could not be moved.
    pub fn own_told_apart(
        &self,
        account: Uuid,
        (front, behind): (Uuid, Uuid),
        now: i64,
    ) -> Result<Vec<String>> {
        let common = self.common(front, now)?;
        let asked =
            |command: &&Command| !command.writes() && command.audience == Audience::OwnRecord;
        let mut answers = Vec::new();
        for (with, without) in [(front, behind), (behind, front)] {
            self.store.write::<_, Error>(self.founder, "questions.move_account", |write| {
                let set = |user: Option<Uuid>| Cells::new().set("user_id", user);
                write.update("patients", without, None, set(None))?;
                write.update("patients", with, None, set(Some(account)))
            })?;
            let mut told = Vec::new();
            for command in commands().iter().filter(asked) {
                let request = self.request(command, front, &common)?;
                let answer = clinic::dispatch(&self.store, account, command.name, request);
                told.push((command.name, answer.map_err(|refused| refused.sentence)));
            }
            answers.push(told);
        }
        let [on_front, on_behind] = &answers[..] else { return Ok(Vec::new()) };
        let pairs = on_front.iter().zip(on_behind).map(|((name, one), (_, other))| {
            let alike = |answer| named_alike(&json!(answer), front, behind);
            (name, alike(one), alike(other))
        });
        Ok(pairs
            .filter(|(_, one, other)| one != other)
            .map(|(name, one, other)| format!("{name}: {}", difference(&one, &other, "")))
            .collect())
    }

    /// A patient who has what `command` is about; the account becomes theirs.
    fn with_rows_for(&self, command: &Command, account: Uuid, own: Uuid) -> Result<Uuid> {
        let table = command.needs.first().map_or("patients", |(table, _)| *table);
        let shape = migrations::schema().table(table).context("a table that travels")?;
        if shape.column_number("patient_id").is_none() {
            return Ok(own);
        }
        let other: Option<Uuid> = self.store.read::<_, Error>(|reader| {
            let of_own = format!("SELECT 1 FROM {table} WHERE patient_id = ?1");
            if reader.value::<i64>(&of_own, params![own])?.is_some() {
                return Ok(None);
            }
            reader.value(&format!("SELECT patient_id FROM {table} LIMIT 1"), [])
        })?;
        let Some(other) = other else { return Ok(own) };
        self.store.write::<_, Error>(self.founder, "questions.move_account", |write| {
            write.update("patients", own, None, Cells::new().set("user_id", None::<Uuid>))?;
            write.update("patients", other, None, Cells::new().set("user_id", account))
        })?;
        Ok(other)
    }

    fn request(
        &self,
        command: &Command,
        patient: Uuid,
        common: &Map<String, Value>,
    ) -> Result<Value> {
        let mut request = common.clone();
        request.insert("patient_id".to_owned(), json!(patient));
        let table = command.needs.first().map_or("patients", |(table, _)| *table);
        request.insert("id".to_owned(), json!(self.row(table, patient)?));
        let particular = PARTICULAR.iter().find(|(name, _)| *name == command.name);
        if let Some((_, fields)) = particular {
            request.extend(fields().as_object().cloned().unwrap_or_default());
        }
        Ok(Value::Object(request))
    }

    /// The fields that mean the same in every question.
    fn common(&self, patient: Uuid, now: i64) -> Result<Map<String, Value>> {
        let on = DateTime::from_timestamp_micros(now).context("a moment")?.date_naive();
        let mut fields = json!({
            "from": now - 30 * DAY, "until": now, "since": now - 365 * DAY, "at": now,
            "starts_at": now + DAY, "ends_at": now + DAY + DAY / 48,
            "on": on, "from_on": on - Days::new(30), "until_on": on,
            "query": "mar", "limit": 20, "count": 20, "minutes": 20, "days": 28,
            "within_minutes": 120, "roles": [], "conditions": [], "is_active": true,
            "only_mine": false, "to_me": false, "with_struck": false, "with_retired": false,
            "retired": false, "include_over": true, "include_decided": true,
            "medication_text": "Amoxicillin 500 mg", "test_name": "HbA1c",
            "given_name": "Maria", "family_name": "Garcia",
        });
        let fields = fields.as_object_mut().context("fields")?;
        for (field, table) in [
            ("visit_id", "visits"),
            ("invoice_id", "invoices"),
            ("appointment_id", "appointments"),
            ("prescription_item_id", "prescription_items"),
            ("practitioner_id", "practitioners"),
            ("resource_id", "resources"),
            ("rule_id", "workflow_rules"),
            ("user_id", "users"),
        ] {
            fields.insert(field.to_owned(), json!(self.row(table, patient)?));
        }
        let other: Option<Uuid> = self.store.read::<_, Error>(|reader| {
            reader.value("SELECT id FROM patients WHERE id > ?1 LIMIT 1", params![patient])
        })?;
        fields.insert("other_patient_id".to_owned(), json!(other));
        let specimen: Option<String> = self.store.read::<_, Error>(|reader| {
            reader.value(
                "SELECT specimen_number FROM lab_orders WHERE specimen_number IS NOT NULL LIMIT 1",
                [],
            )
        })?;
        fields.insert("specimen_number".to_owned(), json!(specimen));
        Ok(std::mem::take(fields))
    }

    /// The newest row of `table` that is about `patient`, or any where that is allowed, or none that
    /// exists.
    fn row(&self, table: &'static str, patient: Uuid) -> Result<Uuid> {
        if table == "patients" {
            return Ok(patient);
        }
        // What never travels, such as the codes that are shipped, is not asked for by its id.
        let Some(shape) = migrations::schema().table(table) else { return Ok(Uuid::nil()) };
        let of_patient = shape.columns.iter().any(|column| column.name == "patient_id");
        let found = self.store.read::<_, Error>(|reader| {
            let own: Option<Uuid> = if of_patient {
                reader.value(
                    &format!(
                        "SELECT id FROM {table} WHERE patient_id = ?1 ORDER BY id DESC LIMIT 1"
                    ),
                    params![patient],
                )?
            } else {
                None
            };
            match own {
                Some(own) => Ok(Some(own)),
                None if of_patient && !self.names_others => Ok(None),
                None => reader.value(&format!("SELECT id FROM {table} LIMIT 1"), []),
            }
        })?;
        Ok(found.unwrap_or_default())
    }
}

/// An answer that calls both records of a person by the one in front: which of them was asked about
/// may stand in it.
fn named_alike(answer: &Value, front: Uuid, behind: Uuid) -> Value {
    match answer {
        Value::String(text) if *text == behind.to_string() => json!(front),
        Value::Array(values) => {
            values.iter().map(|value| named_alike(value, front, behind)).collect()
        }
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(name, value)| (name.clone(), named_alike(value, front, behind)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// Where two answers differ first, and how.
fn difference(one: &Value, other: &Value, place: &str) -> String {
    let entries = |value: &Value| -> Option<Vec<(String, Value)>> {
        match value {
            Value::Object(fields) => {
                Some(fields.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
            }
            Value::Array(values) => {
                let numbered = values.iter().enumerate();
                Some(numbered.map(|(number, value)| (number.to_string(), value.clone())).collect())
            }
            _ => None,
        }
    };
    if let (Some(one), Some(other)) = (entries(one), entries(other))
        && one.len() == other.len()
        && let Some(((name, one), (_, other))) =
            one.iter().zip(&other).find(|(one, other)| one != other)
    {
        return difference(one, other, &format!("{place}/{name}"));
    }
    format!("{place}: {one} and {other}")
}
