//! The clinic's PCs, looked after from one of them.

#![expect(clippy::unwrap_used, reason = "a test that panics has said what is wrong")]

mod support;

use protocol::{DevicesAnswer, InviteAnswer};
use serde_json::{Value, json};
use support::{Centre, Device, Link, refusal};
use sync_server::NewOrganization;
use uuid::Uuid;
use zeroize::Zeroizing;

const PASSWORD: &str = "correct horse battery";

/// A clinic with an administrator, a receptionist, somebody from IT, and two PCs.
struct House {
    centre: Centre,
    desk: Device,
    ward: Device,
    site: Uuid,
    amina: Uuid,
    ruth: Uuid,
    ivan: Uuid,
}

impl House {
    async fn open() -> Self {
        let centre = Centre::start().await;
        let new = NewOrganization {
            name: "Clinic".to_owned(),
            site: "Main".to_owned(),
            time_zone: "Africa/Nairobi".to_owned(),
            currency: "KES".to_owned(),
            admin: "Amina".to_owned(),
            password: Zeroizing::new(PASSWORD.to_owned()),
        };
        centre.running.found(&new).await.unwrap();
        let operator = centre.operator().await;
        operator.execute("UPDATE users SET must_change_password = FALSE", &[]).await.unwrap();
        let one = async |sql: &str| -> Uuid { operator.query_one(sql, &[]).await.unwrap().get(0) };
        let (amina, site) = (one("SELECT id FROM users").await, one("SELECT id FROM sites").await);
        let colleague = async |username: &str, role: &str| {
            let id = Uuid::now_v7();
            operator
                .execute(
                    "INSERT INTO users (id, organization_id, username, password_hash, roles, \
                     site_id, created_at, updated_at) SELECT $1, organization_id, $2, \
                     password_hash, jsonb_build_array($3::TEXT), site_id, now(), now() \
                     FROM users WHERE username = 'Amina'",
                    &[&id, &username, &role],
                )
                .await
                .unwrap();
            id
        };
        let ruth = colleague("ruth", "receptionist").await;
        let ivan = colleague("ivan", "it_admin").await;
        let desk = Device::enrol(&centre, None).await;
        let ward = Device::enrol(&centre, None).await;
        Self { centre, desk, ward, site, amina, ruth, ivan }
    }

    async fn post(&self, route: &str, body: &Value) -> reqwest::Response {
        self.desk.post(&format!("/v1/devices{route}"), body.to_string().into_bytes()).await
    }

    /// The code of a refusal.
    async fn refused(&self, route: &str, body: &Value) -> String {
        refusal(self.post(route, body).await).await.1.code
    }

    async fn devices(&self, by: Uuid) -> DevicesAnswer {
        self.post("", &json!({ "user": by })).await.json().await.unwrap()
    }

    fn invitation(&self, by: Uuid, password: &str) -> Value {
        json!({ "user": by, "password": password, "device_name": "Laboratory",
                "site": self.site, "profile": "laboratory", "valid_hours": 24 })
    }

    fn revocation(&self, device: Uuid, password: &str) -> Value {
        json!({ "user": self.ivan, "password": password, "device": device, "reason": "Stolen" })
    }

    /// The security log: what, whether it succeeded, who, at which PC, about which.
    async fn log(&self, action: &str) -> Vec<(bool, Option<Uuid>, Option<Uuid>, Option<Uuid>)> {
        let sql = "SELECT succeeded, user_id, device_id, resource_id FROM security_logs \
                   WHERE action = $1 ORDER BY occurred_at, id";
        let rows = self.centre.operator().await.query(sql, &[&action]).await.unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect()
    }
}

