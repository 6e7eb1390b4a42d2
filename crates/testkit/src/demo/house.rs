//! The house as it opens: sites, departments, rooms, beds, tests, prices, wordings and rules.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::cases;
use super::story::Story;

/// What stands there before the first patient comes.
pub(super) fn set_up(story: &mut Story<'_>) -> Result<()> {
    sites(story)?;
    departments(story)?;
    practitioners(story)?;
    machines(story)?;
    tests(story)?;
    prices(story)?;
    wordings(story)?;
    rules(story)
}

fn sites(story: &mut Story<'_>) -> Result<()> {
    let town = story.demo().town;
    let (zone, currency) = (town.time_zone, town.currency);
    story.step(
        "leila",
        "organization.update_site",
        ("sites", "site"),
        json!({"name": town.name, "code": "HARB", "kind": "clinic", "time_zone": zone,
               "currency": currency, "address_line": "12 Quay Street", "city": town.name,
               "state": "Harbour District", "postal_code": "4050", "country": town.country,
               "phone": "+000 22 555 0100", "email": "desk@harbour.example", "is_active": true}),
    )?;
    let hill = format!("{} Hill", town.name);
    story.make(
        "hill",
        "leila",
        "organization.add_site",
        json!({"name": hill, "code": "HILL", "kind": "branch", "time_zone": zone,
               "currency": currency, "address_line": "3 Upper Road", "city": town.name,
               "country": town.country, "phone": "+000 22 555 0200", "is_active": true}),
    )?;
    let organization: uuid::Uuid = story.value("SELECT id FROM organizations LIMIT 1")?;
    story.call("organization", organization);
    let mut about = json!({"kind": "clinic", "address_line": "12 Quay Street", "city": town.name,
               "state": "Harbour District", "postal_code": "4050", "phone": "+000 22 555 0100",
               "email": "office@harbour.example",
               "recovery_public_key": "c29tZWJvZHkga2VlcHMgdGhlIG90aGVyIGhhbGYgaW4gYSBzYWZlIQ"});
    // Once there is a centre the plan is not a PC's to say.
    if !story.is_enrolled()? {
        let fields = about.as_object_mut().context("fields")?;
        fields.insert("subscription_plan".to_owned(), json!("professional"));
    }
    story.change("leila", ("organizations", "organization"), about)
}

fn departments(story: &mut Story<'_>) -> Result<()> {
    for (name, title, code, what) in [
        ("ward", "Ward", "WARD", "Six beds for a night or a few, and one for intensive care."),
        ("imaging", "Imaging", "IMG", "Radiography, ultrasound and electrocardiography."),
        ("laboratory", "Laboratory", "LAB", "Blood, urine and swabs; results within the day."),
        ("therapy", "Psychotherapy", "PSY", "Talks by appointment, alone or in groups."),
        ("pharmacy", "Pharmacy", "PHA", "Hands out what is prescribed here."),
        ("physio", "Physiotherapy", "PHY", "Closed since the lease of the gym ended."),
    ] {
        story.make(
            name,
            "leila",
            "organization.add_department",
            json!({"site_id": "@site", "name": title, "code": code, "description": what,
                   "phone": "+000 22 555 0110"}),
        )?;
    }
    story.step(
        "leila",
        "organization.deactivate_department",
        ("departments", "physio"),
        json!({}),
    )?;
    for (who, department) in
        [("noor", "laboratory"), ("jonas", "imaging"), ("kwame", "pharmacy"), ("hana", "therapy")]
    {
        story.change(
            "leila",
            ("users", who),
            json!({"department_id": story.id(department)?, "phone": "+000 22 555 0140",
                   "email": format!("{who}@harbour.example")}),
        )?;
    }
    Ok(())
}

fn practitioners(story: &mut Story<'_>) -> Result<()> {
    let fee = story.price(4_500);
    for (name, given, family, field, departments, bookable) in [
        ("dr amina", "Amina", "Benali", "Family medicine", json!([]), true),
        ("dr elise", "Élise", "Moreau", "Radiology", json!(["@imaging"]), false),
        ("dr hana", "Hana", "Nováková", "Psychotherapy", json!(["@therapy"]), false),
    ] {
        story.step(
            "leila",
            "organization.update_practitioner",
            ("practitioners", name),
            json!({"prefix": "Dr", "given_name": given, "family_name": family,
                   "specialization": field, "qualification": "MD", "experience_years": 14,
                   "license_number": "M-20417", "npi": "1245319599",
                   "phone": "+000 22 555 0120", "email": "doctors@harbour.example",
                   "consultation_fee_minor": fee, "site_id": "@site",
                   "is_available": bookable, "department_ids": departments}),
        )?;
    }
    let town = story.demo().town;
    let surgeon = story.put(
        "leila",
        "practitioners",
        json!({"name_text": "Dr Ingrid Solheim", "prefix": "Dr", "given_name": "Ingrid",
               "family_name": "Solheim", "gender": "female", "specialization": "Orthopaedics",
               "specialization_code": "394801008",
               "specialization_code_system": "http://snomed.info/sct", "qualification": "MD",
               "phone": "+000 22 555 0900", "address_line": "1 Hospital Hill",
               "city": town.name, "state": "Harbour District", "postal_code": "4051",
               "country": town.country, "is_available": false, "is_external": true}),
    )?;
    story.call("surgeon", surgeon);
    Ok(())
}

