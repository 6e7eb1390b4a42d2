//! Bills, lines and payments run to millions: no question about one patient or a stretch of time
//! may walk through all of them.

use crate::billing::invoices::{self, InvoiceFilter};
use crate::billing::revenue::{self, RevenueBy};
use crate::billing::{
    ageing, cash, check_invoice, claims, credit, day_close, note_overdue, open_balances, payments,
    split,
};
use crate::fixture::Clinic;

/// Tables that are never walked through.
const LARGE: [&str; 7] = [
    "invoices",
    "invoice_lines",
    "payments",
    "insurance_claims",
    "patients",
    "visits",
    "cash_sessions",
];

#[derive(serde::Deserialize)]
struct Step {
    detail: String,
}

/// The plan of a query, whatever it is asked with.
fn plan(clinic: &Clinic, sql: &str) -> Vec<String> {
    let asked = (1..=9).fold(sql.to_owned(), |sql, n| sql.replace(&format!("?{n}"), "'1'"));
    let steps: Vec<Step> = clinic
        .store
        .read::<_, store::Error>(|reader| reader.rows(&format!("EXPLAIN QUERY PLAN {asked}"), []))
        .unwrap();
    assert!(!steps.is_empty());
    steps.into_iter().map(|step| step.detail).collect()
}

/// The steps of a plan that walk through a large table. A plan calls a table by its alias, so the
/// aliases that the queries use count as well.
fn walks(clinic: &Clinic, sql: &str) -> Vec<String> {
    let aliases = ["i", "l", "q", "c", "v", "s"];
    let walked = |step: &String| {
        let scanned = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
        scanned.is_some_and(|name| LARGE.contains(&name) || aliases.contains(&name))
    };
    plan(clinic, sql).into_iter().filter(walked).collect()
}

#[test]
fn no_question_about_a_patient_or_a_period_walks_through_all_bills_lines_or_payments() {
    let clinic = Clinic::found();
    let revenue = [RevenueBy::Day, RevenueBy::Month, RevenueBy::Practitioner, RevenueBy::Payer];
    let mut questions = vec![
        invoices::newest_sql(InvoiceFilter::Open),
        split::earlier_sql(),
        credit::credit_sql(),
        day_close::methods_sql(),
        ageing::awaited_sql(),
        ageing::ageing_sql("patient_id", "patient_id, currency", "LIMIT ?2"),
        cash::boxes_sql("s.site_id = ?1 AND s.opened_at >= ?2 AND s.opened_at < ?3"),
        cash::boxes_sql("s.opened_by = ?1 AND s.closed_at IS NULL"),
        claims::claims_sql("c.invoice_id = ?1"),
        claims::claims_sql("c.organization_id = ?1 AND c.status = ?2 AND c.submitted_at < ?3"),
    ];
    for filter in [InvoiceFilter::Open, InvoiceFilter::All] {
        questions.extend([invoices::numbered_sql(filter), invoices::of_patient_sql(filter)]);
    }
    questions.extend(revenue.map(revenue::billed_sql));
    questions.extend(revenue.map(revenue::received_sql));
    questions.extend(
        [
            &check_invoice::duplicate_sql(),
            check_invoice::HISTORY_SQL,
            note_overdue::OVERDUE_SQL,
            open_balances::BALANCES_SQL,
            payments::PAYMENTS_SQL,
        ]
        .map(str::to_owned),
    );
    for question in questions {
        assert_eq!(walks(&clinic, &question), [""; 0], "{question}");
    }
}

#[test]
fn a_walk_through_all_payments_would_be_noticed() {
    let clinic = Clinic::found();
    for walk in [
        "SELECT sum(amount_minor) FROM payments",
        "SELECT q.id FROM payments q WHERE q.method = 'cash'",
        "SELECT l.id FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id",
    ] {
        assert_eq!(walks(&clinic, walk).len(), 1, "{walk}");
    }
}

/// The prices of a code are read from the index alone: millions of lines carry the same code.
#[test]
fn the_prices_of_a_code_are_read_from_the_index_alone() {
    let clinic = Clinic::found();
    let plan = plan(&clinic, check_invoice::HISTORY_SQL);
    assert!(plan.iter().all(|step| step.contains("COVERING INDEX")), "{plan:?}");
}
