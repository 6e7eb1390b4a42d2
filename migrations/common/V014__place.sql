-- Rooms, machines and beds, and who lies or works there when.

-- Occupied, and until when, is read from bed_stays.
CREATE TABLE beds (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    ward TEXT,
    room TEXT NOT NULL,
    label TEXT NOT NULL,
    kind TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX beds_by_site ON beds (site_id, ward, room);

-- A room or a machine that can be booked. Whether it is free, and when it is due for service, is
-- read from bookings and events.
CREATE TABLE resources (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT,
    status TEXT NOT NULL,
    capacity BIGINT,
    service_interval_days BIGINT,
    service_interval_hours DOUBLE PRECISION,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX resources_by_site ON resources (site_id, kind);

-- What happens to a room or a machine. One of kind move says at which bed a machine stands from
-- then on, or at none.
CREATE TABLE resource_events (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    resource_id UUID NOT NULL REFERENCES resources (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    occurred_at TIMESTAMPTZ NOT NULL,
    hours_used DOUBLE PRECISION,
    bed_id UUID REFERENCES beds (id) DEFERRABLE INITIALLY DEFERRED,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX resource_events_by_resource ON resource_events (resource_id, occurred_at);

-- One patient in one bed for a time; a transfer ends this row and starts another that names it.
CREATE TABLE bed_stays (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    bed_id UUID NOT NULL REFERENCES beds (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    admitted_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    reason TEXT,
    end_reason TEXT,
    transferred_from_id UUID REFERENCES bed_stays (id) DEFERRABLE INITIALLY DEFERRED,
    expected_end_on DATE,
    notes TEXT,
    correction_reason TEXT,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX bed_stays_by_patient ON bed_stays (patient_id, started_at);
CREATE INDEX bed_stays_by_bed ON bed_stays (bed_id, started_at);
CREATE INDEX bed_stays_open_by_bed ON bed_stays (bed_id) WHERE ended_at IS NULL;
CREATE INDEX bed_stays_open_by_site ON bed_stays (site_id) WHERE ended_at IS NULL;
