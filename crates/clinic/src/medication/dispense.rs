//! A medicine is handed out.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::check::{Warning, WarningSeverity};
use crate::medication::dose::{self, same_unit};
use crate::medication::formulary::{Formulary, Named, Written};
use crate::medication::issue::Acceptance;
use crate::medication::lot::{Kept, Lot, Share, lot, lots, split};
use crate::medication::move_stock::{Movement, above_zero, caused_by, record};
use crate::medication::standing::{StandingItem, standing};
use crate::medication::supply::supply;
use crate::medication::warnings::Against;
use crate::people::details::filled;
use crate::{Refused, Who};

/// What is handed out of one prescribed medicine.
#[derive(Deserialize, TS)]
pub struct DispenseItem {
    prescription_item_id: Uuid,
    /// In the unit of the lots, or of the prescription where no stock is kept of it.
    quantity: f64,
    unit: Option<String>,
    /// For how many days it lasts; computed from the dose where nothing is said.
    days_supplied: Option<i64>,
    /// From which lots; those that expire first where nothing is said.
    lots: Option<Vec<LotShare>>,
    /// What was handed out instead, where it is another medicine.
    substitution_text: Option<String>,
    notes: Option<String>,
    /// Whether the pharmacist has read that the prescription is used up or over, what speaks
    /// against a medicine that is handed out instead, and what has come up against the prescribed
    /// one since the doctor wrote it.
    accept_warnings: bool,
    /// Why it is right all the same, where the clinic's list calls it contraindicated or major.
    #[ts(optional = nullable)]
    accept_reason: Option<String>,
    /// Why it comes from no lot, where none can be taken from.
    #[ts(optional = nullable)]
    no_lot_reason: Option<String>,
}

/// How much is taken from a lot.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct LotShare {
    /// The lot.
    pub inventory_item_id: Uuid,
    /// In the lot's unit.
    pub quantity: f64,
}

/// What was written.
#[derive(Debug, Serialize, TS)]
pub struct Dispensed {
    /// One row for each lot.
    dispensing_ids: Vec<Uuid>,
    /// For how many days all of it lasts, where that is known.
    days_supplied: Option<i64>,
    /// Of the prescription, after this.
    refills_left: i64,
}

