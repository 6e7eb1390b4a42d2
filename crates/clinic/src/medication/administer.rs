//! A dose is given on the ward or in the practice, or left out for a reason.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::visit_belongs;
use crate::medication::check::{Warning, WarningKind, WarningSeverity};
use crate::medication::dispense::told;
use crate::medication::dose;
use crate::medication::due::GIVEN_NEAR;
use crate::medication::formulary::Written;
use crate::medication::issue::Acceptance;
use crate::medication::lot::lot;
use crate::medication::move_stock::{Movement, above_zero, caused_by, record};
use crate::medication::standing::{StandingItem, because, standing};
use crate::medication::warnings::Against;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::merged::is_one_person;
use crate::scheduling::appointment::patient_may_come;
use crate::{Refused, Who, calendar};

/// What became of a dose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoseOutcome {
    /// Given whole.
    Given,
    /// Given in part.
    Partial,
    /// The patient did not want it.
    Refused,
    /// It was kept back.
    Withheld,
}

/// A dose that was given or left out.
#[derive(Deserialize, TS)]
pub struct Administer {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    /// The prescribed medicine; nothing in an emergency or by standing order.
    prescription_item_id: Option<Uuid>,
    /// What was given, where nothing was prescribed.
    medication_text: Option<String>,
    status: DoseOutcome,
    /// Why it was not given whole.
    status_reason: Option<String>,
    dose_amount: Option<f64>,
    dose_unit: Option<String>,
    route: Option<String>,
    body_site: Option<String>,
    /// Microseconds; now where nothing is said.
    given_at: Option<i64>,
    /// The lot of the ward's stock that it was taken from.
    inventory_item_id: Option<Uuid>,
    /// How much of the lot was used, in its unit.
    lot_quantity: Option<f64>,
    notes: Option<String>,
    /// Whether an allergy was read where nothing was prescribed, or what has come up against the
    /// medicine since it was prescribed.
    accept_warnings: bool,
    /// Why it is right all the same, where the clinic's list calls it contraindicated or major.
    #[ts(optional = nullable)]
    accept_reason: Option<String>,
}

/// Which entry was wrong, and what is right.
#[derive(Deserialize, TS)]
pub struct CorrectAdministration {
    administration_id: Uuid,
    /// What became of the dose really; nothing where there was none.
    status: Option<DoseOutcome>,
    status_reason: Option<String>,
    dose_amount: Option<f64>,
    dose_unit: Option<String>,
    /// How much of the lot was used really, in its unit.
    lot_quantity: Option<f64>,
    reason: String,
}

impl DoseOutcome {
    fn code(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Partial => "partial",
            Self::Refused => "refused",
            Self::Withheld => "withheld",
        }
    }

    fn uses_stock(self) -> bool {
        matches!(self, Self::Given | Self::Partial)
    }
}

