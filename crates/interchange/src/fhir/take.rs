//! Taking a source, portion by portion, in transactions of a size that can be sent to the centre.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use catalog::Role;
use chrono_tz::Tz;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Security, Store, Write};
use uuid::Uuid;

use super::follow::read;
use super::identity::{Learnt, Neighbours};
use super::intake::{Found, Intake, Outcome, Place, Refused};
use super::plan::{Work, plan};
use super::results::{Observation, Reading};
use super::split::{Piece, split};
use super::{
    appointments, care_plans, claims_csv, conditions, coverages, dispensings, documents, imaging,
    invoices, own, patients, payments, prescriptions, procedures, results, visits, vitals,
};
use crate::noted::note_refused;
use crate::source::{Event, Portion, Source};
use crate::{Count, Error, Progress, Report};

/// The name of the command in the audit trail and in changesets.
const COMMAND: &str = "system.import_fhir";
/// What the security log calls it.
const WHAT: &str = "records of another system";
/// A transaction is committed once it holds so many changes; a changeset takes 5,000, and one
/// resource writes at most 1,000.
const OPERATIONS: usize = 3_500;
/// Goes into the note that a portion was taken; to be raised when the mapping changes, so that
/// what was taken by an older one is looked at again.
const MAPPING: &str = "3";

/// Takes everything in `source` into the replica on behalf of `author`.
///
/// `source` is a folder (read with all folders in it), a `.json` file (a bundle, or one
/// resource), an `.ndjson` file, or a `.tar.xz` archive of such files. Of a bundle, a resource is
/// taken whole or not at all, and one that cannot be taken stops nothing else.
///
/// A second run over the same source writes nothing. One that was stopped, by `cancel` or by a
/// power cut, is continued by running it again. What the source has changed since is changed
/// here: only the columns that differ, never one about which the source says nothing, and never a
/// row that somebody at the clinic has removed.
///
/// # Errors
///
/// [`Error`] where the source is not there or of a kind that is not read, or the replica fails;
/// bad files and bad resources are [`Problem`](crate::Problem)s of the report. The security log
/// says who was refused, and who brought how much in.
pub fn import(
    store: &Store,
    author: Uuid,
    source: &Path,
    progress: &mut dyn FnMut(&Progress),
    cancel: &AtomicBool,
) -> Result<Report, Error> {
    let imported = import_source(store, author, source, progress, cancel);
    match &imported {
        Err(error) => note_refused(store, author, COMMAND, "import", WHAT, error.reason()),
        Ok(report) => note_brought_in(store, author, report)?,
    }
    imported
}

/// An import that found everything here already has brought nothing, and writes nothing.
fn note_brought_in(store: &Store, author: Uuid, report: &Report) -> Result<(), store::Error> {
    let sum = |of: fn(&Count) -> u64| report.resources.values().map(of).sum::<u64>();
    let (stored, changed) = (sum(|count| count.stored), sum(|count| count.changed));
    if stored + changed == 0 {
        return Ok(());
    }
    let details = json!({ "what": WHAT, "stored": stored, "changed": changed });
    store.write(author, COMMAND, |write| {
        write.note_security(Security::of("import").details(details))
    })
}

fn import_source(
    store: &Store,
    author: Uuid,
    source: &Path,
    progress: &mut dyn FnMut(&Progress),
    cancel: &AtomicBool,
) -> Result<Report, Error> {
    let place = place(store)?;
    let roles = store.read::<_, store::Error>(|reader| store::roles_of(reader, author))?;
    if !roles.contains(&Role::Admin) {
        return Err(Error::NotAllowed);
    }
    let mut report = Report::default();
    let source = Source::open(source, &mut report)?;
    let mut run = Run {
        store,
        author,
        place,
        learnt: Learnt::default(),
        progress: Progress {
            files_total: source.files(),
            bytes_total: source.bytes(),
            ..Progress::default()
        },
        before_file: 0,
        report,
        tell: progress,
        cancel,
    };
    (run.tell)(&run.progress);
    source.read(&mut |event| run.meet(event))?;
    Ok(run.report)
}

