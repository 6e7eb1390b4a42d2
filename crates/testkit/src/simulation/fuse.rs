//! A PC that is killed in the middle of its work: when the fuse burns down, what is on the disk is
//! copied, and whatever the process does from then on counts for nothing.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use anyhow::Result;

/// The log beside the database, which SQLite replays.
pub(super) const LOG: &str = "holdfast.db-wal";
const FILES: [&str; 2] = [store::DATABASE_FILE, LOG];

/// Counts the statements of one PC's database.
#[derive(Debug)]
pub(super) struct Fuse {
    left: AtomicI64,
    burnt: AtomicBool,
    folder: PathBuf,
}

impl Fuse {
    pub fn new(folder: &Path) -> Self {
        let folder = folder.to_owned();
        Self { left: AtomicI64::new(0), burnt: AtomicBool::new(false), folder }
    }

    /// The process is killed after `statements` more.
    pub fn light(&self, statements: u16) {
        self.left.store(i64::from(statements), Ordering::SeqCst);
    }

    /// One statement has ended.
    pub fn burn(&self) {
        if self.left.load(Ordering::SeqCst) > 0 && self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            // A copy that fails kills nobody.
            let copied = copy(&self.folder, &self.image());
            self.burnt.store(copied.is_ok(), Ordering::SeqCst);
        }
    }

    /// Whether the process is dead by now.
    pub fn is_burnt(&self) -> bool {
        self.burnt.load(Ordering::SeqCst)
    }

    /// Puts the fuse out; says whether it had burnt down.
    pub fn put_out(&self) -> bool {
        self.left.store(0, Ordering::SeqCst);
        self.burnt.swap(false, Ordering::SeqCst)
    }

    fn image(&self) -> PathBuf {
        self.folder.join("image")
    }

    /// Puts the disk back as it was when the process died. Of what the log gained after
    /// `synced` bytes, which nobody had been told was safe, only a part has arrived.
    pub fn rise(&self, synced: u64, tear: u16) -> Result<()> {
        for file in [FILES.as_slice(), &["holdfast.db-shm"]].concat() {
            let path = self.folder.join(file);
            if path.exists() {
                std::fs::remove_file(path)?;
            }
        }
        copy(&self.image(), &self.folder)?;
        let log = self.folder.join(LOG);
        let length = std::fs::metadata(&log).map_or(0, |data| data.len());
        if length > synced {
            let arrived = synced + u64::from(tear) % (length - synced + 1);
            std::fs::File::options().write(true).open(log)?.set_len(arrived)?;
        }
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for file in FILES {
        let target = to.join(file);
        if from.join(file).exists() {
            std::fs::copy(from.join(file), target)?;
        } else if target.exists() {
            std::fs::remove_file(target)?;
        }
    }
    Ok(())
}
