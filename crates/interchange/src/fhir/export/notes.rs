//! What was written about a visit, as a document that others can read.
//!
//! The Encounter carries the row; this resource repeats its texts, section by section, and is not
//! read back.

use catalog::Value;
use serde_json::{Value as Json, json};
use store::Cells;

use super::field::{instant, reference};
use super::mapping::{Draw, Mapping, OURS, id_of};
use super::sheet::{Sheet, string};
use crate::fhir::identity::part_id;

const LOINC: &str = "http://loinc.org";
/// The extension that names the visit of a note.
pub(crate) const PART: &str = "urn:holdfast:visits.part";

/// A column with its section's title, and LOINC's code for such a section.
const SECTIONS: &[(&str, &str, &str)] = &[
    ("reason", "Reason for visit", "29299-5"),
    ("history_present_illness", "History of present illness", "10164-2"),
    ("subjective", "Subjective", "61150-9"),
    ("objective", "Objective", "61149-1"),
    ("physical_examination", "Physical examination", "29545-1"),
    ("assessment", "Assessment", "51848-0"),
    ("plan", "Plan", "18776-5"),
    ("discharge_instructions", "Discharge instructions", "8653-8"),
    ("follow_up_instructions", "Follow-up", "69730-0"),
    ("notes", "Notes", "34109-9"),
];
/// A visit of which only these are known has no note: the Encounter says all of it.
const NO_NOTE: &[&str] = &["reason"];
/// A text that was added to a signed note.
const ADDENDUM: &str = "55107-7";

/// The note of a visit; `None` where nothing was written.
pub(crate) fn note(
    draw: &Draw<'_>,
    mapping: &Mapping,
    row: &Cells,
) -> Result<Option<Json>, store::Error> {
    let mut sections: Vec<Json> = Vec::new();
    let mut written = false;
    for (column, title, code) in SECTIONS {
        let Some(text) = row.get(column).and_then(Value::as_text).and_then(string) else {
            continue;
        };
        written |= !NO_NOTE.contains(column);
        sections.push(section(title, code, &text));
    }
    let id = id_of(row);
    let addenda = addenda(draw, row)?;
    if !written && addenda.is_empty() {
        return Ok(None);
    }
    let amended = !addenda.is_empty();
    sections.extend(addenda);

    let mut sheet = Sheet::new();
    let moment = |column: &str| row.get(column).and_then(Value::as_integer).and_then(instant);
    let signed = moment("signed_at");
    let status = match (row.get("status").and_then(Value::as_text), &signed, amended) {
        (Some("entered_in_error"), _, _) => "entered-in-error",
        (_, None, _) => "preliminary",
        (_, Some(_), true) => "amended",
        (_, Some(_), false) => "final",
    };
    sheet.set("status", json!(status));
    let kind = json!({ "system": LOINC, "code": "11506-3", "display": "Progress note" });
    sheet.set("type", json!({ "coding": [kind], "text": "Visit note" }));
    sheet.set("title", json!("Visit note"));
    let named = |column: &str| row.get(column).and_then(Value::as_uuid);
    let patient = named("patient_id").map(|patient| reference("Patient", patient));
    sheet.set("subject", patient);
    sheet.set("encounter", reference("Encounter", id));
    let when = signed.clone().or_else(|| moment("ended_at")).or_else(|| moment("started_at"));
    sheet.set("date", when.map(Json::from));
    let author = named("practitioner_id").map(|doctor| reference("Practitioner", doctor));
    let author = author.unwrap_or_else(|| reference("Organization", draw.organization));
    sheet.set("author", json!([author]));
    if let Some(signed) = signed {
        sheet.set("attester", json!([{ "mode": "legal", "time": signed }]));
    }
    sheet.set("custodian", reference("Organization", draw.organization));
    sheet.set("section", Json::Array(sections));
    sheet.push("extension", json!({ "url": PART, "valueString": id.to_string() }));
    draw.head(mapping, part_id(id, &format!("{OURS}note")), &mut sheet);
    sheet.set("resourceType", json!("Composition"));
    Ok(Some(sheet.json))
}

/// What was added after the signature, the oldest first.
fn addenda(draw: &Draw<'_>, row: &Cells) -> Result<Vec<Json>, store::Error> {
    let mut addenda = draw.rows_of("visit_addenda", "visit_id", id_of(row))?;
    addenda.sort_by_key(|row| row.get("written_at").and_then(Value::as_integer));
    let section_of = |row: &Cells| {
        let of = |column: &str| row.get(column).and_then(Value::as_text).and_then(string);
        let text = of("text")?;
        let written = row.get("written_at").and_then(Value::as_integer).and_then(instant);
        let added = match (written, of("reason")) {
            (Some(when), Some(why)) => format!("Added {when}: {why}\n\n{text}"),
            (Some(when), None) => format!("Added {when}\n\n{text}"),
            (None, _) => text,
        };
        Some(section("Addendum", ADDENDUM, &added))
    };
    Ok(addenda.iter().filter_map(section_of).collect())
}

fn section(title: &str, code: &str, text: &str) -> Json {
    json!({
        "title": title,
        "code": { "coding": [{ "system": LOINC, "code": code }], "text": title },
        // The section has nothing but its text: nobody can compute it from anything else.
        "text": { "status": "additional", "div": xhtml(text) },
    })
}

/// The text as XHTML, paragraph by paragraph and line by line.
fn xhtml(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">".to_owned();
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        let lines: Vec<String> = paragraph.trim_matches('\n').split('\n').map(escaped).collect();
        div.push_str("<p>");
        div.push_str(&lines.join("<br/>"));
        div.push_str("</p>");
    }
    div + "</div>"
}

/// What XML has a meaning for, or does not allow at all.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            _ => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_written_so_that_it_cannot_be_taken_for_markup() {
        let div = xhtml("pH < 7 & \"worse\"\r\nsecond line\n\n\n\nاَلسَّلَامُ <b>");
        let inside = "<p>pH &lt; 7 &amp; &quot;worse&quot;<br/>second line</p>\
                      <p>اَلسَّلَامُ &lt;b&gt;</p>";
        assert_eq!(div, format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{inside}</div>"));
    }
}
