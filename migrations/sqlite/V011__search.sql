-- Search over the ICD-10 codes that ship with the program: every word of a description and the
-- code itself, by its beginning. The index keeps no text of its own.
CREATE TABLE icd10_search_rows (
    number INTEGER PRIMARY KEY,
    code TEXT NOT NULL
);
CREATE UNIQUE INDEX icd10_search_rows_by_code ON icd10_search_rows (code);
CREATE VIRTUAL TABLE icd10_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = none,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4'
);
CREATE TRIGGER icd10_search_insert AFTER INSERT ON icd10_codes BEGIN
    INSERT INTO icd10_search_rows (code) VALUES (new.code);
    INSERT INTO icd10_search (rowid, words)
    SELECT number, new.description FROM icd10_search_rows WHERE code = new.code;
END;
CREATE TRIGGER icd10_search_delete AFTER DELETE ON icd10_codes BEGIN
    DELETE FROM icd10_search WHERE rowid = (SELECT number FROM icd10_search_rows WHERE code = old.code);
    DELETE FROM icd10_search_rows WHERE code = old.code;
END;

-- A national id that is registered twice is noticed at the desk.
CREATE INDEX patients_by_national_id ON patients (national_id) WHERE national_id IS NOT NULL;
