//! Patients, what is known about them for life, and who looks after them.

use super::{CLINICAL, LEDGER, PERSONAL};
use crate::enumerations::{
    ALLERGY_CATEGORY, ALLERGY_KIND, ALLERGY_SEVERITY, ALLERGY_STATUS, ALLERGY_VERIFICATION,
    BIRTH_PRECISION, BIRTH_SEX, BLOOD_TYPE, CARE_TEAM_KIND, CONSENT_KIND, CONSENT_STATUS,
    CONTACT_CHANNEL, CONTACT_KIND, CONTACT_OUTCOME, COVERAGE_RANK, CRITICALITY, FLAG_KIND,
    FLAG_SEVERITY, GENDER, HISTORY_KIND, HISTORY_STATUS, IDENTIFIER_KIND, MARITAL_STATUS,
    NAME_PRECISION, PATIENT_SITE_SOURCE, PATIENT_STATUS, POLICY_RELATIONSHIP, POLICY_STATUS,
    REVIEW_OUTCOME,
};
use crate::rules::people as rules;
use crate::{Access, Care, Column, Conflict, Domain, Table};

/// Who the patient is: a wrong merge of two writers makes another person of them.
const fn name(column: &'static str) -> Column {
    Column::named(column).group("name").conflict(Conflict::Review)
}

const fn address(column: &'static str) -> Column {
    Column::named(column).group("address")
}

pub(super) const PATIENTS: Table = Table {
    name: "patients",
    access: Access::Demographics,
    guarded: true,
    columns: &[
        Column::named("mrn").conflict(Conflict::Review),
        name("prefix"),
        name("given_name"),
        name("middle_name"),
        name("family_name"),
        name("suffix"),
        name("name_text"),
        name("previous_family_name"),
        name("name_precision").one_of(&NAME_PRECISION),
        Column::named("date_of_birth").group("birth").conflict(Conflict::Review),
        Column::named("date_of_birth_precision")
            .group("birth")
            .conflict(Conflict::Review)
            .one_of(&BIRTH_PRECISION),
        Column::named("multiple_birth").group("multiple_birth").conflict(Conflict::Review),
        Column::named("multiple_birth_order").group("multiple_birth").conflict(Conflict::Review),
        Column::named("gender").one_of(&GENDER).conflict(Conflict::Review),
        Column::named("birth_sex").one_of(&BIRTH_SEX).conflict(Conflict::Review),
        Column::named("phone").sealed(),
        Column::named("phone_alternative").sealed(),
        Column::named("email").sealed(),
        address("address_line").sealed(),
        address("city"),
        address("state"),
        address("postal_code"),
        address("country"),
        Column::named("marital_status").one_of(&MARITAL_STATUS),
        Column::named("national_id").sealed().conflict(Conflict::Review),
        Column::named("blood_type")
            .group("blood_type")
            .conflict(Conflict::Review)
            .one_of(&BLOOD_TYPE),
        Column::named("blood_type_text").group("blood_type").conflict(Conflict::Review),
        Column::named("emergency_contact_name").group("emergency_contact"),
        Column::named("emergency_contact_phone").group("emergency_contact").sealed(),
        Column::named("emergency_contact_relationship").group("emergency_contact"),
        Column::named("status").one_of(&PATIENT_STATUS),
        Column::named("deceased").group("death").conflict(Conflict::Review),
        Column::named("deceased_at").group("death").conflict(Conflict::Review),
        Column::named("notes").conflict(Conflict::Text),
        Column::named("held_reason").centre(),
    ],
    rule: rules::patient,
    ..PERSONAL
};

pub(super) const PATIENT_SITES: Table = Table {
    name: "patient_sites",
    care: Care::Begins,
    columns: &[Column::named("source").one_of(&PATIENT_SITE_SOURCE)],
    ..PERSONAL
};

pub(super) const PATIENT_IDENTIFIERS: Table = Table {
    name: "patient_identifiers",
    columns: &[
        Column::named("kind").one_of(&IDENTIFIER_KIND),
        Column::named("system").group("number").conflict(Conflict::Review),
        Column::named("value").group("number").conflict(Conflict::Review).sealed(),
    ],
    rule: rules::identifier,
    ..PERSONAL
};

pub(super) const PATIENT_ALLERGIES: Table = Table {
    name: "patient_allergies",
    domain: Domain::People,
    columns: &[
        Column::named("substance_text").group("substance"),
        Column::named("code_system").group("substance"),
        Column::named("code").group("substance"),
        Column::named("kind").one_of(&ALLERGY_KIND),
        Column::named("category").one_of(&ALLERGY_CATEGORY),
        Column::named("criticality").group("danger").one_of(&CRITICALITY),
        Column::named("severity").group("danger").one_of(&ALLERGY_SEVERITY),
        Column::named("reaction_text").group("danger"),
        Column::named("reactions").group("danger"),
        Column::named("status").group("standing").one_of(&ALLERGY_STATUS),
        Column::named("verification").group("standing").one_of(&ALLERGY_VERIFICATION),
    ],
    rule: rules::allergy,
    ..CLINICAL
};

