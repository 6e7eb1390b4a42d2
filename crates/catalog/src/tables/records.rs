//! Files of a record, and the record that nobody can rewrite.

use super::{LEDGER, PERSONAL};
use crate::enumerations::{DOCUMENT_KIND, DOCUMENT_STATUS, EHR_TYPE};
use crate::rules::records as rules;
use crate::{Access, Column, Conflict, Domain, Table};

pub(super) const ATTACHMENTS: Table = Table {
    name: "attachments",
    domain: Domain::Records,
    access: Access::Files,
    columns: &[Column::named("content_key").sealed()],
    rule: rules::attachment,
    ..PERSONAL
};

pub(super) const DOCUMENTS: Table = Table {
    name: "documents",
    domain: Domain::Records,
    access: Access::Documents,
    columns: &[
        Column::named("kind").group("what").one_of(&DOCUMENT_KIND),
        Column::named("title").group("what"),
        Column::named("description").conflict(Conflict::Text),
        Column::named("status").one_of(&DOCUMENT_STATUS),
    ],
    rule: rules::document,
    ..PERSONAL
};

pub(super) const EHR_ENTRIES: Table = Table {
    name: "ehr_entries",
    domain: Domain::Records,
    access: Access::EhrEntries,
    columns: &[Column::named("record_type").one_of(&EHR_TYPE), Column::named("content").sealed()],
    rule: rules::ehr_entry,
    ..LEDGER
};
