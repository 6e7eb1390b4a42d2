//! What looks wrong on a bill. It is a proposal with its reasons: the bill is issued all the same,
//! and a person corrects it or says that it is right.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::{coding, money, outlier};
use crate::encounters::icd10;
use crate::imaging::method::Method;
use crate::people::merged::of_person;
use crate::{Refused, Who};

/// The newest lines of a code are enough to know what it usually costs.
const HISTORY_MAX: u32 = 2_000;

const METHOD: Method = Method {
    name: "Invoice checks",
    version: "1",
    kind: "rule",
    purpose: "Tells what looks wrong on an invoice.",
    method: "The same procedure code for the same patient on the same day; diagnosis codes that \
             group others or exclude each other (Excludes1); services outside the dates of the \
             policy that is billed; unit prices with a modified z-score beyond 3.5 among the newest \
             2000 lines of the code in the currency.",
    source: "ICD-10-CM tabular list and Official Guidelines, section I.A.12.a (Excludes1). B. \
             Iglewicz, D. C. Hoaglin: How to Detect and Handle Outliers, ASQC Quality Press 1993 \
             (modified z-score).",
    limits: "A price is judged from 10 earlier lines on, and not where more than half of them are \
             equal. Lines without a procedure code are not compared. That nothing is found does \
             not mean that the invoice is right.",
};

/// Which bill.
#[derive(Deserialize, TS)]
pub struct CheckInvoice {
    id: Uuid,
}

/// What looks wrong on a bill now.
#[derive(Serialize, TS)]
pub struct InvoiceChecked {
    findings: Vec<InvoiceFinding>,
    /// Whether a person has said of just this that it is no error.
    dismissed: bool,
}

/// Something that looks wrong.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct InvoiceFinding {
    #[ts(type = "\"duplicate\" | \"code\" | \"excludes\" | \"cover\" | \"price\"")]
    kind: &'static str,
    /// The line that it is about, where it is about one.
    line_id: Option<Uuid>,
    /// What and why.
    sentence: String,
}

/// Looks for errors on a bill.
pub fn check_invoice(
    write: &mut Write<'_>,
    who: &Who,
    request: CheckInvoice,
) -> Result<InvoiceChecked, Refused> {
    let findings = detect(write, who, request.id)?;
    let dismissed: Option<bool> = write.value(
        "SELECT ai_error_dismissed_at IS NOT NULL FROM invoices WHERE id = ?1",
        params![request.id],
    )?;
    Ok(InvoiceChecked { findings, dismissed: dismissed.unwrap_or(false) })
}

#[derive(Deserialize)]
struct Checked {
    patient_id: Uuid,
    insurance_policy_id: Option<Uuid>,
    ai_error_text: Option<String>,
    /// In the order of the bill.
    #[serde(skip)]
    lines: Vec<CheckedLine>,
}

#[derive(Deserialize)]
struct CheckedLine {
    id: Uuid,
    line_order: Option<i64>,
    service_on: Option<String>,
    description: String,
    procedure_code: Option<String>,
    diagnosis_code: Option<String>,
    diagnosis_code_system: Option<String>,
    unit_price_minor: i64,
    currency: String,
}

/// Looks for errors on a bill and notes what was found. A finding that was dismissed stays
/// dismissed for as long as just the same is found.
pub(super) fn detect(
    write: &mut Write<'_>,
    who: &Who,
    invoice: Uuid,
) -> Result<Vec<InvoiceFinding>, Refused> {
    let checked = read(write, invoice)?;
    let mut findings = duplicates(write, invoice, &checked)?;
    findings.extend(codes(write, &checked)?);
    findings.extend(cover(write, invoice, &checked)?);
    findings.extend(prices(write, who, invoice, &checked)?);
    let sentences: Vec<&str> = findings.iter().map(|finding| finding.sentence.as_str()).collect();
    let text = (!findings.is_empty()).then(|| sentences.join("\n"));
    if text == checked.ai_error_text {
        return Ok(findings);
    }
    let model = match &text {
        Some(_) => Some(METHOD.row(write, who.organization_id)?),
        None => None,
    };
    write.update(
        "invoices",
        invoice,
        None,
        Cells::new()
            .set("ai_error_detected", text.is_some())
            .set("ai_error_text", text)
            .set("ai_model_id", model)
            .set("ai_error_dismissed_at", None::<i64>)
            .set("ai_error_dismissed_by", None::<Uuid>)
            .set("ai_error_dismissal_reason", None::<String>),
    )?;
    Ok(findings)
}

