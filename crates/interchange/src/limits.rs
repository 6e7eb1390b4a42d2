//! What is missing of an export because the PC that makes it does not hold everything.

use catalog::Scope;
use store::{Error, Reader};

/// The sentence for an export of the record: what other PCs hold, and what each PC noted itself.
pub(crate) fn of_the_record(reader: &Reader<'_>) -> Result<Option<String>, Error> {
    let coverage = reader.coverage()?;
    let part = (!coverage.is_whole()).then(|| sentence(coverage.spoken()));
    let audit = has_centre(reader)?.then(|| {
        "AuditEvent tells only what was read and written at this PC; the centre keeps what other PCs \
         have noted, and no PC holds it."
            .to_owned()
    });
    let said: Vec<String> = [part, audit].into_iter().flatten().collect();
    Ok((!said.is_empty()).then(|| said.join(" ")))
}

/// Whether the audit trail and the security log of other PCs lie at a centre, which no PC pulls.
fn has_centre(reader: &Reader<'_>) -> Result<bool, Error> {
    Ok(reader.fact("enrolled")?.as_deref() == Some("1"))
}

/// The sentence for a list of `tables`.
pub(crate) fn of_tables(reader: &Reader<'_>, tables: &[&str]) -> Result<Option<String>, Error> {
    let coverage = reader.coverage()?;
    let named = || tables.iter().filter_map(|name| catalog::table(name));
    if has_centre(reader)? && named().any(|table| table.scope == Scope::Centre) {
        return Ok(Some(
            "Only what this PC itself has written is in the list; the centre keeps what other PCs \
             have written."
                .to_owned(),
        ));
    }
    let is_all =
        |table: &catalog::Table| table.scope == Scope::Organization && coverage.holds(table.name);
    Ok((!coverage.is_whole() && !named().all(is_all)).then(|| sentence(coverage.spoken())))
}

fn sentence(spoken: &str) -> String {
    format!(
        "This PC does not hold the clinic's whole record: it is set up for {spoken}. What only \
         other PCs hold is missing here. Export it at a PC that holds the whole record to have all."
    )
}
