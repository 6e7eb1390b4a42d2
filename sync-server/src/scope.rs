//! Which rows a device may hold. Pull, bootstrap and verify ask here and nowhere else.
//!
//! A device's profile bounds the tables; of those it holds the organization's reference data, the
//! rows of its site, and all rows of the patients that are known at its site or in the care of the
//! person whose PC it is. Which patients those are stands in `scope_patients`, which triggers keep,
//! so that one row is judged by index probes. What comes to a device or leaves it without having
//! changed itself stands in `scope_log`, at the position that made it so.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::http::StatusCode;
use catalog::{Profile, Scope, Table};
use deadpool_postgres::GenericClient;
use migrations::{Shape, schema};
use protocol::{OLDER_VERSIONS_SERVED, Position, SCOPE_CHANGED, TOO_OLD};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::error::Error;
use crate::rows::{TablePlan, plans};

/// What is known of a device when its scope is decided.
#[derive(Clone, Debug)]
pub(crate) struct Holder {
    /// The device's organization; no row of another ever reaches it.
    pub organization: Uuid,
    /// What the device is for.
    pub profile: Profile,
    /// Where it stands.
    pub site: Option<Uuid>,
    /// Whose it is.
    pub person: Option<Uuid>,
    /// The position since which all of this is so.
    pub since: i64,
    /// The version of the schema that it has, as it last said.
    pub schema: u16,
}

/// The parameters of [`Holder::rows`], which are a statement's first four.
pub(crate) const PARAMETERS: usize = 4;

impl Holder {
    /// Whether the device may hold rows of `table` at all.
    pub(crate) fn may_hold(&self, table: &Table) -> bool {
        let is_known = schema().table(table.name).is_none_or(|shape| self.width(shape) > 0);
        is_known && self.profile.may_hold(table)
    }

    /// How many columns of a table the device knows; they are the first ones.
    pub(crate) fn width(&self, shape: &Shape) -> usize {
        shape.width(self.schema)
    }

    /// Refuses a device whose version is older than those that are served. It may go on sending.
    ///
    /// # Errors
    /// [`Error::Refused`] with [`protocol::TOO_OLD`].
    pub(crate) fn is_served(&self) -> Result<(), Error> {
        if self.schema.saturating_add(OLDER_VERSIONS_SERVED) >= migrations::version() {
            return Ok(());
        }
        Err(Error::refused(
            StatusCode::UPGRADE_REQUIRED,
            TOO_OLD,
            "This PC's version of Holdfast is too old to receive what is new. What is typed here is \
             kept and sent all the same; update Holdfast on this PC.",
        ))
    }

    /// Whether it holds every row of its organization.
    pub(crate) fn is_whole(&self) -> bool {
        self.profile == Profile::Whole
    }

