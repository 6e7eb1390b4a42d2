//! Who runs the clinic, where, with whom and on which machines.

use super::{OPERATIONAL, REFERENCE};
use crate::enumerations::{
    DEVICE_PROFILE, DEVICE_STATUS, GENDER, LEAVE_KIND, LEAVE_STATUS, NUMBER_KIND, PLACE_KIND,
    SESSION_END, SHIFT_KIND, SHIFT_STATUS, SUBSCRIPTION_PLAN,
};
use crate::rules::organization as rules;
use crate::{Access, Column, Conflict, Domain, Scope, Table};

const fn address(name: &'static str) -> Column {
    Column::named(name).group("address")
}

pub(super) const ORGANIZATIONS: Table = Table {
    name: "organizations",
    columns: &[
        Column::named("kind").one_of(&PLACE_KIND),
        Column::named("subscription_plan").one_of(&SUBSCRIPTION_PLAN),
        Column::named("recovery_public_key").conflict(Conflict::Review),
        address("address_line"),
        address("city"),
        address("state"),
        address("postal_code"),
        address("country"),
    ],
    rule: rules::organization,
    ..REFERENCE
};

pub(super) const SITES: Table = Table {
    name: "sites",
    columns: &[
        Column::named("kind").one_of(&PLACE_KIND),
        Column::named("time_zone").conflict(Conflict::Review),
        Column::named("currency").conflict(Conflict::Review),
        address("address_line"),
        address("city"),
        address("state"),
        address("postal_code"),
        address("country"),
    ],
    rule: rules::site,
    ..REFERENCE
};

pub(super) const DEPARTMENTS: Table =
    Table { name: "departments", rule: rules::department, ..REFERENCE };

pub(super) const USERS: Table = Table {
    name: "users",
    access: Access::Accounts,
    guarded: true,
    columns: &[
        Column::named("roles").conflict(Conflict::Review),
        Column::named("password_hash").group("password"),
        Column::named("password_changed_at").group("password"),
        Column::named("must_change_password").group("password"),
        Column::named("is_active").group("suspension"),
        Column::named("suspended_at").group("suspension"),
        Column::named("suspended_reason").group("suspension"),
        // Read from the sessions, so that signing in changes no account.
        Column::named("last_login_at").centre(),
        Column::named("held_reason").centre(),
    ],
    rule: rules::user,
    ..REFERENCE
};

pub(super) const PRACTITIONERS: Table = Table {
    name: "practitioners",
    access: Access::Staff,
    columns: &[
        Column::named("gender").one_of(&GENDER),
        Column::named("prefix").group("name"),
        Column::named("given_name").group("name"),
        Column::named("family_name").group("name"),
        Column::named("name_text").group("name"),
        Column::named("specialization").group("specialization"),
        Column::named("specialization_code").group("specialization"),
        Column::named("specialization_code_system").group("specialization"),
        Column::named("consultation_fee_minor").group("fee"),
        Column::named("currency").group("fee"),
        address("address_line"),
        address("city"),
        address("state"),
        address("postal_code"),
        address("country"),
    ],
    rule: rules::practitioner,
    ..REFERENCE
};

pub(super) const PRACTITIONER_DEPARTMENTS: Table =
    Table { name: "practitioner_departments", access: Access::Staff, ..REFERENCE };

pub(super) const SHIFTS: Table = Table {
    name: "shifts",
    domain: Domain::Organization,
    columns: &[
        Column::named("kind").one_of(&SHIFT_KIND),
        Column::named("status").one_of(&SHIFT_STATUS).conflict(Conflict::Progress),
        Column::named("starts_at").group("when"),
        Column::named("ends_at").group("when"),
    ],
    rule: rules::shift,
    ..OPERATIONAL
};

pub(super) const DEVICES: Table = Table {
    name: "devices",
    access: Access::Devices,
    columns: &[
        Column::named("profile").one_of(&DEVICE_PROFILE),
        Column::named("status").one_of(&DEVICE_STATUS).conflict(Conflict::Progress),
        Column::named("certificate_fingerprint").centre(),
        Column::named("certificate_expires_at").centre(),
        Column::named("last_seen_at").centre(),
        Column::named("last_ip_address").centre(),
        Column::named("revoked_at").group("revocation"),
        Column::named("revoked_by").group("revocation"),
        Column::named("revoke_reason").group("revocation"),
    ],
    ..REFERENCE
};

pub(super) const NUMBER_BLOCKS: Table = Table {
    name: "number_blocks",
    access: Access::Devices,
    guarded: true,
    conflict: Conflict::Review,
    columns: &[Column::named("kind").one_of(&NUMBER_KIND), Column::named("held_reason").centre()],
    rule: rules::number_block,
    ..REFERENCE
};

pub(super) const USER_SESSIONS: Table = Table {
    name: "user_sessions",
    scope: Scope::Centre,
    access: Access::Sessions,
    columns: &[Column::named("end_reason").one_of(&SESSION_END)],
    rule: rules::session,
    ..REFERENCE
};

pub(super) const USER_PREFERENCES: Table =
    Table { name: "user_preferences", access: Access::OwnPreferences, ..REFERENCE };

pub(super) const HOLIDAYS: Table = Table { name: "holidays", rule: rules::holiday, ..REFERENCE };

pub(super) const LEAVE: Table = Table {
    name: "leave",
    domain: Domain::Organization,
    access: Access::Leave,
    columns: &[
        Column::named("kind").one_of(&LEAVE_KIND),
        Column::named("starts_at").group("when"),
        Column::named("ends_at").group("when"),
        Column::named("status").one_of(&LEAVE_STATUS).conflict(Conflict::Progress),
    ],
    rule: rules::leave,
    ..OPERATIONAL
};
