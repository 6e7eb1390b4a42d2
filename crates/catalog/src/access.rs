//! Who may do what to the rows of a table, by role.
//!
//! A preset says what a role may ever do to a table. Which rows it reaches (own and care-team
//! patients, the patient's own record, one's own preferences) is decided where rows are read.

/// What a person is at the clinic; one person may hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Runs the organization; reads everything, writes nothing clinical (separation of duty).
    Admin,
    /// Treats patients.
    Doctor,
    /// Looks after patients.
    Nurse,
    /// Registers, books, takes money at the desk.
    Receptionist,
    /// Bills.
    Finance,
    /// Dispenses.
    Pharmacist,
    /// Runs the laboratory.
    LabTechnician,
    /// Gives therapy.
    Therapist,
    /// Sees totals and no single patient.
    Manager,
    /// Reads and signs images.
    Radiologist,
    /// Takes images.
    ImagingTechnician,
    /// Sees the own record.
    Patient,
    /// Looks after devices and sync; sees no patient data.
    ItAdmin,
}

use crate::{Care, Table, Value};

use Role::{
    Admin, Doctor, Finance, ImagingTechnician, ItAdmin, LabTechnician, Manager, Nurse, Patient,
    Pharmacist, Radiologist, Receptionist, Therapist,
};

impl Role {
    /// Every role.
    pub const ALL: [Self; 13] = [
        Admin,
        Doctor,
        Nurse,
        Receptionist,
        Finance,
        Pharmacist,
        LabTechnician,
        Therapist,
        Manager,
        Radiologist,
        ImagingTechnician,
        Patient,
        ItAdmin,
    ];

    /// The code that stands in `users.roles`.
    pub const fn code(self) -> &'static str {
        match self {
            Admin => "admin",
            Doctor => "doctor",
            Nurse => "nurse",
            Receptionist => "receptionist",
            Finance => "finance",
            Pharmacist => "pharmacist",
            LabTechnician => "lab_technician",
            Therapist => "therapist",
            Manager => "manager",
            Radiologist => "radiologist",
            ImagingTechnician => "imaging_technician",
            Patient => "patient",
            ItAdmin => "it_admin",
        }
    }

    /// The role with this code; an unknown code is no role and grants nothing.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// What people change of their own account; everything else of an account is the administrator's.
pub const OWN_ACCOUNT: [&str; 4] =
    ["password_hash", "password_changed_at", "must_change_password", "last_login_at"];

/// What patients may change in rows of their own record; everything else they only add to or read.
const OWN_RECORD: &[(&str, &[&str])] = &[
    ("appointments", &["status", "confirmed_at", "checked_in_at"]),
    ("chat_messages", &["read_at"]),
    ("notifications", &["read_at"]),
    ("user_preferences", &["content"]),
    ("user_sessions", &["last_activity_at", "ended_at", "end_reason"]),
    ("wellness_plan_items", &["done_at", "done_by", "is_self_reported", "skipped_reason"]),
];

/// Whether a patient may change these columns of a row of the own record.
pub fn patient_may_change<'c>(table: &Table, mut columns: impl Iterator<Item = &'c str>) -> bool {
    let own = OWN_RECORD.iter().find(|(name, _)| *name == table.name);
    own.is_some_and(|(_, allowed)| columns.all(|column| allowed.contains(&column)))
}

/// Values of a column that only some roles may write, whoever else may change the row: what one
/// person asks for or prepares and another decides.
struct Decision {
    table: &'static str,
    column: &'static str,
    /// The values that decide; any value at all where none is named, and that it is taken away.
    values: &'static [&'static str],
    deciders: &'static [Role],
    /// Whether a row that comes into being so is a decision too. A finding that somebody adds is
    /// that person's own word and stands at once.
    when_new: bool,
}

