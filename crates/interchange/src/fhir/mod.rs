//! FHIR R4.

mod conditions;
mod elements;
mod export;
mod follow;
mod identity;
mod intake;
mod invoices;
mod moment;
mod money;
mod own;
mod patients;
mod payments;
mod plan;
mod prescriptions;
mod procedures;
mod results;
mod split;
mod take;
mod visits;
mod vitals;

pub use export::{Selection, export};
pub use take::import;
