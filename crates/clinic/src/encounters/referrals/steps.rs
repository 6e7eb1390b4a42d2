//! A referral goes its way: sent, accepted or declined, complete, or called off.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::appointment_belongs;
use crate::encounters::referrals::referral::{Referral, referral};
use crate::encounters::signs_in_as::user_of;
use crate::messages::add_task::{NewTask, add_task};
use crate::messages::notify::{Note, notify};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which referral, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisReferral {
    id: Uuid,
    version: i64,
}

/// Sends a referral; whoever shall answer inside the clinic gets a task.
pub fn send_referral(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisReferral,
) -> Result<Nothing, Refused> {
    sent(write, who, this.id, Some(this.version))
}

/// Sends a draft.
pub(crate) fn sent(
    write: &mut Write<'_>,
    who: &Who,
    id: Uuid,
    version: Option<i64>,
) -> Result<Nothing, Refused> {
    let referral = referral(write, id)?;
    referral.must_be(&["draft"], "sent")?;
    let cells = Cells::new().set("status", "sent").set("sent_at", write.now());
    write.update("referrals", id, version, cells)?;
    if referral.to_practitioner_id.is_none() && referral.to_department_id.is_none() {
        return Ok(Nothing {});
    }
    let assigned_to = user_of(write, referral.to_practitioner_id)?;
    let title = match &referral.specialization {
        Some(field) => format!("Answer a referral: {field}"),
        None => "Answer a referral".to_owned(),
    };
    add_task(
        write,
        who,
        &NewTask {
            id: Some(Uuid::new_v5(&id, b"answer referral")),
            kind: "referral",
            title,
            description: None,
            priority: if referral.priority == "routine" { "medium" } else { "high" },
            for_role: Some("doctor"),
            assigned_to,
            patient: Some(referral.patient_id),
            due_at: None,
            source: Some(("referrals", id)),
        },
    )?;
    Ok(Nothing {})
}

/// Which referral is accepted, and for when where that is known.
#[derive(Deserialize, TS)]
pub struct AcceptReferral {
    id: Uuid,
    version: i64,
    appointment_id: Option<Uuid>,
}

/// Accepts a referral, with the appointment that was made for it if there is one.
pub fn accept_referral(
    write: &mut Write<'_>,
    who: &Who,
    request: AcceptReferral,
) -> Result<Nothing, Refused> {
    let referral = referral(write, request.id)?;
    referral.must_be(&["sent"], "accepted")?;
    appointment_belongs(write, referral.patient_id, request.appointment_id)?;
    let cells =
        Cells::new().set("status", "accepted").set("appointment_id", request.appointment_id);
    write.update("referrals", request.id, Some(request.version), cells)?;
    answered(write, who, &referral, "accepted")
}

/// Which referral, and in words what came of it or why not.
#[derive(Deserialize, TS)]
pub struct EndReferral {
    id: Uuid,
    version: i64,
    outcome: String,
}

/// Declines a referral, with the reason.
pub fn decline_referral(
    write: &mut Write<'_>,
    who: &Who,
    request: EndReferral,
) -> Result<Nothing, Refused> {
    end(write, who, &request, &["sent", "accepted"], "declined", "Say why it is declined.")
}

/// Completes a referral, with what came of it.
pub fn complete_referral(
    write: &mut Write<'_>,
    who: &Who,
    request: EndReferral,
) -> Result<Nothing, Refused> {
    end(write, who, &request, &["sent", "accepted"], "completed", "Say what came of the referral.")
}

/// Calls a referral off, with the reason.
pub fn cancel_referral(
    write: &mut Write<'_>,
    who: &Who,
    request: EndReferral,
) -> Result<Nothing, Refused> {
    let from = &["draft", "sent", "accepted"];
    end(write, who, &request, from, "cancelled", "Say why the referral is called off.")
}

fn end(
    write: &mut Write<'_>,
    who: &Who,
    request: &EndReferral,
    from: &[&str],
    status: &'static str,
    missing: &str,
) -> Result<Nothing, Refused> {
    let outcome =
        filled(Some(&request.outcome)).ok_or_else(|| Refused::field("outcome", missing))?;
    let referral = referral(write, request.id)?;
    referral.must_be(from, status)?;
    let cells = Cells::new().set("status", status).set("outcome_text", outcome);
    write.update("referrals", request.id, Some(request.version), cells)?;
    answered(write, who, &referral, status)
}

/// Calls a referral off because of something that happened, such as a death.
pub(crate) fn call_off_referral(
    write: &mut Write<'_>,
    who: &Who,
    id: Uuid,
    outcome: &str,
) -> Result<(), Refused> {
    let referral = referral(write, id)?;
    let cells = Cells::new().set("status", "cancelled").set("outcome_text", outcome);
    write.update("referrals", id, None, cells)?;
    answered(write, who, &referral, "cancelled")?;
    Ok(())
}

