//! Who is likely to pay how much of a bill: the patient and, by rank, the insurers.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::check_invoice::covers;
use crate::billing::invoices::{Bill, COUNTED};
use crate::billing::share::{Earlier, Terms, met};
use crate::commands::Opened;
use crate::people::merged::of_person;
use crate::{Asking, Refused, Who, calendar};

/// Which bill.
#[derive(Deserialize, TS)]
pub struct SplitAsked {
    invoice_id: Uuid,
}

/// Who is likely to pay how much. The insurer's answer decides; this is what to expect.
#[derive(Serialize, TS)]
pub struct InvoiceSplit {
    invoice_id: Uuid,
    patient_id: Uuid,
    currency: String,
    total_minor: i64,
    /// By rank, the primary first.
    policies: Vec<PolicyShare>,
    /// What no policy pays.
    patient_minor: i64,
    /// What the split assumes, since the policy does not say.
    assumptions: Vec<String>,
}

/// What one policy pays, and what it leaves to the patient.
#[derive(Serialize, TS)]
pub struct PolicyShare {
    pub(super) insurance_policy_id: Uuid,
    insurer_name: String,
    coverage_rank: String,
    /// The part of the bill whose services lie within the policy's dates.
    covered_minor: i64,
    /// What is left of this year's deductible before this bill.
    deductible_left_minor: i64,
    /// The patient's part of this bill until the deductible is met.
    deductible_minor: i64,
    /// The patient's part of this bill after it.
    copay_minor: i64,
    pub(super) insurer_minor: i64,
    /// Why the policy takes no part, where it takes none.
    not_used_because: Option<String>,
}

#[derive(Deserialize)]
struct Policy {
    id: Uuid,
    insurer_name: String,
    coverage_rank: String,
    effective_on: Option<String>,
    expires_on: Option<String>,
    copay_minor: Option<i64>,
    deductible_minor: Option<i64>,
    deductible_met_minor: Option<i64>,
    deductible_met_on: Option<String>,
    currency: Option<String>,
}

#[derive(Deserialize)]
struct Served {
    service_on: Option<String>,
    amount_minor: i64,
}

const ASSUMPTIONS: [&str; 5] = [
    "The deductible goes first, then the copay once per invoice, and the insurer pays the rest: \
     the policy says nothing of a percentage.",
    "The deductible is counted by calendar year, from the first day of service.",
    "What of it is met is what the policy says for the year, and the patient's own payments on \
     later invoices under the policy, without copays.",
    "The next policy takes part in what the one before it leaves to the patient.",
    "Services outside the dates of a policy are not shared with it.",
];

/// Splits a bill between the patient and the active policies by rank.
pub fn split(asking: &Asking<'_>, request: SplitAsked) -> Result<InvoiceSplit, Refused> {
    split_of(&asking.reader, asking.who, asking.now, request.invoice_id)
}

/// Whose record was opened.
pub(crate) fn opened(split: &InvoiceSplit) -> Opened {
    Opened { table: "invoices", row: split.invoice_id, patient: split.patient_id }
}

impl InvoiceSplit {
    /// What a policy is likely to pay.
    pub(super) fn of_policy(&self, policy: Uuid) -> i64 {
        let share = self.policies.iter().find(|share| share.insurance_policy_id == policy);
        share.map_or(0, |share| share.insurer_minor)
    }
}

