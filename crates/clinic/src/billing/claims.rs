//! Claims to insurers as lists show them, and the courses that they may take.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::COUNTED;
use crate::calendar::{self, HOUR};
use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Refused};

const SHOWN_MAX: u32 = 300;
const DAY: i64 = 24 * HOUR;

/// Which claims: in which state and, if only the old ones are wanted, for how many days at least.
#[derive(Deserialize, TS)]
pub struct ClaimsAsked {
    #[ts(
        type = "\"draft\" | \"submitted\" | \"acknowledged\" | \"approved\" | \"settled\" | \"denied\" | \"cancelled\" | \"entered_in_error\""
    )]
    status: String,
    older_than_days: Option<u32>,
}

/// A claim in a list.
#[derive(Serialize, TS)]
pub struct ListedClaim {
    patient: PatientLine,
    #[serde(flatten)]
    claim: ClaimLine,
}

/// A claim in one line.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ClaimLine {
    pub(super) id: Uuid,
    version: i64,
    number: Option<String>,
    pub(super) patient_id: Uuid,
    invoice_id: Uuid,
    invoice_number: Option<String>,
    insurance_policy_id: Uuid,
    insurer_name: String,
    #[ts(
        type = "\"draft\" | \"submitted\" | \"acknowledged\" | \"approved\" | \"settled\" | \"denied\" | \"cancelled\" | \"entered_in_error\""
    )]
    status: String,
    currency: String,
    claimed_minor: i64,
    /// What the insurer promised.
    approved_minor: Option<i64>,
    patient_share_minor: Option<i64>,
    /// What the insurer paid.
    paid_minor: i64,
    submitted_at: Option<i64>,
    /// Calendar days at the site since it was submitted.
    #[serde(default)]
    age_days: Option<i64>,
    answered_at: Option<i64>,
    denial_reason: Option<String>,
    insurer_reference: Option<String>,
    /// The denied claim that this one repeats.
    resubmits_id: Option<Uuid>,
    notes: Option<String>,
}

/// Claims, with `condition` on `c`.
pub(super) fn claims_sql(condition: &str) -> String {
    format!(
        "SELECT c.id, c.version, c.number, c.patient_id, c.invoice_id, \
         i.number AS invoice_number, c.insurance_policy_id, p.insurer_name, c.status, c.currency, \
         c.claimed_minor, c.approved_minor, c.patient_share_minor, \
         (SELECT coalesce(sum(CASE q.kind WHEN 'payment' THEN q.amount_minor \
         ELSE -q.amount_minor END), 0) FROM payments q \
         WHERE q.insurance_claim_id = c.id AND {COUNTED}) AS paid_minor, \
         c.submitted_at, c.answered_at, c.denial_reason, c.insurer_reference, c.resubmits_id, \
         c.notes FROM insurance_claims c JOIN invoices i ON i.id = c.invoice_id \
         JOIN insurance_policies p ON p.id = c.insurance_policy_id \
         WHERE c.deleted_at IS NULL AND {condition}"
    )
}

/// Claims in a state: those that wait for something, the longest first; those that are over, the
/// newest first.
pub fn claims(asking: &Asking<'_>, request: ClaimsAsked) -> Result<Vec<ListedClaim>, Refused> {
    let before =
        request.older_than_days.map_or(i64::MAX, |days| asking.now - i64::from(days) * DAY);
    let sql = claims_sql(
        "c.organization_id = ?1 AND c.status = ?2 \
         AND (?3 = 9223372036854775807 OR c.submitted_at < ?3)",
    );
    let waits = ["draft", "submitted", "acknowledged", "approved"];
    let order = if waits.contains(&request.status.as_str()) { "" } else { " DESC" };
    let sql = format!("{sql} ORDER BY c.submitted_at{order}, c.id{order} LIMIT ?4");
    let organization = asking.who.organization_id;
    let values = params![organization, request.status, before, SHOWN_MAX];
    let claims: Vec<ClaimLine> = asking.reader.rows(&sql, values)?;
    let patients = Lines::of(asking);
    let listed = claims.into_iter().map(|claim| {
        Ok(ListedClaim { patient: patients.line(claim.patient_id)?, claim: aged(asking, claim) })
    });
    listed.collect()
}

/// The claims of one bill.
pub(super) fn of_invoice(asking: &Asking<'_>, invoice: Uuid) -> Result<Vec<ClaimLine>, Refused> {
    let sql = claims_sql("c.invoice_id = ?1") + " ORDER BY c.id";
    let claims: Vec<ClaimLine> = asking.reader.rows(&sql, params![invoice])?;
    Ok(claims.into_iter().map(|claim| aged(asking, claim)).collect())
}

fn aged(asking: &Asking<'_>, claim: ClaimLine) -> ClaimLine {
    let day = |moment| calendar::day_of(asking.who.site.time_zone, moment);
    let age_days = claim.submitted_at.map(|at| (day(asking.now) - day(at)).num_days());
    ClaimLine { age_days, ..claim }
}

/// A claim as an action needs it.
#[derive(Deserialize)]
pub(super) struct Claim {
    pub invoice_id: Uuid,
    pub insurance_policy_id: Uuid,
    pub status: String,
    pub currency: String,
    pub claimed_minor: i64,
    pub approved_minor: Option<i64>,
    pub notes: Option<String>,
    pub paid_minor: i64,
}

impl Claim {
    /// The claim with this id.
    pub fn of(reader: &Reader<'_>, id: Uuid) -> Result<Self, Refused> {
        let claim: Option<Self> = reader.row(&claims_sql("c.id = ?1"), params![id])?;
        claim.ok_or_else(|| Refused::gone("claim"))
    }

    /// The claim, if it is in one of these states. A claim moves from draft to submitted,
    /// acknowledged, approved and settled; it is denied while the insurer has not answered, and
    /// cancelled while nothing was paid.
    pub fn in_state(
        reader: &Reader<'_>,
        id: Uuid,
        states: &[&str],
        sentence: &str,
    ) -> Result<Self, Refused> {
        let claim = Self::of(reader, id)?;
        if states.contains(&claim.status.as_str()) {
            return Ok(claim);
        }
        Err(Refused::because(sentence))
    }
}

/// States in which a claim takes up a part of its bill.
pub(super) const LIVE: &str = "status NOT IN ('denied', 'cancelled', 'entered_in_error')";
