//! The screens' file of types, from the clinic's own list of commands.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// Where the screens expect it.
const FILE: &str = "ui/src/api/generated.ts";

/// Writes the file; with `check` compares instead.
pub fn types(repository: &Path, check: bool) -> Result<()> {
    let path = repository.join(FILE);
    let wanted = clinic::typescript();
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    if found == wanted {
        println!("{FILE} is up to date.");
        return Ok(());
    }
    if check {
        bail!("{FILE} is not what the commands say now; run `cargo xtask types`");
    }
    std::fs::write(&path, wanted).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{FILE} is written.");
    Ok(())
}
