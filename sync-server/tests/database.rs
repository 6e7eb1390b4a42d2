//! The migrated database is what the catalog and the numbered columns say, and stays so.

#![expect(clippy::unwrap_used, reason = "a test that panics has said what is wrong")]

mod support;

use std::collections::BTreeSet;

use catalog::Value;
use chrono::Utc;
use migrations::schema;
use protocol::OutcomeKind;
use support::{Centre, Clinic, insert, now};
use sync_server::{Config, start};
use uuid::Uuid;

#[tokio::test]
async fn postgres_has_every_column_and_no_table_that_nobody_knows() {
    let centre = Centre::start().await;
    let operator = centre.operator().await;
    let rows = operator
        .query(
            "SELECT table_name::TEXT, column_name::TEXT, data_type::TEXT, is_nullable = 'NO' \
             FROM information_schema.columns WHERE table_schema = current_schema()",
            &[],
        )
        .await
        .unwrap();
    let mut present: BTreeSet<(String, String)> = BTreeSet::new();
    for row in &rows {
        present.insert((row.get(0), row.get(1)));
    }
    for shape in &schema().tables {
        let table = catalog::table(shape.name).unwrap();
        for column in &shape.columns {
            let found = rows
                .iter()
                .find(|row| {
                    row.get::<_, &str>(0) == shape.name && row.get::<_, &str>(1) == column.name
                })
                .unwrap_or_else(|| panic!("{}.{} is missing", shape.name, column.name));
            let expected = match column.kind {
                _ if table.is_sealed(column.name) => "bytea",
                catalog::Type::Timestamp => "timestamp with time zone",
                catalog::Type::Time => "time without time zone",
                kind => &kind.sql().to_lowercase(),
            };
            assert_eq!(found.get::<_, &str>(2), expected, "{}.{}", shape.name, column.name);
            assert_eq!(found.get::<_, bool>(3), column.not_null, "{}.{}", shape.name, column.name);
            present.remove(&(shape.name.to_owned(), column.name.to_owned()));
        }
        present.remove(&(shape.name.to_owned(), "cell_versions".to_owned()));
    }
    let own = [
        "sync_positions",
        "sync_changesets",
        "sync_log",
        "sync_lives",
        "sync_epochs",
        "sync_columns",
        "sync_attached",
        "device_keys",
        "enrolment_codes",
        "figures_thinned",
        "scope_patients",
        "scope_log",
        "refinery_schema_history",
        "icd10_codes",
    ];
    let unknown: Vec<_> =
        present.iter().filter(|(table, _)| !own.contains(&table.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[tokio::test]
async fn a_database_on_another_machine_is_not_spoken_to_in_the_open() {
    for url in ["postgresql://h@192.0.2.7/x", "postgresql://h@db.example/x"] {
        // A folder each: a program that another test starts at this moment may hold the first
        // one's lock a little longer than the server did.
        let data = tempfile::tempdir().unwrap();
        let Err(error) = start(Config::for_tests(data.path(), url)).await else {
            panic!("{url} was used");
        };
        assert!(error.to_string().contains("--database-ca"), "{error}");
    }
}

#[tokio::test]
async fn a_second_migration_changes_nothing() {
    let centre = Centre::start().await;
    let operator = centre.operator().await;
    let state = async || -> String {
        operator
            .query_one(
                "SELECT string_agg(x, ';' ORDER BY x) FROM (\
                 SELECT oid || xmin::TEXT || relname AS x FROM pg_class \
                 WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'i') \
                 UNION ALL SELECT xmin::TEXT || thing || table_name FROM sync_attached \
                 UNION ALL SELECT oid || tgname FROM pg_trigger \
                 UNION ALL SELECT oid || conname FROM pg_constraint) AS all_of_it",
                &[],
            )
            .await
            .unwrap()
            .get(0)
    };
    operator.batch_execute("SET enable_seqscan = on").await.unwrap();
    let before = state().await;
    let centre = centre.restart().await;
    assert_eq!(before, state().await);
    centre.running.stop().await.unwrap();
}

#[tokio::test]
async fn postgres_refuses_a_value_that_is_not_of_the_list_whoever_writes_it() {
    let clinic = Clinic::open().await;
    let operator = clinic.centre.operator().await;
    let refused = operator.execute("UPDATE patients SET status = 'asleep'", &[]).await.unwrap_err();
    assert_eq!(refused.code().unwrap().code(), "23514");
}

#[tokio::test]
async fn every_rule_across_rows_is_named_after_its_table_and_the_reason_it_leads_to() {
    let centre = Centre::start().await;
    let operator = centre.operator().await;
    let rows = operator
        .query(
            "SELECT t.relname::TEXT, i.relname::TEXT FROM pg_index x \
             JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid \
             WHERE i.relname LIKE '%\\_taken'",
            &[],
        )
        .await
        .unwrap();
    assert!(rows.len() >= 9);
    for row in rows {
        let (table, rule): (&str, &str) = (row.get(0), row.get(1));
        assert!(rule.starts_with(&format!("{table}_")), "{rule}");
        assert!(catalog::table(table).unwrap().guarded, "{table} can hold rows");
    }
}

#[tokio::test]
async fn every_target_of_a_seed_column_is_in_postgres() {
    let centre = Centre::start().await;
    let operator = centre.operator().await;
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/seed_map.csv");
    let mut checked = 0;
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        let target = row.get(3).unwrap();
        if target.starts_with("derived: ") || target.starts_with("query: ") {
            continue;
        }
        let (table, column) = target.split_once('.').unwrap_or((target, "id"));
        let found = operator
            .query(
                "SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema() \
                 AND table_name = $1 AND column_name = $2",
                &[&table, &column],
            )
            .await
            .unwrap();
        assert!(!found.is_empty(), "{target} is not there");
        checked += 1;
    }
    assert!(checked > 400, "only {checked} columns are mapped");
}

#[tokio::test]
async fn of_old_figures_the_highest_of_each_day_stays_and_nothing_else_is_ever_deleted() {
    let mut clinic = Clinic::open().await;
    let day = 24 * 60 * 60 * 1_000_000;
    let long_past = now() / day * day - 40 * day;
    let (user, desk) = (clinic.user, clinic.desk.id);
    let figure = |name: &str, value: f64, at: i64| {
        let cells = [
            ("kind", Value::from("sync")),
            ("name", Value::from(name)),
            ("value_number", Value::Real(value)),
            ("recorded_at", Value::Integer(at)),
            ("device_id", Value::Uuid(desk)),
        ];
        insert("system_metrics", Uuid::now_v7(), &cells)
    };
    let figures = vec![
        figure("changes_waiting", 3.0, long_past),
        figure("changes_waiting", 9.0, long_past + 1_000),
        figure("changes_waiting", 5.0, long_past + 2_000),
        figure("open_conflicts", 1.0, long_past),
        figure("changes_waiting", 2.0, long_past + day),
        figure("changes_waiting", 4.0, now()),
        figure("changes_waiting", 4.0, now()),
    ];
    let outcome = clinic.desk.write(user, figures).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let running = &clinic.centre.running;
    assert_eq!(running.thin_figures(Utc::now()).await.unwrap(), 2);
    assert_eq!(running.thin_figures(Utc::now()).await.unwrap(), 0);
    let operator = clinic.centre.operator().await;
    let left = operator
        .query("SELECT value_number FROM system_metrics ORDER BY recorded_at, value_number", &[])
        .await
        .unwrap();
    let left: Vec<f64> = left.iter().map(|row| row.get(0)).collect();
    assert_eq!(left, [1.0, 9.0, 2.0, 4.0, 4.0]);
    for table in ["system_metrics", "patients"] {
        let refused = operator.execute(&format!("DELETE FROM {table}"), &[]).await.unwrap_err();
        assert!(format!("{refused:?}").contains("setting deleted_at"), "{table}: {refused:?}");
    }
}
