//! The lines of a draft are added to, changed and removed. What was issued stands: the patient has
//! it, so it is voided or credited and never rewritten.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::create_invoice::{BilledService, Lines, warnings};
use crate::{Refused, Who, calendar};

/// To which draft, and what.
#[derive(Deserialize, TS)]
pub struct AddLine {
    invoice_id: Uuid,
    line: BilledService,
}

/// Which line, as the screen showed it, and how it should stand.
#[derive(Deserialize, TS)]
pub struct ChangeLine {
    id: Uuid,
    version: i64,
    line: BilledService,
}

/// Which line, as the screen showed it.
#[derive(Deserialize, TS)]
pub struct RemoveLine {
    id: Uuid,
    version: i64,
}

/// The line, and what a coder would say about the bill as it now stands.
#[derive(Serialize, TS)]
pub struct DraftLine {
    id: Uuid,
    warnings: Vec<String>,
}

#[derive(Deserialize)]
struct Draft {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    currency: String,
    status: String,
    visited_at: Option<i64>,
}

impl Draft {
    /// The invoice, which must be a draft.
    fn of(reader: &Reader<'_>, invoice: Uuid) -> Result<Self, Refused> {
        let draft: Option<Self> = reader.row(
            "SELECT i.patient_id, i.visit_id, i.currency, i.status, v.started_at AS visited_at \
             FROM invoices i LEFT JOIN visits v ON v.id = i.visit_id \
             WHERE i.id = ?1 AND i.deleted_at IS NULL",
            params![invoice],
        )?;
        let draft = draft.ok_or_else(|| Refused::gone("invoice"))?;
        if draft.status == "draft" {
            return Ok(draft);
        }
        Err(Refused::coded(
            "issued",
            match draft.status.as_str() {
                "issued" => {
                    "This invoice has been issued, so its lines stay as they are. Void it and \
                     write a new one."
                }
                _ => "This invoice is closed, so its lines stay as they are.",
            },
        ))
    }

    /// The draft on which a line stands.
    fn with_line(reader: &Reader<'_>, line: Uuid) -> Result<(Uuid, Self), Refused> {
        let invoice: Option<Uuid> = reader.value(
            "SELECT invoice_id FROM invoice_lines WHERE id = ?1 AND deleted_at IS NULL",
            params![line],
        )?;
        let invoice = invoice.ok_or_else(|| Refused::gone("line"))?;
        Ok((invoice, Self::of(reader, invoice)?))
    }

    fn cells(&self, write: &Write<'_>, who: &Who, line: &BilledService) -> Result<Cells, Refused> {
        let served =
            calendar::day_of(who.site.time_zone, self.visited_at.unwrap_or_else(|| write.now()));
        let lines = Lines {
            who,
            patient: self.patient_id,
            visit: self.visit_id,
            served: &served.to_string(),
            currency: &self.currency,
        };
        Ok(lines.cells(write, line)?.0)
    }
}

/// Adds a line at the end of a draft.
pub fn add_line(write: &mut Write<'_>, who: &Who, request: AddLine) -> Result<DraftLine, Refused> {
    let draft = Draft::of(write, request.invoice_id)?;
    let last: Option<i64> = write
        .value::<Option<i64>>(
            "SELECT max(line_order) FROM invoice_lines WHERE invoice_id = ?1",
            params![request.invoice_id],
        )?
        .flatten();
    let cells = draft
        .cells(write, who, &request.line)?
        .set("invoice_id", request.invoice_id)
        .set("line_order", last.unwrap_or(0) + 1);
    let id = write.insert("invoice_lines", cells)?;
    Ok(DraftLine { id, warnings: of_invoice(write, request.invoice_id)? })
}

/// Changes a line of a draft.
pub fn change_line(
    write: &mut Write<'_>,
    who: &Who,
    request: ChangeLine,
) -> Result<DraftLine, Refused> {
    let (invoice, draft) = Draft::with_line(write, request.id)?;
    let cells = draft.cells(write, who, &request.line)?;
    write.update("invoice_lines", request.id, Some(request.version), cells)?;
    Ok(DraftLine { id: request.id, warnings: of_invoice(write, invoice)? })
}

