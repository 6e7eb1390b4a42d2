//! A patient gets a bed, another bed, and leaves.
//!
//! A bed holds one patient and a patient lies in one bed. The centre checks the same again by
//! constraints over the times; a stay that it cannot grant is held and shown on the board.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, MINUTE};
use crate::encounters::belongs::belongs;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::merged::{self, of_person};
use crate::people::register::make_known;
use crate::scheduling::appointment::patient_may_come;
use crate::{Nothing, Refused, Who};

/// A clock that is a little ahead puts nothing into the future.
const GRACE: i64 = 5 * MINUTE;

/// Who gets which bed.
#[derive(Deserialize, TS)]
pub struct Admit {
    patient_id: Uuid,
    bed_id: Uuid,
    visit_id: Option<Uuid>,
    /// Now where nothing is said.
    started_at: Option<i64>,
    reason: Option<String>,
    expected_end_on: Option<String>,
    notes: Option<String>,
}

/// Gives a patient a bed of this site.
pub fn admit(write: &mut Write<'_>, who: &Who, request: Admit) -> Result<Made, Refused> {
    patient_may_come(write, request.patient_id)?;
    belongs(write, request.patient_id, request.visit_id)?;
    let started_at = has_come(write, "started_at", request.started_at)?;
    let expected = filled(request.expected_end_on.as_deref())
        .map(|text| calendar::day("expected_end_on", &text))
        .transpose()?;
    bed_exists(write, who, request.bed_id)?;
    must_be_free(write, "bed_id", request.bed_id, started_at, None)?;
    must_be_free(write, "patient_id", request.patient_id, started_at, None)?;
    make_known(write, who, request.patient_id, "visited")?;
    let id = write.insert(
        "bed_stays",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("site_id", who.site.id)
            .set("bed_id", request.bed_id)
            .set("visit_id", request.visit_id)
            .set("started_at", started_at)
            .set("admitted_by", who.user_id)
            .set("reason", filled(request.reason.as_deref()))
            .set("expected_end_on", expected.map(|day| day.to_string()))
            .set("notes", filled(request.notes.as_deref())),
    )?;
    Ok(Made { id })
}

/// The moment that was said, or now; refuses one that has not come.
fn has_come(write: &Write<'_>, field: &'static str, said: Option<i64>) -> Result<i64, Refused> {
    let at = said.unwrap_or_else(|| write.now());
    if at > write.now() + GRACE {
        return Err(Refused::field(field, "This moment has not come yet."));
    }
    Ok(at)
}

fn bed_exists(reader: &Reader<'_>, who: &Who, bed: Uuid) -> Result<(), Refused> {
    let there: Option<i64> = reader.value(
        "SELECT 1 FROM beds WHERE id = ?1 AND site_id = ?2 AND is_active = 1 \
         AND deleted_at IS NULL",
        params![bed, who.site.id],
    )?;
    there.map(|_| ()).ok_or_else(|| {
        Refused::field("bed_id", "This bed is not in use at this site. Choose another one.")
    })
}

/// The stays in the bed ?1 (`bed_id`), or of the person whose record is ?1 (`patient_id`), that last
/// beyond ?2, all but ?3.
pub(crate) fn overlapping(column: &str) -> String {
    let whose = match column {
        "patient_id" => merged::is_one(column),
        _ => format!("{column} = ?1"),
    };
    format!(
        "SELECT ended_at IS NULL FROM bed_stays WHERE {whose} \
         AND (ended_at IS NULL OR ended_at > ?2) AND id IS NOT ?3 AND held_reason IS NULL \
         AND deleted_at IS NULL AND (end_reason IS NULL OR end_reason <> 'entered_in_error') \
         ORDER BY ended_at IS NULL DESC LIMIT 1"
    )
}

fn must_be_free(
    reader: &Reader<'_>,
    column: &'static str,
    id: Uuid,
    from: i64,
    except: Option<Uuid>,
) -> Result<(), Refused> {
    let found: Option<bool> = reader.value(&overlapping(column), params![id, from, except])?;
    let sentence = match (column, found) {
        (_, None) => return Ok(()),
        ("bed_id", Some(true)) => {
            "Another patient lies in this bed. Choose another one, or discharge or transfer that \
             patient first."
        }
        ("bed_id", Some(false)) => {
            "Another patient lay in this bed at that moment. Choose a later moment."
        }
        (_, Some(true)) => "This patient lies in a bed already. Transfer them instead.",
        (_, Some(false)) => {
            "This patient lay in another bed at that moment. Choose a later moment."
        }
    };
    Err(Refused::field(column, sentence))
}

