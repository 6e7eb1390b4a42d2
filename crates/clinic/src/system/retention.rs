//! How long records are kept, and records that must be kept whatever the rule says.
//!
//! Clinical rows are never purged by Holdfast; a policy says when a person is asked.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Nothing, Refused, Who};

/// The most that one answer holds.
const SHOWN_MAX: i64 = 200;

/// A policy as a person writes it.
#[derive(Deserialize, TS)]
pub struct SetRetention {
    /// A table of the record.
    table: String,
    keep_years: i64,
    basis: Option<String>,
    /// One of `retention_action`.
    action: String,
}

/// A policy of the list.
#[derive(Deserialize, Serialize, TS)]
pub struct RetentionLine {
    id: Uuid,
    version: i64,
    table_name: String,
    keep_years: i64,
    basis_text: Option<String>,
    action: String,
}

/// Every policy, by table.
pub fn policies(asking: &Asking<'_>, _: Nothing) -> Result<Vec<RetentionLine>, Refused> {
    Ok(asking.reader.rows(
        "SELECT id, version, table_name, keep_years, basis_text, action FROM retention_policies \
         WHERE organization_id = ?1 AND deleted_at IS NULL ORDER BY table_name LIMIT ?2",
        params![asking.who.organization_id, SHOWN_MAX],
    )?)
}

/// Writes the policy of a table, whether there was one or not.
pub fn set(write: &mut Write<'_>, who: &Who, request: SetRetention) -> Result<Made, Refused> {
    if catalog::table(&request.table).is_none_or(|table| table.shipped) {
        return Err(Refused::field("table", "Choose from the list what is kept."));
    }
    let id = Uuid::new_v5(&who.organization_id, format!("keep/{}", request.table).as_bytes());
    let cells = Cells::new()
        .set("table_name", request.table)
        .set("keep_years", request.keep_years)
        .set("basis_text", filled(request.basis.as_deref()))
        .set("action", request.action);
    let there: Option<i64> =
        write.value("SELECT 1 FROM retention_policies WHERE id = ?1", params![id])?;
    if there.is_some() {
        write.update("retention_policies", id, None, cells)?;
    } else {
        write.insert("retention_policies", cells.set("id", id))?;
    }
    Ok(Made { id })
}

/// Which record must be kept, and why.
#[derive(Deserialize, TS)]
pub struct PlaceHold {
    patient_id: Uuid,
    reason: String,
}

/// Says that a record must be kept.
pub fn place_hold(write: &mut Write<'_>, who: &Who, request: PlaceHold) -> Result<Made, Refused> {
    let id = write.insert(
        "legal_holds",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("reason", request.reason.trim())
            .set("placed_by", who.user_id)
            .set("placed_at", write.now()),
    )?;
    Ok(Made { id })
}

/// Which hold ends, and why.
#[derive(Deserialize, TS)]
pub struct ReleaseHold {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Says that a record need not be kept any more.
pub fn release_hold(
    write: &mut Write<'_>,
    who: &Who,
    request: ReleaseHold,
) -> Result<Nothing, Refused> {
    let released: Option<Option<i64>> = write.value(
        "SELECT released_at FROM legal_holds WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    match released {
        None => return Err(Refused::gone("hold")),
        Some(Some(_)) => return Err(Refused::because("This hold was lifted already.")),
        Some(None) => {}
    }
    let cells = Cells::new()
        .set("release_reason", request.reason.trim())
        .set("released_by", who.user_id)
        .set("released_at", write.now());
    write.update("legal_holds", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// A hold of the list.
#[derive(Serialize, TS)]
pub struct HoldLine {
    id: Uuid,
    version: i64,
    patient: PatientLine,
    reason: String,
    placed_at: i64,
    released_at: Option<i64>,
    release_reason: Option<String>,
}

/// Records that must be kept, and those that had to be, the newest first.
pub fn holds(asking: &Asking<'_>, _: Nothing) -> Result<Vec<HoldLine>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        version: i64,
        patient_id: Uuid,
        reason: String,
        placed_at: i64,
        released_at: Option<i64>,
        release_reason: Option<String>,
    }
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT id, version, patient_id, reason, placed_at, released_at, release_reason \
         FROM legal_holds WHERE deleted_at IS NULL ORDER BY id DESC LIMIT ?1",
        params![SHOWN_MAX],
    )?;
    let lines = Lines::of(asking);
    rows.into_iter()
        .map(|row| {
            Ok(HoldLine {
                id: row.id,
                version: row.version,
                patient: lines.line(row.patient_id)?,
                reason: row.reason,
                placed_at: row.placed_at,
                released_at: row.released_at,
                release_reason: row.release_reason,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn a_hold_is_placed_and_lifted_with_reasons() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let place = |reason: &str| {
            let request = json!({ "patient_id": patient, "reason": reason });
            clinic.ask(clinic.owner, "system.place_hold", request)
        };
        assert_eq!(place("").unwrap_err().field, Some("reason"));
        let hold = id_of(&place("Court case 12/26").unwrap());
        let lift = |reason: &str| {
            let request = json!({ "id": hold, "version": 0, "reason": reason });
            clinic.ask(clinic.owner, "system.release_hold", request)
        };
        assert_eq!(lift("").unwrap_err().field, Some("release_reason"));
        lift("Case closed").unwrap();
        assert!(lift("Again").unwrap_err().sentence.contains("already"));
        let list = clinic.ask(clinic.owner, "system.holds", json!({})).unwrap();
        assert_eq!(list[0]["release_reason"], "Case closed");
    }

    #[test]
    fn there_is_one_rule_a_table() {
        let clinic = Clinic::found();
        for years in [10, 30] {
            let request = json!({
                "table": "visits", "keep_years": years, "basis": "Medical records act",
                "action": "ask"
            });
            clinic.ask(clinic.owner, "system.set_retention", request).unwrap();
        }
        let list = clinic.ask(clinic.owner, "system.retention", json!({})).unwrap();
        assert_eq!(list.as_array().unwrap().len(), 1);
        assert_eq!(list[0]["keep_years"], 30);
        let wrong = json!({ "table": "dreams", "keep_years": 1, "basis": null, "action": "ask" });
        let refused = clinic.ask(clinic.owner, "system.set_retention", wrong).unwrap_err();
        assert_eq!(refused.field, Some("table"));
    }
}
