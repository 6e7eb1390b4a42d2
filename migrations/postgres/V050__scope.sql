-- Which patients are whose, so that a device gets its own and no others, and what a device must
-- look at again because a patient or a row came to it or left it.

-- PCs that were enrolled before there were profiles hold the whole record, and go on doing so.
ALTER TABLE devices DROP CONSTRAINT IF EXISTS devices_profile_values;
DELETE FROM sync_attached WHERE table_name = 'devices' AND thing = 'values profile';
UPDATE devices SET profile = 'whole' WHERE profile <> 'whole';
-- Positions are given now: no index is made over rows whose triggers still wait.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;

-- The position since which a device's profile, site and person are as they are. One whose cursor
-- stands before it fetches its scope anew.
ALTER TABLE device_keys ADD COLUMN scope_since BIGINT NOT NULL DEFAULT 0;

-- A holder is a site, or a person who has a PC of their own (in scope_log also the organization,
-- for what is everybody's). All records of one person (merged
-- patients) are held together. Kept by triggers in the transaction that changes it.
CREATE TABLE scope_patients (
    organization_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    holder_id UUID NOT NULL,
    PRIMARY KEY (patient_id, holder_id)
);
CREATE INDEX scope_patients_by_holder ON scope_patients (holder_id);

-- Rows that devices of a holder look at again: what is in their scope comes whole, what is not is
-- forgotten. Ordinals stand behind those of sync_log at the same position.
CREATE TABLE scope_log (
    organization_id UUID NOT NULL,
    position BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    holder_id UUID NOT NULL,
    table_number SMALLINT NOT NULL,
    row_id UUID NOT NULL,
    PRIMARY KEY (organization_id, position, ordinal)
);
CREATE INDEX scope_log_by_holder ON scope_log (holder_id, position, ordinal);

-- A pull asks which devices hold a part only; there are few.
CREATE INDEX devices_of_a_site ON devices (site_id) WHERE profile <> 'whole';
CREATE INDEX devices_of_a_person ON devices (user_id) WHERE profile <> 'whole';
CREATE INDEX devices_of_a_part ON devices (organization_id) WHERE profile <> 'whole';

-- All records of the person whose record this is.
CREATE FUNCTION holdfast_one_person(patient UUID) RETURNS UUID[]
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RETURN ARRAY(
        WITH RECURSIVE one (id) AS (
            SELECT patient
            UNION SELECT
                CASE WHEN m.patient_id = one.id THEN m.merged_patient_id ELSE m.patient_id END
            FROM patient_merges m JOIN one ON m.patient_id = one.id OR m.merged_patient_id = one.id
            WHERE m.deleted_at IS NULL)
        SELECT id FROM one);
END $$;

-- Whether any device holds a part of the record through this holder. While none does, nothing is
-- written for it.
CREATE FUNCTION holdfast_holder_is_served(holder UUID) RETURNS BOOLEAN
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM devices WHERE site_id = holder AND profile <> 'whole')
        OR EXISTS (SELECT 1 FROM devices WHERE user_id = holder AND profile <> 'whole')
        OR EXISTS (
            SELECT 1 FROM devices WHERE organization_id = holder AND profile <> 'whole');
END $$;

-- Where the next row of scope_log stands at this position.
CREATE FUNCTION holdfast_next_ordinal(organization UUID, here BIGINT) RETURNS INTEGER
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        (SELECT max(ordinal) + 1 FROM scope_log
         WHERE organization_id = organization AND position = here), 1073741824);
END $$;

-- The position of what this trigger is about. A push knows it and has written it into the row;
-- whoever else writes takes one.
CREATE FUNCTION holdfast_position_of(organization UUID, version BIGINT) RETURNS BIGINT
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF current_setting('holdfast.applying', true) = 'on' THEN
        RETURN version;
    END IF;
    RETURN holdfast_take_position(organization);
END $$;

-- Who holds a person's records, worked out anew for everybody in `touched`; what differs is told
-- to whom it concerns. holdfast_rows_of is attached from the catalog.
CREATE FUNCTION holdfast_hold(organization UUID, here BIGINT, touched UUID[]) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    patient UUID;
    members UUID[];
    done UUID[] := '{}';
    wanted UUID[];
    moved RECORD;
BEGIN
    FOREACH patient IN ARRAY touched LOOP
        CONTINUE WHEN patient IS NULL OR patient = ANY (done);
        members := holdfast_one_person(patient);
        done := done || members;
        wanted := ARRAY(
            SELECT s.site_id FROM patient_sites s
            WHERE s.patient_id = ANY (members) AND s.deleted_at IS NULL
            UNION SELECT t.user_id FROM care_team_members t
            WHERE t.patient_id = ANY (members) AND t.user_id IS NOT NULL
                AND t.ended_at IS NULL AND t.deleted_at IS NULL
            UNION SELECT p.user_id FROM care_team_members t
            JOIN practitioners p ON p.id = t.practitioner_id
            WHERE t.patient_id = ANY (members) AND p.user_id IS NOT NULL
                AND t.ended_at IS NULL AND t.deleted_at IS NULL AND p.deleted_at IS NULL);
        FOR moved IN
            DELETE FROM scope_patients s
            WHERE s.patient_id = ANY (members) AND s.holder_id <> ALL (wanted)
            RETURNING s.patient_id, s.holder_id
        LOOP
            PERFORM holdfast_tell(organization, here, moved.holder_id, moved.patient_id);
        END LOOP;
        FOR moved IN
            INSERT INTO scope_patients AS s (organization_id, patient_id, holder_id)
            SELECT organization, m, w FROM unnest(members) AS m, unnest(wanted) AS w
            ON CONFLICT DO NOTHING RETURNING s.patient_id, s.holder_id
        LOOP
            PERFORM holdfast_tell(organization, here, moved.holder_id, moved.patient_id);
        END LOOP;
    END LOOP;
