//! FHIR R4.

mod appointments;
mod care_plans;
mod claims_csv;
mod conditions;
mod coverages;
mod dispensings;
mod documents;
mod elements;
mod export;
mod follow;
mod identity;
mod imaging;
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
pub(crate) use take::site_of;
