//! A new bill.

use serde::Deserialize;
use store::{Cells, Intent, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::organization::number;
use crate::people::details::filled;
use crate::{Refused, Who, calendar};

/// What is billed, and to whom.
#[derive(Deserialize, TS)]
pub struct CreateInvoice {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    lines: Vec<BilledService>,
    due_on: Option<String>,
    notes: Option<String>,
    issue: bool,
}

/// Something that was done and costs.
#[derive(Deserialize, TS)]
pub struct BilledService {
    description: String,
    quantity: f64,
    unit_price_minor: i64,
    procedure_code: Option<String>,
    diagnosis_code: Option<String>,
}

/// Writes a bill, as a draft or issued with its number.
pub fn create_invoice(
    write: &mut Write<'_>,
    who: &Who,
    request: CreateInvoice,
) -> Result<Made, Refused> {
    if request.lines.is_empty() {
        return Err(Refused::field("lines", "Add at least one line to the invoice."));
    }
    let due = filled(request.due_on.as_deref());
    if let Some(due) = &due {
        calendar::day("due_on", due)?;
    }
    let today = who.today(write.now()).to_string();
    let mut cells = Cells::new()
        .set("site_id", who.site.id)
        .set("patient_id", request.patient_id)
        .set("visit_id", request.visit_id)
        .set("status", "draft")
        .set("due_on", due)
        .set("currency", who.site.currency.as_str())
        .set("notes", filled(request.notes.as_deref()))
        .set("created_by", who.user_id);
    if request.issue {
        cells = cells
            .set("number", number::next_invoice(write, who.organization_id)?)
            .set("status", "issued")
            .set("issued_on", today.as_str())
            .set("issued_by", who.user_id);
    }
    let invoice = write.insert("invoices", cells)?;
    for (order, line) in (1..).zip(&request.lines) {
        write.insert(
            "invoice_lines",
            Cells::new()
                .set("invoice_id", invoice)
                .set("patient_id", request.patient_id)
                .set("visit_id", request.visit_id)
                .set("line_order", i64::from(order))
                .set("service_on", today.as_str())
                .set("description", line.description.trim())
                .set("procedure_code", filled(line.procedure_code.as_deref()))
                .set("diagnosis_code", filled(line.diagnosis_code.as_deref()))
                .set("quantity", line.quantity)
                .set("unit_price_minor", line.unit_price_minor)
                .set("amount_minor", line.amount()?)
                .set("currency", who.site.currency.as_str()),
        )?;
    }
    if request.issue {
        write.intend(Intent::IssueInvoice { invoice });
    }
    Ok(Made { id: invoice })
}

/// Beyond it a double no longer counts single cents.
const AMOUNT_MAX: f64 = 9_007_199_254_740_992.0;

impl BilledService {
    /// Quantity times price, rounded half away from zero to a minor unit.
    fn amount(&self) -> Result<i64, Refused> {
        if self.unit_price_minor < 0 {
            return Err(Refused::field("unit_price_minor", "A price must not be below 0."));
        }
        let amount = (self.quantity * self.unit_price_minor as f64).round();
        if !amount.is_finite() || amount.abs() > AMOUNT_MAX {
            return Err(Refused::field("quantity", "This amount is too large to be counted."));
        }
        Ok(amount as i64)
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn bill(patient: Uuid, lines: Value, issue: bool) -> Value {
        json!({
            "patient_id": patient, "visit_id": null, "lines": lines, "due_on": "2026-03-16",
            "notes": null, "issue": issue
        })
    }

    fn line(description: &str, quantity: f64, price: i64) -> Value {
        json!({
            "description": description, "quantity": quantity, "unit_price_minor": price,
            "procedure_code": null, "diagnosis_code": null
        })
    }

    fn pay(clinic: &Clinic, invoice: Uuid, amount: i64) -> Value {
        let request = json!({
            "invoice_id": invoice, "amount_minor": amount, "method": "cash", "reference": null
        });
        clinic.ask(clinic.receptionist, "billing.take_payment", request).unwrap();
        shown(clinic, invoice)
    }

    fn shown(clinic: &Clinic, invoice: Uuid) -> Value {
        clinic.ask(clinic.owner, "billing.invoice", json!({ "id": invoice })).unwrap()
    }

    #[test]
    fn what_is_owed_falls_to_zero_and_never_below_and_the_excess_is_a_credit() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let lines = json!([line("Consultation", 1.0, 4_000), line("Dressing", 1.5, 333)]);
        let request = bill(patient, lines, true);
        let invoice = id_of(&clinic.ask(clinic.owner, "billing.create_invoice", request).unwrap());
        let first = shown(&clinic, invoice);
        assert_eq!(first["number"], "A-000001");
        assert_eq!(
            (&first["total_minor"], &first["payment_state"]),
            (&json!(4_500), &json!("pending"))
        );
        let part = pay(&clinic, invoice, 1_000);
        assert_eq!(
            (&part["due_minor"], &part["payment_state"]),
            (&json!(3_500), &json!("partial"))
        );
        clinic.set_clock("2026-03-17T09:00:00Z");
        assert_eq!(shown(&clinic, invoice)["payment_state"], "overdue");
        let over = pay(&clinic, invoice, 5_000);
        assert_eq!(over["due_minor"], 0);
        assert_eq!(over["credit_minor"], 1_500);
        assert_eq!(over["payment_state"], "paid");
        let chart =
            clinic.ask(clinic.owner, "people.chart", json!({ "patient_id": patient })).unwrap();
        assert_eq!(chart["balance_minor"], -1_500);
        let refund = |amount: i64| {
            let request = json!({
                "invoice_id": invoice, "amount_minor": amount, "method": "cash",
                "reason": "paid twice"
            });
            clinic.ask(clinic.receptionist, "billing.refund", request)
        };
        assert_eq!(refund(6_001).unwrap_err().field, Some("amount_minor"));
        refund(1_500).unwrap();
        assert_eq!(shown(&clinic, invoice)["credit_minor"], 0);
        refund(4_500).unwrap();
        assert_eq!(shown(&clinic, invoice)["payment_state"], "refunded");
    }

    #[test]
    fn a_draft_has_no_number_until_it_is_issued_once() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let request = bill(patient, json!([line("Consultation", 1.0, 4_000)]), false);
        let invoice = id_of(&clinic.ask(clinic.owner, "billing.create_invoice", request).unwrap());
        assert_eq!(shown(&clinic, invoice)["number"], json!(null));
        let this = json!({ "id": invoice, "version": 0 });
        let issued = clinic.ask(clinic.owner, "billing.issue_invoice", this.clone()).unwrap();
        assert_eq!(issued["number"], "A-000001");
        assert!(clinic.ask(clinic.owner, "billing.issue_invoice", this).is_err());
        let find = |query: &str, status: &str| {
            let request = json!({ "status": status, "query": query });
            let found = clinic.ask(clinic.receptionist, "billing.invoices", request).unwrap();
            found.as_array().unwrap().len()
        };
        assert_eq!(
            (find("a-0000", "open"), find("marin", "open"), find("nobody", "all")),
            (1, 1, 0)
        );
        pay(&clinic, invoice, 4_000);
        assert_eq!((find("marin", "open"), find("marin", "all")), (0, 1));
    }

    #[test]
    fn the_desk_takes_money_and_does_not_write_bills_and_a_nurse_sees_none() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let request = bill(patient, json!([line("Consultation", 1.0, 4_000)]), true);
        let desk = clinic.ask(clinic.receptionist, "billing.create_invoice", request);
        assert_eq!(desk.unwrap_err().code, Some("not_allowed"));
        let all = json!({ "status": "all", "query": null });
        assert_eq!(
            clinic.ask(clinic.nurse, "billing.invoices", all).unwrap_err().code,
            Some("not_allowed")
        );
    }

    #[test]
    fn a_bill_without_lines_or_with_a_price_below_zero_is_not_written() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        for (lines, field) in [
            (json!([]), "lines"),
            (json!([line("Discount", 1.0, -5)]), "unit_price_minor"),
            (json!([line("Consultation", 0.0, 5)]), "quantity"),
            (json!([line(" ", 1.0, 5)]), "description"),
        ] {
            let request = bill(patient, lines, true);
            let refused = clinic.ask(clinic.owner, "billing.create_invoice", request).unwrap_err();
            assert_eq!(refused.field, Some(field));
        }
    }
}
