-- What the program keeps about its own work. Rows are named by table_name and row_id without a
-- reference, because what they tell must be kept even where the row itself never arrived.

-- A value that lost, waits for a decision, or could not be granted. Written first by the centre;
-- a person decides. canonical and candidate hold the columns of the group with their values.
CREATE TABLE sync_conflicts (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    table_name TEXT NOT NULL,
    row_id UUID NOT NULL,
    patient_id UUID,
    site_id UUID,
    kind TEXT NOT NULL,
    column_group TEXT,
    canonical JSONB,
    candidate JSONB,
    changeset_id UUID,
    other_changeset_id UUID,
    candidate_by UUID,
    candidate_device_id UUID,
    candidate_made_at TIMESTAMPTZ,
    canonical_by UUID,
    canonical_made_at TIMESTAMPTZ,
    reason TEXT,
    for_role TEXT,
    status TEXT NOT NULL,
    decision TEXT,
    decision_reason TEXT,
    decided_value JSONB,
    decided_by UUID,
    decided_at TIMESTAMPTZ,
    undone_by UUID,
    undone_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX sync_conflicts_by_row ON sync_conflicts (row_id);
CREATE INDEX sync_conflicts_by_status ON sync_conflicts (organization_id, status, for_role);
CREATE INDEX sync_conflicts_by_patient ON sync_conflicts (patient_id);

-- Who read or changed what. Pushed and never pulled; each device chains its own entries by hash.
CREATE TABLE audit_logs (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID,
    device_id UUID,
    site_id UUID,
    device_sequence BIGINT,
    action TEXT NOT NULL,
    table_name TEXT,
    row_id UUID,
    patient_id UUID,
    command TEXT,
    occurred_at TIMESTAMPTZ NOT NULL,
    ip_address TEXT,
    user_agent TEXT,
    before JSONB,
    after JSONB,
    reason TEXT,
    outcome TEXT,
    previous_hash TEXT,
    hash TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX audit_logs_by_patient ON audit_logs (patient_id, occurred_at);
CREATE INDEX audit_logs_by_user ON audit_logs (user_id, occurred_at);
CREATE INDEX audit_logs_by_device ON audit_logs (device_id, device_sequence);
CREATE INDEX audit_logs_by_occurred ON audit_logs (organization_id, occurred_at);
