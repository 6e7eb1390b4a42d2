//! An order, or one test of it, is called off.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::laboratory::order_line::{ordered, settle};
use crate::encounters::laboratory::value::expected;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which order, and why.
#[derive(Deserialize, TS)]
pub struct CancelLabOrder {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Which test of an order, and why.
#[derive(Deserialize, TS)]
pub struct CancelLabTest {
    id: Uuid,
    version: i64,
    reason: String,
}

const AWAITED: [&str; 3] = ["ordered", "collected", "in_progress"];

/// Calls off what an order still waits for. Results that have come stay, and then the order stands
/// with them.
pub fn cancel_order(
    write: &mut Write<'_>,
    _: &Who,
    request: CancelLabOrder,
) -> Result<Nothing, Refused> {
    let reason = why(&request.reason)?;
    call_off_order(write, request.id, Some(request.version), &reason)?;
    Ok(Nothing {})
}

/// Calls off what the order still waits for.
pub(crate) fn call_off_order(
    write: &mut Write<'_>,
    id: Uuid,
    seen: Option<i64>,
    reason: &str,
) -> Result<(), Refused> {
    let order = ordered(write, id)?;
    if !AWAITED.contains(&order.status.as_str()) {
        return Err(Refused::because("This order is complete or was cancelled already."));
    }
    let awaited: Vec<Uuid> = write.column(
        "SELECT id FROM lab_results WHERE lab_order_id = ?1 \
         AND status IN ('ordered', 'collected', 'in_progress') AND deleted_at IS NULL ORDER BY id",
        params![id],
    )?;
    for test in awaited {
        let cells = Cells::new().set("status", "cancelled").set("comments", reason);
        write.update("lab_results", test, None, cells)?;
    }
    let came: Option<i64> = write.value(
        "SELECT 1 FROM lab_results WHERE lab_order_id = ?1 AND deleted_at IS NULL \
         AND status IN ('preliminary', 'completed', 'corrected') LIMIT 1",
        params![id],
    )?;
    let mut cells = Cells::new().set("cancel_reason", reason);
    if came.is_none() {
        cells.put("status", "cancelled");
    }
    write.update("lab_orders", id, seen, cells)?;
    if came.is_some() {
        settle(write, &order)?;
    }
    Ok(())
}

/// Calls off one test; with the last one its order is called off too.
pub fn cancel_test(
    write: &mut Write<'_>,
    _: &Who,
    request: CancelLabTest,
) -> Result<Nothing, Refused> {
    let reason = why(&request.reason)?;
    let result = expected(write, request.id)?;
    if !AWAITED.contains(&result.status.as_str()) {
        return Err(Refused::because(
            "This test has a result or was cancelled already. A wrong result is corrected.",
        ));
    }
    let cells = Cells::new().set("status", "cancelled").set("comments", reason.as_str());
    write.update("lab_results", request.id, Some(request.version), cells)?;
    let Some(order) = result.lab_order_id else { return Ok(Nothing {}) };
    let left: Option<i64> = write.value(
        "SELECT 1 FROM lab_results WHERE lab_order_id = ?1 AND deleted_at IS NULL \
         AND status NOT IN ('cancelled', 'entered_in_error') LIMIT 1",
        params![order],
    )?;
    let order = ordered(write, order)?;
    if left.is_some() {
        settle(write, &order)?;
    } else {
        let cells = Cells::new().set("status", "cancelled").set("cancel_reason", reason);
        write.update("lab_orders", order.id, None, cells)?;
    }
    Ok(Nothing {})
}

fn why(reason: &str) -> Result<String, Refused> {
    filled(Some(reason)).ok_or_else(|| Refused::field("reason", "Say why it is cancelled."))
}

#[cfg(test)]
mod tests {
    use crate::encounters::laboratory::story::{Bench, found};
    use serde_json::{Value, json};

    #[test]
    fn what_has_come_stays_and_what_is_awaited_is_called_off_with_its_reason() {
        let bench = Bench::open();
        let (order, results) = bench.panel(3);
        bench.enter(results[0], found(4.0), false).unwrap();
        let cancel = |name: &str, id, reason: &str| {
            let this = json!({ "id": id, "version": 0, "reason": reason });
            bench.clinic.ask(bench.clinic.doctor, name, this)
        };
        let silent = cancel("encounters.cancel_lab_test", results[1], "").unwrap_err();
        assert_eq!(silent.field, Some("reason"));
        cancel("encounters.cancel_lab_test", results[1], "not enough blood").unwrap();
        assert!(cancel("encounters.cancel_lab_test", results[0], "late").is_err());
        cancel("encounters.cancel_lab_order", order, "patient gone").unwrap();
        let shown = bench.order_of(results[0]);
        assert_eq!(shown["order"]["status"], "completed", "one result stands");
        assert_eq!(shown["order"]["cancel_reason"], "patient gone");
        assert!(
            bench.enter(results[2], found(4.0), false).unwrap_err().sentence.contains("cancelled")
        );

        let (order, results) = bench.panel(1);
        cancel("encounters.cancel_lab_test", results[0], "ordered twice").unwrap();
        assert_eq!(bench.order_of(results[0])["order"]["status"], "cancelled");
        assert!(cancel("encounters.cancel_lab_order", order, "again").is_err());
        let list = bench.clinic.ask(bench.technician, "encounters.lab_worklist", json!({}));
        assert_eq!(list.unwrap(), Value::Array(Vec::new()));
    }
}
