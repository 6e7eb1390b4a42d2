//! Every table, with what SQL cannot say about it.

use crate::{Access, Care, Conflict, Domain, Scope, Table, rules};

mod alerts;
mod billing;
mod encounters;
mod imaging;
mod medication;
mod messages;
mod organization;
mod people;
mod place;
mod records;
mod scheduling;
mod system;
mod wellness;

/// Every table; one that is referred to stands before those that refer to it.
pub static TABLES: &[Table] = &[
    organization::ORGANIZATIONS,
    organization::SITES,
    organization::DEPARTMENTS,
    organization::USERS,
    organization::PRACTITIONERS,
    organization::PRACTITIONER_DEPARTMENTS,
    organization::SHIFTS,
    organization::DEVICES,
    organization::NUMBER_BLOCKS,
    organization::USER_SESSIONS,
    organization::USER_PREFERENCES,
    people::PATIENTS,
    people::PATIENT_SITES,
    people::PATIENT_IDENTIFIERS,
    people::PATIENT_ALLERGIES,
    people::PATIENT_HISTORY,
    people::PATIENT_CONTACTS,
    people::INSURANCE_POLICIES,
    people::PATIENT_MERGES,
    people::CARE_TEAM_MEMBERS,
    scheduling::SCHEDULES,
    scheduling::TIME_SLOTS,
    scheduling::APPOINTMENTS,
    scheduling::WAITLIST_ENTRIES,
    encounters::VISITS,
    encounters::VITALS,
    encounters::MEDICAL_CONDITIONS,
    encounters::LAB_TESTS,
    encounters::LAB_ORDERS,
    encounters::LAB_RESULTS,
    encounters::PROCEDURES,
    encounters::IMMUNIZATIONS,
    encounters::CODE_BINDINGS,
    encounters::ICD10_CODES,
    medication::PRESCRIPTIONS,
    medication::MEDICATIONS,
    medication::PRESCRIPTION_ITEMS,
    imaging::AI_MODELS,
    billing::INVOICES,
    billing::INVOICE_LINES,
    billing::INSURANCE_CLAIMS,
    billing::CASH_SESSIONS,
    billing::PAYMENTS,
    system::SYNC_CONFLICTS,
    system::AUDIT_LOGS,
    organization::HOLIDAYS,
    organization::LEAVE,
    records::ATTACHMENTS,
    records::DOCUMENTS,
    records::EHR_ENTRIES,
    place::BEDS,
    place::RESOURCES,
    place::RESOURCE_EVENTS,
    place::BED_STAYS,
    imaging::SCANS,
    scheduling::APPOINTMENT_RESOURCES,
    imaging::SCAN_FILES,
    imaging::SCAN_QUEUE_ENTRIES,
    imaging::AI_ANALYSES,
    imaging::FINDINGS,
    imaging::REPORT_TEMPLATES,
    imaging::REPORTS,
    people::CONSENTS,
    people::PATIENT_FLAGS,
    people::BREAK_GLASS_GRANTS,
    people::FEEDBACK,
    people::CONTACT_ATTEMPTS,
    encounters::REFERRALS,
    encounters::CARE_PLANS,
    encounters::VISIT_ADDENDA,
    encounters::DIAGNOSES,
    encounters::RECOMMENDATIONS,
    encounters::TRIAGE_ASSESSMENTS,
    encounters::ICU_OBSERVATIONS,
    encounters::MONITORING_READINGS,
    medication::MEDICATION_CAUTIONS,
    medication::MEDICATION_STATEMENTS,
    medication::INVENTORY_ITEMS,
    medication::DISPENSINGS,
    medication::INVENTORY_MOVEMENTS,
    medication::ADHERENCE_EVENTS,
    medication::MEDICATION_ADMINISTRATIONS,
    billing::PRICE_LIST,
    alerts::ESCALATION_POLICIES,
    alerts::ALERT_TEMPLATES,
    alerts::ALERTS,
    alerts::PATIENT_ALERTS,
    alerts::ALERT_EVENTS,
    messages::NOTIFICATIONS,
    messages::CHAT_MESSAGES,
    messages::TASKS,
    wellness::THERAPY_SESSIONS,
    wellness::THERAPY_NOTES,
    wellness::STRESS_READINGS,
    wellness::WELLNESS_PLANS,
    wellness::WELLNESS_PLAN_ITEMS,
    system::SECURITY_LOGS,
    system::SYSTEM_METRICS,
    system::SYSTEM_SETTINGS,
    system::EXTERNAL_INTEGRATIONS,
    system::SYNC_LOGS,
    system::WORKFLOW_RULES,
    system::WORKFLOW_RUNS,
    system::RETENTION_POLICIES,
    system::LEGAL_HOLDS,
];

