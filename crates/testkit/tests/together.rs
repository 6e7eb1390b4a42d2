//! What two PCs, each right by itself, do together while they cannot reach each other: it all lands,
//! and a person is asked to look.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::sync::OnceLock;

use anyhow::Result;
use serde_json::{Value, json};
use store::params;
use sync_server::postgres_private::TestCluster;
use testkit::people::person;
use testkit::{Centre, Device, Line};
use uuid::Uuid;

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;

fn cluster() -> &'static TestCluster {
    static CLUSTER: OnceLock<TestCluster> = OnceLock::new();
    CLUSTER.get_or_init(|| TestCluster::start().unwrap())
}

fn id_of(answer: &Value) -> Uuid {
    answer["id"].as_str().unwrap().parse().unwrap()
}

/// Two PCs of one clinic with two doctors.
struct Apart {
    desk: Device,
    ward: Device,
    doctors: Vec<Uuid>,
    _centre: Centre,
    _line: Line,
    _folder: tempfile::TempDir,
}

impl Apart {
    async fn up() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let url = cluster().database().await?;
        let centre = Centre::over(&folder.path().join("centre"), &url).await?;
        let line = Line::to(centre.address()).await?;
        let desk = Device::alone("desk", &folder.path().join("desk"))?;
        desk.ask(
            "organization.add_user",
            json!({"given_name": "Ana", "family_name": "Ruiz", "username": "ana",
                   "password": testkit::PASSWORD, "roles": ["doctor"], "is_practitioner": true}),
        )?;
        let doctors = desk.ask("organization.practitioners", json!({}))?;
        let doctors = doctors.as_array().unwrap().iter().map(id_of).collect();
        desk.enrol(&centre, &line).await?;
        desk.exchange().await?;
        let ward =
            Device::join("ward", &folder.path().join("ward"), &centre, &line, "olga").await?;
        Ok(Self { desk, ward, doctors, _centre: centre, _line: line, _folder: folder })
    }

    /// Each sends what it has, and hears of the other's.
    async fn meet(&self) -> Result<()> {
        for device in [&self.desk, &self.ward, &self.desk, &self.ward] {
            device.exchange().await?;
        }
        Ok(())
    }

    fn register(&self, seed: u64) -> Result<Uuid> {
        Ok(id_of(&self.desk.ask("people.register", person(seed).registration())?))
    }

    fn book(&self, device: &Device, patient: Uuid, (doctor, at): (usize, i64)) -> Result<Uuid> {
        let request = json!({
            "patient_id": patient, "practitioner_id": self.doctors.get(doctor), "starts_at": at,
            "ends_at": at + 30 * MINUTE, "kind": "consultation", "priority": "medium",
            "reason": null, "room": null, "overbook": false
        });
        Ok(id_of(&device.ask("scheduling.book", request)?))
    }

    /// The open tasks of this title that the desk sees.
    fn asked(&self, title: &str) -> Result<i64> {
        let count: Option<i64> = self.desk.store.read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT count(*) FROM tasks WHERE title = ?1 AND status = 'open'",
                params![title],
            )
        })?;
        Ok(count.unwrap_or(0))
    }
}

