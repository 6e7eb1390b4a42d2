//! The manager's part of the day: what it came to.

use anyhow::{Context as _, Result, ensure};

use super::Play;

pub(super) async fn dashboard(play: &mut Play) -> Result<()> {
    play.switch_to("Joris").await?;
    play.go_to("dashboard").await?;
    let window = &play.window;
    window.choose("dashboard-period", "", "Last 7 days").await?;
    // The alert that the nurse raised, and that somebody else answered.
    let alert = window.until_text("alert-times", "Cardiac arrest").await?;
    ensure!(alert.contains("1 alert,"), "one alert was raised, not: {alert}");
    window.until_answered().await?;
    let beds = window.texts("tile-beds").await?;
    let beds = beds.first().context("the dashboard counts the beds")?;
    let taken = numbers(beds).nth(1).context("how many are taken")?;
    let at_the_ward = numbers(&play.beds).nth(1).context("how many the ward has seen taken")?;
    ensure!(taken == at_the_ward, "the ward says {}, the dashboard {beds}", play.beds);
    window.shoot("140-dashboard").await?;

    window.press("dashboard-figures-toggle").await?;
    window.find("figures-day").await?;
    let days = window.texts("figures-day").await?;
    ensure!(days.len() == 7, "a week has {} days", days.len());
    window.shoot("141-figures").await?;
    play.leave().await
}

/// Every number in a text.
fn numbers(text: &str) -> impl Iterator<Item = u32> {
    text.split(|letter: char| !letter.is_ascii_digit()).filter_map(|digits| digits.parse().ok())
}
