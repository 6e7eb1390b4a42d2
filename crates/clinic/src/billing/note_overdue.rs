//! Bills that have become overdue.

use chrono::Days;
use serde::{Deserialize, Serialize};
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::HOUR;
use crate::messages::add_task::{NewTask, add_task};
use crate::system::happened::{Happened, happened};
use crate::{Nothing, Refused, Who};

/// A changeset holds a limited number of rows; the next day, or the next run, goes on.
const NOTED_MAX: usize = 200;

/// What a run came to.
#[derive(Serialize, TS)]
pub struct OverdueNoted {
    noted: u32,
    /// Whether another run would note more.
    more: bool,
}

#[derive(Deserialize)]
struct Late {
    invoice_id: Uuid,
    patient_id: Uuid,
    due_on: String,
    number: Option<String>,
}

/// How long a run looks back each time, in days.
const SPAN_DAYS: u64 = 31;
/// How many such spans before it are looked through, one in an hour: five years of bills that
/// arrived late, or were due while no PC was on. An older bill is not noted any more.
const OLDER_SPANS: i64 = 60;

/// Issued bills on which something is owed and that were due on ?2 or later and before ?1, the
/// latest first.
pub(super) const OVERDUE_SQL: &str = "SELECT u.invoice_id, u.patient_id, u.due_on, i.number \
     FROM unsettled_invoices u CROSS JOIN invoices i ON i.id = u.invoice_id \
     WHERE u.status = 'issued' AND u.due_on < ?1 AND u.due_on >= ?2 AND u.balance_minor > 0 \
     ORDER BY u.due_on DESC, u.invoice_id";

/// Notes each bill that has become overdue by the site's calendar once for its due date: a task
/// for finance and whatever the clinic's own rules do. The task's id derives from bill and due
/// date, so that a bill is noted once however many PCs and days run this, and again only when
/// another due date has passed. However many bills are overdue, a run looks at those of the last
/// month and of one earlier month, which is another one each hour.
pub fn note_overdue(write: &mut Write<'_>, who: &Who, _: Nothing) -> Result<OverdueNoted, Refused> {
    let today = who.today(write.now());
    let ago = |spans: u64| (today - Days::new(spans * SPAN_DAYS)).to_string();
    let hour = write.now().div_euclid(HOUR).rem_euclid(OLDER_SPANS);
    let older = u64::try_from(hour).unwrap_or(0) + 1;
    let mut late: Vec<Late> = write.rows(OVERDUE_SQL, params![today.to_string(), ago(1)])?;
    late.extend(write.rows::<Late>(OVERDUE_SQL, params![ago(older), ago(older + 1)])?);
    let mut noted = 0;
    for bill in late {
        let id = Uuid::new_v5(&bill.invoice_id, format!("overdue/{}", bill.due_on).as_bytes());
        if write.value::<i64>("SELECT 1 FROM tasks WHERE id = ?1", params![id])?.is_some() {
            continue;
        }
        if noted == NOTED_MAX {
            return Ok(OverdueNoted { noted: NOTED_MAX as u32, more: true });
        }
        let number = bill.number.as_deref().unwrap_or("without a number");
        let task = NewTask {
            id: Some(id),
            kind: "follow_up",
            title: format!("Invoice {number} was due on {}", bill.due_on),
            description: None,
            priority: "low",
            for_role: Some("finance"),
            assigned_to: None,
            patient: Some(bill.patient_id),
            due_at: None,
            source: Some(("invoices", bill.invoice_id)),
        };
        add_task(write, who, &task)?;
        let overdue = Happened {
            trigger: "invoice_overdue",
            row: ("invoices", bill.invoice_id),
            patient: Some(bill.patient_id),
        };
        happened(write, who, &overdue)?;
        noted += 1;
    }
    Ok(OverdueNoted { noted: u32::try_from(noted).unwrap_or(u32::MAX), more: false })
}

#[cfg(test)]
mod tests {
    use crate::billing::stories::{Billed, line, pay};
    use crate::fixture::Clinic;
    use serde_json::json;

    fn due(clinic: &Clinic, day: &str) -> Billed {
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        Billed::with(clinic, patient, &[line("Consultation", 4_000, None)], true, |request| {
            request["due_on"] = json!(day);
        })
    }

    fn noted(clinic: &Clinic) -> i64 {
        let answer = clinic.ask(clinic.receptionist, "billing.note_overdue", json!({})).unwrap();
        answer["noted"].as_i64().unwrap()
    }

    #[test]
    fn an_overdue_bill_is_noted_once_for_its_due_date_by_the_calendar_of_the_site() {
        let clinic = Clinic::found_in("America/New_York");
        let late = due(&clinic, "2026-03-16");
        let paid = due(&clinic, "2026-03-16");
        pay(&clinic, paid.invoice, 4_000, "cash");
        clinic.set_clock("2026-03-17T03:00:00Z");
        assert_eq!(noted(&clinic), 0, "in New York it is still the sixteenth");
        clinic.set_clock("2026-03-17T05:00:00Z");
        assert_eq!(noted(&clinic), 1);
        assert_eq!(noted(&clinic), 0);
        let title = clinic.text("SELECT title FROM tasks WHERE source_row_id = ?1", late.invoice);
        assert_eq!(title.as_deref(), Some("Invoice A-000001 was due on 2026-03-16"));
        let later = clinic.store.write::<_, store::Error>(clinic.owner, "test", |write| {
            let cells = store::Cells::new().set("due_on", "2026-03-20");
            write.update("invoices", late.invoice, None, cells)
        });
        later.unwrap();
        assert_eq!(noted(&clinic), 0);
        clinic.set_clock("2026-03-21T12:00:00Z");
        assert_eq!(noted(&clinic), 1, "another due date has passed");
    }

    #[test]
    fn a_bill_that_was_due_long_ago_is_noted_within_some_days() {
        let clinic = Clinic::found();
        due(&clinic, "2026-03-10");
        clinic.set_clock("2026-08-20T09:00:00Z");
        let hours = (0..super::OLDER_SPANS).filter(|_| {
            clinic.pass_minutes(60);
            noted(&clinic) == 1
        });
        assert_eq!(hours.count(), 1);
    }
}
