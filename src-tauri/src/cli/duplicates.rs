//! `holdfast duplicates`: people who stand twice in a list. It needs no record and no password.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use clap::Args;
use clinic::people::linkage::list::{self, Problem};
use clinic::people::linkage::{AUTOMATIC, REVIEWED, link};
use serde::Serialize;

use super::{Outcome, Output, complain};
use crate::Refusal;

#[derive(Args)]
pub(super) struct Duplicates {
    /// A comma-separated list of people. Its first line names the columns, in any order: id,
    /// given_name, family_name, date_of_birth, street, suburb, postcode, state, phone,
    /// national_id; any may be missing. Who has no id is called by their line.
    file: PathBuf,
    /// Where the pairs go, best first: id_a,id_b,score.
    #[arg(long, value_name = "PAIRS.csv")]
    out: PathBuf,
    #[command(flatten)]
    output: Output,
}

/// What was found.
#[derive(Serialize)]
struct Answer<'a> {
    people: usize,
    rows_left_out: u64,
    dates_left_out: u64,
    problems: &'a [Problem],
    compared: u64,
    automatic_threshold: f64,
    review_threshold: f64,
    automatic_pairs: usize,
    review_pairs: usize,
}

impl Duplicates {
    pub fn run(&self) -> Result<Outcome, Refusal> {
        if same_file(&self.file, &self.out) {
            return Err(Refusal::new(
                "The pairs would be written over the list itself. Name another file with --out.",
            ));
        }
        let file = File::open(&self.file)
            .map_err(|error| Refusal::new(format!("The list could not be opened: {error}")))?;
        let people = list::read(BufReader::new(file))?;
        let found = link(people.people());
        let out = File::create(&self.out)
            .map_err(|error| Refusal::new(format!("The pairs could not be written: {error}")))?;
        people.write_pairs(&found, BufWriter::new(out))?;
        let automatic = found.automatic();
        let answer = Answer {
            people: people.people().len(),
            rows_left_out: people.rows_left_out,
            dates_left_out: people.dates_left_out,
            problems: &people.problems,
            compared: found.compared,
            automatic_threshold: AUTOMATIC,
            review_threshold: REVIEWED,
            automatic_pairs: automatic,
            review_pairs: found.pairs.len() - automatic,
        };
        for problem in &people.problems {
            complain(&format!("Line {}: {}", problem.line, problem.sentence));
        }
        self.output.say(&answer, &sentences(&answer))?;
        Ok(Outcome::Done)
    }
}

fn same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

fn sentences(answer: &Answer<'_>) -> Vec<String> {
    let mut lines = vec![format!("{} people were read.", answer.people)];
    if answer.rows_left_out > 0 {
        lines.push(format!("{} rows were left out.", answer.rows_left_out));
    }
    if answer.dates_left_out > 0 {
        lines.push(format!(
            "{} dates of birth could not be read; their rows count without them.",
            answer.dates_left_out
        ));
    }
    lines.push(format!(
        "{} pairs score at least {} and are taken for one person.",
        answer.automatic_pairs, answer.automatic_threshold
    ));
    lines.push(format!(
        "{} pairs score at least {} and below {}: somebody should look at them.",
        answer.review_pairs, answer.review_threshold, answer.automatic_threshold
    ));
    lines
}
