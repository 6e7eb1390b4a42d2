//! A medicine is prescribed once more, as it was.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::issue::{Acceptance, Issue, NewItem, issue};
use crate::medication::standing::{end, standing};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// Which medicine, and what is different this time.
#[derive(Deserialize, TS)]
pub struct Renew {
    item_id: Uuid,
    version: i64,
    visit_id: Option<Uuid>,
    /// As before where nothing is said.
    duration_days: Option<i64>,
    /// As before where nothing is said.
    quantity: Option<f64>,
    /// As before where nothing is said.
    refills_allowed: Option<i64>,
    notes: Option<String>,
    accept_warnings: bool,
    accept_reason: Option<String>,
}

/// What is carried over from the item that is renewed.
const CARRIED: &[&str] = &[
    "dose_amount",
    "dose_unit",
    "route",
    "frequency_count",
    "frequency_period",
    "frequency_period_unit",
    "frequency_text",
    "as_needed",
    "dosage_text",
    "is_free_text_dosage",
    "duration_text",
    "quantity",
    "quantity_unit",
    "refills_allowed",
    "substitution_allowed",
    "instructions",
    "indication",
];

/// Prescribes a medicine once more and signs it; the one before is completed with it. It is checked
/// anew, since the patient may take other medicines by now.
pub fn renew(write: &mut Write<'_>, who: &Who, request: Renew) -> Result<Made, Refused> {
    let item = standing(write, request.item_id)?;
    item.must_be(&["active", "completed"], "renewed")?;
    let renewed: Option<i64> = write.value(
        "SELECT 1 FROM prescription_items WHERE patient_id = ?1 AND renews_id = ?2 \
         AND status NOT IN ('cancelled', 'entered_in_error') AND deleted_at IS NULL LIMIT 1",
        params![item.patient_id, item.id],
    )?;
    if renewed.is_some() {
        return Err(Refused::because(
            "This medicine was renewed already. Renew the newer prescription.",
        ));
    }
    let mut before =
        write.cells("prescription_items", item.id)?.ok_or_else(|| Refused::gone("medicine"))?;
    let mut cells = Cells::new();
    for column in CARRIED {
        if let Some(value) = before.take(column) {
            cells.put(column, value);
        }
    }
    if let Some(quantity) = request.quantity {
        cells.put("quantity", quantity);
    }
    if let Some(refills) = request.refills_allowed {
        cells.put("refills_allowed", refills);
    }
    let duration = before.take("duration_days").and_then(|days| days.as_integer());
    let id = issue(
        write,
        who,
        Issue {
            patient_id: item.patient_id,
            visit_id: request.visit_id,
            diagnosis_text: None,
            notes: filled(request.notes.as_deref()),
            items: vec![NewItem {
                medication_text: item.medication_text.clone(),
                medication_id: item.medication_id,
                duration_days: request.duration_days.or(duration),
                start_on: None,
                renews: Some(item.id),
                cells,
            }],
            acceptance: Acceptance {
                warnings: request.accept_warnings,
                reason: filled(request.accept_reason.as_deref()),
            },
        },
    )?;
    if item.status == "active" {
        let today = who.today(write.now()).to_string();
        let reason = Some("Renewed".to_owned());
        end(write, &item, Some(request.version), "completed", reason, &today)?;
    }
    Ok(Made { id })
}

#[cfg(test)]
mod tests {
    use crate::fixture::id_of;
    use crate::medication::shop::{Shop, item_of, prescribed};
    use serde_json::json;

    #[test]
    fn a_renewed_medicine_goes_on_as_it_was_and_its_refills_begin_anew() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let (_, item) = prescribed(
            clinic,
            shop.patient,
            "Metformin 850 mg",
            json!({ "quantity": 60, "refills_allowed": 1 }),
        );
        shop.dispense(item, 60.0).unwrap();
        shop.dispense(item, 60.0).unwrap();
        let renew = json!({
            "item_id": item, "version": 0, "visit_id": null, "duration_days": null,
            "quantity": 90, "refills_allowed": null, "notes": null, "accept_warnings": false,
            "accept_reason": null
        });
        let made = clinic.ask(clinic.doctor, "medication.renew", renew.clone()).unwrap();
        let fresh = item_of(clinic, id_of(&made));
        let shown = |item| {
            clinic.text(
                "SELECT status || ' ' || CAST(quantity AS INTEGER) || ' ' || dose_unit || ' ' || \
                 refills_allowed FROM prescription_items WHERE id = ?1",
                item,
            )
        };
        assert_eq!(shown(item).unwrap(), "completed 60 tablet 1");
        assert_eq!(shown(fresh).unwrap(), "active 90 tablet 1");
        assert_eq!(shop.refills_left(item), 0);
        assert_eq!(shop.refills_left(fresh), 1);
        let again = clinic.ask(clinic.doctor, "medication.renew", renew).unwrap_err();
        assert!(again.sentence.contains("renewed already"));
    }

    #[test]
    fn a_renewal_is_checked_against_what_the_patient_takes_by_now() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let (_, item) = prescribed(clinic, shop.patient, "Warfarin 5 mg", json!({}));
        let statement =
            json!({ "patient_id": shop.patient, "medication_text": "Ibuprofen 400 mg" });
        clinic.ask(clinic.nurse, "medication.add_statement", statement).unwrap();
        let renew = json!({
            "item_id": item, "version": 0, "visit_id": null, "duration_days": null,
            "quantity": null, "refills_allowed": null, "notes": null, "accept_warnings": false,
            "accept_reason": null
        });
        let warned = clinic.ask(clinic.doctor, "medication.renew", renew).unwrap_err();
        assert_eq!(warned.code, Some("warned"));
        assert!(!warned.sentence.contains("already takes Warfarin"), "{}", warned.sentence);
    }
}
