//! The figures of `docs/benchmarks.md`, measured in one run, as ratios and counts. Run by
//! `cargo xtask bench`, in release.

mod import;
mod limit;
mod local;
mod push;
mod record;
mod sync;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use store::Cells;
use testkit::{Device, people};
use uuid::Uuid;

const SEARCHED_PATIENTS: u64 = 200_000;
const SEARCHES: u64 = 2_000;

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
    if wanted("local") {
        local::local(&folder.path().join("local"))?;
    }
    if wanted("import") {
        import::import(&folder.path().join("import"))?;
    }
    if wanted("sync") {
        std::fs::create_dir_all(folder.path().join("sync"))?;
        sync::sync(&folder.path().join("sync")).await?;
    }
    if wanted("push") {
        std::fs::create_dir_all(folder.path().join("push"))?;
        push::push(&folder.path().join("push")).await?;
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
