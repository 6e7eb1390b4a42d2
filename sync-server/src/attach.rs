//! Brings the database up to date: the scripts, then what is the same for every table and comes
//! from the catalog. A second run changes nothing.

use std::collections::HashMap;

use deadpool_postgres::Transaction;
use migrations::{Engine, schema};
use refinery::{Migration, Runner};

use crate::database::Database;
use crate::error::Error;
use crate::rows::{ENCRYPTION, KEY, TablePlan, plans};
use crate::scope::{moving_columns, patient_columns};

/// Two servers that start at once must not both migrate.
const MIGRATION_LOCK: i64 = 0x686f_6c64_6d69_6772;

/// Refuses a database that only follows another one: nothing can be written there.
///
/// # Errors
/// [`Error::Broken`] with what to do; [`Error::Database`].
pub(crate) async fn refuse_a_standby(database: &Database) -> Result<(), Error> {
    let follows = database.get().await?.query_one("SELECT pg_is_in_recovery()", &[]).await?;
    if follows.get(0) {
        return Err(Error::Broken(
            "This database is a standby that follows another one. If that one is lost, promote \
             this one first (pg_ctl promote), and never start the other one again as it is."
                .to_owned(),
        ));
    }
    Ok(())
}

/// Runs what has not run yet.
///
/// # Errors
/// [`Error::Migration`] with the script that failed, [`Error::Database`].
pub(crate) async fn migrate(database: &Database) -> Result<(), Error> {
    let mut client = database.get().await?;
    // Building an index on a large clinic takes longer than any request may.
    client.batch_execute("SET statement_timeout = 0; SET lock_timeout = 0").await?;
    client.execute("SELECT pg_advisory_lock($1)", &[&MIGRATION_LOCK]).await?;
    let scripts = migrations::scripts(Engine::Postgres)
        .map_err(|error| Error::Migration(error.to_string()))?
        .into_iter()
        .map(|(name, sql)| Migration::unapplied(&name, sql))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Error::Migration(error.to_string()))?;
    let report = Runner::new(&scripts)
        .run_async(&mut **client)
        .await
        .map_err(|error| Error::Migration(error.to_string()))?;
    for applied in report.applied_migrations() {
        tracing::info!(script = applied.name(), version = applied.version(), "migrated");
    }
    let transaction = client.transaction().await?;
    attach(&transaction).await?;
    transaction.commit().await?;
    client.execute("SELECT pg_advisory_unlock($1)", &[&MIGRATION_LOCK]).await?;
    client.batch_execute("SET statement_timeout = '60s'; SET lock_timeout = '30s'").await?;
    Ok(())
}

/// Something that every table gets, or does not.
struct Thing {
    name: String,
    /// Two definitions that are equal need no work.
    definition: String,
    /// What takes an older definition away; runs only where there was one.
    detach: String,
    attach: String,
}

async fn attach(transaction: &Transaction<'_>) -> Result<(), Error> {
    number_columns(transaction).await?;
    let mut attached: HashMap<(String, String), String> = transaction
        .query("SELECT table_name, thing, definition FROM sync_attached", &[])
        .await?
        .iter()
        .map(|row| ((row.get(0), row.get(1)), row.get(2)))
        .collect();
    attach_rows_of(transaction).await?;
    for plan in plans() {
        for thing in things(plan) {
            let table = plan.shape.name;
            let present = attached.remove(&(table.to_owned(), thing.name.clone()));
            if present.as_ref() == Some(&thing.definition) {
                continue;
            }
            if present.is_some() {
                transaction.batch_execute(&thing.detach).await?;
            }
            transaction.batch_execute(&thing.attach).await?;
            transaction
                .execute(
                    "INSERT INTO sync_attached (table_name, thing, definition) \
                     VALUES ($1, $2, $3) ON CONFLICT (table_name, thing) \
                     DO UPDATE SET definition = excluded.definition",
                    &[&table, &thing.name, &thing.definition],
                )
                .await?;
        }
    }
    Ok(())
}

