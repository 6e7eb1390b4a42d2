//! The importer on a real encrypted record.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a record that cannot be set up fails its test"
)]

mod again;
mod arriving;
mod bad_input;
mod clinic;
mod export;
mod full_clinic;
mod lists;
mod meaning;
mod more_types;
mod real_patients;
mod records;
mod synthea_csv;
mod told;
mod validators;
