//! One cell of a row, and the declared type that says how each engine stores it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The column types that Holdfast's DDL uses; both engines accept every one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// 16 bytes: `uuid` in Postgres, a blob in SQLite.
    Uuid,
    /// Microseconds since 1970-01-01 UTC: `timestamptz` in Postgres, an integer in SQLite.
    Timestamp,
    /// `YYYY-MM-DD`: `date` in Postgres, text in SQLite.
    Date,
    /// `HH:MM[:SS[.ffffff]]` on the site's wall clock: `time` in Postgres, text in SQLite.
    Time,
    /// `boolean` in Postgres, 0 or 1 in SQLite.
    Boolean,
    /// An object or an array, canonical by RFC 8785: `jsonb` in Postgres, text in SQLite.
    Json,
    /// A 64-bit signed integer on both.
    BigInt,
    /// A finite IEEE 754 double on both.
    Double,
    /// UTF-8 without NUL on both.
    Text,
}

impl Type {
    /// Reads the word that stands in the DDL, as `PRAGMA table_info` gives it back.
    pub fn from_sql(declared: &str) -> Option<Self> {
        Some(match declared.to_ascii_uppercase().as_str() {
            "UUID" => Self::Uuid,
            "TIMESTAMPTZ" => Self::Timestamp,
            "DATE" => Self::Date,
            "TIME" => Self::Time,
            "BOOLEAN" => Self::Boolean,
            "JSONB" => Self::Json,
            "BIGINT" => Self::BigInt,
            "DOUBLE PRECISION" => Self::Double,
            "TEXT" => Self::Text,
            _ => return None,
        })
    }

    /// The word for the DDL; the inverse of [`Type::from_sql`].
    pub fn sql(self) -> &'static str {
        match self {
            Self::Uuid => "UUID",
            Self::Timestamp => "TIMESTAMPTZ",
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Boolean => "BOOLEAN",
            Self::Json => "JSONB",
            Self::BigInt => "BIGINT",
            Self::Double => "DOUBLE PRECISION",
            Self::Text => "TEXT",
        }
    }

    /// Whether `value` may stand in a column of this type. NULL may stand in any; NOT NULL is the
    /// engine's to check.
    pub fn admits(self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Null) => true,
            (Self::Uuid, Value::Uuid(_)) => true,
            (Self::Timestamp | Self::BigInt, Value::Integer(_)) => true,
            (Self::Boolean, Value::Boolean(_)) => true,
            (Self::Double, Value::Real(number)) => number.is_finite(),
            (Self::Date | Self::Time | Self::Json | Self::Text, Value::Text(text)) => {
                !text.contains('\0')
            }
            _ => false,
        }
    }
}

/// One cell, as it stands in SQLite, on the wire and in Postgres.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// SQL NULL; never the same as the empty text.
    #[default]
    Null,
    /// A truth value.
    Boolean(bool),
    /// A `BIGINT`, or a `TIMESTAMPTZ` in microseconds since 1970-01-01 UTC.
    Integer(i64),
    /// A `DOUBLE PRECISION`, finite.
    Real(f64),
    /// A `TEXT`, `DATE`, `TIME` or `JSONB`.
    Text(String),
    /// A `UUID`.
    Uuid(Uuid),
}

impl Value {
    /// The text inside, if this is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The integer inside, if this is an integer or a timestamp.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The id inside, if this is one.
    pub fn as_uuid(&self) -> Option<Uuid> {
        match self {
            Self::Uuid(id) => Some(*id),
            _ => None,
        }
    }

    /// The double inside, if this is one.
    pub fn as_real(&self) -> Option<f64> {
        match self {
            Self::Real(number) => Some(*number),
            _ => None,
        }
    }

    /// The truth value inside, if this is one.
    pub fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Whether this is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}
impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}
impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<Uuid> for Value {
    fn from(value: Uuid) -> Self {
        Self::Uuid(value)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
