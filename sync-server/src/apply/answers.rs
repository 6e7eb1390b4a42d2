//! Nobody writes another person's name where the record says who answers for it.
//!
//! Two exceptions carry a name on that stands already: a correction keeps who did what it corrects,
//! and who decides between two values keeps the name of the one that is chosen.

use uuid::Uuid;

use super::admit::{Change, What};
use super::decide::{Touched, Work};
use super::intent::was_asked_about;
use super::{Batch, Stopped};

/// Another person's name in a column that says who answers.
pub(super) struct Claim {
    key: (u16, Uuid),
    column: &'static str,
    person: Uuid,
}

/// What the changes say in the name of somebody else than their author.
pub(super) fn claims(author: Uuid, changes: &[Change]) -> Vec<Claim> {
    changes
        .iter()
        .flat_map(|change| {
            let written: Vec<_> = match &change.what {
                What::Insert(values) => values.iter().enumerate().collect(),
                What::Update(cells) => cells.iter().map(|cell| (cell.column, &cell.new)).collect(),
                What::Remove { .. } => Vec::new(),
            };
            written.into_iter().filter_map(move |(column, value)| {
                let column = change.plan.shape.columns.get(column)?.name;
                let person = value.as_uuid().filter(|person| *person != author)?;
                catalog::names_who_answers(change.plan.table, column).then_some(Claim {
                    key: (change.plan.shape.number, change.id),
                    column,
                    person,
                })
            })
        })
        .collect()
}

/// Quarantines a changeset with a name that its author made up. Runs after the rows are written.
pub(super) async fn check(batch: &Batch<'_>, claims: &[Claim], work: &Work) -> Result<(), Stopped> {
    for claim in claims {
        let stood = |value: &serde_json::Value| {
            value.as_str().and_then(|text| text.parse().ok()) == Some(claim.person)
        };
        if was_asked_about(claim.key.1, claim.column, stood, work) {
            continue;
        }
        let Some(touched) = work.rows.get(&claim.key) else { continue };
        if is_kept(batch, claim, touched).await? {
            continue;
        }
        return Err(Stopped::Quarantined(format!(
            "It is written in somebody else's name: {} ({}).",
            claim.column.replace('_', " "),
            touched.plan.shape.name.replace('_', " ")
        )));
    }
    Ok(())
}

/// Whether the row corrects another one of its table in which the same name stands.
async fn is_kept(batch: &Batch<'_>, claim: &Claim, touched: &Touched) -> Result<bool, Stopped> {
    let shape = touched.plan.shape;
    let corrects = shape.column_number("corrects_id").map(usize::from);
    let Some(corrected) = corrects.and_then(|column| touched.row.get(column).as_uuid()) else {
        return Ok(false);
    };
    let statement = batch
        .transaction
        .prepare_cached(&format!(
            "SELECT 1 FROM {} WHERE id = $1 AND id <> $2 AND {} = $3 AND organization_id = $4",
            shape.name, claim.column
        ))
        .await?;
    let asked = batch
        .transaction
        .query_opt(
            &statement,
            &[&corrected, &claim.key.1, &claim.person, &batch.sender.organization],
        )
        .await?;
    Ok(asked.is_some())
}
