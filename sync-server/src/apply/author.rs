//! Who made a changeset, and what that person may do.

use catalog::{Action, Role, Value};
use uuid::Uuid;

use super::{Batch, Stopped};
use crate::rows::TablePlan;

/// A person as the centre knows them now.
#[derive(Clone, Debug)]
pub(super) struct Author {
    id: Uuid,
    roles: Vec<Role>,
    /// The rows were written while the PC worked alone, under the rules of its own write door.
    upload: bool,
}

/// Reads the author, or says why their changesets are not taken.
pub(super) async fn of(
    batch: &mut Batch<'_>,
    author: Uuid,
    upload: bool,
) -> Result<Author, Stopped> {
    if upload {
        return Ok(Author { id: author, roles: Vec::new(), upload });
    }
    if let Some(known) = batch.authors.get(&author) {
        return Ok(known.clone());
    }
    let statement = batch
        .transaction
        .prepare_cached(
            "SELECT roles::TEXT, is_active AND suspended_at IS NULL AND deleted_at IS NULL \
             FROM users WHERE id = $1 AND organization_id = $2",
        )
        .await?;
    let row =
        batch.transaction.query_opt(&statement, &[&author, &batch.sender.organization]).await?;
    let quarantined = |sentence: &str| Stopped::Quarantined(sentence.to_owned());
    let row =
        row.ok_or_else(|| quarantined("The person who made it is not known at the centre."))?;
    if !row.get::<_, bool>(1) {
        return Err(quarantined("The person who made it may not work here any more."));
    }
    let codes: Vec<String> = serde_json::from_str(row.get(0)).unwrap_or_default();
    let roles = codes.iter().filter_map(|code| Role::from_code(code)).collect();
    let known = Author { id: author, roles, upload };
    batch.authors.insert(author, known.clone());
    Ok(known)
}

impl Author {
    /// What the person is at the clinic.
    pub(super) fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The roles whose reach is checked; a record that was kept elsewhere is not bound to anybody's
    /// patients.
    pub(super) fn bound_roles(&self, command: &str) -> &[Role] {
        if self.brings_a_record_in(command) { &[] } else { &self.roles }
    }

    /// Whether this is a record that was kept elsewhere: of a PC that worked alone, or an
    /// administrator's import.
    pub(super) fn brings_a_record_in(&self, command: &str) -> bool {
        let import = catalog::is_import(command) && self.roles.contains(&Role::Admin);
        self.upload || import
    }

    /// Whether this person may write this value by `action`, where it is a decision.
    pub(super) fn may_decide(
        &self,
        plan: &TablePlan,
        (column, value): (usize, &Value),
        action: Action,
        command: &str,
    ) -> bool {
        let Some(column) = plan.shape.columns.get(column) else { return true };
        if self.brings_a_record_in(command) {
            return true;
        }
        catalog::may_decide(plan.table, column.name, value, action, &self.roles)
    }

    /// Whether this person may do `action` to a row of the table. `columns` are those that an
    /// update changes.
    pub(super) fn may(
        &self,
        plan: &TablePlan,
        action: Action,
        row: Uuid,
        columns: &[&str],
        command: &str,
    ) -> bool {
        if self.upload || self.roles.iter().any(|role| plan.table.access.allows(*role, action)) {
            return true;
        }
        let columns = columns.iter().copied();
        let own_account = catalog::is_own_account(plan.table, row == self.id, action, columns);
        let import =
            matches!(action, Action::Insert | Action::Update) && self.brings_a_record_in(command);
        own_account || import
    }
}
