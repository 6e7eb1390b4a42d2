//! A doctor has seen results and answers for it.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::laboratory::flag::is_critical;
use crate::encounters::laboratory::tell_result::told;
use crate::encounters::laboratory::value::expected;
use crate::organization::practitioners::user_name;
use crate::{Nothing, Refused, Who};

/// A page of a worklist.
const RESULTS_MAX: usize = 100;

/// A result as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisResult {
    id: Uuid,
    version: i64,
}

/// Which results.
#[derive(Deserialize, TS)]
pub struct ReviewResults {
    results: Vec<ThisResult>,
}

/// Signs results off, all or none. A doctor who reviews a critical result has been told it.
pub fn review_results(
    write: &mut Write<'_>,
    who: &Who,
    request: ReviewResults,
) -> Result<Nothing, Refused> {
    if request.results.is_empty() || request.results.len() > RESULTS_MAX {
        return Err(Refused::field(
            "results",
            format!("Choose between one and {RESULTS_MAX} results."),
        ));
    }
    for this in request.results {
        let result = expected(write, this.id)?;
        if !matches!(result.status.as_str(), "completed" | "corrected") || result.struck {
            return Err(Refused::field(
                "results",
                "One of these results is not final, or it was corrected. Open the list again.",
            ));
        }
        if result.reviewed_at.is_some() {
            continue;
        }
        let cells = Cells::new().set("reviewed_at", write.now()).set("reviewed_by", who.user_id);
        write.update("lab_results", this.id, Some(this.version), cells)?;
        write.audit("sign", Some("lab_results"), Some(this.id), Some(result.patient_id), None)?;
        if is_critical(result.abnormal_flag.as_deref()) && result.told_at.is_none() {
            let name = user_name(write, Some(who.user_id))?.unwrap_or_default();
            told(write, who, this.id, None, &name)?;
        }
    }
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::encounters::laboratory::story::{Bench, found};
    use serde_json::json;

    #[test]
    fn a_doctor_signs_results_off_and_a_technician_does_not() {
        let bench = Bench::open();
        let [normal, critical, awaited] = bench.ordered(3)[..] else { panic!() };
        bench.enter(normal, found(4.0), false).unwrap();
        bench.enter(critical, found(2.0), false).unwrap();
        let list = || {
            let mine = json!({ "practitioner_id": null });
            bench.clinic.ask(bench.clinic.doctor, "encounters.results_to_review", mine).unwrap()
        };
        assert_eq!(list().as_array().unwrap().len(), 2);
        assert_eq!(list()[0]["result"]["id"], json!(critical), "the dangerous ones first");
        let review = |user, ids: &[uuid::Uuid]| {
            let these: Vec<_> = ids.iter().map(|id| json!({ "id": id, "version": 0 })).collect();
            bench.clinic.ask(user, "encounters.review_results", json!({ "results": these }))
        };
        let technician = review(bench.technician, &[normal]).unwrap_err();
        assert_eq!(technician.code, Some("not_allowed"));
        let early = review(bench.clinic.doctor, &[normal, awaited]).unwrap_err();
        assert_eq!(early.field, Some("results"));
        assert_eq!(list().as_array().unwrap().len(), 2, "all or none");
        review(bench.clinic.doctor, &[normal, critical]).unwrap();
        assert_eq!(list(), json!([]));
        assert_eq!(bench.tasks(), Vec::<String>::new(), "the doctor knows now");
        let signed = bench.clinic.number(
            "SELECT count(*) FROM audit_logs WHERE action = 'sign' AND patient_id = ?1",
            bench.patient,
        );
        assert_eq!(signed, Some(2));
    }
}
