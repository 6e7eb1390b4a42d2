//! What must hold for scans, findings and reports.

use super::checks::{counted, decision, filled, list, not_before, not_negative, sha256, share};
use super::{Broken, Row};

pub(crate) fn ai_model(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The method's name")?;
    filled(row, "model_version", "The method's version")?;
    filled(row, "purpose", "What the method is for")?;
    filled(row, "method_text", "How the method works")?;
    list(row, "modalities", "The modalities")?;
    federated(row)?;
    run_here(row)?;
    sha256(row, "file_sha256", "The sum of the model's file")
}

/// What the program runs itself is a network, and the file that is run is named by its sum.
fn run_here(row: &Row<'_>) -> Result<(), Broken> {
    let Some(manifest) = row.text("manifest") else { return Ok(()) };
    if !manifest.trim_start().starts_with('{') {
        return Err(Broken::new("manifest", "The model's description must be an object."));
    }
    if row.text("kind") == Some("network") && row.text("file_sha256").is_some() {
        return Ok(());
    }
    Err(Broken::new("manifest", "A model that is run here is a network, with the sum of its file."))
}

/// Averaged over fewer organizations, a model could be told apart into those that trained it.
const FEDERATED_MIN: i64 = 3;

fn federated(row: &Row<'_>) -> Result<(), Broken> {
    counted(row, "federated_over", "The number of organizations", FEDERATED_MIN..=100_000)?;
    if row.is_true("is_federated") == row.integer("federated_over").is_some() {
        return Ok(());
    }
    Err(Broken::new(
        "federated_over",
        "A model is federated where it says over how many organizations that have agreed to it it \
         was averaged, at least three.",
    ))
}

pub(crate) fn scan(row: &Row<'_>) -> Result<(), Broken> {
    not_before(row, "acquired_at", "completed_at", "A scan")?;
    if row.text("status") == Some("cancelled") {
        filled(row, "cancel_reason", "The reason for the cancellation")?;
    }
    Ok(())
}

pub(crate) fn scan_file(row: &Row<'_>) -> Result<(), Broken> {
    sha256(row, "sha256", "The sum of the file")?;
    not_negative(row, "size_bytes", "The size of the file")?;
    counted(row, "frame_count", "The number of frames", 1..=1_000_000)?;
    counted(row, "row_count", "The height of the image", 1..=100_000)?;
    counted(row, "column_count", "The width of the image", 1..=100_000)
}

pub(crate) fn queue_entry(row: &Row<'_>) -> Result<(), Broken> {
    not_before(row, "queued_at", "started_at", "An entry of the queue")?;
    not_before(row, "started_at", "completed_at", "An entry of the queue")?;
    if row.text("status") == Some("assigned") && row.get("assigned_to").is_null() {
        return Err(Broken::new("assigned_to", "Say to whom the scan is assigned."));
    }
    Ok(())
}

pub(crate) fn analysis(row: &Row<'_>) -> Result<(), Broken> {
    share(row, "confidence", "The confidence")?;
    not_before(row, "started_at", "ended_at", "An analysis")?;
    match row.text("status") {
        Some("completed") => filled(row, "overall_result", "The result of the analysis"),
        Some("failed") => filled(row, "problem_text", "What went wrong"),
        _ => Ok(()),
    }
}

pub(crate) fn finding(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "kind", "What was found")?;
    share(row, "confidence", "The confidence")?;
    counted(row, "frame_number", "The number of the frame", 1..=1_000_000)?;
    decision(row)
}

pub(crate) fn report_template(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The template's name")
}

/// A signed report says something, who signed it and when; an amendment names what it amends.
pub(crate) fn report(row: &Row<'_>) -> Result<(), Broken> {
    if matches!(row.text("status"), Some("signed" | "amended")) {
        filled(row, "impression", "The impression of a signed report")?;
        if row.get("signed_by").is_null() || row.get("signed_at").is_null() {
            return Err(Broken::new(
                "signed_by",
                "A signed report must say who signed it and when.",
            ));
        }
    }
    if !row.get("amends_id").is_null() {
        filled(row, "amendment_reason", "The reason for the amendment")?;
    }
    if row.text("status") == Some("cancelled") {
        filled(row, "cancel_reason", "The reason for the cancellation")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::rules::rows::broken;

    #[test]
    fn a_report_is_signed_by_somebody_and_says_something() {
        let someone = || ("signed_by", uuid::Uuid::max().into());
        let signed = ("status", "signed".into());
        let when = ("signed_at", 1.into());
        let says = ("impression", "No fracture.".into());
        assert_eq!(
            broken("reports", &[signed.clone(), someone(), when.clone()]),
            Some("impression")
        );
        assert_eq!(broken("reports", &[signed.clone(), says.clone()]), Some("signed_by"));
        assert_eq!(broken("reports", &[signed, says, someone(), when]), None);
        assert_eq!(broken("reports", &[("status", "draft".into())]), None);
    }

    #[test]
    fn confidence_runs_from_0_to_1() {
        let finding = |confidence: f64| {
            broken("findings", &[("kind", "nodule".into()), ("confidence", confidence.into())])
        };
        assert_eq!(finding(0.0), None);
        assert_eq!(finding(1.0), None);
        assert_eq!(finding(87.0), Some("confidence"));
    }

    #[test]
    fn a_rejected_finding_says_who_and_why() {
        let by = ("decided_by", uuid::Uuid::max().into());
        let at = ("decided_at", 1.into());
        let row = [("kind", "nodule".into()), ("status", "rejected".into()), by, at];
        assert_eq!(broken("findings", &row[..2]), Some("decided_by"));
        assert_eq!(broken("findings", &row), Some("decision_reason"));
    }
}
