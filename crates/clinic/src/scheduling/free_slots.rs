//! The next times that are free.
//!
//! Nothing is kept ready: hours, bookings, closures and standing offers are read for a week at a time, each by its
//! index, until enough is found. So an answer is never older than the last commit.

use chrono::Days;
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, HOUR, MINUTE};
use crate::organization::practitioners::{Practitioner, bookable};
use crate::people::merged::{of_person, set_of};
use crate::scheduling::clash::{InUse, rooms_in_use, scans_beside_sql, sessions_sql};
use crate::scheduling::closed::closures;
use crate::scheduling::hours::{Schedule, Working, weeks, working};
use crate::scheduling::needed;
use crate::scheduling::offer::standing;
use crate::scheduling::slots::slot_id;
use crate::{Asking, Refused, Who};

const WEEKS_AHEAD: u64 = 12;
const DAYS_OF_WEEK: u64 = 7;
const COUNT_MAX: u32 = 200;

/// With whom, from when, how long and how many.
#[derive(Deserialize, TS)]
pub struct FreeSlots {
    practitioner_id: Option<Uuid>,
    /// Anybody of this department.
    #[ts(optional = nullable)]
    department_id: Option<Uuid>,
    /// Anybody of this field.
    #[ts(optional = nullable)]
    specialization: Option<String>,
    /// Rooms and machines that must be free as well.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    resource_ids: Vec<Uuid>,
    /// Who must have no other appointment then.
    #[ts(optional = nullable)]
    patient_id: Option<Uuid>,
    from: i64,
    minutes: i64,
    count: u32,
    /// Another branch than this one, where the PC holds the whole record.
    #[ts(optional = nullable)]
    site_id: Option<Uuid>,
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
    /// Where the hours are always in one room.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub room: Option<String>,
    /// The slot of the week that is exactly this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub time_slot_id: Option<Uuid>,
}

/// The next free times within working hours, soonest first.
pub fn free_slots(asking: &Asking<'_>, request: FreeSlots) -> Result<Vec<FreeSlot>, Refused> {
    if !(1..=24 * 60).contains(&request.minutes) {
        return Err(Refused::field("minutes", "An appointment lasts from 1 minute to 24 hours."));
    }
    let wish = Wish {
        practitioner: request.practitioner_id,
        department: request.department_id,
        specialization: request.specialization,
        resources: request.resource_ids,
        patient: request.patient_id,
        now: asking.now,
        from: request.from.max(asking.now),
        minutes: request.minutes,
        count: request.count.min(COUNT_MAX) as usize,
    };
    wish.find(&asking.reader, &asking.who.at_branch(&asking.reader, request.site_id)?)
}

/// What kind of time is wanted.
#[derive(Default)]
pub(crate) struct Wish {
    pub practitioner: Option<Uuid>,
    pub department: Option<Uuid>,
    pub specialization: Option<String>,
    pub resources: Vec<Uuid>,
    pub patient: Option<Uuid>,
    pub now: i64,
    pub from: i64,
    pub minutes: i64,
    pub count: usize,
}

/// Somebody who can be booked, with the hours that fulfil the wish.
struct Diary {
    practitioner: Practitioner,
    weeks: Vec<Schedule>,
}

impl Wish {
    /// The next free times that fulfil the wish, soonest first.
    pub fn find(&self, reader: &Reader<'_>, who: &Who) -> Result<Vec<FreeSlot>, Refused> {
        for resource in &self.resources {
            needed::usable(reader, who, *resource)?;
        }
        let diaries = self.diaries(reader, who)?;
        let person = match self.patient {
            Some(patient) => set_of(reader, patient)?,
            None => Vec::new(),
        };
        let zone = who.site.time_zone;
        let first = calendar::day_of(zone, self.from);
        let mut found: Vec<FreeSlot> = Vec::new();
        for week in 0..WEEKS_AHEAD {
            let day = |ahead| first.checked_add_days(Days::new(week * DAYS_OF_WEEK + ahead));
            let (Some(monday), Some(sunday)) = (day(0), day(DAYS_OF_WEEK - 1)) else { break };
            let window = (calendar::bounds(zone, monday).0, calendar::bounds(zone, sunday).1);
            let shared = self.taken_for_all(reader, window)?;
            let in_rooms =
                diaries.iter().any(|diary| diary.weeks.iter().any(|week| week.room.is_some()));
            let rooms = match in_rooms {
                true => rooms_in_use(reader, who.site.id, window)?,
                false => Vec::new(),
            };
            let mut of_week = Vec::new();
            for diary in &diaries {
                let mut taken = shared.clone();
                taken.extend(busy(reader, "practitioner_id", diary.practitioner.id, window)?);
                let closed = closures(reader, who, diary.practitioner.id, window)?;
                taken.extend(closed.iter().map(|closed| (closed.starts_at, closed.ends_at)));
                let offers = standing(reader, diary.practitioner.id, window, self.now)?;
                let others = offers.iter().filter(|offer| !person.contains(&offer.patient_id));
                taken.extend(others.map(|offer| (offer.starts_at, offer.ends_at)));
                for ahead in 0..DAYS_OF_WEEK {
                    let Some(day) = day(ahead) else { break };
                    for working in working(&diary.weeks, zone, day)? {
                        self.offer(&diary.practitioner, &working, (&taken, &rooms), &mut of_week);
                    }
                }
            }
            of_week.sort_by(|a, b| {
                a.starts_at.cmp(&b.starts_at).then_with(|| a.practitioner.cmp(&b.practitioner))
            });
            found.extend(of_week);
            if found.len() >= self.count {
                break;
            }
        }
        found.truncate(self.count);
        Ok(found)
    }

