//! Who runs the clinic: first run, staff, passwords.

pub mod add_user;
pub mod deactivate_user;
pub mod found;
pub mod number;
pub mod password;
pub mod practitioners;
pub mod reset_password;
pub mod staff;
