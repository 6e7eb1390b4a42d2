//! The course of a claim, from the draft to the money.

use crate::Refused;
use crate::billing::stories::{Billed, insure, line, shown};
use crate::fixture::{Clinic, id_of};
use serde_json::{Value, json};
use uuid::Uuid;

struct Claimed {
    clinic: Clinic,
    bill: Billed,
    policy: Uuid,
}

impl Claimed {
    /// A bill of 500.00 under a policy that leaves a copay of 20.00.
    fn with(terms: Value) -> Self {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let policy = insure(&clinic, patient, "primary", terms);
        let bill = Billed::of(&clinic, patient, &[line("Surgery", 50_000, None)], true);
        Self { clinic, bill, policy }
    }

    fn ask(&self, name: &str, request: Value) -> Result<Value, Refused> {
        self.clinic.ask(self.clinic.owner, name, request)
    }

    fn draft(&self, claimed: Option<i64>) -> Result<Value, Refused> {
        let request = json!({
            "invoice_id": self.bill.invoice, "insurance_policy_id": self.policy,
            "claimed_minor": claimed, "notes": null
        });
        self.ask("billing.draft_claim", request)
    }

    fn submit(&self, claim: Uuid) -> Result<Value, Refused> {
        self.ask("billing.submit_claim", json!({ "id": claim, "version": 0 }))
    }

    fn approve(&self, claim: Uuid, approved: i64) -> Result<Value, Refused> {
        let request = json!({
            "id": claim, "version": 0, "approved_minor": approved, "patient_share_minor": null,
            "insurer_reference": "R-77"
        });
        self.ask("billing.approve_claim", request)
    }

    fn deny(&self, claim: Uuid, reason: &str) -> Result<Value, Refused> {
        let request = json!({
            "id": claim, "version": 0, "reason": reason, "insurer_reference": null
        });
        self.ask("billing.deny_claim", request)
    }

    fn settle(&self, claim: Uuid, amount: i64, is_final: bool) -> Result<Value, Refused> {
        let request = json!({
            "id": claim, "version": 0, "amount_minor": amount, "method": "bank_transfer",
            "reference": "T-1", "is_final": is_final
        });
        self.ask("billing.settle_claim", request)
    }

    fn listed(&self, status: &str, days: Option<u32>) -> Value {
        let request = json!({ "status": status, "older_than_days": days });
        self.ask("billing.claims", request).unwrap()
    }
}

fn copay() -> Value {
    json!({ "copay": 2_000, "until": "2026-12-31" })
}

#[test]
fn a_claim_is_drafted_submitted_acknowledged_approved_and_settled_by_payments_that_name_it() {
    let story = Claimed::with(copay());
    let claim = id_of(&story.draft(None).unwrap());
    assert_eq!(story.listed("draft", None)[0]["claimed_minor"], 48_000, "what the split says");
    assert_eq!(story.submit(claim).unwrap()["number"], "A-000001");
    assert!(story.submit(claim).is_err());
    let received = json!({ "id": claim, "version": 0, "insurer_reference": "R-1" });
    story.ask("billing.acknowledge_claim", received.clone()).unwrap();
    assert!(story.ask("billing.acknowledge_claim", received).is_err());
    story.clinic.set_clock("2026-04-01T08:00:00Z");
    let old = story.listed("acknowledged", Some(29));
    assert_eq!(old[0]["age_days"], 30);
    assert_eq!(story.listed("acknowledged", Some(31)), json!([]));
    assert!(story.settle(claim, 100, false).is_err(), "the insurer has not answered");
    assert_eq!(story.approve(claim, 48_001).unwrap_err().field, Some("approved_minor"));
    // A promise that was mistyped is typed again, until something was paid on it.
    story.approve(claim, 4_000).unwrap();
    story.approve(claim, 40_000).unwrap();
    let part = story.settle(claim, 30_000, false).unwrap();
    assert_eq!((&part["settled"], &part["awaited_minor"]), (&json!(false), &json!(10_000)));
    assert!(story.approve(claim, 4_000).unwrap_err().sentence.contains("has paid"));
    let rest = story.settle(claim, 10_000, false).unwrap();
    assert_eq!(rest["settled"], true);
    assert!(story.settle(claim, 1, false).is_err());
    let bill = shown(&story.clinic, story.bill.invoice);
    assert_eq!((&bill["paid_minor"], &bill["due_minor"]), (&json!(40_000), &json!(10_000)));
    assert_eq!(bill["claims"][0]["paid_minor"], 40_000);
    assert_eq!(bill["claims"][0]["status"], "settled");
    let payer = story.clinic.text(
        "SELECT payer_kind || ': ' || payer_text FROM payments WHERE insurance_claim_id = ?1",
        claim,
    );
    assert_eq!(payer.as_deref(), Some("insurer: Sanitas"));
}

