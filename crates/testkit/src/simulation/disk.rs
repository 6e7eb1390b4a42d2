//! The disk of a world's PCs, small enough to be full for a while.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;

/// So large that no world fills it by itself; memory is taken for what is written alone.
const BYTES: u64 = 1 << 30;
const PAGE: u64 = 4_096;

/// A file system of its own, unmounted again whatever happens.
pub(super) struct SmallDisk(TempDir);

impl SmallDisk {
    /// Mounts one inside `folder`; `None` where this account may not mount anything.
    pub fn mount(folder: &Path) -> Result<Option<Self>> {
        let at = tempfile::tempdir_in(folder)?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={BYTES}"), "tmpfs"])
            .arg(at.path())
            .output()
            .is_ok_and(|output| output.status.success());
        Ok(mounted.then_some(Self(at)))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// From here on it has room for `pages` more of 4 KiB.
    pub fn fill(&self, pages: u8) -> Result<()> {
        let free = fs4::available_space(self.path())?;
        let used = fs4::total_space(self.path())? - free;
        self.resize(used + u64::from(pages) * PAGE)
    }

    /// There is space again.
    pub fn empty(&self) -> Result<()> {
        self.resize(BYTES)
    }

    fn resize(&self, bytes: u64) -> Result<()> {
        let resized = Command::new("mount")
            .args(["-o", &format!("remount,size={bytes}")])
            .arg(self.path())
            .output()
            .context("mount is there")?;
        ensure!(resized.status.success(), "the small disk takes another size");
        Ok(())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}
