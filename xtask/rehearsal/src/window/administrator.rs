//! Who looks after the clinic, and who looks after its machines.

use anyhow::{Result, ensure};

use super::Play;
use super::desk::first_word;

pub(super) async fn hire(play: &mut Play) -> Result<()> {
    play.switch_to("Leïla").await?;
    play.go_to("settings").await?;
    let window = &play.window;
    window.press("settings-staff").await?;
    window.press("staff-add").await?;
    let typed = [
        ("user-given-name", "Imani"),
        ("user-family-name", "Otieno"),
        ("user-username", "imani"),
        ("user-password", "six calm harbours"),
    ];
    window.fill_and_look(&typed).await?;
    // The field itself is hidden, what is pressed is what is drawn around it.
    window.press_css(".mantine-MultiSelect-input:has([data-testid=\"user-roles\"])").await?;
    window.press_choice("Nurse").await?;
    window.press("user-family-name").await?;
    window.shoot("130-colleague").await?;
    window.press("user-submit").await?;
    window.until_gone("user-submit").await?;
    window.until_text("staff-user", "Imani Otieno").await?;
    Ok(())
}

pub(super) async fn rule(play: &mut Play) -> Result<()> {
    play.go_to("administration").await?;
    let window = &play.window;
    window.press("admin-rules").await?;
    window.press_link("rule", "Abnormal reports").await?;
    window.press("rule-try").await?;
    window.until_text("rule-dry-run-result", "meet the conditions").await?;
    window.fill_and_leave("rule-title", "A report is not normal: see the patient").await?;
    window.fill_and_leave("rule-most", "30").await?;
    window.shoot("131-rule-tried").await?;
    window.press("rule-save").await?;
    window.until_text("rule", "see the patient").await?;
    window.shoot("132-rules").await
}

pub(super) async fn audit(play: &mut Play) -> Result<()> {
    play.go_to("administration").await?;
    let window = &play.window;
    let person = play.emergency()?;
    let family = first_word(&person.family_name);
    window.press("admin-audit").await?;
    window.choose("audit-patient", family, &person.given_name).await?;
    window.choose("audit-person", "Tomás", "Tomás").await?;
    window
        .until("only what the nurse did", async || {
            let lines = window.texts("audit-line").await?;
            let his = lines.iter().all(|line| line.contains("Tomás"));
            Ok((his && !lines.is_empty()).then_some(()))
        })
        .await?;
    window.shoot("133-audit").await?;
    window.press("audit-proof").await?;
    window.choose("proof-patient", family, &person.given_name).await?;
    window.press("proof-check").await?;
    let proof = window.until_text("proof-good", "As it was written").await?;
    ensure!(!proof.contains(": 0 entries"), "nothing was proved: {proof}");
    window.shoot("134-proof").await?;
    play.leave().await
}

pub(super) async fn machines(play: &mut Play) -> Result<()> {
    play.switch_to("Dmitri").await?;
    play.go_to("administration").await?;
    let window = &play.window;
    window.press("admin-metrics").await?;
    window.find("metric").await?;
    window.until_answered().await?;
    window.shoot("135-metrics").await?;
    play.go_to("administration").await?;
    window.press("admin-connections").await?;
    window.until_text("connection", "Harbour Hospital").await?;
    window.find("transfer").await?;
    window.shoot("136-connections").await?;
    play.go_to("sync").await?;
    window.find("sync-line").await?;
    let refused = window.texts("failure").await?;
    ensure!(refused.is_empty(), "IT is refused on its own screen: {}", refused.join(" "));
    window.shoot("137-sync-centre-it").await?;
    play.leave().await
}
