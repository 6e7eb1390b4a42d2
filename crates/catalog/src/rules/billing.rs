//! What must hold for invoices and payments.

use super::checks::{correction, currency, date, days_in_order, filled};
use super::{Broken, Row};

pub(crate) fn invoice(row: &Row<'_>) -> Result<(), Broken> {
    currency(row)?;
    if row.text("status") == Some("issued") {
        filled(row, "issued_on", "The day of issue")?;
    }
    days_in_order(row, "issued_on", "due_on", "The day of issue", "The day when payment is due")
}

pub(crate) fn invoice_line(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "description", "The description of a line")?;
    currency(row)?;
    date(row, "service_on", "The day of the service")?;
    match row.real("quantity") {
        Some(quantity) if quantity.is_finite() && quantity > 0.0 => Ok(()),
        _ => Err(Broken::new("quantity", "The quantity of a line must be above 0.")),
    }
}

/// Also the amount of a refund is above zero; its kind says which way the money went.
pub(crate) fn payment(row: &Row<'_>) -> Result<(), Broken> {
    currency(row)?;
    match row.integer("amount_minor") {
        Some(amount) if amount > 0 => correction(row),
        _ => Err(Broken::new("amount_minor", "The amount must be above 0.")),
    }
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
