-- Why the time was closed into which somebody booked on purpose: a holiday, a leave, a closed slot.
ALTER TABLE appointments ADD COLUMN booked_despite TEXT;