const DECISIONS: &[Decision] = &[
    Decision {
        table: "leave",
        column: "status",
        values: &["approved", "refused"],
        deciders: &[Admin],
        when_new: true,
    },
    Decision {
        table: "reports",
        column: "status",
        values: &["preliminary", "signed", "amended"],
        deciders: &[Radiologist],
        when_new: true,
    },
    Decision {
        table: "findings",
        column: "status",
        values: &["accepted", "rejected"],
        deciders: &[Radiologist],
        when_new: false,
    },
    Decision {
        table: "diagnoses",
        column: "status",
        values: &["accepted", "rejected"],
        deciders: &[Doctor],
        when_new: true,
    },
    Decision {
        table: "recommendations",
        column: "status",
        values: &["accepted", "rejected"],
        deciders: &[Doctor],
        when_new: true,
    },
    Decision {
        table: "visits",
        column: "signed_at",
        values: &[],
        deciders: &[Doctor],
        when_new: true,
    },
    // What the clinic has agreed with whoever runs the server is written down there
    // (`holdfast-server plan`).
    Decision {
        table: "organizations",
        column: "subscription_plan",
        values: &[],
        deciders: &[],
        when_new: false,
    },
    written_by("visits", "assessment", &[Doctor]),
    written_by("visits", "plan", &[Doctor]),
    // A nurse moves a booking along on its day, and gives nobody another place or time.
    written_by("appointments", "patient_id", BOOKERS),
    written_by("appointments", "practitioner_id", BOOKERS),
    written_by("appointments", "site_id", BOOKERS),
    written_by("appointments", "time_slot_id", BOOKERS),
    written_by("appointments", "starts_at", BOOKERS),
    written_by("appointments", "ends_at", BOOKERS),
    written_by("appointments", "overbooked", BOOKERS),
];

/// Who makes bookings and gives them their place and time.
const BOOKERS: &[Role] = &[Receptionist, Doctor];

/// A part of a row that is the word of `deciders`, whoever else writes the rest of it.
const fn written_by(
    table: &'static str,
    column: &'static str,
    deciders: &'static [Role],
) -> Decision {
    Decision { table, column, values: &[], deciders, when_new: true }
}

/// How the names of commands begin that bring in a record of elsewhere, on behalf of whoever runs the
/// organization.
const IMPORTS: &str = "system.import";

/// Whether a command of this name brings in a record of elsewhere.
pub fn is_import(command: &str) -> bool {
    command.starts_with(IMPORTS)
}

/// What an import brings: patients and their care, the house that it happened in, and what the
/// import says of itself in both logs. A test compares it with what is read of other systems.
const BROUGHT_IN: [&str; 58] = [
    "adherence_events",
    "alerts",
    "appointments",
    "audit_logs",
    "bed_stays",
    "beds",
    "care_plans",
    "care_team_members",
    "code_bindings",
    "consents",
    "contact_attempts",
    "departments",
    "dispensings",
    "documents",
    "icu_observations",
    "immunizations",
    "insurance_claims",
    "insurance_policies",
    "invoice_lines",
    "invoices",
    "lab_orders",
    "lab_results",
    "medical_conditions",
    "medication_administrations",
    "medication_statements",
    "medications",
    "monitoring_readings",
    "patient_alerts",
    "patient_allergies",
    "patient_contacts",
    "patient_flags",
    "patient_history",
    "patient_identifiers",
    "patient_sites",
    "patients",
    "payments",
    "practitioner_departments",
    "practitioners",
    "prescription_items",
    "prescriptions",
    "procedures",
    "referrals",
    "reports",
    "resources",
    "scans",
    "schedules",
    "security_logs",
    "sites",
    "stress_readings",
    "therapy_sessions",
    "time_slots",
    "triage_assessments",
    "visit_addenda",
    "visits",
    "vitals",
    "waitlist_entries",
    "wellness_plan_items",
    "wellness_plans",
];

/// Refuses, by a sentence, that an import writes rows of this table. Its author answers for the import
/// and not for each row, so that nothing may come in that way but what a record of elsewhere says:
/// no account, no setting, no grant, nothing that this house keeps of its own work.
pub fn may_be_brought_in(table: &str) -> Result<(), String> {
    if BROUGHT_IN.contains(&table) {
        return Ok(());
    }
    let table = table.replace('_', " ");
    Err(format!("An import brings patients and their care, and nothing of {table}."))
}

/// Whether somebody with `roles` may call off a booking by itself. A nurse calls one off with its
/// visit alone, when the patient has gone.
pub fn may_call_off(roles: &[Role]) -> bool {
    roles.iter().any(|role| BOOKERS.contains(role) || *role == Patient)
}

