//! Visits that are over and for which no bill was written.

use chrono::Days;
use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::older::{OlderThan, PAGE_LIMIT, below, page};
use crate::organization::practitioners::NAME;
use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Refused, calendar};

/// How far back is looked, in days. What nobody has billed by then is found by the patient's name;
/// insurers seldom take a claim for it any more.
const SPAN_DAYS: u64 = 90;

/// From where on; the newest where nothing is said.
#[derive(Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct VisitsToBill {
    older: Option<OlderThan>,
}

/// A visit as far as a biller needs it: who came, when, to whom. Why somebody came is not told.
#[derive(Serialize, TS)]
pub struct VisitToBill {
    id: Uuid,
    patient: PatientLine,
    practitioner: Option<String>,
    /// Microseconds since 1970 UTC.
    started_at: i64,
    kind: String,
    /// Whether the note is signed: until then diagnoses may still change.
    signed: bool,
}

/// A page of them, the newest first.
#[derive(Serialize, TS)]
pub struct VisitsToBillPage {
    visits: Vec<VisitToBill>,
    /// The first day that is looked at.
    since: String,
    older: Option<OlderThan>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    patient_id: Uuid,
    practitioner: Option<String>,
    started_at: i64,
    kind: String,
    signed: bool,
}

/// Those of a site (`?1`) older than a place (`?2`, `?3`) and not older than a moment (`?4`).
pub(super) fn query() -> String {
    format!(
        "SELECT v.id, v.patient_id, {NAME} AS practitioner, v.started_at, v.kind, \
         v.signed_at IS NOT NULL AS signed \
         FROM visits v LEFT JOIN practitioners p ON p.id = v.practitioner_id \
         WHERE v.site_id = ?1 AND (v.started_at, v.id) < (?2, ?3) AND v.started_at >= ?4 \
         AND v.status = 'completed' AND v.deleted_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.visit_id = v.id \
         AND i.deleted_at IS NULL AND i.status <> 'void') \
         ORDER BY v.started_at DESC, v.id DESC{PAGE_LIMIT}"
    )
}

/// Visits of this site that are over and have no bill that counts, the newest first. On a PC that
/// holds no visits there is nothing to find, and it says so.
pub fn visits_to_bill(
    asking: &Asking<'_>,
    request: VisitsToBill,
) -> Result<VisitsToBillPage, Refused> {
    let coverage = asking.reader.coverage()?;
    if !coverage.holds("visits") {
        return Err(Refused::because(format!(
            "This PC is set up for {} and holds no visits. Bill them on a PC that holds the whole \
             record, or write the lines by hand.",
            coverage.spoken()
        )));
    }
    let site = &asking.who.site;
    let first = asking.who.today(asking.now) - Days::new(SPAN_DAYS);
    let (from, _) = calendar::bounds(site.time_zone, first);
    let (at, id) = below(request.older);
    let rows: Vec<Row> = asking.reader.rows(&query(), params![site.id, at, id, from])?;
    let (rows, older) = page(rows, |row| OlderThan { at: row.started_at, id: row.id });
    let patients = Lines::of(asking);
    let visits = rows
        .into_iter()
        .map(|row| {
            Ok(VisitToBill {
                id: row.id,
                patient: patients.line(row.patient_id)?,
                practitioner: row.practitioner.filter(|name| !name.is_empty()),
                started_at: row.started_at,
                kind: row.kind,
                signed: row.signed,
            })
        })
        .collect::<Result<_, Refused>>()?;
    Ok(VisitsToBillPage { visits, since: first.to_string(), older })
}
