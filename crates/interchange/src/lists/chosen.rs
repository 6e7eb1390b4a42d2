//! The lists that people ask for most, with the columns that they want to see.

use super::Kind;
use super::Kind::{Id, Moment, Money, Plain, Text, YesNo};

/// Where a list's rows come from, and its columns.
pub(super) struct Chosen {
    /// Its name on the command line.
    pub name: &'static str,
    /// The table whose rows are the list's, `row` in the columns.
    pub table: &'static str,
    pub joins: &'static str,
    /// Tables that are read beside it; whoever gets the list may read all of them.
    pub also: &'static [&'static str],
    pub columns: &'static [Column],
}

/// A heading in plain words, and what stands under it.
type Column = (&'static str, &'static str, Kind);

/// A line for each of them.
pub(super) const CHOSEN: [&Chosen; 11] = [
    &PATIENTS,
    &APPOINTMENTS,
    &INVOICES,
    &PAYMENTS,
    &VISITS,
    &CONDITIONS,
    &PRESCRIPTIONS,
    &LAB_RESULTS,
    &INVENTORY,
    &AUDIT,
    &STAFF,
];

pub(super) const PATIENT: &str = "LEFT JOIN patients p ON p.id = row.patient_id";
pub(super) const NAME: &str =
    "coalesce(p.name_text, trim(coalesce(p.given_name, '') || ' ' || coalesce(p.family_name, '')))";
pub(super) const DOCTOR: &str = "coalesce(d.name_text, trim(coalesce(d.prefix, '') || ' ' || coalesce(d.given_name, '') || ' ' || coalesce(d.family_name, '')))";

const PATIENTS: Chosen = Chosen {
    name: "patients",
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

const APPOINTMENTS: Chosen = Chosen {
    name: "appointments",
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

const INVOICES: Chosen = Chosen {
    name: "invoices",
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

const PAYMENTS: Chosen = Chosen {
    name: "payments",
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

const VISITS: Chosen = Chosen {
    name: "visits",
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

const CONDITIONS: Chosen = Chosen {
    name: "conditions",
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

const PRESCRIPTIONS: Chosen = Chosen {
    name: "prescriptions",
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

const LAB_RESULTS: Chosen = Chosen {
    name: "lab_results",
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

const INVENTORY: Chosen = Chosen {
    name: "inventory",
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

const AUDIT: Chosen = Chosen {
    name: "audit",
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

const STAFF: Chosen = Chosen {
    name: "staff",
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
