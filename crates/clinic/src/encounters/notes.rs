//! Wordings from which the notes of visits begin.

pub mod remove_template;
pub mod save_template;
pub mod templates;

use catalog::Action::{Insert, Read, Remove, Update};
use catalog::Role;

use crate::commands::{Command, read, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read(
            "encounters.note_templates",
            &[("system_settings", Read), ("visits", Read)],
            templates::templates,
        ),
        write(
            "encounters.save_note_template",
            &[("system_settings", Insert), ("system_settings", Update)],
            save_template::save_template,
        )
        .by(&[Role::Admin]),
        write(
            "encounters.remove_note_template",
            &[("system_settings", Remove)],
            remove_template::remove_template,
        ),
    ]
}
