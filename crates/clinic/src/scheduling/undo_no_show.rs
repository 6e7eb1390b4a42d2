//! A patient who was noted as missing comes late, or was noted by mistake.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::day_of;
use crate::people::details::filled;
use crate::scheduling::appointment::{Booked, booked, patient_may_come};
use crate::scheduling::clash::Wanted;
use crate::scheduling::needed::Following;
use crate::{Nothing, Refused, Who};

/// Which one, and why.
#[derive(Deserialize, TS)]
pub struct UndoNoShow {
    pub(super) id: Uuid,
    pub(super) version: i64,
    pub(super) reason: String,
    /// Whether the patient is seen beside whoever has the time by now.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub(super) overbook: bool,
}

/// Takes back that a patient did not come, on the day of the appointment: it stands again as it did
/// before, with the rooms and machines that were given back. Refuses with the code `taken` where the
/// doctor has somebody else by now, unless `overbook` was said, and outright where patient, room or
/// machine are elsewhere. What the clinic's rules did when the patient was missing stays.
pub fn undo_no_show(
    write: &mut Write<'_>,
    who: &Who,
    request: UndoNoShow,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the patient is not missing after all."))?;
    let before = booked(write, request.id)?;
    before.must_be(&["no_show"], "expected again")?;
    patient_may_come(write, before.patient_id)?;
    let zone = who.site.time_zone;
    if day_of(zone, before.starts_at) != day_of(zone, write.now()) {
        return Err(Refused::because(
            "This appointment was on another day. Book the patient anew, or add a walk-in.",
        ));
    }
    let status = if before.confirmed_at.is_some() { "confirmed" } else { "scheduled" };
    let cells = Cells::new().set("status", status);
    before.stand_again(write, who, (Some(request.version), request.overbook), cells)?;
    write.audit(
        "update",
        Some("appointments"),
        Some(before.id),
        Some(before.patient_id),
        Some(&reason),
    )?;
    Ok(Nothing {})
}

impl Booked {
    /// Writes `cells`, by which an appointment stands again that had given its time away, and takes
    /// what it needed. Refuses as a booking does.
    pub(crate) fn stand_again(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        (seen, overbook): (Option<i64>, bool),
        cells: Cells,
    ) -> Result<(), Refused> {
        let resources = self.gave_back(write)?;
        let mut overbooked = false;
        if let Some(practitioner) = self.practitioner_id {
            let wanted = Wanted {
                appointment: Some(self.id),
                patient: self.patient_id,
                practitioner,
                room: self.room.as_deref(),
                resources: &resources,
                starts_at: self.starts_at,
                ends_at: self.ends_at,
            };
            if let Some(taken) = wanted.practitioner_taken(write, who, write.now())? {
                if !overbook {
                    return Err(taken.refused(who));
                }
                overbooked = true;
            }
        }
        let cells = if overbooked { cells.set("overbooked", true) } else { cells };
        write.update("appointments", self.id, seen, cells)?;
        let following = Following {
            appointment: self.id,
            patient: self.patient_id,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        };
        following.needs(write, who, &resources)
    }

    /// The rooms and machines that it had been promised for its time.
    fn gave_back(&self, reader: &Reader<'_>) -> Result<Vec<Uuid>, Refused> {
        Ok(reader.column(
            "SELECT resource_id FROM appointment_resources WHERE appointment_id = ?1 \
             AND starts_at = ?2 AND deleted_at IS NULL ORDER BY id",
            params![self.id, self.starts_at],
        )?)
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn whoever_comes_late_is_expected_again_unless_the_time_is_gone() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let id = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let this = json!({ "id": id, "version": 0 });
        let ask = |command: &str, request: &serde_json::Value| {
            clinic.ask(clinic.receptionist, command, request.clone())
        };
        let undo = |reason: &str, overbook: bool| {
            let request = json!({ "id": id, "version": 0, "reason": reason, "overbook": overbook });
            ask("scheduling.undo_no_show", &request)
        };
        let status = || clinic.text("SELECT status FROM appointments WHERE id = ?1", id).unwrap();
        assert!(undo("too soon", false).is_err(), "nobody is missing");
        ask("scheduling.confirm", &this).unwrap();
        clinic.set_clock("2026-03-02T10:20:00Z");
        ask("scheduling.no_show", &this).unwrap();
        assert_eq!(undo(" ", false).unwrap_err().field, Some("reason"));
        undo("The bus was late", false).unwrap();
        assert_eq!(status(), "confirmed");
        let why = "SELECT reason FROM audit_logs WHERE row_id = ?1 AND reason IS NOT NULL";
        assert_eq!(clinic.text(why, id).as_deref(), Some("The bus was late"));
        ask("scheduling.no_show", &this).unwrap();
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        clinic.book(other, "2026-03-02T10:20:00Z").unwrap();
        assert_eq!(undo("The bus was late", false).unwrap_err().code, Some("taken"));
        undo("The bus was late", true).unwrap();
        assert_eq!(clinic.number("SELECT overbooked FROM appointments WHERE id = ?1", id), Some(1));
        ask("scheduling.check_in", &this).unwrap();
        // On the next day it is over.
        let missed = clinic.book(other, "2026-03-02T15:00:00Z").unwrap();
        clinic.set_clock("2026-03-02T16:00:00Z");
        ask("scheduling.no_show", &json!({ "id": missed, "version": 0 })).unwrap();
        clinic.set_clock("2026-03-03T09:00:00Z");
        let late = json!({ "id": missed, "version": 0, "reason": "Came today" });
        assert!(
            ask("scheduling.undo_no_show", &late).unwrap_err().sentence.contains("another day")
        );
    }
}