/// Ends the task to answer, and tells whoever referred, unless that is who answers. Where it is
/// called off, whoever was to see the patient hears of it, and the desk is asked about the
/// appointment that was made for it.
fn answered(
    write: &mut Write<'_>,
    who: &Who,
    referral: &Referral,
    status: &str,
) -> Result<Nothing, Refused> {
    let tasks: Vec<Uuid> = write.column(
        "SELECT id FROM tasks WHERE source_row_id = ?1 AND kind = 'referral' \
         AND status IN ('open', 'in_progress') AND deleted_at IS NULL ORDER BY id",
        params![referral.id],
    )?;
    for task in tasks {
        let cells = Cells::new()
            .set("status", "done")
            .set("completed_at", write.now())
            .set("completed_by", who.user_id)
            .set("outcome_text", format!("The referral was {status}."));
        write.update("tasks", task, None, cells)?;
    }
    let told = |user: Uuid, name: &str, title: String| Note {
        id: Some(Uuid::new_v5(&referral.id, name.as_bytes())),
        user,
        kind: "general",
        title,
        body: None,
        link: Some(("referrals", referral.id)),
        due_at: None,
    };
    if let Some(user) = user_of(write, referral.from_practitioner_id)?
        && user != who.user_id
    {
        notify(write, &told(user, status, format!("Your referral was {status}")))?;
    }
    if status != "cancelled" {
        return Ok(Nothing {});
    }
    if let Some(user) = user_of(write, referral.to_practitioner_id)?
        && user != who.user_id
        && referral.status != "draft"
    {
        let title = "A referral to you was called off".to_owned();
        notify(write, &told(user, "called off", title))?;
    }
    ask_about_appointment(write, who, referral)?;
    Ok(Nothing {})
}

