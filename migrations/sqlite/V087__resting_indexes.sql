-- Indexes that rest while a bootstrap fills their table, and how they are built again.
CREATE TABLE resting_indexes (
    name TEXT PRIMARY KEY NOT NULL,
    table_name TEXT NOT NULL,
    statement TEXT NOT NULL
) WITHOUT ROWID;

-- While the indexes of patients rest, so does the search; then it is filled in one go.
DROP TRIGGER patient_search_insert;
CREATE TRIGGER patient_search_insert AFTER INSERT ON patients
WHEN NOT EXISTS (SELECT 1 FROM resting_indexes WHERE table_name = 'patients') BEGIN
    INSERT INTO patient_search_rows (patient_id, label)
    VALUES (new.id, search_label(new.given_name, new.middle_name, new.family_name, new.name_text, new.previous_family_name));
    INSERT INTO patient_search (rowid, keys)
    SELECT number, search_keys(label, new.mrn, new.phone, new.date_of_birth)
    FROM patient_search_rows WHERE patient_id = new.id;
END;
CREATE TRIGGER patient_search_fill AFTER DELETE ON resting_indexes
WHEN old.table_name = 'patients'
AND NOT EXISTS (SELECT 1 FROM resting_indexes WHERE table_name = 'patients') BEGIN
    INSERT INTO patient_search (patient_search) VALUES ('delete-all');
    DELETE FROM patient_search_rows;
    INSERT INTO patient_search_rows (patient_id, label)
    SELECT id, search_label(given_name, middle_name, family_name, name_text, previous_family_name)
    FROM patients;
    INSERT INTO patient_search (rowid, keys)
    SELECT number, search_keys(label, mrn, phone, date_of_birth)
    FROM patient_search_rows JOIN patients ON id = patient_id;
END;