/// The same inside an action.
pub(super) fn split_of(
    reader: &Reader<'_>,
    who: &Who,
    now: i64,
    invoice: Uuid,
) -> Result<InvoiceSplit, Refused> {
    let bill = Bill::of(reader, invoice)?;
    let served: Vec<Served> = reader.rows(
        "SELECT service_on, amount_minor FROM invoice_lines \
         WHERE invoice_id = ?1 AND deleted_at IS NULL",
        params![invoice],
    )?;
    let otherwise = bill.issued_on.clone().unwrap_or_else(|| who.today(now).to_string());
    let first = served.iter().map(|line| line.service_on.as_ref().unwrap_or(&otherwise)).min();
    let year = calendar::day("service_on", first.unwrap_or(&otherwise))?.year();
    let mut left = bill.total_minor;
    let mut shares = Vec::new();
    for policy in policies(reader, bill.patient_id)? {
        let day = |line: &&Served| line.service_on.clone().unwrap_or_else(|| otherwise.clone());
        let covered: i64 = served
            .iter()
            .filter(|line| {
                covers(&day(line), policy.effective_on.as_deref(), policy.expires_on.as_deref())
            })
            .map(|line| line.amount_minor)
            .sum();
        let foreign = policy.currency.as_ref().filter(|code| **code != bill.currency);
        let not_used_because = match foreign {
            Some(code) => Some(format!(
                "The policy is in {code} and the invoice in {}; amounts in different currencies \
                 are not put together.",
                bill.currency
            )),
            None if covered == 0 => Some("No service lies within the dates of the policy.".into()),
            None => None,
        };
        let used = not_used_because.is_none();
        let terms = Terms {
            covered_minor: if used { covered } else { 0 },
            deductible_left_minor: if used {
                deductible_left(reader, &policy, &bill, invoice, year)?
            } else {
                0
            },
            copay_minor: policy.copay_minor.unwrap_or(0),
        };
        let share = terms.share(left);
        left = share.left_minor;
        shares.push(PolicyShare {
            insurance_policy_id: policy.id,
            insurer_name: policy.insurer_name,
            coverage_rank: policy.coverage_rank,
            covered_minor: terms.covered_minor,
            deductible_left_minor: terms.deductible_left_minor,
            deductible_minor: share.deductible_minor,
            copay_minor: share.copay_minor,
            insurer_minor: share.insurer_minor,
            not_used_because,
        });
    }
    Ok(InvoiceSplit {
        invoice_id: invoice,
        patient_id: bill.patient_id,
        currency: bill.currency,
        total_minor: bill.total_minor,
        policies: shares,
        patient_minor: left,
        assumptions: ASSUMPTIONS.map(str::to_owned).to_vec(),
    })
}

fn policies(reader: &Reader<'_>, patient: Uuid) -> Result<Vec<Policy>, Refused> {
    Ok(reader.rows(
        &of_person(
            "SELECT id, insurer_name, coverage_rank, effective_on, expires_on, copay_minor, \
         deductible_minor, deductible_met_minor, deductible_met_on, currency \
         FROM insurance_policies WHERE patient_id = ?1 AND status = 'active' \
         AND held_reason IS NULL AND deleted_at IS NULL \
         ORDER BY CASE coverage_rank WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2 ELSE 3 END, id",
        ),
        params![patient],
    )?)
}

/// The patient's earlier bills of the year under policy ?2: its own and those claimed from it.
pub(super) fn earlier_sql() -> String {
    of_person(&format!(
        "SELECT i.total_minor, (SELECT coalesce(sum(CASE q.kind WHEN 'payment' \
         THEN q.amount_minor ELSE -q.amount_minor END), 0) FROM payments q \
         WHERE q.invoice_id = i.id AND q.payer_kind <> 'insurer' AND {COUNTED}) \
         FROM invoice_totals i WHERE i.patient_id = ?1 AND i.issued_on >= ?3 \
         AND i.issued_on <= ?4 AND i.id <> ?5 AND i.status IN ('issued', 'written_off') \
         AND i.currency = ?6 AND (i.insurance_policy_id = ?2 OR EXISTS (SELECT 1 \
         FROM insurance_claims c WHERE c.invoice_id = i.id AND c.insurance_policy_id = ?2 \
         AND c.deleted_at IS NULL AND c.status NOT IN ('draft', 'cancelled', 'entered_in_error'))) \
         ORDER BY i.issued_on, i.id"
    ))
}

fn deductible_left(
    reader: &Reader<'_>,
    policy: &Policy,
    bill: &Bill,
    invoice: Uuid,
    year: i32,
) -> Result<i64, Refused> {
    let deductible = policy.deductible_minor.unwrap_or(0);
    if deductible <= 0 {
        return Ok(0);
    }
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    let last = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default();
    // What the insurer told on a day of this year holds for everything up to that day.
    let told = policy.deductible_met_on.as_deref().and_then(|day| day.parse::<NaiveDate>().ok());
    let told = told.filter(|day| day.year() == year);
    let already = told.and(policy.deductible_met_minor).unwrap_or(0);
    let from = told.and_then(|day| day.succ_opt()).unwrap_or(first).to_string();
    let until = bill.issued_on.clone().unwrap_or_else(|| last.to_string()).min(last.to_string());
    let earlier: Vec<(i64, i64)> = reader.rows(
        &earlier_sql(),
        params![bill.patient_id, policy.id, from, until, invoice, bill.currency],
    )?;
    let earlier: Vec<Earlier> = earlier
        .into_iter()
        .map(|(total_minor, paid_by_patient_minor)| Earlier { total_minor, paid_by_patient_minor })
        .collect();
    Ok(deductible - met(deductible, already, &earlier))
}

