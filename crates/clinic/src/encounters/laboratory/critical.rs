//! A critical result of the laboratory: somebody is telephoned, and until then an alert is open.

use catalog::Role;
use store::Write;
use uuid::Uuid;

use crate::alerts::critical::{Critical, settled};
use crate::encounters::laboratory::flag::is_critical;
use crate::encounters::laboratory::resulted::Resulted;
use crate::{Refused, Who};

impl Resulted<'_> {
    /// Whoever found it telephones: the laboratory, or a doctor who tested at the bedside.
    fn critical(&self, who: &Who) -> Critical<'_> {
        Critical {
            source: ("lab_results", self.id),
            patient: self.patient,
            of: self.test_name,
            roles: &["doctor", "nurse"],
            telephones: if who.is(Role::LabTechnician) {
                Role::LabTechnician
            } else {
                Role::Doctor
            },
            assigned_to: None,
        }
    }
}

/// Opens the alert and the task to telephone, unless they are there.
pub(crate) fn raise(
    write: &mut Write<'_>,
    who: &Who,
    result: &Resulted<'_>,
) -> Result<(), Refused> {
    result.critical(who).raise(write, who)
}

/// Ends the alarm about a result (`before`) that turned out not to be critical, or not in that
/// way. Whoever was told that it was is telephoned again.
pub(crate) fn no_longer_critical(
    write: &mut Write<'_>,
    who: &Who,
    result: &Resulted<'_>,
    before: Uuid,
    was_told: bool,
) -> Result<(), Refused> {
    if !is_critical(result.flag_before) || result.flag == result.flag_before {
        return Ok(());
    }
    settled(write, who, before, "The result was not so")?;
    if !was_told || is_critical(result.flag) {
        return Ok(());
    }
    result.critical(who).take_back(write, who)
}
