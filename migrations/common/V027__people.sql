-- Who tried to reach a patient, how, and with what result, so that two people do not call about the
-- same thing, and nobody believes that somebody else has.
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