/// Asks the desk whether the appointment of a referral that was called off is to stand.
fn ask_about_appointment(
    write: &mut Write<'_>,
    who: &Who,
    referral: &Referral,
) -> Result<(), Refused> {
    let appointment: Option<Uuid> = write.value(
        "SELECT a.id FROM referrals f JOIN appointments a ON a.id = f.appointment_id \
         WHERE f.id = ?1 AND a.status IN ('scheduled', 'confirmed') AND a.deleted_at IS NULL",
        params![referral.id],
    )?;
    let Some(appointment) = appointment else { return Ok(()) };
    let task = NewTask {
        id: Some(Uuid::new_v5(&referral.id, b"appointment of a referral that was called off")),
        kind: "other",
        title: "A referral was called off: ask whether its appointment is to stand".to_owned(),
        description: None,
        priority: "medium",
        for_role: Some("receptionist"),
        assigned_to: None,
        patient: Some(referral.patient_id),
        due_at: None,
        source: Some(("appointments", appointment)),
    };
    add_task(write, who, &task)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use store::params;
    use uuid::Uuid;

    fn practitioner(clinic: &Clinic, user: Uuid) -> Uuid {
        let found: Result<_, store::Error> = clinic.store.read(|reader| {
            reader.value("SELECT id FROM practitioners WHERE user_id = ?1", params![user])
        });
        found.unwrap().unwrap()
    }

    fn referral(patient: Uuid, to: Value, send: bool) -> Value {
        json!({
            "patient_id": patient, "visit_id": null, "to_practitioner_id": to,
            "to_department_id": null, "to_text": null, "specialization": "Cardiology",
            "reason": "Murmur", "priority": "urgent", "notes": null, "send": send
        })
    }

    #[test]
    fn a_referral_is_sent_accepted_and_comes_back_with_its_outcome() {
        let clinic = Clinic::found();
        let heart = clinic.employ("Kofi", "Mensah", "doctor");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let to = json!(practitioner(&clinic, heart));
        let form = referral(patient, to, false);
        let id = id_of(&clinic.ask(clinic.doctor, "encounters.write_referral", form).unwrap());
        let step = |user, verb: &str, mut more: Value| {
            more["id"] = json!(id);
            more["version"] = json!(0);
            clinic.ask(user, &format!("encounters.{verb}_referral"), more)
        };
        let tasks = || {
            clinic.number(
                "SELECT count(*) FROM tasks WHERE source_row_id = ?1 AND status = 'open'",
                id,
            )
        };
        let early = step(heart, "accept", json!({ "appointment_id": null })).unwrap_err();
        assert!(early.sentence.contains("not been sent"));
        step(clinic.doctor, "send", json!({})).unwrap();
        assert_eq!(tasks(), Some(1));
        let mine = json!({ "to_me": true });
        let list = clinic.ask(heart, "encounters.referral_worklist", mine.clone()).unwrap();
        assert_eq!(list[0]["reason"], "Murmur");
        assert_eq!(list[0]["from"], "Amina Benali");
        assert_eq!(list[0]["to_practitioner"], "Kofi Mensah");
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let appointment = clinic.book(other, "2026-03-02T10:00:00Z").unwrap();
        let wrong = step(heart, "accept", json!({ "appointment_id": appointment })).unwrap_err();
        assert_eq!(wrong.field, Some("appointment_id"));
        step(heart, "accept", json!({ "appointment_id": null })).unwrap();
        assert_eq!(tasks(), Some(0));
        let silent = step(heart, "complete", json!({ "outcome": "" })).unwrap_err();
        assert_eq!(silent.field, Some("outcome"));
        step(heart, "complete", json!({ "outcome": "Mild aortic stenosis" })).unwrap();
        assert!(step(heart, "decline", json!({ "outcome": "late" })).is_err());
        let told =
            clinic.number("SELECT count(*) FROM notifications WHERE user_id = ?1", clinic.doctor);
        assert_eq!(told, Some(2), "accepted and completed");
        let chart =
            clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient })).unwrap();
        assert_eq!(chart["referrals"][0]["outcome"], "Mild aortic stenosis");
        assert_eq!(clinic.ask(heart, "encounters.referral_worklist", mine).unwrap(), json!([]));
    }

    #[test]
    fn a_referral_says_to_whom_and_not_to_oneself_and_outsiders_get_no_task() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let write = |form: Value| clinic.ask(clinic.doctor, "encounters.write_referral", form);
        let oneself = referral(patient, json!(clinic.doctor_practitioner), true);
        assert_eq!(write(oneself).unwrap_err().field, Some("to_practitioner_id"));
        let mut nobody = referral(patient, Value::Null, true);
        nobody["specialization"] = Value::Null;
        assert_eq!(write(nobody.clone()).unwrap_err().field, Some("to_text"));
        nobody["to_text"] = json!("University hospital");
        let id = id_of(&write(nobody).unwrap());
        let tasks = clinic.number("SELECT count(*) FROM tasks WHERE source_row_id = ?1", id);
        assert_eq!(tasks, Some(0));
        let off = json!({ "id": id, "version": 0, "outcome": "recovered" });
        clinic.ask(clinic.doctor, "encounters.cancel_referral", off).unwrap();
        let open = json!({ "to_me": false });
        let open = clinic.ask(clinic.doctor, "encounters.referral_worklist", open).unwrap();
        assert_eq!(open, json!([]));
    }

    #[test]
    fn a_referral_is_declined_with_its_reason_and_called_off_only_while_it_lasts() {
        let clinic = Clinic::found();
        let heart = clinic.employ("Kofi", "Mensah", "doctor");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let sent = || {
            let form = referral(patient, json!(practitioner(&clinic, heart)), true);
            id_of(&clinic.ask(clinic.doctor, "encounters.write_referral", form).unwrap())
        };
        let end = |user, verb: &str, id: Uuid, outcome: &str| {
            let request = json!({ "id": id, "version": 0, "outcome": outcome });
            clinic.ask(user, &format!("encounters.{verb}_referral"), request)
        };
        let is = |id: Uuid| {
            let sql = "SELECT status || ': ' || outcome_text FROM referrals WHERE id = ?1";
            clinic.text(sql, id).unwrap()
        };
        let waits = |id: Uuid| {
            let sql = "SELECT count(*) FROM tasks WHERE source_row_id = ?1 AND status = 'open'";
            clinic.number(sql, id).unwrap()
        };
        let declined = sent();
        let nurse = end(clinic.nurse, "decline", declined, "no").unwrap_err();
        assert_eq!(nurse.code, Some("not_allowed"));
        assert_eq!(end(heart, "decline", declined, " ").unwrap_err().field, Some("outcome"));
        assert_eq!(waits(declined), 1);
        end(heart, "decline", declined, "No place before June").unwrap();
        assert_eq!((is(declined).as_str(), waits(declined)), ("declined: No place before June", 0));
        let told = "SELECT title FROM notifications WHERE user_id = ?1 ORDER BY id DESC LIMIT 1";
        let told = clinic.text(told, clinic.doctor).unwrap();
        assert_eq!(told, "Your referral was declined");
        for verb in ["complete", "cancel", "decline"] {
            assert!(end(heart, verb, declined, "again").is_err(), "{verb} what was declined");
        }
        // The booking that was made for it stands beside it once it is accepted.
        let booked = sent();
        let appointment = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let accept = json!({ "id": booked, "version": 0, "appointment_id": appointment });
        clinic.ask(heart, "encounters.accept_referral", accept).unwrap();
        let kept = clinic.text("SELECT hex(appointment_id) FROM referrals WHERE id = ?1", booked);
        assert_eq!(kept.unwrap().parse::<Uuid>().unwrap(), appointment);
        end(clinic.doctor, "cancel", booked, "The patient moved away").unwrap();
        assert_eq!(is(booked), "cancelled: The patient moved away");
        let told = "SELECT title FROM notifications WHERE user_id = ?1 ORDER BY id DESC LIMIT 1";
        assert_eq!(clinic.text(told, heart).unwrap(), "A referral to you was called off");
        assert_eq!(waits(appointment), 1, "the desk is asked about the booking");
        assert!(end(heart, "complete", booked, "seen").is_err());
    }
}
