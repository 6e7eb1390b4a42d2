//! Notifications, conversations and tasks.

use super::{OPERATIONAL, PERSONAL, REFERENCE};
use crate::enumerations::{NOTIFICATION_KIND, PRIORITY, TASK_KIND, TASK_STATUS};
use crate::rules::messages as rules;
use crate::{Access, Column, Conflict, Domain, Table};

pub(super) const NOTIFICATIONS: Table = Table {
    name: "notifications",
    domain: Domain::Messages,
    access: Access::OwnNotifications,
    columns: &[Column::named("kind").one_of(&NOTIFICATION_KIND)],
    rule: rules::notification,
    ..REFERENCE
};

pub(super) const CHAT_MESSAGES: Table = Table {
    name: "chat_messages",
    domain: Domain::Messages,
    access: Access::Chat,
    rule: rules::chat,
    ..PERSONAL
};

pub(super) const TASKS: Table = Table {
    name: "tasks",
    domain: Domain::Messages,
    access: Access::Tasks,
    audited: true,
    columns: &[
        Column::named("description").conflict(Conflict::Text),
        Column::named("kind").one_of(&TASK_KIND),
        Column::named("status").one_of(&TASK_STATUS).conflict(Conflict::Progress),
        Column::named("priority").one_of(&PRIORITY),
        Column::named("completed_at").group("done"),
        Column::named("completed_by").group("done"),
        Column::named("outcome_text").group("done"),
    ],
    rule: rules::task,
    ..OPERATIONAL
};
