//! Scans, what was seen in them, and the methods that make proposals.

pub mod acquire;
pub mod add_finding;
pub mod amend_report;
pub mod analysis;
pub mod analysis_shown;
pub mod assign;
pub mod cancel;
pub mod cancel_report;
pub mod change_model;
pub mod change_report_template;
pub mod complete_analysis;
pub mod decide_finding;
pub mod fail_analysis;
pub mod finding;
pub(crate) mod method;
pub mod methods;
pub mod named;
pub mod order;
pub mod quality;
pub(crate) mod queue;
pub mod record_quality;
pub mod register_files;
pub mod report;
pub mod report_templates;
pub mod reported;
pub mod request_analysis;
pub mod save_report;
pub mod scan;
pub mod scans;
pub mod schedule;
pub mod shape;
pub mod sign_report;
pub mod standing;
pub mod start;
pub mod start_analysis;
pub mod start_report;
pub mod take_image;
pub mod take_report;
pub mod tell_result;
pub mod uid;
pub mod work_entry;
pub mod worklist;

#[cfg(test)]
mod index_test;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, Need, open, read, write};

/// Who reads scans, and answers for what is said about them.
const READERS: &[catalog::Role] = &[catalog::Role::Radiologist];
/// Who decides which models look at images.
const MODELS: &[catalog::Role] = &[catalog::Role::Admin, catalog::Role::Radiologist];

/// A time and a machine, which nobody else gets then.
const SCHEDULE: &[Need] =
    &[("scans", Update), ("appointment_resources", Insert), ("appointment_resources", Update)];
/// A step of a scan moves what waits in the queue along.
const STEP: &[Need] =
    &[("scans", Update), ("scan_queue_entries", Update), ("scan_queue_entries", Insert)];
/// Taking images, which who orders does not do.
const TAKE: &[Need] = &[("scans", Update), ("scan_queue_entries", Insert), ("scan_files", Insert)];
const ANALYSE: &[Need] = &[
    ("ai_analyses", Insert),
    ("ai_analyses", Update),
    ("scan_queue_entries", Insert),
    ("scan_queue_entries", Update),
];
/// A method that is used for the first time, or that a report names, is written down.
const CHECK: &[Need] = &[("ai_analyses", Insert), ("ai_models", Insert)];
const TAKE_IMAGE: &[Need] = &[("scan_files", Insert), ("attachments", Insert)];
const TAKE_REPORT: &[Need] = &[
    ("ai_analyses", Insert),
    ("findings", Insert),
    ("ai_models", Insert),
    ("scan_files", Insert),
    ("attachments", Insert),
];
const REPORT: &[Need] = &[("reports", Insert), ("reports", Update), ("scan_queue_entries", Update)];
const SIGN: &[Need] = &[
    ("reports", Update),
    ("scans", Update),
    ("scan_queue_entries", Update),
    ("ehr_entries", Insert),
    ("alerts", Insert),
    ("alerts", Update),
    ("tasks", Insert),
    ("tasks", Update),
];

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read("imaging.methods", &[("ai_models", Read)], methods::methods),
        write("imaging.add_model", &[("ai_models", Insert)], change_model::add_model).by(MODELS),
        write("imaging.record_model", &[("ai_models", Insert)], change_model::record_model)
            .by(MODELS),
        write("imaging.retire_model", &[("ai_models", Update)], change_model::retire_model)
            .by(MODELS),
        write("imaging.order", &[("scans", Insert), ("scan_queue_entries", Insert)], order::order),
        write("imaging.schedule", SCHEDULE, schedule::schedule),
        write("imaging.start", TAKE, start::start),
        write("imaging.acquire", TAKE, acquire::acquire),
        write("imaging.cancel", STEP, cancel::cancel),
        read(
            "imaging.worklist",
            &[("scans", Read), ("scan_queue_entries", Read)],
            worklist::worklist,
        ),
        write("imaging.assign", &[("scan_queue_entries", Update)], assign::assign),
        // Whoever orders may queue and call off; the work itself is imaging's.
        write("imaging.start_entry", &[("ai_analyses", Update)], work_entry::start_entry),
        write("imaging.complete_entry", &[("ai_analyses", Update)], work_entry::complete_entry),
        write("imaging.take_image", TAKE_IMAGE, take_image::take_image),
        write("imaging.take_report", TAKE_REPORT, take_report::take_report),
        write("imaging.record_quality", CHECK, record_quality::record_quality),
        open(
            "imaging.analysis",
            &[("ai_analyses", Read), ("ai_models", Read)],
            analysis_shown::analysis_shown,
            analysis_shown::opened,
        ),
        write("imaging.register_files", &[("scan_files", Insert)], register_files::register_files),
        open("imaging.scans", &[("scans", Read)], scans::scans, scans::opened),
        open(
            "imaging.scan",
            &[("scans", Read), ("scan_files", Read), ("reports", Read)],
            scan::scan,
            scan::opened,
        ),
        write("imaging.request_analysis", ANALYSE, request_analysis::request_analysis),
        write("imaging.start_analysis", ANALYSE, start_analysis::start_analysis),
        write(
            "imaging.complete_analysis",
            &[("ai_analyses", Update), ("findings", Insert), ("scan_queue_entries", Update)],
            complete_analysis::complete_analysis,
        ),
        write("imaging.fail_analysis", ANALYSE, fail_analysis::fail_analysis),
        write("imaging.add_finding", &[("findings", Insert)], add_finding::add_finding),
        write("imaging.decide_finding", &[("findings", Update)], decide_finding::decide_finding)
            .by(READERS),
        read(
            "imaging.report_templates",
            &[("report_templates", Read)],
            report_templates::report_templates,
        ),
        write(
            "imaging.add_report_template",
            &[("report_templates", Insert)],
            change_report_template::add_report_template,
        ),
        write(
            "imaging.update_report_template",
            &[("report_templates", Update)],
            change_report_template::update_report_template,
        ),
        write(
            "imaging.retire_report_template",
            &[("report_templates", Update)],
            change_report_template::retire_report_template,
        ),
        write("imaging.start_report", REPORT, start_report::start_report),
        write("imaging.save_report", &[("reports", Update)], save_report::save_report),
        write("imaging.sign_report", SIGN, sign_report::sign_report).by(READERS),
        write("imaging.amend_report", REPORT, amend_report::amend_report).by(READERS),
        write("imaging.cancel_report", REPORT, cancel_report::cancel_report),
        write(
            "imaging.tell_result",
            &[("reports", Update), ("tasks", Update), ("alerts", Update)],
            tell_result::tell_result,
        ),
    ]
}
