//! What a clinic's clock asks for and nobody presses a button for: alerts that climb, reminders,
//! bills that fall overdue, lots that expire, rules that wait for what patients do.
//!
//! Each round is a command like any other, given for whoever signed in last on this PC, and only
//! where that person's roles allow it: the centre takes nothing from nobody, and the command's name
//! in the audit trail says that it was a round. Rows that a round makes have derived ids, so that every PC
//! of a clinic may make the same round.

use serde_json::json;
use store::{Store, params};
use uuid::Uuid;

use crate::shell::{DAY, MINUTE, Shell, unpoisoned};

/// The commands, with the microseconds between two rounds.
const ROUNDS: &[(&str, i64)] = &[
    ("alerts.escalate_due", 0),
    ("messages.write_reminders", 10 * MINUTE),
    ("billing.note_overdue", 60 * MINUTE),
    ("scheduling.expire_waiting", 60 * MINUTE),
    ("medication.review_stock", 60 * MINUTE),
    ("system.act_for_patients", 5 * MINUTE),
    (MEASURE, 60 * MINUTE),
];
const MEASURE: &str = "system.record_metrics";
/// How long every figure that this PC measured of itself stays; after that one a day.
const FIGURES_KEPT: i64 = 30 * DAY;

impl Shell {
    /// Makes the rounds that are due. What is refused is left to the next round or another PC. The
    /// window's clock calls it.
    pub fn make_rounds(&self) {
        let (Some(store), here) = self.who_is_here() else { return };
        if self.is_due("reads", MINUTE) {
            self.write_reads(&store);
        }
        // Files are this PC's own matter and nothing of the record: no command.
        if self.is_due("files", 10 * MINUTE)
            && let Err(refused) = clinic::records::likely::want_files_of_today(&store)
        {
            tracing::warn!(%refused, "the files of today's patients were not asked for");
        }
        if self.is_due("figures", DAY)
            && let Err(error) = store.thin_figures(self.now() - FIGURES_KEPT)
        {
            tracing::warn!(%error, "old figures of this PC were not thinned");
        }
        for (name, pause) in ROUNDS {
            let idle = *name == "alerts.escalate_due" && !has_open_alerts(&store);
            if idle || !self.is_due(name, *pause) {
                continue;
            }
            // What nobody here may do is another PC's, and no attempt of theirs.
            let who = here.iter().find(|user| may_give(&store, **user, name));
            let Some(user) = who.copied() else { continue };
            let request = match *name {
                MEASURE => self.measurements(&store),
                _ => Ok(json!({})),
            };
            let made = request.map_err(clinic::Refused::from);
            let made = made.and_then(|request| clinic::dispatch(&store, user, name, request));
            if let Err(refused) = made {
                tracing::warn!(command = name, %refused, "a round was not made");
            }
        }
    }

    /// Whether the round of this name has rested for `pause` microseconds; then it begins now.
    fn is_due(&self, name: &'static str, pause: i64) -> bool {
        let now = self.now();
        let mut rounds = unpoisoned(self.rounds.lock());
        // A clock that was put back must not stop the rounds.
        let due = rounds.get(name).is_none_or(|last| now - last >= pause || now < *last);
        if due {
            rounds.insert(name, now);
        }
        due
    }

    /// Writes down which lists were looked at; what cannot be written is tried again.
    pub(crate) fn write_reads(&self, store: &Store) {
        if let Err(error) = store.write_reads() {
            tracing::warn!(%error, "which lists were looked at was not written down");
        }
    }

    /// The open record, and who works on it or has locked it last.
    pub(crate) fn on_whose_behalf(&self) -> Option<(Store, Uuid)> {
        let (store, here) = self.who_is_here();
        Some((store?, here.first().copied()?))
    }

    /// The open record, and everybody who has signed in to it and not out: first who works on it,
    /// then who has locked it last.
    pub(crate) fn who_is_here(&self) -> (Option<Store>, Vec<Uuid>) {
        let inside = self.inside();
        let mut locked: Vec<(i64, Uuid)> =
            inside.signed_in.iter().map(|(user, at)| (*at, *user)).collect();
        locked.sort_unstable_by(|one, other| other.cmp(one));
        let at_work = inside.session.map(|session| session.user);
        let mut here: Vec<Uuid> = at_work.into_iter().collect();
        here.extend(locked.into_iter().map(|(_, user)| user).filter(|user| Some(*user) != at_work));
        (inside.record.as_ref().map(|record| record.store.clone()), here)
    }
}

fn may_give(store: &Store, user: Uuid, name: &str) -> bool {
    let roles = store.read::<_, store::Error>(|reader| store::roles_of(reader, user));
    let command = clinic::commands::commands().iter().find(|command| command.name == name);
    roles.is_ok_and(|roles| command.is_some_and(|command| command.allows(&roles)))
}

/// Most of the time there is none, and then nothing need be written.
pub(crate) fn has_open_alerts(store: &Store) -> bool {
    let open: Result<Option<i64>, store::Error> = store.read(|reader| {
        reader.value(
            "SELECT 1 FROM alerts WHERE organization_id = (SELECT organization_id FROM sites \
             LIMIT 1) AND status IN ('open', 'acknowledged') AND deleted_at IS NULL LIMIT 1",
            params![],
        )
    });
    matches!(open, Ok(Some(_)))
}
