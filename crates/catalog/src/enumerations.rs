//! The values that enumerated columns admit, each declared once with its FHIR code.
//!
//! From here come the write door's check, the `CHECK` in Postgres and the TypeScript unions.

/// The values of a column.
#[derive(Debug, PartialEq, Eq)]
pub struct Enumeration {
    /// The name, also of the TypeScript union (in `PascalCase` there).
    pub name: &'static str,
    /// The values in the order in which they are offered, each with the code that FHIR R4 uses for
    /// it where there is one. Several values may share a code; reading FHIR takes the first.
    pub values: &'static [(&'static str, Option<&'static str>)],
    /// How many of the leading values are the steps of a course of events, in order. The values
    /// after them leave the course: moving there while somebody else moved on is a person's
    /// decision. 0 where the values are no course.
    pub steps: usize,
}

impl Enumeration {
    /// Whether `value` is one of the values.
    pub fn admits(&self, value: &str) -> bool {
        self.values.iter().any(|(known, _)| *known == value)
    }

    /// How far along the course `value` is; `None` where it lies outside, or there is no course.
    pub fn step(&self, value: &str) -> Option<usize> {
        self.values.iter().take(self.steps).position(|(known, _)| *known == value)
    }

    /// The FHIR code of `value`.
    pub fn fhir(&self, value: &str) -> Option<&'static str> {
        self.values.iter().find(|(known, _)| *known == value).and_then(|(_, code)| *code)
    }

    /// The first value that has the FHIR code `code`.
    pub fn from_fhir(&self, code: &str) -> Option<&'static str> {
        self.values.iter().find(|(_, known)| *known == Some(code)).map(|(value, _)| *value)
    }
}

/// Every enumeration that a table uses, by name and each once.
pub fn enumerations() -> Vec<&'static Enumeration> {
    let mut found: Vec<&'static Enumeration> = crate::TABLES
        .iter()
        .flat_map(|table| table.columns)
        .filter_map(|column| column.enumeration)
        .collect();
    found.sort_by_key(|enumeration| enumeration.name);
    found.dedup_by_key(|enumeration| enumeration.name);
    found
}

/// Writes one enumeration per line group; `course n` says how many leading values are steps.
macro_rules! enumerations {
    ($($constant:ident $name:literal $(course $steps:literal)? { $($value:literal $(= $code:literal)?),+ $(,)? })+) => {
        $(pub(crate) static $constant: Enumeration = Enumeration {
            name: $name,
            values: &[$(($value, enumerations!(@code $($code)?))),+],
            steps: enumerations!(@steps $($steps)?),
        };)+
    };
    (@code) => { None };
    (@code $code:literal) => { Some($code) };
    (@steps) => { 0 };
    (@steps $steps:literal) => { $steps };
}

// Organization.
enumerations! {
    PLACE_KIND "place_kind" {
        "hospital" = "HOSP", "clinic" = "OF", "branch" = "OF", "practice" = "OF",
        "imaging_center" = "RADDX", "laboratory" = "HLAB", "pharmacy" = "PHARM", "network", "other",
    }
    SUBSCRIPTION_PLAN "subscription_plan" { "free", "basic", "professional", "enterprise" }
    WEEKDAY "weekday" {
        "mon" = "mon", "tue" = "tue", "wed" = "wed", "thu" = "thu", "fri" = "fri", "sat" = "sat",
        "sun" = "sun",
    }
    SHIFT_KIND "shift_kind" { "regular", "on_call", "overtime" }
    SHIFT_STATUS "shift_status" course 2 { "planned", "confirmed", "cancelled" }
    DEVICE_PROFILE "device_profile" {
        "whole", "front_desk", "clinical", "pharmacy", "laboratory", "imaging", "finance",
        "administration",
    }
    DEVICE_STATUS "device_status" course 3 { "pending", "active", "revoked" }
    NUMBER_KIND "number_kind" { "mrn", "invoice", "accession", "claim", "specimen" }
    SESSION_END "session_end" { "logout", "expired", "locked", "revoked" }
    CARE_TEAM_KIND "care_team_kind" {
        "primary_physician", "attending_physician", "consultant", "resident", "attending_nurse",
        "nurse", "therapist", "pharmacist", "other",
    }
    LEAVE_KIND "leave_kind" { "vacation", "illness", "training", "other" }
    LEAVE_STATUS "leave_status" course 2 { "requested", "approved", "refused", "cancelled" }
}

