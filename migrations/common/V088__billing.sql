-- A correction of a payment names the first entry in corrects_id, also where it corrects a
-- correction. Of an entry and its corrections the one with the highest correction_number counts,
-- and of two with the same number, which were made on PCs that did not know of each other, the one
-- with the greater id.
ALTER TABLE payments ADD COLUMN correction_number BIGINT;
