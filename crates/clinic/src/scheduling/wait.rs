//! A patient goes on the waiting list, and off it.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::merged::of_person;
use crate::people::register::make_known;
use crate::scheduling::appointment::{patient_may_come, practitioner_exists};
use crate::scheduling::ask_branch::{Answer, answered};
use crate::scheduling::waitlist::{entry, with_status};
use crate::{Nothing, Refused, Who, calendar};

/// Who waits, and for what.
#[derive(Deserialize, TS)]
pub struct AddToWaitlist {
    pub(crate) patient_id: Uuid,
    /// For this doctor; any where nothing is said.
    practitioner_id: Option<Uuid>,
    department_id: Option<Uuid>,
    kind: String,
    priority: String,
    reason: Option<String>,
    /// The first day that would do.
    wanted_from_on: Option<String>,
    /// The last day that would do.
    wanted_until_on: Option<String>,
    /// Such as "mornings".
    wanted_times: Option<String>,
}

/// Puts a patient on the waiting list. Nobody waits twice for the same doctor or department.
pub fn add_to_waitlist(
    write: &mut Write<'_>,
    who: &Who,
    request: AddToWaitlist,
) -> Result<Made, Refused> {
    Ok(Made { id: request.put(write, who, None)? })
}

impl AddToWaitlist {
    /// Puts the patient on the waiting list of the site that `who` is at; `asked_from` is the branch
    /// whose desk asked for it, where that is another one.
    pub(crate) fn put(
        self,
        write: &mut Write<'_>,
        who: &Who,
        asked_from: Option<Uuid>,
    ) -> Result<Uuid, Refused> {
        patient_may_come(write, self.patient_id)?;
        if let Some(practitioner) = self.practitioner_id {
            practitioner_exists(write, practitioner)?;
        }
        let day = |field, text: &Option<String>| {
            filled(text.as_deref()).map(|text| calendar::day(field, &text)).transpose()
        };
        let from = day("wanted_from_on", &self.wanted_from_on)?;
        let until = day("wanted_until_on", &self.wanted_until_on)?;
        if until.is_some_and(|until| until < who.today(write.now())) {
            return Err(Refused::field(
                "wanted_until_on",
                "The last day that would do has passed.",
            ));
        }
        let twice: Option<i64> = write.value(
            &of_person(
                "SELECT 1 FROM waitlist_entries WHERE patient_id = ?1 AND practitioner_id IS ?2 \
                 AND department_id IS ?3 AND site_id = ?4 AND status IN ('waiting', 'offered') \
                 AND deleted_at IS NULL",
            ),
            params![self.patient_id, self.practitioner_id, self.department_id, who.site.id],
        )?;
        if twice.is_some() {
            return Err(Refused::field(
                "patient_id",
                "This patient is on the waiting list already.",
            ));
        }
        make_known(write, who, self.patient_id, "booked")?;
        let id = write.insert(
            "waitlist_entries",
            Cells::new()
                .set("site_id", who.site.id)
                .set("patient_id", self.patient_id)
                .set("practitioner_id", self.practitioner_id)
                .set("department_id", self.department_id)
                .set("kind", self.kind)
                .set("priority", self.priority)
                .set("status", "waiting")
                .set("reason", filled(self.reason.as_deref()))
                .set("wanted_from_on", from.map(|day| day.to_string()))
                .set("wanted_until_on", until.map(|day| day.to_string()))
                .set("wanted_times_text", filled(self.wanted_times.as_deref()))
                .set("added_by", who.user_id)
                .set("asked_from_site_id", asked_from),
        )?;
        Ok(id)
    }
}

/// Which entry, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisWaiting {
    /// The entry.
    pub id: Uuid,
    /// The row version that the screen showed.
    pub version: i64,
}

/// Which entry, and why it ends.
#[derive(Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct CancelWaiting {
    #[ts(optional = false)]
    id: Uuid,
    #[ts(optional = false)]
    version: i64,
    /// Needed where another branch asked for the appointment.
    reason: Option<String>,
}

/// Takes a patient off the waiting list. A branch that was asked says why, and the desk that asked is
/// told.
pub fn cancel_waiting(
    write: &mut Write<'_>,
    who: &Who,
    request: CancelWaiting,
) -> Result<Nothing, Refused> {
    let row = entry(write, request.id, &["waiting", "offered"], write.now())?;
    let reason = filled(request.reason.as_deref());
    if reason.is_none() && row.asked_from_site_id.is_some_and(|site| site != who.site.id) {
        return Err(Refused::field(
            "reason",
            "Another branch asked for this appointment. Say why there is none.",
        ));
    }
    let cells = Cells::new().set("status", "cancelled").set("end_reason", reason);
    write.update("waitlist_entries", request.id, Some(request.version), cells)?;
    answered(write, who, &row, Answer::Declined)?;
    Ok(Nothing {})
}

/// How many entries have ended.
#[derive(Serialize, TS)]
pub struct WaitingExpired {
    expired: u32,
}

/// Ends the entries of this site whose last day that would do has passed.
pub fn expire_waiting(
    write: &mut Write<'_>,
    who: &Who,
    _: Nothing,
) -> Result<WaitingExpired, Refused> {
    let today = who.today(write.now()).to_string();
    let mut expired = 0;
    for status in ["waiting", "offered"] {
        for row in with_status(write, who.site.id, status)? {
            if row.wanted_until_on.is_some_and(|until| until < today) {
                let cells = Cells::new().set("status", "expired");
                write.update("waitlist_entries", row.id, None, cells)?;
                expired += 1;
            }
        }
    }
    Ok(WaitingExpired { expired })
}
