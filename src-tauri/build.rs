//! Prepares what the window embeds: its capabilities, its icon and the pages in `ui/dist`.

use std::path::Path;

const PLACEHOLDER: &str = "<!doctype html><title>Holdfast</title><p>The screens are not built yet: run <code>npm ci &amp;&amp; npm run build</code> in <code>ui</code>, then build again.</p>\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The pages are embedded at compile time, so a workspace without them would not compile.
    let pages = Path::new("../ui/dist");
    if !pages.exists() {
        std::fs::create_dir_all(pages)?;
        std::fs::write(pages.join("index.html"), PLACEHOLDER)?;
    }
    println!("cargo:rerun-if-changed=../ui/dist");
    let entry = tauri_build::AppManifest::new().commands(&["call", "pixels"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(entry))?;
    Ok(())
}
