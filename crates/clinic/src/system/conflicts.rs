//! The conflict inbox: values that lost, that wait for a person, or that could not be granted.

use std::collections::BTreeSet;

use catalog::Action;
use serde::{Deserialize, Serialize};
use store::{Reader, params, spoken};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::MINUTE;
use crate::organization::practitioners::user_name;
use crate::people::line::{Lines, PatientLine};
use crate::people::merged;
use crate::reach::may_read;
use crate::scheduling::appointment::{Booked, booked};
use crate::scheduling::free_slots::{FreeSlot, Wish};
use crate::scheduling::needed;
use crate::system::plain::{Columns, columns, name as practitioner_name, shown};
use crate::{Asking, Refused, Who, alerts, calendar};

const SHOWN_MAX: u32 = 300;
const ALTERNATIVES: usize = 5;

/// Whether decided ones are wanted too.
#[derive(Deserialize, TS)]
pub struct Conflicts {
    include_decided: bool,
}

/// One decision that is asked for, or was made.
#[derive(Serialize, TS)]
pub struct ConflictItem {
    id: Uuid,
    #[ts(type = "\"latest\" | \"review\" | \"held\" | \"duplicate_insert\" | \"delete_edit\"")]
    kind: String,
    table: String,
    row_id: Uuid,
    title: String,
    patient: Option<PatientLine>,
    made_at: i64,
    fields: Vec<ConflictField>,
    canonical_by: Option<String>,
    canonical_at: Option<i64>,
    candidate_by: Option<String>,
    candidate_at: Option<i64>,
    reason: String,
    #[ts(type = "\"open\" | \"decided\" | \"undone\"")]
    status: String,
    decision: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    /// Of a held appointment: the next free times.
    alternatives: Vec<FreeSlot>,
    /// What can be answered. Where it is nothing, the entry itself is to be changed, and the
    /// question goes away with that.
    answers: Vec<ConflictAnswer>,
    may_decide: bool,
}

/// What can be answered to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConflictAnswer {
    /// What the record holds stays.
    Keep,
    /// What stands beside it is written in its place.
    Take,
    /// The entry gets the next free number.
    Renumber,
    /// The appointment goes to another time or doctor.
    Move,
    /// The appointment has its time beside whoever is there.
    Overbook,
    /// The appointment does not take place.
    Cancel,
}

/// One column with both of its values, as a person reads them.
#[derive(Serialize, TS)]
pub struct ConflictField {
    column: String,
    label: String,
    canonical: Option<String>,
    candidate: Option<String>,
}

/// A row of `sync_conflicts`.
#[derive(Deserialize)]
pub(crate) struct Row {
    pub id: Uuid,
    pub kind: String,
    pub table_name: String,
    pub row_id: Uuid,
    patient_id: Option<Uuid>,
    column_group: Option<String>,
    pub canonical: Option<String>,
    pub candidate: Option<String>,
    candidate_by: Option<Uuid>,
    candidate_made_at: Option<i64>,
    canonical_by: Option<Uuid>,
    canonical_made_at: Option<i64>,
    reason: Option<String>,
    pub status: String,
    pub decision: Option<String>,
    decided_by: Option<Uuid>,
    decided_at: Option<i64>,
    pub decided_value: Option<String>,
    created_at: i64,
}

impl Row {
    /// The patient whom the question is about.
    fn about(&self) -> Option<Uuid> {
        self.patient_id.or((self.table_name == "patients").then_some(self.row_id))
    }
}

/// The SELECT that fills [`Row`].
pub(crate) const SELECT: &str = "SELECT id, kind, table_name, row_id, patient_id, column_group, \
     canonical, candidate, candidate_by, candidate_made_at, canonical_by, canonical_made_at, \
     reason, status, decision, decided_by, decided_at, decided_value, created_at \
     FROM sync_conflicts WHERE deleted_at IS NULL";

/// Decisions that are asked for, the newest first; with `include_decided` also those made. Only
/// what the person may see of the rows they are about.
pub fn conflicts(asking: &Asking<'_>, request: Conflicts) -> Result<Vec<ConflictItem>, Refused> {
    let standing = if request.include_decided { "" } else { " AND status <> 'decided'" };
    let rows: Vec<Row> = asking.reader.rows(
        &format!("{SELECT}{standing} ORDER BY created_at DESC, id DESC LIMIT ?1"),
        params![SHOWN_MAX],
    )?;
    let mut items = Vec::new();
    for row in rows {
        if may_see(&asking.reader, asking.who, &row, asking.now)? {
            items.push(item(asking, row)?);
        }
    }
    Ok(items)
}

