//! The pharmacy: what is in stock, what is handed out, what is given on the ward and taken at home.

use anyhow::Result;
use serde_json::json;
use uuid::Uuid;

use super::DAY;
use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] = &[
    (400, 8, 30, stocked),
    (52, 9, 0, prescribed),
    (51, 9, 0, handed_out),
    (50, 17, 0, counted),
    (33, 16, 0, on_the_ward),
    (10, 18, 0, at_home),
    (5, 9, 0, renewed),
];

/// Name of the lot, name of the medicine in the list, its strength, lot number, days until it
/// expires, quantity, unit.
const LOTS: &[(&str, &str, &str, &str, i64, f64, &str)] = &[
    ("paracetamol lot", "Paracetamol", "500 mg", "PA-2201", 500, 600.0, "tablet"),
    ("amoxicillin lot", "Amoxicillin", "500 mg", "AX-1187", 300, 240.0, "capsule"),
    ("ibuprofen lot", "Ibuprofen", "400 mg", "IB-0093", 420, 300.0, "tablet"),
    ("old lot", "Ibuprofen", "400 mg", "IB-0001", -60, 40.0, "tablet"),
];

fn stocked(story: &mut Story<'_>) -> Result<()> {
    let currency = story.demo().town.currency;
    for (name, medicine, strength, number, expires, quantity, unit) in LOTS {
        let listed: Option<Uuid> = story.demo().store.read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT id FROM medications WHERE name = ?1 AND strength = ?2 LIMIT 1",
                store::params![medicine, strength],
            )
        })?;
        story.make(
            name,
            "kwame",
            "medication.add_lot",
            json!({"medication_id": listed, "name": format!("{medicine} {strength}"),
                   "lot_number": number, "expires_on": story.day(*expires).to_string(),
                   "unit": unit, "location": "Shelf A", "minimum_quantity": 60.0,
                   "lead_time_days": 4, "unit_cost_minor": story.price(12),
                   "currency": currency, "supplier": "Harbour Wholesale",
                   "notes": "Keep dry.", "received": quantity}),
        )?;
    }
    story.ask("leila", "medication.set_expiry_warning", json!({"days": 90}))?;
    story.ask(
        "kwame",
        "medication.transfer_stock",
        json!({"inventory_item_id": "@paracetamol lot", "to_site_id": "@hill", "quantity": 100.0,
               "reason": "For the branch on the hill"}),
    )?;
    story.make(
        "own mixture",
        "kwame",
        "medication.add_medicine",
        json!({"name": "Zinc ointment", "strength": "10 %", "form": "ointment", "unit": "g",
               "code_system": "http://www.whocc.no/atc", "code": "D02AB",
               "ingredients": ["zinc oxide"], "classes": ["skin protectives"],
               "default_dose_text": "thinly, twice a day", "notes": "Made here."}),
    )?;
    Ok(())
}

fn prescribed(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "cough visit",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@yellow", "practitioner_id": "@dr amina", "kind": "routine",
               "reason": "Cough and a painful tooth"}),
    )?;
    let item = |name: &str, unit: &str, refills: i64| {
        json!({"medication_text": name, "dose_amount": 500.0, "dose_unit": "mg", "route": "oral",
               "frequency_count": 3, "frequency_period": 1.0, "frequency_period_unit": "day",
               "frequency_text": "three times a day", "as_needed": false,
               "is_free_text_dosage": false, "duration_days": 10, "quantity": 30.0,
               "quantity_unit": unit, "refills_allowed": refills, "substitution_allowed": true,
               "instructions": "With water.", "indication": "Tooth abscess"})
    };
    let prescribed = story.ask(
        "amina",
        "medication.prescribe",
        json!({"patient_id": "@yellow", "visit_id": "@cough visit",
               "items": [item("Amoxicillin 500 mg", "capsule", 1),
                         item("Paracetamol 500 mg", "tablet", 2)],
               "diagnosis_text": "Tooth abscess", "notes": "Dentist on Thursday.",
               "accept_warnings": true, "accept_reason": "Asked about allergies: none known."}),
    )?;
    let prescription: Uuid = super::id_of(&prescribed)?;
    story.call("prescription", prescription);
    for (name, text) in [("amoxicillin", "Amoxicillin"), ("paracetamol", "Paracetamol")] {
        let item: Option<Uuid> = story.demo().store.read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT id FROM prescription_items WHERE prescription_id = ?1 \
                 AND medication_text LIKE ?2 || '%'",
                store::params![prescription, text],
            )
        })?;
        story.call(
            if name == "amoxicillin" { "amoxicillin item" } else { "paracetamol item" },
            item.unwrap_or_default(),
        );
    }
    story.make(
        "second prescription",
        "amina",
        "medication.prescribe",
        json!({"patient_id": "@yellow", "visit_id": "@cough visit",
               "items": [item("Metamizole 500 mg", "tablet", 0)], "accept_warnings": true}),
    )?;
    story.step(
        "amina",
        "medication.cancel_prescription",
        ("prescriptions", "second prescription"),
        json!({"reason": "The pharmacist asks not to combine."}),
    )?;
    story.close("amina", "cough visit", "Tooth abscess", "Antibiotic, dentist on Thursday.")
}

