//! What follows when a result is there: its order moves on, it goes into the chained record, and
//! whoever must know learns of it.

use serde_json::json;
use store::{Reader, Write, params};
use uuid::Uuid;

use crate::encounters::laboratory::critical::raise;
use crate::encounters::laboratory::flag::{is_abnormal, is_critical};
use crate::encounters::laboratory::order_line::{ordered, settle};
use crate::encounters::signs_in_as::user_of;
use crate::messages::notify::{Note, notify};
use crate::messages::tell_patient::{PatientNote, tell_patient};
use crate::people::chart_sections::{ResultLine, select_results};
use crate::records::append::{Entry, append};
use crate::system::happened::{Happened, happened};
use crate::{Refused, Who};

/// A result that was written just now.
pub(crate) struct Resulted<'a> {
    pub id: Uuid,
    pub patient: Uuid,
    pub order: Option<Uuid>,
    pub test_name: &'a str,
    pub flag: Option<&'a str>,
    /// The flag that it, or the result that it corrects, had before.
    pub flag_before: Option<&'a str>,
    /// Whether it may still change without a correction.
    pub is_preliminary: bool,
    /// Whether somebody was told it as it stands.
    pub is_told: bool,
}

const ARE_THERE: &str = "Results of your tests are there";

/// Does what follows.
pub(crate) fn follow(
    write: &mut Write<'_>,
    who: &Who,
    result: &Resulted<'_>,
) -> Result<(), Refused> {
    if is_critical(result.flag) && !result.is_told {
        raise(write, who, result)?;
    }
    let patient = Some(result.patient);
    let row = ("lab_results", result.id);
    if is_critical(result.flag) && !is_critical(result.flag_before) {
        happened(write, who, &Happened { trigger: "result_critical", row, patient })?;
    }
    if is_abnormal(result.flag) && !is_abnormal(result.flag_before) {
        happened(write, who, &Happened { trigger: "result_abnormal", row, patient })?;
    }
    if !result.is_preliminary {
        chain(write, who, result.id, result.patient)?;
    }
    let Some(order) = result.order else {
        return match result.is_preliminary {
            true => Ok(()),
            false => tell(write, result.patient, row, ARE_THERE),
        };
    };
    let order = ordered(write, order)?;
    if !settle(write, &order)? {
        return Ok(());
    }
    tell(write, result.patient, ("lab_orders", order.id), ARE_THERE)?;
    if let Some(user) = user_of(write, order.ordered_by)? {
        notify(
            write,
            &Note {
                id: Some(Uuid::new_v5(&order.id, b"results ready")),
                user,
                kind: "result",
                title: format!("Results are there: {}", order.panel_name),
                body: None,
                link: Some(("lab_orders", order.id)),
                due_at: None,
            },
        )?;
    }
    Ok(())
}

/// The patient hears that results are there, and not what they say.
pub(crate) fn tell(
    write: &mut Write<'_>,
    patient: Uuid,
    link: (&'static str, Uuid),
    title: &str,
) -> Result<(), Refused> {
    let title = title.to_owned();
    let note = PatientNote { id: None, patient, kind: "result", title, body: None, link };
    tell_patient(write, &note)?;
    Ok(())
}

/// Says in the chained record how a result stands.
pub(crate) fn chain(
    write: &mut Write<'_>,
    who: &Who,
    id: Uuid,
    patient: Uuid,
) -> Result<(), Refused> {
    let content = as_shown(write, id)?;
    let source = Some(("lab_results", id));
    append(write, who, Entry { patient, record_type: "lab_result", content, source })?;
    Ok(())
}

/// A result as people see it, for the chained record.
fn as_shown(reader: &Reader<'_>, id: Uuid) -> Result<serde_json::Value, Refused> {
    let line: Option<ResultLine> = reader.row(&select_results("r.id = ?1"), params![id])?;
    let line = line.ok_or_else(|| Refused::gone("result"))?;
    Ok(json!(line))
}
