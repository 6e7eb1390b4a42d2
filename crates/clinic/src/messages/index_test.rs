//! That notes, messages and tasks are read by an index, however many there have been.

use crate::fixture::Clinic;
use crate::messages::{
    chat, conversations, mark_chat_read, notifications, own, participants, reminders, tasks,
    tell_patient, unread,
};

#[test]
fn no_list_of_messages_reads_a_whole_table() {
    let clinic = Clinic::found();
    let whole = "SELECT id FROM tasks WHERE title = 'Telephone'";
    assert_eq!(clinic.scans(whole), ["SCAN tasks"]);
    for sql in [
        notifications::UNREAD.to_owned(),
        notifications::READ.to_owned(),
        unread::MESSAGES.to_owned(),
        chat::MESSAGES.to_owned(),
        conversations::CONVERSATIONS.to_owned(),
        own::conversations_query(),
        tell_patient::user_query(),
        mark_chat_read::WAITING.to_owned(),
        participants::in_care_team_sql(),
        participants::about_sql(),
        reminders::coming(),
        tasks::mine(),
        tasks::mine_and_free(),
    ] {
        let scans = clinic.scans(&sql);
        assert!(scans.is_empty(), "{sql}\n{scans:?}");
    }
}
