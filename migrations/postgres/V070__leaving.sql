-- A revoked PC hands over once what it had not sent. Set when it has said that this was all.
ALTER TABLE device_keys ADD COLUMN left_at TIMESTAMPTZ;
-- So many bytes of files it has brought since it was revoked.
ALTER TABLE device_keys ADD COLUMN left_bytes BIGINT NOT NULL DEFAULT 0;

-- For so many days a PC goes on without having heard from the centre.
ALTER TABLE sync_positions ADD COLUMN lease_days INTEGER NOT NULL DEFAULT 30
    CHECK (lease_days BETWEEN 1 AND 3650);
