//! A person begins to take cash.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;

use crate::billing::{cash, money};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// What lies in the box at the start.
#[derive(Deserialize, TS)]
pub struct OpenCash {
    opening_float_minor: i64,
    notes: Option<String>,
}

/// Opens the person's cash box in the currency of the site. A person has one open box at a time.
pub fn open_cash(write: &mut Write<'_>, who: &Who, request: OpenCash) -> Result<Made, Refused> {
    if cash::mine(write, who)?.is_some() {
        return Err(Refused::because(
            "You have an open cash box already. Count and close it before you open another.",
        ));
    }
    let opening = money::not_negative("opening_float_minor", request.opening_float_minor)?;
    let id = write.insert(
        "cash_sessions",
        Cells::new()
            .set("site_id", who.site.id)
            .set("opened_by", who.user_id)
            .set("opened_at", write.now())
            .set("opening_float_minor", opening)
            .set("currency", money::currency("currency", &who.site.currency)?)
            .set("notes", filled(request.notes.as_deref())),
    )?;
    Ok(Made { id })
}
