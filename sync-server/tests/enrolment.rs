//! Who gets in, and who does not.

#![expect(clippy::unwrap_used, reason = "a test that panics has said what is wrong")]

mod support;

use protocol::{EnrolOrganization, SignInAnswer};
use serde_json::json;
use support::{Centre, Clinic, Device, Link, http, refusal, request, tls};
use sync_server::{Invitation, NewOrganization};
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
    let (_, said) = refusal(enrol_with(&centre, &link).await).await;
    assert_eq!(said.code, "code_unknown");
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
    clinic.centre.running.revoke(&clinic.desk.id.to_string()).await.unwrap();
    let (status, said) = refusal(clinic.desk.post("/v1/verify", Vec::new()).await).await;
    assert_eq!((status, said.code.as_str()), (403, "revoked"));
    clinic.doctor.ask("/v1/verify", Vec::new()).await;
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
