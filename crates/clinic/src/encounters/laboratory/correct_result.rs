//! A final result was wrong.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::critical::settled;
use crate::encounters::laboratory::critical::no_longer_critical;
use crate::encounters::laboratory::enter_result::ResultEntered;
use crate::encounters::laboratory::resulted::{Resulted, follow, tell};
use crate::encounters::laboratory::value::{ResultValue, about, expected};
use crate::people::details::filled;
use crate::{Refused, Who};

/// Which result was wrong, why, and what is right.
#[derive(Deserialize, TS)]
pub struct CorrectResult {
    id: Uuid,
    reason: String,
    #[serde(flatten)]
    value: ResultValue,
}

/// Puts the right result in place of a wrong one, which stays in sight as struck. The new one
/// needs a review of its own, and whoever was told a critical result is told that it was wrong.
pub fn correct_result(
    write: &mut Write<'_>,
    who: &Who,
    request: CorrectResult,
) -> Result<ResultEntered, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say what was wrong with the result."))?;
    let wrong = expected(write, request.id)?;
    if wrong.struck {
        return Err(Refused::because(
            "This result was corrected already. Correct the newer one instead.",
        ));
    }
    if !matches!(wrong.status.as_str(), "completed" | "corrected") {
        return Err(Refused::because(
            "Only a final result is corrected. Write this one again instead.",
        ));
    }
    let now = write.now();
    let judged = request.value.judged(write, who, &wrong, now)?;
    let mut cells = about(write, request.id)?
        .set("status", "corrected")
        .set("resulted_at", now)
        .set("resulted_by", who.user_id)
        .set("corrects_id", request.id)
        .set("correction_reason", reason);
    for (column, value) in judged.cells {
        cells.put(&column, value);
    }
    let id = write.insert("lab_results", cells)?;
    let result = Resulted {
        id,
        patient: wrong.patient_id,
        order: wrong.lab_order_id,
        test_name: &wrong.test_name,
        flag: judged.flag.as_deref(),
        flag_before: wrong.abnormal_flag.as_deref(),
        is_preliminary: false,
        is_told: false,
    };
    settled(write, who, request.id, "The result was corrected")?;
    no_longer_critical(write, who, &result, request.id, wrong.told_at.is_some())?;
    follow(write, who, &result)?;
    if let Some(order) = wrong.lab_order_id {
        let link = ("lab_orders", order);
        tell(write, wrong.patient_id, link, "A result of your tests was corrected")?;
    }
    Ok(ResultEntered::new(id, judged.flag))
}

#[cfg(test)]
mod tests {
    use crate::encounters::laboratory::story::{Bench, found};
    use crate::fixture::id_of;
    use serde_json::{Value, json};

    #[test]
    fn a_correction_is_a_new_result_with_its_reason_and_the_struck_one_stays() {
        let bench = Bench::open();
        let [result] = bench.ordered(1)[..] else { panic!() };
        let correct = |id, reason: &str, number: f64| {
            let mut right = found(number);
            right["id"] = json!(id);
            right["reason"] = json!(reason);
            bench.clinic.ask(bench.technician, "encounters.correct_result", right)
        };
        assert!(correct(result, "typed wrongly", 4.0).is_err(), "nothing final yet");
        bench.enter(result, found(7.5), false).unwrap();
        assert_eq!(correct(result, "", 4.0).unwrap_err().field, Some("reason"));
        let right = correct(result, "tubes swapped", 4.0).unwrap();
        assert_eq!(right["abnormal_flag"], "normal");
        assert!(correct(result, "again", 4.1).is_err());
        let all = bench.order_of(result);
        let by = |id| {
            let results = all["results"].as_array().unwrap();
            results.iter().find(|line| line["id"] == json!(id)).unwrap().clone()
        };
        assert_eq!(by(result)["struck"], true);
        assert_eq!(by(result)["value"], "7.5");
        let new = by(id_of(&right));
        assert_eq!(new["status"], "corrected");
        assert_eq!(new["correction_reason"], "tubes swapped");
        assert_eq!(new["lab_order_id"], by(result)["lab_order_id"]);
        let chart = json!({ "patient_id": bench.patient });
        let chart = bench.clinic.ask(bench.clinic.doctor, "people.chart", chart).unwrap();
        assert_eq!(chart["results"].as_array().unwrap().len(), 1, "the chart shows what stands");
        // Nobody had been told, so the alarm simply ends.
        let open = bench.clinic.number(
            "SELECT count(*) FROM alerts WHERE status = 'open' AND organization_id <> ?1",
            uuid::Uuid::nil(),
        );
        assert_eq!(open, Some(0));
        assert_eq!(bench.tasks(), Vec::<String>::new());
    }

    #[test]
    fn whoever_was_told_a_critical_result_is_told_that_it_was_wrong() {
        let bench = Bench::open();
        let [result] = bench.ordered(1)[..] else { panic!() };
        bench.enter(result, found(7.5), false).unwrap();
        bench.tell(result, "Dr Benali").unwrap();
        assert_eq!(bench.tasks(), Vec::<String>::new());
        let mut right = found(4.0);
        right["id"] = json!(result);
        right["reason"] = json!("tubes swapped");
        let right = bench.clinic.ask(bench.technician, "encounters.correct_result", right).unwrap();
        assert_eq!(bench.tasks(), ["Telephone the correction of a critical result: Potassium"]);
        bench.tell(id_of(&right), "Dr Benali").unwrap();
        assert_eq!(bench.tasks(), Vec::<String>::new());
        assert_eq!(bench.not_told(), Value::Array(Vec::new()));
    }
}
