//! What devices read: a pull skips nothing whoever writes, a bootstrap goes on where it stopped,
//! a listener is told.

#![expect(clippy::unwrap_used, reason = "a test that panics has said what is wrong")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use catalog::Value;
use futures_util::StreamExt;
use futures_util::future::join_all;
use protocol::{Cursor, Digest, PageRow, Poke, Position, from_bytes, row_digest};
use rustls::pki_types::ServerName;
use support::{Clinic, cell, column, is_of, number, patient_row, rows_of, update};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

#[tokio::test]
async fn a_pull_with_nothing_to_do_is_empty_and_a_changed_field_comes_alone() {
    let mut clinic = Clinic::open().await;
    let (rows, outcomes) = clinic.doctor.pull().await;
    assert!(rows.is_empty() && outcomes.is_empty());
    let base = clinic.desk.cursor.position;
    let (old, new) = (Value::from("+254 700 000001"), Value::from("111"));
    let edit = update("patients", clinic.patient, base, &[("phone", old, new)]);
    let (user, after) = (clinic.user, clinic.doctor.cursor);
    clinic.desk.write(user, vec![edit]).await;
    let page = clinic.doctor.pull_page(after, 100).await;
    assert!(page.encode().unwrap().len() < 200);
    assert!(page.caught_up());
    let [PageRow::Changed { cells, .. }] = page.rows.as_slice() else {
        panic!("one changed row");
    };
    let columns: BTreeSet<u16> = cells.iter().map(|(column, _)| *column).collect();
    let expected = ["phone", "version", "updated_at"].map(|name| column("patients", name));
    assert_eq!(columns, BTreeSet::from(expected));
}

#[tokio::test]
async fn a_row_changed_a_hundred_times_travels_once() {
    let mut clinic = Clinic::open().await;
    let (user, after) = (clinic.user, clinic.doctor.cursor);
    for turn in 0..100 {
        let base = clinic.desk.cursor.position;
        let edit = update(
            "patients",
            clinic.patient,
            base,
            &[("preferred_language", Value::Null, Value::from(format!("l{turn}")))],
        );
        clinic.desk.write(user, vec![edit]).await;
    }
    let page = clinic.doctor.pull_page(after, 1_000).await;
    assert_eq!(page.rows.len(), 1);
    let language = cell(&page.rows[0], "patients", "preferred_language");
    assert_eq!(language, Some(Value::from("l99")));
}

#[tokio::test]
async fn small_pages_bring_the_same_rows_as_large_ones() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    for _ in 0..3 {
        let rows = (0..7).map(|_| patient_row(Uuid::now_v7(), "Many")).collect();
        clinic.desk.write(user, rows).await;
    }
    let ids = |rows: &[PageRow]| -> BTreeSet<Uuid> {
        rows.iter()
            .map(|row| match row {
                PageRow::Whole { id, .. }
                | PageRow::Changed { id, .. }
                | PageRow::Forget { id, .. } => *id,
            })
            .collect()
    };
    let (mut cursor, mut small) = (Cursor::default(), Vec::new());
    loop {
        let page = clinic.doctor.pull_page(cursor, 2).await;
        assert_eq!(page.after, cursor);
        assert!(page.to > cursor);
        cursor = page.to;
        assert!(page.rows.iter().all(|row| matches!(row, PageRow::Whole { .. })));
        small.extend(page.rows.clone());
        if page.caught_up() {
            break;
        }
    }
    let large = clinic.doctor.pull_page(Cursor::default(), 1_000).await;
    assert_eq!(ids(&small), ids(&large.rows));
}

