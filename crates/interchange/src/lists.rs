//! Lists as CSV (RFC 4180, UTF-8), for spreadsheets and other programs.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, which could
//! send the sheet's content away. Such a cell of a text column gets an apostrophe before it, which
//! spreadsheets do not show; columns of numbers and dates are written as they are.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};

use catalog::{Action, Reach};
use chrono::{DateTime, SecondsFormat};
use chrono_tz::Tz;
use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::{Reader, Security, Store};
use uuid::Uuid;

use crate::fhir::site_of;
use crate::noted::note_refused;
use crate::{ExportError, ExportProgress, Exported};

/// The name of the command in the audit trail.
const COMMAND: &str = "system.export_list";
/// Rows that are held in memory at a time.
const PAGE: usize = 1_000;

/// A list that can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Who the patients are.
    Patients,
    /// Who comes when to whom.
    Appointments,
    /// What was billed, and what is still owed.
    Invoices,
    /// What was paid.
    Payments,
    /// Who was seen when by whom.
    Visits,
    /// Problems and diagnoses.
    Conditions,
    /// What was prescribed, a line for every medicine.
    Prescriptions,
    /// Results of the laboratory.
    LabResults,
    /// What is in stock.
    Inventory,
    /// Who did what.
    Audit,
    /// Who works here.
    Staff,
}

/// The name is none of a list's.
#[derive(Debug, thiserror::Error)]
#[error("the lists are: {names}", names = List::ALL.map(List::name).join(", "))]
pub struct UnknownList;

impl FromStr for List {
    type Err = UnknownList;
    fn from_str(name: &str) -> Result<Self, UnknownList> {
        Self::ALL.into_iter().find(|list| list.name() == name).ok_or(UnknownList)
    }
}

impl List {
    /// Every list.
    pub const ALL: [Self; 11] = [
        Self::Patients,
        Self::Appointments,
        Self::Invoices,
        Self::Payments,
        Self::Visits,
        Self::Conditions,
        Self::Prescriptions,
        Self::LabResults,
        Self::Inventory,
        Self::Audit,
        Self::Staff,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Patients => "patients",
            Self::Appointments => "appointments",
            Self::Invoices => "invoices",
            Self::Payments => "payments",
            Self::Visits => "visits",
            Self::Conditions => "conditions",
            Self::Prescriptions => "prescriptions",
            Self::LabResults => "lab_results",
            Self::Inventory => "inventory",
            Self::Audit => "audit",
            Self::Staff => "staff",
        }
    }

    fn shape(self) -> Shape {
        match self {
            Self::Patients => PATIENTS,
            Self::Appointments => APPOINTMENTS,
            Self::Invoices => INVOICES,
            Self::Payments => PAYMENTS,
            Self::Visits => VISITS,
            Self::Conditions => CONDITIONS,
            Self::Prescriptions => PRESCRIPTIONS,
            Self::LabResults => LAB_RESULTS,
            Self::Inventory => INVENTORY,
            Self::Audit => AUDIT,
            Self::Staff => STAFF,
        }
    }
}

/// Where a list's rows come from, and its columns.
struct Shape {
    /// The table whose rows are the list's, `row` in the columns.
    table: &'static str,
    joins: &'static str,
    /// Tables that are read beside it; whoever gets the list may read all of them.
    also: &'static [&'static str],
    columns: &'static [Column],
}

/// A heading in plain words, and what stands under it.
type Column = (&'static str, &'static str, Kind);

#[derive(Clone, Copy)]
enum Kind {
    Text,
    /// A code of ours, a day or a number: nothing that a person typed freely.
    Plain,
    Id,
    /// With the offset of the clinic's time zone.
    Moment,
    YesNo,
    /// Minor units of the currency that stands in the next column.
    Money,
}

use Kind::{Id, Moment, Money, Plain, Text, YesNo};

const PATIENT: &str = "LEFT JOIN patients p ON p.id = row.patient_id";
const NAME: &str =
    "coalesce(p.name_text, trim(coalesce(p.given_name, '') || ' ' || coalesce(p.family_name, '')))";
const DOCTOR: &str = "coalesce(d.name_text, trim(coalesce(d.prefix, '') || ' ' || coalesce(d.given_name, '') || ' ' || coalesce(d.family_name, '')))";