/// Whether somebody with `roles` may write `value` into this column of a row by `action`; only few
/// values are bound.
pub fn may_decide(
    table: &Table,
    column: &str,
    value: &Value,
    action: Action,
    roles: &[Role],
) -> bool {
    let decision = DECISIONS.iter().find(|decision| {
        decision.table == table.name
            && decision.column == column
            && (decision.when_new || action != Action::Insert)
            && match value.as_text() {
                Some(text) if !decision.values.is_empty() => decision.values.contains(&text),
                _ => decision.values.is_empty() && (!value.is_null() || action == Action::Update),
            }
    });
    decision.is_none_or(|decision| roles.iter().any(|role| decision.deciders.contains(role)))
}

/// Settings that say how the program works and nothing of how the clinic does: where IT is told
/// that a measurement of its own work is too high.
const SETTINGS_OF_IT: &[&str] = &["metric_limits"];

/// Whether somebody with `roles` may write the setting of this name.
pub fn may_set(roles: &[Role], name: &str) -> bool {
    let of_it = SETTINGS_OF_IT.contains(&name);
    roles.iter().any(|role| *role == Admin || (of_it && *role == ItAdmin))
}

/// The columns that name who answers for something, in which nobody writes another person's name.
const ANSWERS: &[(&str, &str)] = &[
    ("visits", "signed_by"),
    ("prescriptions", "signed_by"),
    ("reports", "signed_by"),
    ("findings", "decided_by"),
    ("diagnoses", "decided_by"),
    ("recommendations", "decided_by"),
    ("leave", "decided_by"),
    ("sync_conflicts", "decided_by"),
    ("chat_messages", "sender_id"),
    ("ehr_entries", "author_id"),
    ("visit_addenda", "author_id"),
    ("therapy_notes", "author_id"),
    ("break_glass_grants", "user_id"),
    ("break_glass_grants", "reviewed_by"),
    ("medication_administrations", "given_by"),
    ("dispensings", "dispensed_by"),
    ("payments", "received_by"),
    ("cash_sessions", "opened_by"),
    ("cash_sessions", "closed_by"),
    ("invoices", "issued_by"),
    ("invoices", "written_off_by"),
    ("insurance_claims", "submitted_by"),
    ("insurance_policies", "verified_by"),
    ("lab_results", "resulted_by"),
    ("lab_results", "reviewed_by"),
    ("lab_results", "told_by"),
    ("reports", "told_by"),
    ("vitals", "recorded_by"),
    ("triage_assessments", "assessed_by"),
    ("icu_observations", "recorded_by"),
    ("monitoring_readings", "recorded_by"),
    ("stress_readings", "recorded_by"),
    ("adherence_events", "recorded_by"),
    ("inventory_movements", "recorded_by"),
    ("medical_conditions", "recorded_by"),
    ("procedures", "recorded_by"),
    ("immunizations", "recorded_by"),
    ("findings", "recorded_by"),
    ("consents", "recorded_by"),
    ("contact_attempts", "attempted_by"),
    ("documents", "uploaded_by"),
    ("scan_files", "registered_by"),
    ("patient_merges", "merged_by"),
    ("diagnoses", "proposed_by"),
    ("recommendations", "proposed_by"),
    ("alert_events", "user_id"),
    ("legal_holds", "placed_by"),
    ("legal_holds", "released_by"),
];

/// Whether this column names who answers for what the row says: only that person writes it. A
/// correction keeps the name that stands in what it corrects, and whoever decides between two
/// values keeps the name of the one that is chosen.
pub fn names_who_answers(table: &Table, column: &str) -> bool {
    ANSWERS.contains(&(table.name, column))
}

/// The column that names the one person whom a row of this table is for, and who alone changes it,
/// whatever the roles of others are.
pub fn belongs_to(table: &Table) -> Option<&'static str> {
    match table.name {
        "notifications" | "user_preferences" | "user_sessions" => Some("user_id"),
        _ => None,
    }
}

/// Whether staff may change these columns of a row that exists: what somebody has said in a
/// conversation stays as it was said, and only that it was read is noted.
pub fn may_be_changed<'c>(table: &Table, mut columns: impl Iterator<Item = &'c str>) -> bool {
    table.name != "chat_messages" || columns.all(|column| column == "read_at")
}

/// How far a person's roles reach into the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// No role allows it.
    Nobody,
    /// Only the person's own record.
    OwnRecord,
    /// Only patients whom the person looks after.
    OwnPatients,
    /// Every row.
    Everybody,
}

