//! From a PC that works alone to a device of a centre.

use protocol::{Cursor, Position};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::apply::FILLED_IN;
use crate::facts::{Facts, set_fact};
use crate::outbox::{self, Kind, Pending, StoredCell, StoredOperation};
use crate::read::{Reader, column_list, from_sqlite, shape};
use crate::{Error, Store, Surroundings};

/// What the centre said when it enrolled this device.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The user who enrols.
    pub author: Uuid,
    /// The tenant from now on.
    pub organization: Uuid,
    /// This device from now on.
    pub device: Uuid,
    /// Where it stands, if the centre said.
    pub site: Option<Uuid>,
    /// Goes before every number that this device allots.
    pub number_prefix: String,
    /// The centre's epoch.
    pub epoch: u32,
    /// Whether the centre has a record of its own already, which this replica has to fetch.
    pub joins_existing: bool,
}

impl Store {
    /// Makes this replica a device of the centre, in one transaction. Rows that it has become
    /// changesets; under another organization than the centre's they are re-keyed first, like an
    /// import. Doing it twice changes nothing.
    pub fn become_enrolled(&self, enrolment: Enrolment) -> Result<(), Error> {
        let surroundings = self.surroundings().clone();
        self.apply(|connection, changed| {
            let facts = Facts::read(&Reader { connection })?;
            if facts.enrolled {
                return Ok(());
            }
            let alone = facts.organization;
            if let Some(own) = alone.filter(|own| *own != enrolment.organization) {
                rekey(connection, own, enrolment.organization)?;
            }
            let id = |id: Uuid| id.to_string();
            let start = Cursor::after(Position::of_epoch(enrolment.epoch));
            for (name, content) in [
                ("enrolled", "1".to_owned()),
                ("organization", id(enrolment.organization)),
                ("device", id(enrolment.device)),
                ("number_prefix", enrolment.number_prefix.clone()),
                ("incarnation", "1".to_owned()),
                ("last_counter", "0".to_owned()),
                (FILLED_IN, migrations::version().to_string()),
                ("cursor_position", start.position.0.to_string()),
                ("cursor_ordinal", start.ordinal.to_string()),
                ("bootstrap_due", if enrolment.joins_existing { "1" } else { "0" }.to_owned()),
            ] {
                set_fact(connection, name, &content)?;
            }
            if let Some(site) = enrolment.site.or(facts.site) {
                set_fact(connection, "site", &id(site))?;
            }
            if alone.is_some() {
                fill_outbox(connection, &surroundings, enrolment.author)?;
                know_itself(connection, &enrolment, surroundings.now())?;
            }
            changed.outbox = true;
            changed.state = true;
            changed.tables.extend(catalog::TABLES.iter().map(|table| table.name));
            Ok(())
        })
    }

    /// Whether this replica has still to fetch what the centre had before it came.
    pub fn is_bootstrap_due(&self) -> Result<bool, Error> {
        self.read(|reader| Ok(reader.fact("bootstrap_due")?.as_deref() == Some("1")))
    }

    /// Notes that the centre answered just now.
    pub fn note_contact(&self) -> Result<(), Error> {
        let now = self.surroundings().now();
        self.apply(|connection, changed| {
            changed.state = true;
            set_fact(connection, "last_contact_at", &now.to_string())
        })
    }
}

/// Every row goes under the centre's organization; the PC's own organization row is dropped, its
/// sites become sites of the centre's.
fn rekey(connection: &Connection, own: Uuid, organization: Uuid) -> Result<(), Error> {
    for table in catalog::TABLES.iter().filter(|table| !table.shipped) {
        let shape = shape(table.name)?;
        if shape.name == "organizations" {
            connection.execute("DELETE FROM organizations WHERE id = ?1", [own])?;
        } else {
            connection.execute(
                &format!("UPDATE {} SET organization_id = ?1", shape.name),
                params![organization],
            )?;
        }
    }
    Ok(())
}

/// The device's own row, so that what people write before the centre is heard again can name the
/// device. It is no change of the record; the centre's row takes its place.
fn know_itself(connection: &Connection, enrolment: &Enrolment, now: i64) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO devices (id, organization_id, name, profile, status, created_at, updated_at) \
         VALUES (?1, ?2, 'This PC', 'whole', 'active', ?3, ?3) ON CONFLICT (id) DO NOTHING",
        params![enrolment.device, enrolment.organization, now],
    )?;
    Ok(())
}

/// The whole local record as changesets, for a PC that worked alone and enrols: every row of
/// every replicated table becomes an insert, in the catalog's order, so that what is referred to
/// comes before what refers to it.
fn fill_outbox(
    connection: &Connection,
    surroundings: &Surroundings,
    author: Uuid,
) -> Result<(), Error> {
    let base = Facts::read(&Reader { connection })?.cursor.position;
    let mut operations = Vec::new();
    let flush = |operations: &mut Vec<StoredOperation>| -> Result<(), Error> {
        if operations.is_empty() {
            return Ok(());
        }
        let pending = Pending {
            id: surroundings.new_id(),
            command: "system.enrol",
            author,
            made_at: surroundings.now(),
            base,
            intent: None,
            operations,
        };
        outbox::append(connection, pending)?;
        operations.clear();
        Ok(())
    };
    for table in catalog::TABLES.iter().filter(|table| !table.shipped) {
        let shape = shape(table.name)?;
        let mut statement = connection.prepare(&format!(
            "SELECT {} FROM {} WHERE deleted_at IS NULL",
            column_list(shape),
            shape.name
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut id = None;
            let mut cells = Vec::new();
            for (index, column) in shape.columns.iter().enumerate() {
                let value = from_sqlite(column.kind, row.get_ref(index)?)?;
                if column.name == "id" {
                    id = value.as_uuid();
                }
                if !catalog::BOOKKEEPING.contains(&column.name) && !value.is_null() {
                    cells.push(StoredCell::inserted(column.name, value));
                }
            }
            operations.push(StoredOperation {
                table: shape.name.to_owned(),
                row_id: id.ok_or(Error::Damaged)?,
                kind: Kind::Insert,
                cells,
            });
            if operations.len() == 2_000 {
                flush(&mut operations)?;
            }
        }
        flush(&mut operations)?;
    }
    Ok(())
}
