//! What SQL cannot say about a table, said once and read on a screen or two.
//!
//! The catalog is plain constants. From it come capture, conflict rules, the server's checks of
//! every pushed row, the role matrix, enumeration checks and the lists that tests compare with
//! both migrated databases. It deliberately knows no SQL, no wire format and no workflow.

mod access;
mod enumerations;
mod grants;
mod plans;
mod profiles;
mod rules;
mod tables;
mod value;

pub use access::{
    ACCESS_PRESETS, Access, Action, OWN_ACCOUNT, Reach, Role, belongs_to, is_import,
    is_own_account, may_be_brought_in, may_be_changed, may_call_off, may_decide, may_set,
    names_who_answers, patient_may_change, reach,
};
pub use enumerations::{Enumeration, enumerations};
pub use plans::Limited;
pub use profiles::Profile;
/// The title of the task that asks somebody to look where records of one person, once merged, hold
/// two active policies of one rank. A PC that merges asks so, and the centre where two PCs did it
/// together; the same title keeps them from asking twice.
pub const TWO_POLICIES_OF_ONE_RANK: &str = "One person has two active policies of one rank";

/// The title of the task that asks which of two corrections of one payment is right. Only one of
/// them counts meanwhile.
pub const PAYMENT_CORRECTED_TWICE: &str = "Two corrections of one payment differ";

/// The title of the task that asks to call off what is booked for somebody who has died.
pub const BOOKED_AFTER_DEATH: &str = "An appointment stands for somebody who has died";

/// The title of the task that asks to end what still goes on for somebody who has died. Whoever
/// records a death and may not end it asks so, and the centre where it finds that something goes on.
pub const GOES_ON_AFTER_DEATH: &str = "Somebody has died: end what still goes on";

/// The title of the task that asks to move one of two appointments, which records of one person had
/// at one time before they were merged. A PC that merges asks so, and the centre for what it did not
/// know of.
pub const TWO_PLACES_AFTER_MERGE: &str =
    "After a merge one person has two appointments at one time";

/// The same of a person who lies in a bed by each of two merged records.
pub const ONE_PERSON_IN_TWO_BEDS: &str = "One person lies in two beds";

pub use rules::{
    Broken, ChainedEntry, Row, line_amount, own_file, own_file_kind, stays_signed, unit_of_reading,
    unusual_measurements, vouched_for, written_here,
};
pub use tables::{TABLES, table};
pub use value::{Type, Value};

/// The clinical area a table belongs to; the same word names its migration, its folder in
/// `crates/clinic/src` and its folder in `ui/src/features`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Domain {
    /// Who runs the clinic, where and on which machines.
    Organization,
    /// Patients and what is known about them for life.
    People,
    /// Schedules, bookings, the waiting list.
    Scheduling,
    /// Visits, measurements, problems, results.
    Encounters,
    /// Prescribing, dispensing, stock.
    Medication,
    /// Invoices, payments, claims.
    Billing,
    /// Scans, analyses, reports.
    Imaging,
    /// Alerts and their escalation.
    Alerts,
    /// Notifications and chat.
    Messages,
    /// Therapy, stress, wellness plans.
    Wellness,
    /// Beds, rooms, machines.
    Place,
    /// Documents and the chained record.
    Records,
    /// Conflicts, audit, metrics, settings.
    System,
}

/// Which rows of a table a device may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every device of the organization: reference data, staff, settings.
    Organization,
    /// Devices of the row's `site_id`.
    Site,
    /// Devices of the sites where the row's `patient_id` is known.
    Patient,
    /// No device pulls it: it is pushed, and read at the centre (audit, security, metrics).
    Centre,
}

/// What rows of a table have to do with looking after a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Whoever treats reaches the rows of patients in their care.
    Needed,
    /// As [`Care::Needed`], except that making a row is how care begins: a visit, a triage entry,
    /// a bed, an access in an emergency.
    Begins,
    /// Everybody whose role allows it reaches every row.
    Apart,
}