/// Writes the stable numbers down for the position trigger.
async fn number_columns(transaction: &Transaction<'_>) -> Result<(), Error> {
    let statement = transaction
        .prepare(
            "INSERT INTO sync_columns (table_name, column_name, table_number, column_number) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (table_name, column_name) DO NOTHING",
        )
        .await?;
    let present: i64 =
        transaction.query_one("SELECT count(*) FROM sync_columns", &[]).await?.get(0);
    let wanted: usize = schema().tables.iter().map(|shape| shape.columns.len()).sum();
    if usize::try_from(present).ok() == Some(wanted) {
        return Ok(());
    }
    for shape in &schema().tables {
        for (number, column) in shape.columns.iter().enumerate() {
            let too_many = |_| Error::Broken("a table has too many columns".to_owned());
            let table_number = i16::try_from(shape.number).map_err(too_many)?;
            let number = i16::try_from(number).map_err(too_many)?;
            transaction
                .execute(&statement, &[&shape.name, &column.name, &table_number, &number])
                .await?;
        }
    }
    Ok(())
}

fn things(plan: &TablePlan) -> Vec<Thing> {
    let table = plan.shape.name;
    let mut things = vec![Thing {
        name: "no_delete".to_owned(),
        definition: "1".to_owned(),
        detach: format!("DROP TRIGGER IF EXISTS holdfast_no_delete ON {table}"),
        attach: format!(
            "CREATE TRIGGER holdfast_no_delete BEFORE DELETE ON {table} \
             FOR EACH ROW EXECUTE FUNCTION holdfast_refuse_delete()"
        ),
    }];
    things.push(Thing {
        name: "cell_versions".to_owned(),
        definition: "1".to_owned(),
        detach: String::new(),
        attach: format!("ALTER TABLE {table} ADD COLUMN IF NOT EXISTS cell_versions BIGINT[]"),
    });
    for column in plan.table.columns {
        let name = column.name;
        if column.sealed {
            things.push(Thing {
                name: format!("sealed {name}"),
                definition: "1".to_owned(),
                detach: String::new(),
                attach: seal(table, name),
            });
        }
        if let Some(enumeration) = column.enumeration {
            let values: Vec<String> = enumeration
                .values
                .iter()
                .map(|(value, _)| format!("'{}'", value.replace('\'', "''")))
                .collect();
            let values = values.join(", ");
            things.push(Thing {
                name: format!("values {name}"),
                detach: format!("ALTER TABLE {table} DROP CONSTRAINT {table}_{name}_values"),
                // NOT VALID: rows that an older catalog admitted stay readable.
                attach: format!(
                    "ALTER TABLE {table} ADD CONSTRAINT {table}_{name}_values \
                     CHECK ({name} IN ({values})) NOT VALID"
                ),
                definition: values,
            });
        }
    }
    if plan.travels() {
        things.push(Thing {
            name: "position".to_owned(),
            definition: "1".to_owned(),
            detach: format!("DROP TRIGGER IF EXISTS holdfast_position ON {table}"),
            attach: format!(
                "CREATE CONSTRAINT TRIGGER holdfast_position AFTER INSERT OR UPDATE ON {table} \
                 DEFERRABLE INITIALLY DEFERRED \
                 FOR EACH ROW EXECUTE FUNCTION holdfast_position()"
            ),
        });
        things.push(Thing {
            // Bootstrap and verify walk an organization's rows by id.
            name: "by_id".to_owned(),
            definition: "1".to_owned(),
            detach: format!("DROP INDEX IF EXISTS {table}_by_organization_and_id"),
            attach: format!(
                "CREATE INDEX {table}_by_organization_and_id ON {table} (organization_id, id)"
            ),
        });
    }
    things.extend(scope_things(plan));
    things
}

