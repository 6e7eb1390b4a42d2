//! What is decided about two writings of one thing. Only a centre finds such a conflict, so no demo
//! has one; a record on which everything is to be done gets some as a pull would write them.

use std::cell::RefCell;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use store::{Cells, Store};
use uuid::Uuid;

use super::staff::{doctors, user};
use super::{Clock, DAY, Demo, MINUTE, Pace, Town, id_of};

/// How often each kind of conflict is decided.
const TIMES: i64 = 10;

/// Decides conflicts on a clinic that [`super::load`] has filled, and adds to `pace` how long it
/// took.
///
/// # Errors
/// What a workflow refused, in its words.
pub fn decide(store: &Store, clock: &Clock, (town, now): (&Town, i64), pace: Pace) -> Result<Pace> {
    clock.set(now);
    let demo = Demo { store, clock, town, now, pace: RefCell::new(pace), twins: None };
    let desk = user(store, "rosa")?;
    let doctor = doctors(store)?.into_iter().next().context("a doctor")?.practitioner;
    let patients: Vec<Uuid> = store.read::<_, store::Error>(|reader| {
        reader.column("SELECT id FROM patients ORDER BY id LIMIT ?1", store::params![TIMES])
    })?;
    for (number, patient) in (0..TIMES).zip(patients) {
        let (canonical, candidate) = (json!({"phone": "+000 1"}), json!({"phone": "+000 2"}));
        let values = (Some(canonical), candidate);
        let conflict = found(&demo, desk, ("patients", patient, patient), "review", values)?;
        let take = json!({"id": conflict, "choice": "candidate"});
        demo.ask(desk, "system.decide_conflict", take.clone())?;
        demo.ask(desk, "system.undo_decision", json!({"id": conflict}))?;
        demo.ask(desk, "system.decide_conflict", take)?;

        let starts_at = demo.at(now + (20 + number) * DAY, 10, 0)?;
        let place = json!({"practitioner_id": doctor, "starts_at": starts_at,
                           "ends_at": starts_at + 20 * MINUTE});
        let mut booking = json!({"patient_id": patient, "kind": "follow_up",
                                 "priority": "low", "reason": "Check", "overbook": true});
        let fields = booking.as_object_mut().context("a booking")?;
        fields.extend(place.as_object().cloned().unwrap_or_default());
        let appointment = id_of(&demo.ask(desk, "scheduling.book", booking)?)?;
        store.write::<_, store::Error>(desk, "demo.note", |write| {
            let held = Cells::new().set("held_reason", "practitioner_taken");
            write.update("appointments", appointment, None, held)
        })?;
        let about = ("appointments", appointment, patient);
        let conflict = found(&demo, desk, about, "held", (None, place))?;
        let overbook = json!({"id": conflict, "choice": "overbook"});
        demo.ask(desk, "system.decide_held_appointment", overbook)?;
    }
    Ok(demo.pace.into_inner())
}

/// A conflict as the centre writes it.
fn found(
    demo: &Demo<'_>,
    by: Uuid,
    (table, row, patient): (&str, Uuid, Uuid),
    kind: &str,
    (canonical, candidate): (Option<Value>, Value),
) -> Result<Uuid> {
    let cells = Cells::new()
        .set("table_name", table)
        .set("row_id", row)
        .set("patient_id", patient)
        .set("kind", kind)
        .set("column_group", if kind == "held" { "practitioner_taken" } else { "phone" })
        .set("canonical", canonical.map(|value| value.to_string()))
        .set("candidate", candidate.to_string())
        .set("candidate_by", by)
        .set("candidate_made_at", demo.clock.now())
        .set("reason", "Two people wrote this without seeing each other.")
        .set("status", "open");
    let put = demo
        .store
        .write::<_, store::Error>(by, "demo.note", |write| write.insert("sync_conflicts", cells));
    put.context("a conflict")
}
