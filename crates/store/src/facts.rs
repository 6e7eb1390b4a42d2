//! What a replica knows of itself, kept as named texts in `replica`.

use protocol::{Cursor, Position};
use rusqlite::Connection;
use uuid::Uuid;

use crate::{Error, Reader, Store};

/// What this replica knows of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The tenant; `None` before the first run is over.
    pub organization: Option<Uuid>,
    /// The site where the PC stands.
    pub site: Option<Uuid>,
    /// This device's id; its own until it enrols, then the centre's.
    pub device: Option<Uuid>,
    /// Whether a centre exists. A PC alone keeps no outbox.
    pub enrolled: bool,
    /// Which life of this replica it is.
    pub incarnation: u32,
    /// What the replica has pulled.
    pub cursor: Cursor,
    /// Goes before every human number that this device allots.
    pub number_prefix: Option<String>,
    /// When the centre last answered, microseconds since 1970 UTC.
    pub last_contact_at: Option<i64>,
    /// For so many days this PC goes on without having heard from the centre.
    pub lease_days: u16,
}

/// Until the centre has said otherwise.
const LEASE_DAYS: u16 = 30;
const DAY: i64 = 24 * 60 * 60 * 1_000_000;

impl Facts {
    /// For how many whole days the centre has not been heard from. `None` where there is none, or
    /// where the clock stands before the last contact.
    pub fn days_alone(&self, now: i64) -> Option<u16> {
        let last = self.last_contact_at.filter(|_| self.enrolled)?;
        u16::try_from((now - last) / DAY).ok().or((now > last).then_some(u16::MAX))
    }

    /// Whether this PC has been without the centre for longer than it may.
    pub fn lease_is_over(&self, now: i64) -> bool {
        self.days_alone(now).is_some_and(|days| days >= self.lease_days)
    }

    pub(crate) fn read(reader: &Reader<'_>) -> Result<Self, Error> {
        let number = |name: &str| -> Result<Option<i64>, Error> {
            reader.fact(name)?.map(|text| text.parse().map_err(|_| Error::Damaged)).transpose()
        };
        let id = |name: &str| -> Result<Option<Uuid>, Error> {
            reader.fact(name)?.map(|text| text.parse().map_err(|_| Error::Damaged)).transpose()
        };
        let small = |number: Option<i64>| u32::try_from(number.unwrap_or(0)).unwrap_or(0);
        Ok(Self {
            organization: id("organization")?,
            site: id("site")?,
            device: id("device")?,
            enrolled: reader.fact("enrolled")?.as_deref() == Some("1"),
            incarnation: small(number("incarnation")?),
            cursor: Cursor {
                position: Position(number("cursor_position")?.unwrap_or(0)),
                ordinal: small(number("cursor_ordinal")?),
            },
            number_prefix: reader.fact("number_prefix")?,
            last_contact_at: number("last_contact_at")?,
            lease_days: number("lease_days")?
                .map_or(LEASE_DAYS, |days| u16::try_from(days).unwrap_or(u16::MAX)),
        })
    }
}

/// Sets one fact inside the running transaction.
pub(crate) fn set_fact(connection: &Connection, name: &str, content: &str) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO replica (name, content) VALUES (?1, ?2) \
             ON CONFLICT (name) DO UPDATE SET content = excluded.content",
        )?
        .execute([name, content])?;
    Ok(())
}

impl Store {
    /// Sets facts about this replica, all or none.
    pub fn set_facts(&self, facts: &[(&str, &str)]) -> Result<(), Error> {
        self.apply(|connection, _| {
            facts.iter().try_for_each(|(name, content)| set_fact(connection, name, content))
        })
    }
}

impl Store {
    /// Notes that a person opened a patient's chart on this PC, for the list before typing. It is
    /// this PC's own memory and is not synced.
    pub fn remember_patient(&self, user: Uuid, patient: Uuid) -> Result<(), Error> {
        let now = self.surroundings().now();
        self.apply(|connection, _| {
            connection
                .prepare_cached(
                    "INSERT INTO recent_patients (user_id, patient_id, opened_at) \
                     VALUES (?1, ?2, ?3) ON CONFLICT (user_id, patient_id) \
                     DO UPDATE SET opened_at = excluded.opened_at",
                )?
                .execute(rusqlite::params![user, patient, now])?;
            connection
                .prepare_cached(
                    "DELETE FROM recent_patients WHERE user_id = ?1 AND patient_id NOT IN \
                     (SELECT patient_id FROM recent_patients WHERE user_id = ?1 \
                      ORDER BY opened_at DESC LIMIT 50)",
                )?
                .execute([user])?;
            Ok(())
        })
    }

    /// Fills a table whose content ships with the program (the catalog's `shipped`), replacing
    /// what an older version shipped, in one transaction. `columns` names the values of each row
    /// in order.
    pub fn load_shipped(
        &self,
        table: &str,
        columns: &[&str],
        rows: impl Iterator<Item = Vec<catalog::Value>>,
    ) -> Result<usize, Error> {
        let meaning = catalog::table(table)
            .filter(|meaning| meaning.shipped)
            .ok_or_else(|| Error::Shape(format!("table {table}")))?;
        self.apply(|connection, changed| {
            changed.tables.insert(meaning.name);
            connection.execute(&format!("DELETE FROM {}", meaning.name), [])?;
            let marks = vec!["?"; columns.len()].join(", ");
            let mut insert = connection.prepare(&format!(
                "INSERT INTO {} ({}) VALUES ({marks})",
                meaning.name,
                columns.join(", ")
            ))?;
            let mut count = 0;
            for row in rows {
                insert.execute(rusqlite::params_from_iter(row.iter().map(crate::read::Bind)))?;
                count += 1;
            }
            Ok(count)
        })
    }
}
