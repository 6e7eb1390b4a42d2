//! One window per data folder: a second start knocks at the first one's door, hands over its link,
//! and ends.
//!
//! The door is a socket in the data folder (on Windows a pipe named after it), so only the folder's
//! own account reaches it, and two folders have two windows. The ready-made plugin knows one window per
//! program and needs a session bus. Who is first is decided by the folder's lock and not by
//! the socket, which a crash may leave behind.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use interprocess::local_socket::tokio::prelude::*;
use interprocess::local_socket::tokio::{Listener, Stream};
use interprocess::local_socket::{GenericFilePath, GenericNamespaced, ListenerOptions, Name};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::runtime::Handle;
use uuid::Uuid;

use super::link::LINK_MAX;
use crate::profile::{Profile, ProfileError, WindowLock};

const SOCKET_FILE: &str = "window.socket";
/// Addresses of sockets are short: 104 bytes on macOS, 108 on Linux.
const ADDRESS_MAX: usize = 100;
/// How long a window that is just opening, or is busy, may take to answer.
const ANSWER_MAX: Duration = Duration::from_secs(5);
const KNOCK_PAUSE: Duration = Duration::from_millis(50);
const LINE_MAX: u64 = 4 * LINK_MAX as u64;
const SHOWN: &str = "shown";

/// What a second start says.
#[derive(Serialize, Deserialize)]
struct Knock {
    link: Option<String>,
}

/// How a start goes on.
#[derive(Debug)]
pub enum Arrival {
    /// It opens its window and holds the folder; there is no door where none could be made.
    First(WindowLock, Option<Door>),
    /// The window that was open has come to the front.
    Second,
    /// The folder cannot be held; the window says why.
    Unheld,
}

/// The door of the window that is open.
#[derive(Debug)]
pub struct Door {
    listener: Listener,
}

/// Takes the folder, or knocks at the window that has it and hands `link` over. Blocks.
pub fn knock(profile: &Profile, link: Option<&str>, network: &Handle) -> Arrival {
    if profile.trouble().is_some() {
        return Arrival::Unheld;
    }
    // A link that is too long is none, and the window says so whatever it ends in.
    let link = link.map(|link| link.chars().take(LINK_MAX + 1).collect());
    let knock = Knock { link };
    network.block_on(async {
        let arrival = async {
            loop {
                match profile.lock_for_window() {
                    Ok(lock) => return Arrival::First(lock, Door::make(profile.folder())),
                    Err(ProfileError::WindowOpen) => {}
                    Err(_) => return Arrival::Unheld,
                }
                match hand_over(profile.folder(), &knock).await {
                    Ok(()) => return Arrival::Second,
                    // It may be opening or closing at this moment.
                    Err(_) => tokio::time::sleep(KNOCK_PAUSE).await,
                }
            }
        };
        tokio::time::timeout(ANSWER_MAX, arrival).await.unwrap_or(Arrival::Unheld)
    })
}

