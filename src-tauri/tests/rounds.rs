//! What the clock does on a PC while nobody presses a button.

mod pc;

use pc::{ASHA, HOUR, MINUTE, Pc, as_typed, ask, id_of};
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
    let person = json!({
        "given_name": "Maryam", "family_name": "Otieno", "date_of_birth": "1990-05-01",
        "date_of_birth_precision": "day", "gender": "female", "accept_duplicates": true
    });
    ask(&shell, "people.register", person);
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
    let rows = "SELECT json_extract(after, '$.rows') FROM audit_logs \
                WHERE command = 'people.find'";
    assert_eq!(count(&shell, rows), 3, "one row each time");
    ask(&shell, "people.find", find);
    shell.close();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    assert_eq!(count(&shell, reads), 2, "what was counted when the record closed is kept");
    pc.wait(HOUR);
    shell.make_rounds();
    assert_eq!(count(&shell, sizes), 2);
    let answers = "SELECT count(*) FROM system_metrics WHERE name = 'answer_p95_seconds'";
    assert_eq!(count(&shell, answers), 1);
    let open = "SELECT CAST(value_number AS INTEGER) FROM system_metrics \
                WHERE name = 'open_conflicts' ORDER BY recorded_at DESC LIMIT 1";
    assert_eq!(count(&shell, open), 0);
    let asha = id_of(&shell, "SELECT id FROM users");
    let asked = ["open", "open", "decided"].map(|status| {
        store::Cells::new()
            .set("table_name", "patients")
            .set("row_id", asha)
            .set("kind", "review")
            .set("status", status)
    });
    let put = shell.store().unwrap().write::<_, store::Error>(asha, "test", |write| {
        asked.into_iter().try_for_each(|cells| write.insert("sync_conflicts", cells).map(|_| ()))
    });
    put.unwrap();
    pc.wait(HOUR);
    shell.sign_in(&as_typed(ASHA)).unwrap();
    shell.make_rounds();
    assert_eq!(count(&shell, open), 2);
}

