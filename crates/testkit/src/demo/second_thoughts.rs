//! What is taken back, corrected and ended: at the desk, in the house, in the record of care.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::MINUTE;
use super::patients::seed_of;
use super::story::{At, Story};
use crate::people::person;

pub(super) const CHAPTERS: &[At] = &[
    (35, 16, 0, people),
    (35, 16, 30, policies),
    (35, 17, 0, allergies),
    (31, 9, 0, house),
    (31, 10, 0, wordings),
    (31, 11, 0, connections),
    (29, 9, 0, hours),
    (13, 8, 0, waiting),
    (9, 15, 0, visits),
    (9, 16, 0, tests),
    (9, 16, 30, letters_to_colleagues),
    (9, 16, 50, care),
    (7, 9, 0, list_of_medicines),
    (7, 10, 0, medicines),
    (7, 11, 0, stock),
    (6, 10, 0, bills),
    (6, 12, 0, second_look),
    (5, 12, 0, alarms),
    (4, 12, 0, plans),
];

/// The made-up person who moved away and came back.
const MOVED: u64 = 4_713;

/// Somebody's details change; somebody moves away and is back; a contact is somebody else now.
fn people(story: &mut Story<'_>) -> Result<()> {
    let mut details = person(seed_of(story.demo(), story.id("yellow")?)?).registration();
    let fields = details.as_object_mut().context("details")?;
    fields.insert("phone".to_owned(), json!("+000 22 555 0888"));
    story.step("rosa", "people.update", ("patients", "yellow"), details)?;
    story.make("moved", "rosa", "people.register", person(MOVED).registration())?;
    story.step("rosa", "people.deactivate", ("patients", "moved"), json!({}))?;
    story.step("rosa", "people.reactivate", ("patients", "moved"), json!({}))?;
    story.ask("rosa", "people.make_known", json!({"patient_id": "@moved"}))?;
    let contact = |name: &str, phone: &str| {
        json!({"patient_id": "@moved", "kind": "emergency", "name_text": name, "phone": phone,
               "is_primary": true, "may_receive_information": false})
    };
    let neighbour = contact("The neighbour", "+000 22 555 0661");
    story.make("neighbour", "rosa", "people.add_contact", neighbour)?;
    story.step(
        "rosa",
        "people.update_contact",
        ("patient_contacts", "neighbour"),
        contact("The new neighbour", "+000 22 555 0662"),
    )?;
    story.step("rosa", "people.remove_contact", ("patient_contacts", "neighbour"), json!({}))?;
    Ok(())
}

fn policies(story: &mut Story<'_>) -> Result<()> {
    let terms = |number: &str| {
        json!({"patient_id": "@moved", "insurer_name": "Mútua do Mar", "policy_number": number,
               "coverage_rank": "primary", "preauthorization_required": false})
    };
    story.make("old policy", "rosa", "people.add_policy", terms("884-9"))?;
    let about = ("insurance_policies", "old policy");
    story.step("rosa", "people.update_policy", about, terms("884-9-1"))?;
    story.step("rosa", "people.end_policy", about, json!({"status": "inactive"}))?;
    Ok(())
}

fn allergies(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "talk",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@moved", "practitioner_id": "@dr amina", "kind": "routine",
               "reason": "Back in town"}),
    )?;
    for name in ["strawberries", "latex"] {
        let told = json!({"patient_id": "@moved", "substance_text": name, "criticality": "low"});
        story.make(name, "amina", "people.add_allergy", told)?;
    }
    let about = ("patient_allergies", "strawberries");
    story.step(
        "amina",
        "people.correct_allergy",
        about,
        json!({"substance_text": "Strawberries", "category": "food", "criticality": "low",
               "reaction_text": "Itching mouth", "severity": "mild", "verification": "confirmed"}),
    )?;
    story.step("amina", "people.end_allergy", about, json!({"status": "resolved"}))?;
    story.step(
        "amina",
        "people.refute_allergy",
        ("patient_allergies", "latex"),
        json!({"reason": "The test was negative twice."}),
    )?;
    story.make(
        "fall risk",
        "amina",
        "people.set_flag",
        json!({"patient_id": "@moved", "kind": "fall_risk", "text": "Walks with a stick",
               "severity": "caution"}),
    )?;
    story.step("amina", "people.end_flag", ("patient_flags", "fall risk"), json!({}))?;
    story.close("amina", "talk", "Well", "Comes back in a year.")
}

