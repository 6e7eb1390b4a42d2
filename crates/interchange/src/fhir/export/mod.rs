//! The record as FHIR R4: everything, one patient, one day, or what changed since a day.

mod care;
mod encounters;
mod field;
mod folder;
mod imaging;
mod mapping;
mod medication;
mod money;
mod notes;
mod organization;
mod people;
mod records;
mod run;
mod scheduling;
mod sheet;
mod units;
mod vitals;

pub(crate) use field::Field;
pub(crate) use mapping::{Mapping, OURS, TABLE, named_by, read};
pub(crate) use notes::PART as NOTE_PART;
pub use run::{Selection, export};
pub(crate) use sheet::at;
pub(crate) use vitals::{PART as VITALS_PART, ROW as VITALS_ROW};

/// Every table that is exported, in the order of writing.
pub(crate) fn mappings() -> impl Iterator<Item = &'static Mapping> {
    [
        organization::MAPPINGS,
        people::MAPPINGS,
        scheduling::MAPPINGS,
        encounters::MAPPINGS,
        vitals::MAPPINGS,
        medication::MAPPINGS,
        imaging::MAPPINGS,
        records::MAPPINGS,
        money::MAPPINGS,
        care::MAPPINGS,
    ]
    .into_iter()
    .flatten()
}

/// How the rows of `table` are resources.
pub(crate) fn mapping_of(table: &str) -> Option<&'static Mapping> {
    mappings().find(|mapping| mapping.table == table)
}

/// How a foreign code is a coding.
pub(crate) fn binding_fields() -> &'static [Field] {
    mapping::BINDING
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::mappings;

    /// The tables that are no resource, and why.
    const NOT_EXPORTED: &[(&str, &str)] = &[
        (
            "ai_analyses",
            "What a model said of a picture is no finding until a radiologist reports it.",
        ),
        ("ai_models", "R4 has no resource for a method."),
        ("alert_events", "Who was called and who came is the clinic's own affair."),
        ("alert_templates", "A setting of the clinic."),
        (
            "appointment_resources",
            "Appointment says it by the room; a machine is no part of a record.",
        ),
        ("attachments", "DocumentReference says what a file is; its content stays encrypted here."),
        ("break_glass_grants", "AuditEvent says that a record was opened in an emergency."),
        ("cash_sessions", "Money in a box is no part of a record."),
        ("chat_messages", "A message needs its sender, and accounts do not leave the clinic."),
        ("code_bindings", "The further codings of other resources."),
        ("devices", "The clinic's own PCs."),
        ("diagnoses", "A proposal is not a fact; an accepted one is a Condition."),
        ("ehr_entries", "The chain over this clinic's own rows proves nothing elsewhere."),
        ("escalation_policies", "A setting of the clinic."),
        ("external_integrations", "A setting of the clinic, with secrets in it."),
        ("feedback", "R4 has no resource for a patient's opinion of a visit."),
        ("findings", "A proposal is not a fact; the DiagnosticReport says what was found."),
        ("holidays", "A setting of the clinic; Schedule and Slot show it."),
        ("icd10_codes", "A published code system, not the clinic's data."),
        ("inventory_items", "R4 has no resource for stock (InventoryItem comes with R5)."),
        ("inventory_movements", "R4 has no resource for stock."),
        (
            "lab_tests",
            "A setting of the clinic; Observation repeats the range that it was read by.",
        ),
        ("leave", "Staff are no part of a record; Schedule and Slot show it."),
        ("legal_holds", "An obligation of this clinic."),
        (
            "medication_cautions",
            "The clinic's own list, which says of itself that it is not complete.",
        ),
        ("notifications", "Notes to accounts, which do not leave the clinic."),
        ("number_blocks", "How this clinic's PCs give numbers."),
        (
            "patient_merges",
            "Patient.link says it; the decision belongs to the clinic that made it.",
        ),
        ("patient_sites", "Where a record is kept is each clinic's own affair."),
        ("price_list", "A setting of the clinic; Invoice repeats the price."),
        ("recommendations", "A proposal is not a fact."),
        ("report_templates", "A setting of the clinic."),
        ("resource_events", "The maintenance of machines is no part of a record."),
        ("retention_policies", "A setting of the clinic."),
        ("scan_files", "Pixels stay where they are; ImagingStudy says what there is."),
        ("scan_queue_entries", "The day's work, not its outcome."),
        ("security_logs", "AuditEvent says what concerns patients."),
        ("shifts", "Staff are no part of a record."),
        ("sync_conflicts", "What is still to be decided here."),
        ("sync_logs", "What this clinic exchanged with whom."),
        ("system_metrics", "Figures of this clinic's machines."),
        ("system_settings", "A setting of the clinic."),
        ("tasks", "The work of this clinic's people, not its outcome."),
        ("therapy_notes", "What was said in therapy is given to nobody but the therapist."),
        ("user_preferences", "Of an account, which does not leave the clinic."),
        ("user_sessions", "Of an account, which does not leave the clinic."),
        ("users", "Accounts do not leave the clinic; Practitioner says who treats."),
        ("workflow_rules", "A setting of the clinic."),
        ("workflow_runs", "What this clinic's rules did."),
    ];

    /// The tables that resources are of.
    fn exported() -> BTreeSet<&'static str> {
        mappings()
            .flat_map(|mapping| {
                let parts = mapping.parts.iter().map(|part| part.table);
                let companion = mapping.companion.as_ref().map(|other| other.table);
                parts.chain(companion).chain([mapping.table])
            })
            .collect()
    }

    #[test]
    fn what_leaves_as_a_resource_may_come_in_and_nothing_else() {
        let mut read = exported();
        // The clinic knows who it is.
        assert!(read.remove("organizations"));
        // Codes and sites that come along, and what an import says of itself. Its AuditEvents are left.
        read.extend(["code_bindings", "patient_sites", "security_logs"]);
        for table in catalog::TABLES {
            let may = catalog::may_be_brought_in(table.name).is_ok();
            assert_eq!(may, read.contains(table.name), "{}", table.name);
        }
    }

    #[test]
    fn every_table_is_a_resource_or_says_why_not() {
        let exported = exported();
        let explained: BTreeSet<&str> = NOT_EXPORTED.iter().map(|(table, _)| *table).collect();
        let all: BTreeSet<&str> = catalog::TABLES.iter().map(|table| table.name).collect();
        let unanswered: Vec<&&str> = all
            .iter()
            .filter(|table| exported.contains(**table) == explained.contains(**table))
            .collect();
        assert_eq!(unanswered, Vec::<&&str>::new(), "neither exported nor explained, or both");
        assert_eq!(explained.difference(&all).next(), None);
    }
}
