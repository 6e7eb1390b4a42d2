//! A new bill.

use serde::{Deserialize, Serialize};
use store::{Cells, Intent, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::{check_invoice, coding, money, prices};
use crate::encounters::belongs::visit_belongs;
use crate::organization::number;
use crate::people::details::filled;
use crate::people::merged;
use crate::{Refused, Who, calendar};

/// What is billed, and to whom.
#[derive(Deserialize, TS)]
pub struct CreateInvoice {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    lines: Vec<BilledService>,
    due_on: Option<String>,
    notes: Option<String>,
    /// The policy that it shall be claimed from.
    #[serde(default)]
    #[ts(optional = nullable)]
    insurance_policy_id: Option<Uuid>,
    issue: bool,
}

/// Something that was done and costs.
#[derive(Deserialize, TS)]
pub struct BilledService {
    description: String,
    quantity: f64,
    unit_price_minor: i64,
    procedure_code: Option<String>,
    /// Where it is left out, the one that the price list gives the code.
    #[serde(default)]
    #[ts(optional = nullable)]
    procedure_code_system: Option<String>,
    /// A code of ICD-10-CM that groups no others.
    diagnosis_code: Option<String>,
    /// Where it is left out, the day of the visit, or today.
    #[serde(default)]
    #[ts(optional = nullable)]
    service_on: Option<String>,
}

/// The new bill, and what a coder would say about it.
#[derive(Serialize, TS)]
pub struct InvoiceMade {
    id: Uuid,
    /// Codes that exclude each other; the bill is written all the same.
    warnings: Vec<String>,
}

#[derive(Default, Deserialize)]
struct BilledVisit {
    appointment_id: Option<Uuid>,
    started_at: i64,
}

/// Writes a bill, as a draft or issued with its number.
pub fn create_invoice(
    write: &mut Write<'_>,
    who: &Who,
    request: CreateInvoice,
) -> Result<InvoiceMade, Refused> {
    if request.lines.is_empty() {
        return Err(Refused::field("lines", "Add at least one line to the invoice."));
    }
    let due = filled(request.due_on.as_deref());
    if let Some(due) = &due {
        calendar::day("due_on", due)?;
    }
    let currency = money::currency("currency", &who.site.currency)?;
    let visit = visit(write, &request)?;
    policy(write, &request)?;
    let today = who.today(write.now()).to_string();
    let served = visit.as_ref().map_or_else(
        || today.clone(),
        |visit| calendar::day_of(who.site.time_zone, visit.started_at).to_string(),
    );
    let shared = Lines {
        who,
        patient: request.patient_id,
        visit: request.visit_id,
        served: &served,
        currency: &currency,
    };
    let lines = request
        .lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let cells = shared.cells(write, line);
            cells.map_err(|refused| refused.in_line(index, request.lines.len()))
        })
        .collect::<Result<Vec<_>, Refused>>()?;
    let mut cells = Cells::new()
        .set("site_id", who.site.id)
        .set("patient_id", request.patient_id)
        .set("visit_id", request.visit_id)
        .set("appointment_id", visit.and_then(|visit| visit.appointment_id))
        .set("insurance_policy_id", request.insurance_policy_id)
        .set("status", "draft")
        .set("due_on", due)
        .set("currency", currency.as_str())
        .set("notes", filled(request.notes.as_deref()))
        .set("created_by", who.user_id);
    if request.issue {
        cells = cells
            .set("number", number::next_invoice(write, who.organization_id)?)
            .set("status", "issued")
            .set("issued_on", today)
            .set("issued_by", who.user_id);
    }
    let invoice = write.insert("invoices", cells)?;
    let mut codes = Vec::new();
    let count = lines.len();
    for (index, (cells, code)) in lines.into_iter().enumerate() {
        let order = i64::try_from(index + 1).unwrap_or(i64::MAX);
        let cells = cells.set("invoice_id", invoice).set("line_order", order);
        let written = write.insert("invoice_lines", cells);
        written.map_err(|error| Refused::from(error).in_line(index, count))?;
        codes.extend(code);
    }
    if request.issue {
        check_invoice::detect(write, who, invoice)?;
        write.intend(Intent::IssueInvoice { invoice });
    }
    Ok(InvoiceMade { id: invoice, warnings: warnings(write, &codes)? })
}

fn visit(reader: &Reader<'_>, request: &CreateInvoice) -> Result<Option<BilledVisit>, Refused> {
    let Some(id) = request.visit_id else { return Ok(None) };
    visit_belongs(reader, request.patient_id, Some(id))?;
    Ok(reader.row(
        "SELECT appointment_id, started_at FROM visits WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?)
}

fn policy(reader: &Reader<'_>, request: &CreateInvoice) -> Result<(), Refused> {
    let Some(id) = request.insurance_policy_id else { return Ok(()) };
    let holder: Option<Uuid> = reader.value(
        "SELECT patient_id FROM insurance_policies WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    if let Some(holder) = holder
        && merged::is_one_person(reader, request.patient_id, holder)?
    {
        return Ok(());
    }
    Err(Refused::field(
        "insurance_policy_id",
        "This is not a policy of the patient. Choose one of the patient's policies.",
    ))
}

/// What the lines of one bill have in common.
pub(super) struct Lines<'a> {
    pub who: &'a Who,
    pub patient: Uuid,
    pub visit: Option<Uuid>,
    /// The day of the visit, or today.
    pub served: &'a str,
    pub currency: &'a str,
}

impl Lines<'_> {
    /// The cells of a line, without the invoice and its place on it, and its diagnosis code.
    pub fn cells(
        &self,
        reader: &Reader<'_>,
        line: &BilledService,
    ) -> Result<(Cells, Option<String>), Refused> {
        let day = match filled(line.service_on.as_deref()) {
            Some(day) => calendar::day("service_on", &day)?.to_string(),
            None => self.served.to_owned(),
        };
        let diagnosis = match filled(line.diagnosis_code.as_deref()) {
            Some(code) => Some(coding::billable(reader, "diagnosis_code", &code)?),
            None => None,
        };
        let procedure = filled(line.procedure_code.as_deref());
        let system = match (&procedure, filled(line.procedure_code_system.as_deref())) {
            (Some(_), Some(system)) => Some(system),
            (Some(code), None) => {
                let place = prices::Place { who: self.who, on: &day, currency: self.currency };
                place.of_code(reader, code, None)?.and_then(|price| price.code_system)
            }
            (None, _) => None,
        };
        let cells = Cells::new()
            .set("patient_id", self.patient)
            .set("visit_id", self.visit)
            .set("service_on", day)
            .set("description", line.description.trim())
            .set("procedure_code", procedure)
            .set("procedure_code_system", system)
            .set("diagnosis_code_system", coding::system_of(diagnosis.as_deref()))
            .set("diagnosis_code", diagnosis.clone())
            .set("quantity", line.quantity)
            .set("unit_price_minor", line.unit_price_minor)
            .set("amount_minor", money::amount(line.quantity, line.unit_price_minor)?)
            .set("currency", self.currency);
        Ok((cells, diagnosis))
    }
}

/// What a coder would say about the codes of one bill.
pub(super) fn warnings(reader: &Reader<'_>, codes: &[String]) -> Result<Vec<String>, Refused> {
    Ok(coding::excluding(reader, codes)?
        .into_iter()
        .map(|(one, other)| coding::excluding_sentence(&one, &other))
        .collect())
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
                "reason": "paid twice", "still_owed": false
            });
            clinic.ask(clinic.owner, "billing.refund", request)
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
