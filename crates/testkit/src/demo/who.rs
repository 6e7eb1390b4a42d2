//! People: contacts, numbers, policies, consents, flags, the care team, records that turn out to be
//! one person's, and who looked in an emergency.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::patients::seed_of;
use super::story::{At, Story};
use crate::people::person;

pub(super) const CHAPTERS: &[At] = &[
    (60, 8, 30, front_desk),
    (59, 9, 0, insured),
    (58, 9, 30, clinical),
    (57, 10, 0, team),
    (56, 10, 30, twice),
    (55, 11, 0, account),
    (54, 22, 10, at_night),
    (53, 9, 0, reviewed),
    (20, 16, 0, opinions),
];

/// What the patient with an account signs in as.
pub const PATIENT: &str = "patient";

/// The made-up person who was registered twice.
const TWICE: u64 = 4_711;

fn front_desk(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "sister",
        "rosa",
        "people.add_contact",
        json!({"patient_id": "@online", "kind": "next_of_kin", "name_text": "Ana Ferreira",
               "relationship": "sister", "phone": "+351 912 555 010",
               "email": "ana@example.org", "address_line": "Rua Direita 7", "city": "Braga",
               "state": "Braga", "postal_code": "4700", "country": "PT", "is_primary": true,
               "may_receive_information": true, "notes": "After six in the evening."}),
    )?;
    story.ask(
        "rosa",
        "people.add_identifier",
        json!({"patient_id": "@online", "kind": "passport", "value": "X1234567",
               "system": "urn:oid:2.16.840.1.113883.4.330", "assigner": "Portugal",
               "valid_from_on": "2019-02-28", "valid_until_on": "2029-02-28"}),
    )?;
    story.make(
        "wrong number",
        "rosa",
        "people.add_identifier",
        json!({"patient_id": "@online", "kind": "drivers_license", "value": "P-0000017"}),
    )?;
    story.step(
        "rosa",
        "people.remove_identifier",
        ("patient_identifiers", "wrong number"),
        json!({}),
    )?;
    // What another program calls a number is known to imports alone.
    story.put(
        "rosa",
        "patient_identifiers",
        json!({"patient_id": "@online", "system": "https://hospital.example/patients",
               "value": "H-88-2041", "kind": "other", "kind_text": "Hospital number",
               "assigner": "Harbour Hospital", "is_primary": true}),
    )?;
    for (kind, refused, wording) in [
        ("treatment", false, "I agree to be treated here."),
        ("research", true, "My data may be used for research."),
        ("data_sharing", false, "My doctors elsewhere may see my record."),
    ] {
        story.make(
            "consent",
            "rosa",
            "people.give_consent",
            json!({"patient_id": "@online", "kind": kind, "refused": refused, "wording": wording,
                   "given_on": story.day(-60).to_string(), "given_by_name": "the patient",
                   "valid_until_on": story.day(700).to_string(), "notes": "Signed on paper."}),
        )?;
    }
    story.step(
        "rosa",
        "people.withdraw_consent",
        ("consents", "consent"),
        json!({"notes": "Would rather bring the letters along."}),
    )?;
    Ok(())
}

fn insured(story: &mut Story<'_>) -> Result<()> {
    let currency = story.demo().town.currency;
    for (name, insurer, rank) in
        [("policy", "Mútua do Mar", "primary"), ("second policy", "Harbour Workers", "secondary")]
    {
        let (copay, deductible) = (story.price(500), story.price(10_000));
        story.make(
            name,
            "rosa",
            "people.add_policy",
            json!({"patient_id": "@insured", "insurer_name": insurer, "insurer_code": "MM-01",
                   "plan_name": "Silver", "plan_kind": "family", "policy_number": "884-2210-7",
                   "group_number": "G-17", "holder_name": "the patient",
                   "relationship_to_patient": "self", "coverage_rank": rank,
                   "effective_on": story.day(-400).to_string(),
                   "expires_on": story.day(330).to_string(), "copay_minor": copay,
                   "deductible_minor": deductible, "deductible_met_minor": deductible,
                   "deductible_met_on": story.day(-60).to_string(), "currency": currency,
                   "preauthorization_required": false, "notes": "Card shown at the desk."}),
        )?;
        story.step("rosa", "people.verify_policy", ("insurance_policies", name), json!({}))?;
    }
    Ok(())
}

