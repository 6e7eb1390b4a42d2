//! The first organization of a server that is set up before any PC.

use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::database::Database;
use crate::error::Error;
use crate::password::hash_password;

/// The fewest characters of a password that stands alone (NIST 800-63B).
const PASSWORD_CHARACTERS_MIN: usize = 15;

/// What is needed to begin.
#[derive(Clone, Debug)]
pub struct NewOrganization {
    /// The clinic's name.
    pub name: String,
    /// The first site's name.
    pub site: String,
    /// The site's IANA time zone, such as `Africa/Nairobi`.
    pub time_zone: String,
    /// The site's ISO 4217 currency, such as `KES`.
    pub currency: String,
    /// The administrator's name at sign-in.
    pub admin: String,
    /// The administrator's first password; must be changed at the first sign-in.
    pub password: Zeroizing<String>,
}

/// Writes organization, site and administrator in one transaction; the position trigger makes it
/// a changeset like any other.
pub(crate) async fn found(database: &Database, new: &NewOrganization) -> Result<(), Error> {
    for (field, text) in [
        ("the name of the organization", &new.name),
        ("the name of the site", &new.site),
        ("the administrator's name at sign-in", &new.admin),
        ("the time zone", &new.time_zone),
    ] {
        if text.trim().is_empty() || text.chars().count() > 200 {
            return Err(Error::Broken(format!("{field} must have 1 to 200 characters")));
        }
    }
    if new.time_zone.parse::<chrono_tz::Tz>().is_err() {
        return Err(Error::Broken(
            "the time zone must be one of the IANA list, such as Africa/Nairobi".to_owned(),
        ));
    }
    if new.currency.len() != 3 || !new.currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Error::Broken(
            "the currency must be a code of three capital letters, such as KES".to_owned(),
        ));
    }
    if new.password.chars().count() < PASSWORD_CHARACTERS_MIN {
        return Err(Error::Broken(format!(
            "the password must have at least {PASSWORD_CHARACTERS_MIN} characters"
        )));
    }
    let password = new.password.clone();
    let hash = tokio::task::spawn_blocking(move || hash_password(&password))
        .await
        .map_err(|error| Error::Broken(error.to_string()))??;
    let mut client = database.get().await?;
    let transaction = client.transaction().await?;
    if transaction.query_opt("SELECT 1 FROM sync_positions LIMIT 1", &[]).await?.is_some() {
        return Err(Error::Broken("this server has an organization already".to_owned()));
    }
    let (organization, site, user) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    transaction
        .execute("SELECT set_config('holdfast.command', 'organization.found', true)", &[])
        .await?;
    transaction
        .execute(
            "INSERT INTO organizations (id, organization_id, name, created_at, updated_at) \
             VALUES ($1, $1, $2, now(), now())",
            &[&organization, &new.name.trim()],
        )
        .await?;
    transaction
        .execute(
            "INSERT INTO sites (id, organization_id, name, time_zone, currency, created_at, \
             updated_at) VALUES ($1, $2, $3, $4, $5, now(), now())",
            &[&site, &organization, &new.site.trim(), &new.time_zone, &new.currency],
        )
        .await?;
    transaction
        .execute(
            "INSERT INTO users (id, organization_id, username, password_hash, roles, site_id, \
             must_change_password, password_changed_at, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, TRUE, now(), now(), now())",
            &[&user, &organization, &new.admin.trim(), &hash, &json!(["admin"]), &site],
        )
        .await?;
    transaction.commit().await?;
    tracing::info!(%organization, "an organization was founded");
    Ok(())
}
