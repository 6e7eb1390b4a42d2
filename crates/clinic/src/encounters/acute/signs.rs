//! The emergency, very urgent and urgent signs of the South African Triage Scale.
//!
//! Source: SATS Training Manual 2012, adult chart (chapter 3) and paediatric chart (chapter 4). The
//! wording is shortened; a sign makes its colour whatever the score says.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::sats::{AgeBand, Colour};
use crate::{Asking, Refused};

/// One sign of a chart.
pub(crate) struct Sign {
    /// How it is stored in `discriminators`.
    pub code: &'static str,
    /// What it says.
    pub text: &'static str,
    /// The colour that it makes at least.
    pub colour: Colour,
}

const fn sign(colour: Colour, code: &'static str, text: &'static str) -> Sign {
    Sign { code, text, colour }
}

use Colour::{Orange, Red, Yellow};

const ADULT: &[Sign] = &[
    sign(Red, "airway", "Obstructed airway, or not breathing"),
    sign(Red, "seizure_now", "Having a seizure now"),
    sign(Red, "burn_airway", "Burn of the face, or smoke inhaled"),
    sign(Red, "hypoglycaemia", "Glucose under 3 mmol/l"),
    sign(Red, "cardiac_arrest", "Cardiac arrest"),
    sign(Orange, "high_energy", "Severe mechanism of injury (high energy transfer)"),
    sign(Orange, "short_of_breath", "Acutely short of breath"),
    sign(Orange, "reduced_consciousness", "Consciousness reduced, or confused"),
    sign(Orange, "coughing_blood", "Coughing blood"),
    sign(Orange, "chest_pain", "Chest pain"),
    sign(Orange, "stabbed_neck", "Stab wound of the neck"),
    sign(Orange, "bleeding_uncontrolled", "Uncontrolled (arterial) bleeding"),
    sign(Orange, "after_seizure", "Drowsy after a seizure"),
    sign(Orange, "focal_neurology", "Acute focal neurology (stroke)"),
    sign(Orange, "aggression", "Aggression"),
    sign(Orange, "threatened_limb", "Threatened limb"),
    sign(Orange, "eye_injury", "Eye injury"),
    sign(Orange, "dislocation_large", "Dislocation other than of finger or toe"),
    sign(Orange, "fracture_open", "Open fracture"),
    sign(Orange, "burn_large", "Burn of more than 20 %"),
    sign(Orange, "burn_special", "Electrical, circumferential or chemical burn"),
    sign(Orange, "poisoning", "Poisoning or overdose"),
    sign(Orange, "diabetic_ketones", "Diabetic with glucose over 11 mmol/l and ketonuria"),
    sign(Orange, "vomiting_blood", "Vomiting fresh blood"),
    sign(Orange, "pregnancy_abdomen", "Pregnant with abdominal trauma or abdominal pain"),
    sign(Orange, "severe_pain", "Severe pain"),
    sign(Yellow, "bleeding_controlled", "Controlled bleeding"),
    sign(Yellow, "dislocation_small", "Dislocation of finger or toe"),
    sign(Yellow, "fracture_closed", "Closed fracture"),
    sign(Yellow, "burn_other", "Any other burn"),
    sign(Yellow, "abdominal_pain", "Abdominal pain"),
    sign(Yellow, "diabetic_high", "Diabetic with glucose over 17 mmol/l, without ketonuria"),
    sign(Yellow, "vomiting", "Vomiting persistently"),
    sign(Yellow, "pregnancy_trauma", "Pregnant with trauma elsewhere, or with vaginal bleeding"),
    sign(Yellow, "moderate_pain", "Moderate pain"),
];