async fn hand_over(folder: &Path, knock: &Knock) -> io::Result<()> {
    let mut line = serde_json::to_string(knock)?;
    line.push('\n');
    let stream = Stream::connect(name(folder)?).await?;
    let mut writing = &stream;
    writing.write_all(line.as_bytes()).await?;
    let mut answer = String::new();
    BufReader::new((&stream).take(LINE_MAX)).read_line(&mut answer).await?;
    if answer.trim_end() == SHOWN { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

impl Door {
    /// Whoever makes it holds the folder's lock, so that a socket that is there already is left over.
    fn make(folder: &Path) -> Option<Self> {
        let made = name(folder)
            .and_then(|name| ListenerOptions::new().name(name).try_overwrite(true).create_tokio());
        match made {
            Ok(listener) => Some(Self { listener }),
            Err(error) => {
                // The window works; a second start says that it is open already.
                tracing::warn!(%error, "a second start will not find this window");
                None
            }
        }
    }

    /// Tells `knocked` of every second start, with its link, as long as the window is open.
    pub async fn attend(self, knocked: impl Fn(Option<String>)) {
        loop {
            let answered = async {
                let stream = self.listener.accept().await?;
                tokio::time::timeout(ANSWER_MAX, answer(&stream, &knocked)).await?
            };
            if let Err(error) = answered.await {
                tracing::debug!(%error, "a second start said nothing that can be read");
                // A door that cannot be listened at any more must not keep the PC busy.
                tokio::time::sleep(KNOCK_PAUSE).await;
            }
        }
    }
}

async fn answer(stream: &Stream, knocked: &impl Fn(Option<String>)) -> io::Result<()> {
    let mut line = String::new();
    BufReader::new(stream.take(LINE_MAX)).read_line(&mut line).await?;
    let knock: Knock = serde_json::from_str(&line)?;
    knocked(knock.link);
    let mut writing = stream;
    writing.write_all(format!("{SHOWN}\n").as_bytes()).await
}

/// Where the door of a folder is.
fn name(folder: &Path) -> io::Result<Name<'static>> {
    if cfg!(windows) {
        return format!("holdfast-{}", folder_name(folder)).to_ns_name::<GenericNamespaced>();
    }
    socket(folder).to_fs_name::<GenericFilePath>()
}

fn socket(folder: &Path) -> PathBuf {
    let inside = folder.join(SOCKET_FILE);
    if inside.as_os_str().len() <= ADDRESS_MAX {
        return inside;
    }
    let bases = directories::BaseDirs::new();
    let runtime = bases.as_ref().and_then(directories::BaseDirs::runtime_dir);
    // Elsewhere the address would not fit, and there is then no door.
    runtime.map_or(inside, |dir| dir.join(format!("holdfast-{}.socket", folder_name(folder))))
}

/// A short name that no other folder has.
pub(super) fn folder_name(folder: &Path) -> String {
    let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, folder.as_os_str().as_encoded_bytes());
    id.simple().to_string().chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use tokio::runtime::Runtime;

    fn folder() -> (tempfile::TempDir, Profile) {
        let home = tempfile::tempdir().unwrap();
        let profile = Profile::at(Some(home.path().join("data"))).unwrap();
        (home, profile)
    }

    #[test]
    fn a_second_start_hands_its_link_to_the_first_and_another_folder_is_its_own() {
        let runtime = Runtime::new().unwrap();
        let (_home, profile) = folder();
        let Arrival::First(lock, Some(door)) = knock(&profile, None, runtime.handle()) else {
            panic!("nobody was there")
        };
        let (heard, knocks) = mpsc::channel();
        let open = runtime.spawn(door.attend(move |link| heard.send(link).unwrap()));
        let link = "holdfast://patient/A-000001";
        assert!(matches!(knock(&profile, Some(link), runtime.handle()), Arrival::Second));
        assert!(matches!(knock(&profile, None, runtime.handle()), Arrival::Second));
        assert_eq!(knocks.recv().unwrap().as_deref(), Some(link));
        assert_eq!(knocks.recv().unwrap(), None);
        let (_other_home, other) = folder();
        assert!(matches!(knock(&other, None, runtime.handle()), Arrival::First(_, Some(_))));
        // Once it is closed, and even where it left its socket behind, the next start is the first.
        open.abort();
        drop(lock);
        assert!(matches!(knock(&profile, None, runtime.handle()), Arrival::First(_, Some(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_that_a_crash_left_behind_keeps_nobody_out() {
        let runtime = Runtime::new().unwrap();
        let (_home, profile) = folder();
        let lock = profile.lock_for_window().unwrap();
        drop(std::os::unix::net::UnixListener::bind(socket(profile.folder())).unwrap());
        drop(lock);
        assert!(socket(profile.folder()).exists());
        assert!(matches!(knock(&profile, None, runtime.handle()), Arrival::First(_, Some(_))));
    }
}
