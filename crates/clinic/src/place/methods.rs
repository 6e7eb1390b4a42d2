//! The published methods that are used here, and how an answer names the one it used.

use serde::Serialize;
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::Refused;
use crate::imaging::method::Method;

/// When a machine should be serviced.
pub(crate) const MAINTENANCE: Method = Method {
    name: "Service interval and MTBF",
    version: "1",
    kind: "statistics",
    purpose: "Proposes when a room or machine should be serviced next",
    method: "The earliest of: the last service plus the interval in days; the day on which the \
             hours of use since the last service, going on as in the last 28 days, reach the \
             interval in hours; and, from five faults on, the end of the last fault plus the mean \
             time between failures (time in working order divided by the number of faults, at a \
             constant rate of failure).",
    source: "NIST/SEMATECH e-Handbook of Statistical Methods, section 8.4.5.1 (constant repair \
             rate model); service intervals as the clinic has entered them",
    limits: "Says nothing without an interval and with fewer than five faults. A constant rate of \
             failure does not hold for machines that wear out or have just been replaced. It does \
             not replace the maker's instructions or the law on medical devices.",
};

/// How many beds will be occupied.
pub(crate) const OCCUPANCY: Method = Method {
    name: "Kaplan-Meier bed occupancy",
    version: "1",
    kind: "statistics",
    purpose: "Expects how many beds are occupied in the coming days",
    method: "Each patient who lies in a bed now stays with the probability S(age + ahead) / \
             S(age), where S is the Kaplan-Meier estimate over the stays of the last 52 weeks, \
             those that last censored. New stays come at the mean number of their weekday, spread \
             evenly over the day, and stay by the same S. The interval is the normal one of 90 % \
             for a sum of independent stays and Poisson admissions.",
    source: "Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. J Am Stat \
             Assoc 1958;53:457-481",
    limits: "Says nothing under 8 weeks of history. Takes stays as independent and alike, knows no \
             season, epidemic or planned admission, and counts who would need a bed, not how many \
             there are. Its own error over the last four weeks is shown beside it.",
};

/// The method behind an answer.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MethodUsed {
    /// Its row, where one has been written.
    model_id: Option<Uuid>,
    name: String,
    version: String,
    source: String,
    limits: String,
}

impl MethodUsed {
    /// How an answer names `method`. Its row is written with the first bed or resource, by an
    /// administrator; a read writes none.
    pub(crate) fn of(reader: &Reader<'_>, method: &Method) -> Result<Self, Refused> {
        Ok(Self {
            model_id: reader.value(
                "SELECT id FROM ai_models WHERE name = ?1 AND model_version = ?2 \
                 AND deleted_at IS NULL LIMIT 1",
                params![method.name, method.version],
            )?,
            name: method.name.to_owned(),
            version: method.version.to_owned(),
            source: method.source.to_owned(),
            limits: method.limits.to_owned(),
        })
    }
}
