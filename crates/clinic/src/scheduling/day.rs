//! One day at this site: who works when, and who comes.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, HOUR};
use crate::organization::practitioners::bookable;
use crate::people::line::Lines;
use crate::scheduling::appointment::{AppointmentLine, Row, select};
use crate::scheduling::closed::{Closed, closures};
use crate::scheduling::hours::{Stretch, on_day};
use crate::{Asking, Refused};

/// Which day.
#[derive(Deserialize, TS)]
pub struct Day {
    on: String,
}

/// One day at this site.
#[derive(Serialize, TS)]
pub struct DayShown {
    site_time_zone: String,
    practitioners: Vec<AtWork>,
    appointments: Vec<AppointmentLine>,
}

/// A practitioner with the day's hours.
#[derive(Serialize, TS)]
pub struct AtWork {
    id: Uuid,
    display_name: String,
    specialization: Option<String>,
    hours: Vec<Stretch>,
    /// What of the day is closed: holidays, leave, slots that somebody closed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<_>", optional)]
    closed: Vec<Closed>,
}

/// The day's hours and appointments, cancelled ones included, by time.
pub fn day(asking: &Asking<'_>, request: Day) -> Result<DayShown, Refused> {
    let on = calendar::day("on", &request.on)?;
    let site = &asking.who.site;
    let window = calendar::bounds(site.time_zone, on);
    let mut practitioners = Vec::new();
    for practitioner in bookable(&asking.reader)? {
        let hours = on_day(&asking.reader, asking.who, practitioner.id, on)?;
        practitioners.push(AtWork {
            id: practitioner.id,
            display_name: practitioner.display_name,
            specialization: practitioner.specialization,
            hours: hours.into_iter().map(|working| working.stretch).collect(),
            closed: closures(&asking.reader, asking.who, practitioner.id, window)?,
        });
    }
    let rows: Vec<Row> = asking.reader.rows(&of_day(), params![site.id, window.0, window.1])?;
    let lines = Lines::of(asking);
    let appointments =
        rows.into_iter().map(|row| AppointmentLine::of(&lines, row)).collect::<Result<_, _>>()?;
    Ok(DayShown { site_time_zone: site.time_zone.name().to_owned(), practitioners, appointments })
}

/// The appointments of site ?1 between ?2 and ?3.
pub(crate) fn of_day() -> String {
    let condition = format!(
        "a.site_id = ?1 AND a.starts_at < ?3 AND a.starts_at > ?2 - {} AND a.ends_at > ?2",
        24 * HOUR
    );
    select(&condition) + " ORDER BY a.starts_at, a.id"
}

#[cfg(test)]
mod tests {
    use crate::calendar::HOUR;
    use crate::fixture::{Clinic, moment};
    use serde_json::json;

    #[test]
    fn the_day_on_which_the_clock_jumps_shows_its_hours_as_they_pass() {
        let clinic = Clinic::found_in("America/New_York");
        let doctor = clinic.doctor_practitioner;
        // The Sunday clinic from one to five in the night; two to three does not exist.
        let week =
            json!([{ "weekday": 7, "starts": "01:00", "ends": "05:00", "slot_minutes": 30 }]);
        let request = json!({ "practitioner_id": doctor, "weekdays": week });
        clinic.ask(clinic.owner, "scheduling.set_hours", request).unwrap();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.book(patient, "2026-03-08T07:00:00Z").unwrap();
        clinic
            .book(clinic.patient("Luis", "Prieto", "1990-10-10"), "2026-03-09T03:45:00Z")
            .unwrap();
        clinic.book(clinic.patient("Noa", "Bravo", "2010-02-02"), "2026-03-09T04:15:00Z").unwrap();
        let shown =
            clinic.ask(clinic.nurse, "scheduling.day", json!({ "on": "2026-03-08" })).unwrap();
        assert_eq!(shown["site_time_zone"], "America/New_York");
        let own = shown["practitioners"]
            .as_array()
            .unwrap()
            .iter()
            .find(|p| p["id"] == json!(doctor))
            .unwrap();
        let (start, end) = (moment("2026-03-08T06:00:00Z"), moment("2026-03-08T09:00:00Z"));
        assert_eq!(own["hours"], json!([{ "starts_at": start, "ends_at": end }]));
        assert_eq!(end - start, 3 * HOUR);
        // 23:45 on the wall is still this day, 00:15 is the next.
        assert_eq!(shown["appointments"].as_array().unwrap().len(), 2);
    }
}
