//! What ends when somebody has died, and what comes back when they had not.
//!
//! Whoever records a death ends what they may end themselves: the desk appointments, waiting and a
//! bed, a doctor medicines, orders, referrals and plans as well. For the rest, and for what this PC does not hold, a
//! doctor is asked, and carries it out with `people.end_after_death`. The centre asks the same where
//! something goes on that nobody here knew of (`apply::aftermath`).

use catalog::{BOOKED_AFTER_DEATH, GOES_ON_AFTER_DEATH};
use serde::Serialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::laboratory::cancel::call_off_order;
use crate::encounters::referrals::steps::call_off_referral;
use crate::imaging::cancel::call_off_scan;
use crate::medication::standing::{end, standing};
use crate::messages::add_task::{NewTask, add_task};
use crate::people::asked::OnePatient;
use crate::people::merged;
use crate::reach::may_change;
use crate::scheduling::appointment::{AppointmentLine, Row, booked, select};
use crate::scheduling::cancel::call_off;
use crate::{Asking, Refused, Who};

/// Why something ended, where a death ended it; so it is found again when the death is taken back.
pub(crate) const DIED: &str = "The patient has died";

/// What was ended.
#[derive(Debug, Default, Serialize, TS)]
pub struct EndedByDeath {
    /// Appointments that were to come and were cancelled. The patient is not told.
    pub(crate) appointments: Vec<AppointmentLine>,
    /// Entries of the waiting list.
    waiting: u32,
    /// Medicines that were stopped.
    medicines: u32,
    /// Plans of care and of wellness that were cancelled.
    plans: u32,
    /// Scans and laboratory orders that were called off; a specimen that was taken is still tested.
    orders: u32,
    /// Referrals that were called off; whoever was to see the patient hears of it.
    referrals: u32,
    /// Sessions of therapy that were to come.
    sessions: u32,
    /// Stays in a bed that were ended as died.
    stays: u32,
    /// Tasks that only the living need: to call somebody back, to take a specimen, to book.
    tasks: u32,
    /// Whether a doctor was asked to end the rest.
    asked_doctor: bool,
}

/// Ends what still goes on for somebody who is recorded as deceased, as far as the person may.
pub fn end_after_death(
    write: &mut Write<'_>,
    who: &Who,
    request: OnePatient,
) -> Result<EndedByDeath, Refused> {
    if merged::deceased(write, request.patient_id)? != Some(true) {
        return Err(Refused::field(
            "patient_id",
            "This patient is not recorded as deceased. Record the death first.",
        ));
    }
    let died_at: Option<Option<i64>> = write.value(
        &format!(
            "SELECT max(deceased_at) FROM patients WHERE {} AND deleted_at IS NULL",
            merged::is_one("id")
        ),
        params![request.patient_id],
    )?;
    let ended = end_what_goes_on(write, who, request.patient_id, died_at.flatten())?;
    if !ended.asked_doctor {
        settle(write, who, request.patient_id)?;
    }
    Ok(ended)
}

