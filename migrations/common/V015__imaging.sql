-- Scans and their files, what a model or a person saw in them, and the report.

-- A method that makes proposals: a published rule built in, or a model that the clinic installed.
-- accuracy is read from decisions. modalities are those whose images it looks at, all where there are
-- none; federated_over is over how many organizations that have agreed it was averaged. manifest says
-- what the file named by file_sha256 takes in and gives, where the program runs it itself.
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

-- scan_number is the accession number; modality is the DICOM modality.
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
CREATE INDEX scans_by_patient ON scans (patient_id, ordered_at);
CREATE INDEX scans_by_status ON scans (organization_id, status, priority);
CREATE INDEX scans_by_number ON scans (organization_id, scan_number);

-- What a booking or a scan needs: a room or a machine, which is promised once at a time. A scan always
-- has one of these, also where it needs no machine: the patient is there, in the room that is named.
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
CREATE INDEX appointment_resources_by_resource ON appointment_resources (resource_id, starts_at);
CREATE INDEX appointment_resources_by_site ON appointment_resources (site_id, starts_at);
CREATE INDEX appointment_resources_by_scan ON appointment_resources (scan_id);
CREATE INDEX scans_by_site ON scans (site_id, status, ordered_at);
CREATE INDEX scans_by_uid ON scans (organization_id, study_instance_uid);

-- One DICOM instance. The pixels lie in an attachment; the sums are over the plain file.
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
CREATE INDEX scan_files_by_scan ON scan_files (scan_id, series_number, instance_number);
CREATE INDEX scan_files_by_instance ON scan_files (organization_id, sop_instance_uid);

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
CREATE INDEX scan_queue_entries_by_scan ON scan_queue_entries (scan_id);
CREATE INDEX scan_queue_entries_by_status ON scan_queue_entries (site_id, status, queued_at);
CREATE INDEX scan_queue_entries_by_assignee ON scan_queue_entries (assigned_to, status);

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
CREATE INDEX ai_analyses_by_scan ON ai_analyses (scan_id, status);
CREATE INDEX ai_analyses_by_model ON ai_analyses (ai_model_id);

-- coordinates is a shape on one frame, in pixels of the image; confidence runs from 0 to 1. What a
-- model found is a proposal until decided.
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
CREATE INDEX findings_by_scan ON findings (scan_id);
CREATE INDEX findings_by_analysis ON findings (ai_analysis_id, severity);
CREATE INDEX findings_by_patient ON findings (patient_id);
CREATE INDEX findings_by_decision ON findings (decided_at) WHERE decided_at IS NOT NULL;

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

-- Signed once; after that it is only amended, by a new row that names it.
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
CREATE INDEX reports_by_scan ON reports (scan_id);
CREATE INDEX reports_by_patient ON reports (patient_id, signed_at);
CREATE INDEX reports_by_status ON reports (organization_id, status);
