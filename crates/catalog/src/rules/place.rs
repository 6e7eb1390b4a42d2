//! What must hold for rooms, machines and beds.

use super::checks::{counted, filled, not_before, positive, possible};
use super::{Broken, Row};

pub(crate) fn resource(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The name of the room or machine")?;
    counted(row, "capacity", "How many fit in", 1..=10_000)?;
    counted(row, "service_interval_days", "The days between services", 1..=3_660)?;
    positive(row, "service_interval_hours", "The hours of use between services")
}

pub(crate) fn resource_event(row: &Row<'_>) -> Result<(), Broken> {
    possible(row, "hours_used", "The hours of use", 0.0..=24.0 * 366.0, "hours")?;
    if row.text("kind") == Some("fault") {
        filled(row, "notes", "What is broken")?;
    }
    if row.text("kind") != Some("move") && !row.get("bed_id").is_null() {
        return Err(Broken::new("bed_id", "Only a move says at which bed a machine stands."));
    }
    Ok(())
}

pub(crate) fn bed(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "room", "The room of the bed")?;
    filled(row, "label", "The name of the bed")
}

pub(crate) fn bed_stay(row: &Row<'_>) -> Result<(), Broken> {
    not_before(row, "started_at", "ended_at", "A stay in a bed")?;
    if row.get("ended_at").is_null() == row.get("end_reason").is_null() {
        return Ok(());
    }
    Err(Broken::new("end_reason", "A stay that ends must say how, and only then."))
}

#[cfg(test)]
mod tests {
    use crate::rules::rows::broken;

    #[test]
    fn a_stay_says_how_it_ended() {
        let stay = |end: Option<i64>, how: Option<&str>| {
            broken(
                "bed_stays",
                &[("started_at", 10.into()), ("ended_at", end.into()), ("end_reason", how.into())],
            )
        };
        assert_eq!(stay(None, None), None);
        assert_eq!(stay(Some(11), Some("discharged")), None);
        assert_eq!(stay(Some(11), None), Some("end_reason"));
        assert_eq!(stay(Some(9), Some("died")), Some("ended_at"));
    }

    #[test]
    fn a_fault_says_what_is_broken() {
        assert_eq!(broken("resource_events", &[("kind", "fault".into())]), Some("notes"));
        assert_eq!(broken("resource_events", &[("kind", "service".into())]), None);
    }
}
