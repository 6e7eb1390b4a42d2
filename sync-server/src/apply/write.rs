//! Carries out what was decided: new rows of a table in one statement, changed rows one by one.
//!
//! Where a rule across rows breaks (a slot taken twice, a number used twice), a new row lands held
//! and a change stays beside the canonical value; the rest of the changeset lands.

use std::collections::{BTreeMap, BTreeSet};

use catalog::Value;
use deadpool_postgres::Transaction;
use protocol::OutcomeKind;
use uuid::Uuid;

use super::Stopped;
use super::conflict::{Conflict, Kind, Side};
use super::decide::{Touched, Work};
use super::follows;
use super::settled::settle;
use crate::error::Error;
use crate::rows::{StoredRow, TablePlan, plan_named};

/// Writes everything; afterwards `work` says what stands.
pub(super) async fn write(transaction: &Transaction<'_>, work: &mut Work) -> Result<(), Stopped> {
    let mut inserted: BTreeMap<u16, Vec<Uuid>> = BTreeMap::new();
    let mut updated: Vec<(u16, Uuid)> = Vec::new();
    for ((table, id), touched) in &work.rows {
        if touched.before.is_none() {
            inserted.entry(*table).or_default().push(*id);
        } else if !touched.changed.is_empty() {
            updated.push((*table, *id));
        }
    }
    // Changes before new rows: a booking that moves away makes room for the one that comes. What
    // leads comes before what follows it, which stays where the leader could not go.
    updated.sort_by_key(|(table, _)| !follows::leads(*table));
    for (table, id) in updated {
        update(transaction, work, table, id).await?;
    }
    for (table, ids) in inserted {
        insert(transaction, work, table, &ids).await?;
    }
    write_conflicts(transaction, work).await?;
    Ok(())
}

async fn insert(
    transaction: &Transaction<'_>,
    work: &mut Work,
    table: u16,
    ids: &[Uuid],
) -> Result<(), Stopped> {
    let rows: Vec<&Touched> = ids.iter().filter_map(|id| work.rows.get(&(table, *id))).collect();
    let Some(plan) = rows.first().map(|touched| touched.plan) else { return Ok(()) };
    let all: Vec<&StoredRow> = rows.iter().map(|touched| &touched.row).collect();
    if !plan.table.guarded {
        plan.insert(transaction, &all).await?;
        return Ok(());
    }
    if attempt(transaction, plan.insert(transaction, &all)).await?.is_none() {
        return Ok(());
    }
    for id in ids {
        insert_guarded(transaction, work, plan, *id).await?;
    }
    Ok(())
}

/// One new row of a guarded table: as wanted, or held.
async fn insert_guarded(
    transaction: &Transaction<'_>,
    work: &mut Work,
    plan: &'static TablePlan,
    id: Uuid,
) -> Result<(), Stopped> {
    let key = (plan.shape.number, id);
    let Some(touched) = work.rows.get(&key) else { return Ok(()) };
    let Some(broken) = attempt(transaction, plan.insert(transaction, &[&touched.row])).await?
    else {
        return Ok(());
    };
    let Some(held_reason) = held_column(plan) else {
        return Err(Stopped::Fault(Error::Broken("a guarded table cannot hold rows".to_owned())));
    };
    let columns = guarding_columns(transaction, plan, &broken).await?;
    let code = held_code(plan, &broken);
    let Some(touched) = work.rows.get_mut(&key) else { return Ok(()) };
    touched.row.set(held_reason, Value::from(code));
    plan.insert(transaction, &[&touched.row]).await?;
    let wanted = columns
        .into_iter()
        .filter(|column| *column != held_reason)
        .map(|column| (column, touched.row.get(column).clone()))
        .collect();
    hold(work, plan, id, code, Vec::new(), wanted);
    Ok(())
}