/// What everybody who treats must know.
fn clinical(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "pregnancy visit",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@expecting", "practitioner_id": "@dr amina", "kind": "routine",
               "reason": "Pregnant, first check"}),
    )?;
    let today = story.day(-58).to_string();
    for (kind, text, severity) in [
        ("pregnancy", "Pregnant, due in five months", "caution"),
        ("communication", "Prefers to write, does not hear well", "info"),
    ] {
        story.ask(
            "amina",
            "people.set_flag",
            json!({"patient_id": "@expecting", "kind": kind, "text": text, "severity": severity,
                   "started_on": today, "ended_on": story.day(150).to_string(),
                   "notes": "Asked at the first check."}),
        )?;
    }
    for (name, kind, text, relationship, code) in [
        (
            "family history",
            "family",
            "Mother had diabetes in pregnancy",
            json!("mother"),
            json!("160303001"),
        ),
        ("appendix", "operation", "Appendix removed", json!(null), json!("80146002")),
        ("smoking", "social", "Smokes", json!(null), json!(null)),
    ] {
        story.make(
            name,
            "amina",
            "people.add_history",
            json!({"patient_id": "@expecting", "kind": kind, "description": text,
                   "code_system": code.as_str().map(|_| "http://snomed.info/sct"), "code": code,
                   "relationship": relationship, "started_on": "2011-06-01",
                   "notes": "As she tells it."}),
        )?;
    }
    let told_again = json!({"kind": "operation", "description": "Appendix removed, keyhole",
        "code_system": "http://snomed.info/sct", "code": "80146002", "relationship": null,
        "started_on": "2011-06-01", "ended_on": null, "is_past": true,
        "notes": "As she tells it."});
    story.step("amina", "people.correct_history", ("patient_history", "appendix"), told_again)?;
    story.step(
        "amina",
        "people.end_history",
        ("patient_history", "smoking"),
        json!({"status": "past", "ended_on": story.day(-59).to_string()}),
    )?;
    // How it shows in words, with each reaction by itself, comes with imports alone.
    let allergy = story.put(
        "amina",
        "patient_allergies",
        json!({"patient_id": "@expecting", "substance_text": "Amoxicillin",
               "code_system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "723",
               "kind": "allergy", "category": "medication", "criticality": "low",
               "reaction_text": "Itching rash", "reactions": [{"text": "Itching rash"}],
               "severity": "mild", "status": "active", "verification": "confirmed",
               "onset_on": "2004-02-29", "recorded_at": story.now(), "recorded_by": "@amina",
               "notes": "As a child."}),
    )?;
    story.call("amoxicillin", allergy);
    story.ask(
        "amina",
        "medication.administer",
        json!({"patient_id": "@expecting", "visit_id": "@pregnancy visit",
               "medication_text": "Amoxicillin 500 mg", "status": "given", "dose_amount": 500.0,
               "dose_unit": "mg", "route": "oral", "accept_warnings": true,
               "accept_reason": "The rash came with a fever and not with the medicine; she took it \
                                 twice since. Watched for an hour."}),
    )?;
    story.close("amina", "pregnancy visit", "Pregnant, all is well", "Next check in four weeks.")
}

fn team(story: &mut Story<'_>) -> Result<()> {
    for (name, who, kind, primary) in [
        ("physician", json!({"practitioner_id": "@dr amina"}), "primary_physician", true),
        ("nurse", json!({"user_id": "@tomas"}), "nurse", false),
        ("therapist", json!({"user_id": "@hana", "department_id": "@therapy"}), "therapist", false),
    ] {
        let mut member = json!({"patient_id": "@online", "kind": kind, "is_primary": primary,
                                "notes": "Agreed with the patient."});
        if let (Some(fields), Value::Object(who)) = (member.as_object_mut(), who) {
            fields.extend(who);
        }
        story.make(name, "leila", "people.assign_care_team", member)?;
    }
    story.pass(60);
    story.step("leila", "people.leave_care_team", ("care_team_members", "therapist"), json!({}))?;
    let own = [
        ("people.set_primary_practitioner", json!({"practitioner_id": "@dr amina"})),
        ("people.set_attending_nurse", json!({"nurse_id": "@tomas"})),
    ];
    for (command, mut whom) in own {
        if let Some(fields) = whom.as_object_mut() {
            fields.insert("patient_id".to_owned(), json!("@online"));
        }
        story.step("amina", command, ("patients", "online"), whom)?;
    }
    Ok(())
}