/// Whether the person may see the row that a question is about, and so both of its values: by role,
/// by care, an alert by whom it names, and what is for one person by who that is.
fn may_see(reader: &Reader<'_>, who: &Who, row: &Row, now: i64) -> Result<bool, Refused> {
    let table = row.table_name.as_str();
    let by_patient = match row.about() {
        Some(patient) => may_read(reader, who, table, patient, now)?,
        None => who.sees(table),
    };
    if !by_patient {
        return Ok(false);
    }
    match table {
        "alerts" => return alerts::line::may_see(reader, who, row.row_id),
        "alert_events" => {
            let sql = "SELECT alert_id FROM alert_events WHERE id = ?1";
            let alert: Option<Uuid> = reader.value(sql, params![row.row_id])?;
            return alert.map_or(Ok(false), |alert| alerts::line::may_see(reader, who, alert));
        }
        _ => {}
    }
    let Some(owner) = catalog::table(table).and_then(catalog::belongs_to) else { return Ok(true) };
    let sql = format!("SELECT {owner} FROM {table} WHERE id = ?1");
    let owner: Option<Uuid> = reader.value(&sql, params![row.row_id])?;
    Ok(owner == Some(who.user_id))
}

fn item(asking: &Asking<'_>, row: Row) -> Result<ConflictItem, Refused> {
    let (reader, who) = (&asking.reader, asking.who);
    let canonical = columns(row.canonical.as_deref())?;
    let candidate = columns(row.candidate.as_deref())?;
    let patient = row.about();
    Ok(ConflictItem {
        title: title(&row),
        fields: match placing(asking, &row)? {
            Some(fields) => fields,
            None => fields(asking, &row.table_name, &canonical, &candidate)?,
        },
        patient: match patient {
            Some(patient) if who.sees("patients") => Some(Lines::of(asking).line(patient)?),
            _ => None,
        },
        canonical_by: user_name(reader, row.canonical_by)?,
        candidate_by: user_name(reader, row.candidate_by)?,
        decided_by: user_name(reader, row.decided_by)?,
        alternatives: offered(asking, &row)?,
        answers: answers(reader, &row)?,
        may_decide: may_decide(who, &row),
        made_at: row.candidate_made_at.unwrap_or(row.created_at),
        id: row.id,
        kind: row.kind,
        table: row.table_name,
        row_id: row.row_id,
        canonical_at: row.canonical_made_at,
        candidate_at: row.candidate_made_at,
        reason: row.reason.unwrap_or_default(),
        status: row.status,
        decision: row.decision,
        decided_at: row.decided_at,
    })
}

/// Who decides about a row is who may change it; about a booking without a place, who may book.
pub(crate) fn may_decide(who: &Who, row: &Row) -> bool {
    let placing = row.kind == "held" && row.table_name == "appointments";
    who.may("sync_conflicts", Action::Update)
        && who.may(&row.table_name, Action::Update)
        && (!placing || who.may("appointments", Action::Insert))
}

/// The conflict `id`, if the person may decide it.
pub(crate) fn to_decide(
    reader: &Reader<'_>,
    who: &Who,
    id: Uuid,
    now: i64,
) -> Result<Row, Refused> {
    let row: Option<Row> = reader.row(&format!("{SELECT} AND id = ?1"), params![id])?;
    let row = row.ok_or_else(|| Refused::gone("decision"))?;
    if may_decide(who, &row) && may_see(reader, who, &row, now)? {
        return Ok(row);
    }
    Err(Refused::coded(
        "not_allowed",
        "This is for a colleague to decide whose role may change the entry.",
    ))
}

fn fields(
    asking: &Asking<'_>,
    table: &str,
    canonical: &Columns,
    candidate: &Columns,
) -> Result<Vec<ConflictField>, Refused> {
    let names: BTreeSet<&String> = canonical.keys().chain(candidate.keys()).collect();
    let show = |columns: &Columns, name: &str| {
        shown(&asking.reader, asking.who, table, name, columns.get(name))
    };
    names
        .into_iter()
        .map(|name| {
            Ok(ConflictField {
                column: name.clone(),
                label: if name == "deleted_at" { "Removed".to_owned() } else { label(name) },
                canonical: show(canonical, name)?,
                candidate: show(candidate, name)?,
            })
        })
        .collect()
}

