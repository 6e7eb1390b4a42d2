//! A patient's results: all of them page by page, and one test over time.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::encounters::older::{OlderThan, below, page};
use crate::people::chart_sections::{
    ResultLine, STRUCK_RESULT, results_page_query, select_results,
};
use crate::people::details::filled;
use crate::people::merged::of_person;
use crate::{Asking, Refused};

/// Whose results, and from where on.
#[derive(Deserialize, TS)]
pub struct ResultsAsked {
    patient_id: Uuid,
    older: Option<OlderThan>,
    /// Whether to show what was struck as well.
    with_struck: bool,
}

/// A page of results.
#[derive(Serialize, TS)]
pub struct ResultsPage {
    patient_id: Uuid,
    results: Vec<ResultLine>,
    older: Option<OlderThan>,
}

/// A patient's results, the newest first.
pub fn results(asking: &Asking<'_>, request: ResultsAsked) -> Result<ResultsPage, Refused> {
    let (at, id) = below(request.older);
    let rows: Vec<ResultLine> = asking
        .reader
        .rows(&results_page_query(request.with_struck), params![request.patient_id, at, id])?;
    let (results, older) = page(rows, |row| OlderThan { at: row.at, id: row.id });
    Ok(ResultsPage { patient_id: request.patient_id, results, older })
}

/// Whose record was opened.
pub(crate) fn opened(page: &ResultsPage) -> Opened {
    Opened { table: "patients", row: page.patient_id, patient: page.patient_id }
}

/// Whose results of which test: by its code, or by its name where it has none.
#[derive(Deserialize, TS)]
pub struct ResultTrendAsked {
    patient_id: Uuid,
    test_code: Option<String>,
    test_name: String,
}

/// One test over time, from the oldest result to the newest. Each line carries its own unit and
/// range; a screen draws one curve for each unit.
#[derive(Serialize, TS)]
pub struct ResultTrend {
    patient_id: Uuid,
    results: Vec<ResultLine>,
}

const RESULTED: &str =
    "r.patient_id = ?1 AND r.status IN ('preliminary', 'completed', 'corrected')";

/// A patient's (`?1`) newest two hundred results of a test by its code (`?2`).
pub(crate) fn by_code_query() -> String {
    let of_test = format!("{RESULTED} AND r.test_code = ?2 AND NOT {STRUCK_RESULT}");
    select_results(&of_person(&of_test)) + " ORDER BY at DESC, r.id DESC LIMIT 200"
}

/// A patient's (`?1`) newest two hundred results of a test by its name (`?2`).
pub(crate) fn by_name_query() -> String {
    select_results(&of_person(&format!(
        "{RESULTED} AND r.test_code IS NULL AND r.test_name = ?2 AND NOT {STRUCK_RESULT}"
    ))) + " ORDER BY at DESC, r.id DESC LIMIT 200"
}

/// How the results of one test have gone.
pub fn trend(asking: &Asking<'_>, request: ResultTrendAsked) -> Result<ResultTrend, Refused> {
    let patient = request.patient_id;
    let mut results: Vec<ResultLine> = match filled(request.test_code.as_deref()) {
        Some(code) => asking.reader.rows(&by_code_query(), params![patient, code])?,
        None => asking.reader.rows(&by_name_query(), params![patient, request.test_name.trim()])?,
    };
    results.reverse();
    Ok(ResultTrend { patient_id: patient, results })
}

/// Whose record was opened.
pub(crate) fn trend_opened(trend: &ResultTrend) -> Opened {
    Opened { table: "patients", row: trend.patient_id, patient: trend.patient_id }
}

#[cfg(test)]
mod tests {
    use crate::encounters::laboratory::story::{Bench, found};
    use serde_json::json;

    #[test]
    fn a_test_is_followed_over_time_and_pages_end() {
        let bench = Bench::open();
        for (result, number) in bench.ordered(3).into_iter().zip([4.0, 4.4, 5.0]) {
            bench.clinic.pass_minutes(60);
            bench.enter(result, found(number), false).unwrap();
        }
        bench.ordered(1);
        let asked =
            json!({ "patient_id": bench.patient, "test_code": "2823-3", "test_name": "Potassium" });
        let trend =
            bench.clinic.ask(bench.clinic.doctor, "encounters.result_trend", asked).unwrap();
        let values: Vec<f64> = trend["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["value_number"].as_f64().unwrap())
            .collect();
        assert_eq!(values, [4.0, 4.4, 5.0], "what is only ordered has no point");
        let all = json!({ "patient_id": bench.patient, "older": null, "with_struck": false });
        let all = bench.clinic.ask(bench.clinic.doctor, "encounters.results", all).unwrap();
        assert_eq!(all["results"].as_array().unwrap().len(), 4);
        assert_eq!(all["older"], json!(null));
    }
}
