//! Where each column of the five seed documents lives in Holdfast (`migrations/seed_map.csv`).

#![expect(clippy::unwrap_used, reason = "a test that panics has said what is wrong")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use store::keys::DatabaseKey;
use store::{Error, Store, Surroundings};

#[derive(Deserialize)]
struct Mapped {
    seed: String,
    table: String,
    column: String,
    target: String,
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn mapped() -> Vec<Mapped> {
    let path = repository().join("migrations/seed_map.csv");
    csv::Reader::from_path(path).unwrap().deserialize().collect::<Result<_, _>>().unwrap()
}

#[test]
fn every_target_of_a_seed_column_is_in_a_fresh_replica() {
    let folder = tempfile::tempdir().unwrap();
    let surroundings = Surroundings::new(|| 1_800_000_000_000_000, || [7; 16]);
    let key = DatabaseKey::generate().unwrap();
    let store = Store::create(folder.path(), key, surroundings).unwrap();
    let mut mapped_columns = 0;
    for row in mapped() {
        let of = format!("{}.{}.{}", row.seed, row.table, row.column);
        if row.target.starts_with("derived: ") || row.target.starts_with("query: ") {
            continue;
        }
        let (table, column) = row.target.split_once('.').unwrap_or((&row.target, "id"));
        let found: Option<i64> = store
            .read::<_, Error>(|reader| {
                let sql = "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2";
                reader.value(sql, [table, column])
            })
            .unwrap();
        assert!(found.is_some(), "{of} should be {} and is not there", row.target);
        mapped_columns += 1;
    }
    assert!(mapped_columns > 400, "only {mapped_columns} columns are mapped");
}

#[test]
fn no_column_of_the_seeds_is_forgotten() {
    #[derive(Deserialize)]
    struct Named {
        seed: String,
        table: String,
        column: String,
    }
    let path = repository().join("../shared/seeds/columns.csv");
    if !path.is_file() {
        left_out::left_out("every column of the seeds", "../shared/seeds is not here");
        return;
    }
    let key = |seed: &str, table: &str, column: &str| format!("{seed}.{table}.{column}");
    let named: Vec<Named> =
        csv::Reader::from_path(path).unwrap().deserialize().collect::<Result<_, _>>().unwrap();
    let named: BTreeSet<String> =
        named.iter().map(|row| key(&row.seed, &row.table, &row.column)).collect();
    let mapped: BTreeSet<String> =
        mapped().iter().map(|row| key(&row.seed, &row.table, &row.column)).collect();
    assert_eq!(mapped, named);
}

#[test]
fn every_promise_of_the_seeds_is_answered_and_the_test_that_shows_it_is_there() {
    #[derive(Deserialize)]
    struct Promise {
        id: String,
        status: String,
        test: String,
        note: String,
    }
    let path = repository().join("docs/promises.csv");
    let answered: Vec<Promise> =
        csv::Reader::from_path(path).unwrap().deserialize().collect::<Result<_, _>>().unwrap();
    let ids: BTreeSet<&str> = answered.iter().map(|promise| promise.id.as_str()).collect();
    assert_eq!((ids.len(), answered.len()), (82, 82), "each is answered once");
    match std::fs::read_to_string(repository().join("../shared/seeds/promises.csv")) {
        Ok(made) => {
            let mut made = csv::Reader::from_reader(made.as_bytes());
            let made: Vec<csv::StringRecord> = made.records().collect::<Result<_, _>>().unwrap();
            assert_eq!(ids, made.iter().filter_map(|promise| promise.get(0)).collect());
        }
        Err(_) => left_out::left_out_in_part("every promise", "../shared/seeds is not here"),
    }
    for promise in answered {
        let id = &promise.id;
        match promise.status.as_str() {
            // What is replaced is answered by something else, which the note names and a test shows.
            "kept" | "partly" | "replaced" => {
                let test = std::fs::read_to_string(repository().join(&promise.test)).unwrap();
                let is_test = test.contains("#[test]") || test.contains("#[tokio::test");
                assert!(is_test, "{id}: {} tests nothing", promise.test);
            }
            "later" => {}
            other => panic!("{id} is {other}"),
        }
        assert!(promise.status == "kept" || !promise.note.is_empty(), "{id} lacks a reason");
        let is_open = ["later", "partly"].contains(&promise.status.as_str());
        assert!(
            !is_open || promise.note.contains("issue "),
            "{id} does not say to which issue it belongs"
        );
    }
}
