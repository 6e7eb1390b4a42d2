//! From content to PDF, in memory: Typst with our templates, this PC's fonts, and no file system.

use std::sync::LazyLock;

use serde_json::Value;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::{FontStore, embedded, system};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};

use crate::Refusal;

/// The templates by name.
const TEMPLATES: &[(&str, &str)] = &[
    ("frame.typ", include_str!("templates/frame.typ")),
    ("invoice.typ", include_str!("templates/invoice.typ")),
    ("receipt.typ", include_str!("templates/receipt.typ")),
    ("prescription.typ", include_str!("templates/prescription.typ")),
    ("visit_summary.typ", include_str!("templates/visit_summary.typ")),
    ("label.typ", include_str!("templates/label.typ")),
    ("specimen_label.typ", include_str!("templates/specimen_label.typ")),
    ("medicine_label.typ", include_str!("templates/medicine_label.typ")),
    ("patient_label.typ", include_str!("templates/patient_label.typ")),
    ("wristband.typ", include_str!("templates/wristband.typ")),
    ("test_page.typ", include_str!("templates/test_page.typ")),
];
/// The name under which a template reads what it shows.
const CONTENT: &str = "content.json";

/// A paper as it is saved.
pub(super) struct Pdf {
    pub bytes: Vec<u8>,
    pub pages: usize,
}

/// Lays `content` out with `template`. `now` goes into the file's properties.
pub(super) fn pdf(template: &'static str, content: &Value, now: i64) -> Result<Pdf, Refusal> {
    let paper = Paper::new(template, content)?;
    let laid_out = typst::compile::<PagedDocument>(&paper).output;
    let result = laid_out.and_then(|document| {
        let options = PdfOptions {
            creator: Smart::Custom(Some("Holdfast".to_owned())),
            timestamp: moment(now).map(Timestamp::new_utc),
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&document, &options)?;
        Ok(Pdf { bytes, pages: document.pages().len() })
    });
    // What was memoised holds the patient's data and is of no use for another paper.
    typst::comemo::evict(0);
    result.map_err(|errors| {
        for error in errors {
            tracing::error!(template, message = %error.message, "a paper could not be laid out");
        }
        Refusal::new("The paper could not be laid out. Please report this; nothing was changed.")
    })
}

fn moment(micros: i64) -> Option<Datetime> {
    use chrono::{Datelike as _, Timelike as _};
    let at = chrono::DateTime::from_timestamp_micros(micros)?;
    let small = |number: u32| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        at.year(),
        small(at.month())?,
        small(at.day())?,
        small(at.hour())?,
        small(at.minute())?,
        small(at.second())?,
    )
}

/// This PC's fonts first, so that every script a patient's name is written in has one, then a
/// text font of our own for a PC that has none. Looked up once, since it takes a moment.
static FONTS: LazyLock<FontStore> = LazyLock::new(|| {
    let mut fonts = FontStore::new();
    fonts.extend(system());
    fonts.extend(embedded());
    fonts
});

static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(Library::builder().build()));

/// One paper's files, all of them in memory.
struct Paper {
    main: FileId,
    files: Vec<(FileId, Source, Bytes)>,
}

impl Paper {
    fn new(template: &str, content: &Value) -> Result<Self, Refusal> {
        let content = content.to_string();
        let files: Option<Vec<_>> = TEMPLATES
            .iter()
            .copied()
            .chain([(CONTENT, content.as_str())])
            .map(|(name, text)| {
                let id = id(name)?;
                let bytes = Bytes::from_string(text.to_owned());
                Some((id, Source::new(id, text.to_owned()), bytes))
            })
            .collect();
        let main = id(template);
        files
            .zip(main)
            .map(|(files, main)| Self { main, files })
            .ok_or_else(|| Refusal::new("The paper could not be laid out. Please report this."))
    }

    fn find(&self, id: FileId) -> FileResult<&(FileId, Source, Bytes)> {
        let found = self.files.iter().find(|(known, ..)| *known == id);
        found.ok_or_else(|| FileError::NotFound(id.get().vpath().get_without_slash().into()))
    }
}

fn id(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Paper {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        FONTS.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.find(id).map(|(_, source, _)| source.clone())
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.find(id).map(|(.., bytes)| bytes.clone())
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
