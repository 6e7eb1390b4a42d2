//! A list of people in a file, and the pairs found in it.
//!
//! The file is comma-separated with a heading; [`COLUMNS`] says which columns count, in any order,
//! and any of them may be missing. Who has no id is called by their line. What cannot be read is left
//! out and told with its line; only a file without a usable heading is refused.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Write};

use csv::{ByteRecord, ReaderBuilder, Trim, WriterBuilder};
use serde::Serialize;

use crate::Refused;
use crate::people::linkage::{Birth, Linked, Pair, Person, Said};

/// The columns that count.
pub const COLUMNS: [&str; 10] = [
    "id",
    "given_name",
    "family_name",
    "date_of_birth",
    "street",
    "suburb",
    "postcode",
    "state",
    "phone",
    "national_id",
];

/// A row is not a person's where it is longer than this, in bytes; a quotation mark that is never
/// closed makes such rows.
const ROW_BYTES_MAX: usize = 64 * 1024;
/// So many problems are told one by one; the rest are counted.
const PROBLEMS_TOLD_MAX: usize = 100;

/// People read from a file.
#[derive(Debug, Default)]
pub struct PeopleList {
    ids: Vec<Box<str>>,
    people: Vec<Person>,
    /// What could not be read, as far as it is told one by one.
    pub problems: Vec<Problem>,
    /// How many rows were left out.
    pub rows_left_out: u64,
    /// How many birth dates could not be read; their rows count without them.
    pub dates_left_out: u64,
}

/// Something in a file that could not be read. The sentence carries nothing of the row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Its line, counted from 1.
    pub line: u64,
    /// What is wrong.
    pub sentence: String,
}

/// Reads a list of people. Refused where the heading names none of [`COLUMNS`], or the file cannot
/// be read on.
pub fn read(file: impl Read) -> Result<PeopleList, Refused> {
    let mut reader =
        ReaderBuilder::new().flexible(true).trim(Trim::All).has_headers(false).from_reader(file);
    let mut row = ByteRecord::new();
    let broken = |error: &csv::Error| {
        let line = error.position().map_or(0, csv::Position::line);
        Refused::because(format!("Line {line} could not be read: {}", reason(error)))
    };
    if !reader.read_byte_record(&mut row).map_err(|error| broken(&error))? {
        return Err(Refused::because("This file is empty. Its first line names the columns."));
    }
    let heading = heading(&row)?;
    let width = row.len();
    let mut list = PeopleList::default();
    let mut seen: HashSet<Box<str>> = HashSet::new();
    while reader.read_byte_record(&mut row).map_err(|error| broken(&error))? {
        let line = line_of(&row, reader.position());
        if row.len() == 1 && row.get(0).is_some_and(<[u8]>::is_empty) {
            continue;
        }
        if row.as_slice().len() > ROW_BYTES_MAX {
            list.leave_out(line, "this row is far too long; is a quotation mark never closed?");
            continue;
        }
        if row.len() != width {
            let fields = row.len();
            list.leave_out(line, &format!("this row has {fields} fields and the heading {width}."));
            continue;
        }
        let cell = |column: &str| -> String {
            let bytes = heading.get(column).and_then(|index| row.get(*index));
            String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
        };
        let id = match cell("id") {
            none if none.is_empty() => format!("line {line}"),
            id => id,
        };
        if !seen.insert(id.as_str().into()) {
            list.leave_out(line, "its id stands in an earlier row already.");
            continue;
        }
        let born = cell("date_of_birth");
        let birth = Birth::read(&born);
        if birth.is_none() && !born.is_empty() {
            list.dates_left_out += 1;
            list.tell(
                line,
                "the date of birth cannot be read. Write it as 1985-02-03, 03/02/1985 or 19850203.",
            );
        }
        let cells = [
            "given_name",
            "family_name",
            "street",
            "suburb",
            "postcode",
            "state",
            "phone",
            "national_id",
        ]
        .map(cell);
        let [given, family, street, suburb, postcode, state, phone, national_id] = &cells;
        list.people.push(Person::of(&Said {
            given_name: Some(given),
            family_name: Some(family),
            birth,
            street: Some(street),
            suburb: Some(suburb),
            postcode: Some(postcode),
            state: Some(state),
            phone: Some(phone),
            gender: None,
            national_id: Some(national_id),
        }));
        list.ids.push(id.into_boxed_str());
    }
    Ok(list)
}

