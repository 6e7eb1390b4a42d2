//! The small messages around changesets and pages. They travel as postcard.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{Cursor, Malformed, Position, Signed};

/// Writes a message as postcard.
pub fn to_bytes<T: Serialize>(message: &T) -> Result<Vec<u8>, Malformed> {
    postcard::to_stdvec(message).map_err(|_| Malformed("it cannot be written"))
}

/// Reads a postcard message; trailing bytes are refused.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Malformed> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        Ok(_) => Err(Malformed("bytes after the end")),
        Err(_) => Err(Malformed("not a message of this kind")),
    }
}

/// `POST /v1/hello`: what the device knows of itself and of the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`crate::PROTOCOL_VERSION`] of the device.
    pub protocol: u16,
    /// The version of the schema (`migrations::version`) of the device.
    pub schema: u16,
    /// Which life of the replica this is.
    pub incarnation: u32,
    /// The counter of the last changeset that the centre has answered, 0 for none.
    pub last_counter: u64,
    /// That changeset's hash.
    pub last_hash: Option<[u8; 32]>,
    /// How far the device has pulled.
    pub cursor: Cursor,
    /// The newest position that it knows of: its cursor's, or of an answer that is still to come
    /// through the cursor.
    pub newest: Position,
    /// The lives of the centre's database that it has met, the newest first, at most
    /// [`LIVES_MAX`].
    pub lives: Vec<i64>,
}

/// So many lives of the centre's database a device remembers.
pub const LIVES_MAX: usize = 8;

/// The centre's answer to [`Hello`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelloAnswer {
    /// [`crate::PROTOCOL_VERSION`] of the centre.
    pub protocol: u16,
    /// The version of the schema (`migrations::version`) of the centre.
    pub schema: u16,
    /// The centre's epoch.
    pub epoch: u32,
    /// The tenant the device belongs to.
    pub organization: Uuid,
    /// The incarnation that the centre expects.
    pub incarnation: u32,
    /// The counter of the last changeset that the centre has of this device and incarnation.
    pub last_counter: u64,
    /// That changeset's hash.
    pub last_hash: Option<[u8; 32]>,
    /// The newest position.
    pub head: Position,
    /// The centre's clock, microseconds since 1970 UTC, so that a device can say its own is off.
    pub now: i64,
    /// The life of the centre's database: another one after each start of Postgres and after each
    /// loading of a backup.
    pub life: i64,
    /// Present where the device has seen more than the centre knows, because the centre was
    /// restored: what it has seen up to here still holds, what came later does not.
    pub lost_after: Option<Position>,
    /// A verified backup of the centre holds everything up to here.
    pub backed_up: Position,
    /// For so many days the device may go on without having heard from the centre.
    pub lease_days: u16,
}

/// The code of a refusal: the centre's database has begun another life since the device's `hello`.
pub const ANOTHER_LIFE: &str = "another_life";

/// `POST /v1/leave`: what a revoked device had not sent. The centre keeps it and applies nothing of
/// it; the answer is that of a push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveRequest {
    /// As in a push, except for `life`, which no longer matters.
    pub incarnation: u32,
    /// In rising, gapless counter order; the last request has none left.
    pub changesets: Vec<Signed>,
    /// That was all: from here on the centre takes nothing more.
    pub is_all: bool,
}

/// `POST /v1/push`: changesets in counter order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushRequest {
    /// All of one incarnation.
    pub incarnation: u32,
    /// The life that the centre named in `hello`.
    pub life: i64,
    /// In rising, gapless counter order.
    pub changesets: Vec<Signed>,
}

/// An outcome for each changeset of the batch, in the same order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushAnswer {
    /// One for each changeset.
    pub outcomes: Vec<Outcome>,
}

/// How a changeset ended. Stored with its effects; a repeat gets the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The changeset's id.
    pub changeset: Uuid,
    /// Its counter.
    pub counter: u64,
    /// The position it took; quarantine takes one too.
    pub position: Position,
    /// How it ended.
    pub kind: OutcomeKind,
    /// For a person, in plain words, without patient data.
    pub reason: Option<String>,
}

/// How a changeset ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OutcomeKind {
    /// Everything in it stands as written.
    Applied,
    /// Something equal, or a text that fits, stood there already.
    Merged,
    /// A value won or lost against a concurrent one; the other is kept in `sync_conflicts`.
    AppliedWithConflict,
    /// A row stands aside with `held_reason` until a person decides.
    Held,
    /// A value stands beside the canonical one until a person decides.
    NeedsReview,
    /// Nothing of it was applied; it is kept whole with the reason.
    Quarantined,
}

