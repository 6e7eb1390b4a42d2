//! A specimen comes to the laboratory.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::laboratory::order_line::ordered;
use crate::{Nothing, Refused, Who};

/// Which order.
#[derive(Deserialize, TS)]
pub struct ReceiveSpecimen {
    id: Uuid,
    version: i64,
}

/// Takes a specimen in: the order and its awaited results are in progress from here on.
pub fn receive(
    write: &mut Write<'_>,
    _: &Who,
    request: ReceiveSpecimen,
) -> Result<Nothing, Refused> {
    let order = ordered(write, request.id)?;
    match order.status.as_str() {
        "collected" => {}
        "ordered" => {
            return Err(Refused::because(
                "Nobody has noted yet that this specimen was taken. Note that first.",
            ));
        }
        "cancelled" | "entered_in_error" => {
            return Err(Refused::because("This order was cancelled. Do not test this specimen."));
        }
        _ => return Err(Refused::because("This specimen was received already.")),
    }
    let cells = Cells::new().set("status", "in_progress").set("received_at", write.now());
    write.update("lab_orders", request.id, Some(request.version), cells)?;
    let awaited: Vec<Uuid> = write.column(
        "SELECT id FROM lab_results WHERE lab_order_id = ?1 \
         AND status IN ('ordered', 'collected') AND deleted_at IS NULL ORDER BY id",
        params![request.id],
    )?;
    for id in awaited {
        let cells = Cells::new()
            .set("status", "in_progress")
            .set("collected_at", order.collected_at)
            .set("collected_by", order.collected_by);
        write.update("lab_results", id, None, cells)?;
    }
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::encounters::laboratory::story::{offer, order};
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn a_specimen_is_taken_by_the_nurse_numbered_and_taken_in_by_the_laboratory() {
        let clinic = Clinic::found();
        let technician = clinic.employ("Ivo", "Horvat", "lab_technician");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let test = offer(&clinic, "Sodium", "2951-2", "mmol/L", [135.0, 145.0], [120.0, 160.0]);
        let mut orders = Vec::new();
        for _ in 0..2 {
            let made =
                clinic.ask(clinic.doctor, "encounters.order_tests", order(patient, None, &[test]));
            orders.push(id_of(&made.unwrap()));
        }
        let this = |id| json!({ "id": id, "version": 0 });
        let early = clinic.ask(technician, "encounters.receive_specimen", this(orders[0]));
        assert!(early.unwrap_err().sentence.contains("was taken"));
        let collect = |id| {
            let taken = json!({ "id": id, "version": 0, "specimen_kind": "serum" });
            clinic.ask(clinic.nurse, "encounters.collect_specimen", taken)
        };
        assert_eq!(collect(orders[0]).unwrap()["specimen_number"], "A-000001");
        assert_eq!(collect(orders[1]).unwrap()["specimen_number"], "A-000002");
        assert!(collect(orders[1]).is_err(), "taken once");
        let nurse = clinic.ask(clinic.nurse, "encounters.receive_specimen", this(orders[1]));
        assert_eq!(nurse.unwrap_err().code, Some("not_allowed"));
        clinic.ask(technician, "encounters.receive_specimen", this(orders[1])).unwrap();
        let label = json!({ "specimen_number": " a-000002" });
        let found = clinic.ask(technician, "encounters.find_specimen", label).unwrap();
        assert_eq!(found["order"]["id"], json!(orders[1]));
        assert_eq!(found["order"]["status"], "in_progress");
        assert_eq!(found["order"]["specimen_kind"], "serum");
        assert_eq!(found["results"][0]["status"], "in_progress");
        let none = json!({ "specimen_number": "A-000009" });
        assert!(clinic.ask(technician, "encounters.find_specimen", none).is_err());
    }
}
