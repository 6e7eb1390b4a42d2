//! What devices ask for over mutual TLS, and what this machine asks for health and metrics.

mod attachments;
mod bootstrap;
mod devices;
mod enrol;
mod find;
mod hello;
mod leave;
mod live;
mod operations;
mod person;
mod pull;
mod push;
mod sign_in;
mod verify;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use catalog::Profile;
use chrono::{DateTime, Utc};
use protocol::{FILE_PART_BYTES_MAX, MESSAGE_BYTES_MAX};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};
use uuid::Uuid;

use crate::Centre;
use crate::accept::Peer;
use crate::error::Error;
use crate::scope::Holder;
use crate::security::Entry;

/// Small JSON requests need no more.
const JSON_BYTES_MAX: usize = 64 * 1024;

/// What devices reach. Only `enrol` answers without a certificate; every other handler names its
/// device as an argument and cannot be reached without one.
pub(crate) fn devices(centre: Arc<Centre>) -> Router {
    let limits = centre.limits;
    let small = Router::new()
        .route("/v1/enrol", post(enrol::enrol))
        .route("/v1/sign_in", post(sign_in::sign_in))
        .route("/v1/find", post(find::find))
        .route("/v1/open", post(find::open))
        .route("/v1/devices", post(devices::devices))
        .route("/v1/devices/invite", post(devices::invite))
        .route("/v1/devices/place", post(devices::place))
        .route("/v1/devices/revoke", post(devices::revoke))
        .route("/v1/hello", post(hello::hello))
        .route("/v1/pull", post(pull::pull))
        .route("/v1/bootstrap/plan", post(bootstrap::plan_all))
        .route("/v1/bootstrap/chunk", post(bootstrap::chunk))
        .route("/v1/verify", post(verify::verify))
        .route("/v1/verify/parts", post(verify::parts))
        .route("/v1/verify/rows", post(verify::rows))
        .route("/v1/attachments/state", post(attachments::state))
        .route("/v1/attachments/get", post(attachments::get))
        .layer(DefaultBodyLimit::max(JSON_BYTES_MAX));
    let parts = Router::new()
        .route("/v1/attachments/put", post(attachments::put))
        .layer(DefaultBodyLimit::max(FILE_PART_BYTES_MAX + JSON_BYTES_MAX));
    Router::new()
        .route("/v1/push", post(push::push))
        .route("/v1/leave", post(leave::leave))
        .layer(DefaultBodyLimit::max(MESSAGE_BYTES_MAX))
        .merge(parts)
        .merge(small)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limits.answer))
        .layer(RequestBodyTimeoutLayer::new(limits.body))
        .route("/v1/live", get(live::live))
        .fallback(unknown)
        .layer(from_fn_with_state(Arc::clone(&centre), measure))
        .layer(CatchPanicLayer::new())
        .with_state(centre)
}

/// What this machine reads, without TLS.
pub(crate) fn operations(centre: Arc<Centre>) -> Router {
    Router::new()
        .route("/health", get(operations::health))
        .route("/metrics", get(operations::metrics))
        .with_state(centre)
}

async fn unknown() -> Error {
    Error::refused(
        StatusCode::NOT_FOUND,
        "unknown_route",
        "This server does not know that request; it may be older than this program.",
    )
}

/// Counts and times every answer, and writes one line about it.
async fn measure(State(centre): State<Arc<Centre>>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unknown", |path| path.as_str())
        .to_owned();
    let device = request.extensions().get::<Peer>().and_then(|peer| peer.device);
    let began = Instant::now();
    let response = next.run(request).await;
    let (seconds, status) = (began.elapsed().as_secs_f64(), response.status());
    centre.metrics.requests.with_label_values(&[route.as_str(), status.as_str()]).inc();
    centre.metrics.seconds.with_label_values(&[route.as_str()]).observe(seconds);
    tracing::debug!(route, status = status.as_u16(), seconds, device = ?device, "answered");
    response
}

/// A device that has proved itself by its certificate and is not revoked.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    pub id: Uuid,
    pub organization: Uuid,
    /// What decides its scope.
    pub holder: Holder,
}

impl FromRequestParts<Arc<Centre>> for Device {
    type Rejection = Error;

    async fn from_request_parts(
        parts: &mut Parts,
        centre: &Arc<Centre>,
    ) -> Result<Self, Self::Rejection> {
        match standing(parts, centre).await? {
            Standing::Active(device) => Ok(device),
            Standing::Revoked { .. } => Err(revoked()),
        }
    }
}

/// A revoked device that has not yet handed over what it had not sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaving {
    pub id: Uuid,
    pub organization: Uuid,
}

impl FromRequestParts<Arc<Centre>> for Leaving {
    type Rejection = Error;

