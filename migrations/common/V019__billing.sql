-- Prices, claims, and the cash box of a day.

-- site_id NULL means every site. A price is not changed but ended, and another begins.
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

-- What the insurer paid are payments that name the claim; approved_minor is what it promised.
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
CREATE INDEX insurance_claims_by_patient ON insurance_claims (patient_id);
CREATE INDEX insurance_claims_by_invoice ON insurance_claims (invoice_id);
CREATE INDEX insurance_claims_by_status ON insurance_claims (organization_id, status, submitted_at);

-- One cash box from opening to close. What should be in it is read from the payments.
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
CREATE INDEX cash_sessions_by_site ON cash_sessions (site_id, opened_at);
CREATE INDEX cash_sessions_by_opener ON cash_sessions (opened_by, opened_at);

ALTER TABLE payments ADD COLUMN insurance_claim_id UUID REFERENCES insurance_claims (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE payments ADD COLUMN cash_session_id UUID REFERENCES cash_sessions (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE invoices ADD COLUMN write_off_reason TEXT;
ALTER TABLE invoices ADD COLUMN written_off_at TIMESTAMPTZ;
ALTER TABLE invoices ADD COLUMN written_off_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED;
-- Which method found what stands in ai_error_text, and who says that it is no error, and why.
ALTER TABLE invoices ADD COLUMN ai_model_id UUID REFERENCES ai_models (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE invoices ADD COLUMN ai_error_dismissed_at TIMESTAMPTZ;
ALTER TABLE invoices ADD COLUMN ai_error_dismissed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE invoices ADD COLUMN ai_error_dismissal_reason TEXT;
ALTER TABLE lab_results ADD COLUMN lab_order_id UUID REFERENCES lab_orders (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE lab_results ADD COLUMN lab_test_id UUID REFERENCES lab_tests (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE lab_results ADD COLUMN told_to TEXT;
ALTER TABLE lab_results ADD COLUMN told_at TIMESTAMPTZ;
ALTER TABLE lab_results ADD COLUMN told_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE prescription_items ADD COLUMN renews_id UUID REFERENCES prescription_items (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE prescription_items ADD COLUMN medication_id UUID REFERENCES medications (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX payments_by_claim ON payments (insurance_claim_id) WHERE insurance_claim_id IS NOT NULL;
CREATE INDEX payments_by_cash_session ON payments (cash_session_id) WHERE cash_session_id IS NOT NULL;
CREATE INDEX lab_results_by_order ON lab_results (lab_order_id) WHERE lab_order_id IS NOT NULL;
CREATE INDEX invoices_by_due ON invoices (organization_id, status, due_on);
ALTER TABLE lab_results ADD COLUMN flag_reason TEXT;
ALTER TABLE visits ADD COLUMN status_reason TEXT;

-- What waits for a person: results that nobody has signed off, critical ones that nobody was told.
CREATE INDEX lab_results_to_review ON lab_results (ordered_by, resulted_at)
    WHERE ordered_by IS NOT NULL AND reviewed_at IS NULL;
CREATE INDEX lab_results_not_told ON lab_results (site_id, resulted_at)
    WHERE lab_order_id IS NOT NULL AND told_at IS NULL
    AND abnormal_flag IN ('critical_low', 'critical_high');
