//! The figures of `docs/benchmarks.md`, measured in one run, as ratios and counts. Run by
//! `cargo xtask bench`, in release.

mod import;
mod record;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use futures_util::StreamExt as _;
use protocol::Position;
use rusqlite::Connection;
use serde_json::{Value, json};
use store::Cells;
use sync_server::postgres_private::TestCluster;
use testkit::{Centre, Device, Line, people};
use tokio_postgres::binary_copy::BinaryCopyOutStream;
use tokio_postgres::types::Type;
use uuid::Uuid;

const SEARCHED_PATIENTS: u64 = 200_000;
const MOVED_PATIENTS: u64 = 40_000;
const READINGS_EACH: u64 = 4;
const SEARCHES: u64 = 2_000;
const COMMITS: usize = 200;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let only: Option<String> = std::env::args().nth(1);
    if only.as_deref() == Some(import::ONCE) {
        let folder = std::env::args_os().nth(2).context("the folder of the record")?;
        let source = std::env::args_os().nth(3).context("what to import")?;
        return import::import_once(Path::new(&folder), Path::new(&source));
    }
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    println!("| what | figure | compared with |");
    println!("|---|---|---|");
    if wanted("search") {
        search(&folder.path().join("search"))?;
    }
    if wanted("chart") {
        chart(&folder.path().join("chart"))?;
    }
    if wanted("record") {
        record::record(&folder.path().join("record"))?;
    }
    if wanted("import") {
        import::import(&folder.path().join("import"))?;
    }
    if wanted("sync") {
        sync(folder.path()).await?;
    }
    Ok(())
}

fn line(what: &str, figure: &str, beside: &str) {
    println!("| {what} | {figure} | {beside} |");
}

fn percentile(times: &mut [Duration], of_hundred: usize) -> Duration {
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    times.get((times.len() * of_hundred / 100).min(last)).copied().unwrap_or_default()
}

fn in_ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

/// Writes made-up patients, a thousand to a transaction.
fn add_patients(device: &Device, numbers: std::ops::Range<u64>, readings: u64) -> Result<()> {
    let mut next = numbers.start;
    while next < numbers.end {
        let end = (next + 500).min(numbers.end);
        device.store.write::<_, store::Error>(device.user, "system.import_bench", |write| {
            write.audit_once();
            for number in next..end {
                let person = people::person(number);
                let patient = write.insert("patients", cells_of(&person))?;
                for reading in 0..readings {
                    let n = f64::from(u32::try_from((number + reading) % 40).unwrap_or(0));
                    write.insert(
                        "vitals",
                        Cells::new()
                            .set("patient_id", patient)
                            .set("recorded_at", write.now())
                            .set("systolic_mmhg", 100.0 + n)
                            .set("diastolic_mmhg", 60.0 + n / 2.0)
                            .set("heart_rate_bpm", 60.0 + n),
                    )?;
                }
            }
            Ok(())
        })?;
        next = end;
    }
    Ok(())
}

fn cells_of(person: &people::MadeUpPerson) -> Cells {
    Cells::new()
        .set("given_name", person.given_name.as_str())
        .set("family_name", person.family_name.as_str())
        .set("name_precision", "full")
        .set("date_of_birth", person.born.to_string())
        .set("date_of_birth_precision", person.born_precision)
        .set("gender", person.gender)
        .set("phone", person.phone.as_str())
        .set("address_line", person.address_line.as_str())
        .set("city", person.city)
        .set("country", person.country)
        .set("status", "active")
}

/// A partial name with one typing error near its beginning.
fn misspelt(number: u64) -> String {
    let person = people::person(number);
    let mut letters: Vec<char> = person.family_name.chars().collect();
    if letters.len() > 4 {
        letters.swap(2, 3);
        letters.truncate(letters.len() - 1);
    }
    let given: String = person.given_name.chars().take(3).collect();
    format!("{} {given}", letters.into_iter().collect::<String>())
}

