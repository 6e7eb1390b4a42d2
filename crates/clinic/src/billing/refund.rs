//! Money is given back.

use catalog::Action;
use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::Bill;
use crate::billing::money;
use crate::billing::payer::Payer;
use crate::billing::take_payment::Movement;
use crate::billing::void_invoice::must_not_be_claimed;
use crate::messages::add_task::{NewTask, add_task};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// How much, of which bill, how, to whom and why.
#[derive(Deserialize, TS)]
pub struct Refund {
    invoice_id: Uuid,
    amount_minor: i64,
    method: String,
    reason: String,
    /// What is given back is still to be paid: it was paid with the wrong card, or by the wrong
    /// person. Otherwise it is not owed any more.
    still_owed: bool,
    /// To whom.
    #[serde(flatten)]
    #[ts(flatten)]
    payer: Payer,
}

/// Notes money that is given back, at most what was paid. Cash comes out of the person's open cash
/// box. A bill on which everything was given back and nothing is owed is void; one on which a part
/// was given back is written off for that part, so that nobody is reminded of it; where whoever gives
/// it back may do neither, finance is asked to.
pub fn refund(write: &mut Write<'_>, who: &Who, request: Refund) -> Result<Made, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the money is given back."))?;
    let bill = Bill::of(write, request.invoice_id)?;
    let amount = money::positive("amount_minor", request.amount_minor)?;
    if amount > bill.received_minor - bill.returned_minor {
        return Err(Refused::field(
            "amount_minor",
            "This is more than was paid on this invoice. Give back what was paid at most.",
        ));
    }
    let (payer, payer_text) = request.payer.of(&request.method)?;
    let cells = Movement {
        invoice: request.invoice_id,
        bill: &bill,
        kind: "refund",
        amount_minor: amount,
        method: &request.method,
        payer,
    }
    .cells(write, who)?
    .set("payer_text", payer_text)
    .set("notes", reason.as_str());
    let id = write.insert("payments", cells)?;
    if !request.still_owed {
        owe_no_more(write, who, (request.invoice_id, id), &reason)?;
    }
    Ok(Made { id })
}

/// Takes what was given back off what is owed on an issued bill, or asks finance to.
fn owe_no_more(
    write: &mut Write<'_>,
    who: &Who,
    (invoice, refund): (Uuid, Uuid),
    reason: &str,
) -> Result<(), Refused> {
    let bill = Bill::of(write, invoice)?;
    let now = write.now();
    let standing = bill.ledger().standing(&who.today(now).to_string());
    if bill.status != "issued" || standing.due_minor == 0 {
        return Ok(());
    }
    if !who.may("invoices", Action::Update) {
        let number = bill.number.as_deref().unwrap_or("without a number");
        let task = NewTask {
            id: Some(Uuid::new_v5(&refund, b"nothing is owed")),
            kind: "follow_up",
            title: format!("Money was given back on invoice {number}: void it or write it off"),
            description: Some("What was given back is not owed any more.".to_owned()),
            priority: "medium",
            for_role: Some("finance"),
            assigned_to: None,
            patient: Some(bill.patient_id),
            due_at: None,
            source: Some(("invoices", invoice)),
        };
        add_task(write, who, &task)?;
        return Ok(());
    }
    let cells = if standing.paid_minor == 0 {
        must_not_be_claimed(write, invoice)?;
        Cells::new().set("status", "void").set("void_reason", reason)
    } else {
        Cells::new()
            .set("status", "written_off")
            .set("write_off_reason", reason)
            .set("written_off_at", now)
            .set("written_off_by", who.user_id)
    };
    Ok(write.update("invoices", invoice, None, cells)?)
}

#[cfg(test)]
mod tests {
    use crate::billing::stories::{Billed, line, pay, shown};
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn refund(
        clinic: &Clinic,
        user: Uuid,
        bill: &Billed,
        (amount, still_owed): (i64, bool),
        payer: Value,
    ) -> Value {
        let mut request = json!({
            "invoice_id": bill.invoice, "amount_minor": amount, "method": "cash",
            "reason": "the test was not done", "still_owed": still_owed
        });
        request.as_object_mut().unwrap().extend(payer.as_object().unwrap().clone());
        clinic.ask(user, "billing.refund", request).unwrap();
        shown(clinic, bill.invoice)
    }

