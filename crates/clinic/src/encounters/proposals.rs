//! What cited criteria propose for a patient. Nothing stands until a doctor accepts it.

pub mod criterion;
pub mod decide_diagnosis;
pub mod decide_recommendation;
pub mod patient_proposals;
pub mod propose_diagnoses;
pub mod propose_recommendations;

mod diabetes;
mod due;
mod evidence;
mod hypertension;
mod immunization_schedule;
mod kidney;
mod pneumonia;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, open, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        write(
            "encounters.propose_diagnoses",
            &[("diagnoses", Insert), ("lab_results", Read)],
            propose_diagnoses::propose_diagnoses,
        ),
        write(
            "encounters.accept_diagnosis",
            &[
                ("diagnoses", Update),
                ("medical_conditions", Insert),
                ("medical_conditions", Update),
                ("ehr_entries", Insert),
            ],
            decide_diagnosis::accept_diagnosis,
        ),
        write(
            "encounters.reject_diagnosis",
            &[("diagnoses", Update)],
            decide_diagnosis::reject_diagnosis,
        ),
        write(
            "encounters.propose_recommendations",
            &[("recommendations", Insert), ("lab_results", Read), ("prescriptions", Read)],
            propose_recommendations::propose_recommendations,
        ),
        write(
            "encounters.accept_recommendation",
            &[("recommendations", Update), ("tasks", Insert)],
            decide_recommendation::accept_recommendation,
        ),
        write(
            "encounters.reject_recommendation",
            &[("recommendations", Update)],
            decide_recommendation::reject_recommendation,
        ),
        open(
            "encounters.proposals",
            &[("diagnoses", Read), ("recommendations", Read)],
            patient_proposals::proposals,
            patient_proposals::opened,
        ),
    ]
}
