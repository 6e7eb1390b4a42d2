//! A diagnosis.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::belongs;
use crate::encounters::conditions::state::remember;
use crate::encounters::excludes::Judged;
use crate::encounters::{excludes, icd10};
use crate::people::details::filled;
use crate::people::merged;
use crate::{Refused, Who, calendar};

/// What the patient has.
#[derive(Deserialize, TS)]
pub struct Diagnose {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    icd10_code: Option<String>,
    condition_name: String,
    severity: Option<String>,
    status: String,
    onset_on: Option<String>,
    notes: Option<String>,
}

/// The new problem, and what a coder would say about it.
#[derive(Serialize, TS)]
pub struct Diagnosed {
    pub(crate) id: Uuid,
    pub(crate) warnings: Vec<String>,
}

/// Adds a problem. A code that only groups others, and codes that exclude each other, are told and
/// not refused: the doctor decides.
pub fn diagnose(write: &mut Write<'_>, who: &Who, request: Diagnose) -> Result<Diagnosed, Refused> {
    belongs(write, request.patient_id, request.visit_id)?;
    let code = filled(request.icd10_code.as_deref());
    let warnings = match &code {
        Some(code) => warnings(write, request.patient_id, code)?,
        None => Vec::new(),
    };
    let onset = filled(request.onset_on.as_deref());
    let now = write.now();
    if let Some(onset) = &onset
        && calendar::day("onset_on", onset)? > who.today(now)
        && calendar::believable(now)
    {
        return Err(Refused::field("onset_on", "The onset must not lie in the future."));
    }
    let category =
        if request.visit_id.is_some() { "encounter_diagnosis" } else { "problem_list_item" };
    let id = write.insert(
        "medical_conditions",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("visit_id", request.visit_id)
            .set("condition_text", request.condition_name.trim())
            .set("code_system", code.as_ref().map(|_| icd10::SYSTEM))
            .set("code", code)
            .set("category", category)
            .set("severity", request.severity)
            .set("status", request.status)
            .set("onset_on", onset)
            .set("diagnosed_on", who.today(now).to_string())
            .set("diagnosed_by", who.practitioner_id)
            .set("recorded_at", now)
            .set("recorded_by", who.user_id)
            .set("notes", filled(request.notes.as_deref())),
    )?;
    remember(write, who, id, "diagnosed", None)?;
    Ok(Diagnosed { id, warnings })
}

#[derive(Deserialize)]
struct Known {
    code: String,
    description: String,
    is_leaf: bool,
}

/// What a coder would say about giving a patient this code; refuses what is no code of ICD-10-CM.
pub(crate) fn warnings(
    reader: &Reader<'_>,
    patient: Uuid,
    code: &str,
) -> Result<Vec<String>, Refused> {
    let known: Option<Known> = reader
        .row("SELECT code, description, is_leaf FROM icd10_codes WHERE code = ?1", params![code])?;
    let known = known.ok_or_else(|| {
        Refused::field("icd10_code", "This is not a code of ICD-10-CM. Choose one from the list.")
    })?;
    let mut warnings = Vec::new();
    if !known.is_leaf {
        warnings.push(format!(
            "{} ({}) only groups others and cannot be billed; choose a more exact code if you can.",
            known.code, known.description
        ));
    }
    let others: Vec<String> = reader.column(
        &format!(
            "SELECT DISTINCT code FROM medical_conditions WHERE {} AND code_system = ?2 \
             AND code IS NOT NULL AND code <> ?3 AND deleted_at IS NULL \
             AND status NOT IN ('resolved', 'inactive') \
             AND coalesce(verification, '') NOT IN ('refuted', 'entered_in_error') ORDER BY code",
            merged::is_one("patient_id")
        ),
        params![patient, icd10::SYSTEM, code],
    )?;
    for other in others {
        let (one, two) = (judge(reader, code, &other)?, judge(reader, &other, code)?);
        if one.excluded || two.excluded {
            warnings.push(format!(
                "{code} and {other}, which the patient has, exclude each other (Excludes1); code one of them."
            ));
            continue;
        }
        for (of, unread) in [(code, one.unread), (other.as_str(), two.unread)] {
            for note in unread {
                warnings.push(format!(
                    "{code} and {other}, which the patient has: read the note of {of} on what must \
                     not stand beside it (Excludes1), which this program cannot judge: “{note}”"
                ));
            }
        }
    }
    Ok(warnings)
}

