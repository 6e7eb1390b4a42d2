//! A booking goes elsewhere.

use serde::Deserialize;
use store::{Cells, Intent, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::scheduling::appointment::{booked, practitioner_exists};
use crate::scheduling::clash::{Wanted, taken};
use crate::{Nothing, Refused, Who};

/// Where to.
#[derive(Deserialize, TS)]
pub struct Move {
    id: Uuid,
    version: i64,
    practitioner_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    overbook: bool,
}

/// Moves an appointment whose visit has not begun, under the same conditions as booking it there.
pub fn move_to(write: &mut Write<'_>, who: &Who, request: Move) -> Result<Nothing, Refused> {
    let place = Place {
        practitioner: request.practitioner_id,
        starts_at: request.starts_at,
        ends_at: request.ends_at,
        overbook: request.overbook,
    };
    place.give(write, who, request.id, Some(request.version))
}

/// A time with a doctor.
pub(crate) struct Place {
    pub practitioner: Uuid,
    pub starts_at: i64,
    pub ends_at: i64,
    pub overbook: bool,
}

impl Place {
    /// Gives the place to an appointment.
    pub fn give(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        appointment: Uuid,
        seen: Option<i64>,
    ) -> Result<Nothing, Refused> {
        let before = booked(write, appointment)?;
        before.must_be(&["scheduled", "confirmed", "checked_in"], "moved")?;
        if before.practitioner_id != Some(self.practitioner) {
            practitioner_exists(write, self.practitioner)?;
        }
        let wanted = Wanted {
            appointment: Some(appointment),
            patient: before.patient_id,
            practitioner: self.practitioner,
            room: before.room.as_deref(),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        };
        // Somebody who waits may go to another doctor after the time has passed.
        let now = if self.starts_at == before.starts_at { self.starts_at } else { write.now() };
        wanted.check_time(now)?;
        let overbooked = wanted.practitioner_taken(write, who)?;
        if overbooked && !self.overbook {
            return Err(taken());
        }
        write.update(
            "appointments",
            appointment,
            seen,
            Cells::new()
                .set("practitioner_id", self.practitioner)
                .set("starts_at", self.starts_at)
                .set("ends_at", self.ends_at)
                .set("overbooked", overbooked),
        )?;
        write.intend(Intent::Book { appointment });
        Ok(Nothing {})
    }
}

#[cfg(test)]
mod tests {
    use crate::calendar::MINUTE;
    use crate::fixture::{Clinic, moment};
    use serde_json::json;

    #[test]
    fn an_appointment_moves_to_a_free_time_and_does_not_stand_in_its_own_way() {
        let clinic = Clinic::found();
        let first = clinic.patient("Elena", "Marín", "1960-01-05");
        let second = clinic.patient("Luis", "Prieto", "1990-10-10");
        let id = clinic.book(first, "2026-03-02T10:00:00Z").unwrap();
        clinic.book(second, "2026-03-02T11:00:00Z").unwrap();
        let to = |start: &str, overbook: bool| {
            let starts_at = moment(start);
            let request = json!({
                "id": id, "version": 0, "practitioner_id": clinic.doctor_practitioner,
                "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE, "overbook": overbook
            });
            clinic.ask(clinic.receptionist, "scheduling.move", request)
        };
        to("2026-03-02T10:15:00Z", false).unwrap();
        assert_eq!(to("2026-03-02T10:45:00Z", false).unwrap_err().code, Some("taken"));
        to("2026-03-02T10:45:00Z", true).unwrap();
        let overbooked = "SELECT overbooked FROM appointments WHERE id = ?1";
        assert_eq!(clinic.number(overbooked, id), Some(1));
        to("2026-03-02T12:00:00Z", true).unwrap();
        assert_eq!(clinic.number(overbooked, id), Some(0), "nobody is there any more");
    }
}
