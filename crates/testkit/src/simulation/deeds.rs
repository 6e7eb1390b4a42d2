//! What people did in a world, and what each of them had before their eyes: enough to say of every
//! value whether it may be gone.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use store::{Cells, Reader, Store, Write, params};
use uuid::Uuid;

use super::step::{Act, Deed, Field};

/// One transaction that somebody tried.
#[derive(Clone, Debug)]
pub(super) struct Tried {
    /// On which PC.
    pub pc: usize,
    /// The changeset, where the PC lived to say so.
    pub changeset: Option<Uuid>,
    /// Whether the person was told that it is kept.
    pub acknowledged: bool,
    /// Whether the person was told that the disk is full.
    pub disk_full: bool,
    /// What it changed.
    pub marks: Vec<Mark>,
}

/// One change of one row.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    /// A row was made.
    Made { table: &'static str, row: Uuid },
    /// A row was removed.
    Removed { row: Uuid },
    /// A cell was written; every writing has a word of its own.
    Wrote { row: Uuid, column: &'static str, word: Option<String>, saw: String, wrote: String },
}

/// What a form showed when it was opened: the row's version and its fields.
#[derive(Clone, Debug)]
pub(super) struct Form {
    version: i64,
    fields: BTreeMap<&'static str, String>,
}

/// The forms that are open on one PC, by patient.
pub(super) type Forms = BTreeMap<Uuid, Form>;

const FIELDS: [Field; 7] = [
    Field::BirthPlace,
    Field::Phone,
    Field::City,
    Field::State,
    Field::FamilyName,
    Field::NationalId,
    Field::Notes,
];

/// The declared order of an appointment's states, and the way out of it.
const STATES: [&str; 5] = ["confirmed", "checked_in", "in_progress", "completed", "cancelled"];

/// The words of a text.
pub(super) fn words(text: &str) -> BTreeSet<&str> {
    text.split_whitespace().collect()
}

/// Who does a deed, and where.
pub(super) struct Doer<'a> {
    pub pc: usize,
    pub user: Uuid,
    pub site: Uuid,
    pub practitioner: Uuid,
    /// Midnight of the day on which appointments are booked, microseconds since 1970 UTC.
    pub day: i64,
    pub forms: &'a mut Forms,
    /// Gives each writing its word.
    pub writings: &'a mut u64,
}

