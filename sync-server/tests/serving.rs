//! The server as a process: its commands, its end, its start after a crash, its patience.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that panics has said what is wrong"
)]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use catalog::Value;
use protocol::OutcomeKind;
use rustls::pki_types::ServerName;
use support::{
    Centre, Clinic, Device, Link, cluster, http, insert, is_of, patient_row, request, tls,
};
use sync_server::{Config, Limits, start};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use uuid::Uuid;

const PASSWORD: &str = "a password of this length";
/// Stands in every text that a patient's record holds.
const CANARY: &str = "Zzyzxkanary";

/// A folder that Postgres' own account can pass through.
fn folder() -> TempDir {
    tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o711)).tempdir().unwrap()
}

fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast-server"));
    command.arg("--data").arg(data.join("server")).args(arguments);
    command.env("HOLDFAST_LOG", "trace").stdin(Stdio::null());
    command
}

fn output(data: &Path, arguments: &[&str]) -> String {
    let output = command(data, arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// A serving process; killed with the test if it still runs.
struct Serving {
    child: Child,
    address: String,
    log: Option<std::thread::JoinHandle<String>>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Ends the private Postgres of a test that failed on its way.
struct Leftover(std::path::PathBuf);

impl Drop for Leftover {
    fn drop(&mut self) {
        if let Ok(text) = std::fs::read_to_string(self.0.join("server/postgres/postmaster.pid"))
            && let Some(id) = text.lines().next()
        {
            let _ = Command::new("kill").args(["-QUIT", id]).status();
        }
    }
}

impl Serving {
    fn start(data: &Path, listen: &str) -> Self {
        let arguments = ["serve", "--listen", listen, "--operations", "127.0.0.1:0"];
        let mut child = command(data, &arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut errors = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            errors.read_to_string(&mut text).unwrap();
            text
        });
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().expect("the server says where it answers").unwrap();
        let address = line.split('(').nth(1).unwrap().trim_end_matches(')').to_owned();
        Self { child, address, log: Some(log) }
    }

    fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Ends it and gives back its log.
    fn end(mut self, signal: &str) -> (bool, String) {
        self.signal(signal);
        let status = self.child.wait().unwrap();
        (status.success(), self.log.take().unwrap().join().unwrap())
    }
}

async fn enrol(data: &Path, link: &str) -> Device {
    let link = Link::read(link.trim());
    let authority = std::fs::read_to_string(data.join("server/ca.pem")).unwrap();
    let (body, key) = request(&link.code, None);
    let url = format!("{}/v1/enrol", link.server);
    let response = http(tls(&authority, None)).post(url).json(&body).send().await.unwrap();
    let answer: protocol::EnrolAnswer = response.json().await.unwrap();
    let tls = tls(&answer.ca_pem, Some((&answer.certificate_pem, &key)));
    use ed25519_dalek::pkcs8::DecodePrivateKey;
    let mut device = Device {
        id: answer.device_id,
        organization: answer.organization_id,
        key: ed25519_dalek::SigningKey::from_pkcs8_der(&key).unwrap(),
        http: http(tls.clone()),
        server: link.server,
        tls,
        counter: 0,
        incarnation: 1,
        cursor: protocol::Cursor::default(),
        lives: Vec::new(),
        answer,
    };
    device.greet().await;
    device
}

#[tokio::test]
async fn a_first_server_needs_no_database_administrator_and_survives_being_killed() {
    let data = folder();
    let _leftover = Leftover(data.path().to_owned());
    let mut init = command(
        data.path(),
        &[
            "init",
            "--listen",
            "127.0.0.1:0",
            "--organization",
            "Clinic",
            "--site",
            "Main",
            "--time-zone",
            "Africa/Nairobi",
            "--currency",
            "KES",
            "--admin",
            "amina",
            "--password-stdin",
        ],
    )
    .stdin(Stdio::piped())
    .stdout(Stdio::null())
    .spawn()
    .unwrap();
    init.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(init.wait().unwrap().success());
    for secret in ["ca.key", "server.key", "column.key", "unlock.key"] {
        let path = data.path().join("server").join(secret);
        if let Ok(metadata) = std::fs::metadata(&path) {
            assert_eq!(metadata.permissions().mode() & 0o077, 0, "{secret} is the owner's alone");
        }
    }

    let serving = Serving::start(data.path(), "127.0.0.1:0");
    let address = serving.address.clone();
    // The link names the address that init was told; the real port is known only now.
    let link = output(data.path(), &["enrol", "--device", "Desk"]);
    let link = link.replace("127.0.0.1%3A0", &address.replace(':', "%3A"));
    let mut device = enrol(data.path(), &link).await;
    let (rows, _) = device.pull().await;
    let user = rows
        .iter()
        .find_map(|row| match row {
            protocol::PageRow::Whole { table, id, .. } if *table == support::number("users") => {
                Some(*id)
            }
            _ => None,
        })
        .expect("the administrator has come down");
    // An administrator adds a receptionist, who registers a patient.
    let (desk, patient) = (Uuid::now_v7(), Uuid::now_v7());
    let person = insert(
        "users",
        desk,
        &[
            ("username", Value::from("rita")),
            ("roles", Value::from(r#"["receptionist"]"#)),
            ("is_active", Value::Boolean(true)),
        ],
    );
    assert_eq!(device.write(user, vec![person]).await.kind, OutcomeKind::Applied);
    let register = device.changeset(desk, "people.register", vec![patient_row(patient, CANARY)]);
    let batch = device.batch(&[&register]);
    let answered = device.ask("/v1/push", batch.clone()).await;
    let twin = device.changeset(
        desk,
        "people.register",
        vec![insert(
            "patients",
            patient,
            &[
                ("family_name", Value::from(CANARY)),
                ("name_precision", Value::from("full")),
                ("date_of_birth", Value::from("2999-01-01")),
                ("date_of_birth_precision", Value::from("day")),
                ("status", Value::from("active")),
                ("phone", Value::from(CANARY)),
            ],
        )],
    );
    device.push(&[&twin]).await;

    let second = command(data.path(), &["serve"]).output().unwrap();
    assert!(!second.status.success());
    assert!(String::from_utf8_lossy(&second.stderr).contains("already"));

    let (_, mut log) = serving.end("-KILL");
    let serving = Serving::start(data.path(), &address);
    device.http = http(device.tls.clone());
    // What was acknowledged before the crash gets the same answer after it; its Postgres lived on.
    assert_eq!(device.ask("/v1/push", batch).await, answered);
    assert_eq!(device.greet().await.lost_after, None);
    let (rows, _) = device.pull().await;
    assert!(rows.iter().any(|row| is_of(row, "patients", patient)));
    let listed = output(data.path(), &["devices"]);
    assert!(listed.contains("  Desk  ") && listed.contains(&device.id.to_string()));
    output(data.path(), &["revoke", &device.id.to_string()]);
    let (status, said) = support::refusal(device.post("/v1/verify", Vec::new()).await).await;
    assert_eq!((status, said.code.as_str()), (403, "revoked"));

    let (clean, more) = serving.end("-TERM");
    assert!(clean, "a server that is told to stop ends well");
    let cluster = data.path().join("server/postgres");
    assert!(!cluster.join("postmaster.pid").exists(), "and takes its Postgres with it");
    log.push_str(&more);
    log.push_str(&std::fs::read_to_string(cluster.join("server.log")).unwrap());
    assert!(log.contains("\"level\":\"INFO\""), "there is a log to look at");
    assert!(!log.contains(CANARY), "no patient data in any log");
    assert!(!log.contains(PASSWORD));
}

#[tokio::test]
async fn a_server_that_starts_again_has_everything() {
    let mut clinic = Clinic::open().await;
    let (user, patient) = (clinic.user, Uuid::now_v7());
    let changeset = clinic.desk.changeset(user, "test", vec![patient_row(patient, "Before")]);
    let batch = clinic.desk.batch(&[&changeset]);
    let answered = clinic.desk.ask("/v1/push", batch.clone()).await;
    let before = clinic.desk.verify().await;
    let Clinic { centre, mut desk, mut doctor, .. } = clinic;
    let centre = centre.restart().await;
    assert_eq!(desk.ask("/v1/push", batch).await, answered);
    assert_eq!(desk.verify().await, before);
    let (rows, _) = doctor.pull().await;
    assert!(rows.iter().any(|row| is_of(row, "patients", patient)));
    let after = desk.write(user, vec![patient_row(Uuid::now_v7(), "After")]).await;
    assert_eq!(after.kind, OutcomeKind::Applied);
    centre.running.stop().await.unwrap();
}

#[tokio::test]
async fn hello_says_what_the_centre_knows_of_the_device() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let changeset = clinic.desk.changeset(user, "test", vec![]);
    let signed = clinic.desk.sign(&changeset);
    clinic.desk.push(&[&changeset]).await;
    let answer = clinic.desk.greet().await;
    assert_eq!(answer.last_counter, changeset.counter);
    assert_eq!(answer.last_hash, Some(signed.hash()));
    assert_eq!(answer.organization, clinic.desk.organization);
}

#[tokio::test]
async fn health_and_metrics_are_for_this_machine_and_name_nobody() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    clinic.desk.write(user, vec![patient_row(Uuid::now_v7(), CANARY)]).await;
    let operations = clinic.centre.running.operations;
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(clinic.desk.tls.clone())
        .no_proxy()
        .build()
        .unwrap();
    let get = async |path: &str| {
        let response = client.get(format!("http://{operations}{path}")).send().await.unwrap();
        assert!(response.status().is_success());
        response.text().await.unwrap()
    };
    assert!(get("/health").await.contains("ok"));
    let metrics = get("/metrics").await;
    assert!(metrics.contains("holdfast_changesets_total{outcome=\"applied\"}"));
    assert!(metrics.contains("route=\"/v1/push\""));
    assert!(!metrics.contains(CANARY));

    let data = folder();
    let url = cluster().await.database().await.unwrap();
    let mut config = Config::for_tests(data.path(), url);
    config.operations = Some("0.0.0.0:0".parse().unwrap());
    assert!(start(config).await.is_err(), "metrics never leave the machine");
}

async fn patient_server(limits: Limits) -> (Centre, String) {
    let url = cluster().await.database().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let mut config = Config::for_tests(data.path(), &url);
    config.limits = limits;
    let running = start(config).await.unwrap();
    let authority = std::fs::read_to_string(data.path().join("ca.pem")).unwrap();
    (Centre { running, url, data }, authority)
}

#[tokio::test]
async fn whoever_connects_and_says_nothing_is_let_go() {
    let short = Duration::from_millis(100);
    let limits = Limits { handshake: short, header: short, ..Limits::default() };
    let (centre, authority) = patient_server(limits).await;
    let mut silent = TcpStream::connect(centre.running.address).await.unwrap();
    let mut rest = Vec::new();
    silent.read_to_end(&mut rest).await.unwrap();

    // A header that never ends.
    let stream = TcpStream::connect(centre.running.address).await.unwrap();
    let connector = TlsConnector::from(std::sync::Arc::new(tls(&authority, None)));
    let name = ServerName::from(centre.running.address.ip());
    let mut slow = connector.connect(name, stream).await.unwrap();
    slow.write_all(b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\n").await.unwrap();
    slow.flush().await.unwrap();
    // The end may come without a farewell of TLS; that it comes is what counts.
    let _ = slow.read_to_end(&mut rest).await;
}

#[tokio::test]
async fn beyond_the_cap_a_connection_is_turned_away() {
    let limits = Limits { connections_max: 1, ..Limits::default() };
    let (centre, authority) = patient_server(limits).await;
    let connector = TlsConnector::from(std::sync::Arc::new(tls(&authority, None)));
    let name = ServerName::from(centre.running.address.ip());
    let first = TcpStream::connect(centre.running.address).await.unwrap();
    let first = connector.connect(name.clone(), first).await.unwrap();
    let second = TcpStream::connect(centre.running.address).await.unwrap();
    assert!(connector.connect(name, second).await.is_err());
    drop(first);
}

#[tokio::test]
async fn a_message_that_is_too_large_is_refused() {
    let clinic = Clinic::open().await;
    let large = vec![0u8; 70 * 1024];
    assert_eq!(clinic.desk.post("/v1/pull", large).await.status().as_u16(), 413);
    let larger = vec![0u8; protocol::MESSAGE_BYTES_MAX + 1];
    // The server may close before everything is sent; either way nothing is taken.
    let url = format!("{}/v1/push", clinic.desk.server);
    if let Ok(response) = clinic.desk.http.post(url).body(larger).send().await {
        assert_eq!(response.status().as_u16(), 413);
    }
    for garbage in [vec![], vec![0xff; 64], b"{}".to_vec()] {
        let response = clinic.desk.post("/v1/push", garbage).await;
        assert!(matches!(response.status().as_u16(), 200 | 400));
    }
}
