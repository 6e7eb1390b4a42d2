//! Wanted cells against what stands at the centre, one group of columns at a time.

use std::collections::BTreeMap;

use catalog::Value;
use protocol::{Decision, OutcomeKind, Position, Written, merge_group};
use uuid::Uuid;

use super::admit::WantedCell;
use super::conflict::{Kind, Side};
use super::decide::{Touched, Work};
use crate::rows::TablePlan;

impl Work {
    /// Merges wanted cells into a row, group by group.
    pub(super) fn merge(
        &mut self,
        plan: &'static TablePlan,
        id: Uuid,
        cells: Vec<WantedCell>,
        duplicate: Option<Kind>,
    ) {
        let mut groups: BTreeMap<&'static str, Vec<WantedCell>> = BTreeMap::new();
        for cell in cells {
            let Some(shape) = plan.shape.columns.get(cell.column) else { continue };
            groups.entry(plan.table.group_of(shape.name)).or_default().push(cell);
        }
        for (group, cells) in groups {
            self.merge_group(plan, id, group, cells, duplicate);
        }
    }

    fn merge_group(
        &mut self,
        plan: &'static TablePlan,
        id: Uuid,
        group: &'static str,
        cells: Vec<WantedCell>,
        duplicate: Option<Kind>,
    ) {
        let Some(touched) = self.rows.get(&(plan.shape.number, id)) else { return };
        let seen = cells.iter().map(|cell| cell.base).min().unwrap_or_default();
        let others: Vec<usize> = self.unseen_members(plan, touched, group, &cells, seen);
        let written = |column: usize, base: Position, old, new| {
            let name = plan.shape.columns.get(column).map_or("", |shape| shape.name);
            Written {
                rule: plan.table.conflict_of(name),
                order: plan.table.column(name).and_then(|column| column.enumeration),
                current: touched.row.get(column),
                version: self.version_of(touched, column),
                base,
                old,
                new,
            }
        };
        let mut all: Vec<Written<'_>> = cells
            .iter()
            .map(|cell| written(cell.column, cell.base, &cell.old, &cell.new))
            .collect();
        let concurrent = others.iter().chain(cells.iter().map(|cell| &cell.column)).any(|column| {
            let version = self.version_of(touched, *column);
            version.position > seen && version.device != Some(self.context.device)
        });
        // A column of the group that somebody else changed and this author did not: it makes the
        // whole group concurrent, though nothing is wanted of it.
        all.extend(others.iter().map(|column| {
            let current = touched.row.get(*column);
            written(*column, seen, current, current)
        }));
        let mut decision = merge_group(&all, self.context.device, self.context.made_at);
        if matches!(decision, Decision::Win) && !others.is_empty() {
            // Winning would mix two writers' halves of one thing.
            decision = Decision::Lose;
        }
        let newest = all.iter().map(|cell| cell.version.position.0).max().unwrap_or_default();
        let other = self.writers.get(&newest).copied();
        let now: Vec<(usize, Value)> =
            cells.iter().map(|cell| (cell.column, touched.row.get(cell.column).clone())).collect();
        let wanted: Vec<(usize, Value)> =
            cells.into_iter().map(|cell| (cell.column, cell.new)).collect();
        match decision {
            Decision::Equal => self.merged |= concurrent,
            Decision::Apply => self.put_all(plan, id, wanted),
            Decision::Merged(values) => {
                self.merged = true;
                let merged = wanted.iter().map(|(column, _)| *column).zip(values).collect();
                self.put_all(plan, id, merged);
            }
            Decision::Win => {
                self.put_all(plan, id, wanted.clone());
                let kind = duplicate.unwrap_or(Kind::Latest);
                self.keep(plan, id, kind, group, wanted, now, Side::Standing, other);
                self.raise(
                    OutcomeKind::AppliedWithConflict,
                    "Somebody else wrote the same field; the later value stands, the other is kept.",
                );
            }
            Decision::Lose => {
                let kind = duplicate.unwrap_or(Kind::Latest);
                self.keep(plan, id, kind, group, now, wanted, Side::Incoming, other);
                self.raise(
                    OutcomeKind::AppliedWithConflict,
                    "Somebody else wrote the same field later; that value stands, this one is kept.",
                );
            }
            Decision::Review => {
                let kind = duplicate.unwrap_or(Kind::Review);
                self.keep(plan, id, kind, group, now, wanted, Side::Incoming, other);
                self.raise(
                    OutcomeKind::NeedsReview,
                    "Somebody else changed this too; a person must decide which value stands.",
                );
            }
        }
    }

    /// Columns of the group that are not in `cells` and that another device changed unseen.
    fn unseen_members(
        &self,
        plan: &TablePlan,
        touched: &Touched,
        group: &str,
        cells: &[WantedCell],
        seen: Position,
    ) -> Vec<usize> {
        plan.shape
            .columns
            .iter()
            .enumerate()
            .filter(|(column, shape)| {
                plan.table.group_of(shape.name) == group
                    && !cells.iter().any(|cell| cell.column == *column)
            })
            .map(|(column, _)| column)
            .filter(|column| {
                let version = self.version_of(touched, *column);
                // A row's first writer wrote every column; only a change of this one counts.
                version.position > seen
                    && version.device != Some(self.context.device)
                    && touched.row.cell_versions.is_some()
            })
            .collect()
    }
}
