//! Opening a record in an emergency, outside the care team.

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Security, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::HOUR;
use crate::messages::add_task::{NewTask, add_task};
use crate::{Refused, Who};

/// Long enough for an emergency, short enough not to become a habit.
const LASTS: i64 = 4 * HOUR;

/// Whose record, and why now.
#[derive(Deserialize, TS)]
pub struct BreakGlass {
    patient_id: Uuid,
    reason: String,
}

/// Until when the record is open.
#[derive(Serialize, TS)]
pub struct GlassBroken {
    id: Uuid,
    expires_at: i64,
}

/// Opens a patient's record to the person for four hours, with or without a network. It stands in
/// the audit trail and the security log, and an administrator is asked to review it.
pub fn break_glass(
    write: &mut Write<'_>,
    who: &Who,
    request: BreakGlass,
) -> Result<GlassBroken, Refused> {
    let now = write.now();
    let expires_at = now + LASTS;
    let reason = request.reason.trim();
    let id = write.insert(
        "break_glass_grants",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("site_id", who.site.id)
            .set("user_id", who.user_id)
            .set("device_id", write.facts().device)
            .set("reason", reason)
            .set("granted_at", now)
            .set("expires_at", expires_at),
    )?;
    write.audit(
        "break_glass",
        Some("patients"),
        Some(request.patient_id),
        Some(request.patient_id),
        Some(reason),
    )?;
    write.note_security(
        Security::of("break_glass")
            .about("break_glass_grants", id)
            .details(json!({ "expires_at": expires_at })),
    )?;
    add_task(
        write,
        who,
        &NewTask {
            id: Some(Uuid::new_v5(&id, b"review")),
            kind: "review_access",
            title: "Review an emergency access".to_owned(),
            description: None,
            priority: "high",
            for_role: Some("admin"),
            assigned_to: None,
            patient: Some(request.patient_id),
            due_at: Some(now + 72 * HOUR),
            source: Some(("break_glass_grants", id)),
        },
    )?;
    Ok(GlassBroken { id, expires_at })
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_doctor_opens_a_strangers_record_in_an_emergency_for_four_hours() {
        let clinic = Clinic::found();
        let patient = clinic.stranger("Elena", "Marín", "1960-01-05");
        let chart = || clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient }));
        assert_eq!(chart().unwrap_err().code, Some("not_your_patient"));
        let open = |reason: &str| {
            let request = json!({ "patient_id": patient, "reason": reason });
            clinic.ask(clinic.doctor, "people.break_glass", request)
        };
        assert_eq!(open("because").unwrap_err().field, Some("reason"));
        open("Unconscious in the waiting room").unwrap();
        chart().unwrap();
        // A colleague's emergency opens nothing to others.
        let nurse = clinic.ask(clinic.nurse, "people.chart", json!({ "patient_id": patient }));
        assert_eq!(nurse.unwrap_err().code, Some("not_your_patient"));
        clinic.pass_minutes(4 * 60 + 1);
        assert_eq!(chart().unwrap_err().code, Some("not_your_patient"));
    }

    #[test]
    fn an_emergency_access_is_loud_and_reviewed_once_by_an_administrator() {
        let clinic = Clinic::found();
        let patient = clinic.stranger("Elena", "Marín", "1960-01-05");
        let request = json!({ "patient_id": patient, "reason": "Unconscious in the waiting room" });
        clinic.ask(clinic.doctor, "people.break_glass", request).unwrap();
        for (table, column) in [("audit_logs", "patient_id"), ("tasks", "patient_id")] {
            let what =
                if table == "tasks" { "kind = 'review_access'" } else { "action = 'break_glass'" };
            let count = clinic.number(
                &format!("SELECT count(*) FROM {table} WHERE {column} = ?1 AND {what}"),
                patient,
            );
            assert_eq!(count, Some(1), "{table}");
        }
        let waiting = clinic.ask(clinic.owner, "people.emergency_accesses", json!({})).unwrap();
        let grant = &waiting["accesses"][0];
        assert_eq!(grant["reason"], "Unconscious in the waiting room");
        let review = json!({
            "id": grant["id"], "version": grant["version"], "outcome": "justified", "notes": null
        });
        let by_doctor = clinic.ask(clinic.doctor, "people.review_access", review.clone());
        assert_eq!(by_doctor.unwrap_err().code, Some("not_allowed"));
        clinic.ask(clinic.owner, "people.review_access", review.clone()).unwrap();
        assert!(clinic.ask(clinic.owner, "people.review_access", review).is_err());
        let waiting = clinic.ask(clinic.owner, "people.emergency_accesses", json!({})).unwrap();
        assert_eq!(waiting["accesses"], json!([]));
        let task = clinic.text("SELECT status FROM tasks WHERE patient_id = ?1", patient);
        assert_eq!(task.as_deref(), Some("done"));
    }
}
