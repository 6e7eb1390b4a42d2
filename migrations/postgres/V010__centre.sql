-- What only the centre keeps: the order of changes, the changesets themselves, the devices' keys,
-- and the rules across rows that Postgres alone can hold. What is the same for every table (cell
-- versions, enumerations, the position trigger, sealed columns) is attached from the catalog by
-- `holdfast-server migrate`.

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pgcrypto;

-- One row per organization. Whoever writes locks it first, so positions are gapless and in commit
-- order; a reader that sees a position sees everything up to it.
CREATE TABLE sync_positions (
    organization_id UUID PRIMARY KEY,
    position BIGINT NOT NULL
);

-- What took each position. device_id is NULL for the centre itself and for operators. body and
-- signature are kept as they came, answer is the outcome as it was sent.
CREATE TABLE sync_changesets (
    organization_id UUID NOT NULL,
    position BIGINT NOT NULL,
    id UUID NOT NULL,
    device_id UUID,
    incarnation BIGINT,
    counter BIGINT,
    author UUID,
    made_at TIMESTAMPTZ NOT NULL,
    arrived_at TIMESTAMPTZ NOT NULL,
    base BIGINT,
    command TEXT NOT NULL,
    kind TEXT NOT NULL,
    answer BYTEA,
    body BYTEA,
    signature BYTEA,
    PRIMARY KEY (organization_id, position)
);
CREATE UNIQUE INDEX sync_changesets_by_id ON sync_changesets (id);
CREATE UNIQUE INDEX sync_changesets_by_counter
    ON sync_changesets (device_id, incarnation, counter);
-- A pull asks for the outcomes of one device after a position.
CREATE INDEX sync_changesets_by_device ON sync_changesets (device_id, position);

-- Which rows each position touched; what a pull reads.
CREATE TABLE sync_log (
    organization_id UUID NOT NULL,
    position BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    table_number SMALLINT NOT NULL,
    row_id UUID NOT NULL,
    PRIMARY KEY (organization_id, position, ordinal)
);

-- The stable number of each column, as columns.txt gives it; filled by `migrate`.
CREATE TABLE sync_columns (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    table_number SMALLINT NOT NULL,
    column_number SMALLINT NOT NULL,
    PRIMARY KEY (table_name, column_name)
);

-- What `migrate` has attached, by its definition, so that a second run changes nothing.
CREATE TABLE sync_attached (
    table_name TEXT NOT NULL,
    thing TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (table_name, thing)
);

-- What the centre must know of a device to believe it. upload_open: the device worked alone before
-- and is still sending what it had, which its people wrote under its own rules. schema_version: of
-- the schema that it has, as it last said; it is sent nothing that came later.
CREATE TABLE device_keys (
    device_id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    public_key BYTEA NOT NULL,
    certificate_fingerprint TEXT NOT NULL,
    number_prefix TEXT NOT NULL,
    incarnation BIGINT NOT NULL DEFAULT 1,
    last_counter BIGINT NOT NULL DEFAULT 0,
    last_hash BYTEA,
    upload_open BOOLEAN NOT NULL DEFAULT FALSE,
    schema_version INTEGER NOT NULL DEFAULT 1,
    revoked_at TIMESTAMPTZ,
    last_seen_at TIMESTAMPTZ,
    UNIQUE (organization_id, number_prefix)
);

-- One-time codes, of which only the SHA-256 is kept.
CREATE TABLE enrolment_codes (
    code_hash BYTEA PRIMARY KEY,
    organization_id UUID,
    site_id UUID,
    device_name TEXT NOT NULL,
    profile TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    device_id UUID
);

