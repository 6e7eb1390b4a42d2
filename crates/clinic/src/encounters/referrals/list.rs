//! Referrals in lists: a patient's, those that are open here, those that wait for one's answer.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::encounters::older::{OlderThan, below, page};
use crate::encounters::referrals::referral::{
    ReferralLine, ReferralRow, lines, open_query, page_query, to_me_query,
};
use crate::{Asking, Refused};

/// Whose referrals, and from where on.
#[derive(Deserialize, TS)]
pub struct ReferralsAsked {
    patient_id: Uuid,
    older: Option<OlderThan>,
}

/// A page of referrals.
#[derive(Serialize, TS)]
pub struct ReferralsPage {
    patient_id: Uuid,
    referrals: Vec<ReferralLine>,
    older: Option<OlderThan>,
}

/// A patient's referrals, the newest first.
pub fn referrals(asking: &Asking<'_>, request: ReferralsAsked) -> Result<ReferralsPage, Refused> {
    let (at, id) = below(request.older);
    let rows: Vec<ReferralRow> =
        asking.reader.rows(&page_query(), params![request.patient_id, at, id])?;
    let (rows, older) = page(rows, ReferralRow::place);
    Ok(ReferralsPage { patient_id: request.patient_id, referrals: lines(asking, rows)?, older })
}

/// Whose record was opened.
pub(crate) fn opened(page: &ReferralsPage) -> Opened {
    Opened { table: "patients", row: page.patient_id, patient: page.patient_id }
}

/// Those to oneself, or all of this site.
#[derive(Deserialize, TS)]
pub struct ReferralWorklist {
    to_me: bool,
}

/// Referrals that are not over, by priority and then by age.
pub fn worklist(
    asking: &Asking<'_>,
    request: ReferralWorklist,
) -> Result<Vec<ReferralLine>, Refused> {
    if !request.to_me {
        return lines(asking, asking.reader.rows(&open_query(), params![asking.who.site.id])?);
    }
    let Some(me) = asking.who.practitioner_id else { return Ok(Vec::new()) };
    lines(asking, asking.reader.rows(&to_me_query(), params![me])?)
}
