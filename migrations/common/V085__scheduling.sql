-- The first booking of the series that this one belongs to; its own id in the first.
ALTER TABLE appointments ADD COLUMN series_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX appointments_by_series ON appointments (series_id);

-- The branch whose desk asked this one for an appointment; why an entry ended without one.
ALTER TABLE waitlist_entries ADD COLUMN asked_from_site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE waitlist_entries ADD COLUMN end_reason TEXT;
CREATE INDEX waitlist_entries_by_asking_site ON waitlist_entries (asked_from_site_id, status);
