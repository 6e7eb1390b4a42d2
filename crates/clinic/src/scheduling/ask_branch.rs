//! An appointment at another branch.
//!
//! A PC holds the appointment book of its own branch, and what is booked elsewhere only for the
//! patients who are known here: whether a time is free there it cannot say. So the desk asks, and
//! the other branch answers from its own waiting list: by booking, or by saying why it cannot. Where
//! a PC holds the whole record it books there at once (`scheduling.book` with `site_id`).

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::HOUR;
use crate::messages::add_task::{NewTask, add_task};
use crate::organization::add_user::Made;
use crate::organization::practitioners::name_of;
use crate::people::line::{Lines, PatientLine};
use crate::scheduling::wait::AddToWaitlist;
use crate::scheduling::waitlist::WaitingRow;
use crate::{Asking, Nothing, Refused, Who};

/// Which branch, and what is wanted there.
#[derive(Deserialize, TS)]
pub struct AskBranch {
    site_id: Uuid,
    #[serde(flatten)]
    wanted: AddToWaitlist,
}

/// Asks another branch for an appointment: the patient is known there from now on and stands on its
/// waiting list, and its desk gets a task. It waits until that branch has heard of it, as everything
/// does that is written without a network.
pub fn ask_branch(write: &mut Write<'_>, who: &Who, request: AskBranch) -> Result<Made, Refused> {
    let there = who.at(write, request.site_id)?;
    if there.site.id == who.site.id {
        return Err(Refused::field(
            "site_id",
            "This is your own branch. Book the appointment, or put the patient on the waiting list.",
        ));
    }
    let patient = request.wanted.patient_id;
    let id = request.wanted.put(write, &there, Some(who.site.id))?;
    let task = NewTask {
        id: Some(asked_task(id)),
        kind: "other",
        title: "Another branch asks for an appointment".to_owned(),
        description: Some(format!(
            "{} asks for it. Find it on the waiting list: book a time, or say why there is none.",
            who.site.name
        )),
        priority: "medium",
        for_role: Some("receptionist"),
        assigned_to: None,
        patient: Some(patient),
        due_at: None,
        source: Some(("waitlist_entries", id)),
    };
    add_task(write, &there, &task)?;
    Ok(Made { id })
}

fn asked_task(entry: Uuid) -> Uuid {
    Uuid::new_v5(&entry, b"asked")
}

/// Ends the question of another branch: its task here is done, and the desk that asked is told.
/// Nothing happens for an entry that no branch asked for.
pub(crate) fn answered(
    write: &mut Write<'_>,
    who: &Who,
    entry: &WaitingRow,
    answer: Answer,
) -> Result<(), Refused> {
    let Some(asked_from) = entry.asked_from_site_id else { return Ok(()) };
    let task = asked_task(entry.id);
    let open: Option<i64> = write.value(
        "SELECT 1 FROM tasks WHERE id = ?1 AND status IN ('open', 'in_progress') \
         AND deleted_at IS NULL",
        params![task],
    )?;
    if open.is_some() {
        let cells = Cells::new()
            .set("status", "done")
            .set("completed_at", write.now())
            .set("completed_by", who.user_id);
        write.update("tasks", task, None, cells)?;
    }
    if asked_from == who.site.id {
        return Ok(());
    }
    let told = NewTask {
        id: Some(Uuid::new_v5(&entry.id, b"answered")),
        kind: "other",
        title: match answer {
            Answer::Booked => "Another branch has booked what you asked for: tell the patient",
            Answer::Declined => "Another branch has no appointment for your patient",
        }
        .to_owned(),
        description: Some("Look under the appointments asked of other branches.".to_owned()),
        priority: "medium",
        for_role: Some("receptionist"),
        assigned_to: None,
        patient: Some(entry.patient_id),
        due_at: None,
        source: Some(("waitlist_entries", entry.id)),
    };
    add_task(write, &who.at(write, asked_from)?, &told)?;
    Ok(())
}

/// What a branch answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The patient has a time there.
    Booked,
    /// There is none.
    Declined,
}

/// What was asked of another branch.
#[derive(Serialize, TS)]
pub struct AskedLine {
    id: Uuid,
    version: i64,
    patient: PatientLine,
    site_id: Uuid,
    site: Option<String>,
    asked_at: i64,
    kind: String,
    reason: Option<String>,
    wanted_from_on: Option<String>,
    wanted_until_on: Option<String>,
    #[ts(type = "\"waiting\" | \"offered\" | \"booked\" | \"cancelled\" | \"expired\"")]
    status: String,
    /// Why there is none.
    end_reason: Option<String>,
    /// What was booked there, once it is known here.
    starts_at: Option<i64>,
    practitioner: Option<String>,
}

