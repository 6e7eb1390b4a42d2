//! Money and papers.

use anyhow::{Result, ensure};

use super::Play;
use super::desk::first_word;

pub(super) async fn invoice(play: &mut Play) -> Result<()> {
    play.switch_to("Rosa").await?;
    let window = &play.window;
    window.press("nav-invoices").await?;
    window.shoot("12-invoices").await?;
    window.press("invoices-new").await?;
    window.choose("invoice-patient", first_word(&play.patient), &play.patient).await?;
    window.fill("invoice-line-description", "Consultation").await?;
    window.fill_and_leave("invoice-line-price", "60").await?;
    window.shoot("13-invoice-new").await?;
    window.press("invoice-submit").await?;
    window.find("invoice-pay").await?;
    let owed = window.find("invoice-due").await?.text().await?;
    window.press("invoice-pay").await?;
    window.shoot("14-payment").await?;
    window.press("payment-submit").await?;
    window.find("payment").await?;
    window
        .until("nothing being owed any more", async || {
            let due = window.texts("invoice-due").await?;
            Ok(due.first().filter(|due| **due != owed).map(|_| ()))
        })
        .await?;
    window.shoot("15-invoice-paid").await?;
    window.press("invoice-print").await?;
    newest_paper(play).await
}

/// Waits until a paper lies in the documents folder, and looks whether it is a PDF; then clears
/// the folder for the next one.
pub(super) async fn newest_paper(play: &Play) -> Result<()> {
    let folder = play.stage.pc.join("documents");
    let paper = play
        .window
        .until("a paper in the documents folder", async || {
            let papers = std::fs::read_dir(&folder).into_iter().flatten().flatten();
            let mut papers = papers.map(|entry| entry.path());
            Ok(papers.find(|path| path.extension().is_some_and(|kind| kind == "pdf")))
        })
        .await?;
    let bytes = std::fs::read(&paper)?;
    ensure!(bytes.starts_with(b"%PDF-"), "{} is not a PDF", paper.display());
    std::fs::remove_file(&paper)?;
    Ok(())
}
