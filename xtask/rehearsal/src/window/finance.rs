//! Finance's part of the day: an insurer, what is owed, and the cash at its end.

use anyhow::{Context as _, Result, ensure};

use super::Play;
use super::driver::keys;

pub(super) async fn claim(play: &mut Play) -> Result<()> {
    play.switch_to("Piotr").await?;
    play.go_to("claims").await?;
    let window = &play.window;
    window.find("claim-row").await?;
    window.shoot("120-claims").await?;
    // Whoever has one claim has a policy for another.
    let insured = window.texts("claim-patient").await?;
    let insured = insured.into_iter().next().context("somebody with a policy")?;
    play.go_to("invoices").await?;
    window.fill("invoices-search", &insured).await?;
    let row = window
        .until("an invoice of theirs that nobody has paid", async || {
            let rows = window.texts("invoice-row").await?;
            let theirs = rows.iter().all(|row| row.contains(&insured));
            let open = rows.into_iter().find(|row| row.contains("To pay"));
            Ok(open.filter(|_| theirs))
        })
        .await?;
    let number = row.split(insured.as_str()).next().context("the invoice's number")?;
    window.press_with_text("invoice-row", number).await?;
    let owed = window.find("invoice-due").await?.text().await?;

    window.press("claim-draft").await?;
    window.press("claim-draft-submit").await?;
    window.press("claim-step-submit").await?;
    window.press("claim-step-acknowledge").await?;
    window.fill("claim-reference", "MM/9001").await?;
    window.press("claim-acknowledge-submit").await?;
    window.press("claim-step-approve").await?;
    window.find("claim-approved").await?;
    window.press("claim-approve-submit").await?;
    window.press("claim-step-settle").await?;
    window.find("claim-paid").await?;
    let promised: f64 = window.value("claim-paid").await?.parse()?;
    let part = (promised / 2.0).floor().to_string();
    window.fill_and_leave("claim-paid", &part).await?;
    window.fill("claim-payment-reference", "MM-2301").await?;
    window.shoot("121-claim-paid-in-part").await?;
    window.press("claim-settle-submit").await?;
    window.until_gone("claim-settle").await?;
    // More is still to come, so the claim stays open.
    window.find("claim-step-settle").await?;
    window.shoot("122-claim").await?;
    window.key(keys::ESCAPE).await?;
    window.until_gone("claim-details").await?;
    window.until_text("payment", "MM-2301").await?;
    let due = window.find("invoice-due").await?.text().await?;
    ensure!(due != owed, "the invoice still says {owed}");
    Ok(())
}

pub(super) async fn close(play: &mut Play) -> Result<()> {
    play.go_to("balances").await?;
    let window = &play.window;
    window.find("aged-row").await?;
    window.shoot("123-balances").await?;
    play.go_to("cash").await?;
    window.press("box-close").await?;
    window.fill_and_leave("cash-counted", "100").await?;
    window.until_text("cash-difference", "too little").await?;
    window.fill("cash-reason", "The rest lies in the safe").await?;
    window.shoot("124-cash-close").await?;
    window.press("cash-close-submit").await?;
    window.until_gone("cash-close").await?;
    window.until_text("day-box", "The rest lies in the safe").await?;
    window.shoot("125-cash-closed").await?;
    play.leave().await
}