#[cfg(test)]
mod tests {
    use crate::billing::stories::{Billed, insure, line, pay};
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn split(clinic: &Clinic, bill: &Billed) -> Value {
        let request = json!({ "invoice_id": bill.invoice });
        clinic.ask(clinic.receptionist, "billing.split", request).unwrap()
    }

    fn under(clinic: &Clinic, patient: Uuid, policy: Uuid, price: i64) -> Billed {
        Billed::with(clinic, patient, &[line("Surgery", price, None)], true, |request| {
            request["insurance_policy_id"] = json!(policy);
        })
    }

    /// A bill of 500.00. Primary: deductible 200.00, copay 20.00, so it pays 280.00. Secondary: no
    /// deductible, copay 30.00, so of the 220.00 left it pays 190.00. The patient pays 30.00.
    #[test]
    fn the_policies_share_by_rank_and_the_patient_pays_what_is_left() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        insure(&clinic, patient, "secondary", json!({ "insurer": "Second", "copay": 3_000 }));
        let terms = json!({ "insurer": "First", "deductible": 20_000, "copay": 2_000 });
        let first = insure(&clinic, patient, "primary", terms);
        let bill = under(&clinic, patient, first, 50_000);
        let shared = split(&clinic, &bill);
        assert_eq!(shared["policies"][0]["insurer_name"], "First");
        assert_eq!(shared["policies"][0]["deductible_minor"], 20_000);
        assert_eq!(shared["policies"][0]["insurer_minor"], 28_000);
        assert_eq!(shared["policies"][1]["insurer_minor"], 19_000);
        assert_eq!(shared["patient_minor"], 3_000);
        assert!(shared["assumptions"].as_array().unwrap().len() > 3);
    }

    #[test]
    fn the_deductible_that_the_patient_has_paid_this_year_is_not_asked_again() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let terms = json!({ "deductible": 20_000, "copay": 1_000 });
        let policy = insure(&clinic, patient, "primary", terms);
        let first = under(&clinic, patient, policy, 15_000);
        pay(&clinic, first.invoice, 12_000, "cash");
        clinic.set_clock("2026-03-09T09:00:00Z");
        let second = under(&clinic, patient, policy, 50_000);
        let shared = split(&clinic, &second);
        assert_eq!(shared["policies"][0]["deductible_left_minor"], 8_000);
        assert_eq!(shared["policies"][0]["insurer_minor"], 41_000);
        // What the insurer pays meets no deductible.
        pay(&clinic, first.invoice, 3_000, "insurance");
        assert_eq!(split(&clinic, &second)["policies"][0]["deductible_left_minor"], 8_000);
        clinic.set_clock("2027-01-04T09:00:00Z");
        let next_year = under(&clinic, patient, policy, 50_000);
        let shared = split(&clinic, &next_year);
        assert_eq!(shared["policies"][0]["deductible_left_minor"], 20_000);
    }

    #[test]
    fn what_the_insurer_told_to_be_met_holds_for_its_year_up_to_that_day() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let terms = json!({ "deductible": 20_000, "met": 15_000, "met_on": "2026-03-05" });
        let policy = insure(&clinic, patient, "primary", terms);
        let counted = under(&clinic, patient, policy, 4_000);
        pay(&clinic, counted.invoice, 4_000, "cash");
        clinic.set_clock("2026-03-09T09:00:00Z");
        let bill = under(&clinic, patient, policy, 50_000);
        let left = split(&clinic, &bill)["policies"][0]["deductible_left_minor"].clone();
        assert_eq!(left, 5_000, "the bill of the second of March is in what was told");
    }

    #[test]
    fn a_policy_that_is_over_or_in_another_currency_takes_no_part_and_says_why() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let over = insure(&clinic, patient, "primary", json!({ "until": "2026-02-28" }));
        insure(&clinic, patient, "secondary", json!({ "currency": "KWD" }));
        let bill = under(&clinic, patient, over, 50_000);
        let shared = split(&clinic, &bill);
        let why = |place: usize| shared["policies"][place]["not_used_because"].as_str().unwrap();
        assert!(why(0).contains("dates"));
        assert!(why(1).contains("KWD"));
        assert_eq!(shared["patient_minor"], 50_000);
    }
}
