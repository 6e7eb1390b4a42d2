//! Insurance policies as forms and lists show them.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::people::asked::{OnePatient, opened_list};
use crate::people::details::filled;
use crate::people::merged;
use crate::{Asking, Refused, Who};

/// What stands on an insurance card and in the insurer's answer.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PolicyForm {
    insurer_name: String,
    insurer_code: Option<String>,
    plan_name: Option<String>,
    plan_kind: Option<String>,
    policy_number: Option<String>,
    group_number: Option<String>,
    holder_name: Option<String>,
    /// What the patient is to the holder.
    #[ts(type = "\"self\" | \"spouse\" | \"child\" | \"parent\" | \"other\" | null")]
    relationship_to_patient: Option<String>,
    /// Which policy pays first.
    #[ts(type = "\"primary\" | \"secondary\" | \"tertiary\"")]
    pub(crate) coverage_rank: String,
    effective_on: Option<String>,
    pub(crate) expires_on: Option<String>,
    copay_minor: Option<i64>,
    deductible_minor: Option<i64>,
    deductible_met_minor: Option<i64>,
    deductible_met_on: Option<String>,
    /// ISO 4217; the site's where nothing is said.
    currency: Option<String>,
    preauthorization_required: bool,
    notes: Option<String>,
}

/// A policy in a list.
#[derive(Serialize, TS)]
pub struct PolicyLine {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    form: PolicyForm,
    #[ts(type = "\"active\" | \"inactive\" | \"expired\"")]
    status: String,
    /// Whether its last day has passed, whatever the status says.
    lapsed: bool,
    verified_at: Option<i64>,
    verified_by: Option<String>,
    held_reason: Option<String>,
}

/// A patient's policies.
#[derive(Serialize, TS)]
pub struct PatientPolicies {
    patient_id: Uuid,
    policies: Vec<PolicyLine>,
}

/// A patient's policies, the active ones first and by rank.
pub fn policies(asking: &Asking<'_>, request: OnePatient) -> Result<PatientPolicies, Refused> {
    let policies = lines(asking, request.patient_id)?;
    Ok(PatientPolicies { patient_id: request.patient_id, policies })
}

/// Whose record was opened.
pub(crate) fn opened(policies: &PatientPolicies) -> Opened {
    opened_list("insurance_policies", policies.patient_id)
}

pub(crate) fn lines(asking: &Asking<'_>, patient: Uuid) -> Result<Vec<PolicyLine>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        version: i64,
        status: String,
        lapsed: bool,
        verified_at: Option<i64>,
        verified_by: Option<String>,
        held_reason: Option<String>,
    }
    let of_set = merged::is_one("patient_id");
    let order = "ORDER BY i.status <> 'active', CASE i.coverage_rank WHEN 'primary' THEN 1 \
                 WHEN 'secondary' THEN 2 ELSE 3 END, i.id DESC LIMIT 50";
    let rows: Vec<Row> = asking.reader.rows(
        &format!(
            "SELECT i.id, i.version, i.status, coalesce(i.expires_on < ?2, 0) AS lapsed, \
             i.verified_at, coalesce(u.display_name, u.username) AS verified_by, i.held_reason \
             FROM insurance_policies i LEFT JOIN users u ON u.id = i.verified_by \
             WHERE i.{of_set} AND i.deleted_at IS NULL {order}"
        ),
        params![patient, asking.today().to_string()],
    )?;
    let mut lines = Vec::new();
    for row in rows {
        lines.push(PolicyLine {
            form: form(&asking.reader, row.id)?,
            id: row.id,
            version: row.version,
            status: row.status,
            lapsed: row.lapsed,
            verified_at: row.verified_at,
            verified_by: row.verified_by,
            held_reason: row.held_reason,
        });
    }
    Ok(lines)
}

/// The form of one policy.
pub(crate) fn form(reader: &Reader<'_>, id: Uuid) -> Result<PolicyForm, Refused> {
    reader
        .row(
            "SELECT insurer_name, insurer_code, plan_name, plan_kind, policy_number, \
             group_number, holder_name, relationship_to_patient, coverage_rank, effective_on, \
             expires_on, copay_minor, deductible_minor, deductible_met_minor, deductible_met_on, \
             currency, preauthorization_required, notes FROM insurance_policies \
             WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("policy"))
}

impl PolicyForm {
    /// The form as cells of `insurance_policies`.
    pub(crate) fn cells(&self, who: &Who) -> Cells {
        let text = |field: &Option<String>| filled(field.as_deref());
        let currency = text(&self.currency).unwrap_or_else(|| who.site.currency.clone());
        Cells::new()
            .set("insurer_name", self.insurer_name.trim())
            .set("insurer_code", text(&self.insurer_code))
            .set("plan_name", text(&self.plan_name))
            .set("plan_kind", text(&self.plan_kind))
            .set("policy_number", text(&self.policy_number))
            .set("group_number", text(&self.group_number))
            .set("holder_name", text(&self.holder_name))
            .set("relationship_to_patient", text(&self.relationship_to_patient))
            .set("coverage_rank", self.coverage_rank.as_str())
            .set("effective_on", text(&self.effective_on))
            .set("expires_on", text(&self.expires_on))
            .set("copay_minor", self.copay_minor)
            .set("deductible_minor", self.deductible_minor)
            .set("deductible_met_minor", self.deductible_met_minor)
            .set("deductible_met_on", text(&self.deductible_met_on))
            .set("currency", currency)
            .set("preauthorization_required", self.preauthorization_required)
            .set("notes", text(&self.notes))
    }

    /// Whether both speak of the same cover, so that the insurer's word on one holds for the other.
    pub(crate) fn is_same_cover(&self, other: &Self) -> bool {
        let of = |form: &Self| {
            let text = |field: &Option<String>| filled(field.as_deref());
            [
                filled(Some(&form.insurer_name)),
                text(&form.insurer_code),
                text(&form.plan_name),
                text(&form.policy_number),
                text(&form.group_number),
                text(&form.holder_name),
                text(&form.effective_on),
                text(&form.expires_on),
            ]
        };
        of(self) == of(other)
    }
}

/// Refuses a second active policy of one rank; the centre holds one that comes to it all the same.
pub(crate) fn rank_must_be_free(
    reader: &Reader<'_>,
    patient: Uuid,
    rank: &str,
    beside: Option<Uuid>,
) -> Result<(), Refused> {
    let taken: Option<i64> = reader.value(
        &format!(
            "SELECT 1 FROM insurance_policies WHERE {} AND coverage_rank = ?2 \
             AND status = 'active' AND deleted_at IS NULL AND held_reason IS NULL \
             AND id IS NOT ?3 LIMIT 1",
            merged::is_one("patient_id")
        ),
        params![patient, rank, beside],
    )?;
    if taken.is_none() {
        return Ok(());
    }
    Err(Refused::field(
        "coverage_rank",
        format!(
            "This patient already has an active {rank} policy. End that one first, or enter this \
             one with another rank."
        ),
    ))
}
