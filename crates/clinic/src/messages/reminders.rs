//! What is told of appointments: that they are booked, moved or cancelled, to the patient who signs
//! in, and reminders, to whoever treats as well.
//!
//! Any PC of the site writes reminders; the id of each derives from the appointment, its time and the
//! person, and all it says follows from these, so that two PCs write one.

use serde::{Deserialize, Serialize};
use store::{Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, HOUR, MINUTE};
use crate::messages::notify::{Note, notify};
use crate::messages::participants::account_of_patient;
use crate::messages::tell_patient::{PatientNote, tell_patient};
use crate::organization::practitioners::name_of;
use crate::people::merged;
use crate::{Nothing, Refused, Who};

/// The setting of how many minutes before an appointment people are reminded, such as
/// `{"minutes": [1440, 120]}`; of a site before that of the organization.
const LEADS_SETTING: &str = "reminder_leads";
/// Where the clinic has not decided: a day and two hours before.
const LEADS_UNSET: &[i64] = &[24 * 60, 2 * 60];
/// Thirty days.
const LEAD_MINUTES_MAX: i64 = 30 * 24 * 60;
/// Reminders that fall due within this time are written.
const AHEAD: i64 = 24 * HOUR;
/// Appointments that are looked at in one go.
const APPOINTMENTS_MAX: u32 = 1_000;

/// What was written.
#[derive(Serialize, TS)]
pub struct RemindersWritten {
    written: usize,
}

#[derive(Deserialize)]
struct Booked {
    id: Uuid,
    patient_id: Uuid,
    practitioner_id: Option<Uuid>,
    starts_at: i64,
    created_at: i64,
    room: Option<String>,
    patient_user: Option<Uuid>,
    practitioner_user: Option<Uuid>,
}

fn select() -> String {
    format!(
        "SELECT a.id, a.patient_id, a.practitioner_id, a.starts_at, a.created_at, a.room, \
         {} AS patient_user, p.user_id AS practitioner_user FROM appointments a \
         LEFT JOIN practitioners p ON p.id = a.practitioner_id",
        account_of_patient()
    )
}

/// Appointments at site `?1` that come after `?2` and not after `?3`, at most `?4`.
pub(crate) fn coming() -> String {
    format!(
        "{} WHERE a.site_id = ?1 AND a.starts_at > ?2 AND a.starts_at <= ?3 \
         AND a.status IN ('scheduled', 'confirmed') AND a.held_reason IS NULL \
         AND a.deleted_at IS NULL ORDER BY a.starts_at, a.id LIMIT ?4",
        select()
    )
}

/// Writes the reminders of appointments at the site that fall due within a day. One whose moment
/// had passed when the appointment was booked reminds nobody of anything and is left out.
pub fn write_reminders(
    write: &mut Write<'_>,
    who: &Who,
    _: Nothing,
) -> Result<RemindersWritten, Refused> {
    let now = write.now();
    let leads = leads(write, who)?;
    let furthest = leads.iter().copied().max().unwrap_or(0) * MINUTE;
    let until = now.saturating_add(AHEAD).saturating_add(furthest);
    let booked: Vec<Booked> =
        write.rows(&coming(), params![who.site.id, now, until, APPOINTMENTS_MAX])?;
    let mut written = 0;
    for appointment in booked {
        // Whoever has died is not expected, on whichever of their records it stands.
        if merged::deceased(write, appointment.patient_id)? == Some(true) {
            continue;
        }
        for due_at in due(&leads, &appointment, now) {
            for user in appointment.users() {
                written += usize::from(remind(write, who, &appointment, user, due_at)?);
            }
        }
    }
    Ok(RemindersWritten { written })
}

/// When people are reminded, of what is still ahead or has just passed: of several that were
/// missed the last one is enough.
fn due(leads: &[i64], appointment: &Booked, now: i64) -> Vec<i64> {
    let mut moments: Vec<i64> = leads
        .iter()
        .map(|lead| appointment.starts_at.saturating_sub(lead * MINUTE))
        .filter(|due_at| *due_at >= appointment.created_at && *due_at <= now.saturating_add(AHEAD))
        .collect();
    moments.sort_unstable();
    moments.dedup();
    let missed = moments.iter().filter(|due_at| **due_at <= now).count();
    moments.split_off(missed.saturating_sub(1))
}

impl Booked {
    fn users(&self) -> impl Iterator<Item = Uuid> {
        let treats = self.practitioner_user.filter(|user| Some(*user) != self.patient_user);
        self.patient_user.into_iter().chain(treats)
    }

    fn when(&self, who: &Who) -> String {
        let zone = who.site.time_zone;
        let day = calendar::day_of(zone, self.starts_at);
        format!("{day} at {}", calendar::time_text(zone, self.starts_at))
    }

