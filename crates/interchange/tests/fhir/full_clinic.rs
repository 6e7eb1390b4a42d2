//! A clinic with rows in every table that is exported: one with everything filled, one with
//! nothing but what is required, one that corrects another, and one for every value of every
//! enumeration.

use catalog::{Type, Value};
use migrations::{ColumnShape, schema};
use store::{Cells, Write};
use uuid::Uuid;

use crate::clinic::Clinic;

/// The exported tables, those first that others name, each with its column for an earlier row.
pub const TABLES: &[(&str, &str)] = &[
    ("departments", ""),
    ("practitioners", ""),
    ("patients", ""),
    ("patient_identifiers", ""),
    ("patient_contacts", ""),
    ("patient_allergies", ""),
    ("patient_flags", ""),
    ("insurance_policies", ""),
    ("care_team_members", ""),
    ("schedules", "supersedes_id"),
    ("time_slots", ""),
    ("appointments", "rescheduled_from_id"),
    ("visits", ""),
    ("vitals", "corrects_id"),
    ("medical_conditions", ""),
    ("lab_results", "corrects_id"),
    ("procedures", ""),
    ("immunizations", ""),
    ("care_plans", ""),
    ("documents", ""),
    ("consents", ""),
    ("referrals", ""),
    ("prescriptions", ""),
    ("prescription_items", "renews_id"),
    ("dispensings", "corrects_id"),
    ("medication_statements", ""),
    ("medication_administrations", "corrects_id"),
    ("scans", ""),
    ("reports", "amends_id"),
    ("invoices", ""),
    ("invoice_lines", ""),
    ("insurance_claims", "resubmits_id"),
    ("payments", "corrects_id"),
    ("practitioner_departments", ""),
    ("resources", ""),
    ("beds", ""),
    ("medications", ""),
    ("patient_history", ""),
    ("visit_addenda", ""),
    ("contact_attempts", ""),
    ("bed_stays", "transferred_from_id"),
    ("triage_assessments", "corrects_id"),
    ("icu_observations", "corrects_id"),
    ("monitoring_readings", "corrects_id"),
    ("stress_readings", ""),
    ("lab_orders", ""),
    ("therapy_sessions", ""),
    ("adherence_events", ""),
    ("alerts", ""),
    ("patient_alerts", ""),
    ("wellness_plans", ""),
    ("wellness_plan_items", ""),
    ("waitlist_entries", ""),
];

/// Words in many scripts, and words that do not fit into a FHIR string as they are.
const WORDS: &[&str] = &[
    "Ελένη Οικονόμου",
    "نوال أبو زيد",
    "张伟",
    "Đặng Thị Hồng",
    "שלום עליכם",
    "ጤና ይስጥልኝ",
    "  spaces around  ",
    "two\nlines\tand a tab",
    "a bell \u{7} inside",
    "นางสาว สมหญิง",
    "👩🏽‍⚕️ O'Brien & <Söhne>",
    "no\u{a0}break",
    "全角\u{3000}空白",
];

/// 2026-02-03T04:05:06.123456Z.
const MOMENT: i64 = 1_770_091_506_123_456;
const HOUR: i64 = 3_600_000_000;

pub struct Filler<'w, 'c> {
    write: &'w mut Write<'c>,
    first: std::collections::HashMap<&'static str, Uuid>,
    words: usize,
}

/// Fills the clinic and gives the id of its first patient.
pub fn fill(clinic: &Clinic) -> Uuid {
    clinic
        .store
        .write::<_, store::Error>(clinic.author, "test.fill", |write| {
            let mut filler = Filler { write, first: Default::default(), words: 0 };
            for (table, earlier) in TABLES {
                filler.table(table, earlier);
            }
            Ok(filler.first["patients"])
        })
        .unwrap()
}