/// The house, its rota and its calendar.
fn house(story: &mut Story<'_>) -> Result<()> {
    story.step(
        "leila",
        "organization.update_department",
        ("departments", "laboratory"),
        json!({"site_id": "@site", "name": "Laboratory", "code": "LAB",
               "description": "Blood, urine and swabs; most results within the day.",
               "phone": "+000 22 555 0111"}),
    )?;
    let (starts_at, ends_at) = (story.time(2, 7, 0)?, story.time(2, 15, 0)?);
    let shift = |ends_at: i64| {
        json!({"user_id": "@tomas", "department_id": "@ward", "starts_at": starts_at,
               "ends_at": ends_at, "kind": "regular"})
    };
    story.make("early shift", "leila", "organization.add_shift", shift(ends_at))?;
    let longer = shift(ends_at + 60 * MINUTE);
    story.step("leila", "organization.update_shift", ("shifts", "early shift"), longer)?;
    story.make(
        "bridge day",
        "leila",
        "organization.add_holiday",
        json!({"site_id": "@site", "day_on": story.day(381).to_string(), "name": "Bridge day",
               "is_half_day": false}),
    )?;
    story.step("leila", "organization.remove_holiday", ("holidays", "bridge day"), json!({}))?;
    story.step("hana", "organization.cancel_leave", ("leave", "asked"), json!({}))?;
    story.make(
        "lamp",
        "leila",
        "place.add_resource",
        json!({"department_id": "@ward", "kind": "other", "name": "Examination lamp",
               "code": "LAMP-1", "capacity": 1}),
    )?;
    story.step("leila", "place.retire_resource", ("resources", "lamp"), json!({}))?;
    story.step(
        "leila",
        "place.update_bed",
        ("beds", "bed 3"),
        json!({"department_id": "@ward", "ward": "Harbour ward", "room": "W2", "label": "1",
               "kind": "standard", "notes": "By the door."}),
    )?;
    story.ask(
        "leila",
        "encounters.set_limits",
        json!({"limits": [{"place": "intensive_care", "group": "adult", "metric": "heart_rate",
                           "low": 48.0, "high": 118.0}]}),
    )?;
    Ok(())
}

fn wordings(story: &mut Story<'_>) -> Result<()> {
    story.ask(
        "leila",
        "encounters.save_note_template",
        json!({"name": "Old headache", "template": {"reason": "Headache"}}),
    )?;
    let old: uuid::Uuid = story
        .value("SELECT id FROM system_settings WHERE name LIKE '%Old headache' LIMIT 1")
        .or_else(|_| story.value("SELECT id FROM system_settings ORDER BY created_at DESC, id"))?;
    story.call("old note", old);
    let about = ("system_settings", "old note");
    story.step("leila", "encounters.remove_note_template", about, json!({}))?;
    let wording = |name: &str| {
        json!({"name": name, "modality": "DX", "body_part": "Chest", "kind": "final",
               "findings_text": "Heart, lungs, mediastinum.", "impression_text": "Normal chest."})
    };
    story.make("chest wording", "elise", "imaging.add_report_template", wording("Chest"))?;
    let about = ("report_templates", "chest wording");
    story.step("elise", "imaging.update_report_template", about, wording("Chest, two views"))?;
    story.step("elise", "imaging.retire_report_template", about, json!({}))?;
    Ok(())
}

fn connections(story: &mut Story<'_>) -> Result<()> {
    let rule = |name: &str, active: bool| {
        json!({"name": name, "trigger": "feedback_given", "conditions": [],
               "actions": [{"do": "notify", "role": "manager", "title": "Somebody said an opinion"}],
               "runs_max_per_hour": 1, "is_active": active})
    };
    story.make("tried rule", "leila", "system.add_workflow_rule", rule("Tried", true))?;
    let about = ("workflow_rules", "tried rule");
    let off = json!({"rule": rule("Tried, and too loud", false)});
    story.step("leila", "system.update_workflow_rule", about, off)?;
    story.step("leila", "system.remove_workflow_rule", about, json!({}))?;
    let line = |endpoint: &str| {
        json!({"name": "Old laboratory", "kind": "hl7v2", "direction": "incoming",
               "endpoint": endpoint, "settings": {}, "is_active": false})
    };
    let old = line("https://lab.example/a");
    story.make("old laboratory", "dmitri", "system.add_integration", old)?;
    let about = ("external_integrations", "old laboratory");
    let new = json!({"integration": line("https://lab.example/b")});
    story.step("dmitri", "system.update_integration", about, new)?;
    story.step("dmitri", "system.remove_integration", about, json!({}))?;
    Ok(())
}

