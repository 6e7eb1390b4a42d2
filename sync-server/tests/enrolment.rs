//! Who gets in, and who does not.

#![expect(clippy::unwrap_used, reason = "a test that panics has said what is wrong")]

mod support;

use catalog::Value;
use protocol::{EnrolOrganization, OutcomeKind, SignInAnswer};
use serde_json::json;
use support::{Centre, Clinic, Device, Link, filled, http, refusal, request, tls};
use sync_server::{Invitation, NewOrganization, Operator};
use uuid::Uuid;
use zeroize::Zeroizing;

fn own() -> Option<EnrolOrganization> {
    Some(EnrolOrganization { id: Uuid::now_v7(), name: "Clinic".to_owned() })
}

/// The security log as the centre has it, oldest first.
async fn clinic_log(centre: &Centre) -> Vec<String> {
    let rows = centre
        .operator()
        .await
        .query(
            "SELECT concat_ws(' ', action, succeeded, ip_address) FROM security_logs \
             ORDER BY occurred_at, id",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

async fn enrol_with(centre: &Centre, link: &Link) -> reqwest::Response {
    let authority = std::fs::read_to_string(centre.data.path().join("ca.pem")).unwrap();
    let (body, _) = request(&link.code, own());
    http(tls(&authority, None))
        .post(format!("{}/v1/enrol", link.server))
        .json(&body)
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_new_server_adopts_the_organization_of_the_first_pc() {
    let centre = Centre::start().await;
    let organization = own();
    let first = Device::enrol(&centre, organization.clone()).await;
    assert!(first.answer.adopted);
    assert_eq!(first.organization, organization.unwrap().id);
    let second = Device::enrol(&centre, own()).await;
    assert!(!second.answer.adopted, "a server has one organization");
    assert_eq!(second.organization, first.organization);
    assert_ne!(second.answer.number_prefix, first.answer.number_prefix);
}

#[tokio::test]
async fn a_code_is_good_once_and_for_a_while() {
    let centre = Centre::start().await;
    let link = centre.invite().await;
    assert!(enrol_with(&centre, &link).await.status().is_success());
    let (status, said) = refusal(enrol_with(&centre, &link).await).await;
    assert_eq!((status, said.code.as_str()), (403, "code_used"));

    let late = Invitation { valid_hours: -1, ..Invitation::new("Late") };
    let link = Link::read(&centre.running.invite(&late).await.unwrap());
    let (_, said) = refusal(enrol_with(&centre, &link).await).await;
    assert_eq!(said.code, "code_expired");

    let link = Link { code: "0".repeat(26), ..link };
    for _ in 0..3 {
        let (_, said) = refusal(enrol_with(&centre, &link).await).await;
        assert_eq!(said.code, "code_unknown");
    }
    let log = clinic_log(&centre).await;
    let refused = "permission_refused f 127.0.0.1";
    assert_eq!(log, ["device_enrolled t 127.0.0.1", refused, refused, refused], "each kind once");
}

#[tokio::test]
async fn the_first_pc_of_an_empty_server_must_bring_an_organization() {
    let centre = Centre::start().await;
    let link = centre.invite().await;
    let authority = std::fs::read_to_string(centre.data.path().join("ca.pem")).unwrap();
    let (body, _) = request(&link.code, None);
    let client = http(tls(&authority, None));
    let url = format!("{}/v1/enrol", link.server);
    let (_, said) = refusal(client.post(&url).json(&body).send().await.unwrap()).await;
    assert_eq!(said.code, "no_organization");
    // The code was not spent by the failure.
    assert!(enrol_with(&centre, &link).await.status().is_success());
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused_in_the_handshake() {
    let (ours, theirs) = (Centre::start().await, Centre::start().await);
    let stranger = Device::enrol(&theirs, own()).await;
    let authority = std::fs::read_to_string(ours.data.path().join("ca.pem")).unwrap();
    // The stranger trusts our authority but shows a certificate of theirs.
    let (_, key) = request("", None);
    let certificate = {
        let key = rcgen::KeyPair::try_from(key.as_slice()).unwrap();
        rcgen::CertificateParams::default().self_signed(&key).unwrap().pem()
    };
    for certificate in [stranger.answer.certificate_pem.clone(), certificate] {
        let key: Vec<u8> = if certificate == stranger.answer.certificate_pem {
            use ed25519_dalek::pkcs8::EncodePrivateKey;
            stranger.key.to_pkcs8_der().unwrap().as_bytes().to_vec()
        } else {
            key.clone()
        };
        let client = http(tls(&authority, Some((&certificate, &key))));
        let server = format!("https://{}/v1/verify", ours.running.address);
        assert!(client.post(server).send().await.is_err());
    }
}

#[tokio::test]
async fn without_a_certificate_only_enrolment_answers() {
    let centre = Centre::start().await;
    let authority = std::fs::read_to_string(centre.data.path().join("ca.pem")).unwrap();
    let client = http(tls(&authority, None));
    for route in ["push", "pull", "hello", "verify", "sign_in", "bootstrap/plan"] {
        let url = format!("https://{}/v1/{route}", centre.running.address);
        let (status, said) = refusal(client.post(url).send().await.unwrap()).await;
        assert_eq!((status, said.code.as_str()), (401, "certificate_required"), "{route}");
    }
}

#[tokio::test]
async fn a_revoked_device_is_refused_at_its_next_request() {
    let clinic = Clinic::open().await;
    clinic.desk.ask("/v1/verify", Vec::new()).await;
    let operator = Operator {
        person: Some("Maria".to_owned()),
        account: Some("root".to_owned()),
        address: Some([10, 0, 0, 7].into()),
    };
    let stranger = Operator { person: Some("nobody".to_owned()), ..operator.clone() };
    let desk = clinic.desk.id.to_string();
    assert!(clinic.centre.running.revoke(&desk, &stranger).await.is_err());
    clinic.desk.ask("/v1/verify", Vec::new()).await;
    clinic.centre.running.revoke(&desk, &operator).await.unwrap();
    for _ in 0..2 {
        let (status, said) = refusal(clinic.desk.post("/v1/verify", Vec::new()).await).await;
        assert_eq!((status, said.code.as_str()), (403, "revoked"));
    }
    clinic.doctor.ask("/v1/verify", Vec::new()).await;
    let log = clinic_log(&clinic.centre).await;
    let about = log.get(log.len() - 2..).unwrap();
    assert_eq!(about, ["device_revoked t 10.0.0.7", "permission_refused f 127.0.0.1"]);
    let row = clinic
        .centre
        .operator()
        .await
        .query_one(
            "SELECT user_id, resource_id, details ->> 'account' FROM security_logs \
             WHERE action = 'device_revoked'",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(row.get::<_, Uuid>(0), clinic.user);
    assert_eq!(row.get::<_, Uuid>(1), clinic.desk.id);
    assert_eq!(row.get::<_, String>(2), "root");
}

#[tokio::test]
async fn who_let_a_pc_in_stands_in_the_security_log() {
    let clinic = Clinic::open().await;
    let operator = Operator {
        person: Some("maria".to_owned()),
        account: Some("root".to_owned()),
        address: None,
    };
    let invitation = Invitation { operator, ..Invitation::new("Laboratory") };
    let link = Link::read(&clinic.centre.running.invite(&invitation).await.unwrap());
    assert!(enrol_with(&clinic.centre, &link).await.status().is_success());
    let row = clinic
        .centre
        .operator()
        .await
        .query_one(
            "SELECT user_id, details ->> 'account', ip_address FROM security_logs \
             WHERE action = 'device_enrolled' ORDER BY occurred_at DESC LIMIT 1",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(row.get::<_, Option<Uuid>>(0), Some(clinic.user));
    assert_eq!(row.get::<_, Option<&str>>(1), Some("root"));
    assert_eq!(row.get::<_, Option<&str>>(2), Some("127.0.0.1"));
}

#[tokio::test]
async fn where_a_pc_was_when_it_sent_them_stands_in_the_entries_that_only_the_centre_reads() {
    let mut clinic = Clinic::open().await;
    let (user, desk) = (clinic.user, clinic.desk.id);
    let entry = |table: &str, id: Uuid, address: Value| {
        let cells = [
            ("device_id", Value::Uuid(desk)),
            ("action", Value::from(if table == "audit_logs" { "read" } else { "unlocked" })),
            ("ip_address", address),
        ];
        filled(table, id, &cells)
    };
    let (read, said, unlocked) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let first = entry("audit_logs", read, Value::Null);
    let entries = vec![
        first.clone(),
        entry("audit_logs", said, Value::from("192.0.2.4")),
        entry("security_logs", unlocked, Value::Null),
    ];
    let outcome = clinic.desk.write(user, entries).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let operator = clinic.centre.operator().await;
    let address = async |table: &str, id: Uuid| -> Option<String> {
        let sql = format!("SELECT ip_address FROM {table} WHERE id = $1");
        operator.query_one(&sql, &[&id]).await.unwrap().get(0)
    };
    assert_eq!(address("audit_logs", read).await.as_deref(), Some("127.0.0.1"));
    assert_eq!(address("audit_logs", said).await.as_deref(), Some("192.0.2.4"));
    assert_eq!(address("security_logs", unlocked).await.as_deref(), Some("127.0.0.1"));
    // What comes again is the same, though it says no address.
    let again = clinic.desk.write(user, vec![first]).await;
    assert_eq!(again.kind, OutcomeKind::Merged, "{again:?}");
}

#[tokio::test]
async fn a_password_is_checked_at_the_centre_and_wrong_ones_cost_time() {
    let centre = Centre::start().await;
    let password = "correct horse battery";
    centre
        .running
        .found(&NewOrganization {
            name: "Clinic".to_owned(),
            site: "Main".to_owned(),
            time_zone: "Africa/Nairobi".to_owned(),
            currency: "KES".to_owned(),
            admin: "Amina".to_owned(),
            password: Zeroizing::new(password.to_owned()),
        })
        .await
        .unwrap();
    let device = Device::enrol(&centre, None).await;
    let sign_in = async |username: &str, password: &str| {
        let body = json!({ "username": username, "password": password });
        device.post("/v1/sign_in", body.to_string().into_bytes()).await
    };
    let answer: SignInAnswer = sign_in("amina", password).await.json().await.unwrap();
    assert!(answer.must_change_password);
    let again: SignInAnswer = sign_in("Amina", password).await.json().await.unwrap();
    assert_eq!(answer.share, again.share, "the same device gets the same share");

    let wrong = refusal(sign_in("amina", "wrong").await).await;
    let unknown = refusal(sign_in("nobody", "wrong").await).await;
    assert_eq!(wrong, unknown, "nobody learns which names exist");
    for _ in 0..2 {
        sign_in("amina", "wrong").await;
    }
    let log = clinic_log(&centre).await;
    assert_eq!(log.first().map(String::as_str), Some("device_enrolled t 127.0.0.1"));
    assert_eq!(log.last().map(String::as_str), Some("sign_in_failed f 127.0.0.1"));
    let (status, said) = refusal(sign_in("amina", password).await).await;
    assert_eq!((status, said.code.as_str()), (429, "too_many_attempts"));
}
