//! What a whole clinic has written comes through unchanged: SQLite → wire → Postgres → wire →
//! SQLite, row for row and value for value.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a story fails by panicking"
)]

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use catalog::{Scope, Type, Value};
use data_encoding::HEXLOWER;
use serde_json::json;
use store::Cells;
use sync_server::postgres_private::TestCluster;
use tempfile::TempDir;
use testkit::demo::{self, Clock, FOUNDER};
use testkit::{Centre, Device, Line};
use tokio::sync::OnceCell;
use uuid::Uuid;

static CLUSTER: OnceCell<TestCluster> = OnceCell::const_new();

/// Rows by table and id, each a value by column.
type Rows = BTreeMap<&'static str, BTreeMap<Uuid, BTreeMap<&'static str, Value>>>;

/// A clinic and its centre, whose Postgres can be looked into.
struct Whole {
    folder: TempDir,
    url: String,
    centre: Centre,
    line: Line,
}

impl Whole {
    async fn start() -> Result<Self> {
        let cluster = CLUSTER
            .get_or_init(async || {
                tokio::task::spawn_blocking(TestCluster::start).await.unwrap().unwrap()
            })
            .await;
        let folder = TempDir::new()?;
        let url = cluster.database().await?;
        let centre = Centre::over(&folder.path().join("centre"), &url).await?;
        let line = Line::to(centre.address()).await?;
        Ok(Self { folder, url, centre, line })
    }

    /// A PC on which the demo's founder has founded the clinic, at the demo's beginning.
    fn founded(&self, now: i64) -> Result<(Device, Clock)> {
        let clock = Clock::at(demo::founded_at(now));
        let folder = self.folder.path().join("desk");
        let founding = demo::founding(demo::town(now), "Harbour Clinic");
        let desk = Device::founded("desk", &folder, clock.surroundings(), &founding)?;
        Ok((desk, clock))
    }

    /// Sends everything, lets a second PC fetch it, and compares replica, Postgres and replica.
    async fn carry(&self, desk: &Device, mut before: Rows) -> Result<()> {
        desk.exchange().await?;
        let refused = desk.store.quarantined()?;
        for one in &refused {
            println!("quarantined {}: {} {:?}", one.command, one.reason, one.rows);
        }
        ensure!(refused.is_empty(), "the centre would not apply {} changesets", refused.len());
        ensure!(desk.store.waiting(1)?.is_empty(), "something still waits to be sent");
        let other = Device::join(
            "laptop",
            &self.folder.path().join("laptop"),
            &self.centre,
            &self.line,
            FOUNDER.username,
        )
        .await?;
        // Two values for one cell, which somebody has to decide about.
        for (device, number) in [(desk, "X-1"), (&other, "X-2")] {
            let rosa = user(device, "rosa")?;
            let patient: Option<Uuid> = device.store.read::<_, store::Error>(|reader| {
                reader
                    .value("SELECT id FROM patients WHERE mrn IS NOT NULL ORDER BY id LIMIT 1", [])
            })?;
            let patient = patient.context("a patient")?;
            before.entry("patients").or_default().remove(&patient);
            device.store.write::<_, store::Error>(rosa, "people.update", |write| {
                let cells = Cells::new().set("national_id", number);
                write.update("patients", patient, None, cells)
            })?;
        }
        for device in [desk, &other, desk] {
            device.exchange().await?;
            ensure!(device.store.quarantined()?.is_empty(), "a change was quarantined");
        }
        for device in [desk, &other] {
            for table in device.verify().await? {
                ensure!(table.equal, "{}: {} differs from the centre", device.name, table.table);
            }
        }
        let centre = in_postgres(&self.url, &self.folder.path().join("centre/column.key")).await?;
        let (here, there) = (in_replica(desk)?, in_replica(&other)?);
        for (name, rows) in &centre {
            let travels = catalog::table(name).is_some_and(|table| table.scope != Scope::Centre);
            // Of its own row a PC knows only that it is there; the centre writes it.
            let sent = before.get(name).filter(|_| *name != "devices").into_iter().flatten();
            for (id, row) in sent {
                let stored = rows.get(id).with_context(|| format!("{name} {id} is not there"))?;
                for (column, value) in row {
                    let centres = catalog::table(name)
                        .and_then(|table| table.column(column))
                        .is_some_and(|column| column.centre);
                    // From where an entry came the centre adds.
                    let added = !travels
                        && value.is_null()
                        && ["ip_address", "user_agent"].contains(column);
                    if !centres && !added && !catalog::BOOKKEEPING.contains(column) {
                        same(name, *id, column, value, stored.get(column))?;
                    }
                }
            }
            if !travels {
                continue;
            }
            for replica in [&here, &there] {
                let held = replica.get(name).context("a table")?;
                let ids: Vec<&Uuid> = held.keys().collect();
                ensure!(ids == rows.keys().collect::<Vec<_>>(), "other rows of {name}");
                for (id, row) in held {
                    for (column, value) in row {
                        same(name, *id, column, value, rows.get(id).and_then(|r| r.get(column)))?;
                    }
                }
            }
        }
        let empty: Vec<&&str> =
            centre.iter().filter(|(_, rows)| rows.is_empty()).map(|(name, _)| name).collect();
        ensure!(empty.is_empty(), "the centre has no row of {empty:?}");
        other.close();
        Ok(())
    }
}

