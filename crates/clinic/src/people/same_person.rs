//! The question whether two records are one person's, as a task that waits for somebody.

use store::{Cells, Reader, Write, params};
use uuid::Uuid;

use crate::messages::add_task::{NewTask, add_task};
use crate::people::merged;
use crate::{Refused, Who};

/// More records with one national id than this are a mistake of a form, not of a person.
const ALIKE_MAX: i64 = 5;

/// Asks somebody to compare records that carry the same national id. It refuses nothing, since
/// ids are mistyped and lent.
pub(crate) fn ask_about_national_id(
    write: &mut Write<'_>,
    who: &Who,
    patient: Uuid,
    national_id: &str,
) -> Result<(), Refused> {
    let alike: Vec<Uuid> = write.column(
        "SELECT id FROM patients WHERE national_id = ?1 AND deleted_at IS NULL AND id <> ?2 \
         ORDER BY id LIMIT ?3",
        params![national_id, patient, ALIKE_MAX],
    )?;
    let own = merged::set_of(write, patient)?;
    for other in alike {
        if !own.contains(&other) {
            add_task(write, who, &task(patient, other))?;
        }
    }
    Ok(())
}

fn task<'a>(one: Uuid, other: Uuid) -> NewTask<'a> {
    NewTask {
        id: Some(task_id(one, other)),
        kind: "merge_duplicates",
        title: "Two records with the same national id: compare them".to_owned(),
        description: Some(
            "Merge them if they are one person's; correct the number if they are not.".to_owned(),
        ),
        priority: "medium",
        for_role: Some("receptionist"),
        assigned_to: None,
        patient: Some(one.max(other)),
        due_at: None,
        source: Some(("patients", one.min(other))),
    }
}

/// One question for two records, whoever asks it.
fn task_id(one: Uuid, other: Uuid) -> Uuid {
    Uuid::new_v5(&one.min(other), format!("same person {}", one.max(other)).as_bytes())
}

/// Answers the question about two records, if it was asked.
pub(crate) fn settle(
    write: &mut Write<'_>,
    who: &Who,
    one: Uuid,
    other: Uuid,
    status: &'static str,
    outcome: &str,
) -> Result<bool, Refused> {
    let id = task_id(one, other);
    let asked: Option<i64> = write.value(
        "SELECT 1 FROM tasks WHERE id = ?1 AND deleted_at IS NULL \
         AND status IN ('open', 'in_progress')",
        params![id],
    )?;
    if asked.is_none() {
        return Ok(false);
    }
    let now = write.now();
    let cells = Cells::new()
        .set("status", status)
        .set("completed_at", now)
        .set("completed_by", who.user_id)
        .set("outcome_text", outcome);
    write.update("tasks", id, None, cells)?;
    Ok(true)
}

/// Writes down that two records are two people's, so that nobody is asked again.
pub(crate) fn answer_no(
    write: &mut Write<'_>,
    who: &Who,
    one: Uuid,
    other: Uuid,
) -> Result<(), Refused> {
    let question =
        NewTask { title: "Two records that resemble each other".to_owned(), ..task(one, other) };
    add_task(write, who, &question)?;
    settle(write, who, one, other, "cancelled", KEPT_APART)?;
    Ok(())
}

const KEPT_APART: &str = "They are two people.";

/// Whether somebody has said that the two are two people.
pub(crate) fn is_answered_no(reader: &Reader<'_>, one: Uuid, other: Uuid) -> Result<bool, Refused> {
    let answered: Option<i64> = reader.value(
        "SELECT 1 FROM tasks WHERE id = ?1 AND status = 'cancelled' AND deleted_at IS NULL",
        params![task_id(one, other)],
    )?;
    Ok(answered.is_some())
}
