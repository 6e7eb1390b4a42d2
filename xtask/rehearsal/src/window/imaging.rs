//! Imaging's part of the day: from the worklist to the amended report.

use anyhow::{Result, ensure};

use super::desk::first_word;
use super::{Play, xray};

const PANE: &str = "[data-testid=\"viewer-pane\"] canvas";
const WORDING: &str = "Chest, one view";

pub(super) async fn wording(play: &mut Play) -> Result<()> {
    play.switch_to("Élise").await?;
    play.go_to("imaging").await?;
    let window = &play.window;
    window.press("imaging-setup").await?;
    window.press("template-add").await?;
    let typed = [("template-name", WORDING), ("template-findings", "Heart, lungs, bones.")];
    window.fill_and_look(&typed).await?;
    window.fill_and_leave("template-impression", "Nothing abnormal.").await?;
    window.press("template-submit").await?;
    window.until_gone("template-form").await?;
    window.until_text("template", WORDING).await?;
    Ok(())
}

pub(super) async fn take(play: &mut Play) -> Result<()> {
    play.go_to("imaging").await?;
    let window = &play.window;
    let person = play.emergency()?;
    window.press_label("worklist-stage", "Images to take").await?;
    window.press_link("worklist-line", first_word(&person.family_name)).await?;
    window.find("scan").await?;
    window.press("scan-start").await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("chest.dcm");
    std::fs::write(&file, xray::chest_of(person)?)?;
    window.fill("take-file-path", &file.display().to_string()).await?;
    window.press("take-file-submit").await?;
    window.until_text("scan-file", "512").await?;
    window.press("scan-acquire").await?;
    window.press("acquire-submit").await?;
    window.until_text("scan-status", "Images taken").await?;
    window.shoot("80-scan").await
}

pub(super) async fn view(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.press("scan-view").await?;
    let as_taken = window.until_text("viewer-window", "2,000").await?;
    window.shoot("81-viewer").await?;

    window.press("viewer-tool-window").await?;
    window.drag(PANE, (0.4, 0.4), (0.55, 0.5)).await?;
    window
        .until("another brightness and contrast", async || {
            let now = window.texts("viewer-window").await?;
            Ok((now.first().is_some_and(|now| *now != as_taken)).then_some(()))
        })
        .await?;

    window.press("viewer-tool-length").await?;
    window.drag(PANE, (0.4, 0.655), (0.73, 0.655)).await?;
    let measured = window.until_text("viewer-measurement", "mm").await?;
    window.shoot("82-viewer-measured").await?;
    let millimetres: f64 = measured
        .chars()
        .filter(|sign| sign.is_ascii_digit() || *sign == '.')
        .collect::<String>()
        .parse()?;
    ensure!(
        (40.0..=400.0).contains(&millimetres),
        "a heart of {measured} lies in a film of 358 mm"
    );

    window.press("viewer-tool-mark").await?;
    window.drag(PANE, (0.385, 0.5), (0.745, 0.8)).await?;
    window.fill_and_leave("finding-kind", "enlarged heart").await?;
    window.fill_and_leave("finding-location", "Left ventricle").await?;
    window.press("finding-submit").await?;
    window.until_gone("finding-form").await?;
    window.until_text("viewer-finding", "enlarged heart").await?;
    window.find("finding-mark").await?;
    window.shoot("83-viewer-finding").await?;
    window.press("viewer-to-scan").await?;
    window.until_text("scan-findings", "enlarged heart").await?;
    Ok(())
}

pub(super) async fn report(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.choose("report-template", "", WORDING).await?;
    window.press("start-report-submit").await?;
    window.find("report-editor").await?;
    let wording = window.value("report-findings_text").await?;
    ensure!(wording.contains("Heart, lungs"), "the report begins with “{wording}”");
    window.fill_and_leave("report-findings_text", "Heart wider than half the chest.").await?;
    window.fill_and_leave("report-impression", "Enlarged heart.").await?;
    window.press_label("report-result", "Abnormal").await?;
    window.shoot("84-report").await?;
    sign(play).await?;
    window.until_text("report", "signed by Élise").await?;

    window.press("report-amend").await?;
    window.fill("amend-report-reason", "The side was missing").await?;
    window.press("amend-report-submit").await?;
    window.find("report-editor").await?;
    window.fill_and_leave("report-impression", "Enlarged left heart.").await?;
    sign(play).await?;
    window.until_text("report", "Enlarged left heart.").await?;
    let states = window.attributes("report", "data-status").await?;
    ensure!(states == ["signed", "amended"], "the reports stand as {states:?}");
    window.shoot("85-report-amended").await?;
    play.leave().await
}

async fn sign(play: &Play) -> Result<()> {
    play.window.press("report-sign").await?;
    play.window.press("report-sign-confirm").await?;
    play.window.until_gone("report-editor").await
}
