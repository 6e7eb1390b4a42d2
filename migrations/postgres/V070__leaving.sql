-- A revoked PC hands over once what it had not sent. Set when it has said that this was all.
ALTER TABLE device_keys ADD COLUMN left_at TIMESTAMPTZ;

-- For so many days a PC goes on without having heard from the centre.
ALTER TABLE sync_positions ADD COLUMN lease_days INTEGER NOT NULL DEFAULT 30
    CHECK (lease_days BETWEEN 1 AND 3650);
