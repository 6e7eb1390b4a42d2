//! Going through the tables, in bounded memory and on one snapshot of the record. What one day's
//! records refer to is remembered until it is written: memory grows with that day, not the record.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use catalog::Role;
use chrono::NaiveDate;
use chrono_tz::Tz;
use migrations::schema;
use serde_json::{Value as Json, json};
use store::{Cells, Reader, Security, Store};
use uuid::Uuid;

use super::folder::Folder;
use super::mapping::{Draw, Mapping};
use super::{mappings, notes, vitals};
use crate::fhir::moment::start_of;
use crate::fhir::take::site_of;
use crate::limits;
use crate::noted::note_refused;
use crate::{ExportError, ExportProgress, Exported};

/// The name of the command in the audit trail.
const COMMAND: &str = "system.export_fhir";
/// The records of the person whose record is `:patient`: one that was merged with it is part of it.
const ONE_PERSON: &str = "(WITH RECURSIVE one (id) AS (SELECT :patient \
     UNION SELECT m.merged_patient_id FROM one JOIN patient_merges m ON m.patient_id = one.id \
     WHERE m.deleted_at IS NULL \
     UNION SELECT m.patient_id FROM one JOIN patient_merges m ON m.merged_patient_id = one.id \
     WHERE m.deleted_at IS NULL) SELECT id FROM one)";

/// Rows whose ids are held in memory at a time.
const PAGE: usize = 1_000;
/// The tables of the clinic itself, whose rows go with a patient where the record names them.
const OF_THE_CLINIC: [&str; 7] =
    ["time_slots", "schedules", "practitioners", "departments", "sites", "beds", "alerts"];

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// The whole record.
    Everything,
    /// One patient's record, with the people and places that it names.
    Patient(Uuid),
    /// Rows written since the beginning of this day at the clinic, and which were removed since.
    Since(NaiveDate),
    /// The records of this day at the clinic: what took place on it, what was written on it first or
    /// last, and which were removed on it; with everything that these refer to.
    Day(NaiveDate),
}

/// Writes the selected part of the record as FHIR R4 into the new folder `folder`, one
/// `<Type>.ndjson` for every type of resource, as a bulk export has it.
///
/// The folder has another name (with `.part` behind it) until it is complete, so half an export
/// is never taken for a whole one; stopped by `cancel` or failed, nothing of it stays. Only an
/// administrator may export, and the audit trail says so before the first line is written. What is
/// refused or stopped stands in the security log as such.
///
/// # Errors
///
/// [`ExportError`] where the person may not, the folder is there already or cannot be written, or
/// the patient is not on this PC.
pub fn export(
    store: &Store,
    author: Uuid,
    folder: &Path,
    selection: Selection,
    progress: &mut dyn FnMut(&ExportProgress),
    cancel: &AtomicBool,
) -> Result<Exported, ExportError> {
    let exported = export_selected(store, author, folder, selection, progress, cancel);
    let failed = match &exported {
        Ok(exported) => exported.cancelled.then_some("stopped"),
        Err(error) => Some(error.reason()),
    };
    if let Some(reason) = failed {
        note_refused(store, author, COMMAND, "export", &what(selection), reason);
    }
    exported
}

fn export_selected(
    store: &Store,
    author: Uuid,
    folder: &Path,
    selection: Selection,
    progress: &mut dyn FnMut(&ExportProgress),
    cancel: &AtomicBool,
) -> Result<Exported, ExportError> {
    let organization = store.facts()?.organization.ok_or_else(|| {
        store::Error::Denied("Set up the clinic on this PC before exporting records.".to_owned())
    })?;
    let zone = site_of(store)?.map_or(Tz::UTC, |site| site.zone());
    store.read::<_, ExportError>(|reader| may(reader, author, selection))?;
    let mut folder = Folder::begin(folder)?;
    note(store, author, selection)?;
    let exported = store.read(|reader| {
        let whole = matches!(selection, Selection::Patient(_) | Selection::Day(_));
        let named = whole.then(RefCell::default);
        let draw = Draw { reader: *reader, organization, zone, named };
        let mut run = Run {
            draw,
            selection,
            folder: &mut folder,
            exported: Exported { limits: limits::of_the_record(reader)?, ..Exported::default() },
            progress: ExportProgress::default(),
            tell: progress,
            cancel,
            written: BTreeSet::new(),
        };
        run.go()?;
        Ok::<_, ExportError>(run.exported)
    })?;
    if !exported.cancelled {
        folder.finish()?;
    }
    Ok(exported)
}

