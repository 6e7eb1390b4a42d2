-- Therapy, stress and the plans that people follow.

-- Who met when, and the scores. What was said lies in therapy_notes, which therapists alone read.
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
CREATE INDEX therapy_notes_by_session ON therapy_notes (therapy_session_id);
CREATE INDEX therapy_notes_by_patient ON therapy_notes (patient_id);

-- rmssd_ms is the heart-rate variability. An intervention is suggested by rule, and says why.
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

-- Progress of a plan is its items done divided by its items due.
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
CREATE INDEX wellness_plan_items_by_plan ON wellness_plan_items (wellness_plan_id, due_on);
CREATE INDEX wellness_plan_items_by_patient ON wellness_plan_items (patient_id, due_on);
