//! What this PC measures of itself, for whoever looks after many of them: how large the record is,
//! what waits, since when there was no contact, how long people waited for answers. No name and
//! no row of anybody is in it.

use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};
use store::{DATABASE_FILE, Store, params};

use crate::shell::{Shell, unpoisoned};

/// How many questions of sync wait for a decision.
const OPEN_CONFLICTS: &str = "SELECT COUNT(*) FROM sync_conflicts WHERE organization_id = ?1 \
     AND status = 'open' AND deleted_at IS NULL";

/// The most answers that are kept until the next measurement.
const ANSWERS_MAX: usize = 4_096;

/// How long the answers since the last measurement took.
#[derive(Debug, Default)]
pub(crate) struct Answers(Mutex<Vec<Duration>>);

impl Answers {
    /// One more.
    pub fn took(&self, time: Duration) {
        let mut answers = unpoisoned(self.0.lock());
        if answers.len() < ANSWERS_MAX {
            answers.push(time);
        }
    }

    /// Their number and the 95th percentile, and begins anew.
    fn take(&self) -> (usize, Option<Duration>) {
        let mut answers = std::mem::take(&mut *unpoisoned(self.0.lock()));
        answers.sort_unstable();
        let at = (answers.len() * 95).div_ceil(100).checked_sub(1);
        (answers.len(), at.and_then(|at| answers.get(at)).copied())
    }
}

impl Shell {
    /// The request for `system.record_metrics`.
    pub(crate) fn measurements(&self, store: &Store) -> Result<Value, store::Error> {
        let now = self.now();
        let mut all = Vec::new();
        let mut measured = |kind: &str, name: &str, value: f64, unit: &str| {
            all.push(json!({ "kind": kind, "name": name, "value": value, "unit": unit }));
        };
        // Whole numbers of this size have an exact double.
        let number = |count: u64| count as f64;
        let seconds_since = |moment: i64| (now - moment).max(0) as f64 / 1e6;
        let size = std::fs::metadata(self.profile().folder().join(DATABASE_FILE))?.len();
        measured("record", "database_bytes", number(size), "By");
        let backlog = store.backlog()?;
        measured("sync", "changes_waiting", number(backlog.waiting), "1");
        measured("sync", "changes_quarantined", number(backlog.quarantined), "1");
        let oldest = backlog.oldest_made_at.map_or(0.0, seconds_since);
        measured("sync", "oldest_change_seconds", oldest, "s");
        let organization = store.facts()?.organization;
        let open: Option<i64> = store.read::<_, store::Error>(|reader| {
            reader.value(OPEN_CONFLICTS, params![organization])
        })?;
        measured("sync", "open_conflicts", number(open.unwrap_or(0).unsigned_abs()), "1");
        if let Some(contact) = store.facts()?.last_contact_at {
            measured("sync", "contact_seconds", seconds_since(contact), "s");
        }
        let (answers, slowest) = self.answers.take();
        measured("window", "answers", number(answers as u64), "1");
        if let Some(slowest) = slowest {
            measured("window", "answer_p95_seconds", slowest.as_secs_f64(), "s");
        }
        Ok(json!({ "measurements": all }))
    }
}
