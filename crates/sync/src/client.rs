//! Requests to the centre, one method a route.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use protocol::{
    BootstrapPlan, Chunk, ChunkRequest, DevicesAnswer, DevicesRequest, FileAsked, FilePart,
    FilePiece, FileState, FileWanted, FindAnswer, FindRequest, Hello, HelloAnswer, InviteAnswer,
    InviteRequest, LeaveRequest, OpenAnswer, OpenRequest, Page, PartRowsRequest, PartsAnswer,
    PartsRequest, PlaceRequest, PullRequest, PushAnswer, PushRequest, RevokeRequest, SignInAnswer,
    SignInRequest, VerifyAnswer, from_bytes, to_bytes,
};
use reqwest::header::CONTENT_TYPE;
use rustls::ClientConfig;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::{Answer, Carrier, DeviceKey, Link, Trouble, tls};

/// One centre, and the way there.
#[derive(Clone, Debug)]
pub struct Client {
    carrier: Arc<dyn Carrier>,
}

impl Client {
    /// For an enrolled device.
    pub fn new(link: &Link, key: &DeviceKey) -> Result<Self, Trouble> {
        Self::with(link.server.clone(), tls::mutual(link, key)?)
    }

    /// By another way than HTTPS.
    pub fn by(carrier: impl Carrier + 'static) -> Self {
        Self { carrier: Arc::new(carrier) }
    }

    pub(crate) fn with(server: Url, mut tls: ClientConfig) -> Result<Self, Trouble> {
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(true)
            .user_agent(store::user_agent())
            .no_proxy()
            .connect_timeout(Duration::from_secs(8))
            .timeout(Duration::from_secs(60))
            .pool_idle_timeout(Duration::from_secs(90))
            .tcp_nodelay(true)
            .build()
            .map_err(|_| Trouble::Certificate)?;
        Ok(Self::by(Https { http, server }))
    }

    /// Says who we are and learns where the centre stands.
    pub async fn hello(&self, hello: &Hello) -> Result<HelloAnswer, Trouble> {
        Ok(from_bytes(&self.post("v1/hello", to_bytes(hello)?).await?)?)
    }

    /// Sends changesets; the centre answers each.
    pub async fn push(&self, push: &PushRequest) -> Result<PushAnswer, Trouble> {
        Ok(from_bytes(&self.post("v1/push", to_bytes(push)?).await?)?)
    }

    /// Hands over what this PC had not sent when it was revoked.
    pub async fn leave(&self, leave: &LeaveRequest) -> Result<PushAnswer, Trouble> {
        Ok(from_bytes(&self.post("v1/leave", to_bytes(leave)?).await?)?)
    }

    /// Asks for what changed after the cursor.
    pub async fn pull(&self, pull: &PullRequest) -> Result<Page, Trouble> {
        Ok(Page::decode(&self.post("v1/pull", to_bytes(pull)?).await?)?)
    }

    /// Asks what a bootstrap would bring.
    pub async fn bootstrap_plan(&self) -> Result<BootstrapPlan, Trouble> {
        Ok(from_bytes(&self.post("v1/bootstrap/plan", Vec::new()).await?)?)
    }

    /// Asks for one chunk of a bootstrap.
    pub async fn bootstrap_chunk(&self, chunk: &ChunkRequest) -> Result<Chunk, Trouble> {
        Ok(Chunk::new(&self.post("v1/bootstrap/chunk", to_bytes(chunk)?).await?)?)
    }

    /// Asks for the digests of what the centre holds for this device.
    pub async fn verify(&self) -> Result<VerifyAnswer, Trouble> {
        Ok(from_bytes(&self.post("v1/verify", Vec::new()).await?)?)
    }

    /// Asks for the digests of the parts of a table.
    pub async fn verify_parts(&self, parts: &PartsRequest) -> Result<PartsAnswer, Trouble> {
        Ok(from_bytes(&self.post("v1/verify/parts", to_bytes(parts)?).await?)?)
    }