impl OutcomeKind {
    /// The word in tables, logs and metrics.
    pub fn code(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Merged => "merged",
            Self::AppliedWithConflict => "applied_with_conflict",
            Self::Held => "held",
            Self::NeedsReview => "needs_review",
            Self::Quarantined => "quarantined",
        }
    }
}

/// `POST /v1/pull`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    /// What the replica has applied.
    pub cursor: Cursor,
    /// The life that the centre named in `hello`.
    pub life: i64,
    /// The most rows the page should have; the centre may send fewer.
    pub rows_max: u32,
}

/// `POST /v1/bootstrap/plan` answers this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootstrapPlan {
    /// Pull from here once all chunks are applied.
    pub pin: Position,
    /// In the order in which they are to be fetched.
    pub tables: Vec<PlannedTable>,
}

/// One table of a [`BootstrapPlan`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTable {
    /// The table's number.
    pub table: u16,
    /// About how many rows will come.
    pub rows: u64,
}

/// `POST /v1/bootstrap/chunk`: the rows of `table` with an id above `after`, in id order. The
/// answer is a chunk; an empty one ends the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkRequest {
    /// The plan's pin.
    pub pin: Position,
    /// The table's number.
    pub table: u16,
    /// The last id that the device has applied.
    pub after: Option<Uuid>,
}

/// What the centre says on the live socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Poke {
    /// There is something up to this position: pull.
    Position(Position),
    /// Nothing new; the line is alive.
    Heartbeat,
}

/// `POST /v1/verify` answers this: what the centre holds of the device's scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyAnswer {
    /// The position the digests belong to.
    pub position: Position,
    /// One per table.
    pub tables: Vec<TableDigest>,
}

/// The digest of one table's rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDigest {
    /// The table's number.
    pub table: u16,
    /// How many rows.
    pub rows: u64,
    /// See [`crate::Digest`].
    pub digest: u128,
}

/// `POST /v1/verify/parts`: the rows of a table with an id above `after` and up to `until`, in
/// parts of so many rows in id order. Refused with [`POSITION_MOVED`] where the centre has gone on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartsRequest {
    /// Up to where the replica has everything.
    pub position: Position,
    /// The table's number.
    pub table: u16,
    /// From the first row where there is none.
    pub after: Option<Uuid>,
    /// Up to the last row where there is none.
    pub until: Option<Uuid>,
    /// How many rows a part has, at least [`PART_ROWS_MAX`].
    pub rows_each: u32,
}

/// The answer to [`PartsRequest`]: parts that follow each other, the last one up to its `until`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartsAnswer {
    /// At least one.
    pub parts: Vec<PartDigest>,
}

/// The digest of the rows up to an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDigest {
    /// The last id that belongs to it; none where it goes to the table's end.
    pub until: Option<Uuid>,
    /// How many rows.
    pub rows: u64,
    /// See [`crate::Digest`].
    pub digest: u128,
}

/// `POST /v1/verify/rows`: the rows themselves, as a chunk; the first of them where they are too
/// many for a message. Refused as [`PartsRequest`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRowsRequest {
    /// Up to where the replica has everything.
    pub position: Position,
    /// The table's number.
    pub table: u16,
    /// From the first row where there is none.
    pub after: Option<Uuid>,
    /// Up to the last row where there is none.
    pub until: Option<Uuid>,
}

/// A part of so many rows is small enough that its rows are fetched.
pub const PART_ROWS_MAX: u32 = 512;

/// The code of a refusal to compare at a position at which the centre no longer stands.
pub const POSITION_MOVED: &str = "position_moved";

/// The code of a refusal to go on from a cursor or a plan: the device's profile, site or person
/// has changed since, and it fetches its scope anew.
pub const SCOPE_CHANGED: &str = "scope_changed";

/// An error answer, as JSON, of every route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What a program branches on, such as `code_used`, `revoked`, `expected_counter`.
    pub code: String,
    /// What a person reads.
    pub sentence: String,
    /// With `expected_counter`: the counter to go on from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_counter: Option<u64>,
}

