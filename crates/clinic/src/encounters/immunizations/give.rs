//! A vaccine is given.

use chrono::NaiveDate;
use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::belongs;
use crate::encounters::procedures::record::not_yet_to_come;
use crate::medication::check::WarningKind;
use crate::medication::formulary::Written;
use crate::medication::warnings::Against;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::merged::of_person;
use crate::scheduling::appointment::patient_may_come;
use crate::{Refused, Who, calendar};

/// Which vaccine.
#[derive(Deserialize, TS)]
pub struct Vaccine {
    vaccine_text: String,
    code_system: Option<String>,
    code: Option<String>,
    dose_number: Option<i64>,
    series_text: Option<String>,
}

impl Vaccine {
    /// The cells of a row about it.
    pub(crate) fn cells(&self, who: &Who, patient: Uuid, visit: Option<Uuid>) -> Cells {
        let code = filled(self.code.as_deref());
        Cells::new()
            .set("site_id", who.site.id)
            .set("patient_id", patient)
            .set("visit_id", visit)
            .set("vaccine_text", self.vaccine_text.trim())
            .set("code_system", filled(self.code_system.as_deref()).filter(|_| code.is_some()))
            .set("code", code)
            .set("dose_number", self.dose_number)
            .set("series_text", filled(self.series_text.as_deref()))
            .set("recorded_by", who.user_id)
    }
}

/// What is given, to whom, and from which lot.
#[derive(Deserialize, TS)]
pub struct GiveImmunization {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    vaccine: Vaccine,
    /// Now where nothing is said.
    occurred_at: Option<i64>,
    manufacturer: Option<String>,
    lot_number: String,
    expires_on: Option<String>,
    dose_amount: Option<f64>,
    dose_unit: Option<String>,
    route: Option<String>,
    body_site: Option<String>,
    notes: Option<String>,
    accept_warnings: bool,
}

/// Notes a vaccine that was given. Refuses with the code `warned` where the lot had expired, where the
/// same vaccine was noted on that day already, or an allergy speaks against it, until `accept_warnings` says that the warning was read: what was
/// given must be written down in any case.
pub fn give(write: &mut Write<'_>, who: &Who, request: GiveImmunization) -> Result<Made, Refused> {
    patient_may_come(write, request.patient_id)?;
    belongs(write, request.patient_id, request.visit_id)?;
    let lot = filled(Some(&request.lot_number)).ok_or_else(|| {
        Refused::field("lot_number", "Write the lot number; a recalled lot is found by it.")
    })?;
    let now = write.now();
    let at = request.occurred_at.unwrap_or(now);
    not_yet_to_come("occurred_at", Some(at), now)?;
    let given_on = calendar::day_of(who.site.time_zone, at);
    let mut sentences = Vec::new();
    let expires_on = filled(request.expires_on.as_deref());
    if let Some(expires) = &expires_on
        && calendar::day("expires_on", expires)? < given_on
    {
        sentences.push(format!("This lot expired on {expires}."));
    }
    sentences.extend(given_already(write, who, &request, given_on)?);
    let vaccine = &request.vaccine.vaccine_text;
    let day = given_on.to_string();
    let against = Against::load(write, who.organization_id, request.patient_id, &day)?;
    let written = Written { text: vaccine, medication_id: None, code: None };
    for warning in against.check(&written, &[], None).warnings {
        if warning.kind == WarningKind::Allergy {
            sentences.push(warning.sentence);
        }
    }
    if !sentences.is_empty() && !request.accept_warnings {
        return Err(Refused::coded("warned", sentences.join(" ")));
    }
    let text = |field: &Option<String>| filled(field.as_deref());
    let cells = request
        .vaccine
        .cells(who, request.patient_id, request.visit_id)
        .set("status", "completed")
        .set("practitioner_id", who.practitioner_id)
        .set("occurred_at", at)
        .set("manufacturer", text(&request.manufacturer))
        .set("lot_number", lot)
        .set("expires_on", expires_on)
        .set("dose_amount", request.dose_amount)
        .set("dose_unit", text(&request.dose_unit))
        .set("route", text(&request.route))
        .set("body_site", text(&request.body_site))
        .set("is_reported", false)
        .set("notes", text(&request.notes));
    Ok(Made { id: write.insert("immunizations", cells)? })
}

