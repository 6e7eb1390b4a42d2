-- What happened to a patient: visits, measurements, problems, results, procedures, vaccinations.

-- subjective, objective, assessment and plan are the note; class_code is the FHIR encounter class.
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
);
CREATE INDEX visits_by_patient ON visits (patient_id, started_at);
CREATE INDEX visits_by_site ON visits (site_id, started_at);
CREATE INDEX visits_by_practitioner ON visits (practitioner_id, started_at);
CREATE INDEX visits_by_appointment ON visits (appointment_id);

-- One set of measurements in the units that the names say; what was typed in other units stands
-- beside it. Never changed: a correction is a new row with corrects_id and a reason.
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
);
CREATE INDEX vitals_by_patient ON vitals (patient_id, recorded_at);
CREATE INDEX vitals_by_visit ON vitals (visit_id);

-- onset_at and abated_at only where the moment is known and not just the day.
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
CREATE INDEX medical_conditions_by_patient ON medical_conditions (patient_id, status);
CREATE INDEX medical_conditions_by_visit ON medical_conditions (visit_id);
CREATE INDEX medical_conditions_by_code ON medical_conditions (organization_id, code);

-- A test from its order to its reviewed result. value_number with unit where the result is a
-- number, value_text as it was reported.
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
);
CREATE INDEX lab_results_by_patient ON lab_results (patient_id, resulted_at);
CREATE INDEX lab_results_by_visit ON lab_results (visit_id);
CREATE INDEX lab_results_by_status ON lab_results (organization_id, status, ordered_at);
CREATE INDEX lab_results_by_test ON lab_results (patient_id, test_code);

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

-- The foreign codes of one value, beside the code that Holdfast works with.
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
CREATE INDEX code_bindings_by_row ON code_bindings (row_id, column_name);
CREATE INDEX code_bindings_by_patient ON code_bindings (patient_id);

-- ICD-10-CM as published; it ships with the program and is the same for everybody, so it carries
-- no bookkeeping and does not travel. excludes1 lists codes that must not stand beside this one.
CREATE TABLE icd10_codes (
    code TEXT PRIMARY KEY NOT NULL,
    description TEXT NOT NULL,
    is_leaf BOOLEAN NOT NULL,
    parent_code TEXT,
    excludes1 TEXT,
    release TEXT NOT NULL
);
CREATE INDEX icd10_codes_by_parent ON icd10_codes (parent_code);