/// The meeting about the new ward begins later.
fn hours(story: &mut Story<'_>) -> Result<()> {
    story.ask(
        "rosa",
        "scheduling.unblock_slot",
        json!({"practitioner_id": "@dr anjali", "starts_at": story.time(12, 14, 0)?,
               "ends_at": story.time(12, 14, 40)?}),
    )?;
    Ok(())
}

/// One does not want the offered hour and then does not want to come, one waited too long.
fn waiting(story: &mut Story<'_>) -> Result<()> {
    for (name, patient, until) in [("declines", "@moved", 40), ("too long", "@low", -12)] {
        story.make(
            name,
            "rosa",
            "scheduling.add_to_waitlist",
            json!({"patient_id": patient, "practitioner_id": "@dr anjali", "kind": "consultation",
                   "priority": "low", "reason": "Wants to come earlier",
                   "wanted_from_on": story.day(-13).to_string(),
                   "wanted_until_on": story.day(until).to_string()}),
        )?;
    }
    let about = ("waitlist_entries", "declines");
    let starts_at = story.time(11, 15, 20)?;
    story.step(
        "rosa",
        "scheduling.offer",
        about,
        json!({"practitioner_id": "@dr anjali", "starts_at": starts_at,
               "ends_at": starts_at + 40 * MINUTE}),
    )?;
    story.step("rosa", "scheduling.decline_offer", about, json!({}))?;
    story.step("rosa", "scheduling.cancel_waiting", about, json!({}))?;
    story.demo().clock.set(story.time(-11, 9, 0)?);
    story.ask("rosa", "scheduling.expire_waiting", json!({}))?;
    Ok(())
}

/// Somebody comes, waits in a room and goes home again; a pressure was another patient's.
fn visits(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "short visit",
        "tomas",
        "encounters.arrive",
        json!({"patient_id": "@moved", "kind": "emergency", "reason": "Dizzy"}),
    )?;
    let about = ("visits", "short visit");
    let room = json!({"stage": "roomed", "room": "Room 2"});
    story.step("tomas", "encounters.move_visit", about, room)?;
    let taken = story.ask(
        "tomas",
        "encounters.record_vitals",
        json!({"patient_id": "@moved", "visit_id": "@short visit", "systolic_mmhg": 128.0,
               "diastolic_mmhg": 82.0, "temperature_unit": "C", "weight_unit": "kg",
               "measured_at": story.now() - 20 * MINUTE, "confirm_unusual": false}),
    )?;
    story.call("other's pressure", super::id_of(&taken)?);
    story.ask(
        "tomas",
        "encounters.strike_vitals",
        json!({"id": "@other's pressure", "reason": "Was the patient's in the next room."}),
    )?;
    story.step(
        "tomas",
        "encounters.cancel_visit",
        about,
        json!({"reason": "Was sent to the wrong house."}),
    )?;
    let back = json!({"reason": "Came back with the letter"});
    story.step("tomas", "encounters.reopen_visit", about, back)?;
    story.step(
        "tomas",
        "encounters.cancel_visit",
        about,
        json!({"reason": "Is seen at the other house now"}),
    )?;
    at_the_desk(story)
}

/// Somebody else of the same name is checked in; somebody comes late; somebody does not wait.
fn at_the_desk(story: &mut Story<'_>) -> Result<()> {
    let starts_at = story.now() + MINUTE;
    story.make(
        "mixed up",
        "rosa",
        "scheduling.book",
        json!({"patient_id": "@moved", "practitioner_id": "@dr anjali", "starts_at": starts_at,
               "ends_at": starts_at + 10 * MINUTE, "kind": "follow_up", "priority": "low",
               "reason": "Paper for the school", "overbook": true}),
    )?;
    let about = ("appointments", "mixed up");
    story.step("rosa", "scheduling.check_in", about, json!({}))?;
    let namesake = json!({"reason": "It was the cousin of the same name"});
    story.step("rosa", "scheduling.undo_check_in", about, namesake)?;
    story.pass(12);
    story.step("rosa", "scheduling.no_show", about, json!({}))?;
    let late = json!({"reason": "The ferry was late", "overbook": true});
    story.step("rosa", "scheduling.undo_no_show", about, late)?;
    let gone = json!({"reason": "Took the paper along and left"});
    story.step("rosa", "scheduling.cancel", about, gone)?;
    let starts_at = story.now() + 40 * 24 * 60 * MINUTE;
    story.make(
        "other line",
        "rosa",
        "scheduling.book",
        json!({"patient_id": "@moved", "practitioner_id": "@dr anjali", "starts_at": starts_at,
               "ends_at": starts_at + 10 * MINUTE, "kind": "follow_up", "priority": "low",
               "reason": "Paper for the school", "overbook": true}),
    )?;
    let about = ("appointments", "other line");
    let wrong = json!({"reason": "Cannot come on that day"});
    story.step("rosa", "scheduling.cancel", about, wrong)?;
    let mistaken = json!({"reason": "It was the line above", "overbook": true});
    story.step("rosa", "scheduling.undo_cancel", about, mistaken)?;
    Ok(())
}

