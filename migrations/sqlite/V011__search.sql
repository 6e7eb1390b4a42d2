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

-- What was corrected is left out wherever measurements, results and payments are listed.
CREATE INDEX vitals_by_corrected ON vitals (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX lab_results_by_corrected ON lab_results (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX payments_by_corrected ON payments (corrects_id) WHERE corrects_id IS NOT NULL;

-- Which invoices are open is read from all lines and payments; from the index alone.
CREATE INDEX invoice_lines_by_amount ON invoice_lines (invoice_id, deleted_at, amount_minor);
CREATE INDEX payments_by_amount ON payments (invoice_id, kind, deleted_at, amount_minor, id);
