//! Rows of the conflict inbox: written by the centre in the changeset's own transaction, so that a
//! value that does not stand is never without a trace.

use catalog::{Action, Role, Value};
use serde_json::{Map, json};
use uuid::Uuid;

use super::decide::{Context, Writer};
use crate::rows::{StoredRow, TablePlan, plan_named};

/// Makes a conflict's id from what it is about, so that a changeset applied twice says it once.
const CONFLICTS: Uuid = Uuid::from_u128(0x8c0f_4c1e_6b0a_5d7e_9a41_2f3b_7d10_55aa);

/// In this order the inbox of the first who may change the table is chosen.
const MENDERS: [Role; 7] = [
    Role::Receptionist,
    Role::Doctor,
    Role::Finance,
    Role::LabTechnician,
    Role::Nurse,
    Role::Admin,
    Role::ItAdmin,
];

/// Why a value does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The later of two stands.
    Latest,
    /// A person must decide.
    Review,
    /// A rule across rows would break.
    Held,
    /// The same row was made twice.
    DuplicateInsert,
    /// A removal met an edit.
    DeleteEdit,
}

impl Kind {
    fn code(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::Review => "review",
            Self::Held => "held",
            Self::DuplicateInsert => "duplicate_insert",
            Self::DeleteEdit => "delete_edit",
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Self::Latest => {
                "Two people wrote this without seeing each other; the later value stands."
            }
            Self::Review => {
                "Two people wrote this without seeing each other; a person must decide."
            }
            Self::Held => "Somebody else has it already.",
            Self::DuplicateInsert => "The same record was made twice, with different content.",
            Self::DeleteEdit => "One person removed this while another changed it.",
        }
    }
}

/// Whose value the candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The changeset's at hand: it lost or waits.
    Incoming,
    /// What stood before: it was overwritten.
    Standing,
}

/// A value that does not stand.
pub(super) struct Conflict {
    pub plan: &'static TablePlan,
    pub id: Uuid,
    pub kind: Kind,
    pub group: String,
    pub canonical: Vec<(usize, Value)>,
    pub candidate: Vec<(usize, Value)>,
    pub candidate_is: Side,
    /// Who wrote the other side.
    pub other: Option<Writer>,
    /// Where the kind alone does not say it; a held row's code.
    pub reason: Option<String>,
}

impl Conflict {
    /// The row for `sync_conflicts`. `about` is the row that the conflict is about.
    pub(super) fn row(&self, context: &Context, about: &StoredRow) -> Option<(Uuid, StoredRow)> {
        let conflicts = plan_named("sync_conflicts")?;
        let name = format!(
            "{}/{}/{}/{}/{}",
            context.changeset,
            self.plan.shape.name,
            self.id,
            self.group,
            self.kind.code()
        );
        let id = Uuid::new_v5(&CONFLICTS, name.as_bytes());
        let incoming = (Some(context.author), Some(context.device), Some(context.made_at));
        let standing = match self.other {
            Some(writer) => (writer.author, writer.device, Some(writer.made_at)),
            None => (None, None, None),
        };
        let (candidate, canonical) = match self.candidate_is {
            Side::Incoming => (incoming, standing),
            Side::Standing => (standing, incoming),
        };
        let of_row = |column: &str| {
            let number = self.plan.shape.column_number(column)?;
            Some(about.get(usize::from(number)).clone())
        };
        let patient = of_row("patient_id")
            .or_else(|| (self.plan.shape.name == "patients").then_some(Value::Uuid(self.id)));
        let made_at = Value::Integer(context.made_at);
        let fields = [
            ("id", Value::Uuid(id)),
            ("organization_id", Value::Uuid(context.organization)),
            ("table_name", Value::from(self.plan.shape.name)),
            ("row_id", Value::Uuid(self.id)),
            ("patient_id", patient.unwrap_or_default()),
            ("site_id", of_row("site_id").unwrap_or_default()),
            ("kind", Value::from(self.kind.code())),
            ("column_group", Value::from(self.group.as_str())),
            ("canonical", self.plain(&self.canonical)),
            ("candidate", self.plain(&self.candidate)),
            ("changeset_id", Value::Uuid(context.changeset)),
            ("other_changeset_id", self.other.map(|writer| writer.changeset).into()),
            ("candidate_by", candidate.0.into()),
            ("candidate_device_id", candidate.1.into()),
            ("candidate_made_at", candidate.2.into()),
            ("canonical_by", canonical.0.into()),
            ("canonical_made_at", canonical.2.into()),
            ("reason", Value::from(self.reason.as_deref().unwrap_or_else(|| self.kind.reason()))),
            ("for_role", Value::from(self.mender())),
            ("status", Value::from("open")),
            ("created_at", made_at.clone()),
            ("updated_at", made_at),
            ("version", Value::Integer(context.position.0)),
        ];
        let mut row = StoredRow::new(vec![Value::Null; conflicts.shape.columns.len()]);
        for (name, value) in fields {
            row.set(usize::from(conflicts.shape.column_number(name)?), value);
        }
        Some((id, row))
    }

    fn mender(&self) -> &'static str {
        MENDERS
            .into_iter()
            .find(|role| self.plan.table.access.allows(*role, Action::Update))
            .unwrap_or(Role::Admin)
            .code()
    }

    /// Column names with their values, as plain canonical JSON.
    fn plain(&self, cells: &[(usize, Value)]) -> Value {
        if cells.is_empty() {
            return Value::Null;
        }
        let object: Map<String, serde_json::Value> = cells
            .iter()
            .filter_map(|(column, value)| {
                let name = self.plan.shape.columns.get(*column)?.name;
                let plain = match value {
                    Value::Null => serde_json::Value::Null,
                    Value::Boolean(truth) => json!(truth),
                    Value::Integer(number) => json!(number),
                    Value::Real(number) => json!(number),
                    Value::Text(text) => json!(text),
                    Value::Uuid(id) => json!(id),
                };
                Some((name.to_owned(), plain))
            })
            .collect();
        serde_json_canonicalizer::to_string(&object).map_or(Value::Null, Value::Text)
    }
}
