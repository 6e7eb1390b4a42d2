//! Values as they stand in a conflict's JSON, as cells, and as a person reads them.

use catalog::{Type, Value};
use migrations::schema;
use serde_json::{Map, Value as Json};
use store::{Cells, Reader, params};
use uuid::Uuid;

use crate::{Refused, Who, calendar};

/// Column names with their values, as the centre wrote them; NULL is nothing.
pub(crate) type Columns = Map<String, Json>;

/// Reads a conflict's JSON.
pub(crate) fn columns(text: Option<&str>) -> Result<Columns, Refused> {
    Ok(text.map_or(Ok(Map::new()), serde_json::from_str).map_err(store::Error::from)?)
}

/// The columns as cells of `table`; `deleted_at` is left out, since it is not written but removed.
pub(crate) fn cells(table: &str, columns: &Columns) -> Result<Cells, Refused> {
    let mut cells = Cells::new();
    for (name, json) in columns.iter().filter(|(name, _)| *name != "deleted_at") {
        cells.put(name, value(table, name, json).ok_or_else(unreadable)?);
    }
    Ok(cells)
}

fn unreadable() -> Refused {
    Refused::because("This decision is of a newer version of Holdfast. Decide it on another PC.")
}

fn value(table: &str, column: &str, json: &Json) -> Option<Value> {
    let kind = schema().table(table)?.column(column)?.kind;
    Some(match (kind, json) {
        (_, Json::Null) => Value::Null,
        (Type::Uuid, Json::String(text)) => Value::Uuid(text.parse().ok()?),
        (Type::Boolean, Json::Bool(truth)) => Value::Boolean(*truth),
        (Type::Timestamp | Type::BigInt, Json::Number(number)) => Value::Integer(number.as_i64()?),
        (Type::Double, Json::Number(number)) => Value::Real(number.as_f64()?),
        (Type::Date | Type::Time | Type::Text | Type::Json, Json::String(text)) => {
            Value::Text(text.clone())
        }
        _ => return None,
    })
}

/// A value as a person reads it; nothing where there is none.
pub(crate) fn shown(
    reader: &Reader<'_>,
    who: &Who,
    table: &str,
    column: &str,
    json: Option<&Json>,
) -> Result<Option<String>, Refused> {
    let Some(value) = json.and_then(|json| value(table, column, json)) else { return Ok(None) };
    Ok(match value {
        Value::Null => None,
        Value::Boolean(truth) => Some(if truth { "yes" } else { "no" }.to_owned()),
        Value::Integer(number) if column.ends_with("_at") => Some(
            calendar::wall_clock(who.site.time_zone, number).format("%Y-%m-%d %H:%M").to_string(),
        ),
        Value::Integer(number) if column.ends_with("_minor") => {
            Some(format!("{}.{:02}", number / 100, (number % 100).abs()))
        }
        Value::Integer(number) => Some(number.to_string()),
        Value::Real(number) => Some(number.to_string()),
        Value::Uuid(id) => name(reader, id)?,
        Value::Text(_) if column == "password_hash" => Some("a password".to_owned()),
        Value::Text(text) => {
            let coded = catalog::table(table)
                .and_then(|table| table.column(column))
                .is_some_and(|column| column.enumeration.is_some());
            Some(if coded { text.replace('_', " ") } else { text })
        }
    })
}

/// What the row with this id is called, of those whose names a person would know.
pub(crate) fn name(reader: &Reader<'_>, id: Uuid) -> Result<Option<String>, Refused> {
    let name = crate::organization::practitioners::NAME;
    Ok(reader.value(
        &format!(
            "SELECT {name} FROM practitioners p WHERE p.id = ?1 \
             UNION ALL SELECT coalesce(display_name, username) FROM users WHERE id = ?1 \
             UNION ALL SELECT name FROM sites WHERE id = ?1 \
             UNION ALL SELECT name FROM departments WHERE id = ?1"
        ),
        params![id],
    )?)
}