/// Whether the notes of `code`, or of a code above it, name `other`.
pub(crate) fn excludes(reader: &Reader<'_>, code: &str, other: &str) -> Result<bool, Refused> {
    Ok(judge(reader, code, other)?.excluded)
}

/// What the notes of `code`, and of the codes above it, say about `other`.
pub(crate) fn judge(reader: &Reader<'_>, code: &str, other: &str) -> Result<Judged, Refused> {
    let notes: Vec<String> = reader.column(
        "WITH RECURSIVE line (code, parent_code, excludes1) AS ( \
         SELECT code, parent_code, excludes1 FROM icd10_codes WHERE code = ?1 \
         UNION SELECT c.code, c.parent_code, c.excludes1 FROM icd10_codes c \
         JOIN line l ON c.code = l.parent_code) \
         SELECT excludes1 FROM line WHERE excludes1 IS NOT NULL",
        params![code],
    )?;
    Ok(excludes::judge(&notes.join(" | "), other))
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::encounters::icd10::{Icd10Code, load};
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use uuid::Uuid;

    pub(crate) fn code(code: &str, leaf: bool, parent: &str, excludes1: Option<&str>) -> Icd10Code {
        Icd10Code {
            code: code.to_owned(),
            description: format!("Illness {code}"),
            is_leaf: leaf,
            parent: Some(parent.to_owned()),
            excludes1: excludes1.map(str::to_owned),
        }
    }

    pub(crate) fn with_codes() -> Clinic {
        let clinic = Clinic::found();
        let codes = [
            code("A04", false, "A00-A09", Some("foodborne intoxications, NEC (A05.-)")),
            code("A04.9", true, "A04", None),
            code("A05", false, "A00-A09", None),
            code("A05.9", true, "A05", None),
        ];
        load(&clinic.store, "test", codes.into_iter()).unwrap();
        clinic
    }

    pub(crate) fn diagnosis(patient: Uuid, code: &str) -> Value {
        json!({
            "patient_id": patient, "visit_id": null, "icd10_code": code,
            "condition_name": "Enteritis", "severity": null, "status": "active",
            "onset_on": null, "notes": null
        })
    }

    #[test]
    fn codes_that_exclude_each_other_are_told_in_either_order() {
        let clinic = with_codes();
        for pair in [["A04.9", "A05.9"], ["A05.9", "A04.9"]] {
            let patient = clinic.patient("Elena", "Marín", "1960-01-05");
            let first = clinic
                .ask(clinic.doctor, "encounters.diagnose", diagnosis(patient, pair[0]))
                .unwrap();
            assert_eq!(first["warnings"], json!([]));
            let second = clinic
                .ask(clinic.doctor, "encounters.diagnose", diagnosis(patient, pair[1]))
                .unwrap();
            assert!(second["warnings"][0].as_str().unwrap().contains("exclude each other"));
        }
    }

    #[test]
    fn a_group_is_told_an_invented_code_refused_and_a_nurse_does_not_diagnose() {
        let clinic = with_codes();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let group =
            clinic.ask(clinic.doctor, "encounters.diagnose", diagnosis(patient, "A04")).unwrap();
        assert!(group["warnings"][0].as_str().unwrap().contains("only groups others"));
        let invented =
            clinic.ask(clinic.doctor, "encounters.diagnose", diagnosis(patient, "A99.9"));
        assert_eq!(invented.unwrap_err().field, Some("icd10_code"));
        let nurse = clinic.ask(clinic.nurse, "encounters.diagnose", diagnosis(patient, "A04.9"));
        assert_eq!(nurse.unwrap_err().code, Some("not_allowed"));
    }
}
