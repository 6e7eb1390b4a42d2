//! Codes on a bill: a diagnosis is billed by a code of ICD-10-CM that groups no others.

use std::collections::BTreeSet;

use store::{Reader, params};

use crate::Refused;
use crate::encounters::diagnose::{excludes, judge};
use crate::encounters::icd10;

/// The code as published, or a sentence why it cannot be billed.
pub(crate) fn billable(
    reader: &Reader<'_>,
    field: &'static str,
    code: &str,
) -> Result<String, Refused> {
    let code = code.trim().to_uppercase();
    match is_leaf(reader, &code)? {
        Some(true) => Ok(code),
        Some(false) => Err(Refused::field(
            field,
            format!(
                "{code} only groups other codes and cannot be billed. Choose a more exact one."
            ),
        )),
        None => Err(Refused::field(
            field,
            "This is not a code of ICD-10-CM. Choose one from the list, with its dot.",
        )),
    }
}

/// Whether the code may be billed; `None` for one that is not in ICD-10-CM.
pub(crate) fn is_leaf(reader: &Reader<'_>, code: &str) -> Result<Option<bool>, Refused> {
    Ok(reader.value("SELECT is_leaf FROM icd10_codes WHERE code = ?1", params![code])?)
}

/// Pairs of these codes that must not stand beside each other (Excludes1 notes).
pub(crate) fn excluding(
    reader: &Reader<'_>,
    codes: &[String],
) -> Result<Vec<(String, String)>, Refused> {
    let mut different: Vec<&String> = codes.iter().collect();
    different.sort();
    different.dedup();
    let mut pairs = Vec::new();
    for (place, one) in different.iter().enumerate() {
        for other in different.iter().skip(place + 1) {
            if excludes(reader, one, other)? || excludes(reader, other, one)? {
                pairs.push(((*one).clone(), (*other).clone()));
            }
        }
    }
    Ok(pairs)
}

/// Notes on what must not stand beside a code (Excludes1) that name another of these codes and that
/// no program can judge: the code whose note it is, the other one, and the note.
pub(crate) fn unread(
    reader: &Reader<'_>,
    codes: &[String],
) -> Result<Vec<(String, String, String)>, Refused> {
    let different: BTreeSet<&String> = codes.iter().collect();
    let mut found = Vec::new();
    for one in &different {
        for other in different.iter().filter(|other| *other != one) {
            let judged = judge(reader, one, other)?;
            if judged.excluded {
                continue;
            }
            let notes = judged.unread.into_iter();
            found.extend(notes.map(|note| ((*one).clone(), (*other).clone(), note)));
        }
    }
    Ok(found)
}

/// What a coder would say about such a pair.
pub(crate) fn excluding_sentence(one: &str, other: &str) -> String {
    format!("{one} and {other} exclude each other (Excludes1 of ICD-10-CM). Bill one of them.")
}

/// The code system of a diagnosis on a line.
pub(crate) fn system_of(code: Option<&str>) -> Option<&'static str> {
    code.map(|_| icd10::SYSTEM)
}
