//! Files of a record, and the chained record that nobody can rewrite.

pub mod add_document;
pub(crate) mod append;
pub mod attach;
pub mod correct_document;
pub mod documents;
pub mod entries;
pub mod likely;
pub mod verify;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, open, own_read, own_write, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        write("records.attach", &[("attachments", Insert)], attach::attach),
        open("records.attachment", &[("attachments", Read)], attach::attachment, attach::opened),
        own_write("records.own_attach", &[("attachments", Insert)], attach::own_attach),
        own_read("records.own_attachment", &[("attachments", Read)], attach::own_attachment),
        write("records.add_document", &[("documents", Insert)], add_document::add_document),
        write(
            "records.correct_document",
            &[("documents", Update)],
            correct_document::correct_document,
        ),
        open("records.documents", &[("documents", Read)], documents::documents, documents::opened),
        open("records.entries", &[("ehr_entries", Read)], entries::entries, entries::opened),
        open("records.verify", &[("ehr_entries", Read)], verify::verify, verify::opened),
    ]
}
