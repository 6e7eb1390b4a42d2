//! The real window, driven as a person drives it.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use fantoccini::actions::{InputSource as _, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::error::NewSessionError;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::started::{Started, quiet};

/// How long something on the screen may take before it counts as not happening.
const PATIENCE: Duration = Duration::from_secs(40);
const LOOK_AGAIN: Duration = Duration::from_millis(60);

/// WebDriver's codes for keys that are no letters.
pub mod keys {
    /// Selects everything in a field and deletes it.
    pub const CLEAR: &str = "\u{e009}a\u{e000}\u{e017}";
    /// Leaves a field.
    pub const TAB: &str = "\u{e004}";
    /// Closes a dialog.
    pub const ESCAPE: &str = "\u{e00c}";
    /// Calls for help: Alt and the letter, let go again.
    pub const RAISE_ALERT: &str = "\u{e00a}e\u{e000}";
}

/// What axe asks of a screen: the Web Content Accessibility Guidelines 2.1, levels A and AA.
const GUIDELINES: [&str; 4] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

/// An open window.
pub struct Window {
    client: Client,
    driver: Started,
    port: u16,
    shots: PathBuf,
    /// What axe found on the pictures that were taken, while it looks.
    barriers: Mutex<Option<Vec<String>>>,
}

impl Window {
    /// Opens the window on the data folder `pc`. Screenshots go to `shots`.
    pub async fn open(desktop: &Desktop, pc: &Path, shots: &Path) -> Result<Self> {
        std::fs::create_dir_all(shots)?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut command = quiet("WebKitWebDriver");
        desktop
            .adopt(&mut command)
            .arg(format!("--port={port}"))
            // Under WebDriver the web view keeps things; they go with the desktop.
            .env("XDG_DATA_HOME", desktop.folder())
            .env("XDG_CACHE_HOME", desktop.folder())
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = Started::new(&mut command)?;
        let client = connect(port, pc).await?;
        Ok(Self { client, driver, port, shots: shots.to_owned(), barriers: Mutex::default() })
    }

    /// The driver's process; the window is its descendant.
    pub fn process(&self) -> u32 {
        self.driver.process()
    }

    /// Ends the program and starts it again on the data folder `pc`.
    pub async fn start_again(&mut self, pc: &Path) -> Result<()> {
        self.client.clone().close().await?;
        self.client = connect(self.port, pc).await?;
        Ok(())
    }

    /// The address of the screen that is shown.
    pub async fn address(&self) -> Result<String> {
        Ok(self.client.current_url().await?.fragment().unwrap_or_default().to_owned())
    }

    /// Makes the window as large as this.
    pub async fn resize(&self, (width, height): (u32, u32)) -> Result<()> {
        Ok(self.client.set_window_size(width, height).await?)
    }

    /// How large the window is inside.
    pub async fn size(&self) -> Result<(u32, u32)> {
        let size = self.client.execute("return [innerWidth, innerHeight]", Vec::new()).await?;
        Ok(serde_json::from_value(size)?)
    }

    /// Closes it.
    pub async fn close(self) -> Result<()> {
        // A window that has ended by itself has closed the session already.
        let _ = self.client.close().await;
        self.driver.stop().await
    }

    /// Waits until something has this test id.
    pub async fn find(&self, id: &str) -> Result<Element> {
        self.find_css(&selector(id)).await
    }

    /// Waits until something fits a CSS selector.
    pub async fn find_css(&self, css: &str) -> Result<Element> {
        let wait = self.client.wait().at_most(PATIENCE).every(LOOK_AGAIN);
        wait.for_element(Locator::Css(css)).await.with_context(|| format!("{css} does not appear"))
    }

    /// Presses what has this test id, as soon as it can be pressed.
    pub async fn press(&self, id: &str) -> Result<()> {
        self.press_css(&selector(id)).await
    }

    /// Presses the first thing that fits a CSS selector, as soon as it can be pressed.
    pub async fn press_css(&self, css: &str) -> Result<()> {
        self.press_at(Locator::Css(css), css).await
    }

