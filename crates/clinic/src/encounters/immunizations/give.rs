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
use crate::medication::lot::{Lot, lot};
use crate::medication::move_stock::{Movement, above_zero, caused_by, record};
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
    /// Needed where it was not taken from a lot of the stock that has a number.
    lot_number: String,
    expires_on: Option<String>,
    /// The lot of this site's stock that it was taken from; its number and last day are noted.
    #[serde(default)]
    #[ts(optional = nullable)]
    inventory_item_id: Option<Uuid>,
    /// How much of that lot was used, in its unit; one where nothing is said.
    #[serde(default)]
    #[ts(optional = nullable)]
    lot_quantity: Option<f64>,
    dose_amount: Option<f64>,
    dose_unit: Option<String>,
    route: Option<String>,
    body_site: Option<String>,
    notes: Option<String>,
    accept_warnings: bool,
}

/// Notes a vaccine that was given, and takes it from the stock where a lot of it is named. Refuses
/// with the code `warned` where the lot had expired or was retired, where the same vaccine was noted
/// on that day already, or an allergy speaks against it, until `accept_warnings` says that the
/// warning was read: what was given must be written down in any case.
pub fn give(write: &mut Write<'_>, who: &Who, request: GiveImmunization) -> Result<Made, Refused> {
    patient_may_come(write, request.patient_id)?;
    belongs(write, request.patient_id, request.visit_id)?;
    let stocked = request.inventory_item_id.map(|id| lot(write, id)).transpose()?;
    let used = used(who, stocked.as_ref(), request.lot_quantity)?;
    let number = stocked.as_ref().and_then(|lot| lot.lot_number.clone());
    let number = number.or_else(|| filled(Some(&request.lot_number))).ok_or_else(|| {
        Refused::field("lot_number", "Write the lot number; a recalled lot is found by it.")
    })?;
    let now = write.now();
    let at = request.occurred_at.unwrap_or(now);
    not_yet_to_come("occurred_at", Some(at), now)?;
    let given_on = calendar::day_of(who.site.time_zone, at);
    let mut sentences = Vec::new();
    let expires_on = stocked.as_ref().and_then(|lot| lot.expires_on.clone());
    let expires_on = expires_on.or_else(|| filled(request.expires_on.as_deref()));
    if stocked.as_ref().is_some_and(|lot| !lot.is_active) {
        sentences.push("This lot was retired from the stock.".to_owned());
    }
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
        .set("lot_number", number)
        .set("expires_on", expires_on)
        .set("dose_amount", request.dose_amount)
        .set("dose_unit", text(&request.dose_unit))
        .set("route", text(&request.route))
        .set("body_site", text(&request.body_site))
        .set("is_reported", false)
        .set("notes", text(&request.notes));
    let id = write.insert("immunizations", cells)?;
    if let Some(lot) = &stocked {
        let movement = Movement { id: Some(caused_by(id)), ..Movement::new("administered", -used) };
        record(write, who, lot, movement)?;
    }
    Ok(Made { id })
}

/// How much was taken from a lot of this site.
fn used(who: &Who, lot: Option<&Lot>, quantity: Option<f64>) -> Result<f64, Refused> {
    if lot.is_some_and(|lot| lot.site_id != who.site.id) {
        return Err(Refused::field(
            "inventory_item_id",
            "This lot lies at another site. Transfer it first.",
        ));
    }
    above_zero(quantity.unwrap_or(1.0))
        .map_err(|_| Refused::field("lot_quantity", "The quantity must be above 0."))
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
    use crate::medication::shop::{Shop, lot};
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
    fn a_vaccine_from_the_stock_leaves_it_and_a_struck_one_is_put_back() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let patient = clinic.patient("Noa", "Bravo", "2010-02-02");
        let give =
            |what: &Value| clinic.ask(clinic.nurse, "encounters.give_immunization", what.clone());
        let shelf = shop.take_in(lot("Tetanus toxoid", "TD-55", Some("2026-12-31"), 3.0));
        let mut first = gift(patient, "Tetanus toxoid", "2030-01-01");
        first["inventory_item_id"] = json!(shelf);
        first["lot_number"] = json!("");
        let given = id_of(&give(&first).unwrap());
        assert_eq!(shop.level(shelf), 2.0);
        let noted = |column: &str| {
            clinic.text(&format!("SELECT {column} FROM immunizations WHERE id = ?1"), given)
        };
        assert_eq!(noted("lot_number").as_deref(), Some("TD-55"), "as it stands on the shelf");
        assert_eq!(noted("expires_on").as_deref(), Some("2026-12-31"));
        first["lot_quantity"] = json!(0);
        assert_eq!(give(&first).unwrap_err().field, Some("lot_quantity"));

        let strike = json!({ "id": given, "version": 0, "reason": "given to the brother" });
        clinic.ask(clinic.nurse, "encounters.strike_immunization", strike).unwrap();
        assert_eq!(shop.level(shelf), 3.0, "what was not given is still there");

        let old = shop.take_in(lot("Tetanus toxoid", "TD-11", Some("2026-03-01"), 2.0));
        first["lot_quantity"] = json!(2);
        first["inventory_item_id"] = json!(old);
        let warned = give(&first).unwrap_err();
        assert_eq!(warned.code, Some("warned"));
        assert!(warned.sentence.contains("expired on 2026-03-01"), "{}", warned.sentence);
        assert_eq!(shop.level(old), 2.0, "nothing moved");
        first["accept_warnings"] = json!(true);
        give(&first).unwrap();
        assert_eq!(shop.level(old), 0.0);
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
