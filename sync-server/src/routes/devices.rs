//! `POST /v1/devices` and below: the clinic's PCs as whoever looks after them sees them, and who may
//! join, move or go.
//!
//! Who may is read from the centre's own rows, and whoever changes something gives their password: a
//! certificate proves a PC, and not the person before it. What the server's console does with the same
//! verbs is in `enrolment`; both write the same entries of the security log. A PC of another
//! organization and one that never was get the same answer.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json, body::Bytes};
use catalog::Action;
use chrono::{DateTime, Duration, Utc};
use deadpool_postgres::{GenericClient, Transaction};
use protocol::{
    DeviceAtCentre, DevicesAnswer, DevicesRequest, InviteAnswer, InviteRequest, PlaceRequest,
    RevokeRequest, WrongField,
};
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Device;
use super::person::{may, prove};
use crate::accept::Peer;
use crate::enrolment::{Invited, put, turn_away};
use crate::error::Error;
use crate::security::Entry;
use crate::{Centre, plan};

/// Looking after PCs is a matter of their rows.
const LOOKS_AFTER: (&str, Action) = ("devices", Action::Update);

/// $1 the organization. Of what a PC has not fetched at most 10,000 changes are counted.
const DEVICES: &str = "SELECT k.device_id, coalesce(d.name, '') AS name, \
    coalesce(d.profile, 'whole') AS profile, d.site_id, d.user_id, d.platform, k.program, \
    d.enrolled_at, k.last_seen_at, k.revoked_at, d.revoke_reason, k.left_at, b.behind, b.since \
    FROM device_keys k LEFT JOIN devices d ON d.id = k.device_id \
    LEFT JOIN LATERAL (SELECT count(*) AS behind, min(c.arrived_at) AS since \
    FROM (SELECT arrived_at FROM sync_changesets WHERE organization_id = k.organization_id \
    AND position > k.sent_to ORDER BY position LIMIT 10000) AS c) AS b \
    ON k.sent_to IS NOT NULL AND k.revoked_at IS NULL \
    WHERE k.organization_id = $1 ORDER BY k.device_id DESC";

/// $1 the organization. What each PC measured last of what waited on it; every figure stays for 30
/// days.
const WAITING: &str = "SELECT DISTINCT ON (device_id, name) device_id, name, value_number, \
    recorded_at FROM system_metrics WHERE organization_id = $1 AND kind = 'sync' \
    AND name IN ('changes_waiting', 'oldest_change_seconds') \
    AND recorded_at > now() - interval '30 days' AND device_id IS NOT NULL \
    AND deleted_at IS NULL ORDER BY device_id, name, recorded_at DESC";

/// All PCs of the organization.
pub(super) async fn devices(
    State(centre): State<Arc<Centre>>,
    device: Device,
    Extension(peer): Extension<Peer>,
    body: Bytes,
) -> Result<Json<DevicesAnswer>, Error> {
    let DevicesRequest { user } = read(&body)?;
    let client = centre.database.get().await?;
    looks_after(&client, &device, &peer, user).await?;
    Ok(Json(all(&client, device.organization).await?))
}

/// Makes a link that enrols one PC.
pub(super) async fn invite(
    State(centre): State<Arc<Centre>>,
    device: Device,
    Extension(peer): Extension<Peer>,
    body: Bytes,
) -> Result<Json<InviteAnswer>, Error> {
    let request: InviteRequest = read(&body)?;
    let by = decides(&centre, &device, &peer, (request.user, &request.password)).await?;
    refuse_wrong(request.wrong())?;
    let client = centre.database.get().await?;
    require_site(&client, device.organization, request.site).await?;
    // Said here, where somebody can act on it, and not first at the PC that is turned away.
    plan::one_more_pc(&client, device.organization).await?;
    let expires_at = Utc::now() + Duration::hours(i64::from(request.valid_hours));
    let invited = Invited {
        organization: Some(device.organization),
        site: request.site,
        device_name: request.device_name.trim(),
        profile: &request.profile,
        expires_at,
        by: Some(by),
        account: None,
    };
    let link = invited.link(&client, &centre.authority, &centre.public_url).await?;
    tracing::info!(%by, at = %device.id, profile = request.profile, "a PC was invited");
    Ok(Json(InviteAnswer { link, expires_at: expires_at.timestamp_micros() }))
}

