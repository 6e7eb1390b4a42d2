//! A policy covers nothing any more.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
use crate::people::policy;
use crate::{Nothing, Refused, Who};

/// How a policy ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PolicyEnd {
    /// It was given up or changed.
    Inactive,
    /// Its time was over.
    Expired,
}

/// Which policy, how it ended, and its last day: today where nothing is said.
#[derive(Deserialize, TS)]
pub struct EndPolicy {
    id: Uuid,
    version: i64,
    status: PolicyEnd,
    ended_on: Option<String>,
}

/// Ends a policy; it stays for what was billed to it.
pub fn end_policy(
    write: &mut Write<'_>,
    who: &Who,
    request: EndPolicy,
) -> Result<Nothing, Refused> {
    let form = policy::form(write, request.id)?;
    let today = who.today(write.now()).to_string();
    let status = match request.status {
        PolicyEnd::Inactive => "inactive",
        PolicyEnd::Expired => "expired",
    };
    // A policy that had ended before does not last until today because somebody says so today.
    let last = match (filled(request.ended_on.as_deref()), form.expires_on) {
        (Some(said), _) => said,
        (None, Some(before)) if before < today => before,
        (None, _) => today,
    };
    let cells = Cells::new().set("status", status).set("expires_on", last);
    write.update("insurance_policies", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
