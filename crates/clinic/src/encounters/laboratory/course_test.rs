//! One order from the doctor's desk through the laboratory and back.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::encounters::laboratory::story::{Bench, found, offer, order};

#[test]
fn an_order_is_collected_taken_in_found_flagged_told_corrected_and_signed_off() {
    let bench = Bench::open();
    let (clinic, technician) = (&bench.clinic, bench.technician);
    let sodium = offer(clinic, "Sodium", "2951-2", "mmol/L", [135.0, 145.0], [120.0, 160.0]);
    let wanted = order(bench.patient, Some("Electrolytes"), &[bench.test, sodium]);
    let made = clinic.ask(clinic.doctor, "encounters.order_tests", wanted).unwrap();
    let id: Uuid = made["id"].as_str().unwrap().parse().unwrap();
    let results: Vec<Uuid> = made["lab_result_ids"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap().parse().unwrap())
        .collect();
    let [potassium, sodium] = results[..] else { panic!("{made}") };
    let state = || {
        let shown = clinic.ask(clinic.doctor, "encounters.lab_order", json!({ "id": id })).unwrap();
        (shown["order"]["status"].clone(), shown["order"]["awaited"].clone())
    };
    assert_eq!(state(), (json!("ordered"), json!(2)));
    let taken = json!({ "id": id, "version": 0, "specimen_kind": "serum" });
    clinic.ask(clinic.nurse, "encounters.collect_specimen", taken).unwrap();
    assert_eq!(state().0, "collected");
    let this = json!({ "id": id, "version": 0 });
    clinic.ask(technician, "encounters.receive_specimen", this).unwrap();
    assert_eq!(state(), (json!("in_progress"), json!(2)));

    // One is out of its range, the other dangerous: the flag follows from the range of the test.
    assert_eq!(bench.enter(sodium, found(148.0), false).unwrap()["abnormal_flag"], "high");
    assert_eq!(state().1, 1);
    assert!(bench.tasks().is_empty(), "high is not dangerous");
    let dangerous = bench.enter(potassium, found(6.4), false).unwrap();
    assert_eq!(dangerous["abnormal_flag"], "critical_high");
    assert_eq!(state(), (json!("completed"), json!(0)));
    assert_eq!((bench.tasks().len(), bench.not_told().as_array().unwrap().len()), (1, 1));
    bench.tell(potassium, "Dr. Benali").unwrap();
    assert_eq!((bench.tasks().len(), bench.not_told()), (0, json!([])));

    // What was read off wrongly is put right, flag and all, and the wrong value stays in sight.
    let mut right = found(4.4);
    right["id"] = json!(potassium);
    right["version"] = json!(0);
    right["reason"] = json!("Read from the neighbouring line");
    let corrected = clinic.ask(technician, "encounters.correct_result", right).unwrap();
    assert_eq!(corrected["abnormal_flag"], "normal");
    let shown = |with_struck: bool| -> Vec<(Value, Value)> {
        let asked =
            json!({ "patient_id": bench.patient, "older": null, "with_struck": with_struck });
        let page = clinic.ask(clinic.doctor, "encounters.results", asked).unwrap();
        let lines = page["results"].as_array().unwrap().clone();
        lines.iter().map(|line| (line["value"].clone(), line["abnormal_flag"].clone())).collect()
    };
    let standing = shown(false);
    assert_eq!(standing.len(), 2);
    assert!(standing.contains(&(json!("4.4"), json!("normal"))), "{standing:?}");
    assert!(shown(true).contains(&(json!("6.4"), json!("critical_high"))));
    let to_review = || {
        let mine = json!({ "practitioner_id": null });
        let list = clinic.ask(clinic.doctor, "encounters.results_to_review", mine).unwrap();
        let lines = list.as_array().unwrap().clone();
        lines.iter().map(|line| line["result"]["id"].clone()).collect::<Vec<_>>()
    };
    let these: Vec<Value> =
        to_review().iter().map(|id| json!({ "id": id, "version": 0 })).collect();
    assert_eq!(these.len(), 2);
    clinic.ask(clinic.doctor, "encounters.review_results", json!({ "results": these })).unwrap();
    assert!(to_review().is_empty());
}