fn read(reader: &Reader<'_>, invoice: Uuid) -> Result<Checked, Refused> {
    let checked: Option<Checked> = reader.row(
        "SELECT patient_id, insurance_policy_id, ai_error_text FROM invoices \
         WHERE id = ?1 AND deleted_at IS NULL",
        params![invoice],
    )?;
    let mut checked = checked.ok_or_else(|| Refused::gone("invoice"))?;
    checked.lines = reader.rows(
        "SELECT id, line_order, service_on, description, procedure_code, diagnosis_code, \
         diagnosis_code_system, unit_price_minor, currency FROM invoice_lines \
         WHERE invoice_id = ?1 AND deleted_at IS NULL ORDER BY line_order, id",
        params![invoice],
    )?;
    Ok(checked)
}

/// Another line of patient ?1 with code ?2 on day ?3 that counts: an earlier one of this bill, or
/// one of another bill that is not void.
pub(super) fn duplicate_sql() -> String {
    of_person(
        "SELECT i.number FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id \
         WHERE l.patient_id = ?1 AND l.procedure_code = ?2 AND l.service_on = ?3 \
         AND l.deleted_at IS NULL AND l.id <> ?4 AND (l.invoice_id <> ?5 OR l.line_order < ?6) \
         AND i.deleted_at IS NULL AND i.status <> 'void' ORDER BY l.id LIMIT 1",
    )
}

fn duplicates(
    reader: &Reader<'_>,
    invoice: Uuid,
    checked: &Checked,
) -> Result<Vec<InvoiceFinding>, Refused> {
    let mut findings = Vec::new();
    for line in &checked.lines {
        let (Some(code), Some(day)) = (&line.procedure_code, &line.service_on) else { continue };
        let patient = checked.patient_id;
        let other: Option<Option<String>> = reader.value(
            &duplicate_sql(),
            params![patient, code, day, line.id, invoice, line.line_order.unwrap_or(0)],
        )?;
        let Some(number) = other else { continue };
        let place = number.map_or("a draft".to_owned(), |number| format!("invoice {number}"));
        findings.push(InvoiceFinding {
            kind: "duplicate",
            line_id: Some(line.id),
            sentence: format!(
                "{} ({code}) of {day} is billed already, on {place}.",
                line.description
            ),
        });
    }
    Ok(findings)
}

fn codes(reader: &Reader<'_>, checked: &Checked) -> Result<Vec<InvoiceFinding>, Refused> {
    let mut findings = Vec::new();
    let mut codes = Vec::new();
    for line in &checked.lines {
        let Some(code) = &line.diagnosis_code else { continue };
        // Codes of another system, as imported bills carry them, are not ours to judge.
        if line.diagnosis_code_system.as_deref().is_some_and(|system| system != icd10::SYSTEM) {
            continue;
        }
        codes.push(code.clone());
        let wrong = match coding::is_leaf(reader, code)? {
            Some(true) => continue,
            Some(false) => "only groups other codes and cannot be billed",
            None => "is not a code of ICD-10-CM",
        };
        findings.push(InvoiceFinding {
            kind: "code",
            line_id: Some(line.id),
            sentence: format!("The diagnosis code {code} {wrong}."),
        });
    }
    for (one, other) in coding::excluding(reader, &codes)? {
        findings.push(InvoiceFinding {
            kind: "excludes",
            line_id: None,
            sentence: coding::excluding_sentence(&one, &other),
        });
    }
    for (of, other, note) in coding::unread(reader, &codes)? {
        findings.push(InvoiceFinding {
            kind: "excludes",
            line_id: None,
            sentence: format!(
                "{of} and {other}: read the note of {of} on what must not stand beside it \
                 (Excludes1), which this program cannot judge: “{note}”"
            ),
        });
    }
    Ok(findings)
}

#[derive(Deserialize)]
struct Cover {
    insurer_name: String,
    effective_on: Option<String>,
    expires_on: Option<String>,
}

/// The policies of a bill are its own and those that it is claimed from.
fn cover(
    reader: &Reader<'_>,
    invoice: Uuid,
    checked: &Checked,
) -> Result<Vec<InvoiceFinding>, Refused> {
    let policies: Vec<Cover> = reader.rows(
        "SELECT insurer_name, effective_on, expires_on FROM insurance_policies \
         WHERE id = ?1 OR id IN (SELECT insurance_policy_id FROM insurance_claims \
         WHERE invoice_id = ?2 AND deleted_at IS NULL \
         AND status NOT IN ('denied', 'cancelled', 'entered_in_error')) ORDER BY id",
        params![checked.insurance_policy_id, invoice],
    )?;
    let mut findings = Vec::new();
    for policy in &policies {
        for line in &checked.lines {
            let Some(day) = line.service_on.as_deref() else { continue };
            if covers(day, policy.effective_on.as_deref(), policy.expires_on.as_deref()) {
                continue;
            }
            findings.push(InvoiceFinding {
                kind: "cover",
                line_id: Some(line.id),
                sentence: format!(
                    "{} of {day} lies outside the dates of the policy with {}.",
                    line.description, policy.insurer_name
                ),
            });
        }
    }
    Ok(findings)
}

