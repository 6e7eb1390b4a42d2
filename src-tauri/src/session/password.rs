//! Passwords as the session needs them; what is good enough is the clinic's to say.

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier as _;
use argon2::password_hash::phc::PasswordHash;
use clinic::organization::password;

use crate::Refusal;

/// Refuses a new password that is not good enough. `field` names it in the request.
pub(super) fn check_new(field: &str, new: &str, username: &str) -> Result<(), Refusal> {
    password::check(new, &[username]).map_err(|refused| Refusal::about(field, refused.sentence))
}

/// The argon2id hash that stands in `users.password_hash`.
pub(super) fn hash(password: &str) -> Result<String, Refusal> {
    Ok(password::hash(password)?)
}

/// Whether `password` is the one behind `hash`. A hash that cannot be read accepts none.
pub(super) fn is_right(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}