const PATIENTS: Shape = Shape {
    table: "patients",
    joins: "",
    also: &[],
    columns: &[
        ("Record", "row.id", Id),
        ("Medical record number", "row.mrn", Text),
        ("Family name", "row.family_name", Text),
        ("Given name", "row.given_name", Text),
        ("Middle name", "row.middle_name", Text),
        ("Name as written", "row.name_text", Text),
        ("Date of birth", "row.date_of_birth", Plain),
        ("Date of birth known to the", "row.date_of_birth_precision", Plain),
        ("Gender", "row.gender", Plain),
        ("Phone", "row.phone", Text),
        ("Email", "row.email", Text),
        ("Address", "row.address_line", Text),
        ("City", "row.city", Text),
        ("State", "row.state", Text),
        ("Postal code", "row.postal_code", Text),
        ("Country", "row.country", Text),
        ("Status", "row.status", Plain),
        ("Deceased", "row.deceased", YesNo),
    ],
};

const APPOINTMENTS: Shape = Shape {
    table: "appointments",
    joins: "LEFT JOIN patients p ON p.id = row.patient_id \
            LEFT JOIN practitioners d ON d.id = row.practitioner_id \
            LEFT JOIN sites s ON s.id = row.site_id",
    also: &["patients", "practitioners", "sites"],
    columns: &[
        ("Appointment", "row.id", Id),
        ("Patient record", "row.patient_id", Id),
        ("Medical record number", "p.mrn", Text),
        ("Patient", NAME, Text),
        ("Practitioner", DOCTOR, Text),
        ("Site", "s.name", Text),
        ("Begins", "row.starts_at", Moment),
        ("Ends", "row.ends_at", Moment),
        ("Kind", "row.kind", Plain),
        ("Status", "row.status", Plain),
        ("Priority", "row.priority", Plain),
        ("Reason", "row.reason", Text),
        ("Room", "row.room", Text),
        ("Walk-in", "row.walk_in", YesNo),
        ("Reason for cancelling", "row.cancel_reason", Text),
    ],
};

const INVOICES: Shape = Shape {
    table: "invoices",
    joins: "LEFT JOIN patients p ON p.id = row.patient_id \
            LEFT JOIN invoice_balances b ON b.id = row.id",
    also: &["patients", "invoice_lines", "payments"],
    columns: &[
        ("Invoice", "row.id", Id),
        ("Number", "row.number", Text),
        ("Patient record", "row.patient_id", Id),
        ("Medical record number", "p.mrn", Text),
        ("Patient", NAME, Text),
        ("Status", "row.status", Plain),
        ("Issued on", "row.issued_on", Plain),
        ("Due on", "row.due_on", Plain),
        (
            "Total",
            "(SELECT coalesce(sum(amount_minor), 0) FROM invoice_lines \
             WHERE invoice_id = row.id AND deleted_at IS NULL)",
            Money,
        ),
        ("Currency", "row.currency", Plain),
        ("Still owed", "b.balance_minor", Money),
        ("Currency owed", "row.currency", Plain),
        ("Insurer", "row.insurer_text", Text),
    ],
};

const PAYMENTS: Shape = Shape {
    table: "payments",
    joins: "LEFT JOIN patients p ON p.id = row.patient_id \
            LEFT JOIN invoices i ON i.id = row.invoice_id",
    also: &["patients", "invoices"],
    columns: &[
        ("Payment", "row.id", Id),
        ("Invoice number", "i.number", Text),
        ("Patient record", "row.patient_id", Id),
        ("Medical record number", "p.mrn", Text),
        ("Patient", NAME, Text),
        ("Payment or refund", "row.kind", Plain),
        ("Amount", "row.amount_minor", Money),
        ("Currency", "row.currency", Plain),
        ("Method", "row.method", Plain),
        ("Received", "row.received_at", Moment),
        ("Paid by", "row.payer_kind", Plain),
        ("Payer", "row.payer_text", Text),
        ("Reference", "row.reference", Text),
        ("Corrects payment", "row.corrects_id", Id),
        ("Reason for the correction", "row.correction_reason", Text),
    ],
};

const VISITS: Shape = Shape {
    table: "visits",
    joins: "LEFT JOIN patients p ON p.id = row.patient_id \
            LEFT JOIN practitioners d ON d.id = row.practitioner_id \
            LEFT JOIN sites s ON s.id = row.site_id",
    also: &["patients", "practitioners", "sites"],
    columns: &[
        ("Visit", "row.id", Id),
        ("Patient record", "row.patient_id", Id),
        ("Medical record number", "p.mrn", Text),
        ("Patient", NAME, Text),
        ("Practitioner", DOCTOR, Text),
        ("Site", "coalesce(s.name, row.service_provider)", Text),
        ("Began", "row.started_at", Moment),
        ("Ended", "row.ended_at", Moment),
        ("Kind", "row.kind", Plain),
        ("Status", "row.status", Plain),
        ("Type", "row.type_text", Text),
        ("Reason", "row.reason", Text),
    ],
};