fn handed_out(story: &mut Story<'_>) -> Result<()> {
    let handed = story.ask(
        "kwame",
        "medication.dispense",
        json!({"prescription_item_id": "@amoxicillin item", "quantity": 30.0, "unit": "capsule",
               "days_supplied": 10, "notes": "Explained how to take it.",
               "lots": [{"inventory_item_id": "@amoxicillin lot", "quantity": 30.0}],
               "substitution_text": "Another maker's, same strength", "accept_warnings": true}),
    )?;
    let first = handed.get("dispensing_ids").or_else(|| handed.get("ids"));
    let dispensing: Uuid = match first.and_then(|ids| ids.get(0)).and_then(|id| id.as_str()) {
        Some(id) => id.parse()?,
        None => story.find("dispensings", "prescription_item_id", story.id("amoxicillin item")?)?,
    };
    story.call("dispensing", dispensing);
    story.pass(20);
    story.ask(
        "kwame",
        "medication.correct_dispensing",
        json!({"dispensing_id": "@dispensing", "quantity": 28.0, "days_supplied": 9,
               "inventory_item_id": "@amoxicillin lot",
               "reason": "Two capsules were damaged and stayed here."}),
    )?;
    story.ask(
        "kwame",
        "medication.dispense",
        json!({"prescription_item_id": "@amoxicillin item", "quantity": 40.0, "unit": "capsule",
               "days_supplied": 13, "substitution_text": "Suspension from the emergency cupboard",
               "no_lot_reason": "The cupboard keeps no lots", "accept_warnings": true}),
    )?;
    Ok(())
}

fn counted(story: &mut Story<'_>) -> Result<()> {
    story.ask(
        "kwame",
        "medication.count_stock",
        json!({"inventory_item_id": "@ibuprofen lot", "counted": 296.0,
               "reason": "Monthly count; a blister is missing"}),
    )?;
    story.ask(
        "kwame",
        "medication.waste_stock",
        json!({"inventory_item_id": "@paracetamol lot", "quantity": 10.0,
               "reason": "Got wet under the window"}),
    )?;
    story.ask(
        "kwame",
        "medication.expire_stock",
        json!({"inventory_item_id": "@old lot", "quantity": 40.0, "reason": "Past its date"}),
    )?;
    story.step("kwame", "medication.retire_lot", ("inventory_items", "old lot"), json!({}))?;
    story.ask("kwame", "medication.review_stock", json!({}))?;
    Ok(())
}

fn on_the_ward(story: &mut Story<'_>) -> Result<()> {
    let given = story.make(
        "dose",
        "tomas",
        "medication.administer",
        json!({"patient_id": "@feverish", "visit_id": "@fever",
               "medication_text": "Paracetamol 500 mg", "status": "given", "dose_amount": 500.0,
               "dose_unit": "mg", "route": "oral", "body_site": "mouth",
               "inventory_item_id": "@paracetamol lot", "lot_quantity": 1.0,
               "notes": "With a sip of water.", "accept_warnings": true}),
    )?;
    story.ask(
        "tomas",
        "medication.correct_administration",
        json!({"administration_id": given, "status": "partial",
               "status_reason": "Half of it was spat out", "dose_amount": 250.0,
               "dose_unit": "mg", "lot_quantity": 1.0, "reason": "Noted too early."}),
    )?;
    story.ask(
        "tomas",
        "medication.administer",
        json!({"patient_id": "@feverish", "visit_id": "@fever",
               "medication_text": "Heparin 5000 IU", "status": "withheld",
               "status_reason": "Platelets are low", "accept_warnings": true}),
    )?;
    Ok(())
}

fn at_home(story: &mut Story<'_>) -> Result<()> {
    let began = story.now() - 9 * DAY;
    for day in 0..8_i64 {
        story.ask(
            "amina",
            "medication.report_dose",
            json!({"prescription_item_id": "@paracetamol item", "was_taken": day != 5,
                   "occurred_at": began + day * DAY, "scheduled_at": began + day * DAY,
                   "source": "patient", "notes": (day == 5).then_some("Forgot it at work.")}),
        )?;
    }
    story.make(
        "statement",
        "amina",
        "medication.add_statement",
        json!({"patient_id": "@yellow", "visit_id": "@cough visit", "medication_id": "@own mixture",
               "medication_text": "Zinc ointment", "dosage_text": "now and then",
               "started_on": story.day(-100).to_string(), "source_text": "patient",
               "reason_text": "Dry hands", "notes": "From the market."}),
    )?;
    Ok(())
}

fn renewed(story: &mut Story<'_>) -> Result<()> {
    let version = story.demo().version("prescription_items", story.id("paracetamol item")?)?;
    story.ask(
        "amina",
        "medication.renew",
        json!({"item_id": "@paracetamol item", "version": version, "visit_id": "@cough visit",
               "duration_days": 5, "quantity": 15.0, "refills_allowed": 0,
               "accept_warnings": true, "accept_reason": "Tooth still hurts."}),
    )?;
    Ok(())
}
