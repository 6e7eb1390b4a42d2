//! A laboratory order as lists show it, as it is opened, and as verbs find it.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::encounters::older::{OlderThan, PAGE_LIMIT, below, page};
use crate::organization::practitioners::NAME;
use crate::people::chart_sections::{ResultLine, select_results};
use crate::people::details::filled;
use crate::people::line::{Lines, PatientLine};
use crate::people::merged::of_person;
use crate::{Asking, Refused};

/// A laboratory order in one line.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LabOrderLine {
    id: Uuid,
    version: i64,
    patient: PatientLine,
    visit_id: Option<Uuid>,
    panel_name: String,
    priority: String,
    status: String,
    ordered_at: i64,
    ordered_by: Option<String>,
    reason: Option<String>,
    specimen_kind: Option<String>,
    specimen_number: Option<String>,
    collected_at: Option<i64>,
    received_at: Option<i64>,
    cancel_reason: Option<String>,
    notes: Option<String>,
    /// Results that have not come yet.
    awaited: u32,
}

/// A row of [`select`].
#[derive(Deserialize)]
pub(crate) struct OrderRow {
    id: Uuid,
    version: i64,
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    panel_name: String,
    priority: String,
    status: String,
    ordered_at: i64,
    ordered_by: Option<String>,
    reason: Option<String>,
    specimen_kind: Option<String>,
    specimen_number: Option<String>,
    collected_at: Option<i64>,
    received_at: Option<i64>,
    cancel_reason: Option<String>,
    notes: Option<String>,
    awaited: u32,
}

/// The SELECT that fills [`OrderRow`], with `condition` on `o`.
pub(crate) fn select(condition: &str) -> String {
    format!(
        "SELECT o.id, o.version, o.patient_id, o.visit_id, o.panel_name, o.priority, o.status, \
         o.ordered_at, {NAME} AS ordered_by, o.reason, o.specimen_kind, o.specimen_number, \
         o.collected_at, o.received_at, o.cancel_reason, o.notes, \
         (SELECT count(*) FROM lab_results r WHERE r.lab_order_id = o.id \
          AND r.status IN ('ordered', 'collected', 'in_progress') AND r.deleted_at IS NULL) \
         AS awaited \
         FROM lab_orders o LEFT JOIN practitioners p ON p.id = o.ordered_by \
         WHERE {condition} AND o.deleted_at IS NULL"
    )
}

impl LabOrderLine {
    /// The line of a row.
    pub(crate) fn of(lines: &Lines<'_>, row: OrderRow) -> Result<Self, Refused> {
        Ok(Self {
            id: row.id,
            version: row.version,
            patient: lines.line(row.patient_id)?,
            visit_id: row.visit_id,
            panel_name: row.panel_name,
            priority: row.priority,
            status: row.status,
            ordered_at: row.ordered_at,
            ordered_by: row.ordered_by.filter(|name| !name.is_empty()),
            reason: row.reason,
            specimen_kind: row.specimen_kind,
            specimen_number: row.specimen_number,
            collected_at: row.collected_at,
            received_at: row.received_at,
            cancel_reason: row.cancel_reason,
            notes: row.notes,
            awaited: row.awaited,
        })
    }
}

/// The lines of rows.
pub(crate) fn lines(
    asking: &Asking<'_>,
    rows: Vec<OrderRow>,
) -> Result<Vec<LabOrderLine>, Refused> {
    let patients = Lines::of(asking);
    rows.into_iter().map(|row| LabOrderLine::of(&patients, row)).collect()
}

/// The newest of a patient or of a visit; `condition` is on `o` and takes an id as `?1`.
pub(crate) fn newest_query(condition: &str) -> String {
    select(condition) + " ORDER BY o.ordered_at DESC, o.id DESC LIMIT 20"
}

/// A patient's (`?1`), older than a place (`?2`, `?3`).
pub(crate) fn page_query() -> String {
    select(&of_person("o.patient_id = ?1 AND (o.ordered_at, o.id) < (?2, ?3)"))
        + " ORDER BY o.ordered_at DESC, o.id DESC"
        + PAGE_LIMIT
}

/// A patient's newest orders.
pub(crate) fn of_patient(asking: &Asking<'_>, patient: Uuid) -> Result<Vec<LabOrderLine>, Refused> {
    lines(
        asking,
        asking.reader.rows(&newest_query(&of_person("o.patient_id = ?1")), params![patient])?,
    )
}

/// A visit's orders. They are found among the patient's: an order has no index by visit.
pub(crate) fn of_visit(asking: &Asking<'_>, visit: Uuid) -> Result<Vec<LabOrderLine>, Refused> {
    if !asking.who.sees("lab_orders") {
        return Ok(Vec::new());
    }
    lines(asking, asking.reader.rows(&newest_query(OF_VISIT), params![visit])?)
}

/// The orders of a visit (`?1`), on `o`.
pub(crate) const OF_VISIT: &str = "o.patient_id = (SELECT v.patient_id FROM visits v \
     WHERE v.id = ?1) AND o.visit_id = ?1";

/// Whose orders, and from where on.
#[derive(Deserialize, TS)]
pub struct LabOrdersAsked {
    patient_id: Uuid,
    older: Option<OlderThan>,
}

