//! What was paid too much on one bill pays another.

use serde::{Deserialize, Serialize};
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::Bill;
use crate::billing::money;
use crate::billing::take_payment::{CREDIT, Movement};
use crate::people::merged;
use crate::{Refused, Who};

/// From which bill, to which, and how much.
#[derive(Deserialize, TS)]
pub struct ApplyCredit {
    from_invoice_id: Uuid,
    to_invoice_id: Uuid,
    amount_minor: i64,
}

/// The two rows that did it, which carry one reference.
#[derive(Serialize, TS)]
pub struct CreditApplied {
    refund_id: Uuid,
    payment_id: Uuid,
    reference: String,
}

/// Applies a credit: a refund on the bill that was paid too much and a payment on the other, in
/// one commit and under one reference. No money moves, so neither is cash.
pub fn apply_credit(
    write: &mut Write<'_>,
    who: &Who,
    request: ApplyCredit,
) -> Result<CreditApplied, Refused> {
    if request.from_invoice_id == request.to_invoice_id {
        return Err(Refused::field("to_invoice_id", "Choose another invoice of the patient."));
    }
    let from = Bill::of(write, request.from_invoice_id)?;
    let to = Bill::of(write, request.to_invoice_id)?;
    if !merged::is_one_person(write, from.patient_id, to.patient_id)? {
        return Err(Refused::field(
            "to_invoice_id",
            "A credit pays only invoices of the same patient.",
        ));
    }
    money::same_currency(&from.currency, &to.currency)?;
    let amount = money::positive("amount_minor", request.amount_minor)?;
    let today = who.today(write.now()).to_string();
    if amount > from.ledger().standing(&today).credit_minor {
        return Err(Refused::field("amount_minor", "The credit on that invoice is smaller."));
    }
    if to.status != "issued" || amount > to.ledger().standing(&today).due_minor {
        return Err(Refused::field(
            "amount_minor",
            "Less is owed on the invoice that the credit shall pay.",
        ));
    }
    let payment_id = write.new_id();
    let name = |bill: &Bill| bill.number.clone().unwrap_or_else(|| "draft".to_owned());
    // Two credits between the same bills are told apart by the end of an id.
    let mark: String = payment_id.simple().to_string().chars().skip(24).collect();
    let reference = format!("{} > {} {mark}", name(&from), name(&to));
    let move_credit = |bill: &Bill, invoice, kind, write: &Write<'_>| {
        Movement { invoice, bill, kind, amount_minor: amount, method: CREDIT, payer: "patient" }
            .unchecked(write, who)
            .set("reference", reference.as_str())
    };
    let refund = move_credit(&from, request.from_invoice_id, "refund", write)
        .set("notes", format!("Credit applied to invoice {}", name(&to)));
    let payment = move_credit(&to, request.to_invoice_id, "payment", write)
        .set("id", payment_id)
        .set("notes", format!("Credit from invoice {}", name(&from)));
    let refund_id = write.insert("payments", refund)?;
    write.insert("payments", payment)?;
    Ok(CreditApplied { refund_id, payment_id, reference })
}

#[cfg(test)]
mod tests {
    use crate::Refused;
    use crate::billing::stories::{Billed, pay, shown};
    use crate::fixture::Clinic;
    use serde_json::{Value, json};

    fn apply(clinic: &Clinic, from: &Billed, to: &Billed, amount: i64) -> Result<Value, Refused> {
        let request = json!({
            "from_invoice_id": from.invoice, "to_invoice_id": to.invoice, "amount_minor": amount
        });
        clinic.ask(clinic.receptionist, "billing.apply_credit", request)
    }

    fn credit(clinic: &Clinic, bill: &Billed) -> Value {
        let request = json!({ "patient_id": bill.patient });
        clinic.ask(clinic.receptionist, "billing.credit", request).unwrap()
    }

