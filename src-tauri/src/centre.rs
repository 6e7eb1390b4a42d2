//! The Sync Centre: what waits, what came, what the centre would not take, in plain words.

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
    /// `sent`, `received` or `mended`.
    pub direction: String,
    /// Changesets sent, or rows received or fetched again.
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
    /// How many rows differed and were fetched again.
    pub mended: usize,
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
        let hello = store.hello()?;
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

    /// Compares this PC's rows with the centre's, and fetches again what differs.
    pub fn sync_verify(&self) -> Result<VerifyAnswer, Refusal> {
        let store = self.store().ok_or_else(Refusal::locked)?;
        let Some(link) = self.link()? else { return Err(sync::Trouble::NotEnrolled.into()) };
        let key = sync::DeviceKey::from_seed(&self.secrets()?.signing_seed);
        let (verified, mended) = self.network.block_on(async {
            let client = Client::new(&link, &key)?;
            sync::verify_and_mend(&store, &client, &key).await
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
        Ok(VerifyAnswer { mended, equal: tables.iter().all(|table| table.equal), tables })
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

/// What a person did, for the list of what waits: the command's own verb, unless that says too
/// little.
fn summary(command: &str) -> String {
    if let Some((_, words)) = WORDS.iter().find(|(name, _)| *name == command) {
        return (*words).to_owned();
    }
    if catalog::is_import(command) {
        return "Import records".to_owned();
    }
    let verb = store::spoken(command.rsplit('.').next().unwrap_or(command));
    let mut letters = verb.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Commands whose verb alone would not say what was done.
const WORDS: &[(&str, &str)] = &[
    ("alerts.acknowledge", "Answer an alert"),
    ("alerts.cancel", "Call an alert off"),
    ("alerts.note", "Add a note to an alert"),
    ("alerts.raise", "Raise an alert"),
    ("alerts.receive", "Receive an alert"),
    ("alerts.resolve", "Resolve an alert"),
    ("billing.invoice", "Open an invoice"),
    ("billing.refund", "Give money back"),
    ("document.print", "Print a document"),
    ("encounters.arrive", "Note that a patient has come"),
    ("encounters.diagnose", "Note a diagnosis"),
    ("encounters.own_reading", "Report a reading"),
    ("encounters.room", "Show a patient to a room"),
    ("encounters.triage", "Triage a patient"),
    ("encounters.visit", "Open a patient's record"),
    ("imaging.acquire", "Take a scan"),
    ("imaging.assign", "Assign a scan"),
    ("imaging.cancel", "Cancel a scan"),
    ("imaging.order", "Order a scan"),
    ("imaging.schedule", "Schedule a scan"),
    ("imaging.start", "Start a scan"),
    ("medication.administer", "Give a medicine"),
    ("medication.complete", "Complete a prescription"),
    ("medication.dispense", "Hand out a medicine"),
    ("medication.hold", "Pause a medicine"),
    ("medication.own_dose", "Report a dose"),
    ("medication.prescribe", "Prescribe"),
    ("medication.renew", "Renew a prescription"),
    ("medication.resume", "Resume a medicine"),
    ("medication.stop", "Stop a medicine"),
    ("messages.own_mark_all_read", "Mark all read"),
    ("messages.own_mark_chat_read", "Mark chat read"),
    ("messages.own_mark_read", "Mark read"),
    ("messages.own_send", "Send a message"),
    ("messages.send", "Send a message"),
    ("organization.add_user", "Add a member of staff"),
    ("organization.deactivate_user", "Switch off an account"),
    ("organization.found", "Set up the clinic"),
    ("organization.reset_password", "Give a new password"),
    ("people.break_glass", "Open a record in an emergency"),
    ("people.chart", "Open a patient's record"),
    ("people.deactivate", "Set a patient aside"),
    ("people.details", "Open a patient's record"),
    ("people.merge", "Declare two records one patient's"),
    ("people.own_feedback", "Give feedback"),
    ("people.reactivate", "Take a patient up again"),
    ("people.register", "Register a patient"),
    ("people.unmerge", "Take two records apart again"),
    ("people.update", "Correct a patient's details"),
    ("place.admit", "Admit a patient to a bed"),
    ("place.discharge", "Discharge a patient"),
    ("place.transfer", "Transfer a patient"),
    ("records.attach", "Attach a file"),
    ("records.own_attach", "Attach a file"),
    ("scheduling.book", "Book an appointment"),
    ("scheduling.cancel", "Cancel an appointment"),
    ("scheduling.check_in", "Check a patient in"),
    ("scheduling.confirm", "Confirm an appointment"),
    ("scheduling.move", "Move an appointment"),
    ("scheduling.no_show", "Mark a patient as not come"),
    ("scheduling.offer", "Offer a free time"),
    ("scheduling.own_ask_to_cancel", "Ask to cancel an appointment"),
    ("scheduling.own_check_in", "Check in"),
    ("scheduling.own_confirm", "Confirm an appointment"),
    ("scheduling.reschedule", "Move an appointment"),
    ("scheduling.set_hours", "Set working hours"),
    ("scheduling.walk_in", "Take a walk-in"),
    ("session.change_password", "Change a password"),
    ("session.end", "Sign out"),
    ("session.recover", "Change a password"),
    ("sync.withdraw", "Give up a refused change"),
    ("system.decide_conflict", "Decide a conflict"),
    ("system.decide_held_appointment", "Decide a conflict"),
    ("system.enrol", "Connect this PC: send what it has"),
    ("wellness.own_do_item", "Tick a step off"),
    ("wellness.own_skip_item", "Leave a step out"),
    ("wellness.own_stress_reading", "Report a reading"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_said_in_words() {
        assert_eq!(summary("people.register"), "Register a patient");
        assert_eq!(summary("encounters.record_vitals"), "Record vitals");
        assert_eq!(summary("system.import_fhir"), "Import records");
    }

    #[test]
    fn words_are_kept_for_commands_that_exist_and_for_none_whose_verb_says_nothing() {
        // The shell's own and those that run before anybody is signed in are in no list.
        let beside = ["document.", "session.", "sync.", "organization.found", "system.enrol"];
        for (name, _) in WORDS {
            let known = clinic::commands::commands().iter().any(|command| command.name == *name);
            assert!(known || beside.iter().any(|one| name.starts_with(one)), "{name}");
        }
        for command in clinic::commands::commands().iter().filter(|command| command.writes()) {
            let (_, verb) = command.name.split_once('.').unwrap();
            let spoken = WORDS.iter().any(|(name, _)| *name == command.name);
            assert!(spoken || verb.contains('_'), "{} is one bare word", command.name);
        }
    }
}
