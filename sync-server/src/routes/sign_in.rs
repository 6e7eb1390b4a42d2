//! `POST /v1/sign_in`: checks a password at the centre and gives the device its share of the key
//! that opens its replica, so that a password changed elsewhere can be used here.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json, body::Bytes};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hkdf::Hkdf;
use protocol::{SignInAnswer, SignInRequest};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Device;
use crate::Centre;
use crate::accept::Peer;
use crate::error::Error;
use crate::security::Entry;

/// Binds the share to its purpose.
const SHARE: &[u8] = b"holdfast device unlock share v1";

/// An unknown name and a wrong password get the same answer after the same work.
pub(super) async fn sign_in(
    State(centre): State<Arc<Centre>>,
    device: Device,
    Extension(peer): Extension<Peer>,
    body: Bytes,
) -> Result<Json<SignInAnswer>, Error> {
    let request: SignInRequest = serde_json::from_slice(&body)
        .map_err(|_| Error::malformed("The request to sign in cannot be read."))?;
    let password = Zeroizing::new(request.password);
    let username = request.username.trim().to_owned();
    if let Some(wait) = centre.delays.wait(device.id, &username, Instant::now()) {
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
        centre.delays.failed(device.id, &username, Instant::now());
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
    centre.delays.succeeded(device.id, &username);
    centre.metrics.sign_ins.with_label_values(&["succeeded"]).inc();
    // The share opens the whole replica, and a patient sees the own record alone: at a kiosk that
    // somebody of the clinic has opened.
    let roles: Option<String> = person.get(4);
    let roles: Vec<String> =
        roles.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    if !roles.is_empty() && roles.iter().all(|role| role == catalog::Role::Patient.code()) {
        return Err(Error::refused(
            StatusCode::FORBIDDEN,
            "staff_opens_it",
            "Somebody of the clinic has to sign in on this PC first. Then sign in again.",
        ));
    }
    let mut share = Zeroizing::new([0u8; 32]);
    Hkdf::<Sha256>::new(Some(device.id.as_bytes()), &centre.unlock_key)
        .expand(SHARE, share.as_mut())
        .map_err(|error| Error::Broken(error.to_string()))?;
    Ok(Json(SignInAnswer {
        user_id: person.get(0),
        display_name: person.get(2),
        must_change_password: person.get(3),
        share: STANDARD.encode(share.as_ref()),
    }))
}
