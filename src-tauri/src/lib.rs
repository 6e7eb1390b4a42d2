//! The desktop shell: window, keychain, sessions, background sync, printing, and the same record
//! without a window for scripts.
//!
//! Tauri appears only in [`window`]; a clinic's workflows are in the crate `clinic`, and what a
//! screen asks for goes there through [`entry`] unless it is about this PC.

pub mod attachments;
pub mod background;
pub mod backup;
pub mod centre;
pub mod cli;
pub mod desktop;
pub mod devices;
pub mod entry;
pub mod exchange;
pub mod find;
pub mod images;
pub mod keychain;
mod measurements;
pub mod models;
pub mod print;
pub mod profile;
mod refusal;
mod rounds;
pub mod session;
pub mod shell;
pub mod window;
pub mod window_settings;
pub mod work;

pub use refusal::Refusal;

/// This machine's clock and randomness.
pub fn surroundings() -> store::Surroundings {
    let now = || chrono::Utc::now().timestamp_micros();
    store::Surroundings::new(now, || uuid::Uuid::new_v4().into_bytes())
}
