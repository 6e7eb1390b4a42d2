//! The workflows of a clinic, one file per verb.
//!
//! A screen asks for things by name; [`commands`] lists every name once, with who may ask and
//! what goes in and out, and [`dispatch`] answers. This crate knows no window, no network and no
//! clock: the moment comes from the store's surroundings, and that sync exists is not its matter.

pub mod alerts;
pub mod billing;
pub mod calendar;
pub mod commands;
pub mod encounters;
pub mod imaging;
pub mod medication;
pub mod messages;
pub mod organization;
pub mod people;
pub mod place;
pub mod records;
pub mod scheduling;
pub mod system;
pub mod wellness;

mod asking;
mod covers;
mod reach;
mod refused;
mod typed;
mod typescript;

#[cfg(test)]
mod day_test;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod own_test;

pub use asking::{Asking, Nothing, Site, Who};
pub use commands::dispatch;
pub use reach::may_open;
pub use refused::Refused;
pub use typescript::typescript;
