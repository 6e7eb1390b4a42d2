//! A plan of care as it is shown and as verbs find it.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::Refused;
use crate::encounters::older::{OlderThan, PAGE_LIMIT, below};
use crate::people::merged::of_person;

/// How far a goal is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GoalStatus {
    /// Aimed at.
    Open,
    /// Reached.
    Reached,
    /// Not aimed at any more.
    Dropped,
}

/// What a plan aims at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CareGoal {
    /// Tells it from the others when two people change the plan.
    pub id: Uuid,
    /// In words.
    pub text: String,
    /// How it is measured, such as `HbA1c below 7 %`.
    pub target: Option<String>,
    /// `YYYY-MM-DD`.
    pub due_on: Option<String>,
    /// How far it is.
    pub status: GoalStatus,
}

/// How far an activity has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActivityStatus {
    /// To be done.
    Planned,
    /// Done.
    Done,
    /// Not to be done any more.
    Dropped,
}

/// What is done for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CareActivity {
    /// Tells it from the others when two people change the plan.
    pub id: Uuid,
    /// In words.
    pub text: String,
    /// `YYYY-MM-DD`.
    pub due_on: Option<String>,
    /// How far it is.
    pub status: ActivityStatus,
    /// When it was done.
    pub done_at: Option<i64>,
    /// The user who said so.
    pub done_by: Option<Uuid>,
    /// What came of it.
    pub outcome: Option<String>,
}

/// A plan of care.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CarePlanShown {
    id: Uuid,
    version: i64,
    patient_id: Uuid,
    title: String,
    category: Option<String>,
    description: Option<String>,
    status: String,
    starts_on: Option<String>,
    ends_on: Option<String>,
    goals: Vec<CareGoal>,
    activities: Vec<CareActivity>,
    /// Activities that are done, of those that were not dropped.
    done: usize,
    due: usize,
    notes: Option<String>,
    created_at: i64,
}

/// A row of [`select`], and what a verb finds.
#[derive(Deserialize)]
pub(crate) struct PlanRow {
    id: Uuid,
    version: i64,
    patient_id: Uuid,
    title: String,
    category: Option<String>,
    description: Option<String>,
    pub status: String,
    pub starts_on: Option<String>,
    ends_on: Option<String>,
    goals: Option<String>,
    activities: Option<String>,
    pub notes: Option<String>,
    created_at: i64,
}

/// The SELECT that fills [`PlanRow`], with `condition` on `k`.
fn select(condition: &str) -> String {
    format!(
        "SELECT k.id, k.version, k.patient_id, k.title, k.category, k.description, k.status, \
         k.starts_on, k.ends_on, k.goals, k.activities, k.notes, k.created_at FROM care_plans k \
         WHERE {condition} AND k.deleted_at IS NULL AND k.status <> 'entered_in_error'"
    )
}

/// A patient's (`?1`) newest, those that run first.
pub(crate) fn newest_query() -> String {
    select(&of_person("k.patient_id = ?1"))
        + " ORDER BY k.status NOT IN ('active', 'on_hold', 'draft'), k.created_at DESC, k.id DESC \
           LIMIT 20"
}

/// A patient's (`?1`), older than a place (`?2`, `?3`).
pub(crate) fn page_query() -> String {
    select(&of_person("k.patient_id = ?1 AND (k.created_at, k.id) < (?2, ?3)"))
        + " ORDER BY k.created_at DESC, k.id DESC"
        + PAGE_LIMIT
}

impl PlanRow {
    fn list<T: serde::de::DeserializeOwned>(list: Option<&String>) -> Result<Vec<T>, Refused> {
        list.map_or(Ok(Vec::new()), |text| {
            serde_json::from_str(text).map_err(|_| {
                Refused::because(
                    "A plan of care of this patient cannot be read by this version of Holdfast.",
                )
            })
        })
    }

    /// What it aims at.
    pub(crate) fn goals(&self) -> Result<Vec<CareGoal>, Refused> {
        Self::list(self.goals.as_ref())
    }

    /// What is done for it.
    pub(crate) fn activities(&self) -> Result<Vec<CareActivity>, Refused> {
        Self::list(self.activities.as_ref())
    }

    /// Refuses what has ended.
    pub(crate) fn must_run(&self) -> Result<(), Refused> {
        match self.status.as_str() {
            "draft" | "active" | "on_hold" => Ok(()),
            _ => Err(Refused::because("This plan is closed. Write a new one.")),
        }
    }

    fn shown(self) -> Result<CarePlanShown, Refused> {
        let (goals, activities) = (self.goals()?, self.activities()?);
        let count = |wanted: fn(ActivityStatus) -> bool| {
            activities.iter().filter(|activity| wanted(activity.status)).count()
        };
        Ok(CarePlanShown {
            done: count(|status| status == ActivityStatus::Done),
            due: count(|status| status != ActivityStatus::Dropped),
            goals,
            activities,
            id: self.id,
            version: self.version,
            patient_id: self.patient_id,
            title: self.title,
            category: self.category,
            description: self.description,
            status: self.status,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            notes: self.notes,
            created_at: self.created_at,
        })
    }
}

/// The plan `id`.
pub(crate) fn plan(reader: &Reader<'_>, id: Uuid) -> Result<PlanRow, Refused> {
    reader.row(&select("k.id = ?1"), params![id])?.ok_or_else(|| Refused::gone("plan of care"))
}

/// A patient's newest plans, those that run first.
pub(crate) fn of_patient(
    reader: &Reader<'_>,
    patient: Uuid,
) -> Result<Vec<CarePlanShown>, Refused> {
    let rows: Vec<PlanRow> = reader.rows(&newest_query(), params![patient])?;
    rows.into_iter().map(PlanRow::shown).collect()
}

/// A page of a patient's plans and one more, the newest first.
pub(crate) fn plans_page(
    reader: &Reader<'_>,
    patient: Uuid,
    older: Option<OlderThan>,
) -> Result<Vec<CarePlanShown>, Refused> {
    let (at, id) = below(older);
    let rows: Vec<PlanRow> = reader.rows(&page_query(), params![patient, at, id])?;
    rows.into_iter().map(PlanRow::shown).collect()
}

impl CarePlanShown {
    /// Where it stands in a list.
    pub(crate) fn place(&self) -> OlderThan {
        OlderThan { at: self.created_at, id: self.id }
    }
}

/// A list of a plan as it is stored.
pub(crate) fn stored<T: Serialize>(list: &[T]) -> Result<String, Refused> {
    serde_json::to_string(list)
        .map_err(|_| Refused::because("This plan cannot be stored. Please report this."))
}
