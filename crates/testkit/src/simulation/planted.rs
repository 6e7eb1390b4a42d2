//! Bugs that sync has had elsewhere, done to a world from outside: a harness that does not find
//! them would not find ours.

use catalog::Value;
use migrations::schema;
use protocol::{Changeset, Operation, Outcome, OutcomeKind, Page, PageRow, Position};
use uuid::Uuid;

/// A bug in what surrounds the replica and the centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    /// A cursor over a raw sequence: now and then a row that was committed late is passed over.
    SequenceCursor,
    /// The outbox is written apart from the rows, and a kill between the two loses it.
    OutboxApart,
    /// The last writer wins by the clock: every write claims to have seen what it overwrites.
    LastWriter,
    /// A removal does not travel.
    TombstoneLost,
    /// The scope's filter forgets a table.
    TableForgotten,
    /// A retried push is applied a second time.
    AppliedTwice,
    /// What somebody wrote during an exchange is taken for answered by it.
    OverlayDropped,
    /// A cell that became empty is taken for one that did not change.
    NullIgnored,
    /// A replica's cell is another than the centre's while its version is the same.
    DigestBlind,
    /// A PC does not hear that the centre was restored.
    EpochIgnored,
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::SequenceCursor,
        Self::OutboxApart,
        Self::LastWriter,
        Self::TombstoneLost,
        Self::TableForgotten,
        Self::AppliedTwice,
        Self::OverlayDropped,
        Self::NullIgnored,
        Self::DigestBlind,
        Self::EpochIgnored,
    ];

    /// Whether `changeset` is another now. `head` is the centre's newest position.
    pub(super) fn spoils_changeset(self, changeset: &mut Changeset, head: Position) -> bool {
        if self != Self::LastWriter {
            return false;
        }
        changeset.base = head;
        for operation in &mut changeset.operations {
            match operation {
                Operation::Update { cells, .. } => {
                    cells.iter_mut().for_each(|cell| cell.base = head);
                }
                Operation::Remove { base, .. } => *base = head,
                Operation::Insert { .. } => {}
            }
        }
        true
    }

    /// `written` is what was written on the PC since the exchange began.
    pub(super) fn spoil_page(self, page: &mut Page, written: Option<Uuid>) {
        match self {
            Self::SequenceCursor if page.rows.len() > 1 && page.head.0 % 3 == 0 => {
                page.rows.remove(0);
            }
            Self::TableForgotten => page.rows.retain(|row| !is_payment(row)),
            Self::TombstoneLost => page.rows.iter_mut().for_each(take_tombstone),
            Self::OverlayDropped => page.outcomes.extend(written.map(|changeset| Outcome {
                changeset,
                counter: 0,
                position: page.to.position,
                kind: OutcomeKind::Applied,
                reason: None,
            })),
            Self::NullIgnored => {
                for row in &mut page.rows {
                    if let PageRow::Changed { cells, .. } = row {
                        cells.retain(|(_, value)| !value.is_null());
                    }
                }
            }
            _ => {}
        }
    }
}

fn is_payment(row: &PageRow) -> bool {
    let (PageRow::Whole { table, .. }
    | PageRow::Changed { table, .. }
    | PageRow::Forget { table, .. }) = row;
    schema().table("payments").is_some_and(|payments| payments.number == *table)
}

fn take_tombstone(row: &mut PageRow) {
    let number = |table: u16| {
        schema().tables.iter().find(|shape| shape.number == table)?.column_number("deleted_at")
    };
    match row {
        PageRow::Whole { table, values, .. } => {
            let cell = number(*table).and_then(|column| values.get_mut(usize::from(column)));
            if let Some(cell) = cell {
                *cell = Value::Null;
            }
        }
        PageRow::Changed { table, cells, .. } => {
            let removed = number(*table);
            cells.retain(|(column, _)| Some(*column) != removed);
        }
        PageRow::Forget { .. } => {}
    }
}
