//! Which roles each access preset admits.

use crate::Access;
use crate::Role::{
    self, Admin, Doctor, Finance, ImagingTechnician, ItAdmin, LabTechnician, Manager, Nurse,
    Patient, Pharmacist, Radiologist, Receptionist, Therapist,
};

/// Who may read, insert, update and remove.
pub(crate) struct Grants {
    pub read: &'static [Role],
    pub insert: &'static [Role],
    pub update: &'static [Role],
    pub remove: &'static [Role],
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
    /// Who may do what to a table with this preset.
    pub(crate) const fn grants(self) -> Grants {
        match self {
            Self::Settings | Self::Staff | Self::Rota => {
                Grants { read: ALL, insert: ADMIN, update: ADMIN, remove: ADMIN }
            }
            Self::NamedSettings => {
                let writers = &[Admin, ItAdmin];
                Grants { read: ALL, insert: writers, update: writers, remove: ADMIN }
            }
            Self::Accounts => Grants { read: STAFF, insert: ADMIN, update: ADMIN, remove: ADMIN },
            Self::Leave => Grants { read: STAFF, insert: STAFF, update: STAFF, remove: NOBODY },
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
            Self::ContactAttempts => {
                Grants { read: AROUND_A_PATIENT, insert: BOOKERS, update: NOBODY, remove: NOBODY }
            }
            Self::Merges => {
                Grants { read: AROUND_A_PATIENT, insert: BOOKERS, update: NOBODY, remove: BOOKERS }
            }
            Self::Insurance => {
                Grants { read: BILLING_READERS, insert: DESK, update: DESK, remove: DESK }
            }
            // A nurse moves a booking along when taking the patient in, and makes none; patients
            // confirm theirs and check themselves in.
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
                update: &[Receptionist, Doctor, Nurse, Patient],
                remove: NOBODY,
            },
            Self::Promises => Grants {
                read: STAFF_AROUND_A_PATIENT,
                insert: &[Receptionist, Doctor, Radiologist, ImagingTechnician],
                update: &[Receptionist, Doctor, Nurse, Radiologist, ImagingTechnician],
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
            Self::Methods => Grants {
                read: STAFF,
                insert: STAFF_AROUND_A_PATIENT,
                update: &[Admin, Radiologist],
                remove: ADMIN,
            },
            Self::Imaging => Grants {
                read: SUMMARY_READERS,
                insert: &[Doctor, Radiologist, ImagingTechnician],
                update: &[Doctor, Radiologist, ImagingTechnician],
                remove: NOBODY,
            },
            Self::ImagingQueue => Grants {
                read: &[Admin, Doctor, Nurse, Radiologist, ImagingTechnician, Patient],
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
                read: STAFF,
                insert: STAFF,
                update: STAFF_AROUND_A_PATIENT,
                remove: NOBODY,
            },
            Self::PatientAlerts => Grants {
                read: STAFF_AROUND_A_PATIENT,
                insert: STAFF_AROUND_A_PATIENT,
                update: STAFF_AROUND_A_PATIENT,
                remove: NOBODY,
            },
            Self::AlertEvents => {
                Grants { read: STAFF, insert: STAFF, update: NOBODY, remove: NOBODY }
            }
            Self::OwnNotifications => {
                Grants { read: ALL, insert: ALL, update: ALL, remove: NOBODY }
            }
            Self::Chat => Grants {
                read: &[Admin, Doctor, Nurse, Receptionist, Therapist, Patient],
                insert: &[Doctor, Nurse, Receptionist, Therapist, Patient],
                update: &[Doctor, Nurse, Receptionist, Therapist, Patient],
                remove: NOBODY,
            },
            // What patients ask for and report becomes work of the staff.
            Self::Tasks => Grants {
                read: STAFF_AROUND_A_PATIENT,
                insert: AROUND_A_PATIENT,
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