/// What the site of this PC says about days and money.
#[derive(Deserialize)]
pub(crate) struct SiteFacts {
    time_zone: String,
    currency: String,
}

impl SiteFacts {
    pub fn zone(&self) -> Tz {
        self.time_zone.parse().unwrap_or(Tz::UTC)
    }
}

/// The site of this PC, where it is known.
pub(crate) fn site_of(store: &Store) -> Result<Option<SiteFacts>, store::Error> {
    let Some(site) = store.facts()?.site else { return Ok(None) };
    store.read(|reader| reader.row("SELECT time_zone, currency FROM sites WHERE id = ?1", [site]))
}

fn place(store: &Store) -> Result<Place, Error> {
    let facts = store.facts()?;
    let organization = facts.organization.ok_or_else(|| {
        store::Error::Denied("Set up the clinic on this PC before importing records.".to_owned())
    })?;
    let namespace = namespace(store, organization)?;
    let site = site_of(store)?;
    let zone = site.as_ref().map_or(Tz::UTC, SiteFacts::zone);
    let known = site.is_some();
    Ok(Place {
        organization,
        namespace,
        site: facts.site.filter(|_| known),
        zone,
        currency: site.map(|site| site.currency),
    })
}

/// The organization's id at the first import on this PC. A PC that worked alone gets another
/// organization when it enrols; its imported rows keep their ids and must be found again.
fn namespace(store: &Store, organization: Uuid) -> Result<Uuid, store::Error> {
    const FACT: &str = "import_namespace";
    let kept: Option<String> = store.read::<_, store::Error>(|reader| reader.fact(FACT))?;
    match kept {
        Some(kept) => kept.parse().map_err(|_| store::Error::Damaged),
        None => {
            store.set_facts(&[(FACT, &organization.to_string())])?;
            Ok(organization)
        }
    }
}

struct Run<'r> {
    store: &'r Store,
    author: Uuid,
    place: Place,
    learnt: Learnt,
    progress: Progress,
    /// Bytes of the files before the one that is being read.
    before_file: u64,
    report: Report,
    tell: &'r mut dyn FnMut(&Progress),
    cancel: &'r AtomicBool,
}

type Settled = (usize, Result<Outcome, String>);

/// What one transaction did.
struct Stretch {
    next: usize,
    settled: Vec<Settled>,
    dangling: bool,
}