const CONDITIONS: Shape = Shape {
    table: "medical_conditions",
    joins: PATIENT,
    also: &["patients"],
    columns: &[
        ("Condition record", "row.id", Id),
        ("Patient record", "row.patient_id", Id),
        ("Medical record number", "p.mrn", Text),
        ("Patient", NAME, Text),
        ("Condition", "row.condition_text", Text),
        ("Code system", "row.code_system", Text),
        ("Code", "row.code", Text),
        ("Status", "row.status", Plain),
        ("Certainty", "row.verification", Plain),
        ("Severity", "row.severity", Plain),
        ("Onset", "row.onset_on", Plain),
        ("End", "row.abated_on", Plain),
        ("Diagnosed on", "row.diagnosed_on", Plain),
    ],
};

const PRESCRIPTIONS: Shape = Shape {
    table: "prescription_items",
    joins: "LEFT JOIN patients p ON p.id = row.patient_id \
            LEFT JOIN prescriptions o ON o.id = row.prescription_id \
            LEFT JOIN practitioners d ON d.id = o.practitioner_id",
    also: &["patients", "prescriptions", "practitioners"],
    columns: &[
        ("Medicine record", "row.id", Id),
        ("Prescription", "row.prescription_id", Id),
        ("Patient record", "row.patient_id", Id),
        ("Medical record number", "p.mrn", Text),
        ("Patient", NAME, Text),
        ("Prescribed", "o.prescribed_at", Moment),
        ("Prescriber", DOCTOR, Text),
        ("Medicine", "row.medication_text", Text),
        ("Code system", "row.code_system", Text),
        ("Code", "row.code", Text),
        ("Dose", "row.dose_amount", Plain),
        ("Unit of the dose", "row.dose_unit", Text),
        ("Route", "row.route", Text),
        ("Times", "row.frequency_count", Plain),
        ("In each", "row.frequency_period", Plain),
        ("Of", "row.frequency_period_unit", Plain),
        ("Dosage in words", "row.dosage_text", Text),
        ("Quantity", "row.quantity", Plain),
        ("Unit of the quantity", "row.quantity_unit", Text),
        ("Status", "row.status", Plain),
        ("From", "row.start_on", Plain),
        ("Until", "row.end_on", Plain),
    ],
};

const LAB_RESULTS: Shape = Shape {
    table: "lab_results",
    joins: PATIENT,
    also: &["patients"],
    columns: &[
        ("Result", "row.id", Id),
        ("Patient record", "row.patient_id", Id),
        ("Medical record number", "p.mrn", Text),
        ("Patient", NAME, Text),
        ("Panel", "row.panel_name", Text),
        ("Test", "row.test_name", Text),
        ("Code system", "row.code_system", Text),
        ("Code", "row.test_code", Text),
        ("Value", "row.value_text", Text),
        ("Value as a number", "row.value_number", Plain),
        ("Unit", "row.unit", Text),
        ("Lowest usual", "row.reference_low", Plain),
        ("Highest usual", "row.reference_high", Plain),
        ("Usual in words", "row.reference_range_text", Text),
        ("Flag", "row.abnormal_flag", Plain),
        ("Status", "row.status", Plain),
        ("Collected", "row.collected_at", Moment),
        ("Reported", "row.resulted_at", Moment),
        ("Corrects result", "row.corrects_id", Id),
    ],
};

const INVENTORY: Shape = Shape {
    table: "inventory_items",
    joins: "LEFT JOIN sites s ON s.id = row.site_id",
    also: &["sites", "inventory_movements"],
    columns: &[
        ("Item", "row.id", Id),
        ("Site", "s.name", Text),
        ("Name", "row.name", Text),
        ("Lot", "row.lot_number", Text),
        ("Expires on", "row.expires_on", Plain),
        (
            "In stock",
            "(SELECT coalesce(sum(quantity), 0.0) FROM inventory_movements \
             WHERE inventory_item_id = row.id AND deleted_at IS NULL)",
            Plain,
        ),
        ("Unit", "row.unit", Text),
        ("Least stock", "row.minimum_quantity", Plain),
        ("Place", "row.location", Text),
        ("Cost of one", "row.unit_cost_minor", Money),
        ("Currency", "row.currency", Plain),
        ("Supplier", "row.supplier", Text),
        ("In use", "row.is_active", YesNo),
    ],
};

