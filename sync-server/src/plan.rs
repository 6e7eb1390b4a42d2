//! The organization's plan: how many PCs, people and sites it allows. One PC more than that is not
//! enrolled. What PCs send is never refused for it: two of them may each have added the last person
//! without a network. It is taken, and an administrator is asked to look (`apply::aftermath`). What
//! stands already when a plan gets smaller stays and works on.

use axum::http::StatusCode;
use catalog::Limited;
use deadpool_postgres::GenericClient;
use uuid::Uuid;

use crate::database::Database;
use crate::enrolment::only_organization;
use crate::error::Error;
use crate::security::{Entry, Operator};

/// What a plan allows and how much of it is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanInUse {
    /// The plan's name; `None` where none was agreed, which limits nothing.
    pub plan: Option<String>,
    /// What is counted, how many there are, and how many the plan allows.
    pub counted: Vec<(Limited, i64, Option<i64>)>,
}

impl PlanInUse {
    /// Reads the plan of an organization and counts.
    pub(crate) async fn of(client: &impl GenericClient, organization: Uuid) -> Result<Self, Error> {
        let statement = client.prepare_cached(IN_USE).await?;
        let row = client.query_one(&statement, &[&organization]).await?;
        let plan: Option<String> = row.get("subscription_plan");
        let counted = Limited::ALL
            .into_iter()
            .map(|what| {
                let in_use = row.get(match what {
                    Limited::Devices => "devices",
                    Limited::People => "people",
                    Limited::Sites => "sites",
                });
                (what, in_use, what.most(plan.as_deref()))
            })
            .collect();
        Ok(Self { plan, counted })
    }

    /// Why one more of these is too many, if it is.
    pub(crate) fn no_more(&self, what: Limited) -> Option<String> {
        let (_, in_use, _) = self.counted.iter().find(|(counted, _, _)| *counted == what)?;
        what.no_more(self.plan.as_deref(), *in_use)
    }

    /// Whether more than the plan allows are in use.
    pub(crate) fn is_over(&self, what: Limited) -> bool {
        self.counted.iter().any(|(counted, in_use, most)| {
            *counted == what && most.is_some_and(|most| *in_use > most)
        })
    }
}

/// $1 the organization.
const IN_USE: &str = "SELECT o.subscription_plan, \
    (SELECT count(*) FROM device_keys k WHERE k.organization_id = o.id \
     AND k.revoked_at IS NULL) AS devices, \
    (SELECT count(*) FROM users u WHERE u.organization_id = o.id AND u.is_active \
     AND u.suspended_at IS NULL AND u.deleted_at IS NULL \
     AND u.roles <> '[\"patient\"]'::JSONB) AS people, \
    (SELECT count(*) FROM sites s WHERE s.organization_id = o.id AND s.is_active \
     AND s.deleted_at IS NULL) AS sites \
    FROM organizations o WHERE o.id = $1";

/// Refuses to enrol one PC more than the plan allows.
///
/// # Errors
/// [`Error::Refused`] with `plan_limit`.
pub(crate) async fn one_more_pc(
    client: &impl GenericClient,
    organization: Uuid,
) -> Result<(), Error> {
    match PlanInUse::of(client, organization).await?.no_more(Limited::Devices) {
        Some(sentence) => Err(Error::refused(StatusCode::FORBIDDEN, "plan_limit", sentence)),
        None => Ok(()),
    }
}

/// The plan of this server's organization.
///
/// # Errors
/// [`Error::Broken`] where there is no organization yet; [`Error::Database`].
pub(crate) async fn show(database: &Database) -> Result<PlanInUse, Error> {
    let client = database.get().await?;
    let organization = only_organization(&client).await?.ok_or_else(nobody)?;
    PlanInUse::of(&client, organization).await
}

/// Puts the organization on another plan; `None` for none, which limits nothing.
///
/// # Errors
/// [`Error::Broken`] where there is no such plan or no organization yet; [`Error::Database`].
pub(crate) async fn set(
    database: &Database,
    plan: Option<&str>,
    operator: &Operator,
) -> Result<PlanInUse, Error> {
    let known = catalog::table("organizations")
        .and_then(|table| table.column("subscription_plan"))
        .and_then(|column| column.enumeration);
    let is_known =
        |plan: &str| known.is_some_and(|known| known.values.iter().any(|(word, _)| *word == plan));
    if let Some(plan) = plan.filter(|plan| !is_known(plan)) {
        return Err(Error::Broken(format!("there is no plan {plan}")));
    }
    let mut client = database.get().await?;
    let transaction = client.transaction().await?;
    let organization = only_organization(&transaction).await?.ok_or_else(nobody)?;
    let user = operator.user(&transaction, organization).await?;
    transaction
        .execute("SELECT set_config('holdfast.command', 'organization.plan', true)", &[])
        .await?;
    transaction
        .execute(
            "UPDATE organizations SET subscription_plan = $2, updated_at = now() WHERE id = $1",
            &[&organization, &plan],
        )
        .await?;
    let entry = Entry {
        organization,
        action: "settings_changed",
        device: None,
        user,
        address: operator.address,
        account: operator.account.as_deref(),
        failure: None,
    };
    entry.write(&transaction).await?;
    let now = PlanInUse::of(&transaction, organization).await?;
    transaction.commit().await?;
    Ok(now)
}

fn nobody() -> Error {
    Error::Broken("this server does not have an organization yet".to_owned())
}
