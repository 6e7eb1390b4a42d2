//! What will not be paid is given up.

use serde::{Deserialize, Serialize};
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::Bill;
use crate::people::details::filled;
use crate::{Refused, Who};

/// Which bill, as the screen showed it, and why.
#[derive(Deserialize, TS)]
pub struct WriteOff {
    id: Uuid,
    version: i64,
    reason: String,
}

/// How much was given up.
#[derive(Serialize, TS)]
pub struct WrittenOff {
    written_off_minor: i64,
}

/// Gives up the whole remaining amount of an issued bill. Money that comes later is taken all the
/// same and makes the loss smaller.
pub fn write_off(
    write: &mut Write<'_>,
    who: &Who,
    request: WriteOff,
) -> Result<WrittenOff, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the rest is given up."))?;
    let bill = Bill::of(write, request.id)?;
    if bill.status != "issued" {
        return Err(Refused::because("Only an issued invoice can be written off."));
    }
    let now = write.now();
    let due = bill.ledger().standing(&who.today(now).to_string()).due_minor;
    if due == 0 {
        return Err(Refused::because("Nothing is owed on this invoice that could be written off."));
    }
    write.update(
        "invoices",
        request.id,
        Some(request.version),
        Cells::new()
            .set("status", "written_off")
            .set("write_off_reason", reason)
            .set("written_off_at", now)
            .set("written_off_by", who.user_id),
    )?;
    Ok(WrittenOff { written_off_minor: due })
}

#[cfg(test)]
mod tests {
    use crate::billing::stories::{Billed, pay, shown};
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn the_whole_rest_is_given_up_once_and_money_that_comes_later_is_taken() {
        let clinic = Clinic::found();
        let bill = Billed::issued(&clinic, 4_000);
        pay(&clinic, bill.invoice, 1_000, "cash");
        let write_off = |reason: &str| {
            let request = json!({ "id": bill.invoice, "version": 0, "reason": reason });
            clinic.ask(clinic.owner, "billing.write_off", request)
        };
        assert_eq!(write_off("").unwrap_err().field, Some("reason"));
        assert_eq!(write_off("moved abroad").unwrap()["written_off_minor"], 3_000);
        assert!(write_off("again").is_err());
        let after = shown(&clinic, bill.invoice);
        assert_eq!(after["status"], "written_off");
        assert_eq!(after["written_off_minor"], 3_000);
        assert_eq!(after["due_minor"], 0);
        pay(&clinic, bill.invoice, 3_500, "cash");
        let late = shown(&clinic, bill.invoice);
        assert_eq!((&late["written_off_minor"], &late["credit_minor"]), (&json!(0), &json!(500)));
    }

    #[test]
    fn what_is_paid_or_a_draft_is_not_written_off() {
        let clinic = Clinic::found();
        let paid = Billed::issued(&clinic, 4_000);
        pay(&clinic, paid.invoice, 4_000, "cash");
        let draft = Billed::draft(&clinic, 4_000);
        for bill in [paid, draft] {
            let request = json!({ "id": bill.invoice, "version": 0, "reason": "no answer" });
            assert!(clinic.ask(clinic.owner, "billing.write_off", request).is_err());
        }
    }
}
