//! Patients: finding, registering, opening the chart, and what is known about them for life.

pub mod add_allergy;
pub mod add_contact;
pub mod add_history;
pub mod add_identifier;
pub mod add_policy;
pub mod after_death;
pub mod asked;
pub mod assign_care_team;
pub mod break_glass;
pub mod chart;
pub mod chart_sections;
pub mod contact;
pub mod contact_attempts;
pub mod correct_allergy;
pub mod correct_history;
pub mod deactivate;
pub mod details;
pub mod duplicate_worklist;
pub mod duplicates;
pub mod end_allergy;
pub mod end_flag;
pub mod end_history;
pub mod end_policy;
pub mod find;
pub mod give_consent;
pub mod give_feedback;
pub mod history;
pub mod keep_apart;
pub mod leave_care_team;
pub mod line;
pub mod link_account;
pub mod linkage;
pub mod make_known;
pub mod merge;
pub mod merge_preview;
pub mod not_to_be_given;
pub mod note_contact_attempt;
pub mod own_feedback;
pub mod own_record;
pub mod policy;
pub mod reactivate;
pub mod recent;
pub mod record_death;
pub mod refute_allergy;
pub mod register;
pub mod remove_contact;
pub mod remove_identifier;
pub mod review_access;
pub mod set_attending_nurse;
pub mod set_flag;
pub mod set_primary_practitioner;
pub mod undo_death;
pub mod unmerge;
pub mod update;
pub mod update_contact;
pub mod update_policy;
pub mod verify_policy;
pub mod withdraw_consent;

mod looked_after;
pub(crate) mod merged;
#[cfg(test)]
mod merged_test;
pub(crate) mod own;
mod same_person;

use catalog::Action::{Insert, Read, Remove, Update};

use crate::commands::{Command, open, own_read, own_write, read, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    [records(), merges(), clinical(), around()].into_iter().flatten().collect()
}

/// Who the patients are.
fn records() -> Vec<Command> {
    vec![
        read("people.recent", &[("patients", Read)], recent::recent),
        read("people.find", &[("patients", Read)], find::find),
        read("people.duplicates", &[("patients", Insert)], duplicates::duplicates),
        write("people.register", &[("patients", Insert)], register::register),
        open("people.details", &[("patients", Read)], details::details, details::opened),
        write("people.update", &[("patients", Update)], update::update),
        write("people.break_glass", &[("break_glass_grants", Insert)], break_glass::break_glass),
        read(
            "people.emergency_accesses",
            &[("break_glass_grants", Update)],
            review_access::waiting,
        ),
        write("people.review_access", &[("break_glass_grants", Update)], review_access::review),
        own_read("people.own_record", &[("patients", Read)], own_record::own_record),
        own_write(
            "people.own_feedback",
            &[("feedback", Insert), ("visits", Read)],
            own_feedback::own_feedback,
        ),
        write("people.link_account", &[("patients", Update)], link_account::link_account),
        write("people.unlink_account", &[("patients", Update)], link_account::unlink_account),
        write("people.deactivate", &[("patients", Remove)], deactivate::deactivate),
        write("people.reactivate", &[("patients", Remove)], reactivate::reactivate),
        write("people.record_death", &[("patients", Update)], record_death::record_death),
        write("people.end_after_death", &[("bed_stays", Update)], after_death::end_after_death),
        write("people.undo_death", &[("patients", Update)], undo_death::undo_death),
        write("people.make_known", &[("patient_sites", Insert)], make_known::make_known),
        open("people.chart", &[("patients", Read)], chart::chart, chart::opened),
        write("people.give_feedback", &[("feedback", Insert)], give_feedback::give_feedback),
        read("people.feedback", &[("feedback", Read)], give_feedback::feedback),
    ]
}

/// Which records are one person's.
fn merges() -> Vec<Command> {
    vec![
        read(
            "people.duplicate_worklist",
            &[("patients", Read), ("patient_merges", Insert)],
            duplicate_worklist::duplicate_worklist,
        ),
        open(
            "people.merge_preview",
            &[("patients", Read), ("patient_merges", Insert)],
            merge_preview::merge_preview,
            merge_preview::opened,
        ),
        write("people.merge", &[("patient_merges", Insert)], merge::merge),
        write("people.unmerge", &[("patient_merges", Remove)], unmerge::unmerge),
        write("people.keep_apart", &[("patient_merges", Insert)], keep_apart::keep_apart),
    ]
}

