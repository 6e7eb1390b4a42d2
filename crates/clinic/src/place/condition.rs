//! Whether a room or machine works, read from what happened to it.

use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;

/// The condition of a resource: `stored` where a person has said that it is out of order, in
/// service or retired; otherwise out of order from a fault until it is repaired or serviced. Whoever
/// sees a fault may record it, also where only an administrator may change the resource itself.
pub(crate) fn condition(
    reader: &Reader<'_>,
    resource: Uuid,
    stored: &str,
) -> Result<String, Refused> {
    if stored != "available" {
        return Ok(stored.to_owned());
    }
    let last: Option<String> = reader.value(
        "SELECT kind FROM resource_events WHERE resource_id = ?1 \
         AND kind IN ('fault', 'repair', 'service') AND deleted_at IS NULL \
         ORDER BY occurred_at DESC, id DESC LIMIT 1",
        params![resource],
    )?;
    let broken = last.as_deref() == Some("fault");
    Ok(if broken { "out_of_order" } else { "available" }.to_owned())
}
