-- What all migrations sum to on a replica. Written by a test; see crates/store/tests.

CREATE TABLE adherence_events (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    prescription_item_id UUID NOT NULL REFERENCES prescription_items (id) DEFERRABLE INITIALLY DEFERRED,
    was_taken BOOLEAN NOT NULL DEFAULT FALSE,
    scheduled_at TIMESTAMPTZ,
    occurred_at TIMESTAMPTZ NOT NULL,
    source TEXT NOT NULL,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX adherence_events_by_item ON adherence_events (prescription_item_id, occurred_at);

CREATE INDEX adherence_events_by_patient ON adherence_events (patient_id, occurred_at);

CREATE TABLE ai_analyses (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    scan_id UUID NOT NULL REFERENCES scans (id) DEFERRABLE INITIALLY DEFERRED,
    ai_model_id UUID NOT NULL REFERENCES ai_models (id) DEFERRABLE INITIALLY DEFERRED,
    status TEXT NOT NULL,
    started_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    confidence DOUBLE PRECISION,
    overall_result TEXT,
    raw_output JSONB,
    problem_text TEXT,
    requested_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX ai_analyses_by_model ON ai_analyses (ai_model_id);

CREATE INDEX ai_analyses_by_scan ON ai_analyses (scan_id, status);

CREATE TABLE ai_models (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    model_version TEXT NOT NULL,
    kind TEXT NOT NULL,
    purpose TEXT NOT NULL,
    method_text TEXT NOT NULL,
    source_text TEXT,
    limits_text TEXT,
    last_trained_on DATE,
    is_federated BOOLEAN NOT NULL DEFAULT FALSE,
    federated_over BIGINT,
    modalities JSONB,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    file_sha256 TEXT,
    manifest JSONB,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX ai_models_by_name ON ai_models (organization_id, name);

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

CREATE INDEX alerts_by_department ON alerts (department_id, status);

CREATE INDEX alerts_by_site ON alerts (site_id, status, raised_at);

CREATE INDEX alerts_open ON alerts (organization_id, raised_at) WHERE status IN ('open', 'acknowledged');

CREATE TABLE answered (
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    id BLOB NOT NULL,
    hash BLOB NOT NULL,
    body BLOB NOT NULL,
    signature BLOB NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (incarnation, counter)
) WITHOUT ROWID;

CREATE INDEX answered_by_position ON answered (position);

CREATE TABLE appointment_resources (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    appointment_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    scan_id UUID REFERENCES scans (id) DEFERRABLE INITIALLY DEFERRED,
    resource_id UUID REFERENCES resources (id) DEFERRABLE INITIALLY DEFERRED,
    room TEXT,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    is_released BOOLEAN NOT NULL DEFAULT FALSE,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX appointment_resources_by_appointment ON appointment_resources (appointment_id);

CREATE INDEX appointment_resources_by_patient ON appointment_resources (patient_id, starts_at);

CREATE INDEX appointment_resources_by_resource ON appointment_resources (resource_id, starts_at);

CREATE INDEX appointment_resources_by_scan ON appointment_resources (scan_id);

CREATE INDEX appointment_resources_by_site ON appointment_resources (site_id, starts_at);

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
, booked_despite TEXT, series_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX appointments_by_patient ON appointments (patient_id, starts_at);

CREATE INDEX appointments_by_practitioner ON appointments (practitioner_id, starts_at);

CREATE INDEX appointments_by_series ON appointments (series_id);

CREATE INDEX appointments_by_site ON appointments (site_id, starts_at);

CREATE INDEX appointments_by_time_slot ON appointments (time_slot_id);

CREATE TABLE attachments (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    sealed_sha256 TEXT NOT NULL,
    content_key TEXT NOT NULL,
    added_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    added_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX attachments_by_patient ON attachments (patient_id);

CREATE INDEX attachments_by_sum ON attachments (organization_id, sealed_sha256);

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

CREATE INDEX audit_logs_by_device ON audit_logs (device_id, device_sequence);

CREATE INDEX audit_logs_by_occurred ON audit_logs (organization_id, occurred_at);

CREATE INDEX audit_logs_by_patient ON audit_logs (patient_id, occurred_at);

CREATE INDEX audit_logs_by_user ON audit_logs (user_id, occurred_at);

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

CREATE INDEX bed_stays_by_bed ON bed_stays (bed_id, started_at);

CREATE INDEX bed_stays_by_patient ON bed_stays (patient_id, started_at);

CREATE INDEX bed_stays_open_by_bed ON bed_stays (bed_id) WHERE ended_at IS NULL;

CREATE INDEX bed_stays_open_by_site ON bed_stays (site_id) WHERE ended_at IS NULL;

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

CREATE TRIGGER invoices_reckoned_bootstrap AFTER DELETE ON bootstrap_tables
WHEN NOT EXISTS (SELECT 1 FROM bootstrap_tables) BEGIN
    DELETE FROM unsettled_invoices;
    INSERT INTO unsettled_invoices
    SELECT id, patient_id, site_id, status, due_on, currency, balance_minor FROM invoice_balances
    WHERE status = 'draft' OR balance_minor <> 0;
END;

CREATE TABLE bootstrap_tables (
    ordinal INTEGER PRIMARY KEY NOT NULL,
    table_name TEXT NOT NULL,
    rows_planned INTEGER NOT NULL,
    rows_done INTEGER NOT NULL,
    after_id BLOB,
    is_done INTEGER NOT NULL
);

CREATE TABLE break_glass_grants (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    device_id UUID,
    reason TEXT NOT NULL,
    granted_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    reviewed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    reviewed_at TIMESTAMPTZ,
    review_outcome TEXT,
    review_notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX break_glass_grants_by_patient ON break_glass_grants (patient_id, user_id, expires_at);

CREATE INDEX break_glass_grants_by_user ON break_glass_grants (user_id, expires_at);

CREATE INDEX break_glass_grants_unreviewed ON break_glass_grants (organization_id, granted_at) WHERE reviewed_at IS NULL;

CREATE TABLE care_plans (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    title TEXT NOT NULL,
    category TEXT,
    description TEXT,
    status TEXT NOT NULL,
    starts_on DATE,
    ends_on DATE,
    goals JSONB,
    activities JSONB,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX care_plans_by_patient ON care_plans (patient_id);

CREATE TABLE care_team_members (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    is_primary BOOLEAN NOT NULL DEFAULT FALSE,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    assigned_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX care_team_members_by_patient ON care_team_members (patient_id);

CREATE INDEX care_team_members_by_practitioner ON care_team_members (practitioner_id);

CREATE INDEX care_team_members_by_user ON care_team_members (user_id);

CREATE TABLE cash_sessions (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    opened_by UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    opened_at TIMESTAMPTZ NOT NULL,
    opening_float_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    closed_at TIMESTAMPTZ,
    closed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    counted_minor BIGINT,
    expected_minor BIGINT,
    difference_reason TEXT,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX cash_sessions_by_opener ON cash_sessions (opened_by, opened_at);

CREATE INDEX cash_sessions_by_site ON cash_sessions (site_id, opened_at);

CREATE TABLE chat_messages (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    appointment_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    sender_id UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    recipient_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL,
    attachments JSONB,
    sent_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX chat_messages_by_appointment ON chat_messages (appointment_id, sent_at);

CREATE INDEX chat_messages_by_patient ON chat_messages (patient_id, sent_at);

CREATE INDEX chat_messages_by_recipient ON chat_messages (recipient_id, sent_at);

CREATE INDEX chat_messages_by_sender ON chat_messages (sender_id, sent_at);

CREATE TABLE code_bindings (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    table_name TEXT NOT NULL,
    row_id UUID NOT NULL,
    column_name TEXT NOT NULL,
    system TEXT,
    code TEXT NOT NULL,
    display TEXT,
    code_version TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX code_bindings_by_patient ON code_bindings (patient_id);

CREATE INDEX code_bindings_by_row ON code_bindings (row_id, column_name);

CREATE TABLE consents (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    wording TEXT,
    given_on DATE,
    valid_until_on DATE,
    given_by_name TEXT,
    document_id UUID REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    withdrawn_at TIMESTAMPTZ,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX consents_by_patient ON consents (patient_id, kind);

CREATE TABLE contact_attempts (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    appointment_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    attempted_at TIMESTAMPTZ NOT NULL,
    attempted_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    channel TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX contact_attempts_by_patient ON contact_attempts (patient_id, attempted_at);

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

CREATE TABLE diagnoses (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    diagnosis_text TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    is_ai_supported BOOLEAN NOT NULL DEFAULT FALSE,
    ai_model_id UUID REFERENCES ai_models (id) DEFERRABLE INITIALLY DEFERRED,
    confidence DOUBLE PRECISION,
    reasons JSONB,
    source_text TEXT,
    status TEXT NOT NULL,
    decided_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    decided_at TIMESTAMPTZ,
    decision_reason TEXT,
    medical_condition_id UUID REFERENCES medical_conditions (id) DEFERRABLE INITIALLY DEFERRED,
    proposed_at TIMESTAMPTZ NOT NULL,
    proposed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX diagnoses_by_decision ON diagnoses (decided_at) WHERE decided_at IS NOT NULL;

CREATE INDEX diagnoses_by_model ON diagnoses (ai_model_id, status);

CREATE INDEX diagnoses_by_patient ON diagnoses (patient_id, status);

CREATE TABLE dispensings (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    prescription_item_id UUID NOT NULL REFERENCES prescription_items (id) DEFERRABLE INITIALLY DEFERRED,
    inventory_item_id UUID REFERENCES inventory_items (id) DEFERRABLE INITIALLY DEFERRED,
    lot_number TEXT,
    quantity DOUBLE PRECISION NOT NULL,
    unit TEXT,
    days_supplied BIGINT,
    dispensed_at TIMESTAMPTZ NOT NULL,
    dispensed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    substitution_text TEXT,
    despite_text TEXT,
    no_lot_reason TEXT,
    notes TEXT,
    corrects_id UUID REFERENCES dispensings (id) DEFERRABLE INITIALLY DEFERRED,
    correction_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX dispensings_by_corrected ON dispensings (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE INDEX dispensings_by_item ON dispensings (prescription_item_id, dispensed_at);

CREATE INDEX dispensings_by_patient ON dispensings (patient_id, dispensed_at);

CREATE INDEX dispensings_by_site ON dispensings (site_id, dispensed_at);

CREATE TABLE documents (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    attachment_id UUID REFERENCES attachments (id) DEFERRABLE INITIALLY DEFERRED,
    documented_on DATE,
    uploaded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    uploaded_at TIMESTAMPTZ NOT NULL,
    status TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX documents_by_patient ON documents (patient_id, documented_on);

CREATE INDEX documents_by_visit ON documents (visit_id);

CREATE TABLE drafts (
    user_id BLOB NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    kept_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, name)
) WITHOUT ROWID;

CREATE TABLE ehr_entries (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    chain_id UUID NOT NULL,
    chain_sequence BIGINT NOT NULL,
    record_type TEXT NOT NULL,
    content TEXT NOT NULL,
    nonce TEXT NOT NULL,
    previous_hash TEXT,
    hash TEXT NOT NULL,
    author_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    device_id UUID,
    recorded_at TIMESTAMPTZ NOT NULL,
    table_name TEXT,
    row_id UUID,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX ehr_entries_by_chain ON ehr_entries (chain_id, chain_sequence);

CREATE INDEX ehr_entries_by_patient ON ehr_entries (patient_id, recorded_at);

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

CREATE TABLE exchanges (
    ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    direction TEXT NOT NULL,
    changes INTEGER NOT NULL,
    tables TEXT NOT NULL
);

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

CREATE TABLE feedback (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    rating BIGINT,
    comments TEXT,
    language TEXT,
    sentiment_score DOUBLE PRECISION,
    ai_model_id UUID REFERENCES ai_models (id) DEFERRABLE INITIALLY DEFERRED,
    given_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX feedback_by_patient ON feedback (patient_id, given_at);

CREATE INDEX feedback_by_site ON feedback (site_id, given_at);

CREATE TABLE files_at_centre (
    sealed_sha256 TEXT PRIMARY KEY NOT NULL,
    epoch INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE files_left (
    sealed_sha256 TEXT PRIMARY KEY NOT NULL,
    attachment_id BLOB NOT NULL,
    size_bytes INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE files_wanted (
    attachment_id BLOB PRIMARY KEY NOT NULL,
    by_person INTEGER NOT NULL,
    wanted_at INTEGER NOT NULL,
    -- Why it did not come yet, in the centre's words.
    sentence TEXT
) WITHOUT ROWID;

CREATE TABLE findings (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    scan_id UUID NOT NULL REFERENCES scans (id) DEFERRABLE INITIALLY DEFERRED,
    ai_analysis_id UUID REFERENCES ai_analyses (id) DEFERRABLE INITIALLY DEFERRED,
    scan_file_id UUID REFERENCES scan_files (id) DEFERRABLE INITIALLY DEFERRED,
    frame_number BIGINT,
    kind TEXT NOT NULL,
    description TEXT,
    location_text TEXT,
    coordinates JSONB,
    confidence DOUBLE PRECISION,
    severity TEXT,
    is_primary BOOLEAN NOT NULL DEFAULT FALSE,
    status TEXT NOT NULL,
    decided_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    decided_at TIMESTAMPTZ,
    decision_reason TEXT,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX findings_by_analysis ON findings (ai_analysis_id, severity);

CREATE INDEX findings_by_decision ON findings (decided_at) WHERE decided_at IS NOT NULL;

CREATE INDEX findings_by_patient ON findings (patient_id);

CREATE INDEX findings_by_scan ON findings (scan_id);

CREATE TABLE forgotten_rows (
    row_id BLOB NOT NULL,
    table_name TEXT NOT NULL,
    PRIMARY KEY (row_id, table_name)
) WITHOUT ROWID;

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

CREATE TRIGGER icd10_search_delete AFTER DELETE ON icd10_codes BEGIN
    DELETE FROM icd10_search WHERE rowid = (SELECT number FROM icd10_search_rows WHERE code = old.code);
    DELETE FROM icd10_search_rows WHERE code = old.code;
END;

CREATE TRIGGER icd10_search_insert AFTER INSERT ON icd10_codes BEGIN
    INSERT INTO icd10_search_rows (code) VALUES (new.code);
    INSERT INTO icd10_search (rowid, words)
    SELECT number, new.description FROM icd10_search_rows WHERE code = new.code;
END;

CREATE TABLE icd10_codes (
    code TEXT PRIMARY KEY NOT NULL,
    description TEXT NOT NULL,
    is_leaf BOOLEAN NOT NULL,
    parent_code TEXT,
    excludes1 TEXT,
    release TEXT NOT NULL
);

CREATE INDEX icd10_codes_by_parent ON icd10_codes (parent_code);

CREATE VIRTUAL TABLE icd10_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = none,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4'
);

CREATE TABLE icd10_search_rows (
    number INTEGER PRIMARY KEY,
    code TEXT NOT NULL
);

CREATE UNIQUE INDEX icd10_search_rows_by_code ON icd10_search_rows (code);

CREATE TABLE icu_observations (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    bed_stay_id UUID REFERENCES bed_stays (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    recorded_at TIMESTAMPTZ NOT NULL,
    systolic_mmhg DOUBLE PRECISION,
    diastolic_mmhg DOUBLE PRECISION,
    mean_arterial_mmhg DOUBLE PRECISION,
    heart_rate_bpm DOUBLE PRECISION,
    respiratory_rate_bpm DOUBLE PRECISION,
    temperature_celsius DOUBLE PRECISION,
    oxygen_saturation_percent DOUBLE PRECISION,
    on_oxygen BOOLEAN,
    scale2 BOOLEAN,
    inspired_oxygen_percent DOUBLE PRECISION,
    consciousness TEXT,
    glasgow_coma_scale BIGINT,
    urine_output_ml DOUBLE PRECISION,
    central_venous_mmhg DOUBLE PRECISION,
    news2_score BIGINT,
    news2_risk TEXT,
    alerts JSONB,
    ai_model_id UUID REFERENCES ai_models (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    corrects_id UUID REFERENCES icu_observations (id) DEFERRABLE INITIALLY DEFERRED,
    correction_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
, unusual_confirmed BOOLEAN NOT NULL DEFAULT FALSE, age_is_estimated BOOLEAN NOT NULL DEFAULT FALSE);

CREATE INDEX icu_observations_by_bed_stay ON icu_observations (bed_stay_id, recorded_at);

CREATE INDEX icu_observations_by_patient ON icu_observations (patient_id, recorded_at);

CREATE TABLE immunizations (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    vaccine_text TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    status TEXT NOT NULL,
    status_reason TEXT,
    occurred_at TIMESTAMPTZ,
    manufacturer TEXT,
    lot_number TEXT,
    expires_on DATE,
    dose_amount DOUBLE PRECISION,
    dose_unit TEXT,
    route TEXT,
    body_site TEXT,
    dose_number BIGINT,
    series_text TEXT,
    is_reported BOOLEAN NOT NULL DEFAULT FALSE,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX immunizations_by_patient ON immunizations (patient_id, occurred_at);

CREATE INDEX immunizations_by_visit ON immunizations (visit_id);

CREATE TABLE insurance_claims (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    invoice_id UUID NOT NULL REFERENCES invoices (id) DEFERRABLE INITIALLY DEFERRED,
    insurance_policy_id UUID NOT NULL REFERENCES insurance_policies (id) DEFERRABLE INITIALLY DEFERRED,
    number TEXT,
    status TEXT NOT NULL,
    claimed_minor BIGINT NOT NULL,
    approved_minor BIGINT,
    patient_share_minor BIGINT,
    currency TEXT NOT NULL,
    submitted_at TIMESTAMPTZ,
    submitted_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    answered_at TIMESTAMPTZ,
    denial_reason TEXT,
    insurer_reference TEXT,
    resubmits_id UUID REFERENCES insurance_claims (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX insurance_claims_by_invoice ON insurance_claims (invoice_id);

CREATE INDEX insurance_claims_by_number ON insurance_claims (organization_id, number)
    WHERE number IS NOT NULL;

CREATE INDEX insurance_claims_by_patient ON insurance_claims (patient_id);

CREATE INDEX insurance_claims_by_status ON insurance_claims (organization_id, status, submitted_at);

CREATE TABLE insurance_policies (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    insurer_name TEXT NOT NULL,
    insurer_code TEXT,
    plan_name TEXT,
    plan_kind TEXT,
    policy_number TEXT,
    group_number TEXT,
    holder_name TEXT,
    relationship_to_patient TEXT,
    coverage_rank TEXT NOT NULL,
    effective_on DATE,
    expires_on DATE,
    copay_minor BIGINT,
    deductible_minor BIGINT,
    deductible_met_minor BIGINT,
    deductible_met_on DATE,
    currency TEXT,
    status TEXT NOT NULL,
    preauthorization_required BOOLEAN NOT NULL DEFAULT FALSE,
    verified_at TIMESTAMPTZ,
    verified_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX insurance_policies_by_patient ON insurance_policies (patient_id, coverage_rank);

CREATE TABLE inventory_items (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    medication_id UUID REFERENCES medications (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    lot_number TEXT,
    expires_on DATE,
    unit TEXT NOT NULL,
    location TEXT,
    minimum_quantity DOUBLE PRECISION,
    lead_time_days BIGINT,
    unit_cost_minor BIGINT,
    currency TEXT,
    supplier TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX inventory_items_by_expiry ON inventory_items (site_id, expires_on);

CREATE INDEX inventory_items_by_site ON inventory_items (site_id, medication_id);

CREATE TABLE inventory_movements (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    inventory_item_id UUID NOT NULL REFERENCES inventory_items (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    quantity DOUBLE PRECISION NOT NULL,
    occurred_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    dispensing_id UUID REFERENCES dispensings (id) DEFERRABLE INITIALLY DEFERRED,
    reason TEXT,
    corrects_id UUID REFERENCES inventory_movements (id) DEFERRABLE INITIALLY DEFERRED,
    correction_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX inventory_movements_by_amount ON inventory_movements (inventory_item_id, deleted_at, quantity);

CREATE INDEX inventory_movements_by_item ON inventory_movements (inventory_item_id, occurred_at);

CREATE INDEX inventory_movements_by_site ON inventory_movements (site_id, occurred_at);

CREATE VIEW invoice_balances AS
SELECT id, patient_id, site_id, status, due_on, currency,
    CASE status
        WHEN 'void' THEN returned_minor - received_minor
        WHEN 'written_off' THEN min(0, total_minor - received_minor + returned_minor)
        ELSE total_minor - received_minor + returned_minor
    END AS balance_minor
FROM invoice_totals;

CREATE TRIGGER invoice_lines_reckoned_delete AFTER DELETE ON invoice_lines BEGIN
    INSERT INTO invoices_to_reckon VALUES (old.invoice_id);
END;

CREATE TRIGGER invoice_lines_reckoned_insert AFTER INSERT ON invoice_lines BEGIN
    INSERT INTO invoices_to_reckon VALUES (new.invoice_id);
END;

CREATE TRIGGER invoice_lines_reckoned_update
AFTER UPDATE OF invoice_id, amount_minor, deleted_at ON invoice_lines BEGIN
    INSERT INTO invoices_to_reckon VALUES (old.invoice_id);
    INSERT INTO invoices_to_reckon VALUES (new.invoice_id);
END;

CREATE TABLE invoice_lines (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    invoice_id UUID NOT NULL REFERENCES invoices (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    line_order BIGINT,
    service_on DATE,
    description TEXT NOT NULL,
    procedure_code TEXT,
    procedure_code_system TEXT,
    diagnosis_code TEXT,
    diagnosis_code_system TEXT,
    quantity DOUBLE PRECISION NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX invoice_lines_by_amount ON invoice_lines (invoice_id, deleted_at, amount_minor);

CREATE INDEX invoice_lines_by_invoice ON invoice_lines (invoice_id);

CREATE INDEX invoice_lines_by_patient ON invoice_lines (patient_id);

CREATE INDEX invoice_lines_by_procedure ON invoice_lines (
    organization_id, procedure_code, currency, service_on, deleted_at, invoice_id, unit_price_minor
) WHERE procedure_code IS NOT NULL;

CREATE VIEW invoice_totals AS
SELECT i.*,
    (SELECT CAST(total(l.amount_minor) AS INTEGER) FROM invoice_lines l
     WHERE l.invoice_id = i.id AND l.deleted_at IS NULL) AS total_minor,
    (SELECT CAST(total(q.amount_minor) AS INTEGER) FROM payments q
     WHERE q.invoice_id = i.id AND q.kind = 'payment' AND q.deleted_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM payments c WHERE c.corrects_id = coalesce(q.corrects_id, q.id)
     AND (c.correction_number, c.id) > (coalesce(q.correction_number, 0), q.id))) AS received_minor,
    (SELECT CAST(total(q.amount_minor) AS INTEGER) FROM payments q
     WHERE q.invoice_id = i.id AND q.kind = 'refund' AND q.deleted_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM payments c WHERE c.corrects_id = coalesce(q.corrects_id, q.id)
     AND (c.correction_number, c.id) > (coalesce(q.correction_number, 0), q.id))) AS returned_minor
FROM invoices i WHERE i.deleted_at IS NULL;

CREATE TRIGGER invoices_reckoned_delete AFTER DELETE ON invoices BEGIN
    DELETE FROM unsettled_invoices WHERE invoice_id = old.id;
END;

CREATE TRIGGER invoices_reckoned_insert AFTER INSERT ON invoices BEGIN
    INSERT INTO invoices_to_reckon VALUES (new.id);
END;

CREATE TRIGGER invoices_reckoned_update
AFTER UPDATE OF patient_id, site_id, status, due_on, currency, deleted_at ON invoices BEGIN
    INSERT INTO invoices_to_reckon VALUES (new.id);
END;

CREATE TABLE invoices (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    number TEXT,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    appointment_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    status TEXT NOT NULL,
    issued_on DATE,
    due_on DATE,
    currency TEXT NOT NULL,
    insurer_text TEXT,
    insurance_policy_id UUID REFERENCES insurance_policies (id) DEFERRABLE INITIALLY DEFERRED,
    ai_error_detected BOOLEAN NOT NULL DEFAULT FALSE,
    ai_error_text TEXT,
    void_reason TEXT,
    notes TEXT,
    created_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    issued_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
, write_off_reason TEXT, written_off_at TIMESTAMPTZ, written_off_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED, ai_model_id UUID REFERENCES ai_models (id) DEFERRABLE INITIALLY DEFERRED, ai_error_dismissed_at TIMESTAMPTZ, ai_error_dismissed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED, ai_error_dismissal_reason TEXT);

CREATE INDEX invoices_by_due ON invoices (organization_id, status, due_on);

CREATE INDEX invoices_by_number ON invoices (organization_id, number);

CREATE INDEX invoices_by_patient ON invoices (patient_id, issued_on);

CREATE INDEX invoices_by_site ON invoices (site_id, issued_on);

CREATE INDEX invoices_by_visit ON invoices (visit_id);

CREATE VIEW invoices_to_reckon AS SELECT id AS invoice_id FROM invoices;

CREATE TRIGGER invoices_to_reckon_insert INSTEAD OF INSERT ON invoices_to_reckon
WHEN NOT EXISTS (SELECT 1 FROM bootstrap_tables) BEGIN
    DELETE FROM unsettled_invoices WHERE invoice_id = new.invoice_id;
    INSERT INTO unsettled_invoices
    SELECT id, patient_id, site_id, status, due_on, currency, balance_minor FROM invoice_balances
    WHERE id = new.invoice_id AND (status = 'draft' OR balance_minor <> 0);
END;

CREATE TABLE lab_orders (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    ordered_by UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    ordered_at TIMESTAMPTZ NOT NULL,
    panel_name TEXT NOT NULL,
    priority TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    specimen_kind TEXT,
    specimen_number TEXT,
    collected_at TIMESTAMPTZ,
    collected_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    received_at TIMESTAMPTZ,
    cancel_reason TEXT,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX lab_orders_by_patient ON lab_orders (patient_id, ordered_at);

CREATE INDEX lab_orders_by_specimen ON lab_orders (organization_id, specimen_number);

CREATE INDEX lab_orders_by_status ON lab_orders (site_id, status, ordered_at);

CREATE TABLE lab_results (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    ordered_by UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    test_name TEXT NOT NULL,
    code_system TEXT,
    test_code TEXT,
    test_category TEXT,
    source_category TEXT,
    panel_id UUID,
    panel_name TEXT,
    status TEXT NOT NULL,
    value_text TEXT,
    value_number DOUBLE PRECISION,
    value_comparator TEXT,
    unit TEXT,
    reference_range_text TEXT,
    reference_low DOUBLE PRECISION,
    reference_high DOUBLE PRECISION,
    abnormal_flag TEXT,
    priority TEXT,
    ordered_at TIMESTAMPTZ,
    collected_at TIMESTAMPTZ,
    collected_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    resulted_at TIMESTAMPTZ,
    resulted_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    comments TEXT,
    interpretation TEXT,
    reviewed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    reviewed_at TIMESTAMPTZ,
    corrects_id UUID REFERENCES lab_results (id) DEFERRABLE INITIALLY DEFERRED,
    correction_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
, lab_order_id UUID REFERENCES lab_orders (id) DEFERRABLE INITIALLY DEFERRED, lab_test_id UUID REFERENCES lab_tests (id) DEFERRABLE INITIALLY DEFERRED, told_to TEXT, told_at TIMESTAMPTZ, told_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED, flag_reason TEXT);

CREATE INDEX lab_results_by_corrected ON lab_results (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE INDEX lab_results_by_order ON lab_results (lab_order_id) WHERE lab_order_id IS NOT NULL;

CREATE INDEX lab_results_by_patient ON lab_results (patient_id, resulted_at);

CREATE INDEX lab_results_by_status ON lab_results (organization_id, status, ordered_at);

CREATE INDEX lab_results_by_test ON lab_results (patient_id, test_code);

CREATE INDEX lab_results_by_visit ON lab_results (visit_id);

CREATE INDEX lab_results_not_told ON lab_results (site_id, resulted_at)
    WHERE lab_order_id IS NOT NULL AND told_at IS NULL
    AND abnormal_flag IN ('critical_low', 'critical_high');

CREATE INDEX lab_results_to_review ON lab_results (ordered_by, resulted_at)
    WHERE ordered_by IS NOT NULL AND reviewed_at IS NULL;

CREATE TABLE lab_tests (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    code TEXT,
    code_system TEXT,
    category TEXT,
    specimen_kind TEXT,
    unit TEXT,
    reference_low DOUBLE PRECISION,
    reference_high DOUBLE PRECISION,
    critical_low DOUBLE PRECISION,
    critical_high DOUBLE PRECISION,
    sex TEXT,
    age_from_years DOUBLE PRECISION,
    age_until_years DOUBLE PRECISION,
    panel_name TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX lab_tests_by_code ON lab_tests (organization_id, code);

CREATE INDEX lab_tests_by_name ON lab_tests (organization_id, name);

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

CREATE TABLE medical_conditions (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    condition_text TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    category TEXT,
    severity TEXT,
    status TEXT NOT NULL,
    verification TEXT,
    onset_on DATE,
    onset_at TIMESTAMPTZ,
    abated_on DATE,
    abated_at TIMESTAMPTZ,
    diagnosed_on DATE,
    diagnosed_by UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    recorded_at TIMESTAMPTZ,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX medical_conditions_by_code ON medical_conditions (organization_id, code);

CREATE INDEX medical_conditions_by_patient ON medical_conditions (patient_id, status);

CREATE INDEX medical_conditions_by_visit ON medical_conditions (visit_id);

CREATE TABLE medication_administrations (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    prescription_item_id UUID REFERENCES prescription_items (id) DEFERRABLE INITIALLY DEFERRED,
    medication_text TEXT NOT NULL,
    given_at TIMESTAMPTZ NOT NULL,
    given_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    status TEXT NOT NULL,
    status_reason TEXT,
    despite_text TEXT,
    dose_amount DOUBLE PRECISION,
    dose_unit TEXT,
    route TEXT,
    body_site TEXT,
    inventory_item_id UUID REFERENCES inventory_items (id) DEFERRABLE INITIALLY DEFERRED,
    lot_number TEXT,
    notes TEXT,
    corrects_id UUID REFERENCES medication_administrations (id) DEFERRABLE INITIALLY DEFERRED,
    correction_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX medication_administrations_by_corrected ON medication_administrations (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE INDEX medication_administrations_by_item ON medication_administrations (prescription_item_id, given_at);

CREATE INDEX medication_administrations_by_patient ON medication_administrations (patient_id, given_at);

CREATE TABLE medication_cautions (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    first_name TEXT NOT NULL,
    second_name TEXT NOT NULL,
    severity TEXT NOT NULL,
    sentence TEXT NOT NULL,
    source_text TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX medication_cautions_by_first ON medication_cautions (organization_id, first_name);

CREATE INDEX medication_cautions_by_second ON medication_cautions (organization_id, second_name);

CREATE TABLE medication_statements (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    medication_id UUID REFERENCES medications (id) DEFERRABLE INITIALLY DEFERRED,
    medication_text TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    dosage_text TEXT,
    status TEXT NOT NULL,
    started_on DATE,
    ended_on DATE,
    source_text TEXT,
    reason_text TEXT,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    recorded_at TIMESTAMPTZ,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX medication_statements_by_patient ON medication_statements (patient_id, status);

CREATE TABLE medications (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    form TEXT,
    strength TEXT,
    ingredients JSONB,
    classes JSONB,
    default_dose_text TEXT,
    unit TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX medications_by_code ON medications (organization_id, code);

CREATE INDEX medications_by_name ON medications (organization_id, name);

CREATE TABLE monitoring_readings (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    device_kind TEXT NOT NULL,
    metric TEXT NOT NULL,
    value_number DOUBLE PRECISION NOT NULL,
    unit TEXT NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    is_self_reported BOOLEAN NOT NULL DEFAULT FALSE,
    serial_number TEXT,
    is_anomaly BOOLEAN,
    anomaly_reason TEXT,
    expected_mean DOUBLE PRECISION,
    expected_deviation DOUBLE PRECISION,
    ai_model_id UUID REFERENCES ai_models (id) DEFERRABLE INITIALLY DEFERRED,
    corrects_id UUID REFERENCES monitoring_readings (id) DEFERRABLE INITIALLY DEFERRED,
    correction_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX monitoring_readings_by_patient ON monitoring_readings (patient_id, metric, recorded_at);

CREATE TABLE notifications (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT,
    link_table TEXT,
    link_row_id UUID,
    due_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX notifications_by_user ON notifications (user_id, due_at);

CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;

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

CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL,
    command TEXT NOT NULL,
    author BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    base INTEGER NOT NULL,
    intent TEXT,
    operations INTEGER NOT NULL,
    incarnation INTEGER,
    counter INTEGER,
    body BLOB,
    signature BLOB,
    answer_position INTEGER,
    answer_kind TEXT
, after_restore INTEGER NOT NULL DEFAULT 0);

CREATE INDEX outbox_by_counter ON outbox (counter);

CREATE UNIQUE INDEX outbox_by_id ON outbox (id);

CREATE TABLE outbox_operations (
    sequence INTEGER NOT NULL REFERENCES outbox (sequence) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    row_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (sequence, ordinal)
) WITHOUT ROWID;

CREATE INDEX outbox_operations_by_row ON outbox_operations (row_id, table_name);

CREATE TABLE overlay (
    row_id BLOB NOT NULL,
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    confirmed TEXT NOT NULL,
    PRIMARY KEY (row_id, table_name, column_name)
) WITHOUT ROWID;

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

CREATE TABLE patient_allergies (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    substance_text TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    kind TEXT,
    category TEXT,
    criticality TEXT,
    reaction_text TEXT,
    reactions JSONB,
    severity TEXT,
    status TEXT NOT NULL,
    verification TEXT,
    onset_on DATE,
    recorded_at TIMESTAMPTZ,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_allergies_by_patient ON patient_allergies (patient_id);

CREATE TABLE patient_contacts (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    name_text TEXT NOT NULL,
    relationship TEXT,
    phone TEXT,
    email TEXT,
    address_line TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    is_primary BOOLEAN NOT NULL DEFAULT FALSE,
    may_receive_information BOOLEAN NOT NULL DEFAULT FALSE,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_contacts_by_patient ON patient_contacts (patient_id);

CREATE TABLE patient_flags (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    severity TEXT,
    started_on DATE,
    ended_on DATE,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_flags_by_patient ON patient_flags (patient_id);

CREATE TABLE patient_history (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    description TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    relationship TEXT,
    status TEXT,
    started_on DATE,
    ended_on DATE,
    recorded_at TIMESTAMPTZ,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_history_by_patient ON patient_history (patient_id, kind);

CREATE TABLE patient_identifiers (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    system TEXT,
    value TEXT NOT NULL,
    kind TEXT,
    kind_text TEXT,
    assigner TEXT,
    is_primary BOOLEAN NOT NULL DEFAULT FALSE,
    valid_from_on DATE,
    valid_until_on DATE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_identifiers_by_patient ON patient_identifiers (patient_id);

CREATE INDEX patient_identifiers_by_system ON patient_identifiers (organization_id, system);

CREATE TABLE patient_merges (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    merged_patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    reason TEXT NOT NULL,
    evidence JSONB,
    merged_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    merged_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_merges_by_merged_patient ON patient_merges (merged_patient_id);

CREATE INDEX patient_merges_by_patient ON patient_merges (patient_id);

CREATE VIRTUAL TABLE patient_search USING fts5 (
    keys, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

CREATE TABLE patient_search_rows (
    number INTEGER PRIMARY KEY,
    patient_id BLOB NOT NULL,
    label TEXT NOT NULL
);

CREATE UNIQUE INDEX patient_search_rows_by_patient ON patient_search_rows (patient_id);

CREATE TABLE patient_sites (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    known_since TIMESTAMPTZ NOT NULL,
    source TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_sites_by_patient ON patient_sites (patient_id);

CREATE INDEX patient_sites_by_site ON patient_sites (site_id);

CREATE TRIGGER patient_search_delete AFTER DELETE ON patients BEGIN
    DELETE FROM patient_search WHERE rowid = (SELECT number FROM patient_search_rows WHERE patient_id = old.id);
    DELETE FROM patient_search_rows WHERE patient_id = old.id;
END;

CREATE TRIGGER patient_search_insert AFTER INSERT ON patients
WHEN NOT EXISTS (SELECT 1 FROM resting_indexes WHERE table_name = 'patients') BEGIN
    INSERT INTO patient_search_rows (patient_id, label)
    VALUES (new.id, search_label(new.given_name, new.middle_name, new.family_name, new.name_text, new.previous_family_name));
    INSERT INTO patient_search (rowid, keys)
    SELECT number, search_keys(label, new.mrn, new.phone, new.date_of_birth)
    FROM patient_search_rows WHERE patient_id = new.id;
END;

CREATE TRIGGER patient_search_update AFTER UPDATE OF given_name, middle_name, family_name, name_text, previous_family_name, mrn, phone, date_of_birth ON patients BEGIN
    UPDATE patient_search_rows
    SET label = search_label(new.given_name, new.middle_name, new.family_name, new.name_text, new.previous_family_name)
    WHERE patient_id = new.id;
    DELETE FROM patient_search WHERE rowid = (SELECT number FROM patient_search_rows WHERE patient_id = new.id);
    INSERT INTO patient_search (rowid, keys)
    SELECT number, search_keys(label, new.mrn, new.phone, new.date_of_birth)
    FROM patient_search_rows WHERE patient_id = new.id;
END;

CREATE TABLE patients (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    mrn TEXT,
    prefix TEXT,
    given_name TEXT,
    middle_name TEXT,
    family_name TEXT,
    suffix TEXT,
    name_text TEXT,
    previous_family_name TEXT,
    name_precision TEXT NOT NULL,
    date_of_birth DATE,
    date_of_birth_precision TEXT NOT NULL,
    gender TEXT,
    birth_sex TEXT,
    phone TEXT,
    phone_alternative TEXT,
    email TEXT,
    address_line TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    birth_place TEXT,
    preferred_language TEXT,
    marital_status TEXT,
    race_text TEXT,
    ethnicity_text TEXT,
    national_id TEXT,
    blood_type TEXT,
    blood_type_text TEXT,
    emergency_contact_name TEXT,
    emergency_contact_phone TEXT,
    emergency_contact_relationship TEXT,
    primary_practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    attending_nurse_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    status TEXT NOT NULL,
    deceased BOOLEAN NOT NULL DEFAULT FALSE,
    deceased_at TIMESTAMPTZ,
    multiple_birth BOOLEAN,
    multiple_birth_order BIGINT,
    notes TEXT,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patients_by_birth ON patients (organization_id, date_of_birth);

CREATE INDEX patients_by_mrn ON patients (organization_id, mrn);

CREATE INDEX patients_by_name ON patients (organization_id, family_name, given_name);

CREATE INDEX patients_by_national_id ON patients (national_id) WHERE national_id IS NOT NULL;

CREATE INDEX patients_by_practitioner ON patients (primary_practitioner_id);

CREATE INDEX patients_by_user ON patients (user_id);

CREATE TRIGGER payments_reckoned_delete AFTER DELETE ON payments BEGIN
    INSERT INTO invoices_to_reckon SELECT old.invoice_id WHERE old.invoice_id IS NOT NULL;
    INSERT INTO invoices_to_reckon SELECT invoice_id FROM payments
    WHERE id = old.corrects_id AND invoice_id IS NOT NULL;
END;

CREATE TRIGGER payments_reckoned_insert AFTER INSERT ON payments BEGIN
    INSERT INTO invoices_to_reckon SELECT new.invoice_id WHERE new.invoice_id IS NOT NULL;
    INSERT INTO invoices_to_reckon SELECT invoice_id FROM payments
    WHERE id = new.corrects_id AND invoice_id IS NOT NULL;
END;

CREATE TRIGGER payments_reckoned_update
AFTER UPDATE OF invoice_id, kind, amount_minor, corrects_id, deleted_at ON payments BEGIN
    INSERT INTO invoices_to_reckon SELECT old.invoice_id WHERE old.invoice_id IS NOT NULL;
    INSERT INTO invoices_to_reckon SELECT new.invoice_id WHERE new.invoice_id IS NOT NULL;
    INSERT INTO invoices_to_reckon SELECT invoice_id FROM payments
    WHERE id IN (old.corrects_id, new.corrects_id) AND invoice_id IS NOT NULL;
END;

CREATE TABLE payments (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    invoice_id UUID REFERENCES invoices (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    method TEXT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    received_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    reference TEXT,
    payer_kind TEXT NOT NULL,
    payer_text TEXT,
    notes TEXT,
    corrects_id UUID REFERENCES payments (id) DEFERRABLE INITIALLY DEFERRED,
    correction_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
, insurance_claim_id UUID REFERENCES insurance_claims (id) DEFERRABLE INITIALLY DEFERRED, cash_session_id UUID REFERENCES cash_sessions (id) DEFERRABLE INITIALLY DEFERRED, correction_number BIGINT);

CREATE INDEX payments_by_amount ON payments (
    invoice_id, kind, deleted_at, amount_minor, id, corrects_id, correction_number
);

CREATE INDEX payments_by_cash_session ON payments (cash_session_id) WHERE cash_session_id IS NOT NULL;

CREATE INDEX payments_by_claim ON payments (insurance_claim_id) WHERE insurance_claim_id IS NOT NULL;

CREATE INDEX payments_by_corrected ON payments (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE INDEX payments_by_invoice ON payments (invoice_id);

CREATE INDEX payments_by_patient ON payments (patient_id, received_at);

CREATE INDEX payments_by_site ON payments (site_id, received_at);

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

CREATE INDEX practitioner_departments_by_department ON practitioner_departments (department_id);

CREATE INDEX practitioner_departments_by_practitioner ON practitioner_departments (practitioner_id);

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

CREATE INDEX practitioners_by_name ON practitioners (organization_id, family_name, given_name);

CREATE INDEX practitioners_by_npi ON practitioners (organization_id, npi);

CREATE INDEX practitioners_by_user ON practitioners (user_id);

CREATE TABLE prescription_items (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    prescription_id UUID NOT NULL REFERENCES prescriptions (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    medication_text TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    dose_amount DOUBLE PRECISION,
    dose_unit TEXT,
    route TEXT,
    frequency_count BIGINT,
    frequency_period DOUBLE PRECISION,
    frequency_period_unit TEXT,
    frequency_text TEXT,
    as_needed BOOLEAN NOT NULL DEFAULT FALSE,
    dosage_text TEXT,
    is_free_text_dosage BOOLEAN NOT NULL DEFAULT FALSE,
    duration_days BIGINT,
    duration_text TEXT,
    quantity DOUBLE PRECISION,
    quantity_unit TEXT,
    refills_allowed BIGINT,
    substitution_allowed BOOLEAN,
    instructions TEXT,
    indication TEXT,
    status TEXT NOT NULL,
    status_reason TEXT,
    start_on DATE,
    end_on DATE,
    pharmacy_notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
, renews_id UUID REFERENCES prescription_items (id) DEFERRABLE INITIALLY DEFERRED, medication_id UUID REFERENCES medications (id) DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX prescription_items_by_patient ON prescription_items (patient_id, status);

CREATE INDEX prescription_items_by_prescription ON prescription_items (prescription_id);

CREATE INDEX prescription_items_by_text ON prescription_items (organization_id, lower(medication_text));

CREATE TABLE prescriptions (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    appointment_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    prescribed_at TIMESTAMPTZ NOT NULL,
    status TEXT NOT NULL,
    diagnosis_text TEXT,
    notes TEXT,
    cancelled_at TIMESTAMPTZ,
    cancelled_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    cancel_reason TEXT,
    signed_at TIMESTAMPTZ,
    signed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    created_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX prescriptions_by_patient ON prescriptions (patient_id, prescribed_at);

CREATE INDEX prescriptions_by_site ON prescriptions (site_id, prescribed_at);

CREATE INDEX prescriptions_by_visit ON prescriptions (visit_id);

CREATE TABLE price_list (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    code TEXT,
    code_system TEXT,
    description TEXT NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    valid_from_on DATE NOT NULL,
    valid_until_on DATE,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX price_list_by_code ON price_list (organization_id, code);

CREATE INDEX price_list_by_description ON price_list (organization_id, description);

CREATE TABLE procedures (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    procedure_text TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    category TEXT,
    status TEXT NOT NULL,
    started_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    reason_text TEXT,
    reason_code_system TEXT,
    reason_code TEXT,
    body_site TEXT,
    outcome_text TEXT,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX procedures_by_patient ON procedures (patient_id, started_at);

CREATE INDEX procedures_by_visit ON procedures (visit_id);

CREATE TABLE quarantine (
    id BLOB PRIMARY KEY NOT NULL,
    command TEXT NOT NULL,
    author BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    operations TEXT NOT NULL,
    quarantined_at INTEGER NOT NULL
, after_restore INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;

CREATE TABLE quarantined_rows (
    row_id BLOB NOT NULL,
    table_name TEXT NOT NULL,
    changeset BLOB NOT NULL REFERENCES quarantine (id) ON DELETE CASCADE,
    PRIMARY KEY (row_id, table_name)
) WITHOUT ROWID;

CREATE INDEX quarantined_rows_by_changeset ON quarantined_rows (changeset);

CREATE TABLE recent_patients (
    user_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    opened_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, patient_id)
) WITHOUT ROWID;

CREATE TABLE recommendations (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    diagnosis_id UUID REFERENCES diagnoses (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    recommendation_text TEXT NOT NULL,
    is_ai_generated BOOLEAN NOT NULL DEFAULT FALSE,
    ai_model_id UUID REFERENCES ai_models (id) DEFERRABLE INITIALLY DEFERRED,
    confidence DOUBLE PRECISION,
    reasons JSONB,
    source_text TEXT,
    due_on DATE,
    status TEXT NOT NULL,
    decided_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    decided_at TIMESTAMPTZ,
    decision_reason TEXT,
    proposed_at TIMESTAMPTZ NOT NULL,
    proposed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX recommendations_by_decision ON recommendations (decided_at)
    WHERE decided_at IS NOT NULL;

CREATE INDEX recommendations_by_model ON recommendations (ai_model_id, status);

CREATE INDEX recommendations_by_patient ON recommendations (patient_id, status);

CREATE TABLE referrals (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    from_practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    to_practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    to_department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    to_text TEXT,
    specialization TEXT,
    reason TEXT NOT NULL,
    priority TEXT NOT NULL,
    status TEXT NOT NULL,
    sent_at TIMESTAMPTZ,
    appointment_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    outcome_text TEXT,
    document_id UUID REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX referrals_by_patient ON referrals (patient_id);

CREATE INDEX referrals_by_status ON referrals (site_id, status);

CREATE TABLE replica (
    name TEXT PRIMARY KEY NOT NULL,
    content TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE report_templates (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    modality TEXT,
    body_part TEXT,
    kind TEXT,
    findings_text TEXT,
    impression_text TEXT,
    recommendations_text TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX report_templates_by_name ON report_templates (organization_id, name);

CREATE TABLE reports (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    scan_id UUID NOT NULL REFERENCES scans (id) DEFERRABLE INITIALLY DEFERRED,
    ai_analysis_id UUID REFERENCES ai_analyses (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    template_id UUID REFERENCES report_templates (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    findings_text TEXT,
    impression TEXT,
    recommendations TEXT,
    overall_result TEXT,
    signed_at TIMESTAMPTZ,
    signed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    amends_id UUID REFERENCES reports (id) DEFERRABLE INITIALLY DEFERRED,
    amendment_reason TEXT,
    told_to TEXT,
    told_at TIMESTAMPTZ,
    told_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    cancel_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX reports_by_patient ON reports (patient_id, signed_at);

CREATE INDEX reports_by_scan ON reports (scan_id);

CREATE INDEX reports_by_status ON reports (organization_id, status);

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

CREATE TRIGGER patient_search_fill AFTER DELETE ON resting_indexes
WHEN old.table_name = 'patients'
AND NOT EXISTS (SELECT 1 FROM resting_indexes WHERE table_name = 'patients') BEGIN
    INSERT INTO patient_search (patient_search) VALUES ('delete-all');
    DELETE FROM patient_search_rows;
    INSERT INTO patient_search_rows (patient_id, label)
    SELECT id, search_label(given_name, middle_name, family_name, name_text, previous_family_name)
    FROM patients;
    INSERT INTO patient_search (rowid, keys)
    SELECT number, search_keys(label, mrn, phone, date_of_birth)
    FROM patient_search_rows JOIN patients ON id = patient_id;
END;

CREATE TABLE resting_indexes (
    name TEXT PRIMARY KEY NOT NULL,
    table_name TEXT NOT NULL,
    statement TEXT NOT NULL
) WITHOUT ROWID;

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

CREATE TABLE scan_files (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    scan_id UUID NOT NULL REFERENCES scans (id) DEFERRABLE INITIALLY DEFERRED,
    attachment_id UUID REFERENCES attachments (id) DEFERRABLE INITIALLY DEFERRED,
    series_instance_uid TEXT,
    sop_instance_uid TEXT,
    series_number BIGINT,
    instance_number BIGINT,
    series_description TEXT,
    transfer_syntax TEXT,
    frame_count BIGINT,
    row_count BIGINT,
    column_count BIGINT,
    size_bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    file_name TEXT,
    registered_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    registered_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX scan_files_by_instance ON scan_files (organization_id, sop_instance_uid);

CREATE INDEX scan_files_by_scan ON scan_files (scan_id, series_number, instance_number);

CREATE TABLE scan_queue_entries (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    scan_id UUID NOT NULL REFERENCES scans (id) DEFERRABLE INITIALLY DEFERRED,
    stage TEXT NOT NULL,
    status TEXT NOT NULL,
    priority TEXT NOT NULL,
    assigned_to UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    queued_at TIMESTAMPTZ NOT NULL,
    started_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX scan_queue_entries_by_assignee ON scan_queue_entries (assigned_to, status);

CREATE INDEX scan_queue_entries_by_scan ON scan_queue_entries (scan_id);

CREATE INDEX scan_queue_entries_by_status ON scan_queue_entries (site_id, status, queued_at);

CREATE TABLE scans (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    appointment_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    scan_number TEXT,
    modality TEXT NOT NULL,
    body_part TEXT,
    study_description TEXT,
    study_instance_uid TEXT,
    ordered_by UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    ordered_at TIMESTAMPTZ NOT NULL,
    technician_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    priority TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    clinical_question TEXT,
    scheduled_at TIMESTAMPTZ,
    acquired_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    cancel_reason TEXT,
    room TEXT,
    resource_id UUID REFERENCES resources (id) DEFERRABLE INITIALLY DEFERRED,
    dose_text TEXT,
    notes TEXT,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX scans_by_number ON scans (organization_id, scan_number);

CREATE INDEX scans_by_patient ON scans (patient_id, ordered_at);

CREATE INDEX scans_by_site ON scans (site_id, status, ordered_at);

CREATE INDEX scans_by_status ON scans (organization_id, status, priority);

CREATE INDEX scans_by_uid ON scans (organization_id, study_instance_uid);

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

CREATE INDEX security_logs_by_action ON security_logs (action, occurred_at);

CREATE INDEX security_logs_by_device ON security_logs (device_id, occurred_at);

CREATE INDEX security_logs_by_time ON security_logs (organization_id, occurred_at, user_id);

CREATE INDEX security_logs_by_user ON security_logs (user_id, occurred_at);

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

CREATE INDEX shifts_by_site ON shifts (site_id, starts_at);

CREATE INDEX shifts_by_user ON shifts (user_id, starts_at);

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

CREATE TABLE stress_readings (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    is_self_reported BOOLEAN NOT NULL DEFAULT FALSE,
    rmssd_ms DOUBLE PRECISION,
    heart_rate_bpm DOUBLE PRECISION,
    self_rating BIGINT,
    gad7_score BIGINT,
    intervention_suggested TEXT,
    intervention_reason TEXT,
    ai_model_id UUID REFERENCES ai_models (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX stress_readings_by_patient ON stress_readings (patient_id, recorded_at);

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

CREATE INDEX sync_conflicts_by_patient ON sync_conflicts (patient_id);

CREATE INDEX sync_conflicts_by_row ON sync_conflicts (row_id);

CREATE INDEX sync_conflicts_by_status ON sync_conflicts (organization_id, status, for_role);

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

CREATE INDEX sync_logs_by_integration ON sync_logs (external_integration_id, started_at);

CREATE INDEX sync_logs_by_time ON sync_logs (organization_id, started_at);

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

CREATE TABLE tasks (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    title TEXT NOT NULL,
    description TEXT,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    priority TEXT NOT NULL,
    for_role TEXT,
    assigned_to UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    due_at TIMESTAMPTZ,
    source_table TEXT,
    source_row_id UUID,
    completed_at TIMESTAMPTZ,
    completed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    outcome_text TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX tasks_by_assignee ON tasks (assigned_to, status);

CREATE INDEX tasks_by_patient ON tasks (patient_id);

CREATE INDEX tasks_by_site ON tasks (site_id, status, due_at);

CREATE INDEX tasks_by_source ON tasks (source_row_id);

CREATE TABLE therapy_notes (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    therapy_session_id UUID NOT NULL REFERENCES therapy_sessions (id) DEFERRABLE INITIALLY DEFERRED,
    content TEXT,
    answers JSONB,
    response_text TEXT,
    sentiment_score DOUBLE PRECISION,
    ai_model_id UUID REFERENCES ai_models (id) DEFERRABLE INITIALLY DEFERRED,
    author_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    written_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX therapy_notes_by_patient ON therapy_notes (patient_id);

CREATE INDEX therapy_notes_by_session ON therapy_notes (therapy_session_id);

CREATE TABLE therapy_sessions (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    appointment_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    phq9_score BIGINT,
    gad7_score BIGINT,
    script_version TEXT,
    next_session_on DATE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX therapy_sessions_by_patient ON therapy_sessions (patient_id, started_at);

CREATE INDEX therapy_sessions_by_practitioner ON therapy_sessions (practitioner_id, started_at);

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

CREATE INDEX time_slots_by_schedule ON time_slots (schedule_id);

CREATE INDEX time_slots_by_site ON time_slots (site_id, starts_at);

CREATE TABLE triage_assessments (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    assessed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    assessed_at TIMESTAMPTZ NOT NULL,
    age_years DOUBLE PRECISION,
    symptoms TEXT NOT NULL,
    mobility TEXT,
    has_trauma BOOLEAN NOT NULL DEFAULT FALSE,
    respiratory_rate_bpm DOUBLE PRECISION,
    heart_rate_bpm DOUBLE PRECISION,
    systolic_mmhg DOUBLE PRECISION,
    temperature_celsius DOUBLE PRECISION,
    consciousness TEXT,
    discriminators JSONB,
    age_band TEXT,
    tews_score BIGINT,
    computed_priority TEXT,
    priority TEXT NOT NULL,
    override_reason TEXT,
    is_computed BOOLEAN NOT NULL DEFAULT FALSE,
    ai_model_id UUID REFERENCES ai_models (id) DEFERRABLE INITIALLY DEFERRED,
    corrects_id UUID REFERENCES triage_assessments (id) DEFERRABLE INITIALLY DEFERRED,
    correction_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
, unusual_confirmed BOOLEAN NOT NULL DEFAULT FALSE, age_is_estimated BOOLEAN NOT NULL DEFAULT FALSE);

CREATE INDEX triage_assessments_by_model ON triage_assessments (ai_model_id, is_computed);

CREATE INDEX triage_assessments_by_patient ON triage_assessments (patient_id, assessed_at);

CREATE INDEX triage_assessments_by_site ON triage_assessments (site_id, assessed_at);

CREATE INDEX triage_assessments_by_visit ON triage_assessments (visit_id);

CREATE TABLE unapplied_rows (
    row_id BLOB NOT NULL,
    table_name TEXT NOT NULL,
    content TEXT NOT NULL,
    reason TEXT NOT NULL,
    arrived_at INTEGER NOT NULL,
    PRIMARY KEY (row_id, table_name)
) WITHOUT ROWID;

CREATE TABLE unsettled_invoices (
    invoice_id BLOB PRIMARY KEY NOT NULL,
    patient_id BLOB NOT NULL,
    site_id BLOB,
    status TEXT NOT NULL,
    due_on TEXT,
    currency TEXT NOT NULL,
    balance_minor INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX unsettled_invoices_by_due ON unsettled_invoices (status, due_on);

CREATE INDEX unsettled_invoices_by_patient
    ON unsettled_invoices (patient_id, currency, status, balance_minor);

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

CREATE INDEX user_sessions_by_token ON user_sessions (token_hash);

CREATE INDEX user_sessions_by_user ON user_sessions (user_id, started_at);

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

CREATE INDEX users_by_email ON users (organization_id, email);

CREATE INDEX users_by_site ON users (site_id);

CREATE INDEX users_by_username ON users (organization_id, username);

CREATE TABLE visit_addenda (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID NOT NULL REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    author_id UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    written_at TIMESTAMPTZ NOT NULL,
    text TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX visit_addenda_by_patient ON visit_addenda (patient_id);

CREATE INDEX visit_addenda_by_visit ON visit_addenda (visit_id, written_at);

CREATE TABLE visits (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    appointment_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    class_code TEXT,
    type_text TEXT,
    room TEXT,
    reason TEXT,
    history_present_illness TEXT,
    physical_examination TEXT,
    subjective TEXT,
    objective TEXT,
    assessment TEXT,
    plan TEXT,
    notes TEXT,
    discharge_instructions TEXT,
    follow_up_instructions TEXT,
    discharge_disposition TEXT,
    service_provider TEXT,
    created_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    signed_at TIMESTAMPTZ,
    signed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
, status_reason TEXT);

CREATE INDEX visits_by_appointment ON visits (appointment_id);

CREATE INDEX visits_by_patient ON visits (patient_id, started_at);

CREATE INDEX visits_by_practitioner ON visits (practitioner_id, started_at);

CREATE INDEX visits_by_site ON visits (site_id, started_at);

CREATE TABLE vitals (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    recorded_at TIMESTAMPTZ NOT NULL,
    systolic_mmhg DOUBLE PRECISION,
    diastolic_mmhg DOUBLE PRECISION,
    heart_rate_bpm DOUBLE PRECISION,
    respiratory_rate_bpm DOUBLE PRECISION,
    temperature_celsius DOUBLE PRECISION,
    temperature_entered_value DOUBLE PRECISION,
    temperature_entered_unit TEXT,
    oxygen_saturation_percent DOUBLE PRECISION,
    on_oxygen BOOLEAN,
    consciousness TEXT,
    weight_kg DOUBLE PRECISION,
    weight_entered_value DOUBLE PRECISION,
    weight_entered_unit TEXT,
    height_cm DOUBLE PRECISION,
    height_entered_feet DOUBLE PRECISION,
    height_entered_inches DOUBLE PRECISION,
    head_circumference_cm DOUBLE PRECISION,
    bmi DOUBLE PRECISION,
    pain_score DOUBLE PRECISION,
    unusual_confirmed BOOLEAN NOT NULL DEFAULT FALSE,
    notes TEXT,
    corrects_id UUID REFERENCES vitals (id) DEFERRABLE INITIALLY DEFERRED,
    correction_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
, entered_at TIMESTAMPTZ);

CREATE INDEX vitals_by_corrected ON vitals (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE INDEX vitals_by_patient ON vitals (patient_id, recorded_at);

CREATE INDEX vitals_by_visit ON vitals (visit_id);

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
, offered_practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED, offered_starts_at TIMESTAMPTZ, offered_ends_at TIMESTAMPTZ, offered_until TIMESTAMPTZ, asked_from_site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED, end_reason TEXT);

CREATE INDEX waitlist_entries_by_asking_site ON waitlist_entries (asked_from_site_id, status);

CREATE INDEX waitlist_entries_by_offer
    ON waitlist_entries (offered_practitioner_id, offered_starts_at);

CREATE INDEX waitlist_entries_by_patient ON waitlist_entries (patient_id);

CREATE INDEX waitlist_entries_by_site ON waitlist_entries (site_id, status);

CREATE TABLE wellness_plan_items (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    wellness_plan_id UUID NOT NULL REFERENCES wellness_plans (id) DEFERRABLE INITIALLY DEFERRED,
    title TEXT NOT NULL,
    category TEXT,
    due_on DATE NOT NULL,
    done_at TIMESTAMPTZ,
    done_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    is_self_reported BOOLEAN NOT NULL DEFAULT FALSE,
    skipped_reason TEXT,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX wellness_plan_items_by_patient ON wellness_plan_items (patient_id, due_on);

CREATE INDEX wellness_plan_items_by_plan ON wellness_plan_items (wellness_plan_id, due_on);

CREATE TABLE wellness_plans (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    title TEXT NOT NULL,
    condition_text TEXT,
    template_code TEXT,
    description TEXT,
    status TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    is_ai_generated BOOLEAN NOT NULL DEFAULT FALSE,
    ai_model_id UUID REFERENCES ai_models (id) DEFERRABLE INITIALLY DEFERRED,
    accepted_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    accepted_at TIMESTAMPTZ,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX wellness_plans_by_patient ON wellness_plans (patient_id, status);

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
