//! Sums of money, from the digits in the source to minor units, without a float in between.

use iso_currency::Currency;
use rust_decimal::{Decimal as Exact, RoundingStrategy};

use super::elements::{Decimal, Money};

/// A sum in the smallest unit of its currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    pub minor: i64,
    /// Whether the source gave more digits than the currency has; half a unit is rounded up.
    pub rounded: bool,
}

/// The currency of `money`, or `otherwise`, as its three letters.
pub(crate) fn currency_of(money: &Money, otherwise: Option<&str>) -> Option<String> {
    let code = money.currency.as_deref().or(otherwise)?;
    Currency::from_code(code).map(|currency| currency.code().to_owned())
}

/// `value` in minor units of `currency`; `None` where it is beyond what can be held.
pub(crate) fn sum(value: &Decimal, currency: &str) -> Option<Sum> {
    let digits = u32::from(Currency::from_code(currency)?.exponent().unwrap_or(0));
    let exact =
        Exact::from_str_exact(&value.0).or_else(|_| Exact::from_scientific(&value.0)).ok()?;
    let mut rounded = exact.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    let was_rounded = rounded != exact;
    rounded.rescale(digits);
    if rounded.scale() != digits {
        return None;
    }
    Some(Sum { minor: i64::try_from(rounded.mantissa()).ok()?, rounded: was_rounded })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minor(value: &str, currency: &str) -> Option<(i64, bool)> {
        sum(&Decimal(value.to_owned()), currency).map(|sum| (sum.minor, sum.rounded))
    }

    #[test]
    fn a_sum_is_exact_in_the_unit_of_its_currency() {
        assert_eq!(minor("140.52", "USD"), Some((14_052, false)));
        assert_eq!(minor("1.005", "USD"), Some((101, true)), "a float would say 1.00");
        assert_eq!(minor("112.41600000000001", "USD"), Some((11_242, true)));
        assert_eq!(minor("90071992547409.93", "EUR"), Some((9_007_199_254_740_993, false)));
        assert_eq!(minor("1500", "JPY"), Some((1_500, false)));
        assert_eq!(minor("2.345", "KWD"), Some((2_345, false)));
        assert_eq!(minor("-3.10", "EUR"), Some((-310, false)));
        assert_eq!(minor("1.5e2", "EUR"), Some((15_000, false)));
    }

    #[test]
    fn what_cannot_be_held_is_no_sum() {
        assert_eq!(minor("1e40", "EUR"), None);
        assert_eq!(minor("922337203685477580.8", "EUR"), None);
        assert_eq!(minor("10", "XYZ"), None);
    }
}
