//! Who sits at a device: what their role allows, and whether it is really they.

use std::time::Instant;

use axum::http::StatusCode;
use catalog::{Action, Role};
use deadpool_postgres::GenericClient;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Device;
use crate::Centre;
use crate::accept::Peer;
use crate::error::Error;
use crate::rows::plan_named;
use crate::security::Entry;

/// The person must work here, in a role that may do this to a table.
pub(super) async fn may(
    client: &impl GenericClient,
    device: &Device,
    user: Uuid,
    (table, action): (&str, Action),
) -> Result<(), Error> {
    let statement = client
        .prepare_cached(
            "SELECT roles::TEXT FROM users WHERE id = $1 AND organization_id = $2 AND is_active \
             AND suspended_at IS NULL AND deleted_at IS NULL",
        )
        .await?;
    let row = client.query_opt(&statement, &[&user, &device.organization]).await?;
    let codes: Vec<String> =
        row.and_then(|row| serde_json::from_str(row.get(0)).ok()).unwrap_or_default();
    let plan =
        plan_named(table).ok_or_else(|| Error::Broken(format!("there is no table {table}")))?;
    let may = codes
        .iter()
        .filter_map(|code| Role::from_code(code))
        .any(|role| role != Role::Patient && plan.table.access.allows(role, action));
    if may {
        return Ok(());
    }
    Err(Error::refused(
        StatusCode::FORBIDDEN,
        "not_allowed",
        "Your role does not allow this. Ask a colleague who may, or your administrator.",
    ))
}

/// A person whose password was right.
pub(super) struct Person {
    /// Their account.
    pub id: Uuid,
    /// What to greet them by.
    pub display_name: String,
    /// Whether the password was set by somebody else.
    pub must_change_password: bool,
    /// Their roles' codes.
    pub roles: Vec<String>,
}

/// Checks a password, as often as wrong ones allow. An unknown name and a wrong password get the same
/// answer after the same work.
pub(super) async fn prove(
    centre: &Centre,
    device: &Device,
    peer: &Peer,
    username: &str,
    password: Zeroizing<String>,
) -> Result<Person, Error> {
    if let Some(wait) = centre.delays.wait(device.id, username, Instant::now()) {
        centre.metrics.sign_ins.with_label_values(&["delayed"]).inc();
        let seconds = wait.as_secs() + 1;
        return Err(Error::Refused {
            status: StatusCode::TOO_MANY_REQUESTS,
            code: "too_many_attempts",
            sentence: format!("Too many wrong passwords. Try again in {seconds} seconds."),
            retry_after_seconds: Some(seconds),
            expected_counter: None,
        });
    }
    let found = {
        let client = centre.database.get().await?;
        let statement = client
            .prepare_cached(
                "SELECT id, password_hash, coalesce(display_name, \
                 nullif(trim(concat_ws(' ', given_name, family_name)), ''), username), \
                 must_change_password, roles::text FROM users WHERE organization_id = $1 \
                 AND lower(username) = lower($2) AND deleted_at IS NULL AND is_active \
                 AND suspended_at IS NULL AND held_reason IS NULL",
            )
            .await?;
        client.query_opt(&statement, &[&device.organization, &username]).await?
    };
    let hash = found.as_ref().and_then(|row| row.get::<_, Option<String>>(1));
    let user = found.as_ref().map(|row| row.get::<_, Uuid>(0));
    let fits = centre.passwords.check(password, hash).await?;
    let Some(person) = found.filter(|_| fits) else {
        centre.delays.failed(device.id, username, Instant::now());
        centre.metrics.sign_ins.with_label_values(&["refused"]).inc();
        let entry = Entry {
            organization: device.organization,
            action: "sign_in_failed",
            device: Some(device.id),
            user,
            address: peer.address,
            account: None,
            failure: Some("wrong name or password"),
        };
        entry.write(&centre.database.get().await?).await?;
        return Err(Error::refused(
            StatusCode::FORBIDDEN,
            "wrong_password",
            "The name or the password is not right.",
        ));
    };
    centre.delays.succeeded(device.id, username);
    centre.metrics.sign_ins.with_label_values(&["succeeded"]).inc();
    let roles: Option<String> = person.get(4);
    Ok(Person {
        id: person.get(0),
        display_name: person.get(2),
        must_change_password: person.get(3),
        roles: roles.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
    })
}