// Patients.
enumerations! {
    GENDER "gender" {
        "male" = "male", "female" = "female", "other" = "other", "unknown" = "unknown",
        "prefer_not_to_say" = "unknown",
    }
    BIRTH_SEX "birth_sex" { "male" = "M", "female" = "F", "unknown" = "UNK" }
    NAME_PRECISION "name_precision" { "full", "partial", "alias", "unknown" }
    BIRTH_PRECISION "date_of_birth_precision" { "day", "month", "year", "estimated", "unknown" }
    BLOOD_TYPE "blood_type" { "A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-" }
    MARITAL_STATUS "marital_status" {
        "never_married" = "S", "married" = "M", "divorced" = "D", "widowed" = "W",
        "separated" = "L", "domestic_partner" = "T", "common_law" = "C", "annulled" = "A",
        "interlocutory" = "I", "polygamous" = "P", "unmarried" = "U", "unknown" = "UNK",
    }
    PATIENT_STATUS "patient_status" { "active", "inactive", "deceased", "merged" }
    PATIENT_SITE_SOURCE "patient_site_source" {
        "registered", "booked", "visited", "found", "transferred", "imported",
    }
    CONTACT_CHANNEL "contact_channel" { "phone", "text_message", "email", "letter", "in_person" }
    CONTACT_OUTCOME "contact_outcome" {
        "reached", "no_answer", "message_left", "wrong_number", "refused", "returned",
    }
    IDENTIFIER_KIND "identifier_kind" {
        "mrn" = "MR", "national_id" = "NI", "social_security" = "SS", "passport" = "PPN",
        "drivers_license" = "DL", "insurance_member" = "MB", "patient_number" = "PI",
        "visit_number" = "VN", "account_number" = "AN", "other",
    }
    ALLERGY_KIND "allergy_kind" { "allergy" = "allergy", "intolerance" = "intolerance" }
    ALLERGY_CATEGORY "allergy_category" {
        "food" = "food", "medication" = "medication", "environment" = "environment",
        "biologic" = "biologic",
    }
    CRITICALITY "criticality" {
        "low" = "low", "high" = "high", "unable_to_assess" = "unable-to-assess",
    }
    ALLERGY_SEVERITY "allergy_severity" {
        "mild" = "mild", "moderate" = "moderate", "severe" = "severe",
    }
    ALLERGY_STATUS "allergy_status" {
        "active" = "active", "inactive" = "inactive", "resolved" = "resolved", "entered_in_error",
    }
    // R4 does not know "presumed", which came with later releases.
    ALLERGY_VERIFICATION "allergy_verification" {
        "unconfirmed" = "unconfirmed", "presumed" = "unconfirmed", "confirmed" = "confirmed",
        "refuted" = "refuted", "entered_in_error" = "entered-in-error",
    }
    HISTORY_KIND "history_kind" {
        "condition", "operation", "family", "social", "medication", "other",
    }
    HISTORY_STATUS "history_status" { "current", "past", "entered_in_error" }
    CONTACT_KIND "contact_kind" {
        "emergency" = "C", "next_of_kin" = "N", "employer" = "E", "insurer" = "I",
        "federal_agency" = "F", "state_agency" = "S", "guardian", "billing", "other" = "U",
    }
    // Reads holder → patient; FHIR reads patient → subscriber, so child and parent change places.
    POLICY_RELATIONSHIP "policy_relationship" {
        "self" = "self", "spouse" = "spouse", "child" = "parent", "parent" = "child",
        "other" = "other",
    }
    COVERAGE_RANK "coverage_rank" { "primary" = "1", "secondary" = "2", "tertiary" = "3" }
    POLICY_STATUS "policy_status" {
        "active" = "active", "inactive" = "cancelled", "expired" = "cancelled",
    }
    CONSENT_KIND "consent_kind" {
        "treatment" = "treatment", "privacy" = "patient-privacy", "research" = "research",
        "advance_directive" = "adr", "photography", "data_sharing", "telemedicine", "other",
    }
    CONSENT_STATUS "consent_status" {
        "draft" = "draft", "given" = "active", "refused" = "rejected", "withdrawn" = "inactive",
        "entered_in_error" = "entered-in-error",
    }
    FLAG_KIND "flag_kind" {
        "pregnancy", "breastfeeding", "code_status", "infection", "fall_risk", "behaviour",
        "implant", "anticoagulation", "communication", "other",
    }
    FLAG_SEVERITY "flag_severity" { "info", "caution", "danger" }
    REVIEW_OUTCOME "review_outcome" { "justified", "not_justified", "unclear" }
}

