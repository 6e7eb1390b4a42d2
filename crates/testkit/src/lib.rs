//! A clinic for tests: one real server on a real Postgres, real devices on real encrypted files,
//! and made-up people. Nothing in here is shipped.

mod centre;
pub mod demo;
mod device;
mod line;
pub mod outage;
pub mod people;
pub mod questions;
pub mod simulation;

pub use centre::Centre;
pub use device::{Device, PASSWORD, surroundings};
pub use line::Line;
