//! What must hold inside one row, as pure functions called by the write door and by the centre.

use crate::Value;

pub(crate) mod alerts;
pub(crate) mod billing;
mod checks;
pub(crate) mod encounters;
pub(crate) mod imaging;
pub(crate) mod medication;
pub(crate) mod messages;
pub(crate) mod organization;
pub(crate) mod people;
pub(crate) mod place;
pub(crate) mod records;
pub(crate) mod scheduling;
mod signed;
pub(crate) mod system;
pub(crate) mod wellness;
mod written_here;

pub use encounters::{unit_of_reading, unusual_measurements};
pub use records::{ChainedEntry, own_file, own_file_kind};
pub use signed::{stays_signed, vouched_for};
pub use written_here::{line_amount, written_here};

/// A row as a rule sees it: by column name; an absent column reads as NULL.
pub struct Row<'a> {
    lookup: &'a dyn Fn(&str) -> Option<&'a Value>,
}

impl<'a> Row<'a> {
    /// Wraps a look-up by column name.
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<&'a Value>) -> Self {
        Self { lookup }
    }

    /// The value of `column`; NULL where the row has none.
    pub fn get(&self, column: &str) -> &'a Value {
        (self.lookup)(column).unwrap_or(&Value::Null)
    }

    /// The text of `column`, if it has one.
    pub fn text(&self, column: &str) -> Option<&'a str> {
        self.get(column).as_text()
    }

    /// The integer of `column`, if it has one.
    pub fn integer(&self, column: &str) -> Option<i64> {
        self.get(column).as_integer()
    }

    /// The truth value of `column`; NULL reads as false.
    pub fn is_true(&self, column: &str) -> bool {
        self.get(column).as_boolean().unwrap_or(false)
    }

    /// The double of `column`, if it has one.
    pub fn real(&self, column: &str) -> Option<f64> {
        self.get(column).as_real()
    }
}

/// A rule that a row breaks, in words a receptionist understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The column to correct.
    pub column: &'static str,
    /// One sentence that names the field and the limit; it never repeats a patient's data.
    pub sentence: String,
}

impl Broken {
    /// A broken rule on `column`.
    pub fn new(column: &'static str, sentence: impl Into<String>) -> Self {
        Self { column, sentence: sentence.into() }
    }
}

/// The rule of tables that have none.
pub fn none(_: &Row<'_>) -> Result<(), Broken> {
    Ok(())
}

#[cfg(test)]
pub(crate) mod rows {
    //! Rows for the rules' tests: a few named cells, everything else NULL.

    use super::{Broken, Row};
    use crate::Value;

    /// What `table`'s rule says about a row with these cells.
    pub(crate) fn check(table: &str, cells: &[(&str, Value)]) -> Result<(), Broken> {
        let lookup = |name: &str| cells.iter().find(|(n, _)| *n == name).map(|(_, value)| value);
        (crate::table(table).unwrap().rule)(&Row::new(&lookup))
    }

    /// The column that the rule of `table` complains about, if it complains.
    pub(crate) fn broken(table: &str, cells: &[(&str, Value)]) -> Option<&'static str> {
        check(table, cells).err().map(|broken| broken.column)
    }
}
