//! What must hold in a row that somebody wrote here, and need not in one that was brought in from
//! another record, which stays as it was there.

use rust_decimal::{Decimal, RoundingStrategy};

use super::checks::filled;
use super::encounters::unusual_measurements;
use super::scheduling::appointment_here;
use super::{Broken, Row};

/// Checks a row of `table` that was written or changed here; `is_new` where it did not stand
/// before. Asked by the centre of everything but imports; the commands keep the same on the device.
pub fn written_here(table: &str, is_new: bool, row: &Row<'_>) -> Result<(), Broken> {
    match table {
        "appointments" => appointment_here(row),
        "patient_allergies" | "procedures" if row.text("status") == Some("entered_in_error") => {
            filled(row, "notes", "Why it was entered in error")
        }
        "findings" if is_new => begins_undecided(row),
        "invoice_lines" => adds_up(row),
        "vitals" | "triage_assessments" | "icu_observations"
            if is_new && !row.is_true("unusual_confirmed") =>
        {
            unusual_measurements(row).into_iter().next().map_or(Ok(()), Err)
        }
        _ => Ok(()),
    }
}

/// What a model has found in an image begins as a proposal, whoever sends it: only a person makes
/// it a finding, afterwards.
fn begins_undecided(row: &Row<'_>) -> Result<(), Broken> {
    let of_a_model = !row.get("ai_analysis_id").is_null();
    if of_a_model && row.text("status") != Some("proposed") {
        return Err(Broken::new(
            "status",
            "What a model has found is a proposal until a radiologist has decided on it.",
        ));
    }
    Ok(())
}

fn adds_up(row: &Row<'_>) -> Result<(), Broken> {
    // A line that was taken off the bill costs nothing.
    if !row.get("deleted_at").is_null() {
        return Ok(());
    }
    let (Some(quantity), Some(price), Some(amount)) =
        (row.real("quantity"), row.integer("unit_price_minor"), row.integer("amount_minor"))
    else {
        return Ok(());
    };
    if line_amount(quantity, price) == Some(amount) {
        return Ok(());
    }
    Err(Broken::new(
        "amount_minor",
        "The amount of a line must be its quantity times its price, rounded to the smallest unit \
         of the currency.",
    ))
}

/// Quantity times price in minor units, rounded half away from zero, once per line; none where it
/// cannot be counted. The quantity is taken by the digits that were typed: 0.285 times 100 is 28.5,
/// whatever a float makes of it.
pub fn line_amount(quantity: f64, unit_price_minor: i64) -> Option<i64> {
    let exact = quantity.to_string().parse::<Decimal>().ok()?;
    let amount = exact.checked_mul(Decimal::from(unit_price_minor))?;
    i64::try_from(amount.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;

    fn broken(table: &str, cells: &[(&str, Value)]) -> Option<&'static str> {
        let of = |name: &str| cells.iter().find(|(n, _)| *n == name).map(|(_, value)| value);
        written_here(table, true, &Row::new(&of)).err().map(|broken| broken.column)
    }

    #[test]
    fn a_line_costs_its_quantity_times_its_price() {
        let line = |amount: i64| {
            broken(
                "invoice_lines",
                &[
                    ("quantity", 0.285.into()),
                    ("unit_price_minor", 100.into()),
                    ("amount_minor", amount.into()),
                ],
            )
        };
        assert_eq!(line(29), None);
        assert_eq!(line(28), Some("amount_minor"));
    }

    #[test]
    fn what_is_far_from_usual_was_read_back_to_whoever_typed_it() {
        for table in ["vitals", "triage_assessments", "icu_observations"] {
            let mut row: Vec<(&str, Value)> = vec![("temperature_celsius", 31.0.into())];
            assert_eq!(broken(table, &row), Some("temperature_celsius"), "{table}");
            row.push(("unusual_confirmed", true.into()));
            assert_eq!(broken(table, &row), None, "{table}");
        }
        let pressure = [("mean_arterial_mmhg", 25.0.into())];
        assert_eq!(broken("icu_observations", &pressure), Some("mean_arterial_mmhg"));
    }
}
