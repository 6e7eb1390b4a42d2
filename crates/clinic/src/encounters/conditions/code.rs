//! A condition gets its code.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::conditions::state::{condition, remember};
use crate::encounters::diagnose::{Diagnosed, warnings};
use crate::encounters::icd10;
use crate::people::details::filled;
use crate::{Refused, Who};

/// Which condition, and its code of ICD-10-CM.
#[derive(Deserialize, TS)]
pub struct CodeCondition {
    id: Uuid,
    version: i64,
    icd10_code: String,
}

/// Gives a condition a code of ours. A foreign code that it came with stays beside it.
pub fn code_condition(
    write: &mut Write<'_>,
    who: &Who,
    request: CodeCondition,
) -> Result<Diagnosed, Refused> {
    let before = condition(write, request.id)?;
    before.must_stand()?;
    let code = filled(Some(&request.icd10_code))
        .ok_or_else(|| Refused::field("icd10_code", "Choose a code from the list."))?;
    let warnings = warnings(write, before.patient_id, &code)?;
    if let (Some(system), Some(foreign)) = (&before.code_system, &before.code)
        && system != icd10::SYSTEM
    {
        // Derived from what it keeps: two PCs that code the same row keep one foreign code.
        let id = Uuid::new_v5(&request.id, format!("{system}|{foreign}").as_bytes());
        let kept = write.value::<i64>("SELECT 1 FROM code_bindings WHERE id = ?1", params![id])?;
        if kept.is_none() {
            let cells = Cells::new()
                .set("id", id)
                .set("patient_id", before.patient_id)
                .set("table_name", "medical_conditions")
                .set("row_id", request.id)
                .set("column_name", "code")
                .set("system", system.as_str())
                .set("code", foreign.as_str());
            write.insert("code_bindings", cells)?;
        }
    }
    let cells = Cells::new().set("code_system", icd10::SYSTEM).set("code", code);
    write.update("medical_conditions", request.id, Some(request.version), cells)?;
    remember(write, who, request.id, "coded", None)?;
    Ok(Diagnosed { id: request.id, warnings })
}

#[cfg(test)]
mod tests {
    use crate::encounters::diagnose::tests::with_codes;
    use serde_json::json;
    use store::Cells;

    #[test]
    fn a_foreign_code_stays_in_sight_beside_ours() {
        let clinic = with_codes();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let id = clinic
            .store
            .write(clinic.doctor, "test", |write| {
                let cells = Cells::new()
                    .set("patient_id", patient)
                    .set("condition_text", "Enteritis")
                    .set("status", "active")
                    .set("code_system", "http://snomed.info/sct")
                    .set("code", "64613007");
                write.insert("medical_conditions", cells)
            })
            .unwrap();
        let code = |code: &str| {
            let given = json!({ "id": id, "version": 0, "icd10_code": code });
            clinic.ask(clinic.doctor, "encounters.code_condition", given)
        };
        assert_eq!(code("A99.9").unwrap_err().field, Some("icd10_code"));
        assert!(code("A04").unwrap()["warnings"][0].as_str().unwrap().contains("cannot be billed"));
        code("A04.9").unwrap();
        let chart =
            clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient })).unwrap();
        assert_eq!(chart["problems"][0]["icd10_code"], "A04.9");
        let beside = &chart["problems"][0]["other_codes"];
        assert_eq!(beside.as_array().unwrap().len(), 1);
        assert_eq!(beside[0]["code"], "64613007");
        assert_eq!(beside[0]["system"], "http://snomed.info/sct");
    }
}