/// Writes down a dose, and takes it from the ward's stock where a lot is named. Without a
/// prescription an allergy, and with one whatever speaks against the medicine that the doctor has
/// not accepted, or a dose within half of its interval, refuses it with the code `warned` until
/// `accept_warnings` says that it was read, and with `reason_needed` as prescribing does. What was
/// read, and why it was given all the same, is kept with the dose.
pub fn administer(write: &mut Write<'_>, who: &Who, request: Administer) -> Result<Made, Refused> {
    patient_may_come(write, request.patient_id)?;
    visit_belongs(write, request.patient_id, request.visit_id)?;
    let now = write.now();
    let given_at = request.given_at.unwrap_or(now);
    if given_at > now + calendar::MINUTE && calendar::believable(now) {
        return Err(Refused::field("given_at", "A dose is written down when it has been given."));
    }
    let item = request.prescription_item_id.map(|id| standing(write, id)).transpose()?;
    let mut warnings: Vec<(String, bool)> = Vec::new();
    let text = match &item {
        Some(item) if !is_one_person(write, request.patient_id, item.patient_id)? => {
            return Err(Refused::field(
                "prescription_item_id",
                "This medicine was prescribed for another patient.",
            ));
        }
        Some(item) => {
            if request.status.uses_stock() {
                item.must_be(&["active"], "given")?;
                warnings = what_came_up(write, who, item, given_at)?;
            }
            item.medication_text.clone()
        }
        None => {
            let text = filled(request.medication_text.as_deref())
                .ok_or_else(|| Refused::field("medication_text", "Say which medicine it was."))?;
            if request.status.uses_stock() {
                warnings = allergies(write, who, request.patient_id, &text)?;
            }
            text
        }
    };
    let accept_reason = filled(request.accept_reason.as_deref());
    let acceptance = Acceptance { warnings: request.accept_warnings, reason: accept_reason };
    acceptance.must_cover(
        warnings.iter().map(|(sentence, needs_reason)| (sentence.as_str(), *needs_reason)),
        "Say why this is given all the same; the doctor reads it.",
    )?;
    let used = match (request.inventory_item_id, request.status.uses_stock()) {
        (Some(id), true) => {
            let lot = lot(write, id)?;
            lot.may_be_used(who.site.id, &who.today(now).to_string())?;
            let quantity = request.lot_quantity.ok_or_else(|| {
                Refused::field("lot_quantity", "Say how much was taken from the lot.")
            })?;
            if above_zero(quantity).is_err() {
                return Err(Refused::field("lot_quantity", "The quantity must be above 0."));
            }
            Some((lot, quantity))
        }
        _ => None,
    };
    let id = write.insert(
        "medication_administrations",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("site_id", who.site.id)
            .set("visit_id", request.visit_id.or(item.as_ref().and_then(|item| item.visit_id)))
            .set("prescription_item_id", request.prescription_item_id)
            .set("medication_text", text)
            .set("given_at", given_at)
            .set("given_by", who.user_id)
            .set("status", request.status.code())
            .set("status_reason", filled(request.status_reason.as_deref()))
            .set("despite_text", acceptance.kept("Given", &warnings))
            .set("dose_amount", request.dose_amount)
            .set("dose_unit", filled(request.dose_unit.as_deref()))
            .set("route", filled(request.route.as_deref()))
            .set("body_site", filled(request.body_site.as_deref()))
            .set("inventory_item_id", used.as_ref().map(|(lot, _)| lot.id))
            .set("lot_number", used.as_ref().and_then(|(lot, _)| lot.lot_number.clone()))
            .set("notes", filled(request.notes.as_deref())),
    )?;
    if let Some((lot, quantity)) = used {
        let movement =
            Movement { id: Some(caused_by(id)), ..Movement::new("administered", -quantity) };
        record(write, who, &lot, movement)?;
    }
    Ok(Made { id })
}

/// The allergies that speak against what was not prescribed, each with whether it needs a reason.
fn allergies(
    write: &Write<'_>,
    who: &Who,
    patient: Uuid,
    text: &str,
) -> Result<Vec<(String, bool)>, Refused> {
    let today = who.today(write.now()).to_string();
    let against = Against::load(write, who.organization_id, patient, &today)?;
    let mut checked = against.check(&Written { text, ..Written::default() }, &[], None);
    checked.warnings.retain(|warning| warning.kind == WarningKind::Allergy);
    Ok(told(&checked.warnings))
}

/// What speaks against a prescribed medicine and was not accepted by the doctor, and a dose that was
/// just given.
fn what_came_up(
    write: &Write<'_>,
    who: &Who,
    item: &StandingItem,
    given_at: i64,
) -> Result<Vec<(String, bool)>, Refused> {
    let today = who.today(write.now()).to_string();
    let against = Against::load(write, who.organization_id, item.patient_id, &today)?;
    let mut warnings = against.unaccepted(item);
    warnings.extend(given_just_now(write, who, item.id, given_at)?);
    Ok(told(&warnings))
}

/// Somebody else may have given the dose since the list of due ones was read.
fn given_just_now(
    write: &Write<'_>,
    who: &Who,
    item: Uuid,
    given_at: i64,
) -> Result<Option<Warning>, Refused> {
    let Some(interval) = dose::of_item(write, item)?.interval() else { return Ok(None) };
    let near: Option<i64> = write.value(GIVEN_NEAR, params![item, given_at, interval / 2])?;
    Ok(near.map(|at| {
        let zone = who.site.time_zone;
        let (day, time) = (calendar::day_of(zone, at), calendar::time_text(zone, at));
        let hours = interval as f64 / calendar::HOUR as f64;
        let sentence = format!(
            "A dose of this medicine was given on {day} at {time}, and it is given every {hours:.0} \
             hours. See whether another one is meant."
        );
        Warning::plain(WarningKind::LastDose, WarningSeverity::High, sentence)
    }))
}

