//! What is far from usual is read back to whoever typed it, before it is stored.

use catalog::{Row, unusual_measurements};
use store::Cells;

use crate::Refused;

/// Whether measurements are unusual, for `unusual_confirmed`. Refuses them with the code `unusual`
/// and their sentences, until `confirmed` says that they were read back.
pub(crate) fn read_back(measured: &Cells, confirmed: bool) -> Result<bool, Refused> {
    let unusual = unusual_measurements(&Row::new(&|name| measured.get(name)));
    if !unusual.is_empty() && !confirmed {
        let sentences: Vec<&str> = unusual.iter().map(|broken| broken.sentence.as_str()).collect();
        let field = unusual.first().map(|broken| broken.column);
        return Err(Refused { field, ..Refused::coded("unusual", sentences.join(" ")) });
    }
    Ok(!unusual.is_empty())
}
