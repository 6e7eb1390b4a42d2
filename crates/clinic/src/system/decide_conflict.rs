//! A person says which of two values stands.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::reminders::tell_moved;
use crate::organization::number;
use crate::scheduling::appointment::booked;
use crate::system::conflicts::{Row, YET_TO_COME, to_decide};
use crate::system::plain::{cells, columns};
use crate::{Nothing, Refused, Who};

/// Which of the two stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// What the record holds.
    Canonical,
    /// What stands beside it.
    Candidate,
}

/// Which decision, and how.
#[derive(Deserialize, TS)]
pub struct DecideConflict {
    id: Uuid,
    choice: Choice,
}

/// Decides a conflict: what the record holds stays, or the other value is written in its place. A
/// number that somebody else was given first is replaced by the next free one.
pub fn decide_conflict(
    write: &mut Write<'_>,
    who: &Who,
    request: DecideConflict,
) -> Result<Nothing, Refused> {
    let row = to_decide(write, who, request.id, write.now())?;
    if row.status == "decided" {
        return Err(Refused::because("This has been decided already. Undo that decision first."));
    }
    match request.choice {
        Choice::Canonical if held_whole(&row) => Err(must_change(&row)),
        Choice::Canonical => {
            if row.kind == "held" && row.table_name == "appointments" {
                tell_stays(write, who, row.row_id)?;
            }
            decided(write, who, &row, "canonical", None, row.canonical.clone())
        }
        Choice::Candidate if held_whole(&row) => {
            let column = match row.table_name.as_str() {
                "patients" => "mrn",
                "invoices" => "number",
                _ => return Err(must_change(&row)),
            };
            let next = match column {
                "mrn" => number::next_mrn(write, who.organization_id)?,
                _ => number::next_invoice(write, who.organization_id)?,
            };
            let table = table_of(&row)?;
            write.update(table, row.row_id, None, Cells::new().set(column, next.as_str()))?;
            let value = serde_json::json!({ column: next }).to_string();
            decided(write, who, &row, "other", Some("given a new number"), Some(value))
        }
        Choice::Candidate => {
            take_candidate(write, &row)?;
            decided(write, who, &row, "candidate", None, row.candidate.clone())
        }
    }
}

/// Tells the patient when the appointment is after all: a move that was lost had been told.
fn tell_stays(write: &mut Write<'_>, who: &Who, appointment: Uuid) -> Result<(), Refused> {
    let appointment = booked(write, appointment)?;
    if !YET_TO_COME.contains(&appointment.status.as_str()) {
        return Ok(());
    }
    // Of a branch whose book is not here the time can be told, if not by its own clock.
    let there = who.at_branch(write, Some(appointment.site_id)).ok();
    tell_moved(write, there.as_ref().unwrap_or(who), appointment.id)
}

fn take_candidate(write: &mut Write<'_>, row: &Row) -> Result<(), Refused> {
    let table = table_of(row)?;
    let candidate = columns(row.candidate.as_deref())?;
    if columns(row.canonical.as_deref())?.get("deleted_at").is_some_and(|at| !at.is_null()) {
        return Err(Refused::because(
            "The entry was removed, so the change cannot be made in it. Enter it anew if it is \
             needed, then keep the removal here.",
        ));
    }
    if candidate.contains_key("deleted_at") {
        write.remove(table, row.row_id, None)?;
    } else {
        write.update(table, row.row_id, None, cells(table, &candidate)?)?;
    }
    Ok(())
}

/// The whole row is held by the centre, and not merely a change of it.
fn held_whole(row: &Row) -> bool {
    row.kind == "held" && row.canonical.is_none()
}

fn must_change(row: &Row) -> Refused {
    Refused::because(if row.table_name == "appointments" {
        "This appointment has no place yet. Move it, overbook on purpose, or cancel it."
    } else {
        "Two entries cannot both have this. Open the entry and change it; it is accepted then."
    })
}

