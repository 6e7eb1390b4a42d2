//! Another price for the same thing.

use chrono::Days;
use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::add_price::NewPrice;
use crate::billing::{money, prices};
use crate::organization::add_user::Made;
use crate::{Refused, Who, calendar};

/// Which price, as the screen showed it, and what it will cost from which day on.
#[derive(Deserialize, TS)]
pub struct ReplacePrice {
    id: Uuid,
    version: i64,
    unit_price_minor: i64,
    valid_from_on: String,
}

/// Ends a price on the day before, and begins another for the same thing.
pub fn replace_price(
    write: &mut Write<'_>,
    who: &Who,
    request: ReplacePrice,
) -> Result<Made, Refused> {
    let price = prices::one(write, request.id)?;
    let amount = money::not_negative("unit_price_minor", request.unit_price_minor)?;
    let from = calendar::day("valid_from_on", &request.valid_from_on)?;
    let last = from.checked_sub_days(Days::new(1)).unwrap_or(from).to_string();
    if last < price.valid_from_on {
        return Err(Refused::field(
            "valid_from_on",
            "The new price must begin after the first day of the one that it replaces.",
        ));
    }
    if price.valid_until_on.as_ref().is_some_and(|until| *until <= last) {
        return Err(Refused::field(
            "valid_from_on",
            "This price has ended by then. Add a new price instead.",
        ));
    }
    let ended = Cells::new().set("valid_until_on", last);
    write.update("price_list", request.id, Some(request.version), ended)?;
    let id = NewPrice::after(price, amount, from.to_string()).insert(write, who)?;
    Ok(Made { id })
}
