//! What must hold for patients and what is known about them.

use super::checks::{
    after, counted, currency, date, days_in_order, filled, not_before, not_negative, possible,
};
use super::{Broken, Row};
use chrono::{DateTime, Datelike, Days, NaiveDate};

/// Nobody alive, and nobody in a record that anyone still treats from, was born earlier.
const BIRTH_YEAR_MIN: i32 = 1850;
/// A clock that shows an earlier moment (2020-01-01) is wrong and proves no birth date wrong.
const BELIEVABLE_CLOCK: i64 = 1_577_836_800_000_000;

pub(crate) fn patient(row: &Row<'_>) -> Result<(), Broken> {
    let named = ["given_name", "family_name", "name_text"]
        .iter()
        .any(|column| row.text(column).is_some_and(|text| !text.trim().is_empty()));
    if !named && row.text("name_precision") != Some("unknown") {
        return Err(Broken::new("name_text", "Give a name, or say that the name is unknown."));
    }
    birth(row)?;
    counted(row, "multiple_birth_order", "The order of birth", 1..=20)?;
    if row.get("deceased_at").is_null() || row.is_true("deceased") {
        Ok(())
    } else {
        Err(Broken::new("deceased", "A time of death needs the patient to be marked as deceased."))
    }
}

fn birth(row: &Row<'_>) -> Result<(), Broken> {
    let field = "The date of birth";
    let precision = row.text("date_of_birth_precision");
    let Some(day) = date(row, "date_of_birth", field)? else {
        return match precision {
            None | Some("unknown") => Ok(()),
            Some(_) => Err(Broken::new(
                "date_of_birth",
                "Give a date of birth, or say that it is unknown.",
            )),
        };
    };
    if precision == Some("unknown") {
        return Err(Broken::new(
            "date_of_birth_precision",
            "Say how exactly the date of birth is known: day, month, year or estimated.",
        ));
    }
    if day.year() < BIRTH_YEAR_MIN {
        return Err(Broken::new(
            "date_of_birth",
            format!("{field} must not lie before the year {BIRTH_YEAR_MIN}."),
        ));
    }
    match written_on(row).and_then(|today| today.checked_add_days(Days::new(1))) {
        // A day of grace, since the site may already have tomorrow's date.
        Some(tomorrow) if day > tomorrow => {
            Err(Broken::new("date_of_birth", format!("{field} must not lie in the future.")))
        }
        _ => Ok(()),
    }
}

/// The day on which the row was last written, UTC, where its clock is believable.
fn written_on(row: &Row<'_>) -> Option<NaiveDate> {
    let moment = row.integer("updated_at").max(row.integer("created_at"))?;
    if moment < BELIEVABLE_CLOCK {
        return None;
    }
    DateTime::from_timestamp_micros(moment).map(|moment| moment.date_naive())
}

pub(crate) fn identifier(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "value", "The number")?;
    days_in_order(row, "valid_from_on", "valid_until_on", "The first day", "The last day")
}

pub(crate) fn allergy(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "substance_text", "The substance of an allergy")?;
    date(row, "onset_on", "The onset").map(|_| ())
}

pub(crate) fn history(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "description", "What is known")?;
    days_in_order(row, "started_on", "ended_on", "The first day", "The last day")
}

pub(crate) fn contact(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name_text", "The contact's name")
}

pub(crate) fn contact_attempt(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "reason", "What the patient was to be told")
}

pub(crate) fn policy(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "insurer_name", "The insurer")?;
    days_in_order(
        row,
        "effective_on",
        "expires_on",
        "The first day of cover",
        "The last day of cover",
    )?;
    not_negative(row, "copay_minor", "The copayment")?;
    not_negative(row, "deductible_minor", "The deductible")?;
    not_negative(row, "deductible_met_minor", "The deductible already met")?;
    currency(row)
}

pub(crate) fn merge(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "reason", "The reason for the merge")?;
    if row.get("patient_id") == row.get("merged_patient_id") {
        return Err(Broken::new(
            "merged_patient_id",
            "A record cannot be merged with itself; choose two.",
        ));
    }
    Ok(())
}

pub(crate) fn care_team_member(row: &Row<'_>) -> Result<(), Broken> {
    if row.get("user_id").is_null() && row.get("practitioner_id").is_null() {
        return Err(Broken::new("user_id", "Say who joins the care team."));
    }
    not_before(row, "started_at", "ended_at", "A place in the care team")
}

pub(crate) fn consent(row: &Row<'_>) -> Result<(), Broken> {
    days_in_order(row, "given_on", "valid_until_on", "The day of the consent", "Its last day")?;
    if row.text("status") == Some("given") {
        filled(row, "given_on", "The day of the consent")?;
    }
    Ok(())
}

pub(crate) fn flag(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "text", "What the flag says")?;
    days_in_order(row, "started_on", "ended_on", "The first day", "The last day")
}

