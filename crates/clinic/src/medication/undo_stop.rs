//! A medicine that was stopped goes on: it was stopped by mistake.

use chrono::{Days, NaiveDate};
use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;

use crate::medication::dispense::told;
use crate::medication::standing::{ThisItemBecause, standing};
use crate::medication::warnings::Against;
use crate::scheduling::appointment::patient_may_come;
use crate::{Nothing, Refused, Who};

/// Which medicine goes on, and why.
#[derive(Deserialize, TS)]
pub struct UndoStop {
    #[serde(flatten)]
    item: ThisItemBecause,
    /// Whether what has come up against it since it was prescribed was read.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    accept_warnings: bool,
}

/// Takes back that a medicine was stopped. It goes on as it was prescribed, until the day on which its
/// course would have ended; a course that would be over by now is renewed instead. Refuses with the
/// code `warned` where something has come up against it that its prescriber did not accept, such as an
/// allergy for which it was stopped, until `accept_warnings` says that this was read; the pharmacy is
/// told the same again.
pub fn undo_stop(write: &mut Write<'_>, who: &Who, request: UndoStop) -> Result<Nothing, Refused> {
    let (this, reason) = request.item.parts("Say why the medicine goes on.")?;
    let item = standing(write, this.item_id)?;
    item.must_be(&["stopped"], "taken up again")?;
    patient_may_come(write, item.patient_id)?;
    let lasts: Option<Option<i64>> = write
        .value("SELECT duration_days FROM prescription_items WHERE id = ?1", params![item.id])?;
    let start = item.start_on.as_deref().and_then(|day| day.parse::<NaiveDate>().ok());
    let end = start.zip(lasts.flatten()).and_then(|(start, days)| {
        start.checked_add_days(Days::new(u64::try_from(days.checked_sub(1)?).ok()?))
    });
    let today = who.today(write.now());
    if let Some(end) = end.filter(|end| *end < today) {
        return Err(Refused::because(format!(
            "Its course would have ended on {end}. Renew it instead."
        )));
    }
    let against = Against::load(write, who.organization_id, item.patient_id, &today.to_string())?;
    let warnings = told(&against.unaccepted(&item));
    if !request.accept_warnings && !warnings.is_empty() {
        let sentences: Vec<&str> = warnings.iter().map(|(text, _)| text.as_str()).collect();
        return Err(Refused::coded("warned", sentences.join(" ")));
    }
    let cells = Cells::new()
        .set("status", "active")
        .set("status_reason", reason)
        .set("end_on", end.map(|end| end.to_string()));
    write.update("prescription_items", item.id, Some(this.version), cells)?;
    // With its last medicine the prescription was stopped too.
    let cells = Cells::new().set("status", "active");
    write.update("prescriptions", item.prescription_id, None, cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::medication::shop::{Shop, prescribed};
    use serde_json::json;

    #[test]
    fn what_was_stopped_by_mistake_goes_on_until_its_course_is_over() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let course = json!({ "duration_days": 10 });
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", course);
        let ends = clinic.text("SELECT end_on FROM prescription_items WHERE id = ?1", item);
        assert_eq!(ends.as_deref(), Some("2026-03-11"));
        let ask = |verb: &str, reason: &str| {
            let request = json!({ "item_id": item, "version": 0, "reason": reason });
            clinic.ask(clinic.doctor, &format!("medication.{verb}"), request)
        };
        assert!(ask("undo_stop", "x").unwrap_err().sentence.contains("it is being taken"));
        ask("stop", "The wrong line").unwrap();
        assert_eq!(ask("undo_stop", " ").unwrap_err().field, Some("reason"));
        ask("undo_stop", "It was the other one").unwrap();
        let stands = "SELECT i.status || ' ' || i.end_on || ' ' || p.status \
                      FROM prescription_items i JOIN prescriptions p ON p.id = i.prescription_id \
                      WHERE i.id = ?1";
        assert_eq!(clinic.text(stands, item).as_deref(), Some("active 2026-03-11 active"));
        ask("stop", "Rash").unwrap();
        let allergy = json!({
            "patient_id": shop.patient, "substance_text": "Metformin", "category": "medication",
            "criticality": "high", "reaction_text": "Rash", "severity": null
        });
        clinic.ask(clinic.nurse, "people.add_allergy", allergy).unwrap();
        let warned = ask("undo_stop", "It was not so bad").unwrap_err();
        assert_eq!(warned.code, Some("warned"));
        assert!(warned.sentence.contains("Metformin"), "{}", warned.sentence);
        let all_the_same = json!({
            "item_id": item, "version": 0, "reason": "Nothing else helps", "accept_warnings": true
        });
        clinic.ask(clinic.doctor, "medication.undo_stop", all_the_same).unwrap();
        ask("stop", "Rash again").unwrap();
        clinic.set_clock("2026-03-20T09:00:00Z");
        assert!(ask("undo_stop", "No rash").unwrap_err().sentence.contains("2026-03-11"));
    }
}
