//! What happens when two people wrote the same thing without having seen each other.
//!
//! Pure functions over one group of cells. Causality comes from base versions, never from
//! clocks; a clock only chooses between two values that are both kept.

use catalog::{Conflict, Enumeration, Value};
use uuid::Uuid;

use crate::Position;

/// Who wrote a cell last, as the centre knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellVersion {
    /// The position of the changeset that wrote it.
    pub position: Position,
    /// That changeset's device; `None` for the centre or an operator.
    pub device: Option<Uuid>,
    /// That changeset's `made_at`, clamped, in microseconds.
    pub made_at: i64,
}

/// One cell of an incoming update beside what stands at the centre.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The column's rule.
    pub rule: Conflict,
    /// The column's enumeration, whose order decides under [`Conflict::Progress`].
    pub order: Option<&'static Enumeration>,
    /// What stands at the centre.
    pub current: &'a Value,
    /// Who wrote that.
    pub version: CellVersion,
    /// The version that the author's screen showed.
    pub base: Position,
    /// What stood on the author's screen.
    pub old: &'a Value,
    /// What the author wants.
    pub new: &'a Value,
}

/// What the centre does with an incoming group of cells.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// The same values stand there already, or say the same.
    Equal,
    /// The author had seen the last change: the new values apply.
    Apply,
    /// Both sides fit together, or the incoming one was first: these values apply.
    Merged(Vec<Value>),
    /// Concurrent, and the incoming values are the later ones: they apply, the others are kept.
    Win,
    /// Concurrent, and the incoming values are the earlier ones: they are kept beside.
    Lose,
    /// Concurrent in something that only a person may decide: the canonical values stay.
    Review,
}

/// Decides about one column that stands alone; see [`merge_group`].
pub fn decide(cell: Written<'_>, device: Uuid, made_at: i64) -> Decision {
    merge_group(&[cell], device, made_at)
}

/// Decides about columns that mean one thing together; they are never mixed from two writers.
///
/// `device` and `made_at` are the incoming changeset's, `made_at` already clamped. An earlier
/// changeset of the same device counts as seen by it.
pub fn merge_group(cells: &[Written<'_>], device: Uuid, made_at: i64) -> Decision {
    let differing: Vec<&Written<'_>> =
        cells.iter().filter(|cell| cell.current != cell.new).collect();
    if differing.is_empty() {
        return Decision::Equal;
    }
    let concurrent: Vec<&Written<'_>> = cells
        .iter()
        .filter(|cell| cell.version.position > cell.base && cell.version.device != Some(device))
        .collect();
    if concurrent.is_empty() {
        return Decision::Apply;
    }
    match strictest(&differing) {
        Conflict::Latest => {
            let theirs = concurrent.iter().map(|cell| cell.version.made_at).max().unwrap_or(0);
            if made_at > theirs { Decision::Win } else { Decision::Lose }
        }
        Conflict::Text => merge_texts(cells).map_or(Decision::Review, Decision::Merged),
        Conflict::Progress => progress(&differing),
        Conflict::Earliest => earliest(cells),
        Conflict::Review | Conflict::Ledger => Decision::Review,
    }
}

fn strictest(cells: &[&Written<'_>]) -> Conflict {
    let rank = |rule: Conflict| match rule {
        Conflict::Latest => 0,
        Conflict::Earliest => 1,
        Conflict::Text => 2,
        Conflict::Progress => 3,
        Conflict::Review => 4,
        Conflict::Ledger => 5,
    };
    cells.iter().map(|cell| cell.rule).max_by_key(|rule| rank(*rule)).unwrap_or(Conflict::Review)
}

/// The further of two states wins where both lie on the declared path; leaving the path
/// (cancelled while somebody checked the patient in) is a person's decision.
fn progress(cells: &[&Written<'_>]) -> Decision {
    let step = |cell: &Written<'_>, value: &Value| {
        let text = value.as_text()?;
        cell.order?.step(text)
    };
    let mut decision = Decision::Lose;
    for cell in cells {
        match (step(cell, cell.current), step(cell, cell.new)) {
            (Some(current), Some(new)) if new > current => decision = Decision::Apply,
            (Some(_), Some(_)) => {}
            _ => return Decision::Review,
        }
    }
    decision
}

/// Whoever was first has said it all; the other found the same a little later.
fn earliest(cells: &[Written<'_>]) -> Decision {
    let moments = cells
        .iter()
        .filter(|cell| cell.rule == Conflict::Earliest)
        .find_map(|cell| Some((cell.new.as_integer()?, cell.current.as_integer()?)));
    match moments {
        Some((new, current)) if new < current => {
            Decision::Merged(cells.iter().map(|cell| cell.new.clone()).collect())
        }
        Some(_) => Decision::Equal,
        None => Decision::Review,
    }
}

/// Three-way by lines; `None` where the two changes touch.
fn merge_texts(cells: &[Written<'_>]) -> Option<Vec<Value>> {
    cells
        .iter()
        .map(|cell| {
            if cell.current == cell.new || cell.new == cell.old {
                return Some(cell.current.clone());
            }
            if cell.current == cell.old {
                return Some(cell.new.clone());
            }
            let old = cell.old.as_text().unwrap_or_default();
            let merged = diffy::merge(old, cell.current.as_text()?, cell.new.as_text()?).ok()?;
            Some(Value::Text(merged))
        })
        .collect()
}
