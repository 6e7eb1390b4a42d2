//! The codec between a catalog value and Postgres' binary format.
//!
//! A value goes replica → wire → Postgres → wire → replica and is the same to the byte; so texts
//! that stand for something else (dates, times, JSON) have one canonical form, given here.

use bytes::{BufMut, BytesMut};
use catalog::{Type, Value};
use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use protocol::Field;
use tokio_postgres::types::{self, FromSql, IsNull, ToSql};
use uuid::Uuid;

/// Microseconds from 1970-01-01 to 2000-01-01, where Postgres counts from.
const POSTGRES_EPOCH_MICROS: i64 = 946_684_800_000_000;

type Wrong = Box<dyn std::error::Error + Sync + Send>;

/// A value on its way to Postgres.
#[derive(Clone, Copy)]
pub(crate) struct ToCell<'a>(pub &'a Value);

/// A driver that logs its parameters must not log a patient's.
impl std::fmt::Debug for ToCell<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

impl ToSql for ToCell<'_> {
    fn to_sql(&self, ty: &types::Type, out: &mut BytesMut) -> Result<IsNull, Wrong> {
        match (ty, self.0) {
            (_, Value::Null) => return Ok(IsNull::Yes),
            (&types::Type::UUID, Value::Uuid(id)) => out.put_slice(id.as_bytes()),
            (&types::Type::TIMESTAMPTZ, Value::Integer(micros)) => {
                out.put_i64(micros.checked_sub(POSTGRES_EPOCH_MICROS).ok_or("a time out of range")?)
            }
            (&types::Type::INT8, Value::Integer(number)) => out.put_i64(*number),
            (&types::Type::BOOL, Value::Boolean(truth)) => out.put_u8(u8::from(*truth)),
            (&types::Type::FLOAT8, Value::Real(number)) => out.put_f64(*number),
            (&types::Type::TEXT, Value::Text(text)) => out.put_slice(text.as_bytes()),
            (&types::Type::JSONB, Value::Text(text)) => {
                out.put_u8(1);
                out.put_slice(text.as_bytes());
            }
            (&types::Type::DATE, Value::Text(text)) => {
                let date = parse_date(text).ok_or("not a date")?;
                let first = NaiveDate::from_ymd_opt(2000, 1, 1).ok_or("not a date")?;
                out.put_i32(i32::try_from((date - first).num_days())?);
            }
            (&types::Type::TIME, Value::Text(text)) => {
                let time = parse_time(text).ok_or("not a time")?;
                let seconds = i64::from(time.num_seconds_from_midnight());
                out.put_i64(seconds * 1_000_000 + i64::from(time.nanosecond() / 1_000));
            }
            (ty, _) => return Err(format!("a value of another kind than {ty}").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &types::Type) -> bool {
        true
    }

    types::to_sql_checked!();
}

/// A value as it came from Postgres.
#[derive(Clone, Debug)]
pub(crate) struct FromCell(pub Value);

impl<'a> FromSql<'a> for FromCell {
    fn from_sql(ty: &types::Type, raw: &'a [u8]) -> Result<Self, Wrong> {
        let eight = || -> Result<[u8; 8], Wrong> { Ok(raw.try_into()?) };
        Ok(Self(match *ty {
            types::Type::UUID => Value::Uuid(Uuid::from_slice(raw)?),
            types::Type::TIMESTAMPTZ => {
                let micros = i64::from_be_bytes(eight()?);
                Value::Integer(
                    micros.checked_add(POSTGRES_EPOCH_MICROS).ok_or("a time out of range")?,
                )
            }
            types::Type::INT8 => Value::Integer(i64::from_be_bytes(eight()?)),
            types::Type::BOOL => Value::Boolean(raw.first() == Some(&1)),
            types::Type::FLOAT8 => Value::Real(f64::from_be_bytes(eight()?)),
            types::Type::TEXT => Value::Text(std::str::from_utf8(raw)?.to_owned()),
            types::Type::JSONB => {
                let text = raw.split_first().ok_or("an empty jsonb")?.1;
                let parsed: serde_json::Value = serde_json::from_slice(text)?;
                Value::Text(serde_json_canonicalizer::to_string(&parsed)?)
            }
            types::Type::DATE => {
                let days = i64::from(i32::from_be_bytes(raw.try_into()?));
                let first = NaiveDate::from_ymd_opt(2000, 1, 1).ok_or("not a date")?;
                let date = first
                    .checked_add_signed(chrono::TimeDelta::days(days))
                    .ok_or("a date out of range")?;
                Value::Text(write_date(date))
            }
            types::Type::TIME => {
                let micros = i64::from_be_bytes(eight()?);
                let seconds = u32::try_from(micros / 1_000_000)?;
                let nanos = u32::try_from(micros % 1_000_000)? * 1_000;
                let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos)
                    .ok_or("a time out of range")?;
                Value::Text(write_time(time))
            }
            ref ty => return Err(format!("no codec for {ty}").into()),
        }))
    }

    fn from_sql_null(_: &types::Type) -> Result<Self, Wrong> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &types::Type) -> bool {
        true
    }
}