END $$;

-- Tells a holder to look again at all rows of a patient. What is new at this very position stands
-- in sync_log and needs no telling.
CREATE FUNCTION holdfast_tell(organization UUID, here BIGINT, holder UUID, patient UUID) RETURNS VOID
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    line INTEGER;
BEGIN
    IF NOT holdfast_holder_is_served(holder) OR EXISTS (
        SELECT 1 FROM patients WHERE id = patient AND cell_versions IS NULL
        AND version IN (0, here)) THEN
        RETURN;
    END IF;
    line := holdfast_next_ordinal(organization, here);
    INSERT INTO scope_log (organization_id, position, ordinal, holder_id, table_number, row_id)
    SELECT organization, here, line + (row_number() OVER ())::INTEGER - 1, holder,
        found.table_number, found.row_id
    FROM holdfast_rows_of(patient) AS found
    WHERE NOT found.is_whole OR found.version NOT IN (0, here);
END $$;

-- A patient is known somewhere, two records are of one person, somebody looks after a patient, or
-- somebody who does has another account.
CREATE FUNCTION holdfast_scope() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    touched UUID[];
BEGIN
    IF TG_TABLE_NAME = 'practitioners' THEN
        touched := ARRAY(
            SELECT DISTINCT patient_id FROM care_team_members WHERE practitioner_id = NEW.id);
    ELSE
        touched := ARRAY(
            SELECT DISTINCT (side ->> name)::UUID
            FROM unnest(CASE WHEN TG_OP = 'UPDATE' THEN ARRAY[to_jsonb(OLD), to_jsonb(NEW)]
                             ELSE ARRAY[to_jsonb(NEW)] END) AS side,
                unnest(ARRAY['patient_id', 'merged_patient_id']) AS name
            WHERE side ? name);
    END IF;
    IF cardinality(touched) > 0 THEN
        PERFORM holdfast_hold(
            NEW.organization_id, holdfast_position_of(NEW.organization_id, NEW.version), touched);
    END IF;
    RETURN NULL;
END $$;

-- A row went to another patient or site: both sides look at it again.
CREATE FUNCTION holdfast_row_moved() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    here BIGINT := holdfast_position_of(NEW.organization_id, NEW.version);
    number SMALLINT;
    holder UUID;
    line INTEGER;
BEGIN
    SELECT c.table_number INTO number FROM sync_columns c
    WHERE c.table_name = TG_TABLE_NAME LIMIT 1;
    FOR holder IN
        WITH side (cells) AS (VALUES (to_jsonb(OLD)), (to_jsonb(NEW))),
        named (id) AS (
            SELECT (cells ->> name)::UUID
            FROM side, unnest(ARRAY['patient_id', 'merged_patient_id']) AS name)
        SELECT s.holder_id FROM scope_patients s JOIN named ON s.patient_id = named.id
        UNION SELECT (cells ->> 'site_id')::UUID FROM side WHERE cells ->> 'site_id' IS NOT NULL
        -- Where a side names neither, it is everybody's.
        UNION SELECT NEW.organization_id FROM side
        WHERE cells ->> 'site_id' IS NULL AND cells ->> 'patient_id' IS NULL
    LOOP
        CONTINUE WHEN NOT holdfast_holder_is_served(holder);
        line := holdfast_next_ordinal(NEW.organization_id, here);
        INSERT INTO scope_log (organization_id, position, ordinal, holder_id, table_number, row_id)
        VALUES (NEW.organization_id, here, line, holder, number, NEW.id);
    END LOOP;
    RETURN NULL;
END $$;

-- A device is for something else, stands elsewhere or is somebody else's from now on.
CREATE FUNCTION holdfast_device_moved() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE device_keys SET scope_since = holdfast_position_of(NEW.organization_id, NEW.version)
    WHERE device_id = NEW.id;
    RETURN NULL;
END $$;

INSERT INTO scope_patients (organization_id, patient_id, holder_id)
WITH RECURSIVE one (organization_id, patient_id, member) AS (
    SELECT organization_id, id, id FROM patients
    UNION SELECT one.organization_id, one.patient_id,
        CASE WHEN m.patient_id = one.member THEN m.merged_patient_id ELSE m.patient_id END
    FROM patient_merges m JOIN one ON m.patient_id = one.member OR m.merged_patient_id = one.member
    WHERE m.deleted_at IS NULL),
held (patient_id, holder_id) AS (
    SELECT patient_id, site_id FROM patient_sites WHERE deleted_at IS NULL
    UNION SELECT patient_id, user_id FROM care_team_members
    WHERE user_id IS NOT NULL AND ended_at IS NULL AND deleted_at IS NULL
    UNION SELECT t.patient_id, p.user_id FROM care_team_members t
    JOIN practitioners p ON p.id = t.practitioner_id
    WHERE p.user_id IS NOT NULL AND t.ended_at IS NULL AND t.deleted_at IS NULL
        AND p.deleted_at IS NULL)
SELECT DISTINCT one.organization_id, one.patient_id, held.holder_id
FROM one JOIN held ON held.patient_id = one.member;
