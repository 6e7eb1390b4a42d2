//! Patients: finding, registering, opening the chart.

pub mod add_allergy;
pub mod break_glass;
pub mod chart;
pub mod chart_sections;
pub mod details;
pub mod duplicates;
pub mod end_allergy;
pub mod find;
pub mod give_feedback;
pub mod line;
pub mod own_record;
pub mod recent;
pub mod register;
pub mod review_access;
pub mod update;

mod resemblance;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, open, own_read, read, write};

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
        write("people.break_glass", &[("break_glass_grants", Insert)], break_glass::break_glass),
        read(
            "people.emergency_accesses",
            &[("break_glass_grants", Update)],
            review_access::waiting,
        ),
        write("people.review_access", &[("break_glass_grants", Update)], review_access::review),
        own_read("people.own_record", &[("patients", Read)], own_record::own_record),
        open("people.chart", &[("patients", Read)], chart::chart, chart::opened),
        write("people.give_feedback", &[("feedback", Insert)], give_feedback::give_feedback),
        read("people.feedback", &[("feedback", Read)], give_feedback::feedback),
    ]
}
