//! Sums of money: whole minor units of one currency (ISO 4217), never a floating point number, and
//! never two currencies in one sum.

use iso_currency::Currency;
use rust_decimal::Decimal;

use crate::Refused;

/// Beyond it the screen's numbers no longer count single minor units.
const AMOUNT_MAX: i64 = 9_007_199_254_740_992;

/// Quantity times price, as `catalog::line_amount` says it, where it is a sum that people are billed.
pub(crate) fn amount(quantity: f64, unit_price_minor: i64) -> Result<i64, Refused> {
    if unit_price_minor < 0 {
        return Err(Refused::field("unit_price_minor", "A price must not be below 0."));
    }
    catalog::line_amount(quantity, unit_price_minor)
        .filter(|amount| amount.abs() <= AMOUNT_MAX)
        .ok_or_else(|| Refused::field("quantity", "This amount is too large to be counted."))
}

/// An amount that somebody typed is above zero and can be counted.
pub(crate) fn positive(field: &'static str, amount_minor: i64) -> Result<i64, Refused> {
    if amount_minor <= 0 {
        return Err(Refused::field(field, "The amount must be above 0."));
    }
    not_negative(field, amount_minor)
}

/// An amount that somebody typed is not below zero and can be counted.
pub(crate) fn not_negative(field: &'static str, amount_minor: i64) -> Result<i64, Refused> {
    if amount_minor < 0 {
        return Err(Refused::field(field, "The amount must not be below 0."));
    }
    if amount_minor > AMOUNT_MAX {
        return Err(Refused::field(field, "This amount is too large to be counted."));
    }
    Ok(amount_minor)
}

/// The currency's three letters as ISO 4217 writes them.
pub(crate) fn currency(field: &'static str, code: &str) -> Result<String, Refused> {
    let known = Currency::from_code(code.trim().to_uppercase().as_str());
    known.map(|currency| currency.code().to_owned()).ok_or_else(|| {
        Refused::field(field, "This is not a currency of ISO 4217, such as EUR, JPY or KWD.")
    })
}

/// Two sums may be put together only in one currency.
pub(crate) fn same_currency(one: &str, other: &str) -> Result<(), Refused> {
    if one == other {
        return Ok(());
    }
    Err(Refused::because(format!(
        "One amount is in {one} and the other in {other}. Amounts in different currencies are not \
         put together; enter them separately."
    )))
}

/// `45.00 EUR`, for a sentence; with as many decimals as the currency has.
pub(crate) fn shown(amount_minor: i64, code: &str) -> String {
    let exponent = Currency::from_code(code).and_then(|currency| currency.exponent()).unwrap_or(0);
    let sum = Decimal::try_from_i128_with_scale(i128::from(amount_minor), u32::from(exponent));
    sum.map_or_else(|_| format!("{amount_minor} {code}"), |sum| format!("{sum} {code}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_minor_unit_is_rounded_away_from_zero_by_the_digits_that_were_typed() {
        for (quantity, price, total) in [
            (1.5, 333, 500),
            (0.285, 100, 29),
            (1.005, 1_000, 1_005),
            (2.5, 1, 3),
            (0.1, 4, 0),
            (3.0, 33, 99),
        ] {
            assert_eq!(amount(quantity, price).unwrap(), total, "{quantity} x {price}");
        }
    }

    #[test]
    fn what_cannot_be_counted_is_refused() {
        assert_eq!(amount(1.0, -1).unwrap_err().field, Some("unit_price_minor"));
        for quantity in [1e300, f64::NAN, f64::INFINITY, 1e18] {
            assert_eq!(amount(quantity, 100).unwrap_err().field, Some("quantity"));
        }
        assert_eq!(positive("amount_minor", 0).unwrap_err().field, Some("amount_minor"));
        assert!(positive("amount_minor", AMOUNT_MAX + 1).is_err());
    }

    #[test]
    fn yen_have_no_decimals_and_dinars_three() {
        assert_eq!(shown(4_500, "EUR"), "45.00 EUR");
        assert_eq!(shown(4_500, "JPY"), "4500 JPY");
        assert_eq!(shown(4_500, "KWD"), "4.500 KWD");
        assert_eq!(shown(-5, "KWD"), "-0.005 KWD");
        assert_eq!(currency("currency", " kwd ").unwrap(), "KWD");
        assert!(currency("currency", "EURO").is_err());
        assert!(same_currency("JPY", "KWD").is_err());
    }
}
