//! Patients: finding, registering, opening the chart.

pub mod add_allergy;
pub mod chart;
pub mod chart_sections;
pub mod details;
pub mod duplicates;
pub mod end_allergy;
pub mod find;
pub mod line;
pub mod recent;
pub mod register;
pub mod update;

mod resemblance;
