//! A course of a medicine is over.

use store::Write;

use crate::medication::standing::{ThisItem, end, standing};
use crate::{Nothing, Refused, Who};

/// Notes that the course is over as it was meant to; with the last medicine its prescription too.
pub fn complete(write: &mut Write<'_>, who: &Who, this: ThisItem) -> Result<Nothing, Refused> {
    let item = standing(write, this.item_id)?;
    item.must_be(&["active", "on_hold"], "completed")?;
    let today = who.today(write.now()).to_string();
    end(write, &item, Some(this.version), "completed", None, &today)?;
    Ok(Nothing {})
}
