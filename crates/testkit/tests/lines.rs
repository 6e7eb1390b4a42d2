//! Bad lines, wrong centres and wrong clocks: each is said in a sentence, and nothing is lost.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a story fails by panicking")]

use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use store::Surroundings;
use sync::Trouble;
use sync_server::postgres_private::TestCluster;
use tempfile::TempDir;
use testkit::{Centre, Device, Line, surroundings};
use tokio::sync::OnceCell;
use uuid::Uuid;

static CLUSTER: OnceCell<TestCluster> = OnceCell::const_new();

struct Clinic {
    folder: TempDir,
    centre: Centre,
    line: Line,
}

impl Clinic {
    async fn start() -> Result<Self> {
        let cluster = CLUSTER
            .get_or_init(async || {
                tokio::task::spawn_blocking(TestCluster::start).await.unwrap().unwrap()
            })
            .await;
        let folder = TempDir::new()?;
        let url = cluster.database().await?;
        let centre = Centre::over(&folder.path().join("centre"), &url).await?;
        let line = Line::to(centre.address()).await?;
        Ok(Self { folder, centre, line })
    }

    fn at(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    async fn desk(&self) -> Result<Device> {
        let desk = Device::alone("desk", &self.at("desk"))?;
        desk.enrol(&self.centre, &self.line).await?;
        desk.exchange().await?;
        Ok(desk)
    }
}

fn trouble(result: Result<impl std::fmt::Debug>) -> Trouble {
    result.unwrap_err().downcast::<Trouble>().unwrap()
}

fn register(device: &Device, family: &str) -> Result<Uuid> {
    let person = testkit::people::person(7);
    let mut request = person.registration();
    request["family_name"] = family.into();
    request["accept_duplicates"] = true.into();
    let answer = device.ask("people.register", request)?;
    Ok(answer["id"].as_str().context("an id")?.parse()?)
}

fn family(device: &Device, patient: Uuid) -> Option<String> {
    device
        .store
        .read::<_, store::Error>(|reader| {
            reader.value("SELECT family_name FROM patients WHERE id = ?1", [patient])
        })
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_centre_that_is_away_is_said_and_what_waits_goes_on_waiting() -> Result<()> {
    let clinic = Clinic::start().await?;
    let desk = clinic.desk().await?;
    clinic.line.cut();
    register(&desk, "Waiting")?;
    let told = trouble(desk.exchange().await);
    assert!(matches!(told, Trouble::Unreachable), "{told:?}");
    assert!(told.to_string().contains("Everything is kept on this PC"));
    assert_eq!(desk.store.backlog()?.waiting, 1);
    clinic.line.mend();
    assert_eq!(desk.exchange().await?.sent, 1);
    assert_eq!(desk.store.backlog()?.waiting, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_centre_of_another_clinic_gets_nothing() -> Result<()> {
    let ours = Clinic::start().await?;
    let theirs = Clinic::start().await?;
    let desk = ours.desk().await?;
    register(&desk, "Secret")?;
    let mut link = desk.link()?;
    link.server.set_port(Some(theirs.line.address().port())).unwrap();
    let client = sync::Client::new(&link, &desk.key())?;
    let told = sync::exchange(&desk.store, &client, &desk.key()).await.unwrap_err();
    assert!(matches!(told, Trouble::NotOurCentre), "{told:?}");
    assert_eq!(desk.store.backlog()?.waiting, 1);

    let mut invitation = ours.centre.invite("laptop", ours.line.address()).await?;
    invitation.server = link.server;
    let laptop = Device::alone("laptop", &ours.at("laptop"))?;
    let told = trouble(laptop.enrol_by(&invitation).await);
    assert!(matches!(told, Trouble::NotOurCentre), "{told:?}");
    assert!(!laptop.store.facts()?.enrolled);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_used_is_refused_in_words_and_the_pc_stays_as_it_was() -> Result<()> {
    let clinic = Clinic::start().await?;
    let link = clinic.centre.invite("desk", clinic.line.address()).await?;
    let desk = Device::alone("desk", &clinic.at("desk"))?;
    desk.enrol_by(&link).await?;
    let second = Device::alone("second", &clinic.at("second"))?;
    let told = trouble(second.enrol_by(&link).await);
    assert!(matches!(&told, Trouble::Refused { code, .. } if code == "code_used"), "{told:?}");
    assert!(told.to_string().contains("used"));
    assert!(!second.store.facts()?.enrolled && sync::Link::load(second.folder())?.is_none());
    assert!(matches!(sync::EnrolmentLink::parse("https://x"), Err(Trouble::NotALink)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_pc_is_told_at_its_next_contact() -> Result<()> {
    let clinic = Clinic::start().await?;
    let desk = clinic.desk().await?;
    clinic.centre.revoke("desk").await?;
    let told = trouble(desk.exchange().await);
    assert!(matches!(told, Trouble::Revoked), "{told:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bootstrap_that_is_cut_goes_on_where_it_was_and_brings_no_row_twice() -> Result<()> {
    let clinic = Clinic::start().await?;
    let desk = clinic.desk().await?;
    for portion in 0..20 {
        desk.store.write::<_, store::Error>(desk.user, "system.import_lines", |write| {
            write.audit_once();
            let now = write.now();
            for number in 0..2_000 {
                write.insert(
                    "departments",
                    store::Cells::new().set("name", format!("Ward {portion}-{number} at {now}")),
                )?;
            }
            Ok(())
        })?;
    }
    desk.exchange().await?;

    let laptop =
        Device::new_pc("laptop", &clinic.at("laptop"), &clinic.centre, &clinic.line).await?;
    // The line is cut as soon as some thousands of rows have been applied, again and again.
    let (line, seen) = (clinic.line.clone(), laptop.store.clone());
    let last_cut = std::sync::atomic::AtomicU64::new(0);
    laptop.store.on_change(move |_| {
        let done = seen.bootstrap().ok().flatten().map_or(0, |bootstrap| bootstrap.rows_done);
        let before = last_cut.load(std::sync::atomic::Ordering::Relaxed);
        if done >= before + 4_000 {
            last_cut.store(done, std::sync::atomic::Ordering::Relaxed);
            line.cut();
        }
    });
    let (mut cuts, mut fetched) = (0, 0);
    while let Err(error) = laptop.exchange().await {
        assert!(matches!(error.downcast::<Trouble>()?, Trouble::Unreachable));
        let done = laptop.store.bootstrap()?.map_or(0, |bootstrap| bootstrap.rows_done);
        assert!(done > fetched, "each try brings something");
        fetched = done;
        cuts += 1;
        clinic.line.mend();
    }
    assert!(cuts >= 2, "{cuts} cuts");
    assert!(laptop.verify().await?.iter().all(|table| table.equal));
    assert_eq!(desk.rows("departments")?, laptop.rows("departments")?);
    Ok(())
}

fn clock(offset_years: i64) -> Surroundings {
    let offset = offset_years * 365 * 86_400 * 1_000_000;
    let (right, random) = (surroundings(), surroundings());
    Surroundings::new(move || right.now() + offset, move || random.random())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_years_off_wins_and_loses_nothing_and_is_noticed() -> Result<()> {
    for years in [-50, 70] {
        let clinic = Clinic::start().await?;
        let path = clinic.at("wrong");
        let wrong = Device::alone_by_clock("wrong", Path::new(&path), clock(years))?;
        let patient = register(&wrong, "First")?;
        wrong.enrol(&clinic.centre, &clinic.line).await?;
        let exchanged = wrong.exchange().await?;
        let off_hours = exchanged.clock_off / 3_600_000_000 + years * 365 * 24;
        assert!(off_hours.abs() <= 1, "the status says how far the clock is off: {off_hours} h");

        let right =
            Device::join("right", &clinic.at("right"), &clinic.centre, &clinic.line, "olga")
                .await?;
        let rename = |device: &Device, family: &str| -> Result<()> {
            let mut details = device.ask("people.details", serde_json::json!({"id": patient}))?;
            details["family_name"] = family.into();
            device.ask("people.update", details)?;
            Ok(())
        };
        rename(&right, "Second")?;
        right.exchange().await?;
        wrong.exchange().await?;
        assert_eq!(family(&wrong, patient).as_deref(), Some("Second"));
        // Who has seen the last change writes over it, whatever the clock says.
        rename(&wrong, "Third")?;
        wrong.exchange().await?;
        right.exchange().await?;
        assert_eq!(family(&right, patient).as_deref(), Some("Third"));
        assert!(right.verify().await?.iter().all(|table| table.equal));
    }
    Ok(())
}

/// Olga, who founded the clinic and looks after everybody, on both PCs.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_offline_into_a_record_that_went_behind_another_follows_it() -> Result<()> {
    let clinic = Clinic::start().await?;
    let desk = clinic.desk().await?;
    let (kept, behind) = (register(&desk, "Merged")?, register(&desk, "Mergd")?);
    for patient in [kept, behind] {
        desk.ask("people.break_glass", emergency(patient))?;
    }
    desk.exchange().await?;
    let folder = clinic.at("laptop");
    let laptop = Device::join("laptop", &folder, &clinic.centre, &clinic.line, "olga").await?;

    clinic.line.cut();
    let merge = json!({"patient_id": kept, "merged_patient_id": behind, "reason": "One passport"});
    let merge = desk.ask("people.merge", merge)?["id"].clone();
    let allergy = json!({"patient_id": behind, "substance_text": "Latex", "category": "environment",
                         "criticality": "high", "reaction_text": null, "severity": null});
    laptop.ask("people.add_allergy", allergy)?;
    let mut details = laptop.ask("people.details", json!({"id": behind}))?;
    details["phone"] = "+34 600 123 123".into();
    details.as_object_mut().context("details")?.remove("mrn");
    laptop.ask("people.update", details)?;

    clinic.line.mend();
    for device in [&desk, &laptop, &desk] {
        device.exchange().await?;
    }
    for device in [&desk, &laptop] {
        let chart = device.ask("people.chart", json!({"patient_id": kept}))?;
        assert_eq!(chart["allergies"][0]["substance_text"], "Latex", "{}", device.name);
        let after = &chart["merged"][0];
        assert_eq!(after["patient"]["id"], json!(behind), "{}", device.name);
        assert_eq!(after["changed_since"], true, "{}", device.name);
        let found = device.ask("people.find", json!({"query": "600 123 123", "limit": 5}))?;
        assert_eq!(found[0]["id"], json!(kept), "{}: the number leads to the person", device.name);
    }
    // The other way round: it is parted again while the other PC writes to the record in front.
    clinic.line.cut();
    desk.ask("people.unmerge", json!({"id": merge, "version": 0}))?;
    let second = json!({"patient_id": kept, "substance_text": "Nuts", "category": "food",
                        "criticality": "high", "reaction_text": null, "severity": null});
    laptop.ask("people.add_allergy", second)?;
    clinic.line.mend();
    for device in [&laptop, &desk, &laptop] {
        device.exchange().await?;
    }
    for device in [&desk, &laptop] {
        let of = |patient: Uuid| -> Result<Vec<String>> {
            let chart = device.ask("people.chart", json!({"patient_id": patient}))?;
            let allergies = chart["allergies"].as_array().context("allergies")?;
            let text = |line: &Value| line["substance_text"].as_str().unwrap().to_owned();
            Ok(allergies.iter().map(text).collect())
        };
        assert_eq!((of(kept)?, of(behind)?), (vec!["Nuts".to_owned()], vec!["Latex".to_owned()]));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_two_pcs_follow_for_one_cause_costs_nobody_any_work() -> Result<()> {
    let clinic = Clinic::start().await?;
    let desk = clinic.desk().await?;
    let patient = register(&desk, "Twice")?;
    let rule = json!({"name": "Afterwards", "trigger": "visit_completed", "conditions": [],
                      "actions": [{"do": "add_task", "title": "Clean the room",
                                   "for_role": "nurse", "priority": "low", "due_in_hours": 1}],
                      "is_active": true});
    desk.ask("system.add_workflow_rule", rule)?;
    let visit = json!({"patient_id": patient, "kind": "routine", "reason": "Cough"});
    let visit = desk.ask("encounters.start_visit", visit)?["id"].clone();
    desk.exchange().await?;
    let folder = clinic.at("laptop");
    let laptop = Device::join("laptop", &folder, &clinic.centre, &clinic.line, "olga").await?;

    clinic.line.cut();
    for device in [&desk, &laptop] {
        device.ask("encounters.end_visit", json!({"id": visit, "version": 0}))?;
    }
    clinic.line.mend();
    for device in [&desk, &laptop, &desk] {
        device.exchange().await?;
    }
    for device in [&desk, &laptop] {
        let backlog = device.store.backlog()?;
        assert_eq!((backlog.waiting, backlog.quarantined), (0, 0), "{}", device.name);
        assert_eq!(device.rows("tasks")?.len(), 1, "{}", device.name);
        assert_eq!(device.rows("workflow_runs")?.len(), 2, "{}", device.name);
    }
    Ok(())
}

fn emergency(patient: Uuid) -> Value {
    json!({"patient_id": patient, "reason": "Found unconscious, both records are needed"})
}
