//! Money besides the everyday: claims through their life, the cash box, refunds, corrections.

use anyhow::Result;
use serde_json::{Value, json};
use uuid::Uuid;

use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] = &[
    (25, 7, 50, dearer),
    (24, 9, 0, claimed),
    (14, 9, 0, settled),
    (13, 9, 0, denied),
    (8, 10, 0, corrected),
    (1, 7, 55, opened),
    (1, 18, 30, closed),
    (0, 7, 55, opened),
    (0, 8, 15, overdue),
];

/// From this month on the follow-up costs more.
fn dearer(story: &mut Story<'_>) -> Result<()> {
    story.step(
        "piotr",
        "billing.replace_price",
        ("price_list", "follow-up price"),
        json!({"unit_price_minor": story.price(3_200),
               "valid_from_on": story.day(-25).to_string()}),
    )?;
    Ok(())
}

/// An issued invoice of the insured patient.
fn bill(
    story: &mut Story<'_>,
    name: &'static str,
    cents: i64,
    policy: Option<&str>,
) -> Result<Uuid> {
    story.make(
        name,
        "rosa",
        "billing.create_invoice",
        json!({"patient_id": "@insured", "visit_id": "@insured visit",
               "insurance_policy_id": policy, "due_on": story.day(20).to_string(),
               "notes": "Copy for the tax office.", "issue": true,
               "lines": [{"description": "Consultation", "quantity": 1.0,
                          "unit_price_minor": story.price(cents), "procedure_code": "99203",
                          "procedure_code_system": "http://www.ama-assn.org/go/cpt",
                          "diagnosis_code": "J06.9",
                          "service_on": story.day(-24).to_string()}]}),
    )
}

fn claimed(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "insured visit",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@insured", "practitioner_id": "@dr amina", "kind": "routine",
               "reason": "Cold"}),
    )?;
    story.pass(30);
    story.close("amina", "insured visit", "Common cold", "Rest and fluids.")?;
    for (name, claim, cents) in [
        ("settled bill", "settled claim", 9_000),
        ("denied bill", "denied claim", 8_000),
        ("dropped bill", "dropped claim", 7_000),
    ] {
        bill(story, name, cents, Some("@policy"))?;
        story.make(
            claim,
            "piotr",
            "billing.draft_claim",
            json!({"invoice_id": story.id(name)?, "insurance_policy_id": "@policy",
                   "claimed_minor": story.price(cents) / 2, "notes": "Card was shown."}),
        )?;
        story.step("piotr", "billing.submit_claim", ("insurance_claims", claim), json!({}))?;
    }
    story.step(
        "piotr",
        "billing.cancel_claim",
        ("insurance_claims", "dropped claim"),
        json!({"reason": "The patient pays it."}),
    )?;
    Ok(())
}

fn settled(story: &mut Story<'_>) -> Result<()> {
    let about = ("insurance_claims", "settled claim");
    let reference = json!({"insurer_reference": "MM/7741"});
    story.step("piotr", "billing.acknowledge_claim", about, reference)?;
    let approved = story.price(9_000) / 4;
    story.step(
        "piotr",
        "billing.approve_claim",
        about,
        json!({"approved_minor": approved, "patient_share_minor": story.price(9_000) / 4,
               "insurer_reference": "MM/7741"}),
    )?;
    story.pass(60);
    story.step(
        "piotr",
        "billing.settle_claim",
        about,
        json!({"amount_minor": approved, "method": "bank_transfer", "reference": "MM-2291",
               "is_final": true}),
    )?;
    Ok(())
}

fn denied(story: &mut Story<'_>) -> Result<()> {
    story.step(
        "piotr",
        "billing.deny_claim",
        ("insurance_claims", "denied claim"),
        json!({"reason": "Second opinion is missing.", "insurer_reference": "MM/7742"}),
    )?;
    story.pass(30);
    story.make(
        "second claim",
        "piotr",
        "billing.resubmit_claim",
        json!({"id": "@denied claim", "claimed_minor": story.price(8_000) / 2,
               "notes": "With the second opinion."}),
    )?;
    story.step("piotr", "billing.submit_claim", ("insurance_claims", "second claim"), json!({}))?;
    Ok(())
}

