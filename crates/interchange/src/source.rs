//! Where an import comes from: files, folders and archives, read in portions within limits.
//!
//! Nothing is ever unpacked to the disk, since it is patient data in clear: an archive is read
//! from its beginning once to list it, and once more for every rank of files in it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::synthea::{self, Synthea};
use crate::{Error, Report};

/// A JSON file is held in memory whole; this is the largest that is taken.
const JSON_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The longest line of an `.ndjson` file, which is one resource.
const LINE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Lines of an `.ndjson` file are handed on together until they are so many, or so large.
const PORTION_LINES: u64 = 2_000;
const PORTION_BYTES: usize = 8 * 1024 * 1024;
/// What unpacking may use. The strongest preset of `xz` needs 65 MiB.
const UNPACKING_BYTES_MAX: u64 = 256 * 1024 * 1024;
const FOLDER_DEPTH_MAX: usize = 32;

/// How a file's text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One JSON value: a bundle, or one resource.
    Json,
    /// One resource on every line.
    Lines,
    /// One of Synthea's CSV files; its rows are handed on as lines.
    Csv(&'static str),
}

/// A stretch of text that is taken together: a whole JSON file, or some lines of an `.ndjson`.
pub(crate) struct Portion<'s> {
    pub file: &'s str,
    pub kind: Kind,
    pub first_line: u64,
    /// The line of each resource in the file, where they do not stand on line after line.
    pub lines: Vec<u64>,
    /// How much of the file this is.
    pub bytes: u64,
    pub text: String,
}

/// What reading a source comes upon.
pub(crate) enum Event<'s> {
    Portion(Portion<'s>),
    Broken { file: &'s str, line: u64, reason: String },
    FileDone { bytes: u64 },
}

/// Takes what was read, and says whether to go on.
pub(crate) type Taker<'t> = dyn FnMut(Event<'_>) -> Result<ControlFlow<()>, Error> + 't;

struct Listed {
    name: String,
    kind: Kind,
    bytes: u64,
    rank: u8,
}

struct Archive {
    path: PathBuf,
    /// By their place among the archive's entries; `None` for what is not read.
    entries: Vec<Option<Listed>>,
}

/// A source with all its files listed.
pub(crate) struct Source {
    files: Vec<(PathBuf, Listed)>,
    archives: Vec<Archive>,
}

