-- When who is where: weekly schedules, the slots made from them, bookings and the waiting list.

-- One weekly stretch of a practitioner, on the site's wall clock. A change ends this row
-- (valid_until_on) and starts another that supersedes it, so that booked slots survive.
CREATE TABLE schedules (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID NOT NULL REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    weekday TEXT NOT NULL,
    start_time TIME NOT NULL,
    end_time TIME NOT NULL,
    slot_minutes BIGINT NOT NULL,
    room TEXT,
    valid_from_on DATE NOT NULL,
    valid_until_on DATE,
    supersedes_id UUID REFERENCES schedules (id) DEFERRABLE INITIALLY DEFERRED,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX schedules_by_practitioner ON schedules (practitioner_id, weekday);
CREATE INDEX schedules_by_site ON schedules (site_id, weekday);

-- The id is derived from schedule and start. Whether a slot is free is read from the appointments;
-- is_blocked is a person's decision to keep it closed.
CREATE TABLE time_slots (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    schedule_id UUID NOT NULL REFERENCES schedules (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID NOT NULL REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    room TEXT,
    is_blocked BOOLEAN NOT NULL DEFAULT FALSE,
    blocked_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX time_slots_by_practitioner ON time_slots (practitioner_id, starts_at);
CREATE INDEX time_slots_by_site ON time_slots (site_id, starts_at);
CREATE INDEX time_slots_by_schedule ON time_slots (schedule_id);

-- held_reason: the centre could not grant the booking as wanted. overbooked: a person decided to
-- place it beside another one.
CREATE TABLE appointments (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    time_slot_id UUID REFERENCES time_slots (id) DEFERRABLE INITIALLY DEFERRED,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    priority TEXT NOT NULL,
    reason TEXT,
    notes TEXT,
    room TEXT,
    walk_in BOOLEAN NOT NULL DEFAULT FALSE,
    overbooked BOOLEAN NOT NULL DEFAULT FALSE,
    confirmed_at TIMESTAMPTZ,
    checked_in_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    cancelled_at TIMESTAMPTZ,
    cancelled_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    cancel_reason TEXT,
    rescheduled_from_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    created_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    ai_conflict_resolved BOOLEAN NOT NULL DEFAULT FALSE,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX appointments_by_site ON appointments (site_id, starts_at);
CREATE INDEX appointments_by_practitioner ON appointments (practitioner_id, starts_at);
CREATE INDEX appointments_by_patient ON appointments (patient_id, starts_at);
CREATE INDEX appointments_by_time_slot ON appointments (time_slot_id);

CREATE TABLE waitlist_entries (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    priority TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    wanted_from_on DATE,
    wanted_until_on DATE,
    wanted_times_text TEXT,
    offered_at TIMESTAMPTZ,
    appointment_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    added_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX waitlist_entries_by_site ON waitlist_entries (site_id, status);
CREATE INDEX waitlist_entries_by_patient ON waitlist_entries (patient_id);
