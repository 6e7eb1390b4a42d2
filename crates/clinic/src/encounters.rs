//! What happens between doctor, nurse and patient: visits, measurements, diagnoses.

pub mod acute;
pub mod diagnose;
pub mod end_visit;
pub mod icd10;
pub mod proposals;
pub mod record_vitals;
pub mod room;
pub mod sign_visit;
pub mod start_visit;
pub mod visit;
pub mod vitals;
pub mod write_note;

mod excludes;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, open, read, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    let mut all = vec![
        write(
            "encounters.start_visit",
            &[("visits", Insert), ("appointments", Update)],
            start_visit::start_visit,
        ),
        write("encounters.room", &[("visits", Insert), ("appointments", Update)], room::room),
        open("encounters.visit", &[("visits", Read)], visit::visit, visit::opened),
        write("encounters.write_note", &[("visits", Update)], write_note::write_note),
        write("encounters.record_vitals", &[("vitals", Insert)], record_vitals::record_vitals),
        read("encounters.find_icd10", &[("icd10_codes", Read)], icd10::find),
        write("encounters.diagnose", &[("medical_conditions", Insert)], diagnose::diagnose),
        write(
            "encounters.end_visit",
            &[("visits", Update), ("appointments", Update)],
            end_visit::end_visit,
        ),
        write(
            "encounters.sign_visit",
            &[("visits", Update), ("medical_conditions", Insert)],
            sign_visit::sign_visit,
        ),
    ];
    all.extend(acute::commands());
    all.extend(proposals::commands());
    all
}
