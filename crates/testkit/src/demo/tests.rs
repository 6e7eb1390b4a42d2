//! What a demo must have in it.

use crate::Device;

use super::*;

/// A clinic founded at `now` and filled.
fn loaded(folder: &std::path::Path, now: i64) -> (Store, Clock) {
    let town = town(now);
    let clock = Clock::at(founded_at(now));
    let founding = founding(town, "Harbour Clinic");
    let desk = Device::founded("desk", folder, clock.surroundings(), &founding).unwrap();
    load(&desk.store, &clock, desk.user, town, now, &mut |_| ()).unwrap();
    (desk.store.clone(), clock)
}

fn count(store: &Store, sql: &str) -> i64 {
    let count: Result<Option<i64>, store::Error> = store.read(|reader| reader.value(sql, []));
    count.unwrap().unwrap()
}

/// What stands in a table, but for what is salted.
fn content(store: &Store, table: &'static str) -> Vec<(Uuid, Vec<(String, catalog::Value)>)> {
    let rows: Result<_, store::Error> = store.read(|reader| {
        let ids: Vec<Uuid> = reader.column(&format!("SELECT id FROM {table} ORDER BY id"), [])?;
        ids.into_iter()
            .map(|id| {
                let cells = reader.cells(table, id)?.unwrap_or_default();
                let kept = cells.iter().filter(|(column, _)| *column != "password_hash");
                Ok((id, kept.map(|(column, value)| (column.to_owned(), value.clone())).collect()))
            })
            .collect()
    });
    rows.unwrap()
}

/// Noon in Porto on a Wednesday in November.
const NOON: i64 = 1_763_553_600_000_000;

#[test]
fn the_day_has_something_behind_it_and_something_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let (store, clock) = loaded(folder.path(), NOON);
    assert_eq!(clock.now(), NOON);
    let today = |status: &str| {
        let (from, to) = (NOON - DAY / 2, NOON + DAY / 2);
        count(
            &store,
            &format!(
                "SELECT count(*) FROM appointments WHERE status = '{status}' \
                 AND starts_at BETWEEN {from} AND {to}"
            ),
        )
    };
    for status in ["completed", "in_progress", "checked_in", "confirmed", "cancelled", "no_show"] {
        assert!(today(status) > 0, "nobody today is {status}");
    }
    assert!(count(&store, "SELECT count(*) FROM vitals") > 60);
    assert!(count(&store, "SELECT count(*) FROM patient_allergies") > 10);
    assert!(count(&store, "SELECT count(*) FROM prescription_items") > 20);
    assert!(count(&store, "SELECT count(*) FROM payments") > 40);
    assert!(count(&store, "SELECT count(*) FROM lab_results WHERE abnormal_flag = 'high'") > 3);
}

#[test]
fn the_same_moment_gives_the_same_clinic_and_tomorrow_has_a_day_of_its_own() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let clinics = folders.each_ref().map(|folder| loaded(folder.path(), NOON));
    for table in catalog::TABLES.iter().filter(|table| !table.shipped) {
        let rows = clinics.each_ref().map(|(store, _)| content(store, table.name));
        assert_eq!(rows[0], rows[1], "{}", table.name);
    }
    let [(store, clock), _] = clinics;
    assert!(!fill_today(&store, &clock, NOON).unwrap());
    assert!(fill_today(&store, &clock, NOON + DAY).unwrap());
    assert!(!fill_today(&store, &clock, NOON + DAY).unwrap());
}

/// Tables that only the centre fills.
const AT_THE_CENTRE: [&str; 3] = ["devices", "number_blocks", "sync_conflicts"];

/// Columns that stay empty on a PC that works alone, and why.
const EMPTY: &[(&str, &str)] = &[
    ("user_sessions.device_id", NO_DEVICE),
    ("ehr_entries.device_id", NO_DEVICE),
    ("break_glass_grants.device_id", NO_DEVICE),
    ("alert_events.device_id", NO_DEVICE),
    ("security_logs.device_id", NO_DEVICE),
    ("system_metrics.device_id", NO_DEVICE),
    ("sync_logs.device_id", NO_DEVICE),
    ("audit_logs.device_id", NO_DEVICE),
    ("audit_logs.site_id", IMPORTED_AUDIT),
    ("audit_logs.device_sequence", IMPORTED_AUDIT),
    ("audit_logs.ip_address", IMPORTED_AUDIT),
    ("audit_logs.user_agent", IMPORTED_AUDIT),
    ("audit_logs.outcome", IMPORTED_AUDIT),
    ("audit_logs.previous_hash", IMPORTED_AUDIT),
    ("audit_logs.hash", IMPORTED_AUDIT),
];
const NO_DEVICE: &str = "a PC has a row of its own only at a centre";
const IMPORTED_AUDIT: &str = "only in audit entries of other programs, which nothing brings along";