fn same(table: &str, id: Uuid, column: &str, here: &Value, there: Option<&Value>) -> Result<()> {
    let equal = match (here, there) {
        (Value::Real(a), Some(Value::Real(b))) => a.to_bits() == b.to_bits(),
        (here, there) => Some(here) == there,
    };
    ensure!(equal, "{table}.{column} of {id} is {here:?} here and {there:?} there");
    Ok(())
}

fn in_replica(device: &Device) -> Result<Rows> {
    let mut all = Rows::new();
    for table in catalog::TABLES.iter().filter(|table| !table.shipped) {
        let shape = migrations::schema().table(table.name).context("a shape")?;
        let rows = all.entry(shape.name).or_default();
        device.store.read::<_, store::Error>(|reader| {
            let ids: Vec<Uuid> = reader.column(
                &format!("SELECT id FROM {} WHERE deleted_at IS NULL ORDER BY id", shape.name),
                [],
            )?;
            for id in ids {
                let cells = reader.cells(shape.name, id)?.unwrap_or_default();
                let row = shape.columns.iter().map(|column| {
                    (column.name, cells.get(column.name).cloned().unwrap_or_default())
                });
                rows.insert(id, row.collect());
            }
            Ok(())
        })?;
    }
    Ok(all)
}

/// Reads Postgres past the server, with expressions of its own for every type.
async fn in_postgres(url: &str, key: &Path) -> Result<Rows> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let driver = tokio::spawn(connection);
    let key = HEXLOWER.encode(&std::fs::read(key)?);
    client.batch_execute("SET timezone = 'UTC'; SET datestyle = 'ISO'").await?;
    let mut all = Rows::new();
    for table in catalog::TABLES.iter().filter(|table| !table.shipped) {
        let shape = migrations::schema().table(table.name).context("a shape")?;
        let columns: Vec<String> = shape
            .columns
            .iter()
            .map(|column| match column.kind {
                _ if table.is_sealed(column.name) => {
                    format!("pgp_sym_decrypt({}, '{key}')", column.name)
                }
                Type::Timestamp => {
                    format!("(extract(epoch FROM {}) * 1000000)::BIGINT::TEXT", column.name)
                }
                _ => format!("{}::TEXT", column.name),
            })
            .collect();
        let sql = format!(
            "SELECT id::TEXT, {} FROM {} WHERE deleted_at IS NULL",
            columns.join(", "),
            shape.name
        );
        let rows = all.entry(shape.name).or_default();
        for found in client.query(&sql, &[]).await? {
            let mut row = BTreeMap::new();
            for (index, column) in shape.columns.iter().enumerate() {
                let text: Option<String> = found.get(index + 1);
                row.insert(column.name, text.map_or(Ok(Value::Null), |t| read(column.kind, t))?);
            }
            rows.insert(found.get::<_, &str>(0).parse()?, row);
        }
    }
    drop(client);
    driver.await??;
    Ok(all)
}

fn read(kind: Type, text: String) -> Result<Value> {
    Ok(match kind {
        Type::Uuid => Value::Uuid(text.parse()?),
        Type::Boolean => Value::Boolean(text == "true"),
        Type::Timestamp | Type::BigInt => Value::Integer(text.parse()?),
        Type::Double => Value::Real(text.parse()?),
        // Two spellings of one document are one value; the replica's is the canonical one.
        Type::Json => {
            let value: serde_json::Value = serde_json::from_str(&text)?;
            Value::Text(canonical(&value))
        }
        // A time of day is written without the seconds that it does not have.
        Type::Time => Value::Text(match text.strip_suffix(":00") {
            Some(short) if short.len() == 5 => short.to_owned(),
            _ => text,
        }),
        Type::Date | Type::Text => Value::Text(text),
    })
}

