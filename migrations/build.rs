//! `include_dir!` reads the scripts without telling cargo; a changed or added script must rebuild.

fn main() {
    for folder in ["common", "sqlite", "postgres"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
