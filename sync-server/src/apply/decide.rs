//! What a changeset does to the rows it touches, worked out in memory before anything is written.
//!
//! Who had seen what comes from cell versions and bases; `protocol::merge_group` decides. A value
//! that does not stand in the end is kept as a conflict.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use catalog::{Row, Value};
use deadpool_postgres::Transaction;
use protocol::{CellVersion, OutcomeKind, Position};
use uuid::Uuid;

use super::admit::{Change, WantedCell, What};
use super::conflict::{Conflict, Kind, Side};
use super::origin;
use crate::error::Error;
use crate::rows::{StoredRow, TablePlan, plan};

/// The changeset at hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    pub organization: Uuid,
    pub device: Uuid,
    pub incarnation: i64,
    pub author: Uuid,
    pub changeset: Uuid,
    pub position: Position,
    /// Clamped, in microseconds.
    pub made_at: i64,
}

/// A row that the changeset touches.
pub(super) struct Touched {
    pub plan: &'static TablePlan,
    pub row: StoredRow,
    /// As it stood before; `None` for a new row.
    pub before: Option<StoredRow>,
    pub changed: BTreeSet<usize>,
}

/// Who wrote at a position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writer {
    pub changeset: Uuid,
    pub device: Option<Uuid>,
    /// Which life of the device it was.
    pub incarnation: Option<i64>,
    pub author: Option<Uuid>,
    pub made_at: i64,
    /// What stands at the position is what the writer sent, put together with another's words.
    pub merged: bool,
}

/// The state of a changeset while it is worked out.
pub(super) struct Work {
    pub context: Context,
    pub rows: BTreeMap<(u16, Uuid), Touched>,
    pub conflicts: Vec<Conflict>,
    pub(super) writers: HashMap<i64, Writer>,
    /// Something equal, or a text that fits, stood there already.
    pub(super) merged: bool,
    kind: OutcomeKind,
    reason: Option<String>,
}

impl Work {
    /// Reads the rows that `changes` touch, and who wrote what their authors may not have seen.
    pub(super) async fn load(
        transaction: &Transaction<'_>,
        context: Context,
        changes: &[Change],
    ) -> Result<Self, Error> {
        let mut wanted: BTreeMap<u16, BTreeSet<Uuid>> = BTreeMap::new();
        for change in changes {
            wanted.entry(change.plan.shape.number).or_default().insert(change.id);
        }
        let (mut rows, mut positions) = (BTreeMap::new(), BTreeSet::new());
        for (number, ids) in wanted {
            let Some(plan) = plan(number) else { continue };
            let ids: Vec<Uuid> = ids.into_iter().collect();
            for (id, row) in plan.fetch(transaction, context.organization, &ids).await? {
                positions.insert(row.version(plan));
                positions.extend(row.cell_versions.iter().flatten());
                let before = Some(row.clone());
                rows.insert((number, id), Touched { plan, row, before, changed: BTreeSet::new() });
            }
        }
        let positions: Vec<i64> = positions.into_iter().collect();
        let writers = writers(transaction, context.organization, &positions).await?;
        Ok(Self {
            context,
            rows,
            conflicts: Vec::new(),
            writers,
            merged: false,
            kind: OutcomeKind::Applied,
            reason: None,
        })
    }

    /// Works one operation in; the sentence says why the whole changeset is quarantined.
    pub(super) fn take(&mut self, change: Change) -> Result<(), String> {
        let Change { plan, id, what } = change;
        let key = (plan.shape.number, id);
        match what {
            What::Insert(values) => match self.rows.contains_key(&key) {
                true => self.insert_again(plan, id, values),
                false => {
                    let row = StoredRow::new(values);
                    let changed = BTreeSet::new();
                    self.rows.insert(key, Touched { plan, row, before: None, changed });
                    Ok(())
                }
            },
            What::Update(cells) => {
                if !self.rows.contains_key(&key) {
                    return Err(format!(
                        "It changes a record of {} that the centre does not have.",
                        plan.shape.name.replace('_', " ")
                    ));
                }
                self.note_edit_of_removed(plan, id, &cells);
                self.merge(plan, id, cells, None);
                Ok(())
            }
            What::Remove { base } => self.remove(plan, id, base),
        }
    }

