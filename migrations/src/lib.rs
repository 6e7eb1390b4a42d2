//! The tables of Holdfast: the SQL scripts of both engines, embedded, and the numbers under which
//! tables and columns travel.

mod next;
mod scripts;
mod shape;

pub use next::{Next, rehearse, version};
pub use scripts::{Engine, Unordered, scripts};
pub use shape::{ColumnShape, Schema, Shape, schema};

/// The version of the schema that `columns.txt` and the scripts sum to. A version that was released
/// is never changed; whoever adds to it raises this number first.
pub const VERSION: u16 = 2;
