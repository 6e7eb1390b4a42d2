//! A result stands in the wrong record, or was never found.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::critical::settled;
use crate::encounters::laboratory::critical::no_longer_critical;
use crate::encounters::laboratory::order_line::ordered;
use crate::encounters::laboratory::resulted::{Resulted, chain, tell};
use crate::encounters::laboratory::value::{about, expected};
use crate::encounters::signs_in_as::user_of;
use crate::messages::notify::{Note, notify};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which result, and why.
#[derive(Deserialize, TS)]
pub struct StrikeResult {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Strikes a result: it stays in sight with the reason and counts no more. A test that was ordered
/// waits for its result again, an alarm about the struck one ends, and whoever was told it, ordered
/// it or owns it hears that it was not so. A result that is only wrong is corrected instead.
pub fn strike_result(
    write: &mut Write<'_>,
    who: &Who,
    request: StrikeResult,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why this result is struck."))?;
    let wrong = expected(write, request.id)?;
    match wrong.status.as_str() {
        "preliminary" | "completed" | "corrected" if !wrong.struck => {}
        "preliminary" | "completed" | "corrected" => {
            return Err(Refused::because(
                "This result was corrected already. Strike the newer one instead.",
            ));
        }
        "entered_in_error" => return Err(Refused::because("This result was struck already.")),
        _ => {
            return Err(Refused::because(
                "This test has no result yet. Call the test off if it is not wanted.",
            ));
        }
    }
    let comments: Option<Option<String>> =
        write.value("SELECT comments FROM lab_results WHERE id = ?1", params![request.id])?;
    let comments = match filled(comments.flatten().as_deref()) {
        Some(before) => format!("{before}\n{reason}"),
        None => reason,
    };
    let cells = Cells::new().set("status", "entered_in_error").set("comments", comments);
    write.update("lab_results", request.id, Some(request.version), cells)?;
    if wrong.status != "preliminary" {
        chain(write, who, request.id, wrong.patient_id)?;
    }
    let none = Resulted {
        id: request.id,
        patient: wrong.patient_id,
        order: wrong.lab_order_id,
        test_name: &wrong.test_name,
        flag: None,
        flag_before: wrong.abnormal_flag.as_deref(),
        is_preliminary: false,
        is_told: false,
    };
    settled(write, who, request.id, "The result was struck")?;
    no_longer_critical(write, who, &none, request.id, wrong.told_at.is_some())?;
    let struck = format!("A result was struck: {}", wrong.test_name);
    let link = match wrong.lab_order_id {
        Some(order) => {
            wait_again(write, order, request.id)?;
            if let Some(user) = user_of(write, ordered(write, order)?.ordered_by)? {
                let note = Note {
                    id: Some(Uuid::new_v5(&request.id, b"struck")),
                    user,
                    kind: "result",
                    title: struck,
                    body: None,
                    link: Some(("lab_orders", order)),
                    due_at: None,
                };
                notify(write, &note)?;
            }
            ("lab_orders", order)
        }
        None => ("lab_results", request.id),
    };
    if wrong.status != "preliminary" {
        tell(write, wrong.patient_id, link, "A result of your tests was taken back")?;
    }
    Ok(Nothing {})
}

/// The test was not done for this patient: it is awaited once more, and its order with it. The id
/// derives from the struck result, so that two PCs that strike it await one.
fn wait_again(write: &mut Write<'_>, order: Uuid, struck: Uuid) -> Result<(), Refused> {
    let order = ordered(write, order)?;
    if matches!(order.status.as_str(), "cancelled" | "entered_in_error") {
        return Ok(());
    }
    let taken = order.collected_at.is_some();
    let status = if taken { "in_progress" } else { "ordered" };
    let cells = about(write, struck)?
        .set("id", Uuid::new_v5(&struck, b"awaited again"))
        .set("status", status);
    write.insert("lab_results", cells)?;
    if matches!(order.status.as_str(), "preliminary" | "completed" | "corrected") {
        write.update("lab_orders", order.id, None, Cells::new().set("status", status))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::encounters::laboratory::story::{Bench, found};
    use serde_json::{Value, json};

    #[test]
    fn a_result_of_another_patient_is_struck_and_the_test_waits_for_its_own() {
        let bench = Bench::open();
        let [result] = bench.ordered(1)[..] else { panic!() };
        let strike = |reason: &str| {
            let request = json!({ "id": result, "version": 0, "reason": reason });
            bench.clinic.ask(bench.technician, "encounters.strike_result", request)
        };
        let early = strike("Of another patient").unwrap_err();
        assert!(early.sentence.contains("no result yet"), "{}", early.sentence);
        bench.enter(result, found(7.5), false).unwrap();
        bench.tell(result, "Dr Benali").unwrap();
        assert_eq!(strike(" ").unwrap_err().field, Some("reason"));
        strike("Of another patient").unwrap();
        assert!(strike("Once more").unwrap_err().sentence.contains("struck already"));
        // Who was told that it was critical is told that it was not this patient's.
        assert_eq!(bench.tasks(), ["Telephone the correction of a critical result: Potassium"]);
        assert_eq!(bench.not_told(), Value::Array(Vec::new()));
        let chart = json!({ "patient_id": bench.patient });
        let chart = bench.clinic.ask(bench.clinic.doctor, "people.chart", chart).unwrap();
        let standing = |line: &&Value| line["value"] != Value::Null;
        assert_eq!(chart["results"].as_array().unwrap().iter().filter(standing).count(), 0);
        let page = |with_struck: bool| {
            let asked = json!({
                "patient_id": bench.patient, "older": null, "with_struck": with_struck
            });
            let page = bench.clinic.ask(bench.clinic.doctor, "encounters.results", asked).unwrap();
            let lines = page["results"].as_array().unwrap().clone();
            lines.into_iter().filter(|line| line["value"] == "7.5").collect::<Vec<_>>()
        };
        assert!(page(false).is_empty());
        assert_eq!(page(true)[0]["struck"], true);
        assert_eq!(page(true)[0]["comments"], "Of another patient");

        let order = bench.order_of(result);
        assert_eq!(order["order"]["status"], "ordered", "nobody has said that blood was taken");
        let again = order["results"].as_array().unwrap().iter();
        let again = again.clone().find(|line| line["status"] == "ordered").unwrap();
        let again = again["id"].as_str().unwrap().parse().unwrap();
        bench.enter(again, found(4.1), false).unwrap();
        assert_eq!(bench.order_of(result)["order"]["status"], "completed");
        let told = "SELECT count(*) FROM notifications WHERE user_id = ?1 \
                    AND title = 'A result was struck: Potassium'";
        assert_eq!(bench.clinic.number(told, bench.clinic.doctor), Some(1));
        let chained = "SELECT count(*) FROM ehr_entries WHERE row_id = ?1";
        assert_eq!(bench.clinic.number(chained, result), Some(2), "as found, and as struck");
    }
}
