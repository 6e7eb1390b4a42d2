//! People and sites that two PCs added together, beyond what the plan allows: both stay, and an
//! administrator is asked to look.

use catalog::Limited;
use deadpool_postgres::Transaction;
use uuid::Uuid;

use super::Stopped;
use super::aftermath::{Question, open};
use super::decide::{Touched, Work};
use crate::plan::PlanInUse;

/// A table whose rows a plan counts.
struct Counted {
    table: &'static str,
    what: Limited,
    /// A row counts while it is active and has none of these.
    ends: &'static [&'static str],
    title: &'static str,
    description: &'static str,
}

const COUNTED: &[Counted] = &[
    Counted {
        table: "users",
        what: Limited::People,
        ends: &["suspended_at", "deleted_at"],
        title: "More people sign in than the clinic's plan allows",
        description: "They were added on two PCs that did not know of each other, and all of them \
            work on. Deactivate somebody who has left, or ask whoever runs the server for a larger \
            plan.",
    },
    Counted {
        table: "sites",
        what: Limited::Sites,
        ends: &["deleted_at"],
        title: "More sites are in use than the clinic's plan allows",
        description: "They were opened on two PCs that did not know of each other, and all of them \
            work on. Close one, or ask whoever runs the server for a larger plan.",
    },
];

impl Counted {
    /// Whether the changeset made the row one that counts.
    fn begins(&self, touched: &Touched) -> bool {
        let column = |name: &str| touched.plan.shape.column_number(name).map(usize::from);
        let counts = |row: &crate::rows::StoredRow| {
            let ended = self
                .ends
                .iter()
                .any(|name| column(name).is_some_and(|column| !row.get(column).is_null()));
            let active = column("is_active");
            !ended && active.is_some_and(|column| row.get(column).as_boolean() != Some(false))
        };
        touched.plan.shape.name == self.table
            && counts(&touched.row)
            && !touched.before.as_ref().is_some_and(counts)
    }
}

/// Adds the tasks to what the changeset leaves behind. Runs after its rows are written.
pub(super) async fn ask(transaction: &Transaction<'_>, work: &mut Work) -> Result<(), Stopped> {
    for counted in COUNTED {
        let begun: Option<Uuid> =
            work.rows.iter().find(|(_, touched)| counted.begins(touched)).map(|((_, id), _)| *id);
        let Some(row) = begun else { continue };
        let plan = PlanInUse::of(transaction, work.context.organization).await?;
        if !plan.is_over(counted.what) {
            continue;
        }
        // Without a site nobody's list would show it.
        let statement = transaction
            .prepare_cached(
                "SELECT s.id FROM sites s WHERE s.organization_id = $1 AND s.deleted_at IS NULL \
                 ORDER BY s.id LIMIT 1",
            )
            .await?;
        let site = transaction.query_opt(&statement, &[&work.context.organization]).await?;
        let Some(site) = site else { continue };
        let question = Question {
            title: counted.title,
            description: counted.description,
            kind: "other",
            for_role: Some("admin"),
            assigned_to: None,
            about: (counted.table, row),
            site: site.get(0),
            patient: None,
        };
        open(transaction, work, &question).await?;
    }
    Ok(())
}
