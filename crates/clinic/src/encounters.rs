//! What happens between doctor, nurse and patient: visits, measurements, diagnoses.

pub mod diagnose;
pub mod end_visit;
pub mod icd10;
pub mod record_vitals;
pub mod room;
pub mod sign_visit;
pub mod start_visit;
pub mod visit;
pub mod vitals;
pub mod write_note;

mod excludes;