    fn body(&self, reader: &Reader<'_>, who: &Who) -> Result<String, Refused> {
        let treats = name_of(reader, self.practitioner_id)?;
        let parts = [treats, Some(who.site.name.clone()), self.room.clone()];
        Ok(parts
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", "))
    }
}

/// The id of a reminder: a moved appointment is another thing to be reminded of.
pub(crate) fn reminder_id(appointment: Uuid, user: Uuid, starts_at: i64, due_at: i64) -> Uuid {
    let of = format!("reminder/{user}/{starts_at}/{due_at}");
    Uuid::new_v5(&appointment, of.as_bytes())
}

fn remind(
    write: &mut Write<'_>,
    who: &Who,
    appointment: &Booked,
    user: Uuid,
    due_at: i64,
) -> Result<bool, Refused> {
    let id = reminder_id(appointment.id, user, appointment.starts_at, due_at);
    let known: Option<i64> =
        write.value("SELECT 1 FROM notifications WHERE id = ?1", params![id])?;
    if known.is_some() {
        return Ok(false);
    }
    // Whoever treats knows where they work.
    let body = match appointment.patient_user == Some(user) {
        true => Some(appointment.body(write, who)?),
        false => None,
    };
    notify(
        write,
        &Note {
            id: Some(id),
            user,
            kind: "reminder",
            title: format!("Appointment on {}", appointment.when(who)),
            body,
            link: Some(("appointments", appointment.id)),
            due_at: Some(due_at),
        },
    )?;
    Ok(true)
}

/// Confirms a booking to the patient, where the patient signs in.
pub(crate) fn confirm_booking(
    write: &mut Write<'_>,
    who: &Who,
    appointment: Uuid,
) -> Result<(), Refused> {
    tell(write, who, appointment, "booking_confirmation", |when| {
        format!("Your appointment on {when} is booked")
    })
}

/// Tells the patient, where the patient signs in, that an appointment was moved.
pub(crate) fn tell_moved(
    write: &mut Write<'_>,
    who: &Who,
    appointment: Uuid,
) -> Result<(), Refused> {
    tell(write, who, appointment, "booking_confirmation", |when| {
        format!("Your appointment is now on {when}")
    })
}

/// Tells the patient, where the patient signs in, that an appointment does not take place.
pub(crate) fn tell_cancelled(
    write: &mut Write<'_>,
    who: &Who,
    appointment: Uuid,
) -> Result<(), Refused> {
    tell(write, who, appointment, "general", |when| {
        format!("Your appointment on {when} was cancelled")
    })
}

fn tell(
    write: &mut Write<'_>,
    who: &Who,
    appointment: Uuid,
    kind: &str,
    title: impl FnOnce(&str) -> String,
) -> Result<(), Refused> {
    let booked: Option<Booked> =
        write.row(&(select() + " WHERE a.id = ?1"), params![appointment])?;
    let Some(booked) = booked else { return Ok(()) };
    let note = PatientNote {
        id: None,
        patient: booked.patient_id,
        kind,
        title: title(&booked.when(who)),
        body: Some(booked.body(write, who)?),
        link: ("appointments", appointment),
    };
    tell_patient(write, &note)?;
    Ok(())
}

