//! Other systems' records into a Holdfast replica, and the record out of it: FHIR R4, the CSV
//! files of Synthea, and lists as CSV.
//!
//! # In
//!
//! [`import`] reads a folder, a `.json` bundle or single resource, a bulk export (`.ndjson`), an
//! archive of such files (`.tar.xz`) or a folder of Synthea's CSV files (known by their names,
//! `patients.csv` among them), and writes what Holdfast has a place for through the replica's one
//! door. Nothing is unpacked to the disk, nothing is invented: a code keeps its system, an amount
//! its currency, a date its precision.
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
//! | Appointment | `appointments` at this PC's site; what is only asked for is left |
//! | Condition, AllergyIntolerance | `medical_conditions`, `patient_allergies` |
//! | Observation | `vitals` where a vital sign has a column and a known unit (one row for each patient, visit and moment), `lab_results` otherwise |
//! | MedicationRequest | `prescriptions` with one of `prescription_items` |
//! | MedicationDispense | `dispensings`, where it says how much, and on which prescription of this record |
//! | Procedure, Immunization | `procedures`, `immunizations` |
//! | CarePlan | `care_plans` with its activities; goals that are resources of their own are left |
//! | ImagingStudy | `scans`; the images themselves come as DICOM |
//! | DocumentReference | `documents` without their content |
//! | Coverage | `insurance_policies` |
//! | Claim | `invoices` without a number of ours, `invoice_lines` that add up to its total |
//! | ExplanationOfBenefit | `payments` of the insurer, and of the patient where it says so |
//!
//! A row's own code columns keep a resource's first code with its system; further codes, names
//! that differ from the text, and every code of a condition that is not ICD-10-CM stand in
//! `code_bindings`. An Organization lends its name to visits, a DiagnosticReport its name to the
//! results that it puts together, and a Medication its name to prescriptions; they and all other
//! types are counted as left. A DiagnosticReport is no report of ours, since nobody here signed
//! it.
//!
//! Of Synthea's CSV files, rows become resources of these types; a claim and its transactions are
//! counted as `CsvClaim`, `CsvCharge`, `CsvPayment` and (left) `CsvTransfer` and `CsvAdjustment`, and
//! devices and supplies are left. A charge keeps its procedure or medicine and the claim's diagnoses
//! that it names; an invoice keeps the names of its insurers. Whom else a claim names (departments,
//! places, those who referred), and what it says is still owed, is left.
//!
//! # Out, and in again
//!
//! [`export`] writes one `<Type>.ndjson` for every type, with the rows' own ids. Its resources say
//! in `meta.source` that a Holdfast wrote them (`urn:holdfast:<organization>`) and in `meta.tag`
//! of which table they are. What FHIR has no element for stands in extensions
//! `urn:holdfast:<table>.<column>`, so that an import of an export gives every row back as it was.
//! Into the same clinic it brings only rows that are not there; one that is there stands, whatever
//! has become of it since. Into another clinic it brings everything but what belongs to the
//! clinic's own machines and accounts (who of the staff wrote a row, signatures, files and
//! images, stock, the audit trail). A report that somebody signed needs that person's account, so
//! it stays where it was signed.
//!
//! | table | becomes |
//! |---|---|
//! | `organizations`, `departments`; `sites`; `practitioners` | Organization; Location; Practitioner |
//! | `patients` with identifiers and contacts; `care_team_members`; `patient_flags`; `consents` | Patient; CareTeam; Flag; Consent |
//! | `patient_allergies`; `insurance_policies` | AllergyIntolerance; Coverage |
//! | `schedules`; `time_slots`; `appointments` | Schedule; Slot; Appointment |
//! | `visits` | Encounter, and a Composition of what was written, with its addenda |
//! | `medical_conditions`; `procedures`; `immunizations`; `care_plans`; `referrals` | Condition; Procedure; Immunization; CarePlan; ServiceRequest |
//! | `vitals` | an Observation for each sign, the first of which carries the row |
//! | `lab_results` | Observation |
//! | `prescriptions` with `prescription_items`; `dispensings` | a MedicationRequest for each item; MedicationDispense |
//! | `medication_statements` and `adherence_events`; `medication_administrations` | MedicationStatement; MedicationAdministration |
//! | `scans`; `reports`; `documents` | ImagingStudy; DiagnosticReport with its whole text; DocumentReference |
//! | `invoices` with `invoice_lines`; `insurance_claims`; `payments` | Invoice; Claim; PaymentReconciliation |
//! | `audit_logs` | AuditEvent |
//!
//! A row that was corrected, and a report in whose place another one stands, is told as
//! `entered-in-error`; a removed one is not told, nor is a prescription without a medicine. Quantities
//! have the unit's UCUM code where the unit is one that is known.
//! [`export_list`] writes a [`List`] as CSV.

mod fhir;
mod limits;
mod lists;
mod noted;
mod report;
mod source;
mod synthea;

pub use fhir::{Selection, export, import};
pub use lists::{List, NOT_LISTED, UnknownList, export_list};
pub use report::{Count, Error, ExportError, ExportProgress, Exported, Problem, Progress, Report};
