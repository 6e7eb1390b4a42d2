//! Visits, measurements, problems, results, procedures and vaccinations.

use super::{CLINICAL, LEDGER, PERSONAL, REFERENCE, SHIPPED};
use crate::enumerations::{
    BIRTH_SEX, CARE_PLAN_STATUS, COMPARATOR, CONDITION_CATEGORY, CONDITION_SEVERITY,
    CONDITION_STATUS, CONDITION_VERIFICATION, CONSCIOUSNESS, IMMUNIZATION_STATUS, LAB_CATEGORY,
    LAB_FLAG, LAB_STATUS, METRIC, MOBILITY, MONITOR_KIND, NEWS2_RISK, OBSERVATION_CATEGORY,
    ORDER_PRIORITY, PROCEDURE_STATUS, PROPOSAL_STATUS, RECOMMENDATION_KIND, REFERRAL_STATUS,
    SATS_AGE_BAND, SATS_PRIORITY, SPECIMEN_KIND, TEMPERATURE_UNIT, VISIT_KIND, VISIT_STATUS,
    WEIGHT_UNIT,
};
use crate::rules::encounters as rules;
use crate::{Access, Care, Column, Conflict, Domain, Table};

const fn long_text(column: &'static str) -> Column {
    Column::named(column).conflict(Conflict::Text)
}

/// What was found and the code for it.
const fn what(column: &'static str) -> Column {
    Column::named(column).group("what")
}

/// A result: number, text, unit, range and flag are read together or not at all.
const fn result(column: &'static str) -> Column {
    Column::named(column).group("result")
}

pub(super) const VISITS: Table = Table {
    name: "visits",
    care: Care::Begins,
    domain: Domain::Encounters,
    access: Access::VisitNotes,
    columns: &[
        Column::named("kind").one_of(&VISIT_KIND),
        Column::named("status").one_of(&VISIT_STATUS).conflict(Conflict::Progress),
        Column::named("started_at").group("period"),
        Column::named("ended_at").group("period"),
        long_text("reason"),
        long_text("history_present_illness"),
        long_text("physical_examination"),
        long_text("subjective"),
        long_text("objective"),
        long_text("assessment"),
        long_text("plan"),
        long_text("notes"),
        long_text("discharge_instructions"),
        long_text("follow_up_instructions"),
        Column::named("signed_at").group("signature").conflict(Conflict::Review),
        Column::named("signed_by").group("signature").conflict(Conflict::Review),
    ],
    rule: rules::visit,
    ..PERSONAL
};

pub(super) const VITALS: Table = Table {
    name: "vitals",
    domain: Domain::Encounters,
    access: Access::Measurements,
    columns: &[
        Column::named("consciousness").one_of(&CONSCIOUSNESS),
        Column::named("temperature_entered_unit").one_of(&TEMPERATURE_UNIT),
        Column::named("weight_entered_unit").one_of(&WEIGHT_UNIT),
    ],
    rule: rules::vitals,
    ..LEDGER
};

pub(super) const MEDICAL_CONDITIONS: Table = Table {
    name: "medical_conditions",
    access: Access::Diagnosis,
    columns: &[
        what("condition_text"),
        what("code_system"),
        what("code"),
        Column::named("category").one_of(&CONDITION_CATEGORY),
        Column::named("severity").one_of(&CONDITION_SEVERITY),
        Column::named("status").group("standing").one_of(&CONDITION_STATUS),
        Column::named("verification").group("standing").one_of(&CONDITION_VERIFICATION),
        Column::named("onset_on").group("onset"),
        Column::named("onset_at").group("onset"),
        Column::named("abated_on").group("abatement"),
        Column::named("abated_at").group("abatement"),
        long_text("notes"),
    ],
    rule: rules::condition,
    ..CLINICAL
};

