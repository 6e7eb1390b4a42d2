-- What only a replica has: its own state, what it has still to send, what stands under pending
-- edits, what was refused, and the search index. None of it is synced.

-- Single facts about this replica, such as its device, its cursor and its clock.
CREATE TABLE replica (
    name TEXT PRIMARY KEY NOT NULL,
    content TEXT NOT NULL
) WITHOUT ROWID;

-- One row per changeset whose outcome has not come back through the cursor. The counter and the
-- signed body are given when it is first sent, so that what waits for a quarantined row blocks
-- nothing behind it.
CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL,
    command TEXT NOT NULL,
    author BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    base INTEGER NOT NULL,
    intent TEXT,
    operations INTEGER NOT NULL,
    incarnation INTEGER,
    counter INTEGER,
    body BLOB,
    signature BLOB,
    answer_position INTEGER,
    answer_kind TEXT
);
CREATE UNIQUE INDEX outbox_by_id ON outbox (id);
CREATE INDEX outbox_by_counter ON outbox (counter);

-- Stored by column name, so that it outlives a change of the schema.
CREATE TABLE outbox_operations (
    sequence INTEGER NOT NULL REFERENCES outbox (sequence) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    row_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (sequence, ordinal)
) WITHOUT ROWID;
CREATE INDEX outbox_operations_by_row ON outbox_operations (row_id, table_name);

-- The confirmed value under each cell that a pending update covers.
CREATE TABLE overlay (
    row_id BLOB NOT NULL,
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    confirmed TEXT NOT NULL,
    PRIMARY KEY (row_id, table_name, column_name)
) WITHOUT ROWID;

-- Changesets that the centre has answered, kept until it reports that a backup covers them.
CREATE TABLE answered (
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    id BLOB NOT NULL,
    hash BLOB NOT NULL,
    body BLOB NOT NULL,
    signature BLOB NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (incarnation, counter)
) WITHOUT ROWID;

-- Changesets that the centre would not apply, whole, with the reason.
CREATE TABLE quarantine (
    id BLOB PRIMARY KEY NOT NULL,
    command TEXT NOT NULL,
    author BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    operations TEXT NOT NULL,
    quarantined_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Rows that a quarantined changeset made; they stay visible, marked.
CREATE TABLE quarantined_rows (
    row_id BLOB NOT NULL,
    table_name TEXT NOT NULL,
    changeset BLOB NOT NULL REFERENCES quarantine (id) ON DELETE CASCADE,
    PRIMARY KEY (row_id, table_name)
) WITHOUT ROWID;
CREATE INDEX quarantined_rows_by_changeset ON quarantined_rows (changeset);

-- Rows that came and could not be applied, kept raw; the cursor does not pass what was lost.
CREATE TABLE unapplied_rows (
    row_id BLOB NOT NULL,
    table_name TEXT NOT NULL,
    content TEXT NOT NULL,
    reason TEXT NOT NULL,
    arrived_at INTEGER NOT NULL,
    PRIMARY KEY (row_id, table_name)
) WITHOUT ROWID;

-- How far a bootstrap has come, table by table.
CREATE TABLE bootstrap_tables (
    ordinal INTEGER PRIMARY KEY NOT NULL,
    table_name TEXT NOT NULL,
    rows_planned INTEGER NOT NULL,
    rows_done INTEGER NOT NULL,
    after_id BLOB,
    is_done INTEGER NOT NULL
);

-- The last exchanges, for the Sync Centre.
CREATE TABLE exchanges (
    ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    direction TEXT NOT NULL,
    changes INTEGER NOT NULL,
    tables TEXT NOT NULL
);

-- Which patients were opened last on this PC, for the list before typing.
CREATE TABLE recent_patients (
    user_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    opened_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, patient_id)
) WITHOUT ROWID;

-- Search over patients. search_keys() and search_label() are registered by the store; the keys
-- hold each name's words and their neighbours at one typing error (see store::search). The label
-- is what candidates are ranked by.
CREATE TABLE patient_search_rows (
    number INTEGER PRIMARY KEY,
    patient_id BLOB NOT NULL,
    label TEXT NOT NULL
);
CREATE UNIQUE INDEX patient_search_rows_by_patient ON patient_search_rows (patient_id);
CREATE VIRTUAL TABLE patient_search USING fts5 (
    keys, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE TRIGGER patient_search_insert AFTER INSERT ON patients BEGIN
    INSERT INTO patient_search_rows (patient_id, label)
    VALUES (new.id, search_label(new.given_name, new.middle_name, new.family_name, new.name_text, new.previous_family_name));
    INSERT INTO patient_search (rowid, keys)
    SELECT number, search_keys(label, new.mrn, new.phone, new.date_of_birth)
    FROM patient_search_rows WHERE patient_id = new.id;
END;
CREATE TRIGGER patient_search_update AFTER UPDATE OF given_name, middle_name, family_name, name_text, previous_family_name, mrn, phone, date_of_birth ON patients BEGIN
    UPDATE patient_search_rows
    SET label = search_label(new.given_name, new.middle_name, new.family_name, new.name_text, new.previous_family_name)
    WHERE patient_id = new.id;
    DELETE FROM patient_search WHERE rowid = (SELECT number FROM patient_search_rows WHERE patient_id = new.id);
    INSERT INTO patient_search (rowid, keys)
    SELECT number, search_keys(label, new.mrn, new.phone, new.date_of_birth)
    FROM patient_search_rows WHERE patient_id = new.id;
END;
CREATE TRIGGER patient_search_delete AFTER DELETE ON patients BEGIN
    DELETE FROM patient_search WHERE rowid = (SELECT number FROM patient_search_rows WHERE patient_id = old.id);
    DELETE FROM patient_search_rows WHERE patient_id = old.id;
END;