/// What keeps `scope_patients` and `scope_log` true.
fn scope_things(plan: &TablePlan) -> Vec<Thing> {
    let table = plan.shape.name;
    let changed = |columns: &[&str]| {
        let changes: Vec<String> = columns
            .iter()
            .map(|column| format!("OLD.{column} IS DISTINCT FROM NEW.{column}"))
            .collect();
        changes.join(" OR ")
    };
    let trigger = |name: &str, event: &str, when: &str, function: &str| Thing {
        name: name.to_owned(),
        definition: format!("1 {event} {when}"),
        detach: format!("DROP TRIGGER IF EXISTS holdfast_{name} ON {table}"),
        attach: format!(
            "CREATE CONSTRAINT TRIGGER holdfast_{name} AFTER {event} ON {table} \
             DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {when} EXECUTE FUNCTION {function}()"
        ),
    };
    let mut things = Vec::new();
    let holding: &[&str] = match table {
        "patient_sites" => &["patient_id", "site_id", "deleted_at"],
        "patient_merges" => &["patient_id", "merged_patient_id", "deleted_at"],
        "care_team_members" => {
            &["patient_id", "user_id", "practitioner_id", "ended_at", "deleted_at"]
        }
        "practitioners" => &["user_id", "deleted_at"],
        _ => &[],
    };
    if !holding.is_empty() {
        things.push(trigger("scope_new", "INSERT", "", "holdfast_scope"));
        let when = format!("WHEN ({})", changed(holding));
        things.push(trigger("scope", "UPDATE", &when, "holdfast_scope"));
    }
    if table == "devices" {
        let when = format!(
            "WHEN ((OLD.profile <> 'whole' OR NEW.profile <> 'whole') AND ({}))",
            changed(&["profile", "site_id", "user_id"])
        );
        things.push(trigger("device_moved", "UPDATE", &when, "holdfast_device_moved"));
    }
    let moving = moving_columns(plan);
    if plan.travels() && !moving.is_empty() {
        let when = format!("WHEN ({})", changed(&moving));
        things.push(trigger("row_moved", "UPDATE", &when, "holdfast_row_moved"));
    }
    for column in patient_columns(plan) {
        if column != "id" && plan.travels() {
            things.push(Thing {
                // All rows of a patient are looked for when the patient comes or goes.
                name: format!("of_patient {column}"),
                definition: "1".to_owned(),
                detach: format!("DROP INDEX IF EXISTS {table}_of_{column}"),
                attach: index_of(table, column),
            });
        }
    }
    things
}

/// An index whose first column is `column`, where there is none.
fn index_of(table: &str, column: &str) -> String {
    format!(
        "DO $$ BEGIN \
         IF NOT EXISTS (SELECT 1 FROM pg_index i \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
             WHERE i.indrelid = '{table}'::regclass AND a.attname = '{column}' \
               AND i.indpred IS NULL) THEN \
           CREATE INDEX {table}_of_{column} ON {table} ({column}); \
         END IF; END $$"
    )
}

/// The function that finds all rows of a patient.
async fn attach_rows_of(transaction: &Transaction<'_>) -> Result<(), Error> {
    let mut found = Vec::new();
    for plan in plans().iter().filter(|plan| plan.travels()) {
        if plan.table.scope == catalog::Scope::Organization {
            continue;
        }
        for column in patient_columns(plan) {
            found.push(format!(
                "SELECT {}::SMALLINT, id, version, cell_versions IS NULL FROM {} \
                 WHERE {column} = patient",
                plan.shape.number, plan.shape.name
            ));
        }
    }
    let sql = format!(
        "CREATE OR REPLACE FUNCTION holdfast_rows_of(patient UUID) \
         RETURNS TABLE (table_number SMALLINT, row_id UUID, version BIGINT, is_whole BOOLEAN) \
         LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ #variable_conflict use_column\n \
         BEGIN RETURN QUERY {}; END $$",
        found.join(" UNION ALL ")
    );
    let known = transaction
        .query_opt(
            "SELECT 1 FROM sync_attached \
             WHERE table_name = 'patients' AND thing = 'rows_of' AND definition = $1",
            &[&sql],
        )
        .await?;
    if known.is_some() {
        return Ok(());
    }
    transaction.batch_execute(&sql).await?;
    transaction
        .execute(
            "INSERT INTO sync_attached (table_name, thing, definition) \
             VALUES ('patients', 'rows_of', $1) ON CONFLICT (table_name, thing) \
             DO UPDATE SET definition = excluded.definition",
            &[&sql],
        )
        .await?;
    Ok(())
}

/// Turns a text column into its encrypted form, with what stands in it. Indexes over it go: nobody
/// searches by what is encrypted anew each time.
fn seal(table: &str, column: &str) -> String {
    format!(
        "DO $$ DECLARE found RECORD; BEGIN \
         IF (SELECT data_type FROM information_schema.columns WHERE table_name = '{table}' \
             AND column_name = '{column}' AND table_schema = current_schema()) = 'text' THEN \
           FOR found IN SELECT i.indexrelid::regclass AS name FROM pg_index i \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) \
             WHERE i.indrelid = '{table}'::regclass AND a.attname = '{column}' \
               AND NOT i.indisprimary \
           LOOP EXECUTE 'DROP INDEX ' || found.name; END LOOP; \
           ALTER TABLE {table} ALTER COLUMN {column} TYPE BYTEA \
             USING pgp_sym_encrypt({column}, {KEY}, {ENCRYPTION}); \
         END IF; END $$"
    )
}