pub(super) const PATIENT_HISTORY: Table = Table {
    name: "patient_history",
    domain: Domain::People,
    columns: &[
        Column::named("kind").one_of(&HISTORY_KIND),
        Column::named("status").one_of(&HISTORY_STATUS),
        Column::named("description").group("what"),
        Column::named("code_system").group("what"),
        Column::named("code").group("what"),
        Column::named("notes").conflict(Conflict::Text),
    ],
    rule: rules::history,
    ..CLINICAL
};

pub(super) const PATIENT_CONTACTS: Table = Table {
    name: "patient_contacts",
    columns: &[
        Column::named("kind").one_of(&CONTACT_KIND),
        Column::named("phone").sealed(),
        Column::named("email").sealed(),
        address("address_line").sealed(),
        address("city"),
        address("state"),
        address("postal_code"),
        address("country"),
        Column::named("may_receive_information").conflict(Conflict::Review),
    ],
    rule: rules::contact,
    ..PERSONAL
};

pub(super) const INSURANCE_POLICIES: Table = Table {
    name: "insurance_policies",
    access: Access::Insurance,
    guarded: true,
    columns: &[
        Column::named("insurer_name").group("policy"),
        Column::named("insurer_code").group("policy"),
        Column::named("plan_name").group("policy"),
        Column::named("policy_number").group("policy"),
        Column::named("group_number").group("policy"),
        Column::named("holder_name").group("holder"),
        Column::named("relationship_to_patient").group("holder").one_of(&POLICY_RELATIONSHIP),
        Column::named("coverage_rank").group("cover").one_of(&COVERAGE_RANK),
        Column::named("effective_on").group("cover"),
        Column::named("expires_on").group("cover"),
        Column::named("status").group("cover").one_of(&POLICY_STATUS),
        Column::named("copay_minor").group("money"),
        Column::named("deductible_minor").group("money"),
        Column::named("deductible_met_minor").group("money"),
        Column::named("deductible_met_on").group("money"),
        Column::named("currency").group("money"),
        Column::named("notes").conflict(Conflict::Text),
        Column::named("held_reason").centre(),
    ],
    rule: rules::policy,
    ..PERSONAL
};

pub(super) const PATIENT_MERGES: Table = Table {
    name: "patient_merges",
    access: Access::Merges,
    conflict: Conflict::Review,
    rule: rules::merge,
    ..PERSONAL
};

pub(super) const CARE_TEAM_MEMBERS: Table = Table {
    name: "care_team_members",
    access: Access::CareTeam,
    columns: &[Column::named("kind").one_of(&CARE_TEAM_KIND)],
    rule: rules::care_team_member,
    ..PERSONAL
};

pub(super) const CONSENTS: Table = Table {
    name: "consents",
    conflict: Conflict::Review,
    access: Access::Demographics,
    columns: &[
        Column::named("kind").one_of(&CONSENT_KIND),
        Column::named("status").one_of(&CONSENT_STATUS),
        Column::named("wording").conflict(Conflict::Text),
        Column::named("given_on").group("validity"),
        Column::named("valid_until_on").group("validity"),
        Column::named("notes").conflict(Conflict::Text),
    ],
    rule: rules::consent,
    ..PERSONAL
};

pub(super) const PATIENT_FLAGS: Table = Table {
    name: "patient_flags",
    domain: Domain::People,
    access: Access::Flags,
    columns: &[
        Column::named("kind").group("what").one_of(&FLAG_KIND),
        Column::named("text").group("what"),
        Column::named("severity").one_of(&FLAG_SEVERITY),
        Column::named("notes").conflict(Conflict::Text),
    ],
    rule: rules::flag,
    ..CLINICAL
};

pub(super) const BREAK_GLASS_GRANTS: Table = Table {
    name: "break_glass_grants",
    care: Care::Begins,
    access: Access::BreakGlass,
    columns: &[
        Column::named("reviewed_by").group("review"),
        Column::named("reviewed_at").group("review"),
        Column::named("review_outcome").group("review").one_of(&REVIEW_OUTCOME),
        Column::named("review_notes").group("review"),
    ],
    rule: rules::break_glass,
    ..PERSONAL
};

pub(super) const CONTACT_ATTEMPTS: Table = Table {
    name: "contact_attempts",
    access: Access::ContactAttempts,
    columns: &[
        Column::named("channel").one_of(&CONTACT_CHANNEL),
        Column::named("outcome").one_of(&CONTACT_OUTCOME),
    ],
    rule: rules::contact_attempt,
    ..LEDGER
};

pub(super) const FEEDBACK: Table =
    Table { name: "feedback", access: Access::Feedback, rule: rules::feedback, ..LEDGER };
