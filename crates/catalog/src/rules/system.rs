//! What must hold for settings, integrations and the clinic's own rules.

use super::checks::{counted, filled, list, not_before};
use super::{Broken, Row};

pub(crate) fn metric(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The metric's name")?;
    match row.real("value_number") {
        Some(number) if number.is_finite() => Ok(()),
        _ => Err(Broken::new("value_number", "A metric must be a number.")),
    }
}

pub(crate) fn setting(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The setting's name")
}

pub(crate) fn integration(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The name of the connection")
}

pub(crate) fn sync_log(row: &Row<'_>) -> Result<(), Broken> {
    for (column, field) in [
        ("records_seen", "The records seen"),
        ("records_stored", "The records stored"),
        ("records_left", "The records left out"),
    ] {
        counted(row, column, field, 0..=i64::MAX)?;
    }
    not_before(row, "started_at", "ended_at", "A transfer")
}

pub(crate) fn workflow_rule(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The rule's name")?;
    list(row, "conditions", "The conditions")?;
    list(row, "actions", "The actions")?;
    counted(row, "runs_max_per_hour", "How often it may run in an hour", 1..=100_000)
}

pub(crate) fn retention(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "table_name", "What is kept")?;
    counted(row, "keep_years", "The years it is kept", 1..=200)
}

pub(crate) fn legal_hold(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "reason", "Why the record must be kept")?;
    if !row.get("released_at").is_null() {
        filled(row, "release_reason", "Why it need not be kept any more")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::rules::rows::broken;

    #[test]
    fn a_record_that_need_not_be_kept_any_more_says_why() {
        let hold = |released: Option<i64>, why: Option<&str>| {
            broken(
                "legal_holds",
                &[
                    ("reason", "Court case".into()),
                    ("released_at", released.into()),
                    ("release_reason", why.into()),
                ],
            )
        };
        assert_eq!(hold(None, None), None);
        assert_eq!(hold(Some(1), Some("Case closed")), None);
        assert_eq!(hold(Some(1), None), Some("release_reason"));
    }
}
