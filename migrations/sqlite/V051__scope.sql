-- Rows that have left this PC's scope while something of them waited to be sent. They go once it
-- is answered.
CREATE TABLE forgotten_rows (
    row_id BLOB NOT NULL,
    table_name TEXT NOT NULL,
    PRIMARY KEY (row_id, table_name)
) WITHOUT ROWID;
