//! The outage story: a clinic day that the network leaves in the middle of.
//!
//! Front desk and doctor work on two replicas; the line is cut; both go on, meet in one telephone
//! number and in one slot, and the desk's program is killed while it writes. When the line is
//! back, both replicas and the centre agree row for row and nothing acknowledged is lost.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;

use anyhow::{Context as _, Result, ensure};
use chrono::{Duration, TimeZone as _, Utc};
use chrono_tz::Europe::Madrid;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Centre, Device, Line};

/// Set for the process that plays the desk while it is killed: the folder and the user.
const DESK_FOLDER: &str = "HOLDFAST_STORY_DESK_FOLDER";
const DESK_USER: &str = "HOLDFAST_STORY_DESK_USER";

/// How many registrations are acknowledged before the desk's process is killed.
const ACKNOWLEDGED: usize = 25;

/// If this process was started to play the desk, registers patients until it is killed and never
/// returns. Whatever starts the story calls this first.
pub fn be_the_desk_if_asked() -> Result<()> {
    let (Ok(folder), Ok(user)) = (std::env::var(DESK_FOLDER), std::env::var(DESK_USER)) else {
        return Ok(());
    };
    let desk = Device::reopen("desk", Path::new(&folder), user.parse()?)?;
    let mut acknowledged = std::io::stdout();
    for number in 0.. {
        let id = register(&desk, "Waiting", &format!("Room{number}"), &format!("600 {number:06}"))?;
        writeln!(acknowledged, "{id}")?;
        acknowledged.flush()?;
    }
    Ok(())
}

