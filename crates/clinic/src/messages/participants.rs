//! Who takes part in the conversation about an appointment: the patient, whoever treats, the
//! patient's care team, and the front desk of the site.

use catalog::Role;
use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::people::merged::{is_one_person, is_one_with, of_person};
use crate::{Refused, Who};

/// As what somebody takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Patient,
    Practitioner,
    CareTeam,
    FrontDesk,
}

/// An appointment that is talked about.
#[derive(Debug, Deserialize)]
pub(crate) struct Conversation {
    pub patient_id: Uuid,
    site_id: Uuid,
    pub starts_at: i64,
    practitioner_id: Option<Uuid>,
    pub patient_user: Option<Uuid>,
    pub practitioner_user: Option<Uuid>,
}

/// Whether `?2` (or the practitioner `?3`) belongs to the care team of `?1` at `?4`.
pub(crate) fn in_care_team_sql() -> String {
    of_person(
        "SELECT 1 FROM care_team_members WHERE patient_id = ?1 \
         AND (user_id = ?2 OR practitioner_id = ?3) AND started_at <= ?4 \
         AND (ended_at IS NULL OR ended_at > ?4) AND deleted_at IS NULL LIMIT 1",
    )
}

/// The account of whom an appointment `a` is for, as a column: it may stand on another record of the
/// person than the appointment.
pub(crate) fn account_of_patient() -> String {
    format!(
        "(SELECT c.user_id FROM patients c WHERE {} AND c.user_id IS NOT NULL \
         AND c.deceased = 0 AND c.deleted_at IS NULL ORDER BY c.id LIMIT 1)",
        is_one_with("c.id", "a.patient_id")
    )
}

/// An appointment that is talked about.
pub(crate) fn about_sql() -> String {
    format!(
        "SELECT a.patient_id, a.site_id, a.starts_at, a.practitioner_id, \
         {} AS patient_user, p.user_id AS practitioner_user FROM appointments a \
         LEFT JOIN practitioners p ON p.id = a.practitioner_id \
         WHERE a.id = ?1 AND a.deleted_at IS NULL",
        account_of_patient()
    )
}

impl Conversation {
    /// The conversation about `appointment`.
    pub fn about(reader: &Reader<'_>, appointment: Uuid) -> Result<Self, Refused> {
        reader.row(&about_sql(), params![appointment])?.ok_or_else(|| Refused::gone("appointment"))
    }

    /// As what `who` takes part. Refuses whoever does not.
    pub fn part_of(&self, reader: &Reader<'_>, who: &Who, now: i64) -> Result<Part, Refused> {
        // Each of a person's records may have an account of its own.
        if let Some(own) = who.patient_id
            && is_one_person(reader, own, self.patient_id)?
        {
            return Ok(Part::Patient);
        }
        if who.practitioner_id.is_some() && self.practitioner_id == who.practitioner_id {
            return Ok(Part::Practitioner);
        }
        if who.is(Role::Receptionist) && self.site_id == who.site.id {
            return Ok(Part::FrontDesk);
        }
        if self.in_care_team(reader, who.user_id, who.practitioner_id, now)? {
            return Ok(Part::CareTeam);
        }
        Err(Refused::coded(
            "not_allowed",
            "Only the patient, whoever treats, the care team and the front desk take part in the \
             conversation about an appointment.",
        ))
    }

    /// Whether `user` may be written to here.
    pub fn can_receive(&self, reader: &Reader<'_>, user: Uuid, now: i64) -> Result<bool, Refused> {
        let named = [self.patient_user, self.practitioner_user].contains(&Some(user));
        let practitioner: Option<Uuid> = reader.value(
            "SELECT id FROM practitioners WHERE user_id = ?1 AND deleted_at IS NULL",
            params![user],
        )?;
        Ok(named || self.in_care_team(reader, user, practitioner, now)?)
    }

    fn in_care_team(
        &self,
        reader: &Reader<'_>,
        user: Uuid,
        practitioner: Option<Uuid>,
        now: i64,
    ) -> Result<bool, Refused> {
        let of = params![self.patient_id, user, practitioner, now];
        Ok(reader.value::<i64>(&in_care_team_sql(), of)?.is_some())
    }
}