/// Hands out a medicine: a row for each lot and its movement of stock, in one commit. What has
/// been handed out is accepted even where the record says that it was not there. Refuses a lot
/// that has expired, and with the code `warned` where the prescription is used up or over, where
/// something speaks against another medicine that is handed out instead, or against the prescribed
/// one that the doctor has not accepted, until `accept_warnings` says that this was read; with
/// `reason_needed` as prescribing does; and with
/// `no_lot` where no lot is there to be taken from, until `no_lot_reason` says why it comes from
/// none.
pub fn dispense(
    write: &mut Write<'_>,
    who: &Who,
    request: DispenseItem,
) -> Result<Dispensed, Refused> {
    let quantity = above_zero(request.quantity)?;
    let item = standing(write, request.prescription_item_id)?;
    item.must_be(&["active"], "handed out")?;
    let now = write.now();
    let today = who.today(now).to_string();
    let substitution = filled(request.substitution_text.as_deref());
    if substitution.is_some() && item.substitution_allowed == Some(false) {
        return Err(Refused::field(
            "substitution_text",
            "The doctor does not allow another medicine instead. Ask the doctor.",
        ));
    }
    let against = Against::load(write, who.organization_id, item.patient_id, &today)?;
    let taken = match &request.lots {
        Some(shares) => chosen(
            write,
            who,
            (&item, &against.formulary),
            shares,
            quantity,
            substitution.is_some(),
            &today,
        )?,
        None => {
            let kept = match &substitution {
                Some(text) => kept_instead(who, &against.formulary, text),
                None => kept(who, &item),
            };
            split(&lots(write, &kept)?, quantity, &today)
        }
    };
    let mut from: Vec<(Option<Lot>, f64)> = Vec::new();
    for share in taken {
        from.push((Some(lot(write, share.lot)?), share.quantity));
    }
    let lot_unit = from.first().and_then(|(lot, _)| lot.as_ref().map(|lot| lot.unit.clone()));
    let handed_in = lot_unit.or_else(|| filled(request.unit.as_deref()));
    let used_up = used_up(write, &item, (quantity, handed_in.as_deref()), &today)?;
    let mut warnings: Vec<(String, bool)> =
        used_up.into_iter().map(|sentence| (sentence, false)).collect();
    match &substitution {
        Some(text) => {
            let lots = from.iter().filter_map(|(lot, _)| lot.as_ref());
            warnings.extend(instead(&against, &item, text, lots));
        }
        None => warnings.extend(told(&against.unaccepted(&item))),
    }
    let accept_reason = filled(request.accept_reason.as_deref());
    let acceptance = Acceptance { warnings: request.accept_warnings, reason: accept_reason };
    acceptance.must_cover(
        warnings.iter().map(|(sentence, needs_reason)| (sentence.as_str(), *needs_reason)),
        "Say why this is handed out all the same; the doctor reads it.",
    )?;
    let despite = acceptance.kept("Handed out", &warnings);
    let mut no_lot = None;
    if from.is_empty() {
        no_lot = filled(request.no_lot_reason.as_deref());
        if no_lot.is_none() {
            return Err(Refused::coded_field(
                "no_lot",
                "no_lot_reason",
                "There is no lot of this medicine here that can be taken from. Take one in first, \
                 or say why it is handed out from no lot: nothing is taken from the stock then, \
                 and a recall will not find it.",
            ));
        }
        from.push((None, quantity));
    }
    let unit = from
        .first()
        .and_then(|(lot, _)| lot.as_ref().map(|lot| lot.unit.clone()))
        .or_else(|| filled(request.unit.as_deref()))
        .or_else(|| item.quantity_unit.clone());
    let days = match request.days_supplied {
        Some(days) => Some(days),
        None => days(write, who, &item, quantity, unit.as_deref())?,
    };
    let mut ids = Vec::new();
    let (mut before, mut given) = (0.0, 0);
    for (lot, share) in from {
        before += share;
        // Whole days add up to those of all of it: each lot gets those that it completes.
        let until = days.map(|days| (days as f64 * (before / quantity) + 1e-9).floor() as i64);
        let own = until.map(|until| until - given).filter(|days| *days > 0);
        given = until.unwrap_or(given);
        let id = write.insert(
            "dispensings",
            Cells::new()
                .set("patient_id", item.patient_id)
                .set("site_id", who.site.id)
                .set("prescription_item_id", item.id)
                .set("inventory_item_id", lot.as_ref().map(|lot| lot.id))
                .set("lot_number", lot.as_ref().and_then(|lot| lot.lot_number.clone()))
                .set("quantity", share)
                .set("unit", lot.as_ref().map(|lot| lot.unit.clone()).or_else(|| unit.clone()))
                .set("days_supplied", own)
                .set("dispensed_at", now)
                .set("dispensed_by", who.user_id)
                .set("substitution_text", substitution.clone())
                .set("despite_text", despite.clone())
                .set("no_lot_reason", no_lot.clone())
                .set("notes", filled(request.notes.as_deref())),
        )?;
        if let Some(lot) = lot {
            let movement = Movement {
                id: Some(caused_by(id)),
                dispensing: Some(id),
                ..Movement::new("dispensed", -share)
            };
            record(write, who, &lot, movement)?;
        }
        ids.push(id);
    }
    let handed = supply(write, item.id, item.quantity)?;
    Ok(Dispensed {
        dispensing_ids: ids,
        days_supplied: days,
        refills_left: handed.refills_left(item.refills_allowed.unwrap_or(0)),
    })
}

/// What the lots of a prescribed medicine are looked for by.
pub(crate) fn kept(who: &Who, item: &StandingItem) -> Kept {
    Kept {
        site: who.site.id,
        medication: item.medication_id,
        name: item.medication_text.trim().to_lowercase(),
    }
}

/// What the lots of a medicine that is handed out instead are looked for by.
fn kept_instead(who: &Who, formulary: &Formulary, text: &str) -> Kept {
    Kept {
        site: who.site.id,
        medication: formulary.product(text).map(|medicine| medicine.id),
        name: text.trim().to_lowercase(),
    }
}

/// What speaks against that which is handed out instead, by what its name says and by what its
/// lots hold, each with whether it needs a reason. What holds the very substances that were
/// prescribed was compared by the doctor; of that only what has come up since is told.
pub(crate) fn instead<'l>(
    against: &Against,
    item: &StandingItem,
    text: &str,
    lots: impl Iterator<Item = &'l Lot>,
) -> Vec<(String, bool)> {
    let mut handed = vec![Written { text, ..Written::default() }];
    handed.extend(lots.map(|lot| Written {
        text: &lot.name,
        medication_id: lot.medication_id,
        code: None,
    }));
    let prescribed = prescribed(&against.formulary, item);
    let mut found: Vec<(String, bool)> = Vec::new();
    for written in &handed {
        let warnings = if against.formulary.identify(written).same_substances(&prescribed) {
            against.unaccepted(item)
        } else {
            against.check(written, &[], Some(item.id)).warnings
        };
        for warning in told(&warnings) {
            if !found.iter().any(|(sentence, _)| *sentence == warning.0) {
                found.push(warning);
            }
        }
    }
    found
}

