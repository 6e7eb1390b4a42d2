//! What a table is in FHIR, and how a row becomes a resource and a resource the row again.
//!
//! A resource says what FHIR has an element for. Then it is read back: every column that would
//! not come out as it went in is written into an extension `urn:holdfast:<table>.<column>`, so
//! that nothing is lost between two clinics, and other readers see plain FHIR.

use std::cell::RefCell;
use std::collections::BTreeSet;

use catalog::{BOOKKEEPING, Value};
use chrono_tz::Tz;
use migrations::{ColumnShape, schema};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::{Cells, Reader};
use uuid::Uuid;

use super::field::{Binding, Field, coding_of, extension_read, extension_value};
use super::sheet::Sheet;

/// Extensions of ours, and with a table's name behind it the tag that says where a resource
/// belongs, begin like this.
pub(crate) const OURS: &str = "urn:holdfast:";
/// The system of the tag that names the table.
pub(crate) const TABLE: &str = "urn:holdfast:table";
/// The extension of what is not known.
pub(super) const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

/// How the rows of a table are resources.
pub(crate) struct Mapping {
    /// The type of the resource.
    pub kind: &'static str,
    pub table: &'static str,
    pub fields: &'static [Field],
    /// A row that the resource's own row names, and that stands in the same resource.
    pub companion: Option<Companion>,
    /// Rows of another table that are elements of the resource.
    pub parts: &'static [Part],
    /// The column that names an earlier row of the same table.
    pub earlier: Option<&'static str>,
    /// What FHIR wants to see beside the fields.
    pub complete: Complete,
    /// Rows of other tables that `complete` repeats, so that the resource changes with them: the
    /// table, its column, and the column of the resource's own row that has the same id.
    pub repeats: &'static [(&'static str, &'static str, &'static str)],
    /// The columns that say when it happened: days, or moments.
    pub happened: &'static [&'static str],
}

