//! What is prescribed, and what speaks against it.

pub mod check;
pub mod item;
pub mod prescribe;
pub mod stop;
pub mod suggest;

mod ingredient;
