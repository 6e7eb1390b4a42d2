//! The window: one typed entry, the values of an image that is open, three events, and nothing else
//! between the screens and the shell.
//!
//! Tray, notifications, the window's place and links are used from here alone: the screens have no
//! permission for any of them.

mod notification;
mod tray;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tauri::ipc::Response;
use tauri::webview::WebviewWindowBuilder;
use tauri::{
    AppHandle, CloseRequestApi, Emitter as _, Manager as _, RunEvent, State, Url, WebviewUrl,
    WebviewWindow, WindowEvent,
};
use tauri_plugin_window_state::{AppHandleExt as _, StateFlags};
use tokio::runtime::Runtime;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::desktop::{Arrival, Link, knock};
use crate::keychain::Keychain;
use crate::profile::Profile;
use crate::shell::{Event, Listener, Manner, Shell};
use crate::{Refusal, surroundings};

/// How often the session's age is looked at, and what is due by the clock.
const CLOCK: Duration = Duration::from_secs(15);
/// While rows pour in, alerts and tray are looked at this often at most.
const LOOK_PAUSE: Duration = Duration::from_millis(300);
/// Whom alerts call follows from these, and from who is here.
const ALERT_TABLES: [&str; 8] = [
    "alerts",
    "alert_events",
    "patient_alerts",
    "escalation_policies",
    "shifts",
    "users",
    "departments",
    "user_sessions",
];
const WINDOW: &str = "main";
/// Beside the record: where the window stood, and nothing about patients.
const PLACE_FILE: &str = "window-state.json";

/// Tells the shell that somebody touches the PC, every few seconds at most. Runs before any page.
const SIGNS_OF_LIFE: &str = "(() => {
  let told = 0;
  const tell = () => {
    const now = Date.now();
    if (now - told < 5000) return;
    told = now;
    window.__TAURI_INTERNALS__.invoke('call', { name: 'session.alive', request: {} }).catch(() => {});
  };
  for (const sign of ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'])
    window.addEventListener(sign, tell, { passive: true, capture: true });
})();";

#[tauri::command]
async fn call(
    shell: State<'_, Arc<Shell>>,
    name: String,
    request: Value,
) -> Result<Value, Refusal> {
    let shell = shell.inner().clone();
    let answered = tauri::async_runtime::spawn_blocking(move || shell.call(&name, request)).await;
    answered.unwrap_or_else(|_| {
        Err(Refusal::new(
            "Holdfast could not finish this. What was saved before is safe; try again.",
        ))
    })
}

/// The values of one frame of an image that is open, as bytes: pictures are too large for text.
#[tauri::command]
async fn pixels(
    shell: State<'_, Arc<Shell>>,
    scan_file_id: Uuid,
    frame: u32,
) -> Result<Response, Refusal> {
    let shell = shell.inner().clone();
    let read =
        tauri::async_runtime::spawn_blocking(move || shell.pixels(scan_file_id, frame)).await;
    let unreadable = |_| Refusal::new("This image could not be read. Open it again.");
    Ok(Response::new(read.map_err(unreadable)??))
}

/// What rings when the tray or the alerts should be looked at.
#[derive(Default)]
struct Bells {
    alerts: Notify,
    tray: Notify,
    place: Notify,
}

/// Opens the window on `profile`, with what `link` leads to, and returns when it is closed. Where a
/// window of this data folder is open already, that one comes to the front instead.
pub fn open(
    profile: Profile,
    keychain: Keychain,
    runtime: &Runtime,
    link: Option<String>,
) -> Result<(), Refusal> {
    let (lock, door) = match knock(&profile, link.as_deref(), runtime.handle()) {
        Arrival::First(lock, door) => (Some(lock), door),
        Arrival::Unheld => (None, None),
        Arrival::Second => {
            let said = link.as_deref().map_or(Ok(()), |link| Link::parse(link).map(|_| ()));
            return said.map_err(|trouble| Refusal::new(trouble.to_string()));
        }
    };
    tauri::async_runtime::set(runtime.handle().clone());
    let network = runtime.handle().clone();
    let place = profile.folder().join(PLACE_FILE).to_string_lossy().into_owned();
    let app = tauri::Builder::default()
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_filename(place)
                .with_state_flags(kept())
                .build(),
        )
        .invoke_handler(tauri::generate_handler![call, pixels])
        .setup(move |app| {
            let bells = Arc::new(Bells::default());
            let listener = tell(app.handle().clone(), bells.clone());
            let shell =
                Shell::new(profile, keychain, surroundings(), network, Manner::Window, listener);
            if let Some(lock) = lock {
                shell.keep_folder(lock);
            }
            let shell = Arc::new(shell);
            app.manage(shell.clone());
            app.manage(tray::Drawn::default());
            app.manage(bells.clone());
            tauri::async_runtime::spawn(watch_the_clock(shell.clone()));
            tauri::async_runtime::spawn(look_outside(app.handle().clone(), shell.clone(), bells));
            WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::App("index.html".into()))
                .title("Holdfast")
                .inner_size(1400.0, 900.0)
                .min_inner_size(1024.0, 680.0)
                // Nothing that a screen shows is kept on the disk by the web view. WebDriver, which
                // tests with made-up patients, cannot drive a web view that keeps nothing.
                .incognito(std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_none())
                .initialization_script(SIGNS_OF_LIFE)
                .on_navigation(is_ours)
                .build()?;
            if let Some(link) = link {
                shell.open_link(&link);
            }
            if let Some(door) = door {
                let app = app.handle().clone();
                tauri::async_runtime::spawn(door.attend(move |link| called_back(&app, link)));
            }
            Ok(())
        })
        .build(tauri::generate_context!())
        .map_err(|error| Refusal::new(format!("The window could not be opened: {error}")))?;
    app.run(|app, event| match event {
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
            stay_or_close(app, &api);
        }
        RunEvent::WindowEvent {
            event: WindowEvent::Resized(_) | WindowEvent::Moved(_), ..
        } => {
            app.state::<Arc<Bells>>().place.notify_one();
        }
        // On macOS the system hands links to the program that runs.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            called_back(app, urls.first().map(ToString::to_string));
        }
        RunEvent::Exit => app.state::<Arc<Shell>>().close(),
        _ => {}
    });
    Ok(())
}

