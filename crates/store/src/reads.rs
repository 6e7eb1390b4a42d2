//! Who asked for which lists. Opening one person's record is written down before it is shown; lists
//! are read so often that a write for each would make people wait, and fill the record. They are
//! counted in memory and written as one entry for each person and question.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use uuid::Uuid;

use crate::{Error, Store};

/// How often a person asked one question, when first, and how many rows they were given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    times: u64,
    rows: u64,
    first_at: i64,
}

impl Asked {
    fn never() -> Self {
        Self { times: 0, rows: 0, first_at: i64::MAX }
    }
}

/// What has been asked and not been written down yet.
pub(crate) type Reads = BTreeMap<(Uuid, &'static str), (Option<&'static str>, Asked)>;

impl Store {
    /// Counts that `user` asked `command`, which shows rows of `table`, and was given `rows`.
    pub fn count_read(
        &self,
        user: Uuid,
        command: &'static str,
        table: Option<&'static str>,
        rows: u64,
    ) {
        let now = self.surroundings().now();
        let mut reads = self.reads();
        let asked = &mut reads.entry((user, command)).or_insert((table, Asked::never())).1;
        asked.times += 1;
        asked.rows += rows;
        asked.first_at = asked.first_at.min(now);
    }

    /// Writes down what was counted: one audit entry for each person and question, with how often,
    /// since when, and how many rows were given in all. What a process that is killed had counted is lost; that is a minute of it
    /// at most, as long as somebody calls this every minute and before the record closes.
    ///
    /// # Errors
    /// As [`Store::write`]; what could not be written is kept and tried again.
    pub fn write_reads(&self) -> Result<(), Error> {
        let counted = std::mem::take(&mut *self.reads());
        let people: BTreeSet<Uuid> = counted.keys().map(|(user, _)| *user).collect();
        let mut failed = Ok(());
        for user in people {
            let own = || counted.iter().filter(|((reader, _), _)| *reader == user);
            let written = self.write::<(), Error>(user, "system.note_reads", |write| {
                for ((_, command), (table, asked)) in own() {
                    let after = json!({
                        "since": asked.first_at, "times": asked.times, "rows": asked.rows,
                    });
                    write.audit_reads(command, *table, &after)?;
                }
                Ok(())
            });
            if written.is_err() {
                let mut reads = self.reads();
                for (key, (table, asked)) in own() {
                    let kept = &mut reads.entry(*key).or_insert((*table, Asked::never())).1;
                    kept.times += asked.times;
                    kept.rows += asked.rows;
                    kept.first_at = kept.first_at.min(asked.first_at);
                }
                failed = written;
            }
        }
        failed
    }
}