/// How far `roles` reach when they do `action` to rows of `table`: the widest of all roles that
/// allow it. Whoever treats reaches the patients in their care, except where the row is how care
/// begins; the desk, the pharmacy, the laboratory and imaging serve everybody who comes.
pub fn reach(roles: &[Role], table: &Table, action: Action) -> Reach {
    let mut widest = Reach::Nobody;
    for role in roles.iter().filter(|role| table.access.allows(**role, action)) {
        let reach = match role {
            Patient => Reach::OwnRecord,
            _ if table.care == Care::Apart => Reach::Everybody,
            _ if table.care == Care::Begins && action == Action::Insert => Reach::Everybody,
            Doctor | Nurse | Therapist => Reach::OwnPatients,
            _ => Reach::Everybody,
        };
        widest = match (widest, reach) {
            (Reach::Everybody, _) | (_, Reach::Everybody) => Reach::Everybody,
            (Reach::OwnPatients, _) | (_, Reach::OwnPatients) => Reach::OwnPatients,
            (Reach::OwnRecord, _) | (_, Reach::OwnRecord) => Reach::OwnRecord,
            (Reach::Nobody, Reach::Nobody) => Reach::Nobody,
        };
    }
    widest
}

/// Whether an update of `columns` in the row `row` of `table` is the author's own account.
pub fn is_own_account<'c>(
    table: &Table,
    author_is_row: bool,
    action: Action,
    mut columns: impl Iterator<Item = &'c str>,
) -> bool {
    table.name == "users"
        && author_is_row
        && action == Action::Update
        && columns.all(|column| OWN_ACCOUNT.contains(&column))
}

/// What is done to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Look at it.
    Read,
    /// Make it.
    Insert,
    /// Change it.
    Update,
    /// Set `deleted_at`.
    Remove,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 4] = [Self::Read, Self::Insert, Self::Update, Self::Remove];
}