pub(super) const LAB_RESULTS: Table = Table {
    name: "lab_results",
    access: Access::Results,
    columns: &[
        Column::named("test_name").group("test"),
        Column::named("code_system").group("test"),
        Column::named("test_code").group("test"),
        Column::named("test_category").one_of(&LAB_CATEGORY),
        Column::named("source_category").one_of(&OBSERVATION_CATEGORY),
        Column::named("status").one_of(&LAB_STATUS).conflict(Conflict::Progress),
        Column::named("priority").one_of(&ORDER_PRIORITY).conflict(Conflict::Latest),
        result("value_text"),
        result("value_number"),
        result("value_comparator").one_of(&COMPARATOR),
        result("unit"),
        result("reference_range_text"),
        result("reference_low"),
        result("reference_high"),
        result("abnormal_flag").one_of(&LAB_FLAG),
        result("resulted_at"),
        result("resulted_by"),
        result("flag_reason"),
        Column::named("collected_at").group("collection").conflict(Conflict::Latest),
        Column::named("collected_by").group("collection").conflict(Conflict::Latest),
        Column::named("reviewed_at").group("review").conflict(Conflict::Latest),
        Column::named("reviewed_by").group("review").conflict(Conflict::Latest),
        Column::named("told_to").group("told").conflict(Conflict::Latest),
        Column::named("told_at").group("told").conflict(Conflict::Latest),
        Column::named("told_by").group("told").conflict(Conflict::Latest),
        long_text("comments"),
        long_text("interpretation"),
    ],
    rule: rules::lab_result,
    ..CLINICAL
};

pub(super) const PROCEDURES: Table = Table {
    name: "procedures",
    access: Access::Procedures,
    columns: &[
        what("procedure_text"),
        what("code_system"),
        what("code"),
        Column::named("status").one_of(&PROCEDURE_STATUS).conflict(Conflict::Progress),
        Column::named("started_at").group("period"),
        Column::named("ended_at").group("period"),
        Column::named("reason_text").group("why"),
        Column::named("reason_code_system").group("why"),
        Column::named("reason_code").group("why"),
        long_text("outcome_text"),
        long_text("notes"),
    ],
    rule: rules::procedure,
    ..CLINICAL
};

pub(super) const IMMUNIZATIONS: Table = Table {
    name: "immunizations",
    access: Access::Immunizations,
    columns: &[
        what("vaccine_text"),
        what("code_system"),
        what("code"),
        Column::named("status").one_of(&IMMUNIZATION_STATUS),
        Column::named("dose_amount").group("dose"),
        Column::named("dose_unit").group("dose"),
        Column::named("route").group("dose"),
        Column::named("manufacturer").group("lot"),
        Column::named("lot_number").group("lot"),
        Column::named("expires_on").group("lot"),
        long_text("notes"),
    ],
    rule: rules::immunization,
    ..CLINICAL
};

pub(super) const CODE_BINDINGS: Table = Table {
    name: "code_bindings",
    access: Access::Codes,
    columns: &[
        Column::named("system").group("code"),
        Column::named("code").group("code"),
        Column::named("display").group("code"),
        Column::named("code_version").group("code"),
    ],
    ..CLINICAL
};

pub(super) const ICD10_CODES: Table =
    Table { name: "icd10_codes", domain: Domain::Encounters, ..SHIPPED };

pub(super) const LAB_TESTS: Table = Table {
    name: "lab_tests",
    domain: Domain::Encounters,
    columns: &[
        Column::named("category").one_of(&LAB_CATEGORY),
        Column::named("specimen_kind").one_of(&SPECIMEN_KIND),
        Column::named("unit").group("range"),
        Column::named("reference_low").group("range"),
        Column::named("reference_high").group("range"),
        Column::named("critical_low").group("range"),
        Column::named("critical_high").group("range"),
        Column::named("sex").one_of(&BIRTH_SEX),
    ],
    rule: rules::lab_test,
    ..REFERENCE
};

pub(super) const LAB_ORDERS: Table = Table {
    name: "lab_orders",
    access: Access::LabOrders,
    columns: &[
        Column::named("priority").one_of(&ORDER_PRIORITY).conflict(Conflict::Latest),
        Column::named("status").one_of(&LAB_STATUS).conflict(Conflict::Progress),
        Column::named("reason").conflict(Conflict::Text),
        Column::named("specimen_kind")
            .group("specimen")
            .one_of(&SPECIMEN_KIND)
            .conflict(Conflict::Latest),
        Column::named("specimen_number").group("specimen").conflict(Conflict::Latest),
        Column::named("collected_at").group("specimen").conflict(Conflict::Latest),
        Column::named("collected_by").group("specimen").conflict(Conflict::Latest),
        Column::named("received_at").conflict(Conflict::Latest),
        Column::named("cancel_reason").conflict(Conflict::Latest),
        Column::named("notes").conflict(Conflict::Text),
    ],
    rule: rules::lab_order,
    ..CLINICAL
};