/// The line on which a row begins. The reader's own word for it counts blank lines before the row
/// as the row's.
fn line_of(row: &ByteRecord, after: &csv::Position) -> u64 {
    let inside = row.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
    let begins = row.position().map_or(0, csv::Position::line);
    begins.max(after.line().saturating_sub(inside + 1))
}

/// Where each of [`COLUMNS`] stands.
fn heading(row: &ByteRecord) -> Result<HashMap<String, usize>, Refused> {
    let mut places = HashMap::new();
    for (index, name) in row.iter().enumerate() {
        let name = String::from_utf8_lossy(name);
        // Spreadsheets put a byte-order mark before the first name.
        let name = name.trim_start_matches('\u{feff}').trim().to_lowercase();
        if COLUMNS.contains(&name.as_str()) && places.insert(name.clone(), index).is_some() {
            return Err(Refused::because(format!(
                "The column {name} stands twice in the first line of this file."
            )));
        }
    }
    if places.keys().any(|name| name != "id") {
        return Ok(places);
    }
    Err(Refused::because(format!(
        "The first line of this file names no column that says who somebody is. It names the \
         columns, separated by commas; these count: {}.",
        COLUMNS.join(", ")
    )))
}

impl PeopleList {
    /// The people, in the order of the file.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Writes pairs as `id_a,id_b,score`, in the order in which they were found.
    pub fn write_pairs(&self, found: &Linked, file: impl Write) -> Result<(), Refused> {
        let mut writer = WriterBuilder::new().from_writer(file);
        let broken = |error: csv::Error| {
            Refused::because(format!("The pairs could not be written: {}", reason(&error)))
        };
        writer.write_record(["id_a", "id_b", "score"]).map_err(broken)?;
        for Pair { a, b, score } in &found.pairs {
            let id = |place: u32| self.ids.get(place as usize).map_or("", |id| id);
            writer.write_record([id(*a), id(*b), &format!("{score:.9}")]).map_err(broken)?;
        }
        writer.flush().map_err(|error| broken(error.into()))
    }

    fn leave_out(&mut self, line: u64, sentence: &str) {
        self.rows_left_out += 1;
        self.tell(line, sentence);
    }

    fn tell(&mut self, line: u64, sentence: &str) {
        if self.problems.len() < PROBLEMS_TOLD_MAX {
            self.problems.push(Problem { line, sentence: sentence.to_owned() });
        }
    }
}

