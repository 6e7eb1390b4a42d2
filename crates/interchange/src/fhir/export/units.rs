//! Units of measurements: as people write them, and as UCUM has them.

use serde_json::json;

use super::sheet::Sheet;

pub(super) const UCUM: &str = "http://unitsofmeasure.org";

/// UCUM's own spelling of units that a clinic measures in. A unit that stands neither here nor in
/// [`SPOKEN`] stays a word: a code that might mean something else is worse than none.
const CODES: &[&str] = &[
    "%",
    "1",
    "/min",
    "/d",
    "/L",
    "/mL",
    "/uL",
    "10*3/uL",
    "10*6/uL",
    "10*9/L",
    "10*12/L",
    "Cel",
    "[degF]",
    "mm[Hg]",
    "kPa",
    "Pa",
    "cm[H2O]",
    "kg",
    "g",
    "mg",
    "ug",
    "ng",
    "kg/m2",
    "m2",
    "m",
    "cm",
    "mm",
    "L",
    "dL",
    "mL",
    "uL",
    "L/min",
    "L/s",
    "mL/min",
    "mL/min/{1.73_m2}",
    "mL/h",
    "g/L",
    "g/dL",
    "g/mL",
    "mg/L",
    "mg/dL",
    "mg/mL",
    "mg/g",
    "mg/kg",
    "mg/(24.h)",
    "ug/L",
    "ug/dL",
    "ug/mL",
    "ug/kg/min",
    "ng/L",
    "ng/dL",
    "ng/mL",
    "pg",
    "pg/mL",
    "fL",
    "mol/L",
    "mmol/L",
    "umol/L",
    "nmol/L",
    "pmol/L",
    "mmol/mol",
    "meq/L",
    "mosm/kg",
    "U/L",
    "U/mL",
    "mU/L",
    "mU/mL",
    "[IU]",
    "[IU]/L",
    "[IU]/mL",
    "m[IU]/L",
    "m[IU]/mL",
    "u[IU]/mL",
    "s",
    "ms",
    "min",
    "h",
    "d",
    "wk",
    "mo",
    "a",
    "mm/h",
    "[lb_av]",
    "[oz_av]",
    "[in_i]",
    "[pH]",
    "{score}",
    "{steps}",
    "{INR}",
    "{ratio}",
];

/// How else these are written.
const SPOKEN: &[(&str, &str)] = &[
    ("mmHg", "mm[Hg]"),
    ("mm Hg", "mm[Hg]"),
    ("cmH2O", "cm[H2O]"),
    ("°C", "Cel"),
    ("°F", "[degF]"),
    ("bpm", "/min"),
    ("1/min", "/min"),
    ("beats/minute", "/min"),
    ("breaths/minute", "/min"),
    ("kg/m²", "kg/m2"),
    ("IU", "[IU]"),
    ("IU/L", "[IU]/L"),
    ("IU/mL", "[IU]/mL"),
    ("mIU/L", "m[IU]/L"),
    ("mIU/mL", "m[IU]/mL"),
    ("uIU/mL", "u[IU]/mL"),
    ("mEq/L", "meq/L"),
    ("mOsm/kg", "mosm/kg"),
    ("10^3/uL", "10*3/uL"),
    ("10^6/uL", "10*6/uL"),
    ("10^9/L", "10*9/L"),
    ("10^12/L", "10*12/L"),
    ("mcg", "ug"),
    ("mcg/L", "ug/L"),
    ("ml", "mL"),
    ("ml/min", "mL/min"),
    ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
    ("mL/min/1.73 m2", "mL/min/{1.73_m2}"),
    ("l/min", "L/min"),
    ("mm/hr", "mm/h"),
    ("sec", "s"),
    ("hours", "h"),
    ("days", "d"),
    ("pH", "[pH]"),
    ("INR", "{INR}"),
    ("steps", "{steps}"),
];

/// UCUM's code for a unit as it was written.
pub(super) fn ucum(unit: &str) -> Option<&'static str> {
    // There are two letters that look like a micro sign.
    let plain = unit.trim().replace(['µ', 'μ'], "u");
    let spoken = SPOKEN.iter().find(|(spoken, _)| *spoken == plain).map(|(_, code)| *code);
    spoken.or_else(|| CODES.iter().copied().find(|code| *code == plain))
}

/// Gives the quantity at `path` UCUM's code of the unit that stands in it.
pub(super) fn code_unit(sheet: &mut Sheet, path: &str) {
    let unit = super::sheet::at(&sheet.json, &format!("{path}.unit"));
    let code = unit.and_then(|unit| ucum(unit.as_str()?));
    if let Some(code) = code
        && sheet.has(&format!("{path}.value"))
    {
        sheet.set(&format!("{path}.system"), json!(UCUM));
        sheet.set(&format!("{path}.code"), json!(code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_that_is_not_known_gets_no_code() {
        assert_eq!(ucum("mmHg"), Some("mm[Hg]"));
        assert_eq!(ucum(" µmol/L "), Some("umol/L"));
        assert_eq!(ucum("mg/dL"), Some("mg/dL"));
        assert_eq!(ucum("Tablette"), None);
        assert_eq!(ucum(""), None);
    }

    #[test]
    fn every_unit_of_a_reading_has_a_code() {
        let metrics = catalog::table("monitoring_readings").unwrap().column("metric").unwrap();
        let units = metrics.enumeration.unwrap().values.iter();
        let units = units.filter_map(|(metric, _)| catalog::unit_of_reading(metric));
        let strange: Vec<&str> = units.filter(|unit| ucum(unit).is_none()).collect();
        assert_eq!(strange, Vec::<&str>::new());
    }
}
