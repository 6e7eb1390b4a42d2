//! What must hold for the organization, its people and machines.

use super::checks::{after, counted, currency, date, filled, not_before, not_negative};
use super::{Broken, Row};

/// Microseconds in the 24 hours after which a session is over.
const SESSION_MICROSECONDS_MAX: i64 = 24 * 60 * 60 * 1_000_000;

pub(crate) fn organization(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The organization's name")
}

pub(crate) fn site(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The site's name")?;
    filled(row, "time_zone", "The site's time zone")?;
    currency(row)
}

pub(crate) fn department(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The department's name")
}

pub(crate) fn user(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "username", "The user name")
}

pub(crate) fn practitioner(row: &Row<'_>) -> Result<(), Broken> {
    let named = ["given_name", "family_name", "name_text"]
        .iter()
        .any(|column| row.text(column).is_some_and(|text| !text.trim().is_empty()));
    if !named {
        return Err(Broken::new("family_name", "A practitioner must have a name."));
    }
    counted(row, "experience_years", "Years of experience", 0..=80)?;
    not_negative(row, "consultation_fee_minor", "The consultation fee")?;
    if row.integer("consultation_fee_minor").is_some() {
        filled(row, "currency", "The currency of the consultation fee")?;
    }
    currency(row)
}

pub(crate) fn shift(row: &Row<'_>) -> Result<(), Broken> {
    after(row, "starts_at", "ends_at", "A shift")
}

pub(crate) fn number_block(row: &Row<'_>) -> Result<(), Broken> {
    counted(row, "first_number", "The first number", 0..=i64::MAX)?;
    counted(row, "digits", "The number of digits", 1..=18)?;
    match (row.integer("first_number"), row.integer("last_number")) {
        (Some(first), Some(last)) if last < first => Err(Broken::new(
            "last_number",
            "The last number of a block must not be below its first.",
        )),
        _ => Ok(()),
    }
}

pub(crate) fn session(row: &Row<'_>) -> Result<(), Broken> {
    after(row, "started_at", "expires_at", "A session")?;
    not_before(row, "started_at", "ended_at", "A session")?;
    match (row.integer("started_at"), row.integer("expires_at")) {
        (Some(start), Some(end)) if end.saturating_sub(start) > SESSION_MICROSECONDS_MAX => {
            Err(Broken::new("expires_at", "A session must end within 24 hours."))
        }
        _ => Ok(()),
    }
}

pub(crate) fn holiday(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The holiday's name")?;
    date(row, "day_on", "The holiday")?;
    Ok(())
}

pub(crate) fn leave(row: &Row<'_>) -> Result<(), Broken> {
    after(row, "starts_at", "ends_at", "A leave")?;
    let decided = matches!(row.text("status"), Some("approved" | "refused"));
    if decided && row.get("decided_by").is_null() {
        return Err(Broken::new("decided_by", "A leave that is decided about must say by whom."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::rules::rows::broken;

    const HOUR: i64 = 3_600_000_000;

    #[test]
    fn a_session_lasts_24_hours_at_most() {
        let lasting = |hours: i64| {
            broken(
                "user_sessions",
                &[("started_at", HOUR.into()), ("expires_at", (HOUR + hours * HOUR).into())],
            )
        };
        assert_eq!(lasting(24), None);
        assert_eq!(lasting(25), Some("expires_at"));
        assert_eq!(lasting(0), Some("expires_at"));
    }

    #[test]
    fn a_block_of_numbers_runs_upwards() {
        let block = |first: i64, last: i64| {
            broken("number_blocks", &[("first_number", first.into()), ("last_number", last.into())])
        };
        assert_eq!(block(1, 1), None);
        assert_eq!(block(2, 1), Some("last_number"));
        assert_eq!(block(-1, 1), Some("first_number"));
    }

    #[test]
    fn a_site_counts_in_a_currency_of_three_capital_letters() {
        let site = |currency: &str| {
            broken(
                "sites",
                &[
                    ("name", "North".into()),
                    ("time_zone", "Africa/Nairobi".into()),
                    ("currency", currency.into()),
                ],
            )
        };
        assert_eq!(site("KES"), None);
        assert_eq!(site("kes"), Some("currency"));
        assert_eq!(site("€"), Some("currency"));
    }

    #[test]
    fn a_leave_is_approved_by_somebody() {
        let leave = |status: &str| {
            broken(
                "leave",
                &[
                    ("starts_at", HOUR.into()),
                    ("ends_at", (2 * HOUR).into()),
                    ("status", status.into()),
                ],
            )
        };
        assert_eq!(leave("requested"), None);
        assert_eq!(leave("approved"), Some("decided_by"));
    }

    #[test]
    fn a_fee_says_its_currency() {
        let name = ("name_text", "Dr. A".into());
        let fee = ("consultation_fee_minor", 5_000.into());
        assert_eq!(broken("practitioners", &[name.clone(), fee]), Some("currency"));
        assert_eq!(broken("practitioners", &[name]), None);
        assert_eq!(broken("practitioners", &[]), Some("family_name"));
    }
}
