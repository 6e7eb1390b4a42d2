//! The tray: how things stand, and the way back to the window.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItemBuilder};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager as _, include_image};

use super::bring_to_front;
use crate::desktop::{Look, Sign};
use crate::shell::{Event, Shell};

const OPEN: &str = "open";
const SYNC: &str = "sync";
const LOCK: &str = "lock";
const QUIT: &str = "quit";

/// Whether this desktop refused to have a tray.
#[derive(Default)]
pub(super) struct Drawn {
    refused: AtomicBool,
}

/// Shows `look`, with the first one the tray itself. Returns at once; where there is no tray nothing
/// happens.
pub(super) fn show(app: &AppHandle, look: Look) {
    let drawing = app.clone();
    let asked = app.run_on_main_thread(move || {
        if drawing.state::<Drawn>().refused.load(Ordering::Relaxed) {
            return;
        }
        // On Linux the library of the tray is looked for when it is first used, and where it is
        // missing the crate that does so panics. Holdfast goes on without a tray.
        let drawn = std::panic::catch_unwind(AssertUnwindSafe(|| draw(&drawing, &look)));
        let is_there = matches!(drawn, Ok(Ok(())));
        drawing.state::<Arc<Shell>>().note_tray(is_there);
        if !is_there {
            drawing.state::<Drawn>().refused.store(true, Ordering::Relaxed);
            tracing::warn!("this desktop has no tray for Holdfast");
        }
    });
    if let Err(error) = asked {
        tracing::warn!(%error, "the tray was not drawn");
    }
}

fn draw(app: &AppHandle, look: &Look) -> tauri::Result<()> {
    // Linux shows no tooltip: there the menu's first lines say the same.
    let tooltip = format!("Holdfast\n{}", look.lines.join("\n"));
    let menu = menu(app, look)?;
    // Two data folders have two trays, whose icons must not overwrite each other on the disk.
    let id = app.state::<Arc<Shell>>().profile().settings.id.to_string();
    if let Some(tray) = app.tray_by_id(id.as_str()) {
        tray.set_icon(Some(icon(look.sign)))?;
        tray.set_tooltip(Some(tooltip))?;
        return tray.set_menu(Some(menu));
    }
    TrayIconBuilder::with_id(id)
        .icon(icon(look.sign))
        .tooltip(tooltip)
        .menu(&menu)
        .on_menu_event(|app, event| chosen(app, &event))
        .build(app)
        .map(|_| ())
}

fn menu(app: &AppHandle, look: &Look) -> tauri::Result<Menu<tauri::Wry>> {
    let words = &look.words;
    let item = |id: &str, text: &str, enabled: bool| {
        MenuItemBuilder::with_id(id, text.replace('&', "&&")).enabled(enabled).build(app)
    };
    let mut menu = MenuBuilder::new(app);
    for line in &look.lines {
        menu = menu.item(&item("standing", line, false)?);
    }
    menu.separator()
        .item(&item(OPEN, &words.open, true)?)
        .item(&item(SYNC, &words.sync_now, look.can_sync)?)
        .item(&item(LOCK, &words.lock, look.can_lock)?)
        .separator()
        .item(&item(QUIT, &words.quit, true)?)
        .build()
}

fn icon(sign: Sign) -> Image<'static> {
    match sign {
        Sign::Calm => include_image!("icons/tray-calm.png"),
        Sign::Offline => include_image!("icons/tray-offline.png"),
        Sign::Ask => include_image!("icons/tray-ask.png"),
        Sign::Alert => include_image!("icons/tray-alert.png"),
    }
}

fn chosen(app: &AppHandle, event: &MenuEvent) {
    match event.id().as_ref() {
        OPEN => bring_to_front(app),
        SYNC => beside(app, |shell| {
            if let Err(refusal) = shell.sync_now() {
                tracing::debug!(%refusal, "nothing to sync");
            }
        }),
        LOCK => beside(app, |shell| {
            if let Err(refusal) = shell.lock() {
                tracing::warn!(%refusal, "the screen was not locked");
            }
            // Whatever is on the screen must go: the frame asks for the session's state anew.
            (shell.listener)(Event::TablesChanged(vec!["users"]));
        }),
        QUIT => app.exit(0),
        _ => {}
    }
}

/// What blocks must not hold up the window.
fn beside(app: &AppHandle, work: impl FnOnce(&Shell) + Send + 'static) {
    let shell = app.state::<Arc<Shell>>().inner().clone();
    tauri::async_runtime::spawn_blocking(move || work(&shell));
}
