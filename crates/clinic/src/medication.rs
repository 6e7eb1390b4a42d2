//! What is prescribed, and what speaks against it.

pub mod check;
pub mod item;
pub mod prescribe;
pub mod stop;
pub mod suggest;

mod ingredient;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, read, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read(
            "medication.check",
            &[("prescriptions", Read), ("patient_allergies", Read)],
            check::check,
        ),
        write("medication.prescribe", &[("prescriptions", Insert)], prescribe::prescribe),
        write("medication.stop", &[("prescription_items", Update)], stop::stop),
        read("medication.suggest", &[("prescriptions", Read)], suggest::suggest),
    ]
}