/// Whether a policy with these dates covers a day; an end that is not known is open.
pub(super) fn covers(day: &str, effective_on: Option<&str>, expires_on: Option<&str>) -> bool {
    effective_on.is_none_or(|from| from <= day) && expires_on.is_none_or(|until| day <= until)
}

/// What was asked for code ?2 in currency ?3 on other bills than ?4, the newest first.
pub(super) const HISTORY_SQL: &str = "SELECT CAST(unit_price_minor AS REAL) FROM invoice_lines WHERE organization_id = ?1 \
     AND procedure_code = ?2 AND currency = ?3 AND invoice_id <> ?4 AND deleted_at IS NULL \
     ORDER BY service_on DESC LIMIT ?5";

fn prices(
    reader: &Reader<'_>,
    who: &Who,
    invoice: Uuid,
    checked: &Checked,
) -> Result<Vec<InvoiceFinding>, Refused> {
    let mut findings = Vec::new();
    for line in &checked.lines {
        let Some(code) = &line.procedure_code else { continue };
        let history: Vec<f64> = reader.column(
            HISTORY_SQL,
            params![who.organization_id, code, line.currency, invoice, HISTORY_MAX],
        )?;
        let price = line.unit_price_minor as f64;
        let Some(judged) = outlier::modified_z(price, &history) else { continue };
        if judged.score.abs() <= outlier::SCORE_MAX {
            continue;
        }
        findings.push(InvoiceFinding {
            kind: "price",
            line_id: Some(line.id),
            sentence: format!(
                "{} for {} ({code}) is unusual: the median of {} earlier lines is {} (modified \
                 z-score {:.1}).",
                money::shown(line.unit_price_minor, &line.currency),
                line.description,
                history.len(),
                money::shown(judged.median.round() as i64, &line.currency),
                judged.score
            ),
        });
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use crate::billing::stories::{Billed, insure, line, shown};
    use crate::encounters::icd10::{Icd10Code, load};
    use crate::fixture::Clinic;
    use serde_json::{Value, json};

    fn code(code: &str, leaf: bool, excludes1: Option<&str>) -> Icd10Code {
        Icd10Code {
            code: code.to_owned(),
            description: format!("Illness {code}"),
            is_leaf: leaf,
            parent: None,
            excludes1: excludes1.map(str::to_owned),
        }
    }

    fn with_codes() -> Clinic {
        let clinic = Clinic::found();
        let codes = [
            code("E11", false, Some("type 1 diabetes mellitus (E10.-)")),
            code("E11.9", true, Some("type 1 diabetes mellitus (E10.-)")),
            code("E10.9", true, None),
            code("I10", true, None),
        ];
        load(&clinic.store, "test", codes.into_iter()).unwrap();
        clinic
    }

    fn check(clinic: &Clinic, bill: &Billed) -> Value {
        let request = json!({ "id": bill.invoice });
        clinic.ask(clinic.owner, "billing.check_invoice", request).unwrap()
    }

    fn kinds(checked: &Value) -> Vec<&str> {
        let findings = checked["findings"].as_array().unwrap();
        findings.iter().map(|finding| finding["kind"].as_str().unwrap()).collect()
    }

    #[test]
    fn the_same_code_of_one_day_is_found_on_one_bill_and_across_bills() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let twice =
            [line("Blood count", 1_200, Some("85025")), line("Count", 1_200, Some("85025"))];
        let first = Billed::of(&clinic, patient, &twice, true);
        let found = check(&clinic, &first);
        assert_eq!(kinds(&found), ["duplicate"], "the pair is told once");
        let again = [line("Blood count", 1_200, Some("85025"))];
        let second = Billed::of(&clinic, patient, &again, false);
        let found = check(&clinic, &second);
        assert!(found["findings"][0]["sentence"].as_str().unwrap().contains("invoice A-000001"));
        let void = json!({ "id": first.invoice, "version": 0, "reason": "twice" });
        clinic.ask(clinic.owner, "billing.void_invoice", void).unwrap();
        assert_eq!(kinds(&check(&clinic, &second)), [""; 0], "a void bill bills nothing");
        let other = clinic.patient("Pau", "Soler", "1970-01-05");
        assert_eq!(kinds(&check(&clinic, &Billed::of(&clinic, other, &again, true))), [""; 0]);
    }

    #[test]
    fn only_leaf_codes_are_billed_and_codes_that_exclude_each_other_are_told() {
        let clinic = with_codes();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let coded = |code: &str| {
            let mut line = line("Consultation", 4_000, None);
            line["diagnosis_code"] = json!(code);
            line
        };
        for wrong in ["E11", "X99.9", "diabetes"] {
            let request = json!({
                "patient_id": patient, "visit_id": null, "lines": [coded(wrong)], "due_on": null,
                "notes": null, "issue": true
            });
            let refused = clinic.ask(clinic.owner, "billing.create_invoice", request).unwrap_err();
            assert_eq!(refused.field, Some("diagnosis_code"), "{wrong}");
        }
        let fine = Billed::of(&clinic, patient, &[coded("e11.9"), coded("I10")], true);
        assert_eq!(shown(&clinic, fine.invoice)["lines"][0]["diagnosis_code"], "E11.9");
        assert_eq!(shown(&clinic, fine.invoice)["looks_wrong"], false);
        let request = json!({
            "patient_id": patient, "visit_id": null, "lines": [coded("E11.9"), coded("E10.9")],
            "due_on": null, "notes": null, "issue": true
        });
        let made = clinic.ask(clinic.owner, "billing.create_invoice", request).unwrap();
        assert!(made["warnings"][0].as_str().unwrap().contains("exclude each other"));
        let bill =
            clinic.ask(clinic.owner, "billing.invoice", json!({ "id": made["id"] })).unwrap();
        assert_eq!(bill["looks_wrong"], true);
        assert!(bill["error_text"].as_str().unwrap().contains("E10.9 and E11.9"));
    }

    #[test]
    fn a_service_outside_the_dates_of_the_policy_is_found() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let terms = json!({ "from": "2026-01-01", "until": "2026-03-01" });
        let policy = insure(&clinic, patient, "primary", terms);
        let bill = |day: &str| {
            let mut one = line("Dressing", 900, None);
            one["service_on"] = json!(day);
            Billed::with(&clinic, patient, &[one], true, |request| {
                request["insurance_policy_id"] = json!(policy);
            })
        };
        assert_eq!(kinds(&check(&clinic, &bill("2026-03-01"))), [""; 0]);
        assert_eq!(kinds(&check(&clinic, &bill("2026-03-02"))), ["cover"]);
    }

    #[test]
    fn a_price_far_from_the_median_is_found_and_dismissed_with_a_reason_until_something_changes() {
        let clinic = Clinic::found();
        for price in [3_000, 3_500, 3_600, 3_800, 3_900, 4_100, 4_200, 4_400, 4_500, 5_000] {
            let patient = clinic.patient("Elena", "Marín", "1960-01-05");
            let lines = [line("Consultation", price, Some("99213"))];
            let bill = Billed::of(&clinic, patient, &lines, true);
            assert_eq!(kinds(&check(&clinic, &bill)), [""; 0]);
        }
        let patient = clinic.patient("Pau", "Soler", "1970-01-05");
        let lines = [line("Consultation", 40_000, Some("99213"))];
        let bill = Billed::of(&clinic, patient, &lines, true);
        let found = shown(&clinic, bill.invoice);
        let text = found["error_text"].as_str().unwrap();
        assert!(text.starts_with("400.00 EUR for Consultation (99213) is unusual"), "{text}");
        assert!(text.contains("the median of 10 earlier lines is 40.00 EUR"), "{text}");
        let method = clinic.text(
            "SELECT m.source_text FROM ai_models m JOIN invoices i ON i.ai_model_id = m.id \
             WHERE i.id = ?1",
            bill.invoice,
        );
        assert!(method.unwrap().contains("Iglewicz"));
        let dismiss = |reason: &str| {
            let request = json!({ "id": bill.invoice, "version": 0, "reason": reason });
            clinic.ask(clinic.owner, "billing.dismiss_error", request)
        };
        assert_eq!(dismiss("").unwrap_err().field, Some("reason"));
        dismiss("a whole afternoon").unwrap();
        let after = shown(&clinic, bill.invoice);
        assert_eq!(after["looks_wrong"], false);
        assert_eq!(after["error_dismissal_reason"], "a whole afternoon");
        assert_eq!(check(&clinic, &bill)["dismissed"], true, "the same is not told again");
        assert!(dismiss("twice").is_err());
        Billed::of(&clinic, bill.patient, &lines, true);
        assert_eq!(check(&clinic, &bill)["dismissed"], false, "something else was found");
    }
}
