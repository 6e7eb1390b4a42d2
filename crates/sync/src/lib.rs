//! The device's half of sync: enrolment, push, pull, bootstrap, files and the live socket.
//!
//! No table name stands in here. The replica says what is waiting and takes what arrives; this
//! crate moves it, survives every kind of bad line, and says in plain words how things stand.
//! It never blocks a person: all of it runs beside them.

mod carrier;
mod client;
mod engine;
mod enrol;
mod exchange;
mod files;
mod link;
mod live;
mod tls;
mod trouble;
mod verify;

pub use carrier::{Answer, Carrier};
pub use client::Client;
pub use engine::{Engine, Phase, Status};
pub use enrol::{Enrolled, EnrolmentLink, adopt_or_join, enrol, enrol_again};
pub use exchange::{Exchanged, exchange, leave};
pub use files::{Pace, Turn, fetch_file, send_file, why_not};
pub use link::{DeviceKey, Link};
pub use trouble::Trouble;
pub use verify::{Verified, verify, verify_and_mend};