const AUDIT: Shape = Shape {
    table: "audit_logs",
    joins: "LEFT JOIN users u ON u.id = row.user_id",
    also: &["users"],
    columns: &[
        ("Entry", "row.id", Id),
        ("When", "row.occurred_at", Moment),
        ("User", "u.username", Text),
        ("User's record", "row.user_id", Id),
        ("PC", "row.device_id", Id),
        ("Action", "row.action", Plain),
        ("Command", "row.command", Plain),
        ("Table", "row.table_name", Plain),
        ("Row", "row.row_id", Id),
        ("Patient record", "row.patient_id", Id),
        ("Outcome", "row.outcome", Plain),
        ("Reason", "row.reason", Text),
    ],
};

const STAFF: Shape = Shape {
    table: "users",
    joins: "LEFT JOIN practitioners d ON d.user_id = row.id AND d.deleted_at IS NULL \
            LEFT JOIN sites s ON s.id = row.site_id",
    also: &["practitioners", "sites"],
    columns: &[
        ("Account", "row.id", Id),
        ("User name", "row.username", Text),
        ("Given name", "row.given_name", Text),
        ("Family name", "row.family_name", Text),
        ("Roles", "replace(trim(row.roles, '[]'), '\"', '')", Text),
        ("Practitioner", "d.id", Id),
        ("Specialization", "d.specialization", Text),
        ("Site", "s.name", Text),
        ("Phone", "row.phone", Text),
        ("Email", "row.email", Text),
        ("May sign in", "row.is_active", YesNo),
        ("Last signed in", "row.last_login_at", Moment),
    ],
};

/// Writes a list into the new file `file`.
///
/// Whoever gets it must be allowed by their roles to read every row that stands in it, not only
/// those of some patients; the audit trail says who took it before the first line is written. The
/// file has another name (with `.part` behind it) until it is complete. What is refused or stopped
/// stands in the security log as such.
///
/// # Errors
///
/// [`ExportError`] where the person may not, the file is there already or cannot be written.
pub fn export_list(
    store: &Store,
    author: Uuid,
    list: List,
    file: &Path,
    progress: &mut dyn FnMut(&ExportProgress),
    cancel: &AtomicBool,
) -> Result<Exported, ExportError> {
    let exported = export_rows(store, author, list, file, progress, cancel);
    let failed = match &exported {
        Ok(exported) => exported.cancelled.then_some("stopped"),
        Err(error) => Some(error.reason()),
    };
    if let Some(reason) = failed {
        note_refused(store, author, COMMAND, "export", &what(list), reason);
    }
    exported
}

fn what(list: List) -> String {
    format!("CSV, {}", list.name())
}

fn export_rows(
    store: &Store,
    author: Uuid,
    list: List,
    file: &Path,
    progress: &mut dyn FnMut(&ExportProgress),
    cancel: &AtomicBool,
) -> Result<Exported, ExportError> {
    let shape = list.shape();
    store.read::<_, ExportError>(|reader| may(reader, author, &shape))?;
    let zone = site_of(store)?.map_or(Tz::UTC, |site| site.zone());
    let (part, out) = begin(file)?;
    let written = store
        .write::<_, store::Error>(author, COMMAND, |write| {
            let reason = what(list);
            write.audit("export", Some(shape.table), None, None, Some(&reason))?;
            write.note_security(Security::of("export").details(json!({ "what": reason })))
        })
        .map_err(ExportError::from)
        .and_then(|()| {
            store.read(|reader| write_rows(reader, list, &shape, zone, out, progress, cancel))
        });
    let kept = matches!(&written, Ok(exported) if !exported.cancelled);
    let named = if kept { finish(&part, file) } else { Ok(()) };
    if !kept || named.is_err() {
        // What cannot be removed is named by the next export to this place.
        let _ = std::fs::remove_file(&part);
    }
    named?;
    written
}

fn may(reader: &Reader<'_>, author: Uuid, shape: &Shape) -> Result<(), ExportError> {
    let roles = store::roles_of(reader, author)?;
    let tables = std::iter::once(shape.table).chain(shape.also.iter().copied());
    let all = tables
        .filter_map(catalog::table)
        .all(|table| catalog::reach(&roles, table, Action::Read) == Reach::Everybody);
    if all { Ok(()) } else { Err(ExportError::NotAllowed) }
}