/// What is kept of the window; not that it was hidden, since whoever starts Holdfast wants to see it.
fn kept() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED
}

/// Keeps where the window stands as soon as it rests: a PC that is switched off ends no program in
/// the usual way. Only on the window's own thread, which the plugin would otherwise wait for.
fn keep_place(app: &AppHandle) {
    let keeping = app.clone();
    let asked = app.run_on_main_thread(move || {
        if let Err(error) = keeping.save_window_state(kept()) {
            tracing::warn!(%error, "the window's place was not kept");
        }
    });
    if let Err(error) = asked {
        tracing::warn!(%error, "the window's place was not kept");
    }
}

/// Somebody started Holdfast again, perhaps with a link, or pressed its tray or a notification.
fn called_back(app: &AppHandle, link: Option<String>) {
    bring_to_front(app);
    if let Some(link) = link {
        app.state::<Arc<Shell>>().open_link(&link);
    }
}

fn bring_to_front(app: &AppHandle) {
    let Some(window) = app.get_webview_window(WINDOW) else { return };
    let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// The window is only hidden where somebody chose so for this PC; otherwise Holdfast ends with it.
fn stay_or_close(app: &AppHandle, closing: &CloseRequestApi) {
    if !app.state::<Arc<Shell>>().stays_when_closed() {
        return;
    }
    let hidden = app.get_webview_window(WINDOW).as_ref().map(WebviewWindow::hide);
    if let Some(Ok(())) = hidden {
        closing.prevent_close();
    }
}

/// The window shows its own pages and nothing from elsewhere.
fn is_ours(url: &Url) -> bool {
    let development = cfg!(not(feature = "custom-protocol"))
        && url.scheme() == "http"
        && url.host_str() == Some("localhost");
    let own = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    };
    own || development
}

fn tell(app: AppHandle, bells: Arc<Bells>) -> Listener {
    Arc::new(move |event| {
        let told = match event {
            Event::TablesChanged(tables) => {
                if tables.iter().any(|table| ALERT_TABLES.contains(table)) {
                    bells.alerts.notify_one();
                }
                app.emit("tables-changed", json!({ "tables": tables }))
            }
            Event::SyncStatus(status) => {
                bells.tray.notify_one();
                app.emit("sync-status", status)
            }
            Event::Alert(notice) => {
                notification::show(&app, notice);
                Ok(())
            }
            Event::LinkOpened => app.emit("link-opened", json!({})),
            Event::WordsChanged => {
                bells.tray.notify_one();
                Ok(())
            }
            Event::LongWork(how_far) => app.emit("long-work", how_far),
        };
        if let Err(error) = told {
            tracing::warn!(%error, "the window did not hear an event");
        }
    })
}

/// Looks after what is seen of Holdfast outside its window: alerts that call somebody, and the tray.
async fn look_outside(app: AppHandle, shell: Arc<Shell>, bells: Arc<Bells>) {
    let mut shown = None;
    loop {
        let alerts = tokio::select! {
            () = bells.alerts.notified() => true,
            () = bells.tray.notified() => false,
            () = bells.place.notified() => {
                tokio::time::sleep(LOOK_PAUSE).await;
                keep_place(&app);
                continue;
            }
            () = tokio::time::sleep(CLOCK) => true,
        };
        tokio::time::sleep(LOOK_PAUSE).await;
        let looking = shell.clone();
        let work = move || {
            if alerts {
                looking.notice_alerts();
            }
            looking.tray_look()
        };
        match tauri::async_runtime::spawn_blocking(work).await {
            Ok(Ok(Some(look))) if shown.as_ref() != Some(&look) => {
                shown = Some(look.clone());
                tray::show(&app, look);
            }
            Ok(Ok(_)) => {}
            // The record is just being closed; the next look sees it closed.
            Ok(Err(refusal)) => tracing::debug!(%refusal, "the tray was not looked after"),
            Err(_) => return,
        }
    }
}

async fn watch_the_clock(shell: Arc<Shell>) {
    loop {
        tokio::time::sleep(CLOCK).await;
        let looking = shell.clone();
        let work = move || {
            looking.expire();
            looking.follow_lease();
            looking.make_rounds();
        };
        if tauri::async_runtime::spawn_blocking(work).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_nowhere_but_to_its_own_pages() {
        let ours = |url: &str| is_ours(&Url::parse(url).unwrap());
        assert!(ours("tauri://localhost/index.html"));
        assert!(ours("http://tauri.localhost/"));
        assert!(!ours("https://example.org/"));
        assert!(!ours("file:///etc/passwd"));
        assert!(!ours("tauri://elsewhere/"));
        assert!(!ours("data:text/html,x"));
    }
}
