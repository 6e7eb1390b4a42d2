//! What people wait for does not grow with the record: no statement of any workflow or question
//! walks over a table that grows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result};
use catalog::Role;
use clinic::commands::commands;
use testkit::demo::{self, Clock, crowd};
use testkit::questions::Asker;
use testkit::{Device, surroundings};
use uuid::Uuid;

/// More rows than this, walked over without an index, are a table that grows. The formulary and
/// the list of cautions that a clinic begins with are shorter.
const FEW: u64 = 1_000;
/// So many patients that their tables, and those of their visits, are longer than [`FEW`].
const CROWD: crowd::Size = crowd::Size { patients: 1_500, branches: 3, seed: 7 };

type Walked = Arc<Mutex<BTreeMap<String, u64>>>;

/// A clinic with many patients, in which then everything happens that the demo knows of.
struct Grown {
    desk: Device,
    now: i64,
    walked: Walked,
    /// How long everything that was done took, by name.
    done: demo::Pace,
}

impl Grown {
    fn up(folder: &std::path::Path) -> Result<Self> {
        let now = surroundings().now();
        let (town, clock) = (demo::town(now), Clock::at(demo::founded_at(now)));
        let walked = Walked::default();
        let noted = Arc::clone(&walked);
        let watched = clock.surroundings().watched(move |effort| {
            if effort.scanned > FEW
                && let Ok(mut noted) = noted.lock()
            {
                let most = noted.entry(effort.sql.to_owned()).or_default();
                *most = effort.scanned.max(*most);
            }
        });
        let founding = demo::founding(town, "Harbour Clinic");
        let desk = Device::founded("desk", folder, watched, &founding)?;
        crowd::fill(&desk.store, &clock, desk.user, town, (now, CROWD), &mut |_| ())?;
        let done = demo::load(&desk.store, &clock, desk.user, town, now, &mut |_| ())?;
        let done = demo::decide(&desk.store, &clock, (town, now), done)?;
        Ok(Self { desk, now, walked, done })
    }

    fn walked(&self) -> BTreeMap<String, u64> {
        self.walked.lock().map(|mut walked| std::mem::take(&mut *walked)).unwrap_or_default()
    }

    fn busiest_patient(&self) -> Result<Uuid> {
        let busiest: Option<Uuid> = self.desk.store.read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT patient_id FROM visits GROUP BY patient_id ORDER BY count(*) DESC LIMIT 1",
                [],
            )
        })?;
        busiest.context("somebody who was seen")
    }
}

/// What a doctor and a nurse are told about a patient of whom they have no care, and why.
const TOLD_ABOUT_STRANGERS: &[(&str, &str)] = &[
    ("alerts.one", "whoever is near answers an alarm, whomever it is about"),
    ("organization.practitioner", "it is about a colleague"),
    ("scheduling.appointment", "whoever reads the appointment book reads each of its lines"),
    ("scheduling.history", "whoever reads the appointment book reads how a booking was moved"),
];

#[test]
fn nothing_is_told_about_a_patient_who_is_in_nobodys_care_but_what_is_on_the_list() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let now = surroundings().now();
    let (town, clock) = (demo::town(now), Clock::at(demo::founded_at(now)));
    let founding = demo::founding(town, "Harbour Clinic");
    let desk = Device::founded("desk", folder.path(), clock.surroundings(), &founding)?;
    demo::load(&desk.store, &clock, desk.user, town, now, &mut |_| ())?;
    let mut told = BTreeSet::new();
    for (name, role) in [("doctor", Role::Doctor), ("nurse", Role::Nurse)] {
        let asker = Asker::with_roles(&desk.store, desk.user, name, vec![role])?.about_one_alone();
        let strangers: Vec<Uuid> = desk.store.read::<_, store::Error>(|reader| {
            // Those of whom most is known.
            reader.column(
                "SELECT p.id FROM patients p WHERE p.deleted_at IS NULL ORDER BY \
                 (SELECT count(*) FROM visits v WHERE v.patient_id = p.id) DESC, p.id",
                [],
            )
        })?;
        let mut strangers = strangers.into_iter().filter(|patient| asker.is_stranger(*patient));
        let known_best: Vec<Uuid> = strangers.by_ref().take(12).collect();
        assert!(!known_best.is_empty(), "whoever is asked about is in nobody's care");
        for stranger in known_best {
            told.extend(asker.told_about(stranger, now)?);
        }
    }
    let explained: BTreeSet<&str> = TOLD_ABOUT_STRANGERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(told, explained, "of a read that is about a patient say `open`, or say why not");
    Ok(())
}

#[test]
fn nothing_that_people_wait_for_walks_over_a_table_that_grows() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let grown = Grown::up(folder.path())?;
    assert_eq!(grown.walked(), BTreeMap::new(), "workflows walk over these");
    let undone: Vec<&str> = commands()
        .iter()
        .filter(|command| command.writes() && !grown.done.contains_key(command.name))
        .map(|command| command.name)
        .collect();
    assert_eq!(undone, Vec::<&str>::new());
    let busiest = grown.busiest_patient()?;
    // The watch sees that this one counts everybody's visits.
    assert_eq!(grown.walked().len(), 1);

    let asker = Asker::new(&grown.desk.store, grown.desk.user)?;
    let mut asked = demo::Pace::new();
    asker.ask_all(busiest, grown.now, &mut asked)?;
    assert_eq!(grown.walked(), BTreeMap::new(), "questions walk over these");

    let unasked: Vec<&str> = commands()
        .iter()
        .filter(|command| !command.writes() && !asked.contains_key(command.name))
        .map(|command| command.name)
        .collect();
    assert_eq!(unasked, Vec::<&str>::new());
    Ok(())
}
