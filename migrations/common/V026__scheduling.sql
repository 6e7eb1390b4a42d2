-- What somebody who waits has been offered: with whom, when, and until when the time is kept for
-- them. Whether an offer still stands is read from offered_until; nothing has to end it.

ALTER TABLE waitlist_entries
    ADD COLUMN offered_practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE waitlist_entries ADD COLUMN offered_starts_at TIMESTAMPTZ;
ALTER TABLE waitlist_entries ADD COLUMN offered_ends_at TIMESTAMPTZ;
ALTER TABLE waitlist_entries ADD COLUMN offered_until TIMESTAMPTZ;
CREATE INDEX waitlist_entries_by_offer
    ON waitlist_entries (offered_practitioner_id, offered_starts_at);