/// Plays the story and tells it. `desk_process` makes the command that runs
/// [`be_the_desk_if_asked`] in a process of its own. `real_patients` is a folder or archive of FHIR
/// bundles; without it the clinic has made-up patients.
///
/// # Errors
/// The first thing that is not as it must be.
pub async fn play(
    tell: &mut dyn FnMut(&str),
    desk_process: impl Fn() -> Result<Command>,
    real_patients: Option<&Path>,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| -> PathBuf { folder.path().join(name) };

    let centre = Centre::start(&at("centre")).await?;
    let line = Line::to(centre.address()).await?;
    let mut desk = Device::alone("desk", &at("desk"))?;
    add_patients(&desk, real_patients, tell)?;
    let practitioner = add_doctor(&desk)?;
    let known = some_patients(&desk)?;
    let [first, second, third] = known.as_slice() else { anyhow::bail!("three patients") };
    desk.enrol(&centre, &line).await?;
    desk.go_live()?;
    desk.until_drained().await?;
    let mut doctor = Device::join("laptop", &at("laptop"), &centre, &line, "ines").await?;
    doctor.go_live()?;
    agree(&[&desk, &doctor], tell).await?;
    tell("The desk enrolled its PC and sent what it had; the doctor's laptop fetched the record.");

    line.cut();
    tell("The line is cut.");

    let morning = tomorrow_at(10)?;
    let walk_in = register(&desk, "Amara", "Okafor", "+34 600 111 222")?;
    let appointment = desk.ask(
        "scheduling.walk_in",
        json!({"patient_id": walk_in, "practitioner_id": practitioner, "reason": "Fever",
               "kind": "consultation"}),
    )?;
    let invoice = desk.ask(
        "billing.create_invoice",
        json!({"patient_id": walk_in, "visit_id": null, "due_on": null, "notes": null, "issue": true,
               "lines": [{"description": "Consultation", "quantity": 1.0, "unit_price_minor": 4500,
                          "procedure_code": null, "diagnosis_code": null}]}),
    )?;
    desk.ask(
        "billing.take_payment",
        json!({"invoice_id": id_of(&invoice)?, "amount_minor": 4500, "method": "cash",
               "reference": null}),
    )?;
    tell("The desk registered a walk-in, booked and checked her in, and took 45.00 in cash.");

    let visit = doctor.ask(
        "encounters.start_visit",
        json!({"appointment_id": null, "patient_id": first, "practitioner_id": practitioner,
               "kind": "routine", "reason": "Cough"}),
    )?;
    doctor.ask(
        "people.add_allergy",
        json!({"patient_id": first, "substance_text": "Penicillin", "category": "medication",
               "criticality": "high", "reaction_text": "Rash", "severity": "moderate"}),
    )?;
    doctor.ask("medication.prescribe", prescription(first, &id_of(&visit)?))?;
    tell("The doctor wrote a visit, an allergy and a prescription on the laptop.");

    // Whoever treats reaches the patients in their care, and a visit is care.
    doctor.ask(
        "encounters.start_visit",
        json!({"appointment_id": null, "patient_id": second, "practitioner_id": practitioner,
               "kind": "routine", "reason": "Dressing"}),
    )?;
    change_phone(&desk, second, "+34 600 000 001")?;
    change_phone(&doctor, second, "+34 600 000 002")?;
    tell("Both changed the same patient's telephone number; the doctor did so last.");

    let book = |device: &Device, patient: &Uuid| -> Result<Uuid> {
        let booked = device.ask(
            "scheduling.book",
            json!({"patient_id": patient, "practitioner_id": practitioner, "starts_at": morning,
                   "ends_at": morning + 20 * 60 * 1_000_000, "kind": "consultation",
                   "priority": "medium", "reason": null, "room": null, "overbook": false}),
        )?;
        id_of(&booked)
    };
    let bookings = [book(&desk, second)?, book(&doctor, third)?];
    tell("Both booked the same doctor for ten o'clock tomorrow, for two patients.");

    let (user, desk_folder) = (desk.user, desk.folder().to_owned());
    desk.close();
    let acknowledged = killed_while_writing(desk_process()?, &desk_folder, user)?;
    let mut desk = Device::reopen("desk", &desk_folder, user)?;
    desk.store.verify()?;
    for id in &acknowledged {
        let found = desk.store.read::<_, store::Error>(|reader| reader.cells("patients", *id))?;
        ensure!(found.is_some(), "a registration that was acknowledged is gone after the kill");
    }
    tell(&format!(
        "The desk's program was killed with -9 while it wrote; all {} registrations that it had \
         acknowledged are there.",
        acknowledged.len()
    ));
    let waiting = (desk.store.backlog()?.waiting, doctor.store.backlog()?.waiting);
    ensure!(waiting.0 > acknowledged.len() as u64 && waiting.1 >= 5, "what was done is waiting");
    tell(&format!(
        "{} changes wait on the desk's PC, {} on the laptop. The line is mended.",
        waiting.0, waiting.1
    ));

    line.mend();
    desk.go_live()?;
    doctor.try_now();
    desk.until_drained().await?;
    doctor.until_drained().await?;
    agree(&[&desk, &doctor], tell).await?;

    phone_is_settled(&desk, second)?;
    tell("The telephone shows the doctor's, later number; the desk's is kept beside it.");
    let held = the_held_booking(&desk, &bookings)?;
    let slot = held
        .pointer("/alternatives/0")
        .context("the inbox offers free slots for the held booking")?;
    desk.ask(
        "system.decide_held_appointment",
        json!({"id": held.get("id"), "choice": "move", "starts_at": slot.get("starts_at"),
               "practitioner_id": slot.get("practitioner_id")}),
    )?;
    desk.until_drained().await?;
    agree(&[&desk, &doctor], tell).await?;
    let held: i64 = doctor
        .store
        .read::<_, store::Error>(|reader| {
            reader.value("SELECT COUNT(*) FROM appointments WHERE held_reason IS NOT NULL", [])
        })?
        .unwrap_or(-1);
    ensure!(held == 0, "the double booking is still held on the laptop");
    tell("The double booking waited in the inbox; a free slot was chosen and the laptop shows it.");

    let checked_in = doctor.store.read::<_, store::Error>(|reader| {
        reader.cells("appointments", id_of(&appointment).unwrap_or_default())
    })?;
    ensure!(checked_in.is_some(), "the walk-in's check-in has reached the laptop");
    let auditor = Device::join("auditor", &at("auditor"), &centre, &line, "ines").await?;
    agree(&[&desk, &doctor, &auditor], tell).await?;
    tell("A third PC that fetched everything anew holds the same content as the other two.");
    for device in [desk, doctor, auditor] {
        device.close();
    }
    centre.stop().await?;
    tell("Nothing that anybody had saved was lost.");
    Ok(())
}