impl Doer<'_> {
    /// Does `deed` in one transaction. `None` where there was nothing to do it to.
    pub fn act(&mut self, store: &Store, deed: &Deed) -> Result<Option<Tried>> {
        let patients = store.read(|reader| ids(reader, "patients"))?;
        let appointments = store.read(|reader| ids(reader, "appointments"))?;
        let mut marks = Vec::new();
        let written = store.write::<(), anyhow::Error>(self.user, "simulated.deed", |write| {
            for act in &deed.0 {
                self.change(write, act, &patients, &appointments, &mut marks)?;
            }
            Ok(())
        });
        if marks.is_empty() {
            return Ok(None);
        }
        let acknowledged = written.is_ok();
        let disk_full = written.is_err_and(|error| {
            matches!(error.downcast_ref::<store::Error>(), Some(store::Error::DiskFull))
        });
        let changeset = if acknowledged { newest(store)? } else { None };
        Ok(Some(Tried { pc: self.pc, changeset, acknowledged, disk_full, marks }))
    }

    fn word(&mut self) -> String {
        *self.writings += 1;
        format!("w{}", self.writings)
    }

    fn change(
        &mut self,
        write: &mut Write<'_>,
        act: &Act,
        patients: &[Uuid],
        appointments: &[Uuid],
        marks: &mut Vec<Mark>,
    ) -> Result<()> {
        let one_of =
            |rows: &[Uuid], number: u8| rows.get(usize::from(number) % rows.len().max(1)).copied();
        match act {
            Act::Register => {
                let word = self.word();
                let cells = Cells::new()
                    .set("given_name", "Somebody")
                    .set("family_name", word.as_str())
                    .set("name_precision", "full")
                    .set("date_of_birth_precision", "unknown")
                    .set("status", "active");
                let row = write.insert("patients", cells)?;
                marks.push(Mark::Made { table: "patients", row });
                marks.push(wrote(row, "family_name", Some(word.clone()), "", &word));
            }
            Act::Set { patient, field, keep, stale } => {
                let Some(row) = one_of(patients, *patient) else { return Ok(()) };
                let seen = self.look(write, row, *stale)?;
                let column = field.column();
                let saw = seen.fields.get(column).cloned().unwrap_or_default();
                let word = self.word();
                let keep = *keep && *field == Field::Notes && !saw.is_empty();
                let new = if keep { format!("{saw}\n{word}") } else { word.clone() };
                let cells = Cells::new().set(column, new.as_str());
                write.update("patients", row, Some(seen.version), cells)?;
                marks.push(wrote(row, column, Some(word), &saw, &new));
                self.look(write, row, false)?;
            }
            Act::Clear { patient, field } => {
                let Some(row) = one_of(patients, *patient) else { return Ok(()) };
                let seen = self.look(write, row, false)?;
                let column = field.column();
                let saw = seen.fields.get(column).cloned().unwrap_or_default();
                if saw.is_empty() {
                    return Ok(());
                }
                write.update("patients", row, None, Cells::new().set(column, None::<&str>))?;
                marks.push(wrote(row, column, None, &saw, ""));
                self.look(write, row, false)?;
            }
            Act::Remove { patient } => {
                let Some(row) = one_of(patients, *patient) else { return Ok(()) };
                if is_removed(write, row)? {
                    return Ok(());
                }
                write.remove("patients", row, None)?;
                marks.push(Mark::Removed { row });
            }
            Act::Book { patient, hour } => {
                let Some(patient) = one_of(patients, *patient) else { return Ok(()) };
                let starts_at = self.day + (8 + i64::from(*hour)) * 3_600_000_000;
                let word = self.word();
                let cells = Cells::new()
                    .set("site_id", self.site)
                    .set("patient_id", patient)
                    .set("practitioner_id", self.practitioner)
                    .set("starts_at", starts_at)
                    .set("ends_at", starts_at + 1_800_000_000)
                    .set("kind", "consultation")
                    .set("status", "scheduled")
                    .set("priority", "medium")
                    .set("reason", word.as_str());
                let row = write.insert("appointments", cells)?;
                marks.push(Mark::Made { table: "appointments", row });
            }
            Act::Progress { appointment, state } => {
                let Some(row) = one_of(appointments, *appointment) else { return Ok(()) };
                let state = STATES.get(usize::from(*state)).copied().unwrap_or("confirmed");
                let mut cells = Cells::new().set("status", state);
                if state == "cancelled" {
                    cells.put("cancel_reason", "Called off");
                }
                write.update("appointments", row, None, cells)?;
            }
            Act::Pay { patient } => {
                let Some(patient) = one_of(patients, *patient) else { return Ok(()) };
                let cells = Cells::new()
                    .set("site_id", self.site)
                    .set("patient_id", patient)
                    .set("kind", "payment")
                    .set("amount_minor", 1_000)
                    .set("currency", "EUR")
                    .set("method", "cash")
                    .set("received_at", write.now())
                    .set("received_by", self.user)
                    .set("payer_kind", "patient");
                let row = write.insert("payments", cells)?;
                marks.push(Mark::Made { table: "payments", row });
            }
        }
        Ok(())
    }

    /// The form as it is before the person: as it was opened, or opened just now.
    fn look(&mut self, write: &Write<'_>, row: Uuid, stale: bool) -> Result<Form> {
        if let Some(form) = self.forms.get(&row).filter(|_| stale) {
            return Ok(form.clone());
        }
        let reader = write;
        let form = Form { version: version(reader, row)?, fields: fields(reader, row)? };
        self.forms.insert(row, form.clone());
        Ok(form)
    }
}

fn wrote(row: Uuid, column: &'static str, word: Option<String>, saw: &str, wrote: &str) -> Mark {
    Mark::Wrote { row, column, word, saw: saw.to_owned(), wrote: wrote.to_owned() }
}

fn ids(reader: &Reader<'_>, table: &str) -> Result<Vec<Uuid>> {
    let sql = format!("SELECT id FROM {table} WHERE deleted_at IS NULL ORDER BY id");
    Ok(reader.column(&sql, [])?)
}

fn version(reader: &Reader<'_>, row: Uuid) -> Result<i64> {
    let sql = "SELECT version FROM patients WHERE id = ?1";
    reader.value(sql, params![row])?.context("the patient is here")
}

fn is_removed(reader: &Reader<'_>, row: Uuid) -> Result<bool> {
    let sql = "SELECT deleted_at IS NOT NULL FROM patients WHERE id = ?1";
    Ok(reader.value(sql, params![row])?.unwrap_or(true))
}

/// What a patient's fields show.
pub(super) fn fields(reader: &Reader<'_>, row: Uuid) -> Result<BTreeMap<&'static str, String>> {
    let cells = reader.cells("patients", row)?.unwrap_or_default();
    let text = |column: &str| {
        cells.get(column).and_then(|value| value.as_text()).unwrap_or_default().to_owned()
    };
    Ok(FIELDS.iter().map(|field| (field.column(), text(field.column()))).collect())
}

/// The changeset that was written last.
fn newest(store: &Store) -> Result<Option<Uuid>> {
    Ok(store.read::<_, store::Error>(|reader| {
        reader.value("SELECT id FROM outbox ORDER BY sequence DESC LIMIT 1", [])
    })?)
}