#[test]
fn every_table_has_rows_and_every_column_a_value_somewhere() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = loaded(folder.path(), NOON);
    let mut missing = Vec::new();
    for table in catalog::TABLES.iter().filter(|table| !table.shipped) {
        if AT_THE_CENTRE.contains(&table.name) {
            continue;
        }
        if count(&store, &format!("SELECT count(*) FROM {}", table.name)) == 0 {
            missing.push(format!("{} (no row)", table.name));
            continue;
        }
        for column in &migrations::schema().table(table.name).unwrap().columns {
            let by_the_centre = table.column(column.name).is_some_and(|known| known.centre);
            if by_the_centre || catalog::BOOKKEEPING.contains(&column.name) {
                continue;
            }
            let name = format!("{}.{}", table.name, column.name);
            let filled = count(
                &store,
                &format!("SELECT count(*) FROM {} WHERE {} IS NOT NULL", table.name, column.name),
            );
            let told = EMPTY.iter().any(|(empty, _)| *empty == name);
            assert!(!(told && filled > 0), "{name} is filled; take it off the list");
            if filled == 0 && !told {
                missing.push(name);
            }
        }
    }
    assert!(missing.is_empty(), "nothing fills {}", missing.join("\n"));
}

/// The tables that a crowd of patients fills, each in its share.
const GROWING: [&str; 35] = [
    "alert_events",
    "alerts",
    "appointments",
    "bed_stays",
    "care_team_members",
    "dispensings",
    "feedback",
    "immunizations",
    "insurance_claims",
    "insurance_policies",
    "inventory_items",
    "inventory_movements",
    "invoice_lines",
    "invoices",
    "lab_orders",
    "lab_results",
    "medical_conditions",
    "monitoring_readings",
    "patient_alerts",
    "patient_allergies",
    "patient_history",
    "patient_sites",
    "patients",
    "payments",
    "prescription_items",
    "prescriptions",
    "procedures",
    "referrals",
    "reports",
    "scan_queue_entries",
    "scans",
    "tasks",
    "triage_assessments",
    "visits",
    "vitals",
];

#[test]
fn a_crowd_is_as_large_as_wanted_the_same_every_time_and_comes_in_actions_of_bounded_size() {
    use crowd::{Size, fill};
    let size = Size { patients: 700, branches: 3, seed: 7 };
    let made = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()].map(|folder| {
        let town = town(NOON);
        let clock = Clock::at(founded_at(NOON));
        let founding = founding(town, "Harbour Clinic");
        let desk = Device::founded("desk", folder.path(), clock.surroundings(), &founding).unwrap();
        let filled = fill(&desk.store, &clock, desk.user, town, (NOON, size), &mut |_| ()).unwrap();
        assert_eq!(clock.now(), NOON);
        assert!(filled.largest <= 5_000 && filled.rows > 5_000, "{filled:?}");
        let people: Result<Vec<(Uuid, String, String)>, store::Error> = desk.store.read(|reader| {
            reader.rows("SELECT id, mrn, coalesce(family_name, '') FROM patients ORDER BY id", [])
        });
        let sites = count(&desk.store, "SELECT count(DISTINCT site_id) FROM visits");
        let owed =
            count(&desk.store, "SELECT coalesce(sum(balance_minor), 0) FROM invoice_balances");
        let unborn = count(
            &desk.store,
            "SELECT count(*) FROM visits v JOIN patients p ON p.id = v.patient_id \
             WHERE date(v.started_at / 1000000, 'unixepoch') < p.date_of_birth",
        );
        assert_eq!((sites, owed, unborn), (3, 0, 0));
        let few: Vec<(&str, i64)> = GROWING
            .iter()
            .map(|table| (*table, count(&desk.store, &format!("SELECT count(*) FROM {table}"))))
            .filter(|(_, rows)| *rows < 4)
            .collect();
        assert_eq!(few, Vec::new());
        (filled, people.unwrap())
    });
    assert_eq!(made[0].1.len(), 700);
    assert_eq!(made[0], made[1]);
}