// Scheduling.
enumerations! {
    APPOINTMENT_STATUS "appointment_status" course 5 {
        "scheduled" = "booked", "confirmed" = "booked", "checked_in" = "checked-in",
        "in_progress" = "arrived", "completed" = "fulfilled", "cancelled" = "cancelled",
        "no_show" = "noshow", "entered_in_error" = "entered-in-error",
    }
    CLOSED_BECAUSE "closed_because" { "holiday", "leave", "blocked" }
    APPOINTMENT_KIND "appointment_kind" {
        "consultation" = "ROUTINE", "follow_up" = "FOLLOWUP", "emergency" = "EMERGENCY", "surgery",
        "diagnostic",
    }
    PRIORITY "priority" { "low", "medium", "high", "urgent" }
    WAITLIST_STATUS "waitlist_status" course 3 {
        "waiting", "offered", "booked", "cancelled", "expired",
    }

}

// Place.
enumerations! {
    RESOURCE_KIND "resource_kind" {
        "room", "operating_room", "imaging_machine", "ventilator", "monitor", "pump",
        "ultrasound", "vehicle", "other",
    }
    RESOURCE_STATUS "resource_status" { "available", "out_of_order", "in_service", "retired" }
    RESOURCE_EVENT "resource_event" { "service", "fault", "repair", "use", "check", "move" }
    BED_KIND "bed_kind" { "standard", "intensive_care", "maternity", "paediatric", "isolation", "day_care" }
    BED_END "bed_end" { "discharged", "transferred", "died", "left", "entered_in_error" }
}

