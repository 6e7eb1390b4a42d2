//! The codes of ICD-10-CM, in the release that ships with the program (National Center for Health
//! Statistics, in the public domain). Every replica keeps them in a table for searching; the centre
//! asks only which of them cannot be billed.

use std::collections::HashSet;
use std::sync::OnceLock;

/// The code system in coded columns, as FHIR names it.
pub const SYSTEM: &str = "http://hl7.org/fhir/sid/icd-10-cm";
/// The release that ships, by year and month.
pub const RELEASE: &str = "2026-04";
/// Larger than the decompressed table; a damaged program must not fill the memory.
const TABLE_BYTES_MAX: usize = 32 * 1024 * 1024;

static SHIPPED: &[u8] = include_bytes!("../data/icd10cm.tsv.zst");

/// One code as published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// With its dot, such as `E11.9`.
    pub code: String,
    /// In English.
    pub description: String,
    /// Whether it may be billed; otherwise it only groups others.
    pub is_leaf: bool,
    /// The code above, or the block of the chapter.
    pub parent: Option<String>,
    /// Notes that name codes which must not stand beside it.
    pub excludes1: Option<String>,
}

/// The table in this program cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The list of diagnoses in this Holdfast is damaged. Install Holdfast again.")]
pub struct Damaged;

/// The codes that ship with the program, in their order.
///
/// # Errors
/// [`Damaged`] where the table in the program cannot be read.
pub fn shipped() -> Result<Vec<Code>, Damaged> {
    let bytes = zstd::bulk::decompress(SHIPPED, TABLE_BYTES_MAX).map_err(|_| Damaged)?;
    let text = String::from_utf8(bytes).map_err(|_| Damaged)?;
    let some = |field: &str| (!field.is_empty()).then(|| field.to_owned());
    text.lines()
        .map(|line| {
            let mut fields = line.split('\t');
            let mut next = || fields.next().ok_or(Damaged);
            Ok(Code {
                code: next()?.to_owned(),
                description: next()?.to_owned(),
                is_leaf: next()? == "1",
                parent: some(next()?),
                excludes1: some(next()?),
            })
        })
        .collect()
}

/// Whether `code` is known to group others, so that nobody is billed by it. One that this release
/// does not know may be of a later one.
///
/// # Errors
/// [`Damaged`] where the table in the program cannot be read.
pub fn only_groups(code: &str) -> Result<bool, Damaged> {
    static GROUPS: OnceLock<Result<HashSet<String>, Damaged>> = OnceLock::new();
    let groups = GROUPS.get_or_init(|| {
        Ok(shipped()?.into_iter().filter(|code| !code.is_leaf).map(|code| code.code).collect())
    });
    groups.as_ref().map(|groups| groups.contains(code)).map_err(|damaged| *damaged)
}

#[cfg(test)]
mod tests {
    use super::only_groups;

    #[test]
    fn a_category_groups_codes_a_leaf_does_not_and_what_is_unknown_may_be_newer() {
        for (code, groups) in [("E11", true), ("E11.9", false), ("I10", false), ("Z99.999", false)]
        {
            assert_eq!(only_groups(code), Ok(groups), "{code}");
        }
    }
}
