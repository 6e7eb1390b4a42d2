-- What keeps people and places away: public holidays and leave.

-- A day on which a site does not work; site_id NULL means every site.
CREATE TABLE holidays (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    day_on DATE NOT NULL,
    name TEXT NOT NULL,
    is_half_day BOOLEAN NOT NULL DEFAULT FALSE,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX holidays_by_day ON holidays (organization_id, day_on);

-- A practitioner is away. Slots are not offered meanwhile; what is booked stays and is shown.
CREATE TABLE leave (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID NOT NULL REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    reason TEXT,
    status TEXT NOT NULL,
    decided_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX leave_by_practitioner ON leave (practitioner_id, starts_at);
