//! The clinic's list of cautions: finding, adding, correcting and retiring.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::formulary::medicines;
use crate::medication::medicines::ThisListed;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Asking, Nothing, Refused, Who};

const SHOWN_MAX: u32 = 500;

/// Which cautions.
#[derive(Deserialize, TS)]
pub struct CautionsAsked {
    /// A part of either name.
    query: Option<String>,
    /// Retired ones too.
    retired: bool,
}

/// A caution of the list.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Caution {
    id: Uuid,
    version: i64,
    #[ts(type = "\"interaction\" | \"allergy\" | \"pregnancy\" | \"breastfeeding\"")]
    kind: String,
    first_name: String,
    second_name: String,
    #[ts(type = "\"contraindicated\" | \"major\" | \"moderate\" | \"minor\"")]
    severity: String,
    sentence: String,
    source_text: Option<String>,
    is_active: bool,
}

/// A caution as the clinic describes it: between two ingredients or classes, or, in pregnancy and
/// while breastfeeding, of one.
#[derive(Deserialize, TS)]
pub struct CautionDetails {
    #[ts(type = "\"interaction\" | \"allergy\" | \"pregnancy\" | \"breastfeeding\"")]
    kind: String,
    first_name: String,
    /// Not asked for in pregnancy and while breastfeeding.
    second_name: Option<String>,
    #[ts(type = "\"contraindicated\" | \"major\" | \"moderate\" | \"minor\"")]
    severity: String,
    sentence: String,
    source_text: Option<String>,
}

/// A caution's corrected description.
#[derive(Deserialize, TS)]
pub struct UpdateCaution {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    details: CautionDetails,
    /// Whether it warns.
    is_active: bool,
}

/// The cautions of the list by their names.
pub fn cautions(asking: &Asking<'_>, request: CautionsAsked) -> Result<Vec<Caution>, Refused> {
    let query = filled(request.query.as_deref()).map(|query| query.to_lowercase());
    Ok(asking.reader.rows(
        "SELECT id, version, kind, first_name, second_name, severity, sentence, source_text, \
         is_active FROM medication_cautions WHERE organization_id = ?1 AND deleted_at IS NULL \
         AND (?2 OR is_active) AND (?3 IS NULL OR instr(lower(first_name), ?3) > 0 \
         OR instr(lower(second_name), ?3) > 0) ORDER BY first_name, second_name, kind, id LIMIT ?4",
        params![asking.who.organization_id, request.retired, query, SHOWN_MAX],
    )?)
}

/// Adds a caution. Its names must be ingredients or classes of the list, or it would never warn.
pub fn add_caution(
    write: &mut Write<'_>,
    who: &Who,
    request: CautionDetails,
) -> Result<Made, Refused> {
    let cells = request.cells(write, who)?;
    let id = write.insert("medication_cautions", cells)?;
    Ok(Made { id })
}