    /// Those who fulfil the wish and work at this site at all. Who belongs to several departments
    /// is found in one by the hours that are meant for it, or for none.
    fn diaries(&self, reader: &Reader<'_>, who: &Who) -> Result<Vec<Diary>, Refused> {
        let of_department: Option<Vec<Uuid>> = match self.department {
            Some(department) => Some(reader.column(
                "SELECT practitioner_id FROM practitioner_departments WHERE department_id = ?1 \
                 AND deleted_at IS NULL",
                params![department],
            )?),
            None => None,
        };
        let wanted = self.specialization.as_deref().map(|text| text.trim().to_lowercase());
        let mut diaries = Vec::new();
        for practitioner in bookable(reader)? {
            let field = practitioner.specialization.as_deref().map(str::to_lowercase);
            if self.practitioner.is_some_and(|one| one != practitioner.id)
                || wanted.is_some() && field != wanted
            {
                continue;
            }
            let mut weeks = weeks(reader, who.site.id, practitioner.id)?;
            if let (Some(department), Some(members)) = (self.department, &of_department) {
                let member = members.contains(&practitioner.id);
                weeks.retain(|row| row.department_id.map_or(member, |own| own == department));
            }
            if !weeks.is_empty() {
                diaries.push(Diary { practitioner, weeks });
            }
        }
        Ok(diaries)
    }

    /// When the patient, at a scan as well, or one of the rooms and machines is taken, with whomever.
    fn taken_for_all(
        &self,
        reader: &Reader<'_>,
        window: (i64, i64),
    ) -> Result<Vec<(i64, i64)>, Refused> {
        let mut taken = Vec::new();
        if let Some(patient) = self.patient {
            taken = patient_busy(reader, patient, window)?;
        }
        for resource in &self.resources {
            taken.extend(needed::promised(reader, *resource, window)?);
        }
        Ok(taken)
    }

    /// Adds the times of a stretch that nothing stands against.
    fn offer(
        &self,
        practitioner: &Practitioner,
        working: &Working,
        (taken, rooms): (&[(i64, i64)], &[InUse]),
        offered: &mut Vec<FreeSlot>,
    ) {
        let lasts = self.minutes * MINUTE;
        for slot in working.slots() {
            let (starts_at, ends_at) = (slot.starts_at, slot.starts_at + lasts);
            let in_use =
                |room: &String| rooms.iter().any(|other| other.is(room, (starts_at, ends_at)));
            let free = !taken.iter().any(|(from, until)| *from < ends_at && *until > starts_at)
                && !working.room.as_ref().is_some_and(in_use);
            if free && starts_at >= self.from && ends_at <= working.stretch.ends_at {
                let whole = ends_at == slot.ends_at;
                offered.push(FreeSlot {
                    practitioner_id: practitioner.id,
                    practitioner: practitioner.display_name.clone(),
                    starts_at,
                    ends_at,
                    room: working.room.clone(),
                    time_slot_id: whole.then(|| slot_id(working.schedule, starts_at)),
                });
            }
        }
    }
}

/// What keeps a practitioner or a patient (`column` says which) busy between two moments:
/// appointments that stand, and sessions that nobody booked.
pub(crate) fn busy(
    reader: &Reader<'_>,
    column: &'static str,
    id: Uuid,
    window: (i64, i64),
) -> Result<Vec<(i64, i64)>, Refused> {
    let mut busy: Vec<(i64, i64)> =
        reader.rows(&busy_sql(column), params![id, window.0, window.1])?;
    busy.extend(reader.rows::<(i64, i64)>(&sessions_sql(column), params![id, window.0, window.1])?);
    Ok(busy)
}

/// When a patient is busy between two moments: at appointments, and at scans.
pub(crate) fn patient_busy(
    reader: &Reader<'_>,
    patient: Uuid,
    window: (i64, i64),
) -> Result<Vec<(i64, i64)>, Refused> {
    let mut taken = busy(reader, "patient_id", patient, window)?;
    let asked = params![patient, window.1, window.0, None::<Uuid>];
    taken.extend(reader.rows::<(i64, i64)>(&scans_beside_sql(), asked)?);
    Ok(taken)
}