/// Completes a resource; what it writes is not read back.
pub(crate) type Complete = fn(&Draw<'_>, &Cells, &mut Sheet) -> Result<(), store::Error>;

/// See [`Mapping::companion`].
pub(crate) struct Companion {
    pub table: &'static str,
    /// The column of the resource's own row that names it.
    pub column: &'static str,
    pub fields: &'static [Field],
    /// As [`Mapping::happened`], of its own columns.
    pub happened: &'static str,
}

/// See [`Mapping::parts`].
pub(crate) struct Part {
    pub table: &'static str,
    /// The column that names the resource's own row.
    pub owner: &'static str,
    /// The list in the resource.
    pub path: &'static str,
    pub fields: &'static [Field],
    pub complete: Complete,
}

/// The start of a mapping, for the tables' own.
pub(super) const PLAIN: Mapping = Mapping {
    kind: "",
    table: "",
    fields: &[],
    companion: None,
    parts: &[],
    earlier: None,
    complete: |_, _, _| Ok(()),
    repeats: &[],
    happened: &[],
};

/// What is needed to write rows as resources.
pub(crate) struct Draw<'r> {
    pub reader: Reader<'r>,
    pub organization: Uuid,
    /// The clinic's time zone, for days of moments.
    pub zone: Tz,
    /// Rows that were referred to, where these are wanted.
    pub named: Option<RefCell<BTreeSet<(&'static str, Uuid)>>>,
}

/// Columns that name rows of another table, and the type of resource that these are. A column of
/// ids that stands neither here nor in [`Mapping::earlier`] names what does not leave the
/// clinic's own machines: people's accounts, files, devices, stock.
const NAMES: &[(&str, &str, &str)] = &[
    ("patient_id", "patients", "Patient"),
    ("practitioner_id", "practitioners", "Practitioner"),
    ("primary_practitioner_id", "practitioners", "Practitioner"),
    ("ordered_by", "practitioners", "Practitioner"),
    ("diagnosed_by", "practitioners", "Practitioner"),
    ("from_practitioner_id", "practitioners", "Practitioner"),
    ("to_practitioner_id", "practitioners", "Practitioner"),
    ("site_id", "sites", "Location"),
    ("department_id", "departments", "Organization"),
    ("to_department_id", "departments", "Organization"),
    ("visit_id", "visits", "Encounter"),
    ("appointment_id", "appointments", "Appointment"),
    ("time_slot_id", "time_slots", "Slot"),
    ("schedule_id", "schedules", "Schedule"),
    ("prescription_item_id", "prescription_items", "MedicationRequest"),
    ("prescription_id", "prescriptions", ""),
    ("invoice_id", "invoices", "Invoice"),
    ("insurance_policy_id", "insurance_policies", "Coverage"),
    ("insurance_claim_id", "insurance_claims", "Claim"),
    ("scan_id", "scans", "ImagingStudy"),
    ("document_id", "documents", "DocumentReference"),
    ("bed_id", "beds", "Location"),
    ("bed_stay_id", "bed_stays", "Encounter"),
    ("alert_id", "alerts", "Communication"),
    ("lab_order_id", "lab_orders", "ServiceRequest"),
    ("wellness_plan_id", "wellness_plans", "CarePlan"),
    ("resource_id", "resources", "Device"),
];

/// What the rows that a column names are: their table, and the type of resource.
pub(crate) fn named_by(table: &str, column: &str) -> Option<(&'static str, &'static str)> {
    let other = NAMES.iter().find(|(name, _, _)| *name == column);
    other.map(|(_, table, kind)| (*table, *kind)).or_else(|| {
        let own = super::mapping_of(table)?;
        // A row of vitals is several resources, and none of them has its id.
        let kind = if table == "vitals" { "" } else { own.kind };
        (own.earlier == Some(column)).then_some((own.table, kind))
    })
}

/// Whether the column travels: not what the centre alone writes, or the id of a row that does not
/// travel. A panel's id is no row's.
fn travels(table: &str, column: &ColumnShape) -> bool {
    let meaning = catalog::table(table);
    let special = meaning.and_then(|meaning| meaning.column(column.name));
    column.name != "id"
        && !BOOKKEEPING.contains(&column.name)
        && !special.is_some_and(|special| special.centre)
        && (column.kind != catalog::Type::Uuid
            || column.name == "panel_id"
            || named_by(table, column.name).is_some())
}

impl Draw<'_> {
    /// The row as a resource.
    pub fn resource(&self, mapping: &Mapping, row: &Cells) -> Result<Json, store::Error> {
        let mut sheet = Sheet::new();
        let id = id_of(row);
        self.fill(mapping.table, mapping.fields, mapping.complete, row, &mut sheet)?;
        let companion = self.companion(mapping, row)?;
        if let (Some(other), Some(cells)) = (&mapping.companion, &companion) {
            let nothing: Complete = |_, _, _| Ok(());
            self.fill(other.table, other.fields, nothing, cells, &mut sheet)?;
        }
        for part in mapping.parts {
            let mut elements = Vec::new();
            for cells in self.rows_of(part.table, part.owner, id)? {
                let mut element = Sheet::new();
                element.set("id", Json::from(id_of(&cells).to_string()));
                self.fill(part.table, part.fields, part.complete, &cells, &mut element)?;
                let patient_known = ["patient_id", part.owner];
                let known = |column: &str| patient_known.contains(&column);
                extend(part.table, part.fields, &cells, &mut element, &known);
                elements.push(element.json);
            }
            // What the completing function put there comes after the rows.
            let derived = super::sheet::at(&sheet.json, part.path).and_then(Json::as_array);
            elements.extend(derived.cloned().unwrap_or_default());
            if !elements.is_empty() {
                sheet.set(part.path, Json::Array(elements));
            }
        }
        if let (Some(other), Some(cells)) = (&mapping.companion, &companion) {
            extend(other.table, other.fields, cells, &mut sheet, &|column| column == "patient_id");
        }
        extend(mapping.table, mapping.fields, row, &mut sheet, &|_| false);
        self.head(mapping, id, &mut sheet);
        Ok(sheet.json)
    }

    /// Says what the resource is and where it comes from.
    pub fn head(&self, mapping: &Mapping, id: Uuid, sheet: &mut Sheet) {
        sheet.set("resourceType", Json::from(mapping.kind));
        sheet.set("id", Json::from(id.to_string()));
        sheet.set("meta.source", Json::from(format!("{OURS}{}", self.organization)));
        sheet.set("meta.tag", json!([{ "system": TABLE, "code": mapping.table }]));
    }

    /// The row that stands in the same resource.
    fn companion(&self, mapping: &Mapping, row: &Cells) -> Result<Option<Cells>, store::Error> {
        let Some(companion) = &mapping.companion else { return Ok(None) };
        let named = row.get(companion.column).and_then(Value::as_uuid);
        named.map_or(Ok(None), |id| self.reader.cells(companion.table, id))
    }

    fn fill(
        &self,
        table: &'static str,
        fields: &[Field],
        complete: Complete,
        row: &Cells,
        sheet: &mut Sheet,
    ) -> Result<(), store::Error> {
        let mut bindings = self.bindings(id_of(row))?;
        for field in fields {
            field.write(table, row, &mut bindings, sheet);
        }
        self.note_named(table, row);
        // The function that completes finds what no field has taken in its own places; what is
        // left over then stands in extensions.
        for binding in bindings {
            let (system, value) = (format!("{OURS}binding"), binding.coding);
            sheet.push("extension", json!({ "url": system, "valueCoding": value }));
        }
        complete(self, row, sheet)
    }

    /// Notes which rows the row names. The trail of who did what names whatever was looked at: none
    /// of that belongs to an export for its sake.
    pub fn note_named(&self, table: &str, row: &Cells) {
        if table == "audit_logs" {
            return;
        }
        for (column, value) in row.iter() {
            if let (Some(id), Some((table, _))) = (value.as_uuid(), named_by(table, column)) {
                self.note(table, id);
            }
        }
    }

    /// Notes that a resource refers to this row.
    pub fn note(&self, table: &'static str, id: Uuid) {
        if let Some(noted) = &self.named {
            noted.borrow_mut().insert((table, id));
        }
    }

    /// The foreign codes of a row.
    pub fn bindings(&self, row: Uuid) -> Result<Vec<Binding>, store::Error> {
        #[derive(Deserialize)]
        struct Kept {
            id: Uuid,
            column_name: String,
            system: Option<String>,
            code: String,
            display: Option<String>,
            code_version: Option<String>,
        }
        let kept: Vec<Kept> = self.reader.rows(
            "SELECT id, column_name, system, code, display, code_version FROM code_bindings \
             WHERE row_id = ?1 AND deleted_at IS NULL ORDER BY column_name, id",
            [row],
        )?;
        Ok(kept
            .into_iter()
            .map(|kept| {
                let coding =
                    coding_of(kept.system.as_deref(), Some(&kept.code), kept.display.as_deref());
                let mut sheet = Sheet { json: coding.unwrap_or_else(|| json!({})) };
                sheet.set("id", Json::from(format!("{}.{}", kept.column_name, kept.id)));
                sheet.set(
                    "version",
                    kept.code_version.as_deref().and_then(super::sheet::string).map(Json::from),
                );
                let cells = Cells::new()
                    .set("system", kept.system.clone())
                    .set("code", kept.code.clone())
                    .set("display", kept.display)
                    .set("code_version", kept.code_version);
                extend("code_bindings", BINDING, &cells, &mut sheet, &|_| false);
                Binding {
                    column: kept.column_name,
                    coding: sheet.json,
                    system: kept.system,
                    code: kept.code,
                }
            })
            .collect())
    }

    /// Rows of `table` whose `column` names `owner`, in the order of their ids.
    pub fn rows_of(
        &self,
        table: &'static str,
        column: &str,
        owner: Uuid,
    ) -> Result<Vec<Cells>, store::Error> {
        let ids: Vec<Uuid> = self.reader.column(
            &format!(
                "SELECT id FROM {table} WHERE {column} = ?1 AND deleted_at IS NULL ORDER BY id"
            ),
            [owner],
        )?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.extend(self.reader.cells(table, id)?);
        }
        Ok(rows)
    }

    /// A text column of one row, such as a name.
    pub fn text(
        &self,
        table: &str,
        column: &str,
        id: Uuid,
    ) -> Result<Option<String>, store::Error> {
        let sql = format!("SELECT {column} FROM {table} WHERE id = ?1");
        Ok(self.reader.value::<Option<String>>(&sql, [id])?.flatten())
    }

    /// Whether a later row of `table` corrects this one.
    pub fn is_corrected(&self, table: &str, row: &Cells) -> Result<bool, store::Error> {
        let patient = row.get("patient_id").and_then(Value::as_uuid);
        let sql = format!(
            "SELECT 1 FROM {table} WHERE corrects_id = ?1 AND patient_id = ?2 \
             AND deleted_at IS NULL LIMIT 1"
        );
        let found: Option<i64> = self.reader.value(&sql, store::params![id_of(row), patient])?;
        Ok(found.is_some())
    }

    /// Whether another entry counts in place of this payment: the last of the corrections that name
    /// the same first entry.
    pub fn is_replaced_payment(&self, row: &Cells) -> Result<bool, store::Error> {
        let patient = row.get("patient_id").and_then(Value::as_uuid);
        let first = row.get("corrects_id").and_then(Value::as_uuid).unwrap_or_else(|| id_of(row));
        let number = row.get("correction_number").and_then(Value::as_integer).unwrap_or(0);
        let found: Option<i64> = self.reader.value(
            "SELECT 1 FROM payments WHERE corrects_id = ?1 AND patient_id = ?2 \
             AND (correction_number, id) > (?3, ?4) AND deleted_at IS NULL LIMIT 1",
            store::params![first, patient, number, id_of(row)],
        )?;
        Ok(found.is_some())
    }
}

