//! What grows with every prescription, dose and box is read through an index.

use store::{Error, params_from_iter};

use crate::fixture::Clinic;
use crate::medication::{
    adherence, due, keep_lot, lot, record, reorder, stock, suggest, supply, waiting, warnings,
};

const GROWING: &[&str] = &[
    "prescriptions",
    "prescription_items",
    "dispensings",
    "inventory_items",
    "inventory_movements",
    "adherence_events",
    "medication_administrations",
    "medication_statements",
    "patient_allergies",
    "visits",
];

/// How the engine goes about a query, step by step.
fn plan(clinic: &Clinic, sql: &str) -> Vec<String> {
    let asked = (1..=9).filter(|number| sql.contains(&format!("?{number}"))).max().unwrap_or(0);
    let nothing: Vec<Option<i64>> = vec![None; asked];
    #[derive(serde::Deserialize)]
    struct Step {
        detail: String,
    }
    let steps: Result<Vec<Step>, Error> = clinic.store.read(|reader| {
        reader.rows(&format!("EXPLAIN QUERY PLAN {sql}"), params_from_iter(nothing.iter()))
    });
    steps.unwrap().into_iter().map(|step| step.detail).collect()
}

/// Whether the step reads a whole growing table; SQLite names it by the query's short name.
fn scans(sql: &str, step: &str) -> bool {
    let Some(rest) = step.strip_prefix("SCAN ") else { return false };
    let short = rest.split(' ').next().unwrap_or_default();
    GROWING.iter().any(|table| {
        short == *table
            || sql.contains(&format!("FROM {table} {short} "))
            || sql.contains(&format!("JOIN {table} {short} "))
    })
}

#[test]
fn nothing_that_grows_is_read_from_end_to_end() {
    let clinic = Clinic::found();
    let asked: Vec<String> = vec![
        warnings::allergies_sql(),
        warnings::prescribed_sql(),
        warnings::stated_sql(),
        supply::supply_sql(),
        waiting::waiting_sql(),
        waiting::dispensed_sql("d.site_id = ?1 AND d.dispensed_at >= ?2 AND d.dispensed_at < ?3"),
        waiting::dispensed_sql("d.patient_id = ?1"),
        lot::kept_sql(),
        keep_lot::SAME_LOT.to_owned(),
        stock::here_sql(),
        reorder::first_sql(),
        reorder::used_sql(),
        reorder::LAST_DELIVERY.to_owned(),
        due::HERE.to_owned(),
        due::taken_sql(),
        due::LAST_GIVEN.to_owned(),
        due::GIVEN_NEAR.to_owned(),
        adherence::fills_sql(),
        adherence::REPORTS.to_owned(),
        record::ITEMS.to_owned(),
        record::ADMINISTRATIONS.to_owned(),
        suggest::WRITTEN_BEFORE.to_owned(),
    ];
    for sql in asked {
        let steps = plan(&clinic, &sql);
        assert!(!steps.is_empty());
        for step in steps {
            assert!(!scans(&sql, &step), "{step}: {sql}");
        }
    }
}

#[test]
fn the_guard_sees_a_scan() {
    let clinic = Clinic::found();
    for sql in [
        "SELECT count(*) FROM dispensings WHERE notes = ?1",
        "SELECT 1 FROM dispensings d WHERE d.notes = ?1",
        "SELECT m.id FROM inventory_movements m WHERE m.reason = ?1",
    ] {
        assert!(plan(&clinic, sql).iter().any(|step| scans(sql, step)), "{sql}");
    }
}

#[test]
fn what_is_left_of_a_lot_is_summed_from_the_index_alone() {
    let clinic = Clinic::found();
    let steps = plan(&clinic, &lot::kept_sql());
    let covering = "USING COVERING INDEX inventory_movements_by_amount";
    assert!(steps.iter().any(|step| step.contains(covering)), "{steps:?}");
}
