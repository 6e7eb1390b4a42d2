//! The record as FHIR R4: everything, one patient, or what changed since a day.

mod encounters;
mod field;
mod folder;
mod imaging;
mod mapping;
mod medication;
mod money;
mod organization;
mod people;
mod records;
mod run;
mod scheduling;
mod sheet;
mod vitals;

pub(crate) use field::Field;
pub(crate) use mapping::{Mapping, OURS, TABLE, named_by, read};
pub use run::{Selection, export};
pub(crate) use sheet::at;
pub(crate) use vitals::{PART as VITALS_PART, ROW as VITALS_ROW};

/// Every table that is exported, in the order of writing.
pub(crate) fn mappings() -> impl Iterator<Item = &'static Mapping> {
    [
        organization::MAPPINGS,
        people::MAPPINGS,
        scheduling::MAPPINGS,
        encounters::MAPPINGS,
        vitals::MAPPINGS,
        medication::MAPPINGS,
        imaging::MAPPINGS,
        records::MAPPINGS,
        money::MAPPINGS,
    ]
    .into_iter()
    .flatten()
}

/// How the rows of `table` are resources.
pub(crate) fn mapping_of(table: &str) -> Option<&'static Mapping> {
    mappings().find(|mapping| mapping.table == table)
}

/// How a foreign code is a coding.
pub(crate) fn binding_fields() -> &'static [Field] {
    mapping::BINDING
}
