//! A cash box is counted and closed.

use catalog::Role;
use serde::{Deserialize, Serialize};
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::{cash, money};
use crate::people::details::filled;
use crate::{Refused, Who};

/// Which box, as the screen showed it, what was counted and, where that is not what should be in
/// it, why.
#[derive(Deserialize, TS)]
pub struct CloseCash {
    id: Uuid,
    version: i64,
    counted_minor: i64,
    difference_reason: Option<String>,
    notes: Option<String>,
}

/// What the close came to.
#[derive(Serialize, TS)]
pub struct CashClosed {
    expected_minor: i64,
    counted_minor: i64,
    /// Above zero where there was more than there should be.
    difference_minor: i64,
}

/// Closes a box: by whoever opened it, or by finance. A difference needs a reason.
pub fn close_cash(
    write: &mut Write<'_>,
    who: &Who,
    request: CloseCash,
) -> Result<CashClosed, Refused> {
    let open = cash::one(write, request.id)?;
    if open.closed_at.is_some() {
        return Err(Refused::because("This cash box has been closed already."));
    }
    if open.opened_by != who.user_id && !who.is(Role::Finance) {
        return Err(Refused::coded(
            "not_allowed",
            "Only the person who opened this cash box or finance can close it.",
        ));
    }
    let counted = money::not_negative("counted_minor", request.counted_minor)?;
    let reason = filled(request.difference_reason.as_deref());
    if counted != open.expected_minor && reason.is_none() {
        return Err(Refused::field(
            "difference_reason",
            format!(
                "{} should be in the box. Count again, or say where the difference comes from.",
                money::shown(open.expected_minor, &open.currency)
            ),
        ));
    }
    let mut cells = Cells::new()
        .set("closed_at", write.now())
        .set("closed_by", who.user_id)
        .set("counted_minor", counted)
        .set("expected_minor", open.expected_minor)
        .set("difference_reason", reason);
    if let Some(notes) = filled(request.notes.as_deref()) {
        cells = cells.set("notes", notes);
    }
    write.update("cash_sessions", request.id, Some(request.version), cells)?;
    Ok(CashClosed {
        expected_minor: open.expected_minor,
        counted_minor: counted,
        difference_minor: counted - open.expected_minor,
    })
}

#[cfg(test)]
mod tests {
    use crate::Refused;
    use crate::billing::stories::{Billed, pay};
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn open(clinic: &Clinic, user: Uuid) -> Result<Value, Refused> {
        let request = json!({ "opening_float_minor": 10_000, "notes": null });
        clinic.ask(user, "billing.open_cash", request)
    }

    fn close(
        clinic: &Clinic,
        user: Uuid,
        id: Uuid,
        counted: i64,
        reason: Option<&str>,
    ) -> Result<Value, Refused> {
        let request = json!({
            "id": id, "version": 0, "counted_minor": counted, "difference_reason": reason,
            "notes": null
        });
        clinic.ask(user, "billing.close_cash", request)
    }

    #[test]
    fn what_should_be_in_the_box_is_its_float_and_the_cash_that_went_through_it() {
        let clinic = Clinic::found();
        let bill = Billed::issued(&clinic, 9_000);
        pay(&clinic, bill.invoice, 100, "cash");
        let session = id_of(&open(&clinic, clinic.receptionist).unwrap());
        assert!(open(&clinic, clinic.receptionist).unwrap_err().sentence.contains("already"));
        open(&clinic, clinic.owner).unwrap();
        let cash = pay(&clinic, bill.invoice, 5_000, "cash");
        pay(&clinic, bill.invoice, 2_000, "credit_card");
        let refund = json!({
            "invoice_id": bill.invoice, "amount_minor": 300, "method": "cash", "reason": "rounding",
            "still_owed": true
        });
        clinic.ask(clinic.receptionist, "billing.refund", refund).unwrap();
        let mine = clinic.ask(clinic.receptionist, "billing.cash", json!({})).unwrap();
        assert_eq!(mine["open"]["expected_minor"], 14_700, "10 000 + 5 000 - 300");
        let correct = json!({
            "id": cash, "amount_minor": 4_000, "method": null, "reason": "a slip"
        });
        clinic.ask(clinic.receptionist, "billing.correct_payment", correct).unwrap();
        let refused = close(&clinic, clinic.receptionist, session, 13_000, None).unwrap_err();
        assert_eq!(refused.field, Some("difference_reason"));
        assert!(refused.sentence.starts_with("137.00 EUR should be"), "{}", refused.sentence);
        let closed =
            close(&clinic, clinic.receptionist, session, 13_000, Some("a note was torn")).unwrap();
        assert_eq!(closed["difference_minor"], -700);
        assert!(close(&clinic, clinic.receptionist, session, 13_700, None).is_err());
        let none = clinic.ask(clinic.receptionist, "billing.cash", json!({})).unwrap();
        assert_eq!(none["open"], json!(null));
        open(&clinic, clinic.receptionist).unwrap();
    }

    #[test]
    fn a_colleague_does_not_close_anothers_box_and_finance_does() {
        let clinic = Clinic::found();
        let colleague = clinic.employ("Nuria", "Prat", "receptionist");
        let session = id_of(&open(&clinic, clinic.receptionist).unwrap());
        let refused = close(&clinic, colleague, session, 10_000, None).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
        assert_eq!(open(&clinic, clinic.nurse).unwrap_err().code, Some("not_allowed"));
        let closed = close(&clinic, clinic.owner, session, 10_000, None).unwrap();
        assert_eq!(closed["difference_minor"], 0);
    }

    #[test]
    fn the_day_closes_by_method_and_currency_on_the_sites_clock() {
        let clinic = Clinic::found();
        clinic.set_clock("2026-03-02T22:59:00Z");
        let bill = Billed::issued(&clinic, 9_000);
        open(&clinic, clinic.receptionist).unwrap();
        pay(&clinic, bill.invoice, 5_000, "cash");
        pay(&clinic, bill.invoice, 700, "credit_card");
        clinic.set_clock("2026-03-02T23:01:00Z");
        pay(&clinic, bill.invoice, 11, "cash");
        let day = |on: &str| {
            let request = json!({ "on": on, "site_id": null });
            clinic.ask(clinic.receptionist, "billing.day_close", request).unwrap()
        };
        let monday = day("2026-03-02");
        assert_eq!(monday["methods"][0]["net_minor"], 5_000, "midnight in Madrid is 23:00 UTC");
        assert_eq!(monday["methods"][1]["method"], "credit_card");
        assert_eq!(monday["boxes"].as_array().unwrap().len(), 1);
        let tuesday = day("2026-03-03");
        assert_eq!(tuesday["methods"][0]["net_minor"], 11);
        assert_eq!(tuesday["methods"][0]["payments"], 1);
        assert_eq!(tuesday["boxes"], json!([]));
    }
}