#[test]
fn the_clock_reminds_duns_looks_over_the_stock_and_clears_the_waiting_list() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let person = json!({
        "given_name": "Neema", "family_name": "Otieno", "date_of_birth": "1990-05-01",
        "date_of_birth_precision": "day", "gender": "female", "accept_duplicates": true
    });
    let patient = ask(&shell, "people.register", person)["id"].clone();
    let account = json!({
        "given_name": "Neema", "family_name": "Otieno", "username": "neema",
        "password": "seven grey herons", "roles": ["patient"], "is_practitioner": false
    });
    ask(&shell, "organization.add_user", account);
    let link = json!({ "id": patient, "version": 0, "username": "neema" });
    ask(&shell, "people.link_account", link);
    let doctor = id_of(&shell, "SELECT id FROM practitioners");
    let week: Vec<_> = (1..=7)
        .map(
            |day| json!({ "weekday": day, "starts": "08:00", "ends": "16:00", "slot_minutes": 30 }),
        )
        .collect();
    let hours = json!({ "practitioner_id": doctor, "weekdays": week });
    ask(&shell, "scheduling.set_hours", hours);
    // It is one in the morning of 15 November 2023 in Nairobi; the appointment is in three days.
    let starts_at = 1_700_290_800 * pc::SECOND;
    let booking = json!({
        "patient_id": patient, "practitioner_id": doctor, "starts_at": starts_at,
        "ends_at": starts_at + 30 * MINUTE, "kind": "consultation", "priority": "low",
        "reason": "Check-up", "overbook": false
    });
    ask(&shell, "scheduling.book", booking);
    let wish = json!({
        "patient_id": patient, "practitioner_id": doctor, "kind": "consultation",
        "priority": "low", "wanted_until_on": "2023-11-16"
    });
    ask(&shell, "scheduling.add_to_waitlist", wish);
    let bill = json!({
        "patient_id": patient, "due_on": "2023-11-16", "issue": true,
        "lines": [{ "description": "Dressing", "quantity": 1.0, "unit_price_minor": 50_000 }]
    });
    ask(&shell, "billing.create_invoice", bill);
    let lot = store::Cells::new()
        .set("name", "Metformin 850 mg")
        .set("lot_number", "SOON")
        .set("unit", "tablet")
        .set("expires_on", "2023-11-20")
        .set("site_id", id_of(&shell, "SELECT id FROM sites"));
    let asha = id_of(&shell, "SELECT id FROM users WHERE username = 'asha'");
    let put = shell.store().unwrap().write::<_, store::Error>(asha, "test", |write| {
        let lot = write.insert("inventory_items", lot)?;
        let site = write.value::<uuid::Uuid>("SELECT id FROM sites", [])?;
        let received = store::Cells::new()
            .set("inventory_item_id", lot)
            .set("site_id", site)
            .set("kind", "received")
            .set("quantity", 20.0)
            .set("occurred_at", write.now());
        write.insert("inventory_movements", received)
    });
    put.unwrap();

    let told = || {
        [
            "SELECT count(*) FROM notifications WHERE kind = 'reminder'",
            "SELECT count(*) FROM tasks WHERE source_table = 'invoices'",
            "SELECT count(*) FROM alerts WHERE kind = 'stock'",
            "SELECT count(*) FROM waitlist_entries WHERE status = 'expired'",
        ]
        .map(|sql| count(&shell, sql) > 0)
    };
    shell.make_rounds();
    assert_eq!(told(), [false, false, true, false], "only the lot expires soon");
    // Two days later nobody has pressed a button; the screen has been locked for long.
    pc.wait(54 * HOUR);
    shell.expire();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    shell.make_rounds();
    assert_eq!(told(), [true, true, true, true]);
    let times = "SELECT count(*) FROM notifications WHERE kind = 'reminder'";
    let once = count(&shell, times);
    pc.wait(11 * MINUTE);
    shell.make_rounds();
    assert_eq!(count(&shell, times), once, "nobody is reminded twice");
}

#[test]
fn of_figures_older_than_a_month_the_highest_of_each_day_stays() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    let day = 24 * HOUR;
    // At the beginning of a day, so that all lie in one.
    pc.wait(day - 1_700_000_000 * pc::SECOND % day);
    shell.sign_in(&as_typed(ASHA)).unwrap();
    for answers in [3.0, 9.0, 5.0] {
        let measured = |name: &str, value: f64| json!({ "kind": "window", "name": name, "value": value, "unit": "1" });
        let all =
            json!({ "measurements": [measured("answers", answers), measured("lag", -answers)] });
        ask(&shell, "system.record_metrics", all);
        pc.wait(MINUTE);
    }
    let of = |name: &str| {
        let sql = format!(
            "SELECT CAST(group_concat(CAST(value_number AS INTEGER)) AS TEXT) \
             FROM (SELECT value_number FROM system_metrics WHERE kind = 'window' \
             AND name = '{name}' AND value_number <> 0 ORDER BY recorded_at LIMIT 3)"
        );
        let store = shell.store().unwrap();
        store
            .read::<_, store::Error>(|reader| reader.value::<Option<String>>(&sql, []))
            .unwrap()
            .flatten()
            .unwrap()
    };
    let store = shell.store().unwrap();
    let now = pc.clock.load(std::sync::atomic::Ordering::SeqCst);
    assert_eq!(store.thin_figures(now).unwrap(), 0, "a day that is not over stays whole");
    assert_eq!((of("answers").as_str(), of("lag").as_str()), ("3,9,5", "-3,-9,-5"));
    pc.wait(31 * day);
    shell.sign_in(&as_typed(ASHA)).unwrap();
    shell.make_rounds();
    assert!(of("answers").starts_with('9') && !of("answers").contains('5'), "{}", of("answers"));
    assert_eq!(of("lag"), "-3");
    assert_eq!(shell.store().unwrap().thin_figures(now).unwrap(), 0, "once is enough");
}
