//! A patient agrees to something, or does not.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::organization::add_user::Made;
use crate::people::asked::{OnePatient, must_be_here, opened_list};
use crate::people::details::filled;
use crate::people::merged;
use crate::{Asking, Refused, Who, calendar};

/// To what, and who said so.
#[derive(Deserialize, TS)]
pub struct GiveConsent {
    patient_id: Uuid,
    #[ts(
        type = "\"treatment\" | \"privacy\" | \"research\" | \"advance_directive\" | \"photography\" | \"data_sharing\" | \"telemedicine\" | \"other\""
    )]
    kind: String,
    /// Whether it was refused.
    refused: bool,
    /// What was asked, in its words.
    wording: Option<String>,
    /// Today where nothing is said.
    given_on: Option<String>,
    valid_until_on: Option<String>,
    /// Who spoke for the patient, where it was not the patient.
    given_by_name: Option<String>,
    /// The signed paper.
    document_id: Option<Uuid>,
    notes: Option<String>,
}

/// Records what a patient said.
pub fn give_consent(
    write: &mut Write<'_>,
    who: &Who,
    request: GiveConsent,
) -> Result<Made, Refused> {
    must_be_here(write, request.patient_id)?;
    let now = write.now();
    let today = who.today(now);
    let given = filled(request.given_on.as_deref()).unwrap_or_else(|| today.to_string());
    if calendar::day("given_on", &given)? > today && calendar::believable(now) {
        return Err(Refused::field(
            "given_on",
            "The day of the consent must not lie in the future.",
        ));
    }
    let id = write.insert(
        "consents",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("kind", request.kind)
            .set("status", if request.refused { "refused" } else { "given" })
            .set("wording", filled(request.wording.as_deref()))
            .set("given_on", given)
            .set("valid_until_on", filled(request.valid_until_on.as_deref()))
            .set("given_by_name", filled(request.given_by_name.as_deref()))
            .set("document_id", request.document_id)
            .set("recorded_by", who.user_id)
            .set("notes", filled(request.notes.as_deref())),
    )?;
    Ok(Made { id })
}

/// A consent in a list.
#[derive(Serialize, Deserialize, TS)]
pub struct ConsentLine {
    id: Uuid,
    version: i64,
    kind: String,
    #[ts(type = "\"draft\" | \"given\" | \"refused\" | \"withdrawn\"")]
    status: String,
    /// Whether it counts today.
    holds: bool,
    wording: Option<String>,
    given_on: Option<String>,
    valid_until_on: Option<String>,
    given_by_name: Option<String>,
    document_id: Option<Uuid>,
    withdrawn_at: Option<i64>,
    notes: Option<String>,
}

/// A patient's consents.
#[derive(Serialize, TS)]
pub struct PatientConsents {
    patient_id: Uuid,
    consents: Vec<ConsentLine>,
}

/// What a patient agreed to and what not, the newest first.
pub fn consents(asking: &Asking<'_>, request: OnePatient) -> Result<PatientConsents, Refused> {
    let consents = lines(&asking.reader, request.patient_id, &asking.today().to_string())?;
    Ok(PatientConsents { patient_id: request.patient_id, consents })
}

/// Whose record was opened.
pub(crate) fn opened(consents: &PatientConsents) -> Opened {
    opened_list("consents", consents.patient_id)
}

pub(crate) fn lines(
    reader: &Reader<'_>,
    patient: Uuid,
    today: &str,
) -> Result<Vec<ConsentLine>, Refused> {
    Ok(reader.rows(
        &format!(
            "SELECT id, version, kind, status, status = 'given' AND \
             (valid_until_on IS NULL OR valid_until_on >= ?2) AS holds, wording, given_on, \
             valid_until_on, given_by_name, document_id, withdrawn_at, notes FROM consents \
             WHERE {} AND deleted_at IS NULL AND status <> 'entered_in_error' \
             ORDER BY coalesce(given_on, '') DESC, id DESC LIMIT 100",
            merged::is_one("patient_id")
        ),
        params![patient, today],
    )?)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    #[test]
    fn a_consent_counts_until_it_is_withdrawn_or_runs_out() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1990-01-05");
        let give = |kind: &str, refused: bool, on: Value, until: Value| {
            let request = json!({
                "patient_id": patient, "kind": kind, "refused": refused, "wording": null,
                "given_on": on, "valid_until_on": until, "given_by_name": null,
                "document_id": null, "notes": null
            });
            clinic.ask(clinic.receptionist, "people.give_consent", request)
        };
        let early = give("research", false, json!("2026-03-03"), json!(null)).unwrap_err();
        assert_eq!(early.field, Some("given_on"));
        let privacy = id_of(&give("privacy", false, json!(null), json!(null)).unwrap());
        give("research", true, json!("2026-03-01"), json!(null)).unwrap();
        give("photography", false, json!("2026-02-01"), json!("2026-03-01")).unwrap();
        let listed = || {
            let request = json!({ "patient_id": patient });
            let list = clinic.ask(clinic.nurse, "people.consents", request).unwrap();
            let lines = list["consents"].as_array().unwrap().clone();
            lines.iter().map(|c| (c["kind"].clone(), c["holds"].clone())).collect::<Vec<_>>()
        };
        let line = |kind: &str, holds: bool| (json!(kind), json!(holds));
        assert_eq!(
            listed(),
            [line("privacy", true), line("research", false), line("photography", false)]
        );
        let withdraw = || {
            let request = json!({ "id": privacy, "version": 0, "notes": "by telephone" });
            clinic.ask(clinic.receptionist, "people.withdraw_consent", request)
        };
        withdraw().unwrap();
        assert_eq!(listed()[0], line("privacy", false));
        assert!(withdraw().unwrap_err().sentence.contains("not given"));
    }
}
