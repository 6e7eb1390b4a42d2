//! What a clinic's clock asks for and nobody presses a button for: alerts that climb, reminders,
//! bills that fall overdue, lots that expire.
//!
//! Each round is a command like any other, given for whoever signed in last on this PC, and only
//! where that person's roles allow it. Rows that a round makes have derived ids, so that every PC
//! of a clinic may make the same round.

use serde_json::json;
use store::{Store, params};
use uuid::Uuid;

use crate::shell::{MINUTE, Shell, unpoisoned};

/// The commands, with the microseconds between two rounds.
const ROUNDS: &[(&str, i64)] = &[
    ("alerts.escalate_due", 0),
    ("messages.write_reminders", 10 * MINUTE),
    ("billing.note_overdue", 60 * MINUTE),
    ("medication.review_stock", 60 * MINUTE),
];

impl Shell {
    /// Makes the rounds that are due. What is refused is left to the next round or another PC.
    pub(crate) fn make_rounds(&self) {
        let Some((store, user)) = self.on_whose_behalf() else { return };
        let now = self.now();
        for (name, pause) in ROUNDS {
            let due = {
                let last = unpoisoned(self.rounds.lock());
                // A clock that was put back must not stop the rounds.
                last.get(name).is_none_or(|last| now - last >= *pause || now < *last)
            };
            if !due || (*name == "alerts.escalate_due" && !has_open_alerts(&store)) {
                continue;
            }
            unpoisoned(self.rounds.lock()).insert(name, now);
            match clinic::dispatch(&store, user, name, json!({})) {
                Ok(_) => {}
                Err(refused) if refused.code == Some("not_allowed") => {}
                Err(refused) => tracing::warn!(command = name, %refused, "a round was not made"),
            }
        }
    }

    /// The open record, and who works on it or has locked it last.
    fn on_whose_behalf(&self) -> Option<(Store, Uuid)> {
        let inside = self.inside();
        let store = inside.record.as_ref()?.store.clone();
        let locked = inside.signed_in.iter().max_by_key(|(_, at)| **at).map(|(user, _)| *user);
        let user = inside.session.map(|session| session.user).or(locked)?;
        Some((store, user))
    }
}

/// Most of the time there is none, and then nothing need be written.
fn has_open_alerts(store: &Store) -> bool {
    let open: Result<Option<i64>, store::Error> = store.read(|reader| {
        reader.value(
            "SELECT 1 FROM alerts WHERE organization_id = (SELECT organization_id FROM sites \
             LIMIT 1) AND status IN ('open', 'acknowledged') AND deleted_at IS NULL LIMIT 1",
            params![],
        )
    });
    matches!(open, Ok(Some(_)))
}
