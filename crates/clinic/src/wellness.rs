//! Therapy, stress and the plans that people follow.

pub mod add_stress_reading;
pub mod answer_script;
pub mod own_plans;
pub mod own_stress;
pub mod plan;
pub mod plan_items;
pub mod plans;
pub mod script;
pub mod session;
pub mod sessions;
pub mod stress;
pub mod templates;
pub mod write_note;

pub(crate) mod sentiment;

use catalog::Action::{Insert, Read, Remove, Update};

use crate::commands::{Command, open, own_read, own_write, read, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        write("wellness.plan_session", &[("therapy_sessions", Insert)], session::plan_session),
        write("wellness.move_session", &[("therapy_sessions", Update)], session::move_session),
        write("wellness.start_session", &[("therapy_sessions", Update)], session::start_session),
        write(
            "wellness.complete_session",
            &[("therapy_sessions", Update)],
            session::complete_session,
        ),
        write("wellness.cancel_session", &[("therapy_sessions", Update)], session::cancel_session),
        open(
            "wellness.sessions",
            &[("therapy_sessions", Read)],
            sessions::sessions,
            sessions::sessions_opened,
        ),
        open(
            "wellness.session",
            &[("therapy_sessions", Read), ("therapy_notes", Read)],
            sessions::session,
            sessions::session_opened,
        ),
        read("wellness.my_day", &[("therapy_sessions", Update)], sessions::my_day),
        read("wellness.my_patients", &[("therapy_sessions", Update)], sessions::my_patients),
        write(
            "wellness.write_note",
            &[("therapy_notes", Insert), ("therapy_notes", Update)],
            write_note::write_note,
        ),
        read("wellness.script", &[("therapy_sessions", Read)], script::script),
        write(
            "wellness.answer_script",
            &[("therapy_notes", Insert), ("therapy_sessions", Update), ("stress_readings", Insert)],
            answer_script::answer_script,
        ),
        write(
            "wellness.add_stress_reading",
            &[("stress_readings", Insert)],
            add_stress_reading::add_stress_reading,
        ),
        own_write(
            "wellness.own_stress_reading",
            &[("stress_readings", Insert)],
            own_stress::own_stress_reading,
        ),
        open("wellness.stress", &[("stress_readings", Read)], stress::stress, stress::opened),
        read("wellness.templates", &[("wellness_plans", Read)], templates::templates),
        write(
            "wellness.make_plan",
            &[("wellness_plans", Insert), ("wellness_plan_items", Insert)],
            plan::make_plan,
        ),
        write("wellness.update_plan", &[("wellness_plans", Update)], plan::update_plan),
        open("wellness.plans", &[("wellness_plans", Read)], plans::plans, plans::plans_opened),
        open(
            "wellness.plan",
            &[("wellness_plans", Read), ("wellness_plan_items", Read)],
            plans::plan,
            plans::plan_opened,
        ),
        write("wellness.add_item", &[("wellness_plan_items", Insert)], plan_items::add_item),
        // Whoever makes steps changes them; ticking one off is open to more.
        write(
            "wellness.change_item",
            &[("wellness_plan_items", Insert), ("wellness_plan_items", Update)],
            plan_items::change_item,
        ),
        write("wellness.remove_item", &[("wellness_plan_items", Remove)], plan_items::remove_item),
        write("wellness.do_item", &[("wellness_plan_items", Update)], plan_items::do_item),
        write("wellness.skip_item", &[("wellness_plan_items", Update)], plan_items::skip_item),
        own_read("wellness.own_plans", &[("wellness_plans", Read)], own_plans::own_plans),
        own_read(
            "wellness.own_plan",
            &[("wellness_plans", Read), ("wellness_plan_items", Read)],
            own_plans::own_plan,
        ),
        own_write(
            "wellness.own_do_item",
            &[("wellness_plan_items", Update)],
            own_plans::own_do_item,
        ),
        own_write(
            "wellness.own_skip_item",
            &[("wellness_plan_items", Update)],
            own_plans::own_skip_item,
        ),
    ]
}