/// What went wrong, without anything of the file's content.
fn reason(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => "it is not comma-separated text.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::linkage::{AUTOMATIC, REVIEWED, link};

    fn pairs(text: &str) -> (PeopleList, String) {
        let list = read(text.as_bytes()).unwrap();
        let mut out = Vec::new();
        list.write_pairs(&link(list.people()), &mut out).unwrap();
        (list, String::from_utf8(out).unwrap())
    }

    #[test]
    fn pairs_are_written_best_first_whatever_columns_there_are() {
        let (list, out) = pairs(
            "\u{feff}family_name,ID,Given_Name,date_of_birth\n\
             Herrero,a,Lucía,03/02/1985\nZamora,b,Pilar,1948-01-12\nHerero,c,Lucia,19850203\n\
             \"Herrero\",d,\"Lucía\",1985-02-03\n",
        );
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines[0], "id_a,id_b,score");
        let mut found: Vec<&str> = lines[1..].iter().map(|line| &line[..3]).collect();
        found.sort_unstable();
        assert_eq!(found, ["a,c", "a,d", "c,d"], "{out}");
        let scores: Vec<f64> = lines[1..]
            .iter()
            .map(|line| line.rsplit(',').next().unwrap().parse().unwrap())
            .collect();
        assert!(scores.is_sorted_by(|a, b| a >= b) && scores[0] >= AUTOMATIC);
        assert!(list.problems.is_empty());
    }

    #[test]
    fn who_has_no_id_is_called_by_their_line() {
        let (_, out) = pairs(
            "given_name,family_name,date_of_birth\nLucía,Herrero,1985-02-03\n\
             Pilar,Zamora,1948-01-12\nLucia,Herero,1985-02-03\n",
        );
        assert!(out.lines().nth(1).unwrap().starts_with("line 2,line 4,"), "{out}");
        let (_, out) = pairs(
            "id,given_name,family_name,date_of_birth\n7,Lucía,Herrero,1985-02-03\n\
             ,Lucia,Herero,1985-02-03\n",
        );
        assert!(out.lines().nth(1).unwrap().starts_with("7,line 3,"), "{out}");
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line_and_without_its_content() {
        let (list, _) = pairs(
            "id,given_name,date_of_birth\n1,Ana,1990-01-01\n2,Ana\n,Ana,1990-01-01\n\n\
             1,Eva,1990-01-01\n5,Ana,the spring of 1990\n6,\"Ana\nMaría\",1990-01-01\n",
        );
        let told: Vec<(u64, &str)> =
            list.problems.iter().map(|problem| (problem.line, problem.sentence.as_str())).collect();
        assert_eq!(
            told,
            [
                (3, "this row has 2 fields and the heading 3."),
                (6, "its id stands in an earlier row already."),
                (
                    7,
                    "the date of birth cannot be read. Write it as 1985-02-03, 03/02/1985 or 19850203."
                ),
            ]
        );
        assert_eq!((list.rows_left_out, list.dates_left_out, list.people().len()), (2, 1, 4));
    }

    #[test]
    fn an_equal_national_id_alone_is_for_review_and_a_filler_is_none() {
        let (_, out) = pairs(
            "id,given_name,family_name,date_of_birth,national_id\n\
             a,Wei,Zhang,1990-01-01,X-1234567\nb,Pilar,Soto,1971-12-24,x1234567\n",
        );
        let score: f64 = out.trim().rsplit(',').next().unwrap().parse().unwrap();
        assert!((REVIEWED..AUTOMATIC).contains(&score), "{out}");
        let mut filler = "id,given_name,family_name,date_of_birth,national_id\n".to_owned();
        for (index, name) in [
            "Ana", "Luis", "Eva", "Iker", "Olga", "Saul", "Rosa", "Hugo", "Lea", "Max", "Nora",
            "Tom",
        ]
        .iter()
        .enumerate()
        {
            filler += &format!(
                "{index},{name},{name}sson,19{}0-0{}-1{index},99999999\n",
                index % 9 + 1,
                index % 9 + 1
            );
        }
        assert_eq!(pairs(&filler).1.lines().count(), 1);
    }

    #[test]
    fn a_file_without_a_usable_heading_is_refused() {
        for (text, says) in [
            ("", "empty"),
            ("name,born\nAna,1990-01-01\n", "no column that says who"),
            ("id\n1\n", "no column that says who"),
            ("id,state,state\n", "stands twice"),
        ] {
            let refused = read(text.as_bytes()).unwrap_err();
            assert!(refused.sentence.contains(says), "{}", refused.sentence);
        }
        let long = format!("id,given_name\n1,\"{}", "x".repeat(100_000));
        assert_eq!(read(long.as_bytes()).unwrap().rows_left_out, 1);
    }

    #[test]
    fn naughty_strings_and_bytes_that_are_no_text_do_no_harm() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/misc/blns.json");
        let Ok(text) = std::fs::read_to_string(path) else {
            left_out::left_out("a list of naughty strings", "../shared/data/misc is not here");
            return;
        };
        let naughty: Vec<String> = serde_json::from_str(&text).unwrap();
        let mut file = csv::Writer::from_writer(Vec::new());
        file.write_record(COLUMNS).unwrap();
        for (index, text) in naughty.iter().enumerate() {
            let id = index.to_string();
            let mut row = [text.as_str(); COLUMNS.len()];
            row[0] = &id;
            file.write_record(row).unwrap();
        }
        let mut bytes = file.into_inner().unwrap();
        bytes.extend(b"bad,\xff\xfe,\xc3\x28,1990-01-01,,,,,\0\xf0\x9f,\n");
        let list = read(bytes.as_slice()).unwrap();
        assert_eq!(list.people().len(), naughty.len() + 1);
        list.write_pairs(&link(list.people()), &mut Vec::new()).unwrap();
    }
}
