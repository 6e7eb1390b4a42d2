//! The checks that rules are made of. Each names its field in words.

use super::{Broken, Row};
use chrono::{NaiveDate, NaiveTime};
use std::ops::RangeInclusive;

/// `column` is not empty.
pub fn filled(row: &Row<'_>, column: &'static str, field: &str) -> Result<(), Broken> {
    match row.text(column) {
        Some(text) if !text.trim().is_empty() => Ok(()),
        _ => Err(Broken::new(column, format!("{field} must not be empty."))),
    }
}

/// A measured number, if there is one, lies in `range`, which is what is possible at all.
pub fn possible(
    row: &Row<'_>,
    column: &'static str,
    field: &str,
    range: RangeInclusive<f64>,
    unit: &str,
) -> Result<(), Broken> {
    match row.real(column) {
        Some(number) if !range.contains(&number) => Err(Broken::new(
            column,
            format!("{field} must lie between {} and {} {unit}", range.start(), range.end())
                .trim_end()
                .to_owned()
                + ".",
        )),
        _ => Ok(()),
    }
}

/// An amount, if there is one, is a finite number above zero.
pub fn positive(row: &Row<'_>, column: &'static str, field: &str) -> Result<(), Broken> {
    match row.real(column) {
        Some(number) if !(number.is_finite() && number > 0.0) => {
            Err(Broken::new(column, format!("{field} must be above 0.")))
        }
        _ => Ok(()),
    }
}

/// A whole number, if there is one, lies in `range`.
pub fn counted(
    row: &Row<'_>,
    column: &'static str,
    field: &str,
    range: RangeInclusive<i64>,
) -> Result<(), Broken> {
    match row.integer(column) {
        Some(number) if !range.contains(&number) => Err(Broken::new(
            column,
            format!("{field} must lie between {} and {}.", range.start(), range.end()),
        )),
        _ => Ok(()),
    }
}

/// A sum of money, if there is one, is not below zero.
pub fn not_negative(row: &Row<'_>, column: &'static str, field: &str) -> Result<(), Broken> {
    match row.integer(column) {
        Some(number) if number < 0 => {
            Err(Broken::new(column, format!("{field} must not be below 0.")))
        }
        _ => Ok(()),
    }
}

/// A number, if there is one, is a share from 0 to 1.
pub fn share(row: &Row<'_>, column: &'static str, field: &str) -> Result<(), Broken> {
    possible(row, column, field, 0.0..=1.0, "")
}

/// A JSON list, if there is one, is a list.
pub fn list(row: &Row<'_>, column: &'static str, field: &str) -> Result<(), Broken> {
    match row.text(column) {
        Some(text) if !text.trim_start().starts_with('[') => {
            Err(Broken::new(column, format!("{field} must be a list.")))
        }
        _ => Ok(()),
    }
}

/// A SHA-256 sum, if there is one, is 64 lower-case hexadecimal digits.
pub fn sha256(row: &Row<'_>, column: &'static str, field: &str) -> Result<(), Broken> {
    match row.text(column) {
        Some(text)
            if text.len() != 64
                || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) =>
        {
            Err(Broken::new(column, format!("{field} is not a SHA-256 sum.")))
        }
        _ => Ok(()),
    }
}

/// A decision names who took it and when; what is only proposed has none.
pub fn decision(row: &Row<'_>) -> Result<(), Broken> {
    let decided = matches!(row.text("status"), Some("accepted" | "rejected"));
    let signed = !row.get("decided_by").is_null() && !row.get("decided_at").is_null();
    if decided && !signed {
        return Err(Broken::new("decided_by", "A decision must say who took it and when."));
    }
    if row.text("status") == Some("rejected") {
        return filled(row, "decision_reason", "The reason for the rejection");
    }
    Ok(())
}

/// The moment in `end`, where both are known, comes after the one in `start`.
pub fn after(row: &Row<'_>, start: &str, end: &'static str, field: &str) -> Result<(), Broken> {
    match (row.integer(start), row.integer(end)) {
        (Some(from), Some(to)) if to <= from => {
            Err(Broken::new(end, format!("{field} must end after it begins.")))
        }
        _ => Ok(()),
    }
}

/// The moment in `end`, where both are known, does not come before the one in `start`.
pub fn not_before(
    row: &Row<'_>,
    start: &str,
    end: &'static str,
    field: &str,
) -> Result<(), Broken> {
    match (row.integer(start), row.integer(end)) {
        (Some(from), Some(to)) if to < from => {
            Err(Broken::new(end, format!("{field} must not end before it begins.")))
        }
        _ => Ok(()),
    }
}

/// The date in `column`, if there is one; a text that is no day of the calendar breaks the rule.
pub fn date(row: &Row<'_>, column: &'static str, field: &str) -> Result<Option<NaiveDate>, Broken> {
    row.text(column)
        .map(|text| {
            NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .map_err(|_| Broken::new(column, format!("{field} is not a day of the calendar.")))
        })
        .transpose()
}

/// The dates are days, and the one in `end` does not come before the one in `start`.
pub fn days_in_order(
    row: &Row<'_>,
    start: &'static str,
    end: &'static str,
    first: &str,
    last: &str,
) -> Result<(), Broken> {
    match (date(row, start, first)?, date(row, end, last)?) {
        (Some(from), Some(to)) if to < from => {
            Err(Broken::new(end, format!("{last} must not come before {}.", lower(first))))
        }
        _ => Ok(()),
    }
}

/// The wall-clock time in `column`, with or without seconds.
pub fn time(row: &Row<'_>, column: &'static str, field: &str) -> Result<NaiveTime, Broken> {
    row.text(column)
        .and_then(|text| {
            NaiveTime::parse_from_str(text, "%H:%M:%S%.f")
                .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M"))
                .ok()
        })
        .ok_or_else(|| Broken::new(column, format!("{field} is not a time of day.")))
}

/// `currency` is three capital letters (ISO 4217), where there is one.
pub fn currency(row: &Row<'_>) -> Result<(), Broken> {
    match row.text("currency") {
        Some(code) if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            Err(Broken::new(
                "currency",
                "The currency must be its three capital letters, such as EUR.",
            ))
        }
        _ => Ok(()),
    }
}

/// A row that corrects another says why.
pub fn correction(row: &Row<'_>) -> Result<(), Broken> {
    if row.get("corrects_id").is_null() {
        return Ok(());
    }
    filled(row, "correction_reason", "The reason for the correction")
}

fn lower(field: &str) -> String {
    let mut letters = field.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