/// A value as it came from Postgres, borrowed where it can be: for rows in bulk.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    /// Stands in the answer as it is.
    Borrowed(Field<'a>),
    /// Had to be written in its canonical form.
    Written(String),
}

impl Piece<'_> {
    /// The value for a chunk.
    pub(crate) fn field(&self) -> Field<'_> {
        match self {
            Self::Borrowed(field) => *field,
            Self::Written(text) => Field::Text(text),
        }
    }
}

impl<'a> FromSql<'a> for Piece<'a> {
    fn from_sql(ty: &types::Type, raw: &'a [u8]) -> Result<Self, Wrong> {
        if *ty == types::Type::TEXT {
            return Ok(Self::Borrowed(Field::Text(std::str::from_utf8(raw)?)));
        }
        Ok(match FromCell::from_sql(ty, raw)?.0 {
            Value::Null => Self::Borrowed(Field::Null),
            Value::Boolean(truth) => Self::Borrowed(Field::Boolean(truth)),
            Value::Integer(number) => Self::Borrowed(Field::Integer(number)),
            Value::Real(number) => Self::Borrowed(Field::Real(number)),
            Value::Uuid(id) => Self::Borrowed(Field::Uuid(id)),
            Value::Text(text) => Self::Written(text),
        })
    }

    fn from_sql_null(_: &types::Type) -> Result<Self, Wrong> {
        Ok(Self::Borrowed(Field::Null))
    }

    fn accepts(_: &types::Type) -> bool {
        true
    }
}

/// The form in which Postgres will give `value` back, or why it cannot stand in such a column, in
/// words that go after the column's name.
pub(crate) fn canonical(kind: Type, value: Value) -> Result<Value, &'static str> {
    if !kind.admits(&value) {
        return Err("is of another kind");
    }
    Ok(match (kind, value) {
        (Type::Date, Value::Text(text)) => {
            Value::Text(write_date(parse_date(&text).ok_or("is not a date of the calendar")?))
        }
        (Type::Time, Value::Text(text)) => {
            Value::Text(write_time(parse_time(&text).ok_or("is not a time of day")?))
        }
        (Type::Json, Value::Text(text)) => {
            if text.contains("\\u0000") {
                return Err("holds a character that cannot be stored");
            }
            let parsed: serde_json::Value =
                serde_json::from_str(&text).map_err(|_| "cannot be read")?;
            if !(parsed.is_object() || parsed.is_array()) {
                return Err("is neither a list nor a set of fields");
            }
            Value::Text(serde_json_canonicalizer::to_string(&parsed).map_err(|_| "cannot be read")?)
        }
        (Type::Timestamp, Value::Integer(micros)) => {
            // Postgres ends in the year 294276; nothing in a clinic is after 9999.
            if !(-62_135_596_800_000_000..=253_402_300_799_999_999).contains(&micros) {
                return Err("is a time outside the years 1 to 9999");
            }
            Value::Integer(micros)
        }
        // SQLite and Postgres agree on this only if there is one zero.
        (Type::Double, Value::Real(number)) => Value::Real(number + 0.0),
        (_, value) => value,
    })
}

fn parse_date(text: &str) -> Option<NaiveDate> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shaped {
        return None;
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|date| date.year() > 0)
}

fn write_date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    let format = match text.len() {
        5 => "%H:%M",
        8 => "%H:%M:%S",
        10..=15 => "%H:%M:%S%.f",
        _ => return None,
    };
    NaiveTime::parse_from_str(text, format)
        .ok()
        .filter(|time| time.nanosecond() < 1_000_000_000 && time.nanosecond() % 1_000 == 0)
}

/// The shortest form: `HH:MM`, with seconds and microseconds only where there are any.
fn write_time(time: NaiveTime) -> String {
    let format = match (time.second(), time.nanosecond()) {
        (0, 0) => "%H:%M",
        (_, 0) => "%H:%M:%S",
        _ => "%H:%M:%S%.6f",
    };
    time.format(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_one_form_however_it_was_written() {
        for (written, canonical_form) in
            [("09:00", "09:00"), ("09:00:00", "09:00"), ("09:00:30", "09:00:30")]
        {
            let value = canonical(Type::Time, Value::from(written)).unwrap();
            assert_eq!(value, Value::from(canonical_form));
        }
        assert!(canonical(Type::Time, Value::from("25:00")).is_err());
    }

    #[test]
    fn json_is_canonical_and_only_lists_and_objects_are_taken() {
        let value = canonical(Type::Json, Value::from(r#"{"b": 1.0, "a": [1e3, 1e-7]}"#)).unwrap();
        assert_eq!(value, Value::from(r#"{"a":[1000,1e-7],"b":1}"#));
        assert!(canonical(Type::Json, Value::from("3")).is_err());
    }

    #[test]
    fn a_date_is_a_full_date_of_the_calendar() {
        assert!(canonical(Type::Date, Value::from("2024-02-29")).is_ok());
        for wrong in ["2023-02-29", "2024", "24-02-01", "2024-2-1"] {
            assert!(canonical(Type::Date, Value::from(wrong)).is_err(), "{wrong}");
        }
    }
}
