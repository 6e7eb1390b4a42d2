//! When an alert that nobody has answered calls others. Pure: the steps of a policy, the moment
//! at which the alert was raised and a clock that may be wrong go in, levels come out.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::Refused;
use crate::alerts::routing::{check_department, check_roles};
use crate::calendar::MINUTE;

/// More steps than a person can foresee are a mistake.
const STEPS_MAX: usize = 20;
/// A week: what has waited longer is no alert.
const AFTER_MINUTES_MAX: i64 = 7 * 24 * 60;

/// Who is called when nobody has answered for so long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EscalationStep {
    /// Minutes from the raising of the alert on.
    pub after_minutes: i64,
    /// Whom it calls; none means everybody at the site.
    pub roles: Vec<String>,
    /// Where they work, if that matters.
    pub department_id: Option<Uuid>,
}

/// A step of an alert. Level 1 is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Level<'s> {
    pub level: i64,
    /// When nobody had answered for long enough, microseconds.
    pub due_at: i64,
    pub step: &'s EscalationStep,
}

/// The steps whose time has come and that have not been taken. `reached` are the levels that have.
///
/// Time runs from `raised_at`, so a clock that jumped forward calls everybody whom the steps in
/// between name, once, and one that jumped back calls nobody a second time: an alert that seems to
/// lie in the future is not due.
pub(crate) fn due<'s>(
    steps: &'s [EscalationStep],
    raised_at: i64,
    answered: bool,
    reached: &BTreeSet<i64>,
    now: i64,
) -> Vec<Level<'s>> {
    if answered {
        return Vec::new();
    }
    levels(steps, raised_at)
        .filter(|level| level.due_at <= now && !reached.contains(&level.level))
        .collect()
}

/// The step that comes next if nobody answers.
pub(crate) fn next<'s>(
    steps: &'s [EscalationStep],
    raised_at: i64,
    answered: bool,
    reached: &BTreeSet<i64>,
) -> Option<Level<'s>> {
    levels(steps, raised_at).find(|level| !answered && !reached.contains(&level.level))
}

fn levels(steps: &[EscalationStep], raised_at: i64) -> impl Iterator<Item = Level<'_>> {
    steps.iter().zip(1..).map(move |(step, level)| Level {
        level,
        due_at: raised_at.saturating_add(step.after_minutes.saturating_mul(MINUTE)),
        step,
    })
}

/// Refuses steps that do not rise, or that call nobody who exists.
pub(crate) fn check_steps(
    reader: &store::Reader<'_>,
    steps: &[EscalationStep],
) -> Result<(), Refused> {
    let refused = |sentence: String| Err(Refused::field("steps", sentence));
    if steps.is_empty() {
        return refused("Add at least one step: after how many minutes who is called.".to_owned());
    }
    if steps.len() > STEPS_MAX {
        return refused(format!("A policy may have {STEPS_MAX} steps at most."));
    }
    let mut before = 0;
    for step in steps {
        if step.after_minutes <= before {
            return refused(
                "The minutes of the steps must rise from one step to the next, and the first must \
                 be above 0."
                    .to_owned(),
            );
        }
        if step.after_minutes > AFTER_MINUTES_MAX {
            return refused(format!("A step may wait {AFTER_MINUTES_MAX} minutes at most."));
        }
        before = step.after_minutes;
        check_roles("steps", &step.roles)?;
        check_department(reader, "steps", step.department_id)?;
    }
    Ok(())
}

/// The steps as they stand in the record.
pub(crate) fn read_steps(text: &str) -> Result<Vec<EscalationStep>, Refused> {
    Ok(serde_json::from_str(text).map_err(|_| store::Error::Damaged)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps() -> Vec<EscalationStep> {
        [2, 5, 10]
            .map(|after_minutes| EscalationStep {
                after_minutes,
                roles: vec!["nurse".to_owned()],
                department_id: None,
            })
            .to_vec()
    }

    fn levels_due(answered: bool, reached: &[i64], minutes: i64) -> Vec<i64> {
        let raised_at = 1_000 * MINUTE;
        let reached = reached.iter().copied().collect();
        due(&steps(), raised_at, answered, &reached, raised_at + minutes * MINUTE)
            .iter()
            .map(|level| level.level)
            .collect()
    }

    #[test]
    fn a_step_is_due_from_its_minute_on_and_taken_once() {
        assert_eq!(levels_due(false, &[], 1), [] as [i64; 0]);
        assert_eq!(levels_due(false, &[], 2), [1]);
        assert_eq!(levels_due(false, &[1], 4), [] as [i64; 0]);
        assert_eq!(levels_due(false, &[1], 5), [2]);
        assert_eq!(levels_due(false, &[1, 2, 3], 500), [] as [i64; 0]);
    }

    #[test]
    fn an_answered_alert_calls_nobody_even_when_a_step_was_missed() {
        assert_eq!(levels_due(true, &[1], 60), [] as [i64; 0]);
    }

    #[test]
    fn a_clock_that_jumps_forward_takes_every_step_once() {
        assert_eq!(levels_due(false, &[], 100_000), [1, 2, 3]);
        assert_eq!(levels_due(false, &[1, 2, 3], 100_001), [] as [i64; 0]);
    }

    #[test]
    fn a_clock_that_jumps_back_takes_none_twice_and_none_too_early() {
        assert_eq!(levels_due(false, &[1, 2], 3), [] as [i64; 0]);
        assert_eq!(levels_due(false, &[], -30), [] as [i64; 0]);
        assert_eq!(levels_due(false, &[1, 2], 10), [3]);
    }

    #[test]
    fn without_a_policy_nothing_is_due_and_the_largest_numbers_do_not_overflow() {
        assert_eq!(due(&[], 0, false, &BTreeSet::new(), i64::MAX), []);
        let endless =
            [EscalationStep { after_minutes: i64::MAX, roles: Vec::new(), department_id: None }];
        assert_eq!(due(&endless, 5, false, &BTreeSet::new(), i64::MAX - 1), []);
    }

    #[test]
    fn the_countdown_runs_to_the_first_step_that_was_not_taken() {
        let steps = steps();
        let level = |answered, reached: &[i64]| {
            next(&steps, 0, answered, &reached.iter().copied().collect()).map(|next| next.level)
        };
        assert_eq!(level(false, &[]), Some(1));
        assert_eq!(level(false, &[1]), Some(2));
        assert_eq!(level(false, &[1, 2, 3]), None);
        assert_eq!(level(true, &[1]), None);
    }
}
