//! Something is done, or prepared.

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::belongs;
use crate::encounters::icd10;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::records::append::{Entry, append};
use crate::{Refused, Who, calendar};

/// How far a procedure has come when it is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProcedureStage {
    /// It is being prepared.
    Preparation,
    /// It goes on.
    InProgress,
    /// It is done.
    Completed,
}

impl ProcedureStage {
    /// Its status.
    pub(crate) fn status(self) -> &'static str {
        match self {
            Self::Preparation => "preparation",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
        }
    }
}

/// What is done, where and why.
#[derive(Deserialize, TS)]
pub struct RecordProcedure {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    procedure_text: String,
    code_system: Option<String>,
    code: Option<String>,
    category: Option<String>,
    stage: ProcedureStage,
    /// Now where nothing is said and it has begun.
    started_at: Option<i64>,
    ended_at: Option<i64>,
    reason_text: Option<String>,
    reason_icd10_code: Option<String>,
    body_site: Option<String>,
    outcome_text: Option<String>,
    notes: Option<String>,
}

/// Writes a procedure down. One that is done goes into the chained record.
pub fn record_procedure(
    write: &mut Write<'_>,
    who: &Who,
    request: RecordProcedure,
) -> Result<Made, Refused> {
    belongs(write, request.patient_id, request.visit_id)?;
    let text = |field: &Option<String>| filled(field.as_deref());
    let now = write.now();
    let begun = request.stage != ProcedureStage::Preparation;
    let started_at = request.started_at.or(begun.then_some(now));
    not_yet_to_come("started_at", started_at.filter(|_| begun), now)?;
    not_yet_to_come("ended_at", request.ended_at, now)?;
    let code = text(&request.code);
    if code.is_some() && text(&request.code_system).is_none() {
        return Err(Refused::field(
            "code_system",
            "Say whose code it is, such as CPT or SNOMED CT.",
        ));
    }
    let reason_code = text(&request.reason_icd10_code);
    if let Some(code) = &reason_code {
        let known: Option<i64> =
            write.value("SELECT 1 FROM icd10_codes WHERE code = ?1", params![code])?;
        known.ok_or_else(|| {
            Refused::field("reason_icd10_code", "This is not a code of ICD-10-CM.")
        })?;
    }
    let id = write.insert(
        "procedures",
        Cells::new()
            .set("site_id", who.site.id)
            .set("patient_id", request.patient_id)
            .set("visit_id", request.visit_id)
            .set("practitioner_id", who.practitioner_id)
            .set("procedure_text", request.procedure_text.trim())
            .set("code_system", text(&request.code_system).filter(|_| code.is_some()))
            .set("code", code)
            .set("category", text(&request.category))
            .set("status", request.stage.status())
            .set("started_at", started_at)
            .set("ended_at", request.ended_at)
            .set("reason_text", text(&request.reason_text))
            .set("reason_code_system", reason_code.as_ref().map(|_| icd10::SYSTEM))
            .set("reason_code", reason_code)
            .set("body_site", text(&request.body_site))
            .set("outcome_text", text(&request.outcome_text))
            .set("recorded_by", who.user_id)
            .set("notes", text(&request.notes)),
    )?;
    if request.stage == ProcedureStage::Completed {
        chain(write, who, id)?;
    }
    Ok(Made { id })
}

/// Refuses what is said to have happened and lies ahead, unless the clock cannot be right.
pub(crate) fn not_yet_to_come(
    field: &'static str,
    at: Option<i64>,
    now: i64,
) -> Result<(), Refused> {
    if at.is_some_and(|at| at > now + calendar::MINUTE) && calendar::believable(now) {
        return Err(Refused::field(field, "This must not lie in the future."));
    }
    Ok(())
}

/// A procedure as it ended, for the chained record.
#[derive(Serialize, Deserialize)]
struct Ended {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    practitioner_id: Option<Uuid>,
    procedure_text: String,
    code_system: Option<String>,
    code: Option<String>,
    status: String,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    reason_text: Option<String>,
    body_site: Option<String>,
    outcome_text: Option<String>,
    notes: Option<String>,
}

