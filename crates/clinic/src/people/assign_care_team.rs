//! Somebody begins to look after a patient; it opens the record to them while it lasts.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::organization::add_user::Made;
use crate::organization::practitioners::{NAME, name_of, user_name};
use crate::people::asked::{OnePatient, must_be_here, opened_list};
use crate::people::details::filled;
use crate::people::merged;
use crate::{Asking, Refused, Who};

/// Who looks after whom, and as what.
#[derive(Deserialize, TS)]
pub struct AssignCareTeam {
    patient_id: Uuid,
    /// The colleague; a practitioner who signs in is found by either.
    user_id: Option<Uuid>,
    practitioner_id: Option<Uuid>,
    #[ts(
        type = "\"primary_physician\" | \"attending_physician\" | \"consultant\" | \"resident\" | \"attending_nurse\" | \"nurse\" | \"therapist\" | \"pharmacist\" | \"other\""
    )]
    kind: String,
    is_primary: bool,
    department_id: Option<Uuid>,
    notes: Option<String>,
}

/// Takes somebody into a patient's care team.
pub fn assign_care_team(
    write: &mut Write<'_>,
    who: &Who,
    request: AssignCareTeam,
) -> Result<Made, Refused> {
    must_be_here(write, request.patient_id)?;
    let (user, practitioner) = colleague(write, &request)?;
    let already: Option<i64> = write.value(
        &format!(
            "SELECT 1 FROM care_team_members WHERE {} AND ended_at IS NULL \
             AND deleted_at IS NULL AND kind = ?2 AND user_id IS ?3 AND practitioner_id IS ?4",
            merged::is_one("patient_id")
        ),
        params![request.patient_id, request.kind, user, practitioner],
    )?;
    if already.is_some() {
        return Err(Refused::field("user_id", "This colleague is in the care team already."));
    }
    let now = write.now();
    let id = write.insert(
        "care_team_members",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("user_id", user)
            .set("practitioner_id", practitioner)
            .set("site_id", who.site.id)
            .set("department_id", request.department_id)
            .set("kind", request.kind)
            .set("is_primary", request.is_primary)
            .set("started_at", now)
            .set("assigned_by", who.user_id)
            .set("notes", filled(request.notes.as_deref())),
    )?;
    Ok(Made { id })
}

/// The colleague as user and as practitioner, whichever of the two was named.
fn colleague(
    write: &Write<'_>,
    request: &AssignCareTeam,
) -> Result<(Option<Uuid>, Option<Uuid>), Refused> {
    let (mut user, mut practitioner) = (request.user_id, request.practitioner_id);
    if let (None, Some(known)) = (user, practitioner) {
        let found: Option<Option<Uuid>> =
            write.value("SELECT user_id FROM practitioners WHERE id = ?1", params![known])?;
        user = found.flatten();
    }
    if let Some(known) = user {
        let active: Option<i64> = write.value(
            "SELECT 1 FROM users WHERE id = ?1 AND is_active AND deleted_at IS NULL",
            params![known],
        )?;
        if active.is_none() {
            return Err(Refused::field(
                "user_id",
                "This colleague does not work here any more. Choose another one.",
            ));
        }
        if practitioner.is_none() {
            practitioner = write.value(
                "SELECT id FROM practitioners WHERE user_id = ?1 AND deleted_at IS NULL",
                params![known],
            )?;
        }
    }
    Ok((user, practitioner))
}

/// A member of a care team.
#[derive(Serialize, Deserialize, TS)]
pub struct CareTeamLine {
    id: Uuid,
    version: i64,
    user_id: Option<Uuid>,
    practitioner_id: Option<Uuid>,
    name: String,
    kind: String,
    is_primary: bool,
    started_at: i64,
    ended_at: Option<i64>,
    notes: Option<String>,
}

/// Who looks after a patient.
#[derive(Serialize, TS)]
pub struct PatientCareTeam {
    patient_id: Uuid,
    /// The row version of the patient's record in front.
    version: i64,
    /// The doctor who mainly looks after the patient.
    primary_practitioner_id: Option<Uuid>,
    primary_practitioner: Option<String>,
    /// The nurse who mainly does.
    attending_nurse_id: Option<Uuid>,
    attending_nurse: Option<String>,
    members: Vec<CareTeamLine>,
}