/// Tomorrow, on the hour.
fn tomorrow(hours: i64) -> i64 {
    let now = testkit::surroundings().now();
    (now / HOUR + 24 + hours) * HOUR
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_merged_on_two_pcs_is_in_two_places_and_the_desk_is_asked_once() -> Result<()> {
    let apart = Apart::up().await?;
    let (one, other) = (apart.register(1)?, apart.register(2)?);
    apart.meet().await?;
    // Each books the record that it knows, and then finds the two to be one person.
    apart.book(&apart.desk, one, (0, tomorrow(0)))?;
    apart.book(&apart.ward, other, (1, tomorrow(0) + 10 * MINUTE))?;
    let merge = json!({"patient_id": one, "merged_patient_id": other, "reason": "Same passport"});
    for device in [&apart.desk, &apart.ward] {
        device.ask("people.merge", merge.clone())?;
    }
    apart.meet().await?;
    assert_eq!(apart.asked(catalog::TWO_PLACES_AFTER_MERGE)?, 1);
    // The other way round, each puts the other one in front: no circle, and still one person.
    let (third, fourth) = (apart.register(3)?, apart.register(4)?);
    apart.meet().await?;
    for (device, keep, behind) in [(&apart.desk, third, fourth), (&apart.ward, fourth, third)] {
        let merge =
            json!({"patient_id": keep, "merged_patient_id": behind, "reason": "Same passport"});
        device.ask("people.merge", merge)?;
    }
    apart.meet().await?;
    apart.book(&apart.desk, third, (0, tomorrow(3)))?;
    apart.book(&apart.ward, fourth, (1, tomorrow(3)))?;
    apart.meet().await?;
    assert_eq!(apart.asked(catalog::TWO_PLACES_AFTER_MERGE)?, 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_died_on_one_pc_and_was_booked_on_another_is_looked_into() -> Result<()> {
    let apart = Apart::up().await?;
    let (one, other) = (apart.register(1)?, apart.register(2)?);
    let merge = json!({"patient_id": one, "merged_patient_id": other, "reason": "Same passport"});
    apart.desk.ask("people.merge", merge)?;
    let known = apart.book(&apart.desk, other, (0, tomorrow(0)))?;
    apart.meet().await?;
    let died = json!({"id": one, "version": 0, "deceased_at": null});
    apart.desk.ask("people.record_death", died)?;
    let booked = apart.book(&apart.ward, other, (0, tomorrow(2)))?;
    let start = json!({
        "appointment_id": null, "patient_id": one, "practitioner_id": null,
        "kind": "consultation", "reason": null, "beside_appointment": true
    });
    apart.ward.ask("encounters.start_visit", start)?;
    let plan = json!({
        "patient_id": one, "title": "Heart failure", "category": null, "description": null,
        "starts_on": null, "ends_on": null, "goals": [], "activities": [], "notes": null
    });
    let plan = id_of(&apart.ward.ask("encounters.write_care_plan", plan)?);
    apart.ward.ask("encounters.start_care_plan", json!({"id": plan, "version": 0}))?;
    // The ward is heard first, so that it is the death that meets what goes on.
    apart.ward.exchange().await?;
    apart.meet().await?;
    let status = |id: Uuid| {
        apart.desk.store.read::<_, store::Error>(|reader| {
            reader.value::<String>("SELECT status FROM appointments WHERE id = ?1", params![id])
        })
    };
    assert_eq!(status(known)?.as_deref(), Some("cancelled"));
    assert_eq!(status(booked)?.as_deref(), Some("scheduled"), "it lands");
    assert_eq!(apart.asked(catalog::BOOKED_AFTER_DEATH)?, 1);
    assert_eq!(apart.asked(catalog::GOES_ON_AFTER_DEATH)?, 1);
    // Ended by a person, all of it is done.
    apart.desk.ask("people.end_after_death", json!({"patient_id": one}))?;
    apart.meet().await?;
    assert_eq!(status(booked)?.as_deref(), Some("cancelled"));
    for title in [catalog::BOOKED_AFTER_DEATH, catalog::GOES_ON_AFTER_DEATH] {
        assert_eq!(apart.asked(title)?, 0, "{title}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_in_that_is_taken_back_while_the_visit_begins_is_looked_into() -> Result<()> {
    let apart = Apart::up().await?;
    let patient = apart.register(1)?;
    let now = testkit::surroundings().now();
    let booked = apart.book(&apart.desk, patient, (0, now + 5 * MINUTE))?;
    apart.desk.ask("scheduling.check_in", json!({"id": booked, "version": 0}))?;
    apart.meet().await?;
    let room = json!({"appointment_id": booked, "version": 0, "room": "2"});
    apart.ward.ask("encounters.room", room)?;
    let undo = json!({"id": booked, "version": 0, "reason": "It was the sister"});
    apart.desk.ask("scheduling.undo_check_in", undo)?;
    apart.meet().await?;
    assert_eq!(apart.asked("A check-in was taken back after its visit had begun")?, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_two_pcs_correct_differently_counts_once_and_finance_is_asked() -> Result<()>
{
    let apart = Apart::up().await?;
    let patient = apart.register(1)?;
    let bill = apart.desk.ask(
        "billing.create_invoice",
        json!({"patient_id": patient, "visit_id": null, "due_on": null, "notes": null,
               "issue": true,
               "lines": [{"description": "Consultation", "quantity": 1, "unit_price_minor": 4_000,
                          "procedure_code": null, "diagnosis_code": null}]}),
    )?;
    let invoice = id_of(&bill);
    let paid = apart.desk.ask(
        "billing.take_payment",
        json!({"invoice_id": invoice, "amount_minor": 400, "method": "credit_card",
               "reference": null}),
    )?;
    apart.meet().await?;
    let correct = |device: &Device, id: Uuid, amount: i64| {
        let request = json!({"id": id, "amount_minor": amount, "reason": "Typed wrong"});
        device.ask("billing.correct_payment", request).map(|made| id_of(&made))
    };
    let desk = correct(&apart.desk, id_of(&paid), 4_000)?;
    let ward = correct(&apart.ward, id_of(&paid), 3_900)?;
    apart.meet().await?;
    let (counts, amount) = if ward > desk { (ward, 3_900) } else { (desk, 4_000) };
    for device in [&apart.desk, &apart.ward] {
        let bill = device.ask("billing.invoice", json!({"id": invoice}))?;
        assert_eq!(bill["paid_minor"], amount, "{bill}");
        assert_eq!(bill["payments"][0]["id"], json!(counts));
        assert_eq!(bill["corrected_payments"].as_array().unwrap().len(), 2, "nothing is lost");
    }
    assert_eq!(apart.asked(catalog::PAYMENT_CORRECTED_TWICE)?, 1);
    // Whoever looked corrects the one that counts: that decides, and asks nobody again.
    correct(&apart.ward, counts, 4_050)?;
    apart.meet().await?;
    let bill = apart.desk.ask("billing.invoice", json!({"id": invoice}))?;
    assert_eq!(bill["paid_minor"], 4_050, "{bill}");
    assert_eq!(apart.asked(catalog::PAYMENT_CORRECTED_TWICE)?, 1);
    Ok(())
}
