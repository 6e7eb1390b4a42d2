//! Who runs the clinic: first run, staff, passwords.

pub mod add_user;
pub mod deactivate_user;
pub mod found;
pub mod number;
pub mod password;
pub mod practitioners;
pub mod reset_password;
pub mod staff;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, read, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read("organization.staff", &[("users", Update)], staff::staff),
        write(
            "organization.add_user",
            &[("users", Insert), ("practitioners", Insert)],
            add_user::add_user,
        ),
        write("organization.reset_password", &[("users", Update)], reset_password::reset_password),
        write(
            "organization.deactivate_user",
            &[("users", Update)],
            deactivate_user::deactivate_user,
        ),
        read(
            "organization.practitioners",
            &[("practitioners", Read)],
            practitioners::practitioners,
        ),
    ]
}
