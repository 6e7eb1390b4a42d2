//! What must be true of every world: `sync.md`'s guarantees, as questions to the replicas and the
//! centre.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash as _, Hasher as _};

use anyhow::{Context as _, Result};
use catalog::{Scope, TABLES, Table};
use protocol::Position;
use store::{Cells, Store, params};
use uuid::Uuid;

use super::broken;
use super::deeds::{Mark, Tried, fields, words};
use super::world::World;

/// Every row of a replica, by table and id.
type Content = BTreeMap<(&'static str, Uuid), Cells>;

/// The tables of which every replica holds what the centre has.
fn travelling() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| !table.shipped && table.scope != Scope::Centre)
}

fn content(store: &Store) -> Result<Content> {
    store.read(|reader| {
        let mut content = Content::new();
        for table in travelling() {
            let ids: Vec<Uuid> = reader.column(&format!("SELECT id FROM {}", table.name), [])?;
            for id in ids {
                let cells = reader.cells(table.name, id)?.unwrap_or_default();
                content.insert((table.name, id), cells);
            }
        }
        Ok(content)
    })
}

impl World<'_> {
    /// Guarantee 1, for who sits there: what was written here and waits is what is shown here.
    pub(super) fn own_writes_are_shown(&self) -> Result<()> {
        for (number, pc) in self.pcs.iter().enumerate() {
            let store = pc.store()?;
            let waiting: BTreeSet<Uuid> =
                store.waiting(1_000)?.into_iter().map(|waiting| waiting.id).collect();
            let mut last: BTreeMap<(Uuid, &str), (&str, bool)> = BTreeMap::new();
            for tried in self.tried.iter().filter(|tried| tried.pc == number) {
                let pending = tried.changeset.is_some_and(|id| waiting.contains(&id));
                for mark in &tried.marks {
                    if let Mark::Wrote { row, column, wrote, .. } = mark {
                        last.insert((*row, column), (wrote, tried.acknowledged && pending));
                    }
                }
            }
            for ((row, column), (wrote, certain)) in last {
                let shown = store.read(|reader| fields(reader, row))?;
                let shown = shown.get(column).map_or("", String::as_str);
                if certain && shown != wrote {
                    return Err(broken(
                        "what was written and waits is what is shown",
                        format!("{}: {column} of {row} is {shown:?}, not {wrote:?}", pc.name),
                    ));
                }
            }
        }
        Ok(())
    }

    /// The rest, once the network has healed. What everybody then holds is told as one number.
    pub(super) async fn check(&self) -> Result<u64> {
        let newcomer = self.newcomer().await?;
        let record = content(newcomer.store()?)?;
        for pc in &self.pcs {
            let store = pc.store()?;
            equal(&pc.name, &record, &content(store)?)?;
            let apart: i64 = store.read::<_, store::Error>(|reader| {
                let sql = "SELECT (SELECT count(*) FROM overlay) \
                           + (SELECT count(*) FROM unapplied_rows \
                              WHERE reason NOT LIKE '%restored from a backup%')";
                Ok(reader.value(sql, [])?.unwrap_or(0))
            })?;
            if apart != 0 {
                return Err(broken(
                    "nothing stays aside once everything has arrived",
                    format!("{}: {apart} cells or rows", pc.name),
                ));
            }
        }
        self.outcomes().await?;
        self.nobody_made_rows(&record)?;
        let conflicts = conflicts(newcomer.store()?)?;
        for pc in &self.pcs {
            // What was written upon something that is lost with a disk cannot land.
            if let Some(refused) = pc.store()?.quarantined()?.first().filter(|_| !self.excused) {
                return Err(broken(
                    "nothing that a person may do is quarantined",
                    format!("{}: {}", pc.name, refused.reason),
                ));
            }
        }
        for tried in self.tried.iter().filter(|tried| tried.acknowledged) {
            for mark in &tried.marks {
                self.kept(mark, newcomer.store()?, &record, &conflicts)?;
            }
        }
        // The rows of the founding bear the moment at which it really happened.
        let founding = ["organizations", "sites", "users", "practitioners"];
        let mut end = std::hash::DefaultHasher::new();
        for ((table, id), row) in record.iter().filter(|((t, _), _)| !founding.contains(t)) {
            format!("{table} {id} {row:?}").hash(&mut end);
        }
        Ok(end.finish())
    }

    /// Guarantee 3, first half: each acknowledged changeset has one outcome, and positions have no
    /// gap.
    async fn outcomes(&self) -> Result<()> {
        let rows = self.simulation.changesets(self.around.organization).await?;
        let mut outcomes = BTreeSet::new();
        let mut last = Position::START;
        for (position, id) in rows {
            let (position, expected) = (Position(position), last.next());
            let epoch_begins = self.restored
                && position.epoch() > last.epoch()
                && position == Position::of_epoch(position.epoch()).next();
            last = position;
            if position != expected && !epoch_begins {
                return Err(broken(
                    "positions have no gap",
                    format!("{} stands where {} should", position.0, expected.0),
                ));
            }
            if !outcomes.insert(id) {
                return Err(broken("a changeset has one outcome", format!("{id} has two")));
            }
        }
        for tried in self.tried.iter().filter(|tried| tried.acknowledged) {
            let id = tried.changeset.context("what was acknowledged has a changeset")?;
            if !outcomes.contains(&id) {
                return Err(broken(
                    "every acknowledged changeset has an outcome",
                    format!("{id} of PC {}: {:?}", tried.pc, tried.marks),
                ));
            }
        }
        Ok(())
    }

    /// What nobody made is not there.
    fn nobody_made_rows(&self, record: &Content) -> Result<()> {
        let made: BTreeSet<(&str, Uuid)> = self
            .tried
            .iter()
            .flat_map(|tried| &tried.marks)
            .filter_map(|mark| match mark {
                Mark::Made { table, row } => Some((*table, *row)),
                _ => None,
            })
            .collect();
        for (table, row) in record.keys() {
            let checked = ["patients", "appointments", "payments"].contains(table);
            if checked && !made.contains(&(table, *row)) {
                return Err(broken("nothing is applied twice", format!("{table} {row}")));
            }
        }
        Ok(())
    }

    /// Guarantee 3, second half: what was acknowledged stands, or was replaced by somebody who saw
    /// it, or is readable beside what stands.
    fn kept(
        &self,
        mark: &Mark,
        store: &Store,
        record: &Content,
        conflicts: &[Conflict],
    ) -> Result<()> {
        match mark {
            Mark::Made { table, row } => {
                if record.contains_key(&(*table, *row)) {
                    return Ok(());
                }
                Err(broken("a row that was made is there", format!("{table} {row}")))
            }
            Mark::Removed { row } => {
                let removed: Option<bool> = store.read::<_, store::Error>(|reader| {
                    let sql = "SELECT deleted_at IS NOT NULL FROM patients WHERE id = ?1";
                    reader.value(sql, params![row])
                })?;
                let told = conflicts
                    .iter()
                    .any(|conflict| conflict.row == *row && conflict.kind == "delete_edit");
                if removed == Some(true) || told {
                    return Ok(());
                }
                Err(broken("a removal is not undone silently", row.to_string()))
            }
            Mark::Wrote { row, column, word, .. } => {
                let Some(word) = word else { return Ok(()) };
                let shown = store.read(|reader| fields(reader, *row))?;
                let stands =
                    shown.get(column).is_some_and(|text| words(text).contains(word.as_str()));
                let beside = || {
                    conflicts.iter().any(|conflict| conflict.row == *row && conflict.holds(word))
                };
                if stands || beside() || self.replaced_knowingly(*row, column, word) {
                    return Ok(());
                }
                Err(broken(
                    "no value disappears without a trace",
                    format!("{word} of {column} of {row}; {:?} stands", shown.get(column)),
                ))
            }
        }
    }

    /// Whether somebody had `word` before their eyes and wrote something without it.
    fn replaced_knowingly(&self, of: Uuid, at: &str, word: &str) -> bool {
        self.tried.iter().flat_map(|tried: &Tried| &tried.marks).any(|mark| match mark {
            Mark::Wrote { row, column, saw, wrote, .. } => {
                *row == of
                    && *column == at
                    && words(saw).contains(word)
                    && !words(wrote).contains(word)
            }
            _ => false,
        })
    }
}