/// Of a booking without a place: who stands there, beside who could not be placed.
fn placing(asking: &Asking<'_>, row: &Row) -> Result<Option<Vec<ConflictField>>, Refused> {
    if row.kind != "held" || row.table_name != "appointments" || row.status == "decided" {
        return Ok(None);
    }
    let Ok(wanted) = booked(&asking.reader, row.row_id) else { return Ok(None) };
    let standing: Option<Uuid> = asking.reader.value(
        &in_the_way(),
        params![
            wanted.starts_at,
            wanted.ends_at,
            wanted.id,
            wanted.practitioner_id,
            wanted.patient_id,
            wanted.site_id,
            wanted.room
        ],
    )?;
    let standing = standing.map(|id| booked(&asking.reader, id)).transpose()?;
    let both = |show: &dyn Fn(&Booked) -> Result<Option<String>, Refused>| {
        let canonical = standing.as_ref().map(show).transpose()?.flatten();
        Ok::<_, Refused>((canonical, show(&wanted)?))
    };
    let zone = asking.who.at(&asking.reader, wanted.site_id).map(|there| there.site.time_zone);
    let zone = zone.unwrap_or(asking.who.site.time_zone);
    let clock = |at: i64| calendar::wall_clock(zone, at);
    let patient =
        both(&|booking| Ok(Some(Lines::of(asking).line(booking.patient_id)?.display_name)))?;
    let time = both(&|booking| {
        let (from, to) = (clock(booking.starts_at), clock(booking.ends_at));
        Ok(Some(format!("{}–{}", from.format("%H:%M"), to.format("%H:%M"))))
    })?;
    let practitioner = both(&|booking| match booking.practitioner_id {
        Some(id) => practitioner_name(&asking.reader, id),
        None => Ok(None),
    })?;
    let fields = [("patient_id", patient), ("starts_at", time), ("practitioner_id", practitioner)];
    Ok(Some(
        fields
            .into_iter()
            .map(|(column, (canonical, candidate))| ConflictField {
                column: column.to_owned(),
                label: if column == "starts_at" { "Time".to_owned() } else { label(column) },
                canonical,
                candidate,
            })
            .collect(),
    ))
}

/// The appointment that stands where ?3, from ?1 to ?2, could not be placed: with practitioner ?4,
/// else of the person one of whose records is ?5, else at site ?6 in room ?7. Each is sought by an
/// index of its own.
fn in_the_way() -> String {
    let sought = |rank: u8, condition: &str| {
        format!(
            "SELECT id, {rank} AS rank, starts_at FROM appointments WHERE {condition} \
             AND starts_at < ?2 AND starts_at > ?1 - {day} AND ends_at > ?1 AND id <> ?3 \
             AND deleted_at IS NULL AND held_reason IS NULL \
             AND status NOT IN ('cancelled', 'no_show', 'entered_in_error')",
            day = 24 * calendar::HOUR
        )
    };
    let [practitioner, patient, room] = [
        sought(0, "practitioner_id = ?4"),
        sought(1, &merged::is_one_with("patient_id", "?5")),
        sought(2, "site_id = ?6 AND room = ?7"),
    ];
    format!(
        "SELECT id FROM ({practitioner} UNION ALL {patient} UNION ALL {room}) \
         ORDER BY rank, starts_at LIMIT 1"
    )
}

fn label(column: &str) -> String {
    spoken(column.trim_end_matches("_text").trim_end_matches("_at"))
}

