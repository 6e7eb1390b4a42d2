-- Of an entry and its corrections one counts (V088).
DROP INDEX payments_by_amount;
CREATE INDEX payments_by_amount ON payments (
    invoice_id, kind, deleted_at, amount_minor, id, corrects_id, correction_number
);

DROP VIEW invoice_totals;
CREATE VIEW invoice_totals AS
SELECT i.*,
    (SELECT CAST(total(l.amount_minor) AS INTEGER) FROM invoice_lines l
     WHERE l.invoice_id = i.id AND l.deleted_at IS NULL) AS total_minor,
    (SELECT CAST(total(q.amount_minor) AS INTEGER) FROM payments q
     WHERE q.invoice_id = i.id AND q.kind = 'payment' AND q.deleted_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM payments c WHERE c.corrects_id = coalesce(q.corrects_id, q.id)
     AND (c.correction_number, c.id) > (coalesce(q.correction_number, 0), q.id))) AS received_minor,
    (SELECT CAST(total(q.amount_minor) AS INTEGER) FROM payments q
     WHERE q.invoice_id = i.id AND q.kind = 'refund' AND q.deleted_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM payments c WHERE c.corrects_id = coalesce(q.corrects_id, q.id)
     AND (c.correction_number, c.id) > (coalesce(q.correction_number, 0), q.id))) AS returned_minor
FROM invoices i WHERE i.deleted_at IS NULL;