fn search(folder: &Path) -> Result<()> {
    let device = Device::alone("search", folder)?;
    let started = Instant::now();
    add_patients(&device, 0..SEARCHED_PATIENTS, 0)?;
    let written = SEARCHED_PATIENTS as f64 / started.elapsed().as_secs_f64();
    line(
        "rows through the write door, patients with search index",
        &format!("{written:.0} rows/s"),
        "",
    );
    let (mut times, mut found) = (Vec::new(), 0);
    for step in 0..SEARCHES {
        let number = step * (SEARCHED_PATIENTS / SEARCHES);
        let query = misspelt(number);
        let asked = Instant::now();
        let answer = device.ask("people.find", json!({"query": query, "limit": 20}))?;
        times.push(asked.elapsed());
        let name = people::person(number).family_name;
        found += u64::from(answer.as_array().is_some_and(|all| {
            all.iter().any(|one| {
                one.get("display_name").and_then(Value::as_str).is_some_and(|n| n.contains(&name))
            })
        }));
    }
    line(
        "search among 200,000 by a misspelt partial name, p95",
        &in_ms(percentile(&mut times, 95)),
        &format!("50 ms; found in {:.1} %", found as f64 * 100.0 / SEARCHES as f64),
    );
    device.close();
    Ok(())
}

fn chart(folder: &Path) -> Result<()> {
    let Some(archive) = import::real_patients() else {
        println!("| open the heaviest chart | skipped | ../shared/data is not here |");
        return Ok(());
    };
    let device = Device::alone("chart", folder)?;
    let never = std::sync::atomic::AtomicBool::new(false);
    interchange::import(&device.store, device.user, &archive, &mut |_| (), &never)?;
    let heaviest: Uuid = device
        .store
        .read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT patient_id FROM visits GROUP BY patient_id ORDER BY COUNT(*) DESC LIMIT 1",
                [],
            )
        })?
        .context("a patient with visits")?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let asked = Instant::now();
        device.ask("people.chart", json!({"patient_id": heaviest}))?;
        times.push(asked.elapsed());
    }
    line("open the heaviest chart, p95", &in_ms(percentile(&mut times, 95)), "150 ms");
    device.close();
    Ok(())
}

async fn sync(folder: &Path) -> Result<()> {
    let cluster = tokio::task::spawn_blocking(TestCluster::start).await??;
    let url = cluster.database().await?;
    let centre = Centre::over(&folder.join("centre"), &url).await?;
    let line_ = Line::to(centre.address()).await?;
    let desk = Device::alone("desk", &folder.join("desk"))?;
    desk.enrol(&centre, &line_).await?;
    desk.exchange().await?;
    let small = idle(&desk).await?;

    let enter = Instant::now();
    add_patients(&desk, 0..MOVED_PATIENTS, READINGS_EACH)?;
    let rows = MOVED_PATIENTS * (1 + READINGS_EACH);
    line(
        "rows through the write door with outbox",
        &format!("{:.0} rows/s", rate(rows, enter)),
        "",
    );
    let push = Instant::now();
    desk.exchange().await?;
    line("push over HTTPS into Postgres", &format!("{:.0} rows/s", rate(rows, push)), "");
    let large = idle(&desk).await?;
    line(
        "a sync with nothing to do, p95",
        &in_ms(large),
        &format!(
            "150 ms; {:.2} × of one on an empty record",
            large.as_secs_f64() / small.as_secs_f64()
        ),
    );

    let limit = limit(&url, &folder.join("limit"), &folder.join("centre/column.key")).await?;
    let begin = Instant::now();
    let laptop = Device::join("laptop", &folder.join("laptop"), &centre, &line_, "olga").await?;
    let reached = rate(rows, begin);
    line(
        "bootstrap over HTTPS, encrypted, with all indexes",
        &format!("{reached:.0} rows/s"),
        &format!("{:.2} of the limit, {limit:.0} rows/s (0.4 asked)", reached / limit),
    );
    wire_of_an_edit(&desk, &laptop, &line_).await?;
    commit_to_visible(desk, laptop).await?;
    centre.stop().await
}

