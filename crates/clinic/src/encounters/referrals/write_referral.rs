//! A referral is written.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::belongs;
use crate::encounters::referrals::referral::referral;
use crate::encounters::referrals::steps::sent;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// To whom, and why.
#[derive(Deserialize, TS)]
pub struct ReferralForm {
    to_practitioner_id: Option<Uuid>,
    to_department_id: Option<Uuid>,
    /// Somebody outside the clinic.
    to_text: Option<String>,
    specialization: Option<String>,
    reason: String,
    priority: String,
    notes: Option<String>,
}

impl ReferralForm {
    fn cells(&self, who: &Who) -> Result<Cells, Refused> {
        if self.to_practitioner_id.is_some() && self.to_practitioner_id == who.practitioner_id {
            return Err(Refused::field("to_practitioner_id", "Nobody is referred to oneself."));
        }
        Ok(Cells::new()
            .set("to_practitioner_id", self.to_practitioner_id)
            .set("to_department_id", self.to_department_id)
            .set("to_text", filled(self.to_text.as_deref()))
            .set("specialization", filled(self.specialization.as_deref()))
            .set("reason", self.reason.trim())
            .set("priority", self.priority.as_str())
            .set("notes", filled(self.notes.as_deref())))
    }
}

/// Who is referred, to whom and why.
#[derive(Deserialize, TS)]
pub struct WriteReferral {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    #[serde(flatten)]
    form: ReferralForm,
    /// Whether it goes at once.
    send: bool,
}

/// Writes a referral, and sends it where that is said.
pub fn write_referral(
    write: &mut Write<'_>,
    who: &Who,
    request: WriteReferral,
) -> Result<Made, Refused> {
    belongs(write, request.patient_id, request.visit_id)?;
    let cells = request
        .form
        .cells(who)?
        .set("patient_id", request.patient_id)
        .set("site_id", who.site.id)
        .set("visit_id", request.visit_id)
        .set("from_practitioner_id", who.practitioner_id)
        .set("status", "draft");
    let id = write.insert("referrals", cells)?;
    if request.send {
        sent(write, who, id, None)?;
    }
    Ok(Made { id })
}

/// Which draft, and how it should stand.
#[derive(Deserialize, TS)]
pub struct UpdateReferral {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    form: ReferralForm,
}

/// Changes a referral that has not been sent.
pub fn update_referral(
    write: &mut Write<'_>,
    who: &Who,
    request: UpdateReferral,
) -> Result<Nothing, Refused> {
    referral(write, request.id)?.must_be(&["draft"], "changed")?;
    let cells = request.form.cells(who)?;
    write.update("referrals", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
