//! The paper that a pharmacy needs.

use serde::Deserialize;
use serde_json::{Value, json};
use store::params;
use uuid::Uuid;

use super::receipt::short;
use super::words::{Words, joined};
use super::{Desk, Paper, gone, heading};
use crate::Refusal;

pub(super) fn read(desk: &Desk<'_>, id: Uuid) -> Result<Paper, Refusal> {
    #[derive(Deserialize)]
    struct Row {
        patient_id: Uuid,
        practitioner_id: Option<Uuid>,
        prescribed_at: i64,
        status: String,
        diagnosis_text: Option<String>,
        notes: Option<String>,
        created_by: Option<Uuid>,
    }
    desk.require("prescriptions")?;
    let row: Option<Row> = desk.reader.row(
        "SELECT patient_id, practitioner_id, prescribed_at, status, diagnosis_text, notes, \
         created_by FROM prescriptions WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    let row = row.ok_or_else(|| gone("prescription"))?;
    // The pharmacy reads the clinic's language; how a medicine is taken stands there in the
    // patient's as well.
    let words = desk.words;
    let patients = desk.for_patient(row.patient_id)?;
    let zone = desk.who.site.time_zone;
    let prescriber = match heading::practitioner(desk, words, row.practitioner_id)? {
        Some(prescriber) => Some(prescriber),
        None => heading::person(desk, row.created_by)?.map(|name| json!({ "name": name })),
    };
    let content = json!({
        "heading": heading::read(desk, words, row.patient_id)?,
        "prescribed_on": words.day_of(zone, row.prescribed_at),
        "cancelled": matches!(row.status.as_str(), "cancelled" | "stopped" | "entered_in_error"),
        "prescriber": prescriber,
        "allergies": allergies_line(desk, words, row.patient_id)?,
        "diagnosis": row.diagnosis_text,
        "items": items(desk, (words, patients), "prescription_id = ?1", id)?,
        "notes": row.notes,
    });
    let name = format!("Prescription {} {}", desk.day_in_name(row.prescribed_at), short(id));
    let patient = row.patient_id;
    Ok(Paper {
        template: "prescription.typ",
        name,
        table: "prescriptions",
        patient,
        words,
        content,
    })
}

/// What the patient must not be given, whichever of the patient's records says so.
pub(super) fn allergies(desk: &Desk<'_>, patient: Uuid) -> Result<Vec<String>, Refusal> {
    Ok(clinic::people::not_to_be_given::not_to_be_given(desk.reader, patient)?)
}

/// The allergies as one sentence, where there are any.
pub(super) fn allergies_line(
    desk: &Desk<'_>,
    words: Words,
    patient: Uuid,
) -> Result<Option<String>, Refusal> {
    let names = allergies(desk, patient)?;
    let sentence = || words.with("allergies-are", &[("names", words.list(&names).into())]);
    Ok((!names.is_empty()).then(sentence))
}

/// The medicines for which `condition` holds of `id`, as they are printed in the first
/// language; how they are taken is said in the second too, where that is another.
pub(super) fn items(
    desk: &Desk<'_>,
    languages: (Words, Words),
    condition: &str,
    id: Uuid,
) -> Result<Vec<Value>, Refusal> {
    let items: Vec<Item> = desk.reader.rows(
        &format!(
            "SELECT {ITEM} FROM prescription_items \
             WHERE {condition} AND deleted_at IS NULL \
             AND status NOT IN ('cancelled', 'entered_in_error') ORDER BY created_at, id"
        ),
        params![id],
    )?;
    Ok(items.into_iter().map(|item| item.printed(languages)).collect())
}

const ITEM: &str = "medication_text, dose_amount, dose_unit, route, frequency_text, \
    frequency_count, frequency_period, frequency_period_unit, as_needed, dosage_text, \
    duration_days, duration_text, quantity, quantity_unit, refills_allowed, \
    substitution_allowed, instructions, indication";

/// One medicine of a prescription.
#[derive(Deserialize)]
pub(super) struct Item {
    pub medication_text: String,
    dose_amount: Option<f64>,
    dose_unit: Option<String>,
    route: Option<String>,
    frequency_text: Option<String>,
    frequency_count: Option<i64>,
    frequency_period: Option<f64>,
    frequency_period_unit: Option<String>,
    as_needed: bool,
    dosage_text: Option<String>,
    duration_days: Option<i64>,
    duration_text: Option<String>,
    quantity: Option<f64>,
    quantity_unit: Option<String>,
    refills_allowed: Option<i64>,
    substitution_allowed: Option<bool>,
    pub instructions: Option<String>,
    indication: Option<String>,
}

impl Item {
    pub fn read(desk: &Desk<'_>, id: Uuid) -> Result<Option<Self>, store::Error> {
        desk.reader
            .row(&format!("SELECT {ITEM} FROM prescription_items WHERE id = ?1"), params![id])
    }

    fn printed(&self, (words, patients): (Words, Words)) -> Value {
        let quantity = self.quantity.map(|quantity| {
            let amount = joined(&[Some(&words.number(quantity)), self.quantity_unit.as_deref()]);
            words.with("quantity-is", &[("amount", amount.into())])
        });
        let for_patient = (patients != words && self.is_put_together()).then(|| {
            let taken = [Some(self.dosage(patients)), self.duration(patients)];
            let taken: Vec<String> = taken.into_iter().flatten().collect();
            json!({
                "text": patients.list(&taken),
                "lang": patients.0.tag(),
                "dir": patients.0.direction(),
            })
        });
        json!({
            "medicine": self.medication_text,
            "dosage": self.dosage(words),
            "duration": self.duration(words),
            "quantity": quantity,
            "refills": self.refills_allowed.map(|count| words.counted("refills", count as f64)),
            "no_substitution": (self.substitution_allowed == Some(false))
                .then(|| words.say("no-substitution")),
            "instructions": self.instructions,
            "indication": self.indication,
            "for_patient": for_patient,
        })
    }

    /// Whether the dosage is put together from its parts, which each language has words for, and
    /// not written by hand.
    fn is_put_together(&self) -> bool {
        self.dosage_text.as_deref().is_none_or(|text| text.trim().is_empty())
    }

    pub fn duration(&self, words: Words) -> Option<String> {
        let for_text = |text: &String| words.with("for-time", &[("time", text.as_str().into())]);
        match self.duration_days {
            Some(days) => Some(words.counted("for-days", days as f64)),
            None => self.duration_text.as_ref().map(for_text),
        }
    }

    /// What was written, or dose, route and times in one line.
    pub fn dosage(&self, words: Words) -> String {
        if let Some(text) = self.dosage_text.as_deref()
            && !self.is_put_together()
        {
            return text.to_owned();
        }
        let route = self.route.as_deref().map(|route| route_in(words, route));
        let times = match self.frequency_text.as_deref() {
            Some(text) => Some(often(words, text)),
            None => self.times(words),
        };
        words.list(&[
            self.dose(words),
            route.unwrap_or_default(),
            times.unwrap_or_default(),
            if self.as_needed { words.say("as-needed") } else { String::new() },
        ])
    }

    /// `2 tablets`, in the language's own form where it has a word for the unit.
    fn dose(&self, words: Words) -> String {
        let unit = self.dose_unit.as_deref().map(str::trim).unwrap_or_default();
        let plain = unit.to_lowercase();
        let known = ["tablet", "capsule", "drop", "puff"]
            .into_iter()
            .find(|known| plain == *known || plain.strip_suffix('s') == Some(*known));
        match (self.dose_amount, known) {
            (Some(amount), Some(known)) => words.counted(&format!("unit-{known}"), amount),
            (amount, _) => {
                joined(&[amount.map(|amount| words.number(amount)).as_deref(), Some(unit)])
            }
        }
    }

    fn times(&self, words: Words) -> Option<String> {
        let count = self.frequency_count? as f64;
        let unit = self.frequency_period_unit.as_deref().unwrap_or("day");
        Some(match self.frequency_period.unwrap_or(1.0) {
            period if (period - 1.0).abs() < f64::EPSILON => {
                words.counted(&format!("times-per-{unit}"), count)
            }
            period => {
                let period = words.counted(&format!("period-{unit}"), period);
                words.with("times-every", &[("count", count.into()), ("period", period.into())])
            }
        })
    }
}

/// How a route is said to the patient. Routes are typed by hand beside those that are proposed.
fn route_in(words: Words, route: &str) -> String {
    let plain = route.trim().to_lowercase();
    words.0.say(&format!("route-{plain}")).unwrap_or(plain)
}

/// How often, where it is one of the form's proposals; as it was typed where not.
fn often(words: Words, text: &str) -> String {
    let key = format!("often-{}", text.trim().to_lowercase().replace(' ', "-"));
    words.0.say(&key).unwrap_or_else(|| text.to_owned())
}
