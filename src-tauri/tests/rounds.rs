//! What the clock does on a PC while nobody presses a button.

mod pc;

use pc::{ASHA, HOUR, MINUTE, Pc, as_typed, ask};
use serde_json::json;

/// How many rows a question finds.
fn count(shell: &holdfast_shell::shell::Shell, sql: &str) -> i64 {
    let store = shell.store();
    let counted = store.map(|store| store.read::<_, store::Error>(|r| r.value(sql, [])));
    assert!(matches!(counted, Some(Ok(Some(_)))), "{sql}: {counted:?}");
    counted.and_then(Result::ok).flatten().unwrap_or_default()
}

#[test]
fn an_alert_climbs_behind_a_locked_screen_and_each_step_once() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let policy = json!({
        "name": "Medical", "kind": "medical", "urgency_from": null, "department_id": null,
        "steps": [{ "after_minutes": 20, "roles": ["admin"], "department_id": null }]
    });
    ask(&shell, "alerts.add_policy", policy);
    let alert = json!({ "kind": "medical", "title": "Collapse", "urgency": 2, "roles": ["nurse"] });
    ask(&shell, "alerts.raise", alert);
    let climbed = "SELECT count(*) FROM alert_events WHERE kind = 'escalated'";
    shell.make_rounds();
    assert_eq!(count(&shell, climbed), 0, "it is not due");
    pc.wait(21 * MINUTE);
    shell.expire();
    assert!(shell.call("alerts.mine", json!({})).is_err(), "the screen is locked");
    shell.make_rounds();
    shell.make_rounds();
    assert_eq!(count(&shell, climbed), 1);
    let by_round = "SELECT count(*) FROM audit_logs WHERE command = 'alerts.escalate_due'";
    assert!(count(&shell, by_round) > 0, "the audit trail says that a round did it");
}

#[test]
fn every_hour_the_pc_says_how_it_is_and_every_minute_which_lists_were_looked_at() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    shell.make_rounds();
    let sizes = "SELECT count(*) FROM system_metrics WHERE name = 'database_bytes' \
                 AND value_number > 100000";
    let reads = "SELECT count(*) FROM audit_logs WHERE action = 'read' \
                 AND command = 'people.find'";
    assert_eq!((count(&shell, sizes), count(&shell, reads)), (1, 0));
    let find = json!({ "query": "mar", "limit": 20 });
    for _ in 0..3 {
        ask(&shell, "people.find", find.clone());
    }
    shell.make_rounds();
    assert_eq!(count(&shell, reads), 0, "a list is not made to wait for a write");
    pc.wait(MINUTE);
    shell.make_rounds();
    let times = "SELECT json_extract(after, '$.times') FROM audit_logs \
                 WHERE command = 'people.find'";
    assert_eq!((count(&shell, reads), count(&shell, times)), (1, 3));
    ask(&shell, "people.find", find);
    shell.close();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    assert_eq!(count(&shell, reads), 2, "what was counted when the record closed is kept");
    pc.wait(HOUR);
    shell.make_rounds();
    assert_eq!(count(&shell, sizes), 2);
    let answers = "SELECT count(*) FROM system_metrics WHERE name = 'answer_p95_seconds'";
    assert_eq!(count(&shell, answers), 1);
}
