-- Medicines as the clinic lists them, what was handed out and taken, and the stock.

-- ingredients and classes are lists of lower-case names; warnings compare them. The first class is
-- what the medicine is (two of one class are told as a duplicate), the others are what it shares
-- with others. The list never claims to be complete.
CREATE TABLE medications (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    form TEXT,
    strength TEXT,
    ingredients JSONB,
    classes JSONB,
    default_dose_text TEXT,
    unit TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX medications_by_name ON medications (organization_id, name);
CREATE INDEX medications_by_code ON medications (organization_id, code);

-- An interaction of two ingredients or classes, an allergy that reaches across to another, or a
-- medicine in pregnancy or while breastfeeding (second_name repeats the kind then).
-- Edited by the clinic; source says where it comes from.
CREATE TABLE medication_cautions (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    first_name TEXT NOT NULL,
    second_name TEXT NOT NULL,
    severity TEXT NOT NULL,
    sentence TEXT NOT NULL,
    source_text TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX medication_cautions_by_first ON medication_cautions (organization_id, first_name);
CREATE INDEX medication_cautions_by_second ON medication_cautions (organization_id, second_name);

-- What the patient says they take, prescribed elsewhere or bought.
CREATE TABLE medication_statements (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    medication_id UUID REFERENCES medications (id) DEFERRABLE INITIALLY DEFERRED,
    medication_text TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    dosage_text TEXT,
    status TEXT NOT NULL,
    started_on DATE,
    ended_on DATE,
    source_text TEXT,
    reason_text TEXT,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    recorded_at TIMESTAMPTZ,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX medication_statements_by_patient ON medication_statements (patient_id, status);

-- One lot at one site. How much is left is the sum of its movements.
CREATE TABLE inventory_items (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    medication_id UUID REFERENCES medications (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    lot_number TEXT,
    expires_on DATE,
    unit TEXT NOT NULL,
    location TEXT,
    minimum_quantity DOUBLE PRECISION,
    lead_time_days BIGINT,
    unit_cost_minor BIGINT,
    currency TEXT,
    supplier TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX inventory_items_by_site ON inventory_items (site_id, medication_id);
CREATE INDEX inventory_items_by_expiry ON inventory_items (site_id, expires_on);

-- What was handed out; days_supplied is what it lasts, from which adherence is computed.
-- despite_text is what the pharmacist had read and why it was right all the same; no_lot_reason
-- why it came from no lot.
CREATE TABLE dispensings (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    prescription_item_id UUID NOT NULL REFERENCES prescription_items (id) DEFERRABLE INITIALLY DEFERRED,
    inventory_item_id UUID REFERENCES inventory_items (id) DEFERRABLE INITIALLY DEFERRED,
    lot_number TEXT,
    quantity DOUBLE PRECISION NOT NULL,
    unit TEXT,
    days_supplied BIGINT,
    dispensed_at TIMESTAMPTZ NOT NULL,
    dispensed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    substitution_text TEXT,
    despite_text TEXT,
    no_lot_reason TEXT,
    notes TEXT,
    corrects_id UUID REFERENCES dispensings (id) DEFERRABLE INITIALLY DEFERRED,
    correction_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX dispensings_by_patient ON dispensings (patient_id, dispensed_at);
CREATE INDEX dispensings_by_item ON dispensings (prescription_item_id, dispensed_at);
CREATE INDEX dispensings_by_site ON dispensings (site_id, dispensed_at);

-- quantity is signed: into the lot above zero, out of it below.
CREATE TABLE inventory_movements (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    inventory_item_id UUID NOT NULL REFERENCES inventory_items (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    quantity DOUBLE PRECISION NOT NULL,
    occurred_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    dispensing_id UUID REFERENCES dispensings (id) DEFERRABLE INITIALLY DEFERRED,
    reason TEXT,
    corrects_id UUID REFERENCES inventory_movements (id) DEFERRABLE INITIALLY DEFERRED,
    correction_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX inventory_movements_by_item ON inventory_movements (inventory_item_id, occurred_at);
CREATE INDEX inventory_movements_by_site ON inventory_movements (site_id, occurred_at);

-- Taken or not, as the patient or a nurse says; kept apart from the rate computed over
-- dispensings.
CREATE TABLE adherence_events (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    prescription_item_id UUID NOT NULL REFERENCES prescription_items (id) DEFERRABLE INITIALLY DEFERRED,
    was_taken BOOLEAN NOT NULL DEFAULT FALSE,
    scheduled_at TIMESTAMPTZ,
    occurred_at TIMESTAMPTZ NOT NULL,
    source TEXT NOT NULL,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX adherence_events_by_item ON adherence_events (prescription_item_id, occurred_at);
CREATE INDEX adherence_events_by_patient ON adherence_events (patient_id, occurred_at);

-- despite_text is what the nurse had read before giving it and why it was right all the same.
CREATE TABLE medication_administrations (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    visit_id UUID REFERENCES visits (id) DEFERRABLE INITIALLY DEFERRED,
    prescription_item_id UUID REFERENCES prescription_items (id) DEFERRABLE INITIALLY DEFERRED,
    medication_text TEXT NOT NULL,
    given_at TIMESTAMPTZ NOT NULL,
    given_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    status TEXT NOT NULL,
    status_reason TEXT,
    despite_text TEXT,
    dose_amount DOUBLE PRECISION,
    dose_unit TEXT,
    route TEXT,
    body_site TEXT,
    inventory_item_id UUID REFERENCES inventory_items (id) DEFERRABLE INITIALLY DEFERRED,
    lot_number TEXT,
    notes TEXT,
    corrects_id UUID REFERENCES medication_administrations (id) DEFERRABLE INITIALLY DEFERRED,
    correction_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX medication_administrations_by_patient ON medication_administrations (patient_id, given_at);
CREATE INDEX medication_administrations_by_item ON medication_administrations (prescription_item_id, given_at);

-- What waits to be handed out at a site, names as they were written before, and what was corrected.
CREATE INDEX prescriptions_by_site ON prescriptions (site_id, prescribed_at);
CREATE INDEX prescription_items_by_text ON prescription_items (organization_id, lower(medication_text));
CREATE INDEX dispensings_by_corrected ON dispensings (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX medication_administrations_by_corrected ON medication_administrations (corrects_id) WHERE corrects_id IS NOT NULL;
-- The stock of a lot is summed from the index alone.
CREATE INDEX inventory_movements_by_amount ON inventory_movements (inventory_item_id, deleted_at, quantity);
