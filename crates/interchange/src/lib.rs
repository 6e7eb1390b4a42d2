//! Other systems' records into a Holdfast replica: FHIR R4 bundles.
//!
//! [`import`] reads a folder, a `.json` bundle or single resource, a bulk export (`.ndjson`) or an
//! archive of such files (`.tar.xz`), and writes what Holdfast has a place for through the
//! replica's one door. Nothing is unpacked to the disk, nothing is invented: a code keeps its
//! system, an amount its currency, a date its precision.
//!
//! Ids are derived from the organization and the resource's own identity, so a second run finds
//! what the first one wrote and changes nothing, and a run that was interrupted is continued by
//! starting it again.
//!
//! | resource | becomes |
//! |---|---|
//! | Patient | `patients`, `patient_identifiers`, `patient_contacts`, `patient_sites` of this PC's site; the medical record number of another system stays an identifier, our `mrn` stays empty |
//! | Practitioner | `practitioners`, external and not to be booked |
//! | Encounter | `visits` without a site of ours; the place is named in `service_provider` |
//! | Condition, AllergyIntolerance | `medical_conditions`, `patient_allergies` |
//! | Observation | `vitals` where a vital sign has a column and a known unit (one row for each patient, visit and moment), `lab_results` otherwise |
//! | MedicationRequest | `prescriptions` with one of `prescription_items` |
//! | Procedure, Immunization | `procedures`, `immunizations` |
//! | Claim | `invoices` without a number of ours, `invoice_lines` that add up to its total |
//! | ExplanationOfBenefit | `payments` of the insurer, and of the patient where it says so |
//!
//! A row's own code columns keep a resource's first code with its system; further codes, names
//! that differ from the text, and every code of a condition that is not ICD-10-CM stand in
//! `code_bindings`. An Organization lends its name to visits, a DiagnosticReport its name to the
//! results that it puts together, and a Medication its name to prescriptions; they and all other
//! types are counted as left.

mod fhir;
mod lists;
mod report;
mod source;

pub use fhir::{Selection, export, import};
pub use lists::{List, UnknownList, export_list};
pub use report::{Count, Error, ExportError, ExportProgress, Exported, Problem, Progress, Report};