/// One person was registered twice, with the name misheard.
fn twice(story: &mut Story<'_>) -> Result<()> {
    let mut request = person(TWICE).registration();
    story.make("known as", "rosa", "people.register", request.clone())?;
    let fields = request.as_object_mut().context("a registration")?;
    fields.insert("family_name".to_owned(), json!(format!("{}e", person(TWICE).family_name)));
    fields.insert("email".to_owned(), json!("twice@example.org"));
    story.make("also known as", "rosa", "people.register", request)?;
    story.pass(15);
    let mut request = person(TWICE + 1).registration();
    let fields = request.as_object_mut().context("a registration")?;
    fields.insert("date_of_birth".to_owned(), json!("1931-12-31"));
    fields.insert("date_of_birth_precision".to_owned(), json!("day"));
    story.make("late", "rosa", "people.register", request)?;
    let merge = |behind: &str, reason: &str| json!({"patient_id": "@known as", "merged_patient_id": behind, "reason": reason});
    story.make("wrong merge", "rosa", "people.merge", merge("@late", "Chosen in a hurry."))?;
    story.step("rosa", "people.unmerge", ("patient_merges", "wrong merge"), json!({}))?;
    let apart = json!({"patient_id": "@known as", "other_patient_id": "@late"});
    story.ask("rosa", "people.keep_apart", apart)?;
    let why = "Same telephone, same birthday; the patient confirms it.";
    story.ask("rosa", "people.merge", merge("@also known as", why))?;
    story.pass(20);
    let died = json!({"deceased_at": story.now() - super::DAY});
    story.step("rosa", "people.record_death", ("patients", "known as"), died.clone())?;
    story.step("rosa", "people.undo_death", ("patients", "known as"), json!({}))?;
    story.step("rosa", "people.record_death", ("patients", "late"), died)?;
    story.ask("rosa", "people.end_after_death", json!({"patient_id": "@late"}))?;
    Ok(())
}

/// A patient gets an account and signs in from home.
fn account(story: &mut Story<'_>) -> Result<()> {
    let seed = seed_of(story.demo(), story.id("online")?)?;
    let person = person(seed);
    story.ask(
        "leila",
        "organization.add_user",
        json!({"given_name": person.given_name, "family_name": person.family_name,
               "username": PATIENT, "password": crate::PASSWORD, "roles": ["patient"],
               "is_practitioner": false}),
    )?;
    let account = super::staff::user(story.demo().store, PATIENT)?;
    story.call("account", account);
    story.change("leila", ("users", "account"), json!({"must_change_password": false}))?;
    let linked = json!({"username": PATIENT});
    story.step("rosa", "people.link_account", ("patients", "online"), linked.clone())?;
    story.step("rosa", "people.unlink_account", ("patients", "online"), json!({}))?;
    story.step("rosa", "people.link_account", ("patients", "online"), linked)?;
    story.pass(30);
    story.ask("account", "people.own_record", json!({}))?;
    Ok(())
}

/// The doctor on call opens a record that is not in anybody's care that night.
fn at_night(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "opened",
        "hana",
        "people.break_glass",
        json!({"patient_id": "@yellow", "reason": "Patient stands at the door in a panic, no other \
               colleague can be reached"}),
    )?;
    Ok(())
}

fn reviewed(story: &mut Story<'_>) -> Result<()> {
    story.step(
        "leila",
        "people.review_access",
        ("break_glass_grants", "opened"),
        json!({"outcome": "justified", "notes": "Spoke with both."}),
    )?;
    Ok(())
}

fn opinions(story: &mut Story<'_>) -> Result<()> {
    for (patient, visit, rating, comments) in [
        ("@feverish", Some("@fever"), 5, "Excellent care, kind and friendly nurses. Thank you!"),
        ("@yellow", None, 2, "A terrible wait, and nobody explained anything."),
    ] {
        story.ask(
            "rosa",
            "people.give_feedback",
            json!({"patient_id": patient, "visit_id": visit, "rating": rating,
                   "comments": comments, "language": "en"}),
        )?;
    }
    Ok(())
}
