//! Alerts as notifications of the desktop.

use std::sync::Arc;

use notify_rust::{Notification, Timeout};
use tauri::{AppHandle, Manager as _};

use super::{WINDOW, bring_to_front};
use crate::desktop::Notice;
use crate::shell::Shell;

/// Shows `notice`, unless its person looks at the window, which says more. Returns at once.
pub(super) fn show(app: &AppHandle, notice: Notice) {
    let Some(window) = app.get_webview_window(WINDOW) else { return };
    let is_looked_at = window.is_focused().unwrap_or(false) && window.is_visible().unwrap_or(false);
    if is_looked_at {
        return;
    }
    let Some(words) = app.state::<Arc<Shell>>().desktop.words() else { return };
    let said = notice.said(&words);
    let app = app.clone();
    // The desktop answers when it likes, and a press may come much later.
    let showing = std::thread::Builder::new().name("notification".to_owned()).spawn(move || {
        let mut notification = Notification::new();
        notification.appname("Holdfast").summary(&said.title).body(&said.text).icon("holdfast");
        if notice.is_urgent() {
            notification.timeout(Timeout::Never);
        }
        #[cfg(windows)]
        notification.app_id(&app.config().identifier);
        #[cfg(all(unix, not(target_os = "macos")))]
        {
            use notify_rust::{Hint, Urgency};
            notification.hint(Hint::DesktopEntry("Holdfast".to_owned()));
            notification.action("default", &words.open);
            if notice.is_urgent() {
                notification.urgency(Urgency::Critical);
            }
        }
        match notification.show() {
            #[cfg(all(unix, not(target_os = "macos")))]
            Ok(shown) => shown.wait_for_action(|action| {
                if action == "default" {
                    pressed(&app, &notice);
                }
            }),
            #[cfg(not(all(unix, not(target_os = "macos"))))]
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "this desktop shows no notifications"),
        }
    });
    if let Err(error) = showing {
        tracing::warn!(%error, "an alert was not shown outside the window");
    }
}

/// Leads to the alert; behind the lock the sign-in screen comes first.
#[cfg(all(unix, not(target_os = "macos")))]
fn pressed(app: &AppHandle, notice: &Notice) {
    bring_to_front(app);
    if let Notice::Calls { alert, .. } = notice {
        app.state::<Arc<Shell>>().open_alert(*alert);
    }
}
