//! PCs that hold a part of the record work on rows whose references lead nowhere there.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use store::params;
use sync_server::Invitation;
use sync_server::postgres_private::TestCluster;
use tempfile::TempDir;
use testkit::{Centre, Device, Line, PASSWORD};
use uuid::Uuid;

fn id_of(answer: &Value) -> Result<Uuid> {
    Ok(answer["id"].as_str().context("an id")?.parse()?)
}

fn line(description: &str, price: i64) -> Value {
    json!({
        "description": description, "quantity": 1.0, "unit_price_minor": price,
        "procedure_code": null, "diagnosis_code": null
    })
}

fn lines_of(device: &Device, invoice: Uuid) -> Result<Vec<(String, Option<Uuid>)>> {
    Ok(device.store.read::<_, store::Error>(|reader| {
        reader.rows(
            "SELECT description, visit_id FROM invoice_lines WHERE invoice_id = ?1 \
             AND deleted_at IS NULL ORDER BY line_order",
            params![invoice],
        )
    })?)
}

#[tokio::test(flavor = "multi_thread")]
async fn finance_adds_to_the_bill_of_a_visit_that_its_pc_does_not_hold() -> Result<()> {
    let cluster = tokio::task::spawn_blocking(TestCluster::start).await??;
    let folder = TempDir::new()?;
    let url = cluster.database().await?;
    let centre = Centre::over(&folder.path().join("centre"), &url).await?;
    let wire = Line::to(centre.address()).await?;
    let desk = Device::alone("desk", &folder.path().join("desk"))?;
    desk.enrol(&centre, &wire).await?;
    desk.ask(
        "organization.add_user",
        json!({"given_name": "Fina", "family_name": "Costa", "username": "fina",
               "password": PASSWORD, "roles": ["finance"], "is_practitioner": false}),
    )?;
    let site = desk.store.facts()?.site;
    desk.ask(
        "organization.update_site",
        json!({"id": site, "version": 0, "name": "Puerto", "code": "PTO", "kind": "clinic",
               "time_zone": "Europe/Madrid", "currency": "EUR", "address_line": null,
               "city": null, "state": null, "postal_code": null, "country": "ES",
               "phone": null, "email": null, "is_active": true}),
    )?;
    let mut person = testkit::people::person(7).registration();
    person["accept_duplicates"] = true.into();
    let patient = id_of(&desk.ask("people.register", person)?)?;
    let begin = json!({"patient_id": patient, "appointment_id": null, "practitioner_id": null,
                       "kind": "routine", "reason": "Cough"});
    let visit = id_of(&desk.ask("encounters.start_visit", begin)?)?;
    desk.ask("encounters.end_visit", json!({"id": visit, "version": 0}))?;
    let bill = json!({"patient_id": patient, "visit_id": visit, "due_on": null, "notes": null,
                      "issue": false, "lines": [line("Consultation", 4_500)]});
    let bill = id_of(&desk.ask("billing.create_invoice", bill)?)?;
    desk.exchange().await?;
    let invitation = Invitation {
        site: Some("PTO".to_owned()),
        profile: "finance".to_owned(),
        ..Invitation::new("finance")
    };
    let link = centre.invite_as(&invitation, wire.address()).await?;
    let finance = Device::join_by("finance", &folder.path().join("finance"), &link, "fina").await?;
    assert_eq!(lines_of(&finance, bill)?, [("Consultation".to_owned(), Some(visit))]);
    let held: Option<i64> = finance
        .store
        .read::<_, store::Error>(|reader| reader.value("SELECT count(*) FROM visits", params![]))?;
    assert_eq!(held, Some(0), "a PC of finance holds no visit");
    // The line names the visit as its bill does.
    finance.ask("billing.add_line", json!({"invoice_id": bill, "line": line("Dressing", 900)}))?;
    let unknown = json!({"patient_id": Uuid::from_u128(7), "visit_id": null, "due_on": null,
                         "notes": null, "issue": false, "lines": [line("Dressing", 900)]});
    assert!(
        finance.ask("billing.create_invoice", unknown).is_err(),
        "what this PC holds is still looked for"
    );
    let whole = json!({});
    let refused = finance.ask("billing.visits_to_bill", whole).unwrap_err().to_string();
    assert!(refused.contains("set up for finance"), "{refused}");
    for device in [&finance, &desk, &finance] {
        device.exchange().await?;
    }
    let both = [("Consultation".to_owned(), Some(visit)), ("Dressing".to_owned(), Some(visit))];
    assert_eq!(lines_of(&desk, bill)?, both);
    assert!(finance.store.quarantined()?.is_empty());
    Ok(())
}