    /// What stands after FROM for the rows of a table that a device holds which does not hold all.
    pub(crate) fn rows(plan: &TablePlan) -> &'static str {
        static ROWS: OnceLock<HashMap<u16, String>> = OnceLock::new();
        ROWS.get_or_init(|| plans().iter().map(|plan| (plan.shape.number, rows(plan))).collect())
            .get(&plan.shape.number)
            .map_or("", String::as_str)
    }

    /// The values of the parameters of [`Holder::rows`].
    pub(crate) fn parameters<'a>(
        &'a self,
        tables: &'a Vec<&'static str>,
    ) -> [&'a (dyn ToSql + Sync); PARAMETERS] {
        [&self.organization, &self.site, &self.person, tables]
    }

    /// The names of the tables that the device may hold.
    pub(crate) fn tables(&self) -> Vec<&'static str> {
        plans()
            .iter()
            .filter(|plan| self.may_hold(plan.table))
            .map(|plan| plan.shape.name)
            .collect()
    }

    /// Under which names `scope_log` tells the device something.
    pub(crate) fn names(&self) -> Vec<Uuid> {
        [Some(self.organization), self.site, self.person].into_iter().flatten().collect()
    }

    /// The organization's newest position, if the device's scope there is still the one that its
    /// request began with: a page or a plan of one scope must not bear a position of another.
    ///
    /// # Errors
    /// [`Error::Refused`] with `scope_changed`.
    pub(crate) async fn head(
        &self,
        client: &impl GenericClient,
        device: Uuid,
    ) -> Result<Position, Error> {
        let statement = client
            .prepare_cached(
                "SELECT k.scope_since, p.position FROM device_keys k \
                 LEFT JOIN sync_positions p ON p.organization_id = k.organization_id \
                 WHERE k.device_id = $1",
            )
            .await?;
        let row = client.query_one(&statement, &[&device]).await?;
        if row.get::<_, i64>(0) != self.since {
            return Err(changed());
        }
        Ok(row.get::<_, Option<i64>>(1).map_or(Position::START, Position))
    }

    /// Refuses whoever goes on from `position`, if the device's scope was another one then.
    ///
    /// # Errors
    /// [`Error::Refused`] with `scope_changed`.
    pub(crate) fn check_since(&self, position: Position) -> Result<(), Error> {
        if position.0 >= self.since {
            return Ok(());
        }
        Err(changed())
    }
}

fn changed() -> Error {
    Error::refused(
        StatusCode::CONFLICT,
        SCOPE_CHANGED,
        "An administrator has changed what this PC holds; it is fetched anew.",
    )
}

/// The columns that say whose patient's a row is; a row is held with any of them.
pub(crate) fn patient_columns(plan: &TablePlan) -> Vec<&'static str> {
    if plan.shape.name == "patients" {
        return vec!["id"];
    }
    let named = ["patient_id", "merged_patient_id"];
    named.into_iter().filter(|name| plan.shape.column_number(name).is_some()).collect()
}

/// The columns by which a row moves from one scope to another.
pub(crate) fn moving_columns(plan: &TablePlan) -> Vec<&'static str> {
    if plan.table.scope == Scope::Organization {
        return Vec::new();
    }
    let mut columns = patient_columns(plan);
    columns.retain(|name| *name != "id");
    columns.extend(plan.shape.column_number("site_id").map(|_| "site_id"));
    columns
}

fn rows(plan: &TablePlan) -> String {
    let table = plan.shape.name;
    let mut ways = Vec::new();
    if plan.table.scope == Scope::Organization {
        ways.push("TRUE".to_owned());
    } else {
        let patients = patient_columns(plan);
        for column in &patients {
            ways.push(format!(
                "EXISTS (SELECT 1 FROM scope_patients held WHERE held.patient_id = {table}.{column} \
                 AND held.holder_id IN (holder.held_site, holder.held_person))"
            ));
        }
        let has_site = plan.shape.column_number("site_id").is_some();
        if has_site && plan.table.scope == Scope::Site {
            ways.push(format!("{table}.site_id = holder.held_site"));
        }
        // What names nobody is the site's, and what names no site either is everybody's.
        let mut nobodys: Vec<String> =
            patients.iter().map(|column| format!("{table}.{column} IS NULL")).collect();
        if has_site {
            nobodys
                .push(format!("({table}.site_id IS NULL OR {table}.site_id = holder.held_site)"));
        }
        ways.push(format!("({})", nobodys.join(" AND ")));
    }
    // What stands beside a value is as secret as the value.
    let about = if table == "sync_conflicts" {
        format!(" AND {table}.table_name = ANY (holder.held_tables)")
    } else {
        String::new()
    };
    format!(
        "{table} JOIN (SELECT $1::UUID AS held_organization, $2::UUID AS held_site, \
         $3::UUID AS held_person, $4::TEXT[] AS held_tables) AS holder \
         ON {table}.organization_id = holder.held_organization AND ({}){about}",
        ways.join(" OR ")
    )
}
