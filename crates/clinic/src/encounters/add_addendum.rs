//! Something is added to a signed note.

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::end_visit::standing;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::records::append::{Entry, append};
use crate::{Refused, Who};

/// What is added to which note, and why.
#[derive(Deserialize, TS)]
pub struct AddAddendum {
    visit_id: Uuid,
    text: String,
    reason: String,
}

/// Adds to a signed note, which itself stays as it was signed. The addendum goes into the chained
/// record as well.
pub fn add_addendum(
    write: &mut Write<'_>,
    who: &Who,
    request: AddAddendum,
) -> Result<Made, Refused> {
    let visit = standing(write, request.visit_id)?;
    if visit.signed_at.is_none() {
        return Err(Refused::because(
            "This note is not signed yet. Change the note itself, or sign it first.",
        ));
    }
    let text = filled(Some(&request.text))
        .ok_or_else(|| Refused::field("text", "Write what is added to the note."))?;
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why something is added to the note."))?;
    let now = write.now();
    let id = write.insert(
        "visit_addenda",
        Cells::new()
            .set("patient_id", visit.patient_id)
            .set("visit_id", request.visit_id)
            .set("author_id", who.user_id)
            .set("written_at", now)
            .set("text", text.as_str())
            .set("reason", reason.as_str()),
    )?;
    append(
        write,
        who,
        Entry {
            patient: visit.patient_id,
            record_type: "addendum",
            content: json!({
                "visit_id": request.visit_id, "written_at": now, "text": text, "reason": reason
            }),
            source: Some(("visit_addenda", id)),
        },
    )?;
    Ok(Made { id })
}

/// What was added to a signed note.
#[derive(Serialize, Deserialize, TS)]
pub struct AddendumLine {
    id: Uuid,
    author: Option<String>,
    written_at: i64,
    text: String,
    reason: String,
}

/// The addenda of a visit's note, the oldest first.
pub(crate) fn addenda(reader: &Reader<'_>, visit: Uuid) -> Result<Vec<AddendumLine>, Refused> {
    Ok(reader.rows(
        "SELECT a.id, coalesce(u.display_name, u.username) AS author, a.written_at, a.text, \
         a.reason FROM visit_addenda a LEFT JOIN users u ON u.id = a.author_id \
         WHERE a.visit_id = ?1 AND a.deleted_at IS NULL ORDER BY a.written_at, a.id LIMIT 100",
        params![visit],
    )?)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn a_signed_note_is_added_to_and_both_stand_in_the_chained_record() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let start = json!({
            "appointment_id": null, "patient_id": patient, "practitioner_id": null,
            "kind": "routine", "reason": "Check-up"
        });
        let visit = id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap());
        let addendum = |reason: &str| {
            let words = json!({
                "visit_id": visit, "text": "Allergic to latex as well.", "reason": reason
            });
            clinic.ask(clinic.doctor, "encounters.add_addendum", words)
        };
        assert!(addendum("forgot").unwrap_err().sentence.contains("not signed"));
        let note = json!({
            "id": visit, "version": 0, "reason": "Check-up", "subjective": "well",
            "objective": null, "assessment": "healthy", "plan": null,
            "follow_up_instructions": null,
            "details": {
                "history_present_illness": null, "physical_examination": "unremarkable",
                "notes": null, "discharge_instructions": "drink enough"
            }
        });
        clinic.ask(clinic.doctor, "encounters.write_note", note).unwrap();
        clinic
            .ask(clinic.doctor, "encounters.sign_visit", json!({ "id": visit, "version": 0 }))
            .unwrap();
        assert_eq!(addendum(" ").unwrap_err().field, Some("reason"));
        addendum("forgot to ask").unwrap();
        let shown = clinic.ask(clinic.nurse, "encounters.visit", json!({ "id": visit })).unwrap();
        assert_eq!(shown["addenda"][0]["text"], "Allergic to latex as well.");
        assert_eq!(shown["addenda"][0]["author"], "Amina Benali");
        assert_eq!(shown["discharge_instructions"], "drink enough");
        let chained = clinic.text(
            "SELECT group_concat(record_type) FROM (SELECT record_type FROM ehr_entries \
             WHERE patient_id = ?1 ORDER BY chain_sequence)",
            patient,
        );
        assert_eq!(chained.unwrap(), "visit_note,addendum");
        let content = clinic.text("SELECT content FROM ehr_entries WHERE row_id = ?1", visit);
        assert!(content.unwrap().contains("\"assessment\":\"healthy\""));
    }
}
