//! A price ends.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::prices;
use crate::{Nothing, Refused, Who, calendar};

/// Which price, as the screen showed it, and its last day.
#[derive(Deserialize, TS)]
pub struct EndPrice {
    id: Uuid,
    version: i64,
    valid_until_on: String,
}

/// Ends a price. One that has not begun yet is withdrawn by ending it before it begins.
pub fn end_price(write: &mut Write<'_>, who: &Who, request: EndPrice) -> Result<Nothing, Refused> {
    let price = prices::one(write, request.id)?;
    let until = calendar::day("valid_until_on", &request.valid_until_on)?.to_string();
    let cells = if until >= price.valid_from_on {
        Cells::new().set("valid_until_on", until)
    } else if price.valid_from_on > who.today(write.now()).to_string() {
        Cells::new().set("is_active", false)
    } else {
        return Err(Refused::field(
            "valid_until_on",
            "This price has been asked already. It cannot end before its first day.",
        ));
    };
    write.update("price_list", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
