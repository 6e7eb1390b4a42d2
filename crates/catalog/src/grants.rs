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
/// [`STAFF`] without IT, which looks after devices and has no business with stock and prices.
const STAFF_OF_THE_CLINIC: &[Role] = &[
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
];
/// Those who see a patient's clinical summary. The pharmacy, the laboratory and imaging do since a
/// medicine, a value and an image are judged by who the patient is; a therapist sees of it what
/// bears on therapy alone, see [`WITH_THERAPY`].
const SUMMARY_READERS: &[Role] =
    &[Admin, Doctor, Nurse, Pharmacist, LabTechnician, Radiologist, ImagingTechnician, Patient];
/// [`SUMMARY_READERS`] and therapists, who must know what a therapy is for and what is dangerous:
/// problems and flags.
const WITH_THERAPY: &[Role] = &[
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
/// [`SUMMARY_READERS`] without the pharmacy, which does not need what was done and vaccinated to
/// judge a medicine.
const WITHOUT_THE_PHARMACY: &[Role] =
    &[Admin, Doctor, Nurse, LabTechnician, Radiologist, ImagingTechnician, Patient];
/// Those who see the whole clinical record.
const RECORD_READERS: &[Role] = &[Admin, Doctor, Nurse, Patient];
/// Those who see bookings. A therapist has appointments; imaging sees when the patient of a scan is
/// in the house.
const BOOKING_READERS: &[Role] =
    &[Admin, Doctor, Nurse, Receptionist, Therapist, Radiologist, ImagingTechnician, Patient];
/// Those who are told which patient an alert names: whoever works with patients. Finance does not,
/// since of the clinical record it reads visit dates and codes; the desk does, since it calls who is
/// needed and must see that somebody comes.
const ALERTED: &[Role] = &[
    Admin,
    Doctor,
    Nurse,
    Receptionist,
    Pharmacist,
    LabTechnician,
    Therapist,
    Radiologist,
    ImagingTechnician,
];
/// Those who see what is owed. A doctor reads it only.
const BILLING_READERS: &[Role] = &[Admin, Doctor, Receptionist, Finance, Patient];

impl Access {
    /// Who may do what to a table with this preset.
    pub(crate) const fn grants(self) -> Grants {
        match self {
            Self::Settings | Self::Staff => {
                Grants { read: ALL, insert: ADMIN, update: ADMIN, remove: ADMIN }
            }
            Self::Workings | Self::Rota => {
                Grants { read: STAFF, insert: ADMIN, update: ADMIN, remove: ADMIN }
            }
            Self::NamedSettings => {
                let writers = &[Admin, ItAdmin];
                Grants { read: ALL, insert: writers, update: writers, remove: ADMIN }
            }
            Self::Accounts => Grants { read: STAFF, insert: ADMIN, update: ADMIN, remove: ADMIN },
            Self::Leave => Grants { read: STAFF, insert: STAFF, update: STAFF, remove: NOBODY },
            Self::Slots => Grants {
                read: STAFF,
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
            // The pharmacy, the laboratory and imaging telephone whoever treats; who pays is no
            // matter of who treats.
            Self::CareTeam => Grants {
                read: &[
                    Admin,
                    Doctor,
                    Nurse,
                    Receptionist,
                    Pharmacist,
                    LabTechnician,
                    Therapist,
                    Radiologist,
                    ImagingTechnician,
                    Patient,
                ],
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
                read: BOOKING_READERS,
                insert: BOOKERS,
                update: &[Receptionist, Doctor, Nurse, Therapist, Patient],
                remove: NOBODY,
            },
            Self::Promises => Grants {
                read: &[
                    Admin,
                    Doctor,
                    Nurse,
                    Receptionist,
                    Therapist,
                    Radiologist,
                    ImagingTechnician,
                ],
                insert: &[Receptionist, Doctor, Radiologist, ImagingTechnician],
                update: &[Receptionist, Doctor, Nurse, Radiologist, ImagingTechnician],
                remove: NOBODY,
            },
            Self::VisitNotes => Grants {
                read: RECORD_READERS,
                insert: CLINICIANS,
                update: CLINICIANS,
                remove: NOBODY,
            },
            Self::Measurements => {
                Grants { read: SUMMARY_READERS, insert: CLINICIANS, update: NOBODY, remove: NOBODY }
            }
            Self::AcuteCare => {
                Grants { read: RECORD_READERS, insert: CLINICIANS, update: NOBODY, remove: NOBODY }
            }
            Self::Summary => Grants {
                read: SUMMARY_READERS,
                insert: CLINICIANS,
                update: CLINICIANS,
                remove: DOCTOR,
            },
            Self::Flags => Grants {
                read: WITH_THERAPY,
                insert: CLINICIANS,
                update: CLINICIANS,
                remove: DOCTOR,
            },
            Self::Immunizations => Grants {
                read: WITHOUT_THE_PHARMACY,
                insert: CLINICIANS,
                update: CLINICIANS,
                remove: DOCTOR,
            },
            Self::Diagnosis => {
                Grants { read: WITH_THERAPY, insert: DOCTOR, update: DOCTOR, remove: DOCTOR }
            }
            Self::Procedures => Grants {
                read: WITHOUT_THE_PHARMACY,
                insert: DOCTOR,
                update: DOCTOR,
                remove: DOCTOR,
            },
            // A therapist is sent patients too, and reads why.
            Self::Referrals => Grants {
                read: &[Admin, Doctor, Nurse, Therapist, Patient],
                insert: DOCTOR,
                update: DOCTOR,
                remove: DOCTOR,
            },
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
            // The pharmacy and the laboratory go to the bed, and days in it are billed.
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
                read: &[Admin, Doctor, Nurse, Radiologist, ImagingTechnician, Patient],
                insert: &[Doctor, Radiologist, ImagingTechnician],
                update: &[Doctor, Radiologist, ImagingTechnician],
                remove: NOBODY,
            },
            Self::ImagingQueue => Grants {
                read: &[Admin, Doctor, Nurse, Radiologist, ImagingTechnician],
                insert: &[Doctor, Radiologist, ImagingTechnician],
                update: &[Doctor, Radiologist, ImagingTechnician],
                remove: NOBODY,
            },
            // What a model proposes is for who decides about it; a patient reads the signed report.
            Self::ImagingWork => Grants {
                read: &[Admin, Doctor, Nurse, Radiologist, ImagingTechnician],
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
            // What was ordered is for who orders, takes and measures; others read results.
            Self::LabOrders => Grants {
                read: &[Admin, Doctor, Nurse, LabTechnician, Patient],
                insert: DOCTOR,
                update: &[Doctor, Nurse, LabTechnician],
                remove: NOBODY,
            },
            Self::CarePlans => Grants {
                read: RECORD_READERS,
                insert: CLINICIANS,
                update: CLINICIANS,
                remove: DOCTOR,
            },
            Self::Addenda => {
                Grants { read: RECORD_READERS, insert: CLINICIANS, update: NOBODY, remove: NOBODY }
            }
            // A method is run by who sees all that it judges by. What nobody has decided about yet is
            // not for the patient; what was accepted stands among the problems.
            Self::Proposals => Grants {
                read: &[Admin, Doctor, Nurse],
                insert: CLINICIANS,
                update: DOCTOR,
                remove: NOBODY,
            },
            Self::Monitoring => Grants {
                read: RECORD_READERS,
                insert: &[Doctor, Nurse, Patient],
                update: NOBODY,
                remove: NOBODY,
            },
            Self::Adherence => Grants {
                read: &[Admin, Doctor, Nurse, Pharmacist, Patient],
                insert: &[Doctor, Nurse, Pharmacist, Patient],
                update: NOBODY,
                remove: NOBODY,
            },
            Self::Stress => Grants {
                read: &[Admin, Doctor, Nurse, Therapist, Patient],
                insert: &[Doctor, Nurse, Therapist, Patient],
                update: NOBODY,
                remove: NOBODY,
            },
            Self::Formulary => Grants {
                read: STAFF_OF_THE_CLINIC,
                insert: &[Admin, Pharmacist, Doctor],
                update: &[Admin, Pharmacist],
                remove: &[Admin, Pharmacist],
            },
            Self::Stock => Grants {
                read: STAFF_OF_THE_CLINIC,
                insert: &[Pharmacist],
                update: &[Pharmacist],
                remove: NOBODY,
            },
            Self::StockLedger => Grants {
                read: STAFF_OF_THE_CLINIC,
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
                read: STAFF_OF_THE_CLINIC,
                insert: &[Admin, Finance],
                update: &[Admin, Finance],
                remove: &[Admin, Finance],
            },
            // The desk answers whether an insurer has paid, and takes what it has not.
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
            Self::PatientAlerts => {
                Grants { read: ALERTED, insert: ALERTED, update: ALERTED, remove: NOBODY }
            }
            Self::AlertEvents => {
                Grants { read: STAFF, insert: STAFF, update: NOBODY, remove: NOBODY }
            }
            Self::OwnNotifications => {
                Grants { read: ALL, insert: ALL, update: ALL, remove: NOBODY }
            }
            // The desk reads along, since a message whose receiver is nobody waits for it.
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
            // A patient sends a picture to whoever treats, a therapist among them; the laboratory and
            // imaging file what comes with an order, and the pharmacy reads a prescription on paper.
            Self::Files => Grants {
                read: &[
                    Admin,
                    Doctor,
                    Nurse,
                    Pharmacist,
                    LabTechnician,
                    Therapist,
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
                    Patient,
                ],
                update: CLINICIANS,
                remove: DOCTOR,
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
                read: RECORD_READERS,
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
