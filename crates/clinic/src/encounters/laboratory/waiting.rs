//! What waits for the laboratory, for a doctor, and for the telephone.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::laboratory::order_line::{LabOrderLine, lines, select};
use crate::people::chart_sections::{ResultLine, STRUCK_RESULT, select_results};
use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Nothing, Refused};

/// A result that waits for somebody.
#[derive(Serialize, TS)]
pub struct WaitingResult {
    patient: PatientLine,
    result: ResultLine,
}

/// Orders of a site (`?1`) that are not complete, by priority and then by age.
pub(crate) fn worklist_query() -> String {
    select("o.site_id = ?1 AND o.status IN ('ordered', 'collected', 'in_progress', 'preliminary')")
        + " ORDER BY CASE o.priority WHEN 'stat' THEN 0 WHEN 'asap' THEN 1 WHEN 'urgent' THEN 2 \
         ELSE 3 END, o.ordered_at, o.id LIMIT 300"
}

/// Final results of what a practitioner (`?1`) ordered that nobody has signed off, the dangerous
/// ones first.
pub(crate) fn to_review_query() -> String {
    select_results(&format!(
        "r.ordered_by = ?1 AND r.reviewed_at IS NULL AND r.status IN ('completed', 'corrected') \
         AND NOT {STRUCK_RESULT}"
    )) + " ORDER BY coalesce(r.abnormal_flag, '') NOT IN ('critical_low', 'critical_high'), \
         coalesce(r.abnormal_flag, 'abnormal') = 'normal', r.resulted_at, r.id LIMIT 300"
}

/// Critical results of a site's (`?1`) orders that nobody was told, the oldest first.
pub(crate) fn not_told_query() -> String {
    select_results(&format!(
        "r.site_id = ?1 AND r.lab_order_id IS NOT NULL AND r.told_at IS NULL \
         AND r.abnormal_flag IN ('critical_low', 'critical_high') \
         AND r.status IN ('preliminary', 'completed', 'corrected') AND NOT {STRUCK_RESULT}"
    )) + " ORDER BY r.resulted_at, r.id LIMIT 300"
}

/// Orders that wait at this site.
pub fn worklist(asking: &Asking<'_>, _: Nothing) -> Result<Vec<LabOrderLine>, Refused> {
    lines(asking, asking.reader.rows(&worklist_query(), params![asking.who.site.id])?)
}

/// Whose results; one's own where nobody is named.
#[derive(Deserialize, TS)]
pub struct ToReview {
    practitioner_id: Option<Uuid>,
}

/// Results that wait for a doctor's review; of another's those of patients whom who asks may see.
pub fn to_review(asking: &Asking<'_>, request: ToReview) -> Result<Vec<WaitingResult>, Refused> {
    let Some(practitioner) = request.practitioner_id.or(asking.who.practitioner_id) else {
        return Ok(Vec::new());
    };
    let mut rows: Vec<ResultLine> =
        asking.reader.rows(&to_review_query(), params![practitioner])?;
    // Of somebody else's list only what is about one's own patients.
    if asking.who.practitioner_id != Some(practitioner) {
        rows = asking.of_own_patients("lab_results", rows, |row| row.patient_id)?;
    }
    waiting(asking, rows)
}

/// Critical results that nobody was told.
pub fn not_told(asking: &Asking<'_>, _: Nothing) -> Result<Vec<WaitingResult>, Refused> {
    waiting(asking, asking.reader.rows(&not_told_query(), params![asking.who.site.id])?)
}

fn waiting(asking: &Asking<'_>, rows: Vec<ResultLine>) -> Result<Vec<WaitingResult>, Refused> {
    let patients = Lines::of(asking);
    rows.into_iter()
        .map(|result| Ok(WaitingResult { patient: patients.line(result.patient_id)?, result }))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::encounters::laboratory::story::{Bench, found, order};
    use serde_json::{Value, json};

    #[test]
    fn of_a_colleagues_list_only_ones_own_patients_are_shown() {
        let bench = Bench::open();
        let [result] = bench.ordered(1)[..] else { panic!() };
        bench.enter(result, found(9.0), false).unwrap();
        let colleague = bench.clinic.employ("Bea", "Sol", "doctor");
        let theirs = json!({ "practitioner_id": bench.clinic.doctor_practitioner });
        let list = |user| {
            let list = bench.clinic.ask(user, "encounters.results_to_review", theirs.clone());
            list.unwrap().as_array().unwrap().len()
        };
        assert_eq!((list(bench.clinic.doctor), list(colleague)), (1, 0));
        bench.clinic.entrust(bench.patient, colleague);
        assert_eq!(list(colleague), 1);
    }

    #[test]
    fn the_worklist_begins_with_what_is_urgent_and_then_with_what_is_old() {
        let bench = Bench::open();
        for (priority, reason) in [("routine", "old"), ("routine", "new"), ("stat", "now")] {
            let mut wanted = order(bench.patient, None, &[bench.test]);
            wanted["priority"] = json!(priority);
            wanted["reason"] = json!(reason);
            bench.clinic.ask(bench.clinic.doctor, "encounters.order_tests", wanted).unwrap();
            bench.clinic.pass_minutes(1);
        }
        let list =
            bench.clinic.ask(bench.technician, "encounters.lab_worklist", json!({})).unwrap();
        let reasons: Vec<&Value> =
            list.as_array().unwrap().iter().map(|line| &line["reason"]).collect();
        assert_eq!(reasons, ["now", "old", "new"]);
        let desk = bench.clinic.receptionist;
        let refused = bench.clinic.ask(desk, "encounters.lab_worklist", json!({})).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
    }
}