/// `POST /v1/enrol`, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The one-time code.
    pub code: String,
    /// A PKCS#10 request for the device's Ed25519 key.
    pub csr_pem: String,
    /// What people call the device.
    pub device_name: String,
    /// Such as `linux x86_64`.
    pub platform: String,
    /// The device's own organization, if it worked alone until now or was enrolled before.
    pub organization: Option<EnrolOrganization>,
    /// Who it was, if it was enrolled before and the centre has forgotten it in a restore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<EnrolledBefore>,
}

/// What a device was to a centre that has forgotten it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolledBefore {
    /// Its id.
    pub device_id: Uuid,
    /// What went before its numbers.
    pub number_prefix: String,
}

/// The organization of a stand-alone PC that enrols.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolOrganization {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// The answer to [`EnrolRequest`], as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolAnswer {
    /// The device's id from now on.
    pub device_id: Uuid,
    /// The device's certificate.
    pub certificate_pem: String,
    /// The organization's authority, which the device pins.
    pub ca_pem: String,
    /// The organization the device belongs to from now on.
    pub organization_id: Uuid,
    /// Whether the centre took over the device's own organization.
    pub adopted: bool,
    /// The site it stands at, where the code said one.
    pub site_id: Option<Uuid>,
    /// Goes before every number (MRN, invoice) that the device allots, so that none is given twice.
    pub number_prefix: String,
    /// The centre's epoch.
    pub epoch: u32,
}

/// `POST /v1/sign_in`, as JSON, over the device's certificate.
#[derive(Clone, Serialize, Deserialize)]
pub struct SignInRequest {
    /// The person's name at sign-in.
    pub username: String,
    /// The person's password.
    pub password: String,
}

impl std::fmt::Debug for SignInRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInRequest")
    }
}

/// The answer to [`SignInRequest`], as JSON.
#[derive(Clone, Serialize, Deserialize)]
pub struct SignInAnswer {
    /// The person.
    pub user_id: Uuid,
    /// What to greet them by.
    pub display_name: String,
    /// Whether the password was set by somebody else and must be changed.
    pub must_change_password: bool,
    /// 32 bytes, base64: this device's share of the key that opens its replica with the
    /// centre's help. Useless without the device's own secret.
    pub share: String,
}

impl std::fmt::Debug for SignInAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignInAnswer({})", self.user_id)
    }
}

/// Who asks for a patient of another branch, and by what: a name with a birth date, or a number.
#[derive(Clone, Serialize, Deserialize)]
pub struct FindRequest {
    /// The person at the PC.
    pub user: Uuid,
    /// As typed; words in any order.
    pub name: Option<String>,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<String>,
    /// The medical record number, whole.
    pub number: Option<String>,
}

/// What is asked about somebody must not get into logs.
impl std::fmt::Debug for FindRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FindRequest(by {})", self.user)
    }
}

/// `POST /v1/open`, as JSON: who opens which patient of another branch at this device's site.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct OpenRequest {
    /// The person at the PC.
    pub user: Uuid,
    /// The patient, as [`FindAnswer`] named them.
    pub patient: Uuid,
}

/// The answer to [`OpenRequest`], as JSON: the record comes with the next pull.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct OpenAnswer {
    /// The position at which the patient is known at the site.
    pub position: Position,
}

/// The patients that fit, the best first, at most 20.
#[derive(Clone, Serialize, Deserialize)]
pub struct FindAnswer {
    /// What tells them apart, and no more.
    pub patients: Vec<FoundPatient>,
}

impl std::fmt::Debug for FindAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FindAnswer({})", self.patients.len())
    }
}

/// As much of a patient as a person needs to know whom they have before them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPatient {
    /// The patient.
    pub id: Uuid,
    /// The medical record number.
    pub mrn: Option<String>,
    /// As `patients.prefix`.
    pub prefix: Option<String>,
    /// As `patients.given_name`.
    pub given_name: Option<String>,
    /// As `patients.middle_name`.
    pub middle_name: Option<String>,
    /// As `patients.family_name`.
    pub family_name: Option<String>,
    /// As `patients.name_text`.
    pub name_text: Option<String>,
    /// As `patients.previous_family_name`.
    pub previous_family_name: Option<String>,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<String>,
    /// As `patients.date_of_birth_precision`.
    pub date_of_birth_precision: String,
    /// As `patients.gender`.
    pub gender: Option<String>,
    /// The names of the sites where the patient is known.
    pub sites: Vec<String>,
}

impl std::fmt::Debug for FoundPatient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FoundPatient({})", self.id)
    }
}