fn tests(story: &mut Story<'_>) -> Result<()> {
    let test = |high: f64| {
        json!({"name": "Old sedimentation rate", "category": "blood", "specimen_kind": "blood",
               "unit": "mm/h", "reference_high": high})
    };
    story.make("old test", "leila", "encounters.add_lab_test", test(20.0))?;
    let about = ("lab_tests", "old test");
    story.step("leila", "encounters.update_lab_test", about, test(15.0))?;
    story.step("leila", "encounters.retire_lab_test", about, json!({}))?;
    story.make(
        "two tests",
        "amina",
        "encounters.order_tests",
        json!({"patient_id": "@moved", "visit_id": "@talk",
               "lab_test_ids": ["@urea", "@haemoglobin"], "other_tests": [],
               "priority": "routine"}),
    )?;
    let one = story.find("lab_results", "lab_order_id", story.id("two tests")?)?;
    story.call("needless test", one);
    story.step(
        "amina",
        "encounters.cancel_lab_test",
        ("lab_results", "needless test"),
        json!({"reason": "Was done last week."}),
    )?;
    story.ask(
        "amina",
        "encounters.immunization_not_given",
        json!({"patient_id": "@moved", "visit_id": "@talk",
               "vaccine": {"vaccine_text": "Influenza, seasonal"},
               "reason": "Would rather wait until autumn."}),
    )?;
    Ok(())
}

fn letters_to_colleagues(story: &mut Story<'_>) -> Result<()> {
    for (name, ends) in
        [("declined", "encounters.decline_referral"), ("recalled", "encounters.cancel_referral")]
    {
        let form = |reason: &str| {
            json!({"patient_id": "@moved", "visit_id": "@talk",
                   "to_practitioner_id": "@dr anjali", "reason": reason, "priority": "routine"})
        };
        let mut draft = form("Murmur");
        draft.as_object_mut().context("a form")?.insert("send".to_owned(), json!(false));
        story.make(name, "amina", "encounters.write_referral", draft)?;
        let about = ("referrals", name);
        let text = form("Murmur over the aorta");
        story.step("amina", "encounters.update_referral", about, text)?;
        story.step("amina", "encounters.send_referral", about, json!({}))?;
        let who = if name == "declined" { "anjali" } else { "amina" };
        let outcome = json!({"outcome": "Was looked at in spring; nothing new."});
        story.step(who, ends, about, outcome)?;
    }
    Ok(())
}

fn care(story: &mut Story<'_>) -> Result<()> {
    let form = |title: &str| {
        json!({"patient_id": "@moved", "title": title, "goals": [], "activities": [
               {"text": "Walk half an hour a day", "is_dropped": false}]})
    };
    story.make("short plan", "amina", "encounters.write_care_plan", form("Move more"))?;
    let about = ("care_plans", "short plan");
    story.step("amina", "encounters.update_care_plan", about, form("Move more, with company"))?;
    story.step(
        "amina",
        "encounters.close_care_plan",
        about,
        json!({"outcome": "cancelled", "reason": "Has joined a club instead."}),
    )?;
    Ok(())
}