/// The table's name as the write door takes it.
pub(crate) fn table_of(row: &Row) -> Result<&'static str, Refused> {
    catalog::table(&row.table_name).map(|table| table.name).ok_or_else(|| {
        Refused::because(
            "This decision is of a newer version of Holdfast. Decide it on another PC.",
        )
    })
}

/// Writes the decision.
pub(crate) fn decided(
    write: &mut Write<'_>,
    who: &Who,
    row: &Row,
    decision: &str,
    reason: Option<&str>,
    value: Option<String>,
) -> Result<Nothing, Refused> {
    let now = write.now();
    write.update(
        "sync_conflicts",
        row.id,
        None,
        Cells::new()
            .set("status", "decided")
            .set("decision", decision)
            .set("decision_reason", reason)
            .set("decided_value", value)
            .set("decided_by", who.user_id)
            .set("decided_at", now)
            .set("undone_by", None::<Uuid>)
            .set("undone_at", None::<i64>),
    )?;
    Ok(Nothing {})
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    /// A conflict as the centre writes it, put straight into the record.
    pub(crate) fn conflict(
        clinic: &Clinic,
        kind: &str,
        table: &'static str,
        row: Uuid,
        patient: Uuid,
        canonical: Option<Value>,
        candidate: Value,
    ) -> Uuid {
        clinic
            .store
            .write(clinic.owner, "test", |write| {
                write.insert(
                    "sync_conflicts",
                    Cells::new()
                        .set("table_name", table)
                        .set("row_id", row)
                        .set("patient_id", patient)
                        .set("kind", kind)
                        .set("column_group", "phone")
                        .set("canonical", canonical.map(|json| json.to_string()))
                        .set("candidate", candidate.to_string())
                        .set("candidate_by", clinic.receptionist)
                        .set("candidate_made_at", clinic.now())
                        .set("reason", "Two people wrote this without seeing each other.")
                        .set("status", "open"),
                )
            })
            .unwrap()
    }

    fn list(clinic: &Clinic, user: Uuid) -> Value {
        clinic.ask(user, "system.conflicts", json!({ "include_decided": true })).unwrap()
    }

    #[test]
    fn a_value_that_lost_can_be_taken_and_the_decision_undone() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let id = conflict(
            &clinic,
            "latest",
            "patients",
            patient,
            patient,
            Some(json!({ "phone": null })),
            json!({ "phone": "600 700 800" }),
        );
        let phone = || clinic.text("SELECT phone FROM patients WHERE id = ?1", patient);
        let shown = list(&clinic, clinic.receptionist);
        assert_eq!(shown[0]["title"], "Patient: phone was changed twice");
        assert_eq!(shown[0]["fields"][0]["candidate"], "600 700 800");
        assert_eq!(shown[0]["candidate_by"], "Rosa Iglesias");
        assert_eq!(shown[0]["may_decide"], true);
        assert_eq!(list(&clinic, clinic.nurse)[0]["may_decide"], false);
        let decide = json!({ "id": id, "choice": "candidate" });
        let nurse = clinic.ask(clinic.nurse, "system.decide_conflict", decide.clone());
        assert_eq!(nurse.unwrap_err().code, Some("not_allowed"));
        clinic.ask(clinic.receptionist, "system.decide_conflict", decide.clone()).unwrap();
        assert_eq!(phone().as_deref(), Some("600 700 800"));
        assert!(clinic.ask(clinic.receptionist, "system.decide_conflict", decide).is_err());
        let undo = json!({ "id": id });
        clinic.ask(clinic.receptionist, "system.undo_decision", undo).unwrap();
        assert_eq!(phone(), None);
        assert_eq!(list(&clinic, clinic.receptionist)[0]["status"], "undone");
    }

    #[test]
    fn what_was_changed_since_is_not_undone_over() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let id = conflict(
            &clinic,
            "latest",
            "patients",
            patient,
            patient,
            Some(json!({ "phone": "1111111" })),
            json!({ "phone": "2222222" }),
        );
        let decide = json!({ "id": id, "choice": "candidate" });
        clinic.ask(clinic.receptionist, "system.decide_conflict", decide).unwrap();
        clinic
            .store
            .write(clinic.receptionist, "test", |write| {
                write.update("patients", patient, None, Cells::new().set("phone", "3333333"))
            })
            .unwrap();
        let undo = clinic.ask(clinic.receptionist, "system.undo_decision", json!({ "id": id }));
        assert!(undo.unwrap_err().sentence.contains("changed since"));
    }

    #[test]
    fn a_record_number_that_was_given_twice_is_replaced() {
        let clinic = Clinic::found();
        let first = clinic.patient("Elena", "Marín", "1960-01-05");
        let second = clinic.patient("Luis", "Prieto", "1990-10-10");
        let id = conflict(
            &clinic,
            "held",
            "patients",
            second,
            second,
            None,
            json!({ "mrn": "A-000002" }),
        );
        let keep = json!({ "id": id, "choice": "canonical" });
        assert!(clinic.ask(clinic.receptionist, "system.decide_conflict", keep).is_err());
        let decide = json!({ "id": id, "choice": "candidate" });
        clinic.ask(clinic.receptionist, "system.decide_conflict", decide).unwrap();
        let number = |id| clinic.text("SELECT mrn FROM patients WHERE id = ?1", id).unwrap();
        assert_eq!(number(first), "A-000001");
        assert_eq!(number(second), "A-000003");
    }

    #[test]
    fn the_front_desk_sees_no_decision_about_clinical_rows() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let allergy = json!({
            "patient_id": patient, "substance_text": "Latex", "category": null,
            "criticality": null, "reaction_text": null, "severity": null
        });
        let made = clinic.ask(clinic.doctor, "people.add_allergy", allergy).unwrap();
        let row = crate::fixture::id_of(&made);
        let (canonical, candidate) =
            (json!({ "criticality": null }), json!({ "criticality": "high" }));
        conflict(&clinic, "review", "patient_allergies", row, patient, Some(canonical), candidate);
        assert_eq!(list(&clinic, clinic.receptionist), json!([]));
        assert_eq!(list(&clinic, clinic.doctor).as_array().unwrap().len(), 1);
        let chart =
            clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient })).unwrap();
        assert_eq!(chart["allergies"][0]["candidate"], true);
        assert_eq!(chart["conflicts"], 1);
    }

    #[test]
    fn a_part_of_a_note_that_was_signed_meanwhile_is_not_taken_into_it() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let start = json!({
            "appointment_id": null, "patient_id": patient, "practitioner_id": null,
            "kind": "routine", "reason": "Check-up"
        });
        let visit = clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap();
        let visit = crate::fixture::id_of(&visit);
        let (canonical, candidate) = (json!({ "plan": null }), json!({ "plan": "Rest" }));
        let id = conflict(&clinic, "review", "visits", visit, patient, Some(canonical), candidate);
        let this = json!({ "id": visit, "version": 0 });
        clinic.ask(clinic.doctor, "encounters.sign_visit", this).unwrap();
        let take = json!({ "id": id, "choice": "candidate" });
        let refused = clinic.ask(clinic.doctor, "system.decide_conflict", take).unwrap_err();
        assert_eq!(refused.field, Some("plan"));
        assert!(refused.sentence.contains("Write what is new in an addendum"));
        assert_eq!(clinic.text("SELECT plan FROM visits WHERE id = ?1", visit), None);
        let removed: Result<(), store::Error> =
            clinic.store.write(clinic.owner, "test", |write| write.remove("visits", visit, None));
        assert!(matches!(removed, Err(store::Error::Rule(_))), "{removed:?}");
        let keep = json!({ "id": id, "choice": "canonical" });
        clinic.ask(clinic.doctor, "system.decide_conflict", keep).unwrap();
    }
}
