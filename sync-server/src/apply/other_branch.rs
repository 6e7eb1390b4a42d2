//! A booking's place and time are decided where its branch's book is: its hours, holidays, leave and
//! rooms. A PC that holds another branch alone sees the bookings of patients whom it knows, and the
//! desk there asks the branch; here a PC that does not ask is refused.

use super::decide::{Touched, Work};
use super::{Batch, Stopped};
use crate::rows::plan_named;

/// What gives a booking its place and time.
const PLACE: [&str; 6] =
    ["site_id", "practitioner_id", "time_slot_id", "starts_at", "ends_at", "room"];

/// Quarantines a changeset that gives a booking of another branch its place or time, from a PC that
/// held one branch alone when it was written, which is what `base` says. What decides a question
/// chooses between places that were given before.
pub(super) async fn check(batch: &Batch<'_>, base: i64, work: &Work) -> Result<(), Stopped> {
    let Some(bookings) = plan_named("appointments") else { return Ok(()) };
    let column = |name| bookings.shape.column_number(name).map(usize::from);
    let places: Vec<usize> = PLACE.into_iter().filter_map(column).collect();
    let Some(site) = column("site_id") else { return Ok(()) };
    let placed = |booking: &Touched| {
        booking.before.is_none() || places.iter().any(|place| booking.changed.contains(place))
    };
    let sites: Vec<_> = work
        .rows
        .iter()
        .filter(|((table, _), booking)| *table == bookings.shape.number && placed(booking))
        .flat_map(|(_, booking)| [Some(&booking.row), booking.before.as_ref()])
        .flatten()
        .filter_map(|version| version.get(site).as_uuid())
        .collect();
    if sites.is_empty() || work.touches("sync_conflicts") {
        return Ok(());
    }
    let statement = batch
        .transaction
        .prepare_cached(
            "SELECT s.name FROM devices d JOIN device_keys k ON k.device_id = d.id \
             JOIN sites s ON s.id = ANY ($2) AND s.id IS DISTINCT FROM d.site_id \
             WHERE d.id = $1 AND d.profile <> 'whole' AND k.scope_since <= $3 LIMIT 1",
        )
        .await?;
    let other =
        batch.transaction.query_opt(&statement, &[&batch.sender.device, &sites, &base]).await?;
    let Some(other) = other else { return Ok(()) };
    Err(Stopped::Quarantined(format!(
        "The PC that sent it does not hold the appointment book of {}: its hours, holidays, leave \
         and rooms. Ask that branch for the appointment.",
        other.get::<_, String>(0)
    )))
}
