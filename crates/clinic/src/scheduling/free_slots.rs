//! The next times that are free.

use chrono::Days;
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, HOUR, MINUTE};
use crate::organization::practitioners::{Practitioner, bookable};
use crate::scheduling::hours::on_day;
use crate::{Asking, Refused, Who};

const DAYS_AHEAD: u64 = 60;
const COUNT_MAX: u32 = 200;

/// With whom, from when, how long and how many.
#[derive(Deserialize, TS)]
pub struct FreeSlots {
    practitioner_id: Option<Uuid>,
    from: i64,
    minutes: i64,
    count: u32,
}

/// A free time with a doctor.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FreeSlot {
    /// With whom.
    pub practitioner_id: Uuid,
    /// How they are called.
    pub practitioner: String,
    /// From here.
    pub starts_at: i64,
    /// Until here.
    pub ends_at: i64,
}

/// The next free times within working hours, soonest first.
pub fn free_slots(asking: &Asking<'_>, request: FreeSlots) -> Result<Vec<FreeSlot>, Refused> {
    if !(1..=24 * 60).contains(&request.minutes) {
        return Err(Refused::field("minutes", "An appointment lasts from 1 minute to 24 hours."));
    }
    let wish = Wish {
        practitioner: request.practitioner_id,
        from: request.from.max(asking.now),
        minutes: request.minutes,
        count: request.count.min(COUNT_MAX) as usize,
    };
    wish.find(&asking.reader, asking.who)
}

/// What kind of time is wanted.
pub(crate) struct Wish {
    pub practitioner: Option<Uuid>,
    pub from: i64,
    pub minutes: i64,
    pub count: usize,
}

impl Wish {
    /// The next free times that fulfil the wish, soonest first.
    pub fn find(&self, reader: &Reader<'_>, who: &Who) -> Result<Vec<FreeSlot>, Refused> {
        let practitioners: Vec<Practitioner> = bookable(reader)?
            .into_iter()
            .filter(|one| self.practitioner.is_none_or(|wanted| wanted == one.id))
            .collect();
        let first = calendar::day_of(who.site.time_zone, self.from);
        let mut found: Vec<FreeSlot> = Vec::new();
        for ahead in 0..DAYS_AHEAD {
            let Some(day) = first.checked_add_days(Days::new(ahead)) else { break };
            let mut of_day = Vec::new();
            for practitioner in &practitioners {
                let busy =
                    busy(reader, practitioner.id, calendar::bounds(who.site.time_zone, day))?;
                for (stretch, step) in on_day(reader, who, practitioner.id, day)? {
                    let mut starts_at = stretch.starts_at;
                    while starts_at + self.minutes * MINUTE <= stretch.ends_at {
                        let ends_at = starts_at + self.minutes * MINUTE;
                        let free =
                            !busy.iter().any(|(from, to)| *from < ends_at && *to > starts_at);
                        if free && starts_at >= self.from {
                            of_day.push(FreeSlot {
                                practitioner_id: practitioner.id,
                                practitioner: practitioner.display_name.clone(),
                                starts_at,
                                ends_at,
                            });
                        }
                        starts_at += step.max(1) * MINUTE;
                    }
                }
            }
            of_day.sort_by(|a, b| {
                a.starts_at.cmp(&b.starts_at).then_with(|| a.practitioner.cmp(&b.practitioner))
            });
            found.extend(of_day);
            if found.len() >= self.count {
                break;
            }
        }
        found.truncate(self.count);
        Ok(found)
    }
}

/// What keeps a practitioner busy around a day: appointments that stand, and closed slots.
fn busy(
    reader: &Reader<'_>,
    practitioner: Uuid,
    day: (i64, i64),
) -> Result<Vec<(i64, i64)>, Refused> {
    Ok(reader.rows(
        &format!(
            "SELECT starts_at, ends_at FROM appointments WHERE practitioner_id = ?1 \
             AND starts_at < ?3 AND starts_at > ?2 - {day} AND ends_at > ?2 \
             AND deleted_at IS NULL AND held_reason IS NULL \
             AND status NOT IN ('cancelled', 'no_show', 'entered_in_error') \
             UNION ALL \
             SELECT starts_at, ends_at FROM time_slots WHERE practitioner_id = ?1 \
             AND starts_at < ?3 AND starts_at > ?2 - {day} AND ends_at > ?2 \
             AND deleted_at IS NULL AND is_blocked = 1",
            day = 24 * HOUR
        ),
        params![practitioner, day.0, day.1],
    )?)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, moment};
    use serde_json::json;

    #[test]
    fn free_times_lie_in_working_hours_between_what_is_booked() {
        let clinic = Clinic::found();
        let doctor = clinic.doctor_practitioner;
        let week =
            json!([{ "weekday": 1, "starts": "10:00", "ends": "12:00", "slot_minutes": 30 }]);
        let request = json!({ "practitioner_id": doctor, "weekdays": week });
        clinic.ask(clinic.owner, "scheduling.set_hours", request).unwrap();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.book(patient, "2026-03-02T09:30:00Z").unwrap();
        let free = clinic
            .ask(
                clinic.receptionist,
                "scheduling.free_slots",
                json!({ "practitioner_id": null, "from": 0, "minutes": 30, "count": 5 }),
            )
            .unwrap();
        let starts: Vec<i64> =
            free.as_array().unwrap().iter().map(|s| s["starts_at"].as_i64().unwrap()).collect();
        let expected = [
            "2026-03-02T09:00:00Z",
            "2026-03-02T10:00:00Z",
            "2026-03-02T10:30:00Z",
            "2026-03-09T09:00:00Z",
            "2026-03-09T09:30:00Z",
        ];
        assert_eq!(starts, expected.map(moment));
    }
}
