//! Taking rows into the replica inside one write transaction: what is new is inserted, what
//! differs is updated, what is the same is left alone.

use std::collections::HashSet;

use catalog::{Conflict, Row, Value};
use chrono_tz::Tz;
use store::{Cells, Write};
use uuid::Uuid;

use super::elements::{Coding, filled};
use super::identity::{Learnt, Neighbours, part_id};

/// What became of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Stored,
    Changed,
    Unchanged,
    Left,
}

/// Why a resource is not taken.
#[derive(Debug)]
pub(crate) enum Refused {
    /// In a sentence without patient data.
    Because(String),
    /// The replica failed; nothing of this transaction stays.
    Store(store::Error),
}

impl Refused {
    pub fn because(sentence: impl Into<String>) -> Self {
        Self::Because(sentence.into())
    }
}

impl From<store::Error> for Refused {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// One resource in a portion of text.
pub(crate) struct Found<'t> {
    /// The line of the file where it begins.
    pub line: u64,
    pub kind: String,
    /// The id of the row that it has, or would have.
    pub id: Uuid,
    /// The server that it came from, where the bundle says so.
    pub base: Option<String>,
    /// The organization whose Holdfast wrote it, where one did; then its id is the row's.
    pub holdfast: Option<Uuid>,
    pub raw: &'t str,
}

/// Where the import takes place.
pub(crate) struct Place {
    pub organization: Uuid,
    /// What ids of imported rows are derived from; see [`row_id`](super::identity::row_id).
    pub namespace: Uuid,
    pub site: Option<Uuid>,
    pub zone: Tz,
    pub currency: Option<String>,
}

/// A row as the source has it. Columns about which the source says nothing are not set, so that
/// what the clinic has added stays.
#[derive(Debug)]
pub(crate) struct Draft {
    pub table: &'static str,
    pub id: Uuid,
    pub cells: Cells,
}

impl Draft {
    pub fn new(table: &'static str, id: Uuid) -> Self {
        Self { table, id, cells: Cells::new() }
    }

    /// Sets `column`; an absent value leaves it unset.
    #[must_use]
    pub fn set(mut self, column: &str, value: impl Into<Value>) -> Self {
        self.put(column, value);
        self
    }

    /// Sets `column` in place; an absent value leaves it unset.
    pub fn put(&mut self, column: &str, value: impl Into<Value>) {
        let value = value.into();
        if !value.is_null() {
            self.cells.put(column, value);
        }
    }

    /// Sets the columns of a code with its system.
    #[must_use]
    pub fn code(self, system: &str, code: &str, coding: Option<&Coding>) -> Self {
        let of = |pick: fn(&Coding) -> Option<&str>| coding.and_then(|c| filled(pick(c)));
        self.set(system, of(|coding| coding.system.as_deref()))
            .set(code, of(|coding| coding.code.as_deref()))
    }
}

/// All rows of one resource.
pub(crate) struct Taken {
    patient: Option<Uuid>,
    drafts: Vec<Draft>,
    bindings: Vec<Draft>,
    parts: Vec<(&'static str, &'static str)>,
}

impl Taken {
    /// A resource whose own row is `main`.
    pub fn new(patient: Option<Uuid>, main: Draft) -> Self {
        Self { patient, drafts: vec![main], bindings: Vec::new(), parts: Vec::new() }
    }

    /// With another row, which refers to the first.
    pub fn and(&mut self, draft: Draft) {
        self.drafts.push(draft);
    }

    /// Says that the rows of `table` whose `column` names the main row are all here: one that an
    /// earlier import made and that is not here any more is removed.
    pub fn whole(&mut self, table: &'static str, column: &'static str) {
        self.parts.push((table, column));
    }

    /// Keeps foreign codes of `column` of the row `row` beside ours.
    pub fn bind<'k>(
        &mut self,
        table: &'static str,
        row: Uuid,
        column: &'static str,
        codings: impl IntoIterator<Item = &'k Coding>,
    ) {
        for coding in codings {
            let Some(code) = filled(coding.code.as_deref()) else { continue };
            let system = filled(coding.system.as_deref());
            let part = format!("{column}/{}|{code}", system.as_deref().unwrap_or_default());
            self.bindings.push(
                Draft::new("code_bindings", part_id(row, &part))
                    .set("patient_id", self.patient)
                    .set("table_name", table)
                    .set("row_id", row)
                    .set("column_name", column)
                    .set("system", system)
                    .set("code", code)
                    .set("display", filled(coding.display.as_deref()))
                    .set("code_version", filled(coding.version.as_deref())),
            );
        }
    }
}

/// Rows that one resource may write; more would not fit into one changeset.
const ROWS_MAX: usize = 1_000;

/// A row of a ledger as it stands.
pub(crate) struct LedgerRow {
    pub id: Uuid,
    pub cells: Cells,
}

impl LedgerRow {
    /// Whether a person wrote it: the ids of imported rows are derived, of version 5.
    pub fn by_a_person(&self) -> bool {
        self.id.get_version_num() != 5
    }
}

