//! Resources that a Holdfast wrote: their ids are the rows' ids, and what FHIR has no element for
//! stands in extensions. See [`export`](super::export).

use catalog::Value;
use migrations::schema;
use serde_json::Value as Json;
use store::Cells;
use uuid::Uuid;

use super::export::{Field, TABLE, at, binding_fields, mapping_of, named_by, read as read_row};
use super::export::{NOTE_PART, VITALS_PART, VITALS_ROW};
use super::follow::read;
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken};
use super::patients::become_known_here;

/// Takes a resource back into the rows that it was.
pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let json: Json = read(found)?;
    let Some(mapping) = table_of(&json).and_then(mapping_of) else { return Ok(Outcome::Left) };
    if let Some(visit) = extension_id(&json, NOTE_PART) {
        // The visit itself carries what was written about it.
        let known = intake.exists("visits", visit)?;
        return Ok(if known { Outcome::Unchanged } else { Outcome::Left });
    }
    // The clinic knows who it is, and its own trail of who did what cannot be brought in.
    if mapping.kind != found.kind || matches!(mapping.table, "organizations" | "audit_logs") {
        return Ok(Outcome::Left);
    }
    // An alert is a clinic's own: who was called there, and who came. An addendum needs its author,
    // whose account does not travel.
    let known_here = match mapping.table {
        "alerts" | "patient_alerts" => is_of_this_clinic(intake, found),
        "visit_addenda" => intake.exists("visit_addenda", found.id)?,
        _ => true,
    };
    if !known_here {
        return Ok(Outcome::Left);
    }
    if mapping.table == "vitals"
        && let Some(row) = extension_id(&json, VITALS_PART)
    {
        // The first measurement of the row carries all of them.
        let known = intake.exists("vitals", row)?;
        return Ok(if known { Outcome::Unchanged } else { Outcome::Left });
    }
    let id = match mapping.table {
        "vitals" => extension_id(&json, VITALS_ROW)
            .ok_or_else(|| Refused::because("It does not say which measurements it is of."))?,
        _ => found.id,
    };
    let cells = read_row(mapping.table, mapping.fields, &json);
    let patient = match mapping.table {
        "patients" => Some(id),
        table => patient_of(intake, table, &cells)?,
    };
    let mut rows = vec![(mapping.table, id, cells)];
    let mut bindings = Vec::new();
    let lists: Vec<&str> = mapping.parts.iter().map(|part| part.path).collect();
    gather(&json, mapping.table, id, &lists, &mut bindings);
    if let Some(companion) = &mapping.companion {
        let named = rows.first().and_then(|(_, _, cells)| cells.get(companion.column)?.as_uuid());
        if let Some(named) = named {
            let mut cells = read_row(companion.table, companion.fields, &json);
            cells.put("patient_id", patient);
            rows.push((companion.table, named, cells));
        }
    }
    for part in mapping.parts {
        for element in at(&json, part.path).and_then(Json::as_array).into_iter().flatten() {
            let Some(row) = id_in(element, "id") else { continue };
            let mut cells = read_row(part.table, part.fields, element);
            cells.put("patient_id", patient);
            cells.put(part.owner, id);
            gather(element, part.table, row, &[], &mut bindings);
            rows.push((part.table, row, cells));
        }
    }
    if is_of_this_clinic(intake, found) {
        // Whatever has become of a row since it was written out, it stands here as it is.
        let main = rows.first().map(|(table, id, _)| (*table, *id));
        if let Some((table, id)) = main
            && intake.exists(table, id)?
        {
            return Ok(Outcome::Unchanged);
        }
        let mut missing = Vec::with_capacity(rows.len());
        for (table, id, cells) in rows {
            if !intake.exists(table, id)? {
                missing.push((table, id, cells));
            }
        }
        rows = missing;
    }
    let taken = together(intake, patient, rows, bindings)?;
    let Some(taken) = taken else { return Ok(Outcome::Left) };
    let outcome = intake.put(taken)?;
    if mapping.table == "patients" && outcome == Outcome::Stored {
        become_known_here(intake, id)?;
    }
    Ok(outcome)
}

