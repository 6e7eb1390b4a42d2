//! Who runs the clinic: first run, staff, passwords, sites and departments, and who is away or on
//! duty.

pub mod add_user;
pub mod colleagues;
pub mod deactivate_user;
pub mod departments;
pub mod found;
pub mod holidays;
pub mod leave;
pub mod number;
pub mod on_duty;
pub mod password;
pub mod plan;
pub mod practitioners;
pub mod preferences;
pub mod reset_password;
pub mod shifts;
pub mod sites;
pub mod staff;
pub mod update_practitioner;

use catalog::Action::{Insert, Read, Remove, Update};

use crate::commands::{Command, Need, read, write};

/// Everybody asks for their own leave; who plans the week decides about it.
const DECIDE_LEAVE: &[Need] = &[("leave", Update), ("schedules", Update)];

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
        read(
            "organization.practitioner",
            &[("practitioners", Read)],
            update_practitioner::practitioner,
        ),
        write(
            "organization.update_practitioner",
            &[("practitioners", Update), ("practitioner_departments", Insert)],
            update_practitioner::update_practitioner,
        ),
        read("organization.colleagues", &[("practitioners", Read)], colleagues::colleagues),
        read("organization.sites", &[("sites", Read)], sites::sites),
        write("organization.add_site", &[("sites", Insert)], sites::add_site),
        write("organization.update_site", &[("sites", Update)], sites::update_site),
        read("organization.departments", &[("departments", Read)], departments::departments),
        write(
            "organization.add_department",
            &[("departments", Insert)],
            departments::add_department,
        ),
        write(
            "organization.update_department",
            &[("departments", Update)],
            departments::update_department,
        ),
        write(
            "organization.deactivate_department",
            &[("departments", Update)],
            departments::deactivate_department,
        ),
        read("organization.holidays", &[("holidays", Read)], holidays::holidays),
        write("organization.add_holiday", &[("holidays", Insert)], holidays::add_holiday),
        write("organization.remove_holiday", &[("holidays", Remove)], holidays::remove_holiday),
        read("organization.leave", &[("leave", Read)], leave::leave),
        write("organization.request_leave", &[("leave", Insert)], leave::request_leave),
        write("organization.approve_leave", DECIDE_LEAVE, leave::approve_leave),
        write("organization.refuse_leave", DECIDE_LEAVE, leave::refuse_leave),
        write("organization.cancel_leave", &[("leave", Update)], leave::cancel_leave),
        read("organization.shifts", &[("shifts", Read)], shifts::shifts),
        write("organization.add_shift", &[("shifts", Insert)], shifts::add_shift),
        write("organization.update_shift", &[("shifts", Update)], shifts::update_shift),
        write("organization.cancel_shift", &[("shifts", Update)], shifts::cancel_shift),
        read("organization.on_duty", &[("shifts", Read)], on_duty::on_duty_at),
        read("organization.preferences", &[("user_preferences", Read)], preferences::preferences),
        write(
            "organization.set_preference",
            &[("user_preferences", Insert), ("user_preferences", Update)],
            preferences::set_preference,
        ),
    ]
}