fn machines(story: &mut Story<'_>) -> Result<()> {
    for (name, kind, title, code, department) in [
        ("theatre", "operating_room", "Treatment room", "OR-1", "ward"),
        ("xray", "imaging_machine", "Radiography", "XR-1", "imaging"),
        ("scanner", "ultrasound", "Ultrasound", "US-1", "imaging"),
        ("monitor", "monitor", "Bedside monitor", "MON-1", "ward"),
        ("old pump", "pump", "Infusion pump", "PUMP-1", "ward"),
    ] {
        story.make(
            name,
            "leila",
            "place.add_resource",
            json!({"department_id": story.id(department)?, "kind": kind, "name": title,
                   "code": code, "capacity": 1, "service_interval_days": 180,
                   "service_interval_hours": 500.0, "notes": "Key at the front desk."}),
        )?;
    }
    story.step(
        "leila",
        "place.update_resource",
        ("resources", "monitor"),
        json!({"status": "available", "department_id": "@ward", "kind": "monitor",
               "name": "Bedside monitor", "code": "MON-1", "capacity": 1,
               "service_interval_days": 365, "notes": "Stands beside the intensive care bed."}),
    )?;
    for (name, room, label, kind) in [
        ("bed 1", "W1", "1", "standard"),
        ("bed 2", "W1", "2", "standard"),
        ("bed 3", "W2", "1", "standard"),
        ("bed 4", "W2", "2", "paediatric"),
        ("bed 5", "W3", "1", "isolation"),
        ("bed 6", "W3", "2", "standard"),
        ("intensive", "ICU", "1", "intensive_care"),
    ] {
        story.make(
            name,
            "leila",
            "place.add_bed",
            json!({"department_id": "@ward", "ward": "Harbour ward", "room": room,
                   "label": label, "kind": kind, "notes": "By the window."}),
        )?;
    }
    story.step("leila", "place.retire_bed", ("beds", "bed 6"), json!({}))?;
    Ok(())
}

/// The name that chapters use, the test, its code, unit, range, critical values and panel.
type Tested =
    (&'static str, &'static str, &'static str, &'static str, [f64; 4], Option<&'static str>);

const TESTS: &[Tested] = &[
    ("potassium", "Potassium", "2823-3", "mmol/L", [3.5, 5.1, 2.5, 6.2], Some("Electrolytes")),
    ("sodium", "Sodium", "2951-2", "mmol/L", [136.0, 145.0, 120.0, 160.0], Some("Electrolytes")),
    ("haemoglobin", "Hemoglobin", "718-7", "g/dL", [12.0, 16.5, 7.0, 20.0], Some("Blood count")),
    ("white", "Leukocytes", "6690-2", "10*3/uL", [4.0, 11.0, 1.0, 40.0], Some("Blood count")),
    ("glucose", "Fasting glucose", "1558-6", "mg/dL", [70.0, 99.0, 45.0, 450.0], None),
    ("urea", "Urea nitrogen", "3094-0", "mg/dL", [7.0, 20.0, 2.0, 100.0], None),
];

fn tests(story: &mut Story<'_>) -> Result<()> {
    for (name, title, code, unit, [low, high, least, most], panel) in TESTS {
        story.make(
            name,
            "leila",
            "encounters.add_lab_test",
            json!({"name": title, "code": code, "code_system": "http://loinc.org",
                   "category": "blood", "specimen_kind": "blood", "unit": unit,
                   "reference_low": low, "reference_high": high, "critical_low": least,
                   "critical_high": most, "panel_name": panel,
                   "age_from_years": 0.0, "age_until_years": 130.0,
                   "notes": "Range of the maker of the kit."}),
        )?;
    }
    story.make(
        "ferritin",
        "leila",
        "encounters.add_lab_test",
        json!({"name": "Ferritin", "code": "2276-4", "code_system": "http://loinc.org",
               "category": "blood", "specimen_kind": "blood", "unit": "ng/mL",
               "reference_low": 15.0, "reference_high": 150.0, "sex": "female"}),
    )?;
    for test in cases::LASTING.iter().filter_map(|case| case.test.as_ref()) {
        let known: i64 = story
            .value(&format!("SELECT count(*) FROM lab_tests WHERE code = '{}'", test.loinc))?;
        if known > 0 {
            continue;
        }
        story.ask(
            "leila",
            "encounters.add_lab_test",
            json!({"name": test.name, "code": test.loinc, "code_system": "http://loinc.org",
                   "category": "blood", "specimen_kind": "blood", "unit": test.unit,
                   "reference_low": test.low, "reference_high": test.high}),
        )?;
    }
    Ok(())
}

fn prices(story: &mut Story<'_>) -> Result<()> {
    let opened = story.day(-539).to_string();
    for (name, code, what, cents) in [
        ("consultation price", "99203", "Consultation", 4_500),
        ("follow-up price", "99213", "Follow-up visit", 3_000),
        ("radiograph price", "73110", "Radiograph of the wrist", 5_500),
        ("night price", "99221", "Night on the ward", 18_000),
        ("old price", "97110", "Physiotherapy", 3_500),
    ] {
        story.make(
            name,
            "leila",
            "billing.add_price",
            json!({"site_id": "@site", "code": code, "description": what,
                   "code_system": "http://www.ama-assn.org/go/cpt",
                   "unit_price_minor": story.price(cents), "valid_from_on": opened}),
        )?;
    }
    story.step(
        "leila",
        "billing.end_price",
        ("price_list", "old price"),
        json!({"valid_until_on": story.day(-200).to_string()}),
    )?;
    Ok(())
}

fn wordings(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "wrist wording",
        "elise",
        "imaging.add_report_template",
        json!({"name": "Wrist after a fall", "modality": "DX", "body_part": "Wrist",
               "kind": "final",
               "findings_text": "Two views. Distal radius and ulna, carpal bones, soft tissue.",
               "impression_text": "No fracture.",
               "recommendations_text": "Follow-up if the pain does not settle in ten days."}),
    )?;
    story.ask(
        "leila",
        "encounters.save_note_template",
        json!({"name": "Sore throat", "template": {"kind": "consultation",
               "reason": "Sore throat", "subjective": "Sore throat for … days, fever …",
               "objective": "Tonsils …, glands …", "plan": "Fluids, rest, paracetamol."}}),
    )?;
    Ok(())
}