/// Removes a line of a draft, which keeps at least one.
pub fn remove_line(
    write: &mut Write<'_>,
    _: &Who,
    request: RemoveLine,
) -> Result<DraftLine, Refused> {
    let (invoice, _) = Draft::with_line(write, request.id)?;
    let another: Option<i64> = write.value(
        "SELECT 1 FROM invoice_lines WHERE invoice_id = ?1 AND id <> ?2 AND deleted_at IS NULL \
         LIMIT 1",
        params![invoice, request.id],
    )?;
    if another.is_none() {
        return Err(Refused::because(
            "This is the only line of the invoice. Add another one first, or void the draft.",
        ));
    }
    write.remove("invoice_lines", request.id, Some(request.version))?;
    Ok(DraftLine { id: request.id, warnings: of_invoice(write, invoice)? })
}

fn of_invoice(reader: &Reader<'_>, invoice: Uuid) -> Result<Vec<String>, Refused> {
    let codes: Vec<String> = reader.column(
        "SELECT diagnosis_code FROM invoice_lines WHERE invoice_id = ?1 \
         AND diagnosis_code IS NOT NULL AND deleted_at IS NULL ORDER BY line_order, id",
        params![invoice],
    )?;
    warnings(reader, &codes)
}

#[cfg(test)]
mod tests {
    use crate::Refused;
    use crate::billing::stories::{Billed, line, shown};
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    fn add(clinic: &Clinic, bill: &Billed, line: Value) -> Result<Value, Refused> {
        let request = json!({ "invoice_id": bill.invoice, "line": line });
        clinic.ask(clinic.owner, "billing.add_line", request)
    }

    #[test]
    fn a_draft_is_added_to_changed_and_cut_and_what_is_issued_says_just_that() {
        let clinic = Clinic::found();
        let bill = Billed::draft(&clinic, 4_000);
        let added = id_of(&add(&clinic, &bill, line("Dressing", 1_500, None)).unwrap());
        assert_eq!(shown(&clinic, bill.invoice)["total_minor"], 5_500);
        let change = |line: Value| {
            let request = json!({ "id": added, "version": 0, "line": line });
            clinic.ask(clinic.owner, "billing.change_line", request)
        };
        let mut two = line("Dressing, large", 2_000, None);
        two["quantity"] = json!(2);
        change(two).unwrap();
        let after = shown(&clinic, bill.invoice);
        assert_eq!(after["total_minor"], 8_000);
        assert_eq!(after["lines"][1]["description"], "Dressing, large");
        assert_eq!(change(line(" ", 5, None)).unwrap_err().field, Some("description"));
        assert_eq!(change(line("X", -5, None)).unwrap_err().field, Some("unit_price_minor"));
        let remove = |id: &Value| {
            clinic.ask(clinic.owner, "billing.remove_line", json!({ "id": id, "version": 0 }))
        };
        remove(&after["lines"][0]["id"]).unwrap();
        assert!(remove(&json!(added)).unwrap_err().sentence.contains("only line"));
        let issue = json!({ "id": bill.invoice, "version": 0 });
        clinic.ask(clinic.owner, "billing.issue_invoice", issue).unwrap();
        let after = shown(&clinic, bill.invoice);
        assert_eq!((&after["total_minor"], &after["status"]), (&json!(4_000), &json!("issued")));
    }

    #[test]
    fn the_lines_of_an_issued_invoice_stay() {
        let clinic = Clinic::found();
        let bill = Billed::issued(&clinic, 4_000);
        let id = shown(&clinic, bill.invoice)["lines"][0]["id"].clone();
        let change = json!({ "id": id, "version": 0, "line": line("Cheaper", 1, None) });
        let remove = json!({ "id": id, "version": 0 });
        for refused in [
            add(&clinic, &bill, line("Dressing", 1_500, None)),
            clinic.ask(clinic.owner, "billing.change_line", change.clone()),
            clinic.ask(clinic.owner, "billing.remove_line", remove),
        ] {
            let refused = refused.unwrap_err();
            assert_eq!(refused.code, Some("issued"));
            assert!(refused.sentence.contains("has been issued"));
        }
        assert_eq!(shown(&clinic, bill.invoice)["total_minor"], 4_000);
        let desk = clinic.ask(clinic.receptionist, "billing.change_line", change);
        assert_eq!(desk.unwrap_err().code, Some("not_allowed"));
    }
}