/// Ends appointments, waiting, medicines, plans and stays of every record of the person.
pub(crate) fn end_what_goes_on(
    write: &mut Write<'_>,
    who: &Who,
    patient: Uuid,
    died_at: Option<i64>,
) -> Result<EndedByDeath, Refused> {
    let mut ended = EndedByDeath::default();
    let now = write.now();
    let may = |write: &Write<'_>, table: &str| may_change(write, who, table, patient, now);
    if may(write, "appointments")? && catalog::may_call_off(&who.roles) {
        let to_come: Vec<Uuid> = rows(write, APPOINTMENTS, patient, now)?;
        for id in &to_come {
            call_off(write, who, *id, None, DIED)?;
        }
        let asking = Asking { reader: **write, who, now };
        let lines = crate::people::line::Lines::of(&asking);
        for id in to_come {
            let row: Option<Row> = write.row(&select("a.id = ?1"), params![id])?;
            ended.appointments.extend(row.map(|row| AppointmentLine::of(&lines, row)).transpose()?);
        }
    }
    if may(write, "waitlist_entries")? {
        for id in rows(write, WAITING, patient, now)? {
            let cells = Cells::new().set("status", "cancelled").set("end_reason", DIED);
            write.update("waitlist_entries", id, None, cells)?;
            ended.waiting += 1;
        }
    }
    if may(write, "bed_stays")? {
        for id in rows(write, STAYS, patient, now)? {
            let began: Option<i64> =
                write.value("SELECT started_at FROM bed_stays WHERE id = ?1", params![id])?;
            // A stay does not end before it began, whatever hour was said.
            let at = died_at.unwrap_or(now).max(began.unwrap_or(now));
            let cells = Cells::new().set("ended_at", at).set("end_reason", "died");
            write.update("bed_stays", id, None, cells)?;
            ended.stays += 1;
        }
    }
    let today = who.today(now).to_string();
    let prescribes = may(write, "prescription_items")?;
    if prescribes {
        for id in rows(write, MEDICINES, patient, now)? {
            let item = standing(write, id)?;
            end(write, &item, None, "stopped", Some(DIED.to_owned()), &today)?;
            ended.medicines += 1;
        }
    }
    for (table, sql) in [("care_plans", CARE_PLANS), ("wellness_plans", WELLNESS_PLANS)] {
        if !may(write, table)? {
            continue;
        }
        for id in rows(write, sql, patient, now)? {
            let notes: Option<Option<String>> =
                write.value(&format!("SELECT notes FROM {table} WHERE id = ?1"), params![id])?;
            let notes = [notes.flatten(), Some(DIED.to_owned())];
            let notes: Vec<String> = notes.into_iter().flatten().collect();
            let cells = Cells::new().set("status", "cancelled").set("notes", notes.join("\n"));
            write.update(table, id, None, cells)?;
            ended.plans += 1;
        }
    }
    if may(write, "scans")? {
        for id in rows(write, SCANS, patient, now)? {
            call_off_scan(write, id, None, DIED)?;
            ended.orders += 1;
        }
    }
    if may(write, "lab_orders")? {
        for id in rows(write, LAB_ORDERS, patient, now)? {
            call_off_order(write, id, None, DIED)?;
            ended.orders += 1;
        }
    }
    if may(write, "referrals")? {
        for id in rows(write, REFERRALS, patient, now)? {
            call_off_referral(write, who, id, DIED)?;
            ended.referrals += 1;
        }
    }
    let sessions = rows(write, SESSIONS, patient, now)?;
    if may(write, "therapy_sessions")? {
        for id in sessions {
            let cells = Cells::new().set("status", "cancelled");
            write.update("therapy_sessions", id, None, cells)?;
            ended.sessions += 1;
        }
    } else if !sessions.is_empty() {
        ask_therapist(write, who, patient)?;
    }
    // Last, since what ended above may have asked somebody to look at what has ended by now too.
    if may(write, "tasks")? {
        for id in rows(write, TASKS, patient, now)? {
            let cells = Cells::new()
                .set("status", "cancelled")
                .set("completed_at", now)
                .set("completed_by", who.user_id)
                .set("outcome_text", DIED);
            write.update("tasks", id, None, cells)?;
            ended.tasks += 1;
        }
    }
    // Who may not change medicines does not see either whether there are any: a doctor looks.
    if !prescribes {
        ask_doctor(write, who, patient)?;
        ended.asked_doctor = true;
    }
    Ok(ended)
}

const APPOINTMENTS: &str = "SELECT id FROM appointments WHERE patient_id IN {one} AND ends_at > ?2 \
     AND status IN ('scheduled', 'confirmed') AND deleted_at IS NULL ORDER BY starts_at, id";
const WAITING: &str = "SELECT id FROM waitlist_entries WHERE patient_id IN {one} \
     AND status IN ('waiting', 'offered') AND ?2 IS NOT NULL AND deleted_at IS NULL ORDER BY id";
const STAYS: &str = "SELECT id FROM bed_stays WHERE patient_id IN {one} AND ended_at IS NULL \
     AND ?2 IS NOT NULL AND deleted_at IS NULL ORDER BY id";