async fn update(
    transaction: &Transaction<'_>,
    work: &mut Work,
    table: u16,
    id: Uuid,
) -> Result<(), Stopped> {
    let Some(touched) = work.rows.get(&(table, id)) else { return Ok(()) };
    let plan = touched.plan;
    if !plan.table.guarded {
        let changed: Vec<usize> = touched.changed.iter().copied().collect();
        plan.update(transaction, id, &touched.row, &changed).await?;
        return Ok(());
    }
    if held_column(plan).is_some_and(|column| !touched.row.get(column).is_null()) {
        return update_held(transaction, work, plan, id).await;
    }
    // Each round gives up the columns of one broken rule, so there are at most as many rounds as
    // there are rules on the table.
    for _ in 0..8 {
        let Some(touched) = work.rows.get(&(table, id)) else { return Ok(()) };
        let changed: Vec<usize> = touched.changed.iter().copied().collect();
        if changed.is_empty() {
            return Ok(());
        }
        let tried = plan.update(transaction, id, &touched.row, &changed);
        let Some(broken) = attempt(transaction, tried).await? else { return Ok(()) };
        let columns = guarding_columns(transaction, plan, &broken).await?;
        let code = held_code(plan, &broken);
        let given_up: BTreeSet<usize> =
            columns.into_iter().filter(|column| changed.contains(column)).collect();
        if given_up.is_empty() {
            return Err(Stopped::Quarantined("It breaks a rule between records.".to_owned()));
        }
        let Some(touched) = work.rows.get_mut(&(table, id)) else { return Ok(()) };
        let (canonical, wanted) = give_up(touched, &given_up);
        follows::stay(work, plan, id, &canonical);
        hold(work, plan, id, code, canonical, wanted);
    }
    Err(Stopped::Quarantined("It breaks several rules between records.".to_owned()))
}

fn held_column(plan: &TablePlan) -> Option<usize> {
    plan.shape.column_number("held_reason").map(usize::from)
}

/// A change of a held row: where it breaks no rule any more (moved, overbooked, cancelled), the
/// row is held no longer; otherwise it changes and stays held.
async fn update_held(
    transaction: &Transaction<'_>,
    work: &mut Work,
    plan: &'static TablePlan,
    id: Uuid,
) -> Result<(), Stopped> {
    let key = (plan.shape.number, id);
    let position = work.context.position.0;
    let (Some(held), Some(touched)) = (held_column(plan), work.rows.get_mut(&key)) else {
        return Ok(());
    };
    let as_changed = touched.row.clone();
    let changed: Vec<usize> = touched.changed.iter().copied().collect();
    touched.row.touch(plan, held, position);
    touched.row.set(held, Value::Null);
    touched.changed.insert(held);
    let all: Vec<usize> = touched.changed.iter().copied().collect();
    let tried = plan.update(transaction, id, &touched.row, &all);
    let Some(broken) = attempt(transaction, tried).await? else {
        return settle(transaction, work, plan, id).await;
    };
    let code = held_code(plan, &broken);
    touched.row = as_changed;
    touched.changed.remove(&held);
    if touched.row.get(held).as_text() != Some(code) {
        touched.row.touch(plan, held, position);
        touched.row.set(held, Value::from(code));
        touched.changed.insert(held);
    }
    let columns: Vec<usize> = touched.changed.iter().copied().collect();
    plan.update(transaction, id, &touched.row, &columns).await?;
    let wanted: Cells = guarding_columns(transaction, plan, &broken)
        .await?
        .into_iter()
        .filter(|column| changed.contains(column))
        .map(|column| (column, touched.row.get(column).clone()))
        .collect();
    if !wanted.is_empty() {
        hold(work, plan, id, code, Vec::new(), wanted);
    }
    Ok(())
}

/// Cells by column number.
pub(super) type Cells = Vec<(usize, Value)>;

/// Puts the canonical values back; returns them and what was wanted instead.
pub(super) fn give_up(touched: &mut Touched, columns: &BTreeSet<usize>) -> (Cells, Cells) {
    let (mut canonical, mut wanted) = (Vec::new(), Vec::new());
    let Some(before) = touched.before.clone() else { return (canonical, wanted) };
    for column in columns {
        let value = before.get(*column).clone();
        wanted.push((*column, touched.row.get(*column).clone()));
        canonical.push((*column, value.clone()));
        touched.row.set(*column, value);
        touched.changed.remove(column);
        let version = before.cell_version(touched.plan, *column);
        if let Some(versions) = &mut touched.row.cell_versions
            && let Some(cell) = versions.get_mut(*column)
        {
            *cell = version;
        }
    }
    (canonical, wanted)
}

fn hold(
    work: &mut Work,
    plan: &'static TablePlan,
    id: Uuid,
    code: &str,
    canonical: Cells,
    candidate: Cells,
) {
    work.conflicts.push(Conflict {
        plan,
        id,
        kind: Kind::Held,
        group: code.to_owned(),
        canonical,
        candidate,
        candidate_is: Side::Incoming,
        other: None,
        reason: Some(sentence(code).to_owned()),
    });
    work.raise(OutcomeKind::Held, sentence(code));
}

