//! The tables of Holdfast: the SQL scripts of both engines, embedded, and the numbers under which
//! tables and columns travel.

mod scripts;
mod shape;

pub use scripts::{Engine, Unordered, scripts};
pub use shape::{ColumnShape, Schema, Shape, schema};