fn may(reader: &Reader<'_>, author: Uuid, selection: Selection) -> Result<(), ExportError> {
    if !store::roles_of(reader, author)?.contains(&Role::Admin) {
        return Err(ExportError::NotAllowed);
    }
    if let Selection::Patient(patient) = selection {
        let there: Option<i64> = reader
            .value("SELECT 1 FROM patients WHERE id = ?1 AND deleted_at IS NULL", [patient])?;
        there.ok_or(ExportError::NoPatient)?;
    }
    Ok(())
}

fn what(selection: Selection) -> String {
    match selection {
        Selection::Everything => "FHIR, everything".to_owned(),
        Selection::Since(day) => format!("FHIR, since {day}"),
        Selection::Day(day) => format!("FHIR, the day {day}"),
        Selection::Patient(_) => "FHIR, one patient".to_owned(),
    }
}

fn note(store: &Store, author: Uuid, selection: Selection) -> Result<(), store::Error> {
    let what = what(selection);
    let patient = match selection {
        Selection::Patient(id) => Some(id),
        Selection::Everything | Selection::Since(_) | Selection::Day(_) => None,
    };
    store.write(author, COMMAND, |write| {
        write.audit("export", patient.map(|_| "patients"), patient, patient, Some(&what))?;
        let entry = Security::of("export").details(json!({ "what": what }));
        write.note_security(match patient {
            Some(patient) => entry.about("patients", patient),
            None => entry,
        })
    })
}

struct Run<'r, 'f> {
    draw: Draw<'r>,
    selection: Selection,
    folder: &'f mut Folder,
    exported: Exported,
    progress: ExportProgress,
    tell: &'f mut dyn FnMut(&ExportProgress),
    cancel: &'f AtomicBool,
    /// Of a day, the rows that are written already.
    written: BTreeSet<(&'static str, Uuid)>,
}

impl Run<'_, '_> {
    fn go(&mut self) -> Result<(), ExportError> {
        for mapping in mappings() {
            if let Some(which) = self.which(mapping) {
                self.table(mapping, &which)?;
            }
            if let Some(span) = self.span() {
                self.removed(mapping, &span)?;
            }
            if self.exported.cancelled {
                return Ok(());
            }
        }
        self.named_rows()
    }

    /// The time in which rows are to have been written; `None` where that does not matter.
    fn span(&self) -> Option<Span> {
        let zone = self.draw.zone;
        match self.selection {
            Selection::Since(day) => Some(Span { from: start_of(day, zone), day: None }),
            Selection::Day(day) => {
                let next = day.succ_opt().map(|next| start_of(next, zone));
                let next = next.unwrap_or(i64::MAX);
                Some(Span { from: start_of(day, zone), day: Some((next, day.to_string())) })
            }
            Selection::Everything | Selection::Patient(_) => None,
        }
    }

    /// The condition that selects rows of the table; `None` where none are.
    fn which(&self, mapping: &Mapping) -> Option<Which> {
        let table = mapping.table;
        let of_patient = schema().table(table)?.column("patient_id").is_some();
        let which = |condition: String| Which { condition, id: None, span: None };
        match self.selection {
            Selection::Everything => Some(which("TRUE".to_owned())),
            Selection::Patient(_) if table == "organizations" => Some(which("TRUE".to_owned())),
            Selection::Patient(id) => {
                let column = match table {
                    "patients" => "id",
                    _ if of_patient => "patient_id",
                    _ => return None,
                };
                let condition = format!("{table}.{column} IN {ONE_PERSON}");
                Some(Which { id: Some(id), ..which(condition) })
            }
            Selection::Since(_) | Selection::Day(_) => {
                let span = self.span()?;
                let condition = span.condition(mapping);
                Some(Which { span: Some(span), ..which(condition) })
            }
        }
    }

    /// What was removed since, as FHIR's Bulk Data Access (STU 2, "deleted") tells it: a bundle that
    /// would take the resources away where it is carried out.
    fn removed(&mut self, mapping: &'static Mapping, span: &Span) -> Result<(), ExportError> {
        let table = mapping.table;
        let until = span.day.as_ref().map_or(i64::MAX, |(until, _)| *until);
        // What a removed row referred to is no part of the export for its sake.
        let named = self.draw.named.as_ref().map(RefCell::take);
        let ids: Vec<Uuid> = self.draw.reader.column(
            &format!(
                "SELECT id FROM {table} WHERE deleted_at >= ?1 AND deleted_at < ?2 ORDER BY id"
            ),
            [span.from, until],
        )?;
        for id in ids {
            let Some(row) = self.draw.reader.cells(table, id)? else { continue };
            let entries: Vec<Json> = self
                .drawn(mapping, &row)?
                .iter()
                .filter_map(|(kind, resource)| {
                    let url = format!("{kind}/{}", resource.get("id")?.as_str()?);
                    Some(json!({ "request": { "method": "DELETE", "url": url } }))
                })
                .collect();
            let bundle =
                json!({ "resourceType": "Bundle", "type": "transaction", "entry": entries });
            self.write("Bundle", "Bundle", &bundle)?;
        }
        if let (Some(kept), Some(named)) = (&self.draw.named, named) {
            kept.replace(named);
        }
        Ok(())
    }