    async fn press_at(&self, place: Locator<'_>, what: &str) -> Result<()> {
        let mut tried = false;
        self.until(&format!("pressing {what}"), async || {
            let Ok(element) = self.client.find(place).await else { return Ok(None) };
            // A field that a header covers is brought to the middle at the second attempt; at the
            // first one nothing is moved that need not be.
            let block = if tried { "center" } else { "nearest" };
            tried = true;
            let script = "arguments[0].scrollIntoView({block: arguments[1]})";
            let arguments = vec![serde_json::to_value(&element)?, json!(block)];
            if self.client.execute(script, arguments).await.is_err() {
                return Ok(None);
            }
            if !element.is_enabled().await.unwrap_or(false) {
                return Ok(None);
            }
            // Something may lie over it for a moment, or it may just have been drawn anew.
            Ok(element.click().await.ok())
        })
        .await
    }

    /// Presses the first thing with this test id whose text contains `text`.
    pub async fn press_with_text(&self, id: &str, text: &str) -> Result<()> {
        let path = format!("//*[@data-testid='{id}'][contains(., {})]", quoted(text));
        self.press_at(Locator::XPath(&path), &format!("{id} “{text}”")).await
    }

    /// Presses the first thing with this test id inside the first `outer` that contains `text`.
    pub async fn press_inside(&self, outer: &str, text: &str, id: &str) -> Result<()> {
        let text = quoted(text);
        let path =
            format!("//*[@data-testid='{outer}'][contains(., {text})]//*[@data-testid='{id}']");
        self.press_at(Locator::XPath(&path), &format!("{id} in {outer}")).await
    }

    /// Presses the first link inside the first `outer` that contains `text`.
    pub async fn press_link(&self, outer: &str, text: &str) -> Result<()> {
        let path = format!("//*[@data-testid='{outer}'][contains(., {})]//a", quoted(text));
        self.press_at(Locator::XPath(&path), &format!("the link in {outer}")).await
    }

    /// Presses the label inside `outer` that contains `text`: one choice of several side by side.
    pub async fn press_label(&self, outer: &str, text: &str) -> Result<()> {
        let path = format!("//*[@data-testid='{outer}']//label[contains(., {})]", quoted(text));
        self.press_at(Locator::XPath(&path), &format!("“{text}” in {outer}")).await
    }

    /// Draws with the left button across the first thing that fits a CSS selector, from one place
    /// in it to another; places are parts of its width and height.
    pub async fn drag(&self, css: &str, from: (f64, f64), to: (f64, f64)) -> Result<()> {
        let (left, top, width, height) = self.find_css(css).await?.rectangle().await?;
        let at = |(x, y): (f64, f64)| ((left + x * width).round(), (top + y * height).round());
        let (start, end) = (at(from), at(to));
        let moved = |(x, y), duration| PointerAction::MoveTo { duration: Some(duration), x, y };
        let half = ((start.0 + end.0) / 2.0, (start.1 + end.1) / 2.0);
        let mouse = MouseActions::new("mouse".to_owned())
            .then(moved(start, Duration::ZERO))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(moved(half, Duration::from_millis(20)))
            .then(moved(end, Duration::from_millis(20)))
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(mouse).await?;
        self.client.release_actions().await?;
        Ok(())
    }