/// Who looks after a patient, and who did.
pub fn care_team(asking: &Asking<'_>, request: OnePatient) -> Result<PatientCareTeam, Refused> {
    let of_set = merged::is_one("patient_id");
    let members = asking.reader.rows(
        &format!(
            "SELECT c.id, c.version, c.user_id, c.practitioner_id, \
             coalesce(nullif({NAME}, ''), u.display_name, u.username, '') AS name, c.kind, \
             c.is_primary, c.started_at, c.ended_at, c.notes FROM care_team_members c \
             LEFT JOIN practitioners p ON p.id = c.practitioner_id \
             LEFT JOIN users u ON u.id = c.user_id \
             WHERE c.{of_set} AND c.deleted_at IS NULL \
             ORDER BY c.ended_at IS NOT NULL, NOT c.is_primary, c.started_at, c.id LIMIT 100"
        ),
        params![request.patient_id],
    )?;
    let mains: Vec<(i64, Uuid, Option<Uuid>, Option<Uuid>)> = asking.reader.rows(
        &format!(
            "SELECT version, id, primary_practitioner_id, attending_nurse_id FROM patients \
             WHERE {} AND deleted_at IS NULL ORDER BY id",
            merged::is_one("id")
        ),
        params![request.patient_id],
    )?;
    // What the record in front does not say, one behind it may.
    let front = merged::front(&asking.reader, request.patient_id)?;
    let in_front = mains.iter().find(|(_, id, ..)| *id == front);
    let practitioner = in_front.and_then(|main| main.2).or(mains.iter().find_map(|main| main.2));
    let nurse = in_front.and_then(|main| main.3).or(mains.iter().find_map(|main| main.3));
    Ok(PatientCareTeam {
        patient_id: request.patient_id,
        version: in_front.map_or(0, |main| main.0),
        primary_practitioner_id: practitioner,
        primary_practitioner: name_of(&asking.reader, practitioner)?,
        attending_nurse_id: nurse,
        attending_nurse: user_name(&asking.reader, nurse)?,
        members,
    })
}

/// Whose record was opened.
pub(crate) fn opened(team: &PatientCareTeam) -> Opened {
    opened_list("care_team_members", team.patient_id)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    #[test]
    fn a_colleague_joins_once_leaves_and_may_join_again() {
        let clinic = Clinic::found();
        let patient = clinic.stranger("Elena", "Marín", "1990-01-05");
        let assign = |user: Value, practitioner: Value| {
            let request = json!({
                "patient_id": patient, "user_id": user, "practitioner_id": practitioner,
                "kind": "attending_physician", "is_primary": true, "department_id": null,
                "notes": null
            });
            clinic.ask(clinic.owner, "people.assign_care_team", request)
        };
        assert_eq!(assign(json!(null), json!(null)).unwrap_err().field, Some("user_id"));
        let doctor = json!(clinic.doctor_practitioner);
        let member = id_of(&assign(json!(null), doctor.clone()).unwrap());
        let again = assign(json!(clinic.doctor), json!(null)).unwrap_err();
        assert_eq!(again.field, Some("user_id"), "named by the other id");
        let team = || {
            let request = json!({ "patient_id": patient });
            let team = clinic.ask(clinic.receptionist, "people.care_team", request).unwrap();
            team["members"].as_array().unwrap().clone()
        };
        assert_eq!(team()[0]["name"], "Amina Benali");
        assert_eq!(team()[0]["user_id"], json!(clinic.doctor));
        clinic.pass_minutes(1);
        let leave = || {
            let request = json!({ "id": member, "version": 0 });
            clinic.ask(clinic.owner, "people.leave_care_team", request)
        };
        leave().unwrap();
        assert!(leave().is_err(), "once");
        assert_ne!(team()[0]["ended_at"], json!(null));
        assign(json!(null), doctor).unwrap();
        assert_eq!(team().len(), 2);
    }
}
