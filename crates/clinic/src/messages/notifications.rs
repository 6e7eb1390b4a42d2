//! Notes to the person who asks.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::participants::account_of_patient;
use crate::messages::reminders::reminder_id;
use crate::{Asking, Refused};

const SHOWN: u32 = 50;
const SHOWN_MAX: u32 = 200;

/// A note.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct NotificationLine {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    title: String,
    body: Option<String>,
    pub(crate) link_table: Option<String>,
    pub(crate) link_row_id: Option<Uuid>,
    /// From when on it is shown.
    pub(crate) due_at: i64,
    read_at: Option<i64>,
}

/// Where a page of notes ended.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct NotificationCursor {
    unread: bool,
    due_at: i64,
    id: Uuid,
}

/// Which page; the first where nothing is said.
#[derive(Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct Notifications {
    after: Option<NotificationCursor>,
    limit: Option<u32>,
}

/// A page of notes.
#[derive(Serialize, TS)]
pub struct NotificationPage {
    items: Vec<NotificationLine>,
    /// Where the next page begins; nothing where there is none.
    next: Option<NotificationCursor>,
}

/// Notes to `?1` that are due at `?2`, before (`?3`, `?4`) in time, at most `?5`.
pub(crate) const UNREAD: &str = "SELECT id, kind, title, body, link_table, link_row_id, due_at, \
     read_at FROM notifications WHERE user_id = ?1 AND due_at <= ?2 AND (due_at, id) < (?3, ?4) \
     AND read_at IS NULL AND deleted_at IS NULL ORDER BY due_at DESC, id DESC LIMIT ?5";

/// The same of those that were read.
pub(crate) const READ: &str = "SELECT id, kind, title, body, link_table, link_row_id, due_at, \
     read_at FROM notifications WHERE user_id = ?1 AND due_at <= ?2 AND (due_at, id) < (?3, ?4) \
     AND read_at IS NOT NULL AND deleted_at IS NULL ORDER BY due_at DESC, id DESC LIMIT ?5";

/// The person's notes that are due: the unread ones first, and of each the newest. A reminder of
/// an appointment that was moved or cancelled is not shown.
pub fn notifications(
    asking: &Asking<'_>,
    request: Notifications,
) -> Result<NotificationPage, Refused> {
    let limit = request.limit.unwrap_or(SHOWN).clamp(1, SHOWN_MAX);
    let from = request.after.map_or((i64::MAX, Uuid::max()), |after| (after.due_at, after.id));
    let in_unread = request.after.is_none_or(|after| after.unread);
    let page = |sql: &str, (due_at, id): (i64, Uuid), limit: u32| {
        let of = params![asking.who.user_id, asking.now, due_at, id, limit];
        asking.reader.rows::<NotificationLine>(sql, of)
    };
    let mut items = if in_unread { page(UNREAD, from, limit)? } else { Vec::new() };
    let left = limit.saturating_sub(u32::try_from(items.len()).unwrap_or(limit));
    if left > 0 {
        let from = if in_unread { (i64::MAX, Uuid::max()) } else { from };
        items.extend(page(READ, from, left)?);
    }
    let full = items.len() >= limit as usize;
    let next = items.last().filter(|_| full).map(|last| NotificationCursor {
        unread: last.read_at.is_none(),
        due_at: last.due_at,
        id: last.id,
    });
    Ok(NotificationPage { items: standing(&asking.reader, items)?, next })
}

/// Those that still say something true.
pub(crate) fn standing(
    reader: &Reader<'_>,
    items: Vec<NotificationLine>,
) -> Result<Vec<NotificationLine>, Refused> {
    let mut standing = Vec::new();
    for item in items {
        if stands(reader, &item)? {
            standing.push(item);
        }
    }
    Ok(standing)
}

/// A reminder's id derives from the time of the appointment, so the reminder of a time that is no
/// more has another id than one of the present time would have.
fn stands(reader: &Reader<'_>, item: &NotificationLine) -> Result<bool, Refused> {
    #[derive(Deserialize)]
    struct Booked {
        starts_at: i64,
        status: String,
        user_of_patient: Option<Uuid>,
        user_of_practitioner: Option<Uuid>,
    }
    let (true, Some("appointments"), Some(appointment)) =
        (item.kind == "reminder", item.link_table.as_deref(), item.link_row_id)
    else {
        return Ok(true);
    };
    let booked: Option<Booked> = reader.row(
        &format!(
            "SELECT a.starts_at, a.status, {} AS user_of_patient, \
             p.user_id AS user_of_practitioner FROM appointments a \
             LEFT JOIN practitioners p ON p.id = a.practitioner_id \
             WHERE a.id = ?1 AND a.deleted_at IS NULL",
            account_of_patient()
        ),
        params![appointment],
    )?;
    let Some(booked) = booked else { return Ok(false) };
    let comes = !matches!(booked.status.as_str(), "cancelled" | "no_show" | "entered_in_error");
    let same_time = [booked.user_of_patient, booked.user_of_practitioner]
        .into_iter()
        .flatten()
        .any(|user| reminder_id(appointment, user, booked.starts_at, item.due_at) == item.id);
    Ok(comes && same_time)
}

#[cfg(test)]
mod tests {
    use crate::Refused;
    use crate::fixture::Clinic;
    use crate::messages::notify::{Note, notify};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn note(clinic: &Clinic, user: Uuid, title: &str, due_at: Option<i64>) -> Uuid {
        let written: Result<_, Refused> = clinic.store.write(clinic.owner, "test", |write| {
            let title = title.to_owned();
            let kind = "general";
            notify(write, &Note { id: None, user, kind, title, body: None, link: None, due_at })
        });
        written.unwrap()
    }

    fn page(clinic: &Clinic, after: &Value) -> Value {
        let request = json!({ "after": after, "limit": 2 });
        clinic.ask(clinic.nurse, "messages.notifications", request).unwrap()
    }

    #[test]
    fn unread_notes_come_first_page_by_page_and_only_ones_own() {
        let clinic = Clinic::found();
        let mut ids = Vec::new();
        for title in ["1", "2", "3", "4", "5"] {
            ids.push(note(&clinic, clinic.nurse, title, None));
            clinic.pass_minutes(1);
        }
        note(&clinic, clinic.doctor, "For the doctor", None);
        note(&clinic, clinic.nurse, "For later", Some(clinic.now() + 1));
        let read = json!({ "ids": [ids[4], ids[1]] });
        clinic.ask(clinic.nurse, "messages.mark_read", read).unwrap();
        let mut titles = Vec::new();
        let mut after = json!(null);
        loop {
            let page = page(&clinic, &after);
            for item in page["items"].as_array().unwrap() {
                titles.push(item["title"].as_str().unwrap().to_owned());
            }
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        assert_eq!(titles, ["4", "3", "1", "5", "2"]);
        let unread = clinic.ask(clinic.nurse, "messages.unread", json!({})).unwrap();
        assert_eq!(unread["notifications"], 3);
    }

    #[test]
    fn nobody_reads_for_somebody_else() {
        let clinic = Clinic::found();
        let id = note(&clinic, clinic.nurse, "For the nurse", None);
        let refused =
            clinic.ask(clinic.doctor, "messages.mark_read", json!({ "ids": [id] })).unwrap_err();
        assert_eq!(refused.field, Some("ids"));
        let all = clinic.ask(clinic.nurse, "messages.mark_all_read", json!({})).unwrap();
        assert_eq!(all, json!({ "marked": 1, "left": 0 }));
        let when = clinic.number("SELECT read_at FROM notifications WHERE id = ?1", id);
        assert_eq!(when, Some(clinic.now()));
    }
}
