//! Units of results. Only what is exact is converted: powers of ten between units of one kind that
//! are declared here. Mass is never turned into amount of substance, nor grams into activity: that
//! needs a figure for each substance, which is not exact. General UCUM libraries treat the mole as
//! a mere number, so that they would turn mmol/L into cells per litre; this list cannot.

/// What kind of quantity a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    MassPerVolume,
    SubstancePerVolume,
    EquivalentsPerVolume,
    CountPerVolume,
    CatalyticUnitsPerVolume,
    InternationalUnitsPerVolume,
    Share,
    Pressure,
    Volume,
}

use Kind::{
    CatalyticUnitsPerVolume, CountPerVolume, EquivalentsPerVolume, InternationalUnitsPerVolume,
    MassPerVolume, Pressure, Share, SubstancePerVolume, Volume,
};

/// Units in the spelling of UCUM, each with its kind and the power of ten that turns it into the
/// kind's first unit.
const UNITS: &[(&str, Kind, i32)] = &[
    ("g/L", MassPerVolume, 0),
    ("g/dL", MassPerVolume, 1),
    ("g/mL", MassPerVolume, 3),
    ("mg/mL", MassPerVolume, 0),
    ("mg/dL", MassPerVolume, -2),
    ("mg/L", MassPerVolume, -3),
    ("ug/mL", MassPerVolume, -3),
    ("ug/dL", MassPerVolume, -5),
    ("ug/L", MassPerVolume, -6),
    ("ng/mL", MassPerVolume, -6),
    ("ng/dL", MassPerVolume, -8),
    ("ng/L", MassPerVolume, -9),
    ("pg/mL", MassPerVolume, -9),
    ("mol/L", SubstancePerVolume, 0),
    ("mmol/L", SubstancePerVolume, -3),
    ("umol/L", SubstancePerVolume, -6),
    ("nmol/L", SubstancePerVolume, -9),
    ("nmol/mL", SubstancePerVolume, -6),
    ("pmol/L", SubstancePerVolume, -12),
    ("eq/L", EquivalentsPerVolume, 0),
    ("meq/L", EquivalentsPerVolume, -3),
    ("/L", CountPerVolume, 0),
    ("/mL", CountPerVolume, 3),
    ("/uL", CountPerVolume, 6),
    ("10*9/L", CountPerVolume, 9),
    ("10*3/uL", CountPerVolume, 9),
    ("10*12/L", CountPerVolume, 12),
    ("10*6/uL", CountPerVolume, 12),
    ("U/L", CatalyticUnitsPerVolume, 0),
    ("U/mL", CatalyticUnitsPerVolume, 3),
    ("mU/mL", CatalyticUnitsPerVolume, 0),
    ("mU/L", CatalyticUnitsPerVolume, -3),
    ("[IU]/L", InternationalUnitsPerVolume, 0),
    ("[IU]/mL", InternationalUnitsPerVolume, 3),
    ("m[IU]/mL", InternationalUnitsPerVolume, 0),
    ("m[IU]/L", InternationalUnitsPerVolume, -3),
    ("u[IU]/mL", InternationalUnitsPerVolume, -3),
    ("1", Share, 0),
    ("L/L", Share, 0),
    ("%", Share, -2),
    ("kPa", Pressure, 3),
    ("Pa", Pressure, 0),
    ("L", Volume, 0),
    ("dL", Volume, -1),
    ("mL", Volume, -3),
];

/// The unit in one spelling: `10^9/l`, `x10E9/L` and `10*9/L` are one unit.
fn spelling(unit: &str) -> String {
    let plain: String = unit.chars().filter(|letter| !letter.is_whitespace()).collect();
    let plain = plain
        .replace(['µ', 'μ'], "u")
        .replace("mcg", "ug")
        .replace("mm3", "uL")
        .replace("mm^3", "uL")
        .replace("mm³", "uL")
        .replace("/l", "/L")
        .replace("/dl", "/dL")
        .replace("/ml", "/mL")
        .replace("/ul", "/uL")
        .replace("10^", "10*")
        .replace("10E", "10*")
        .replace("10e", "10*")
        .replace("mEq", "meq")
        .replace("Eq/", "eq/");
    let plain = plain.strip_prefix(['x', '×']).map(str::to_owned).unwrap_or(plain);
    match plain.split_once("IU/") {
        Some((prefix, below)) if matches!(prefix, "" | "m" | "u") => {
            format!("{prefix}[IU]/{below}")
        }
        _ => plain,
    }
}

/// Whether two spellings name one unit.
pub(crate) fn same(one: &str, other: &str) -> bool {
    spelling(one) == spelling(other)
}

/// A number in another unit of the same kind; `None` where there is no exact way.
pub(crate) fn convert(number: f64, from: &str, to: &str) -> Option<f64> {
    let known = |unit: &str| {
        let unit = spelling(unit);
        UNITS.iter().find(|(name, ..)| *name == unit).map(|(_, kind, power)| (*kind, *power))
    };
    let ((kind, from), (other, to)) = (known(from)?, known(to)?);
    let power = from - to;
    // Dividing by a whole power of ten rounds once; multiplying by its inverse rounds twice.
    (kind == other)
        .then(|| if power < 0 { number / 10_f64.powi(-power) } else { number * 10_f64.powi(power) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten_are_exact_and_everything_else_is_left_alone() {
        assert_eq!(convert(540.0, "mg/dL", "g/L"), Some(5.4));
        assert_eq!(convert(0.9, "mg/dL", "mg/L"), Some(9.0));
        assert_eq!(convert(7.2, "10^3/µl", "10*9/L"), Some(7.2));
        assert_eq!(convert(250_000.0, "/mm3", "x10^9/L"), Some(250.0));
        assert_eq!(convert(2.5, "mIU/L", "µIU/mL"), Some(2.5));
        assert_eq!(convert(45.0, "%", "L/L"), Some(0.45));
        assert_eq!(convert(90.0, "mg/dL", "mmol/L"), None, "that needs a molar mass");
        assert_eq!(convert(5.0, "U/L", "IU/L"), None, "these are different units");
        assert_eq!(convert(5.0, "mmol/L", "/L"), None, "a mole is not a count here");
        assert_eq!(convert(1.0, "furlong", "g/L"), None);
        assert!(same("mg/dl", "mg/dL") && !same("mg/dL", "mg/L"));
    }

    #[test]
    fn no_unit_is_declared_twice_and_each_is_spelt_as_it_is_looked_up() {
        for (index, (name, ..)) in UNITS.iter().enumerate() {
            assert_eq!(spelling(name), *name);
            assert!(!UNITS[..index].iter().any(|(other, ..)| other == name), "{name}");
        }
    }
}
