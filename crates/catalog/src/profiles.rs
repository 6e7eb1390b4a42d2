//! Which tables a device of each profile may ever hold.
//!
//! A profile holds what the roles that work there may read, and nothing that only others read, so
//! that a stolen front desk PC tells no diagnosis. Which of a table's rows come is decided by its
//! [`Scope`]. A table that stands in no group is held by whole devices alone, and a test asks for
//! the decision.

use crate::{Scope, Table};

/// What a device is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Profile {
    /// The organization's whole record: a clinic's first PC, a small clinic's every PC.
    Whole,
    /// Registration, bookings, the cash box.
    FrontDesk,
    /// Those who treat.
    Clinical,
    /// Dispensing and stock.
    Pharmacy,
    /// Orders and results.
    Laboratory,
    /// Scans and reports.
    Imaging,
    /// Invoices, payments and claims.
    Finance,
    /// Staff, rota and settings.
    Administration,
}

use Profile::{Administration, Clinical, Finance, FrontDesk, Imaging, Laboratory, Pharmacy, Whole};

/// Every profile that holds less than the whole record.
const EVERYWHERE: &[Profile] =
    &[FrontDesk, Clinical, Pharmacy, Laboratory, Imaging, Finance, Administration];

/// The decision about every table that travels, once.
const HELD: &[(&[Profile], &[&str])] = &[
    (
        EVERYWHERE,
        &[
            "organizations",
            "sites",
            "departments",
            "users",
            "practitioners",
            "practitioner_departments",
            "shifts",
            "devices",
            "number_blocks",
            "user_preferences",
            "schedules",
            "time_slots",
            "lab_tests",
            "medications",
            "ai_models",
            "sync_conflicts",
            "holidays",
            "leave",
            "beds",
            "resources",
            "resource_events",
            "report_templates",
            "medication_cautions",
            "inventory_items",
            "inventory_movements",
            "price_list",
            "escalation_policies",
            "alert_templates",
            "notifications",
            "system_settings",
            "external_integrations",
            "workflow_rules",
            "workflow_runs",
            "retention_policies",
        ],
    ),
    (
        &[FrontDesk, Clinical, Pharmacy, Laboratory, Imaging, Finance],
        &[
            "patients",
            "patient_sites",
            "patient_identifiers",
            "patient_contacts",
            "patient_merges",
            "bed_stays",
            "consents",
            "contact_attempts",
            "alerts",
            "patient_alerts",
            "alert_events",
            "tasks",
        ],
    ),
    (&[FrontDesk, Clinical, Pharmacy, Laboratory, Imaging], &["care_team_members"]),
    (
        &[Clinical, Pharmacy, Laboratory, Imaging],
        &[
            "patient_allergies",
            "patient_history",
            "patient_flags",
            "medication_statements",
            "vitals",
            "medical_conditions",
            "lab_results",
            "code_bindings",
            "attachments",
            "documents",
            "ehr_entries",
            "break_glass_grants",
        ],
    ),
    (&[Clinical, Laboratory, Imaging], &["procedures", "immunizations"]),
    (&[Clinical, Laboratory], &["lab_orders"]),
    (
        &[FrontDesk, Clinical, Finance],
        &[
            "insurance_policies",
            "invoices",
            "invoice_lines",
            "insurance_claims",
            "payments",
            "legal_holds",
        ],
    ),
    (
        &[FrontDesk, Clinical, Imaging],
        &["appointments", "waitlist_entries", "appointment_resources"],
    ),
    (
        &[Clinical],
        &[
            "visits",
            "visit_addenda",
            "referrals",
            "care_plans",
            "diagnoses",
            "recommendations",
            "triage_assessments",
            "icu_observations",
            "monitoring_readings",
            "stress_readings",
            "therapy_sessions",
            "therapy_notes",
            "wellness_plans",
            "wellness_plan_items",
        ],
    ),
    (
        &[Clinical, Pharmacy],
        &[
            "prescriptions",
            "prescription_items",
            "dispensings",
            "medication_administrations",
            "adherence_events",
        ],
    ),
    (&[FrontDesk, Finance], &["cash_sessions"]),
    (
        &[Clinical, Imaging],
        &["scans", "scan_files", "scan_queue_entries", "ai_analyses", "findings", "reports"],
    ),
    (&[FrontDesk, Clinical], &["feedback", "chat_messages"]),
];

impl Profile {
    /// Every profile, the whole one first.
    pub const ALL: [Self; 8] =
        [Whole, FrontDesk, Clinical, Pharmacy, Laboratory, Imaging, Finance, Administration];

    /// The word in `devices.profile`.
    pub fn code(self) -> &'static str {
        match self {
            Whole => "whole",
            FrontDesk => "front_desk",
            Clinical => "clinical",
            Pharmacy => "pharmacy",
            Laboratory => "laboratory",
            Imaging => "imaging",
            Finance => "finance",
            Administration => "administration",
        }
    }

    /// The profile with this word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.code() == code)
    }

    /// Whether a device of this profile may ever hold rows of `table`.
    pub fn may_hold(self, table: &Table) -> bool {
        if table.scope == Scope::Centre || table.shipped {
            return false;
        }
        let decided = |(profiles, tables): &(&[Self], &[&str])| {
            profiles.contains(&self) && tables.contains(&table.name)
        };
        self == Whole || HELD.iter().any(decided)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Action, Role, TABLES, table};

    #[test]
    fn every_table_that_travels_is_decided_once_and_no_other() {
        for table in TABLES {
            let decisions = HELD.iter().filter(|(_, tables)| tables.contains(&table.name)).count();
            let travels = !table.shipped && table.scope != Scope::Centre;
            assert_eq!(
                decisions,
                usize::from(travels),
                "decide which profiles hold {}",
                table.name
            );
        }
        for name in HELD.iter().flat_map(|(_, tables)| *tables) {
            assert!(table(name).is_some(), "{name}");
        }
    }

    /// What nobody reads there, and is held for the program's sake: what a rule has done already,
    /// what must not be deleted, the chain that a PC continues, which alerts name somebody.
    const FOR_THE_PROGRAM: [&str; 7] = [
        "patient_alerts",
        "workflow_runs",
        "legal_holds",
        "ehr_entries",
        "sync_conflicts",
        "external_integrations",
        "users",
    ];

    #[test]
    fn a_profile_holds_only_what_somebody_who_works_there_may_read() {
        for profile in EVERYWHERE {
            let roles: &[Role] = match profile {
                Whole => &[],
                FrontDesk => &[Role::Receptionist],
                Clinical => &[Role::Doctor, Role::Nurse, Role::Therapist],
                Pharmacy => &[Role::Pharmacist],
                Laboratory => &[Role::LabTechnician],
                Imaging => &[Role::Radiologist, Role::ImagingTechnician],
                Finance => &[Role::Finance],
                Administration => &[Role::Manager, Role::ItAdmin],
            };
            for table in TABLES.iter().filter(|table| !FOR_THE_PROGRAM.contains(&table.name)) {
                let read = roles.iter().any(|role| table.access.allows(*role, Action::Read));
                assert!(read || !profile.may_hold(table), "{profile:?} {}", table.name);
            }
        }
    }

    #[test]
    fn the_words_are_those_of_the_column() {
        let words = table("devices").unwrap().column("profile").unwrap().enumeration.unwrap();
        let words: Vec<&str> = words.values.iter().map(|(word, _)| *word).collect();
        assert_eq!(words, Profile::ALL.map(Profile::code));
    }
}
