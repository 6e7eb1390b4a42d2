//! What must hold for alerts and their escalation.

use super::checks::{counted, filled, list, possible};
use super::{Broken, Row};

/// 1 is the most urgent.
const URGENCIES: std::ops::RangeInclusive<i64> = 1..=5;

pub(crate) fn policy(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The policy's name")?;
    counted(row, "urgency_from", "The urgency", URGENCIES)?;
    list(row, "steps", "The steps")
}

pub(crate) fn template(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The template's name")?;
    filled(row, "title", "The title of the alert")?;
    counted(row, "urgency", "The urgency", URGENCIES)?;
    list(row, "roles", "The roles")
}

pub(crate) fn alert(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "title", "What has happened")?;
    counted(row, "urgency", "The urgency", URGENCIES)?;
    list(row, "roles", "The roles")?;
    possible(row, "latitude", "The latitude", -90.0..=90.0, "degrees")?;
    possible(row, "longitude", "The longitude", -180.0..=180.0, "degrees")?;
    if row.get("latitude").is_null() != row.get("longitude").is_null() {
        return Err(Broken::new("longitude", "A position needs latitude and longitude."));
    }
    if row.text("status") == Some("resolved") && row.get("resolved_by").is_null() {
        return Err(Broken::new("resolved_by", "A resolved alert must say who resolved it."));
    }
    Ok(())
}

pub(crate) fn event(row: &Row<'_>) -> Result<(), Broken> {
    counted(row, "level", "The level of escalation", 0..=100)?;
    counted(row, "eta_minutes", "The minutes until somebody is there", 0..=1_440)?;
    if row.text("kind") == Some("note") {
        filled(row, "notes", "The note")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::rules::rows::broken;

    #[test]
    fn urgency_runs_from_1_to_5_and_a_position_is_a_pair() {
        let alert = |urgency: i64, latitude: Option<f64>, longitude: Option<f64>| {
            broken(
                "alerts",
                &[
                    ("title", "Collapse in room 4".into()),
                    ("urgency", urgency.into()),
                    ("latitude", latitude.into()),
                    ("longitude", longitude.into()),
                ],
            )
        };
        assert_eq!(alert(1, None, None), None);
        assert_eq!(alert(0, None, None), Some("urgency"));
        assert_eq!(alert(6, None, None), Some("urgency"));
        assert_eq!(alert(2, Some(48.1), Some(11.6)), None);
        assert_eq!(alert(2, Some(48.1), None), Some("longitude"));
        assert_eq!(alert(2, Some(98.1), Some(11.6)), Some("latitude"));
    }
}
