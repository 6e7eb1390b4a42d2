//! What an administrator asks of the centre about the clinic's PCs, as JSON over the certificate of
//! the PC at which they work.
//!
//! Whoever changes something gives their password again: a PC proves itself, and not who sits at it.

use catalog::Profile;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The most characters of a PC's name.
pub const DEVICE_NAME_MAX: usize = 100;
/// The most hours for which an invitation is good: a month.
pub const INVITATION_HOURS_MAX: u16 = 720;
/// The most characters of the reason for which a PC is revoked.
pub const REVOKE_REASON_MAX: usize = 500;

/// A field of a request, and what is wrong with it, for a person.
pub type WrongField = (&'static str, String);

/// `POST /v1/devices`: who wants to see the clinic's PCs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesRequest {
    /// The person at the PC.
    pub user: Uuid,
}

/// The answer to [`DevicesRequest`], [`PlaceRequest`] and [`RevokeRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesAnswer {
    /// For so many days a PC goes on without having heard from the centre.
    pub lease_days: u16,
    /// All PCs that were ever enrolled, the newest first. Moments are microseconds since 1970 UTC.
    pub devices: Vec<DeviceAtCentre>,
}

/// One PC as the centre knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceAtCentre {
    /// The PC.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Which tables it may hold.
    pub profile: String,
    /// Where it stands.
    pub site: Option<Uuid>,
    /// Whose own PC it is.
    pub person: Option<Uuid>,
    /// Such as `linux x86_64`.
    pub platform: Option<String>,
    /// The program and its version, as the PC says itself.
    pub program: Option<String>,
    /// When it was enrolled.
    pub enrolled_at: Option<i64>,
    /// When it last spoke to the centre, to the minute.
    pub last_seen_at: Option<i64>,
    /// How many changes of the clinic it has not fetched; unknown until it has fetched any.
    pub behind: Option<i64>,
    /// When the first of them came to the centre.
    pub behind_since: Option<i64>,
    /// How many of its own changes waited when it last said so.
    pub waiting: Option<i64>,
    /// When the oldest of them was made.
    pub oldest_waiting_at: Option<i64>,
    /// When it said so.
    pub told_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
    /// Why.
    pub revoke_reason: Option<String>,
    /// When it had handed over what it had not sent; it has forgotten its keys since.
    pub left_at: Option<i64>,
}

/// `POST /v1/devices/invite`: a PC is to join the clinic.
#[derive(Clone, Serialize, Deserialize)]
pub struct InviteRequest {
    /// The person at the PC.
    pub user: Uuid,
    /// That person's password.
    pub password: String,
    /// What people will call the new PC.
    pub device_name: String,
    /// Where it will stand.
    pub site: Option<Uuid>,
    /// Which tables it may hold.
    pub profile: String,
    /// For how many hours the link is good.
    pub valid_hours: u16,
}

impl InviteRequest {
    /// What is wrong with it, if anything.
    pub fn wrong(&self) -> Option<WrongField> {
        let letters = self.device_name.trim().chars().count();
        if !(1..=DEVICE_NAME_MAX).contains(&letters) {
            let sentence =
                format!("The name of this PC must have 1 to {DEVICE_NAME_MAX} characters.");
            return Some(("device_name", sentence));
        }
        if !(1..=INVITATION_HOURS_MAX).contains(&self.valid_hours) {
            let sentence = format!("A link is good for 1 to {INVITATION_HOURS_MAX} hours.");
            return Some(("valid_hours", sentence));
        }
        wrong_place(&self.profile, self.site)
    }
}

/// The answer to [`InviteRequest`]. The centre keeps no copy of the link.
#[derive(Clone, Serialize, Deserialize)]
pub struct InviteAnswer {
    /// `holdfast://enrol?…`, good for one PC.
    pub link: String,
    /// Until when, microseconds since 1970 UTC.
    pub expires_at: i64,
}

/// `POST /v1/devices/place`: what a PC is for, where it stands and whose it is from now on.
#[derive(Clone, Serialize, Deserialize)]
pub struct PlaceRequest {
    /// The person at the PC.
    pub user: Uuid,
    /// That person's password.
    pub password: String,
    /// The PC that is placed.
    pub device: Uuid,
    /// Which tables it may hold.
    pub profile: String,
    /// Where it stands.
    pub site: Option<Uuid>,
    /// Whose own PC it is; nobody's where absent.
    pub person: Option<Uuid>,
}

impl PlaceRequest {
    /// What is wrong with it, if anything.
    pub fn wrong(&self) -> Option<WrongField> {
        wrong_place(&self.profile, self.site)
    }
}

/// `POST /v1/devices/revoke`: a PC is not to work with the clinic's record any more.
#[derive(Clone, Serialize, Deserialize)]
pub struct RevokeRequest {
    /// The person at the PC.
    pub user: Uuid,
    /// That person's password.
    pub password: String,
    /// The PC that is revoked.
    pub device: Uuid,
    /// Why, for the next reader.
    pub reason: String,
}

impl RevokeRequest {
    /// What is wrong with it, if anything.
    pub fn wrong(&self) -> Option<WrongField> {
        let letters = self.reason.trim().chars().count();
        (!(1..=REVOKE_REASON_MAX).contains(&letters))
            .then(|| ("reason", format!("Say why in 1 to {REVOKE_REASON_MAX} characters.")))
    }
}

fn wrong_place(profile: &str, site: Option<Uuid>) -> Option<WrongField> {
    match Profile::from_code(profile) {
        None => Some(("profile", "Choose what the PC is used for.".to_owned())),
        Some(profile) if profile != Profile::Whole && site.is_none() => Some((
            "site",
            "A PC with this use holds what belongs to its site. Choose the site.".to_owned(),
        )),
        Some(_) => None,
    }
}

/// Passwords and links must not get into logs.
macro_rules! nameless {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )+};
}
nameless!(InviteRequest, InviteAnswer, PlaceRequest, RevokeRequest);

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation() -> InviteRequest {
        InviteRequest {
            user: Uuid::from_u128(1),
            password: "harbour lantern".to_owned(),
            device_name: "Laboratory".to_owned(),
            site: Some(Uuid::from_u128(2)),
            profile: "laboratory".to_owned(),
            valid_hours: 24,
        }
    }

    #[test]
    fn a_request_is_told_which_field_is_wrong_and_says_no_password_to_a_log() {
        assert_eq!(invitation().wrong(), None);
        let wrong = |change: fn(&mut InviteRequest)| {
            let mut request = invitation();
            change(&mut request);
            request.wrong().unwrap().0
        };
        assert_eq!(wrong(|request| request.device_name = "  ".to_owned()), "device_name");
        assert_eq!(wrong(|request| request.device_name = "x".repeat(101)), "device_name");
        assert_eq!(wrong(|request| request.valid_hours = 721), "valid_hours");
        assert_eq!(wrong(|request| request.profile = "kitchen".to_owned()), "profile");
        assert_eq!(wrong(|request| request.site = None), "site");
        let whole = InviteRequest { site: None, profile: "whole".to_owned(), ..invitation() };
        assert_eq!(whole.wrong(), None);
        assert_eq!(format!("{:?}", invitation()), "InviteRequest");
    }
}