    /// Checks what must hold inside every row, as it now stands.
    pub(super) fn check_rules(&self) -> Result<(), String> {
        for touched in self.rows.values() {
            if touched.before.is_some() && touched.changed.is_empty() {
                continue;
            }
            let number = |name: &str| touched.plan.shape.column_number(name).map(usize::from);
            let lookup = |name: &str| number(name).map(|column| touched.row.get(column));
            let row = Row::new(&lookup);
            (touched.plan.table.rule)(&row).map_err(|broken| broken.sentence)?;
            let Some(before) = &touched.before else { continue };
            let lookup = |name: &str| number(name).map(|column| before.get(column));
            catalog::stays_signed(touched.plan.shape.name, &Row::new(&lookup), &row)
                .map_err(|broken| broken.sentence)?;
        }
        Ok(())
    }

    /// Checks what must hold in whatever was written here and not brought in.
    pub(super) fn check_written_here(&self) -> Result<(), String> {
        for touched in self.rows.values() {
            if touched.before.is_some() && touched.changed.is_empty() {
                continue;
            }
            let number = |name: &str| touched.plan.shape.column_number(name).map(usize::from);
            let lookup = |name: &str| number(name).map(|column| touched.row.get(column));
            let (table, is_new) = (touched.plan.shape.name, touched.before.is_none());
            catalog::written_here(table, is_new, &Row::new(&lookup))
                .map_err(|broken| broken.sentence)?;
        }
        Ok(())
    }

    /// The same id twice: identical, or a ledger entry that differs, or two that merge.
    fn insert_again(
        &mut self,
        plan: &'static TablePlan,
        id: Uuid,
        values: Vec<Value>,
    ) -> Result<(), String> {
        let Some(touched) = self.rows.get(&(plan.shape.number, id)) else { return Ok(()) };
        let differing: Vec<usize> = values
            .iter()
            .enumerate()
            .filter(|(column, value)| {
                !plan.is_bookkeeping(*column)
                    && !origin::is_added(plan, *column)
                    && **value != *touched.row.get(*column)
            })
            .map(|(column, _)| column)
            .collect();
        self.merged = true;
        if differing.is_empty() {
            return Ok(());
        }
        if plan.table.conflict == catalog::Conflict::Ledger {
            return Err(format!(
                "The same entry of {} was written on another PC before, with something else in \
                 it. Look at what stands there, and enter what is missing anew.",
                plan.shape.name.replace('_', " ")
            ));
        }
        let cells = differing
            .into_iter()
            .filter(|column| !says_nothing_new(plan, *column, &values, &touched.row))
            .filter_map(|column| {
                // A field left empty in one of two equal records says nothing against the other.
                let new = values.get(column).filter(|value| !value.is_null())?.clone();
                Some(WantedCell { column, base: Position::START, old: Value::Null, new })
            })
            .collect();
        self.merge(plan, id, cells, Some(Kind::DuplicateInsert));
        Ok(())
    }

    /// An edit that meets a removal its author had not seen lands in the removed row, and is told.
    fn note_edit_of_removed(&mut self, plan: &'static TablePlan, id: Uuid, cells: &[WantedCell]) {
        let Some(touched) = self.rows.get(&(plan.shape.number, id)) else { return };
        if touched.row.get(plan.deleted_at).is_null() {
            return;
        }
        let removal = self.version_of(touched, plan.deleted_at);
        let seen = cells.iter().map(|cell| cell.base).min().unwrap_or_default();
        if removal.position <= seen || removal.device == Some(self.context.device) {
            return;
        }
        let canonical = vec![(plan.deleted_at, touched.row.get(plan.deleted_at).clone())];
        let candidate = cells.iter().map(|cell| (cell.column, cell.new.clone())).collect();
        let other = self.writers.get(&removal.position.0).copied();
        self.keep(
            plan,
            id,
            Kind::DeleteEdit,
            "removal",
            canonical,
            candidate,
            Side::Incoming,
            other,
        );
        self.raise(
            OutcomeKind::NeedsReview,
            "Somebody else removed this record before the change arrived.",
        );
    }