/// What is asked, in a few words.
fn title(row: &Row) -> String {
    let table = row.table_name.as_str();
    let thing = match table {
        "appointments" => "Appointment",
        "appointment_resources" => "Use of a room or machine",
        "bed_stays" => "Stay in a bed",
        "patients" => "Patient",
        "patient_allergies" => "Allergy",
        "medical_conditions" => "Problem",
        "prescription_items" => "Medicine",
        "lab_results" => "Laboratory result",
        "insurance_policies" => "Insurance policy",
        "insurance_claims" => "Insurance claim",
        "invoices" => "Invoice",
        "invoice_lines" => "Line of an invoice",
        "scans" => "Scan",
        "visits" => "Visit",
        "users" => "Colleague",
        "number_blocks" => "Range of numbers",
        other if row.kind == "held" => {
            return format!("{}: one entry could not be accepted as it is", spoken(other));
        }
        other => return format!("{} was written twice", spoken(other)),
    };
    match (row.kind.as_str(), table) {
        ("held", "appointments") => "Appointment could not be placed".to_owned(),
        ("held", "appointment_resources") => {
            "A room or machine was promised to two at once".to_owned()
        }
        ("held", "bed_stays") => "A bed or a patient has two stays at once".to_owned(),
        ("held", _) => format!("{thing} could not be accepted as it is"),
        ("delete_edit", _) => format!("{thing} was removed and changed"),
        ("duplicate_insert", _) => format!("{thing} was entered twice"),
        _ => match row.column_group.as_deref() {
            Some(group) if !group.is_empty() => {
                format!("{thing}: {} was changed twice", label(group).to_lowercase())
            }
            _ => format!("{thing} was changed twice"),
        },
    }
}

/// What is offered to decide about an appointment that could not be placed.
fn offered(asking: &Asking<'_>, row: &Row) -> Result<Vec<FreeSlot>, Refused> {
    if row.kind != "held" || row.table_name != "appointments" || row.status == "decided" {
        return Ok(Vec::new());
    }
    let Ok(appointment) = booked(&asking.reader, row.row_id) else { return Ok(Vec::new()) };
    // Of a branch whose book is not here no time can be said to be free.
    let Ok(there) = asking.who.at_branch(&asking.reader, Some(appointment.site_id)) else {
        return Ok(Vec::new());
    };
    alternatives(&asking.reader, &there, asking.now, &appointment)
}

/// What can be answered to the question, as things stand.
fn answers(reader: &Reader<'_>, row: &Row) -> Result<Vec<ConflictAnswer>, Refused> {
    if row.status == "decided" {
        return Ok(Vec::new());
    }
    let whole = row.kind == "held" && row.canonical.is_none();
    Ok(match (row.kind.as_str(), row.table_name.as_str()) {
        ("held", "appointments") => {
            let mut answers = match booked(reader, row.row_id) {
                Ok(booking) if YET_TO_COME.contains(&booking.status.as_str()) => {
                    vec![ConflictAnswer::Move, ConflictAnswer::Overbook, ConflictAnswer::Cancel]
                }
                Ok(booking) if BEGUN.contains(&booking.status.as_str()) => {
                    vec![ConflictAnswer::Overbook]
                }
                _ => Vec::new(),
            };
            if !whole {
                answers.insert(0, ConflictAnswer::Keep);
            }
            answers
        }
        ("held", "patients" | "invoices") if whole => vec![ConflictAnswer::Renumber],
        _ if whole => Vec::new(),
        _ => vec![ConflictAnswer::Keep, ConflictAnswer::Take],
    })
}

/// States of an appointment that can still go elsewhere.
pub(crate) const YET_TO_COME: [&str; 3] = ["scheduled", "confirmed", "checked_in"];

/// States of an appointment whose patient is with the doctor, or was.
pub(crate) const BEGUN: [&str; 2] = ["in_progress", "completed"];

/// The next free times for an appointment that could not be placed, at the branch where `who` is:
/// with its doctor, otherwise with anybody.
pub(crate) fn alternatives(
    reader: &Reader<'_>,
    who: &Who,
    now: i64,
    appointment: &Booked,
) -> Result<Vec<FreeSlot>, Refused> {
    let mut wish = Wish {
        practitioner: appointment.practitioner_id,
        patient: Some(appointment.patient_id),
        now,
        from: appointment.starts_at.max(now),
        minutes: ((appointment.ends_at - appointment.starts_at) / MINUTE).max(1),
        count: ALTERNATIVES,
        resources: needed::of(reader, appointment.id)?,
        ..Wish::default()
    };
    let mut slots = wish.find(reader, who)?;
    if slots.is_empty() {
        wish.practitioner = None;
        slots = wish.find(reader, who)?;
    }
    Ok(slots)
}

#[cfg(test)]
mod tests {
    use crate::alerts::raise::tests::raise;
    use crate::calendar::MINUTE;
    use crate::fixture::{Clinic, assert_uses_indexes, moment};
    use crate::system::decide_conflict::tests::conflict;
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    fn inbox(clinic: &Clinic, user: Uuid) -> Vec<Value> {
        let request = json!({ "include_decided": true });
        let shown = clinic.ask(user, "system.conflicts", request).unwrap();
        shown.as_array().unwrap().clone()
    }

