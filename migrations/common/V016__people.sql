-- What stands beside a patient: consents, flags, and who opened a record in an emergency.

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

-- What everybody must know before they touch the patient: pregnancy, code status, infection.
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

-- A clinician opened a record outside the care team: why, and until when. An administrator reviews
-- it.
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

-- sentiment_score is the VADER compound score of English comments, -1 to 1; NULL for other
-- languages.
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