fn sentence(code: &str) -> &'static str {
    match code {
        "practitioner_taken" => "The practitioner was booked for this time by somebody else first.",
        "patient_taken" => "The patient has another appointment at this time.",
        "room_taken" => "The room was booked for this time by somebody else first.",
        "bed_taken" => "Another patient lies in this bed at this time.",
        "patient_bed_taken" => "The patient lies in another bed at this time.",
        "resource_taken" => "The room or machine is booked for this time by somebody else first.",
        "slot_taken" => "The slot was booked by somebody else first.",
        "number_taken" => "The number is used by another record already.",
        "username_taken" => "The name at sign-in belongs to somebody else already.",
        "rank_taken" => "The patient has another active policy of this rank.",
        _ => "It meets a rule that only one record can satisfy, and another was first.",
    }
}

/// The reason code that a constraint's name ends with: `appointments_slot_taken` → `slot_taken`.
fn held_code<'a>(plan: &TablePlan, constraint: &'a str) -> &'a str {
    constraint
        .strip_prefix(plan.shape.name)
        .and_then(|rest| rest.strip_prefix('_'))
        .unwrap_or(constraint)
}

/// Tries a statement inside its own savepoint. `Some` names the rule across rows that it breaks;
/// every other error stops the changeset.
async fn attempt(
    transaction: &Transaction<'_>,
    statement: impl Future<Output = Result<(), Error>>,
) -> Result<Option<String>, Stopped> {
    transaction.batch_execute("SAVEPOINT attempt").await?;
    let error = match statement.await {
        Ok(()) => {
            transaction.batch_execute("RELEASE attempt").await?;
            return Ok(None);
        }
        Err(error) => error,
    };
    let broken = match &error {
        Error::Database(database) => database
            .as_db_error()
            .filter(|db| matches!(db.code().code(), "23505" | "23P01"))
            .and_then(|db| db.constraint())
            .filter(|constraint| constraint.ends_with("_taken"))
            .map(str::to_owned),
        _ => None,
    };
    let Some(broken) = broken else { return Err(error.into()) };
    transaction.batch_execute("ROLLBACK TO attempt; RELEASE attempt").await?;
    Ok(Some(broken))
}

/// The columns that a rule across rows reads, as its index in Postgres says.
async fn guarding_columns(
    transaction: &Transaction<'_>,
    plan: &TablePlan,
    constraint: &str,
) -> Result<Vec<usize>, Error> {
    let statement =
        transaction.prepare_cached("SELECT pg_get_indexdef(to_regclass($1::TEXT))").await?;
    let row = transaction.query_one(&statement, &[&constraint]).await?;
    let definition: Option<String> = row.get(0);
    let definition = definition.unwrap_or_default();
    let words: BTreeSet<&str> = definition
        .split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
        .collect();
    Ok(plan
        .shape
        .columns
        .iter()
        .enumerate()
        .filter(|(column, shape)| !plan.is_bookkeeping(*column) && words.contains(shape.name))
        .map(|(column, _)| column)
        .collect())
}

async fn write_conflicts(transaction: &Transaction<'_>, work: &mut Work) -> Result<(), Stopped> {
    let Some(plan) = plan_named("sync_conflicts") else {
        return Err(Stopped::Fault(Error::Broken("there is no conflict inbox".to_owned())));
    };
    let mut rows: BTreeMap<Uuid, StoredRow> = BTreeMap::new();
    for conflict in &work.conflicts {
        let Some(about) = work.rows.get(&(conflict.plan.shape.number, conflict.id)) else {
            continue;
        };
        let Some((id, row)) = conflict.row(&work.context, &about.row) else { continue };
        // One action may write a cell twice. What its author wanted in the end is what waits; what
        // stood before is what was there first.
        if conflict.candidate_is == Side::Incoming {
            rows.insert(id, row);
        } else {
            rows.entry(id).or_insert(row);
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    let all: Vec<&StoredRow> = rows.values().collect();
    plan.insert(transaction, &all).await?;
    for (id, row) in rows {
        let touched = Touched { plan, row, before: None, changed: BTreeSet::new() };
        work.rows.insert((plan.shape.number, id), touched);
    }
    Ok(())
}