pub(super) const REFERRALS: Table = Table {
    name: "referrals",
    access: Access::Referrals,
    columns: &[
        Column::named("to_practitioner_id").group("where"),
        Column::named("to_department_id").group("where"),
        Column::named("to_text").group("where"),
        Column::named("specialization").group("where"),
        Column::named("reason").conflict(Conflict::Text),
        Column::named("priority").one_of(&ORDER_PRIORITY).conflict(Conflict::Latest),
        Column::named("status").one_of(&REFERRAL_STATUS).conflict(Conflict::Progress),
        Column::named("sent_at").conflict(Conflict::Latest),
        Column::named("appointment_id").conflict(Conflict::Latest),
        Column::named("outcome_text").conflict(Conflict::Text),
        Column::named("notes").conflict(Conflict::Text),
    ],
    rule: rules::referral,
    ..CLINICAL
};

pub(super) const CARE_PLANS: Table = Table {
    name: "care_plans",
    access: Access::CarePlans,
    columns: &[
        Column::named("description").conflict(Conflict::Text),
        Column::named("status").one_of(&CARE_PLAN_STATUS).conflict(Conflict::Progress),
        Column::named("starts_on").group("period"),
        Column::named("ends_on").group("period"),
        Column::named("notes").conflict(Conflict::Text),
    ],
    rule: rules::care_plan,
    ..CLINICAL
};

pub(super) const VISIT_ADDENDA: Table = Table {
    name: "visit_addenda",
    domain: Domain::Encounters,
    access: Access::Addenda,
    rule: rules::addendum,
    ..LEDGER
};

pub(super) const DIAGNOSES: Table = Table {
    name: "diagnoses",
    access: Access::Proposals,
    columns: &[
        Column::named("diagnosis_text").group("what"),
        Column::named("code_system").group("what"),
        Column::named("code").group("what"),
        Column::named("status").group("decision").one_of(&PROPOSAL_STATUS),
        Column::named("decided_by").group("decision"),
        Column::named("decided_at").group("decision"),
        Column::named("decision_reason").group("decision"),
    ],
    rule: rules::proposal,
    ..CLINICAL
};

pub(super) const RECOMMENDATIONS: Table = Table {
    name: "recommendations",
    access: Access::Proposals,
    columns: &[
        Column::named("kind").one_of(&RECOMMENDATION_KIND),
        Column::named("status").group("decision").one_of(&PROPOSAL_STATUS),
        Column::named("decided_by").group("decision"),
        Column::named("decided_at").group("decision"),
        Column::named("decision_reason").group("decision"),
    ],
    rule: rules::recommendation,
    ..CLINICAL
};

pub(super) const TRIAGE_ASSESSMENTS: Table = Table {
    name: "triage_assessments",
    care: Care::Begins,
    domain: Domain::Encounters,
    access: Access::AcuteCare,
    columns: &[
        Column::named("mobility").one_of(&MOBILITY),
        Column::named("consciousness").one_of(&CONSCIOUSNESS),
        Column::named("age_band").one_of(&SATS_AGE_BAND),
        Column::named("computed_priority").one_of(&SATS_PRIORITY),
        Column::named("priority").one_of(&SATS_PRIORITY),
    ],
    rule: rules::triage,
    ..LEDGER
};

pub(super) const ICU_OBSERVATIONS: Table = Table {
    name: "icu_observations",
    domain: Domain::Encounters,
    access: Access::AcuteCare,
    columns: &[
        Column::named("consciousness").one_of(&CONSCIOUSNESS),
        Column::named("news2_risk").one_of(&NEWS2_RISK),
    ],
    rule: rules::icu_observation,
    ..LEDGER
};

pub(super) const MONITORING_READINGS: Table = Table {
    name: "monitoring_readings",
    domain: Domain::Encounters,
    access: Access::Monitoring,
    columns: &[
        Column::named("device_kind").one_of(&MONITOR_KIND),
        Column::named("metric").one_of(&METRIC),
    ],
    rule: rules::monitoring_reading,
    ..LEDGER
};