    /// A bill of 40.00 that is due on 16 March.
    fn issued(clinic: &Clinic) -> Billed {
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        Billed::with(clinic, patient, &[line("Consultation", 4_000, None)], true, |request| {
            request["due_on"] = json!("2026-03-16");
        })
    }

    fn noted_as_overdue(clinic: &Clinic) -> Value {
        clinic.set_clock("2026-03-25T09:00:00Z");
        clinic.ask(clinic.receptionist, "billing.note_overdue", json!({})).unwrap()["noted"].clone()
    }

    #[test]
    fn of_what_is_not_owed_any_more_nobody_is_reminded() {
        let clinic = Clinic::found();
        let [whole, part] = [(); 2].map(|()| issued(&clinic));
        for bill in [&whole, &part] {
            pay(&clinic, bill.invoice, 4_000, "cash");
        }
        let all = refund(&clinic, clinic.owner, &whole, (4_000, false), json!({}));
        assert_eq!((&all["status"], &all["payment_state"]), (&json!("void"), &json!("refunded")));
        let some = refund(&clinic, clinic.owner, &part, (1_500, false), json!({}));
        assert_eq!(some["status"], "written_off");
        assert_eq!((&some["due_minor"], &some["paid_minor"]), (&json!(0), &json!(2_500)));
        assert_eq!(some["written_off_minor"], 1_500);
        assert_eq!(noted_as_overdue(&clinic), 0);
    }

    #[test]
    fn the_desk_gives_money_back_and_finance_is_asked_to_close_the_bill() {
        let clinic = Clinic::found();
        let bill = issued(&clinic);
        pay(&clinic, bill.invoice, 4_000, "cash");
        let after = refund(&clinic, clinic.receptionist, &bill, (4_000, false), json!({}));
        assert_eq!(after["status"], "issued");
        let asked = clinic.text(
            "SELECT title FROM tasks WHERE source_row_id = ?1 AND for_role = 'finance'",
            bill.invoice,
        );
        assert!(asked.unwrap().contains("void it or write it off"));
    }

    #[test]
    fn what_is_still_owed_stays_open_and_becomes_overdue() {
        let clinic = Clinic::found();
        let bill = issued(&clinic);
        pay(&clinic, bill.invoice, 4_000, "cash");
        let after = refund(&clinic, clinic.receptionist, &bill, (4_000, true), json!({}));
        assert_eq!(
            (&after["due_minor"], &after["payment_state"]),
            (&json!(4_000), &json!("pending"))
        );
        assert_eq!(noted_as_overdue(&clinic), 1);
        assert_eq!(shown(&clinic, bill.invoice)["payment_state"], "overdue");
        // A bill whose money has all gone back can be voided after all.
        let this = json!({ "id": bill.invoice, "version": 0, "reason": "the wrong visit" });
        clinic.ask(clinic.owner, "billing.void_invoice", this).unwrap();
        assert_eq!(shown(&clinic, bill.invoice)["payment_state"], "refunded");
    }

    #[test]
    fn it_is_said_who_pays_and_who_gets_money_back() {
        let clinic = Clinic::found();
        let bill = issued(&clinic);
        let take = |payer: Value| {
            let mut request = json!({
                "invoice_id": bill.invoice, "amount_minor": 1_000, "method": "cash",
                "reference": null
            });
            request.as_object_mut().unwrap().extend(payer.as_object().unwrap().clone());
            clinic.ask(clinic.receptionist, "billing.take_payment", request)
        };
        let nobody = take(json!({ "payer_kind": "other", "payer_text": " " })).unwrap_err();
        assert_eq!(nobody.field, Some("payer_text"));
        take(json!({ "payer_kind": "other", "payer_text": "Her son" })).unwrap();
        take(json!({})).unwrap();
        let son = json!({ "payer_kind": "other", "payer_text": "Her son" });
        refund(&clinic, clinic.receptionist, &bill, (500, true), son);
        let who = clinic.text(
            "SELECT group_concat(line, '; ') FROM (SELECT kind || ' ' || payer_kind || ' ' || \
             coalesce(payer_text, '') AS line FROM payments WHERE invoice_id = ?1 ORDER BY 1)",
            bill.invoice,
        );
        let expected = "payment other Her son; payment patient ; refund other Her son";
        assert_eq!(who.as_deref(), Some(expected));
    }
}