/// A payment typed wrong, money given back, an invoice void and one written off.
fn corrected(story: &mut Story<'_>) -> Result<()> {
    let total = story.price(6_000);
    bill(story, "corrected bill", 6_000, None)?;
    story.make(
        "payment",
        "rosa",
        "billing.take_payment",
        json!({"invoice_id": "@corrected bill", "amount_minor": total * 10, "method": "credit_card",
               "reference": "T-0041"}),
    )?;
    story.ask(
        "rosa",
        "billing.correct_payment",
        json!({"id": "@payment", "amount_minor": total, "reason": "A zero too many."}),
    )?;
    story.ask(
        "rosa",
        "billing.refund",
        json!({"invoice_id": "@corrected bill", "amount_minor": total / 4, "method": "credit_card",
               "reason": "The second test was not done.", "still_owed": false,
               "payer_kind": "other", "payer_text": "Her daughter"}),
    )?;
    bill(story, "void bill", 5_000, None)?;
    story.step(
        "rosa",
        "billing.void_invoice",
        ("invoices", "void bill"),
        json!({"reason": "Written for the wrong day."}),
    )?;
    bill(story, "lost bill", 2_500, None)?;
    let given_up = json!({"reason": "The patient cannot pay."});
    story.step("piotr", "billing.write_off", ("invoices", "lost bill"), given_up.clone())?;
    story.step("piotr", "billing.undo_write_off", ("invoices", "lost bill"), json!({}))?;
    story.step("piotr", "billing.write_off", ("invoices", "lost bill"), given_up)?;
    // The same service twice on one day looks wrong; a person says that it is not.
    bill(story, "first of two", 4_500, None)?;
    bill(story, "second of two", 4_500, None)?;
    story.ask("piotr", "billing.check_invoice", json!({"id": "@second of two"}))?;
    let texts = json!({"insurer_text": "Travel insurance, by letter"});
    story.change("rosa", ("invoices", "second of two"), texts)?;
    let doubted: Option<String> = story.demo().store.read::<_, store::Error>(|reader| {
        reader.value(
            "SELECT ai_error_text FROM invoices WHERE id = ?1 AND ai_error_detected = 1",
            store::params![story.id("second of two").unwrap_or_default()],
        )
    })?;
    if doubted.is_some() {
        story.step(
            "piotr",
            "billing.dismiss_error",
            ("invoices", "second of two"),
            json!({"reason": "Two consultations, morning and evening."}),
        )?;
    }
    Ok(())
}

fn opened(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "cash box",
        "rosa",
        "billing.open_cash",
        json!({"opening_float_minor": story.price(10_000), "notes": "Counted by two."}),
    )?;
    Ok(())
}

fn closed(story: &mut Story<'_>) -> Result<()> {
    let cash = story.ask("rosa", "billing.cash", json!({}))?;
    let expected = expected(&cash).unwrap_or_else(|| story.price(10_000));
    story.step(
        "rosa",
        "billing.close_cash",
        ("cash_sessions", "cash box"),
        json!({"counted_minor": expected - 50, "difference_reason": "A coin fell behind the desk.",
               "notes": "Float stays in the box."}),
    )?;
    Ok(())
}

/// What should be in the open box, wherever the answer says it.
fn expected(answer: &Value) -> Option<i64> {
    match answer {
        Value::Object(fields) => match fields.get("expected_minor").and_then(Value::as_i64) {
            Some(expected) => Some(expected),
            None => fields.values().find_map(expected),
        },
        Value::Array(values) => values.iter().find_map(expected),
        _ => None,
    }
}

fn overdue(story: &mut Story<'_>) -> Result<()> {
    story.ask("piotr", "billing.note_overdue", json!({}))?;
    Ok(())
}