impl Filler<'_, '_> {
    fn table(&mut self, table: &'static str, earlier: &str) {
        let full = self.row(table, true);
        let first = self.write.insert(table, full.clone()).unwrap();
        self.first.insert(table, first);
        self.bind(table, first, &full);
        let sparse = self.sparse(table, &full);
        if !earlier.is_empty() {
            let mut later = first;
            for number in 1..=2 {
                let mut next = self.row(table, true).set(earlier, later);
                if table == "payments" {
                    // Corrections of a payment all name the first entry.
                    next = next.set(earlier, first).set("correction_number", number);
                }
                later = self.write.insert(table, next).unwrap();
            }
        }
        let meaning = catalog::table(table).unwrap();
        for column in meaning.columns {
            let Some(enumeration) = column.enumeration else { continue };
            for (value, _) in enumeration.values {
                for base in [&full, &sparse] {
                    // What breaks a rule of the table is no row that could stand there.
                    let row = base.clone().set(column.name, *value);
                    if let Err(error) = self.write.insert(table, row) {
                        assert!(matches!(error, store::Error::Rule(_)), "{table}: {error}");
                    }
                }
            }
        }
    }

    /// A row of nothing but what the table's rules ask for.
    fn sparse(&mut self, table: &'static str, full: &Cells) -> Cells {
        let mut row = self.row(table, false);
        loop {
            match self.write.insert(table, row.clone()) {
                Ok(_) => return row,
                Err(store::Error::Rule(broken)) => {
                    let asked = full.get(broken.column).cloned().unwrap_or_default();
                    assert_ne!(row.get(broken.column), Some(&asked), "{table}: {broken:?}");
                    row.put(broken.column, asked);
                }
                Err(error) => panic!("{table}: {error}"),
            }
        }
    }

    /// Two foreign codes: the row's own once more with its name, and another one.
    fn bind(&mut self, table: &'static str, row: Uuid, cells: &Cells) {
        let column = match table {
            "visits" => "type_text",
            "lab_results" => "test_code",
            "invoice_lines" => "procedure_code",
            "patients" => "race_text",
            _ => "code",
        };
        let columns = schema().table(table).unwrap();
        if columns.column(column).is_none()
            || columns.column("patient_id").is_none() && table != "patients"
        {
            return;
        }
        let patient = cells.get("patient_id").and_then(Value::as_uuid).unwrap_or(row);
        let own = cells.get(column).and_then(Value::as_text).unwrap_or_default().to_owned();
        let codes = [
            (Some("http://snomed.info/sct"), own.as_str(), Some("Named"), Some("20250101")),
            (Some("http://old.example/codes"), "X 17", Some("  odd "), None),
            (None, " not a  code ", None, None),
        ];
        for (system, code, display, version) in codes {
            let binding = Cells::new()
                .set("patient_id", patient)
                .set("table_name", table)
                .set("row_id", row)
                .set("column_name", column)
                .set("system", system)
                .set("code", code)
                .set("display", display)
                .set("code_version", version);
            self.write.insert("code_bindings", binding).unwrap();
        }
    }

    fn row(&mut self, table: &'static str, full: bool) -> Cells {
        let mut cells = Cells::new();
        for column in &schema().table(table).unwrap().columns {
            let bookkeeping = catalog::BOOKKEEPING.contains(&column.name) || column.name == "id";
            if !bookkeeping && (full || column.not_null) {
                let value = self.value(table, column, full);
                cells.put(column.name, value);
            }
        }
        let special: &[(&str, Value)] = match table {
            "patients" if full => &[("national_id", Value::Null)],
            "patients" => &[
                ("name_precision", Value::Text("unknown".into())),
                ("date_of_birth_precision", Value::Text("unknown".into())),
            ],
            "vitals" if full => &[
                ("height_cm", Value::Real(170.2)),
                ("head_circumference_cm", Value::Real(56.0)),
                ("bmi", Value::Real(21.4)),
            ],
            "vitals" => &[("consciousness", Value::Null), ("pain_score", Value::Real(0.0))],
            "lab_results" if full => {
                &[("status", Value::Null), ("reference_high", Value::Real(10.5))]
            }
            "schedules" => &[("start_time", Value::Null), ("end_time", Value::Null)],
            "prescription_items" if !full => &[("status", Value::Null)],
            "payments" => &[("correction_number", Value::Null)],
            "insurance_claims" if full => &[("approved_minor", Value::Integer(2))],
            "care_team_members" if !full => &[("practitioner_id", Value::Null)],
            "referrals" if !full => &[("to_text", Value::Text("Άγιος Λουκάς".into()))],
            "triage_assessments" => &[("is_computed", Value::Boolean(false))],
            "reports" if full => &[("status", Value::Text("preliminary".into()))],
            _ => &[],
        };
        for (column, value) in special {
            let value = match (table, *column) {
                ("lab_results", "status") => "completed".into(),
                ("schedules", "start_time") => "09:00".into(),
                ("schedules", "end_time") => "17:30:00".into(),
                ("prescription_items", "status") => "draft".into(),
                ("care_team_members", "practitioner_id") => self.first["practitioners"].into(),
                _ => value.clone(),
            };
            cells.put(column, value);
        }
        cells
    }

