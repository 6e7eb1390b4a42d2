//! The Sync Centre: what waits, what came, what the centre would not take, in plain words.

use protocol::{Hello, PROTOCOL_VERSION, SCHEMA_VERSION};
use serde::{Deserialize, Serialize};
use store::{Store, params};
use sync::Client;
use uuid::Uuid;

use crate::Refusal;
use crate::background::{SyncStatus, status};
use crate::shell::Shell;

const OUTBOX_MOST: u32 = 500;
const RECENT_MOST: u32 = 50;

/// Everything on the Sync Centre's screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SyncCentre {
    /// As in the pill.
    pub status: SyncStatus,
    /// Where the centre is.
    pub server: Option<String>,
    /// To the centre and back, as last measured.
    pub round_trip_ms: Option<u64>,
    /// What an administrator sees in the list of devices.
    pub device_name: String,
    /// The last change of the centre that has arrived.
    pub position: i64,
    /// What waits, oldest first.
    pub outbox: Vec<OutboxItem>,
    /// The last exchanges, newest first.
    pub recent: Vec<ExchangeItem>,
    /// What the centre would not take, newest first.
    pub quarantined: Vec<QuarantinedItem>,
}

/// One waiting changeset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutboxItem {
    /// The changeset.
    pub id: Uuid,
    /// The command's name.
    pub command: String,
    /// What the person did.
    pub summary: String,
    /// Microseconds since 1970 UTC.
    pub made_at: i64,
    /// Who did it.
    pub author: String,
    /// Whether it still waits, has been sent, or waits for a quarantined one.
    pub state: &'static str,
    /// How many rows it touches.
    pub operations: i64,
}

/// One exchange with the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExchangeItem {
    /// Microseconds since 1970 UTC.
    pub at: i64,
    /// `sent` or `received`.
    pub direction: String,
    /// Changesets sent, or rows received.
    pub changes: i64,
    /// Whose rows.
    pub tables: Vec<String>,
}

/// One quarantined changeset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuarantinedItem {
    /// The changeset.
    pub id: Uuid,
    /// The command's name.
    pub command: String,
    /// Why the centre would not apply it.
    pub reason: String,
    /// Microseconds since 1970 UTC.
    pub made_at: i64,
    /// Who did it.
    pub author: String,
    /// The rows it touches.
    pub rows: Vec<QuarantinedRow>,
}

/// One row of a quarantined changeset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuarantinedRow {
    /// The table.
    pub table: String,
    /// The row.
    pub row_id: Uuid,
}

/// Which changeset a button is about.
#[derive(Clone, Copy, Deserialize)]
pub struct OneChangeset {
    /// The changeset.
    pub changeset_id: Uuid,
}

/// Whether this PC holds what the centre holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerifyAnswer {
    /// Whether every table is equal.
    pub equal: bool,
    /// Table by table.
    pub tables: Vec<VerifiedTable>,
}

/// How one table compares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerifiedTable {
    /// The table.
    pub table: &'static str,
    /// Rows here.
    pub here: u64,
    /// Rows at the centre.
    pub centre: u64,
    /// Whether they are the same rows in the same versions.
    pub equal: bool,
}

impl Shell {
    /// How sync stands.
    pub fn sync_status(&self) -> Result<SyncStatus, Refusal> {
        let (store, engine) = {
            let inside = self.inside();
            let record = inside.record.as_ref().ok_or_else(Refusal::locked)?;
            (record.store.clone(), record.background.engine())
        };
        Ok(status(&store, engine.as_deref())?)
    }

    /// Tries the line now, and says how sync stands.
    pub fn sync_now(&self) -> Result<SyncStatus, Refusal> {
        if let Some(record) = self.inside().record.as_ref() {
            record.background.sync_now();
        }
        self.sync_status()
    }

