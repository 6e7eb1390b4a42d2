-- What somebody has typed into a form and not saved, for the time after a crash. It is this PC's own
-- memory, for one person alone, and is not synced.
CREATE TABLE drafts (
    user_id BLOB NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    kept_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, name)
) WITHOUT ROWID;