impl Source {
    /// Lists what is at `path`. An archive or folder that can be listed only in part is a problem
    /// in `report`; what was listed is read.
    pub fn open(path: &Path, report: &mut Report) -> Result<Self, Error> {
        let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::Missing,
            _ => Error::Io(error),
        })?;
        let mut source = Self { files: Vec::new(), archives: Vec::new() };
        if metadata.is_dir() {
            source.list_folder(path, report);
        } else {
            let name = file_name(path);
            if is_archive(&name) {
                source.list_archive(path, "", &name, report);
            } else {
                let kind = kind_of(&name).ok_or(Error::UnknownKind)?;
                source.files.push((path.to_owned(), listed(name, kind, metadata.len())));
            }
        }
        if source.listed().next().is_none() && report.problems.is_empty() {
            return Err(Error::Nothing);
        }
        Ok(source)
    }

    fn list_folder(&mut self, folder: &Path, report: &mut Report) {
        let walk = walkdir::WalkDir::new(folder)
            .follow_links(true)
            .max_depth(FOLDER_DEPTH_MAX)
            .sort_by_file_name();
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let name = error.path().map(|path| relative(folder, path)).unwrap_or_default();
                    report.problem(&name, 0, "This file or folder cannot be read.");
                    continue;
                }
            };
            let name = file_name(entry.path());
            if !entry.file_type().is_file() || name.starts_with('.') {
                continue;
            }
            let shown = relative(folder, entry.path());
            if let Some(file) = synthea::file_of(&name)
                && entry.path().with_file_name(synthea::PATIENTS).is_file()
            {
                let bytes = entry.metadata().map(|metadata| metadata.len()).unwrap_or(0);
                self.files.push((entry.path().to_owned(), listed(shown, Kind::Csv(file), bytes)));
                continue;
            }
            if is_archive(&name) {
                self.list_archive(entry.path(), &format!("{shown}/"), &shown, report);
            } else if let Some(kind) = kind_of(&name) {
                let bytes = entry.metadata().map(|metadata| metadata.len()).unwrap_or(0);
                self.files.push((entry.path().to_owned(), listed(shown, kind, bytes)));
            }
        }
    }

    fn list_archive(&mut self, path: &Path, prefix: &str, shown: &str, report: &mut Report) {
        let mut archive = Archive { path: path.to_owned(), entries: Vec::new() };
        let listing = walk_archive(path, &mut |_, entry| {
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let file = entry.header().entry_type().is_file();
            let hidden = file_name(Path::new(&name)).starts_with('.');
            archive.entries.push(kind_of(&name).filter(|_| file && !hidden).map(|kind| {
                listed(format!("{prefix}{}", name.trim_start_matches("./")), kind, entry.size())
            }));
            Ok(ControlFlow::Continue(()))
        });
        if listing.is_err() {
            report.problem(shown, 0, DAMAGED_ARCHIVE);
        }
        self.archives.push(archive);
    }

    fn listed(&self) -> impl Iterator<Item = &Listed> {
        let packed = self.archives.iter().flat_map(|archive| archive.entries.iter().flatten());
        self.files.iter().map(|(_, listed)| listed).chain(packed)
    }

    /// How many files there are to read.
    pub fn files(&self) -> u64 {
        u64::try_from(self.listed().count()).unwrap_or(u64::MAX)
    }

    /// How many bytes of text they hold.
    pub fn bytes(&self) -> u64 {
        self.listed().map(|listed| listed.bytes).sum()
    }

    /// Reads every file, those first that others refer to.
    pub fn read(&self, taker: &mut Taker<'_>) -> Result<(), Error> {
        let mut synthea = Synthea::default();
        let ranks: BTreeSet<u8> = self.listed().map(|listed| listed.rank).collect();
        for rank in ranks {
            for (path, listed) in self.files.iter().filter(|(_, listed)| listed.rank == rank) {
                let flow = match File::open(path) {
                    Ok(file) => read_file(BufReader::new(file), listed, &mut synthea, taker)?,
                    Err(_) => taker(unreadable(listed))?,
                };
                if flow.is_break() {
                    return Ok(());
                }
            }
            for archive in &self.archives {
                if archive.read(rank, taker)?.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

impl Archive {
    fn read(&self, rank: u8, taker: &mut Taker<'_>) -> Result<ControlFlow<()>, Error> {
        let last = self.entries.iter().rposition(|e| e.as_ref().is_some_and(|e| e.rank == rank));
        let Some(last) = last else { return Ok(ControlFlow::Continue(())) };
        let mut stopped = ControlFlow::Continue(());
        let walked = walk_archive(&self.path, &mut |position, entry| {
            let wanted = self.entries.get(position).and_then(Option::as_ref);
            if let Some(listed) = wanted.filter(|listed| listed.rank == rank) {
                let mut synthea = Synthea::default();
                stopped = read_file(BufReader::new(entry), listed, &mut synthea, taker)?;
            }
            let over = stopped.is_break() || position >= last;
            Ok(if over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        });
        match walked {
            // The listing has already reported that the archive is damaged from here on.
            Ok(()) | Err(Error::Io(_)) => Ok(stopped),
            Err(error) => Err(error),
        }
    }
}

const DAMAGED_ARCHIVE: &str =
    "The archive is damaged or incomplete; what comes before the damage is imported.";

/// Looks at an entry and its place, and says whether to go on.
type Visit<'v> = dyn FnMut(usize, &mut Entry<'_>) -> Result<ControlFlow<()>, Error> + 'v;
type Entry<'e> = tar::Entry<'e, liblzma::read::XzDecoder<File>>;

/// Calls `visit` with every entry and its place until it says stop.
fn walk_archive(path: &Path, visit: &mut Visit<'_>) -> Result<(), Error> {
    let decoder = liblzma::stream::Stream::new_stream_decoder(
        UNPACKING_BYTES_MAX,
        liblzma::stream::CONCATENATED,
    )
    .map_err(std::io::Error::from)?;
    let unpacked = liblzma::read::XzDecoder::new_stream(File::open(path)?, decoder);
    let mut archive = tar::Archive::new(unpacked);
    for (position, entry) in archive.entries()?.enumerate() {
        if visit(position, &mut entry?)?.is_break() {
            break;
        }
    }
    Ok(())
}

fn read_file(
    mut reader: impl BufRead,
    listed: &Listed,
    synthea: &mut Synthea,
    taker: &mut Taker<'_>,
) -> Result<ControlFlow<()>, Error> {
    let flow = match listed.kind {
        Kind::Csv(file) => read_csv(&mut reader, file, listed, synthea, taker)?,
        Kind::Json => read_json(&mut reader, listed, taker)?,
        Kind::Lines => read_lines(&mut reader, listed, taker)?,
    };
    if flow.is_break() {
        return Ok(flow);
    }
    taker(Event::FileDone { bytes: listed.bytes })
}

fn read_json(
    reader: &mut dyn BufRead,
    listed: &Listed,
    taker: &mut Taker<'_>,
) -> Result<ControlFlow<()>, Error> {
    let mut bytes = Vec::new();
    if reader.take(JSON_BYTES_MAX + 1).read_to_end(&mut bytes).is_err() {
        return taker(unreadable(listed));
    }
    if u64::try_from(bytes.len()).is_ok_and(|length| length > JSON_BYTES_MAX) {
        let reason = format!("The file is larger than {} MiB.", JSON_BYTES_MAX / 1024 / 1024);
        return taker(Event::Broken { file: &listed.name, line: 0, reason });
    }
    match String::from_utf8(bytes) {
        Ok(text) => taker(Event::Portion(Portion {
            file: &listed.name,
            kind: Kind::Json,
            first_line: 1,
            lines: Vec::new(),
            bytes: u64::try_from(text.len()).unwrap_or(0),
            text: without_mark(text),
        })),
        Err(error) => {
            let sound = error.utf8_error().valid_up_to();
            let before = error.as_bytes().get(..sound).unwrap_or_default();
            taker(Event::Broken {
                file: &listed.name,
                line: 1 + newlines(std::str::from_utf8(before).unwrap_or_default()),
                reason: NOT_UTF8.to_owned(),
            })
        }
    }
}

const NOT_UTF8: &str = "The text is not UTF-8.";

fn read_lines(
    reader: &mut dyn BufRead,
    listed: &Listed,
    taker: &mut Taker<'_>,
) -> Result<ControlFlow<()>, Error> {
    let file = listed.name.as_str();
    let mut next_line = 1;
    loop {
        let first_line = next_line;
        let mut text = String::new();
        let mut over = false;
        while next_line - first_line < PORTION_LINES && text.len() < PORTION_BYTES && !over {
            let flow = match read_line(reader) {
                Ok(Line::Text(line)) => {
                    text.push_str(&if next_line == 1 { without_mark(line) } else { line });
                    ControlFlow::Continue(())
                }
                Ok(Line::Broken(reason)) => taker(Event::Broken { file, line: next_line, reason })?,
                Ok(Line::End) => {
                    over = true;
                    continue;
                }
                Err(_) => {
                    over = true;
                    taker(Event::Broken { file, line: next_line, reason: CUT_OFF.to_owned() })?
                }
            };
            if flow.is_break() {
                return Ok(flow);
            }
            text.push('\n');
            next_line += 1;
        }
        if !text.is_empty() {
            let bytes = u64::try_from(text.len()).unwrap_or(0);
            let portion =
                Portion { file, kind: Kind::Lines, first_line, lines: Vec::new(), bytes, text };
            let flow = taker(Event::Portion(portion))?;
            if flow.is_break() {
                return Ok(flow);
            }
        }
        if over {
            return Ok(ControlFlow::Continue(()));
        }
    }
}

/// Reads rows and hands them on as resources, with the lines where they begin.
fn read_csv(
    reader: &mut dyn BufRead,
    file: &'static str,
    listed: &Listed,
    synthea: &mut Synthea,
    taker: &mut Taker<'_>,
) -> Result<ControlFlow<()>, Error> {
    let name = listed.name.as_str();
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
    let headings = match csv.headers() {
        Ok(headings) => headings.clone(),
        Err(_) => {
            let reason = "The headings of the file cannot be read.".to_owned();
            return taker(Event::Broken { file: name, line: 1, reason });
        }
    };
    let mut row = csv::StringRecord::new();
    let mut over = false;
    while !over {
        let from = csv.position().byte();
        let (mut text, mut lines) = (String::new(), Vec::new());
        while u64::try_from(lines.len()).unwrap_or(u64::MAX) < PORTION_LINES
            && text.len() < PORTION_BYTES
        {
            let line = csv.position().line();
            match csv.read_record(&mut row) {
                Ok(true) => {}
                Ok(false) => {
                    over = true;
                    break;
                }
                Err(error) => {
                    over = error.is_io_error();
                    let reason = if over { CUT_OFF } else { NOT_UTF8 }.to_owned();
                    if taker(Event::Broken { file: name, line, reason })?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                    if over {
                        break;
                    }
                    continue;
                }
            }
            let begins = row.position().map_or(line, csv::Position::line);
            if let Some(resource) = synthea.resource(file, &headings, &row) {
                text.push_str(&resource);
                text.push('\n');
                lines.push(begins);
            }
        }
        let first_line = lines.first().copied().unwrap_or(1);
        let bytes = csv.position().byte().saturating_sub(from);
        let portion = Portion { file: name, kind: Kind::Lines, first_line, lines, bytes, text };
        if !portion.text.is_empty() && taker(Event::Portion(portion))?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

const CUT_OFF: &str = "The file cannot be read from here on.";

enum Line {
    Text(String),
    Broken(String),
    End,
}

/// The next line without its end. One that is too long is passed over to its end.
fn read_line(reader: &mut dyn BufRead) -> std::io::Result<Line> {
    let mut bytes = Vec::new();
    if reader.take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(Line::End);
    }
    let complete = bytes.last() == Some(&b'\n');
    if !complete && u64::try_from(bytes.len()).is_ok_and(|length| length >= LINE_BYTES_MAX) {
        while !bytes.is_empty() && bytes.last() != Some(&b'\n') {
            bytes.clear();
            reader.take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes)?;
        }
        let most = LINE_BYTES_MAX / 1024 / 1024;
        return Ok(Line::Broken(format!("The line is longer than {most} MiB.")));
    }
    if complete {
        bytes.pop();
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Line::Text(text),
        Err(_) => Line::Broken(NOT_UTF8.to_owned()),
    })
}

fn unreadable(listed: &Listed) -> Event<'_> {
    let reason = "The file cannot be read.".to_owned();
    Event::Broken { file: &listed.name, line: 0, reason }
}

fn listed(name: String, kind: Kind, bytes: u64) -> Listed {
    let rank = rank(&name);
    Listed { name, kind, bytes, rank }
}

/// The order of reading, by the names that Synthea and bulk exports give their files: what is
/// referred to comes first. A file of any other name is a patient's own bundle, or waits for all
/// of these.
fn rank(name: &str) -> u8 {
    let name = file_name(Path::new(name)).to_lowercase();
    if name.starts_with("hospital") || name.starts_with("practitioner") {
        return 0;
    }
    // Sites come before departments, which come before beds.
    if name.starts_with("location-beds") {
        return 1;
    }
    if name.starts_with("claims_transactions") {
        return 9;
    }
    let word: String = name.chars().take_while(|letter| letter.is_ascii_alphabetic()).collect();
    match word.as_str() {
        "organization" | "organizations" | "location" | "medication" | "payers" | "providers" => 0,
        "patient" | "patients" => 1,
        "schedule" => 2,
        "slot" => 3,
        "appointment" => 4,
        "encounter" | "encounters" => 5,
        "condition" | "conditions" | "coverage" | "documentreference" | "servicerequest" => 6,
        "explanationofbenefit"
        | "claim"
        | "diagnosticreport"
        | "medicationadministration"
        | "medicationdispense"
        | "medicationstatement" => 8,
        "paymentreconciliation" => 9,
        _ => 7,
    }
}

fn kind_of(name: &str) -> Option<Kind> {
    let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "json" => Some(Kind::Json),
        "ndjson" => Some(Kind::Lines),
        _ => None,
    }
}

fn is_archive(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".tar.xz")
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn relative(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned()
}

fn without_mark(text: String) -> String {
    text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
}

/// Line ends in `text`.
pub(crate) fn newlines(text: &str) -> u64 {
    u64::try_from(text.matches('\n').count()).unwrap_or(u64::MAX)
}
