//! An insurer has confirmed a policy.

use serde::Deserialize;
use store::{Cells, Write, params};

use crate::people::asked::ThisEntry;
use crate::{Nothing, Refused, Who};

/// Notes that the insurer confirmed the policy now.
pub fn verify_policy(
    write: &mut Write<'_>,
    who: &Who,
    request: ThisEntry,
) -> Result<Nothing, Refused> {
    #[derive(Deserialize)]
    struct Row {
        status: String,
        expires_on: Option<String>,
    }
    let row: Option<Row> = write.row(
        "SELECT status, expires_on FROM insurance_policies WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    let row = row.ok_or_else(|| Refused::gone("policy"))?;
    let now = write.now();
    let today = who.today(now).to_string();
    if row.status != "active" || row.expires_on.is_some_and(|last| last < today) {
        return Err(Refused::because(
            "The cover of this policy has ended. Enter the policy that holds now.",
        ));
    }
    let cells = Cells::new().set("verified_at", now).set("verified_by", who.user_id);
    write.update("insurance_policies", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
