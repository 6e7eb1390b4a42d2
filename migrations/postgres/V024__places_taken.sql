-- Rules across rows of beds, rooms, machines and numbers. A constraint is named after its table
-- and the held_reason that it leads to.

-- A bed holds one patient and a patient lies in one bed, for as long as the stay lasts.
ALTER TABLE bed_stays ADD CONSTRAINT bed_stays_bed_taken
    EXCLUDE USING gist (
        organization_id WITH =, bed_id WITH =, tstzrange(started_at, ended_at) WITH &&
    ) WHERE (
        held_reason IS NULL AND deleted_at IS NULL
        AND (end_reason IS NULL OR end_reason <> 'entered_in_error')
    );
ALTER TABLE bed_stays ADD CONSTRAINT bed_stays_patient_bed_taken
    EXCLUDE USING gist (
        organization_id WITH =, patient_id WITH =, tstzrange(started_at, ended_at) WITH &&
    ) WHERE (
        held_reason IS NULL AND deleted_at IS NULL
        AND (end_reason IS NULL OR end_reason <> 'entered_in_error')
    );

-- A room or a machine is never promised twice, whatever a person says.
ALTER TABLE appointment_resources ADD CONSTRAINT appointment_resources_resource_taken
    EXCLUDE USING gist (
        organization_id WITH =, resource_id WITH =, tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (NOT is_released AND held_reason IS NULL AND deleted_at IS NULL);
-- Two scans on two machines do not share a room either.
ALTER TABLE appointment_resources ADD CONSTRAINT appointment_resources_room_taken
    EXCLUDE USING gist (
        organization_id WITH =, site_id WITH =, lower(btrim(room)) WITH =,
        tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (room IS NOT NULL AND NOT is_released AND held_reason IS NULL AND deleted_at IS NULL);

CREATE UNIQUE INDEX scans_number_taken ON scans (organization_id, scan_number)
    WHERE scan_number IS NOT NULL AND held_reason IS NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX insurance_claims_number_taken ON insurance_claims (organization_id, number)
    WHERE number IS NOT NULL AND held_reason IS NULL AND deleted_at IS NULL;
