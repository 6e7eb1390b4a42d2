//! The ICD-10-CM codes that ship with the program, and finding one.

use catalog::Value;
pub use icd10::{Code as Icd10Code, RELEASE, SYSTEM, shipped};
use serde::{Deserialize, Serialize};
use store::{Reader, Store, params};
use ts_rs::TS;

use crate::{Asking, Refused};

const LIMIT_MAX: u32 = 100;
/// A single letter begins words in every other description.
const WORD_LETTERS_MIN: usize = 2;

/// Fills the table of codes if this replica does not hold the release that ships with the program.
/// Gives how many codes were written.
pub fn load_shipped(store: &Store) -> Result<usize, Refused> {
    let release: Option<String> =
        store.read(|reader| reader.value("SELECT release FROM icd10_codes LIMIT 1", []))?;
    if release.as_deref() == Some(RELEASE) {
        return Ok(0);
    }
    let codes = shipped().map_err(|damaged| Refused::because(damaged.to_string()))?;
    load(store, RELEASE, codes.into_iter())
}

/// Replaces the table of codes by `codes`.
pub fn load(
    store: &Store,
    release: &str,
    codes: impl Iterator<Item = Icd10Code>,
) -> Result<usize, Refused> {
    let columns = ["code", "description", "is_leaf", "parent_code", "excludes1", "release"];
    let rows = codes.map(|row| {
        vec![
            Value::from(row.code),
            Value::from(row.description),
            Value::from(row.is_leaf),
            Value::from(row.parent),
            Value::from(row.excludes1),
            Value::from(release),
        ]
    });
    Ok(store.load_shipped("icd10_codes", &columns, rows)?)
}

/// What was typed.
#[derive(Deserialize, TS)]
pub struct FindIcd10 {
    query: String,
    limit: u32,
    /// Only codes that may be billed.
    #[ts(optional)]
    billable_only: Option<bool>,
}

/// A code that fits.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Icd10Found {
    code: String,
    description: String,
    is_leaf: bool,
}

/// Codes that begin with what was typed, then those whose description holds every typed word by
/// its beginning; the plainest first.
pub fn find(asking: &Asking<'_>, request: FindIcd10) -> Result<Vec<Icd10Found>, Refused> {
    let limit = request.limit.min(LIMIT_MAX);
    let leaf = request.billable_only.unwrap_or(false);
    let mut found = by_code(&asking.reader, &request.query, limit, leaf)?;
    let words = store::words(&request.query);
    let enough = words.iter().any(|word| word.chars().count() >= WORD_LETTERS_MIN);
    if enough && found.len() < limit as usize {
        let question: Vec<String> = words.iter().map(|word| format!("\"{word}\" *")).collect();
        let more: Vec<Icd10Found> = asking.reader.rows(
            "SELECT c.code, c.description, c.is_leaf FROM icd10_search s \
             JOIN icd10_search_rows r ON r.number = s.rowid JOIN icd10_codes c ON c.code = r.code \
             WHERE icd10_search MATCH ?1 AND (c.is_leaf OR NOT ?3) \
             ORDER BY length(c.description), c.code LIMIT ?2",
            params![question.join(" AND "), limit, leaf],
        )?;
        for one in more {
            if found.len() < limit as usize && !found.iter().any(|known| known.code == one.code) {
                found.push(one);
            }
        }
    }
    Ok(found)
}

/// `e119`, `E11.9` and `E 11.9` are one code.
fn by_code(
    reader: &Reader<'_>,
    query: &str,
    limit: u32,
    leaf: bool,
) -> Result<Vec<Icd10Found>, Refused> {
    let plain: String =
        query.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_uppercase();
    let looks_like_code = plain.len() >= 2
        && plain.starts_with(|c: char| c.is_ascii_alphabetic())
        && plain.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    if !looks_like_code {
        return Ok(Vec::new());
    }
    let from = match plain.split_at_checked(3) {
        Some((category, rest)) if !rest.is_empty() => format!("{category}.{rest}"),
        _ => plain,
    };
    // The character after every letter and digit that a code can hold.
    let until = format!("{from}~");
    Ok(reader.rows(
        "SELECT code, description, is_leaf FROM icd10_codes WHERE code >= ?1 AND code < ?2 \
         AND (is_leaf OR NOT ?4) ORDER BY code LIMIT ?3",
        params![from, until, limit, leaf],
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn the_shipped_table_is_whole_and_its_codes_are_found_by_code_and_by_words() {
        let clinic = Clinic::found();
        assert_eq!(load_shipped(&clinic.store).unwrap(), 98_147);
        assert_eq!(load_shipped(&clinic.store).unwrap(), 0, "it is loaded once");
        let first = |query: &str| {
            let request = json!({ "query": query, "limit": 10 });
            let found = clinic.ask(clinic.doctor, "encounters.find_icd10", request).unwrap();
            found[0]["code"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(first("e119"), "E11.9");
        assert_eq!(first("E11"), "E11");
        assert_eq!(first("essential hypertension"), "I10");
        assert_eq!(first("cholera"), "A00");
        assert_eq!(first("diab mell type 2 without compl"), "E11.9");
        assert_eq!(first("no such illness anywhere"), "");
        let billable = json!({ "query": "e11", "limit": 100, "billable_only": true });
        let found = clinic.ask(clinic.doctor, "encounters.find_icd10", billable).unwrap();
        let found = found.as_array().unwrap();
        assert!(!found.is_empty() && found.iter().all(|code| code["is_leaf"] == true));
    }
}
