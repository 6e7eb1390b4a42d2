-- Alerts that must reach somebody, and what happened to each.

-- steps is a list of {after_minutes, roles, department_id}, in rising order: who is called when
-- nobody has answered.
CREATE TABLE escalation_policies (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    kind TEXT,
    urgency_from BIGINT,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    steps JSONB NOT NULL,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX escalation_policies_by_name ON escalation_policies (organization_id, name);

CREATE TABLE alert_templates (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    message TEXT,
    urgency BIGINT NOT NULL,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    roles JSONB,
    escalation_policy_id UUID REFERENCES escalation_policies (id) DEFERRABLE INITIALLY DEFERRED,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX alert_templates_by_name ON alert_templates (organization_id, name);

-- urgency 1 is the most urgent. roles and department_id say whom it is for.
CREATE TABLE alerts (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    message TEXT,
    urgency BIGINT NOT NULL,
    status TEXT NOT NULL,
    room TEXT,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    accuracy_metres DOUBLE PRECISION,
    roles JSONB,
    template_id UUID REFERENCES alert_templates (id) DEFERRABLE INITIALLY DEFERRED,
    escalation_policy_id UUID REFERENCES escalation_policies (id) DEFERRABLE INITIALLY DEFERRED,
    raised_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    raised_at TIMESTAMPTZ NOT NULL,
    source_table TEXT,
    source_row_id UUID,
    resolved_at TIMESTAMPTZ,
    resolved_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    resolution_text TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX alerts_by_site ON alerts (site_id, status, raised_at);
CREATE INDEX alerts_by_department ON alerts (department_id, status);
CREATE INDEX alerts_open ON alerts (organization_id, raised_at) WHERE status IN ('open', 'acknowledged');

CREATE TABLE patient_alerts (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    alert_id UUID NOT NULL REFERENCES alerts (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX patient_alerts_by_alert ON patient_alerts (alert_id);
CREATE INDEX patient_alerts_by_patient ON patient_alerts (patient_id);

-- The timeline. The id of an escalation step derives from alert and level, that of a delivery from
-- alert and person, so that two PCs write one row.
CREATE TABLE alert_events (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    alert_id UUID NOT NULL REFERENCES alerts (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    occurred_at TIMESTAMPTZ NOT NULL,
    user_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    device_id UUID,
    level BIGINT,
    roles JSONB,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    action_text TEXT,
    eta_minutes BIGINT,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX alert_events_by_alert ON alert_events (alert_id, occurred_at);
CREATE INDEX alert_events_by_site ON alert_events (site_id, occurred_at);
