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
            if matches!(table.access, Access::CareTeam | Access::Conflicts) {
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
    fn patients_change_nothing_in_the_clinical_record() {
        for table in crate::TABLES.iter().filter(|table| table.audited) {
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
