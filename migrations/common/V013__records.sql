-- Files, and the chained record that nobody can rewrite.

-- A file, encrypted under its own key. sha256 is over the plain bytes, sealed_sha256 over the
-- encrypted file.
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

-- One chain for each patient and device (named without a reference: a PC that works alone has no
-- row of its own yet): hash covers the previous hash, the nonce and the plain
-- content, so that a new encryption key does not break it.
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
CREATE INDEX ehr_entries_by_patient ON ehr_entries (patient_id, recorded_at);
CREATE INDEX ehr_entries_by_chain ON ehr_entries (chain_id, chain_sequence);
