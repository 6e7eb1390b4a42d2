//! A condition gets better or worse, or more is known of it.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::conditions::state::{condition, remember};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who, calendar};

/// The condition as it should stand.
#[derive(Deserialize, TS)]
pub struct UpdateCondition {
    id: Uuid,
    version: i64,
    status: String,
    severity: Option<String>,
    #[ts(type = "\"unconfirmed\" | \"provisional\" | \"differential\" | \"confirmed\" | null")]
    verification: Option<String>,
    onset_on: Option<String>,
    notes: Option<String>,
}

/// Writes how a condition stands now; how it stood before stays in its history. A resolved
/// condition that comes back loses the day on which it ended.
pub fn update_condition(
    write: &mut Write<'_>,
    who: &Who,
    request: UpdateCondition,
) -> Result<Nothing, Refused> {
    condition(write, request.id)?.must_stand()?;
    if request.status == "resolved" {
        return Err(Refused::field(
            "status",
            "Say with “resolve” since when the condition is over.",
        ));
    }
    if matches!(request.verification.as_deref(), Some("refuted" | "entered_in_error")) {
        return Err(Refused::field(
            "verification",
            "Say with “refute” why it was no such condition.",
        ));
    }
    let onset = filled(request.onset_on.as_deref());
    if let Some(onset) = &onset {
        past("onset_on", onset, write.now(), who)?;
    }
    write.update(
        "medical_conditions",
        request.id,
        Some(request.version),
        Cells::new()
            .set("status", request.status)
            .set("severity", request.severity)
            .set("verification", request.verification)
            .set("onset_on", onset)
            .set("abated_on", None::<String>)
            .set("abated_at", None::<i64>)
            .set("notes", filled(request.notes.as_deref())),
    )?;
    remember(write, who, request.id, "updated", None)?;
    Ok(Nothing {})
}

/// Refuses a day that has not come, unless the clock cannot be right.
pub(crate) fn past(field: &'static str, day: &str, now: i64, who: &Who) -> Result<(), Refused> {
    if calendar::day(field, day)? > who.today(now) && calendar::believable(now) {
        let what = if field == "onset_on" { "onset" } else { "end" };
        return Err(Refused::field(field, format!("The {what} must not lie in the future.")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::encounters::diagnose::tests::{diagnosis, with_codes};
    use crate::fixture::id_of;
    use serde_json::{Value, json};

    #[test]
    fn a_condition_changes_is_resolved_comes_back_and_every_state_stays_readable() {
        let clinic = with_codes();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let made =
            clinic.ask(clinic.doctor, "encounters.diagnose", diagnosis(patient, "A04.9")).unwrap();
        let id = id_of(&made);
        let update = |status: &str, severity: Option<&str>, onset: Option<&str>| {
            let to = json!({
                "id": id, "version": 0, "status": status, "severity": severity,
                "verification": "confirmed", "onset_on": onset, "notes": null
            });
            clinic.ask(clinic.doctor, "encounters.update_condition", to)
        };
        let future = update("active", None, Some("2026-03-09")).unwrap_err();
        assert_eq!(future.field, Some("onset_on"));
        update("active", Some("severe"), Some("2026-02-20")).unwrap();
        assert_eq!(update("resolved", None, None).unwrap_err().field, Some("status"));
        let resolve = |on: Option<&str>| {
            let over = json!({ "id": id, "version": 0, "abated_on": on });
            clinic.ask(clinic.doctor, "encounters.resolve_condition", over)
        };
        assert_eq!(resolve(Some("2026-02-01")).unwrap_err().field, Some("abated_on"));
        let ahead = resolve(Some("2026-03-09")).unwrap_err();
        assert!(ahead.sentence.contains("future"), "{}", ahead.sentence);
        resolve(None).unwrap();
        let ended = || clinic.text("SELECT abated_on FROM medical_conditions WHERE id = ?1", id);
        assert_eq!(ended().as_deref(), Some("2026-03-02"));
        update("recurrence", Some("mild"), Some("2026-02-20")).unwrap();
        assert_eq!(ended(), None);
        let history =
            clinic.ask(clinic.nurse, "encounters.condition_history", json!({ "id": id })).unwrap();
        let states: Vec<(&Value, &Value)> = history["states"]
            .as_array()
            .unwrap()
            .iter()
            .map(|state| (&state["state"]["change"], &state["state"]["status"]))
            .collect();
        assert_eq!(
            json!(states),
            json!([
                ["diagnosed", "active"],
                ["updated", "active"],
                ["resolved", "resolved"],
                ["updated", "recurrence"]
            ])
        );
        assert_eq!(history["states"][1]["state"]["severity"], "severe");
        assert_eq!(history["states"][1]["author"], "Amina Benali");
    }
}
