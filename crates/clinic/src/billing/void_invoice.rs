//! A bill that should not have been written.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::Bill;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which bill, as the screen showed it, and why.
#[derive(Deserialize, TS)]
pub struct VoidInvoice {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Voids a draft or an issued bill. It keeps its number and stays in sight. One on which money was
/// taken that has not been given back is not voided: the money would belong to nothing.
pub fn void_invoice(
    write: &mut Write<'_>,
    _: &Who,
    request: VoidInvoice,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why this invoice is void."))?;
    let bill = Bill::of(write, request.id)?;
    if !matches!(bill.status.as_str(), "draft" | "issued") {
        return Err(Refused::because("This invoice has been voided or written off already."));
    }
    if bill.received_minor != bill.returned_minor {
        return Err(Refused::because(
            "Money was taken on this invoice, so it cannot be void. Give the money back or apply \
             it to another invoice, and write off what remains.",
        ));
    }
    must_not_be_claimed(write, request.id)?;
    write.update(
        "invoices",
        request.id,
        Some(request.version),
        Cells::new().set("status", "void").set("void_reason", reason),
    )?;
    Ok(Nothing {})
}

/// Refuses where an insurer was asked to pay the bill.
pub(super) fn must_not_be_claimed(reader: &Reader<'_>, invoice: Uuid) -> Result<(), Refused> {
    let claimed: Option<i64> = reader.value(
        "SELECT 1 FROM insurance_claims WHERE invoice_id = ?1 AND deleted_at IS NULL \
         AND status NOT IN ('denied', 'cancelled', 'entered_in_error') LIMIT 1",
        params![invoice],
    )?;
    match claimed {
        Some(_) => Err(Refused::because(
            "This invoice is claimed from an insurer. Cancel the claim first.",
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::billing::stories::{Billed, pay, shown};
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_bill_is_voided_with_a_reason_and_owes_nothing_any_more() {
        let clinic = Clinic::found();
        let bill = Billed::issued(&clinic, 4_000);
        let void = |reason: &str| {
            let request = json!({ "id": bill.invoice, "version": 0, "reason": reason });
            clinic.ask(clinic.owner, "billing.void_invoice", request)
        };
        assert_eq!(void(" ").unwrap_err().field, Some("reason"));
        void("written for the wrong visit").unwrap();
        let after = shown(&clinic, bill.invoice);
        assert_eq!((&after["status"], &after["due_minor"]), (&json!("void"), &json!(0)));
        assert_eq!(after["number"], "A-000001", "a number is never given again");
        assert!(void("again").is_err());
        assert_eq!(Billed::issued_to(&clinic, bill.patient, 100).number(&clinic), "A-000002");
    }

    #[test]
    fn a_bill_on_which_money_was_taken_is_not_voided_unless_the_money_never_was() {
        let clinic = Clinic::found();
        let bill = Billed::issued(&clinic, 4_000);
        let payment = pay(&clinic, bill.invoice, 1_000, "cash");
        let void = || {
            let request = json!({ "id": bill.invoice, "version": 0, "reason": "wrong visit" });
            clinic.ask(clinic.owner, "billing.void_invoice", request)
        };
        assert!(void().unwrap_err().sentence.contains("Money was taken"));
        let correct = json!({
            "id": payment, "amount_minor": 0, "method": null, "reason": "typed on the wrong bill"
        });
        clinic.ask(clinic.receptionist, "billing.correct_payment", correct).unwrap();
        void().unwrap();
    }
}
