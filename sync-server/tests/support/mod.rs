//! A clinic for tests: a real server over a real Postgres, and devices that speak real HTTPS with
//! client certificates.

#![expect(dead_code, reason = "each test binary uses its own part of this")]

use std::sync::Arc;

use catalog::{Table, Type, Value};
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::DecodePrivateKey;
use migrations::schema;
use protocol::{
    BootstrapPlan, Cell, Changeset, Chunk, ChunkRequest, Cursor, EnrolAnswer, EnrolOrganization,
    EnrolRequest, Field, Hello, HelloAnswer, Operation, Outcome, PROTOCOL_VERSION, Page, PageRow,
    Position, PullRequest, PushAnswer, PushRequest, Refusal, Signed, VerifyAnswer, from_bytes,
    to_bytes,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sync_server::postgres_private::TestCluster;
use sync_server::{Config, Invitation, Running, start};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

static CLUSTER: OnceCell<TestCluster> = OnceCell::const_new();

/// The Postgres that all tests of one binary share.
pub async fn cluster() -> &'static TestCluster {
    CLUSTER
        .get_or_init(async || {
            tokio::task::spawn_blocking(TestCluster::start).await.unwrap().unwrap()
        })
        .await
}

/// A server with a database of its own.
pub struct Centre {
    pub running: Running,
    pub url: String,
    pub data: TempDir,
}

impl Centre {
    pub async fn start() -> Self {
        let url = cluster().await.database().await.unwrap();
        let data = tempfile::tempdir().unwrap();
        let running = start(Config::for_tests(data.path(), &url)).await.unwrap();
        Self { running, url, data }
    }

    /// The same data and database, a new process as far as the server can tell.
    pub async fn restart(self) -> Self {
        let address = self.running.address;
        self.running.stop().await.unwrap();
        let mut config = Config::for_tests(self.data.path(), &self.url);
        config.listen = Some(address);
        let running = start(config).await.unwrap();
        Self { running, ..self }
    }