    fn remove(&mut self, plan: &'static TablePlan, id: Uuid, base: Position) -> Result<(), String> {
        let Some(touched) = self.rows.get(&(plan.shape.number, id)) else {
            return Err(format!(
                "It removes a record of {} that the centre does not have.",
                plan.shape.name.replace('_', " ")
            ));
        };
        if !touched.row.get(plan.deleted_at).is_null() {
            self.merged = true;
            return Ok(());
        }
        let unseen: Vec<usize> = (0..plan.shape.columns.len())
            .filter(|column| !plan.is_bookkeeping(*column))
            .filter(|column| {
                let version = self.version_of(touched, *column);
                version.position > base && version.device != Some(self.context.device)
            })
            .collect();
        if unseen.is_empty() {
            let made_at = Value::Integer(self.context.made_at);
            self.put(plan, id, plan.deleted_at, made_at);
            return Ok(());
        }
        let newest = unseen
            .iter()
            .map(|column| self.version_of(touched, *column).position.0)
            .max()
            .unwrap_or_default();
        let canonical =
            unseen.iter().map(|column| (*column, touched.row.get(*column).clone())).collect();
        let candidate = vec![(plan.deleted_at, Value::Integer(self.context.made_at))];
        let other = self.writers.get(&newest).copied();
        self.keep(
            plan,
            id,
            Kind::DeleteEdit,
            "removal",
            canonical,
            candidate,
            Side::Incoming,
            other,
        );
        self.raise(
            OutcomeKind::NeedsReview,
            "Somebody else changed this record before the removal arrived; it stays.",
        );
        Ok(())
    }

    pub(super) fn version_of(&self, touched: &Touched, column: usize) -> CellVersion {
        let position = touched.row.cell_version(touched.plan, column);
        if position == self.context.position.0 || touched.before.is_none() {
            return CellVersion {
                position: self.context.position,
                device: Some(self.context.device),
                made_at: self.context.made_at,
            };
        }
        let writer = self.writers.get(&position);
        CellVersion {
            position: Position(position),
            // The same device in another of its lives is somebody else.
            device: writer.and_then(|writer| writer.device).filter(|device| {
                *device != self.context.device || writer.is_some_and(|own| self.is_own(own))
            }),
            made_at: writer.map_or(0, |writer| writer.made_at),
        }
    }

    /// Whether the PC had written this before. One that was restored from a backup, or copied, has
    /// not seen what it once wrote itself, and what is offered again was made before what the same PC
    /// has written since. What the centre wrote in the PC's name when that enrolled belongs to no
    /// life of it, and comes before all.
    pub(super) fn is_own(&self, writer: &Writer) -> bool {
        writer.device == Some(self.context.device)
            && writer.incarnation.is_none_or(|life| {
                life == self.context.incarnation && writer.made_at <= self.context.made_at
            })
    }

    pub(super) fn put_all(
        &mut self,
        plan: &'static TablePlan,
        id: Uuid,
        cells: Vec<(usize, Value)>,
    ) {
        for (column, value) in cells {
            self.put(plan, id, column, value);
        }
    }

    fn put(&mut self, plan: &'static TablePlan, id: Uuid, column: usize, value: Value) {
        let position = self.context.position.0;
        let Some(touched) = self.rows.get_mut(&(plan.shape.number, id)) else { return };
        if *touched.row.get(column) == value {
            return;
        }
        touched.row.touch(plan, column, position);
        touched.row.set(column, value);
        touched.changed.insert(column);
        if touched.before.is_some() {
            touched.row.set(plan.version, Value::Integer(position));
            touched.row.set(plan.updated_at, Value::Integer(self.context.made_at));
        }
    }