    #[test]
    fn what_was_paid_too_much_pays_another_bill_and_no_money_moves() {
        let clinic = Clinic::found();
        let first = Billed::issued(&clinic, 4_000);
        let second = Billed::issued_to(&clinic, first.patient, 3_000);
        pay(&clinic, first.invoice, 5_500, "cash");
        let before = credit(&clinic, &first);
        assert_eq!(before["totals"], json!([{ "currency": "EUR", "credit_minor": 1_500 }]));
        assert_eq!(before["invoices"][0]["invoice_id"], json!(first.invoice));
        let applied = apply(&clinic, &first, &second, 1_200).unwrap();
        assert_eq!(credit(&clinic, &first)["totals"][0]["credit_minor"], 300);
        let (from, to) = (shown(&clinic, first.invoice), shown(&clinic, second.invoice));
        assert_eq!((&from["payment_state"], &from["credit_minor"]), (&json!("paid"), &json!(300)));
        assert_eq!((&to["paid_minor"], &to["due_minor"]), (&json!(1_200), &json!(1_800)));
        let named = |bill: &Value| {
            let payments = bill["payments"].as_array().unwrap();
            payments.iter().filter(|row| row["reference"] == applied["reference"]).count()
        };
        assert_eq!((named(&from), named(&to)), (1, 1));
        let day = json!({ "on": "2026-03-02", "site_id": null });
        let close = clinic.ask(clinic.receptionist, "billing.day_close", day).unwrap();
        let methods = close["methods"].as_array().unwrap();
        assert_eq!(methods.len(), 1, "a credit is no method by which money came in");
        let cash = &methods[0];
        assert_eq!((&cash["method"], &cash["net_minor"]), (&json!("cash"), &json!(5_500)));
    }

    #[test]
    fn the_bills_of_one_person_are_one_persons_whatever_record_they_are_on() {
        let clinic = Clinic::found();
        let (first, second) = (Billed::issued(&clinic, 4_000), Billed::issued(&clinic, 3_000));
        pay(&clinic, first.invoice, 5_500, "cash");
        let merge = json!({
            "patient_id": first.patient, "merged_patient_id": second.patient, "reason": "one"
        });
        clinic.ask(clinic.receptionist, "people.merge", merge).unwrap();
        assert_eq!(credit(&clinic, &second)["totals"][0]["credit_minor"], 1_500);
        apply(&clinic, &first, &second, 1_000).unwrap();
        Billed::issued_to(&clinic, first.patient, 500);
        let ageing = clinic.ask(clinic.receptionist, "billing.ageing", json!({})).unwrap();
        let owing = ageing["patients"].as_array().unwrap();
        assert_eq!((owing.len(), &owing[0]["total_minor"]), (1, &json!(2_500)));
        assert_eq!(owing[0]["patient"]["id"], json!(first.patient));
    }

    #[test]
    fn a_credit_pays_no_more_than_it_is_nor_than_is_owed_nor_for_another_patient() {
        let clinic = Clinic::found();
        let first = Billed::issued(&clinic, 4_000);
        let second = Billed::issued_to(&clinic, first.patient, 1_000);
        let other = Billed::issued(&clinic, 9_000);
        pay(&clinic, first.invoice, 5_500, "cash");
        for (to, amount, field) in [
            (&second, 1_001, "amount_minor"),
            (&second, 0, "amount_minor"),
            (&other, 100, "to_invoice_id"),
            (&first, 100, "to_invoice_id"),
        ] {
            let refused = apply(&clinic, &first, to, amount).unwrap_err();
            assert_eq!(refused.field, Some(field), "{amount}");
        }
        let third = Billed::issued_to(&clinic, first.patient, 9_000);
        assert_eq!(apply(&clinic, &first, &third, 1_501).unwrap_err().field, Some("amount_minor"));
        let desk = json!({
            "invoice_id": third.invoice, "amount_minor": 10, "method": "patient_credit",
            "reference": null
        });
        let refused = clinic.ask(clinic.receptionist, "billing.take_payment", desk).unwrap_err();
        assert_eq!(refused.field, Some("method"));
    }
}
