//! The SQL scripts in the order in which they run.

use include_dir::{Dir, include_dir};
use std::fmt;

use crate::next;

static COMMON: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/common");
static SQLITE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/sqlite");
static POSTGRES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/postgres");

/// The database that scripts run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A device's replica.
    Sqlite,
    /// The centre.
    Postgres,
}

/// A script whose name or version would make a migration run wrongly or, worse, not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unordered {
    /// The name is not `V<number>__<what>.sql` in UTF-8.
    Name(String),
    /// Two scripts that run together carry the same version; refinery would skip one in silence.
    Twice(u32),
}

impl fmt::Display for Unordered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(f, "the script {name} is not named V<number>__<what>.sql"),
            Self::Twice(version) => write!(f, "two scripts carry version {version}"),
        }
    }
}

impl std::error::Error for Unordered {}

/// The scripts that `engine` runs: the common ones and its own, by rising version. Each is a name
/// without `.sql`, as `refinery::Migration::unapplied` takes it, and the SQL.
///
/// # Errors
/// [`Unordered`] if a script is misnamed or two carry one version.
pub fn scripts(engine: Engine) -> Result<Vec<(String, &'static str)>, Unordered> {
    let own = match engine {
        Engine::Sqlite => &SQLITE,
        Engine::Postgres => &POSTGRES,
    };
    let files = COMMON.files().chain(own.files());
    let scripts = files.filter_map(|file| {
        let path = file.path();
        // A folder kept in place by a dot file, or notes beside the scripts, are not scripts.
        (path.extension()? == "sql").then(|| {
            let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            (name.to_owned(), file.contents_utf8())
        })
    });
    ordered(scripts.chain(next::script()))
}

fn ordered(
    found: impl Iterator<Item = (String, Option<&'static str>)>,
) -> Result<Vec<(String, &'static str)>, Unordered> {
    let mut versions = Vec::new();
    for (name, sql) in found {
        match (version(&name), sql) {
            (Some(version), Some(sql)) => versions.push((version, name, sql)),
            _ => return Err(Unordered::Name(name)),
        }
    }
    versions.sort_by_key(|(version, ..)| *version);
    for pair in versions.windows(2) {
        if let [(first, ..), (second, ..)] = pair
            && first == second
        {
            return Err(Unordered::Twice(*first));
        }
    }
    Ok(versions.into_iter().map(|(_, name, sql)| (name, sql)).collect())
}

fn version(name: &str) -> Option<u32> {
    let (number, what) = name.strip_prefix('V')?.split_once("__")?;
    if what.is_empty() { None } else { number.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_run_the_common_scripts_in_rising_order() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let scripts = scripts(engine).unwrap();
            let versions: Vec<u32> = scripts.iter().filter_map(|(name, _)| version(name)).collect();
            assert!(versions.windows(2).all(|pair| pair[0] < pair[1]), "{versions:?}");
            assert_eq!(scripts[0].0, "V001__organization");
            assert!(scripts.iter().all(|(_, sql)| !sql.trim().is_empty()));
        }
    }

    #[test]
    fn a_version_used_twice_is_refused() {
        let twice = [("V003__a".to_owned(), Some("x")), ("V003__b".to_owned(), Some("y"))];
        assert_eq!(ordered(twice.into_iter()), Err(Unordered::Twice(3)));
    }

    #[test]
    fn a_misnamed_script_is_refused() {
        for name in ["3__a", "V__a", "V3_a", "V3__"] {
            let found = [(name.to_owned(), Some("x"))];
            assert_eq!(ordered(found.into_iter()), Err(Unordered::Name(name.to_owned())));
        }
    }
}