fn list_of_medicines(story: &mut Story<'_>) -> Result<()> {
    story.ask("kwame", "medication.load_starter", json!({}))?;
    story.step(
        "kwame",
        "medication.update_medicine",
        ("medications", "own mixture"),
        json!({"is_active": true, "name": "Zinc ointment", "strength": "15 %",
               "form": "ointment", "unit": "g", "code_system": "http://www.whocc.no/atc",
               "code": "D02AB", "ingredients": ["zinc oxide"], "classes": ["skin protectives"],
               "default_dose_text": "thinly, twice a day", "notes": "Made here."}),
    )?;
    let old = json!({"name": "Cough syrup of the house", "form": "syrup",
                     "ingredients": ["thyme"], "classes": []});
    story.make("old syrup", "kwame", "medication.add_medicine", old)?;
    story.step("kwame", "medication.retire_medicine", ("medications", "old syrup"), json!({}))?;
    let caution = |sentence: &str| {
        json!({"kind": "interaction", "first_name": "zinc oxide", "second_name": "ibuprofen",
               "severity": "minor", "sentence": sentence, "source_text": "Own experience"})
    };
    story.make(
        "caution",
        "kwame",
        "medication.add_caution",
        caution("Do not mix the ointments."),
    )?;
    let about = ("medication_cautions", "caution");
    let mut changed = caution("Put on the ointments an hour apart.");
    changed.as_object_mut().context("a caution")?.insert("is_active".to_owned(), json!(true));
    story.step("kwame", "medication.update_caution", about, changed)?;
    story.step("kwame", "medication.retire_caution", about, json!({}))?;
    story.step(
        "amina",
        "medication.end_statement",
        ("medication_statements", "statement"),
        json!({"ended_on": story.day(-7).to_string(), "entered_in_error": false,
               "reason": "The skin has healed."}),
    )?;
    Ok(())
}

/// Four medicines go four ways.
fn medicines(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "four medicines",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@moved", "practitioner_id": "@dr amina", "kind": "routine",
               "reason": "Cough"}),
    )?;
    let item = |name: &str| {
        json!({"medication_text": name, "dosage_text": "one in the evening",
               "is_free_text_dosage": true, "duration_days": 10, "refills_allowed": 0})
    };
    let names = ["Vitamin D drops", "Nasal spray", "Lozenges", "Herbal tea"];
    let prescribed = story.ask(
        "amina",
        "medication.prescribe",
        json!({"patient_id": "@moved", "visit_id": "@four medicines",
               "items": names.map(item), "accept_warnings": true}),
    )?;
    let prescription = super::id_of(&prescribed)?;
    for name in names {
        let one: Option<uuid::Uuid> = story.demo().store.read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT id FROM prescription_items WHERE prescription_id = ?1 \
                 AND medication_text = ?2",
                store::params![prescription, name],
            )
        })?;
        story.call(name, one.context("an item of the prescription")?);
    }
    let step = |name: &str, verb: &str, reason: Option<&str>| -> Result<()> {
        let id = story.id(name)?;
        let version = story.demo().version("prescription_items", id)?;
        let mut request = json!({"item_id": id, "version": version});
        if let (Some(fields), Some(reason)) = (request.as_object_mut(), reason) {
            fields.insert("reason".to_owned(), json!(reason));
        }
        story.ask("amina", &format!("medication.{verb}"), request).map(drop)
    };
    step("Vitamin D drops", "hold", Some("Until the blood test is back"))?;
    step("Vitamin D drops", "resume", None)?;
    step("Vitamin D drops", "complete", None)?;
    step("Nasal spray", "stop", Some("Nose bleeds"))?;
    step("Nasal spray", "undo_stop", Some("They came from the cold"))?;
    step("Nasal spray", "stop", Some("Is well again"))?;
    step("Lozenges", "cancel_item", Some("Has some at home"))?;
    story.close("amina", "four medicines", "Cold", "Rest.")
}

fn stock(story: &mut Story<'_>) -> Result<()> {
    let currency = story.demo().town.currency;
    let listed: uuid::Uuid = story
        .value("SELECT id FROM medications WHERE name = 'Ibuprofen' AND strength = '400 mg'")?;
    story.step(
        "kwame",
        "medication.update_lot",
        ("inventory_items", "ibuprofen lot"),
        json!({"medication_id": listed, "name": "Ibuprofen 400 mg", "lot_number": "IB-0093",
               "expires_on": story.day(20).to_string(), "unit": "tablet", "location": "Shelf B",
               "minimum_quantity": 60.0, "lead_time_days": 4, "unit_cost_minor": story.price(12),
               "currency": currency, "supplier": "Harbour Wholesale", "notes": "Keep dry."}),
    )?;
    for (verb, quantity, reason) in [
        ("receive_stock", 40.0, "Came after the invoice"),
        ("return_stock", 10.0, "Brought back unopened from the ward"),
    ] {
        story.ask(
            "kwame",
            &format!("medication.{verb}"),
            json!({"inventory_item_id": "@ibuprofen lot", "quantity": quantity, "reason": reason}),
        )?;
    }
    Ok(())
}