    /// Types into the field with this test id, in place of what it holds.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        self.press(id).await?;
        let field = self.find(id).await?;
        field.send_keys(keys::CLEAR).await?;
        field.send_keys(text).await?;
        Ok(())
    }

    /// Types and leaves the field, so that no list of suggestions stays open.
    pub async fn fill_and_leave(&self, id: &str, text: &str) -> Result<()> {
        self.fill(id, text).await?;
        self.find(id).await?.send_keys(keys::TAB).await?;
        Ok(())
    }

    /// Types into a field with a list and chooses the first entry that contains `choice`.
    pub async fn choose(&self, id: &str, typed: &str, choice: &str) -> Result<()> {
        if typed.is_empty() {
            self.press(id).await?;
        } else {
            self.fill(id, typed).await?;
        }
        self.press_choice(choice).await
    }

    /// Presses the first entry of an open list that contains `choice`.
    pub async fn press_choice(&self, choice: &str) -> Result<()> {
        let path = format!("//*[@role='option'][contains(., {})]", quoted(choice));
        self.press_at(Locator::XPath(&path), &format!("the choice “{choice}”")).await
    }

    /// Waits until the cursor is in the field with this test id, without a press.
    pub async fn until_cursor_in(&self, id: &str) -> Result<()> {
        self.until(&format!("the cursor standing in {id}"), async || {
            let script = "return document.activeElement?.matches(arguments[0]) ?? false";
            let there = self.client.execute(script, vec![json!(selector(id))]).await?;
            Ok((there == json!(true)).then_some(()))
        })
        .await
    }

    /// Types into these fields, looks at all of them as a person does before going on, and types
    /// again what is not there.
    pub async fn fill_and_look(&self, fields: &[(&str, &str)]) -> Result<()> {
        self.until("the form holding what was typed", async || {
            let mut whole = true;
            for (id, text) in fields {
                if self.value(id).await? != *text {
                    whole = false;
                    self.fill_and_leave(id, text).await?;
                }
            }
            Ok(whole.then_some(()))
        })
        .await
    }

    /// What the field with this test id holds, now.
    pub async fn value(&self, id: &str) -> Result<String> {
        let script = "return document.querySelector(arguments[0])?.value ?? ''";
        let value = self.client.execute(script, vec![json!(selector(id))]).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// What all fields with this test id hold, now.
    pub async fn values(&self, id: &str) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.value)";
        let values = self.client.execute(script, vec![json!(selector(id))]).await?;
        Ok(serde_json::from_value(values)?)
    }

    /// Presses a key where the cursor is.
    pub async fn key(&self, key: &str) -> Result<()> {
        self.client.active_element().await?.send_keys(key).await?;
        Ok(())
    }

    /// The texts of everything with this test id, now.
    pub async fn texts(&self, id: &str) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)";
        let texts = self.client.execute(script, vec![json!(selector(id))]).await?;
        Ok(serde_json::from_value(texts)?)
    }

    /// An attribute of everything with this test id, now.
    pub async fn attributes(&self, id: &str, name: &str) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll(arguments[0])]\
                      .map(e => e.getAttribute(arguments[1]) ?? '')";
        let values = self.client.execute(script, vec![json!(selector(id)), json!(name)]).await?;
        Ok(serde_json::from_value(values)?)
    }

    /// Waits until something with this test id contains `text`; gives its whole text.
    pub async fn until_text(&self, id: &str, text: &str) -> Result<String> {
        self.until(&format!("{id} with “{text}”"), async || {
            Ok(self.texts(id).await?.into_iter().find(|found| found.contains(text)))
        })
        .await
    }

    /// What a script of the page answers by its last argument.
    pub async fn answer(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// Waits until nothing has this test id.
    pub async fn until_gone(&self, id: &str) -> Result<()> {
        self.until(&format!("{id} going away"), async || {
            Ok(self.texts(id).await?.is_empty().then_some(()))
        })
        .await
    }

    /// Waits until the screen has got everything that it asked for.
    pub async fn until_answered(&self) -> Result<()> {
        self.until("the answers", async || {
            let asking = "return document.querySelector('[data-asking]') !== null";
            let asking = self.client.execute(asking, Vec::new()).await?;
            Ok((asking == json!(false)).then_some(()))
        })
        .await
    }

    /// Waits until something with this test id is one of `ids`; gives which.
    pub async fn until_any<'i>(&self, ids: &[&'i str]) -> Result<&'i str> {
        self.until(&ids.join(" or "), async || {
            for id in ids {
                if !self.texts(id).await?.is_empty() {
                    return Ok(Some(*id));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Texts of buttons, headings, tabs and badges that do not fit into their place, now.
    pub async fn cut_texts(&self) -> Result<Vec<String>> {
        let script = "
            const cut = 'button, h1, h2, h3, [role=tab], .mantine-Badge-label, .mantine-Button-label';
            return [...document.querySelectorAll(cut)]
                .filter((e) => e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1)
                .map((e) => e.textContent.trim())
                .filter((text) => text !== '');";
        Ok(serde_json::from_value(self.client.execute(script, Vec::new()).await?)?)
    }

    /// Waits until `look` gives something.
    pub async fn until<T>(
        &self,
        what: &str,
        mut look: impl AsyncFnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look().await? {
                return Ok(found);
            }
            if tokio::time::Instant::now() > deadline {
                bail!("{what} does not happen; the screen says: {}", self.complaints().await?);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Loads the screens anew, whatever dialogs were open. Whoever is signed in stays so.
    pub async fn refresh(&self) -> Result<()> {
        Ok(self.client.refresh().await?)
    }

    /// What the screen complains about.
    async fn complaints(&self) -> Result<String> {
        let mut said = self.texts("failure").await?;
        let errors = "return [...document.querySelectorAll('[class*=Input-error]')]\
                      .map(e => e.textContent)";
        let errors = self.client.execute(errors, Vec::new()).await?;
        said.extend(serde_json::from_value::<Vec<String>>(errors)?);
        Ok(if said.is_empty() { "nothing".to_owned() } else { said.join(" / ") })
    }

    /// Saves what the screen shows, in light and in dark.
    pub async fn shoot(&self, name: &str) -> Result<()> {
        for scheme in ["light", "dark"] {
            self.wear(scheme).await?;
            let picture = self.client.screenshot().await?;
            std::fs::write(self.shots.join(format!("{name}-{scheme}.png")), picture)?;
            self.look_for_barriers(&format!("{name}, {scheme}")).await?;
        }
        self.wear("light").await
    }

    /// From now on axe looks at whatever a picture is taken of, in both colour schemes.
    pub fn let_axe_look(&self) {
        *self.barriers.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
    }

    /// What axe has found since, which then looks no more.
    pub fn barriers(&self) -> Vec<String> {
        self.barriers.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default()
    }

    async fn look_for_barriers(&self, screen: &str) -> Result<()> {
        if self.barriers.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
            return Ok(());
        }
        let there = "return typeof window.axe === 'object'";
        if self.client.execute(there, Vec::new()).await? != json!(true) {
            let root = std::env::var_os("HOLDFAST_REPOSITORY").map_or(".".into(), PathBuf::from);
            let axe = std::fs::read_to_string(root.join("ui/node_modules/axe-core/axe.min.js"))
                .context("axe is not installed among the screens' packages")?;
            self.client.execute(&axe, Vec::new()).await?;
        }
        let script = "
            const [guidelines, done] = arguments;
            // The list under a field is walked by the arrow keys of the field.
            const isWalked = (id, { target }) => id === 'scrollable-region-focusable'
                && document.querySelector(target[0])?.querySelector('[role=option]');
            window.axe.run(document, { runOnly: guidelines, resultTypes: ['violations'] })
                .then(({ violations }) => done(violations
                    .map(({ id, nodes }) => ({ id, nodes: nodes.filter((node) => !isWalked(id, node)) }))
                    .filter(({ nodes }) => nodes.length > 0)
                    .map(({ id, nodes }) =>
                        id + ' at ' + nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(' and '))));";
        let found = self.answer(script, vec![json!(GUIDELINES)]).await?;
        let found: Vec<String> = serde_json::from_value(found)?;
        let told = found.into_iter().map(|barrier| format!("{screen}: {barrier}"));
        let mut barriers = self.barriers.lock().unwrap_or_else(PoisonError::into_inner);
        barriers.get_or_insert_default().extend(told);
        Ok(())
    }

    /// Saves what the screen shows, once.
    pub async fn shoot_once(&self, name: &str) -> Result<()> {
        let picture = self.client.screenshot().await?;
        std::fs::write(self.shots.join(format!("{name}.png")), picture)?;
        Ok(())
    }

    /// Waits until everything that moves has come to rest.
    pub async fn rest(&self) -> Result<()> {
        self.wear("light").await
    }

    /// Puts on a colour scheme and waits until it and everything that moves has come to rest.
    async fn wear(&self, scheme: &str) -> Result<()> {
        let script = "
            const [scheme, done] = arguments;
            document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
            const still = () => Promise.allSettled(document.getAnimations()
                .filter((each) => each.effect?.getComputedTiming().iterations !== Infinity)
                .map((each) => each.finished));
            const frame = () => new Promise((next) => requestAnimationFrame(next));
            frame().then(still).then(frame).then(frame).then(() => done(null));";
        self.client.execute_async(script, vec![json!(scheme)]).await?;
        Ok(())
    }
}

async fn connect(port: u16, pc: &Path) -> Result<Client> {
    let binary = crate::program("holdfast")?;
    let capabilities = json!({
        "browserName": "wry",
        "webkitgtk:browserOptions": { "binary": binary, "args": ["--data", pc] }
    });
    let Value::Object(capabilities) = capabilities else { bail!("capabilities are an object") };
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities);
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        match builder.connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(client) => return Ok(client),
            // The driver may not listen yet; a refused session is final.
            Err(NewSessionError::Failed(_) | NewSessionError::FailedC(_))
                if tokio::time::Instant::now() < deadline =>
            {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            Err(error) => return Err(anyhow!(error).context("the window does not open")),
        }
    }
}

fn selector(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

/// An XPath literal; our texts have no quotation marks but apostrophes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', ""))
}
