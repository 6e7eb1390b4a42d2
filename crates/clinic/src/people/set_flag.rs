//! What everybody must know before they touch a patient.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::asked::must_be_here;
use crate::people::details::filled;
use crate::people::merged;
use crate::{Refused, Who};

/// What it is, and how much it weighs.
#[derive(Deserialize, TS)]
pub struct SetFlag {
    patient_id: Uuid,
    #[ts(
        type = "\"pregnancy\" | \"breastfeeding\" | \"code_status\" | \"infection\" | \"fall_risk\" | \"behaviour\" | \"implant\" | \"anticoagulation\" | \"communication\" | \"other\""
    )]
    kind: String,
    text: String,
    #[ts(type = "\"info\" | \"caution\" | \"danger\" | null")]
    severity: Option<String>,
    /// Today where nothing is said.
    started_on: Option<String>,
    /// Its last day, where that is known beforehand.
    ended_on: Option<String>,
    notes: Option<String>,
}

/// Flags a patient.
pub fn set_flag(write: &mut Write<'_>, who: &Who, request: SetFlag) -> Result<Made, Refused> {
    must_be_here(write, request.patient_id)?;
    let today = who.today(write.now()).to_string();
    let id = write.insert(
        "patient_flags",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("kind", request.kind)
            .set("text", request.text.trim())
            .set("severity", request.severity)
            .set("started_on", filled(request.started_on.as_deref()).unwrap_or(today))
            .set("ended_on", filled(request.ended_on.as_deref()))
            .set("recorded_by", who.user_id)
            .set("notes", filled(request.notes.as_deref())),
    )?;
    Ok(Made { id })
}

/// A flag that holds.
#[derive(Serialize, Deserialize, TS)]
pub struct FlagLine {
    id: Uuid,
    version: i64,
    kind: String,
    text: String,
    severity: Option<String>,
    started_on: Option<String>,
    ended_on: Option<String>,
    notes: Option<String>,
}

/// Flags that hold on `today`, the most dangerous first.
pub(crate) fn lines(
    reader: &Reader<'_>,
    patient: Uuid,
    today: &str,
) -> Result<Vec<FlagLine>, Refused> {
    Ok(reader.rows(
        &format!(
            "SELECT id, version, kind, text, severity, started_on, ended_on, notes \
             FROM patient_flags WHERE {} AND deleted_at IS NULL \
             AND (ended_on IS NULL OR ended_on >= ?2) \
             ORDER BY CASE severity WHEN 'danger' THEN 1 WHEN 'caution' THEN 2 ELSE 3 END, \
             started_on, id LIMIT 50",
            merged::is_one("patient_id")
        ),
        params![patient, today],
    )?)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn a_flag_stands_on_the_chart_of_those_who_treat_until_it_is_ended() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1990-01-05");
        let set = |text: &str, severity: &str, until: Option<&str>| {
            let request = json!({
                "patient_id": patient, "kind": "other", "text": text, "severity": severity,
                "started_on": "2026-02-01", "ended_on": until, "notes": null
            });
            clinic.ask(clinic.nurse, "people.set_flag", request)
        };
        assert_eq!(set("", "info", None).unwrap_err().field, Some("text"));
        set("Hard of hearing", "info", None).unwrap();
        set("MRSA", "caution", Some("2026-03-01")).unwrap();
        let pregnant = id_of(&set("Pregnant", "danger", None).unwrap());
        let flags = |user| {
            let request = json!({ "patient_id": patient });
            let chart = clinic.ask(user, "people.chart", request).unwrap();
            let flags = chart["flags"].as_array().unwrap().clone();
            flags.iter().map(|flag| flag["text"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(flags(clinic.doctor), ["Pregnant", "Hard of hearing"]);
        assert_eq!(flags(clinic.receptionist), [json!(null); 0]);
        let end = json!({ "id": pregnant, "version": 0 });
        clinic.ask(clinic.nurse, "people.end_flag", end).unwrap();
        clinic.pass_minutes(24 * 60);
        assert_eq!(flags(clinic.doctor), ["Hard of hearing"]);
    }
}
