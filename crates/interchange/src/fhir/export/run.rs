//! Going through the tables, in bounded memory and on one snapshot of the record.

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
use super::{mappings, vitals};
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
        let named = matches!(selection, Selection::Patient(_)).then(RefCell::default);
        let draw = Draw { reader: *reader, organization, zone, named };
        let mut run = Run {
            draw,
            selection,
            folder: &mut folder,
            exported: Exported { limits: limits::of_the_record(reader)?, ..Exported::default() },
            progress: ExportProgress::default(),
            tell: progress,
            cancel,
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
        Selection::Patient(_) => "FHIR, one patient".to_owned(),
    }
}

fn note(store: &Store, author: Uuid, selection: Selection) -> Result<(), store::Error> {
    let what = what(selection);
    let patient = match selection {
        Selection::Patient(id) => Some(id),
        Selection::Everything | Selection::Since(_) => None,
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
}

impl Run<'_, '_> {
    fn go(&mut self) -> Result<(), ExportError> {
        for mapping in mappings() {
            if let Some(which) = self.which(mapping) {
                self.table(mapping, &which)?;
            }
            if let Selection::Since(day) = self.selection {
                self.removed(mapping, start_of(day, self.draw.zone))?;
            }
            if self.exported.cancelled {
                return Ok(());
            }
        }
        self.named_rows()
    }

    /// The condition that selects rows of the table; `None` where none are.
    fn which(&self, mapping: &Mapping) -> Option<Which> {
        let table = mapping.table;
        let of_patient = schema().table(table)?.column("patient_id").is_some();
        let which = |condition: String| Which { condition, id: None, at: None };
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
            Selection::Since(day) => {
                let mut any = vec![format!("{table}.updated_at >= :since")];
                any.extend(mapping.parts.iter().map(|part| {
                    let (owner, part) = (part.owner, part.table);
                    format!("{table}.id IN (SELECT {owner} FROM {part} WHERE updated_at >= :since)")
                }));
                any.extend(mapping.companion.as_ref().map(|other| {
                    let (column, other) = (other.column, other.table);
                    format!(
                        "{table}.{column} IN (SELECT id FROM {other} WHERE updated_at >= :since)"
                    )
                }));
                let at = Some(start_of(day, self.draw.zone));
                Some(Which { at, ..which(format!("({})", any.join(" OR "))) })
            }
        }
    }

    /// What was removed since, as FHIR's Bulk Data Access (STU 2, "deleted") tells it: a bundle that
    /// would take the resources away where it is carried out.
    fn removed(&mut self, mapping: &'static Mapping, since: i64) -> Result<(), ExportError> {
        let table = mapping.table;
        let ids: Vec<Uuid> = self.draw.reader.column(
            &format!("SELECT id FROM {table} WHERE deleted_at >= ?1 ORDER BY id"),
            [since],
        )?;
        for id in ids {
            let Some(row) = self.draw.reader.cells(table, id)? else { continue };
            let entries: Vec<Json> = self
                .drawn(mapping, &row)?
                .iter()
                .filter_map(|resource| {
                    let url = format!("{}/{}", mapping.kind, resource.get("id")?.as_str()?);
                    Some(json!({ "request": { "method": "DELETE", "url": url } }))
                })
                .collect();
            let bundle =
                json!({ "resourceType": "Bundle", "type": "transaction", "entry": entries });
            self.write("Bundle", "Bundle", &bundle)?;
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
        for resource in self.drawn(mapping, &row)? {
            // Beds refer to departments, and these to sites: a reader finds each above what names it.
            let file = if mapping.table == "beds" { "Location-beds" } else { mapping.kind };
            self.write(file, mapping.kind, &resource)?;
        }
        Ok(())
    }

    fn drawn(&self, mapping: &'static Mapping, row: &Cells) -> Result<Vec<Json>, store::Error> {
        match mapping.table {
            "vitals" => vitals::observations(&self.draw, mapping, row),
            _ => Ok(vec![self.draw.resource(mapping, row)?]),
        }
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

    /// The rows of the clinic itself that the patient's record names, and those that these name.
    fn named_rows(&mut self) -> Result<(), ExportError> {
        let mut done = BTreeSet::new();
        loop {
            let named = self.draw.named.as_ref().map(|named| named.borrow().clone());
            let open: Vec<(&'static str, Uuid)> = named
                .into_iter()
                .flatten()
                .filter(|(table, _)| OF_THE_CLINIC.contains(table))
                .filter(|row| !done.contains(row))
                .collect();
            if open.is_empty() {
                return Ok(());
            }
            for (table, id) in open {
                done.insert((table, id));
                if let Some(mapping) = super::mapping_of(table) {
                    self.rows(mapping, &[id])?;
                }
                if self.exported.cancelled {
                    return Ok(());
                }
            }
        }
    }
}

/// A condition with what it is asked about.
struct Which {
    condition: String,
    id: Option<Uuid>,
    at: Option<i64>,
}

impl Which {
    fn parameters<'p>(&'p self, after: Option<&'p Uuid>) -> Vec<Parameter<'p>> {
        let after = after.map(|after| (":after", after as &dyn store::ToSql));
        let id = self.id.as_ref().map(|id| (":patient", id as &dyn store::ToSql));
        let at = self.at.as_ref().map(|at| (":since", at as &dyn store::ToSql));
        [after, id, at].into_iter().flatten().collect()
    }
}

type Parameter<'p> = (&'static str, &'p dyn store::ToSql);
