//! Scans, what was seen in them, and the report.

use super::{CLINICAL, LEDGER, PERSONAL, REFERENCE};
use crate::enumerations::{
    AI_MODEL_KIND, ANALYSIS_RESULT, ANALYSIS_STATUS, FINDING_SEVERITY, IMAGING_RESULT, MODALITY,
    ORDER_PRIORITY, PROPOSAL_STATUS, QUEUE_STATUS, REPORT_KIND, REPORT_STATUS, SCAN_STAGE,
    SCAN_STATUS,
};
use crate::rules::imaging as rules;
use crate::{Access, Column, Conflict, Domain, Table};

pub(super) const AI_MODELS: Table = Table {
    name: "ai_models",
    access: Access::Methods,
    domain: Domain::Imaging,
    columns: &[
        Column::named("name").group("what"),
        Column::named("model_version").group("what"),
        Column::named("kind").one_of(&AI_MODEL_KIND),
        Column::named("file_sha256").group("file"),
        Column::named("manifest").group("file"),
    ],
    rule: rules::ai_model,
    ..REFERENCE
};

pub(super) const SCANS: Table = Table {
    name: "scans",
    domain: Domain::Imaging,
    access: Access::Imaging,
    guarded: true,
    columns: &[
        Column::named("modality").one_of(&MODALITY),
        Column::named("study_description").conflict(Conflict::Latest),
        Column::named("technician_id").conflict(Conflict::Latest),
        Column::named("priority").one_of(&ORDER_PRIORITY).conflict(Conflict::Latest),
        Column::named("status").one_of(&SCAN_STATUS).conflict(Conflict::Progress),
        Column::named("reason").conflict(Conflict::Text),
        Column::named("clinical_question").conflict(Conflict::Text),
        Column::named("scheduled_at").conflict(Conflict::Latest),
        Column::named("acquired_at").conflict(Conflict::Latest),
        Column::named("completed_at").conflict(Conflict::Latest),
        Column::named("cancel_reason").conflict(Conflict::Latest),
        Column::named("room").conflict(Conflict::Latest),
        Column::named("resource_id").conflict(Conflict::Latest),
        Column::named("dose_text").conflict(Conflict::Latest),
        Column::named("notes").conflict(Conflict::Text),
        Column::named("held_reason").centre(),
    ],
    rule: rules::scan,
    ..CLINICAL
};

pub(super) const SCAN_FILES: Table = Table {
    name: "scan_files",
    domain: Domain::Imaging,
    access: Access::ImagingFiles,
    rule: rules::scan_file,
    ..LEDGER
};

pub(super) const SCAN_QUEUE_ENTRIES: Table = Table {
    name: "scan_queue_entries",
    domain: Domain::Imaging,
    access: Access::ImagingQueue,
    columns: &[
        Column::named("stage").one_of(&SCAN_STAGE),
        Column::named("status").one_of(&QUEUE_STATUS).conflict(Conflict::Progress),
        Column::named("priority").one_of(&ORDER_PRIORITY),
        Column::named("notes").conflict(Conflict::Text),
    ],
    rule: rules::queue_entry,
    ..PERSONAL
};

pub(super) const AI_ANALYSES: Table = Table {
    name: "ai_analyses",
    domain: Domain::Imaging,
    access: Access::ImagingWork,
    columns: &[
        Column::named("status").one_of(&ANALYSIS_STATUS).conflict(Conflict::Progress),
        Column::named("confidence").group("result"),
        Column::named("overall_result").group("result").one_of(&ANALYSIS_RESULT),
        Column::named("raw_output").group("result"),
    ],
    rule: rules::analysis,
    ..PERSONAL
};

pub(super) const FINDINGS: Table = Table {
    name: "findings",
    domain: Domain::Imaging,
    access: Access::ImagingWork,
    columns: &[
        Column::named("kind").group("what"),
        Column::named("description").conflict(Conflict::Text),
        Column::named("location_text").group("what"),
        Column::named("coordinates").group("what"),
        Column::named("severity").one_of(&FINDING_SEVERITY),
        Column::named("status").group("decision").one_of(&PROPOSAL_STATUS),
        Column::named("decided_by").group("decision"),
        Column::named("decided_at").group("decision"),
        Column::named("decision_reason").group("decision"),
    ],
    rule: rules::finding,
    ..CLINICAL
};

pub(super) const REPORT_TEMPLATES: Table = Table {
    name: "report_templates",
    domain: Domain::Imaging,
    access: Access::ReportTemplates,
    columns: &[
        Column::named("modality").one_of(&MODALITY),
        Column::named("kind").one_of(&REPORT_KIND),
        Column::named("findings_text").conflict(Conflict::Text),
        Column::named("impression_text").conflict(Conflict::Text),
        Column::named("recommendations_text").conflict(Conflict::Text),
    ],
    rule: rules::report_template,
    ..REFERENCE
};

pub(super) const REPORTS: Table = Table {
    name: "reports",
    domain: Domain::Imaging,
    access: Access::Reports,
    columns: &[
        Column::named("kind").one_of(&REPORT_KIND),
        Column::named("status").one_of(&REPORT_STATUS).conflict(Conflict::Progress),
        Column::named("findings_text").conflict(Conflict::Text),
        Column::named("impression").conflict(Conflict::Text),
        Column::named("recommendations").conflict(Conflict::Text),
        Column::named("overall_result").one_of(&IMAGING_RESULT),
        Column::named("signed_at").group("signature"),
        Column::named("signed_by").group("signature"),
        Column::named("told_to").group("told").conflict(Conflict::Latest),
        Column::named("told_at").group("told").conflict(Conflict::Latest),
        Column::named("told_by").group("told").conflict(Conflict::Latest),
        Column::named("cancel_reason").conflict(Conflict::Latest),
    ],
    rule: rules::report,
    ..CLINICAL
};
