//! Everybody who signs in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::{Asking, Nothing, Refused};

/// Everybody who signs in.
#[derive(Serialize, TS)]
pub struct Staff {
    users: Vec<User>,
}

/// One person who signs in.
#[derive(Serialize, TS)]
pub struct User {
    id: Uuid,
    version: i64,
    username: String,
    display_name: String,
    given_name: Option<String>,
    family_name: Option<String>,
    roles: Vec<String>,
    is_active: bool,
    practitioner_id: Option<Uuid>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: i64,
    username: String,
    display_name: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
    roles: String,
    is_active: bool,
    practitioner_id: Option<Uuid>,
}

/// Everybody who signs in, those who left last.
pub fn staff(asking: &Asking<'_>, _: Nothing) -> Result<Staff, Refused> {
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT u.id, u.version, u.username, u.display_name, u.given_name, u.family_name, u.roles, \
         u.is_active, p.id AS practitioner_id FROM users u \
         LEFT JOIN practitioners p ON p.user_id = u.id AND p.deleted_at IS NULL \
         WHERE u.deleted_at IS NULL ORDER BY u.is_active DESC, u.display_name, u.username",
        [],
    )?;
    let users = rows
        .into_iter()
        .map(|row| {
            let roles = serde_json::from_str(&row.roles).map_err(store::Error::from)?;
            Ok(User {
                id: row.id,
                version: row.version,
                display_name: row.display_name.unwrap_or_else(|| row.username.clone()),
                username: row.username,
                given_name: row.given_name,
                family_name: row.family_name,
                roles,
                is_active: row.is_active,
                practitioner_id: row.practitioner_id,
            })
        })
        .collect::<Result<_, Refused>>()?;
    Ok(Staff { users })
}