    async fn from_request_parts(
        parts: &mut Parts,
        centre: &Arc<Centre>,
    ) -> Result<Self, Self::Rejection> {
        match standing(parts, centre).await? {
            Standing::Revoked { device, has_left: false } => Ok(device),
            Standing::Revoked { has_left: true, .. } => Err(revoked()),
            Standing::Active(_) => Err(Error::refused(
                StatusCode::CONFLICT,
                "not_revoked",
                "This PC has not been revoked; it sends its changes as always.",
            )),
        }
    }
}

/// A device that brings files: one that is welcome, or a revoked one that hands over what it had.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bringing {
    pub id: Uuid,
    pub organization: Uuid,
    pub is_leaving: bool,
}

impl FromRequestParts<Arc<Centre>> for Bringing {
    type Rejection = Error;

    async fn from_request_parts(
        parts: &mut Parts,
        centre: &Arc<Centre>,
    ) -> Result<Self, Self::Rejection> {
        match standing(parts, centre).await? {
            Standing::Active(Device { id, organization, .. }) => {
                Ok(Self { id, organization, is_leaving: false })
            }
            Standing::Revoked { device: Leaving { id, organization }, has_left: false } => {
                Ok(Self { id, organization, is_leaving: true })
            }
            Standing::Revoked { has_left: true, .. } => Err(revoked()),
        }
    }
}

fn revoked() -> Error {
    Error::refused(
        StatusCode::FORBIDDEN,
        "revoked",
        "This PC has been revoked by an administrator.",
    )
}

/// How a device that has proved itself stands with the clinic.
enum Standing {
    Active(Device),
    Revoked { device: Leaving, has_left: bool },
}

async fn standing(parts: &Parts, centre: &Centre) -> Result<Standing, Error> {
    let peer = parts.extensions.get::<Peer>().cloned().unwrap_or_default();
    let (Some(id), Some(fingerprint)) = (peer.device, peer.fingerprint) else {
        return Err(Error::refused(
            StatusCode::UNAUTHORIZED,
            "certificate_required",
            "This PC has not shown a certificate of this clinic. Enrol it first.",
        ));
    };
    let program = push::program(&parts.headers);
    authorize(centre, id, (&fingerprint, program.as_deref()), peer.address).await
}

/// Looks the device up at every request, so that a revocation acts on the next one. That a revoked
/// one comes, and from where, stands in the security log.
async fn authorize(
    centre: &Centre,
    id: Uuid,
    (fingerprint, program): (&str, Option<&str>),
    address: Option<IpAddr>,
) -> Result<Standing, Error> {
    let client = centre.database.get().await?;
    let statement = client
        .prepare_cached(
            "SELECT k.organization_id, k.certificate_fingerprint = $2, k.revoked_at, \
             coalesce(k.last_seen_at < now() - interval '1 minute', TRUE) \
             OR ($3::TEXT IS NOT NULL AND $3::TEXT IS DISTINCT FROM k.program), \
             d.profile, d.site_id, d.user_id, k.scope_since, k.left_at IS NOT NULL, \
             k.schema_version \
             FROM device_keys k LEFT JOIN devices d ON d.id = k.device_id \
             WHERE k.device_id = $1",
        )
        .await?;
    let row = client.query_opt(&statement, &[&id, &fingerprint, &program]).await?;
    let Some(row) = row.filter(|row| row.get::<_, bool>(1)) else {
        return Err(Error::refused(
            StatusCode::UNAUTHORIZED,
            "device_unknown",
            "This PC is not known at the centre. Ask your administrator to enrol it.",
        ));
    };
    if row.get::<_, Option<DateTime<Utc>>>(2).is_some() {
        let entry = Entry {
            organization: row.get(0),
            action: "permission_refused",
            device: Some(id),
            user: None,
            address,
            account: None,
            failure: Some("revoked"),
        };
        entry.write_refusal(&client).await?;
        let device = Leaving { id, organization: row.get(0) };
        return Ok(Standing::Revoked { device, has_left: row.get(8) });
    }
    if row.get(3) {
        let statement = client
            .prepare_cached(
                "UPDATE device_keys SET last_seen_at = now(), program = coalesce($2, program) \
                 WHERE device_id = $1",
            )
            .await?;
        client.execute(&statement, &[&id, &program]).await?;
    }
    let organization = row.get(0);
    // A device without a row was enrolled before there were profiles. A word that this version
    // does not know stands for a part that it cannot name: nothing but what is everybody's.
    let profile = row.get::<_, Option<String>>(4).map_or(Profile::Whole, |word| {
        Profile::from_code(&word).unwrap_or(Profile::Administration)
    });
    let (site, person, since) = (row.get(5), row.get(6), row.get(7));
    let schema = u16::try_from(row.get::<_, i32>(9)).unwrap_or(u16::MAX);
    let holder = Holder { organization, profile, site, person, since, schema };
    Ok(Standing::Active(Device { id, organization, holder }))
}

/// An answer in the compact form.
fn binary(bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
}
