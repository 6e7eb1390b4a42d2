//! Patients: finding, registering, opening the chart.

pub mod add_allergy;
pub mod chart;
pub mod chart_sections;
pub mod details;
pub mod duplicates;
pub mod end_allergy;
pub mod find;
pub mod give_feedback;
pub mod line;
pub mod recent;
pub mod register;
pub mod update;

mod resemblance;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, open, read, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read("people.recent", &[("patients", Read)], recent::recent),
        read("people.find", &[("patients", Read)], find::find),
        read("people.duplicates", &[("patients", Insert)], duplicates::duplicates),
        write("people.register", &[("patients", Insert)], register::register),
        open("people.details", &[("patients", Read)], details::details, details::opened),
        write("people.update", &[("patients", Update)], update::update),
        write("people.add_allergy", &[("patient_allergies", Insert)], add_allergy::add_allergy),
        write("people.end_allergy", &[("patient_allergies", Update)], end_allergy::end_allergy),
        open("people.chart", &[("patients", Read)], chart::chart, chart::opened),
        write("people.give_feedback", &[("feedback", Insert)], give_feedback::give_feedback),
        read("people.feedback", &[("feedback", Read)], give_feedback::feedback),
    ]
}