/// How many minutes before an appointment people are reminded.
fn leads(reader: &Reader<'_>, who: &Who) -> Result<Vec<i64>, Refused> {
    #[derive(Deserialize)]
    struct Content {
        minutes: Vec<i64>,
    }
    let content: Option<String> = reader.value(
        "SELECT content FROM system_settings WHERE organization_id = ?1 AND name = ?2 \
         AND (site_id IS NULL OR site_id = ?3) AND deleted_at IS NULL \
         ORDER BY site_id IS NULL LIMIT 1",
        params![who.organization_id, LEADS_SETTING, who.site.id],
    )?;
    let Some(content) = content else { return Ok(LEADS_UNSET.to_vec()) };
    let leads = serde_json::from_str::<Content>(&content).ok().map(|content| content.minutes);
    leads.filter(|leads| leads.iter().all(|lead| (1..=LEAD_MINUTES_MAX).contains(lead))).ok_or_else(
        || {
            Refused::field(
                LEADS_SETTING,
                format!(
                    "The setting of when people are reminded must be minutes between 1 and \
                     {LEAD_MINUTES_MAX}. Correct it in Settings."
                ),
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, moment};
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    /// A patient who signs in.
    fn patient_with_user(clinic: &Clinic) -> (Uuid, Uuid) {
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let user = clinic.employ("Elena", "Marín", "patient");
        clinic
            .store
            .write(clinic.receptionist, "test", |write| {
                write.update("patients", patient, None, Cells::new().set("user_id", user))
            })
            .unwrap();
        (patient, user)
    }

    fn write_reminders(clinic: &Clinic) -> Value {
        clinic.ask(clinic.nurse, "messages.write_reminders", json!({})).unwrap()["written"].clone()
    }

    fn titles(clinic: &Clinic, user: Uuid, kind: &str) -> Vec<String> {
        let notes: Result<_, store::Error> = clinic.store.read(|reader| {
            reader.column(
                "SELECT title FROM notifications WHERE user_id = ?1 AND kind = ?2 \
                 ORDER BY due_at",
                store::params![user, kind],
            )
        });
        notes.unwrap()
    }

    #[test]
    fn patient_and_doctor_are_reminded_a_day_and_two_hours_before_and_once() {
        let clinic = Clinic::found();
        let (patient, user) = patient_with_user(&clinic);
        clinic.book(patient, "2026-03-04T09:00:00Z").unwrap();
        assert_eq!(
            titles(&clinic, user, "booking_confirmation"),
            ["Your appointment on 2026-03-04 at 10:00 is booked"]
        );
        // Tuesday morning: both moments fall within a day.
        clinic.set_clock("2026-03-03T07:30:00Z");
        assert_eq!(write_reminders(&clinic), 4);
        assert_eq!(write_reminders(&clinic), 0);
        let reminders = titles(&clinic, user, "reminder");
        assert_eq!(reminders, ["Appointment on 2026-03-04 at 10:00"; 2]);
        assert!(!reminders[0].contains("Elena"));
        let shown = || {
            clinic.ask(clinic.doctor, "messages.unread", json!({})).unwrap()["notifications"]
                .clone()
        };
        assert_eq!(shown(), 0);
        clinic.set_clock("2026-03-03T09:00:00Z");
        assert_eq!(shown(), 1);
        clinic.set_clock("2026-03-04T07:00:00Z");
        assert_eq!(shown(), 2);
    }

    #[test]
    fn a_late_booking_is_not_followed_by_reminders_whose_time_has_passed() {
        let clinic = Clinic::found();
        let (patient, user) = patient_with_user(&clinic);
        // In an hour and a half: neither a day nor two hours ahead.
        clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        write_reminders(&clinic);
        assert_eq!(titles(&clinic, user, "reminder"), [] as [String; 0]);
    }

    #[test]
    fn of_reminders_that_were_missed_the_last_is_enough() {
        let clinic = Clinic::found();
        let (patient, user) = patient_with_user(&clinic);
        clinic.book(patient, "2026-03-04T09:00:00Z").unwrap();
        clinic.set_clock("2026-03-04T08:00:00Z");
        write_reminders(&clinic);
        assert_eq!(titles(&clinic, user, "reminder").len(), 1);
    }

    #[test]
    fn what_was_moved_or_cancelled_is_not_reminded_of() {
        let clinic = Clinic::found();
        let (patient, _) = patient_with_user(&clinic);
        let id = clinic.book(patient, "2026-03-04T09:00:00Z").unwrap();
        clinic.set_clock("2026-03-03T09:00:00Z");
        write_reminders(&clinic);
        let shown = || {
            let page = clinic.ask(clinic.doctor, "messages.notifications", json!({})).unwrap();
            page["items"].as_array().unwrap().len()
        };
        assert_eq!(shown(), 1);
        let starts_at = moment("2026-03-04T11:00:00Z");
        let move_to = json!({
            "id": id, "version": 0, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 1_800_000_000_i64, "overbook": false
        });
        clinic.ask(clinic.receptionist, "scheduling.move", move_to).unwrap();
        assert_eq!(shown(), 0);
        clinic.set_clock("2026-03-03T11:00:00Z");
        write_reminders(&clinic);
        assert_eq!(shown(), 1);
        let cancel = json!({ "id": id, "version": 0, "reason": "has a cold" });
        clinic.ask(clinic.receptionist, "scheduling.cancel", cancel).unwrap();
        assert_eq!(shown(), 0);
    }

    #[test]
    fn the_clinic_decides_how_long_before() {
        let clinic = Clinic::found();
        let (patient, user) = patient_with_user(&clinic);
        clinic.book(patient, "2026-03-04T09:00:00Z").unwrap();
        let setting = |content: &str| {
            clinic
                .store
                .write(clinic.owner, "test", |write| {
                    let id = Uuid::from_u128(7);
                    let cells = Cells::new().set("content", content);
                    match write.cells("system_settings", id)? {
                        Some(_) => write.update("system_settings", id, None, cells),
                        None => write
                            .insert(
                                "system_settings",
                                cells.set("id", id).set("name", "reminder_leads"),
                            )
                            .map(|_| ()),
                    }
                })
                .unwrap();
        };
        setting("{\"minutes\":[0]}");
        let refused = clinic.ask(clinic.nurse, "messages.write_reminders", json!({})).unwrap_err();
        assert_eq!(refused.field, Some("reminder_leads"));
        setting("{\"minutes\":[2880]}");
        clinic.set_clock("2026-03-02T09:00:00Z");
        write_reminders(&clinic);
        assert_eq!(titles(&clinic, user, "reminder").len(), 1);
    }
}
