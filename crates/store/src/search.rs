//! Finding a patient by a name that may be partial and misspelt, fast on hundreds of thousands.
//!
//! Every word of a name is indexed as itself and as the neighbours of its first four and five
//! letters at one typing error (each letter left out once). A query word is treated likewise, so
//! one wrong, missing, doubled or swapped letter near the beginning still meets in the index, and
//! errors further on do not matter. Candidates are then ranked by Jaro-Winkler similarity, the
//! measure that Winkler (1990) made for names. The neighbour idea is Garbe's symmetric delete.

use std::collections::BTreeSet;

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use uuid::Uuid;

use crate::{Error, Reader};

const CANDIDATES_MAX: usize = 400;
const SIMILARITY_MIN: f64 = 0.75;

/// Lower case without marks, in words of letters and digits: `"O'Brien-Šević"` becomes
/// `["o", "brien", "sevic"]`, and also `obrien` where an apostrophe stood.
pub fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter) && !matches!(letter, '\'' | '’'))
        .flat_map(char::to_lowercase)
        .collect();
    plain
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

fn neighbours(word: &str, length: usize, into: &mut BTreeSet<String>) {
    let letters: Vec<char> = word.chars().take(length).collect();
    let without = |skip: usize| -> String {
        letters.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, letter)| letter).collect()
    };
    into.insert(letters.iter().collect());
    into.extend((0..letters.len()).map(without));
}

fn keys(label: &str, number: Option<&str>, phone: Option<&str>, born: Option<&str>) -> String {
    let mut keys = BTreeSet::new();
    for word in label.split(' ').filter(|word| !word.is_empty()) {
        keys.insert(format!("w{word}"));
        let mut near = BTreeSet::new();
        let length = word.chars().count();
        if length < 4 {
            near.insert(word.to_owned());
        } else {
            neighbours(word, 4, &mut near);
        }
        if length >= 5 {
            neighbours(word, 5, &mut near);
        }
        keys.extend(near.into_iter().map(|near| format!("d{near}")));
    }
    keys.extend(number.map(|number| format!("n{}", words(number).concat())));
    let digits: String = phone.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 4 {
        keys.insert(format!("n{digits}"));
        // People leave the country and area code away.
        for tail in [7, 8, 9, 10] {
            if digits.len() > tail {
                keys.insert(format!("n{}", digits.split_at(digits.len() - tail).1));
            }
        }
    }
    keys.extend(born.map(|born| format!("n{}", words(born).concat())));
    keys.into_iter().collect::<Vec<_>>().join(" ")
}

/// Gives a connection the two functions that the search index's triggers call; a connection that
/// was opened elsewhere (to measure, say) cannot write patients without them.
pub fn register(connection: &Connection) -> Result<(), Error> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("search_label", 5, flags, |context| {
        let parts: Vec<Option<String>> =
            (0..5).map(|i| context.get(i)).collect::<Result<_, _>>()?;
        Ok(parts.iter().flatten().flat_map(|part| words(part)).collect::<Vec<_>>().join(" "))
    })?;
    connection.create_scalar_function("search_keys", 4, flags, |context| {
        let label: String = context.get(0)?;
        let [number, phone, born]: [Option<String>; 3] =
            [context.get(1)?, context.get(2)?, context.get(3)?];
        Ok(keys(&label, number.as_deref(), phone.as_deref(), born.as_deref()))
    })?;
    Ok(())
}

/// What the person typed, as the index is asked: first the words as they stand, then with one
/// typing error. `None` where there is nothing to ask for.
fn questions(query: &str) -> Option<(String, String)> {
    let words = typed_words(query);
    if words.is_empty() {
        return None;
    }
    let (mut exact, mut fuzzy) = (Vec::new(), Vec::new());
    for word in &words {
        let digits = word.chars().any(|letter| letter.is_ascii_digit());
        let plain = if digits {
            format!("(\"n{word}\" * OR \"w{word}\" *)")
        } else {
            format!("\"w{word}\" *")
        };
        let length = word.chars().count();
        if digits || length < 4 {
            fuzzy.push(plain.clone());
        } else {
            let mut near = BTreeSet::new();
            neighbours(word, length.min(5), &mut near);
            let near: Vec<String> = near.into_iter().map(|near| format!("\"d{near}\"")).collect();
            fuzzy.push(format!("({plain} OR {})", near.join(" OR ")));
        }
        exact.push(plain);
    }
    Some((exact.join(" AND "), fuzzy.join(" AND ")))
}

/// The words that were typed. A number with separators in it (a record number, a date, a telephone
/// number) is one word.
fn typed_words(query: &str) -> Vec<String> {
    let has_digit = |text: &str| text.chars().any(|letter| letter.is_ascii_digit());
    let typed: Vec<String> = query
        .split_whitespace()
        .flat_map(|part| if has_digit(part) { vec![words(part).concat()] } else { words(part) })
        .collect();
    let numeric = typed.iter().all(|word| word.chars().all(|letter| letter.is_ascii_digit()));
    if numeric && typed.len() > 1 { vec![typed.concat()] } else { typed }
}

/// How well what was typed fits a name: the mean over the typed words of the best similarity
/// with a word of the name, the typed word counting as a beginning.
fn similarity(typed: &[String], label: &str) -> f64 {
    let best = |word: &String| {
        label
            .split(' ')
            .map(|name| {
                let length = word.chars().count();
                let start: String = name.chars().take(length).collect();
                let as_start = strsim::jaro_winkler(word, &start) * 0.99;
                as_start.max(strsim::jaro_winkler(word, name))
            })
            .fold(0.0, f64::max)
    };
    let total: f64 = typed.iter().map(best).sum();
    total / typed.len().max(1) as f64
}

impl Reader<'_> {
    /// The ids of at most `limit` patients whose name, record number, telephone number or date of
    /// birth fits what was typed, best first. Tolerates a typing error in each word of four
    /// letters or more and words that are not finished.
    pub fn find_patients(&self, query: &str, limit: usize) -> Result<Vec<Uuid>, Error> {
        let Some((exact, fuzzy)) = questions(query) else { return Ok(Vec::new()) };
        let names: Vec<String> = typed_words(query)
            .into_iter()
            .filter(|word| !word.chars().any(|letter| letter.is_ascii_digit()))
            .collect();
        let mut found = self.candidates(&exact)?;
        if found.len() < limit && exact != fuzzy {
            let more = self.candidates(&fuzzy)?;
            found.extend(more);
        }
        let mut ranked: Vec<(f64, String, Uuid)> = found
            .into_iter()
            .map(|(id, label)| {
                let fit = if names.is_empty() { 1.0 } else { similarity(&names, &label) };
                (fit, label, id)
            })
            .filter(|(fit, _, _)| *fit >= SIMILARITY_MIN)
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        ranked.dedup_by_key(|(_, _, id)| *id);
        Ok(ranked.into_iter().take(limit).map(|(_, _, id)| id).collect())
    }

    fn candidates(&self, question: &str) -> Result<Vec<(Uuid, String)>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.patient_id, r.label FROM patient_search s \
             JOIN patient_search_rows r ON r.number = s.rowid \
             WHERE patient_search MATCH ?1 LIMIT ?2",
        )?;
        let most = i64::try_from(CANDIDATES_MAX).unwrap_or(i64::MAX);
        let rows = statement
            .query_map(rusqlite::params![question, most], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