    /// A connection as an operator of the database has it.
    pub async fn operator(&self) -> tokio_postgres::Client {
        let (client, connection) =
            tokio_postgres::connect(&self.url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    pub async fn invite(&self) -> Link {
        Link::read(&self.running.invite(&Invitation::new("Desk")).await.unwrap())
    }
}

/// The parts of an enrolment link.
#[derive(Clone)]
pub struct Link {
    pub server: String,
    pub ca: String,
    pub code: String,
}

impl Link {
    pub fn read(link: &str) -> Self {
        let query = link.strip_prefix("holdfast://enrol?").unwrap();
        let part = |name: &str| {
            query
                .split('&')
                .find_map(|part| part.strip_prefix(&format!("{name}=")))
                .unwrap()
                .to_owned()
        };
        let server = part("server").replace("%3A", ":").replace("%2F", "/");
        Self { server, ca: part("ca"), code: part("code") }
    }
}

/// An enrolled device.
pub struct Device {
    pub id: Uuid,
    pub organization: Uuid,
    pub key: SigningKey,
    pub http: reqwest::Client,
    pub server: String,
    pub tls: rustls::ClientConfig,
    pub counter: u64,
    pub incarnation: u32,
    pub cursor: Cursor,
    /// The lives of the centre's database that it has met, the newest first.
    pub lives: Vec<i64>,
    pub answer: EnrolAnswer,
}

/// Trusts `authority`, and shows a certificate where one is given.
pub fn tls(authority: &str, identity: Option<(&str, &[u8])>) -> rustls::ClientConfig {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_root_certificates(roots);
    let Some((certificate, key)) = identity else { return builder.with_no_client_auth() };
    let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::try_from(key.to_vec()).unwrap();
    builder.with_client_auth_cert(chain, key).unwrap()
}

pub fn http(tls: rustls::ClientConfig) -> reqwest::Client {
    reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().unwrap()
}

pub fn request(code: &str, organization: Option<EnrolOrganization>) -> (EnrolRequest, Vec<u8>) {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let csr = rcgen::CertificateParams::default().serialize_request(&key).unwrap();
    let request = EnrolRequest {
        code: code.to_owned(),
        csr_pem: csr.pem().unwrap(),
        device_name: "Front desk".to_owned(),
        platform: "linux x86_64".to_owned(),
        organization,
        before: None,
    };
    (request, key.serialize_der())
}

pub async fn refusal(response: reqwest::Response) -> (u16, Refusal) {
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

impl Device {
    /// Enrols at `centre`, bringing an organization or joining the one that is there.
    pub async fn enrol(centre: &Centre, organization: Option<EnrolOrganization>) -> Self {
        let link = centre.invite().await;
        Self::enrol_by(centre, link, organization).await
    }

    /// The same with a link that was made for this device.
    pub async fn enrol_by(
        centre: &Centre,
        link: Link,
        organization: Option<EnrolOrganization>,
    ) -> Self {
        let authority = std::fs::read_to_string(centre.data.path().join("ca.pem")).unwrap();
        let (body, key) = request(&link.code, organization);
        let response = http(tls(&authority, None))
            .post(format!("{}/v1/enrol", link.server))
            .json(&body)
            .send()
            .await
            .unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{text}");
        let answer: EnrolAnswer = serde_json::from_str(&text).unwrap();
        let tls = tls(&answer.ca_pem, Some((&answer.certificate_pem, &key)));
        let mut device = Self {
            id: answer.device_id,
            organization: answer.organization_id,
            key: SigningKey::from_pkcs8_der(&key).unwrap(),
            http: http(tls.clone()),
            server: link.server,
            tls,
            counter: 0,
            incarnation: 1,
            cursor: Cursor::default(),
            lives: Vec::new(),
            answer,
        };
        device.greet().await;
        device
    }

    /// Says hello, and remembers the life of the centre's database that answers.
    pub async fn greet(&mut self) -> HelloAnswer {
        let hello = Hello {
            protocol: PROTOCOL_VERSION,
            schema: migrations::VERSION,
            incarnation: self.incarnation,
            last_counter: 0,
            last_hash: None,
            cursor: self.cursor,
            newest: self.cursor.position,
            lives: self.lives.clone(),
        };
        let bytes = self.ask("/v1/hello", to_bytes(&hello).unwrap()).await;
        let answer: HelloAnswer = from_bytes(&bytes).unwrap();
        if self.lives.first() != Some(&answer.life) {
            self.lives.insert(0, answer.life);
        }
        answer
    }

    /// The life that answered last.
    pub fn life(&self) -> i64 {
        self.lives.first().copied().unwrap_or_default()
    }

    pub async fn post(&self, route: &str, body: Vec<u8>) -> reqwest::Response {
        self.http.post(format!("{}{route}", self.server)).body(body).send().await.unwrap()
    }

    pub async fn ask(&self, route: &str, body: Vec<u8>) -> Vec<u8> {
        let response = self.post(route, body).await;
        let status = response.status();
        let bytes = response.bytes().await.unwrap();
        assert!(status.is_success(), "{route}: {}", String::from_utf8_lossy(&bytes));
        bytes.to_vec()
    }

    /// A changeset with the next counter.
    pub fn changeset(
        &mut self,
        author: Uuid,
        command: &str,
        operations: Vec<Operation>,
    ) -> Changeset {
        self.counter += 1;
        Changeset {
            id: Uuid::now_v7(),
            organization: self.organization,
            device: self.id,
            incarnation: self.incarnation,
            counter: self.counter,
            author,
            made_at: now(),
            base: self.cursor.position,
            seen: Vec::new(),
            schema_version: migrations::VERSION,
            command: command.to_owned(),
            intent: None,
            operations,
        }
    }

    pub fn sign(&self, changeset: &Changeset) -> Signed {
        Signed::sign(changeset.encode(), &self.key)
    }

    pub fn batch(&self, changesets: &[&Changeset]) -> Vec<u8> {
        let changesets = changesets.iter().map(|changeset| self.sign(changeset)).collect();
        let (incarnation, life) = (self.incarnation, self.life());
        to_bytes(&PushRequest { incarnation, life, changesets }).unwrap()
    }

    pub async fn push(&self, changesets: &[&Changeset]) -> Vec<Outcome> {
        let bytes = self.ask("/v1/push", self.batch(changesets)).await;
        from_bytes::<PushAnswer>(&bytes).unwrap().outcomes
    }

    /// Makes, signs and sends one changeset.
    pub async fn write(&mut self, author: Uuid, operations: Vec<Operation>) -> Outcome {
        let changeset = self.changeset(author, "test.write", operations);
        self.push(&[&changeset]).await.remove(0)
    }

    pub async fn pull_page(&self, cursor: Cursor, rows_max: u32) -> Page {
        let request = to_bytes(&PullRequest { cursor, life: self.life(), rows_max }).unwrap();
        Page::decode(&self.ask("/v1/pull", request).await).unwrap()
    }

    /// Pulls until caught up; every row that came, in order.
    pub async fn pull(&mut self) -> (Vec<PageRow>, Vec<Outcome>) {
        let (mut rows, mut outcomes) = (Vec::new(), Vec::new());
        loop {
            let page = self.pull_page(self.cursor, 1_000).await;
            assert_eq!(page.after, self.cursor);
            self.cursor = page.to;
            rows.extend(page.rows.clone());
            outcomes.extend(page.outcomes.clone());
            if page.caught_up() {
                return (rows, outcomes);
            }
        }
    }

    pub async fn plan(&self) -> BootstrapPlan {
        from_bytes(&self.ask("/v1/bootstrap/plan", Vec::new()).await).unwrap()
    }

    /// The ids of one chunk.
    pub async fn chunk(&self, pin: Position, table: u16, after: Option<Uuid>) -> Vec<Uuid> {
        let request = to_bytes(&ChunkRequest { pin, table, after }).unwrap();
        let chunk = Chunk::new(&self.ask("/v1/bootstrap/chunk", request).await).unwrap();
        let mut ids = Vec::new();
        chunk
            .rows::<protocol::Malformed>(|_, fields| {
                if let Some(Field::Uuid(id)) = fields.first() {
                    ids.push(*id);
                }
                Ok(())
            })
            .unwrap();
        ids
    }

    pub async fn verify(&self) -> VerifyAnswer {
        from_bytes(&self.ask("/v1/verify", Vec::new()).await).unwrap()
    }
}

pub fn now() -> i64 {
    chrono::Utc::now().timestamp_micros()
}

pub fn number(table: &str) -> u16 {
    schema().table(table).unwrap().number
}

pub fn column(table: &str, name: &str) -> u16 {
    schema().table(table).unwrap().column_number(name).unwrap()
}

/// An insert; booleans that must be filled and are not given are false.
pub fn insert(table: &str, id: Uuid, cells: &[(&str, Value)]) -> Operation {
    let shape = schema().table(table).unwrap();
    let row = shape
        .columns
        .iter()
        .map(|column| {
            let given = cells.iter().find(|(name, _)| *name == column.name);
            match given {
                Some((_, value)) => value.clone(),
                None if column.not_null && column.kind == catalog::Type::Boolean => {
                    Value::Boolean(false)
                }
                None => Value::Null,
            }
        })
        .collect();
    Operation::Insert { table: shape.number, id, row }
}

/// A value that the column admits.
pub fn some(table: &Table, column: &str, kind: Type) -> Value {
    let enumeration = table.column(column).and_then(|column| column.enumeration);
    if let Some((first, _)) = enumeration.and_then(|enumeration| enumeration.values.first()) {
        return Value::from(*first);
    }
    match kind {
        Type::Uuid => Value::Uuid(Uuid::now_v7()),
        Type::Timestamp => Value::Integer(now()),
        Type::BigInt => Value::Integer(1),
        Type::Double => Value::Real(1.0),
        Type::Boolean => Value::Boolean(false),
        Type::Date => Value::from("2026-01-01"),
        Type::Time => Value::from("09:00:00"),
        Type::Json => Value::from("[]"),
        Type::Text => Value::from("x"),
    }
}

/// An insert in which every field that must be filled is, as `cells` say or with any value that it
/// admits.
pub fn filled(table: &str, id: Uuid, cells: &[(&str, Value)]) -> Operation {
    let (shape, meaning) = (schema().table(table).unwrap(), catalog::table(table).unwrap());
    let given = |name: &str| cells.iter().any(|(column, _)| *column == name);
    let mut all = cells.to_vec();
    for column in &shape.columns {
        let own = !catalog::BOOKKEEPING.contains(&column.name) && column.name != "id";
        if column.not_null && own && !given(column.name) {
            all.push((column.name, some(meaning, column.name, column.kind)));
        }
    }
    insert(table, id, &all)
}

/// An update of cells that the author saw at `base`.
pub fn update(table: &str, id: Uuid, base: Position, cells: &[(&str, Value, Value)]) -> Operation {
    let mut cells: Vec<Cell> = cells
        .iter()
        .map(|(name, old, new)| Cell {
            column: column(table, name),
            base,
            old: old.clone(),
            new: new.clone(),
        })
        .collect();
    cells.sort_by_key(|cell| cell.column);
    Operation::Update { table: number(table), id, cells }
}

/// A value of a pulled row, if the page carries that column.
pub fn cell(row: &PageRow, table: &str, name: &str) -> Option<Value> {
    let wanted = column(table, name);
    match row {
        PageRow::Whole { values, .. } => values.get(usize::from(wanted)).cloned(),
        PageRow::Changed { cells, .. } => {
            cells.iter().find(|(column, _)| *column == wanted).map(|(_, value)| value.clone())
        }
        PageRow::Forget { .. } => None,
    }
}

pub fn is_of(row: &PageRow, wanted: &str, id: Uuid) -> bool {
    match row {
        PageRow::Whole { table, id: row, .. }
        | PageRow::Changed { table, id: row, .. }
        | PageRow::Forget { table, id: row } => *table == number(wanted) && *row == id,
    }
}

pub fn rows_of<'a>(rows: &'a [PageRow], wanted: &str) -> Vec<&'a PageRow> {
    rows.iter()
        .filter(|row| match row {
            PageRow::Whole { table, .. }
            | PageRow::Changed { table, .. }
            | PageRow::Forget { table, .. } => *table == number(wanted),
        })
        .collect()
}

/// A clinic with two devices, everybody's roles in one person, a practitioner and a patient.
pub struct Clinic {
    pub centre: Centre,
    pub desk: Device,
    pub doctor: Device,
    pub site: Uuid,
    pub user: Uuid,
    pub practitioner: Uuid,
    pub patient: Uuid,
}

pub const ROLES: &str = r#"["admin","doctor","nurse","receptionist","finance","lab_technician"]"#;

/// `user` is in the care team of `patient`.
pub fn cares_for(user: Uuid, patient: Uuid) -> Operation {
    insert(
        "care_team_members",
        Uuid::now_v7(),
        &[
            ("patient_id", Value::Uuid(patient)),
            ("user_id", Value::Uuid(user)),
            ("kind", Value::from("other")),
            ("started_at", Value::Integer(now())),
        ],
    )
}

impl Clinic {
    pub async fn open() -> Self {
        let centre = Centre::start().await;
        let organization = Uuid::now_v7();
        let own = EnrolOrganization { id: organization, name: "Clinic".to_owned() };
        let mut desk = Device::enrol(&centre, Some(own)).await;
        let (site, user, practitioner, patient) =
            (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let operations = vec![
            insert(
                "organizations",
                organization,
                &[("name", Value::from("Clinic of the Lake")), ("is_active", Value::Boolean(true))],
            ),
            insert(
                "sites",
                site,
                &[
                    ("name", Value::from("Main")),
                    ("time_zone", Value::from("Africa/Nairobi")),
                    ("currency", Value::from("KES")),
                    ("is_active", Value::Boolean(true)),
                ],
            ),
            insert(
                "users",
                user,
                &[
                    ("username", Value::from("maria")),
                    ("roles", Value::from(ROLES)),
                    ("is_active", Value::Boolean(true)),
                ],
            ),
            insert(
                "practitioners",
                practitioner,
                &[
                    ("family_name", Value::from("Okoye")),
                    ("user_id", Value::Uuid(user)),
                    ("is_available", Value::Boolean(true)),
                ],
            ),
            patient_row(patient, "Zuma"),
            cares_for(user, patient),
        ];
        let upload = desk.changeset(user, "system.enrol", operations);
        let outcome = desk.push(&[&upload]).await.remove(0);
        // The organization had a stand-in since the enrolment.
        assert_eq!(outcome.kind.code(), "merged", "{outcome:?}");
        let mut doctor = Device::enrol(&centre, None).await;
        desk.pull().await;
        doctor.pull().await;
        Self { centre, desk, doctor, site, user, practitioner, patient }
    }

    /// A booking of the practitioner for half an hour, `minutes` from tomorrow on.
    pub fn booking(&self, id: Uuid, minutes: i64) -> Operation {
        self.booking_of(self.patient, id, minutes)
    }

    pub fn booking_of(&self, patient: Uuid, id: Uuid, minutes: i64) -> Operation {
        let start = tomorrow() + minutes * 60_000_000;
        insert(
            "appointments",
            id,
            &[
                ("site_id", Value::Uuid(self.site)),
                ("patient_id", Value::Uuid(patient)),
                ("practitioner_id", Value::Uuid(self.practitioner)),
                ("starts_at", Value::Integer(start)),
                ("ends_at", Value::Integer(start + 30 * 60_000_000)),
                ("kind", Value::from("consultation")),
                ("status", Value::from("scheduled")),
                ("priority", Value::from("medium")),
            ],
        )
    }
}

/// Noon of the day after the tests began.
pub fn tomorrow() -> i64 {
    static TOMORROW: std::sync::OnceLock<i64> = std::sync::OnceLock::new();
    *TOMORROW.get_or_init(|| (now() / 86_400_000_000 + 1) * 86_400_000_000 + 43_200_000_000)
}

pub fn patient_row(id: Uuid, family_name: &str) -> Operation {
    insert(
        "patients",
        id,
        &[
            ("family_name", Value::from(family_name)),
            ("given_name", Value::from("Ada")),
            ("name_precision", Value::from("full")),
            ("date_of_birth", Value::from("1980-02-29")),
            ("date_of_birth_precision", Value::from("day")),
            ("gender", Value::from("female")),
            ("phone", Value::from("+254 700 000001")),
            ("status", Value::from("active")),
        ],
    )
}
