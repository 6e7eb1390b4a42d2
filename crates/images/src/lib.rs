//! What a DICOM file shows and says: how well an image is taken, what a device reports about it,
//! and what a model that the clinic installed makes of it.
//!
//! Bytes go in and numbers and words come out. This crate knows no record, no patient of it and no
//! folder, and it writes nothing: a file of the record is opened in memory and never lies in clear
//! on the disk. It judges no disease of its own; what an installed model makes of an image is something
//! to be decided upon. What cannot be read is a sentence ([`Unreadable`]), never a
//! panic, and what a file says of its own size is compared with what is there before memory is
//! taken for it.

mod bounds;
mod coded;
mod colour;
pub mod file;
pub mod grey;
pub mod model;
pub mod quality;
pub mod report;
pub mod show;
mod unreadable;

pub use file::{About, DicomFile, PatientNamed};
pub use grey::Picture;
pub use unreadable::Unreadable;
