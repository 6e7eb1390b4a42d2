//! What crosses the wire between a device and the centre, and the pure rules by which
//! concurrent writes are merged. Both ends use exactly this code.
//!
//! Nothing here does I/O, reads a clock or knows a table by name: shapes come from
//! `migrations::schema()`, meanings from `catalog`.

mod attachments;
mod bytes;
mod changeset;
mod chunk;
mod devices;
mod digest;
mod merge;
mod messages;
mod page;

pub use attachments::{
    FILE_BYTES_MAX, FILE_PART_BYTES_MAX, FileAsked, FilePart, FilePiece, FileState, FileWanted,
    sealed_bytes,
};
pub use bytes::{Malformed, Reader, Writer};
pub use changeset::{Cell, Changeset, Intent, Operation, SignatureRefused, Signed};
pub use chunk::{Chunk, ChunkBuilder, Field};
pub use devices::{
    DEVICE_NAME_MAX, DeviceAtCentre, DevicesAnswer, DevicesRequest, INVITATION_HOURS_MAX,
    InviteAnswer, InviteRequest, PlaceRequest, REVOKE_REASON_MAX, RevokeRequest, WrongField,
};
pub use digest::{Digest, row_digest};
pub use merge::{CellVersion, Decision, Written, decide, merge_group};
pub use messages::{
    ANOTHER_LIFE, BootstrapPlan, ChunkRequest, EnrolAnswer, EnrolOrganization, EnrolRequest,
    EnrolledBefore, FindAnswer, FindRequest, FoundPatient, Hello, HelloAnswer, LIVES_MAX,
    LeaveRequest, OpenAnswer, OpenRequest, Outcome, OutcomeKind, PART_ROWS_MAX, POSITION_MOVED,
    PartDigest, PartRowsRequest, PartsAnswer, PartsRequest, PlannedTable, Poke, PullRequest,
    PushAnswer, PushRequest, Refusal, SCOPE_CHANGED, SignInAnswer, SignInRequest, TableDigest,
    VerifyAnswer, from_bytes, to_bytes,
};
pub use page::{Page, PageRow};

use serde::{Deserialize, Serialize};

/// The version of everything in this crate; the centre speaks it and the two before it.
pub const PROTOCOL_VERSION: u16 = 1;

/// So many versions of schema and protocol before its own the centre serves.
pub const OLDER_VERSIONS_SERVED: u16 = 2;

/// The code of a refusal: the device's version is older than those that the centre serves. What it
/// sends is taken all the same.
pub const TOO_OLD: &str = "too_old";

/// The largest number of operations in one changeset.
pub const OPERATIONS_MAX: usize = 5_000;

/// The largest message either side takes, decompressed, in bytes.
pub const MESSAGE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// A place in the organization's history: one per changeset, gapless within an epoch, in commit
/// order. The high bits hold the epoch, which jumps when the centre is restored.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Position(pub i64);

impl Position {
    /// Before the first changeset.
    pub const START: Self = Self(0);
    const EPOCH_SHIFT: u32 = 40;

    /// The first position of `epoch`.
    pub fn of_epoch(epoch: u32) -> Self {
        Self(i64::from(epoch) << Self::EPOCH_SHIFT)
    }

    /// Whether it is the first of an epoch, which no changeset takes.
    pub fn begins_epoch(self) -> bool {
        self == Self::of_epoch(self.epoch())
    }

    /// The epoch in the high bits.
    pub fn epoch(self) -> u32 {
        u32::try_from(self.0 >> Self::EPOCH_SHIFT).unwrap_or(0)
    }

    /// The position after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Where a pull stands: everything up to and including `ordinal` of `position` has been applied.
/// A whole position is `ordinal == Cursor::WHOLE`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Cursor {
    /// The last position touched.
    pub position: Position,
    /// The last log entry of that position that was applied.
    pub ordinal: u32,
}

impl Cursor {
    /// The ordinal that stands for "all of this position".
    pub const WHOLE: u32 = u32::MAX;

    /// A cursor after the whole of `position`.
    pub fn after(position: Position) -> Self {
        Self { position, ordinal: Self::WHOLE }
    }
}