// Encounters.
enumerations! {
    VISIT_KIND "visit_kind" { "routine", "emergency", "follow_up", "consultation", "surgery" }
    VISIT_STATUS "visit_status" course 5 {
        "arrived" = "arrived", "triaged" = "triaged", "roomed" = "arrived",
        "in_progress" = "in-progress", "completed" = "finished", "cancelled" = "cancelled",
        "left_without_being_seen" = "cancelled", "entered_in_error" = "entered-in-error",
    }
    CONSCIOUSNESS "consciousness" { "alert", "confusion", "voice", "pain", "unresponsive" }
    TEMPERATURE_UNIT "temperature_unit" { "celsius" = "Cel", "fahrenheit" = "[degF]" }
    WEIGHT_UNIT "weight_unit" { "kg" = "kg", "lb" = "[lb_av]" }
    CONDITION_CATEGORY "condition_category" {
        "problem_list_item" = "problem-list-item", "encounter_diagnosis" = "encounter-diagnosis",
        "health_concern" = "health-concern",
    }
    // SNOMED CT, as the condition-severity value set has them.
    CONDITION_SEVERITY "condition_severity" {
        "mild" = "255604002", "moderate" = "6736007", "severe" = "24484000", "critical",
    }
    CONDITION_STATUS "condition_status" {
        "active" = "active", "chronic" = "active", "recurrence" = "recurrence",
        "relapse" = "relapse", "in_remission" = "remission", "inactive" = "inactive",
        "resolved" = "resolved",
    }
    CONDITION_VERIFICATION "condition_verification" {
        "unconfirmed" = "unconfirmed", "provisional" = "provisional",
        "differential" = "differential", "confirmed" = "confirmed", "refuted" = "refuted",
        "entered_in_error" = "entered-in-error",
    }
    LAB_STATUS "lab_status" course 6 {
        "ordered" = "registered", "collected" = "registered", "in_progress" = "registered",
        "preliminary" = "preliminary", "completed" = "final", "corrected" = "corrected",
        "cancelled" = "cancelled", "entered_in_error" = "entered-in-error",
    }
    LAB_FLAG "lab_flag" {
        "normal" = "N", "abnormal" = "A", "low" = "L", "high" = "H", "critical_low" = "LL",
        "critical_high" = "HH",
    }
    LAB_CATEGORY "lab_category" {
        "blood", "urine", "imaging", "pathology", "microbiology", "other",
    }
    OBSERVATION_CATEGORY "observation_category" {
        "laboratory" = "laboratory", "vital_signs" = "vital-signs", "imaging" = "imaging",
        "procedure" = "procedure", "survey" = "survey", "exam" = "exam", "therapy" = "therapy",
        "activity" = "activity", "social_history" = "social-history",
    }
    COMPARATOR "comparator" { "<" = "<", "<=" = "<=", ">=" = ">=", ">" = ">" }
    ORDER_PRIORITY "order_priority" {
        "routine" = "routine", "urgent" = "urgent", "asap" = "asap", "stat" = "stat",
    }
    PROCEDURE_STATUS "procedure_status" course 3 {
        "preparation" = "preparation", "in_progress" = "in-progress", "completed" = "completed",
        "on_hold" = "on-hold", "stopped" = "stopped", "not_done" = "not-done",
        "unknown" = "unknown", "entered_in_error" = "entered-in-error",
    }
    IMMUNIZATION_STATUS "immunization_status" {
        "completed" = "completed", "not_done" = "not-done",
        "entered_in_error" = "entered-in-error",
    }
    SPECIMEN_KIND "specimen_kind" {
        "blood" = "BLD", "serum" = "SER", "plasma" = "PLAS", "urine" = "UR", "stool" = "STL",
        "swab" = "SWAB", "sputum" = "SPT", "tissue" = "TISS", "cerebrospinal_fluid" = "CSF", "other",
    }
    REFERRAL_STATUS "referral_status" course 4 {
        "draft" = "draft", "sent" = "active", "accepted" = "active", "completed" = "completed",
        "declined" = "revoked", "cancelled" = "revoked",
    }
    CARE_PLAN_STATUS "care_plan_status" course 3 {
        "draft" = "draft", "active" = "active", "completed" = "completed", "on_hold" = "on-hold",
        "cancelled" = "revoked", "entered_in_error" = "entered-in-error",
    }
    PROPOSAL_STATUS "proposal_status" { "proposed", "accepted", "rejected", "entered_in_error" }
    RECOMMENDATION_KIND "recommendation_kind" {
        "treatment", "investigation", "immunization", "refill", "follow_up", "lifestyle", "other",
    }
    MOBILITY "mobility" { "walking", "with_help", "stretcher" }
    SATS_AGE_BAND "sats_age_band" { "younger_child", "older_child", "adult" }
    SATS_PRIORITY "sats_priority" { "red", "orange", "yellow", "green", "blue" }
    NEWS2_RISK "news2_risk" { "low", "low_medium", "medium", "high" }
    MONITOR_KIND "monitor_kind" {
        "blood_pressure_monitor", "glucose_meter", "pulse_oximeter", "thermometer", "scale",
        "heart_monitor", "spirometer", "wearable", "other",
    }
    // LOINC, as the vital-signs profile has them.
    METRIC "metric" {
        "systolic" = "8480-6", "diastolic" = "8462-4", "heart_rate" = "8867-4",
        "respiratory_rate" = "9279-1", "temperature" = "8310-5", "oxygen_saturation" = "59408-5",
        "weight" = "29463-7", "glucose" = "2339-0", "peak_flow" = "19935-6", "steps" = "41950-7",
        "sleep_hours" = "93832-4", "other",
    }
}

// Medication.
enumerations! {
    PRESCRIPTION_STATUS "prescription_status" course 3 {
        "draft" = "draft", "active" = "active", "completed" = "completed", "on_hold" = "on-hold",
        "stopped" = "stopped", "cancelled" = "cancelled", "entered_in_error" = "entered-in-error",
    }
    PERIOD_UNIT "period_unit" {
        "minute" = "min", "hour" = "h", "day" = "d", "week" = "wk", "month" = "mo", "year" = "a",
    }
    CAUTION_KIND "caution_kind" { "interaction", "allergy", "pregnancy", "breastfeeding" }
    CAUTION_SEVERITY "caution_severity" { "contraindicated", "major", "moderate", "minor" }
    STATEMENT_STATUS "statement_status" {
        "active" = "active", "completed" = "completed", "stopped" = "stopped",
        "unknown" = "unknown", "entered_in_error" = "entered-in-error",
    }
    MOVEMENT_KIND "movement_kind" {
        "received", "dispensed", "administered", "returned", "counted", "wasted", "expired",
        "transferred",
    }
    REPORT_SOURCE "report_source" { "patient", "nurse", "device", "relative" }
    ADMINISTRATION_STATUS "administration_status" {
        "given" = "completed", "partial" = "stopped", "refused" = "not-done",
        "withheld" = "not-done", "entered_in_error" = "entered-in-error",
    }
}

