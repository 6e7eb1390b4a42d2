//! What the security log says about a record that leaves or comes: also where it was refused. It
//! names neither a patient nor a file.

use serde_json::json;
use store::{Security, Store};
use uuid::Uuid;

/// Says that an export or import (`action`) was refused or ended without a result, and why.
pub(crate) fn note_refused(
    store: &Store,
    author: Uuid,
    command: &str,
    action: &'static str,
    what: &str,
    reason: &str,
) {
    // Refused is refused, whether or not it can be written down.
    let _ = store.write::<_, store::Error>(author, command, |write| {
        let entry = Security::of(action).details(json!({ "what": what }));
        write.note_security(entry.failed(reason))
    });
}
