//! A copy of the whole record in one encrypted file, and back.
//!
//! The copy is a SQLCipher file under the same random key, made page by page while people work,
//! with the wrapped keys beside it inside one archive folder. It opens with any password that
//! opens the record on this PC, or with the recovery key anywhere.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;

use crate::keys::KEY_FILE;
use crate::store::{DATABASE_FILE, connect};
use crate::{Error, Store};

impl Store {
    /// Writes a backup into the empty or new folder `target`: the encrypted database and the
    /// wrapped keys. `progress` hears pages done and pages in all. A backup that fails leaves no
    /// database file there.
    pub fn backup(&self, target: &Path, mut progress: impl FnMut(u64, u64)) -> Result<(), Error> {
        std::fs::create_dir_all(target)?;
        let file = target.join(DATABASE_FILE);
        if file.exists() {
            return Err(Error::RecordExists);
        }
        let partial = target.join("holdfast.db.partial");
        let copied = self.copy_pages(&partial, &mut progress);
        if let Err(error) = copied {
            remove_partial(&partial);
            return Err(error);
        }
        std::fs::copy(self.folder().join(KEY_FILE), target.join(KEY_FILE))?;
        std::fs::rename(&partial, &file)?;
        Ok(())
    }

    fn copy_pages(&self, partial: &Path, progress: &mut impl FnMut(u64, u64)) -> Result<(), Error> {
        let source = connect(&self.folder().join(DATABASE_FILE), self.key())?;
        let mut copy = connect(partial, self.key())?;
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        let backup = Backup::new(&source, &mut copy)?;
        loop {
            let step = backup.step(2_048)?;
            let at = backup.progress();
            let total = u64::try_from(at.pagecount).unwrap_or(0);
            let left = u64::try_from(at.remaining).unwrap_or(0);
            progress(total.saturating_sub(left), total);
            match step {
                rusqlite::backup::StepResult::Done => break,
                rusqlite::backup::StepResult::More => {}
                _ => std::thread::sleep(Duration::from_millis(5)),
            }
        }
        drop(backup);
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        Ok(())
    }
}

fn remove_partial(partial: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = partial.as_os_str().to_owned();
        name.push(suffix);
        // What is not there need not be removed; what cannot be removed is only a partial copy.
        let _ = std::fs::remove_file(name);
    }
}

/// Puts a backup into the profile folder `folder`, which must hold no record yet. The person's
/// password (or the recovery key) opens it afterwards as before.
pub fn restore(backup: &Path, folder: &Path) -> Result<(), Error> {
    let (file, keys) = (backup.join(DATABASE_FILE), backup.join(KEY_FILE));
    if !file.is_file() || !keys.is_file() {
        return Err(Error::NoRecord);
    }
    std::fs::create_dir_all(folder)?;
    if folder.join(DATABASE_FILE).exists() {
        return Err(Error::RecordExists);
    }
    let partial = folder.join("holdfast.db.partial");
    let copied = std::fs::copy(&file, &partial)
        .and_then(|_| std::fs::File::open(&partial)?.sync_all())
        .and_then(|()| std::fs::copy(&keys, folder.join(KEY_FILE)))
        .and_then(|_| std::fs::rename(&partial, folder.join(DATABASE_FILE)));
    if let Err(error) = copied {
        remove_partial(&partial);
        return Err(error.into());
    }
    Ok(())
}