#[tokio::test]
async fn whoever_looks_after_the_pcs_sees_them_and_a_receptionist_is_refused() {
    let mut house = House::open().await;
    for refused in [house.ruth, Uuid::now_v7()] {
        assert_eq!(house.refused("", &json!({ "user": refused })).await, "not_allowed");
        let invitation = house.invitation(refused, PASSWORD);
        assert_eq!(house.refused("/invite", &invitation).await, "not_allowed");
    }
    let desk = Some(house.desk.id);
    let log = house.log("permission_refused").await;
    assert!(log.contains(&(false, Some(house.ruth), desk, desk)), "{log:?}");

    house.desk.pull().await;
    let (desk, ward) = (house.desk.id, house.ward.id);
    let seen = house.devices(house.amina).await;
    assert_eq!(seen, house.devices(house.ivan).await);
    assert_eq!(seen.lease_days, 30);
    let of = |answer: &DevicesAnswer, id: Uuid| {
        answer.devices.iter().find(|device| device.id == id).unwrap().clone()
    };
    assert_eq!(of(&seen, desk).behind, Some(0));
    assert_eq!(of(&seen, ward).behind, None, "it has fetched nothing yet");
    assert!(of(&seen, desk).last_seen_at.is_some());

    // What came since one PC fetched, what another one told of itself, and which program it is.
    house.ward.pull().await;
    let operator = house.centre.operator().await;
    for (name, value) in [("changes_waiting", 3.0), ("oldest_change_seconds", 120.0)] {
        operator
            .execute(
                "INSERT INTO system_metrics (id, organization_id, kind, name, value_number, \
                 recorded_at, device_id, created_at, updated_at) SELECT $1, organization_id, \
                 'sync', $2, $3, now(), $4, now(), now() FROM devices WHERE id = $4",
                &[&Uuid::now_v7(), &name, &value, &ward],
            )
            .await
            .unwrap();
        // Figures are the centre's alone and are fetched by nobody; a site is everybody's.
        operator.execute("UPDATE sites SET city = $1", &[&name]).await.unwrap();
    }
    let url = format!("{}/v1/verify", house.ward.server);
    house.ward.http.post(url).header("user-agent", "Holdfast/7.1").send().await.unwrap();
    let ward = of(&house.devices(house.ivan).await, ward);
    assert_eq!((ward.behind, ward.waiting), (Some(2), Some(3)));
    let seconds = (ward.told_at.unwrap() - ward.oldest_waiting_at.unwrap() + 500_000) / 1_000_000;
    assert_eq!(seconds, 120);
    assert!(ward.behind_since.is_some());
    assert_eq!(ward.program.as_deref(), Some("Holdfast/7.1"));
}

#[tokio::test]
async fn a_pc_is_invited_by_whoever_gives_their_password_and_wrong_ones_cost_time() {
    let house = House::open().await;
    let right = house.invitation(house.ivan, PASSWORD);
    let changed = |field: &str, value: Value| {
        let mut body = right.clone();
        body[field] = value;
        body
    };
    for (field, value) in [
        ("device_name", json!("  ")),
        ("valid_hours", json!(0)),
        ("profile", json!("kitchen")),
        ("site", Value::Null),
    ] {
        let body = changed(field, value);
        assert_eq!(house.refused("/invite", &body).await, "malformed", "{field}");
    }
    let elsewhere = changed("site", json!(Uuid::now_v7()));
    assert_eq!(house.refused("/invite", &elsewhere).await, "gone");

    let link: InviteAnswer = house.post("/invite", &right).await.json().await.unwrap();
    let laboratory = Device::enrol_by(&house.centre, Link::read(&link.link), None).await;
    let seen = house.devices(house.ivan).await;
    let newest = seen.devices.first().unwrap();
    assert_eq!((newest.id, newest.profile.as_str()), (laboratory.id, "laboratory"));
    assert_eq!(newest.site, Some(house.site));
    assert_eq!(newest.name, "Laboratory", "as it was invited, and not as it calls itself");
    let enrolled = house.log("device_enrolled").await;
    assert_eq!(enrolled.last().unwrap().1, Some(house.ivan), "whose word it was");

    // Wrong ones are counted, also by the sign-in: both are tries of one lock.
    let wrong = house.invitation(house.ivan, "wrong");
    for _ in 0..3 {
        assert_eq!(house.refused("/invite", &wrong).await, "wrong_password");
    }
    assert_eq!(house.refused("/invite", &right).await, "too_many_attempts");
    let sign_in = json!({ "username": "ivan", "password": PASSWORD }).to_string();
    let (_, said) = refusal(house.desk.post("/v1/sign_in", sign_in.into_bytes()).await).await;
    assert_eq!(said.code, "too_many_attempts");
    assert_eq!(house.log("sign_in_failed").await.len(), 3);

    let due = "UPDATE users SET must_change_password = TRUE WHERE username = 'Amina'";
    house.centre.operator().await.execute(due, &[]).await.unwrap();
    let not_own = house.invitation(house.amina, PASSWORD);
    assert_eq!(house.refused("/invite", &not_own).await, "password_change_due");
}

