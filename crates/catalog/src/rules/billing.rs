//! What must hold for invoices and payments.

use super::checks::{correction, currency, date, days_in_order, filled, not_before, not_negative};
use super::{Broken, Row};

pub(crate) fn invoice(row: &Row<'_>) -> Result<(), Broken> {
    currency(row)?;
    match row.text("status") {
        Some("issued") => filled(row, "issued_on", "The day of issue")?,
        Some("written_off") => {
            filled(row, "write_off_reason", "The reason why the rest is given up")?;
        }
        Some("void") => filled(row, "void_reason", "The reason why the invoice is void")?,
        _ => {}
    }
    if !row.get("ai_error_dismissed_at").is_null() {
        filled(row, "ai_error_dismissal_reason", "The reason why this is no error")?;
    }
    days_in_order(row, "issued_on", "due_on", "The day of issue", "The day when payment is due")
}

pub(crate) fn invoice_line(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "description", "The description of a line")?;
    currency(row)?;
    date(row, "service_on", "The day of the service")?;
    not_negative(row, "unit_price_minor", "The price of a line")?;
    match row.real("quantity") {
        Some(quantity) if quantity.is_finite() && quantity > 0.0 => Ok(()),
        _ => Err(Broken::new("quantity", "The quantity of a line must be above 0.")),
    }
}

/// Also the amount of a refund is above zero; its kind says which way the money went. Only a
/// correction may say 0: that the money never moved.
pub(crate) fn payment(row: &Row<'_>) -> Result<(), Broken> {
    currency(row)?;
    correction(row)?;
    let corrects = !row.get("corrects_id").is_null();
    let number = row.integer("correction_number");
    if corrects != number.is_some() || number.is_some_and(|number| number < 1) {
        return Err(Broken::new(
            "correction_number",
            "A correction of a payment must have a number from 1 on, and nothing else has one.",
        ));
    }
    match row.integer("amount_minor") {
        Some(amount) if amount > 0 || (corrects && amount == 0) => Ok(()),
        _ => Err(Broken::new("amount_minor", "The amount must be above 0.")),
    }
}

pub(crate) fn price(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "description", "What the price is for")?;
    not_negative(row, "unit_price_minor", "The price")?;
    days_in_order(row, "valid_from_on", "valid_until_on", "The first day", "The last day")?;
    currency(row)
}

pub(crate) fn claim(row: &Row<'_>) -> Result<(), Broken> {
    currency(row)?;
    not_negative(row, "claimed_minor", "The amount claimed")?;
    not_negative(row, "approved_minor", "The amount approved")?;
    not_negative(row, "patient_share_minor", "The patient's share")?;
    if let (Some(claimed), Some(approved)) =
        (row.integer("claimed_minor"), row.integer("approved_minor"))
        && approved > claimed
    {
        return Err(Broken::new(
            "approved_minor",
            "The amount approved must not be above the amount claimed.",
        ));
    }
    if row.text("status") == Some("denied") {
        filled(row, "denial_reason", "The insurer's reason")?;
    }
    Ok(())
}

pub(crate) fn cash_session(row: &Row<'_>) -> Result<(), Broken> {
    currency(row)?;
    not_negative(row, "opening_float_minor", "The money in the box at the start")?;
    not_negative(row, "counted_minor", "The money counted")?;
    not_before(row, "opened_at", "closed_at", "A cash session")?;
    if row.get("closed_at").is_null() {
        return Ok(());
    }
    let (Some(counted), Some(expected)) =
        (row.integer("counted_minor"), row.integer("expected_minor"))
    else {
        return Err(Broken::new("counted_minor", "Count the money before closing the box."));
    };
    if counted != expected {
        filled(row, "difference_reason", "The reason for the difference")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::rules::rows::broken;

    #[test]
    fn money_taken_is_more_than_nothing() {
        let paid = |amount: i64| {
            broken("payments", &[("amount_minor", amount.into()), ("currency", "EUR".into())])
        };
        assert_eq!(paid(1), None);
        assert_eq!(paid(0), Some("amount_minor"));
        assert_eq!(paid(-500), Some("amount_minor"));
    }

    #[test]
    fn only_a_correction_with_a_reason_says_that_no_money_moved() {
        let corrected = |amount: i64, reason: Option<&str>| {
            broken(
                "payments",
                &[
                    ("amount_minor", amount.into()),
                    ("corrects_id", crate::Value::Uuid(uuid::Uuid::from_u128(1))),
                    ("correction_reason", reason.into()),
                    ("correction_number", 1.into()),
                ],
            )
        };
        assert_eq!(corrected(0, Some("typed twice")), None);
        assert_eq!(corrected(0, None), Some("correction_reason"));
        assert_eq!(corrected(-1, Some("typed twice")), Some("amount_minor"));
    }

    #[test]
    fn a_correction_is_numbered_and_nothing_else_is() {
        let noted = |corrects: bool, number: Option<i64>| {
            let first = crate::Value::Uuid(uuid::Uuid::from_u128(1));
            broken(
                "payments",
                &[
                    ("amount_minor", 500.into()),
                    ("corrects_id", if corrects { first } else { crate::Value::Null }),
                    ("correction_reason", "typed twice".into()),
                    ("correction_number", number.into()),
                ],
            )
        };
        assert_eq!([noted(false, None), noted(true, Some(1)), noted(true, Some(2))], [None; 3]);
        for wrong in [noted(true, None), noted(true, Some(0)), noted(false, Some(1))] {
            assert_eq!(wrong, Some("correction_number"));
        }
    }

    #[test]
    fn what_is_given_up_says_why() {
        let invoice = |status: &str, column: &'static str, reason: Option<&str>| {
            broken("invoices", &[("status", status.into()), (column, reason.into())])
        };
        assert_eq!(invoice("void", "void_reason", None), Some("void_reason"));
        assert_eq!(invoice("void", "void_reason", Some("wrong patient")), None);
        assert_eq!(invoice("written_off", "write_off_reason", None), Some("write_off_reason"));
        assert_eq!(invoice("written_off", "write_off_reason", Some("moved away")), None);
    }

    #[test]
    fn an_issued_invoice_says_when_and_is_not_due_before() {
        let invoice = |issued: Option<&str>, due: &str| {
            broken(
                "invoices",
                &[
                    ("status", "issued".into()),
                    ("currency", "EUR".into()),
                    ("issued_on", issued.into()),
                    ("due_on", due.into()),
                ],
            )
        };
        assert_eq!(invoice(Some("2026-03-01"), "2026-03-31"), None);
        assert_eq!(invoice(Some("2026-03-01"), "2026-02-28"), Some("due_on"));
        assert_eq!(invoice(None, "2026-03-31"), Some("issued_on"));
    }

    #[test]
    fn a_line_counts_more_than_nothing() {
        let line = |quantity: f64| {
            broken(
                "invoice_lines",
                &[("description", "Dressing".into()), ("quantity", quantity.into())],
            )
        };
        assert_eq!(line(0.5), None);
        assert_eq!(line(0.0), Some("quantity"));
    }
}
