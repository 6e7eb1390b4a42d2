//! What people expect of a program on a desktop.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::Play;
use crate::pc::holdfast;
use crate::started::Started;

/// How long a second start may take to find the window that is open.
const PATIENCE: Duration = Duration::from_secs(40);
const SMALLER: (u32, u32) = (1180, 760);
const USUAL: (u32, u32) = (1400, 900);

pub(super) async fn link(play: &mut Play) -> Result<()> {
    let window = &play.window;
    let chart = window.address().await?;
    let patient = chart.rsplit('/').next().context("a chart has an address")?.to_owned();
    window.press("nav-queue").await?;
    window.find("queue-arrived").await?;
    window.press("account-menu").await?;
    window.press("lock").await?;
    window.until_gone("account-menu").await?;

    let mut command = holdfast(&play.stage.pc)?;
    play.stage
        .desktop
        .adopt(&mut command)
        .args(["--open", &format!("holdfast://patient/{patient}")]);
    let mut second = Started::new(&mut command)?;
    let ended = tokio::time::timeout(PATIENCE, second.ended()).await;
    ensure!(ended.context("the second start opened a window")??, "the second start failed");
    ensure!(window.texts("chart").await?.is_empty(), "the chart showed over the lock");

    play.enter("Amina").await?;
    play.window.find("chart").await?;
    ensure!(play.window.address().await?.starts_with(&chart), "another chart was opened");
    Ok(())
}

pub(super) async fn size(play: &mut Play) -> Result<()> {
    let place = play.stage.pc.join("window-state.json");
    play.window.resize(SMALLER).await?;
    play.window
        .until("the window's size being kept", async || {
            let kept = std::fs::read(&place).ok();
            let kept: Option<Value> = kept.and_then(|text| serde_json::from_slice(&text).ok());
            let kept = kept.and_then(|kept| {
                let side = |name: &str| kept.pointer(name).cloned();
                Some((side("/main/width")?, side("/main/height")?))
            });
            Ok((kept == Some((SMALLER.0.into(), SMALLER.1.into()))).then_some(()))
        })
        .await?;
    play.window.start_again(&play.stage.pc).await?;
    play.window
        .until("the window being as large as before", async || {
            Ok((play.window.size().await? == SMALLER).then_some(()))
        })
        .await?;
    play.window.resize(USUAL).await?;
    play.enter("Amina").await
}