/// The table called `name`.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

/// Reference data, staff and settings: on every device, the later write wins.
const REFERENCE: Table = Table {
    name: "",
    domain: Domain::Organization,
    scope: Scope::Organization,
    conflict: Conflict::Latest,
    access: Access::Settings,
    care: Care::Apart,
    audited: false,
    guarded: false,
    shipped: false,
    columns: &[],
    rule: rules::none,
};

/// What goes on at a site.
const OPERATIONAL: Table =
    Table { domain: Domain::Scheduling, scope: Scope::Site, access: Access::Rota, ..REFERENCE };

/// What belongs to a patient and is no matter of clinical safety: the later write wins.
const PERSONAL: Table = Table {
    domain: Domain::People,
    scope: Scope::Patient,
    access: Access::FrontDesk,
    care: Care::Needed,
    audited: true,
    ..REFERENCE
};

/// What a wrong value of can harm a patient: two writers are reconciled by a person.
const CLINICAL: Table = Table {
    domain: Domain::Encounters,
    conflict: Conflict::Review,
    access: Access::Summary,
    ..PERSONAL
};

/// What is only ever added to; a correction is another row.
const LEDGER: Table = Table { conflict: Conflict::Ledger, ..PERSONAL };

/// Content of the program itself.
const SHIPPED: Table = Table { access: Access::Shipped, shipped: true, ..REFERENCE };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_table_and_no_column_of_a_table_is_told_twice() {
        for (index, table) in TABLES.iter().enumerate() {
            assert!(!table.name.is_empty());
            assert!(!TABLES[..index].iter().any(|other| other.name == table.name));
            for (index, column) in table.columns.iter().enumerate() {
                let before = &table.columns[..index];
                let twice = before.iter().any(|other| other.name == column.name);
                assert!(!twice, "{}.{}", table.name, column.name);
            }
        }
    }

    #[test]
    fn only_the_centre_says_that_a_row_is_held() {
        for table in TABLES.iter().filter(|table| table.guarded) {
            let held = table.column("held_reason");
            assert!(held.is_some_and(|column| column.centre), "{}", table.name);
        }
    }

    #[test]
    fn a_group_is_more_than_one_column() {
        for table in TABLES {
            for column in table.columns {
                let Some(group) = column.group else { continue };
                let size = table.columns.iter().filter(|c| c.group == Some(group)).count();
                assert!(size > 1, "{} group {group}", table.name);
            }
        }
    }

    #[test]
    fn what_can_harm_a_patient_is_never_decided_by_a_clock() {
        for (table, column) in [
            ("patient_allergies", "substance_text"),
            ("prescription_items", "dose_amount"),
            ("prescription_items", "route"),
            ("medical_conditions", "code"),
            ("patients", "blood_type"),
            ("patients", "family_name"),
            ("patients", "date_of_birth"),
            ("patients", "national_id"),
            ("lab_results", "value_number"),
        ] {
            assert_eq!(super::table(table).unwrap().conflict_of(column), Conflict::Review);
        }
    }
}