fn rate(rows: u64, since: Instant) -> f64 {
    rows as f64 / since.elapsed().as_secs_f64()
}

async fn idle(device: &Device) -> Result<Duration> {
    let client = sync::Client::new(&device.link()?, &device.key())?;
    let mut times = Vec::new();
    for _ in 0..100 {
        let asked = Instant::now();
        sync::exchange(&device.store, &client, &device.key()).await?;
        times.push(asked.elapsed());
    }
    Ok(percentile(&mut times, 95))
}

/// Binary COPY straight into prepared inserts of the same rows, into a file with the same schema,
/// indexes and search index: what no protocol can beat on this machine.
async fn limit(url: &str, folder: &Path, column_key: &Path) -> Result<f64> {
    let empty = Device::alone("limit", folder)?;
    let schema = empty.store.read::<_, store::Error>(|reader| {
        reader.column::<String>(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL \
             AND tbl_name IN ('patients', 'vitals', 'patient_search', 'patient_search_rows') \
             ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END",
            [],
        )
    })?;
    empty.close();
    let mut file = Connection::open(folder.join("limit.db"))?;
    file.pragma_update(None, "key", format!("x'{}'", "ab".repeat(32)))?;
    file.pragma_update(None, "journal_mode", "WAL")?;
    file.pragma_update(None, "synchronous", "FULL")?;
    // The tables that these two refer to are not copied.
    file.pragma_update(None, "foreign_keys", false)?;
    store::register_search(&file)?;
    for statement in schema {
        file.execute_batch(&statement)?;
    }
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    let key = data_encoding::HEXLOWER.encode(&std::fs::read(column_key)?);
    client.execute("SELECT set_config('holdfast.column_key', $1, false)", &[&key]).await?;
    let begin = Instant::now();
    let mut rows = 0;
    for table in ["patients", "vitals"] {
        rows += copy_table(&client, &mut file, table).await?;
    }
    Ok(rate(rows, begin))
}

async fn copy_table(
    client: &tokio_postgres::Client,
    file: &mut Connection,
    table: &str,
) -> Result<u64> {
    let shape = migrations::schema().table(table).context("a table")?;
    let sealed = |name: &str| catalog::table(table).is_some_and(|t| t.is_sealed(name));
    let types: Vec<Type> = shape
        .columns
        .iter()
        .map(|column| match column.kind {
            catalog::Type::Uuid => Type::UUID,
            catalog::Type::Timestamp | catalog::Type::BigInt => Type::INT8,
            catalog::Type::Boolean => Type::BOOL,
            catalog::Type::Double => Type::FLOAT8,
            _ => Type::TEXT,
        })
        .collect();
    let columns: Vec<String> = shape
        .columns
        .iter()
        .map(|column| match column.kind {
            _ if sealed(column.name) => {
                format!("pgp_sym_decrypt({}, current_setting('holdfast.column_key'))", column.name)
            }
            catalog::Type::Timestamp => {
                format!("(extract(epoch FROM {}) * 1000000)::BIGINT", column.name)
            }
            catalog::Type::Date | catalog::Type::Time | catalog::Type::Json => {
                format!("{}::TEXT", column.name)
            }
            _ => column.name.to_owned(),
        })
        .collect();
    let names: Vec<&str> = shape.columns.iter().map(|column| column.name).collect();
    let stream = client
        .copy_out(&format!(
            "COPY (SELECT {} FROM {table}) TO STDOUT (FORMAT binary)",
            columns.join(", ")
        ))
        .await?;
    let mut stream = std::pin::pin!(BinaryCopyOutStream::new(stream, &types));
    let transaction = file.transaction()?;
    let mut count = 0;
    {
        let marks = vec!["?"; names.len()].join(", ");
        let mut insert = transaction
            .prepare(&format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", ")))?;
        while let Some(row) = stream.next().await {
            let row = row?;
            for (index, kind) in types.iter().enumerate() {
                let place = index + 1;
                match *kind {
                    Type::UUID => {
                        insert.raw_bind_parameter(place, row.try_get::<Option<Uuid>>(index)?)?
                    }
                    Type::INT8 => {
                        insert.raw_bind_parameter(place, row.try_get::<Option<i64>>(index)?)?
                    }
                    Type::BOOL => {
                        insert.raw_bind_parameter(place, row.try_get::<Option<bool>>(index)?)?
                    }
                    Type::FLOAT8 => {
                        insert.raw_bind_parameter(place, row.try_get::<Option<f64>>(index)?)?
                    }
                    _ => insert.raw_bind_parameter(place, row.try_get::<Option<&str>>(index)?)?,
                }
            }
            insert.raw_execute()?;
            count += 1;
        }
    }
    transaction.commit()?;
    Ok(count)
}

