-- What is owed on an invoice is read from its lines and payments; with millions of settled
-- invoices that is too much to read each time somebody asks who owes what. So a replica keeps, for
-- itself, the invoices on which something is open: drafts, what is owed, and what was paid too
-- much (a balance below zero). Nothing of it is synced; the triggers below derive every row from
-- the rows that it is about, whichever way those came.

-- total() instead of sum(): a sum that is too large must not keep a row from being stored.
CREATE VIEW invoice_totals AS
SELECT i.*,
    (SELECT CAST(total(l.amount_minor) AS INTEGER) FROM invoice_lines l
     WHERE l.invoice_id = i.id AND l.deleted_at IS NULL) AS total_minor,
    (SELECT CAST(total(q.amount_minor) AS INTEGER) FROM payments q
     WHERE q.invoice_id = i.id AND q.kind = 'payment' AND q.deleted_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM payments c WHERE c.corrects_id = q.id)) AS received_minor,
    (SELECT CAST(total(q.amount_minor) AS INTEGER) FROM payments q
     WHERE q.invoice_id = i.id AND q.kind = 'refund' AND q.deleted_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM payments c WHERE c.corrects_id = q.id)) AS returned_minor
FROM invoices i WHERE i.deleted_at IS NULL;

-- What is owed on an issued invoice; what is credit on one that is void or written off, where
-- nothing is owed any more.
CREATE VIEW invoice_balances AS
SELECT id, patient_id, site_id, status, due_on, currency,
    CASE status
        WHEN 'void' THEN returned_minor - received_minor
        WHEN 'written_off' THEN min(0, total_minor - received_minor + returned_minor)
        ELSE total_minor - received_minor + returned_minor
    END AS balance_minor
FROM invoice_totals;

CREATE TABLE unsettled_invoices (
    invoice_id BLOB PRIMARY KEY NOT NULL,
    patient_id BLOB NOT NULL,
    site_id BLOB,
    status TEXT NOT NULL,
    due_on TEXT,
    currency TEXT NOT NULL,
    balance_minor INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX unsettled_invoices_by_patient
    ON unsettled_invoices (patient_id, currency, status, balance_minor);
CREATE INDEX unsettled_invoices_by_due ON unsettled_invoices (status, due_on);

INSERT INTO unsettled_invoices
SELECT id, patient_id, site_id, status, due_on, currency, balance_minor FROM invoice_balances
WHERE status = 'draft' OR balance_minor <> 0;

-- Inserting an id into this view reckons that invoice anew. Not while the whole record is being
-- fetched: then all are reckoned in one go once it is there.
CREATE VIEW invoices_to_reckon AS SELECT id AS invoice_id FROM invoices;
CREATE TRIGGER invoices_to_reckon_insert INSTEAD OF INSERT ON invoices_to_reckon
WHEN NOT EXISTS (SELECT 1 FROM bootstrap_tables) BEGIN
    DELETE FROM unsettled_invoices WHERE invoice_id = new.invoice_id;
    INSERT INTO unsettled_invoices
    SELECT id, patient_id, site_id, status, due_on, currency, balance_minor FROM invoice_balances
    WHERE id = new.invoice_id AND (status = 'draft' OR balance_minor <> 0);
END;

CREATE TRIGGER invoices_reckoned_bootstrap AFTER DELETE ON bootstrap_tables
WHEN NOT EXISTS (SELECT 1 FROM bootstrap_tables) BEGIN
    DELETE FROM unsettled_invoices;
    INSERT INTO unsettled_invoices
    SELECT id, patient_id, site_id, status, due_on, currency, balance_minor FROM invoice_balances
    WHERE status = 'draft' OR balance_minor <> 0;
END;

CREATE TRIGGER invoices_reckoned_insert AFTER INSERT ON invoices BEGIN
    INSERT INTO invoices_to_reckon VALUES (new.id);
END;
CREATE TRIGGER invoices_reckoned_update
AFTER UPDATE OF patient_id, site_id, status, due_on, currency, deleted_at ON invoices BEGIN
    INSERT INTO invoices_to_reckon VALUES (new.id);
END;
CREATE TRIGGER invoices_reckoned_delete AFTER DELETE ON invoices BEGIN
    DELETE FROM unsettled_invoices WHERE invoice_id = old.id;
END;
CREATE TRIGGER invoice_lines_reckoned_insert AFTER INSERT ON invoice_lines BEGIN
    INSERT INTO invoices_to_reckon VALUES (new.invoice_id);
END;
CREATE TRIGGER invoice_lines_reckoned_update
AFTER UPDATE OF invoice_id, amount_minor, deleted_at ON invoice_lines BEGIN
    INSERT INTO invoices_to_reckon VALUES (old.invoice_id);
    INSERT INTO invoices_to_reckon VALUES (new.invoice_id);
END;
CREATE TRIGGER invoice_lines_reckoned_delete AFTER DELETE ON invoice_lines BEGIN
    INSERT INTO invoices_to_reckon VALUES (old.invoice_id);
END;
-- A correction also changes the invoice of the row that it corrects.
CREATE TRIGGER payments_reckoned_insert AFTER INSERT ON payments BEGIN
    INSERT INTO invoices_to_reckon SELECT new.invoice_id WHERE new.invoice_id IS NOT NULL;
    INSERT INTO invoices_to_reckon SELECT invoice_id FROM payments
    WHERE id = new.corrects_id AND invoice_id IS NOT NULL;
END;
CREATE TRIGGER payments_reckoned_update
AFTER UPDATE OF invoice_id, kind, amount_minor, corrects_id, deleted_at ON payments BEGIN
    INSERT INTO invoices_to_reckon SELECT old.invoice_id WHERE old.invoice_id IS NOT NULL;
    INSERT INTO invoices_to_reckon SELECT new.invoice_id WHERE new.invoice_id IS NOT NULL;
    INSERT INTO invoices_to_reckon SELECT invoice_id FROM payments
    WHERE id IN (old.corrects_id, new.corrects_id) AND invoice_id IS NOT NULL;
END;
CREATE TRIGGER payments_reckoned_delete AFTER DELETE ON payments BEGIN
    INSERT INTO invoices_to_reckon SELECT old.invoice_id WHERE old.invoice_id IS NOT NULL;
    INSERT INTO invoices_to_reckon SELECT invoice_id FROM payments
    WHERE id = old.corrects_id AND invoice_id IS NOT NULL;
END;

-- The prices that were asked for a service, the newest first; read from the index alone.
CREATE INDEX invoice_lines_by_procedure ON invoice_lines (
    organization_id, procedure_code, currency, service_on, deleted_at, invoice_id, unit_price_minor
) WHERE procedure_code IS NOT NULL;
-- The next number of a claim.
CREATE INDEX insurance_claims_by_number ON insurance_claims (organization_id, number)
    WHERE number IS NOT NULL;
