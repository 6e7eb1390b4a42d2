-- A changeset that was answered, and that a centre restored from a backup no longer knew, waits
-- again; so does, in quarantine, what the restored centre would not apply because rows of other
-- devices had not come back yet. It is offered again by itself once they have; the number counts
-- how often, so that a refusal for another reason ends with a person.
ALTER TABLE outbox ADD COLUMN after_restore INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quarantine ADD COLUMN after_restore INTEGER NOT NULL DEFAULT 0;

-- What was answered behind a position is offered again; what a verified backup holds is let go of.
CREATE INDEX answered_by_position ON answered (position);