impl Run<'_> {
    fn meet(&mut self, event: Event<'_>) -> Result<ControlFlow<()>, Error> {
        match event {
            Event::Portion(portion) => {
                let told = self.report.problems.len();
                self.progress.bytes_done += portion.bytes;
                let flow = self.take(&portion)?;
                let new = self.report.problems.get_mut(told..).unwrap_or_default();
                new.sort_by_key(|problem| problem.line);
                (self.tell)(&self.progress);
                if flow.is_break() {
                    self.report.cancelled = true;
                }
                return Ok(flow);
            }
            Event::Broken { file, line, reason } => self.report.problem(file, line, reason),
            Event::FileDone { bytes } => {
                self.progress.files_done += 1;
                self.before_file += bytes;
                self.progress.bytes_done = self.before_file;
                (self.tell)(&self.progress);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn take(&mut self, portion: &Portion<'_>) -> Result<ControlFlow<()>, Error> {
        if self.cancel.load(Ordering::Relaxed) {
            return Ok(ControlFlow::Break(()));
        }
        let (pieces, unreadable) = split(self.place.namespace, portion);
        let mut whole = unreadable.is_empty();
        for problem in unreadable {
            self.report.problem(portion.file, problem.line, problem.reason);
        }
        let neighbours = self.look_around(&pieces);
        let fact = format!("fhir_taken_{MAPPING}:{}", digest(&portion.text));
        if self.was_taken(&fact, &pieces)? {
            return Ok(ControlFlow::Continue(()));
        }
        let mut left = BTreeMap::new();
        let works = self.plan(portion.file, &pieces, &mut left, &mut whole);
        let mut next = 0;
        let mut singly_until = 0;
        while next < works.len() {
            if self.cancel.load(Ordering::Relaxed) {
                return Ok(ControlFlow::Break(()));
            }
            let most = if next < singly_until { 1 } else { usize::MAX };
            let reached = Cell::new(next);
            match self.stretch(&pieces, &works, next, most, &neighbours, &reached) {
                Ok(stretch) => {
                    next = stretch.next;
                    whole &= !stretch.dangling;
                    self.settle(portion.file, &pieces, stretch.settled, &mut left, &mut whole);
                }
                Err(error) if !is_about_a_row(&error) => return Err(error.into()),
                // Something in this stretch breaks the transaction: each is tried alone.
                Err(_) if most > 1 => singly_until = reached.get() + 1,
                Err(error) => {
                    let pieces_of = works.get(next).map(Work::pieces).unwrap_or_default();
                    let settled =
                        pieces_of.iter().map(|piece| (*piece, Err(error.to_string()))).collect();
                    self.settle(portion.file, &pieces, settled, &mut left, &mut whole);
                    next += 1;
                }
            }
        }
        if whole {
            let left = serde_json::to_string(&left).unwrap_or_default();
            self.store.set_facts(&[(&fact, &left)])?;
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Counts the pieces and notes what they are called, so that references between them are
    /// understood whatever their order.
    fn look_around(&mut self, pieces: &[Piece<'_>]) -> Neighbours {
        let mut neighbours = Neighbours::default();
        for piece in pieces {
            let found = &piece.found;
            self.report.of(&found.kind).seen += 1;
            self.progress.resources += 1;
            if !piece.identified {
                continue;
            }
            let (own_id, full_url) = (piece.own_id.as_deref(), piece.full_url.as_deref());
            neighbours.note(&found.kind, found.id, own_id, full_url);
            self.learnt.note(&found.kind, found.id, found.raw);
            if found.kind == "Patient" {
                neighbours.note_patient(found.id, found.raw);
            }
        }
        let namespace = self.place.namespace;
        for piece in pieces.iter().filter(|piece| piece.found.kind == "DiagnosticReport") {
            let found = &piece.found;
            neighbours.note_panel(namespace, found.id, found.raw, found.base.as_deref());
        }
        neighbours
    }

    /// Whether this very text was taken before, whole and with every reference understood. What
    /// the clinic has changed since then is left as it is. The note says what was left.
    fn was_taken(&mut self, fact: &str, pieces: &[Piece<'_>]) -> Result<bool, Error> {
        let note: Option<String> =
            self.store.read::<_, store::Error>(|reader| reader.fact(fact))?;
        let Some(note) = note else { return Ok(false) };
        let mut left: BTreeMap<String, u64> = serde_json::from_str(&note).unwrap_or_default();
        for piece in pieces {
            let count = self.report.of(&piece.found.kind);
            match left.get_mut(&piece.found.kind).filter(|left| **left > 0) {
                Some(left) => {
                    *left -= 1;
                    count.left += 1;
                }
                None => count.unchanged += 1,
            }
        }
        Ok(true)
    }

    /// Plans the taking, and settles what needs none.
    fn plan(
        &mut self,
        file: &str,
        pieces: &[Piece<'_>],
        left: &mut BTreeMap<String, u64>,
        whole: &mut bool,
    ) -> Vec<Work> {
        let plan = plan(pieces);
        let left_out = plan.left.into_iter().map(|piece| (piece, Ok(Outcome::Left)));
        let nameless = plan
            .nameless
            .into_iter()
            .map(|piece| (piece, Err("It has no id that it could be known by.".to_owned())));
        self.settle(file, pieces, left_out.chain(nameless).collect(), left, whole);
        plan.works
    }

    /// Takes `works` from `next` on in one transaction, until it is large enough.
    fn stretch(
        &self,
        pieces: &[Piece<'_>],
        works: &[Work],
        next: usize,
        most: usize,
        neighbours: &Neighbours,
        reached: &Cell<usize>,
    ) -> Result<Stretch, store::Error> {
        self.store.write(self.author, COMMAND, |write: &mut Write<'_>| {
            write.audit_once();
            let mut intake = Intake::new(write, &self.place, &self.learnt, neighbours);
            let mut stretch = Stretch { next, settled: Vec::new(), dangling: false };
            for (number, work) in works.iter().enumerate().skip(next).take(most) {
                reached.set(number);
                let cancelled = self.cancel.load(Ordering::Relaxed);
                if intake.operations >= OPERATIONS || cancelled {
                    break;
                }
                take_work(&mut intake, pieces, work, &mut stretch.settled)?;
                stretch.next = number + 1;
            }
            stretch.dangling = intake.dangling;
            Ok(stretch)
        })
    }

    fn settle(
        &mut self,
        file: &str,
        pieces: &[Piece<'_>],
        settled: Vec<Settled>,
        left: &mut BTreeMap<String, u64>,
        whole: &mut bool,
    ) {
        for (number, result) in settled {
            let Some(piece) = pieces.get(number) else { continue };
            let found = &piece.found;
            match result {
                Ok(outcome) => {
                    let count = self.report.of(&found.kind);
                    match outcome {
                        Outcome::Stored => count.stored += 1,
                        Outcome::Changed => count.changed += 1,
                        Outcome::Unchanged => count.unchanged += 1,
                        Outcome::Left => {
                            count.left += 1;
                            *left.entry(found.kind.clone()).or_default() += 1;
                        }
                    }
                }
                Err(reason) => {
                    *whole = false;
                    let reason = format!("{}: {reason}", found.kind);
                    self.report.problem(file, found.line, reason);
                }
            }
        }
    }
}

fn take_work(
    intake: &mut Intake<'_, '_>,
    pieces: &[Piece<'_>],
    work: &Work,
    settled: &mut Vec<Settled>,
) -> Result<(), store::Error> {
    let found = |number: &usize| pieces.get(*number).map(|piece| &piece.found);
    let results = match work {
        Work::One(number) => {
            found(number).map(|found| take_one(intake, found)).into_iter().collect()
        }
        Work::Vitals(numbers) => {
            let group: Vec<&Found<'_>> = numbers.iter().filter_map(found).collect();
            vitals::take(intake, &group)?
        }
    };
    for (number, result) in work.pieces().iter().zip(results) {
        let result = match result {
            Ok(outcome) => Ok(outcome),
            Err(Refused::Because(reason)) => Err(reason),
            Err(Refused::Store(error)) => return Err(error),
        };
        settled.push((*number, result));
    }
    Ok(())
}

fn take_one(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    if found.holdfast.is_some() {
        return own::take(intake, found);
    }
    match found.kind.as_str() {
        "Practitioner" => patients::take_practitioner(intake, found),
        "Patient" => patients::take_patient(intake, found),
        "Encounter" => visits::take(intake, found),
        "Condition" => conditions::take(intake, found),
        "AllergyIntolerance" => conditions::take_allergy(intake, found),
        "Procedure" => procedures::take(intake, found),
        "Immunization" => procedures::take_immunization(intake, found),
        "MedicationRequest" => prescriptions::take(intake, found),
        "Observation" => {
            let observation: Observation = read(found)?;
            let reading: Reading = read(found)?;
            results::take(intake, found, &observation, &reading)
        }
        "ImagingStudy" => imaging::take(intake, found),
        "MedicationDispense" => dispensings::take(intake, found),
        "Appointment" => appointments::take(intake, found),
        "Coverage" => coverages::take(intake, found),
        "DocumentReference" => documents::take(intake, found),
        "CarePlan" => care_plans::take(intake, found),
        "CsvClaim" => claims_csv::take(intake, found),
        "CsvCharge" => claims_csv::take_charge(intake, found),
        "CsvPayment" => claims_csv::take_payment(intake, found),
        "Claim" => invoices::take(intake, found),
        "ExplanationOfBenefit" => payments::take(intake, found),
        _ => Ok(Outcome::Left),
    }
}

fn digest(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

/// Whether the error is about what was written, and another resource may well be taken.
fn is_about_a_row(error: &store::Error) -> bool {
    matches!(
        error,
        store::Error::Rule(_)
            | store::Error::BrokenReference
            | store::Error::Missing { .. }
            | store::Error::Shape(_)
            | store::Error::Denied(_)
            | store::Error::TooManyOperations { .. }
    )
}
