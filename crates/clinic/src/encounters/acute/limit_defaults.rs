//! The published limits of single values that stand where the clinic has set none.

use super::limits::{LimitGroup, LimitPlace};

/// One default.
pub(crate) struct LimitDefault {
    /// Where it is measured.
    pub place: LimitPlace,
    /// On whom.
    pub group: LimitGroup,
    /// What is measured.
    pub metric: &'static str,
    /// Below it somebody is told.
    pub low: Option<f64>,
    /// Above it somebody is told.
    pub high: Option<f64>,
    /// Where it was published.
    pub source: &'static str,
}

const fn icu(
    group: LimitGroup,
    metric: &'static str,
    low: f64,
    high: f64,
    source: &'static str,
) -> LimitDefault {
    LimitDefault {
        place: LimitPlace::IntensiveCare,
        group,
        metric,
        low: Some(low),
        high: Some(high),
        source,
    }
}

const fn home(
    group: LimitGroup,
    metric: &'static str,
    low: f64,
    high: f64,
    source: &'static str,
) -> LimitDefault {
    LimitDefault {
        place: LimitPlace::Monitoring,
        group,
        metric,
        low: Some(low),
        high: Some(high),
        source,
    }
}

const fn at_least(
    group: LimitGroup,
    metric: &'static str,
    low: f64,
    source: &'static str,
) -> LimitDefault {
    LimitDefault {
        place: LimitPlace::IntensiveCare,
        group,
        metric,
        low: Some(low),
        high: None,
        source,
    }
}

const fn home_at_least(
    group: LimitGroup,
    metric: &'static str,
    low: f64,
    source: &'static str,
) -> LimitDefault {
    LimitDefault {
        place: LimitPlace::Monitoring,
        group,
        metric,
        low: Some(low),
        high: None,
        source,
    }
}

/// Outside these one part of NEWS2 alone gives 3 points (2 for fever).
const NEWS2: &str = "NEWS2, RCP 2017: one part alone gives 3 points (fever: 2)";
/// Red triggers.
const MEOWS: &str = "Modified Early Obstetric Warning System, red triggers: Singh et al., \
                     Anaesthesia 2012;67:12–18";
/// The outermost columns of the charts.
const SATS: &str = "SATS Training Manual 2012, outermost columns of the paediatric charts";
const CYANOSIS: &str = "SATS Training Manual 2012, paediatric emergency sign";
const PALS: &str = "AHA Pediatric Advanced Life Support 2020: hypotension by age";
const SEPSIS: &str = "Surviving Sepsis Campaign 2021: mean arterial pressure of 65 mmHg";
const COMA: &str = "Teasdale and Jennett, Lancet 1974;2:81–84: 8 and less is coma";
const CRISIS: &str = "ACC/AHA 2017: above 180 and/or 120 mmHg is a crisis; below 90 NEWS2 alarms";
const GLUCOSE: &str = "ADA Standards of Care 2024: below 54 mg/dl level 2 hypoglycaemia, above \
                       250 mg/dl level 2 hyperglycaemia";

use LimitGroup::{Adult, OlderChild, Pregnancy, YoungerChild};

/// Every default, each once.
pub(crate) const DEFAULTS: &[LimitDefault] = &[
    icu(Adult, "respiratory_rate", 9.0, 24.0, NEWS2),
    at_least(Adult, "oxygen_saturation", 92.0, NEWS2),
    icu(Adult, "systolic", 91.0, 219.0, NEWS2),
    icu(Adult, "heart_rate", 41.0, 130.0, NEWS2),
    icu(Adult, "temperature", 35.1, 39.0, NEWS2),
    at_least(Adult, "mean_arterial", 65.0, SEPSIS),
    at_least(Adult, "glasgow_coma_scale", 9.0, COMA),
    icu(Pregnancy, "respiratory_rate", 10.0, 30.0, MEOWS),
    at_least(Pregnancy, "oxygen_saturation", 95.0, MEOWS),
    icu(Pregnancy, "systolic", 90.0, 160.0, MEOWS),
    LimitDefault {
        place: LimitPlace::IntensiveCare,
        group: Pregnancy,
        metric: "diastolic",
        low: None,
        high: Some(100.0),
        source: MEOWS,
    },
    icu(Pregnancy, "heart_rate", 40.0, 120.0, MEOWS),
    icu(Pregnancy, "temperature", 35.0, 38.0, MEOWS),
    at_least(Pregnancy, "glasgow_coma_scale", 9.0, COMA),
    icu(OlderChild, "respiratory_rate", 15.0, 26.0, SATS),
    icu(OlderChild, "heart_rate", 60.0, 129.0, SATS),
    at_least(OlderChild, "oxygen_saturation", 92.0, CYANOSIS),
    icu(OlderChild, "temperature", 35.0, 38.4, SATS),
    at_least(OlderChild, "systolic", 76.0, PALS),
    at_least(OlderChild, "glasgow_coma_scale", 9.0, COMA),
    icu(YoungerChild, "respiratory_rate", 20.0, 49.0, SATS),
    icu(YoungerChild, "heart_rate", 70.0, 159.0, SATS),
    at_least(YoungerChild, "oxygen_saturation", 92.0, CYANOSIS),
    icu(YoungerChild, "temperature", 35.0, 38.4, SATS),
    at_least(YoungerChild, "systolic", 70.0, PALS),
    at_least(YoungerChild, "glasgow_coma_scale", 9.0, COMA),
    home(Adult, "systolic", 90.0, 180.0, CRISIS),
    LimitDefault {
        place: LimitPlace::Monitoring,
        group: Adult,
        metric: "diastolic",
        low: None,
        high: Some(120.0),
        source: CRISIS,
    },
    home(Adult, "heart_rate", 41.0, 130.0, NEWS2),
    home(Adult, "respiratory_rate", 9.0, 24.0, NEWS2),
    home(Adult, "temperature", 35.1, 39.0, NEWS2),
    home_at_least(Adult, "oxygen_saturation", 92.0, NEWS2),
    home(Adult, "glucose", 54.0, 250.0, GLUCOSE),
    home(Pregnancy, "systolic", 90.0, 160.0, MEOWS),
    LimitDefault {
        place: LimitPlace::Monitoring,
        group: Pregnancy,
        metric: "diastolic",
        low: None,
        high: Some(100.0),
        source: MEOWS,
    },
    home(Pregnancy, "heart_rate", 40.0, 120.0, MEOWS),
    home(Pregnancy, "respiratory_rate", 10.0, 30.0, MEOWS),
    home(Pregnancy, "temperature", 35.0, 38.0, MEOWS),
    home_at_least(Pregnancy, "oxygen_saturation", 95.0, MEOWS),
    home(Pregnancy, "glucose", 54.0, 250.0, GLUCOSE),
    home(OlderChild, "heart_rate", 60.0, 129.0, SATS),
    home(OlderChild, "respiratory_rate", 15.0, 26.0, SATS),
    home(OlderChild, "temperature", 35.0, 38.4, SATS),
    home_at_least(OlderChild, "oxygen_saturation", 92.0, CYANOSIS),
    home(OlderChild, "glucose", 54.0, 250.0, GLUCOSE),
    home(YoungerChild, "heart_rate", 70.0, 159.0, SATS),
    home(YoungerChild, "respiratory_rate", 20.0, 49.0, SATS),
    home(YoungerChild, "temperature", 35.0, 38.4, SATS),
    home_at_least(YoungerChild, "oxygen_saturation", 92.0, CYANOSIS),
    home(YoungerChild, "glucose", 54.0, 250.0, GLUCOSE),
];
