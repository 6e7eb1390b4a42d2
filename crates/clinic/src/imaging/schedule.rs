//! A scan gets a time and a machine.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{MINUTE, believable};
use crate::imaging::standing::scan;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// A scan that lasts longer is a mistake.
const MINUTES_MAX: i64 = 12 * 60;

/// Which scan, when, how long, and on which machine.
#[derive(Deserialize, TS)]
pub struct ScheduleScan {
    id: Uuid,
    version: i64,
    scheduled_at: i64,
    minutes: i64,
    resource_id: Option<Uuid>,
    room: Option<String>,
}

/// Schedules a scan, or another time for it. Refuses a machine that is out of order, and one that
/// is promised to somebody else at that time.
pub fn schedule(
    write: &mut Write<'_>,
    who: &Who,
    request: ScheduleScan,
) -> Result<Nothing, Refused> {
    scan(write, request.id)?.must_be(&["ordered", "scheduled"], "scheduled")?;
    if !(1..=MINUTES_MAX).contains(&request.minutes) {
        return Err(Refused::field(
            "minutes",
            format!("A scan lasts between 1 and {MINUTES_MAX} minutes."),
        ));
    }
    let now = write.now();
    if request.scheduled_at < now.saturating_sub(5 * MINUTE) && believable(now) {
        return Err(Refused {
            code: Some("in_the_past"),
            sentence: "This time has passed. Choose another one.".to_owned(),
            field: Some("scheduled_at"),
        });
    }
    if let Some(resource) = request.resource_id {
        usable(write, resource)?;
        free(write, who, &request, resource)?;
    }
    let cells = Cells::new()
        .set("status", "scheduled")
        .set("scheduled_at", request.scheduled_at)
        .set("resource_id", request.resource_id)
        .set("room", filled(request.room.as_deref()));
    write.update("scans", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

fn usable(reader: &Reader<'_>, resource: Uuid) -> Result<(), Refused> {
    let status: Option<String> = reader.value(
        "SELECT status FROM resources WHERE id = ?1 AND is_active = 1 AND deleted_at IS NULL",
        params![resource],
    )?;
    let sentence = match status.as_deref() {
        Some("available") => return Ok(()),
        Some("out_of_order") => "This machine is out of order. Choose another one.",
        Some("in_service") => "This machine is being serviced. Choose another one.",
        _ => "This machine is not in use any more. Choose another one.",
    };
    Err(Refused::field("resource_id", sentence))
}

/// Other scans at site `?1` on machine `?2` but `?3`, scheduled after `?4` and before `?5`.
pub(crate) const SCANS_ON_MACHINE: &str = "SELECT 1 FROM scans WHERE site_id = ?1 \
     AND status = 'scheduled' AND resource_id = ?2 AND id <> ?3 AND scheduled_at > ?4 \
     AND scheduled_at < ?5 AND deleted_at IS NULL LIMIT 1";

/// Bookings of machine `?1` that overlap what lies between `?2` and `?3`, begun after `?4`.
pub(crate) const BOOKINGS_OF_MACHINE: &str = "SELECT 1 FROM appointment_resources \
     WHERE resource_id = ?1 AND starts_at < ?3 AND starts_at > ?4 AND ends_at > ?2 \
     AND is_released = 0 AND held_reason IS NULL AND deleted_at IS NULL LIMIT 1";

/// How long another scan takes is not known; it is taken to last as long as this one.
fn free(
    reader: &Reader<'_>,
    who: &Who,
    request: &ScheduleScan,
    resource: Uuid,
) -> Result<(), Refused> {
    let long = request.minutes * MINUTE;
    let (from, until) = (request.scheduled_at, request.scheduled_at.saturating_add(long));
    let scan: Option<i64> = reader.value(
        SCANS_ON_MACHINE,
        params![who.site.id, resource, request.id, from.saturating_sub(long), until],
    )?;
    let oldest = from.saturating_sub(MINUTES_MAX * MINUTE);
    let booking: Option<i64> =
        reader.value(BOOKINGS_OF_MACHINE, params![resource, from, until, oldest])?;
    if scan.or(booking).is_none() {
        return Ok(());
    }
    Err(Refused {
        code: Some("taken"),
        sentence: "This machine is promised to somebody else at that time. Choose another time \
                   or machine."
            .to_owned(),
        field: Some("resource_id"),
    })
}

#[cfg(test)]
mod tests {
    use crate::calendar::MINUTE;
    use crate::fixture::{Clinic, moment};
    use crate::imaging::order::tests::ordered;
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    fn machine(clinic: &Clinic, status: &str) -> Uuid {
        let made = clinic.store.write(clinic.owner, "test", |write| {
            write.insert(
                "resources",
                Cells::new()
                    .set("site_id", clinic.site)
                    .set("kind", "imaging_machine")
                    .set("name", "CT 1")
                    .set("status", status),
            )
        });
        made.unwrap()
    }

    fn request(scan: Uuid, machine: Uuid, at: i64) -> Value {
        json!({
            "id": scan, "version": 0, "scheduled_at": at, "minutes": 30, "resource_id": machine,
            "room": null
        })
    }

    #[test]
    fn a_machine_takes_one_scan_at_a_time_and_none_while_out_of_order() {
        let clinic = Clinic::found();
        let technician = clinic.employ("Iria", "Castro", "imaging_technician");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let (first, second) =
            (ordered(&clinic, patient, json!({})), ordered(&clinic, patient, json!({})));
        let (works, broken) = (machine(&clinic, "available"), machine(&clinic, "out_of_order"));
        let at = moment("2026-03-02T10:00:00Z");
        let schedule = |scan, machine, at| {
            clinic.ask(technician, "imaging.schedule", request(scan, machine, at))
        };
        schedule(first, works, at).unwrap();
        let taken = schedule(second, works, at + 29 * MINUTE).unwrap_err();
        assert_eq!(taken.code, Some("taken"));
        assert_eq!(schedule(second, broken, at).unwrap_err().field, Some("resource_id"));
        let past = schedule(second, works, at - 300 * MINUTE).unwrap_err();
        assert_eq!(past.code, Some("in_the_past"));
        schedule(second, works, at + 30 * MINUTE).unwrap();
        // The first one may be moved within its own time.
        schedule(first, works, at - 10 * MINUTE).unwrap();
    }
}
