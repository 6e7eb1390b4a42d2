//! A portion of text as the resources in it, each with the line where it begins.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::export::OURS;
use super::identity::{base_of, key, row_id};
use super::intake::Found;
use crate::source::{Kind, Portion, newlines};

/// What a resource says of itself at its top.
#[derive(Deserialize)]
struct Head<'t> {
    #[serde(borrow, rename = "resourceType")]
    kind: Option<Cow<'t, str>>,
    #[serde(borrow)]
    id: Option<Cow<'t, str>>,
    #[serde(borrow)]
    meta: Option<&'t RawValue>,
}

/// Where a resource comes from.
#[derive(Deserialize)]
struct Meta<'t> {
    #[serde(borrow)]
    source: Option<Cow<'t, str>>,
}

/// The id of the row and the organization, where a Holdfast wrote the resource.
fn own_id(head: &Head<'_>) -> Option<(Uuid, Uuid)> {
    let meta: Meta<'_> = serde_json::from_str(head.meta?.get()).ok()?;
    let source = meta.source?;
    let organization = Uuid::try_parse(source.strip_prefix(OURS)?).ok()?;
    Some((Uuid::try_parse(head.id.as_deref()?).ok()?, organization))
}

/// A file's one value, read once: a bundle, or a resource that may have entries of another kind.
#[derive(Deserialize)]
struct Whole<'t> {
    #[serde(borrow, rename = "resourceType")]
    kind: Option<Cow<'t, str>>,
    #[serde(borrow, default)]
    entry: Vec<Entry<'t>>,
}

#[derive(Deserialize)]
struct Entry<'t> {
    #[serde(borrow, rename = "fullUrl")]
    full_url: Option<Cow<'t, str>>,
    #[serde(borrow)]
    resource: Option<&'t RawValue>,
}

/// A resource with the names under which others point to it.
pub(crate) struct Piece<'t> {
    pub found: Found<'t>,
    pub own_id: Option<String>,
    pub full_url: Option<String>,
    /// Whether anything identifies it.
    pub identified: bool,
}

/// What could not be read, by the line where it begins.
pub(crate) struct Unreadable {
    pub line: u64,
    pub reason: String,
}

/// The resources of a portion, and what of it is none.
pub(crate) fn split<'t>(
    namespace: Uuid,
    portion: &'t Portion<'_>,
) -> (Vec<Piece<'t>>, Vec<Unreadable>) {
    let mut pieces = Vec::new();
    let mut unreadable = Vec::new();
    let mut keep = |piece: Result<Piece<'t>, Unreadable>| match piece {
        Ok(piece) => pieces.push(piece),
        Err(problem) => unreadable.push(problem),
    };
    let text = portion.text.as_str();
    match portion.kind {
        Kind::Lines | Kind::Csv(_) => {
            for (position, (line, text)) in (portion.first_line..).zip(text.lines()).enumerate() {
                let line = portion.lines.get(position).copied().unwrap_or(line);
                if !text.trim().is_empty() {
                    keep(piece(namespace, line, None, text));
                }
            }
        }
        Kind::Json => match serde_json::from_str::<Whole<'_>>(text) {
            Ok(whole) if whole.kind.as_deref() == Some("Bundle") => {
                for (line, full_url, raw) in entries(text, whole.entry) {
                    keep(piece(namespace, line, full_url, raw));
                }
            }
            Ok(_) => keep(piece(namespace, 1, None, text)),
            // JSON, but of another form: it may still be a resource.
            Err(error) if error.is_data() && serde_json::from_str::<Head<'_>>(text).is_ok() => {
                keep(piece(namespace, 1, None, text));
            }
            Err(error) => keep(Err(broken_file(&error))),
        },
    }
    (pieces, unreadable)
}

type Placed<'t> = (u64, Option<Cow<'t, str>>, &'t str);

/// The entries with the lines where their resources begin. One without a resource is a deletion
/// or an answer, and says nothing to import.
fn entries<'t>(text: &str, entries: Vec<Entry<'t>>) -> Vec<Placed<'t>> {
    let (mut line, mut counted) = (1, 0);
    let mut placed = Vec::with_capacity(entries.len());
    for entry in entries {
        let Some(raw) = entry.resource else { continue };
        let raw = raw.get();
        let start = (raw.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        line += newlines(text.get(counted..start).unwrap_or_default());
        counted = start;
        placed.push((line, entry.full_url, raw));
    }
    placed
}

/// The words of the JSON reader could quote the file, so only its kind of complaint is told.
fn broken_file(error: &serde_json::Error) -> Unreadable {
    use serde_json::error::Category;
    let reason = match error.classify() {
        Category::Eof => "The file ends in the middle; it is incomplete.",
        Category::Syntax | Category::Io => "The file is not JSON from here on.",
        Category::Data => "This is not a FHIR bundle or resource.",
    };
    Unreadable { line: u64::try_from(error.line()).unwrap_or(0), reason: reason.to_owned() }
}

fn piece<'t>(
    namespace: Uuid,
    line: u64,
    full_url: Option<Cow<'t, str>>,
    raw: &'t str,
) -> Result<Piece<'t>, Unreadable> {
    let refuse = |reason: &str| Unreadable { line, reason: reason.to_owned() };
    let head: Head<'_> = serde_json::from_str(raw).map_err(|error| {
        refuse(match error.classify() {
            serde_json::error::Category::Data => "This is not a FHIR resource.",
            serde_json::error::Category::Eof => "The resource ends in the middle.",
            _ => "This is not JSON.",
        })
    })?;
    let kind = head.kind.clone().filter(|kind| is_type_name(kind));
    let kind = kind.ok_or_else(|| refuse("This is not a FHIR resource: its type is missing."))?;
    let known = key(&kind, head.id.as_deref(), full_url.as_deref());
    let derived = || known.as_deref().map_or_else(Uuid::nil, |key| row_id(namespace, key));
    let own = own_id(&head);
    let found = Found {
        line,
        id: own.map_or_else(derived, |(id, _)| id),
        holdfast: own.map(|(_, organization)| organization),
        base: full_url.as_deref().and_then(base_of).map(str::to_owned),
        kind: kind.into_owned(),
        raw,
    };
    Ok(Piece {
        found,
        own_id: head.id.map(Cow::into_owned),
        full_url: full_url.map(Cow::into_owned),
        identified: known.is_some(),
    })
}

/// Whether `kind` could be the name of a resource type; anything else would let what stands in a
/// broken file into the report.
fn is_type_name(kind: &str) -> bool {
    (3..=40).contains(&kind.len())
        && kind.starts_with(|first: char| first.is_ascii_uppercase())
        && kind.bytes().all(|byte| byte.is_ascii_alphabetic())
}