/// Says what a PC is for, where it stands and whose it is; it hears of it at its next request.
pub(super) async fn place(
    State(centre): State<Arc<Centre>>,
    device: Device,
    Extension(peer): Extension<Peer>,
    body: Bytes,
) -> Result<Json<DevicesAnswer>, Error> {
    let request: PlaceRequest = read(&body)?;
    let by = decides(&centre, &device, &peer, (request.user, &request.password)).await?;
    refuse_wrong(request.wrong())?;
    let mut client = centre.database.get().await?;
    require_site(&client, device.organization, request.site).await?;
    require_person(&client, device.organization, request.person).await?;
    let transaction = client.transaction().await?;
    standing(&transaction, device.organization, request.device).await?;
    let at = (request.profile.as_str(), request.site, request.person);
    put(&transaction, request.device, at).await?;
    note(&transaction, (&device, &peer, by), "settings_changed", request.device).await?;
    transaction.commit().await?;
    tracing::info!(device = %request.device, %by, profile = request.profile, "a device was placed");
    Ok(Json(all(&client, device.organization).await?))
}

/// Takes a PC's leave to work with the record; it acts on that PC's next request.
pub(super) async fn revoke(
    State(centre): State<Arc<Centre>>,
    device: Device,
    Extension(peer): Extension<Peer>,
    body: Bytes,
) -> Result<Json<DevicesAnswer>, Error> {
    let request: RevokeRequest = read(&body)?;
    let by = decides(&centre, &device, &peer, (request.user, &request.password)).await?;
    refuse_wrong(request.wrong())?;
    if request.device == device.id {
        return Err(Error::refused(
            StatusCode::CONFLICT,
            "own_device",
            "This is the PC that you are working at. Revoke it from another PC.",
        ));
    }
    let mut client = centre.database.get().await?;
    let transaction = client.transaction().await?;
    standing(&transaction, device.organization, request.device).await?;
    let reason = request.reason.trim();
    turn_away(&transaction, request.device, (Some(by), Some(reason))).await?;
    note(&transaction, (&device, &peer, by), "device_revoked", request.device).await?;
    transaction.commit().await?;
    tracing::info!(device = %request.device, %by, "a device was revoked");
    Ok(Json(all(&client, device.organization).await?))
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Error> {
    serde_json::from_slice(body)
        .map_err(|_| Error::malformed("The request about the clinic's PCs cannot be read."))
}

fn refuse_wrong(wrong: Option<WrongField>) -> Result<(), Error> {
    wrong.map_or(Ok(()), |(_, sentence)| Err(Error::malformed(sentence)))
}

/// Whoever may not look after PCs is turned away, and that stands in the security log.
async fn looks_after(
    client: &impl GenericClient,
    device: &Device,
    peer: &Peer,
    user: Uuid,
) -> Result<(), Error> {
    let allowed = may(client, device, user, LOOKS_AFTER).await;
    if let Err(Error::Refused { code, .. }) = &allowed {
        let statement = client
            .prepare_cached("SELECT id FROM users WHERE id = $1 AND organization_id = $2")
            .await?;
        let known = client.query_opt(&statement, &[&user, &device.organization]).await?;
        let entry = Entry {
            organization: device.organization,
            action: "permission_refused",
            device: Some(device.id),
            user: known.map(|row| row.get(0)),
            address: peer.address,
            account: None,
            failure: Some(code),
        };
        entry.write_refusal(client).await?;
    }
    allowed
}

/// The person must be allowed to look after PCs, and it must be they.
async fn decides(
    centre: &Centre,
    device: &Device,
    peer: &Peer,
    (user, password): (Uuid, &str),
) -> Result<Uuid, Error> {
    let username: String = {
        let client = centre.database.get().await?;
        looks_after(&client, device, peer, user).await?;
        let statement = client
            .prepare_cached("SELECT username FROM users WHERE id = $1 AND organization_id = $2")
            .await?;
        client.query_one(&statement, &[&user, &device.organization]).await?.get(0)
    };
    let password = Zeroizing::new(password.to_owned());
    let person = prove(centre, device, peer, &username, password).await?;
    if person.id != user || person.must_change_password {
        return Err(Error::refused(
            StatusCode::FORBIDDEN,
            "password_change_due",
            "Choose a password of your own first: the present one was set by an administrator.",
        ));
    }
    Ok(user)
}

async fn require_site(
    client: &impl GenericClient,
    organization: Uuid,
    site: Option<Uuid>,
) -> Result<(), Error> {
    let sql = "SELECT 1 FROM sites WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL";
    require(client, sql, organization, site, "This site is not known at the centre.").await
}

async fn require_person(
    client: &impl GenericClient,
    organization: Uuid,
    person: Option<Uuid>,
) -> Result<(), Error> {
    let sql = "SELECT 1 FROM users WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL \
               AND is_active AND held_reason IS NULL";
    require(client, sql, organization, person, "Nobody of this name works at the clinic.").await
}

async fn require(
    client: &impl GenericClient,
    sql: &str,
    organization: Uuid,
    row: Option<Uuid>,
    sentence: &str,
) -> Result<(), Error> {
    let Some(row) = row else { return Ok(()) };
    let statement = client.prepare_cached(sql).await?;
    let known = client.query_opt(&statement, &[&row, &organization]).await?;
    known.map(|_| ()).ok_or_else(|| Error::refused(StatusCode::NOT_FOUND, "gone", sentence))
}

/// The PC must be one of the organization's that works, and stays so until the transaction ends.
async fn standing(
    transaction: &Transaction<'_>,
    organization: Uuid,
    device: Uuid,
) -> Result<(), Error> {
    let statement = transaction
        .prepare_cached(
            "SELECT k.revoked_at IS NOT NULL FROM device_keys k JOIN devices d \
             ON d.id = k.device_id WHERE k.device_id = $1 AND k.organization_id = $2 \
             FOR UPDATE OF k",
        )
        .await?;
    let row = transaction.query_opt(&statement, &[&device, &organization]).await?;
    match row.map(|row| row.get::<_, bool>(0)) {
        Some(false) => Ok(()),
        Some(true) => Err(Error::refused(
            StatusCode::CONFLICT,
            "revoked_before",
            "This PC has been revoked already.",
        )),
        None => Err(Error::refused(
            StatusCode::NOT_FOUND,
            "gone",
            "This PC is not known at the centre.",
        )),
    }
}

/// One entry of the security log about a PC, and at which PC it was done.
async fn note(
    client: &impl GenericClient,
    (at, peer, by): (&Device, &Peer, Uuid),
    action: &str,
    about: Uuid,
) -> Result<(), Error> {
    let entry = Entry {
        organization: at.organization,
        action,
        device: Some(about),
        user: Some(by),
        address: peer.address,
        account: None,
        failure: None,
    };
    entry.write_at(client, Some(at.id)).await
}

async fn all(client: &impl GenericClient, organization: Uuid) -> Result<DevicesAnswer, Error> {
    let statement = client
        .prepare_cached("SELECT lease_days FROM sync_positions WHERE organization_id = $1")
        .await?;
    let lease: i32 = client.query_one(&statement, &[&organization]).await?.get(0);
    let statement = client.prepare_cached(WAITING).await?;
    let mut told: HashMap<(Uuid, String), (f64, DateTime<Utc>)> = HashMap::new();
    for row in client.query(&statement, &[&organization]).await? {
        told.insert((row.get(0), row.get(1)), (row.get(2), row.get(3)));
    }
    let micros = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_micros());
    let statement = client.prepare_cached(DEVICES).await?;
    let rows = client.query(&statement, &[&organization]).await?;
    let devices = rows.iter().map(|row| {
        let id: Uuid = row.get("device_id");
        let waiting = told.get(&(id, "changes_waiting".to_owned()));
        let oldest = told.get(&(id, "oldest_change_seconds".to_owned()));
        // Figures of one moment; a count and a number of seconds have no fraction that matters.
        let whole = |value: f64| value.round() as i64;
        DeviceAtCentre {
            id,
            name: row.get("name"),
            profile: row.get("profile"),
            site: row.get("site_id"),
            person: row.get("user_id"),
            platform: row.get("platform"),
            program: row.get("program"),
            enrolled_at: micros(row.get("enrolled_at")),
            last_seen_at: micros(row.get("last_seen_at")),
            behind: row.get("behind"),
            behind_since: micros(row.get("since")),
            waiting: waiting.map(|(count, _)| whole(*count)),
            oldest_waiting_at: oldest
                .filter(|_| waiting.is_some_and(|(count, _)| *count > 0.0))
                .map(|(seconds, at)| at.timestamp_micros() - whole(*seconds * 1e6)),
            told_at: waiting.map(|(_, at)| at.timestamp_micros()),
            revoked_at: micros(row.get("revoked_at")),
            revoke_reason: row.get("revoke_reason"),
            left_at: micros(row.get("left_at")),
        }
    });
    Ok(DevicesAnswer {
        lease_days: u16::try_from(lease).unwrap_or_default(),
        devices: devices.collect(),
    })
}