// Billing.
enumerations! {
    INVOICE_STATUS "invoice_status" course 2 {
        "draft" = "draft", "issued" = "issued", "written_off" = "balanced", "void" = "cancelled",
    }
    PAYMENT_KIND "payment_kind" { "payment", "refund" }
    PAYMENT_METHOD "payment_method" {
        "cash", "check", "credit_card", "debit_card", "insurance", "mobile_money",
        "bank_transfer", "other",
        // No money moves: what was paid too much on one invoice pays another.
        "patient_credit",
    }
    PAYER_KIND "payer_kind" { "patient", "insurer", "other" }
    CLAIM_STATUS "claim_status" course 5 {
        "draft" = "draft", "submitted" = "active", "acknowledged" = "active",
        "approved" = "active", "settled" = "active", "denied" = "active",
        "cancelled" = "cancelled", "entered_in_error" = "entered-in-error",
    }
}

// Imaging. A modality is the DICOM defined term for (0008,0060).
enumerations! {
    AI_MODEL_KIND "ai_model_kind" {
        "score", "rule", "chart", "statistics", "template", "network", "device",
    }
    MODALITY "modality" {
        "CT" = "CT", "MR" = "MR", "US" = "US", "DX" = "DX", "CR" = "CR", "MG" = "MG", "NM" = "NM",
        "PT" = "PT", "XA" = "XA", "RF" = "RF", "ES" = "ES", "ECG" = "ECG", "IO" = "IO", "OT" = "OT",
    }
    SCAN_STATUS "scan_status" course 5 {
        "ordered" = "registered", "scheduled" = "registered", "in_progress" = "registered",
        "acquired" = "available", "reported" = "available", "cancelled" = "cancelled",
        "entered_in_error" = "entered-in-error",
    }
    SCAN_STAGE "scan_stage" { "acquisition", "analysis", "reading" }
    QUEUE_STATUS "queue_status" course 4 {
        "waiting", "assigned", "in_progress", "done", "cancelled",
    }
    ANALYSIS_STATUS "analysis_status" course 3 { "queued", "running", "completed", "failed", "cancelled" }
    // How an image is taken, and whether a model proposes anything, say nothing of a disease.
    ANALYSIS_RESULT "analysis_result" {
        "normal", "abnormal", "critical", "inconclusive", "acceptable", "look_again", "findings",
        "no_findings",
    }
    IMAGING_RESULT "imaging_result" { "normal", "abnormal", "critical", "inconclusive" }
    FINDING_SEVERITY "finding_severity" { "mild", "moderate", "severe", "critical" }
    REPORT_KIND "report_kind" { "preliminary", "final", "addendum", "structured" }
    REPORT_STATUS "report_status" course 4 {
        "draft" = "registered", "preliminary" = "preliminary", "signed" = "final",
        "amended" = "amended", "cancelled" = "cancelled",
    }
}

// Alerts.
enumerations! {
    ALERT_KIND "alert_kind" {
        "cardiac_arrest", "trauma", "stroke", "sepsis", "deterioration", "obstetric", "violence",
        "fire", "missing_person", "critical_result", "threshold", "equipment", "stock", "system",
        "medical", "other",
    }
    ALERT_STATUS "alert_status" course 3 { "open", "acknowledged", "resolved", "cancelled" }
    ALERT_EVENT "alert_event" {
        "created", "delivered", "acknowledged", "escalated", "resolved", "cancelled", "note",
    }
}

// Messages.
enumerations! {
    NOTIFICATION_KIND "notification_kind" {
        "booking_confirmation", "reminder", "prescription", "payment", "result", "alert",
        "message", "task", "conflict", "general",
    }
    TASK_KIND "task_kind" {
        "telephone_result", "merge_duplicates", "stock_below_zero", "review_access", "follow_up",
        "referral", "recall", "other",
    }
    TASK_STATUS "task_status" course 3 {
        "open" = "requested", "in_progress" = "in-progress", "done" = "completed",
        "cancelled" = "cancelled",
    }
}

// Wellness.
enumerations! {
    THERAPY_KIND "therapy_kind" { "individual", "couple", "group", "intake", "script" }
    THERAPY_STATUS "therapy_status" course 3 {
        "planned" = "planned", "in_progress" = "in-progress", "completed" = "finished",
        "cancelled" = "cancelled", "no_show" = "cancelled",
    }
}