/// What is answered is shown so long.
const SHOWN: i64 = 60 * 24 * HOUR;

/// What this branch asked of `?1`'s others since `?2`, with what was booked of it.
pub(crate) const ASKED: &str = "SELECT w.id, w.version, w.patient_id, w.site_id, s.name AS site, \
     w.created_at, w.kind, w.reason, w.wanted_from_on, w.wanted_until_on, w.status, w.end_reason, \
     a.starts_at, a.practitioner_id FROM waitlist_entries w LEFT JOIN sites s ON s.id = w.site_id \
     LEFT JOIN appointments a ON a.id = w.appointment_id WHERE w.asked_from_site_id = ?1 \
     AND w.created_at > ?2 AND w.deleted_at IS NULL ORDER BY w.created_at DESC, w.id LIMIT 500";

/// What this branch asked of others, the newest first, with their answers.
pub fn asked_of_branches(asking: &Asking<'_>, _: Nothing) -> Result<Vec<AskedLine>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        version: i64,
        patient_id: Uuid,
        site_id: Uuid,
        site: Option<String>,
        created_at: i64,
        kind: String,
        reason: Option<String>,
        wanted_from_on: Option<String>,
        wanted_until_on: Option<String>,
        status: String,
        end_reason: Option<String>,
        starts_at: Option<i64>,
        practitioner_id: Option<Uuid>,
    }
    let since = asking.now - SHOWN;
    let rows: Vec<Row> = asking.reader.rows(ASKED, params![asking.who.site.id, since])?;
    let lines = Lines::of(asking);
    rows.into_iter()
        .map(|row| {
            Ok(AskedLine {
                patient: lines.line(row.patient_id)?,
                practitioner: name_of(&asking.reader, row.practitioner_id)?,
                id: row.id,
                version: row.version,
                site_id: row.site_id,
                site: row.site,
                asked_at: row.created_at,
                kind: row.kind,
                reason: row.reason,
                wanted_from_on: row.wanted_from_on,
                wanted_until_on: row.wanted_until_on,
                status: row.status,
                end_reason: row.end_reason,
                starts_at: row.starts_at,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::calendar::MINUTE;
    use crate::fixture::{Clinic, id_of, moment};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn branch(clinic: &Clinic, name: &str) -> Uuid {
        let site = json!({
            "name": name, "code": null, "kind": null, "time_zone": "Atlantic/Canary",
            "currency": "EUR", "address_line": null, "city": null, "state": null,
            "postal_code": null, "country": null, "phone": null, "email": null, "is_active": true
        });
        id_of(&clinic.ask(clinic.owner, "organization.add_site", site).unwrap())
    }

    fn go_to(clinic: &Clinic, site: Uuid) {
        clinic.store.set_facts(&[("site", &site.to_string())]).unwrap();
    }

    fn ask(clinic: &Clinic, patient: Uuid, site: Uuid) -> Result<Value, crate::Refused> {
        let request = json!({
            "site_id": site, "patient_id": patient, "practitioner_id": null,
            "department_id": null, "kind": "consultation", "priority": "medium",
            "reason": "Lives there now", "wanted_from_on": null, "wanted_until_on": null,
            "wanted_times": "mornings"
        });
        clinic.ask(clinic.receptionist, "scheduling.ask_branch", request)
    }

    #[test]
    fn one_branch_asks_and_the_other_books_or_says_why_not() {
        let clinic = Clinic::found();
        let there = branch(&clinic, "Norte");
        let desk =
            |command: &str, request: Value| clinic.ask(clinic.receptionist, command, request);
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        assert_eq!(ask(&clinic, patient, clinic.site).unwrap_err().field, Some("site_id"));
        let entry = id_of(&ask(&clinic, patient, there).unwrap());
        assert_eq!(ask(&clinic, patient, there).unwrap_err().field, Some("patient_id"), "twice");
        assert_eq!(desk("scheduling.waitlist", json!({})).unwrap(), json!([]), "not here");
        let asked = || desk("scheduling.asked_of_branches", json!({})).unwrap();
        assert_eq!(
            (&asked()[0]["site"], &asked()[0]["status"]),
            (&json!("Norte"), &json!("waiting"))
        );
        let offer = json!({
            "id": entry, "version": 0, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": moment("2026-03-03T10:00:00Z"), "ends_at": moment("2026-03-03T10:20:00Z"),
            "room": null
        });
        let from_here = desk("scheduling.accept_offer", offer.clone()).unwrap_err();
        assert!(from_here.sentence.contains("another site"), "{}", from_here.sentence);

        go_to(&clinic, there);
        let waits = desk("scheduling.waitlist", json!({})).unwrap();
        assert_eq!(waits[0]["asked_from"], json!("Puerto"));
        let known = "SELECT count(*) FROM patient_sites WHERE patient_id = ?1";
        assert_eq!(clinic.number(known, patient), Some(2));
        let tasks = "SELECT count(*) FROM tasks WHERE site_id = ?1 AND status = 'open'";
        assert_eq!(clinic.number(tasks, there), Some(1));
        desk("scheduling.accept_offer", offer).unwrap();
        assert_eq!(clinic.number(tasks, there), Some(0));

        go_to(&clinic, clinic.site);
        assert_eq!(asked()[0]["status"], json!("booked"));
        assert_eq!(asked()[0]["starts_at"], json!(moment("2026-03-03T10:00:00Z")));
        assert_eq!(clinic.number(tasks, clinic.site), Some(1), "tell the patient");

        // The next one cannot be had, and that is said.
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let entry = id_of(&ask(&clinic, other, there).unwrap());
        go_to(&clinic, there);
        let no = |reason: Value| {
            let request = json!({ "id": entry, "version": 0, "reason": reason });
            desk("scheduling.cancel_waiting", request)
        };
        assert_eq!(no(Value::Null).unwrap_err().field, Some("reason"));
        no(json!("No neurologist until May")).unwrap();
        go_to(&clinic, clinic.site);
        let answers = asked();
        let answer = answers.as_array().unwrap().iter().find(|line| line["id"] == json!(entry));
        assert_eq!(answer.unwrap()["end_reason"], json!("No neurologist until May"));
    }

    #[test]
    fn a_pc_with_the_whole_record_books_at_the_branch_and_another_one_does_not() {
        let clinic = Clinic::found();
        let there = branch(&clinic, "Norte");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let starts_at = moment("2026-03-03T10:00:00Z");
        let book = || {
            let request = json!({
                "patient_id": patient, "practitioner_id": clinic.doctor_practitioner,
                "starts_at": starts_at, "ends_at": starts_at + 20 * MINUTE,
                "kind": "consultation", "priority": "medium", "reason": null, "room": null,
                "overbook": false, "site_id": there
            });
            clinic.ask(clinic.receptionist, "scheduling.book", request)
        };
        let id = id_of(&book().unwrap());
        let site = "SELECT site_id = ?1 FROM appointments";
        assert_eq!(clinic.number(site, there), Some(1));
        assert_eq!(clinic.number("SELECT count(*) FROM appointments WHERE id = ?1", id), Some(1));
        let twice = book().unwrap_err();
        assert_eq!(twice.field, Some("patient_id"), "the book of that branch is asked");
        let to = |command: &str, start: &str| {
            let request = json!({
                "id": id, "version": 0, "reason": "has to work",
                "practitioner_id": clinic.doctor_practitioner, "starts_at": moment(start),
                "ends_at": moment(start) + 20 * MINUTE, "overbook": false
            });
            clinic.ask(clinic.receptionist, command, request)
        };
        // A booking moves by the holidays of the branch where it is.
        for (site, day) in [(there, "2026-03-04"), (clinic.site, "2026-03-05")] {
            let holiday =
                json!({ "site_id": site, "name": "Town day", "day_on": day, "is_half_day": false });
            clinic.ask(clinic.owner, "organization.add_holiday", holiday).unwrap();
        }
        let closed = to("scheduling.move", "2026-03-04T10:00:00Z").unwrap_err();
        assert_eq!(closed.code, Some("closed"));
        to("scheduling.move", "2026-03-05T10:00:00Z").unwrap();
        // The same desk, on a PC that holds its own branch alone.
        let device: Uuid = clinic
            .store
            .read::<_, store::Error>(|reader| reader.fact("device"))
            .unwrap()
            .unwrap()
            .parse()
            .unwrap();
        let enrolled: Result<_, store::Error> = clinic.store.write(clinic.owner, "test", |write| {
            let cells = store::Cells::new()
                .set("id", device)
                .set("name", "Desk")
                .set("profile", "front_desk")
                .set("status", "active");
            write.insert("devices", cells)
        });
        enrolled.unwrap();
        let refused = book().unwrap_err();
        assert_eq!(refused.code, Some("other_branch"));
        assert!(refused.sentence.contains("Ask Norte"), "{}", refused.sentence);
        // It sees the booking, and does not know when that branch is open.
        for command in ["scheduling.move", "scheduling.reschedule"] {
            let refused = to(command, "2026-03-05T10:00:00Z").unwrap_err();
            assert_eq!(refused.code, Some("other_branch"), "{command}");
        }
    }
}