fn service(story: &Story<'_>, what: &str, cents: i64) -> Value {
    json!({"description": what, "quantity": 1.0, "unit_price_minor": story.price(cents),
           "service_on": story.day(-7).to_string()})
}

/// A draft is put right before it goes out; what was paid too much on one bill pays another.
fn bills(story: &mut Story<'_>) -> Result<()> {
    for name in ["draft bill", "next bill"] {
        story.make(
            name,
            "rosa",
            "billing.create_invoice",
            json!({"patient_id": "@moved", "visit_id": "@four medicines",
                   "due_on": story.day(20).to_string(), "issue": false,
                   "lines": [service(story, "Consultation", 4_500)]}),
        )?;
    }
    let mut line = json!({"invoice_id": "@draft bill", "line": service(story, "Dressing", 900)});
    story.make("dressing", "rosa", "billing.add_line", line.take())?;
    let about = ("invoice_lines", "dressing");
    let cheaper = json!({"line": service(story, "Small dressing", 500)});
    story.step("rosa", "billing.change_line", about, cheaper)?;
    for name in ["draft bill", "next bill"] {
        if name == "draft bill" {
            story.step("rosa", "billing.remove_line", about, json!({}))?;
        }
        story.step("rosa", "billing.issue_invoice", ("invoices", name), json!({}))?;
    }
    story.ask(
        "rosa",
        "billing.take_payment",
        json!({"invoice_id": "@draft bill", "amount_minor": story.price(6_000),
               "method": "credit_card", "reference": "T-0099"}),
    )?;
    story.ask(
        "rosa",
        "billing.apply_credit",
        json!({"from_invoice_id": "@draft bill", "to_invoice_id": "@next bill",
               "amount_minor": story.price(1_000)}),
    )?;
    Ok(())
}

/// A film is looked at a second time.
fn second_look(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "ankle",
        "amina",
        "imaging.order",
        json!({"patient_id": "@moved", "visit_id": "@four medicines", "modality": "DX",
               "body_part": "Ankle", "priority": "routine", "reason": "Twisted it",
               "accept_warnings": false}),
    )?;
    story.step("jonas", "imaging.start", ("scans", "ankle"), json!({}))?;
    story.pass(5);
    story.step("jonas", "imaging.acquire", ("scans", "ankle"), json!({}))?;
    let entry = story.find("scan_queue_entries", "scan_id", story.id("ankle")?)?;
    story.call("reading", entry);
    let about = ("scan_queue_entries", "reading");
    story.step("elise", "imaging.start_entry", about, json!({}))?;
    story.pass(5);
    story.step("elise", "imaging.complete_entry", about, json!({}))?;
    Ok(())
}

fn alarms(story: &mut Story<'_>) -> Result<()> {
    let policy = |after: i64| {
        json!({"name": "Flood", "kind": "other", "urgency_from": 3,
               "steps": [{"after_minutes": after, "roles": ["admin"]}]})
    };
    story.make("flood policy", "leila", "alerts.add_policy", policy(10))?;
    let flood = ("escalation_policies", "flood policy");
    story.step("leila", "alerts.update_policy", flood, policy(5))?;
    let call = |message: &str| {
        json!({"name": "Flood", "kind": "other", "title": "Water in the cellar",
               "message": message, "urgency": 4, "roles": ["admin"],
               "escalation_policy_id": "@flood policy"})
    };
    story.make("flood call", "leila", "alerts.add_template", call("Bring the pump."))?;
    let about = ("alert_templates", "flood call");
    story.step("leila", "alerts.update_template", about, call("Bring both pumps."))?;
    story.step("leila", "alerts.retire_template", about, json!({}))?;
    story.step("leila", "alerts.retire_policy", flood, json!({}))?;
    story.ask("rosa", "messages.mark_all_read", json!({}))?;
    Ok(())
}

fn plans(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "extra item",
        "hana",
        "wellness.add_item",
        json!({"wellness_plan_id": "@steps", "title": "Call a friend", "category": "social",
               "due_on": story.day(3).to_string()}),
    )?;
    let about = ("wellness_plan_items", "extra item");
    story.step("hana", "wellness.remove_item", about, json!({}))?;
    Ok(())
}
