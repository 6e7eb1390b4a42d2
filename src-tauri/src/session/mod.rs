//! Who is at this PC: one file per verb.
//!
//! The keychain proves the PC and the password the person; neither opens the record alone. A
//! session belongs to one person, locks when nobody touches the PC, and ends within 24 hours. The
//! key stays in memory from the first sign-in until everybody has signed out.

mod account;
mod add_person;
mod change_password;
mod enrol;
mod first_run;
mod idle;
mod leave;
mod password;
mod recover;
mod sign_in;
mod sign_out;
mod state;

pub use add_person::AddPerson;
pub use change_password::ChangePassword;
pub(crate) use enrol::PendingJoin;
pub use enrol::{EnrolFirst, EnrolLink};
pub use first_run::{FirstRun, FirstRunDone};
pub use recover::Recover;
pub use sign_in::SignIn;
pub use state::{OrganizationLine, Person, Phase, SessionState, SignedIn, SiteLine};
