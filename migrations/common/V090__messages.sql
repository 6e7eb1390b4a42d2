-- What somebody wrote is found again among the conversations.
CREATE INDEX chat_messages_by_sender ON chat_messages (sender_id, sent_at);
