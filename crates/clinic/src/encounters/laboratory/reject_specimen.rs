//! A specimen cannot be tested: it clotted, leaked, or bears another name. It is taken again.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::laboratory::order_line::ordered;
use crate::messages::add_task::{NewTask, add_task};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which order's specimen, and what is wrong with it.
#[derive(Deserialize, TS)]
pub struct RejectSpecimen {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Rejects a specimen that was taken and of which nothing has been found yet: the order waits for
/// another one, and a nurse is asked to take it. Number and reason of the rejected one stay in the
/// notes of the order. It is the way back, too, where a specimen was noted as taken or received by
/// mistake.
pub fn reject_specimen(
    write: &mut Write<'_>,
    who: &Who,
    request: RejectSpecimen,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say what is wrong with the specimen."))?;
    let order = ordered(write, request.id)?;
    if !matches!(order.status.as_str(), "collected" | "in_progress") {
        return Err(Refused::because(match order.status.as_str() {
            "ordered" => "No specimen of this order was taken yet.",
            "cancelled" | "entered_in_error" => "This order was cancelled.",
            _ => "Results of this specimen were entered. Correct them instead.",
        }));
    }
    let found: Option<i64> = write.value(
        "SELECT 1 FROM lab_results WHERE lab_order_id = ?1 AND deleted_at IS NULL \
         AND status NOT IN ('ordered', 'collected', 'in_progress', 'cancelled') LIMIT 1",
        params![request.id],
    )?;
    if found.is_some() {
        return Err(Refused::because(
            "Results of this specimen were entered. Correct them instead.",
        ));
    }
    let known: Option<(Option<String>, Option<String>, Uuid)> = write.row(
        "SELECT specimen_number, notes, patient_id FROM lab_orders WHERE id = ?1",
        params![request.id],
    )?;
    let (number, notes, patient) = known.ok_or_else(|| Refused::gone("order"))?;
    let number = number.unwrap_or_else(|| "without a number".to_owned());
    let said = format!("Specimen {number} was rejected: {reason}");
    let notes = match filled(notes.as_deref()) {
        Some(before) => format!("{before}\n{said}"),
        None => said,
    };
    // The number stays until another tube has the next one: two tubes never bear the same.
    let cells = Cells::new()
        .set("status", "ordered")
        .set("collected_at", None::<i64>)
        .set("collected_by", None::<Uuid>)
        .set("received_at", None::<i64>)
        .set("notes", notes);
    write.update("lab_orders", request.id, Some(request.version), cells)?;
    let awaited: Vec<Uuid> = write.column(
        "SELECT id FROM lab_results WHERE lab_order_id = ?1 \
         AND status IN ('collected', 'in_progress') AND deleted_at IS NULL ORDER BY id",
        params![request.id],
    )?;
    for id in awaited {
        let cells = Cells::new()
            .set("status", "ordered")
            .set("collected_at", None::<i64>)
            .set("collected_by", None::<Uuid>);
        write.update("lab_results", id, None, cells)?;
    }
    let task = NewTask {
        id: Some(Uuid::new_v5(&request.id, format!("rejected/{number}").as_bytes())),
        kind: "other",
        title: "Take a specimen again".to_owned(),
        description: Some(reason),
        priority: "high",
        for_role: Some("nurse"),
        assigned_to: None,
        patient: Some(patient),
        due_at: Some(write.now()),
        source: Some(("lab_orders", request.id)),
    };
    add_task(write, who, &task)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::encounters::laboratory::story::{offer, order};
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn a_specimen_that_clotted_is_taken_again_and_bears_another_number() {
        let clinic = Clinic::found();
        let technician = clinic.employ("Ivo", "Horvat", "lab_technician");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let test = offer(&clinic, "Sodium", "2951-2", "mmol/L", [135.0, 145.0], [120.0, 160.0]);
        let made =
            clinic.ask(clinic.doctor, "encounters.order_tests", order(patient, None, &[test]));
        let id = id_of(&made.unwrap());
        let this = json!({ "id": id, "version": 0 });
        let reject = |reason: &str| {
            let request = json!({ "id": id, "version": 0, "reason": reason });
            clinic.ask(technician, "encounters.reject_specimen", request)
        };
        let collect = || {
            let request = json!({ "id": id, "version": 0, "specimen_kind": null });
            clinic.ask(clinic.nurse, "encounters.collect_specimen", request).unwrap()
        };
        assert!(reject("Clotted").is_err(), "nothing was taken");
        let first = collect()["specimen_number"].clone();
        clinic.ask(technician, "encounters.receive_specimen", this).unwrap();
        assert_eq!(reject(" ").unwrap_err().field, Some("reason"));
        reject("Clotted").unwrap();
        let stands = "SELECT status || ' ' || (SELECT group_concat(status) FROM lab_results r \
                      WHERE r.lab_order_id = o.id) || ' ' || notes FROM lab_orders o WHERE id = ?1";
        let said =
            format!("ordered ordered Specimen {} was rejected: Clotted", first.as_str().unwrap());
        assert_eq!(clinic.text(stands, id), Some(said));
        let asked = "SELECT title FROM tasks WHERE source_row_id = ?1 AND for_role = 'nurse'";
        assert_eq!(clinic.text(asked, id).as_deref(), Some("Take a specimen again"));
        assert_ne!(collect()["specimen_number"], first);
    }
}
