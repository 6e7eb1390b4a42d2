-- Orders and proposals, acute observations, and what a signed note is followed by.

-- What a laboratory offers: unit, ranges by sex and age, and the limits beyond which somebody is
-- telephoned.
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
CREATE INDEX lab_tests_by_name ON lab_tests (organization_id, name);
CREATE INDEX lab_tests_by_code ON lab_tests (organization_id, code);

-- One order, one specimen; its results carry lab_order_id.
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
CREATE INDEX lab_orders_by_status ON lab_orders (site_id, status, ordered_at);
CREATE INDEX lab_orders_by_specimen ON lab_orders (organization_id, specimen_number);

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

-- What was added to a note after it was signed.
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
CREATE INDEX visit_addenda_by_visit ON visit_addenda (visit_id, written_at);
CREATE INDEX visit_addenda_by_patient ON visit_addenda (patient_id);

-- Proposed by cited criteria or by a person; nothing stands until a doctor accepts it, and then as
-- a medical_condition.
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
CREATE INDEX diagnoses_by_patient ON diagnoses (patient_id, status);
CREATE INDEX diagnoses_by_model ON diagnoses (ai_model_id, status);
CREATE INDEX diagnoses_by_decision ON diagnoses (decided_at) WHERE decided_at IS NOT NULL;

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
CREATE INDEX recommendations_by_patient ON recommendations (patient_id, status);
CREATE INDEX recommendations_by_model ON recommendations (ai_model_id, status);
CREATE INDEX recommendations_by_decision ON recommendations (decided_at)
    WHERE decided_at IS NOT NULL;

-- South African Triage Scale. priority is what a person settled on, computed_priority what the
-- score says; is_computed while they agree.
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
);
CREATE INDEX triage_assessments_by_patient ON triage_assessments (patient_id, assessed_at);
CREATE INDEX triage_assessments_by_site ON triage_assessments (site_id, assessed_at);
CREATE INDEX triage_assessments_by_visit ON triage_assessments (visit_id);
CREATE INDEX triage_assessments_by_model ON triage_assessments (ai_model_id, is_computed);

-- alerts lists what crossed a limit, with the limit; news2_score is NULL where NEWS2 does not
-- apply (children, pregnancy).
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
);
CREATE INDEX icu_observations_by_patient ON icu_observations (patient_id, recorded_at);
CREATE INDEX icu_observations_by_bed_stay ON icu_observations (bed_stay_id, recorded_at);

-- One number from a device or from the patient. Whether it is out of the ordinary is judged when
-- it is written, and says why.
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
