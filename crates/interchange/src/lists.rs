//! Lists as CSV (RFC 4180, UTF-8), for spreadsheets and other programs.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, which could
//! send the sheet's content away. Such a cell of a text column gets an apostrophe before it, which
//! spreadsheets do not show; columns of numbers and dates are written as they are.

mod chosen;
mod whole;

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use catalog::{Action, Reach, Role, Table};
use chosen::{CHOSEN, Chosen};
use chrono::{DateTime, SecondsFormat};
use chrono_tz::Tz;
use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::{Reader, Security, Store};
use uuid::Uuid;

use crate::fhir::site_of;
use crate::limits;
use crate::noted::note_refused;
use crate::{ExportError, ExportProgress, Exported};

/// The name of the command in the audit trail.
const COMMAND: &str = "system.export_list";
/// Rows that are held in memory at a time.
const PAGE: usize = 1_000;

/// A list that can be exported: one of those that people ask for most, or, for administrators, any
/// other table of the record under the table's own name.
#[derive(Clone, Copy, Debug)]
pub struct List(&'static Shape);

/// The name is none of a list's.
#[derive(Debug, thiserror::Error)]
#[error("the lists are: {names}", names = List::all().map(List::name).collect::<Vec<_>>().join(", "))]
pub struct UnknownList;

impl FromStr for List {
    type Err = UnknownList;
    fn from_str(name: &str) -> Result<Self, UnknownList> {
        Self::all().find(|list| list.name() == name).ok_or(UnknownList)
    }
}

impl List {
    /// Every list, those that are asked for most first.
    pub fn all() -> impl Iterator<Item = Self> {
        shapes().iter().map(Self)
    }

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The table whose rows are the list's.
    pub fn table(self) -> &'static str {
        self.0.table
    }
}

/// Where a list's rows come from, and its columns.
#[derive(Debug)]
struct Shape {
    name: &'static str,
    /// The table whose rows are the list's, `row` in the columns.
    table: &'static str,
    joins: String,
    /// Tables that are read beside it; whoever gets the list may read all of them.
    also: Vec<&'static str>,
    /// Of many tables a screen shows each person some rows only, by who they are and not by their
    /// roles: tasks, messages. A whole table is for those who answer for all of it.
    is_for_administrators: bool,
    columns: Vec<Column>,
}

/// What is no list for anybody, and why.
pub const NOT_LISTED: [(&str, &str); 2] = [
    (
        "sync_conflicts",
        "It holds values of every table; the inbox shows each to who may read its table.",
    ),
    (
        "therapy_notes",
        "A therapist reads those of their own patients, and nobody reads all of them.",
    ),
];

/// Whether a table is a list for somebody: not what is for one person alone.
fn is_listed(table: &Table) -> bool {
    !table.shipped
        && catalog::belongs_to(table).is_none()
        && NOT_LISTED.iter().all(|(name, _)| *name != table.name)
}

/// A heading in plain words, what stands under it, and how it is written.
#[derive(Debug)]
struct Column {
    heading: String,
    sql: String,
    kind: Kind,
}

fn shapes() -> &'static [Shape] {
    static SHAPES: OnceLock<Vec<Shape>> = OnceLock::new();
    SHAPES.get_or_init(|| {
        let mut shapes: Vec<Shape> = CHOSEN.iter().map(|chosen| Shape::chosen(chosen)).collect();
        for table in catalog::TABLES.iter().filter(|table| is_listed(table)) {
            // A prescription stands in the list of its name with each of its medicines.
            let is_chosen =
                |chosen: &&Chosen| chosen.table == table.name || chosen.name == table.name;
            if !CHOSEN.iter().any(is_chosen) {
                shapes.extend(Shape::whole(table));
            }
        }
        shapes
    })
}

impl Shape {
    fn chosen(chosen: &Chosen) -> Self {
        let columns = chosen.columns.iter().map(|(heading, sql, kind)| Column {
            heading: (*heading).to_owned(),
            sql: (*sql).to_owned(),
            kind: *kind,
        });
        Self {
            name: chosen.name,
            table: chosen.table,
            joins: chosen.joins.to_owned(),
            also: chosen.also.to_vec(),
            is_for_administrators: false,
            columns: columns.collect(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    let shape = list.0;
    store.read::<_, ExportError>(|reader| may(reader, author, shape))?;
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
            store.read(|reader| write_rows(reader, list, shape, zone, out, progress, cancel))
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
    let answers = !shape.is_for_administrators || roles.contains(&Role::Admin);
    if all && answers { Ok(()) } else { Err(ExportError::NotAllowed) }
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
    csv.write_record(shape.columns.iter().map(|column| &column.heading)).map_err(broken)?;
    let sql = select(shape);
    let mut told = ExportProgress { kind: list.name(), ..ExportProgress::default() };
    let tables: Vec<&str> =
        std::iter::once(shape.table).chain(shape.also.iter().copied()).collect();
    let limits = limits::of_tables(reader, &tables)?;
    let mut exported = Exported { limits, ..Exported::default() };
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
        .map(|column| match column.kind {
            Kind::Id => format!("hex({})", column.sql),
            _ => column.sql.clone(),
        })
        .collect();
    let (table, joins) = (shape.table, &shape.joins);
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
        .map(|(position, column)| {
            let value = values.get(position).unwrap_or(&Json::Null);
            let currency = values.get(position + 1).and_then(Json::as_str);
            cell(value, column.kind, currency, zone)
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
        Kind::Text => harmless(plain()),
        Kind::Plain => plain(),
        Kind::Id => value
            .as_str()
            .and_then(|hex| Uuid::try_parse(hex).ok())
            .map_or_else(String::new, |id| id.to_string()),
        Kind::YesNo => match value.as_i64() {
            Some(0) => "no".to_owned(),
            Some(_) => "yes".to_owned(),
            None => String::new(),
        },
        Kind::Moment => value
            .as_i64()
            .and_then(DateTime::from_timestamp_micros)
            .map(|moment| moment.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, false))
            .unwrap_or_default(),
        Kind::Money => {
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
