//! The importer on a real encrypted record.

mod again;
mod arriving;
mod bad_input;
mod clinic;
mod meaning;
mod real_patients;
mod records;