/// A preset: what each role may do to the tables that carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// The organization, its sites and departments: everybody reads, the administrator writes.
    Settings,
    /// How the place is equipped and run: staff reads, the administrator writes.
    Workings,
    /// Named settings: as [`Access::Settings`], and IT writes those of [`may_set`].
    NamedSettings,
    /// Practitioners: everybody reads, since a patient books with one.
    Staff,
    /// People who sign in. Changing one's own password goes by its own command, not by this.
    Accounts,
    /// Shifts and weekly schedules.
    Rota,
    /// Leave: everybody asks for the own; who plans the week decides by the command.
    Leave,
    /// Slots, which a booking may have to generate.
    Slots,
    /// One's own preferences.
    OwnPreferences,
    /// One's own sessions; read by those who look after security.
    Sessions,
    /// Devices and their number blocks.
    Devices,
    /// Who looks after a patient.
    CareTeam,
    /// Who a patient is.
    Demographics,
    /// Contacts, foreign numbers and sites of a patient.
    FrontDesk,
    /// Who tried to reach a patient: written once.
    ContactAttempts,
    /// Two records declared one person's.
    Merges,
    /// Insurance policies.
    Insurance,
    /// Bookings and the waiting list: cancelled, never removed.
    Booking,
    /// Rooms and machines promised to bookings and scans: given back, never removed.
    Promises,
    /// Notes of a visit.
    VisitNotes,
    /// Vital signs: a ledger.
    Measurements,
    /// Triage and intensive care: a ledger.
    AcuteCare,
    /// What everybody who treats must know and a nurse takes down: allergies, history, medicines
    /// that are taken.
    Summary,
    /// What everybody must know who stands before the patient: infection, pregnancy, code status.
    Flags,
    /// Vaccines.
    Immunizations,
    /// Problems.
    Diagnosis,
    /// Procedures.
    Procedures,
    /// Who is sent to whom.
    Referrals,
    /// Lab orders and results.
    Results,
    /// Foreign codes beside ours.
    Codes,
    /// Prescriptions.
    Prescribing,
    /// Invoices and their lines.
    Billing,
    /// Money taken: a ledger.
    Payments,
    /// Emergency access to a record outside the care team; an administrator reviews it.
    BreakGlass,
    /// What patients say about their care: a ledger.
    Feedback,
    /// Service, faults and use of rooms and machines: a ledger.
    ResourceLog,
    /// Who lies in which bed.
    BedStays,
    /// Methods that make proposals. The built-in ones are written down by whoever first uses one.
    Methods,
    /// Orders for images. Whoever treats orders; imaging carries out.
    Imaging,
    /// What waits for imaging: whoever orders queues it and may call it off again.
    ImagingQueue,
    /// Analyses and findings.
    ImagingWork,
    /// Registered image files: a ledger.
    ImagingFiles,
    /// Wordings for reports.
    ReportTemplates,
    /// Reports on images; only a radiologist signs.
    Reports,
    /// Laboratory orders and specimens.
    LabOrders,
    /// Care plans.
    CarePlans,
    /// What is added to a signed note: a ledger.
    Addenda,
    /// Proposed diagnoses and recommendations; a doctor decides.
    Proposals,
    /// Readings at home and on the ward: a ledger.
    Monitoring,
    /// Doses that staff or the patient report: a ledger.
    Adherence,
    /// How strained somebody feels: a ledger.
    Stress,
    /// Medicines, and what speaks against them.
    Formulary,
    /// Lots in stock.
    Stock,
    /// Movements of stock: a ledger. A dose given on the ward takes from it too.
    StockLedger,
    /// What was handed out: a ledger.
    Dispensing,
    /// Doses given: a ledger.
    Administrations,
    /// What things cost.
    Prices,
    /// Claims to insurers.
    Claims,
    /// The cash box of a day.
    CashBox,
    /// Alerts: all staff raise them, and who works with patients answers them. Who does not reads
    /// those that name no patient.
    Alerts,
    /// Whom an alert is about. Whoever reads it is shown the alerts that name somebody.
    PatientAlerts,
    /// What happened to an alert: a ledger.
    AlertEvents,
    /// Notes to one person; everybody's work causes them.
    OwnNotifications,
    /// Conversations about a patient's care, the patient taking part.
    Chat,
    /// Work that waits for somebody; what a patient asks for as well.
    Tasks,
    /// That somebody has therapy, and the scores.
    Therapy,
    /// What is said in therapy: therapists' alone.
    TherapyText,
    /// Wellness plans.
    Wellness,
    /// Steps of a wellness plan; the patient ticks off the own ones.
    WellnessItems,
    /// Sealed files of a record, those that its patient adds among them ([`crate::own_file`]).
    Files,
    /// Papers of a record.
    Documents,
    /// The chained record: a ledger.
    EhrEntries,
    /// Sign-ins and refusals: written on behalf of everybody.
    SecurityLog,
    /// Measurements of the program's own work.
    Metrics,
    /// Other systems that are connected.
    Integrations,
    /// What the clinic's rules have done: a ledger.
    WorkflowRuns,
    /// That a record must be kept.
    LegalHolds,
    /// The conflict inbox. Who reads a conflict must also be allowed to read the row it is about.
    Conflicts,
    /// The audit log: written on behalf of everybody, read by the administrator.
    Audit,
    /// Content that ships with the program.
    Shipped,
}

/// Every preset, in the order of the golden matrix.
pub const ACCESS_PRESETS: &[Access] = &[
    Access::Settings,
    Access::Workings,
    Access::NamedSettings,
    Access::Staff,
    Access::Accounts,
    Access::Rota,
    Access::Leave,
    Access::Slots,
    Access::OwnPreferences,
    Access::Sessions,
    Access::Devices,
    Access::CareTeam,
    Access::Demographics,
    Access::FrontDesk,
    Access::ContactAttempts,
    Access::Merges,
    Access::Insurance,
    Access::Booking,
    Access::Promises,
    Access::VisitNotes,
    Access::Measurements,
    Access::AcuteCare,
    Access::Summary,
    Access::Flags,
    Access::Immunizations,
    Access::Diagnosis,
    Access::Procedures,
    Access::Referrals,
    Access::Results,
    Access::Codes,
    Access::Prescribing,
    Access::Billing,
    Access::Payments,
    Access::BreakGlass,
    Access::Feedback,
    Access::ResourceLog,
    Access::BedStays,
    Access::Methods,
    Access::Imaging,
    Access::ImagingQueue,
    Access::ImagingWork,
    Access::ImagingFiles,
    Access::ReportTemplates,
    Access::Reports,
    Access::LabOrders,
    Access::CarePlans,
    Access::Addenda,
    Access::Proposals,
    Access::Monitoring,
    Access::Adherence,
    Access::Stress,
    Access::Formulary,
    Access::Stock,
    Access::StockLedger,
    Access::Dispensing,
    Access::Administrations,
    Access::Prices,
    Access::Claims,
    Access::CashBox,
    Access::Alerts,
    Access::PatientAlerts,
    Access::AlertEvents,
    Access::OwnNotifications,
    Access::Chat,
    Access::Tasks,
    Access::Therapy,
    Access::TherapyText,
    Access::Wellness,
    Access::WellnessItems,
    Access::Files,
    Access::Documents,
    Access::EhrEntries,
    Access::SecurityLog,
    Access::Metrics,
    Access::Integrations,
    Access::WorkflowRuns,
    Access::LegalHolds,
    Access::Conflicts,
    Access::Audit,
    Access::Shipped,
];

