//! What may happen in a world, drawn at random and taken back piece by piece when a failure is
//! made small.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};

/// One thing that happens. Numbers that choose (a PC, a patient) count modulo what there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A person writes on a PC.
    Write {
        /// Which PC.
        pc: u8,
        /// What.
        deed: Deed,
    },
    /// A PC exchanges with the centre over a bad line.
    Exchange {
        /// Which PC.
        pc: u8,
        /// What becomes of its messages, in order; those after the last are delivered.
        fates: Vec<Fate>,
        /// What somebody writes there just before the message of this number is sent.
        meanwhile: Option<(u8, Deed)>,
    },
    /// A PC is killed while it works, and started again from what was on its disk.
    Crash {
        /// Which PC.
        pc: u8,
        /// After how many statements of its database.
        statement: u16,
        /// How much of the log's last, unsynced bytes reached the disk.
        tear: u16,
        /// What it was doing; `None` is an exchange.
        deed: Option<Deed>,
    },
    /// A PC reaches the centre by another of its servers from now on.
    Hop {
        /// Which PC.
        pc: u8,
        /// Which server each message of an exchange goes to: a bit each, over and over.
        servers: u8,
    },
    /// A PC's disk is nearly full while something is done on it; then there is space again.
    DiskFull {
        /// Which PC.
        pc: u8,
        /// How much still fits, in pages of 4 KiB.
        pages: u8,
        /// What it was doing; `None` is an exchange.
        deed: Option<Deed>,
    },
    /// The disk of the centre's database fills up while a PC sends something; then there is space
    /// again.
    CentreFull {
        /// Which PC.
        pc: u8,
        /// What it has to send.
        deed: Deed,
        /// How many statements that write succeed before.
        writes: u8,
        /// How many fail, less one.
        refused: u8,
    },
    /// A PC's clock is set wrong, or right again.
    Clock {
        /// Which PC.
        pc: u8,
        /// How far from the centre's.
        hours_off: i32,
    },
    /// One more PC joins.
    Join,
    /// The centre's database is backed up.
    BackUp,
    /// The centre goes back to its last backup, or to the world's beginning.
    Restore,
    /// A PC's disk is copied.
    Copy {
        /// Which PC.
        pc: u8,
    },
    /// A PC's disk breaks; it goes on with its last copy, if there is one.
    PlayBack {
        /// Which PC.
        pc: u8,
    },
}

/// What a person writes, in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed(pub Vec<Act>);

/// One change of a [`Deed`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A patient is registered.
    Register,
    /// A field of a patient is written.
    Set {
        /// Which patient.
        patient: u8,
        /// Which field.
        field: Field,
        /// Whether what stood there is kept, and one line added.
        keep: bool,
        /// Whether the form was opened before the last exchange.
        stale: bool,
    },
    /// A field of a patient is emptied.
    Clear {
        /// Which patient.
        patient: u8,
        /// Which field.
        field: Field,
    },
    /// A patient is removed.
    Remove {
        /// Which patient.
        patient: u8,
    },
    /// An appointment is booked.
    Book {
        /// For which patient.
        patient: u8,
        /// At which hour of the day.
        hour: u8,
    },
    /// An appointment goes on, or is cancelled.
    Progress {
        /// Which appointment.
        appointment: u8,
        /// To which state.
        state: u8,
    },
    /// A patient pays.
    Pay {
        /// Which patient.
        patient: u8,
    },
}

/// A field of a patient, at least one for each rule of merging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `latest`.
    BirthPlace,
    /// `latest`, sealed at the centre.
    Phone,
    /// `latest`, in a group with the next.
    City,
    /// `latest`, in a group with the one before.
    State,
    /// `review`, in a group.
    FamilyName,
    /// `review`, sealed at the centre.
    NationalId,
    /// `text`.
    Notes,
}

impl Field {
    /// The column of `patients`.
    pub fn column(self) -> &'static str {
        match self {
            Self::BirthPlace => "birth_place",
            Self::Phone => "phone",
            Self::City => "city",
            Self::State => "state",
            Self::FamilyName => "family_name",
            Self::NationalId => "national_id",
            Self::Notes => "notes",
        }
    }
}

