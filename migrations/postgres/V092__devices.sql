-- What the centre notes of a PC whenever it comes, for whoever looks after many of them: the program
-- that it says it is, and the last position up to which it was sent everything.

ALTER TABLE device_keys ADD COLUMN program TEXT;
ALTER TABLE device_keys ADD COLUMN sent_to BIGINT;