/// Writes what really became of a dose as a new row; the struck one stays readable, and the ward's
/// stock moves by the difference.
pub fn correct_administration(
    write: &mut Write<'_>,
    who: &Who,
    request: CorrectAdministration,
) -> Result<Made, Refused> {
    let reason = because(&request.reason, "Say why it is corrected.")?;
    let mut before = write
        .cells("medication_administrations", request.administration_id)?
        .ok_or_else(|| Refused::gone("entry"))?;
    let corrected: Option<i64> = write.value(
        "SELECT 1 FROM medication_administrations WHERE corrects_id = ?1 LIMIT 1",
        params![request.administration_id],
    )?;
    if corrected.is_some() {
        return Err(Refused::because("This entry was corrected already. Correct the newer one."));
    }
    let mut cells = Cells::new();
    for column in [
        "patient_id",
        "site_id",
        "visit_id",
        "prescription_item_id",
        "medication_text",
        "given_at",
        "given_by",
        "despite_text",
        "route",
        "body_site",
        "inventory_item_id",
        "lot_number",
    ] {
        if let Some(value) = before.take(column) {
            cells.put(column, value);
        }
    }
    let lot_id = match cells.get("inventory_item_id") {
        Some(catalog::Value::Uuid(id)) => Some(*id),
        _ => None,
    };
    let id = write.insert(
        "medication_administrations",
        cells
            .set("status", request.status.map_or("entered_in_error", DoseOutcome::code))
            .set("status_reason", filled(request.status_reason.as_deref()))
            .set("dose_amount", request.dose_amount)
            .set("dose_unit", filled(request.dose_unit.as_deref()))
            .set("corrects_id", request.administration_id)
            .set("correction_reason", reason.as_str()),
    )?;
    if let Some(lot_id) = lot_id {
        let used = match request.status {
            Some(status) if status.uses_stock() => request.lot_quantity.ok_or_else(|| {
                Refused::field("lot_quantity", "Say how much was taken from the lot.")
            })?,
            _ => 0.0,
        };
        if !(used.is_finite() && used >= 0.0) {
            return Err(Refused::field("lot_quantity", "The quantity must not be below 0."));
        }
        give_back(write, who, request.administration_id, id, (lot_id, used), reason)?;
    }
    Ok(Made { id })
}

/// What the entry before took from the lot, less what was really used.
fn give_back(
    write: &mut Write<'_>,
    who: &Who,
    before: Uuid,
    after: Uuid,
    (lot_id, used): (Uuid, f64),
    reason: String,
) -> Result<(), Refused> {
    let (first, taken) = taken_by(write, before)?;
    let difference = taken - used;
    if difference == 0.0 {
        return Ok(());
    }
    let lot = lot(write, lot_id)?;
    let movement = Movement {
        id: Some(caused_by(after)),
        corrects: first.map(|first| (first, reason)),
        ..Movement::new("administered", difference)
    };
    record(write, who, &lot, movement)?;
    Ok(())
}

/// How much an entry and those that it corrects have taken in all, and their first movement.
fn taken_by(write: &Write<'_>, administration: Uuid) -> Result<(Option<Uuid>, f64), Refused> {
    const HOPS_MAX: usize = 100;
    let (mut entry, mut first, mut taken) = (administration, None, 0.0);
    for _ in 0..HOPS_MAX {
        let movement = caused_by(entry);
        let quantity: Option<f64> = write
            .value("SELECT quantity FROM inventory_movements WHERE id = ?1", params![movement])?;
        if let Some(quantity) = quantity {
            taken -= quantity;
            first = Some(movement);
        }
        let earlier: Option<Option<Uuid>> = write.value(
            "SELECT corrects_id FROM medication_administrations WHERE id = ?1",
            params![entry],
        )?;
        match earlier.flatten() {
            Some(earlier) => entry = earlier,
            None => break,
        }
    }
    Ok((first, taken))
}