/// By RFC 8785, as the replica keeps it.
fn canonical(value: &serde_json::Value) -> String {
    String::from_utf8(serde_json_canonicalizer::to_vec(value).expect("JSON")).expect("UTF-8")
}

fn user(device: &Device, name: &str) -> Result<Uuid> {
    let found: Option<Uuid> = device.store.read::<_, store::Error>(|reader| {
        reader.value("SELECT id FROM users WHERE username = ?1", [name])
    })?;
    found.context("somebody of the demo")
}

fn now() -> i64 {
    chrono::Utc::now().timestamp_micros()
}

/// The founder's, the desk's and a doctor's strangest rows.
fn strange(desk: &Device) -> Result<()> {
    let put = |who: &str, table: &'static str, rows: Vec<Cells>| -> Result<Vec<Uuid>> {
        Ok(desk.store.write::<_, store::Error>(user(desk, who)?, "demo.note", |write| {
            rows.into_iter().map(|cells| write.insert(table, cells)).collect()
        })?)
    };
    let patient = || Cells::new().set("name_precision", "full").set("status", "active");
    let unborn = || patient().set("date_of_birth_precision", "unknown");

    // Free text: the Big List of Naughty Strings, and text of many scripts.
    let mut texts: Vec<String> = [
        "",
        " ",
        "\u{200b}",
        "NULL",
        "null",
        "\\N",
        "'; DROP TABLE patients; --",
        "\r\n\t\u{1}",
        "👩🏽‍⚕️ שלום مرحبا สวัสดี नमस्ते 你好 Ἑλληνικά Ωμέγα e\u{301} é \u{202e}kcab",
        "\u{feff}bom",
        "\u{fffd}",
        "\u{10ffff}",
        "𝒳 \u{1F1F5}\u{1F1F9}",
    ]
    .map(str::to_owned)
    .to_vec();
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/misc/blns.json");
    if list.is_file() {
        let naughty: Vec<String> = serde_json::from_slice(&std::fs::read(&list)?)?;
        texts.extend(naughty.into_iter().filter(|text| !text.contains('\0')));
    } else {
        left_out::left_out_in_part("the naughty strings", "../shared/data/misc is not here");
    }
    let rows = texts.iter().map(|text| {
        let named = if text.trim().is_empty() { "x" } else { text };
        unborn().set("name_text", named).set("notes", text.as_str()).set("phone", text.as_str())
    });
    let ids = put("rosa", "patients", rows.collect())?;
    // NULL is not the empty text, sealed or not.
    let nothing = put("rosa", "patients", vec![unborn().set("name_text", "nothing")])?;
    desk.store.read::<_, store::Error>(|reader| {
        let cells = reader.cells("patients", nothing[0])?.unwrap_or_default();
        assert!(cells.get("notes").unwrap().is_null() && cells.get("phone").unwrap().is_null());
        let cells = reader.cells("patients", ids[0])?.unwrap_or_default();
        assert_eq!(cells.get("notes"), Some(&Value::Text(String::new())));
        Ok(())
    })?;

    // Days at the ends of years and in leap years.
    let days = ["1850-01-01", "1899-12-31", "1900-03-01", "1904-02-29", "2000-02-29", "2024-12-31"];
    let born = |day: &&str| {
        patient()
            .set("name_text", "Born")
            .set("date_of_birth", *day)
            .set("date_of_birth_precision", "day")
    };
    put("rosa", "patients", days.iter().map(born).collect())?;
    let holiday = |day: &&str| Cells::new().set("day_on", *day).set("name", "Far away");
    let far = ["0001-01-01", "1582-10-10", "1969-12-31", "2400-02-29", "9999-12-31"];
    put(FOUNDER.username, "holidays", far.iter().map(holiday).collect())?;

    // Money: nothing, beyond what a double holds, and near the end of the range.
    let mut bills = Vec::new();
    for minor in [0, 1, 9_007_199_254_740_993, i64::MAX / 4] {
        let bill = put(
            "rosa",
            "invoices",
            vec![
                Cells::new()
                    .set("patient_id", ids[0])
                    .set("status", "draft")
                    .set("currency", "EUR"),
            ],
        )?;
        bills.push(
            Cells::new()
                .set("invoice_id", bill[0])
                .set("patient_id", ids[0])
                .set("description", "Strange")
                .set("quantity", 1.0)
                .set("unit_price_minor", minor)
                .set("amount_minor", minor)
                .set("currency", "EUR"),
        );
    }
    put("rosa", "invoice_lines", bills)?;
    let price = |minor: i64| {
        Cells::new()
            .set("description", "Dear")
            .set("unit_price_minor", minor)
            .set("currency", "XXX")
            .set("valid_from_on", "2024-02-29")
    };
    put("piotr", "price_list", vec![price(0), price(i64::MAX)])?;

    // Doubles that are easily rounded.
    let measure = |value: f64| {
        Cells::new()
            .set("kind", "strange")
            .set("name", "value")
            .set("value_number", value)
            .set("recorded_at", 0)
    };
    let doubles =
        [0.1 + 0.2, -0.0, 5e-324, f64::MAX, f64::MIN_POSITIVE, 1e21, 1e-7, 123_456_789.123];
    put("dmitri", "system_metrics", doubles.into_iter().map(measure).collect())?;

    // JSON: nested, with names and texts of many scripts, and numbers at the edge.
    let documents = [
        json!({}),
        json!([]),
        json!({"ключ": {"שם": [{"": null}, [], {}, [[[]]]]}, "😀": "\" \\ / \u{8} \u{1f} \u{7f} \u{2028}"}),
        json!({"n": [0, -0.0, 1.0, -1, 1e21, 1e-7, 0.1, 333_333_333.333_333_3, 4.5e-324, 1e308,
                     9_007_199_254_740_991_i64, -9_007_199_254_740_991_i64]}),
        json!({"\u{e000}": 1, "\u{1F600}": 2, "a": 3, "A": 4, "\n": 5}),
        json!({"t": ["", " ", "null", "true", "1e5", "\u{fffd}"]}),
    ];
    let setting = |(number, document): (usize, &serde_json::Value)| {
        Cells::new().set("name", format!("strange {number}")).set("content", document.to_string())
    };
    put(FOUNDER.username, "system_settings", documents.iter().enumerate().map(setting).collect())?;

    // Moments before 1970, to the microsecond, of a patient whom the doctor knows.
    let known: Option<Uuid> = desk.store.read::<_, store::Error>(|reader| {
        reader.value(
            "SELECT v.patient_id FROM visits v JOIN practitioners p ON p.id = v.practitioner_id \
             JOIN users u ON u.id = p.user_id WHERE u.username = 'amina' LIMIT 1",
            [],
        )
    })?;
    let known = known.context("a patient of the doctor")?;
    let history = |moment: i64| {
        Cells::new()
            .set("patient_id", known)
            .set("kind", "other")
            .set("description", "Long ago")
            .set("recorded_at", moment)
    };
    let moments = [-1, -999_999, -1_000_001, -86_400_000_001, -2_208_988_800_000_001, 0, 1];
    put("amina", "patient_history", moments.into_iter().map(history).collect())?;

    // What Postgres cannot hold is refused before it is stored.
    for refused in [
        desk.store.write::<_, store::Error>(user(desk, "rosa")?, "demo.note", |write| {
            write.insert("patients", unborn().set("name_text", "a\0b"))
        }),
        desk.store.write::<_, store::Error>(user(desk, FOUNDER.username)?, "demo.note", |write| {
            let content = json!({"a": "\0"}).to_string();
            write.insert("system_settings", Cells::new().set("name", "nul").set("content", content))
        }),
    ] {
        assert!(refused.is_err(), "a NUL was stored");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clinic_that_worked_alone_comes_through_unchanged() -> Result<()> {
    let (whole, now) = (Whole::start().await?, now());
    let (desk, clock) = whole.founded(now)?;
    tokio::task::block_in_place(|| -> Result<()> {
        demo::load(&desk.store, &clock, desk.user, demo::town(now), now, &mut |_| ())?;
        strange(&desk)
    })?;
    let before = in_replica(&desk)?;
    desk.enrol(&whole.centre, &whole.line).await?;
    whole.carry(&desk, before).await
}

/// The centre judges every change by its author's roles and care, at the moment when it was made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clinic_that_was_offline_for_a_year_and_a_half_comes_through_unchanged() -> Result<()> {
    let (whole, now) = (Whole::start().await?, now());
    let (desk, clock) = whole.founded(now)?;
    desk.enrol(&whole.centre, &whole.line).await?;
    tokio::task::block_in_place(|| -> Result<()> {
        demo::load(&desk.store, &clock, desk.user, demo::town(now), now, &mut |_| ())?;
        strange(&desk)
    })?;
    let before = in_replica(&desk)?;
    whole.carry(&desk, before).await
}