#[test]
fn a_denied_claim_is_made_again_once_and_the_new_one_names_it() {
    let story = Claimed::with(copay());
    let claim = id_of(&story.draft(None).unwrap());
    assert!(story.deny(claim, "x").is_err(), "it has not been submitted");
    story.submit(claim).unwrap();
    assert_eq!(story.deny(claim, " ").unwrap_err().field, Some("reason"));
    story.deny(claim, "no preauthorization").unwrap();
    let again = json!({ "id": claim, "claimed_minor": 30_000, "notes": "with the letter" });
    let second = id_of(&story.ask("billing.resubmit_claim", again.clone()).unwrap());
    assert!(story.ask("billing.resubmit_claim", again).is_err());
    assert_eq!(story.submit(second).unwrap()["number"], "A-000002");
    let bill = shown(&story.clinic, story.bill.invoice);
    let claims = bill["claims"].as_array().unwrap();
    let named = claims.iter().find(|row| row["id"] == json!(second)).unwrap();
    assert_eq!(named["resubmits_id"], json!(claim));
    let denied = claims.iter().find(|row| row["id"] == json!(claim)).unwrap();
    assert_eq!(denied["denial_reason"], "no preauthorization");
}

#[test]
fn a_claim_is_taken_back_with_a_reason_until_something_was_paid() {
    let story = Claimed::with(copay());
    let cancel = |claim: Uuid, reason: &str| {
        let request = json!({ "id": claim, "version": 0, "reason": reason });
        story.ask("billing.cancel_claim", request)
    };
    let first = id_of(&story.draft(None).unwrap());
    let void = json!({ "id": story.bill.invoice, "version": 0, "reason": "wrong" });
    let refused = story.ask("billing.void_invoice", void).unwrap_err();
    assert!(refused.sentence.contains("Cancel the claim"), "{}", refused.sentence);
    assert_eq!(cancel(first, "").unwrap_err().field, Some("reason"));
    cancel(first, "wrong policy").unwrap();
    assert!(cancel(first, "again").is_err());
    let second = id_of(&story.draft(None).unwrap());
    story.submit(second).unwrap();
    story.approve(second, 48_000).unwrap();
    story.settle(second, 1_000, false).unwrap();
    assert!(cancel(second, "too late").unwrap_err().sentence.contains("paid"));
    assert_eq!(story.settle(second, 1_000, true).unwrap()["settled"], true);
}

#[test]
fn no_more_than_the_bill_is_claimed_and_once_from_each_policy() {
    let story = Claimed::with(copay());
    assert_eq!(story.draft(Some(50_001)).unwrap_err().field, Some("claimed_minor"));
    assert_eq!(story.draft(Some(0)).unwrap_err().field, Some("claimed_minor"));
    story.draft(Some(30_000)).unwrap();
    assert_eq!(story.draft(Some(1)).unwrap_err().field, Some("insurance_policy_id"));
    let second = insure(&story.clinic, story.bill.patient, "secondary", json!({}));
    let other = |policy: Uuid, claimed: i64| {
        let request = json!({
            "invoice_id": story.bill.invoice, "insurance_policy_id": policy,
            "claimed_minor": claimed, "notes": null
        });
        story.ask("billing.draft_claim", request)
    };
    assert_eq!(other(second, 20_001).unwrap_err().field, Some("claimed_minor"));
    other(second, 20_000).unwrap();
    let stranger = story.clinic.patient("Pau", "Soler", "1970-01-05");
    let theirs = insure(&story.clinic, stranger, "primary", json!({}));
    assert_eq!(other(theirs, 1).unwrap_err().field, Some("insurance_policy_id"));
}

#[test]
fn a_claim_is_not_submitted_outside_the_policys_dates_or_when_it_is_inactive() {
    for terms in [json!({ "until": "2026-03-01" }), json!({ "status": "inactive" })] {
        let story = Claimed::with(terms);
        let claim = id_of(&story.draft(Some(1_000)).unwrap());
        let refused = story.submit(claim).unwrap_err();
        assert_eq!(refused.field, Some("insurance_policy_id"));
    }
    let desk = Claimed::with(copay());
    let request = json!({
        "invoice_id": desk.bill.invoice, "insurance_policy_id": desk.policy,
        "claimed_minor": null, "notes": null
    });
    let refused = desk.clinic.ask(desk.clinic.receptionist, "billing.draft_claim", request);
    assert_eq!(refused.unwrap_err().code, Some("not_allowed"));
}