    /// Rows that name no earlier one of their table come first, then those that name these, and
    /// so on: whoever reads the file finds what a row corrects above it.
    fn table(&mut self, mapping: &'static Mapping, which: &Which) -> Result<(), ExportError> {
        let (table, condition) = (mapping.table, which.condition.as_str());
        let first = mapping.earlier.map_or(String::new(), |column| format!("AND {column} IS NULL"));
        // One patient's rows are found by the patient, not by going through everybody's.
        let plus = if which.id.is_some() { "+" } else { "" };
        let mut after = Uuid::nil();
        loop {
            let page: Vec<Uuid> = self.draw.reader.column(
                &format!(
                    "SELECT id FROM {table} WHERE {plus}id > :after AND {condition} \
                     AND deleted_at IS NULL {first} ORDER BY {plus}id LIMIT {PAGE}"
                ),
                which.parameters(Some(&after)).as_slice(),
            )?;
            let Some(last) = page.last() else { break };
            after = *last;
            self.rows(mapping, &page)?;
            if self.exported.cancelled {
                return Ok(());
            }
        }
        let Some(column) = mapping.earlier else { return Ok(()) };
        let later: Vec<Uuid> = self.draw.reader.column(
            &format!(
                "WITH RECURSIVE later (id, depth) AS (\
                   SELECT row.id, 1 FROM {table} AS row \
                   LEFT JOIN {table} AS earlier ON earlier.id = row.{column} \
                   WHERE row.{column} IS NOT NULL AND earlier.{column} IS NULL \
                   UNION ALL \
                   SELECT row.id, depth + 1 FROM later JOIN {table} AS row \
                   ON row.{column} = later.id WHERE depth < 1000) \
                 SELECT {table}.id FROM later JOIN {table} ON {table}.id = later.id \
                 WHERE {condition} AND {table}.deleted_at IS NULL ORDER BY depth, {table}.id"
            ),
            which.parameters(None).as_slice(),
        )?;
        for page in later.chunks(PAGE) {
            self.rows(mapping, page)?;
        }
        Ok(())
    }

    fn rows(&mut self, mapping: &'static Mapping, ids: &[Uuid]) -> Result<(), ExportError> {
        for id in ids {
            if self.cancel.load(Ordering::Relaxed) {
                self.exported.cancelled = true;
                return Ok(());
            }
            self.row(mapping, *id)?;
        }
        self.progress.kind = mapping.kind;
        (self.tell)(&self.progress);
        Ok(())
    }

    fn row(&mut self, mapping: &'static Mapping, id: Uuid) -> Result<(), ExportError> {
        let Some(row) = self.draw.reader.cells(mapping.table, id)? else { return Ok(()) };
        if matches!(self.selection, Selection::Day(_)) {
            self.written.insert((mapping.table, id));
            // Most resources say whose they are.
            if mapping.table != "audit_logs" {
                self.draw.note("organizations", self.draw.organization);
            }
        }
        for (kind, resource) in self.drawn(mapping, &row)? {
            // Beds refer to departments, and these to sites: a reader finds each above what names it.
            let file = if mapping.table == "beds" { "Location-beds" } else { kind };
            self.write(file, kind, &resource)?;
        }
        Ok(())
    }

    /// The row's resources with their types. The first one is the row; others repeat parts of it.
    fn drawn(
        &self,
        mapping: &'static Mapping,
        row: &Cells,
    ) -> Result<Vec<(&'static str, Json)>, store::Error> {
        if mapping.table == "vitals" {
            self.draw.note_named("vitals", row);
            let observations = vitals::observations(&self.draw, mapping, row)?;
            return Ok(observations.into_iter().map(|one| (mapping.kind, one)).collect());
        }
        let mut drawn = vec![(mapping.kind, self.draw.resource(mapping, row)?)];
        if mapping.table == "visits" {
            let note = notes::note(&self.draw, mapping, row)?;
            drawn.extend(note.map(|note| ("Composition", note)));
        }
        Ok(drawn)
    }