/// How two concurrent writes of one column are reconciled at the centre (`protocol::merge`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The later `made_at` wins; the other value is kept in `sync_conflicts` and shown.
    Latest,
    /// The canonical value stays; the other stands beside it until a person decides.
    Review,
    /// A long text: merged three ways where that is clean, otherwise as [`Conflict::Review`].
    Text,
    /// A state: the order of the column's enumeration decides; a move outside it is reviewed.
    Progress,
    /// When something was found that several may find: the earliest stands with all of its group,
    /// and nothing is kept of the others, which found the same.
    Earliest,
    /// Insert only: the same id twice is identical or quarantined.
    Ledger,
}

/// How one table differs from its class. Columns themselves are listed once, in SQL.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The name in both databases.
    pub name: &'static str,
    /// The clinical area.
    pub domain: Domain,
    /// Which devices hold its rows.
    pub scope: Scope,
    /// The rule for every column that [`Table::columns`] does not name.
    pub conflict: Conflict,
    /// Who may do what.
    pub access: Access,
    /// Whether those who treat must look after the patient to reach a row.
    pub care: Care,
    /// Whether reads of its rows by a person are audited (patient data).
    pub audited: bool,
    /// Whether a broken invariant lands the row with `held_reason` instead of refusing it.
    pub guarded: bool,
    /// Whether its content ships with the program: the same for everybody, neither captured nor
    /// synced, without the bookkeeping columns.
    pub shipped: bool,
    /// The columns about which there is something to say.
    pub columns: &'static [Column],
    /// What must hold inside one row; called by the write door and by the centre.
    pub rule: fn(&Row<'_>) -> Result<(), Broken>,
}

/// What is special about one column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The name in both databases.
    pub name: &'static str,
    /// The conflict rule, where it is not the table's.
    pub conflict: Option<Conflict>,
    /// Columns of one group mean one thing together and are never mixed from two writers.
    pub group: Option<&'static str>,
    /// The values it admits.
    pub enumeration: Option<&'static Enumeration>,
    /// Encrypted in Postgres (`bytea` there); plain on the replica, which is encrypted whole.
    pub sealed: bool,
    /// Only the centre writes it; a device's value is not taken.
    pub centre: bool,
}

impl Column {
    /// A column about which nothing is special yet; the start of the `const` builders below.
    pub const fn named(name: &'static str) -> Self {
        Self { name, conflict: None, group: None, enumeration: None, sealed: false, centre: false }
    }
    /// Its own conflict rule.
    pub const fn conflict(mut self, rule: Conflict) -> Self {
        self.conflict = Some(rule);
        self
    }
    /// The group that is decided as one.
    pub const fn group(mut self, group: &'static str) -> Self {
        self.group = Some(group);
        self
    }
    /// The values it admits.
    pub const fn one_of(mut self, enumeration: &'static Enumeration) -> Self {
        self.enumeration = Some(enumeration);
        self
    }
    /// Encrypted in Postgres.
    pub const fn sealed(mut self) -> Self {
        self.sealed = true;
        self
    }
    /// Written by the centre only.
    pub const fn centre(mut self) -> Self {
        self.centre = true;
        self
    }
}

impl Table {
    /// What the catalog says about `column`, if it says anything.
    pub fn column(&self, column: &str) -> Option<&'static Column> {
        self.columns.iter().find(|c| c.name == column)
    }

    /// The rule by which concurrent writes of `column` are reconciled.
    pub fn conflict_of(&self, column: &str) -> Conflict {
        self.column(column).and_then(|c| c.conflict).unwrap_or(self.conflict)
    }

    /// Whether Postgres keeps `column` encrypted.
    pub fn is_sealed(&self, column: &str) -> bool {
        self.column(column).is_some_and(|c| c.sealed)
    }

    /// The group that `column` is decided with; a column without one stands alone under its name.
    pub fn group_of(&self, column: &'static str) -> &'static str {
        self.column(column).and_then(|c| c.group).unwrap_or(column)
    }
}

/// The columns every replicated table has, filled by the write door and never by a workflow.
pub const BOOKKEEPING: [&str; 5] =
    ["organization_id", "created_at", "updated_at", "deleted_at", "version"];