/// Whether this clinic wrote it. A PC that worked alone had another organization then.
fn is_of_this_clinic(intake: &Intake<'_, '_>, found: &Found<'_>) -> bool {
    [intake.place.organization, intake.place.namespace].map(Some).contains(&found.holdfast)
}

/// The name of the table in the resource's tag.
fn table_of(json: &Json) -> Option<&str> {
    let tags = at(json, "meta.tag")?.as_array()?;
    let tag = tags.iter().find(|tag| tag.get("system").and_then(Json::as_str) == Some(TABLE))?;
    tag.get("code")?.as_str()
}

fn id_in(json: &Json, name: &str) -> Option<Uuid> {
    Uuid::try_parse(json.get(name)?.as_str()?).ok()
}

fn extension_id(json: &Json, url: &str) -> Option<Uuid> {
    let extensions = json.get("extension")?.as_array()?;
    let named = |extension: &&Json| extension.get("url").and_then(Json::as_str) == Some(url);
    id_in(extensions.iter().find(named)?, "valueString")
}

/// The patient whom the row belongs to, where its table belongs to patients.
fn patient_of(
    intake: &mut Intake<'_, '_>,
    table: &str,
    cells: &Cells,
) -> Result<Option<Uuid>, Refused> {
    let belongs = schema().table(table).and_then(|shape| shape.column("patient_id"));
    if belongs.is_none() {
        return Ok(None);
    }
    let patient = cells.get("patient_id").and_then(Value::as_uuid);
    let patient =
        patient.ok_or_else(|| Refused::because("It does not say which patient it belongs to."))?;
    if intake.exists("patients", patient)? {
        return Ok(Some(patient));
    }
    Err(Refused::because("It belongs to a patient who is neither in this source nor on this PC."))
}

/// Foreign codes: a coding whose id is the column and the id of its own row.
fn gather(
    json: &Json,
    table: &'static str,
    row: Uuid,
    except: &[&str],
    bindings: &mut Vec<(Uuid, Cells)>,
) {
    match json {
        Json::Array(list) => {
            list.iter().for_each(|element| gather(element, table, row, &[], bindings));
        }
        Json::Object(object) => {
            let id = object.get("id").and_then(Json::as_str).and_then(|id| id.split_once('.'));
            if let Some((column, id)) = id
                && let Ok(id) = Uuid::try_parse(id)
            {
                let fields: &[Field] = binding_fields();
                let cells = read_row("code_bindings", fields, json)
                    .set("table_name", table)
                    .set("row_id", row)
                    .set("column_name", column);
                bindings.push((id, cells));
            }
            for (name, member) in object {
                if !except.contains(&name.as_str()) {
                    gather(member, table, row, &[], bindings);
                }
            }
        }
        _ => {}
    }
}

/// All rows of a resource. A row that names one which is not here does without; `None` where it
/// cannot do without.
fn together(
    intake: &mut Intake<'_, '_>,
    patient: Option<Uuid>,
    rows: Vec<(&'static str, Uuid, Cells)>,
    bindings: Vec<(Uuid, Cells)>,
) -> Result<Option<Taken>, Refused> {
    let here: Vec<Uuid> = rows.iter().map(|(_, id, _)| *id).collect();
    let mut drafts = Vec::with_capacity(rows.len());
    for (table, id, cells) in rows {
        let mut draft = Draft::new(table, id);
        for (column, value) in cells {
            let named = value.as_uuid().zip(named_by(table, &column));
            if let Some((id, (other, _))) = named
                && !here.contains(&id)
                && !intake.exists(other, id)?
            {
                intake.dangling = true;
                let needed = schema().table(table).and_then(|shape| shape.column(&column));
                if needed.is_some_and(|column| column.not_null) {
                    return Ok(None);
                }
                continue;
            }
            draft.put(&column, value);
        }
        drafts.push(draft);
    }
    let mut drafts = drafts.into_iter();
    let Some(main) = drafts.next() else { return Ok(None) };
    let mut taken = Taken::new(patient, main);
    drafts.for_each(|draft| taken.and(draft));
    for (id, cells) in bindings {
        let mut draft = Draft::new("code_bindings", id);
        cells.into_iter().for_each(|(column, value)| draft.put(&column, value));
        draft.put("patient_id", patient);
        taken.and(draft);
    }
    Ok(Some(taken))
}
