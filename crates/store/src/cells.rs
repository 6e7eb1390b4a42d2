//! Values of one row by column name, as a workflow writes them.

use std::collections::BTreeMap;

use catalog::Value;

/// Values of one row by column name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cells {
    by_name: BTreeMap<String, Value>,
}

impl Cells {
    /// No values yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With `column` set to `value`.
    #[must_use]
    pub fn set(mut self, column: &str, value: impl Into<Value>) -> Self {
        self.by_name.insert(column.to_owned(), value.into());
        self
    }

    /// Sets `column` in place.
    pub fn put(&mut self, column: &str, value: impl Into<Value>) {
        self.by_name.insert(column.to_owned(), value.into());
    }

    /// The value of `column`, if one was set.
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.by_name.get(column)
    }

    /// Takes `column` out.
    pub fn take(&mut self, column: &str) -> Option<Value> {
        self.by_name.remove(column)
    }

    /// All values, by column name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.by_name.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether nothing was set.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }
}

impl IntoIterator for Cells {
    type Item = (String, Value);
    type IntoIter = std::collections::btree_map::IntoIter<String, Value>;
    fn into_iter(self) -> Self::IntoIter {
        self.by_name.into_iter()
    }
}
