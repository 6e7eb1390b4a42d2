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
    /// Practitioners: everybody reads, since a patient books with one.
    Staff,
    /// People who sign in. Changing one's own password goes by its own command, not by this.
    Accounts,
    /// Shifts and weekly schedules.
    Rota,
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
    /// Two records declared one person's.
    Merges,
    /// Insurance policies.
    Insurance,
    /// Bookings and the waiting list: cancelled, never removed.
    Booking,
    /// Notes of a visit.
    VisitNotes,
    /// Measurements: a ledger.
    Measurements,
    /// What everybody who treats must know and a nurse takes down: allergies, history, vaccines.
    Summary,
    /// Problems and procedures.
    Diagnosis,
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
    /// Orders for images. Whoever treats orders; imaging carries out.
    Imaging,
    /// Files, queue, analyses and findings.
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
    /// The methods that make proposals. Whoever uses a built-in one first writes its row down; only
    /// the administrator changes one.
    Methods,
    /// Readings and doses that staff or the patient report: a ledger.
    SelfReported,
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
    /// Alerts: all staff raise and answer them.
    Alerts,
    /// What happened to an alert: a ledger.
    AlertEvents,
    /// Notes to one person; everybody's work causes them.
    OwnNotifications,
    /// Conversations about a patient's care, the patient taking part.
    Chat,
    /// Work that waits for somebody.
    Tasks,
    /// That somebody has therapy, and the scores.
    Therapy,
    /// What is said in therapy: therapists' alone.
    TherapyText,
    /// Wellness plans.
    Wellness,
    /// Steps of a wellness plan; the patient ticks off the own ones.
    WellnessItems,
    /// Files of a record.
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
    Access::Staff,
    Access::Accounts,
    Access::Rota,
    Access::Slots,
    Access::OwnPreferences,
    Access::Sessions,
    Access::Devices,
    Access::CareTeam,
    Access::Demographics,
    Access::FrontDesk,
    Access::Merges,
    Access::Insurance,
    Access::Booking,
    Access::VisitNotes,
    Access::Measurements,
    Access::Summary,
    Access::Diagnosis,
    Access::Results,
    Access::Codes,
    Access::Prescribing,
    Access::Billing,
    Access::Payments,
    Access::BreakGlass,
    Access::Feedback,
    Access::ResourceLog,
    Access::BedStays,
    Access::Imaging,
    Access::ImagingWork,
    Access::ImagingFiles,
    Access::ReportTemplates,
    Access::Reports,
    Access::LabOrders,
    Access::CarePlans,
    Access::Addenda,
    Access::Proposals,
    Access::Methods,
    Access::SelfReported,
    Access::Formulary,
    Access::Stock,
    Access::StockLedger,
    Access::Dispensing,
    Access::Administrations,
    Access::Prices,
    Access::Claims,
    Access::CashBox,
    Access::Alerts,
    Access::AlertEvents,
    Access::OwnNotifications,
    Access::Chat,
    Access::Tasks,
    Access::Therapy,
    Access::TherapyText,
    Access::Wellness,
    Access::WellnessItems,
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

/// Who may read, insert, update and remove.
struct Grants {
    read: &'static [Role],
    insert: &'static [Role],
    update: &'static [Role],
    remove: &'static [Role],
}

const ALL: &[Role] = &Role::ALL;
const NOBODY: &[Role] = &[];
const ADMIN: &[Role] = &[Admin];
const DOCTOR: &[Role] = &[Doctor];
const CLINICIANS: &[Role] = &[Doctor, Nurse];
const DESK: &[Role] = &[Receptionist];
const BOOKERS: &[Role] = &[Receptionist, Doctor];
const IMAGERS: &[Role] = &[Radiologist, ImagingTechnician];