enum Step {
    Insert(Draft),
    Update(Draft),
    Remove(&'static str, Uuid),
}

/// A running transaction with what is needed to understand a resource.
pub(crate) struct Intake<'i, 'c> {
    pub write: &'i mut Write<'c>,
    pub place: &'i Place,
    pub learnt: &'i Learnt,
    pub neighbours: &'i Neighbours,
    /// Rows inserted, updated and removed so far.
    pub operations: usize,
    /// Whether a reference led nowhere; another run may then find what it meant.
    pub dangling: bool,
    known: HashSet<(&'static str, Uuid)>,
}

impl<'i, 'c> Intake<'i, 'c> {
    pub fn new(
        write: &'i mut Write<'c>,
        place: &'i Place,
        learnt: &'i Learnt,
        neighbours: &'i Neighbours,
    ) -> Self {
        let known = HashSet::new();
        Self { write, place, learnt, neighbours, operations: 0, dangling: false, known }
    }

    /// Whether the row is on this PC.
    pub fn exists(&mut self, table: &'static str, id: Uuid) -> Result<bool, Refused> {
        if self.known.contains(&(table, id)) {
            return Ok(true);
        }
        let found: Option<i64> =
            self.write.value(&format!("SELECT 1 FROM {table} WHERE id = ?1"), [id])?;
        if found.is_some() {
            self.known.insert((table, id));
        }
        Ok(found.is_some())
    }

    /// Writes what is new or different. All rows are checked before the first is written, so a
    /// resource is taken as a whole or not at all.
    pub fn put(&mut self, mut taken: Taken) -> Result<Outcome, Refused> {
        let Some(main) = taken.drafts.first() else { return Ok(Outcome::Left) };
        let before = self.write.cells(main.table, main.id)?;
        if before.as_ref().is_some_and(is_removed) {
            return Ok(Outcome::Unchanged);
        }
        let (known, main_id) = (before.is_some(), main.id);
        let mut drafts = std::mem::take(&mut taken.drafts);
        drafts.append(&mut taken.bindings);
        if drafts.len() > ROWS_MAX {
            return Err(Refused::because(format!("It has more than {ROWS_MAX} parts.")));
        }
        let mut steps = Vec::new();
        let mut named = HashSet::new();
        let rows: Vec<Uuid> = drafts.iter().map(|draft| draft.id).collect();
        for draft in drafts {
            if named.insert(draft.id) {
                steps.extend(self.step(draft)?);
            }
        }
        if known {
            self.plan_removals(&taken.parts, main_id, &rows, &named, &mut steps)?;
        }
        let wrote = !steps.is_empty();
        for step in steps {
            self.perform(step)?;
        }
        Ok(match (known, wrote) {
            (false, _) => Outcome::Stored,
            (true, true) => Outcome::Changed,
            (true, false) => Outcome::Unchanged,
        })
    }

    /// Writes a row of a ledger, which is never changed: where the source now says something
    /// else, a row is added that corrects the one before. A correction made by a person stands.
    pub fn put_ledger(&mut self, patient: Uuid, draft: Draft) -> Result<Outcome, Refused> {
        let Some(last) = self.last_correction(patient, &draft)? else {
            self.add(draft)?;
            return Ok(Outcome::Stored);
        };
        if last.by_a_person() || difference(&draft, &last.cells).is_none() {
            return Ok(Outcome::Unchanged);
        }
        self.correct(last, draft)?;
        Ok(Outcome::Changed)
    }

    /// The row of a ledger that counts: the draft's own, or the last correction of it.
    pub fn last_correction(
        &self,
        patient: Uuid,
        draft: &Draft,
    ) -> Result<Option<LedgerRow>, Refused> {
        let Some(cells) = self.write.cells(draft.table, draft.id)? else { return Ok(None) };
        let mut last = LedgerRow { id: draft.id, cells };
        // Corrections of a payment all name the first entry and are numbered.
        let newest = match draft.table {
            "payments" => "correction_number DESC, id DESC",
            _ => "created_at DESC",
        };
        let next = format!(
            "SELECT id FROM {} WHERE patient_id = ?1 AND corrects_id = ?2 \
             AND deleted_at IS NULL ORDER BY {newest}",
            draft.table
        );
        while let Some(id) = self.write.value::<Uuid>(&next, [patient, last.id])? {
            let Some(cells) = self.write.cells(draft.table, id)? else { break };
            last = LedgerRow { id, cells };
        }
        Ok(Some(last))
    }

    /// Adds a row that corrects `last`: what `draft` says, over what stood there.
    pub fn correct(&mut self, last: LedgerRow, draft: Draft) -> Result<(), Refused> {
        let mut correction = Draft::new(draft.table, part_id(last.id, "correction"));
        let (mut corrected, mut number) = (last.id, None);
        if draft.table == "payments" {
            let earlier = last.cells.get("correction_number").and_then(Value::as_integer);
            number = Some(earlier.unwrap_or(0) + 1);
            let first = last.cells.get("corrects_id").and_then(Value::as_uuid);
            corrected = first.unwrap_or(last.id);
        }
        let kept = last.cells.into_iter().filter(|(column, _)| {
            column != "id" && !catalog::BOOKKEEPING.contains(&column.as_str())
        });
        for (column, value) in kept.chain(draft.cells) {
            correction.put(&column, value);
        }
        correction.put("corrects_id", corrected);
        if let Some(number) = number {
            correction.put("correction_number", number);
        }
        correction.put("correction_reason", "The record that it was imported from says more now.");
        self.check(&correction, None)?;
        self.perform(Step::Insert(correction))
    }

