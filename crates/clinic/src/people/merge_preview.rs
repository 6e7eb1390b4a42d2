//! Two records side by side, before they are declared one person's.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::people::details::form;
use crate::people::duplicates::OnRecord;
use crate::people::line::{Lines, PatientLine};
use crate::people::linkage::{Frequencies, Person, likeness};
use crate::people::merged;
use crate::{Asking, Refused};

/// Which two.
#[derive(Deserialize, TS)]
pub struct MergePreviewAsked {
    patient_id: Uuid,
    other_patient_id: Uuid,
}

/// One of two records, with what hangs on it as far as the person may see that.
#[derive(Serialize, TS)]
pub struct MergeSide {
    patient: PatientLine,
    version: i64,
    registered_at: i64,
    visits: u32,
    appointments: u32,
    prescriptions: u32,
    invoices: u32,
}

/// One line of the form, side by side.
#[derive(Serialize, TS)]
pub struct MergeField {
    /// Its name as in the patient's details.
    field: String,
    one: Option<String>,
    other: Option<String>,
    differs: bool,
}

/// Two records side by side.
#[derive(Serialize, TS)]
pub struct MergePreview {
    one: MergeSide,
    other: MergeSide,
    fields: Vec<MergeField>,
    /// The probability that the two are one person.
    score: f64,
    reasons: Vec<String>,
    /// Whether they are one person's already.
    merged: bool,
    /// The record with more visits, or else the older one.
    suggested_patient_id: Uuid,
}

/// Two records side by side.
pub fn merge_preview(
    asking: &Asking<'_>,
    request: MergePreviewAsked,
) -> Result<MergePreview, Refused> {
    let reader = &asking.reader;
    let (a, b) = (request.patient_id, request.other_patient_id);
    let (one, other) = (side(asking, a)?, side(asking, b)?);
    let found = match (OnRecord::read(reader, a)?, OnRecord::read(reader, b)?) {
        (Some(one), Some(other)) => {
            let usual = Frequencies::among(PEOPLE_USUALLY);
            Some(likeness(&Person::of(&one.said()), &Person::of(&other.said()), &usual))
        }
        _ => None,
    };
    let older = if one.registered_at <= other.registered_at { a } else { b };
    let suggested_patient_id = match one.visits.cmp(&other.visits) {
        std::cmp::Ordering::Greater => a,
        std::cmp::Ordering::Less => b,
        std::cmp::Ordering::Equal => older,
    };
    Ok(MergePreview {
        fields: fields(asking, a, b)?,
        score: found.as_ref().map_or(0.0, |found| (found.score * 1_000.0).round() / 1_000.0),
        reasons: found
            .map(|found| found.reasons.into_iter().map(str::to_owned).collect())
            .unwrap_or_default(),
        merged: merged::set_of(reader, a)?.contains(&b),
        suggested_patient_id,
        one,
        other,
    })
}

/// How many people a clinic's town is taken to have where two records are looked at alone.
const PEOPLE_USUALLY: u64 = 1_000;

fn side(asking: &Asking<'_>, id: Uuid) -> Result<MergeSide, Refused> {
    let reader = &asking.reader;
    let (version, _, _) = form(reader, id)?;
    let registered_at: Option<i64> =
        reader.value("SELECT created_at FROM patients WHERE id = ?1", params![id])?;
    let count = |table: &str| -> Result<u32, Refused> {
        if !asking.who.sees(table) {
            return Ok(0);
        }
        let sql =
            format!("SELECT count(*) FROM {table} WHERE patient_id = ?1 AND deleted_at IS NULL");
        Ok(reader.value(&sql, params![id])?.unwrap_or(0))
    };
    Ok(MergeSide {
        patient: Lines::of(asking).line(id)?,
        version,
        registered_at: registered_at.unwrap_or(0),
        visits: count("visits")?,
        appointments: count("appointments")?,
        prescriptions: count("prescriptions")?,
        invoices: count("invoices")?,
    })
}

/// The two forms line by line, those that are empty on both left out.
fn fields(asking: &Asking<'_>, a: Uuid, b: Uuid) -> Result<Vec<MergeField>, Refused> {
    let of = |id: Uuid| -> Result<Value, Refused> {
        let (_, _, details) = form(&asking.reader, id)?;
        serde_json::to_value(details)
            .map_err(|_| Refused::because("This record could not be shown. Please report this."))
    };
    let (one, other) = (of(a)?, of(b)?);
    let text =
        |form: &Value, field: &str| form.get(field).and_then(Value::as_str).map(str::to_owned);
    let names = one.as_object().map(|form| form.keys().cloned().collect::<Vec<_>>());
    Ok(names
        .unwrap_or_default()
        .into_iter()
        .map(|field| {
            let (one, other) = (text(&one, &field), text(&other, &field));
            MergeField { differs: one != other, field, one, other }
        })
        .filter(|field| field.one.is_some() || field.other.is_some())
        .collect())
}

/// Whose record was opened: the other one is compared with it.
pub(crate) fn opened(preview: &MergePreview) -> Opened {
    let id = preview.one.patient.id;
    Opened { table: "patients", row: id, patient: id }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn what_differs_stands_side_by_side_and_the_record_in_use_is_suggested() {
        let clinic = Clinic::found();
        let older = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.pass_minutes(1);
        let newer = clinic.patient("Helena", "Marín", "1960-01-05");
        let visit = json!({ "patient_id": newer, "appointment_id": null, "kind": "routine", "reason": null });
        let preview = || {
            let request = json!({ "patient_id": older, "other_patient_id": newer });
            clinic.ask(clinic.doctor, "people.merge_preview", request).unwrap()
        };
        let shown = preview();
        assert_eq!(shown["suggested_patient_id"], json!(older));
        let field = |name: &str| {
            let all = shown["fields"].as_array().unwrap();
            all.iter().find(|field| field["field"] == name).cloned()
        };
        assert_eq!(
            field("given_name").unwrap(),
            json!({ "field": "given_name", "one": "Elena", "other": "Helena", "differs": true })
        );
        assert_eq!(field("family_name").unwrap()["differs"], false);
        assert_eq!(field("email"), None);
        assert!(shown["score"].as_f64().unwrap() > 0.5);
        clinic.ask(clinic.doctor, "encounters.start_visit", visit).unwrap();
        let shown = preview();
        assert_eq!(shown["other"]["visits"], 1);
        assert_eq!(shown["suggested_patient_id"], json!(newer));
    }
}