/// The sentences that must be read, each with whether it needs a reason.
pub(crate) fn told(warnings: &[Warning]) -> Vec<(String, bool)> {
    warnings
        .iter()
        .filter(|warning| warning.severity < WarningSeverity::Info)
        .map(|warning| (warning.sentence.clone(), warning.needs_reason))
        .collect()
}

/// What the prescription means by the clinic's list.
fn prescribed(formulary: &Formulary, item: &StandingItem) -> Named {
    formulary.identify(&Written {
        text: &item.medication_text,
        medication_id: item.medication_id,
        code: item.code.as_deref(),
    })
}

/// What the pharmacist must have read before more is handed out.
fn used_up(
    reader: &Reader<'_>,
    item: &StandingItem,
    (quantity, unit): (f64, Option<&str>),
    today: &str,
) -> Result<Vec<String>, Refused> {
    let mut warnings = Vec::new();
    let allowed = item.refills_allowed.unwrap_or(0);
    let handed = supply(reader, item.id, item.quantity)?;
    // In another unit only the occasions can be counted.
    let comparable = !handed.other_units && same_unit(unit, item.quantity_unit.as_deref());
    let over = match item.quantity.filter(|whole| *whole > 0.0 && comparable) {
        Some(whole) => handed.handed_out + quantity > whole * (allowed + 1) as f64 + 1e-9,
        None => handed.fills > allowed,
    };
    if over {
        warnings.push(format!(
            "This is more than was prescribed, refills ({allowed}) included. Ask the doctor to \
             renew the prescription."
        ));
    }
    if item.end_on.as_deref().is_some_and(|last| last < today) {
        warnings.push("The last day of this prescription has passed.".to_owned());
    }
    Ok(warnings)
}

/// The lots that the pharmacist chose: all of it, none expired, none of another medicine unless
/// that is said.
fn chosen(
    write: &Write<'_>,
    who: &Who,
    (item, formulary): (&StandingItem, &Formulary),
    shares: &[LotShare],
    quantity: f64,
    substituted: bool,
    today: &str,
) -> Result<Vec<Share>, Refused> {
    let sum: f64 = shares.iter().map(|share| share.quantity).sum();
    if (sum - quantity).abs() > 1e-9 {
        return Err(Refused::field(
            "lots",
            "What is taken from the lots must add up to what is handed out.",
        ));
    }
    let wanted = prescribed(formulary, item);
    let mut taken: Vec<Share> = Vec::new();
    for (index, share) in shares.iter().enumerate() {
        above_zero(share.quantity).map_err(|refused| refused.in_line(index, shares.len()))?;
        if taken.iter().any(|other| other.lot == share.inventory_item_id) {
            return Err(Refused::field("lots", "Name each lot once."));
        }
        let lot = lot(write, share.inventory_item_id)?;
        lot.may_be_used(who.site.id, today)
            .map_err(|refused| refused.in_line(index, shares.len()))?;
        let holds = formulary.identify(&Written {
            text: &lot.name,
            medication_id: lot.medication_id,
            code: None,
        });
        let other = wanted.known() && holds.known() && !wanted.same_substances(&holds);
        if other && !substituted {
            return Err(Refused::field(
                "substitution_text",
                "This lot holds another medicine than was prescribed. Choose another lot, or say \
                 what is handed out instead.",
            ));
        }
        taken.push(Share { lot: lot.id, quantity: share.quantity });
    }
    Ok(taken)
}

/// For how many days a quantity lasts at the prescribed dose, where that can be counted.
pub(crate) fn days(
    reader: &Reader<'_>,
    who: &Who,
    item: &StandingItem,
    quantity: f64,
    unit: Option<&str>,
) -> Result<Option<i64>, Refused> {
    let dose = dose::of_item(reader, item.id)?;
    let strength: Option<Option<String>> = reader.value(
        "SELECT strength FROM medications WHERE id = ?1 AND organization_id = ?2",
        params![item.medication_id, who.organization_id],
    )?;
    let unit = unit.or(dose.dose_unit.as_deref());
    let a_day = unit.and_then(|unit| dose.a_day(unit, strength.flatten().as_deref()));
    Ok(a_day.and_then(|a_day| dose::days(quantity, a_day)))
}

