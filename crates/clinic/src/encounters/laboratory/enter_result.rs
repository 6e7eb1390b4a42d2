//! A result is written down.

use catalog::Value;
use serde::{Deserialize, Serialize};
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::laboratory::critical::no_longer_critical;
use crate::encounters::laboratory::flag::is_critical;
use crate::encounters::laboratory::resulted::{Resulted, follow};
use crate::encounters::laboratory::value::{ResultValue, expected};
use crate::{Refused, Who};

/// Which expected result, and what was found.
#[derive(Deserialize, TS)]
pub struct EnterResult {
    id: Uuid,
    version: i64,
    /// Whether it may still change.
    is_preliminary: bool,
    #[serde(flatten)]
    value: ResultValue,
}

/// What stands now.
#[derive(Serialize, TS)]
pub struct ResultEntered {
    id: Uuid,
    abnormal_flag: Option<String>,
}

impl ResultEntered {
    /// What is answered about a stored result.
    pub(crate) fn new(id: Uuid, abnormal_flag: Option<String>) -> Self {
        Self { id, abnormal_flag }
    }
}

/// Writes a result, judged by the range that holds for the patient. A preliminary one may be
/// written again; a final one is changed only by a correction.
pub fn enter_result(
    write: &mut Write<'_>,
    who: &Who,
    request: EnterResult,
) -> Result<ResultEntered, Refused> {
    let result = expected(write, request.id)?;
    match result.status.as_str() {
        "ordered" | "collected" | "in_progress" | "preliminary" => {}
        "cancelled" | "entered_in_error" => {
            return Err(Refused::because("This test was cancelled. Order it again."));
        }
        _ => {
            return Err(Refused::because(
                "This result is final. Correct it with the reason if it is wrong.",
            ));
        }
    }
    let now = write.now();
    let judged = request.value.judged(write, who, &result, now)?;
    let status = if request.is_preliminary { "preliminary" } else { "completed" };
    let mut cells = judged
        .cells
        .set("status", status)
        .set("collected_at", result.collected_at)
        .set("collected_by", result.collected_by)
        .set("resulted_at", now)
        .set("resulted_by", who.user_id);
    // What was told is not so: the telling of it stays with its task, and the new one is due.
    let told_otherwise = result.told_at.is_some()
        && is_critical(result.abnormal_flag.as_deref())
        && judged.flag != result.abnormal_flag;
    if told_otherwise {
        for column in ["told_to", "told_at", "told_by"] {
            cells.put(column, Value::Null);
        }
    }
    write.update("lab_results", request.id, Some(request.version), cells)?;
    let resulted = Resulted {
        id: request.id,
        patient: result.patient_id,
        order: result.lab_order_id,
        test_name: &result.test_name,
        flag: judged.flag.as_deref(),
        flag_before: result.abnormal_flag.as_deref(),
        is_preliminary: request.is_preliminary,
        is_told: result.told_at.is_some() && !told_otherwise,
    };
    no_longer_critical(write, who, &resulted, request.id, result.told_at.is_some())?;
    follow(write, who, &resulted)?;
    Ok(ResultEntered::new(request.id, judged.flag))
}

#[cfg(test)]
mod tests {
    use crate::encounters::laboratory::story::{Bench, found};
    use serde_json::{Value, json};

    /// Methods judge a value by when its specimen was taken, also where it was tested at the bedside
    /// and came to no laboratory.
    #[test]
    fn a_result_that_the_laboratory_never_received_knows_when_its_specimen_was_taken() {
        let bench = Bench::open();
        let [result] = bench.ordered(1)[..] else { panic!() };
        let order = bench.order_of(result);
        let order = &order["order"];
        let taken =
            json!({ "id": order["id"], "version": order["version"], "specimen_kind": null });
        bench.clinic.ask(bench.clinic.nurse, "encounters.collect_specimen", taken).unwrap();
        bench.enter(result, found(5.0), false).unwrap();
        let sql = "SELECT r.collected_at = o.collected_at AND r.collected_by = o.collected_by \
                   FROM lab_results r JOIN lab_orders o ON o.id = r.lab_order_id WHERE r.id = ?1";
        assert_eq!(bench.clinic.number(sql, result), Some(1));
    }

    /// A test that is kept in g/L and has no range on the list: 12.5 g/dL is within the 11.5 to 16 of
    /// its report, which are 115 and 160 g/L.
    #[test]
    fn the_range_of_a_report_is_of_the_reports_unit() {
        let bench = Bench::open();
        let clinic = &bench.clinic;
        let [result] = bench.ordered(1)[..] else { panic!() };
        let kept = clinic.store.write::<_, store::Error>(clinic.owner, "test", |write| {
            let cells = store::Cells::new()
                .set("unit", "g/L")
                .set("reference_low", Option::<f64>::None)
                .set("reference_high", Option::<f64>::None)
                .set("critical_low", Option::<f64>::None)
                .set("critical_high", Option::<f64>::None);
            write.update("lab_tests", bench.test, None, cells)
        });
        kept.unwrap();
        let mut reported = found(12.5);
        reported["unit"] = json!("g/dL");
        reported["reference_low"] = json!(11.5);
        reported["reference_high"] = json!(16.0);
        let entered = bench.enter(result, reported, false).unwrap();
        assert_eq!(entered["abnormal_flag"], "normal");
        let [value, low, high] =
            ["value_number", "reference_low", "reference_high"].map(|column| {
                let sql = format!(
                    "SELECT CAST(round({column}) AS INTEGER) FROM lab_results WHERE id = ?1"
                );
                clinic.number(&sql, result)
            });
        assert_eq!([value, low, high], [Some(125), Some(115), Some(160)]);
    }

