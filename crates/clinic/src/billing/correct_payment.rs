//! A payment or refund that was noted wrongly.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::COUNTED;
use crate::billing::money;
use crate::billing::take_payment::CREDIT;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// Which payment or refund, what it was in truth, and why it was noted wrongly.
#[derive(Deserialize, TS)]
pub struct CorrectPayment {
    id: Uuid,
    /// 0 where no money moved at all.
    amount_minor: i64,
    /// As it was noted, where it is left out.
    method: Option<String>,
    reason: String,
}

#[derive(Deserialize)]
struct Noted {
    site_id: Option<Uuid>,
    invoice_id: Option<Uuid>,
    patient_id: Uuid,
    kind: String,
    amount_minor: i64,
    currency: String,
    method: String,
    received_at: i64,
    received_by: Option<Uuid>,
    reference: Option<String>,
    payer_kind: String,
    payer_text: Option<String>,
    notes: Option<String>,
    insurance_claim_id: Option<Uuid>,
    cash_session_id: Option<Uuid>,
    corrects_id: Option<Uuid>,
    correction_number: Option<i64>,
    is_replaced: bool,
}

/// Corrects a payment or refund by a new row that counts in its place; the wrong one stays in
/// sight. It belongs to the same moment and the same cash box, because that is where it was noted
/// wrongly. Two PCs without a network may correct one entry differently: both corrections are kept,
/// one of them counts (`invoices::COUNTED`), and the centre asks finance which is right. Whoever
/// corrects the one that counts has decided.
pub fn correct_payment(
    write: &mut Write<'_>,
    _: &Who,
    request: CorrectPayment,
) -> Result<Made, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why this was noted wrongly."))?;
    let amount = money::not_negative("amount_minor", request.amount_minor)?;
    let noted = noted(write, request.id)?;
    let method = filled(request.method.as_deref()).unwrap_or_else(|| noted.method.clone());
    if (noted.method == CREDIT) != (method == CREDIT) {
        return Err(Refused::field(
            "method",
            "A credit that was applied and money that was handed over are not the same. Correct \
             the amount to 0 and enter it anew.",
        ));
    }
    if noted.method == CREDIT && amount != 0 {
        return Err(Refused::field(
            "amount_minor",
            "A credit that was applied wrongly is corrected to 0 on both invoices and applied anew.",
        ));
    }
    keeps_refunds_covered(write, &noted, amount)?;
    // Money that turns out to have been cash, or not, joins or leaves no box that was counted.
    let session = noted.cash_session_id.filter(|_| method == "cash");
    let id = write.insert(
        "payments",
        Cells::new()
            .set("site_id", noted.site_id)
            .set("invoice_id", noted.invoice_id)
            .set("patient_id", noted.patient_id)
            .set("kind", noted.kind)
            .set("amount_minor", amount)
            .set("currency", noted.currency)
            .set("method", method)
            .set("received_at", noted.received_at)
            .set("received_by", noted.received_by)
            .set("reference", noted.reference)
            .set("payer_kind", noted.payer_kind)
            .set("payer_text", noted.payer_text)
            .set("notes", noted.notes)
            .set("insurance_claim_id", noted.insurance_claim_id)
            .set("cash_session_id", session)
            .set("corrects_id", noted.corrects_id.unwrap_or(request.id))
            .set("correction_number", noted.correction_number.unwrap_or(0) + 1)
            .set("correction_reason", reason),
    )?;
    Ok(Made { id })
}

fn noted(reader: &Reader<'_>, id: Uuid) -> Result<Noted, Refused> {
    let noted: Option<Noted> = reader.row(
        &format!(
            "SELECT site_id, invoice_id, patient_id, kind, amount_minor, currency, method, \
             received_at, received_by, reference, payer_kind, payer_text, notes, \
             insurance_claim_id, cash_session_id, corrects_id, correction_number, \
             NOT ({COUNTED}) AS is_replaced FROM payments q WHERE id = ?1 AND deleted_at IS NULL"
        ),
        params![id],
    )?;
    let noted = noted.ok_or_else(|| Refused::gone("payment"))?;
    if noted.is_replaced {
        return Err(Refused::because(
            "This payment has been corrected already. Correct the entry that counts in its place.",
        ));
    }
    Ok(noted)
}

