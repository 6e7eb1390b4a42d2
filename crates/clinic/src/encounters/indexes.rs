//! No list of this domain walks a whole table. The planner of the real record says so; a query
//! that is not here yet belongs here.

use crate::encounters::laboratory::{order_line, results, waiting};
use crate::encounters::referrals::referral;
use crate::encounters::vitals::{self, VitalSign};
use crate::encounters::{care_plans, conditions, own_visits, visit_lists};
use crate::fixture::Clinic;
use crate::people::chart_sections as chart;

/// Small by nature, or made by the query itself.
const MAY_BE_WALKED: &[&str] = &["SCAN s", "SCAN one", "SCAN CONSTANT ROW"];

/// What the planner says about a query, its parameters taken as numbers.
fn plan(clinic: &Clinic, query: &str) -> Vec<String> {
    let mut sql = format!("EXPLAIN QUERY PLAN {query}");
    for parameter in ["?1", "?2", "?3", "?4"] {
        sql = sql.replace(parameter, "1");
    }
    #[derive(serde::Deserialize)]
    struct Step {
        detail: String,
    }
    let steps: Result<Vec<Step>, store::Error> = clinic.store.read(|reader| reader.rows(&sql, []));
    steps
        .unwrap_or_else(|error| panic!("{error}: {sql}"))
        .into_iter()
        .map(|step| step.detail)
        .collect()
}

fn walks(clinic: &Clinic, query: &str) -> Option<String> {
    plan(clinic, query).into_iter().find(|step| {
        step.starts_with("SCAN") && !MAY_BE_WALKED.iter().any(|small| step.starts_with(small))
    })
}

#[test]
fn every_list_is_found_by_an_index() {
    let clinic = Clinic::found();
    let mut queries = vec![
        visit_lists::open_query(),
        visit_lists::unsigned_query(),
        visit_lists::patient_query(),
        own_visits::page_query(),
        vitals::standing_query("v.patient_id = ?1"),
        vitals::standing_query("v.visit_id = ?1"),
        vitals::page_query(true),
        vitals::page_query(false),
        chart::problems_query("m.patient_id = ?1"),
        chart::problems_query("m.visit_id = ?1"),
        chart::problems_page_query(),
        chart::results_query("r.patient_id = ?1"),
        chart::results_query("r.visit_id = ?1"),
        chart::results_page_query(true),
        chart::results_page_query(false),
        chart::procedures_query("q.patient_id = ?1"),
        chart::procedures_query("q.visit_id = ?1"),
        chart::procedures_page_query(),
        chart::immunizations_query("i.patient_id = ?1"),
        chart::immunizations_query("i.visit_id = ?1"),
        chart::immunizations_page_query(),
        conditions::history::QUERY.to_owned(),
        results::by_code_query(),
        results::by_name_query(),
        order_line::newest_query("o.patient_id = ?1"),
        order_line::newest_query(order_line::OF_VISIT),
        order_line::page_query(),
        order_line::results_query(),
        waiting::worklist_query(),
        waiting::to_review_query(),
        waiting::not_told_query(),
        referral::newest_query("f.patient_id = ?1"),
        referral::newest_query(referral::OF_VISIT),
        referral::page_query(),
        referral::open_query(),
        referral::to_me_query(),
        care_plans::plan::newest_query(),
        care_plans::plan::page_query(),
    ];
    queries.extend(VitalSign::ALL.map(VitalSign::query));
    for query in queries {
        assert_eq!(walks(&clinic, &query), None, "{query}");
    }
}

#[test]
fn the_lists_of_what_waits_use_the_indexes_made_for_them() {
    let clinic = Clinic::found();
    for (query, index) in [
        (waiting::to_review_query(), "lab_results_to_review"),
        (waiting::not_told_query(), "lab_results_not_told"),
        (waiting::worklist_query(), "lab_orders_by_status"),
        (visit_lists::unsigned_query(), "visits_by_practitioner"),
    ] {
        let plan = plan(&clinic, &query);
        assert!(plan.iter().any(|step| step.contains(index)), "{index}: {plan:?}");
    }
}

#[test]
fn a_walk_over_a_whole_table_is_noticed() {
    let clinic = Clinic::found();
    for query in [
        "SELECT * FROM lab_results r WHERE r.comments = ?1",
        "SELECT * FROM visits v ORDER BY v.started_at DESC LIMIT 50",
        "SELECT * FROM vitals ORDER BY recorded_at",
    ] {
        assert!(walks(&clinic, query).is_some(), "{query}");
    }
}
