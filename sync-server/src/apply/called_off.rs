//! Who calls off a booking. A nurse does so with the visit alone, when its patient has gone; by
//! itself a booking is called off by who books, or by its patient.

use catalog::Role;

use super::decide::Work;
use crate::rows::plan_named;

/// Refuses bookings that somebody with `roles` calls off without their visit.
pub(super) fn check(roles: &[Role], work: &Work) -> Result<(), String> {
    if catalog::may_call_off(roles) {
        return Ok(());
    }
    let (Some(bookings), Some(visits)) = (plan_named("appointments"), plan_named("visits")) else {
        return Ok(());
    };
    let column = |name| bookings.shape.column_number(name).map(usize::from);
    let visited = |name| visits.shape.column_number(name).map(usize::from);
    let (Some(status), Some(of), Some(stage)) =
        (column("status"), visited("appointment_id"), visited("status"))
    else {
        return Ok(());
    };
    let ended = ["cancelled", "left_without_being_seen", "entered_in_error"];
    for ((table, id), booking) in &work.rows {
        let called_off = *table == bookings.shape.number
            && booking.changed.contains(&status)
            && matches!(booking.row.get(status).as_text(), Some("cancelled" | "entered_in_error"));
        let with_its_visit = || {
            work.rows.iter().any(|((table, _), visit)| {
                *table == visits.shape.number
                    && visit.row.get(of).as_uuid() == Some(*id)
                    && visit.row.get(stage).as_text().is_some_and(|now| ended.contains(&now))
            })
        };
        if called_off && !with_its_visit() {
            return Err("The person who made it may call off an appointment only together with \
                        its visit."
                .to_owned());
        }
    }
    Ok(())
}