/// What was given back never exceeds what was paid.
fn keeps_refunds_covered(reader: &Reader<'_>, noted: &Noted, amount: i64) -> Result<(), Refused> {
    let Some(invoice) = noted.invoice_id else { return Ok(()) };
    let bill = super::invoices::Bill::of(reader, invoice)?;
    let change = if noted.kind == "payment" {
        amount - noted.amount_minor
    } else {
        noted.amount_minor - amount
    };
    if change < 0 && bill.received_minor - bill.returned_minor + change < 0 {
        return Err(Refused::field(
            "amount_minor",
            "More would then have been given back on this invoice than was paid. Correct the \
             refund first.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::Refused;
    use crate::billing::stories::{Billed, pay, shown};
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    fn correct(clinic: &Clinic, id: Uuid, amount: i64, reason: &str) -> Result<Value, Refused> {
        let request = json!({ "id": id, "amount_minor": amount, "method": null, "reason": reason });
        clinic.ask(clinic.receptionist, "billing.correct_payment", request)
    }

    #[test]
    fn a_correction_counts_in_place_of_the_wrong_row_which_stays_in_sight() {
        let clinic = Clinic::found();
        let bill = Billed::issued(&clinic, 4_000);
        let wrong = pay(&clinic, bill.invoice, 400, "cash");
        assert_eq!(correct(&clinic, wrong, 4_000, " ").unwrap_err().field, Some("reason"));
        let right = id_of(&correct(&clinic, wrong, 4_000, "a zero was missing").unwrap());
        let after = shown(&clinic, bill.invoice);
        assert_eq!((&after["paid_minor"], &after["due_minor"]), (&json!(4_000), &json!(0)));
        assert_eq!(after["payments"][0]["correction_reason"], "a zero was missing");
        assert_eq!(after["corrected_payments"][0]["amount_minor"], 400);
        assert!(correct(&clinic, wrong, 1, "again").unwrap_err().sentence.contains("already"));
        correct(&clinic, right, 0, "the patient had not paid at all").unwrap();
        assert_eq!(shown(&clinic, bill.invoice)["due_minor"], 4_000);
    }

    #[test]
    fn of_two_corrections_that_did_not_know_of_each_other_one_counts_until_somebody_decides() {
        let clinic = Clinic::found();
        let bill = Billed::issued(&clinic, 4_000);
        let wrong = pay(&clinic, bill.invoice, 400, "cash");
        let here = id_of(&correct(&clinic, wrong, 4_000, "a zero was missing").unwrap());
        // As it comes from another PC, which had corrected the same entry by then.
        let there = clinic.store.write::<_, store::Error>(clinic.owner, "test", |write| {
            let cells = write.cells("payments", here)?.unwrap();
            let kept = cells
                .into_iter()
                .filter(|(name, _)| name != "id" && !catalog::BOOKKEEPING.contains(&name.as_str()));
            let cells = kept.fold(Cells::new(), |cells, (name, value)| cells.set(&name, value));
            write.insert("payments", cells.set("amount_minor", 3_900))
        });
        let there = there.unwrap();
        let (counts, other) = if there > here { (there, here) } else { (here, there) };
        let standing = |clinic: &Clinic| {
            let bill = shown(clinic, bill.invoice);
            let counted = bill["payments"].as_array().unwrap();
            assert_eq!(counted.len(), 1, "never both: {counted:?}");
            let replaced = bill["corrected_payments"].as_array().unwrap().len();
            (counted[0]["id"].clone(), bill["paid_minor"].clone(), replaced)
        };
        let paid = if counts == there { 3_900 } else { 4_000 };
        assert_eq!(standing(&clinic), (json!(counts), json!(paid), 2));
        let owed = clinic.number(
            "SELECT 4000 - balance_minor FROM invoice_balances WHERE id = ?1",
            bill.invoice,
        );
        assert_eq!(owed, Some(paid), "the list of what is open reads the same");
        let refused = correct(&clinic, other, 4_100, "this one").unwrap_err();
        assert!(refused.sentence.contains("counts in its place"), "{refused}");
        let decided = id_of(&correct(&clinic, counts, 4_000, "the receipt says so").unwrap());
        assert_eq!(standing(&clinic), (json!(decided), json!(4_000), 3));
        assert_eq!(shown(&clinic, bill.invoice)["due_minor"], 0);
    }

    #[test]
    fn no_correction_leaves_more_given_back_than_was_paid() {
        let clinic = Clinic::found();
        let bill = Billed::issued(&clinic, 4_000);
        let payment = pay(&clinic, bill.invoice, 4_000, "cash");
        let refund = json!({
            "invoice_id": bill.invoice, "amount_minor": 3_000, "method": "cash", "reason": "sorry",
            "still_owed": true
        });
        let refund = id_of(&clinic.ask(clinic.receptionist, "billing.refund", refund).unwrap());
        assert_eq!(correct(&clinic, payment, 2_999, "x").unwrap_err().field, Some("amount_minor"));
        assert_eq!(correct(&clinic, refund, 4_001, "x").unwrap_err().field, Some("amount_minor"));
        correct(&clinic, refund, 4_000, "counted again").unwrap();
        assert_eq!(shown(&clinic, bill.invoice)["due_minor"], 4_000);
    }
}