/// The standing appointments of ?1 in `column` between ?2 and ?3; of a patient those of all records
/// of that person. A visit that ended early sets the patient free and not the practitioner.
pub(crate) fn busy_sql(column: &str) -> String {
    let over = if column == "patient_id" { ", 'completed'" } else { "" };
    of_person(&format!(
        "SELECT starts_at, ends_at FROM appointments WHERE {column} = ?1 \
         AND starts_at < ?3 AND starts_at > ?2 - {} AND ends_at > ?2 \
         AND deleted_at IS NULL AND held_reason IS NULL \
         AND status NOT IN ('cancelled', 'no_show', 'entered_in_error'{over})",
        24 * HOUR
    ))
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

    #[test]
    fn a_merged_person_is_busy_by_every_record_of_theirs() {
        let clinic = Clinic::found();
        let doctor = clinic.doctor_practitioner;
        let week =
            json!([{ "weekday": 1, "starts": "10:00", "ends": "12:00", "slot_minutes": 30 }]);
        let request = json!({ "practitioner_id": doctor, "weekdays": week });
        clinic.ask(clinic.owner, "scheduling.set_hours", request).unwrap();
        let kept = clinic.patient("Elena", "Marín", "1960-01-05");
        let behind = clinic.patient("Elena", "Marin", "1960-01-05");
        let elsewhere = clinic.book(behind, "2026-03-02T09:30:00Z").unwrap();
        let merge: Result<_, store::Error> =
            clinic.store.write(clinic.receptionist, "test", |write| {
                // Not with this doctor: the patient alone is busy.
                let cells = store::Cells::new().set("practitioner_id", None::<uuid::Uuid>);
                write.update("appointments", elsewhere, None, cells)?;
                let cells = store::Cells::new()
                    .set("patient_id", kept)
                    .set("merged_patient_id", behind)
                    .set("reason", "Registered twice")
                    .set("merged_at", write.now());
                write.insert("patient_merges", cells)
            });
        merge.unwrap();
        let asked = json!({
            "practitioner_id": doctor, "patient_id": kept, "from": 0, "minutes": 30, "count": 2
        });
        let free = clinic.ask(clinic.receptionist, "scheduling.free_slots", asked).unwrap();
        assert_eq!(free[0]["starts_at"], moment("2026-03-02T09:00:00Z"));
        assert_eq!(free[1]["starts_at"], moment("2026-03-02T10:00:00Z"));
    }

    #[test]
    fn what_is_offered_can_be_booked_a_room_and_a_scan_stand_against_it_too() {
        let clinic = Clinic::found();
        let doctor = clinic.doctor_practitioner;
        let iker = clinic.employ("Iker", "Sanz", "doctor");
        let colleague: Result<Option<uuid::Uuid>, store::Error> = clinic.store.read(|reader| {
            let sql = "SELECT id FROM practitioners WHERE user_id = ?1";
            reader.value(sql, store::params![iker])
        });
        let colleague = colleague.unwrap();
        let week = json!([{
            "weekday": 1, "starts": "10:00", "ends": "12:00", "slot_minutes": 30, "room": "Room 1"
        }]);
        let hours = json!({ "practitioner_id": doctor, "weekdays": week });
        clinic.ask(clinic.owner, "scheduling.set_hours", hours).unwrap();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        // A colleague has the room at ten, and the patient a scan at eleven.
        let starts_at = moment("2026-03-02T09:00:00Z");
        let booking = json!({
            "patient_id": other, "practitioner_id": colleague, "starts_at": starts_at,
            "ends_at": starts_at + 30 * super::MINUTE, "kind": "consultation",
            "priority": "medium", "reason": null, "room": " room 1", "overbook": false
        });
        clinic.ask(clinic.receptionist, "scheduling.book", booking).unwrap();
        let scanned: Result<_, store::Error> = clinic.store.write(clinic.owner, "test", |write| {
            let at = moment("2026-03-02T10:00:00Z");
            let scan = write.insert(
                "scans",
                store::Cells::new()
                    .set("patient_id", patient)
                    .set("site_id", clinic.site)
                    .set("modality", "CT")
                    .set("ordered_at", clinic.now())
                    .set("status", "scheduled")
                    .set("priority", "routine"),
            )?;
            let cells = store::Cells::new()
                .set("site_id", clinic.site)
                .set("patient_id", patient)
                .set("scan_id", scan)
                .set("starts_at", at)
                .set("ends_at", at + 30 * super::MINUTE)
                .set("is_released", false);
            write.insert("appointment_resources", cells)
        });
        scanned.unwrap();
        let asked = json!({
            "practitioner_id": doctor, "patient_id": patient, "from": 0, "minutes": 30, "count": 2
        });
        let free = clinic.ask(clinic.receptionist, "scheduling.free_slots", asked).unwrap();
        let starts: Vec<i64> =
            free.as_array().unwrap().iter().map(|s| s["starts_at"].as_i64().unwrap()).collect();
        assert_eq!(starts, ["2026-03-02T09:30:00Z", "2026-03-02T10:30:00Z"].map(moment));
    }
}