/// That the same vaccine was noted on the same day, as when two people write down what one of them
/// gave.
fn given_already(
    write: &Write<'_>,
    who: &Who,
    request: &GiveImmunization,
    day: NaiveDate,
) -> Result<Option<String>, Refused> {
    let zone = who.site.time_zone;
    let (from, until) = calendar::bounds(zone, day);
    let code = filled(request.vaccine.code.as_deref());
    let known: Option<i64> = write.value(
        &of_person(
            "SELECT occurred_at FROM immunizations WHERE patient_id = ?1 AND occurred_at >= ?2 \
             AND occurred_at < ?3 AND status = 'completed' AND deleted_at IS NULL \
             AND (code = ?4 OR lower(trim(vaccine_text)) = lower(trim(?5))) \
             ORDER BY occurred_at LIMIT 1",
        ),
        params![request.patient_id, from, until, code, request.vaccine.vaccine_text],
    )?;
    Ok(known.map(|at| {
        format!(
            "This vaccine was noted for this patient at {} on {day} already.",
            calendar::time_text(zone, at)
        )
    }))
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn vaccine(text: &str) -> Value {
        json!({
            "vaccine_text": text, "code_system": null, "code": null, "dose_number": 1,
            "series_text": null
        })
    }

    fn gift(patient: Uuid, text: &str, expires: &str) -> Value {
        json!({
            "patient_id": patient, "visit_id": null, "vaccine": vaccine(text),
            "occurred_at": null, "manufacturer": null, "lot_number": "AB-17",
            "expires_on": expires, "dose_amount": 0.5, "dose_unit": "ml",
            "route": "intramuscular", "body_site": "left arm", "notes": null,
            "accept_warnings": false
        })
    }

    #[test]
    fn an_expired_lot_and_an_allergy_are_warned_and_what_was_given_is_written_down() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Noa", "Bravo", "2010-02-02");
        let give = |what: Value| clinic.ask(clinic.nurse, "encounters.give_immunization", what);
        give(gift(patient, "Tetanus toxoid", "2026-03-02")).unwrap();
        let mut expired = gift(patient, "Tetanus toxoid", "2026-03-01");
        let warned = give(expired.clone()).unwrap_err();
        assert_eq!(warned.code, Some("warned"));
        assert!(warned.sentence.contains("2026-03-01"));
        assert!(warned.sentence.contains("noted for this patient at"), "{}", warned.sentence);
        expired["accept_warnings"] = json!(true);
        let struck = id_of(&give(expired).unwrap());

        let allergy = json!({
            "patient_id": patient, "substance_text": "Influenza vaccine",
            "category": "medication", "criticality": "high", "reaction_text": null,
            "severity": null
        });
        clinic.ask(clinic.nurse, "people.add_allergy", allergy).unwrap();
        let flu = give(gift(patient, "Influenza vaccine", "2027-01-01")).unwrap_err();
        assert_eq!(flu.code, Some("warned"));
        let mut nameless = gift(patient, "Tetanus toxoid", "2027-01-01");
        nameless["lot_number"] = json!(" ");
        assert_eq!(give(nameless).unwrap_err().field, Some("lot_number"));

        let reported = json!({
            "patient_id": patient, "vaccine": vaccine("Measles"), "occurred_at": null,
            "source_text": "yellow card", "lot_number": null
        });
        clinic.ask(clinic.nurse, "encounters.report_immunization", reported).unwrap();
        let not_given = |reason: &str| {
            let no = json!({
                "patient_id": patient, "visit_id": null, "vaccine": vaccine("HPV"),
                "reason": reason
            });
            clinic.ask(clinic.nurse, "encounters.immunization_not_given", no)
        };
        assert_eq!(not_given("").unwrap_err().field, Some("reason"));
        not_given("the parents decline").unwrap();
        let strike = json!({ "id": struck, "version": 0, "reason": "given to the brother" });
        clinic.ask(clinic.nurse, "encounters.strike_immunization", strike).unwrap();

        let list = json!({ "patient_id": patient, "older": null });
        let list = clinic.ask(clinic.doctor, "encounters.immunizations", list).unwrap();
        let mut lines: Vec<String> = list["immunizations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| {
                let text = |name: &str| line[name].as_str().unwrap_or("–").to_owned();
                format!("{}: {} ({})", text("vaccine"), text("status"), text("status_reason"))
            })
            .collect();
        lines.sort();
        assert_eq!(
            lines,
            [
                "HPV: not_done (the parents decline)",
                "Measles: completed (–)",
                "Tetanus toxoid: completed (–)",
                "Tetanus toxoid: entered_in_error (given to the brother)",
            ]
        );
        let chart =
            clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient })).unwrap();
        assert_eq!(chart["immunizations"].as_array().unwrap().len(), 2, "only what was given");
    }
}
