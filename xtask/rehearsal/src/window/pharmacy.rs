//! The pharmacy's part of the day, without the network from its beginning to its end.

use anyhow::{Context as _, Result, ensure};

use super::Play;
use super::desk::first_word;
use super::orders::MEDICINE;
use super::outage::until_mode;

/// What is delivered: it keeps for longer than what stands there.
const DELIVERED: &str = "IB-0200";

pub(super) async fn deliver(play: &mut Play) -> Result<()> {
    play.switch_to("Kwame").await?;
    play.stage.centre.stop().await?;
    until_mode(play, &["offline"]).await?;
    play.go_to("stock").await?;
    let before = on_hand(play).await?;
    let window = &play.window;
    window.press("stock-take-in").await?;
    window.choose("lot-name", MEDICINE, MEDICINE).await?;
    let day = chrono::Utc::now().date_naive() + chrono::Days::new(730);
    let typed = [("lot-number", DELIVERED), ("lot-received", "50"), ("lot-place", "Shelf A")];
    window.fill_and_look(&typed).await?;
    window.fill_and_leave("lot-expires", &day.to_string()).await?;
    window.shoot("90-delivery-offline").await?;
    window.press("lot-submit").await?;
    window.until_gone("lot-form").await?;
    until_on_hand(play, before + 50).await
}

pub(super) async fn dispense(play: &mut Play) -> Result<()> {
    play.go_to("stock").await?;
    let before = on_hand(play).await?;
    play.go_to("pharmacy").await?;
    let window = &play.window;
    let family = first_word(&play.emergency()?.family_name);
    window.press_inside("waiting-prescription", family, "waiting-item").await?;
    window.fill_and_leave("dispense-quantity", "15").await?;
    window
        .until("the older lot being proposed, and nothing of the new one", async || {
            let lots = window.texts("lot-share").await?;
            let shares = window.values("lot-take").await?;
            let newest = lots.last().is_some_and(|lot| lot.contains(DELIVERED));
            let proposed = shares.first().is_some_and(|share| share == "15")
                && shares.last().is_some_and(String::is_empty);
            Ok((newest && proposed).then_some(()))
        })
        .await?;
    window.shoot("91-dispense").await?;
    window.press("dispense-submit").await?;
    let waits = async || -> Result<bool> {
        let waiting = window.texts("waiting-prescription").await?;
        Ok(waiting.iter().any(|text| text.contains(family) && text.contains(MEDICINE)))
    };
    let warned = window
        .until("a warning, or the medicine being handed out", async || {
            let warned = !window.texts("dispense-warned").await?.is_empty();
            Ok((warned || !waits().await?).then_some(warned))
        })
        .await?;
    if warned {
        window.fill_and_leave("dispense-reason", "The doctor knows").await?;
        window.press("dispense-accept").await?;
    }
    window.press_label("pharmacy-view", "Handed out").await?;
    let line = window.until_text("dispensed", family).await?;
    ensure!(!line.contains(DELIVERED), "the newer lot was handed out: {line}");
    window.shoot("92-handed-out").await?;
    play.go_to("stock").await?;
    until_on_hand(play, before - 15).await
}

pub(super) async fn reorder(play: &mut Play) -> Result<()> {
    play.go_to("stock").await?;
    let window = &play.window;
    window.press_with_text("stock-row", "Amoxicillin").await?;
    window.press("lot-actions").await?;
    window.press("lot-count").await?;
    window.fill_and_look(&[("move-quantity", "1"), ("move-reason", "A box got wet")]).await?;
    window.press("move-submit").await?;
    window.until_gone("move-stock").await?;
    window.until_text("stock-statement", "1 is left").await?;
    window.until_text("stock-row", "1 capsuleOrder").await?;
    window.shoot("93-to-order").await
}

pub(super) async fn sent(play: &mut Play) -> Result<()> {
    play.go_to("sync").await?;
    play.window.find("outbox-item").await?;
    play.window.shoot("94-pharmacy-waits").await?;
    play.stage.centre.resume().await?;
    play.window.press("sync-now").await?;
    until_mode(play, &["synced"]).await?;
    play.window.until_gone("outbox-item").await?;
    play.leave().await
}

/// How many tablets the stock has, as its list says.
async fn on_hand(play: &Play) -> Result<i64> {
    let line = play.window.until_text("stock-row", MEDICINE).await?;
    let rest = line.strip_prefix(MEDICINE).context("the name stands first")?;
    let number: String = rest
        .chars()
        .take_while(|letter| letter.is_ascii_digit() || *letter == ',')
        .filter(char::is_ascii_digit)
        .collect();
    Ok(number.parse()?)
}

async fn until_on_hand(play: &Play, expected: i64) -> Result<()> {
    play.window
        .until(&format!("{expected} tablets being on hand"), async || {
            Ok((on_hand(play).await? == expected).then_some(()))
        })
        .await
}