/// Corrects a caution.
pub fn update_caution(
    write: &mut Write<'_>,
    who: &Who,
    request: UpdateCaution,
) -> Result<Nothing, Refused> {
    let cells = request.details.cells(write, who)?.set("is_active", request.is_active);
    write.update("medication_cautions", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Lets a caution warn no longer.
pub fn retire_caution(
    write: &mut Write<'_>,
    _: &Who,
    this: ThisListed,
) -> Result<Nothing, Refused> {
    let cells = Cells::new().set("is_active", false);
    write.update("medication_cautions", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

impl CautionDetails {
    fn cells(&self, reader: &Reader<'_>, who: &Who) -> Result<Cells, Refused> {
        let known = medicines(reader, who.organization_id)?;
        let name = |field: &'static str, text: &str| {
            let text = text.trim().to_lowercase();
            let named = known.iter().any(|medicine| {
                medicine.ingredients.contains(&text) || medicine.classes.contains(&text)
            });
            if named {
                return Ok(text);
            }
            Err(Refused::field(
                field,
                "This is neither an ingredient nor a class of the clinic's list of medicines.",
            ))
        };
        let first = name("first_name", &self.first_name)?;
        let second = match self.kind.as_str() {
            state @ ("pregnancy" | "breastfeeding") => state.to_owned(),
            _ => name("second_name", self.second_name.as_deref().unwrap_or_default())?,
        };
        Ok(Cells::new()
            .set("kind", self.kind.as_str())
            .set("first_name", first)
            .set("second_name", second)
            .set("severity", self.severity.as_str())
            .set("sentence", self.sentence.trim())
            .set("source_text", filled(self.source_text.as_deref())))
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::id_of;
    use crate::medication::shop::Shop;
    use serde_json::json;

    #[test]
    fn a_caution_that_the_clinic_adds_warns_and_a_retired_one_does_not() {
        let shop = Shop::open();
        let (clinic, pharmacist) = (&shop.clinic, shop.pharmacist);
        let caution = json!({
            "kind": "interaction", "first_name": "Metformin", "second_name": "loop diuretics",
            "severity": "minor", "sentence": "Measure creatinine.", "source_text": "our own"
        });
        let made = clinic.ask(pharmacist, "medication.add_caution", caution.clone()).unwrap();
        let statement =
            json!({ "patient_id": shop.patient, "medication_text": "Furosemide 40 mg" });
        clinic.ask(clinic.nurse, "medication.add_statement", statement).unwrap();
        let warned = || {
            let check =
                json!({ "patient_id": shop.patient, "medication_text": "Metformin 850 mg" });
            let checked = clinic.ask(clinic.doctor, "medication.check", check).unwrap();
            checked["warnings"].as_array().unwrap().iter().any(|w| w["rating"] == "minor")
        };
        assert!(warned());
        let asked = json!({ "query": "metformin", "retired": false });
        let list = clinic.ask(clinic.nurse, "medication.cautions", asked).unwrap();
        assert!(list.as_array().unwrap().iter().any(|c| c["id"] == made["id"]));
        let this = json!({ "id": id_of(&made), "version": 0 });
        clinic.ask(pharmacist, "medication.retire_caution", this).unwrap();
        assert!(!warned());
        let mut unknown = caution.clone();
        unknown["second_name"] = json!("loop diuretic tablets");
        let refused = clinic.ask(pharmacist, "medication.add_caution", unknown).unwrap_err();
        assert_eq!(refused.field, Some("second_name"));
        let doctor = clinic.ask(
            clinic.doctor,
            "medication.retire_caution",
            json!({ "id": id_of(&made), "version": 1 }),
        );
        assert_eq!(doctor.unwrap_err().code, Some("not_allowed"));
        let mut vague = caution;
        vague["severity"] = json!("severe");
        assert!(clinic.ask(pharmacist, "medication.add_caution", vague).is_err());
    }

    #[test]
    fn a_corrected_caution_warns_as_it_says_now() {
        let shop = Shop::open();
        let (clinic, pharmacist) = (&shop.clinic, shop.pharmacist);
        let caution = json!({
            "kind": "interaction", "first_name": "metformin", "second_name": "loop diuretics",
            "severity": "minor", "sentence": "Measure creatinine.", "source_text": "our own"
        });
        let made = clinic.ask(pharmacist, "medication.add_caution", caution.clone()).unwrap();
        let statement =
            json!({ "patient_id": shop.patient, "medication_text": "Furosemide 40 mg" });
        clinic.ask(clinic.nurse, "medication.add_statement", statement).unwrap();
        let warning = || {
            let check =
                json!({ "patient_id": shop.patient, "medication_text": "Metformin 850 mg" });
            let checked = clinic.ask(clinic.doctor, "medication.check", check).unwrap();
            let warnings = checked["warnings"].as_array().unwrap();
            let own = warnings.iter().find(|w| w["source"] == "our own");
            own.map(|w| (w["rating"].clone(), w["needs_reason"].clone(), w["sentence"].to_string()))
        };
        assert_eq!(warning().unwrap().0, "minor");
        let update = |user, changed: serde_json::Value| {
            let mut request = caution.clone();
            request["id"] = made["id"].clone();
            request["version"] = json!(0);
            request["is_active"] = json!(true);
            for (name, value) in changed.as_object().unwrap() {
                request[name] = value.clone();
            }
            clinic.ask(user, "medication.update_caution", request)
        };
        let doctor = update(clinic.doctor, json!({})).unwrap_err();
        assert_eq!(doctor.code, Some("not_allowed"));
        for (changed, field) in [
            (json!({ "first_name": "sugar" }), "first_name"),
            (json!({ "severity": "severe" }), "severity"),
            (json!({ "sentence": " " }), "sentence"),
        ] {
            let refused = update(pharmacist, changed.clone()).unwrap_err();
            assert_eq!(refused.field, Some(field), "{changed}");
        }
        let graver = json!({ "severity": "major", "sentence": "Lactic acidosis has been seen." });
        update(pharmacist, graver).unwrap();
        let (rating, needs_reason, sentence) = warning().unwrap();
        assert_eq!((rating, needs_reason), (json!("major"), json!(true)));
        assert!(sentence.contains("Lactic acidosis"), "{sentence}");
        update(pharmacist, json!({ "is_active": false })).unwrap();
        assert_eq!(warning(), None);
    }
}