/// How a binding is a coding.
pub(super) const BINDING: &[Field] = &[
    super::field::token("system", "system"),
    super::field::token("code", "code"),
    super::field::text("display", "display"),
    super::field::text("code_version", "version"),
];

/// The row's id.
pub(crate) fn id_of(row: &Cells) -> Uuid {
    row.get("id").and_then(Value::as_uuid).unwrap_or_default()
}

/// Adds an extension for every column that reading the fields would not give back.
pub(super) fn extend(
    table: &str,
    fields: &[Field],
    row: &Cells,
    sheet: &mut Sheet,
    known: &dyn Fn(&str) -> bool,
) {
    let mut read = Cells::new();
    for field in fields {
        field.read(table, &sheet.json, &mut read);
    }
    let Some(shape) = schema().table(table) else { return };
    for column in shape.columns.iter().filter(|column| travels(table, column)) {
        let null = Value::Null;
        let value = row.get(column.name).unwrap_or(&null);
        let back = read.get(column.name).unwrap_or(&null);
        // An empty text is nothing in FHIR.
        let nothing = value.is_null() || value.as_text() == Some("");
        if known(column.name) || value == back || (nothing && back.is_null()) {
            continue;
        }
        let url = format!("{OURS}{table}.{}", column.name);
        let kind = named_by(table, column.name).map(|(_, kind)| kind).filter(|k| !k.is_empty());
        let extension = match extension_value(column.kind, value, kind) {
            Some((name, value)) => {
                let mut extension = Map::new();
                extension.insert("url".to_owned(), url.into());
                extension.insert(name.to_owned(), value);
                Json::Object(extension)
            }
            None => json!({ "url": url, "extension": [{ "url": ABSENT, "valueCode": "unknown" }] }),
        };
        sheet.push("extension", extension);
    }
}

/// The row that stands in `json`: what its fields say, and over it what its extensions say.
pub(crate) fn read(table: &str, fields: &[Field], json: &Json) -> Cells {
    let mut cells = Cells::new();
    for field in fields {
        field.read(table, json, &mut cells);
    }
    let extensions = json.get("extension").and_then(Json::as_array);
    for extension in extensions.into_iter().flatten() {
        let url = extension.get("url").and_then(Json::as_str);
        let name =
            url.and_then(|url| url.strip_prefix(OURS)?.strip_prefix(table)?.strip_prefix('.'));
        let column = name.and_then(|name| schema().table(table)?.column(name));
        let Some(column) = column.filter(|column| travels(table, column)) else { continue };
        let value = extension_read(column.kind, extension).unwrap_or(Value::Null);
        cells.put(column.name, value);
    }
    cells
}