/// What everybody who treats must know.
fn clinical() -> Vec<Command> {
    vec![
        write("people.add_allergy", &[("patient_allergies", Insert)], add_allergy::add_allergy),
        write(
            "people.correct_allergy",
            &[("patient_allergies", Update)],
            correct_allergy::correct_allergy,
        ),
        write(
            "people.refute_allergy",
            &[("patient_allergies", Update)],
            refute_allergy::refute_allergy,
        ),
        write("people.end_allergy", &[("patient_allergies", Update)], end_allergy::end_allergy),
        open("people.history", &[("patient_history", Read)], history::history, history::opened),
        write("people.add_history", &[("patient_history", Insert)], add_history::add_history),
        write(
            "people.correct_history",
            &[("patient_history", Update)],
            correct_history::correct_history,
        ),
        write("people.end_history", &[("patient_history", Update)], end_history::end_history),
        write("people.set_flag", &[("patient_flags", Insert)], set_flag::set_flag),
        write("people.end_flag", &[("patient_flags", Update)], end_flag::end_flag),
    ]
}

/// Insurance, contacts, numbers, consents, and who looks after the patient.
fn around() -> Vec<Command> {
    vec![
        open("people.policies", &[("insurance_policies", Read)], policy::policies, policy::opened),
        write("people.add_policy", &[("insurance_policies", Insert)], add_policy::add_policy),
        write(
            "people.update_policy",
            &[("insurance_policies", Update)],
            update_policy::update_policy,
        ),
        write("people.end_policy", &[("insurance_policies", Update)], end_policy::end_policy),
        write(
            "people.verify_policy",
            &[("insurance_policies", Update)],
            verify_policy::verify_policy,
        ),
        open("people.contacts", &[("patient_contacts", Read)], contact::contacts, contact::opened),
        write("people.add_contact", &[("patient_contacts", Insert)], add_contact::add_contact),
        open(
            "people.contact_attempts",
            &[("contact_attempts", Read)],
            contact_attempts::contact_attempts,
            contact_attempts::opened,
        ),
        write(
            "people.note_contact_attempt",
            &[("contact_attempts", Insert)],
            note_contact_attempt::note_contact_attempt,
        ),
        write(
            "people.update_contact",
            &[("patient_contacts", Update)],
            update_contact::update_contact,
        ),
        write(
            "people.remove_contact",
            &[("patient_contacts", Remove)],
            remove_contact::remove_contact,
        ),
        open(
            "people.identifiers",
            &[("patient_identifiers", Read)],
            add_identifier::identifiers,
            add_identifier::opened,
        ),
        write(
            "people.add_identifier",
            &[("patient_identifiers", Insert)],
            add_identifier::add_identifier,
        ),
        write(
            "people.remove_identifier",
            &[("patient_identifiers", Remove)],
            remove_identifier::remove_identifier,
        ),
        open(
            "people.consents",
            &[("consents", Read)],
            give_consent::consents,
            give_consent::opened,
        ),
        write("people.give_consent", &[("consents", Insert)], give_consent::give_consent),
        write(
            "people.withdraw_consent",
            &[("consents", Update)],
            withdraw_consent::withdraw_consent,
        ),
        open(
            "people.care_team",
            &[("care_team_members", Read)],
            assign_care_team::care_team,
            assign_care_team::opened,
        ),
        write(
            "people.assign_care_team",
            &[("care_team_members", Insert)],
            assign_care_team::assign_care_team,
        ),
        write(
            "people.set_primary_practitioner",
            &[("patients", Update), ("care_team_members", Insert)],
            set_primary_practitioner::set_primary_practitioner,
        ),
        write(
            "people.set_attending_nurse",
            &[("patients", Update), ("care_team_members", Insert)],
            set_attending_nurse::set_attending_nurse,
        ),
        write(
            "people.leave_care_team",
            &[("care_team_members", Update)],
            leave_care_team::leave_care_team,
        ),
    ]
}
