-- What is prescribed. What was handed out and what was taken are ledgers of their own.

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
CREATE INDEX prescriptions_by_visit ON prescriptions (visit_id);

-- One medicine. A dose is amount, unit, route and timing (frequency_count times in every
-- frequency_period of frequency_period_unit), or dosage_text flagged as free text. Refills left
-- are refills_allowed less what was dispensed; expired is read from end_on.
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
);
CREATE INDEX prescription_items_by_prescription ON prescription_items (prescription_id);
CREATE INDEX prescription_items_by_patient ON prescription_items (patient_id, status);