const MEDICINES: &str = "SELECT id FROM prescription_items WHERE patient_id IN {one} \
     AND status IN ('draft', 'active', 'on_hold') AND ?2 IS NOT NULL AND deleted_at IS NULL \
     ORDER BY id";
const SCANS: &str = "SELECT id FROM scans WHERE patient_id IN {one} \
     AND status IN ('ordered', 'scheduled') AND ?2 IS NOT NULL AND deleted_at IS NULL ORDER BY id";
const LAB_ORDERS: &str = "SELECT id FROM lab_orders WHERE patient_id IN {one} \
     AND status = 'ordered' AND ?2 IS NOT NULL AND deleted_at IS NULL ORDER BY id";
const REFERRALS: &str = "SELECT id FROM referrals WHERE patient_id IN {one} \
     AND status IN ('draft', 'sent', 'accepted') AND ?2 IS NOT NULL AND deleted_at IS NULL \
     ORDER BY id";
const SESSIONS: &str = "SELECT id FROM therapy_sessions WHERE patient_id IN {one} \
     AND status = 'planned' AND started_at > ?2 AND deleted_at IS NULL ORDER BY id";
const CARE_PLANS: &str = "SELECT id FROM care_plans WHERE patient_id IN {one} \
     AND status IN ('draft', 'active', 'on_hold') AND ?2 IS NOT NULL AND deleted_at IS NULL \
     ORDER BY id";
const WELLNESS_PLANS: &str = "SELECT id FROM wellness_plans WHERE patient_id IN {one} \
     AND status IN ('draft', 'active', 'on_hold') AND ?2 IS NOT NULL AND deleted_at IS NULL \
     ORDER BY id";

/// What is owed, what was found and what has to be told stays to be done.
const TASKS: &str = "SELECT id FROM tasks WHERE patient_id IN {one} \
     AND status IN ('open', 'in_progress') AND ?2 IS NOT NULL AND deleted_at IS NULL \
     AND (kind = 'recall' OR source_table IN ('appointments', 'waitlist_entries', 'lab_orders', \
     'scans', 'referrals', 'prescription_items', 'care_plans', 'wellness_plans', \
     'therapy_sessions', 'monitoring_readings')) ORDER BY id";

/// The ids that one of these finds for the person whose record is `patient`, at `now`.
fn rows(reader: &Reader<'_>, sql: &str, patient: Uuid, now: i64) -> Result<Vec<Uuid>, Refused> {
    Ok(reader.column(&sql.replace("{one}", merged::SET), params![patient, now])?)
}

fn task_id(patient: Uuid) -> Uuid {
    Uuid::new_v5(&patient, b"goes on after death")
}

fn ask_doctor(write: &mut Write<'_>, who: &Who, patient: Uuid) -> Result<(), Refused> {
    let to_do = "Stop the medicines, call off orders, referrals and sessions, and close the plans \
                 and the stay of this patient.";
    let id = task_id(patient);
    ask(write, who, (patient, "doctor"), Some(id), (GOES_ON_AFTER_DEATH, Some(to_do)))
}

fn ask_therapist(write: &mut Write<'_>, who: &Who, patient: Uuid) -> Result<(), Refused> {
    let title = "Somebody has died: call off the sessions that were planned";
    let id = Uuid::new_v5(&patient, b"sessions after death");
    ask(write, who, (patient, "therapist"), Some(id), (title, None))
}