/// Appends how a procedure ended to the chained record.
pub(crate) fn chain(write: &mut Write<'_>, who: &Who, id: Uuid) -> Result<(), Refused> {
    let ended: Option<Ended> = write.row(
        "SELECT patient_id, visit_id, practitioner_id, procedure_text, code_system, code, status, \
         started_at, ended_at, reason_text, body_site, outcome_text, notes FROM procedures \
         WHERE id = ?1",
        params![id],
    )?;
    let ended = ended.ok_or_else(|| Refused::gone("procedure"))?;
    let patient = ended.patient_id;
    let source = Some(("procedures", id));
    append(write, who, Entry { patient, record_type: "procedure", content: json!(ended), source })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn procedure(patient: Uuid, stage: &str) -> Value {
        json!({
            "patient_id": patient, "visit_id": null, "procedure_text": "Suture of the left hand",
            "code_system": null, "code": null, "category": null, "stage": stage,
            "started_at": null, "ended_at": null, "reason_text": "cut",
            "reason_icd10_code": null, "body_site": "left hand", "outcome_text": null,
            "notes": null
        })
    }

    #[test]
    fn a_procedure_is_prepared_done_and_chained_once_or_abandoned_with_its_reason() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let record = |what: Value| clinic.ask(clinic.doctor, "encounters.record_procedure", what);
        let done = id_of(&record(procedure(patient, "preparation")).unwrap());
        let update = |id, stage: &str| {
            let to = json!({
                "id": id, "version": 0, "stage": stage, "ended_at": null,
                "outcome_text": "four stitches", "notes": null
            });
            clinic.ask(clinic.doctor, "encounters.update_procedure", to)
        };
        let chained = |id| {
            let sql =
                "SELECT count(*) FROM ehr_entries WHERE row_id = ?1 AND record_type = 'procedure'";
            clinic.number(sql, id)
        };
        update(done, "in_progress").unwrap();
        assert_eq!(chained(done), Some(0));
        update(done, "completed").unwrap();
        assert_eq!(chained(done), Some(1));
        assert!(update(done, "in_progress").is_err());

        let left = id_of(&record(procedure(patient, "in_progress")).unwrap());
        let abandon = |id, reason: &str| {
            let stop = json!({ "id": id, "version": 0, "reason": reason });
            clinic.ask(clinic.doctor, "encounters.abandon_procedure", stop)
        };
        assert_eq!(abandon(left, "").unwrap_err().field, Some("reason"));
        abandon(left, "patient fainted").unwrap();
        assert!(abandon(done, "late").is_err());
        let list = json!({ "patient_id": patient, "older": null });
        let list = clinic.ask(clinic.nurse, "encounters.procedures", list).unwrap();
        let by = |id| {
            let all = list["procedures"].as_array().unwrap();
            all.iter().find(|line| line["id"] == json!(id)).unwrap().clone()
        };
        assert_eq!(by(left)["status"], "stopped");
        assert_eq!(by(left)["outcome"], "patient fainted");
        assert_eq!(by(done)["outcome"], "four stitches");
    }

    #[test]
    fn what_lies_ahead_was_not_done_and_a_code_says_whose_it_is() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let record = |user, what: Value| clinic.ask(user, "encounters.record_procedure", what);
        let mut ahead = procedure(patient, "completed");
        ahead["started_at"] = json!(clinic.now() + crate::calendar::HOUR);
        let refused = record(clinic.doctor, ahead.clone()).unwrap_err();
        assert_eq!(refused.field, Some("started_at"));
        ahead["stage"] = json!("preparation");
        record(clinic.doctor, ahead).unwrap();
        let mut coded = procedure(patient, "completed");
        coded["code"] = json!("12001");
        assert_eq!(record(clinic.doctor, coded).unwrap_err().field, Some("code_system"));
        let mut wrong = procedure(patient, "completed");
        wrong["reason_icd10_code"] = json!("nonsense");
        assert_eq!(record(clinic.doctor, wrong).unwrap_err().field, Some("reason_icd10_code"));
        let nurse = record(clinic.nurse, procedure(patient, "completed")).unwrap_err();
        assert_eq!(nurse.code, Some("not_allowed"));
    }

    #[test]
    fn a_procedure_of_the_wrong_record_is_struck_with_its_reason() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let done = procedure(patient, "completed");
        let id = id_of(&clinic.ask(clinic.doctor, "encounters.record_procedure", done).unwrap());
        let strike = |reason: &str| {
            let request = json!({ "id": id, "version": 0, "reason": reason });
            clinic.ask(clinic.doctor, "encounters.strike_procedure", request)
        };
        assert_eq!(strike("").unwrap_err().field, Some("reason"));
        strike("It was her sister").unwrap();
        let stands = "SELECT status || ': ' || notes FROM procedures WHERE id = ?1";
        let stands = clinic.text(stands, id);
        assert_eq!(stands.as_deref(), Some("entered_in_error: It was her sister"));
        let chained = "SELECT count(*) FROM ehr_entries WHERE row_id = ?1";
        assert_eq!(clinic.number(chained, id), Some(2), "done, then struck");
        assert!(strike("again").is_err());
    }
}
