//! Building the screens in `ui/`, only when they have changed.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::step;

/// Installs the screens' libraries if their list has changed since.
pub fn install(root: &Path) -> Result<()> {
    let ui = root.join("ui");
    let stamp = Stamp::of(
        ui.join("node_modules/.holdfast-installed"),
        &[ui.join("package.json"), ui.join("package-lock.json")],
    )?;
    if stamp.is_fresh() {
        return Ok(());
    }
    println!("Installing the screens' libraries …");
    step::run(npm(root).args(["ci", "--no-audit", "--no-fund", "--prefer-offline"]))?;
    stamp.keep()
}

/// Builds `ui/dist`, which the window carries inside, if the sources have changed since.
pub fn build(root: &Path) -> Result<()> {
    install(root)?;
    let ui = root.join("ui");
    let sources =
        ["index.html", "package-lock.json", "public", "src", "tsconfig.json", "vite.config.ts"];
    let stamp =
        Stamp::of(ui.join("node_modules/.holdfast-built"), &sources.map(|name| ui.join(name)))?;
    if stamp.is_fresh() && ui.join("dist/assets").is_dir() {
        return Ok(());
    }
    println!("Building the screens …");
    step::run(npm(root).args(["run", "--silent", "build"]))?;
    stamp.keep()
}

/// npm in `ui/`.
pub fn npm(root: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(root.join("ui"));
    command
}

/// What some files held when a step last succeeded on them.
struct Stamp {
    file: PathBuf,
    content: String,
}

impl Stamp {
    fn of(file: PathBuf, sources: &[PathBuf]) -> Result<Self> {
        let mut files = BTreeMap::new();
        for source in sources {
            gather(source, &mut files)?;
        }
        let mut hasher = DefaultHasher::new();
        files.hash(&mut hasher);
        Ok(Self { file, content: format!("{:016x}\n", hasher.finish()) })
    }

    fn is_fresh(&self) -> bool {
        std::fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.content)
    }

    fn keep(&self) -> Result<()> {
        std::fs::write(&self.file, &self.content)
            .with_context(|| format!("cannot write {}", self.file.display()))
    }
}

fn gather(path: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    let cannot = || format!("cannot read {}", path.display());
    if path.is_dir() {
        for entry in std::fs::read_dir(path).with_context(cannot)? {
            gather(&entry.with_context(cannot)?.path(), files)?;
        }
    } else if path.exists() {
        files.insert(path.to_owned(), std::fs::read(path).with_context(cannot)?);
    }
    Ok(())
}
