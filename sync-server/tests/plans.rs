//! What a plan limits, and that it takes nothing away.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod support;

use catalog::{Limited, Value};
use protocol::{Operation, OutcomeKind, Position};
use support::{Clinic, Device, Link, cell, http, insert, refusal, request, rows_of, tls, update};
use sync_server::{Invitation, Operator};
use uuid::Uuid;

fn person(username: &str, roles: &str) -> Operation {
    let cells = [
        ("username", Value::from(username)),
        ("roles", Value::from(roles)),
        ("is_active", Value::Boolean(true)),
    ];
    insert("users", Uuid::now_v7(), &cells)
}

/// Puts the clinic on a plan and gives how many of each are in use.
async fn on_plan(clinic: &Clinic, plan: Option<&str>) -> Vec<i64> {
    let operator = Operator { person: Some("maria".to_owned()), ..Operator::default() };
    let set = clinic.centre.running.set_plan(plan, &operator).await.unwrap();
    assert_eq!(set, clinic.centre.running.plan().await.unwrap());
    assert_eq!(set.plan.as_deref(), plan);
    set.counted.into_iter().map(|(_, in_use, _)| in_use).collect()
}

/// The status and the refusal of one PC more, or nothing where it is taken.
async fn one_pc_more(clinic: &Clinic) -> Option<(u16, protocol::Refusal)> {
    let invitation = Invitation::new("One more");
    let link = Link::read(&clinic.centre.running.invite(&invitation).await.unwrap());
    let authority = std::fs::read_to_string(clinic.centre.data.path().join("ca.pem")).unwrap();
    let (body, _) = request(&link.code, None);
    let enrol = http(tls(&authority, None)).post(format!("{}/v1/enrol", link.server)).json(&body);
    let answer = enrol.send().await.unwrap();
    if answer.status().is_success() { None } else { Some(refusal(answer).await) }
}

#[tokio::test]
async fn one_pc_more_than_the_plan_allows_does_not_enrol_and_those_there_are_work_on() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    assert_eq!(clinic.centre.running.plan().await.unwrap().plan, None, "nothing was agreed");
    Device::enrol(&clinic.centre, None).await;
    // A plan that is too small already takes nothing away.
    assert_eq!(on_plan(&clinic, Some("free")).await, [3, 1, 1]);
    let (status, said) = one_pc_more(&clinic).await.unwrap();
    assert_eq!((status, said.code.as_str()), (403, "plan_limit"));
    assert!(said.sentence.contains("allows 2 enrolled PCs, and there are 3"), "{}", said.sentence);
    let booking = clinic.booking(Uuid::now_v7(), 0);
    assert_eq!(clinic.doctor.write(user, vec![booking]).await.kind, OutcomeKind::Applied);
    let operator = Operator::default();
    for device in [clinic.desk.id, clinic.doctor.id] {
        clinic.centre.running.revoke(&device.to_string(), &operator).await.unwrap();
    }
    assert!(one_pc_more(&clinic).await.is_none(), "a revoked PC is not in use");
    on_plan(&clinic, Some("basic")).await;
    assert!(one_pc_more(&clinic).await.is_none());
    let unknown = clinic.centre.running.set_plan(Some("golden"), &operator).await;
    assert!(unknown.unwrap_err().to_string().contains("there is no plan golden"));
}

#[tokio::test]
async fn people_added_beyond_the_plan_without_a_network_stay_and_an_administrator_is_asked() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    on_plan(&clinic, Some("free")).await;
    let asked = |rows: &[protocol::PageRow]| {
        let titles =
            rows_of(rows, "tasks").into_iter().filter_map(|row| cell(row, "tasks", "title"));
        titles.filter_map(|title| title.as_text().map(str::to_owned)).collect::<Vec<_>>()
    };
    for number in 2..=5 {
        let one = vec![person(&format!("colleague{number}"), "[\"nurse\"]")];
        assert_eq!(clinic.desk.write(user, one).await.kind, OutcomeKind::Applied);
    }
    let patient = vec![person("elena", "[\"patient\"]")];
    assert_eq!(clinic.desk.write(user, patient).await.kind, OutcomeKind::Applied);
    let (rows, _) = clinic.desk.pull().await;
    assert_eq!(asked(&rows), [] as [&str; 0], "as many as the plan allows, and a patient");
    // Two PCs have each added the last one.
    let sixth = vec![person("colleague6", "[\"nurse\"]")];
    assert_eq!(clinic.doctor.write(user, sixth).await.kind, OutcomeKind::Applied);
    let cells = [
        ("name", Value::from("Hill")),
        ("time_zone", Value::from("Africa/Nairobi")),
        ("currency", Value::from("KES")),
        ("is_active", Value::Boolean(true)),
    ];
    let site = vec![insert("sites", Uuid::now_v7(), &cells)];
    assert_eq!(clinic.doctor.write(user, site).await.kind, OutcomeKind::Applied);
    let (rows, _) = clinic.desk.pull().await;
    let mut titles = asked(&rows);
    titles.sort();
    assert_eq!(
        titles,
        [
            "More people sign in than the clinic's plan allows",
            "More sites are in use than the clinic's plan allows"
        ]
    );
    let plan = clinic.centre.running.plan().await.unwrap();
    assert!(plan.counted.contains(&(Limited::People, 6, Some(5))), "{plan:?}");
}

#[tokio::test]
async fn a_pc_does_not_give_its_clinic_a_larger_plan() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    on_plan(&clinic, Some("free")).await;
    let (organization, base) = (clinic.desk.organization, Position(i64::MAX));
    clinic.desk.pull().await;
    let larger = ("subscription_plan", Value::from("free"), Value::from("enterprise"));
    let base = clinic.desk.cursor.position.min(base);
    let operation = update("organizations", organization, base, &[larger]);
    let outcome = clinic.desk.write(user, vec![operation]).await;
    assert_eq!(outcome.kind, OutcomeKind::Quarantined, "{outcome:?}");
    assert_eq!(clinic.centre.running.plan().await.unwrap().plan.as_deref(), Some("free"));
}