/// Guarantee 2.
fn equal(name: &str, record: &Content, here: &Content) -> Result<()> {
    for ((table, id), row) in record {
        let differing: Vec<String> = match here.get(&(*table, *id)) {
            Some(same) if same == row => continue,
            Some(other) => row
                .iter()
                .filter(|(column, value)| other.get(column) != Some(*value))
                .map(|(column, value)| {
                    format!("{column} is {:?}, not {value:?}", other.get(column))
                })
                .collect(),
            None => vec!["is not there".to_owned()],
        };
        return Err(broken(
            "replicas at one position hold the same rows",
            format!("{name}: {table} {id}: {}", differing.join("; ")),
        ));
    }
    if let Some(more) = here.keys().find(|key| !record.contains_key(key)) {
        return Err(broken(
            "replicas at one position hold the same rows",
            format!("{name} has {more:?}, which nobody else has"),
        ));
    }
    Ok(())
}

/// A value that does not stand, as the inbox shows it.
struct Conflict {
    row: Uuid,
    kind: String,
    canonical: Option<String>,
    candidate: Option<String>,
}

impl Conflict {
    fn holds(&self, word: &str) -> bool {
        [&self.canonical, &self.candidate].into_iter().flatten().any(|json| {
            let letters = |letter: char| !letter.is_ascii_alphanumeric();
            json.replace("\\n", " ").split(letters).any(|part| part == word)
        })
    }
}

fn conflicts(store: &Store) -> Result<Vec<Conflict>> {
    let ids: Vec<Uuid> = store
        .read::<_, store::Error>(|reader| reader.column("SELECT id FROM sync_conflicts", []))?;
    ids.into_iter()
        .map(|id| {
            let cells = store
                .read::<_, store::Error>(|reader| reader.cells("sync_conflicts", id))?
                .context("the conflict is here")?;
            let text = |column: &str| {
                cells.get(column).and_then(|value| value.as_text()).map(str::to_owned)
            };
            let row = cells.get("row_id").and_then(|value| value.as_uuid());
            Ok(Conflict {
                row: row.context("a conflict names its row")?,
                kind: text("kind").unwrap_or_default(),
                canonical: text("canonical"),
                candidate: text("candidate"),
            })
        })
        .collect()
}
