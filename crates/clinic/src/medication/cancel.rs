//! A prescription, or one medicine of it, is taken back before anything was handed out.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::standing::{StandingItem, ThisItemBecause, because, end, standing};
use crate::medication::supply::supply;
use crate::{Nothing, Refused, Who};

/// Which prescription, as the screen showed it, and why.
#[derive(Deserialize, TS)]
pub struct CancelPrescription {
    id: Uuid,
    version: i64,
    reason: String,
}

const WHY: &str = "Say why it is cancelled.";

/// Cancels a prescription with all of its medicines. What was handed out is stopped instead, since
/// the patient may have taken of it.
pub fn cancel_prescription(
    write: &mut Write<'_>,
    who: &Who,
    request: CancelPrescription,
) -> Result<Nothing, Refused> {
    let reason = because(&request.reason, WHY)?;
    let status: Option<String> = write.value(
        "SELECT status FROM prescriptions WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    if !matches!(status.as_deref(), Some("draft" | "active" | "on_hold")) {
        return Err(match status {
            None => Refused::gone("prescription"),
            Some(_) => Refused::because("This prescription is over already."),
        });
    }
    let items: Vec<Uuid> = write.column(
        "SELECT id FROM prescription_items WHERE prescription_id = ?1 \
         AND status IN ('draft', 'active', 'on_hold') AND deleted_at IS NULL ORDER BY id",
        params![request.id],
    )?;
    for id in items {
        let item = standing(write, id)?;
        nothing_handed_out(write, &item)?;
        let cells = Cells::new().set("status", "cancelled").set("status_reason", reason.as_str());
        write.update("prescription_items", id, None, cells)?;
    }
    let cells = cancelled(write, who, reason).set("status", "cancelled");
    write.update("prescriptions", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Cancels one medicine, and its prescription with the last one.
pub fn cancel_item(
    write: &mut Write<'_>,
    who: &Who,
    request: ThisItemBecause,
) -> Result<Nothing, Refused> {
    let (this, reason) = request.parts(WHY)?;
    let item = standing(write, this.item_id)?;
    item.must_be(&["draft", "active", "on_hold"], "cancelled")?;
    nothing_handed_out(write, &item)?;
    let today = who.today(write.now()).to_string();
    end(write, &item, Some(this.version), "cancelled", Some(reason.clone()), &today)?;
    let status: Option<String> = write
        .value("SELECT status FROM prescriptions WHERE id = ?1", params![item.prescription_id])?;
    if status.as_deref() == Some("cancelled") {
        let cells = cancelled(write, who, reason);
        write.update("prescriptions", item.prescription_id, None, cells)?;
    }
    Ok(Nothing {})
}

fn cancelled(write: &Write<'_>, who: &Who, reason: String) -> Cells {
    Cells::new()
        .set("cancelled_at", write.now())
        .set("cancelled_by", who.user_id)
        .set("cancel_reason", reason)
}

fn nothing_handed_out(write: &Write<'_>, item: &StandingItem) -> Result<(), Refused> {
    if supply(write, item.id, item.quantity)?.handed_out > 0.0 {
        return Err(Refused::because(
            "Something of this prescription was handed out already. Stop the medicine instead.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::medication::shop::{Shop, prescribed};
    use serde_json::json;

    #[test]
    fn a_prescription_is_cancelled_with_a_reason_and_all_its_medicines() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let (prescription, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", json!({}));
        let cancel = |reason: &str| json!({ "id": prescription, "version": 0, "reason": reason });
        let refused =
            clinic.ask(clinic.doctor, "medication.cancel_prescription", cancel(" ")).unwrap_err();
        assert_eq!(refused.field, Some("reason"));
        clinic
            .ask(clinic.doctor, "medication.cancel_prescription", cancel("wrong patient"))
            .unwrap();
        let status = "SELECT status || ': ' || status_reason FROM prescription_items WHERE id = ?1";
        assert_eq!(clinic.text(status, item).unwrap(), "cancelled: wrong patient");
        let whole = "SELECT status || ': ' || cancel_reason FROM prescriptions WHERE id = ?1";
        assert_eq!(clinic.text(whole, prescription).unwrap(), "cancelled: wrong patient");
        let again = clinic.ask(clinic.doctor, "medication.cancel_prescription", cancel("again"));
        assert!(again.unwrap_err().sentence.contains("over already"));
    }

    #[test]
    fn what_was_handed_out_is_not_cancelled() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", json!({}));
        shop.dispense(item, 10.0).unwrap();
        let cancel = json!({ "item_id": item, "version": 0, "reason": "typed twice" });
        let refused = clinic.ask(clinic.doctor, "medication.cancel_item", cancel).unwrap_err();
        assert!(refused.sentence.contains("handed out"));
    }

    #[test]
    fn a_medicine_is_paused_goes_on_and_is_completed() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let (prescription, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", json!({}));
        let this = json!({ "item_id": item, "version": 0 });
        let why = json!({ "item_id": item, "version": 0, "reason": "operation tomorrow" });
        let early = clinic.ask(clinic.doctor, "medication.resume", this.clone()).unwrap_err();
        assert!(early.sentence.contains("it is being taken"));
        clinic.ask(clinic.doctor, "medication.hold", why.clone()).unwrap();
        let refused = shop.dispense(item, 10.0).unwrap_err();
        assert!(refused.sentence.contains("it is on hold"));
        clinic.ask(clinic.doctor, "medication.resume", this.clone()).unwrap();
        clinic.ask(clinic.doctor, "medication.complete", this.clone()).unwrap();
        let status = "SELECT status FROM prescriptions WHERE id = ?1";
        assert_eq!(clinic.text(status, prescription).unwrap(), "completed");
        let ended = clinic.text("SELECT end_on FROM prescription_items WHERE id = ?1", item);
        assert_eq!(ended.as_deref(), Some("2026-03-02"));
        let refused = clinic.ask(clinic.nurse, "medication.hold", why).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
    }
}