#[derive(Deserialize)]
struct Standing {
    patient_id: Uuid,
    bed_id: Uuid,
    visit_id: Option<Uuid>,
    started_at: i64,
    ended_at: Option<i64>,
    end_reason: Option<String>,
    transferred_from_id: Option<Uuid>,
    expected_end_on: Option<String>,
}

fn standing(reader: &Reader<'_>, id: Uuid) -> Result<Standing, Refused> {
    let found: Option<Standing> = reader.row(
        "SELECT patient_id, bed_id, visit_id, started_at, ended_at, end_reason, \
         transferred_from_id, expected_end_on FROM bed_stays WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    found.ok_or_else(|| Refused::gone("stay"))
}

impl Standing {
    fn must_last(&self) -> Result<(), Refused> {
        if self.ended_at.is_none() {
            return Ok(());
        }
        Err(Refused::because("This patient does not lie in this bed any more."))
    }

    fn must_end_after_beginning(&self, field: &'static str, at: i64) -> Result<(), Refused> {
        if at >= self.started_at {
            return Ok(());
        }
        Err(Refused::field(field, "A stay must not end before it began."))
    }
}

/// Which stay goes on in which bed.
#[derive(Deserialize, TS)]
pub struct Transfer {
    id: Uuid,
    version: i64,
    bed_id: Uuid,
    /// Now where nothing is said.
    at: Option<i64>,
    reason: Option<String>,
}

/// Ends a stay and starts another one in another bed that names it, both or none. The new id
/// follows from the old one, so that two PCs that transfer one patient make one stay.
pub fn transfer(write: &mut Write<'_>, who: &Who, request: Transfer) -> Result<Made, Refused> {
    let before = standing(write, request.id)?;
    before.must_last()?;
    if before.bed_id == request.bed_id {
        return Err(Refused::field("bed_id", "The patient lies in this bed. Choose another one."));
    }
    let at = has_come(write, "at", request.at)?;
    before.must_end_after_beginning("at", at)?;
    bed_exists(write, who, request.bed_id)?;
    must_be_free(write, "bed_id", request.bed_id, at, None)?;
    must_be_free(write, "patient_id", before.patient_id, at, Some(request.id))?;
    let cells = Cells::new().set("ended_at", at).set("end_reason", "transferred");
    write.update("bed_stays", request.id, Some(request.version), cells)?;
    let derived = Uuid::new_v5(&request.id, b"transferred");
    let taken: Option<i64> =
        write.value("SELECT 1 FROM bed_stays WHERE id = ?1", params![derived])?;
    // A transfer that was corrected has left its id behind.
    let id = if taken.is_some() { write.new_id() } else { derived };
    write.insert(
        "bed_stays",
        Cells::new()
            .set("id", id)
            .set("patient_id", before.patient_id)
            .set("site_id", who.site.id)
            .set("bed_id", request.bed_id)
            .set("visit_id", before.visit_id)
            .set("started_at", at)
            .set("admitted_by", who.user_id)
            .set("reason", filled(request.reason.as_deref()))
            .set("transferred_from_id", request.id)
            .set("expected_end_on", before.expected_end_on),
    )?;
    Ok(Made { id })
}

/// Which stay ends, and how.
#[derive(Deserialize, TS)]
pub struct Discharge {
    id: Uuid,
    version: i64,
    #[ts(type = "\"discharged\" | \"died\" | \"left\"")]
    end_reason: String,
    /// Now where nothing is said.
    at: Option<i64>,
}

/// Ends a stay; the bed is free.
pub fn discharge(write: &mut Write<'_>, _: &Who, request: Discharge) -> Result<Nothing, Refused> {
    let before = standing(write, request.id)?;
    before.must_last()?;
    if !matches!(request.end_reason.as_str(), "discharged" | "died" | "left") {
        return Err(Refused::field(
            "end_reason",
            "Say whether the patient went home, left or died.",
        ));
    }
    let at = has_come(write, "at", request.at)?;
    before.must_end_after_beginning("at", at)?;
    let cells = Cells::new().set("ended_at", at).set("end_reason", request.end_reason);
    write.update("bed_stays", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Which discharge was none, and why.
#[derive(Deserialize, TS)]
pub struct UndoDischarge {
    id: Uuid,
    version: i64,
    reason: String,
}

/// A patient who was discharged by mistake lies in the same bed as before, where both are still free:
/// the stay never ended.
pub fn undo_discharge(
    write: &mut Write<'_>,
    _: &Who,
    request: UndoDischarge,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the patient was not discharged."))?;
    let before: Option<(Uuid, Uuid, Option<i64>, Option<String>)> = write.row(
        "SELECT bed_id, patient_id, ended_at, end_reason FROM bed_stays WHERE id = ?1 \
         AND deleted_at IS NULL",
        params![request.id],
    )?;
    let (bed, patient, ended_at, how) = before.ok_or_else(|| Refused::gone("stay"))?;
    let Some(ended_at) = ended_at.filter(|_| matches!(how.as_deref(), Some("discharged" | "left")))
    else {
        return Err(Refused::because("This stay did not end with a discharge."));
    };
    must_be_free(write, "bed_id", bed, ended_at, Some(request.id))?;
    must_be_free(write, "patient_id", patient, ended_at, Some(request.id))?;
    let open = Cells::new().set("ended_at", None::<i64>).set("end_reason", None::<String>);
    write.update("bed_stays", request.id, Some(request.version), open)?;
    write.audit("update", Some("bed_stays"), Some(request.id), Some(patient), Some(&reason))?;
    Ok(Nothing {})
}

/// A patient who was recorded as dead by mistake lies in the same bed as before, where both are still
/// free. Says how many stays go on.
pub(crate) fn go_on_after_wrong_death(
    write: &mut Write<'_>,
    patient: Uuid,
) -> Result<u32, Refused> {
    let last: Option<(Uuid, Uuid, Uuid, i64)> = write.row(
        &of_person(
            "SELECT id, bed_id, patient_id, ended_at FROM bed_stays WHERE patient_id = ?1 \
             AND end_reason = 'died' AND ended_at IS NOT NULL AND held_reason IS NULL \
             AND deleted_at IS NULL ORDER BY ended_at DESC, id DESC LIMIT 1",
        ),
        params![patient],
    )?;
    let Some((stay, bed, of, ended_at)) = last else { return Ok(0) };
    let free = must_be_free(write, "bed_id", bed, ended_at, Some(stay)).is_ok()
        && must_be_free(write, "patient_id", of, ended_at, Some(stay)).is_ok();
    if !free {
        return Ok(0);
    }
    let open = Cells::new().set("ended_at", None::<i64>).set("end_reason", None::<String>);
    write.update("bed_stays", stay, None, open)?;
    Ok(1)
}

/// Which stay never was, and why.
#[derive(Deserialize, TS)]
pub struct CorrectStay {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Strikes a stay that was entered in error; it stays visible with the reason. Where it came from a
/// transfer, the patient lies where they lay before, if that bed is still free.
pub fn correct_stay(
    write: &mut Write<'_>,
    _: &Who,
    request: CorrectStay,
) -> Result<Nothing, Refused> {
    let before = standing(write, request.id)?;
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say what was wrong with this entry."))?;
    match before.end_reason.as_deref() {
        Some("entered_in_error") => {
            return Err(Refused::because("This stay was struck already."));
        }
        Some("transferred") => {
            return Err(Refused::because(
                "The patient was transferred from this bed. Correct the later stay first.",
            ));
        }
        _ => {}
    }
    let ended_at = before.ended_at.unwrap_or_else(|| write.now().max(before.started_at));
    let cells = Cells::new()
        .set("ended_at", ended_at)
        .set("end_reason", "entered_in_error")
        .set("correction_reason", reason);
    write.update("bed_stays", request.id, Some(request.version), cells)?;
    if let (Some(earlier), None) = (before.transferred_from_id, before.ended_at) {
        let lay = standing(write, earlier)?;
        if lay.end_reason.as_deref() == Some("transferred") {
            let from = lay.ended_at.unwrap_or(before.started_at);
            must_be_free(write, "bed_id", lay.bed_id, from, Some(earlier))?;
            let open = Cells::new().set("ended_at", None::<i64>).set("end_reason", None::<String>);
            write.update("bed_stays", earlier, None, open)?;
        }
    }
    Ok(Nothing {})
}
