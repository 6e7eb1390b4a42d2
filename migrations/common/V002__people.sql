-- Patients: who they are, what is known about them for life, and who may look after them.

-- Names and birth dates may be unknown or approximate; the precision says so. The
-- contact columns and national_id are encrypted at the centre.
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
CREATE INDEX patients_by_mrn ON patients (organization_id, mrn);
CREATE INDEX patients_by_name ON patients (organization_id, family_name, given_name);
CREATE INDEX patients_by_birth ON patients (organization_id, date_of_birth);
CREATE INDEX patients_by_user ON patients (user_id);
CREATE INDEX patients_by_practitioner ON patients (primary_practitioner_id);

-- Where a patient is known; it decides which sites' devices hold the record. The id is derived
-- from patient and site.
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

-- Numbers that others gave to the patient, each with the system it belongs to. value is encrypted
-- at the centre, since some of them are national ids.
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

-- What a patient brings along: earlier illness, operations, family, habits, medicines as told.
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

-- coverage_rank says which policy pays first; one active policy per patient and rank.
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

-- Two records of one person. Nothing is rewritten: the chart, search and scope treat the set as
-- one, and removing the row undoes the merge. patient_id is the record that stays in front.
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
CREATE INDEX patient_merges_by_patient ON patient_merges (patient_id);
CREATE INDEX patient_merges_by_merged_patient ON patient_merges (merged_patient_id);

-- Who looks after a patient; it opens the record to them while it lasts.
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
CREATE INDEX care_team_members_by_user ON care_team_members (user_id);
CREATE INDEX care_team_members_by_practitioner ON care_team_members (practitioner_id);