/// A page of orders.
#[derive(Serialize, TS)]
pub struct LabOrdersPage {
    patient_id: Uuid,
    orders: Vec<LabOrderLine>,
    older: Option<OlderThan>,
}

/// A patient's orders, the newest first.
pub fn patient_orders(
    asking: &Asking<'_>,
    request: LabOrdersAsked,
) -> Result<LabOrdersPage, Refused> {
    let (at, id) = below(request.older);
    let rows: Vec<OrderRow> =
        asking.reader.rows(&page_query(), params![request.patient_id, at, id])?;
    let (rows, older) = page(rows, |row| OlderThan { at: row.ordered_at, id: row.id });
    Ok(LabOrdersPage { patient_id: request.patient_id, orders: lines(asking, rows)?, older })
}

/// Whose record was opened.
pub(crate) fn orders_opened(page: &LabOrdersPage) -> Opened {
    Opened { table: "patients", row: page.patient_id, patient: page.patient_id }
}

/// Which order.
#[derive(Deserialize, TS)]
pub struct LabOrderAsked {
    id: Uuid,
}

/// An order with all its results, those that were struck too.
#[derive(Serialize, TS)]
pub struct LabOrderShown {
    order: LabOrderLine,
    results: Vec<ResultLine>,
}

/// An order with its results.
pub fn lab_order(asking: &Asking<'_>, request: LabOrderAsked) -> Result<LabOrderShown, Refused> {
    let row: Option<OrderRow> = asking.reader.row(&select("o.id = ?1"), params![request.id])?;
    let row = row.ok_or_else(|| Refused::gone("laboratory order"))?;
    Ok(LabOrderShown {
        order: LabOrderLine::of(&Lines::of(asking), row)?,
        results: asking.reader.rows(&results_query(), params![request.id])?,
    })
}

/// The results of an order (`?1`), the struck ones beside those that replace them.
pub(crate) fn results_query() -> String {
    select_results("r.lab_order_id = ?1") + " ORDER BY r.test_name, at, r.id LIMIT 300"
}

/// Which specimen: the number on its label.
#[derive(Deserialize, TS)]
pub struct FindSpecimen {
    specimen_number: String,
}

/// The order of the specimen with a number, for a scanner at the laboratory's desk.
pub fn find_specimen(asking: &Asking<'_>, request: FindSpecimen) -> Result<LabOrderShown, Refused> {
    let number = filled(Some(&request.specimen_number)).unwrap_or_default().to_uppercase();
    let id: Option<Uuid> = asking.reader.value(
        "SELECT id FROM lab_orders WHERE organization_id = ?1 AND specimen_number = ?2 \
         AND deleted_at IS NULL ORDER BY ordered_at DESC LIMIT 1",
        params![asking.who.organization_id, number],
    )?;
    let id = id.ok_or_else(|| {
        Refused::field("specimen_number", "No specimen on this PC has this number.")
    })?;
    lab_order(asking, LabOrderAsked { id })
}

/// Whose record was opened.
pub(crate) fn opened(shown: &LabOrderShown) -> Opened {
    Opened { table: "lab_orders", row: shown.order.id, patient: shown.order.patient.id }
}

/// An order as a verb finds it.
#[derive(Deserialize)]
pub(crate) struct Ordered {
    pub id: Uuid,
    pub status: String,
    pub panel_name: String,
    pub ordered_by: Option<Uuid>,
    pub collected_at: Option<i64>,
    pub collected_by: Option<Uuid>,
}

/// The order `id`.
pub(crate) fn ordered(reader: &Reader<'_>, id: Uuid) -> Result<Ordered, Refused> {
    reader
        .row(
            "SELECT id, status, panel_name, ordered_by, collected_at, collected_by \
             FROM lab_orders WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("laboratory order"))
}

/// Brings an order to where its results are; it never goes back. Gives whether it is complete now
/// and was not before.
pub(crate) fn settle(write: &mut Write<'_>, order: &Ordered) -> Result<bool, Refused> {
    #[derive(Deserialize)]
    struct Counts {
        awaited: i64,
        preliminary: i64,
        resulted: i64,
    }
    let counts: Option<Counts> = write.row(
        "SELECT count(*) FILTER (WHERE status IN ('ordered', 'collected', 'in_progress')) \
         AS awaited, count(*) FILTER (WHERE status = 'preliminary') AS preliminary, \
         count(*) FILTER (WHERE status IN ('completed', 'corrected')) AS resulted \
         FROM lab_results WHERE lab_order_id = ?1 AND deleted_at IS NULL",
        params![order.id],
    )?;
    let Some(counts) = counts else { return Ok(false) };
    let status = match (counts.awaited, counts.preliminary, counts.resulted) {
        (0, 0, 0) => return Ok(false),
        (0, 0, _) => "completed",
        (0, _, _) => "preliminary",
        _ => "in_progress",
    };
    let rank = |status: &str| {
        ["ordered", "collected", "in_progress", "preliminary", "completed", "corrected"]
            .iter()
            .position(|step| *step == status)
    };
    if rank(status) <= rank(&order.status) || rank(&order.status).is_none() {
        return Ok(false);
    }
    write.update("lab_orders", order.id, None, Cells::new().set("status", status))?;
    Ok(status == "completed")
}
