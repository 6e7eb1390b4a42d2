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

mod fhir;
mod report;
mod source;

pub use fhir::import;
pub use report::{Count, Error, Problem, Progress, Report};
