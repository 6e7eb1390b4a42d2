//! A table as a list: every column under its own name in plain words, and beside an id the name of
//! whom it is about. So a new table is a list without being mentioned.

use catalog::{Table, Type};
use migrations::{ColumnShape, schema};

use super::chosen::{DOCTOR, NAME};
use super::{Column, Kind, Shape};

/// What is for the program alone: which clinic, what sync counts, and what opens something.
const LEFT_OUT: [&str; 8] = [
    "organization_id",
    "version",
    "deleted_at",
    "password_hash",
    "token_hash",
    "credential_text",
    "content_key",
    "nonce",
];

/// Whose name stands beside an id: column, table, its name in the query, heading, what is shown.
const NAMED: [(&str, &str, &str, &str, &str); 3] = [
    ("patient_id", "patients", "p", "Patient", NAME),
    ("practitioner_id", "practitioners", "d", "Practitioner", DOCTOR),
    ("site_id", "sites", "s", "Site", "s.name"),
];

impl Shape {
    /// A list of all that stands in `table`; none where the table is not part of the record.
    pub(super) fn whole(table: &'static Table) -> Option<Self> {
        let shape = schema().table(table.name)?;
        let has_currency = shape.columns.iter().any(|column| column.name == "currency");
        let (mut joins, mut also, mut columns) = (String::new(), Vec::new(), Vec::new());
        for column in shape.columns.iter().filter(|column| !LEFT_OUT.contains(&column.name)) {
            let named =
                NAMED.iter().find(|(id, other, ..)| *id == column.name && *other != table.name);
            if let Some((id, other, alias, heading, sql)) = named {
                joins += &format!(" LEFT JOIN {other} {alias} ON {alias}.id = row.{id}");
                also.push(*other);
                columns.push(Column {
                    heading: (*heading).to_owned(),
                    sql: (*sql).to_owned(),
                    kind: Kind::Text,
                });
            }
            let kind = kind(table, column, has_currency);
            let sql = format!("row.{}", column.name);
            columns.push(Column { heading: words(column.name), sql, kind });
            if kind == Kind::Money {
                columns.push(Column {
                    heading: format!("Currency of {}", words(column.name).to_lowercase()),
                    sql: "row.currency".to_owned(),
                    kind: Kind::Plain,
                });
            }
        }
        Some(Self {
            name: table.name,
            table: table.name,
            joins,
            also,
            is_for_administrators: true,
            columns,
        })
    }
}

fn kind(table: &Table, column: &ColumnShape, has_currency: bool) -> Kind {
    let enumerated = table.column(column.name).is_some_and(|column| column.enumeration.is_some());
    match column.kind {
        Type::Uuid => Kind::Id,
        Type::Timestamp => Kind::Moment,
        Type::Boolean => Kind::YesNo,
        Type::BigInt if has_currency && column.name.ends_with("_minor") => Kind::Money,
        Type::Text if !enumerated => Kind::Text,
        Type::Json => Kind::Text,
        _ => Kind::Plain,
    }
}

/// `ordered_by` as `Ordered by`, `visit_id` as `Visit record`, `amount_minor` as `Amount`.
fn words(name: &str) -> String {
    let name = match name {
        "id" => "record".to_owned(),
        name => match (name.strip_suffix("_id"), name.strip_suffix("_minor")) {
            (Some(other), _) => format!("{other} record"),
            (_, Some(amount)) => amount.to_owned(),
            _ => name.to_owned(),
        },
    };
    let spaced = name.replace('_', " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}