#[tokio::test]
async fn a_pc_is_placed_and_hears_of_it() {
    let mut house = House::open().await;
    house.ward.pull().await;
    let place = |device: Uuid, person: Option<Uuid>| {
        json!({ "user": house.amina, "password": PASSWORD, "device": device,
                "profile": "clinical", "site": house.site, "person": person })
    };
    let (ward, ruth) = (house.ward.id, house.ruth);
    let unknown = place(Uuid::now_v7(), None);
    assert_eq!(house.refused("/place", &unknown).await, "gone");
    let nobody = place(ward, Some(Uuid::now_v7()));
    assert_eq!(house.refused("/place", &nobody).await, "gone");
    let seen: DevicesAnswer =
        house.post("/place", &place(ward, Some(ruth))).await.json().await.unwrap();
    let placed = seen.devices.iter().find(|device| device.id == ward).unwrap();
    assert_eq!(
        (placed.profile.as_str(), placed.site, placed.person),
        ("clinical", Some(house.site), Some(ruth))
    );
    let log = house.log("settings_changed").await;
    assert_eq!(log, [(true, Some(house.amina), Some(house.desk.id), Some(ward))]);
    let request =
        protocol::PullRequest { cursor: house.ward.cursor, life: house.ward.life(), rows_max: 10 };
    let pull = house.ward.post("/v1/pull", protocol::to_bytes(&request).unwrap()).await;
    assert_eq!(refusal(pull).await.1.code, protocol::SCOPE_CHANGED);
}

#[tokio::test]
async fn a_revoked_pc_learns_it_at_once_and_the_list_says_until_when_it_has_not_left() {
    let house = House::open().await;
    let (desk, ward) = (house.desk.id, house.ward.id);
    // One of another organization, and one that never was, get the same answer.
    let (organization, foreign) = (Uuid::now_v7(), Uuid::now_v7());
    let operator = house.centre.operator().await;
    for sql in [
        "INSERT INTO organizations (id, organization_id, name, created_at, updated_at) \
         SELECT $1, $1, 'Elsewhere', now(), now() WHERE $2::UUID IS NOT NULL",
        "INSERT INTO devices (id, organization_id, name, profile, status, created_at, updated_at) \
         VALUES ($2, $1, 'Theirs', 'whole', 'active', now(), now())",
        "INSERT INTO device_keys (device_id, organization_id, public_key, \
         certificate_fingerprint, number_prefix) VALUES ($2, $1, '\\x00', 'x', 'A1')",
    ] {
        operator.execute(sql, &[&organization, &foreign]).await.unwrap();
    }
    let strange = [foreign, Uuid::now_v7()];
    let mut answers = Vec::new();
    for device in strange {
        let body = house.revocation(device, PASSWORD);
        answers.push(refusal(house.post("/revoke", &body).await).await);
    }
    assert_eq!(answers.first(), answers.last());
    assert_eq!(answers.first().unwrap().1.code, "gone");
    assert!(house.devices(house.ivan).await.devices.iter().all(|device| device.id != foreign));

    let own = house.revocation(desk, PASSWORD);
    assert_eq!(house.refused("/revoke", &own).await, "own_device");
    let wrong = house.revocation(ward, "wrong");
    assert_eq!(house.refused("/revoke", &wrong).await, "wrong_password");
    house.ward.ask("/v1/verify", Vec::new()).await;

    let body = house.revocation(ward, PASSWORD);
    let seen: DevicesAnswer = house.post("/revoke", &body).await.json().await.unwrap();
    let revoked = seen.devices.iter().find(|device| device.id == ward).unwrap();
    assert!(revoked.revoked_at.is_some() && revoked.left_at.is_none());
    assert_eq!(revoked.revoke_reason.as_deref(), Some("Stolen"));
    let (_, said) = refusal(house.ward.post("/v1/verify", Vec::new()).await).await;
    assert_eq!(said.code, "revoked");
    assert_eq!(house.refused("/revoke", &body).await, "revoked_before");
    let log = house.log("device_revoked").await;
    assert_eq!(log, [(true, Some(house.ivan), Some(desk), Some(ward))]);

    let leave = protocol::LeaveRequest { incarnation: 1, changesets: Vec::new(), is_all: true };
    house.ward.ask("/v1/leave", protocol::to_bytes(&leave).unwrap()).await;
    let seen = house.devices(house.ivan).await;
    assert!(seen.devices.iter().find(|device| device.id == ward).unwrap().left_at.is_some());
}

#[tokio::test]
async fn a_body_without_end_is_not_read() {
    let house = House::open().await;
    let mut body = house.revocation(house.ward.id, PASSWORD);
    body["reason"] = json!("x".repeat(100_000));
    assert_eq!(house.post("/revoke", &body).await.status().as_u16(), 413);
    body["reason"] = json!("x".repeat(501));
    assert_eq!(house.refused("/revoke", &body).await, "malformed");
}