/// Microseconds for which one emergency access lasts at most.
const BREAK_GLASS_MICROSECONDS_MAX: i64 = 24 * 60 * 60 * 1_000_000;
/// Shorter reasons say nothing.
const BREAK_GLASS_REASON_LETTERS_MIN: usize = 10;

pub(crate) fn break_glass(row: &Row<'_>) -> Result<(), Broken> {
    let reason = row.text("reason").map_or(0, |text| text.trim().chars().count());
    if reason < BREAK_GLASS_REASON_LETTERS_MIN {
        return Err(Broken::new(
            "reason",
            "Say in at least 10 letters why this record must be opened now.",
        ));
    }
    after(row, "granted_at", "expires_at", "An emergency access")?;
    match (row.integer("granted_at"), row.integer("expires_at")) {
        (Some(from), Some(to)) if to.saturating_sub(from) > BREAK_GLASS_MICROSECONDS_MAX => {
            Err(Broken::new("expires_at", "An emergency access must end within 24 hours."))
        }
        _ => Ok(()),
    }
}

pub(crate) fn feedback(row: &Row<'_>) -> Result<(), Broken> {
    counted(row, "rating", "The rating", 1..=5)?;
    possible(row, "sentiment_score", "The sentiment score", -1.0..=1.0, "")?;
    if row.integer("rating").is_none() {
        filled(row, "comments", "A comment, where no rating is given,")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::Value;
    use crate::rules::rows::{broken, check};
    use uuid::Uuid;

    /// 2026-03-01T23:30:00Z.
    const NOW: i64 = 1_772_407_800_000_000;

    fn born(day: &str, precision: &str, written: i64) -> Option<&'static str> {
        broken(
            "patients",
            &[
                ("name_text", "Amina".into()),
                ("name_precision", "full".into()),
                ("date_of_birth", day.into()),
                ("date_of_birth_precision", precision.into()),
                ("updated_at", written.into()),
            ],
        )
    }

    #[test]
    fn a_birth_date_is_a_real_day_that_has_come() {
        assert_eq!(born("1912-02-29", "day", NOW), None);
        assert_eq!(born("2026-03-02", "day", NOW), None, "already tomorrow east of Greenwich");
        assert_eq!(born("2026-03-03", "day", NOW), Some("date_of_birth"));
        assert_eq!(born("1849-12-31", "day", NOW), Some("date_of_birth"));
        assert_eq!(born("2025-02-29", "day", NOW), Some("date_of_birth"));
        assert_eq!(born("1980-01-01", "unknown", NOW), Some("date_of_birth_precision"));
    }

    #[test]
    fn a_machine_whose_clock_fell_back_to_1970_still_registers_patients() {
        assert_eq!(born("1990-05-05", "day", 0), None);
    }

    #[test]
    fn an_unconscious_stranger_can_be_registered_and_a_nameless_form_cannot() {
        let unknown = |name: &str, birth: &str| {
            broken(
                "patients",
                &[("name_precision", name.into()), ("date_of_birth_precision", birth.into())],
            )
        };
        assert_eq!(unknown("unknown", "unknown"), None);
        assert_eq!(unknown("full", "unknown"), Some("name_text"));
        assert_eq!(unknown("unknown", "year"), Some("date_of_birth"));
    }

    #[test]
    fn a_time_of_death_goes_with_being_deceased() {
        let row = |deceased: bool| {
            broken(
                "patients",
                &[
                    ("name_precision", "unknown".into()),
                    ("deceased", deceased.into()),
                    ("deceased_at", NOW.into()),
                ],
            )
        };
        assert_eq!(row(true), None);
        assert_eq!(row(false), Some("deceased"));
    }

    #[test]
    fn a_policy_does_not_end_before_it_begins_and_the_sentence_says_so() {
        let policy = |until: &str| {
            check(
                "insurance_policies",
                &[
                    ("insurer_name", "Mutual".into()),
                    ("effective_on", "2026-01-01".into()),
                    ("expires_on", until.into()),
                ],
            )
        };
        assert_eq!(policy("2026-01-01"), Ok(()));
        assert_eq!(
            policy("2025-12-31").unwrap_err().sentence,
            "The last day of cover must not come before the first day of cover."
        );
    }

    #[test]
    fn a_record_is_not_merged_with_itself() {
        let merge = |other: Uuid| {
            broken(
                "patient_merges",
                &[
                    ("reason", "same person".into()),
                    ("patient_id", Uuid::nil().into()),
                    ("merged_patient_id", other.into()),
                ],
            )
        };
        assert_eq!(merge(Uuid::max()), None);
        assert_eq!(merge(Uuid::nil()), Some("merged_patient_id"));
    }

    #[test]
    fn somebody_joins_a_care_team() {
        let someone: Value = Uuid::max().into();
        assert_eq!(broken("care_team_members", &[]), Some("user_id"));
        assert_eq!(broken("care_team_members", &[("practitioner_id", someone)]), None);
    }
}
