-- The files of records on their way between this PC and the centre. A replica keeps this for
-- itself; nothing of it is synced.

-- Which files the centre was seen to have, in which of its epochs: a centre that was restored from
-- a backup may lack what came after it, and is asked again.
CREATE TABLE files_at_centre (
    sealed_sha256 TEXT PRIMARY KEY NOT NULL,
    epoch INTEGER NOT NULL
) WITHOUT ROWID;

-- Files of this PC whose rows have left its scope before the centre had the file: a front desk that
-- scans in a letter holds no letters, and brings this one all the same.
CREATE TABLE files_left (
    sealed_sha256 TEXT PRIMARY KEY NOT NULL,
    attachment_id BLOB NOT NULL,
    size_bytes INTEGER NOT NULL
) WITHOUT ROWID;

-- The rows of attachments whose files are to come here: those that a person has asked for first.
CREATE TABLE files_wanted (
    attachment_id BLOB PRIMARY KEY NOT NULL,
    by_person INTEGER NOT NULL,
    wanted_at INTEGER NOT NULL,
    -- Why it did not come yet, in the centre's words.
    sentence TEXT
) WITHOUT ROWID;
