-- Who runs the clinic, where, with whom and on which machines.
-- Plain SQL that SQLite and Postgres both accept. Uniqueness beyond the primary key, checks of
-- enumerations and row level security are attached on Postgres, so that an old replica never
-- refuses what the centre has accepted.

-- An organization is the tenant; its organization_id is its own id.
CREATE TABLE organizations (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    kind TEXT,
    address_line TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    phone TEXT,
    email TEXT,
    subscription_plan TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    recovery_public_key TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

-- A place where care happens. Its time zone turns wall-clock times into moments.
CREATE TABLE sites (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    code TEXT,
    kind TEXT,
    time_zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    address_line TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    phone TEXT,
    email TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX sites_by_organization ON sites (organization_id, name);

CREATE TABLE departments (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    code TEXT,
    description TEXT,
    phone TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX departments_by_site ON departments (site_id);

-- A person who signs in. roles is an array of role codes; password_hash is an argon2id PHC string
-- and NULL means that the person cannot sign in.
CREATE TABLE users (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    username TEXT NOT NULL,
    email TEXT,
    password_hash TEXT,
    given_name TEXT,
    family_name TEXT,
    display_name TEXT,
    phone TEXT,
    roles JSONB NOT NULL,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    avatar TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    suspended_at TIMESTAMPTZ,
    suspended_reason TEXT,
    last_login_at TIMESTAMPTZ,
    password_changed_at TIMESTAMPTZ,
    must_change_password BOOLEAN NOT NULL DEFAULT FALSE,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX users_by_username ON users (organization_id, username);
CREATE INDEX users_by_email ON users (organization_id, email);
CREATE INDEX users_by_site ON users (site_id);

-- A person who treats. Practitioners that came with imported records have no user.
CREATE TABLE practitioners (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    prefix TEXT,
    given_name TEXT,
    family_name TEXT,
    name_text TEXT,
    gender TEXT,
    specialization TEXT,
    specialization_code TEXT,
    specialization_code_system TEXT,
    qualification TEXT,
    experience_years BIGINT,
    license_number TEXT,
    npi TEXT,
    phone TEXT,
    email TEXT,
    address_line TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    consultation_fee_minor BIGINT,
    currency TEXT,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    is_available BOOLEAN NOT NULL DEFAULT TRUE,
    is_external BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX practitioners_by_user ON practitioners (user_id);
CREATE INDEX practitioners_by_name ON practitioners (organization_id, family_name, given_name);
CREATE INDEX practitioners_by_npi ON practitioners (organization_id, npi);

CREATE TABLE practitioner_departments (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID NOT NULL REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID NOT NULL REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    is_primary BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX practitioner_departments_by_practitioner ON practitioner_departments (practitioner_id);
CREATE INDEX practitioner_departments_by_department ON practitioner_departments (department_id);

-- Who is on duty where; alert routing reads it.
CREATE TABLE shifts (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX shifts_by_user ON shifts (user_id, starts_at);
CREATE INDEX shifts_by_site ON shifts (site_id, starts_at);

-- A workstation, laptop or tablet that has been enrolled, or asks to be.
CREATE TABLE devices (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    profile TEXT NOT NULL,
    platform TEXT,
    app_version TEXT,
    status TEXT NOT NULL,
    signing_public_key TEXT,
    exchange_public_key TEXT,
    certificate_fingerprint TEXT,
    certificate_expires_at TIMESTAMPTZ,
    incarnation BIGINT,
    lease_hours BIGINT,
    enrolled_at TIMESTAMPTZ,
    enrolled_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    last_seen_at TIMESTAMPTZ,
    last_ip_address TEXT,
    revoked_at TIMESTAMPTZ,
    revoked_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    revoke_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX devices_by_site ON devices (site_id);

-- The human numbers that a device may hand out without asking: prefix, then first_number up to
-- last_number. How far it has come is read from the rows that carry a number, never stored.
CREATE TABLE number_blocks (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    device_id UUID NOT NULL REFERENCES devices (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    prefix TEXT NOT NULL,
    first_number BIGINT NOT NULL,
    last_number BIGINT NOT NULL,
    digits BIGINT,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX number_blocks_by_device ON number_blocks (device_id, kind);

-- A signed-in stretch of work; it ends within 24 hours. Only a hash of the token is kept.
CREATE TABLE user_sessions (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    device_id UUID REFERENCES devices (id) DEFERRABLE INITIALLY DEFERRED,
    token_hash TEXT,
    ip_address TEXT,
    user_agent TEXT,
    started_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    last_activity_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    end_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX user_sessions_by_user ON user_sessions (user_id, started_at);
CREATE INDEX user_sessions_by_token ON user_sessions (token_hash);

-- One preference of one person; the id is derived from both, so two devices write one row.
CREATE TABLE user_preferences (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    content JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX user_preferences_by_user ON user_preferences (user_id, name);