fn rules(story: &mut Story<'_>) -> Result<()> {
    for (name, content) in [
        ("clinic_hours", json!({"weekdays": "08:00-18:00"})),
        ("reminder_leads", json!({"minutes": [1440]})),
    ] {
        story.ask(
            "leila",
            "system.set_setting",
            json!({"site_id": "@site", "name": name, "content": content}),
        )?;
    }
    story.ask(
        "leila",
        "system.add_workflow_rule",
        json!({"name": "Opinions", "trigger": "feedback_given", "conditions": [],
               "actions": [{"do": "notify", "role": "nurse", "title": "Somebody said an opinion"}],
               "runs_max_per_hour": 1, "is_active": true}),
    )?;
    for (name, trigger, conditions, actions) in [
        (
            "missed",
            "appointment_no_show",
            json!([]),
            json!([{"do": "add_task", "title": "Ask why the patient did not come",
                    "for_role": "receptionist", "priority": "low", "due_in_hours": 48}]),
        ),
        (
            "written",
            "report_signed",
            json!([{"field": "overall_result", "is": "equals", "value": "abnormal"}]),
            json!([{"do": "notify", "role": "nurse", "title": "A report is not normal"}]),
        ),
    ] {
        let text: Value = json!({"name": if name == "missed" { "Missed appointments" }
                                         else { "Abnormal reports" },
               "description": "Agreed in the team meeting.", "trigger": trigger,
               "conditions": conditions, "actions": actions, "priority": 10,
               "runs_max_per_hour": 20, "is_active": true});
        story.ask("leila", "system.add_workflow_rule", text)?;
    }
    for (table, years, action) in
        [("visits", 30, "keep"), ("chat_messages", 10, "ask"), ("system_metrics", 1, "archive")]
    {
        story.ask(
            "leila",
            "system.set_retention",
            json!({"table": table, "keep_years": years, "basis": "Health records regulation",
                   "action": action}),
        )?;
    }
    let policy = story.make(
        "ward policy",
        "leila",
        "alerts.add_policy",
        json!({"name": "Ward at night", "kind": "deterioration", "urgency_from": 2,
               "department_id": "@ward",
               "steps": [{"after_minutes": 2, "roles": ["nurse"], "department_id": "@ward"},
                         {"after_minutes": 5, "roles": ["doctor"]}]}),
    )?;
    story.make(
        "ward call",
        "leila",
        "alerts.add_template",
        json!({"name": "Ward call", "kind": "deterioration", "title": "Help on the ward",
               "message": "Bring the emergency bag.", "urgency": 2, "department_id": "@ward",
               "roles": ["doctor", "nurse"], "escalation_policy_id": policy}),
    )?;
    let first: uuid::Uuid = story
        .value("SELECT id FROM escalation_policies WHERE name = 'Nobody answers'")
        .context("a clinic begins with a policy")?;
    story.call("first policy", first);
    Ok(())
}