    fn write(
        &mut self,
        file: &'static str,
        kind: &'static str,
        resource: &Json,
    ) -> Result<(), ExportError> {
        self.folder.write(file, resource)?;
        *self.exported.resources.entry(kind.to_owned()).or_default() += 1;
        self.progress.resources += 1;
        Ok(())
    }

    /// The rows that the selected ones name and that these name in turn: of a patient's record those
    /// of the clinic itself, since everything else is in it; of a day's records every one.
    fn named_rows(&mut self) -> Result<(), ExportError> {
        let of_a_patient = matches!(self.selection, Selection::Patient(_));
        loop {
            let named = self.draw.named.as_ref().map(|named| named.borrow().clone());
            let open: Vec<(&'static str, Uuid)> = named
                .into_iter()
                .flatten()
                .filter(|(table, _)| !of_a_patient || OF_THE_CLINIC.contains(table))
                .filter(|row| !self.written.contains(row))
                .collect();
            if open.is_empty() {
                return Ok(());
            }
            for (table, id) in open {
                self.written.insert((table, id));
                if let Some(mapping) = super::mapping_of(table)
                    && self.stands(table, id)?
                {
                    self.rows(mapping, &[id])?;
                }
                if self.exported.cancelled {
                    return Ok(());
                }
            }
        }
    }

    /// Whether the row is there and was not removed.
    fn stands(&self, table: &str, id: Uuid) -> Result<bool, ExportError> {
        let sql = format!("SELECT 1 FROM {table} WHERE id = ?1 AND deleted_at IS NULL");
        Ok(self.draw.reader.value::<i64>(&sql, [id])?.is_some())
    }
}

/// From a moment on, or the moments of one day.
struct Span {
    /// Microseconds since 1970 UTC.
    from: i64,
    /// The moment at which the day has ended, and the day itself.
    day: Option<(i64, String)>,
}

impl Span {
    /// Which rows of the table changed, were made or took place in it, with what they consist of.
    fn condition(&self, mapping: &Mapping) -> String {
        let table = mapping.table;
        let within = |column: &str| match self.day {
            None => format!("{column} >= :from"),
            Some(_) => format!("({column} >= :from AND {column} < :until)"),
        };
        let changed = within("updated_at");
        let mut any = vec![within(&format!("{table}.updated_at"))];
        any.extend(mapping.parts.iter().map(|part| {
            let (owner, part) = (part.owner, part.table);
            format!("{table}.id IN (SELECT {owner} FROM {part} WHERE {changed})")
        }));
        any.extend(mapping.companion.as_ref().map(|other| {
            let (column, other) = (other.column, other.table);
            format!("{table}.{column} IN (SELECT id FROM {other} WHERE {changed})")
        }));
        if let (Some(_), Some(other)) = (&self.day, &mapping.companion) {
            let (column, other, when) = (other.column, other.table, within(other.happened));
            any.push(format!("{table}.{column} IN (SELECT id FROM {other} WHERE {when})"));
        }
        any.extend(mapping.repeats.iter().map(|(other, theirs, own)| {
            format!("{table}.{own} IN (SELECT {theirs} FROM {other} WHERE {changed})")
        }));
        if self.day.is_some() {
            any.push(within(&format!("{table}.created_at")));
            let is_day = |column: &str| {
                let column = schema().table(table).and_then(|shape| shape.column(column));
                column.is_some_and(|column| column.kind == catalog::Type::Date)
            };
            any.extend(mapping.happened.iter().map(|column| match is_day(column) {
                true => format!("{table}.{column} = :day"),
                false => within(&format!("{table}.{column}")),
            }));
        }
        format!("({})", any.join(" OR "))
    }
}

/// A condition with what it is asked about.
struct Which {
    condition: String,
    id: Option<Uuid>,
    span: Option<Span>,
}

impl Which {
    fn parameters<'p>(&'p self, after: Option<&'p Uuid>) -> Vec<Parameter<'p>> {
        let after = after.map(|after| (":after", after as &dyn store::ToSql));
        let id = self.id.as_ref().map(|id| (":patient", id as &dyn store::ToSql));
        let span = self.span.as_ref();
        let from = span.map(|span| (":from", &span.from as &dyn store::ToSql));
        let day = span.and_then(|span| span.day.as_ref());
        let until = day.map(|(until, _)| (":until", until as &dyn store::ToSql));
        // A table without days of its own takes no such parameter.
        let day = day.filter(|_| self.condition.contains(":day"));
        let day = day.map(|(_, day)| (":day", day as &dyn store::ToSql));
        [after, id, from, until, day].into_iter().flatten().collect()
    }
}

type Parameter<'p> = (&'static str, &'p dyn store::ToSql);
