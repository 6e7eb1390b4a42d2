//! The encrypted replica on one PC.
//!
//! One SQLCipher file holds the clinic's whole schema. The only way to write is [`Write`]: it
//! changes rows, captures the change for sync and writes the audit trail in one commit. What
//! comes from the centre goes through [`Store::apply_page`] beneath what people have pending.
//! This crate is the sole owner of writable SQLite; it knows no workflow and no network.

mod apply;
mod attachments;
mod backup;
mod cells;
mod compare;
mod coverage;
mod drafts;
mod enrolment;
mod error;
mod facts;
mod figures;
pub mod keys;
mod lives;
mod outbox;
mod private;
mod read;
mod reads;
mod resting_indexes;
mod search;
mod security;
mod store;
mod surroundings;
mod transfers;
mod write;

pub use apply::Bootstrap;
pub use attachments::SealedAttachment;
pub use backup::{BackupError, Restored, check_backup, restore, restored, restored_is_noted};
pub use cells::Cells;
pub use compare::{Held, Range};
pub use coverage::Coverage;
pub use drafts::{DRAFT_LENGTH_MAX, DRAFT_NAME_MAX, DRAFTS_MAX, Draft};
pub use enrolment::Enrolment;
pub use error::Error;
pub use facts::Facts;
pub use lives::Opening;
pub use outbox::{Backlog, Batch, Quarantined, Waiting};
pub use private::make_private_folder;
pub use protocol::Intent;
pub use read::{Reader, table_name};
pub use rusqlite::{ToSql, named_params, params, params_from_iter};
pub use search::{register as register_search, words};
pub use security::{Security, user_agent};
pub use store::{DATABASE_FILE, Store};
pub use surroundings::{Effort, Surroundings};
pub use transfers::{FileStanding, NamedFile};
pub use write::{Changed, Touched, Write, roles_of, spoken};