    #[test]
    fn a_result_is_judged_by_the_range_and_stands_in_the_chained_record_when_final() {
        let bench = Bench::open();
        let [result] = bench.ordered(1)[..] else { panic!() };
        let early = bench.enter(result, found(6.0), true).unwrap();
        assert_eq!(early["abnormal_flag"], "high");
        assert_eq!(bench.order_of(result)["order"]["status"], "preliminary");
        let chained = || {
            let sql = "SELECT count(*) FROM ehr_entries WHERE row_id = ?1";
            bench.clinic.number(sql, result).unwrap()
        };
        assert_eq!(chained(), 0, "what may still change is not chained");
        let last = bench.enter(result, found(5.0), false).unwrap();
        assert_eq!(last["abnormal_flag"], "normal");
        assert_eq!(chained(), 1);
        let shown = bench.order_of(result);
        assert_eq!(shown["order"]["status"], "completed");
        assert_eq!(shown["results"][0]["value"], "5.0");
        assert_eq!(shown["results"][0]["reference_range"], "3.5 – 5.1");
        let again = bench.enter(result, found(4.0), false).unwrap_err();
        assert!(again.sentence.contains("final"));
        let told = bench.clinic.number(
            "SELECT count(*) FROM notifications WHERE user_id = ?1 AND kind = 'result'",
            bench.clinic.doctor,
        );
        assert_eq!(told, Some(1), "the doctor who ordered is told once that all is there");
    }

    #[test]
    fn a_person_may_flag_otherwise_with_a_reason_and_words_have_no_range() {
        let bench = Bench::open();
        let [one, two, three] = bench.ordered(3)[..] else { panic!() };
        let mut value = found(5.4);
        value["abnormal_flag"] = json!("normal");
        let silent = bench.enter(one, value.clone(), false).unwrap_err();
        assert_eq!(silent.field, Some("flag_reason"));
        value["flag_reason"] = json!("haemolysed, seen on the sample");
        assert_eq!(bench.enter(one, value, false).unwrap()["abnormal_flag"], "normal");
        assert_eq!(
            bench.order_of(one)["results"][0]["flag_reason"],
            "haemolysed, seen on the sample"
        );
        let mut words = found(1.0);
        words["value_number"] = Value::Null;
        words["value_text"] = json!("clotted, not measurable");
        assert_eq!(bench.enter(two, words, false).unwrap()["abnormal_flag"], Value::Null);
        let mut both = found(1.0);
        both["value_text"] = json!("one");
        assert_eq!(bench.enter(three, both, false).unwrap_err().field, Some("value_text"));
        let mut nothing = found(1.0);
        nothing["value_number"] = Value::Null;
        assert_eq!(bench.enter(three, nothing, false).unwrap_err().field, Some("value_number"));
    }

    #[test]
    fn only_what_is_exact_is_converted_and_how_it_was_reported_stays() {
        let bench = Bench::open();
        let [one, two] = bench.ordered(2)[..] else { panic!() };
        let mut value = found(5000.0);
        value["unit"] = json!("µmol/l");
        assert_eq!(bench.enter(one, value, false).unwrap()["abnormal_flag"], "normal");
        let line = bench.order_of(one)["results"][0].clone();
        assert_eq!((&line["value_number"], &line["unit"]), (&json!(5.0), &json!("mmol/L")));
        assert_eq!(line["comments"], "Reported as 5000 µmol/l.");
        let mut mass = found(19.5);
        mass["unit"] = json!("mg/dL");
        let refused = bench.enter(two, mass, false).unwrap_err();
        assert_eq!(refused.field, Some("unit"));
        assert!(refused.sentence.contains("mmol/L"));
    }

    #[test]
    fn the_range_of_the_patients_sex_and_age_decides_and_none_decides_nothing() {
        let bench = Bench::open();
        let clinic = &bench.clinic;
        let mut infants = crate::encounters::laboratory::story::lab_test(
            "Potassium",
            "2823-3",
            "mmol/L",
            [4.1, 6.5],
            [2.8, 7.0],
        );
        infants["age_until_years"] = json!(1.0);
        clinic.ask(clinic.owner, "encounters.add_lab_test", infants).unwrap_err();
        // The general row must first make room: two ranges for one infant would be a guess.
        bench.limit_to_adults();
        let infant = clinic.patient("Noa", "Bravo", "2025-12-24");
        let result = bench.order_for(infant);
        assert_eq!(bench.enter(result, found(6.0), false).unwrap()["abnormal_flag"], Value::Null);
        let mut infants = crate::encounters::laboratory::story::lab_test(
            "Potassium",
            "2823-3",
            "mmol/L",
            [4.1, 6.5],
            [2.8, 7.0],
        );
        infants["age_until_years"] = json!(1.0);
        clinic.ask(clinic.owner, "encounters.add_lab_test", infants).unwrap();
        let result = bench.order_for(infant);
        assert_eq!(bench.enter(result, found(6.0), false).unwrap()["abnormal_flag"], "normal");
        let adult = bench.order_for(bench.patient);
        assert_eq!(bench.enter(adult, found(6.0), false).unwrap()["abnormal_flag"], "high");
    }
}
