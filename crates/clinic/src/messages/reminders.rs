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
/// Reminders that fall due within this time are written, and those that fell due within it before.
const AHEAD: i64 = 24 * HOUR;
/// Appointments that are read in one go.
const APPOINTMENTS_MAX: usize = 1_000;
/// A changeset holds a limited number of rows; the next run goes on.
const WRITTEN_MAX: usize = 800;

/// What was written.
#[derive(Serialize, TS)]
pub struct RemindersWritten {
    written: usize,
    /// Whether another run would write more.
    more: bool,
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

/// Appointments at site `?1` that come after the moment `?2` and the appointment `?5` of it, and not
/// after `?3`, at most `?4`.
pub(crate) fn coming() -> String {
    format!(
        "{} WHERE a.site_id = ?1 AND a.starts_at >= ?2 AND a.starts_at <= ?3 \
         AND (a.starts_at > ?2 OR a.id > ?5) \
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
    let mut written = 0;
    for (from, until) in windows(&leads, now) {
        let (mut after, mut last) = (from, LAST);
        loop {
            let asked = params![who.site.id, after, until, APPOINTMENTS_MAX as u32, last];
            let booked: Vec<Booked> = write.rows(&coming(), asked)?;
            for appointment in &booked {
                if written >= WRITTEN_MAX {
                    return Ok(RemindersWritten { written, more: true });
                }
                written += remind_of(write, who, appointment, &leads)?;
            }
            let Some(page) = booked.last().filter(|_| booked.len() == APPOINTMENTS_MAX) else {
                break;
            };
            (after, last) = (page.starts_at, page.id);
        }
    }
    Ok(RemindersWritten { written, more: false })
}

/// After this id comes none: whoever begins with it begins after its moment.
const LAST: Uuid = Uuid::max();

/// When appointments may begin of which somebody is to be reminded now, one stretch after the other.
/// However far ahead the clinic reminds, only bookings about so far ahead are looked at.
fn windows(leads: &[i64], now: i64) -> Vec<(i64, i64)> {
    let mut all: Vec<(i64, i64)> = leads
        .iter()
        .map(|lead| {
            let due = now.saturating_add(lead * MINUTE);
            (due.saturating_sub(AHEAD).max(now), due.saturating_add(AHEAD))
        })
        .collect();
    all.sort_unstable();
    let mut apart: Vec<(i64, i64)> = Vec::new();
    for (from, until) in all {
        match apart.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => apart.push((from, until)),
        }
    }
    apart
}

/// Writes what is due of one appointment; how many reminders that were.
fn remind_of(
    write: &mut Write<'_>,
    who: &Who,
    appointment: &Booked,
    leads: &[i64],
) -> Result<usize, Refused> {
    // Whoever has died is not expected, on whichever of their records it stands.
    if merged::deceased(write, appointment.patient_id)? == Some(true) {
        return Ok(0);
    }
    let mut written = 0;
    for due_at in due(leads, appointment, write.now()) {
        for user in appointment.users() {
            written += usize::from(remind(write, who, appointment, user, due_at)?);
        }
    }
    Ok(written)
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

/// Tells the patient, where the patient signs in, that an appointment that was called off stands.
pub(crate) fn tell_stands(
    write: &mut Write<'_>,
    who: &Who,
    appointment: Uuid,
) -> Result<(), Refused> {
    tell(write, who, appointment, "booking_confirmation", |when| {
        format!("Your appointment on {when} takes place after all")
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
    use crate::calendar::{HOUR, MINUTE};
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
    fn however_many_are_booked_in_between_the_last_one_is_reminded_a_month_ahead() {
        let clinic = Clinic::found();
        let (patient, user) = patient_with_user(&clinic);
        let start = clinic.now() + HOUR;
        let write = |numbers: std::ops::Range<i64>| {
            clinic.store.write::<_, store::Error>(clinic.owner, "test", |write| {
                for number in numbers {
                    // Fifteen hundred in the next days, and as many on the day in a month.
                    let days = if number < 1_500 { number % 20 } else { 30 };
                    let starts_at = start + days * 24 * HOUR + (number % 1_500) * 1_000_000;
                    let cells = Cells::new()
                        .set("site_id", clinic.site)
                        .set("patient_id", patient)
                        .set("starts_at", starts_at)
                        .set("ends_at", starts_at + 30 * MINUTE)
                        .set("kind", "consultation")
                        .set("priority", "medium")
                        .set("status", "scheduled")
                        .set("overbooked", true);
                    write.insert("appointments", cells)?;
                }
                Ok(())
            })
        };
        write(0..1_500).unwrap();
        write(1_500..3_000).unwrap();
        let set: Result<_, store::Error> = clinic.store.write(clinic.owner, "test", |write| {
            let cells = Cells::new()
                .set("name", super::LEADS_SETTING)
                .set("content", r#"{"minutes": [43200]}"#);
            write.insert("system_settings", cells)
        });
        set.unwrap();
        let round = || {
            let made = clinic.ask(clinic.nurse, "messages.write_reminders", json!({})).unwrap();
            (made["written"].as_u64().unwrap(), made["more"].as_bool().unwrap())
        };
        assert_eq!((round(), round(), round()), ((800, true), (700, false), (0, false)));
        assert_eq!(titles(&clinic, user, "reminder").len(), 1_500);
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