-- Rules across rows. A constraint is named after its table and the held_reason that it leads to.
-- A doctor may be overbooked when a person says so; a patient or a room never. A visit that ended
-- early sets the patient and the room free at once, and the doctor's hours stay as they were booked.
ALTER TABLE appointments ADD CONSTRAINT appointments_practitioner_taken
    EXCLUDE USING gist (
        organization_id WITH =, practitioner_id WITH =, tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (
        practitioner_id IS NOT NULL AND held_reason IS NULL AND NOT overbooked
        AND deleted_at IS NULL AND status NOT IN ('cancelled', 'no_show', 'entered_in_error')
    );
ALTER TABLE appointments ADD CONSTRAINT appointments_patient_taken
    EXCLUDE USING gist (
        organization_id WITH =, patient_id WITH =, tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (
        held_reason IS NULL AND deleted_at IS NULL
        AND status NOT IN ('cancelled', 'no_show', 'completed', 'entered_in_error')
    );
ALTER TABLE appointments ADD CONSTRAINT appointments_room_taken
    EXCLUDE USING gist (
        organization_id WITH =, site_id WITH =, lower(trim(room)) WITH =,
        tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (
        room IS NOT NULL AND held_reason IS NULL AND deleted_at IS NULL
        AND status NOT IN ('cancelled', 'no_show', 'completed', 'entered_in_error')
    );
CREATE UNIQUE INDEX appointments_slot_taken ON appointments (organization_id, time_slot_id)
    WHERE time_slot_id IS NOT NULL AND held_reason IS NULL AND NOT overbooked
        AND deleted_at IS NULL AND status NOT IN ('cancelled', 'no_show', 'entered_in_error');

CREATE UNIQUE INDEX users_username_taken ON users (organization_id, lower(username))
    WHERE held_reason IS NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX patients_number_taken ON patients (organization_id, mrn)
    WHERE mrn IS NOT NULL AND held_reason IS NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX invoices_number_taken ON invoices (organization_id, number)
    WHERE number IS NOT NULL AND held_reason IS NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX insurance_policies_rank_taken
    ON insurance_policies (organization_id, patient_id, coverage_rank)
    WHERE status = 'active' AND held_reason IS NULL AND deleted_at IS NULL;
ALTER TABLE number_blocks ADD CONSTRAINT number_blocks_block_taken
    EXCLUDE USING gist (
        organization_id WITH =, kind WITH =, prefix WITH =,
        int8range(first_number, last_number, '[]') WITH &&
    ) WHERE (held_reason IS NULL AND deleted_at IS NULL);

-- This transaction's position for an organization, taken at the first call. The settings end with
-- the transaction, and go back with a savepoint just as the row does.
CREATE FUNCTION holdfast_take_position(organization UUID) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    setting TEXT := 'holdfast.at_' || replace(organization::text, '-', '');
    taken BIGINT := nullif(current_setting(setting, true), '')::BIGINT;
BEGIN
    IF taken IS NOT NULL THEN
        RETURN taken;
    END IF;
    INSERT INTO sync_positions AS p (organization_id, position) VALUES (organization, 1)
    ON CONFLICT (organization_id) DO UPDATE SET position = p.position + 1
    RETURNING position INTO taken;
    PERFORM set_config(setting, taken::text, true);
    INSERT INTO sync_changesets
        (organization_id, position, id, device_id, author, made_at, arrived_at, base, command, kind)
    VALUES (
        organization, taken, gen_random_uuid(),
        nullif(current_setting('holdfast.device', true), '')::UUID, NULL,
        clock_timestamp(), clock_timestamp(), taken - 1,
        coalesce(nullif(current_setting('holdfast.command', true), ''), 'operator'), 'applied'
    );
    RETURN taken;
END $$;

-- Gives a position to every writer that is not a device's push: operators, jobs, enrolment. It
-- runs at COMMIT, once per changed row, and marks the columns that differ.
CREATE FUNCTION holdfast_position() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    here BIGINT;
    seen BIGINT := 0;
    changed SMALLINT[];
    number SMALLINT;
    line INTEGER;
    counting TEXT := 'holdfast.line_' || replace(NEW.organization_id::text, '-', '');
BEGIN
    IF current_setting('holdfast.applying', true) = 'on' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        -- What this function itself writes differs in bookkeeping only, and ends here.
        SELECT array_agg(c.column_number) INTO changed
        FROM sync_columns c
        WHERE c.table_name = TG_TABLE_NAME
            AND c.column_name NOT IN ('version', 'updated_at')
            AND to_jsonb(OLD) -> c.column_name IS DISTINCT FROM to_jsonb(NEW) -> c.column_name;
        IF changed IS NULL THEN
            RETURN NULL;
        END IF;
        seen := OLD.version;
    END IF;
    here := holdfast_take_position(NEW.organization_id);
    EXECUTE format(
        'UPDATE %I SET version = $1, updated_at = clock_timestamp(), cell_versions = CASE '
        'WHEN $2 IS NULL OR (cell_versions IS NULL AND version = $1) THEN NULL '
        'ELSE holdfast_touch(cell_versions, least(version, $3), $2, $1, $4) END WHERE id = $5',
        TG_TABLE_NAME)
    USING here, changed, seen,
        (SELECT max(c.column_number) + 1 FROM sync_columns c WHERE c.table_name = TG_TABLE_NAME),
        NEW.id;
    SELECT c.table_number INTO number FROM sync_columns c
    WHERE c.table_name = TG_TABLE_NAME LIMIT 1;
    line := coalesce(nullif(current_setting(counting, true), '')::INTEGER, 0);
    INSERT INTO sync_log (organization_id, position, ordinal, table_number, row_id)
    VALUES (NEW.organization_id, here, line, number, NEW.id);
    PERFORM set_config(counting, (line + 1)::text, true);
    RETURN NULL;
END $$;

-- Cell versions with the changed columns at a new position. Postgres counts array elements from 1,
-- columns.txt counts columns from 0.
CREATE FUNCTION holdfast_touch(
    versions BIGINT[], row_version BIGINT, changed SMALLINT[], here BIGINT, width INTEGER
) RETURNS BIGINT[]
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    touched BIGINT[] := coalesce(versions, array_fill(row_version, ARRAY[width]));
    number SMALLINT;
BEGIN
    FOREACH number IN ARRAY changed LOOP
        touched[number + 1] := here;
    END LOOP;
    RETURN touched;
END $$;

-- A row that is deleted outright could never be told to the replicas.
CREATE FUNCTION holdfast_refuse_delete() RETURNS TRIGGER
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is removed by setting deleted_at', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
