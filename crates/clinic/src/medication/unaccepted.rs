//! What speaks against a prescribed medicine that the doctor has not accepted.
//!
//! An allergy may have become known after the prescription was written, another medicine may have
//! been prescribed beside it, and what one PC knew the doctor's may not have known yet. What the
//! doctor accepted stands in the pharmacy notes of the prescribed medicine, in the very sentences
//! that were shown, and is not asked again. That the patient takes two of a class is the doctor's to
//! know when prescribing and is not told here.

use crate::medication::check::Warning;
use crate::medication::formulary::Written;
use crate::medication::standing::StandingItem;
use crate::medication::warnings::{Against, Found};

impl Against {
    /// The warnings about a prescribed medicine that were not accepted when it was prescribed, the
    /// weightiest first. An allergy that was recorded, confirmed or put right since is told even
    /// where the same sentence was accepted before.
    pub fn unaccepted(&self, item: &StandingItem) -> Vec<Warning> {
        let text = item.medication_text.as_str();
        let named = self.named(&Written {
            text,
            medication_id: item.medication_id,
            code: item.code.as_deref(),
        });
        let mut told = Vec::new();
        for (allergy, feared) in &self.allergies {
            let mut found = Found::default();
            self.allergy(&mut found, text, &named, allergy, feared);
            let since = allergy.changed_at > item.prescribed_at;
            add(&mut told, found.warnings, |warning| since || !item.accepted(warning));
        }
        for taken in &self.taken {
            // The medicines of one prescription were compared with each other.
            if taken.row.prescription_id == Some(item.prescription_id) {
                continue;
            }
            let other = taken.row.medication_text.as_str();
            let mut found = Found::default();
            self.interactions(&mut found, (text, &named), (other, &taken.named));
            add(&mut told, found.warnings, |warning| !item.accepted(warning));
        }
        for state in &self.states {
            let mut found = Found::default();
            self.state(&mut found, text, &named, state);
            add(&mut told, found.warnings, |warning| !item.accepted(warning));
        }
        told.sort_by_key(|warning| (warning.severity, warning.rating));
        told
    }
}

fn add(told: &mut Vec<Warning>, warnings: Vec<Warning>, keep: impl Fn(&Warning) -> bool) {
    for warning in warnings {
        if keep(&warning) && !told.contains(&warning) {
            told.push(warning);
        }
    }
}

impl StandingItem {
    fn accepted(&self, warning: &Warning) -> bool {
        self.pharmacy_notes.as_deref().is_some_and(|notes| notes.contains(&warning.sentence))
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::medication::shop::{Shop, lot, prescribed};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn allergy(clinic: &Clinic, patient: Uuid, substance: &str) -> Uuid {
        let allergy = json!({
            "patient_id": patient, "substance_text": substance, "category": "medication",
            "criticality": null, "reaction_text": null, "severity": null
        });
        let made = clinic.ask(clinic.nurse, "people.add_allergy", allergy).unwrap();
        crate::fixture::id_of(&made)
    }

    fn handing_out(item: Uuid) -> Value {
        json!({
            "prescription_item_id": item, "quantity": 1, "unit": "tablet",
            "days_supplied": null, "lots": null, "substitution_text": null, "notes": null,
            "accept_warnings": false, "no_lot_reason": "No stock is kept of it"
        })
    }

    fn dose(patient: Uuid, item: Uuid) -> Value {
        json!({
            "patient_id": patient, "visit_id": null, "prescription_item_id": item,
            "medication_text": null, "status": "given", "status_reason": null,
            "dose_amount": 1, "dose_unit": "tablet", "route": "oral", "body_site": null,
            "given_at": null, "inventory_item_id": null, "lot_quantity": null, "notes": null,
            "accept_warnings": false
        })
    }

    #[test]
    fn an_allergy_recorded_after_prescribing_is_read_before_handing_out_and_before_giving() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let refills = json!({ "refills_allowed": 5 });
        let (_, item) = prescribed(clinic, shop.patient, "Amoxicillin 500 mg", refills);
        let hand_out =
            |request: &Value| clinic.ask(shop.pharmacist, "medication.dispense", request.clone());
        let give =
            |request: &Value| clinic.ask(clinic.nurse, "medication.administer", request.clone());
        hand_out(&handing_out(item)).unwrap();
        give(&dose(shop.patient, item)).unwrap();
        clinic.pass_minutes(5);
        allergy(clinic, shop.patient, "Penicillin");
        let mut request = handing_out(item);
        let warned = hand_out(&request).unwrap_err();
        assert_eq!(warned.code, Some("warned"));
        assert!(warned.sentence.contains("allergic to Penicillin"), "{}", warned.sentence);
        request["accept_warnings"] = json!(true);
        assert_eq!(hand_out(&request).unwrap_err().code, Some("reason_needed"));
        request["accept_reason"] = json!("The doctor was asked on the telephone");
        let done = hand_out(&request).unwrap();
        let id: Uuid = done["dispensing_ids"][0].as_str().unwrap().parse().unwrap();
        let kept = clinic.text("SELECT despite_text FROM dispensings WHERE id = ?1", id).unwrap();
        assert!(kept.contains("Penicillin") && kept.contains("telephone"), "{kept}");
        let mut given = dose(shop.patient, item);
        let warned = give(&given).unwrap_err();
        assert_eq!(warned.code, Some("warned"));
        assert!(warned.sentence.contains("allergic to Penicillin"), "{}", warned.sentence);
        // A dose that is kept back for that reason is written down at once.
        let mut withheld = given.clone();
        withheld["status"] = json!("withheld");
        withheld["status_reason"] = json!("allergy");
        give(&withheld).unwrap();
        given["accept_warnings"] = json!(true);
        assert_eq!(give(&given).unwrap_err().code, Some("reason_needed"));
        given["accept_reason"] = json!("The doctor was asked on the telephone");
        give(&given).unwrap();
        let kept = "SELECT despite_text FROM medication_administrations WHERE patient_id = ?1 \
                    AND despite_text IS NOT NULL";
        let kept = clinic.text(kept, shop.patient).unwrap();
        assert!(kept.contains("Penicillin") && kept.contains("telephone"), "{kept}");
    }