    /// Keeps the values that do not stand.
    #[expect(clippy::too_many_arguments, reason = "one call says one whole fact about a conflict")]
    pub(super) fn keep(
        &mut self,
        plan: &'static TablePlan,
        id: Uuid,
        kind: Kind,
        group: &str,
        canonical: Vec<(usize, Value)>,
        candidate: Vec<(usize, Value)>,
        candidate_is: Side,
        other: Option<Writer>,
    ) {
        let group = group.to_owned();
        self.conflicts.push(Conflict {
            plan,
            id,
            kind,
            group,
            canonical,
            candidate,
            candidate_is,
            other,
            reason: None,
        });
    }

    /// Notes how the changeset ended so far; the gravest word and its reason stay.
    pub(super) fn raise(&mut self, kind: OutcomeKind, reason: &str) {
        let gravity = |kind: OutcomeKind| match kind {
            OutcomeKind::Applied => 0,
            OutcomeKind::Merged => 1,
            OutcomeKind::AppliedWithConflict => 2,
            OutcomeKind::NeedsReview => 3,
            OutcomeKind::Held => 4,
            OutcomeKind::Quarantined => 5,
        };
        if gravity(kind) > gravity(self.kind) {
            self.kind = kind;
            self.reason = Some(reason.to_owned());
        }
    }

    /// How the changeset ended, with a sentence where somebody should know.
    pub(super) fn outcome(&self) -> (OutcomeKind, Option<String>) {
        if self.kind == OutcomeKind::Applied && self.merged {
            return (OutcomeKind::Merged, None);
        }
        (self.kind, self.reason.clone())
    }

    /// Whether any row of the table called `table` is touched.
    pub(super) fn touches(&self, table: &str) -> bool {
        self.rows.values().any(|touched| touched.plan.shape.name == table)
    }

    /// Every row that was written and that devices are told about.
    pub(super) fn log(&self) -> Vec<(u16, Uuid)> {
        self.rows
            .iter()
            .filter(|(_, touched)| touched.plan.travels())
            .filter(|(_, touched)| touched.before.is_none() || !touched.changed.is_empty())
            .map(|(key, _)| *key)
            .collect()
    }
}

/// Whether a state that a row was made with is its first one, or one that the standing row has
/// passed: that it was made says nothing against how far it has come.
fn says_nothing_new(plan: &TablePlan, column: usize, made: &[Value], standing: &StoredRow) -> bool {
    let Some(shape) = plan.shape.columns.get(column) else { return false };
    if plan.table.conflict_of(shape.name) != catalog::Conflict::Progress {
        return false;
    }
    let order = plan.table.column(shape.name).and_then(|column| column.enumeration);
    let step = |value: &Value| value.as_text().and_then(|text| order?.step(text));
    match (made.get(column).and_then(step), step(standing.get(column))) {
        (Some(0), _) => true,
        (Some(made), Some(standing)) => made <= standing,
        _ => false,
    }
}

/// Who wrote at each of these positions.
async fn writers(
    transaction: &Transaction<'_>,
    organization: Uuid,
    positions: &[i64],
) -> Result<HashMap<i64, Writer>, Error> {
    if positions.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = transaction
        .prepare_cached(
            "SELECT position, id, device_id, author, \
             (extract(epoch FROM made_at) * 1000000)::BIGINT, kind = 'merged', incarnation \
             FROM sync_changesets \
             WHERE organization_id = $1 AND position = ANY ($2)",
        )
        .await?;
    let rows = transaction.query(&statement, &[&organization, &positions]).await?;
    Ok(rows
        .iter()
        .map(|row| {
            let writer = Writer {
                changeset: row.get(1),
                device: row.get(2),
                author: row.get(3),
                made_at: row.get(4),
                merged: row.get(5),
                incarnation: row.get(6),
            };
            (row.get(0), writer)
        })
        .collect())
}
