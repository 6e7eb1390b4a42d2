-- What the program keeps about its own work, and the rules that people give it.

CREATE TABLE security_logs (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    device_id UUID,
    action TEXT NOT NULL,
    resource_kind TEXT,
    resource_id UUID,
    ip_address TEXT,
    user_agent TEXT,
    occurred_at TIMESTAMPTZ NOT NULL,
    succeeded BOOLEAN NOT NULL DEFAULT FALSE,
    failure_reason TEXT,
    details JSONB,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX security_logs_by_time ON security_logs (organization_id, occurred_at, user_id);
CREATE INDEX security_logs_by_user ON security_logs (user_id, occurred_at);
CREATE INDEX security_logs_by_device ON security_logs (device_id, occurred_at);
CREATE INDEX security_logs_by_action ON security_logs (action, occurred_at);

CREATE TABLE system_metrics (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value_number DOUBLE PRECISION NOT NULL,
    unit TEXT,
    labels JSONB,
    recorded_at TIMESTAMPTZ NOT NULL,
    device_id UUID,
    site_id UUID,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX system_metrics_by_kind ON system_metrics (organization_id, kind, recorded_at);
CREATE INDEX system_metrics_by_time ON system_metrics (organization_id, recorded_at);

-- The id derives from site and name, so that two PCs write one row.
CREATE TABLE system_settings (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    content JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX system_settings_by_name ON system_settings (organization_id, name);

CREATE TABLE external_integrations (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    direction TEXT NOT NULL,
    endpoint TEXT,
    settings JSONB,
    credential_text TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    last_contact_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX external_integrations_by_name ON external_integrations (organization_id, name);

CREATE TABLE sync_logs (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    external_integration_id UUID REFERENCES external_integrations (id) DEFERRABLE INITIALLY DEFERRED,
    device_id UUID,
    direction TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    records_seen BIGINT,
    records_stored BIGINT,
    records_left BIGINT,
    problem_text TEXT,
    source_text TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX sync_logs_by_time ON sync_logs (organization_id, started_at);
CREATE INDEX sync_logs_by_integration ON sync_logs (external_integration_id, started_at);

-- When (trigger_kind), if (conditions), then (actions). A rule never runs twice for one cause.
CREATE TABLE workflow_rules (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    description TEXT,
    trigger_kind TEXT NOT NULL,
    conditions JSONB,
    actions JSONB NOT NULL,
    priority BIGINT,
    runs_max_per_hour BIGINT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX workflow_rules_by_trigger ON workflow_rules (organization_id, trigger_kind);

-- The id derives from rule, row, day and PC: a rule acts once a day on what happened to one row.
CREATE TABLE workflow_runs (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    workflow_rule_id UUID NOT NULL REFERENCES workflow_rules (id) DEFERRABLE INITIALLY DEFERRED,
    trigger_kind TEXT NOT NULL,
    source_table TEXT,
    source_row_id UUID,
    depth BIGINT NOT NULL,
    status TEXT NOT NULL,
    actions_done JSONB,
    reason TEXT,
    ran_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX workflow_runs_by_rule ON workflow_runs (workflow_rule_id, ran_at);
CREATE INDEX workflow_runs_by_source ON workflow_runs (source_row_id);

CREATE TABLE retention_policies (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    table_name TEXT NOT NULL,
    keep_years BIGINT NOT NULL,
    basis_text TEXT,
    action TEXT NOT NULL,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX retention_policies_by_table ON retention_policies (organization_id, table_name);

CREATE TABLE legal_holds (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    reason TEXT NOT NULL,
    placed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    placed_at TIMESTAMPTZ NOT NULL,
    released_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    released_at TIMESTAMPTZ,
    release_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX legal_holds_by_patient ON legal_holds (patient_id);