#[cfg(test)]
mod tests {
    use crate::medication::shop::{Shop, lot, prescribed};
    use serde_json::{Value, json};

    fn dispensing(item: uuid::Uuid, quantity: f64, lots: Value) -> Value {
        json!({
            "prescription_item_id": item, "quantity": quantity, "unit": null,
            "days_supplied": null, "lots": lots, "substitution_text": null, "notes": null,
            "accept_warnings": false
        })
    }

    #[test]
    fn a_fill_is_split_over_lots_and_its_days_add_up() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let expired = shop.take_in(lot("Amoxicillin 500 mg", "OLD", Some("2026-03-01"), 100.0));
        let soon = shop.take_in(lot("Amoxicillin 500 mg", "SOON", Some("2026-06-30"), 10.0));
        let late = shop.take_in(lot("Amoxicillin 500 mg", "LATE", Some("2027-06-30"), 40.0));
        let dose = json!({
            "dose_amount": 500, "dose_unit": "mg", "frequency_text": "every 8 hours",
            "quantity": 21
        });
        let (_, item) = prescribed(clinic, shop.patient, "Amoxicillin 500 mg", dose);
        let asked = json!({ "prescription_item_id": item, "quantity": null });
        let proposed = clinic.ask(shop.pharmacist, "medication.propose_lots", asked).unwrap();
        let takes: Vec<f64> = proposed["lots"]
            .as_array()
            .unwrap()
            .iter()
            .map(|lot| lot["take"].as_f64().unwrap())
            .collect();
        assert_eq!(takes, [0.0, 10.0, 11.0]);
        assert_eq!(proposed["days_supplied"], 7);
        let request = dispensing(item, 21.0, json!(null));
        let done = clinic.ask(shop.pharmacist, "medication.dispense", request).unwrap();
        assert_eq!(done["dispensing_ids"].as_array().unwrap().len(), 2);
        assert_eq!(done["days_supplied"], 7);
        assert_eq!((shop.level(expired), shop.level(soon), shop.level(late)), (100.0, 0.0, 29.0));
        let days = "SELECT group_concat(days_supplied) FROM dispensings \
                    WHERE prescription_item_id = ?1";
        assert_eq!(clinic.text(days, item).as_deref(), Some("3,4"));
    }

    #[test]
    fn an_expired_lot_is_never_handed_out_and_another_medicine_only_by_name() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let expired = shop.take_in(lot("Amoxicillin 500 mg", "OLD", Some("2026-03-01"), 100.0));
        let other = shop.take_in(lot("Metformin 850 mg", "M1", Some("2027-03-01"), 100.0));
        let (_, item) = prescribed(clinic, shop.patient, "Amoxicillin 500 mg", json!({}));
        let from = |lot| json!([{ "inventory_item_id": lot, "quantity": 10 }]);
        let ask = |request: Value| clinic.ask(shop.pharmacist, "medication.dispense", request);
        let refused = ask(dispensing(item, 10.0, from(expired))).unwrap_err();
        assert!(refused.sentence.contains("has expired"));
        let refused = ask(dispensing(item, 10.0, from(other))).unwrap_err();
        assert_eq!(refused.field, Some("substitution_text"));
        let refused = ask(dispensing(item, 11.0, from(other))).unwrap_err();
        assert_eq!(refused.field, Some("lots"));
        let refused = ask(dispensing(item, 0.0, json!(null))).unwrap_err();
        assert_eq!(refused.field, Some("quantity"));
        assert_eq!(shop.level(expired), 100.0);
        let doctor =
            clinic.ask(clinic.doctor, "medication.dispense", dispensing(item, 1.0, json!(null)));
        assert_eq!(doctor.unwrap_err().code, Some("not_allowed"));
    }

    #[test]
    fn what_is_handed_out_instead_is_checked_like_a_prescription_and_the_reason_is_kept() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let lot_of = |name: &str| {
            json!([{ "inventory_item_id": shop.take_in(lot(name, "L", None, 100.0)),
                                  "quantity": 10 }])
        };
        let refills = json!({ "refills_allowed": 5 });
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", refills);
        prescribed(clinic, shop.patient, "Warfarin 5 mg", json!({}));
        let allergy = json!({
            "patient_id": shop.patient, "substance_text": "Penicillin", "category": "medication",
            "criticality": "high", "reaction_text": null, "severity": null
        });
        clinic.ask(clinic.nurse, "people.add_allergy", allergy).unwrap();
        let ask =
            |request: &Value| clinic.ask(shop.pharmacist, "medication.dispense", request.clone());
        let instead = |name: &str| {
            let mut request = dispensing(item, 10.0, lot_of(name));
            request["substitution_text"] = json!(name);
            request
        };
        let mut request = instead("Amoxicillin 500 mg");
        let warned = ask(&request).unwrap_err();
        assert_eq!(warned.code, Some("warned"));
        assert!(warned.sentence.contains("allergic to Penicillin"), "{}", warned.sentence);
        request["accept_warnings"] = json!(true);
        let silent = ask(&request).unwrap_err();
        assert_eq!((silent.code, silent.field), (Some("reason_needed"), Some("accept_reason")));
        request["accept_reason"] = json!("The doctor was asked on the telephone");
        let done = ask(&request).unwrap();
        let id: uuid::Uuid = done["dispensing_ids"][0].as_str().unwrap().parse().unwrap();
        let kept = clinic.text("SELECT despite_text FROM dispensings WHERE id = ?1", id).unwrap();
        assert!(kept.contains("Penicillin") && kept.contains("on the telephone"), "{kept}");
        // What a lot holds counts, whatever the paper calls it.
        let mut bleeds = instead("Ibuprofen 400 mg");
        bleeds["substitution_text"] = json!("The usual painkiller");
        let warned = ask(&bleeds).unwrap_err();
        assert!(warned.sentence.contains("Warfarin"), "{}", warned.sentence);
        // Another maker's of the very substance is what the doctor has compared.
        ask(&instead("Metformin 850 mg")).unwrap();
    }

    #[test]
    fn what_comes_from_no_lot_says_why_and_what_is_there_is_taken_from_the_lot() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let refills = json!({ "refills_allowed": 5 });
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", refills);
        let mut request = dispensing(item, 10.0, json!(null));
        let ask =
            |request: &Value| clinic.ask(shop.pharmacist, "medication.dispense", request.clone());
        let refused = ask(&request).unwrap_err();
        assert_eq!((refused.code, refused.field), (Some("no_lot"), Some("no_lot_reason")));
        request["no_lot_reason"] = json!("  ");
        assert_eq!(ask(&request).unwrap_err().code, Some("no_lot"));
        request["no_lot_reason"] = json!("Brought from the hospital");
        ask(&request).unwrap();
        let why = "SELECT group_concat(coalesce(no_lot_reason, 'from a lot')) FROM dispensings \
                   WHERE prescription_item_id = ?1";
        assert_eq!(clinic.text(why, item).as_deref(), Some("Brought from the hospital"));
        let taken = shop.take_in(lot("Metformin 850 mg", "M1", Some("2027-03-01"), 100.0));
        ask(&request).unwrap();
        assert_eq!(shop.level(taken), 90.0);
        let from = "SELECT count(*) FROM dispensings WHERE prescription_item_id = ?1 \
                    AND no_lot_reason IS NULL";
        assert_eq!(clinic.number(from, item), Some(1));
    }

    #[test]
    fn what_was_handed_out_is_taken_even_below_zero_and_somebody_counts() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let id = shop.take_in(lot("Metformin 850 mg", "M1", Some("2027-03-01"), 10.0));
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", json!({}));
        shop.dispense(item, 25.0).unwrap();
        shop.dispense(item, 5.0).unwrap();
        assert_eq!(shop.level(id), -20.0);
        let tasks = "SELECT count(*) FROM tasks WHERE kind = 'stock_below_zero' \
                     AND source_row_id = ?1 AND patient_id IS NULL";
        assert_eq!(clinic.number(tasks, id), Some(1), "one task a day");
    }

    #[test]
    fn more_than_was_prescribed_is_handed_out_only_after_reading_that() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let dose = json!({ "quantity": 30, "refills_allowed": 1 });
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", dose);
        shop.take_in(lot("Metformin 850 mg", "M1", Some("2027-03-01"), 100.0));
        let ask = |quantity: f64| {
            clinic.ask(
                shop.pharmacist,
                "medication.dispense",
                dispensing(item, quantity, json!(null)),
            )
        };
        assert_eq!(ask(20.0).unwrap()["refills_left"], 1);
        assert_eq!(ask(10.0).unwrap()["refills_left"], 1, "the rest of the first fill");
        assert_eq!(ask(30.0).unwrap()["refills_left"], 0);
        let refused = ask(1.0).unwrap_err();
        assert_eq!(refused.code, Some("warned"));
        let mut again = dispensing(item, 1.0, json!(null));
        again["accept_warnings"] = json!(true);
        clinic.ask(shop.pharmacist, "medication.dispense", again).unwrap();
    }
}