/// Asks somebody of a role to do something about a patient's death.
fn ask(
    write: &mut Write<'_>,
    who: &Who,
    (patient, role): (Uuid, &'static str),
    id: Option<Uuid>,
    (title, to_do): (&str, Option<&str>),
) -> Result<(), Refused> {
    let task = NewTask {
        id,
        kind: "other",
        title: title.to_owned(),
        description: to_do.map(str::to_owned),
        priority: "high",
        for_role: Some(role),
        assigned_to: None,
        patient: Some(patient),
        due_at: None,
        source: Some(("patients", patient)),
    };
    add_task(write, who, &task)?;
    Ok(())
}

/// The tasks about the death of the person that nobody has done, done.
fn settle(write: &mut Write<'_>, who: &Who, patient: Uuid) -> Result<(), Refused> {
    let open: Vec<Uuid> = write.column(
        &format!(
            "SELECT id FROM tasks WHERE {} AND title IN (?2, ?3) \
             AND status IN ('open', 'in_progress') AND deleted_at IS NULL",
            merged::is_one("patient_id")
        ),
        params![patient, GOES_ON_AFTER_DEATH, BOOKED_AFTER_DEATH],
    )?;
    for task in open {
        let cells = Cells::new()
            .set("status", "done")
            .set("completed_at", write.now())
            .set("completed_by", who.user_id);
        write.update("tasks", task, None, cells)?;
    }
    Ok(())
}

/// What a death that was recorded in error had ended.
#[derive(Debug, Default, Serialize, TS)]
pub struct DeathUndone {
    /// Appointments that stand again.
    back: u32,
    /// Appointments whose time has passed or belongs to others by now: book them anew.
    lost: Vec<AppointmentLine>,
    /// Entries of the waiting list that wait again.
    waiting: u32,
    /// Stays that go on in the same bed.
    stays: u32,
    /// Tasks that are to be done again.
    tasks: u32,
    /// Medicines, plans, orders, referrals and sessions that stay ended: a doctor decides on each
    /// anew, and was asked to.
    to_decide: u32,
}

/// Brings back what only time and place stand against: appointments, waiting, a bed, and tasks. Medicines,
/// plans, orders and referrals stay ended, since a doctor answers for each; one is asked to look.
pub(crate) fn bring_back(
    write: &mut Write<'_>,
    who: &Who,
    patient: Uuid,
) -> Result<DeathUndone, Refused> {
    let now = write.now();
    let mut undone = DeathUndone::default();
    if may_change(write, who, "appointments", patient, now)? {
        let asking = Asking { reader: **write, who, now };
        let lines = crate::people::line::Lines::of(&asking);
        for id in by_reason(write, "appointments", "cancel_reason", patient)? {
            let before = booked(write, id)?;
            let cells = before.not_cancelled();
            let there = who.at(write, before.site_id)?;
            let passed = before.starts_at <= now;
            if !passed && before.stand_again(write, &there, (None, false), cells).is_ok() {
                undone.back += 1;
                continue;
            }
            let row: Option<Row> = asking.reader.row(&select("a.id = ?1"), params![id])?;
            undone.lost.extend(row.map(|row| AppointmentLine::of(&lines, row)).transpose()?);
        }
    }
    if may_change(write, who, "waitlist_entries", patient, now)? {
        for id in by_reason(write, "waitlist_entries", "end_reason", patient)? {
            let cells = Cells::new().set("status", "waiting").set("end_reason", None::<String>);
            write.update("waitlist_entries", id, None, cells)?;
            undone.waiting += 1;
        }
    }
    if may_change(write, who, "bed_stays", patient, now)? {
        undone.stays = crate::place::stays::go_on_after_wrong_death(write, patient)?;
    }
    if may_change(write, who, "tasks", patient, now)? {
        for id in by_reason(write, "tasks", "outcome_text", patient)? {
            let cells = Cells::new()
                .set("status", "open")
                .set("completed_at", None::<i64>)
                .set("completed_by", None::<Uuid>)
                .set("outcome_text", None::<String>);
            write.update("tasks", id, None, cells)?;
            undone.tasks += 1;
        }
    }
    let ended: Option<i64> = write.value(
        &format!(
            "SELECT (SELECT count(*) FROM prescription_items WHERE {} AND status = 'stopped' \
             AND status_reason = ?2 AND deleted_at IS NULL) \
             + (SELECT count(*) FROM care_plans WHERE {} AND status = 'cancelled' \
             AND notes LIKE '%' || ?2 AND deleted_at IS NULL) \
             + (SELECT count(*) FROM wellness_plans WHERE {} AND status = 'cancelled' \
             AND notes LIKE '%' || ?2 AND deleted_at IS NULL) \
             + (SELECT count(*) FROM scans WHERE {} AND status = 'cancelled' \
             AND cancel_reason = ?2 AND deleted_at IS NULL) \
             + (SELECT count(*) FROM lab_orders WHERE {} AND status = 'cancelled' \
             AND cancel_reason = ?2 AND deleted_at IS NULL) \
             + (SELECT count(*) FROM referrals WHERE {} AND status = 'cancelled' \
             AND outcome_text = ?2 AND deleted_at IS NULL)",
            merged::is_one("patient_id"),
            merged::is_one("patient_id"),
            merged::is_one("patient_id"),
            merged::is_one("patient_id"),
            merged::is_one("patient_id"),
            merged::is_one("patient_id")
        ),
        params![patient, DIED],
    )?;
    undone.to_decide = u32::try_from(ended.unwrap_or(0)).unwrap_or(u32::MAX);
    settle(write, who, patient)?;
    // A PC of the front desk holds no medicines: a doctor looks in any case.
    let title = "A death was recorded in error: look at medicines and plans";
    let to_do = "What was stopped or called off because of it stays so. Prescribe, order, refer and \
                 plan anew what goes on.";
    ask(write, who, (patient, "doctor"), None, (title, Some(to_do)))?;
    Ok(undone)
}

/// Rows of the person that a death ended.
fn by_reason(
    reader: &Reader<'_>,
    table: &str,
    column: &str,
    patient: Uuid,
) -> Result<Vec<Uuid>, Refused> {
    Ok(reader.column(
        &format!(
            "SELECT id FROM {table} WHERE {} AND {column} = ?2 AND status = 'cancelled' \
             AND deleted_at IS NULL ORDER BY id",
            merged::is_one("patient_id")
        ),
        params![patient, DIED],
    )?)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use uuid::Uuid;

    struct Story {
        clinic: Clinic,
        kept: Uuid,
        behind: Uuid,
        appointment: Uuid,
        stay: Uuid,
    }

    impl Story {
        /// One person with two records, a medicine, a plan, a bed, a booking and a place on the list.
        fn up() -> Self {
            let clinic = Clinic::found();
            let kept = clinic.patient("Elena", "Marín", "1960-01-05");
            let behind = clinic.patient("Helena", "Marin", "1960-01-05");
            let appointment = clinic.book(behind, "2026-03-09T10:00:00Z").unwrap();
            let merge = json!({
                "patient_id": kept, "merged_patient_id": behind, "reason": "same passport"
            });
            clinic.ask(clinic.receptionist, "people.merge", merge).unwrap();
            let start = json!({
                "appointment_id": null, "patient_id": kept, "practitioner_id": null,
                "kind": "consultation", "reason": null
            });
            let visit = id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap());
            let plan = json!({
                "patient_id": kept, "title": "Heart failure", "category": null,
                "description": null, "starts_on": "2026-03-01", "ends_on": null,
                "goals": [], "activities": [], "notes": null
            });
            let plan = clinic.ask(clinic.doctor, "encounters.write_care_plan", plan).unwrap();
            let start = json!({ "id": id_of(&plan), "version": 0 });
            clinic.ask(clinic.doctor, "encounters.start_care_plan", start).unwrap();
            let bed = json!({ "department_id": null, "ward": "1", "room": "1", "label": "A" });
            let bed = clinic.ask(clinic.owner, "place.add_bed", bed).unwrap();
            let admit = json!({
                "patient_id": kept, "bed_id": id_of(&bed), "visit_id": visit, "started_at": null,
                "reason": null, "expected_end_on": null, "notes": null
            });
            let stay = id_of(&clinic.ask(clinic.nurse, "place.admit", admit).unwrap());
            let wait = json!({
                "patient_id": behind, "practitioner_id": null, "department_id": null,
                "kind": "consultation", "priority": "medium", "reason": null,
                "wanted_from_on": null, "wanted_until_on": null, "wanted_times": null
            });
            clinic.ask(clinic.receptionist, "scheduling.add_to_waitlist", wait).unwrap();
            let prescribed: Result<_, store::Error> =
                clinic.store.write(clinic.doctor, "test", |write| {
                    let cells = store::Cells::new()
                        .set("patient_id", kept)
                        .set("status", "active")
                        .set("prescribed_at", write.now());
                    let prescription = write.insert("prescriptions", cells)?;
                    let cells = store::Cells::new()
                        .set("patient_id", kept)
                        .set("prescription_id", prescription)
                        .set("medication_text", "Furosemide")
                        .set("dose_amount", 40.0)
                        .set("dose_unit", "mg")
                        .set("route", "oral")
                        .set("frequency_text", "Every morning")
                        .set("status", "active");
                    write.insert("prescription_items", cells)
                });
            prescribed.unwrap();
            let ordered: Result<(), store::Error> =
                clinic.store.write(clinic.doctor, "test", |write| {
                    let now = write.now();
                    let of = |patient: Uuid| {
                        store::Cells::new().set("patient_id", patient).set("site_id", clinic.site)
                    };
                    let scan = of(kept)
                        .set("modality", "CT")
                        .set("ordered_at", now)
                        .set("priority", "routine")
                        .set("status", "ordered");
                    write.insert("scans", scan)?;
                    let order = of(behind)
                        .set("panel_name", "Potassium")
                        .set("ordered_at", now)
                        .set("priority", "routine")
                        .set("status", "ordered");
                    write.insert("lab_orders", order)?;
                    let referral = of(kept)
                        .set("reason", "Heart failure")
                        .set("to_text", "Heart clinic")
                        .set("priority", "routine")
                        .set("status", "sent");
                    write.insert("referrals", referral)?;
                    let session = of(kept)
                        .set("kind", "individual")
                        .set("status", "planned")
                        .set("started_at", now + 100 * 3_600_000_000);
                    write.insert("therapy_sessions", session)?;
                    let task = |title: &str, source: &str| {
                        store::Cells::new()
                            .set("patient_id", kept)
                            .set("site_id", clinic.site)
                            .set("title", title)
                            .set("kind", "other")
                            .set("priority", "high")
                            .set("status", "open")
                            .set("for_role", "nurse")
                            .set("source_table", source)
                            .set("source_row_id", kept)
                    };
                    write.insert("tasks", task("Take a specimen again", "lab_orders"))?;
                    write.insert("tasks", task("Send the bill", "invoices"))?;
                    Ok(())
                });
            ordered.unwrap();
            clinic.set_clock("2026-03-02T12:00:00Z");
            Self { clinic, kept, behind, appointment, stay }
        }

        fn dies(&self, who: Uuid) -> Value {
            let died = json!({ "id": self.kept, "version": 0, "deceased_at": null });
            self.clinic.ask(who, "people.record_death", died).unwrap()
        }

        /// What nurses have still to do.
        fn nurses_tasks(&self) -> Vec<String> {
            let sql = "SELECT title FROM tasks WHERE for_role = 'nurse' AND status = 'open' \
                       ORDER BY title";
            let read: Result<_, store::Error> =
                self.clinic.store.read(|reader| reader.column(sql, []));
            read.unwrap()
        }

        /// How each thing stands.
        fn stands(&self) -> [String; 5] {
            [
                "SELECT status FROM appointments WHERE patient_id = ?2 AND ?1 = ?1",
                "SELECT status FROM waitlist_entries WHERE patient_id = ?2 AND ?1 = ?1",
                "SELECT coalesce(end_reason, 'lies') FROM bed_stays WHERE patient_id = ?1 AND ?2 = ?2",
                "SELECT i.status FROM prescription_items i WHERE patient_id = ?1 AND ?2 = ?2",
                "SELECT status FROM care_plans WHERE patient_id = ?1 AND ?2 = ?2",
            ]
            .map(|sql| {
                self.clinic
                    .store
                    .read::<_, store::Error>(|reader| {
                        reader.value(sql, store::params![self.kept, self.behind])
                    })
                    .unwrap()
                    .unwrap()
            })
        }
    }

    #[test]
    fn a_doctor_ends_everything_for_every_record_of_the_person() {
        let story = Story::up();
        assert_eq!(story.stands(), ["scheduled", "waiting", "lies", "active", "active"]);
        let recorded = story.dies(story.clinic.doctor);
        assert_eq!(recorded["appointments"][0]["id"], json!(story.appointment));
        assert_eq!(story.stands(), ["cancelled", "cancelled", "died", "stopped", "cancelled"]);
        assert_eq!((&recorded["orders"], &recorded["referrals"]), (&json!(2), &json!(1)));
        let called_off = "SELECT (SELECT count(*) FROM scans WHERE status = 'cancelled') \
                          + (SELECT count(*) FROM lab_orders WHERE status = 'cancelled') \
                          + (SELECT count(*) FROM referrals WHERE status = 'cancelled' \
                          AND outcome_text = 'The patient has died') WHERE ?1 = ?1";
        assert_eq!(story.clinic.number(called_off, story.kept), Some(3));
        // The sessions are a therapist's to call off.
        let asked = "SELECT count(*) FROM tasks WHERE patient_id = ?1 AND for_role = 'therapist'";
        assert_eq!(story.clinic.number(asked, story.kept), Some(1));
        let told =
            story.clinic.number("SELECT count(*) FROM notifications WHERE ?1 = ?1", story.kept);
        assert_eq!(told, Some(0));
        assert_eq!(story.nurses_tasks(), ["Send the bill"], "no specimen of the dead");
    }

    #[test]
    fn the_desk_ends_what_it_may_and_asks_a_doctor_for_the_rest() {
        let story = Story::up();
        let recorded = story.dies(story.clinic.receptionist);
        assert_eq!(recorded["asked_doctor"], true);
        assert_eq!(story.stands(), ["cancelled", "cancelled", "died", "active", "active"]);
        let open = "SELECT count(*) FROM tasks WHERE patient_id = ?1 AND for_role = 'doctor' \
                    AND status = 'open'";
        assert_eq!(story.clinic.number(open, story.kept), Some(1));
        let rest = json!({ "patient_id": story.kept });
        story.clinic.ask(story.clinic.doctor, "people.end_after_death", rest).unwrap();
        assert_eq!(story.stands()[3..], ["stopped", "cancelled"]);
        assert_eq!(story.clinic.number(open, story.kept), Some(0));
        let living = story.clinic.patient("Luis", "Prieto", "1990-10-10");
        let living = json!({ "patient_id": living });
        let refused = story.clinic.ask(story.clinic.doctor, "people.end_after_death", living);
        assert_eq!(refused.unwrap_err().field, Some("patient_id"));
    }

    #[test]
    fn of_a_death_in_error_time_and_place_come_back_and_a_doctor_decides_on_the_rest() {
        let story = Story::up();
        story.dies(story.clinic.doctor);
        let undo = json!({ "id": story.kept, "version": 0 });
        let undone = story.clinic.ask(story.clinic.doctor, "people.undo_death", undo).unwrap();
        assert_eq!((&undone["back"], &undone["to_decide"]), (&json!(1), &json!(5)));
        assert_eq!(story.nurses_tasks(), ["Send the bill", "Take a specimen again"]);
        assert_eq!(story.stands(), ["scheduled", "waiting", "lies", "stopped", "cancelled"]);
        let asked = "SELECT count(*) FROM tasks WHERE patient_id = ?1 AND for_role = 'doctor' \
                     AND status = 'open'";
        assert_eq!(story.clinic.number(asked, story.kept), Some(1));
        // The time belongs to somebody else by then, and so does the bed.
        story.dies(story.clinic.doctor);
        let other = story.clinic.patient("Luis", "Prieto", "1990-10-10");
        story.clinic.book(other, "2026-03-09T10:00:00Z").unwrap();
        let bed = story.clinic.text("SELECT hex(bed_id) FROM bed_stays WHERE id = ?1", story.stay);
        let bed: Uuid = bed.unwrap().parse().unwrap();
        let admit = json!({
            "patient_id": other, "bed_id": bed, "visit_id": null, "started_at": null,
            "reason": null, "expected_end_on": null, "notes": null
        });
        story.clinic.ask(story.clinic.nurse, "place.admit", admit).unwrap();
        let undo = json!({ "id": story.kept, "version": 0 });
        let undone = story.clinic.ask(story.clinic.doctor, "people.undo_death", undo).unwrap();
        assert_eq!(undone["lost"][0]["id"], json!(story.appointment));
        assert_eq!(story.stands()[..3], ["cancelled", "waiting", "died"]);
    }
}