const CHILD: &[Sign] = &[
    sign(Red, "not_breathing", "Not breathing, or reported to have stopped breathing"),
    sign(Red, "airway", "Obstructed breathing"),
    sign(Red, "cyanosis", "Central cyanosis, or oxygen saturation under 92 %"),
    sign(Red, "severe_distress", "Severe respiratory distress"),
    sign(
        Red,
        "shock",
        "Cold hands with two of: lethargy, weak and fast pulse, capillary refill of 3 s or more",
    ),
    sign(Red, "bleeding_uncontrolled", "Uncontrolled bleeding (not from the nose)"),
    sign(Red, "convulsing", "Convulsing, or just after it and not alert"),
    sign(Red, "coma", "Answers to pain only or not at all, or is confused"),
    sign(
        Red,
        "severe_dehydration",
        "Diarrhoea or vomiting with two of: lethargy or floppy, very sunken eyes, skin pinch of 2 s \
         or more",
    ),
    sign(Red, "burn_airway", "Burn of the face, or smoke inhaled"),
    sign(Red, "hypoglycaemia", "Glucose under 3 mmol/l"),
    sign(Red, "purpura", "Purpuric rash"),
    sign(Orange, "tiny_baby", "Younger than 2 months"),
    sign(Orange, "inconsolable", "Cries inconsolably, or severe pain"),
    sign(Orange, "sleepy", "Sleepier than normal"),
    sign(Orange, "poisoning", "Poisoning or overdose"),
    sign(Orange, "focal_neurology", "Acute focal neurology"),
    sign(Orange, "high_energy", "Severe mechanism of injury"),
    sign(Orange, "burn_large", "Burn of 10 % or more, or electrical, circumferential, chemical"),
    sign(Orange, "eye_injury", "Eye injury"),
    sign(Orange, "fracture_open", "Open fracture, or threatened limb"),
    sign(Orange, "dislocation_large", "Dislocation other than of finger or toe"),
    sign(Yellow, "some_distress", "Some respiratory distress"),
    sign(Yellow, "some_dehydration", "Diarrhoea or vomiting with some dehydration"),
    sign(Yellow, "not_drinking", "Cannot drink or feed, or vomits everything"),
    sign(Yellow, "malnutrition", "Severe wasting, or swelling of both feet"),
    sign(Yellow, "diabetic_unwell", "Unwell with known diabetes"),
    sign(Yellow, "burn_other", "Any other burn"),
    sign(Yellow, "fracture_closed", "Closed fracture"),
    sign(Yellow, "dislocation_small", "Dislocation of finger or toe"),
];

/// The signs of a band's chart.
pub(crate) fn chart(band: AgeBand) -> &'static [Sign] {
    if band == AgeBand::Adult { ADULT } else { CHILD }
}

/// The sign of a band's chart with this code.
pub(crate) fn of_code(band: AgeBand, code: &str) -> Option<&'static Sign> {
    chart(band).iter().find(|sign| sign.code == code)
}

/// The signs that age and consciousness are by themselves, whether or not somebody ticked them.
pub(crate) fn implied(
    band: AgeBand,
    age_years: Option<f64>,
    consciousness: Option<&str>,
) -> Vec<&'static Sign> {
    let conscious = match (band, consciousness) {
        (_, None | Some("alert"))
        | (AgeBand::YoungerChild | AgeBand::OlderChild, Some("voice")) => None,
        (AgeBand::Adult, Some(_)) => Some("reduced_consciousness"),
        (_, Some(_)) => Some("coma"),
    };
    let tiny = age_years.is_some_and(|age| age < 2.0 / 12.0).then_some("tiny_baby");
    [conscious, tiny].into_iter().flatten().filter_map(|code| of_code(band, code)).collect()
}

/// Which chart.
#[derive(Deserialize, TS)]
pub struct TriageSigns {
    #[ts(type = "\"younger_child\" | \"older_child\" | \"adult\"")]
    age_band: String,
}

/// A sign to tick.
#[derive(Serialize, TS)]
pub struct TriageSign {
    code: String,
    text: String,
    priority: String,
}

/// The signs of one chart, the most urgent first.
pub fn triage_signs(_: &Asking<'_>, request: TriageSigns) -> Result<Vec<TriageSign>, Refused> {
    let band = AgeBand::from_code(&request.age_band)
        .ok_or_else(|| Refused::field("age_band", "Choose younger child, older child or adult."))?;
    Ok(chart(band)
        .iter()
        .map(|sign| TriageSign {
            code: sign.code.to_owned(),
            text: sign.text.to_owned(),
            priority: sign.colour.code().to_owned(),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_stands_twice_on_a_chart_and_the_most_urgent_come_first() {
        for chart in [ADULT, CHILD] {
            for (index, sign) in chart.iter().enumerate() {
                assert!(!chart[..index].iter().any(|other| other.code == sign.code));
                assert!(index == 0 || chart[index - 1].colour <= sign.colour, "{}", sign.code);
            }
        }
    }

    #[test]
    fn confusion_is_an_emergency_in_a_child_and_very_urgent_in_an_adult() {
        let colour = |band| implied(band, Some(30.0), Some("confusion"))[0].colour;
        assert_eq!(colour(AgeBand::Adult), Orange);
        assert_eq!(colour(AgeBand::OlderChild), Red);
        assert!(implied(AgeBand::Adult, Some(30.0), Some("alert")).is_empty());
        let baby = implied(AgeBand::YoungerChild, Some(1.0 / 12.0), Some("alert"));
        assert_eq!(baby[0].code, "tiny_baby");
    }
}