    /// Everything on the Sync Centre's screen.
    pub fn sync_centre(&self) -> Result<SyncCentre, Refusal> {
        let status = self.sync_status()?;
        let store = self.store().ok_or_else(Refusal::locked)?;
        let facts = store.facts()?;
        let last = store.last_answered()?;
        let hello = Hello {
            protocol: PROTOCOL_VERSION,
            schema: SCHEMA_VERSION,
            epoch: facts.cursor.position.epoch(),
            incarnation: facts.incarnation,
            last_counter: last.map_or(0, |(counter, _)| counter),
            last_hash: last.map(|(_, hash)| hash),
            cursor: facts.cursor,
        };
        let (link, round_trip_ms) = {
            let inside = self.inside();
            let record = inside.record.as_ref().ok_or_else(Refusal::locked)?;
            (record.background.link(), record.background.round_trip_ms(hello))
        };
        Ok(SyncCentre {
            status,
            server: link.map(|(link, _)| link.server.to_string()),
            round_trip_ms,
            device_name: device_name(&store, facts.device)?,
            position: facts.cursor.position.0,
            outbox: outbox(&store)?,
            recent: recent(&store)?,
            quarantined: quarantined(&store)?,
        })
    }

    /// Gives a quarantined changeset up. What it held stays in the record's audit trail.
    pub fn sync_withdraw(&self, request: OneChangeset) -> Result<(), Refusal> {
        let (store, user) = self.store_and_person()?;
        let found = store.quarantined()?.into_iter().find(|each| each.id == request.changeset_id);
        let Some(found) = found else { return Ok(()) };
        store.write(user, "sync.withdraw", |write| {
            for (table, row) in &found.rows {
                let Some(table) = catalog::table(table) else { continue };
                let reason = format!("given up after the centre refused it: {}", found.reason);
                write.audit("delete", Some(table.name), Some(*row), None, Some(&reason))?;
            }
            Ok::<_, store::Error>(())
        })?;
        Ok(store.withdraw(request.changeset_id)?)
    }

    /// Offers a quarantined changeset to the centre again.
    pub fn sync_offer_again(&self, request: OneChangeset) -> Result<(), Refusal> {
        let (store, _) = self.store_and_person()?;
        Ok(store.offer_again(request.changeset_id)?)
    }

    /// Compares this PC's rows with the centre's, table by table.
    pub fn sync_verify(&self) -> Result<VerifyAnswer, Refusal> {
        let store = self.store().ok_or_else(Refusal::locked)?;
        let Some(link) = self.link()? else { return Err(sync::Trouble::NotEnrolled.into()) };
        let key = sync::DeviceKey::from_seed(&self.secrets()?.signing_seed);
        let verified = self.network.block_on(async {
            let client = Client::new(&link, &key)?;
            sync::verify(&store, &client, &key).await
        })?;
        let tables: Vec<VerifiedTable> = verified
            .into_iter()
            .map(|each| VerifiedTable {
                table: each.table,
                here: each.here,
                centre: each.centre,
                equal: each.equal,
            })
            .collect();
        Ok(VerifyAnswer { equal: tables.iter().all(|table| table.equal), tables })
    }

    /// The open record and the person at work.
    pub(crate) fn store_and_person(&self) -> Result<(Store, Uuid), Refusal> {
        let user = self.signed_in()?;
        Ok((self.store().ok_or_else(Refusal::locked)?, user))
    }
}

fn device_name(store: &Store, device: Option<Uuid>) -> Result<String, Refusal> {
    let named: Option<String> = store
        .read(|reader| reader.value("SELECT name FROM devices WHERE id = ?1", params![device]))?;
    Ok(named.unwrap_or_else(|| gethostname::gethostname().to_string_lossy().into_owned()))
}

fn author(store: &Store, user: Uuid) -> Result<String, store::Error> {
    let name: Option<Option<String>> = store.read(|reader| {
        reader.value(
            "SELECT coalesce(display_name, nullif(trim(coalesce(given_name, '') || ' ' || \
             coalesce(family_name, '')), ''), username) FROM users WHERE id = ?1",
            params![user],
        )
    })?;
    Ok(name.flatten().unwrap_or_default())
}

fn outbox(store: &Store) -> Result<Vec<OutboxItem>, store::Error> {
    let waiting = store.waiting(OUTBOX_MOST)?;
    let item = |each: store::Waiting| {
        Ok(OutboxItem {
            id: each.id,
            summary: summary(&each.command),
            command: each.command,
            made_at: each.made_at,
            author: author(store, each.author)?,
            state: match (each.answered, each.blocked) {
                (true, _) => "sent",
                (false, true) => "waits_for_quarantined",
                (false, false) => "waiting",
            },
            operations: each.operations,
        })
    };
    waiting.into_iter().map(item).collect()
}