/// What becomes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives, and so does the answer.
    Delivered,
    /// It never arrives.
    RequestLost,
    /// It arrives; the answer does not, or the socket stays silent.
    AnswerLost,
    /// It arrives twice.
    Twice,
    /// The answer ends after so many bytes.
    Cut(u16),
    /// One byte of the answer is another.
    Damaged(u16),
    /// It arrives so many steps later, when nobody waits for the answer any more.
    Late(u8),
}

fn field() -> impl Strategy<Value = Field> {
    prop_oneof![
        Just(Field::BirthPlace),
        Just(Field::Phone),
        Just(Field::City),
        Just(Field::State),
        Just(Field::FamilyName),
        Just(Field::NationalId),
        Just(Field::Notes),
    ]
}

/// Few patients, so that PCs meet.
fn act() -> impl Strategy<Value = Act> {
    let patient = || 0u8..4;
    prop_oneof![
        2 => Just(Act::Register),
        10 => (patient(), field(), any::<bool>(), any::<bool>())
            .prop_map(|(patient, field, keep, stale)| Act::Set { patient, field, keep, stale }),
        2 => (patient(), field()).prop_map(|(patient, field)| Act::Clear { patient, field }),
        1 => patient().prop_map(|patient| Act::Remove { patient }),
        2 => (patient(), 0u8..4).prop_map(|(patient, hour)| Act::Book { patient, hour }),
        2 => (0u8..4, 0u8..5).prop_map(|(appointment, state)| Act::Progress { appointment, state }),
        2 => patient().prop_map(|patient| Act::Pay { patient }),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![4 => vec(act(), 1..2), 1 => vec(act(), 2..5)].prop_map(Deed)
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        8 => Just(Fate::Delivered),
        1 => Just(Fate::RequestLost),
        2 => Just(Fate::AnswerLost),
        1 => Just(Fate::Twice),
        1 => any::<u16>().prop_map(Fate::Cut),
        1 => any::<u16>().prop_map(Fate::Damaged),
        1 => (0u8..12).prop_map(Fate::Late),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let pc = || 0u8..6;
    let clock = prop_oneof![Just(0), -48i32..48, Just(-24 * 365 * 30), Just(24 * 365 * 70),];
    prop_oneof![
        10 => (pc(), deed()).prop_map(|(pc, deed)| Step::Write { pc, deed }),
        8 => (pc(), vec(fate(), 0..6), option::of((1u8..4, deed())))
            .prop_map(|(pc, fates, meanwhile)| Step::Exchange { pc, fates, meanwhile }),
        3 => (pc(), 1u16..120, any::<u16>(), option::of(deed()))
            .prop_map(|(pc, statement, tear, deed)| Step::Crash { pc, statement, tear, deed }),
        1 => (pc(), clock).prop_map(|(pc, hours_off)| Step::Clock { pc, hours_off }),
        1 => Just(Step::Join),
        1 => Just(Step::BackUp),
        1 => Just(Step::Restore),
        1 => pc().prop_map(|pc| Step::Copy { pc }),
        1 => pc().prop_map(|pc| Step::PlayBack { pc }),
    ]
}

/// What happens to disks, and to PCs of which the centre has more than one server.
fn of_disks_and_servers() -> impl Strategy<Value = Step> {
    let pc = || 0u8..6;
    prop_oneof![
        3 => (pc(), any::<u8>()).prop_map(|(pc, servers)| Step::Hop { pc, servers }),
        2 => (pc(), 0u8..20, option::of(deed()))
            .prop_map(|(pc, pages, deed)| Step::DiskFull { pc, pages, deed }),
        2 => (pc(), deed(), 0u8..30, prop_oneof![Just(0), any::<u8>()])
            .prop_map(|(pc, deed, writes, refused)| Step::CentreFull { pc, deed, writes, refused }),
    ]
}

/// A history, and apart from it what happened to disks and servers, each with its place.
pub type Apart = (Vec<Step>, Vec<(u8, Step)>);

/// A world's history, with what happened to disks and servers apart, so that a seed that once broke
/// something still stands for the same steps without them.
pub fn history() -> impl Strategy<Value = Apart> {
    (vec(step(), 8..40), vec((any::<u8>(), of_disks_and_servers()), 0..8))
}

/// Both as one history.
pub fn woven((mut steps, more): Apart) -> Vec<Step> {
    for (place, step) in more {
        steps.insert(usize::from(place) % (steps.len() + 1), step);
    }
    steps
}
