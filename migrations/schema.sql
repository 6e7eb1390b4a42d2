-- What all migrations sum to on a replica. Written by a test; see crates/store/tests.

CREATE TABLE answered (
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    id BLOB NOT NULL,
    hash BLOB NOT NULL,
    body BLOB NOT NULL,
    signature BLOB NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (incarnation, counter)
) WITHOUT ROWID;

CREATE TABLE appointments (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    time_slot_id UUID REFERENCES time_slots (id) DEFERRABLE INITIALLY DEFERRED,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    priority TEXT NOT NULL,
    reason TEXT,
    notes TEXT,
    room TEXT,
    walk_in BOOLEAN NOT NULL DEFAULT FALSE,
    overbooked BOOLEAN NOT NULL DEFAULT FALSE,
    confirmed_at TIMESTAMPTZ,
    checked_in_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    cancelled_at TIMESTAMPTZ,
    cancelled_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    cancel_reason TEXT,
    rescheduled_from_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    created_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    ai_conflict_resolved BOOLEAN NOT NULL DEFAULT FALSE,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX appointments_by_patient ON appointments (patient_id, starts_at);

CREATE INDEX appointments_by_practitioner ON appointments (practitioner_id, starts_at);

CREATE INDEX appointments_by_site ON appointments (site_id, starts_at);

CREATE INDEX appointments_by_time_slot ON appointments (time_slot_id);

CREATE TABLE audit_logs (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID,
    device_id UUID,
    site_id UUID,
    device_sequence BIGINT,
    action TEXT NOT NULL,
    table_name TEXT,
    row_id UUID,
    patient_id UUID,
    command TEXT,
    occurred_at TIMESTAMPTZ NOT NULL,
    ip_address TEXT,
    user_agent TEXT,
    before JSONB,
    after JSONB,
    reason TEXT,
    outcome TEXT,
    previous_hash TEXT,
    hash TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX audit_logs_by_device ON audit_logs (device_id, device_sequence);

CREATE INDEX audit_logs_by_occurred ON audit_logs (organization_id, occurred_at);

CREATE INDEX audit_logs_by_patient ON audit_logs (patient_id, occurred_at);

CREATE INDEX audit_logs_by_user ON audit_logs (user_id, occurred_at);

CREATE TABLE bootstrap_tables (
    ordinal INTEGER PRIMARY KEY NOT NULL,
    table_name TEXT NOT NULL,
    rows_planned INTEGER NOT NULL,
    rows_done INTEGER NOT NULL,
    after_id BLOB,
    is_done INTEGER NOT NULL
);

CREATE TABLE care_team_members (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    is_primary BOOLEAN NOT NULL DEFAULT FALSE,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    assigned_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX care_team_members_by_patient ON care_team_members (patient_id);

CREATE INDEX care_team_members_by_practitioner ON care_team_members (practitioner_id);

CREATE INDEX care_team_members_by_user ON care_team_members (user_id);

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

CREATE INDEX code_bindings_by_patient ON code_bindings (patient_id);

CREATE INDEX code_bindings_by_row ON code_bindings (row_id, column_name);

CREATE TABLE departments (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    code TEXT,
    description TEXT,
    phone TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX departments_by_site ON departments (site_id);

CREATE TABLE devices (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    profile TEXT NOT NULL,
    platform TEXT,
    app_version TEXT,
    status TEXT NOT NULL,
    signing_public_key TEXT,
    exchange_public_key TEXT,
    certificate_fingerprint TEXT,
    certificate_expires_at TIMESTAMPTZ,
    incarnation BIGINT,
    lease_hours BIGINT,
    enrolled_at TIMESTAMPTZ,
    enrolled_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    last_seen_at TIMESTAMPTZ,
    last_ip_address TEXT,
    revoked_at TIMESTAMPTZ,
    revoked_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    revoke_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX devices_by_site ON devices (site_id);

CREATE TABLE exchanges (
    ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    direction TEXT NOT NULL,
    changes INTEGER NOT NULL,
    tables TEXT NOT NULL
);

CREATE TRIGGER icd10_search_delete AFTER DELETE ON icd10_codes BEGIN
    DELETE FROM icd10_search WHERE rowid = (SELECT number FROM icd10_search_rows WHERE code = old.code);
    DELETE FROM icd10_search_rows WHERE code = old.code;
END;

CREATE TRIGGER icd10_search_insert AFTER INSERT ON icd10_codes BEGIN
    INSERT INTO icd10_search_rows (code) VALUES (new.code);
    INSERT INTO icd10_search (rowid, words)
    SELECT number, new.description FROM icd10_search_rows WHERE code = new.code;
END;

CREATE TABLE icd10_codes (
    code TEXT PRIMARY KEY NOT NULL,
    description TEXT NOT NULL,
    is_leaf BOOLEAN NOT NULL,
    parent_code TEXT,
    excludes1 TEXT,
    release TEXT NOT NULL
);

CREATE INDEX icd10_codes_by_parent ON icd10_codes (parent_code);

CREATE VIRTUAL TABLE icd10_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = none,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4'
);

CREATE TABLE icd10_search_rows (
    number INTEGER PRIMARY KEY,
    code TEXT NOT NULL
);

CREATE UNIQUE INDEX icd10_search_rows_by_code ON icd10_search_rows (code);

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

CREATE TABLE insurance_policies (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    insurer_name TEXT NOT NULL,
    insurer_code TEXT,
    plan_name TEXT,
    plan_kind TEXT,
    policy_number TEXT,
    group_number TEXT,
    holder_name TEXT,
    relationship_to_patient TEXT,
    coverage_rank TEXT NOT NULL,
    effective_on DATE,
    expires_on DATE,
    copay_minor BIGINT,
    deductible_minor BIGINT,
    deductible_met_minor BIGINT,
    deductible_met_on DATE,
    currency TEXT,
    status TEXT NOT NULL,
    preauthorization_required BOOLEAN NOT NULL DEFAULT FALSE,
    verified_at TIMESTAMPTZ,
    verified_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX insurance_policies_by_patient ON insurance_policies (patient_id, coverage_rank);

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

CREATE INDEX invoice_lines_by_amount ON invoice_lines (invoice_id, deleted_at, amount_minor);

CREATE INDEX invoice_lines_by_invoice ON invoice_lines (invoice_id);

CREATE INDEX invoice_lines_by_patient ON invoice_lines (patient_id);

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

CREATE INDEX lab_results_by_corrected ON lab_results (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE INDEX lab_results_by_patient ON lab_results (patient_id, resulted_at);

CREATE INDEX lab_results_by_status ON lab_results (organization_id, status, ordered_at);

CREATE INDEX lab_results_by_test ON lab_results (patient_id, test_code);

CREATE INDEX lab_results_by_visit ON lab_results (visit_id);

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

CREATE INDEX medical_conditions_by_code ON medical_conditions (organization_id, code);

CREATE INDEX medical_conditions_by_patient ON medical_conditions (patient_id, status);

CREATE INDEX medical_conditions_by_visit ON medical_conditions (visit_id);

CREATE TABLE number_blocks (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    device_id UUID NOT NULL REFERENCES devices (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    prefix TEXT NOT NULL,
    first_number BIGINT NOT NULL,
    last_number BIGINT NOT NULL,
    digits BIGINT,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX number_blocks_by_device ON number_blocks (device_id, kind);

CREATE TABLE organizations (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    kind TEXT,
    address_line TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    phone TEXT,
    email TEXT,
    subscription_plan TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    recovery_public_key TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL,
    command TEXT NOT NULL,
    author BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    base INTEGER NOT NULL,
    intent TEXT,
    operations INTEGER NOT NULL,
    incarnation INTEGER,
    counter INTEGER,
    body BLOB,
    signature BLOB,
    answer_position INTEGER,
    answer_kind TEXT
);

CREATE INDEX outbox_by_counter ON outbox (counter);

CREATE UNIQUE INDEX outbox_by_id ON outbox (id);

CREATE TABLE outbox_operations (
    sequence INTEGER NOT NULL REFERENCES outbox (sequence) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    row_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (sequence, ordinal)
) WITHOUT ROWID;

CREATE INDEX outbox_operations_by_row ON outbox_operations (row_id, table_name);

CREATE TABLE overlay (
    row_id BLOB NOT NULL,
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    confirmed TEXT NOT NULL,
    PRIMARY KEY (row_id, table_name, column_name)
) WITHOUT ROWID;

CREATE TABLE patient_allergies (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    substance_text TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    kind TEXT,
    category TEXT,
    criticality TEXT,
    reaction_text TEXT,
    reactions JSONB,
    severity TEXT,
    status TEXT NOT NULL,
    verification TEXT,
    onset_on DATE,
    recorded_at TIMESTAMPTZ,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_allergies_by_patient ON patient_allergies (patient_id);

CREATE TABLE patient_contacts (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    name_text TEXT NOT NULL,
    relationship TEXT,
    phone TEXT,
    email TEXT,
    address_line TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    is_primary BOOLEAN NOT NULL DEFAULT FALSE,
    may_receive_information BOOLEAN NOT NULL DEFAULT FALSE,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_contacts_by_patient ON patient_contacts (patient_id);

CREATE TABLE patient_history (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    description TEXT NOT NULL,
    code_system TEXT,
    code TEXT,
    relationship TEXT,
    status TEXT,
    started_on DATE,
    ended_on DATE,
    recorded_at TIMESTAMPTZ,
    recorded_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_history_by_patient ON patient_history (patient_id, kind);

CREATE TABLE patient_identifiers (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    system TEXT,
    value TEXT NOT NULL,
    kind TEXT,
    kind_text TEXT,
    assigner TEXT,
    is_primary BOOLEAN NOT NULL DEFAULT FALSE,
    valid_from_on DATE,
    valid_until_on DATE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_identifiers_by_patient ON patient_identifiers (patient_id);

CREATE INDEX patient_identifiers_by_system ON patient_identifiers (organization_id, system);

CREATE TABLE patient_merges (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    merged_patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    reason TEXT NOT NULL,
    evidence JSONB,
    merged_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    merged_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_merges_by_merged_patient ON patient_merges (merged_patient_id);

CREATE INDEX patient_merges_by_patient ON patient_merges (patient_id);

CREATE VIRTUAL TABLE patient_search USING fts5 (
    keys, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

CREATE TABLE patient_search_rows (
    number INTEGER PRIMARY KEY,
    patient_id BLOB NOT NULL,
    label TEXT NOT NULL
);

CREATE UNIQUE INDEX patient_search_rows_by_patient ON patient_search_rows (patient_id);

CREATE TABLE patient_sites (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    known_since TIMESTAMPTZ NOT NULL,
    source TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patient_sites_by_patient ON patient_sites (patient_id);

CREATE INDEX patient_sites_by_site ON patient_sites (site_id);

CREATE TRIGGER patient_search_delete AFTER DELETE ON patients BEGIN
    DELETE FROM patient_search WHERE rowid = (SELECT number FROM patient_search_rows WHERE patient_id = old.id);
    DELETE FROM patient_search_rows WHERE patient_id = old.id;
END;

CREATE TRIGGER patient_search_insert AFTER INSERT ON patients BEGIN
    INSERT INTO patient_search_rows (patient_id, label)
    VALUES (new.id, search_label(new.given_name, new.middle_name, new.family_name, new.name_text, new.previous_family_name));
    INSERT INTO patient_search (rowid, keys)
    SELECT number, search_keys(label, new.mrn, new.phone, new.date_of_birth)
    FROM patient_search_rows WHERE patient_id = new.id;
END;

CREATE TRIGGER patient_search_update AFTER UPDATE OF given_name, middle_name, family_name, name_text, previous_family_name, mrn, phone, date_of_birth ON patients BEGIN
    UPDATE patient_search_rows
    SET label = search_label(new.given_name, new.middle_name, new.family_name, new.name_text, new.previous_family_name)
    WHERE patient_id = new.id;
    DELETE FROM patient_search WHERE rowid = (SELECT number FROM patient_search_rows WHERE patient_id = new.id);
    INSERT INTO patient_search (rowid, keys)
    SELECT number, search_keys(label, new.mrn, new.phone, new.date_of_birth)
    FROM patient_search_rows WHERE patient_id = new.id;
END;

CREATE TABLE patients (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    mrn TEXT,
    prefix TEXT,
    given_name TEXT,
    middle_name TEXT,
    family_name TEXT,
    suffix TEXT,
    name_text TEXT,
    previous_family_name TEXT,
    name_precision TEXT NOT NULL,
    date_of_birth DATE,
    date_of_birth_precision TEXT NOT NULL,
    gender TEXT,
    birth_sex TEXT,
    phone TEXT,
    phone_alternative TEXT,
    email TEXT,
    address_line TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    birth_place TEXT,
    preferred_language TEXT,
    marital_status TEXT,
    race_text TEXT,
    ethnicity_text TEXT,
    national_id TEXT,
    blood_type TEXT,
    blood_type_text TEXT,
    emergency_contact_name TEXT,
    emergency_contact_phone TEXT,
    emergency_contact_relationship TEXT,
    primary_practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    attending_nurse_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    status TEXT NOT NULL,
    deceased BOOLEAN NOT NULL DEFAULT FALSE,
    deceased_at TIMESTAMPTZ,
    multiple_birth BOOLEAN,
    multiple_birth_order BIGINT,
    notes TEXT,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX patients_by_birth ON patients (organization_id, date_of_birth);

CREATE INDEX patients_by_mrn ON patients (organization_id, mrn);

CREATE INDEX patients_by_name ON patients (organization_id, family_name, given_name);

CREATE INDEX patients_by_national_id ON patients (national_id) WHERE national_id IS NOT NULL;

CREATE INDEX patients_by_practitioner ON patients (primary_practitioner_id);

CREATE INDEX patients_by_user ON patients (user_id);

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

CREATE INDEX payments_by_amount ON payments (invoice_id, kind, deleted_at, amount_minor, id);

CREATE INDEX payments_by_corrected ON payments (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE INDEX payments_by_invoice ON payments (invoice_id);

CREATE INDEX payments_by_patient ON payments (patient_id, received_at);

CREATE INDEX payments_by_site ON payments (site_id, received_at);

CREATE TABLE practitioner_departments (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID NOT NULL REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID NOT NULL REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    is_primary BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX practitioner_departments_by_department ON practitioner_departments (department_id);

CREATE INDEX practitioner_departments_by_practitioner ON practitioner_departments (practitioner_id);

CREATE TABLE practitioners (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    prefix TEXT,
    given_name TEXT,
    family_name TEXT,
    name_text TEXT,
    gender TEXT,
    specialization TEXT,
    specialization_code TEXT,
    specialization_code_system TEXT,
    qualification TEXT,
    experience_years BIGINT,
    license_number TEXT,
    npi TEXT,
    phone TEXT,
    email TEXT,
    address_line TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    consultation_fee_minor BIGINT,
    currency TEXT,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    is_available BOOLEAN NOT NULL DEFAULT TRUE,
    is_external BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX practitioners_by_name ON practitioners (organization_id, family_name, given_name);

CREATE INDEX practitioners_by_npi ON practitioners (organization_id, npi);

CREATE INDEX practitioners_by_user ON practitioners (user_id);

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

CREATE INDEX prescription_items_by_patient ON prescription_items (patient_id, status);

CREATE INDEX prescription_items_by_prescription ON prescription_items (prescription_id);

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

CREATE TABLE quarantine (
    id BLOB PRIMARY KEY NOT NULL,
    command TEXT NOT NULL,
    author BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    operations TEXT NOT NULL,
    quarantined_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE quarantined_rows (
    row_id BLOB NOT NULL,
    table_name TEXT NOT NULL,
    changeset BLOB NOT NULL REFERENCES quarantine (id) ON DELETE CASCADE,
    PRIMARY KEY (row_id, table_name)
) WITHOUT ROWID;

CREATE INDEX quarantined_rows_by_changeset ON quarantined_rows (changeset);

CREATE TABLE recent_patients (
    user_id BLOB NOT NULL,
    patient_id BLOB NOT NULL,
    opened_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, patient_id)
) WITHOUT ROWID;

CREATE TABLE replica (
    name TEXT PRIMARY KEY NOT NULL,
    content TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE schedules (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID NOT NULL REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    weekday TEXT NOT NULL,
    start_time TIME NOT NULL,
    end_time TIME NOT NULL,
    slot_minutes BIGINT NOT NULL,
    room TEXT,
    valid_from_on DATE NOT NULL,
    valid_until_on DATE,
    supersedes_id UUID REFERENCES schedules (id) DEFERRABLE INITIALLY DEFERRED,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX schedules_by_practitioner ON schedules (practitioner_id, weekday);

CREATE INDEX schedules_by_site ON schedules (site_id, weekday);

CREATE TABLE shifts (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX shifts_by_site ON shifts (site_id, starts_at);

CREATE INDEX shifts_by_user ON shifts (user_id, starts_at);

CREATE TABLE sites (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    code TEXT,
    kind TEXT,
    time_zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    address_line TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    phone TEXT,
    email TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX sites_by_organization ON sites (organization_id, name);

CREATE TABLE sync_conflicts (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    table_name TEXT NOT NULL,
    row_id UUID NOT NULL,
    patient_id UUID,
    site_id UUID,
    kind TEXT NOT NULL,
    column_group TEXT,
    canonical JSONB,
    candidate JSONB,
    changeset_id UUID,
    other_changeset_id UUID,
    candidate_by UUID,
    candidate_device_id UUID,
    candidate_made_at TIMESTAMPTZ,
    canonical_by UUID,
    canonical_made_at TIMESTAMPTZ,
    reason TEXT,
    for_role TEXT,
    status TEXT NOT NULL,
    decision TEXT,
    decision_reason TEXT,
    decided_value JSONB,
    decided_by UUID,
    decided_at TIMESTAMPTZ,
    undone_by UUID,
    undone_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX sync_conflicts_by_patient ON sync_conflicts (patient_id);

CREATE INDEX sync_conflicts_by_row ON sync_conflicts (row_id);

CREATE INDEX sync_conflicts_by_status ON sync_conflicts (organization_id, status, for_role);

CREATE TABLE time_slots (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    schedule_id UUID NOT NULL REFERENCES schedules (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID NOT NULL REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    room TEXT,
    is_blocked BOOLEAN NOT NULL DEFAULT FALSE,
    blocked_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX time_slots_by_practitioner ON time_slots (practitioner_id, starts_at);

CREATE INDEX time_slots_by_schedule ON time_slots (schedule_id);

CREATE INDEX time_slots_by_site ON time_slots (site_id, starts_at);

CREATE TABLE unapplied_rows (
    row_id BLOB NOT NULL,
    table_name TEXT NOT NULL,
    content TEXT NOT NULL,
    reason TEXT NOT NULL,
    arrived_at INTEGER NOT NULL,
    PRIMARY KEY (row_id, table_name)
) WITHOUT ROWID;

CREATE TABLE user_preferences (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    content JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX user_preferences_by_user ON user_preferences (user_id, name);

CREATE TABLE user_sessions (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    device_id UUID REFERENCES devices (id) DEFERRABLE INITIALLY DEFERRED,
    token_hash TEXT,
    ip_address TEXT,
    user_agent TEXT,
    started_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    last_activity_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    end_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX user_sessions_by_token ON user_sessions (token_hash);

CREATE INDEX user_sessions_by_user ON user_sessions (user_id, started_at);

CREATE TABLE users (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    username TEXT NOT NULL,
    email TEXT,
    password_hash TEXT,
    given_name TEXT,
    family_name TEXT,
    display_name TEXT,
    phone TEXT,
    roles JSONB NOT NULL,
    site_id UUID REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    avatar TEXT,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    suspended_at TIMESTAMPTZ,
    suspended_reason TEXT,
    last_login_at TIMESTAMPTZ,
    password_changed_at TIMESTAMPTZ,
    must_change_password BOOLEAN NOT NULL DEFAULT FALSE,
    held_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX users_by_email ON users (organization_id, email);

CREATE INDEX users_by_site ON users (site_id);

CREATE INDEX users_by_username ON users (organization_id, username);

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

CREATE INDEX visits_by_appointment ON visits (appointment_id);

CREATE INDEX visits_by_patient ON visits (patient_id, started_at);

CREATE INDEX visits_by_practitioner ON visits (practitioner_id, started_at);

CREATE INDEX visits_by_site ON visits (site_id, started_at);

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

CREATE INDEX vitals_by_corrected ON vitals (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE INDEX vitals_by_patient ON vitals (patient_id, recorded_at);

CREATE INDEX vitals_by_visit ON vitals (visit_id);

CREATE TABLE waitlist_entries (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    practitioner_id UUID REFERENCES practitioners (id) DEFERRABLE INITIALLY DEFERRED,
    department_id UUID REFERENCES departments (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    priority TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    wanted_from_on DATE,
    wanted_until_on DATE,
    wanted_times_text TEXT,
    offered_at TIMESTAMPTZ,
    appointment_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    added_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX waitlist_entries_by_patient ON waitlist_entries (patient_id);

CREATE INDEX waitlist_entries_by_site ON waitlist_entries (site_id, status);