impl Access {
    /// Whether `role` may ever do `action` to a row of a table with this preset.
    pub fn allows(self, role: Role, action: Action) -> bool {
        let grants = self.grants();
        match action {
            Action::Read => grants.read,
            Action::Insert => grants.insert,
            Action::Update => grants.update,
            Action::Remove => grants.remove,
        }
        .contains(&role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_comes_back_from_its_code_and_an_unknown_code_is_nobody() {
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
        assert_eq!(Role::from_code("superuser"), None);
    }

    #[test]
    fn an_administrator_writes_nothing_clinical() {
        for table in crate::TABLES.iter().filter(|table| table.audited) {
            // Who cares for whom, the review of emergency access, legal holds, alerts and tasks are
            // matters of running the place.
            if matches!(
                table.access,
                Access::CareTeam
                    | Access::Conflicts
                    | Access::BreakGlass
                    | Access::LegalHolds
                    | Access::Alerts
                    | Access::PatientAlerts
                    | Access::AlertEvents
                    | Access::Tasks
            ) {
                continue;
            }
            for action in [Action::Insert, Action::Update, Action::Remove] {
                assert!(!table.access.allows(Admin, action), "{} {action:?}", table.name);
            }
        }
    }

    #[test]
    fn managers_and_it_administrators_read_no_patient() {
        // They raise alerts like everybody, and read those that name no patient: which these are
        // stands in `patient_alerts`, which is not for them.
        let alerts = |table: &crate::Table| ["alerts", "alert_events"].contains(&table.name);
        for table in crate::TABLES.iter().filter(|table| table.audited) {
            for role in [Manager, ItAdmin] {
                for action in Action::ALL {
                    if alerts(table) && matches!(action, Action::Read | Action::Insert) {
                        continue;
                    }
                    assert!(!table.access.allows(role, action), "{} {role:?}", table.name);
                }
            }
        }
    }

    #[test]
    fn patients_change_nothing_in_the_clinical_record_but_what_they_report_themselves() {
        for table in crate::TABLES.iter().filter(|table| table.audited) {
            if matches!(
                table.access,
                Access::Monitoring
                    | Access::Adherence
                    | Access::Stress
                    | Access::Feedback
                    | Access::Chat
                    | Access::WellnessItems
                    | Access::Booking
                    | Access::Tasks
                    | Access::Files
            ) {
                continue;
            }
            for action in [Action::Insert, Action::Update, Action::Remove] {
                assert!(!table.access.allows(Patient, action), "{} {action:?}", table.name);
            }
        }
    }

    #[test]
    fn patients_move_a_booking_along_and_nothing_else_of_it() {
        let appointments = crate::table("appointments").unwrap();
        assert!(patient_may_change(appointments, ["status", "checked_in_at"].into_iter()));
        assert!(patient_may_change(appointments, ["status", "confirmed_at"].into_iter()));
        assert!(!patient_may_change(appointments, ["status", "starts_at"].into_iter()));
        let visits = crate::table("visits").unwrap();
        assert!(!patient_may_change(visits, ["notes"].into_iter()));
    }

    #[test]
    fn the_front_desk_reads_no_clinical_notes() {
        for name in ["visits", "vitals", "medical_conditions", "lab_results", "prescriptions"] {
            let table = crate::table(name).unwrap();
            assert!(!table.access.allows(Receptionist, Action::Read), "{name}");
        }
    }

    #[test]
    fn ledgers_are_only_ever_added_to() {
        for table in crate::TABLES.iter().filter(|t| t.conflict == crate::Conflict::Ledger) {
            for role in Role::ALL {
                for action in [Action::Update, Action::Remove] {
                    assert!(!table.access.allows(role, action), "{} {role:?}", table.name);
                }
            }
        }
    }
}
