//! Who mainly looks after a patient: one column of the patient's record for each, and a place in the
//! care team that says since when.

use serde_json::json;
use store::{Cells, Write, params};
use uuid::Uuid;

use crate::people::merged;
use crate::{Refused, Who};

/// Somebody who mainly looks after a patient.
pub(crate) struct Main {
    /// The column of `patients` that names them.
    pub column: &'static str,
    /// What stands in it.
    pub value: Option<Uuid>,
    /// As what they are in the care team.
    pub kind: &'static str,
    pub user: Option<Uuid>,
    pub practitioner: Option<Uuid>,
}

impl Main {
    /// Names them on the record in front, and on those behind it that name anybody, and gives them
    /// the main place of that kind in the care team, which nobody else keeps. `seen` is the version of
    /// the record in front.
    pub fn put(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        patient: Uuid,
        seen: i64,
    ) -> Result<(), Refused> {
        let front = merged::front(write, patient)?;
        for record in merged::set_of(write, front)? {
            let named: Option<Option<Uuid>> = write.value(
                &format!("SELECT {} FROM patients WHERE id = ?1", self.column),
                params![record],
            )?;
            if record != front && named.flatten().is_none() {
                continue;
            }
            let version = (record == front).then_some(seen);
            let cells = Cells::new().set(self.column, self.value);
            write.update("patients", record, version, cells)?;
        }
        self.take_place(write, who, front)
    }

    fn take_place(&self, write: &mut Write<'_>, who: &Who, patient: Uuid) -> Result<(), Refused> {
        let now = write.now();
        let places: Vec<(Uuid, Option<Uuid>, Option<Uuid>, bool)> = write.rows(
            &format!(
                "SELECT id, user_id, practitioner_id, is_primary FROM care_team_members \
                 WHERE {} AND kind = ?2 AND ended_at IS NULL AND deleted_at IS NULL ORDER BY id",
                merged::is_one("patient_id")
            ),
            params![patient, self.kind],
        )?;
        let mut placed = false;
        for (place, user, practitioner, is_primary) in places {
            let same = |theirs: Option<Uuid>, own: Option<Uuid>| own.is_some() && theirs == own;
            let own = same(user, self.user) || same(practitioner, self.practitioner);
            if own && !placed {
                placed = true;
                if !is_primary {
                    let cells = Cells::new().set("is_primary", true);
                    write.update("care_team_members", place, None, cells)?;
                }
            } else if is_primary {
                let cells = Cells::new().set("ended_at", now);
                write.update("care_team_members", place, None, cells)?;
            }
        }
        if placed || self.value.is_none() {
            return Ok(());
        }
        write.insert(
            "care_team_members",
            Cells::new()
                .set("patient_id", patient)
                .set("user_id", self.user)
                .set("practitioner_id", self.practitioner)
                .set("site_id", who.site.id)
                .set("kind", self.kind)
                .set("is_primary", true)
                .set("started_at", now)
                .set("assigned_by", who.user_id),
        )?;
        Ok(())
    }
}

/// Whether a user works here and has `role`.
pub(crate) fn works_as(write: &Write<'_>, user: Uuid, role: &str) -> Result<bool, Refused> {
    let roles: Option<String> = write.value(
        "SELECT roles FROM users WHERE id = ?1 AND is_active AND deleted_at IS NULL",
        params![user],
    )?;
    let roles: Vec<serde_json::Value> =
        roles.and_then(|roles| serde_json::from_str(&roles).ok()).unwrap_or_default();
    Ok(roles.contains(&json!(role)))
}
