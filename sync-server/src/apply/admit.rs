//! What a changeset must satisfy before anything of it is looked at: the catalog's shapes, types,
//! enumerations and rights. Reasons name the field and never a value.

use catalog::{Action, Conflict, Value};
use protocol::{Cell, Changeset, Operation, Position};
use uuid::Uuid;

use super::author::Author;
use super::decide::Context;
use crate::cells::canonical;
use crate::rows::{TablePlan, plan};

/// An operation whose shape is sound, with its values as Postgres will give them back.
pub(super) struct Change {
    pub plan: &'static TablePlan,
    pub id: Uuid,
    pub what: What,
}

impl Change {
    /// Lets `known` say how much of what its author had seen counts.
    pub(super) fn limit_bases(&mut self, known: impl Fn(Position) -> Position) {
        match &mut self.what {
            What::Insert(_) => {}
            What::Update(cells) => cells.iter_mut().for_each(|cell| cell.base = known(cell.base)),
            What::Remove { base } => *base = known(*base),
        }
    }
}

/// What is to be done to the row.
pub(super) enum What {
    /// By column number, bookkeeping filled in.
    Insert(Vec<Value>),
    /// The changed cells; columns that only the centre writes are left out.
    Update(Vec<WantedCell>),
    Remove {
        /// The row version that the person saw.
        base: Position,
    },
}

/// One cell of an update.
pub(super) struct WantedCell {
    pub column: usize,
    pub base: Position,
    pub old: Value,
    pub new: Value,
}

/// Checks every operation; the sentence says why the whole changeset is quarantined.
pub(super) fn admit(
    changeset: &Changeset,
    author: &Author,
    context: &Context,
) -> Result<Vec<Change>, String> {
    changeset
        .operations
        .iter()
        .map(|operation| {
            let plan = plan(operation.table())
                .ok_or("It writes a table that does not travel.".to_owned())?;
            let id = operation.row_id();
            let change = match operation {
                Operation::Insert { row, .. } => insert(plan, id, row, context)?,
                Operation::Update { cells, .. } => update(plan, cells, changeset.base)?,
                Operation::Remove { base, .. } => {
                    not_a_ledger(plan)?;
                    What::Remove { base: (*base).min(changeset.base) }
                }
            };
            let (action, columns): (_, Vec<&str>) = match &change {
                What::Insert(_) => (Action::Insert, Vec::new()),
                What::Update(cells) => (
                    Action::Update,
                    cells
                        .iter()
                        .filter_map(|cell| plan.shape.columns.get(cell.column))
                        .map(|column| column.name)
                        .collect(),
                ),
                What::Remove { .. } => (Action::Remove, Vec::new()),
            };
            if !author.may(plan, action, id, &columns, &changeset.command) {
                let table = spoken(plan.shape.name);
                return Err(match action {
                    Action::Insert => format!("The person who made it may not add to {table}."),
                    Action::Remove => {
                        format!("The person who made it may not remove from {table}.")
                    }
                    _ => format!("The person who made it may not change {table}."),
                });
            }
            if let Some(column) = decision(author, plan, &change, &changeset.command) {
                return Err(format!(
                    "The person who made it may not decide this: {}.",
                    field(plan, column)
                ));
            }
            Ok(Change { plan, id, what: change })
        })
        .collect()
}

/// The first column into which the author writes a decision that is not theirs.
fn decision(author: &Author, plan: &TablePlan, what: &What, command: &str) -> Option<usize> {
    let not_theirs = |column: usize, value: &Value, action: Action| -> Option<usize> {
        (!author.may_decide(plan, (column, value), action, command)).then_some(column)
    };
    match what {
        What::Insert(values) => values
            .iter()
            .enumerate()
            .find_map(|(column, value)| not_theirs(column, value, Action::Insert)),
        What::Update(cells) => {
            cells.iter().find_map(|cell| not_theirs(cell.column, &cell.new, Action::Update))
        }
        What::Remove { .. } => None,
    }
}

