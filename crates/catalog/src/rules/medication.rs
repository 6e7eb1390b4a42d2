//! What must hold for what is prescribed.

use super::checks::{counted, days_in_order, filled, positive};
use super::{Broken, Row};

pub(crate) fn prescription_item(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "medication_text", "The medicine")?;
    positive(row, "dose_amount", "The amount of a dose")?;
    counted(row, "frequency_count", "How often", 1..=1_000)?;
    positive(row, "frequency_period", "The time between doses")?;
    counted(row, "duration_days", "The number of days", 1..=3_660)?;
    positive(row, "quantity", "The quantity")?;
    counted(row, "refills_allowed", "The number of refills", 0..=99)?;
    days_in_order(row, "start_on", "end_on", "The first day", "The last day")?;
    // A draft is not complete yet, and what is over may come from a record that kept no dose.
    if matches!(row.text("status"), Some("active" | "on_hold")) { dose(row) } else { Ok(()) }
}

/// A dose is amount, unit, route and timing, or a text that is flagged as one.
fn dose(row: &Row<'_>) -> Result<(), Broken> {
    if row.is_true("is_free_text_dosage") {
        return filled(row, "dosage_text", "The dosage in words");
    }
    if row.real("dose_amount").is_none() {
        return Err(Broken::new(
            "dose_amount",
            "A dose needs its amount, or must be marked as free text.",
        ));
    }
    filled(row, "dose_unit", "The unit of the dose")?;
    filled(row, "route", "The route of the dose")?;
    let counted = row.integer("frequency_count").is_some()
        && row.real("frequency_period").is_some()
        && row.text("frequency_period_unit").is_some();
    if counted { Ok(()) } else { filled(row, "frequency_text", "How often the dose is taken") }
}

#[cfg(test)]
mod tests {
    use crate::Value;
    use crate::rules::rows::broken;

    fn dose() -> Vec<(&'static str, Value)> {
        vec![
            ("medication_text", "Amoxicillin 500 mg".into()),
            ("status", "active".into()),
            ("dose_amount", 1.0.into()),
            ("dose_unit", "capsule".into()),
            ("route", "oral".into()),
            ("frequency_count", 3.into()),
            ("frequency_period", 1.0.into()),
            ("frequency_period_unit", "day".into()),
        ]
    }

    #[test]
    fn a_dose_is_amount_unit_route_and_timing() {
        assert_eq!(broken("prescription_items", &dose()), None);
        for (missing, named) in [
            ("dose_amount", "dose_amount"),
            ("dose_unit", "dose_unit"),
            ("route", "route"),
            ("frequency_period", "frequency_text"),
        ] {
            let mut row = dose();
            row.retain(|(name, _)| *name != missing);
            assert_eq!(broken("prescription_items", &row), Some(named), "without {missing}");
        }
    }

    #[test]
    fn a_dose_in_words_is_taken_when_it_is_flagged_as_one() {
        let mut row: Vec<(&str, Value)> = vec![
            ("medication_text", "Prednisolone".into()),
            ("status", "active".into()),
            ("dosage_text", "as on the tapering sheet".into()),
        ];
        assert_eq!(broken("prescription_items", &row), Some("dose_amount"));
        row.push(("is_free_text_dosage", true.into()));
        assert_eq!(broken("prescription_items", &row), None);
    }

    #[test]
    fn a_draft_may_lack_its_dose_and_an_impossible_one_is_refused_even_there() {
        let mut row: Vec<(&str, Value)> =
            vec![("medication_text", "Ibuprofen".into()), ("status", "draft".into())];
        assert_eq!(broken("prescription_items", &row), None);
        row.push(("dose_amount", 0.0.into()));
        assert_eq!(broken("prescription_items", &row), Some("dose_amount"));
    }

    #[test]
    fn a_course_does_not_end_before_it_begins() {
        let mut row = dose();
        row.extend([("start_on", "2026-03-02".into()), ("end_on", "2026-03-01".into())]);
        assert_eq!(broken("prescription_items", &row), Some("end_on"));
    }
}