/// Everybody who works with one patient at a time, the patient included.
const AROUND_A_PATIENT: &[Role] = &[
    Admin,
    Doctor,
    Nurse,
    Receptionist,
    Finance,
    Pharmacist,
    LabTechnician,
    Therapist,
    Radiologist,
    ImagingTechnician,
    Patient,
];
/// [`AROUND_A_PATIENT`] without the patient.
const STAFF_AROUND_A_PATIENT: &[Role] = &[
    Admin,
    Doctor,
    Nurse,
    Receptionist,
    Finance,
    Pharmacist,
    LabTechnician,
    Therapist,
    Radiologist,
    ImagingTechnician,
];
/// Everybody but the patient.
const STAFF: &[Role] = &[
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
    ItAdmin,
];
/// Those who see a patient's clinical summary.
const SUMMARY_READERS: &[Role] = &[
    Admin,
    Doctor,
    Nurse,
    Pharmacist,
    LabTechnician,
    Therapist,
    Radiologist,
    ImagingTechnician,
    Patient,
];
/// Those who see what is owed. A doctor reads it only.
const BILLING_READERS: &[Role] = &[Admin, Doctor, Receptionist, Finance, Patient];

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

    const fn grants(self) -> Grants {
        match self {
            Self::Settings | Self::Staff | Self::Rota => {
                Grants { read: ALL, insert: ADMIN, update: ADMIN, remove: ADMIN }
            }
            Self::Accounts => Grants { read: STAFF, insert: ADMIN, update: ADMIN, remove: ADMIN },
            Self::Slots => Grants {
                read: ALL,
                insert: &[Admin, Doctor, Receptionist],
                update: &[Admin, Doctor, Receptionist],
                remove: ADMIN,
            },
            Self::OwnPreferences => Grants { read: ALL, insert: ALL, update: ALL, remove: ALL },
            Self::Sessions => {
                Grants { read: &[Admin, ItAdmin], insert: ALL, update: ALL, remove: NOBODY }
            }
            Self::Devices => Grants {
                read: STAFF,
                insert: &[Admin, ItAdmin],
                update: &[Admin, ItAdmin],
                remove: &[Admin, ItAdmin],
            },
            Self::CareTeam => Grants {
                read: AROUND_A_PATIENT,
                insert: &[Admin, Doctor],
                update: &[Admin, Doctor],
                remove: &[Admin, Doctor],
            },
            // A doctor corrects what is clinical in it: blood type, own practitioner, death.
            Self::Demographics => Grants {
                read: AROUND_A_PATIENT,
                insert: DESK,
                update: &[Receptionist, Doctor],
                remove: DESK,
            },
            Self::FrontDesk => {
                Grants { read: AROUND_A_PATIENT, insert: BOOKERS, update: BOOKERS, remove: DESK }
            }
            Self::Merges => {
                Grants { read: AROUND_A_PATIENT, insert: BOOKERS, update: NOBODY, remove: BOOKERS }
            }
            Self::Insurance => {
                Grants { read: BILLING_READERS, insert: DESK, update: DESK, remove: DESK }
            }
            // A nurse moves a booking along when taking the patient in, and makes none.
            Self::Booking => Grants {
                read: &[
                    Admin,
                    Doctor,
                    Nurse,
                    Receptionist,
                    Therapist,
                    Radiologist,
                    ImagingTechnician,
                    Patient,
                ],
                insert: BOOKERS,
                update: &[Receptionist, Doctor, Nurse],
                remove: NOBODY,
            },
            Self::VisitNotes => Grants {
                read: &[Admin, Doctor, Nurse, Patient],
                insert: CLINICIANS,
                update: CLINICIANS,
                remove: NOBODY,
            },
            Self::Measurements => {
                Grants { read: SUMMARY_READERS, insert: CLINICIANS, update: NOBODY, remove: NOBODY }
            }
            Self::Summary => Grants {
                read: SUMMARY_READERS,
                insert: CLINICIANS,
                update: CLINICIANS,
                remove: DOCTOR,
            },
            Self::Diagnosis => {
                Grants { read: SUMMARY_READERS, insert: DOCTOR, update: DOCTOR, remove: DOCTOR }
            }
            Self::Results => Grants {
                read: SUMMARY_READERS,
                insert: &[Doctor, LabTechnician],
                update: &[Doctor, LabTechnician],
                remove: NOBODY,
            },
            Self::Codes => Grants {
                read: SUMMARY_READERS,
                insert: &[Doctor, Nurse, LabTechnician],
                update: &[Doctor, Nurse, LabTechnician],
                remove: DOCTOR,
            },
            Self::Prescribing => Grants {
                read: &[Admin, Doctor, Nurse, Pharmacist, Patient],
                insert: DOCTOR,
                update: DOCTOR,
                remove: DOCTOR,
            },
            Self::Billing => Grants {
                read: BILLING_READERS,
                insert: &[Finance],
                update: &[Finance],
                remove: &[Finance],
            },
            Self::Payments => Grants {
                read: BILLING_READERS,
                insert: &[Receptionist, Finance],
                update: NOBODY,
                remove: NOBODY,
            },
            Self::BreakGlass => Grants {
                read: &[
                    Admin,
                    Doctor,
                    Nurse,
                    Pharmacist,
                    LabTechnician,
                    Therapist,
                    Radiologist,
                    ImagingTechnician,
                ],
                insert: &[
                    Doctor,
                    Nurse,
                    Pharmacist,
                    LabTechnician,
                    Therapist,
                    Radiologist,
                    ImagingTechnician,
                ],
                update: ADMIN,
                remove: NOBODY,
            },
            Self::Feedback => Grants {
                read: &[Admin, Doctor, Nurse, Receptionist, Patient],
                insert: &[Patient, Nurse, Receptionist],
                update: NOBODY,
                remove: NOBODY,
            },
            Self::ResourceLog => Grants {
                read: STAFF,
                insert: &[
                    Admin,
                    Doctor,
                    Nurse,
                    Radiologist,
                    ImagingTechnician,
                    LabTechnician,
                    ItAdmin,
                ],
                update: NOBODY,
                remove: NOBODY,
            },
            Self::BedStays => Grants {
                read: &[
                    Admin,
                    Doctor,
                    Nurse,
                    Receptionist,
                    Finance,
                    Pharmacist,
                    LabTechnician,
                    Radiologist,
                    ImagingTechnician,
                    Patient,
                ],
                insert: &[Doctor, Nurse, Receptionist],
                update: &[Doctor, Nurse, Receptionist],
                remove: NOBODY,
            },
            Self::Imaging => Grants {
                read: SUMMARY_READERS,
                insert: &[Doctor, Radiologist, ImagingTechnician],
                update: &[Doctor, Radiologist, ImagingTechnician],
                remove: NOBODY,
            },
            Self::ImagingWork => Grants {
                read: &[Admin, Doctor, Nurse, Radiologist, ImagingTechnician, Patient],
                insert: IMAGERS,
                update: IMAGERS,
                remove: NOBODY,
            },
            Self::ImagingFiles => Grants {
                read: &[Admin, Doctor, Nurse, Radiologist, ImagingTechnician, Patient],
                insert: IMAGERS,
                update: NOBODY,
                remove: NOBODY,
            },
            Self::ReportTemplates => Grants {
                read: STAFF,
                insert: &[Admin, Radiologist],
                update: &[Admin, Radiologist],
                remove: &[Admin, Radiologist],
            },
            Self::Reports => Grants {
                read: &[Admin, Doctor, Nurse, Radiologist, ImagingTechnician, Patient],
                insert: IMAGERS,
                update: IMAGERS,
                remove: NOBODY,
            },
            Self::LabOrders => Grants {
                read: SUMMARY_READERS,
                insert: DOCTOR,
                update: &[Doctor, Nurse, LabTechnician],
                remove: NOBODY,
            },
            Self::CarePlans => Grants {
                read: SUMMARY_READERS,
                insert: CLINICIANS,
                update: CLINICIANS,
                remove: DOCTOR,
            },
            Self::Addenda => Grants {
                read: &[Admin, Doctor, Nurse, Patient],
                insert: CLINICIANS,
                update: NOBODY,
                remove: NOBODY,
            },
            Self::Proposals => Grants {
                read: SUMMARY_READERS,
                insert: &[Doctor, Nurse, Pharmacist, LabTechnician, Therapist],
                update: DOCTOR,
                remove: NOBODY,
            },
            Self::Methods => {
                Grants { read: ALL, insert: AROUND_A_PATIENT, update: ADMIN, remove: ADMIN }
            }
            Self::SelfReported => Grants {
                read: SUMMARY_READERS,
                insert: &[Doctor, Nurse, Pharmacist, Therapist, Patient],
                update: NOBODY,
                remove: NOBODY,
            },
            Self::Formulary => Grants {
                read: STAFF,
                insert: &[Admin, Pharmacist, Doctor],
                update: &[Admin, Pharmacist],
                remove: &[Admin, Pharmacist],
            },
            Self::Stock => {
                Grants { read: STAFF, insert: &[Pharmacist], update: &[Pharmacist], remove: NOBODY }
            }
            Self::StockLedger => Grants {
                read: STAFF,
                insert: &[Pharmacist, Nurse, Doctor],
                update: NOBODY,
                remove: NOBODY,
            },
            Self::Dispensing => Grants {
                read: &[Admin, Doctor, Nurse, Pharmacist, Patient],
                insert: &[Pharmacist],
                update: NOBODY,
                remove: NOBODY,
            },
            Self::Administrations => Grants {
                read: &[Admin, Doctor, Nurse, Pharmacist, Patient],
                insert: CLINICIANS,
                update: NOBODY,
                remove: NOBODY,
            },
            Self::Prices => Grants {
                read: STAFF,
                insert: &[Admin, Finance],
                update: &[Admin, Finance],
                remove: &[Admin, Finance],
            },
            Self::Claims => Grants {
                read: BILLING_READERS,
                insert: &[Finance],
                update: &[Finance],
                remove: NOBODY,
            },
            Self::CashBox => Grants {
                read: &[Admin, Receptionist, Finance],
                insert: &[Receptionist, Finance],
                update: &[Receptionist, Finance],
                remove: NOBODY,
            },
            Self::Alerts => Grants {
                read: STAFF_AROUND_A_PATIENT,
                insert: STAFF_AROUND_A_PATIENT,
                update: STAFF_AROUND_A_PATIENT,
                remove: NOBODY,
            },
            Self::AlertEvents => Grants {
                read: STAFF_AROUND_A_PATIENT,
                insert: STAFF_AROUND_A_PATIENT,
                update: NOBODY,
                remove: NOBODY,
            },
            Self::OwnNotifications => {
                Grants { read: ALL, insert: ALL, update: ALL, remove: NOBODY }
            }
            Self::Chat => Grants {
                read: &[Admin, Doctor, Nurse, Receptionist, Therapist, Patient],
                insert: &[Doctor, Nurse, Receptionist, Therapist, Patient],
                update: &[Doctor, Nurse, Receptionist, Therapist, Patient],
                remove: NOBODY,
            },
            Self::Tasks => Grants {
                read: STAFF_AROUND_A_PATIENT,
                insert: STAFF_AROUND_A_PATIENT,
                update: STAFF_AROUND_A_PATIENT,
                remove: NOBODY,
            },
            Self::Therapy => Grants {
                read: &[Admin, Doctor, Therapist, Patient],
                insert: &[Therapist],
                update: &[Therapist],
                remove: NOBODY,
            },
            Self::TherapyText => Grants {
                read: &[Therapist],
                insert: &[Therapist],
                update: &[Therapist],
                remove: NOBODY,
            },
            Self::Wellness => Grants {
                read: &[Admin, Doctor, Nurse, Therapist, Patient],
                insert: &[Doctor, Therapist],
                update: &[Doctor, Therapist],
                remove: &[Doctor, Therapist],
            },
            Self::WellnessItems => Grants {
                read: &[Admin, Doctor, Nurse, Therapist, Patient],
                insert: &[Doctor, Therapist],
                update: &[Doctor, Nurse, Therapist, Patient],
                remove: &[Doctor, Therapist],
            },
            Self::Documents => Grants {
                read: &[
                    Admin,
                    Doctor,
                    Nurse,
                    Pharmacist,
                    LabTechnician,
                    Radiologist,
                    ImagingTechnician,
                    Patient,
                ],
                insert: &[
                    Doctor,
                    Nurse,
                    Receptionist,
                    LabTechnician,
                    Radiologist,
                    ImagingTechnician,
                ],
                update: CLINICIANS,
                remove: DOCTOR,
            },
            Self::EhrEntries => Grants {
                read: &[Admin, Doctor, Nurse, Patient],
                insert: &[Doctor, Nurse, Pharmacist, LabTechnician, Radiologist, ImagingTechnician],
                update: NOBODY,
                remove: NOBODY,
            },
            Self::SecurityLog => {
                Grants { read: &[Admin, ItAdmin], insert: ALL, update: NOBODY, remove: NOBODY }
            }
            Self::Metrics => Grants {
                read: &[Admin, Manager, ItAdmin],
                insert: ALL,
                update: NOBODY,
                remove: NOBODY,
            },
            Self::Integrations => Grants {
                read: &[Admin, ItAdmin],
                insert: &[Admin, ItAdmin],
                update: &[Admin, ItAdmin],
                remove: &[Admin, ItAdmin],
            },
            Self::WorkflowRuns => {
                Grants { read: &[Admin, ItAdmin], insert: ALL, update: NOBODY, remove: NOBODY }
            }
            Self::LegalHolds => {
                Grants { read: ADMIN, insert: ADMIN, update: ADMIN, remove: NOBODY }
            }
            Self::Conflicts => Grants {
                read: STAFF_AROUND_A_PATIENT,
                insert: NOBODY,
                update: STAFF_AROUND_A_PATIENT,
                remove: NOBODY,
            },
            Self::Audit => Grants { read: ADMIN, insert: ALL, update: NOBODY, remove: NOBODY },
            Self::Shipped => Grants { read: ALL, insert: NOBODY, update: NOBODY, remove: NOBODY },
        }
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
        for table in crate::TABLES.iter().filter(|table| table.audited) {
            for role in [Manager, ItAdmin] {
                for action in Action::ALL {
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
                Access::SelfReported | Access::Feedback | Access::Chat | Access::WellnessItems
            ) {
                continue;
            }
            for action in [Action::Insert, Action::Update, Action::Remove] {
                assert!(!table.access.allows(Patient, action), "{} {action:?}", table.name);
            }
        }
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