fn id_of(answer: &Value) -> Result<Uuid> {
    Ok(answer.get("id").and_then(Value::as_str).context("an id")?.parse()?)
}

fn details(given: &str, family: &str, phone: &str) -> Value {
    json!({"given_name": given, "middle_name": null, "family_name": family,
           "date_of_birth": "1990-05-17", "date_of_birth_precision": "day", "gender": "female",
           "phone": phone, "email": null, "address_line": null, "city": null, "state": null,
           "postal_code": null, "country": null, "preferred_language": null, "national_id": null,
           "blood_type": null, "emergency_contact_name": null, "emergency_contact_phone": null,
           "emergency_contact_relationship": null, "notes": null})
}

fn register(desk: &Device, given: &str, family: &str, phone: &str) -> Result<Uuid> {
    let mut request = details(given, family, phone);
    if let Some(request) = request.as_object_mut() {
        request.insert("accept_duplicates".to_owned(), json!(true));
    }
    id_of(&desk.ask("people.register", request)?)
}

fn prescription(patient: &Uuid, visit: &Uuid) -> Value {
    json!({"patient_id": patient, "visit_id": visit, "notes": null, "accept_warnings": true,
           "items": [{"medication_text": "Paracetamol", "dose_amount": 500.0, "dose_unit": "mg",
                      "route": "oral", "frequency_text": "every 8 hours", "dosage_text": null,
                      "is_free_text_dosage": false, "duration_days": 5, "quantity": 15.0,
                      "refills_allowed": 0, "instructions": null, "indication": null}]})
}

fn change_phone(device: &Device, patient: &Uuid, phone: &str) -> Result<()> {
    let mut details = device.ask("people.details", json!({"id": patient}))?;
    let fields = details.as_object_mut().context("details")?;
    fields.insert("phone".to_owned(), json!(phone));
    fields.remove("mrn");
    device.ask("people.update", details)?;
    Ok(())
}

fn add_doctor(desk: &Device) -> Result<Uuid> {
    desk.ask(
        "organization.add_user",
        json!({"given_name": "Inés", "family_name": "Prieto", "username": "ines",
               "password": crate::PASSWORD, "roles": ["doctor"], "is_practitioner": true,
               "specialization": "Family medicine"}),
    )?;
    let practitioners = desk.ask("organization.practitioners", json!({}))?;
    let found = practitioners
        .as_array()
        .and_then(|all| {
            all.iter().find(|one| one.get("specialization") == Some(&json!("Family medicine")))
        })
        .context("the doctor is a practitioner")?;
    let practitioner = id_of(found)?;
    let weekdays: Vec<Value> = (1..=7)
        .map(|weekday| json!({"weekday": weekday, "starts": "08:00", "ends": "20:00", "slot_minutes": 20}))
        .collect();
    desk.ask(
        "scheduling.set_hours",
        json!({"practitioner_id": practitioner, "weekdays": weekdays}),
    )?;
    Ok(practitioner)
}

fn add_patients(desk: &Device, real: Option<&Path>, tell: &mut dyn FnMut(&str)) -> Result<()> {
    if let Some(real) = real {
        let never = AtomicBool::new(false);
        let report = interchange::import(&desk.store, desk.user, real, &mut |_| (), &never)?;
        let stored = report.resources.get("Patient").map_or(0, |count| count.stored);
        ensure!(stored > 0, "the archive holds patients");
        tell(&format!("{stored} real patients with their histories were imported at the desk."));
        return Ok(());
    }
    for number in 0..120 {
        register(desk, "Mina", &format!("Family{number}"), &format!("+34 911 {number:06}"))?;
    }
    tell("120 made-up patients were registered at the desk (no real ones on this machine).");
    Ok(())
}

