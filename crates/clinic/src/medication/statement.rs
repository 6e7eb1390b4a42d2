//! What the patient says they take: prescribed elsewhere, or bought.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::visit_belongs;
use crate::medication::formulary::Formulary;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::scheduling::appointment::patient_may_come;
use crate::{Nothing, Refused, Who, calendar};

/// What the patient takes, as told.
#[derive(Deserialize, TS)]
pub struct AddStatement {
    patient_id: Uuid,
    #[ts(optional = nullable)]
    visit_id: Option<Uuid>,
    medication_text: String,
    #[ts(optional = nullable)]
    medication_id: Option<Uuid>,
    #[ts(optional = nullable)]
    dosage_text: Option<String>,
    #[ts(optional = nullable)]
    started_on: Option<String>,
    /// Who says so: the patient, a relative, a letter.
    #[ts(optional = nullable)]
    source_text: Option<String>,
    /// Why it is taken.
    #[ts(optional = nullable)]
    reason_text: Option<String>,
    #[ts(optional = nullable)]
    notes: Option<String>,
}

/// Which statement, and since when it no longer holds.
#[derive(Deserialize, TS)]
pub struct EndStatement {
    id: Uuid,
    version: i64,
    /// `YYYY-MM-DD`; today where nothing is said.
    ended_on: Option<String>,
    /// Whether it was never taken and noted by mistake.
    entered_in_error: bool,
    reason: Option<String>,
}

/// Notes a medicine that the patient takes. From then on it is compared with what is prescribed.
pub fn add_statement(
    write: &mut Write<'_>,
    who: &Who,
    request: AddStatement,
) -> Result<Made, Refused> {
    patient_may_come(write, request.patient_id)?;
    visit_belongs(write, request.patient_id, request.visit_id)?;
    let now = write.now();
    let started = filled(request.started_on.as_deref());
    if let Some(started) = &started
        && calendar::day("started_on", started)? > who.today(now)
        && calendar::believable(now)
    {
        return Err(Refused::field("started_on", "The first day must not lie in the future."));
    }
    let formulary = Formulary::read(write, who.organization_id)?;
    let text = request.medication_text.trim();
    let product = formulary.chosen(request.medication_id, text)?;
    let code = product
        .and_then(|medicine| medicine.code_system.as_deref().zip(medicine.code.as_deref()))
        .or_else(|| formulary.code(text));
    let id = write.insert(
        "medication_statements",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("visit_id", request.visit_id)
            .set("medication_text", text)
            .set("medication_id", product.map(|medicine| medicine.id))
            .set("code_system", code.map(|(system, _)| system.to_owned()))
            .set("code", code.map(|(_, code)| code.to_owned()))
            .set("dosage_text", filled(request.dosage_text.as_deref()))
            .set("status", "active")
            .set("started_on", started)
            .set("source_text", filled(request.source_text.as_deref()))
            .set("reason_text", filled(request.reason_text.as_deref()))
            .set("notes", filled(request.notes.as_deref()))
            .set("recorded_at", now)
            .set("recorded_by", who.user_id),
    )?;
    Ok(Made { id })
}

/// Ends a statement; it stays on record.
pub fn end_statement(
    write: &mut Write<'_>,
    who: &Who,
    request: EndStatement,
) -> Result<Nothing, Refused> {
    let status: Option<String> = write.value(
        "SELECT status FROM medication_statements WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    match status.as_deref() {
        Some("active" | "unknown") => {}
        Some(_) => return Err(Refused::because("This medicine is not being taken any more.")),
        None => return Err(Refused::gone("statement")),
    }
    let mut cells = Cells::new();
    if request.entered_in_error {
        cells.put("status", "entered_in_error");
    } else {
        let today = who.today(write.now()).to_string();
        cells.put("status", "stopped");
        cells.put("ended_on", filled(request.ended_on.as_deref()).unwrap_or(today));
    }
    if let Some(reason) = filled(request.reason.as_deref()) {
        cells.put("notes", reason);
    }
    write.update("medication_statements", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn what_is_no_longer_taken_stays_on_record_and_warns_no_more() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let statement = json!({
            "patient_id": patient, "medication_text": "Warfarin 5 mg", "source_text": "daughter"
        });
        let made = clinic.ask(clinic.nurse, "medication.add_statement", statement).unwrap();
        let warned = || {
            let check = json!({ "patient_id": patient, "medication_text": "Ibuprofen 400 mg" });
            let checked = clinic.ask(clinic.nurse, "medication.check", check).unwrap();
            checked["warnings"].as_array().unwrap().iter().any(|w| w["kind"] == "interaction")
        };
        assert!(warned());
        let end = |ended: &str| {
            json!({
                "id": id_of(&made), "version": 0, "ended_on": ended, "entered_in_error": false,
                "reason": null
            })
        };
        let wrong = clinic.ask(clinic.nurse, "medication.end_statement", end("soon")).unwrap_err();
        assert_eq!(wrong.field, Some("ended_on"));
        clinic.ask(clinic.nurse, "medication.end_statement", end("2026-02-20")).unwrap();
        assert!(!warned());
        let again = clinic.ask(clinic.nurse, "medication.end_statement", end("2026-02-20"));
        assert!(again.unwrap_err().sentence.contains("not being taken"));
        let future = json!({
            "patient_id": patient, "medication_text": "Aspirin", "started_on": "2026-03-03"
        });
        let refused = clinic.ask(clinic.nurse, "medication.add_statement", future).unwrap_err();
        assert_eq!(refused.field, Some("started_on"));
    }
}