fn begin(file: &Path) -> Result<(PathBuf, File), ExportError> {
    let mut unfinished = file.file_name().ok_or(ExportError::Exists)?.to_owned();
    unfinished.push(".part");
    if file.exists() {
        return Err(ExportError::Exists);
    }
    let part = file.with_file_name(unfinished);
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(&part) {
        Ok(out) => Ok((part, out)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(ExportError::Unfinished)
        }
        Err(error) => Err(error.into()),
    }
}

fn finish(part: &Path, file: &Path) -> Result<(), ExportError> {
    if file.exists() {
        return Err(ExportError::Exists);
    }
    Ok(std::fs::rename(part, file)?)
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    cells: String,
}

fn write_rows(
    reader: &Reader<'_>,
    list: List,
    shape: &Shape,
    zone: Tz,
    out: File,
    progress: &mut dyn FnMut(&ExportProgress),
    cancel: &AtomicBool,
) -> Result<Exported, ExportError> {
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BufWriter::new(out));
    csv.write_record(shape.columns.iter().map(|(heading, _, _)| *heading)).map_err(broken)?;
    let sql = select(shape);
    let mut told = ExportProgress { kind: list.name(), ..ExportProgress::default() };
    let mut exported = Exported::default();
    let mut after = Uuid::nil();
    loop {
        if cancel.load(Ordering::Relaxed) {
            exported.cancelled = true;
            return Ok(exported);
        }
        let page: Vec<Row> = reader.rows(&sql, [after])?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for row in &page {
            let values: Vec<Json> = serde_json::from_str(&row.cells).unwrap_or_default();
            csv.write_record(record(shape, &values, zone)).map_err(broken)?;
        }
        told.resources += u64::try_from(page.len()).unwrap_or(0);
        progress(&told);
    }
    let out = csv.into_inner().map_err(|error| error.into_error())?;
    let out = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    out.sync_all()?;
    exported.resources.insert(list.name().to_owned(), told.resources);
    Ok(exported)
}

fn broken(error: csv::Error) -> ExportError {
    ExportError::Io(error.into())
}

fn select(shape: &Shape) -> String {
    let columns: Vec<String> = shape
        .columns
        .iter()
        .map(|(_, sql, kind)| match kind {
            Id => format!("hex({sql})"),
            _ => (*sql).to_owned(),
        })
        .collect();
    let (table, joins) = (shape.table, shape.joins);
    format!(
        "SELECT row.id AS id, json_array({}) AS cells FROM {table} AS row {joins} \
         WHERE row.id > ?1 AND row.deleted_at IS NULL ORDER BY row.id LIMIT {PAGE}",
        columns.join(", ")
    )
}

fn record(shape: &Shape, values: &[Json], zone: Tz) -> Vec<String> {
    shape
        .columns
        .iter()
        .enumerate()
        .map(|(position, (_, _, kind))| {
            let value = values.get(position).unwrap_or(&Json::Null);
            let currency = values.get(position + 1).and_then(Json::as_str);
            cell(value, *kind, currency, zone)
        })
        .collect()
}

fn cell(value: &Json, kind: Kind, currency: Option<&str>, zone: Tz) -> String {
    let plain = || match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    match kind {
        Text => harmless(plain()),
        Plain => plain(),
        Id => value
            .as_str()
            .and_then(|hex| Uuid::try_parse(hex).ok())
            .map_or_else(String::new, |id| id.to_string()),
        YesNo => match value.as_i64() {
            Some(0) => "no".to_owned(),
            Some(_) => "yes".to_owned(),
            None => String::new(),
        },
        Moment => value
            .as_i64()
            .and_then(DateTime::from_timestamp_micros)
            .map(|moment| moment.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, false))
            .unwrap_or_default(),
        Money => {
            let digits = currency.and_then(Currency::from_code).and_then(|c| c.exponent());
            let minor = value.as_i64();
            minor
                .map(|minor| Decimal::new(minor, u32::from(digits.unwrap_or(0))).to_string())
                .unwrap_or_default()
        }
    }
}

/// A text that no spreadsheet takes for a formula. White space that a spreadsheet skips does not
/// hide one.
fn harmless(text: String) -> String {
    let formula =
        text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r']);
    if formula { format!("'{text}") } else { text }
}