fn some_patients(desk: &Device) -> Result<Vec<Uuid>> {
    Ok(desk.store.read::<_, store::Error>(|reader| {
        reader.column(
            "SELECT id FROM patients WHERE deceased = 0 AND deleted_at IS NULL \
             ORDER BY id LIMIT 3",
            [],
        )
    })?)
}

fn tomorrow_at(hour: u32) -> Result<i64> {
    let day = (Utc::now().with_timezone(&Madrid) + Duration::days(1)).date_naive();
    let time = day.and_hms_opt(hour, 0, 0).context("an hour of the day")?;
    Ok(Madrid.from_local_datetime(&time).earliest().context("a moment")?.timestamp_micros())
}

/// Starts the desk in a process of its own, lets it acknowledge some registrations, and kills it
/// with SIGKILL while it goes on writing. Returns what it had acknowledged.
fn killed_while_writing(mut command: Command, folder: &Path, user: Uuid) -> Result<Vec<Uuid>> {
    let mut desk = command
        .env(DESK_FOLDER, folder)
        .env(DESK_USER, user.to_string())
        .stdout(Stdio::piped())
        .spawn()?;
    let lines = BufReader::new(desk.stdout.take().context("the desk's output")?).lines();
    let mut acknowledged = Vec::new();
    for line in lines {
        if let Ok(id) = line?.trim().parse() {
            acknowledged.push(id);
        }
        if acknowledged.len() >= ACKNOWLEDGED {
            break;
        }
    }
    desk.kill()?;
    desk.wait()?;
    ensure!(acknowledged.len() >= ACKNOWLEDGED, "the desk's process ended by itself");
    Ok(acknowledged)
}

/// Every replica and the centre hold the same rows in the same versions, and the replicas the same
/// content.
async fn agree(devices: &[&Device], tell: &mut dyn FnMut(&str)) -> Result<()> {
    let mut rows: BTreeMap<&'static str, u64> = BTreeMap::new();
    for device in devices {
        // What another device sent a moment ago is fetched by each verify before it compares.
        for table in device.verify().await? {
            ensure!(
                table.equal,
                "{}: {} differs from the centre ({} rows here, {} there)",
                device.name,
                table.table,
                table.here,
                table.centre
            );
            rows.insert(table.table, table.here);
        }
    }
    let Some((first, others)) = devices.split_first() else { return Ok(()) };
    for table in rows.keys() {
        let expected = first.rows(table)?;
        for other in others {
            ensure!(expected == other.rows(table)?, "{table} differs between two replicas");
        }
    }
    let total: u64 = rows.values().sum();
    tell(&format!("{} replicas and the centre agree row for row ({total} rows).", devices.len()));
    Ok(())
}

fn phone_is_settled(desk: &Device, patient: &Uuid) -> Result<()> {
    let phone: Option<String> = desk
        .store
        .read::<_, store::Error>(|reader| {
            reader.value("SELECT phone FROM patients WHERE id = ?1", [patient])
        })?
        .flatten();
    ensure!(phone.as_deref() == Some("+34 600 000 002"), "the later number stands");
    let kept: Option<String> = desk
        .store
        .read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT candidate FROM sync_conflicts WHERE row_id = ?1 AND kind = 'latest'",
                [patient],
            )
        })?
        .flatten();
    ensure!(kept.is_some_and(|kept| kept.contains("+34 600 000 001")), "the other number is kept");
    Ok(())
}

/// The one of the two bookings that the inbox holds.
fn the_held_booking(desk: &Device, bookings: &[Uuid; 2]) -> Result<Value> {
    let inbox = desk.ask("system.conflicts", json!({"include_decided": false}))?;
    let held: Vec<&Value> = inbox
        .as_array()
        .context("an inbox")?
        .iter()
        .filter(|item| item.get("kind") == Some(&json!("held")))
        .collect();
    let [held] = held.as_slice() else { anyhow::bail!("one held booking, not {}", held.len()) };
    let row = held.get("row_id").and_then(Value::as_str).unwrap_or_default();
    ensure!(bookings.iter().any(|id| id.to_string() == row), "it is one of the two bookings");
    Ok((*held).clone())
}
