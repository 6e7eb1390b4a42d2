//! Somebody is told a result by telephone.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::critical::settled;
use crate::encounters::laboratory::value::expected;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which result, and who was told.
#[derive(Deserialize, TS)]
pub struct TellResult {
    id: Uuid,
    version: i64,
    told_to: String,
}

/// Notes who was told a result and when; the task to telephone and the alert end with it.
pub fn tell_result(
    write: &mut Write<'_>,
    who: &Who,
    request: TellResult,
) -> Result<Nothing, Refused> {
    let told_to = filled(Some(&request.told_to))
        .ok_or_else(|| Refused::field("told_to", "Say who was told the result."))?;
    let result = expected(write, request.id)?;
    if result.told_at.is_some() {
        return Err(Refused::because("Somebody was told this result already."));
    }
    if result.struck {
        return Err(Refused::because("This result was wrong. Tell the one that replaces it."));
    }
    if !matches!(result.status.as_str(), "preliminary" | "completed" | "corrected") {
        return Err(Refused::because("There is no result yet that could be told."));
    }
    told(write, who, request.id, Some(request.version), &told_to)
}

/// Writes who was told and ends what waited for it.
pub(crate) fn told(
    write: &mut Write<'_>,
    who: &Who,
    id: Uuid,
    version: Option<i64>,
    told_to: &str,
) -> Result<Nothing, Refused> {
    let cells = Cells::new()
        .set("told_to", told_to)
        .set("told_at", write.now())
        .set("told_by", who.user_id);
    write.update("lab_results", id, version, cells)?;
    settled(write, who, id, &format!("Told to {told_to}"))?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::encounters::laboratory::story::{Bench, found};
    use serde_json::json;

    #[test]
    fn a_critical_result_rings_until_somebody_was_told() {
        let bench = Bench::open();
        let [result, other] = bench.ordered(2)[..] else { panic!() };
        bench.enter(other, found(5.4), false).unwrap();
        assert_eq!(bench.tasks(), Vec::<String>::new(), "high is not critical");
        assert!(bench.tell(result, "Dr Benali").unwrap_err().sentence.contains("no result yet"));
        bench.enter(result, found(6.6), true).unwrap();
        bench.enter(result, found(6.6), false).unwrap();
        assert_eq!(bench.tasks(), ["Telephone a critical result: Potassium"], "once, not twice");
        let alert = || {
            bench.clinic.text(
                "SELECT a.status || ', ' || a.kind || ', ' || (SELECT group_concat(kind) FROM \
                 (SELECT kind FROM alert_events e WHERE e.alert_id = a.id ORDER BY kind)) \
                 FROM alerts a JOIN patient_alerts p ON p.alert_id = a.id WHERE p.patient_id = ?1",
                bench.patient,
            )
        };
        assert_eq!(alert().unwrap(), "open, critical_result, created");
        assert_eq!(bench.not_told()[0]["result"]["id"], json!(result));
        assert_eq!(bench.tell(result, " ").unwrap_err().field, Some("told_to"));
        bench.clinic.pass_minutes(4);
        bench.tell(result, "Dr Benali").unwrap();
        assert!(bench.tell(result, "Dr Benali").is_err());
        assert_eq!(bench.tasks(), Vec::<String>::new());
        assert_eq!(alert().unwrap(), "resolved, critical_result, created,resolved");
        assert_eq!(bench.not_told(), json!([]));
        let line = bench.order_of(result)["results"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["id"] == json!(result))
            .unwrap()
            .clone();
        assert_eq!(line["told_to"], "Dr Benali");
        assert_eq!(line["told_at"], json!(bench.clinic.now()));
    }

    #[test]
    fn an_alarm_about_a_preliminary_result_ends_when_the_final_one_is_harmless() {
        let bench = Bench::open();
        let [quiet, told] = bench.ordered(2)[..] else { panic!() };
        bench.enter(quiet, found(7.0), true).unwrap();
        bench.enter(quiet, found(4.5), false).unwrap();
        assert_eq!(bench.tasks(), Vec::<String>::new());
        bench.enter(told, found(7.0), true).unwrap();
        bench.tell(told, "Dr Benali").unwrap();
        bench.enter(told, found(4.5), false).unwrap();
        assert_eq!(bench.tasks(), ["Telephone the correction of a critical result: Potassium"]);
        bench.tell(told, "Dr Benali").unwrap();
        assert_eq!(bench.tasks(), Vec::<String>::new());
    }

    #[test]
    fn a_result_that_becomes_critical_again_or_in_the_other_way_rings_again() {
        let bench = Bench::open();
        let [result] = bench.ordered(1)[..] else { panic!() };
        let rings = || {
            let alerts = bench.clinic.number(
                "SELECT count(*) FROM alerts a JOIN patient_alerts p ON p.alert_id = a.id \
                 WHERE p.patient_id = ?1 AND a.status = 'open'",
                bench.patient,
            );
            (alerts.unwrap(), bench.tasks().len())
        };
        bench.enter(result, found(7.0), true).unwrap();
        assert_eq!(rings(), (1, 1));
        bench.enter(result, found(4.5), true).unwrap();
        assert_eq!(rings(), (0, 0));
        bench.enter(result, found(7.0), true).unwrap();
        assert_eq!(rings(), (1, 1));
        bench.tell(result, "Dr Benali").unwrap();
        bench.enter(result, found(7.1), true).unwrap();
        assert_eq!(rings(), (0, 0), "told already");
        bench.enter(result, found(2.0), false).unwrap();
        assert_eq!(rings(), (1, 1), "too low is another matter than too high");
        bench.tell(result, "Dr Benali").unwrap();
        assert_eq!(rings(), (0, 0));
    }
}