#[tokio::test]
async fn a_cursor_beyond_the_centre_is_refused() {
    let clinic = Clinic::open().await;
    let cursor = Cursor::after(Position(clinic.desk.cursor.position.0 + 5));
    let request = protocol::to_bytes(&protocol::PullRequest {
        cursor,
        life: clinic.desk.life(),
        rows_max: 10,
    })
    .unwrap();
    let (status, said) = support::refusal(clinic.desk.post("/v1/pull", request).await).await;
    assert_eq!((status, said.code.as_str()), (409, "cursor_ahead"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pull_never_skips_a_row_whoever_writes_meanwhile() {
    const ROUNDS: usize = 25;
    let Clinic { centre, mut desk, mut doctor, user, .. } = Clinic::open().await;
    let mut reader = support::Device::enrol(&centre, None).await;
    let organization = desk.organization;
    let mut writers = tokio::task::JoinSet::new();
    let push = async |device: &mut support::Device| {
        let mut written = BTreeSet::new();
        for _ in 0..ROUNDS {
            let id = Uuid::now_v7();
            device.write(user, vec![patient_row(id, "Pushed")]).await;
            written.insert(id);
        }
        written
    };
    // Operators write straight into Postgres, in transactions that stay open for a while.
    for _ in 0..4 {
        let operator = centre.operator().await;
        writers.spawn(async move {
            let mut written = BTreeSet::new();
            for round in 0..ROUNDS {
                let id = Uuid::now_v7();
                operator.batch_execute("BEGIN").await.unwrap();
                operator
                    .execute(
                        "INSERT INTO patients (id, organization_id, name_precision, \
                         date_of_birth_precision, status, created_at, updated_at) \
                         VALUES ($1, $2, 'unknown', 'unknown', 'active', now(), now())",
                        &[&id, &organization],
                    )
                    .await
                    .unwrap();
                if round % 3 == 0 {
                    tokio::task::yield_now().await;
                    operator
                        .execute("UPDATE patients SET city = 'Mombasa' WHERE id = $1", &[&id])
                        .await
                        .unwrap();
                }
                operator.batch_execute("COMMIT").await.unwrap();
                written.insert(id);
            }
            written
        });
    }
    let both = async {
        let (mut a, b) = tokio::join!(push(&mut desk), push(&mut doctor));
        a.extend(b);
        a
    };
    let (mut seen, mut last) = (BTreeMap::new(), Position::START);
    let mut note = |rows: Vec<PageRow>| {
        for row in rows_of(&rows, "patients") {
            if let PageRow::Whole { id, .. } = row {
                seen.insert(*id, ());
            }
        }
    };
    let mut both = std::pin::pin!(both);
    let mut written = loop {
        tokio::select! {
            biased;
            pushed = both.as_mut() => break pushed,
            (rows, _) = reader.pull() => {
                assert!(reader.cursor.position >= last);
                last = reader.cursor.position;
                note(rows);
            }
        }
    };
    while let Some(more) = writers.join_next().await {
        written.extend(more.unwrap());
    }
    note(reader.pull().await.0);
    assert_eq!(written.len(), ROUNDS * 6);
    let missed: Vec<&Uuid> = written.iter().filter(|id| !seen.contains_key(id)).collect();
    assert!(missed.is_empty(), "{} rows were skipped", missed.len());
    // Positions are gapless, one changeset each.
    let operator = centre.operator().await;
    let row = operator
        .query_one(
            "SELECT count(*), max(c.position), min(p.position) FROM sync_changesets c, \
             sync_positions p",
            &[],
        )
        .await
        .unwrap();
    let (count, newest, head): (i64, i64, i64) = (row.get(0), row.get(1), row.get(2));
    assert_eq!((count, newest), (head, head));
}

#[tokio::test]
async fn who_waits_to_write_takes_no_connection_from_who_reads() {
    let mut clinic = Clinic::open().await;
    let person = patient_row(Uuid::now_v7(), "Adeyemi");
    let changeset = clinic.desk.changeset(clinic.user, "test.write", vec![person]);
    let batch = clinic.desk.batch(&[&changeset]);
    let operator = clinic.centre.operator().await;
    operator.batch_execute("BEGIN; SELECT 1 FROM sync_positions FOR UPDATE").await.unwrap();
    // More of them than the server has connections; each is the same batch, sent again.
    let pushes = join_all((0..24).map(|_| clinic.desk.ask("/v1/push", batch.clone())));
    let reads = async {
        for _ in 0..50 {
            clinic.doctor.pull_page(clinic.doctor.cursor, 10).await;
        }
        operator.batch_execute("COMMIT").await.unwrap();
    };
    let (answers, ()) = tokio::join!(pushes, reads);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "a repeat gets the same bytes");
}

#[tokio::test]
async fn what_an_operator_changes_reaches_the_devices_by_field() {
    let mut clinic = Clinic::open().await;
    let operator = clinic.centre.operator().await;
    operator
        .execute("UPDATE patients SET city = 'Kisumu' WHERE id = $1", &[&clinic.patient])
        .await
        .unwrap();
    let (rows, _) = clinic.doctor.pull().await;
    let row = rows.iter().find(|row| is_of(row, "patients", clinic.patient)).unwrap();
    assert_eq!(cell(row, "patients", "city"), Some(Value::from("Kisumu")));
    assert_eq!(cell(row, "patients", "family_name"), None, "only what changed travels");
    let refused = operator.execute("DELETE FROM patients", &[]).await;
    assert!(refused.is_err(), "a row is removed by setting deleted_at");
}

#[tokio::test]
async fn a_row_that_is_older_than_one_of_its_columns_still_comes_whole() {
    let mut clinic = Clinic::open().await;
    let (user, patient) = (clinic.user, Uuid::now_v7());
    clinic.desk.write(user, vec![patient_row(patient, "Old")]).await;
    let operator = clinic.centre.operator().await;
    // As if the last columns had been added to the table after this row was last written.
    operator
        .execute("UPDATE patients SET city = 'Kisumu' WHERE id = $1", &[&patient])
        .await
        .unwrap();
    operator
        .batch_execute(
            "BEGIN; SELECT set_config('holdfast.applying', 'on', true); \
             UPDATE patients SET cell_versions = cell_versions[1:10]; COMMIT",
        )
        .await
        .unwrap();
    let (rows, _) = clinic.doctor.pull().await;
    let row = rows.iter().find(|row| is_of(row, "patients", patient)).unwrap();
    assert!(matches!(row, PageRow::Whole { .. }));
}

#[tokio::test]
async fn a_bootstrap_goes_on_behind_the_last_chunk() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let mut written = BTreeSet::from([clinic.patient]);
    for _ in 0..3 {
        let ids: Vec<Uuid> = (0..4_000).map(|_| Uuid::now_v7()).collect();
        let rows = ids.iter().map(|id| patient_row(*id, "Many")).collect();
        clinic.desk.write(user, rows).await;
        written.extend(ids);
    }
    let device = support::Device::enrol(&clinic.centre, None).await;
    let plan = device.plan().await;
    assert!(plan.tables.iter().all(|table| table.table != number("audit_logs")));
    let planned = plan.tables.iter().find(|table| table.table == number("patients")).unwrap().rows;
    assert!(planned > 0);
    let first = device.chunk(plan.pin, number("patients"), None).await;
    let again = device.chunk(plan.pin, number("patients"), None).await;
    assert_eq!(first, again);
    let (mut received, mut chunks) = (first.clone(), 1);
    loop {
        let next = device.chunk(plan.pin, number("patients"), received.last().copied()).await;
        if next.is_empty() {
            break;
        }
        received.extend(next);
        chunks += 1;
    }
    assert!(chunks > 1);
    assert_eq!(received.len(), written.len(), "no row came twice");
    assert_eq!(received.into_iter().collect::<BTreeSet<_>>(), written);
}

#[tokio::test]
async fn the_centre_says_a_digest_that_a_replica_can_work_out_itself() {
    let mut clinic = Clinic::open().await;
    clinic.doctor.cursor = Cursor::default();
    let (rows, _) = clinic.doctor.pull().await;
    let mut digest = Digest::default();
    let patients = rows_of(&rows, "patients");
    for row in &patients {
        let PageRow::Whole { id, .. } = row else { panic!("a whole row") };
        let version = cell(row, "patients", "version").unwrap().as_integer().unwrap();
        let table = number("patients");
        digest.add(row_digest(clinic.doctor.organization, table, *id, Position(version)));
    }
    let answer = clinic.doctor.verify().await;
    let said = answer.tables.iter().find(|table| table.table == number("patients")).unwrap();
    assert_eq!(said.digest, digest.0);
    assert_eq!(said.rows, u64::try_from(patients.len()).unwrap());
    assert_eq!(answer.position, clinic.doctor.cursor.position);
}

#[tokio::test]
async fn a_listener_is_told_of_what_others_write() {
    let mut clinic = Clinic::open().await;
    let address = clinic.centre.running.address;
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let connector = TlsConnector::from(std::sync::Arc::new(clinic.doctor.tls.clone()));
    let stream = connector.connect(ServerName::from(address.ip()), stream).await.unwrap();
    let (mut socket, _) = client_async(format!("wss://{address}/v1/live"), stream).await.unwrap();
    let mut position = async || loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Binary(bytes) => match from_bytes(&bytes).unwrap() {
                Poke::Position(position) => return position,
                Poke::Heartbeat => {}
            },
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(position().await, clinic.doctor.cursor.position);
    let user = clinic.user;
    let outcome = clinic.desk.write(user, vec![patient_row(Uuid::now_v7(), "New")]).await;
    assert_eq!(position().await, outcome.position);
}

#[tokio::test]
async fn audit_entries_are_pushed_and_never_pulled() {
    let mut clinic = Clinic::open().await;
    let (user, entry) = (clinic.user, Uuid::now_v7());
    let row = support::insert(
        "audit_logs",
        entry,
        &[
            ("user_id", Value::Uuid(user)),
            ("action", Value::from("read")),
            ("occurred_at", Value::Integer(support::now())),
        ],
    );
    let outcome = clinic.desk.write(user, vec![row]).await;
    assert_eq!(outcome.kind.code(), "applied", "{outcome:?}");
    let (rows, _) = clinic.doctor.pull().await;
    assert!(rows.is_empty());
    let kept = clinic.centre.operator().await;
    let count: i64 = kept.query_one("SELECT count(*) FROM audit_logs", &[]).await.unwrap().get(0);
    assert_eq!(count, 1);
}
