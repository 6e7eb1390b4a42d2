//! Wellness plans with how far they have come.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::organization::practitioners::name_of;
use crate::people::line::{Lines, PatientLine};
use crate::people::merged::of_person;
use crate::{Asking, Refused};

/// Whose plans.
#[derive(Deserialize, TS)]
pub struct WellnessPlans {
    pub(super) patient_id: Uuid,
}

/// Which plan.
#[derive(Deserialize, TS)]
pub struct WellnessPlanAsked {
    pub(super) id: Uuid,
}

/// A plan in one line.
#[derive(Serialize, TS)]
pub struct WellnessPlanLine {
    id: Uuid,
    version: i64,
    title: String,
    condition_text: Option<String>,
    status: String,
    starts_on: String,
    ends_on: Option<String>,
    /// Steps that are due by today, and how many of them were done or left out with a reason.
    due: i64,
    done: i64,
    skipped: i64,
    /// Done ÷ due; none while nothing is due.
    progress: Option<f64>,
}

/// A patient's plans.
#[derive(Serialize, TS)]
pub struct WellnessPlanList {
    patient_id: Uuid,
    plans: Vec<WellnessPlanLine>,
}

/// A step of a plan.
#[derive(Serialize, Deserialize, TS)]
pub struct WellnessItemShown {
    id: Uuid,
    version: i64,
    title: String,
    category: Option<String>,
    due_on: String,
    done_at: Option<i64>,
    done_by: Option<String>,
    is_self_reported: bool,
    skipped_reason: Option<String>,
    notes: Option<String>,
}

/// A plan with its steps.
#[derive(Serialize, TS)]
pub struct WellnessPlanShown {
    #[serde(flatten)]
    line: WellnessPlanLine,
    patient: PatientLine,
    practitioner: Option<String>,
    description: Option<String>,
    template_code: Option<String>,
    /// The method of a plan that began from a template.
    method: Option<String>,
    source: Option<String>,
    notes: Option<String>,
    items: Vec<WellnessItemShown>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: i64,
    title: String,
    condition_text: Option<String>,
    status: String,
    starts_on: String,
    ends_on: Option<String>,
    due: i64,
    done: i64,
    skipped: i64,
}

/// The columns of [`Row`]; `?2` is today.
const LINE: &str = "p.id, p.version, p.title, p.condition_text, p.status, p.starts_on, p.ends_on, \
     (SELECT count(*) FROM wellness_plan_items i WHERE i.wellness_plan_id = p.id \
      AND i.deleted_at IS NULL AND i.due_on <= ?2) AS due, \
     (SELECT count(*) FROM wellness_plan_items i WHERE i.wellness_plan_id = p.id \
      AND i.deleted_at IS NULL AND i.due_on <= ?2 AND i.done_at IS NOT NULL) AS done, \
     (SELECT count(*) FROM wellness_plan_items i WHERE i.wellness_plan_id = p.id \
      AND i.deleted_at IS NULL AND i.due_on <= ?2 AND i.done_at IS NULL \
      AND i.skipped_reason IS NOT NULL) AS skipped";

impl From<Row> for WellnessPlanLine {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            version: row.version,
            title: row.title,
            condition_text: row.condition_text,
            status: row.status,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            due: row.due,
            done: row.done,
            skipped: row.skipped,
            progress: (row.due > 0).then(|| row.done as f64 / row.due as f64),
        }
    }
}

/// A patient's plans, those that run first.
pub fn plans(asking: &Asking<'_>, request: WellnessPlans) -> Result<WellnessPlanList, Refused> {
    let rows: Vec<Row> = asking.reader.rows(
        &of_person(&format!(
            "SELECT {LINE} FROM wellness_plans p WHERE p.patient_id = ?1 AND p.deleted_at IS NULL \
             AND p.status <> 'entered_in_error' \
             ORDER BY p.status NOT IN ('active', 'draft', 'on_hold'), p.starts_on DESC, p.id DESC \
             LIMIT 200"
        )),
        params![request.patient_id, asking.today().to_string()],
    )?;
    let plans = rows.into_iter().map(WellnessPlanLine::from).collect();
    Ok(WellnessPlanList { patient_id: request.patient_id, plans })
}

/// Whose record was opened.
pub(crate) fn plans_opened(list: &WellnessPlanList) -> Opened {
    Opened { table: "patients", row: list.patient_id, patient: list.patient_id }
}

/// A plan with its steps, in the order of their days.
pub fn plan(asking: &Asking<'_>, request: WellnessPlanAsked) -> Result<WellnessPlanShown, Refused> {
    #[derive(Deserialize)]
    struct More {
        patient_id: Uuid,
        practitioner_id: Option<Uuid>,
        description: Option<String>,
        template_code: Option<String>,
        method: Option<String>,
        notes: Option<String>,
    }
    let reader = &asking.reader;
    let line: Option<Row> = reader.row(
        &format!("SELECT {LINE} FROM wellness_plans p WHERE p.id = ?1 AND p.deleted_at IS NULL"),
        params![request.id, asking.today().to_string()],
    )?;
    let more: Option<More> = reader.row(
        "SELECT p.patient_id, p.practitioner_id, p.description, p.template_code, \
         m.name AS method, p.notes FROM wellness_plans p \
         LEFT JOIN ai_models m ON m.id = p.ai_model_id WHERE p.id = ?1",
        params![request.id],
    )?;
    let (Some(line), Some(more)) = (line, more) else { return Err(Refused::gone("plan")) };
    let source = more.template_code.as_deref().and_then(super::templates::of_code);
    Ok(WellnessPlanShown {
        line: line.into(),
        patient: Lines::of(asking).line(more.patient_id)?,
        practitioner: name_of(reader, more.practitioner_id)?,
        description: more.description,
        source: source.map(|template| template.source.to_owned()),
        template_code: more.template_code,
        method: more.method,
        notes: more.notes,
        items: reader.rows(
            "SELECT i.id, i.version, i.title, i.category, i.due_on, i.done_at, \
             coalesce(u.display_name, u.username) AS done_by, i.is_self_reported, \
             i.skipped_reason, i.notes FROM wellness_plan_items i \
             LEFT JOIN users u ON u.id = i.done_by \
             WHERE i.wellness_plan_id = ?1 AND i.deleted_at IS NULL \
             ORDER BY i.due_on, i.id LIMIT 1000",
            params![request.id],
        )?,
    })
}

/// Whose record was opened.
pub(crate) fn plan_opened(shown: &WellnessPlanShown) -> Opened {
    Opened { table: "wellness_plans", row: shown.line.id, patient: shown.patient.id }
}