    #[test]
    fn who_stands_in_the_way_is_found_by_an_index() {
        let clinic = Clinic::found();
        for part in super::in_the_way().trim_end_matches(')').split("UNION ALL") {
            let part = part.trim_start_matches("SELECT id FROM (");
            let part = part.split(") ORDER BY rank").next().unwrap();
            assert_uses_indexes(&clinic, part);
        }
    }

    #[test]
    fn a_booking_of_another_record_of_the_same_person_stands_in_the_way() {
        let clinic = Clinic::found();
        let front = clinic.patient("Elena", "Marín", "1960-01-05");
        let behind = clinic.patient("Helena", "Marin", "1960-01-05");
        clinic.book(behind, "2026-03-04T10:00:00Z").unwrap();
        let held = clinic.book(front, "2026-03-05T10:00:00Z").unwrap();
        let placed: Result<(), store::Error> = clinic.store.write(clinic.owner, "test", |write| {
            let starts_at = moment("2026-03-04T10:00:00Z");
            let cells = Cells::new()
                .set("starts_at", starts_at)
                .set("ends_at", starts_at + 30 * MINUTE)
                .set("practitioner_id", None::<Uuid>);
            write.update("appointments", held, None, cells)
        });
        placed.unwrap();
        conflict(&clinic, "held", "appointments", held, front, None, json!({}));
        let standing = || inbox(&clinic, clinic.receptionist)[0]["fields"][0]["canonical"].clone();
        assert_eq!(standing(), json!(null), "two people");
        let merge = json!({
            "patient_id": front, "merged_patient_id": behind, "reason": "same passport",
            "accept_clash": true
        });
        clinic.ask(clinic.receptionist, "people.merge", merge).unwrap();
        assert_ne!(standing(), json!(null), "the other record's booking is in the way");
    }

    #[test]
    fn a_question_is_shown_to_who_may_see_the_row_that_it_is_about() {
        let clinic = Clinic::found();
        let finance = clinic.employ("Iker", "Sanz", "finance");
        let therapist = clinic.employ("Hana", "Vega", "therapist");
        let stranger = clinic.stranger("Luis", "Prieto", "1990-10-10");
        let named = json!({ "title": "Fall", "roles": [], "patient_ids": [stranger] });
        let named = raise(&clinic, clinic.receptionist, named);
        let nameless = raise(&clinic, clinic.receptionist, json!({ "title": "Leak", "roles": [] }));
        let about = |table: &'static str, row: Uuid, patient: Option<Uuid>| {
            let written: Result<Uuid, store::Error> =
                clinic.store.write(clinic.owner, "test", |write| {
                    let cells = Cells::new()
                        .set("table_name", table)
                        .set("row_id", row)
                        .set("patient_id", patient)
                        .set("kind", "review")
                        .set("candidate", "{}")
                        .set("status", "open");
                    write.insert("sync_conflicts", cells)
                });
            written.unwrap()
        };
        let alert = about("alerts", named, None);
        about("alerts", nameless, None);
        assert_eq!(inbox(&clinic, clinic.nurse).len(), 2);
        assert_eq!(inbox(&clinic, finance).len(), 1, "of an alert that names nobody");
        let decide = json!({ "id": alert, "choice": "canonical" });
        let refused = clinic.ask(finance, "system.decide_conflict", decide).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
        // A diagnosis of somebody who is in nobody's care is the administrator's to see.
        about("medical_conditions", clinic.site, Some(stranger));
        assert_eq!(inbox(&clinic, clinic.doctor).len(), 2);
        assert_eq!(inbox(&clinic, therapist).len(), 2);
        assert_eq!(inbox(&clinic, clinic.owner).len(), 3);
        // A preference is its owner's alone.
        let preference = json!({ "name": "calendar.view", "content": { "value": "week" } });
        clinic.ask(clinic.nurse, "organization.set_preference", preference).unwrap();
        let own: Result<Option<Uuid>, store::Error> =
            clinic.store.read(|reader| reader.value("SELECT id FROM user_preferences", []));
        about("user_preferences", own.unwrap().unwrap(), None);
        assert_eq!(inbox(&clinic, clinic.nurse).len(), 3);
        assert_eq!(inbox(&clinic, clinic.owner).len(), 3);
    }
}
