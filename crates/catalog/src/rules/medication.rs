//! What must hold for what is prescribed.

use super::checks::{
    correction, counted, currency, date, days_in_order, filled, list, not_negative, positive,
};
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

pub(crate) fn medication(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The medicine's name")?;
    list(row, "ingredients", "The ingredients")?;
    list(row, "classes", "The classes")
}

pub(crate) fn caution(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "first_name", "The first ingredient or class")?;
    filled(row, "second_name", "The second ingredient or class")?;
    filled(row, "sentence", "What the doctor is told")
}

pub(crate) fn statement(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "medication_text", "The medicine")?;
    days_in_order(row, "started_on", "ended_on", "The first day", "The last day")
}

pub(crate) fn inventory_item(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "What is in stock")?;
    filled(row, "unit", "The unit it is counted in")?;
    date(row, "expires_on", "The expiry of the lot")?;
    counted(row, "lead_time_days", "The days of delivery", 0..=730)?;
    not_negative(row, "unit_cost_minor", "The cost")?;
    match row.real("minimum_quantity") {
        Some(least) if !(least.is_finite() && least >= 0.0) => {
            Err(Broken::new("minimum_quantity", "The least stock must not be below 0."))
        }
        _ => currency(row),
    }
}

pub(crate) fn dispensing(row: &Row<'_>) -> Result<(), Broken> {
    // A correction may say that nothing was handed out at all.
    let undone =
        !row.get("corrects_id").is_null() && row.real("quantity").is_some_and(|much| much == 0.0);
    if !undone {
        positive(row, "quantity", "The quantity handed out")?;
    }
    counted(row, "days_supplied", "The number of days it lasts", 1..=3_660)?;
    correction(row)
}

pub(crate) fn movement(row: &Row<'_>) -> Result<(), Broken> {
    let quantity = row.real("quantity").unwrap_or(0.0);
    if !quantity.is_finite() || quantity == 0.0 {
        return Err(Broken::new("quantity", "The quantity moved must not be 0."));
    }
    match row.text("kind") {
        Some("received" | "returned") if quantity < 0.0 => {
            Err(Broken::new("quantity", "What comes in must be above 0."))
        }
        Some("dispensed" | "administered" | "wasted" | "expired")
            if quantity > 0.0 && row.get("corrects_id").is_null() =>
        {
            Err(Broken::new("quantity", "What goes out must be below 0."))
        }
        Some("counted" | "wasted" | "expired" | "transferred") => {
            filled(row, "reason", "The reason for the change of stock")?;
            correction(row)
        }
        _ => correction(row),
    }
}

pub(crate) fn adherence(row: &Row<'_>) -> Result<(), Broken> {
    match row.integer("occurred_at") {
        Some(_) => Ok(()),
        None => Err(Broken::new("occurred_at", "Say when the dose was taken or left out.")),
    }
}

pub(crate) fn administration(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "medication_text", "The medicine")?;
    positive(row, "dose_amount", "The amount of a dose")?;
    if row.real("dose_amount").is_some() {
        filled(row, "dose_unit", "The unit of the dose")?;
    }
    if matches!(row.text("status"), Some("refused" | "withheld" | "partial")) {
        filled(row, "status_reason", "The reason why it was not given in full")?;
    }
    correction(row)
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
    fn only_a_correction_says_that_nothing_was_handed_out() {
        let mut row: Vec<(&str, Value)> = vec![("quantity", 0.0.into())];
        assert_eq!(broken("dispensings", &row), Some("quantity"));
        row.push(("corrects_id", uuid::Uuid::nil().into()));
        assert_eq!(broken("dispensings", &row), Some("correction_reason"));
        row.push(("correction_reason", "it never left the counter".into()));
        assert_eq!(broken("dispensings", &row), None);
    }

    #[test]
    fn a_course_does_not_end_before_it_begins() {
        let mut row = dose();
        row.extend([("start_on", "2026-03-02".into()), ("end_on", "2026-03-01".into())]);
        assert_eq!(broken("prescription_items", &row), Some("end_on"));
    }
}
