//! In which order the resources of a portion are taken, and which of them together.

use std::collections::HashMap;

use super::elements::{Reference, filled};
use super::follow::read;
use super::intake::Found;
use super::results::{Observation, Reading};
use super::split::Piece;
use super::vitals;

/// What is taken together: one resource, or all vital signs of one moment.
pub(crate) enum Work {
    One(usize),
    Vitals(Vec<usize>),
}

impl Work {
    /// The pieces by their numbers.
    pub fn pieces(&self) -> &[usize] {
        match self {
            Self::One(piece) => std::slice::from_ref(piece),
            Self::Vitals(pieces) => pieces,
        }
    }
}

/// What is to be done with the pieces of a portion, by their numbers.
pub(crate) struct Plan {
    /// In the order in which they can refer to each other.
    pub works: Vec<Work>,
    /// Of types that have no table.
    pub left: Vec<usize>,
    /// Of types that have one, but known by nothing.
    pub nameless: Vec<usize>,
}

pub(crate) fn plan(pieces: &[Piece<'_>]) -> Plan {
    let (mut left, mut nameless) = (Vec::new(), Vec::new());
    let mut ranked: Vec<(u8, Work)> = Vec::with_capacity(pieces.len());
    let mut groups: HashMap<String, usize> = HashMap::new();
    for (number, piece) in pieces.iter().enumerate() {
        let found = &piece.found;
        let Some(rank) = rank(&found.kind, found.holdfast.is_some()) else {
            left.push(number);
            continue;
        };
        if !piece.identified {
            nameless.push(number);
            continue;
        }
        let group = (found.kind == "Observation" && found.holdfast.is_none())
            .then(|| vital_group(found))
            .flatten();
        let known = group.as_ref().and_then(|group| groups.get(group).copied());
        match (known.and_then(|place| ranked.get_mut(place)), group) {
            (Some((_, Work::Vitals(signs))), _) => signs.push(number),
            (_, Some(group)) => {
                groups.insert(group, ranked.len());
                ranked.push((rank, Work::Vitals(vec![number])));
            }
            (_, None) => ranked.push((rank, Work::One(number))),
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    Plan { works: ranked.into_iter().map(|(_, work)| work).collect(), left, nameless }
}

/// The order of taking; `None` for what has no table.
fn rank(kind: &str, own: bool) -> Option<u8> {
    Some(match kind {
        "Location" | "Organization" if own => 0,
        "Practitioner" => 1,
        "PractitionerRole" | "Device" | "Medication" | "Communication" if own => 2,
        "Patient" => 2,
        "Schedule" if own => 3,
        "Slot" if own => 4,
        "Appointment" => 5,
        "Encounter" => 6,
        "Condition" => 7,
        "DocumentReference" | "Coverage" => 7,
        // Results name the order that they answer.
        "ServiceRequest" if own => 7,
        "AllergyIntolerance" | "Procedure" | "Immunization" | "MedicationRequest"
        | "Observation" | "CarePlan" | "ImagingStudy" => 8,
        "CareTeam" | "ClinicalImpression" | "Communication" | "Consent" | "Flag" if own => 8,
        "MedicationDispense" => 9,
        "Composition"
        | "DiagnosticReport"
        | "Invoice"
        | "MedicationAdministration"
        | "MedicationStatement"
            if own =>
        {
            9
        }
        "Claim" | "CsvClaim" => 10,
        "ExplanationOfBenefit" | "CsvCharge" | "CsvPayment" => 11,
        "PaymentReconciliation" if own => 11,
        _ => return None,
    })
}

/// What the vital signs of one patient, visit and moment have in common, as it is written; `None`
/// for what is no vital sign.
fn vital_group(found: &Found<'_>) -> Option<String> {
    let observation: Observation = read(found).ok()?;
    let reading: Reading = read(found).ok()?;
    if !vitals::is_one(&observation, &reading) {
        return None;
    }
    let named = |reference: &Option<Reference>| -> String {
        let reference = reference.as_ref();
        let text = reference.and_then(|reference| filled(reference.reference.as_deref()));
        let number = || reference.and_then(|r| r.identifier.as_ref()?.value.clone());
        text.or_else(number).unwrap_or_default()
    };
    let observed = observation.observed().ok().flatten().map(|when| when.text);
    let (patient, visit) = (named(&observation.subject), named(&observation.encounter));
    Some(format!("{patient}\n{visit}\n{}", observed.unwrap_or_default()))
}
