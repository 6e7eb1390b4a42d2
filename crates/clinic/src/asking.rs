//! On whose behalf a command runs, and where.

use catalog::{Action, Role};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::{Refused, calendar};

/// A request or a response without content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// The place where this PC stands.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Turns wall-clock times into moments.
    pub time_zone: Tz,
    /// ISO 4217.
    pub currency: String,
}

/// The signed-in person.
#[derive(Clone, Debug)]
pub struct Who {
    /// The user.
    pub user_id: Uuid,
    /// What the person is at the clinic; several roles add up.
    pub roles: Vec<Role>,
    /// The practitioner that the user is, if any.
    pub practitioner_id: Option<Uuid>,
    /// The patient that the user is, if any.
    pub patient_id: Option<Uuid>,
    /// The tenant.
    pub organization_id: Uuid,
    /// Where the PC stands.
    pub site: Site,
}

/// What a read has at hand.
pub struct Asking<'a> {
    /// A consistent view of the replica.
    pub reader: Reader<'a>,
    /// Who asks.
    pub who: &'a Who,
    /// The moment, microseconds since 1970 UTC.
    pub now: i64,
}

impl Asking<'_> {
    /// Today at the site.
    pub fn today(&self) -> NaiveDate {
        self.who.today(self.now)
    }
}

impl Who {
    /// Who `user` is on this replica, and where the replica stands.
    pub fn load(reader: &Reader<'_>, user: Uuid) -> Result<Self, Refused> {
        let organization_id = reader
            .fact("organization")?
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| Refused::because("Set up the clinic on this PC first."))?;
        let practitioner_id = reader.value(
            "SELECT id FROM practitioners WHERE user_id = ?1 AND deleted_at IS NULL",
            params![user],
        )?;
        Ok(Self {
            user_id: user,
            roles: store::roles_of(reader, user)?,
            practitioner_id,
            patient_id: reader.value(
                "SELECT id FROM patients WHERE user_id = ?1 AND deleted_at IS NULL ORDER BY id",
                params![user],
            )?,
            organization_id,
            site: Site::of(reader, user)?,
        })
    }

    /// Whether one of the person's roles may ever do `action` to rows of `table`.
    pub fn may(&self, table: &str, action: Action) -> bool {
        catalog::table(table)
            .is_some_and(|table| self.roles.iter().any(|role| table.access.allows(*role, action)))
    }

    /// Whether the person may see rows of `table`.
    pub fn sees(&self, table: &str) -> bool {
        self.may(table, Action::Read)
    }

    /// Whether the person holds `role`.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The same person as at the desk of a branch that is in use.
    pub(crate) fn at(&self, reader: &Reader<'_>, site: Uuid) -> Result<Self, Refused> {
        let closed = || {
            Refused::field(
                "site_id",
                "This branch is not in use. Choose another one from the list.",
            )
        };
        let used: Option<bool> =
            reader.value("SELECT is_active FROM sites WHERE id = ?1", params![site])?;
        if used != Some(true) {
            return Err(closed());
        }
        let site = Site::named(reader, site)?.ok_or_else(closed)?;
        Ok(Self { site, ..self.clone() })
    }

    /// The same person as at the desk of the branch that was named; as here where none was. Refuses
    /// with the code `other_branch` where this PC does not hold the appointment book of that branch.
    pub(crate) fn at_branch(
        &self,
        reader: &Reader<'_>,
        site: Option<Uuid>,
    ) -> Result<Self, Refused> {
        let Some(site) = site.filter(|site| *site != self.site.id) else {
            return Ok(self.clone());
        };
        let own: Option<Uuid> = reader.fact("device")?.and_then(|text| text.parse().ok());
        let profile: Option<String> =
            reader.value("SELECT profile FROM devices WHERE id = ?1", params![own])?;
        if profile.is_some_and(|profile| profile != "whole") {
            let name: Option<String> =
                reader.value("SELECT name FROM sites WHERE id = ?1", params![site])?;
            let name = name.unwrap_or_else(|| "another branch".to_owned());
            return Err(Refused::coded_field(
                "other_branch",
                "site_id",
                format!(
                    "This PC does not hold the appointment book of {name}: its hours, holidays, \
                     leave and rooms. Ask {name} for the appointment, or decide it at a PC that \
                     holds the whole record."
                ),
            ));
        }
        self.at(reader, site)
    }

    /// The calendar day at the site at `now`.
    pub fn today(&self, now: i64) -> NaiveDate {
        calendar::day_of(self.site.time_zone, now)
    }
}

impl Site {
    /// The site of this PC; one that was enrolled without a site works at its user's, or at the
    /// organization's only one.
    fn of(reader: &Reader<'_>, user: Uuid) -> Result<Self, Refused> {
        let here: Option<Uuid> = reader.fact("site")?.and_then(|text| text.parse().ok());
        let site: Option<Uuid> = reader
            .value(
                "SELECT coalesce(?1, (SELECT site_id FROM users WHERE id = ?2), \
                 (SELECT min(id) FROM sites WHERE deleted_at IS NULL))",
                params![here, user],
            )?
            .flatten();
        let site = site.map(|site| Self::named(reader, site)).transpose()?.flatten();
        site.ok_or_else(|| {
            Refused::because("This PC has not been given a site yet. Ask your administrator.")
        })
    }

    /// The site `id`, if there is one.
    fn named(reader: &Reader<'_>, id: Uuid) -> Result<Option<Self>, Refused> {
        #[derive(Deserialize)]
        struct Row {
            id: Uuid,
            name: String,
            time_zone: String,
            currency: String,
        }
        let row: Option<Row> = reader.row(
            "SELECT id, name, time_zone, currency FROM sites WHERE deleted_at IS NULL AND id = ?1",
            params![id],
        )?;
        let Some(row) = row else { return Ok(None) };
        let time_zone = row.time_zone.parse().map_err(|_| {
            Refused::because(
                "The time zone of this site is not known to Holdfast. Correct it in Settings.",
            )
        })?;
        Ok(Some(Self { id: row.id, name: row.name, time_zone, currency: row.currency }))
    }
}
