//! What was given up is asked for again: it was given up by mistake, or an insurer pays after all.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::Bill;
use crate::{Nothing, Refused, Who};

/// Which bill, as the screen showed it.
#[derive(Deserialize, TS)]
pub struct UndoWriteOff {
    id: Uuid,
    version: i64,
}

/// Makes a bill that was written off an issued one again, which is owed and can be claimed. That it
/// was given up, by whom and why stays in the audit trail.
pub fn undo_write_off(
    write: &mut Write<'_>,
    _: &Who,
    this: UndoWriteOff,
) -> Result<Nothing, Refused> {
    if Bill::of(write, this.id)?.status != "written_off" {
        return Err(Refused::because("This invoice was not written off."));
    }
    let cells = Cells::new()
        .set("status", "issued")
        .set("write_off_reason", None::<String>)
        .set("written_off_at", None::<i64>)
        .set("written_off_by", None::<Uuid>);
    write.update("invoices", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::billing::stories::{Billed, pay, shown};
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn what_was_given_up_is_owed_again() {
        let clinic = Clinic::found();
        let bill = Billed::issued(&clinic, 4_000);
        pay(&clinic, bill.invoice, 1_000, "cash");
        let this = json!({ "id": bill.invoice, "version": 0 });
        let undo = || clinic.ask(clinic.owner, "billing.undo_write_off", this.clone());
        assert!(undo().unwrap_err().sentence.contains("was not written off"));
        let mut given_up = this.clone();
        given_up["reason"] = json!("moved abroad");
        clinic.ask(clinic.owner, "billing.write_off", given_up.clone()).unwrap();
        undo().unwrap();
        let after = shown(&clinic, bill.invoice);
        assert_eq!((&after["status"], &after["due_minor"]), (&json!("issued"), &json!(3_000)));
        assert_eq!(after["written_off_minor"], 0);
        assert!(undo().is_err());
        // It can be given up again.
        clinic.ask(clinic.owner, "billing.write_off", given_up).unwrap();
    }
}