    #[test]
    fn what_the_doctor_accepted_is_not_asked_again_until_the_allergy_is_confirmed() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let id = allergy(clinic, shop.patient, "Penicillin");
        clinic.pass_minutes(5);
        let refills = json!({ "refills_allowed": 5 });
        let (_, item) = prescribed(clinic, shop.patient, "Amoxicillin 500 mg", refills);
        let hand_out = || clinic.ask(shop.pharmacist, "medication.dispense", handing_out(item));
        hand_out().unwrap();
        clinic.ask(clinic.nurse, "medication.administer", dose(shop.patient, item)).unwrap();
        clinic.pass_minutes(5);
        let confirmed = json!({
            "id": id, "version": 0, "substance_text": "Penicillin", "category": "medication",
            "criticality": null, "reaction_text": "anaphylaxis", "severity": "severe",
            "verification": "confirmed"
        });
        clinic.ask(clinic.doctor, "people.correct_allergy", confirmed).unwrap();
        assert_eq!(hand_out().unwrap_err().code, Some("warned"));
    }

    #[test]
    fn another_medicine_prescribed_later_is_told_and_one_of_the_same_prescription_is_not() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let refills = json!({ "refills_allowed": 5 });
        let (_, warfarin) = prescribed(clinic, shop.patient, "Warfarin 5 mg", refills.clone());
        let hand_out = |item| clinic.ask(shop.pharmacist, "medication.dispense", handing_out(item));
        hand_out(warfarin).unwrap();
        clinic.pass_minutes(5);
        let (_, ibuprofen) = prescribed(clinic, shop.patient, "Ibuprofen 400 mg", refills);
        let warned = hand_out(warfarin).unwrap_err();
        assert_eq!(warned.code, Some("warned"));
        assert!(warned.sentence.contains("Ibuprofen"), "{}", warned.sentence);
        // The doctor has accepted it beside the later one.
        hand_out(ibuprofen).unwrap();
    }

    #[test]
    fn another_makers_of_the_same_substance_warns_of_what_came_up_as_well() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        shop.take_in(lot("Amoxicillin 500 mg", "A1", Some("2027-03-01"), 100.0));
        let (_, item) = prescribed(clinic, shop.patient, "Amoxicillin 500 mg", json!({}));
        clinic.pass_minutes(5);
        allergy(clinic, shop.patient, "Penicillin");
        let mut request = handing_out(item);
        request["substitution_text"] = json!("Amoxicillin 500 mg");
        let warned = clinic.ask(shop.pharmacist, "medication.dispense", request).unwrap_err();
        assert_eq!(warned.code, Some("warned"));
    }
}
