//! The window: one typed entry, the values of an image that is open, three events, and nothing else
//! between the screens and the shell.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tauri::ipc::Response;
use tauri::webview::WebviewWindowBuilder;
use tauri::{AppHandle, Emitter as _, Manager as _, RunEvent, State, Url, WebviewUrl};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::keychain::Keychain;
use crate::profile::Profile;
use crate::shell::{Event, Listener, Manner, Shell};
use crate::{Refusal, surroundings};

/// How often the session's age is looked at, and what is due by the clock.
const CLOCK: Duration = Duration::from_secs(15);

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

/// Opens the window on `profile` and returns when it is closed.
pub fn open(profile: Profile, keychain: Keychain, runtime: &Runtime) -> Result<(), Refusal> {
    tauri::async_runtime::set(runtime.handle().clone());
    let network = runtime.handle().clone();
    let app = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![call, pixels])
        .setup(move |app| {
            let listener = tell(app.handle().clone());
            let shell =
                Shell::new(profile, keychain, surroundings(), network, Manner::Window, listener);
            let shell = Arc::new(shell);
            app.manage(shell.clone());
            tauri::async_runtime::spawn(watch_the_clock(shell));
            WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
                .title("Holdfast")
                .inner_size(1400.0, 900.0)
                .min_inner_size(1024.0, 680.0)
                // Nothing that a screen shows is kept on the disk by the web view. WebDriver, which
                // tests with made-up patients, cannot drive a web view that keeps nothing.
                .incognito(std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_none())
                .initialization_script(SIGNS_OF_LIFE)
                .on_navigation(is_ours)
                .build()?;
            Ok(())
        })
        .build(tauri::generate_context!())
        .map_err(|error| Refusal::new(format!("The window could not be opened: {error}")))?;
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            app.state::<Arc<Shell>>().close();
        }
    });
    Ok(())
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

fn tell(app: AppHandle) -> Listener {
    Arc::new(move |event| {
        let told = match event {
            Event::TablesChanged(tables) => app.emit("tables-changed", json!({ "tables": tables })),
            Event::SyncStatus(status) => app.emit("sync-status", status),
            Event::LongWork(how_far) => app.emit("long-work", how_far),
        };
        if let Err(error) = told {
            tracing::warn!(%error, "the window did not hear an event");
        }
    })
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