fn insert(
    plan: &'static TablePlan,
    id: Uuid,
    row: &[Value],
    context: &Context,
) -> Result<What, String> {
    let mut values = Vec::with_capacity(plan.shape.columns.len());
    for index in 0..plan.shape.columns.len() {
        let given = row.get(index).cloned().unwrap_or_default();
        values.push(fit(plan, index, given)?);
    }
    let organization = Value::Uuid(context.organization);
    if !matches!(values.get(plan.organization), None | Some(Value::Null))
        && values.get(plan.organization) != Some(&organization)
    {
        return Err(format!(
            "A row of {} belongs to another organization.",
            spoken(plan.shape.name)
        ));
    }
    let made_at = Value::Integer(context.made_at);
    for (index, column) in plan.shape.columns.iter().enumerate() {
        let Some(value) = values.get_mut(index) else { continue };
        if column.name == "id" {
            *value = Value::Uuid(id);
        } else if index == plan.organization {
            *value = organization.clone();
        } else if index == plan.created_at || index == plan.updated_at {
            *value = made_at.clone();
        } else if index == plan.deleted_at || centre_only(plan, index) {
            *value = Value::Null;
        } else if index == plan.version {
            *value = Value::Integer(context.position.0);
        }
        if column.not_null && value.is_null() {
            return Err(format!("{} is empty.", field(plan, index)));
        }
    }
    Ok(What::Insert(values))
}

fn update(plan: &'static TablePlan, cells: &[Cell], base: Position) -> Result<What, String> {
    not_a_ledger(plan)?;
    let mut wanted = Vec::with_capacity(cells.len());
    for cell in cells {
        let column = usize::from(cell.column);
        let Some(shape) = plan.shape.columns.get(column) else {
            return Err(format!("{} has no such field.", spoken(plan.shape.name)));
        };
        if plan.is_bookkeeping(column) || shape.name == "id" {
            return Err(format!("{} is not written by a person.", field(plan, column)));
        }
        if centre_only(plan, column) {
            continue;
        }
        let new = fit(plan, column, cell.new.clone())?;
        if shape.not_null && new.is_null() {
            return Err(format!("{} is empty.", field(plan, column)));
        }
        // Nobody has seen more than the replica had confirmed.
        let seen = cell.base.min(base);
        wanted.push(WantedCell { column, base: seen, old: cell.old.clone(), new });
    }
    Ok(What::Update(wanted))
}

fn not_a_ledger(plan: &TablePlan) -> Result<(), String> {
    if plan.table.conflict == Conflict::Ledger {
        return Err(format!(
            "An entry of {} is never changed; it is corrected with a new one.",
            spoken(plan.shape.name)
        ));
    }
    Ok(())
}

/// The value in its one canonical form, of the column's type and one of its enumeration.
fn fit(plan: &TablePlan, column: usize, value: Value) -> Result<Value, String> {
    let Some(kind) = plan.kind(column) else {
        return Err(format!("{} has no such field.", spoken(plan.shape.name)));
    };
    let value = canonical(kind, value).map_err(|why| format!("{} {why}.", field(plan, column)))?;
    let enumeration = plan
        .shape
        .columns
        .get(column)
        .and_then(|shape| plan.table.column(shape.name))
        .and_then(|column| column.enumeration);
    if let (Some(text), Some(enumeration)) = (value.as_text(), enumeration)
        && !enumeration.admits(text)
    {
        return Err(format!(
            "{} is not one of the values that can be chosen.",
            field(plan, column)
        ));
    }
    Ok(value)
}

fn centre_only(plan: &TablePlan, column: usize) -> bool {
    plan.shape
        .columns
        .get(column)
        .and_then(|shape| plan.table.column(shape.name))
        .is_some_and(|column| column.centre)
}

/// `Date of birth (patients)`.
fn field(plan: &TablePlan, column: usize) -> String {
    let name = plan.shape.columns.get(column).map_or("", |column| column.name);
    let words = spoken(name);
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().collect::<String>());
    format!("{}{} ({})", first.unwrap_or_default(), letters.as_str(), spoken(plan.shape.name))
}

fn spoken(name: &str) -> String {
    name.replace('_', " ")
}