    /// Asks for the rows of a part of a table.
    pub async fn verify_rows(&self, rows: &PartRowsRequest) -> Result<Chunk, Trouble> {
        Ok(Chunk::new(&self.post("v1/verify/rows", to_bytes(rows)?).await?)?)
    }

    /// Asks how much of a file the centre has.
    pub async fn file_state(&self, asked: &FileAsked) -> Result<FileState, Trouble> {
        Ok(from_bytes(&self.post("v1/attachments/state", to_bytes(asked)?).await?)?)
    }

    /// Sends the next bytes of a file.
    pub async fn put_file(&self, part: &FilePart) -> Result<FileState, Trouble> {
        Ok(from_bytes(&self.post("v1/attachments/put", to_bytes(part)?).await?)?)
    }

    /// Asks for bytes of a file.
    pub async fn get_file(&self, wanted: &FileWanted) -> Result<FilePiece, Trouble> {
        Ok(from_bytes(&self.post("v1/attachments/get", to_bytes(wanted)?).await?)?)
    }

    /// Has the centre check a person's password; it answers with this device's share of the key.
    pub async fn sign_in(&self, username: &str, password: &str) -> Result<SignInAnswer, Trouble> {
        let request =
            SignInRequest { username: username.to_owned(), password: password.to_owned() };
        self.json("v1/sign_in", &request).await
    }

    /// Asks the centre for a patient of another branch.
    pub async fn find(&self, request: &FindRequest) -> Result<FindAnswer, Trouble> {
        self.json("v1/find", request).await
    }

    /// Makes a patient of another branch known at this PC's site; the record comes with the next
    /// pull.
    pub async fn open(&self, request: &OpenRequest) -> Result<OpenAnswer, Trouble> {
        self.json("v1/open", request).await
    }

    /// Asks the centre for all of the clinic's PCs.
    pub async fn devices(&self, request: &DevicesRequest) -> Result<DevicesAnswer, Trouble> {
        self.json("v1/devices", request).await
    }

    /// Has the centre make a link that enrols one PC.
    pub async fn invite(&self, request: &InviteRequest) -> Result<InviteAnswer, Trouble> {
        self.json("v1/devices/invite", request).await
    }

    /// Says what a PC is for, where it stands and whose it is.
    pub async fn place(&self, request: &PlaceRequest) -> Result<DevicesAnswer, Trouble> {
        self.json("v1/devices/place", request).await
    }

    /// Takes a PC's leave to work with the record.
    pub async fn revoke(&self, request: &RevokeRequest) -> Result<DevicesAnswer, Trouble> {
        self.json("v1/devices/revoke", request).await
    }

    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Trouble> {
        let body = serde_json::to_vec(body).map_err(|_| protocol::Malformed("a request"))?;
        let answer = self.send(path, "application/json", body).await?;
        serde_json::from_slice(&answer).map_err(|_| protocol::Malformed("an answer").into())
    }

    async fn post(&self, path: &str, body: Vec<u8>) -> Result<Vec<u8>, Trouble> {
        self.send(path, "application/octet-stream", body).await
    }

    async fn send(&self, path: &str, kind: &str, body: Vec<u8>) -> Result<Vec<u8>, Trouble> {
        let Answer { status, body } = self.carrier.carry(path, kind, body).await?;
        if (200..300).contains(&status) {
            return Ok(body);
        }
        Err(Trouble::of_refusal(&body))
    }
}

/// A pool of HTTPS connections to one server.
#[derive(Debug)]
struct Https {
    http: reqwest::Client,
    server: Url,
}

#[async_trait]
impl Carrier for Https {
    async fn carry(&self, route: &str, kind: &str, body: Vec<u8>) -> Result<Answer, Trouble> {
        let url = self.server.join(route).map_err(|_| Trouble::NotALink)?;
        let mut answer = self.http.post(url).header(CONTENT_TYPE, kind).body(body).send().await?;
        let status = answer.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > protocol::MESSAGE_BYTES_MAX {
                return Err(protocol::Malformed("larger than a message may be").into());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, body })
    }
}