fn recent(store: &Store) -> Result<Vec<ExchangeItem>, store::Error> {
    #[derive(Deserialize)]
    struct Row {
        at: i64,
        direction: String,
        changes: i64,
        tables: String,
    }
    let rows: Vec<Row> = store.read(|reader| {
        reader.rows(
            "SELECT at, direction, changes, tables FROM exchanges ORDER BY ordinal DESC LIMIT ?1",
            [RECENT_MOST],
        )
    })?;
    let item = |row: Row| ExchangeItem {
        at: row.at,
        direction: row.direction,
        changes: row.changes,
        tables: row.tables.split_whitespace().map(str::to_owned).collect(),
    };
    Ok(rows.into_iter().map(item).collect())
}

fn quarantined(store: &Store) -> Result<Vec<QuarantinedItem>, store::Error> {
    let item = |each: store::Quarantined| {
        Ok(QuarantinedItem {
            id: each.id,
            command: each.command,
            reason: each.reason,
            made_at: each.made_at,
            author: author(store, each.author)?,
            rows: each
                .rows
                .into_iter()
                .map(|(table, row_id)| QuarantinedRow { table, row_id })
                .collect(),
        })
    };
    store.quarantined()?.into_iter().map(item).collect()
}

/// What a person did, for the list of what waits. A command without words of its own is said by
/// its verb.
fn summary(command: &str) -> String {
    known(command)
        .map_or_else(|| store::spoken(command.rsplit('.').next().unwrap_or(command)), str::to_owned)
}

fn known(command: &str) -> Option<&'static str> {
    Some(match command {
        "billing.create_invoice" => "Write an invoice",
        "billing.issue_invoice" => "Issue an invoice",
        "billing.refund" => "Give money back",
        "billing.take_payment" => "Take a payment",
        "document.print" => "Print a document",
        "encounters.diagnose" => "Note a diagnosis",
        "encounters.end_visit" => "End a visit",
        "encounters.record_vitals" => "Record vital signs",
        "encounters.room" => "Show a patient to a room",
        "encounters.sign_visit" => "Sign a visit",
        "encounters.start_visit" => "Start a visit",
        "encounters.visit" | "people.chart" | "people.details" => "Open a patient's record",
        "billing.invoice" => "Open an invoice",
        "encounters.write_note" => "Write a visit's note",
        "medication.prescribe" => "Prescribe",
        "medication.stop" => "Stop a medicine",
        "organization.add_user" => "Add a member of staff",
        "organization.deactivate_user" => "Switch off an account",
        "organization.found" => "Set up the clinic",
        "organization.reset_password" => "Give a new password",
        "people.add_allergy" => "Note an allergy",
        "people.end_allergy" => "End an allergy",
        "people.register" => "Register a patient",
        "people.update" => "Correct a patient's details",
        "scheduling.book" => "Book an appointment",
        "scheduling.cancel" => "Cancel an appointment",
        "scheduling.check_in" => "Check a patient in",
        "scheduling.confirm" => "Confirm an appointment",
        "scheduling.move" => "Move an appointment",
        "scheduling.no_show" => "Mark a patient as not come",
        "scheduling.set_hours" => "Set working hours",
        "scheduling.walk_in" => "Take a walk-in",
        "session.change_password" | "session.recover" => "Change a password",
        "session.end" => "Sign out",
        "session.sign_in" => "Sign in",
        "sync.withdraw" => "Give up a refused change",
        "system.decide_conflict" | "system.decide_held_appointment" => "Decide a conflict",
        "system.enrol" => "Connect this PC: send what it has",
        "system.undo_decision" => "Undo a decision",
        _ if command.starts_with("interchange.") => "Import records",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_command_that_writes_has_words_of_its_own() {
        for command in clinic::commands::commands().iter().filter(|command| command.writes()) {
            assert!(super::known(command.name).is_some(), "{}", command.name);
        }
    }
}