#[cfg(test)]
mod tests {
    use crate::fixture::id_of;
    use crate::medication::shop::{Shop, lot, prescribed};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn dose(patient: Uuid, item: Option<Uuid>, changed: Value) -> Value {
        let mut dose = json!({
            "patient_id": patient, "visit_id": null, "prescription_item_id": item,
            "medication_text": null, "status": "given", "status_reason": null,
            "dose_amount": 1, "dose_unit": "tablet", "route": "oral", "body_site": null,
            "given_at": null, "inventory_item_id": null, "lot_quantity": null, "notes": null,
            "accept_warnings": false
        });
        for (name, value) in changed.as_object().unwrap() {
            dose[name] = value.clone();
        }
        dose
    }

    #[test]
    fn a_dose_given_takes_from_the_lot_that_is_named_and_a_refused_one_does_not() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let id = shop.take_in(lot("Metformin 850 mg", "M1", Some("2027-03-01"), 10.0));
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", json!({}));
        let give = |changed: Value| {
            let request = dose(shop.patient, Some(item), changed);
            clinic.ask(clinic.nurse, "medication.administer", request)
        };
        let unsaid = give(json!({ "inventory_item_id": id })).unwrap_err();
        assert_eq!(unsaid.field, Some("lot_quantity"));
        let made = give(json!({ "inventory_item_id": id, "lot_quantity": 2 })).unwrap();
        assert_eq!(shop.level(id), 8.0);
        let silent = give(json!({ "status": "refused" })).unwrap_err();
        assert_eq!(silent.field, Some("status_reason"));
        let refused = json!({
            "status": "refused", "status_reason": "feels sick", "inventory_item_id": id,
            "lot_quantity": 1
        });
        give(refused).unwrap();
        assert_eq!(shop.level(id), 8.0);
        let late = give(json!({ "given_at": clinic.now() + 3_600_000_000_i64 })).unwrap_err();
        assert_eq!(late.field, Some("given_at"));
        let correct = |id: Uuid, status: Value, quantity: Value| {
            let request = json!({
                "administration_id": id, "status": status, "status_reason": null,
                "dose_amount": null, "dose_unit": null, "lot_quantity": quantity,
                "reason": "wrong bed"
            });
            clinic.ask(clinic.nurse, "medication.correct_administration", request)
        };
        let second = id_of(&correct(id_of(&made), json!("given"), json!(1)).unwrap());
        assert_eq!(shop.level(id), 9.0);
        correct(second, json!(null), json!(null)).unwrap();
        assert_eq!(shop.level(id), 10.0);
        let again = correct(second, json!(null), json!(null)).unwrap_err();
        assert!(again.sentence.contains("corrected already"));
    }

    #[test]
    fn an_expired_lot_a_paused_medicine_and_another_patients_are_not_given() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let old = shop.take_in(lot("Metformin 850 mg", "OLD", Some("2026-03-01"), 10.0));
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", json!({}));
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let give = |patient: Uuid, changed: Value| {
            let request = dose(patient, Some(item), changed);
            clinic.ask(clinic.nurse, "medication.administer", request)
        };
        let expired = json!({ "inventory_item_id": old, "lot_quantity": 1 });
        assert!(give(shop.patient, expired).unwrap_err().sentence.contains("has expired"));
        assert_eq!(give(other, json!({})).unwrap_err().field, Some("prescription_item_id"));
        let hold = json!({ "item_id": item, "version": 0, "reason": "vomiting" });
        clinic.ask(clinic.doctor, "medication.hold", hold).unwrap();
        assert!(give(shop.patient, json!({})).unwrap_err().sentence.contains("it is on hold"));
        let withheld = json!({ "status": "withheld", "status_reason": "on hold" });
        give(shop.patient, withheld).unwrap();
        let desk = dose(shop.patient, Some(item), json!({}));
        let desk = clinic.ask(clinic.receptionist, "medication.administer", desk).unwrap_err();
        assert_eq!(desk.code, Some("not_allowed"));
    }

    #[test]
    fn a_dose_that_a_colleague_has_just_given_is_told_before_it_is_given_again() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        // Twice a day.
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", json!({}));
        let colleague = clinic.employ("Marta", "Gil", "nurse");
        clinic.entrust(shop.patient, colleague);
        let give = |nurse: Uuid, changed: Value| {
            let request = dose(shop.patient, Some(item), changed);
            clinic.ask(nurse, "medication.administer", request)
        };
        let first = id_of(&give(clinic.nurse, json!({})).unwrap());
        clinic.pass_minutes(10);
        let twice = give(colleague, json!({})).unwrap_err();
        assert_eq!(twice.code, Some("warned"));
        assert!(twice.sentence.contains("every 12 hours"), "{}", twice.sentence);
        let kept_back = json!({ "status": "withheld", "status_reason": "given already" });
        give(colleague, kept_back).unwrap();
        // Written down late, it counts at the time at which it was given.
        clinic.pass_minutes(6 * 60);
        let late = json!({ "given_at": clinic.now() - 5 * crate::calendar::HOUR });
        assert_eq!(give(colleague, late).unwrap_err().code, Some("warned"));
        give(colleague, json!({})).unwrap();
        clinic.pass_minutes(10);
        give(clinic.nurse, json!({ "accept_warnings": true })).unwrap();
        // A dose that never was is in nobody's way.
        clinic.pass_minutes(7 * 60);
        let last = id_of(&give(clinic.nurse, json!({})).unwrap());
        let strike = json!({
            "administration_id": last, "status": null, "status_reason": null,
            "dose_amount": null, "dose_unit": null, "lot_quantity": null, "reason": "wrong bed"
        });
        clinic.ask(clinic.nurse, "medication.correct_administration", strike).unwrap();
        give(clinic.nurse, json!({})).unwrap();
        assert_ne!(first, last);
    }

    #[test]
    fn without_a_prescription_an_allergy_is_read_first() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let allergy = json!({
            "patient_id": shop.patient, "substance_text": "Penicillin", "category": "medication",
            "criticality": null, "reaction_text": null, "severity": null
        });
        clinic.ask(clinic.nurse, "people.add_allergy", allergy).unwrap();
        let mut given =
            dose(shop.patient, None, json!({ "medication_text": "Benzylpenicillin 600 mg" }));
        let warned = clinic.ask(clinic.nurse, "medication.administer", given.clone()).unwrap_err();
        assert_eq!(warned.code, Some("warned"));
        given["accept_warnings"] = json!(true);
        given["accept_reason"] = json!(" ");
        let unsaid = clinic.ask(clinic.nurse, "medication.administer", given.clone()).unwrap_err();
        assert_eq!((unsaid.code, unsaid.field), (Some("reason_needed"), Some("accept_reason")));
        assert!(unsaid.sentence.contains("all the same"), "{}", unsaid.sentence);
        given["accept_reason"] = json!("Tolerated it twice last year");
        let made = id_of(&clinic.ask(clinic.nurse, "medication.administer", given).unwrap());
        let strike = json!({
            "administration_id": made, "status": "partial", "status_reason": "vomited",
            "dose_amount": 1, "dose_unit": "tablet", "lot_quantity": null, "reason": "half of it"
        });
        clinic.ask(clinic.nurse, "medication.correct_administration", strike).unwrap();
        let asked = json!({ "patient_id": shop.patient });
        let record = clinic.ask(clinic.doctor, "medication.record", asked).unwrap();
        for line in record["administrations"].as_array().unwrap() {
            let despite = line["despite_text"].as_str().unwrap();
            assert!(despite.starts_with("Given despite: "), "{despite}");
            assert!(despite.ends_with("Reason: Tolerated it twice last year"), "{despite}");
        }
        assert_eq!(record["administrations"].as_array().unwrap().len(), 2);
        let nameless = dose(shop.patient, None, json!({}));
        let nameless = clinic.ask(clinic.nurse, "medication.administer", nameless).unwrap_err();
        assert_eq!(nameless.field, Some("medication_text"));
    }
}
