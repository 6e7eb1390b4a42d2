//! `POST /v1/sign_in`: checks a password at the centre and gives the device its share of the key
//! that opens its replica, so that a password changed elsewhere can be used here.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json, body::Bytes};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hkdf::Hkdf;
use protocol::{SignInAnswer, SignInRequest};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::Device;
use super::person::prove;
use crate::Centre;
use crate::accept::Peer;
use crate::error::Error;

/// Binds the share to its purpose.
const SHARE: &[u8] = b"holdfast device unlock share v1";

/// Checks who signs in, and answers with the device's share.
pub(super) async fn sign_in(
    State(centre): State<Arc<Centre>>,
    device: Device,
    Extension(peer): Extension<Peer>,
    body: Bytes,
) -> Result<Json<SignInAnswer>, Error> {
    let request: SignInRequest = serde_json::from_slice(&body)
        .map_err(|_| Error::malformed("The request to sign in cannot be read."))?;
    let password = Zeroizing::new(request.password);
    let person = prove(&centre, &device, &peer, request.username.trim(), password).await?;
    // The share opens the whole replica, and a patient sees the own record alone: at a kiosk that
    // somebody of the clinic has opened.
    let roles = &person.roles;
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
        user_id: person.id,
        display_name: person.display_name,
        must_change_password: person.must_change_password,
        share: STANDARD.encode(share.as_ref()),
    }))
}
