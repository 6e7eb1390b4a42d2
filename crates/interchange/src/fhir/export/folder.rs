//! The folder that an export fills: a new one, under another name until it is complete.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::ExportError;

/// Stands behind the folder's name until everything is in it.
const UNFINISHED: &str = ".part";

/// A folder of `.ndjson` files that is being filled.
pub(super) struct Folder {
    whole: PathBuf,
    part: PathBuf,
    files: BTreeMap<&'static str, BufWriter<File>>,
    finished: bool,
}

impl Folder {
    /// Begins the folder `path`, which must not be there yet.
    pub fn begin(path: &Path) -> Result<Self, ExportError> {
        let name = path.file_name().ok_or(ExportError::Exists)?;
        let mut unfinished = name.to_owned();
        unfinished.push(UNFINISHED);
        let part = path.with_file_name(unfinished);
        if path.exists() {
            return Err(ExportError::Exists);
        }
        private(std::fs::DirBuilder::new()).create(&part).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => ExportError::Unfinished,
            _ => ExportError::Io(error),
        })?;
        Ok(Self { whole: path.to_owned(), part, files: BTreeMap::new(), finished: false })
    }

    /// Adds a line to the file of the resource type `kind`.
    pub fn write(
        &mut self,
        kind: &'static str,
        line: &serde_json::Value,
    ) -> Result<(), ExportError> {
        if !self.files.contains_key(kind) {
            let path = self.part.join(format!("{kind}.ndjson"));
            let file = File::options().write(true).create_new(true).open(path)?;
            self.files.insert(kind, BufWriter::new(file));
        }
        let Some(file) = self.files.get_mut(kind) else { return Ok(()) };
        serde_json::to_writer(&mut *file, line).map_err(std::io::Error::from)?;
        Ok(file.write_all(b"\n")?)
    }

    /// Puts everything on the disk and gives the folder its name.
    pub fn finish(mut self) -> Result<(), ExportError> {
        for (_, file) in std::mem::take(&mut self.files) {
            let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.sync_all()?;
        }
        if self.whole.exists() {
            return Err(ExportError::Exists);
        }
        std::fs::rename(&self.part, &self.whole)?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for Folder {
    /// Half an export is of no use to anybody, and it is patient data in clear.
    fn drop(&mut self) {
        if !self.finished {
            self.files.clear();
            // What cannot be removed is named by the next export to this place.
            let _ = std::fs::remove_dir_all(&self.part);
        }
    }
}

/// What is exported is for the eyes of its owner.
#[cfg(unix)]
fn private(mut builder: std::fs::DirBuilder) -> std::fs::DirBuilder {
    use std::os::unix::fs::DirBuilderExt as _;
    builder.mode(0o700);
    builder
}

#[cfg(not(unix))]
fn private(builder: std::fs::DirBuilder) -> std::fs::DirBuilder {
    builder
}
