//! A claim goes to the insurer.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::check_invoice::covers;
use crate::billing::claims::Claim;
use crate::billing::coding;
use crate::billing::invoices::Bill;
use crate::encounters::icd10;
use crate::organization::number;
use crate::{Refused, Who};

/// Which draft, as the screen showed it.
#[derive(Deserialize, TS)]
pub struct SubmitClaim {
    id: Uuid,
    version: i64,
}

/// The number that the claim was given.
#[derive(Serialize, TS)]
pub struct ClaimSubmitted {
    number: String,
}

#[derive(Deserialize)]
struct Policy {
    status: String,
    effective_on: Option<String>,
    expires_on: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    service_on: Option<String>,
    diagnosis_code: Option<String>,
    diagnosis_code_system: Option<String>,
}

/// Gives a drafted claim its number and the moment of submission, if the policy covers every
/// service and every diagnosis can be billed.
pub fn submit_claim(
    write: &mut Write<'_>,
    who: &Who,
    request: SubmitClaim,
) -> Result<ClaimSubmitted, Refused> {
    let claim = Claim::in_state(
        write,
        request.id,
        &["draft"],
        "Only a drafted claim can be submitted; this one has been.",
    )?;
    can_be_paid(write, &claim)?;
    let number = number::next_claim(write, who.organization_id)?;
    write.update(
        "insurance_claims",
        request.id,
        Some(request.version),
        Cells::new()
            .set("number", number.as_str())
            .set("status", "submitted")
            .set("submitted_at", write.now())
            .set("submitted_by", who.user_id),
    )?;
    Ok(ClaimSubmitted { number })
}

fn can_be_paid(reader: &Reader<'_>, claim: &Claim) -> Result<(), Refused> {
    if Bill::of(reader, claim.invoice_id)?.status == "void" {
        return Err(Refused::because("The invoice is void. Cancel this claim."));
    }
    let policy: Option<Policy> = reader.row(
        "SELECT status, effective_on, expires_on FROM insurance_policies \
         WHERE id = ?1 AND deleted_at IS NULL",
        params![claim.insurance_policy_id],
    )?;
    let policy = policy.ok_or_else(|| Refused::gone("policy"))?;
    let field = "insurance_policy_id";
    // A policy that has run out since may still have covered the day: its dates decide.
    if policy.status == "inactive" {
        return Err(Refused::field(field, "This policy is not active. Check it with the patient."));
    }
    let lines: Vec<Line> = reader.rows(
        "SELECT service_on, diagnosis_code, diagnosis_code_system FROM invoice_lines \
         WHERE invoice_id = ?1 AND deleted_at IS NULL ORDER BY line_order, id",
        params![claim.invoice_id],
    )?;
    for line in lines {
        let Some(day) = line.service_on else {
            return Err(Refused::field(
                "service_on",
                "A line of the invoice does not say on which day the service was.",
            ));
        };
        if !covers(&day, policy.effective_on.as_deref(), policy.expires_on.as_deref()) {
            return Err(Refused::field(
                field,
                format!("The policy was not active on {day}, a day of service on the invoice."),
            ));
        }
        let ours = line.diagnosis_code_system.as_deref().is_none_or(|at| at == icd10::SYSTEM);
        if let Some(code) = line.diagnosis_code.filter(|_| ours) {
            coding::billable(reader, "diagnosis_code", &code)?;
        }
    }
    Ok(())
}