fn change_phone(device: &Device, patient: Uuid, phone: &str) -> Result<()> {
    device.store.write::<_, store::Error>(device.user, "people.update", |write| {
        write.update("patients", patient, None, Cells::new().set("phone", phone))
    })?;
    Ok(())
}

fn a_patient(device: &Device) -> Result<Uuid> {
    device
        .store
        .read::<_, store::Error>(|r| r.value("SELECT id FROM patients LIMIT 1", []))?
        .context("a patient")
}

/// What an edit costs above an exchange with nothing to do, on connections that are open already:
/// bytes up from the writer, and bytes down to the reader.
async fn wire_of_an_edit(desk: &Device, laptop: &Device, line_: &Line) -> Result<()> {
    let patient = a_patient(desk)?;
    let connect = |device: &Device| {
        Ok::<_, anyhow::Error>(sync::Client::new(&device.link()?, &device.key())?)
    };
    let (writer, reader) = (connect(desk)?, connect(laptop)?);
    let cost = async |device: &Device, client: &sync::Client| -> Result<(u64, u64)> {
        let before = line_.carried();
        sync::exchange(&device.store, client, &device.key()).await?;
        let after = line_.carried();
        Ok((after.0 - before.0, after.1 - before.1))
    };
    for _ in 0..2 {
        cost(desk, &writer).await?;
        cost(laptop, &reader).await?;
    }
    let (idle_up, idle_down) = (cost(desk, &writer).await?.0, cost(laptop, &reader).await?.1);
    change_phone(desk, patient, "+34 600 000 000")?;
    let (up, down) = (cost(desk, &writer).await?.0, cost(laptop, &reader).await?.1);
    line(
        "a one-field edit on the wire, TLS and HTTP included, above an idle sync",
        &format!(
            "{} bytes up from the writer, {} down to the reader",
            up - idle_up,
            down - idle_down
        ),
        "1 KB each way",
    );
    Ok(())
}

async fn commit_to_visible(mut desk: Device, mut laptop: Device) -> Result<()> {
    let patient = a_patient(&desk)?;
    desk.go_live()?;
    laptop.go_live()?;
    for device in [&mut desk, &mut laptop] {
        device.until_position(Position::START).await?;
        let mut status = device.status().context("an engine")?;
        status.wait_for(|status| status.phase == sync::Phase::Live).await?;
    }
    let mut times = Vec::new();
    for number in 0..COMMITS {
        let phone = format!("+34 700 {number:06}");
        change_phone(&desk, patient, &phone)?;
        let committed = Instant::now();
        laptop
            .until("the new number", |store| {
                let now: Option<Option<String>> = store.read::<_, store::Error>(|reader| {
                    reader.value("SELECT phone FROM patients WHERE id = ?1", [patient])
                })?;
                Ok((now.flatten().as_deref() == Some(phone.as_str())).then_some(()))
            })
            .await?;
        times.push(committed.elapsed());
    }
    line(
        "commit on one device to visible on another, p50",
        &in_ms(percentile(&mut times, 50)),
        "150 ms",
    );
    line("the same, p95", &in_ms(percentile(&mut times, 95)), "");
    Ok(())
}