// Records.
enumerations! {
    DOCUMENT_KIND "document_kind" {
        "prescription", "lab_report", "imaging", "clinical_note", "consent", "referral", "other",
    }
    DOCUMENT_STATUS "document_status" {
        "current" = "current", "superseded" = "superseded", "entered_in_error" = "entered-in-error",
    }
    EHR_TYPE "ehr_type" {
        "visit_note", "addendum", "prescription", "lab_result", "report", "triage", "procedure",
        "document", "observation", "other",
    }
}

// System.
enumerations! {
    SYNC_CONFLICT_KIND "sync_conflict_kind" {
        "latest", "review", "held", "duplicate_insert", "delete_edit",
    }
    SYNC_CONFLICT_STATUS "sync_conflict_status" course 3 { "open", "decided", "undone" }
    SYNC_CONFLICT_DECISION "sync_conflict_decision" { "canonical", "candidate", "other" }
    AUDIT_ACTION "audit_action" {
        "create" = "C", "read" = "R", "update" = "U", "delete" = "D", "login" = "E",
        "logout" = "E", "export" = "R", "print" = "R", "sign" = "U", "merge" = "U",
        "break_glass" = "E",
    }
    AUDIT_OUTCOME "audit_outcome" { "succeeded" = "0", "refused" = "4", "failed" = "8" }
    SECURITY_ACTION "security_action" {
        "sign_in", "sign_in_failed", "sign_out", "session_expired", "locked_out", "unlocked",
        "password_changed", "password_reset", "permission_refused", "break_glass", "export",
        "import", "device_enrolled", "device_revoked", "key_changed", "restore",
        "settings_changed",
    }
    INTEGRATION_KIND "integration_kind" { "fhir", "hl7v2", "dicom", "csv", "other" }
    INTEGRATION_DIRECTION "integration_direction" { "incoming", "outgoing", "both" }
    SYNC_LOG_STATUS "sync_log_status" { "running", "succeeded", "partial", "failed" }
    WORKFLOW_TRIGGER "workflow_trigger" {
        "appointment_booked", "appointment_cancelled", "appointment_no_show", "patient_arrived",
        "visit_completed", "result_abnormal", "result_critical", "invoice_overdue", "alert_raised",
        "stock_low", "scan_acquired", "report_signed", "prescription_written", "feedback_given",
    }
    WORKFLOW_RUN_STATUS "workflow_run_status" { "done", "not_matched", "stopped_by_guard", "failed" }
    RETENTION_ACTION "retention_action" { "keep", "archive", "ask" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_enumerations_share_a_name_and_no_value_stands_twice() {
        let all = enumerations();
        let mut names: Vec<_> = all.iter().map(|enumeration| enumeration.name).collect();
        names.dedup();
        assert_eq!(names.len(), all.len());
        for column in crate::TABLES.iter().flat_map(|table| table.columns) {
            let Some(used) = column.enumeration else { continue };
            assert!(all.contains(&used), "two different enumerations are called {}", used.name);
        }
        for enumeration in all {
            for (index, (value, _)) in enumeration.values.iter().enumerate() {
                assert!(!enumeration.values[..index].iter().any(|(other, _)| other == value));
            }
            assert!(enumeration.steps <= enumeration.values.len(), "{}", enumeration.name);
        }
    }

    #[test]
    fn every_column_that_progresses_has_a_course() {
        for table in crate::TABLES {
            for column in table.columns {
                if table.conflict_of(column.name) == crate::Conflict::Progress {
                    let steps = column.enumeration.map_or(0, |enumeration| enumeration.steps);
                    assert!(steps > 1, "{}.{} has no course", table.name, column.name);
                }
            }
        }
    }

    #[test]
    fn a_cancelled_appointment_has_left_the_course_that_a_checked_in_one_is_on() {
        assert!(APPOINTMENT_STATUS.step("checked_in") > APPOINTMENT_STATUS.step("confirmed"));
        assert_eq!(APPOINTMENT_STATUS.step("cancelled"), None);
        assert!(APPOINTMENT_STATUS.admits("cancelled"));
        assert!(!APPOINTMENT_STATUS.admits("held"));
    }

    #[test]
    fn a_policy_held_by_the_patients_child_is_read_from_the_other_end_in_fhir() {
        assert_eq!(POLICY_RELATIONSHIP.fhir("child"), Some("parent"));
        assert_eq!(POLICY_RELATIONSHIP.from_fhir("child"), Some("parent"));
        assert_eq!(GENDER.fhir("prefer_not_to_say"), Some("unknown"));
        assert_eq!(GENDER.from_fhir("unknown"), Some("unknown"));
    }
}
