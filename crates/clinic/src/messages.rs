//! Notes to people: notifications, conversations, tasks.

pub(crate) mod add_task;
pub mod cancel_task;
pub mod chat;
pub mod complete_task;
pub mod conversations;
pub mod create_task;
pub mod hand_over_task;
pub mod mark_chat_read;
pub mod mark_read;
pub mod notifications;
pub(crate) mod notify;
pub mod own;
pub(crate) mod participants;
pub mod reminders;
pub mod send;
pub mod take_task;
pub mod task;
pub mod tasks;
pub(crate) mod tell_patient;
pub mod unread;

#[cfg(test)]
mod index_test;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, Need, open, own_read, own_write, read, write};

const CHAT: &[Need] = &[("chat_messages", Read), ("appointments", Read)];
const SEND: &[Need] = &[("chat_messages", Insert), ("appointments", Read)];
const MARK: &[Need] = &[("chat_messages", Update), ("appointments", Read)];

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read("messages.notifications", &[("notifications", Read)], notifications::notifications),
        read("messages.unread", &[("notifications", Read)], unread::unread),
        write("messages.mark_read", &[("notifications", Update)], mark_read::mark_read),
        write("messages.mark_all_read", &[("notifications", Update)], mark_read::mark_all_read),
        write(
            "messages.write_reminders",
            &[("notifications", Insert), ("appointments", Read)],
            reminders::write_reminders,
        ),
        write("messages.send", SEND, send::send),
        open("messages.chat", CHAT, chat::chat, chat::opened),
        read("messages.conversations", CHAT, conversations::conversations),
        write("messages.mark_chat_read", MARK, mark_chat_read::mark_chat_read),
        read("messages.tasks", &[("tasks", Read)], tasks::tasks),
        write("messages.create_task", &[("tasks", Insert)], create_task::create_task),
        write("messages.take_task", &[("tasks", Update)], take_task::take_task),
        write("messages.hand_over_task", &[("tasks", Update)], hand_over_task::hand_over_task),
        write("messages.complete_task", &[("tasks", Update)], complete_task::complete_task),
        write("messages.cancel_task", &[("tasks", Update)], cancel_task::cancel_task),
        own_read("messages.own_conversations", CHAT, own::own_conversations),
        own_read("messages.own_chat", CHAT, own::own_chat),
        own_write("messages.own_send", SEND, own::own_send),
        own_write("messages.own_mark_chat_read", MARK, own::own_mark_chat_read),
        own_read(
            "messages.own_notifications",
            &[("notifications", Read)],
            notifications::notifications,
        ),
        own_write("messages.own_mark_read", &[("notifications", Update)], mark_read::mark_read),
        own_write(
            "messages.own_mark_all_read",
            &[("notifications", Update)],
            mark_read::mark_all_read,
        ),
    ]
}