    /// Writes a row of a ledger that is known to be new.
    pub fn add(&mut self, draft: Draft) -> Result<(), Refused> {
        self.check(&draft, None)?;
        self.perform(Step::Insert(draft))
    }

    /// What has to be done for `draft` to stand in the replica; nothing where it stands there, or
    /// where somebody removed it.
    fn step(&self, draft: Draft) -> Result<Option<Step>, Refused> {
        let Some(before) = self.write.cells(draft.table, draft.id)? else {
            self.check(&draft, None)?;
            return Ok(Some(Step::Insert(draft)));
        };
        // A row of a ledger is never changed; what is here stands.
        let ledger = catalog::table(draft.table).is_some_and(|t| t.conflict == Conflict::Ledger);
        if is_removed(&before) || ledger {
            return Ok(None);
        }
        let Some(difference) = difference(&draft, &before) else { return Ok(None) };
        self.check(&difference, Some(&before))?;
        Ok(Some(Step::Update(difference)))
    }

    fn plan_removals(
        &self,
        parts: &[(&'static str, &'static str)],
        main: Uuid,
        rows: &[Uuid],
        named: &HashSet<Uuid>,
        steps: &mut Vec<Step>,
    ) -> Result<(), Refused> {
        let bindings = rows.iter().map(|row| ("code_bindings", "row_id", *row));
        let parts = parts.iter().map(|(table, column)| (*table, *column, main));
        for (table, column, owner) in bindings.chain(parts) {
            let sql = format!("SELECT id FROM {table} WHERE {column} = ?1 AND deleted_at IS NULL");
            let there: Vec<Uuid> = self.write.column(&sql, [owner])?;
            // A row that a person added has an id of version 7 and is the clinic's own.
            let gone =
                there.into_iter().filter(|id| id.get_version_num() == 5 && !named.contains(id));
            steps.extend(gone.map(|id| Step::Remove(table, id)));
        }
        Ok(())
    }

    fn perform(&mut self, step: Step) -> Result<(), Refused> {
        self.operations += 1;
        match step {
            Step::Insert(draft) => {
                let cells = draft.cells.set("id", draft.id);
                self.write.insert(draft.table, cells)?;
                self.known.insert((draft.table, draft.id));
            }
            Step::Update(draft) => self.write.update(draft.table, draft.id, None, draft.cells)?,
            Step::Remove(table, id) => self.write.remove(table, id, None)?,
        }
        Ok(())
    }

    /// Whether the row, over what stands there already, obeys the rules of its table.
    pub fn check(&self, draft: &Draft, before: Option<&Cells>) -> Result<(), Refused> {
        match broken(draft, before, self.write.now()) {
            Some((_, sentence)) => Err(Refused::because(sentence)),
            None => Ok(()),
        }
    }
}

/// The rule that the row would break, as its column and a sentence.
pub(crate) fn broken(draft: &Draft, before: Option<&Cells>, now: i64) -> Option<(String, String)> {
    for (column, value) in draft.cells.iter() {
        if value.as_text().is_some_and(|text| text.contains('\0')) {
            let field = store::spoken(column);
            let sentence = format!("{field} holds a character that cannot be stored.");
            return Some((column.to_owned(), sentence));
        }
    }
    let table = catalog::table(draft.table)?;
    let now = Value::Integer(now);
    let lookup = |column: &str| match column {
        "updated_at" => Some(&now),
        _ => draft.cells.get(column).or_else(|| before.and_then(|before| before.get(column))),
    };
    let broken = (table.rule)(&Row::new(&lookup)).err()?;
    Some((broken.column.to_owned(), broken.sentence))
}

/// The columns of `draft` that stand otherwise in `before`.
fn difference(draft: &Draft, before: &Cells) -> Option<Draft> {
    let mut different = Draft::new(draft.table, draft.id);
    for (column, value) in draft.cells.iter() {
        if !before.get(column).is_some_and(|old| same(old, value)) {
            different.put(column, value.clone());
        }
    }
    (!different.cells.is_empty()).then_some(different)
}

/// JSON is the same whatever the order of its members.
fn same(old: &Value, new: &Value) -> bool {
    let json = |value: &Value| -> Option<serde_json::Value> {
        let text = value.as_text().filter(|text| text.starts_with(['[', '{']))?;
        serde_json::from_str(text).ok()
    };
    old == new || json(old).is_some_and(|old| json(new) == Some(old))
}

fn is_removed(cells: &Cells) -> bool {
    cells.get("deleted_at").is_some_and(|removed| !removed.is_null())
}

/// The value of an enumerated column that has the FHIR code `code`.
pub(crate) fn from_fhir(table: &str, column: &str, code: &str) -> Option<&'static str> {
    catalog::table(table)?.column(column)?.enumeration?.from_fhir(code)
}