    fn value(&mut self, table: &'static str, column: &ColumnShape, full: bool) -> Value {
        let meaning = catalog::table(table).unwrap();
        let special = meaning.column(column.name);
        if special.is_some_and(|column| column.centre) {
            return Value::Null;
        }
        if let Some(enumeration) = special.and_then(|column| column.enumeration) {
            return enumeration.values[0].0.into();
        }
        let last = ["until", "end", "expires", "abated", "due", "completed", "resulted"];
        let late = last
            .iter()
            .any(|word| column.name.starts_with(word) || column.name.contains(&format!("_{word}")));
        match column.kind {
            Type::Uuid => self.named(table, column.name, full),
            Type::Timestamp => (MOMENT + if late { HOUR } else { 0 }).into(),
            Type::Date => if late { "2026-03-04" } else { "2026-02-03" }.into(),
            Type::Time => "09:00".into(),
            Type::Boolean => true.into(),
            Type::Json => r#"[{"a": "б"}]"#.into(),
            Type::BigInt if column.name.ends_with("_minor") => 14_052.into(),
            Type::BigInt => 3.into(),
            Type::Double => match column.name {
                "systolic_mmhg" => 121.5,
                "diastolic_mmhg" => 79.0,
                "mean_arterial_mmhg" => 93.25,
                "heart_rate_bpm" => 72.25,
                "respiratory_rate_bpm" => 16.25,
                "temperature_celsius" => 36.6,
                "oxygen_saturation_percent" => 97.0,
                "inspired_oxygen_percent" => 28.5,
                "urine_output_ml" => 60.5,
                "value_number" if table == "monitoring_readings" => 118.5,
                "latitude" | "longitude" => 41.5,
                _ => 9.25,
            }
            .into(),
            Type::Text => match column.name {
                "currency" => "EUR".into(),
                "unit" if table == "monitoring_readings" => "mmHg".into(),
                "code_system" | "procedure_code_system" | "reason_code_system" => {
                    "http://snomed.info/sct".into()
                }
                "code" | "test_code" | "procedure_code" | "reason_code" => "185349003".into(),
                "study_instance_uid" => "1.2.840.99999999.1.75434013".into(),
                "preferred_language" => "el".into(),
                _ => {
                    self.words += 1;
                    WORDS[self.words % WORDS.len()].into()
                }
            },
        }
    }

    fn named(&self, table: &str, column: &str, full: bool) -> Value {
        let of = |table: &str| self.first.get(table).copied().map_or(Value::Null, Value::Uuid);
        match column {
            "site_id" => Uuid::from_u128(0x2000).into(),
            "author_id" => Uuid::from_u128(0x3000).into(),
            "panel_id" if full => Uuid::from_u128(0x77).into(),
            "patient_id" => of("patients"),
            "practitioner_id"
            | "primary_practitioner_id"
            | "diagnosed_by"
            | "from_practitioner_id"
            | "to_practitioner_id" => of("practitioners"),
            "ordered_by" => of("practitioners"),
            "department_id" | "to_department_id" => of("departments"),
            "visit_id" => of("visits"),
            "appointment_id" => of("appointments"),
            "time_slot_id" => of("time_slots"),
            "schedule_id" => of("schedules"),
            "prescription_id" => of("prescriptions"),
            "prescription_item_id" => of("prescription_items"),
            "invoice_id" => of("invoices"),
            "insurance_policy_id" => of("insurance_policies"),
            "insurance_claim_id" => of("insurance_claims"),
            "scan_id" => of("scans"),
            "document_id" => of("documents"),
            "bed_id" => of("beds"),
            "bed_stay_id" => of("bed_stays"),
            "alert_id" => of("alerts"),
            "lab_order_id" => of("lab_orders"),
            "wellness_plan_id" => of("wellness_plans"),
            _ if column.ends_with("_by") && table != "reports" => Uuid::from_u128(0x3000).into(),
            _ => Value::Null,
        }
    }
}
