-- Money, in minor units with a currency. What is owed is the lines less the payments; pending,
-- partial, paid, overdue and refunded are read from them and never stored.

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
);
CREATE INDEX invoices_by_number ON invoices (organization_id, number);
CREATE INDEX invoices_by_patient ON invoices (patient_id, issued_on);
CREATE INDEX invoices_by_site ON invoices (site_id, issued_on);
CREATE INDEX invoices_by_visit ON invoices (visit_id);

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
CREATE INDEX invoice_lines_by_invoice ON invoice_lines (invoice_id);
CREATE INDEX invoice_lines_by_patient ON invoice_lines (patient_id);

-- Money taken or given back. amount_minor is always above zero; kind says which way it went.
-- Never changed: a correction is a new row with corrects_id.
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
);
CREATE INDEX payments_by_invoice ON payments (invoice_id);
CREATE INDEX payments_by_patient ON payments (patient_id, received_at);
CREATE INDEX payments_by_site ON payments (site_id, received_at);
