//! A policy is put right.

use serde::Deserialize;
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::policy::{self, PolicyForm, rank_must_be_free};
use crate::{Nothing, Refused, Who};

/// The policy as it should stand.
#[derive(Deserialize, TS)]
pub struct UpdatePolicy {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    form: PolicyForm,
}

/// Corrects a policy. What the insurer confirmed of another cover does not hold for this one.
pub fn update_policy(
    write: &mut Write<'_>,
    who: &Who,
    request: UpdatePolicy,
) -> Result<Nothing, Refused> {
    let before = policy::form(write, request.id)?;
    let patient: Option<Uuid> = write.value(
        "SELECT patient_id FROM insurance_policies WHERE id = ?1 AND status = 'active'",
        params![request.id],
    )?;
    if let Some(patient) = patient {
        rank_must_be_free(write, patient, &request.form.coverage_rank, Some(request.id))?;
    }
    let mut cells = request.form.cells(who);
    if !request.form.is_same_cover(&before) {
        cells = cells.set("verified_at", None::<i64>).set("verified_by", None::<Uuid>);
    }
    write.update("insurance_policies", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
