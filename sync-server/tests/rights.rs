//! What a role may not do, no PC can make the centre accept: every role, every table, every action.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod support;

use catalog::{Action, Conflict, Role, TABLES, Table, Value};
use migrations::schema;
use protocol::{Operation, Outcome, OutcomeKind, Position};
use support::{Clinic, filled, insert, some, update};
use uuid::Uuid;

fn operation(table: &Table, action: Action) -> Option<Operation> {
    let shape = schema().table(table.name)?;
    let own = |name: &str| !catalog::BOOKKEEPING.contains(&name) && name != "id";
    let row = Uuid::now_v7();
    match action {
        Action::Insert => Some(filled(table.name, row, &[])),
        Action::Update => {
            let column = shape.columns.iter().find(|column| own(column.name))?;
            let new = some(table, column.name, column.kind);
            Some(update(table.name, row, Position::START, &[(column.name, Value::Null, new)]))
        }
        Action::Remove => {
            Some(Operation::Remove { table: shape.number, id: row, base: Position::START })
        }
        Action::Read => None,
    }
}

/// Whether the outcome says that the person has not the right.
fn for_want_of_rights(outcome: &Outcome) -> bool {
    let reason = outcome.reason.as_deref().unwrap_or_default();
    outcome.kind == OutcomeKind::Quarantined
        && ["may not add to", "may not change", "may not remove from"]
            .iter()
            .any(|words| reason.contains(words))
}

/// Whether the outcome says that nobody at all may: what is a ledger is never changed, and what only
/// the centre fills in stays empty.
fn for_nobody(table: &Table, action: Action, outcome: &Outcome) -> bool {
    let said = outcome.reason.as_deref().unwrap_or_default();
    let ledger = table.conflict == Conflict::Ledger && action != Action::Insert;
    let by_the_centre = action == Action::Insert && table.columns.iter().any(|one| one.centre);
    (ledger && said.contains("is never changed")) || (by_the_centre && said.contains("is empty"))
}

#[tokio::test]
async fn what_a_role_may_not_do_the_centre_refuses_for_every_table() {
    let mut clinic = Clinic::open().await;
    let admin = clinic.user;
    let (mut wrongly_taken, mut wrongly_refused) = (Vec::new(), Vec::new());
    for role in Role::ALL {
        let person = Uuid::now_v7();
        let cells = [
            ("username", Value::from(role.code())),
            ("roles", Value::from(format!("[\"{}\"]", role.code()).as_str())),
            ("is_active", Value::Boolean(true)),
        ];
        clinic.desk.write(admin, vec![insert("users", person, &cells)]).await;
        let tried: Vec<(&Table, Action, Operation)> = TABLES
            .iter()
            .filter(|table| !table.shipped)
            .flat_map(|table| {
                [Action::Insert, Action::Update, Action::Remove]
                    .into_iter()
                    .filter_map(move |action| Some((table, action, operation(table, action)?)))
            })
            .collect();
        let changesets: Vec<_> = tried
            .iter()
            .map(|(_, _, operation)| {
                clinic.desk.changeset(person, "rights.try", vec![operation.clone()])
            })
            .collect();
        let outcomes = clinic.desk.push(&changesets.iter().collect::<Vec<_>>()).await;
        assert_eq!(outcomes.len(), tried.len());
        for ((table, action, _), outcome) in tried.iter().zip(&outcomes) {
            let what = format!("{} {action:?} {}", role.code(), table.name);
            let may = table.access.allows(role, *action);
            // Refused for another reason, it would have been taken from somebody more careful.
            if !may && !for_want_of_rights(outcome) && !for_nobody(table, *action, outcome) {
                wrongly_taken.push((what, outcome.reason.clone()));
            } else if may && for_want_of_rights(outcome) {
                wrongly_refused.push(what);
            }
        }
    }
    assert_eq!(wrongly_taken, Vec::new());
    assert_eq!(wrongly_refused, Vec::<String>::new());
}

/// Adds somebody with one role, and gives the id.
async fn employ(clinic: &mut Clinic, role: Role) -> Uuid {
    let (admin, person) = (clinic.user, Uuid::now_v7());
    let cells = [
        ("username", Value::from(format!("{}.{person}", role.code()).as_str())),
        ("roles", Value::from(format!("[\"{}\"]", role.code()).as_str())),
        ("is_active", Value::Boolean(true)),
    ];
    let outcome = clinic.desk.write(admin, vec![insert("users", person, &cells)]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    person
}

#[tokio::test]
async fn to_call_it_an_import_opens_no_record_to_who_does_not_run_the_organization() {
    let mut clinic = Clinic::open().await;
    for (role, table) in [
        (Role::Doctor, "medical_conditions"),
        (Role::Nurse, "vitals"),
        (Role::Patient, "stress_readings"),
        (Role::Admin, "medical_conditions"),
    ] {
        let person = employ(&mut clinic, role).await;
        let patient = [("patient_id", Value::Uuid(clinic.patient))];
        let row = filled(table, Uuid::now_v7(), &patient);
        let changeset = clinic.desk.changeset(person, "system.import_fhir", vec![row]);
        let outcome = clinic.desk.push(&[&changeset]).await.remove(0);
        let taken = outcome.kind == OutcomeKind::Applied;
        assert_eq!(taken, role == Role::Admin, "{} {outcome:?}", role.code());
    }
}

#[tokio::test]
async fn what_one_prepares_another_decides_in_the_own_name() {
    let mut clinic = Clinic::open().await;
    let patient = ("patient_id", Value::Uuid(clinic.patient));
    let mut said = Vec::new();
    for role in [Role::ImagingTechnician, Role::Radiologist] {
        let person = employ(&mut clinic, role).await;
        let [scan, report, other] = [(); 3].map(|()| Uuid::now_v7());
        let signed = |id: Uuid, by: Uuid| {
            let cells = [
                patient.clone(),
                ("scan_id", Value::Uuid(scan)),
                ("status", Value::from("signed")),
                ("impression", Value::from("No fracture.")),
                ("signed_at", Value::Integer(support::now())),
                ("signed_by", Value::Uuid(by)),
            ];
            filled("reports", id, &cells)
        };
        let row = filled("scans", scan, std::slice::from_ref(&patient));
        assert_eq!(clinic.desk.write(person, vec![row]).await.kind, OutcomeKind::Applied);
        for (id, by) in [(report, person), (other, clinic.user)] {
            let outcome = clinic.desk.write(person, vec![signed(id, by)]).await;
            said.push((role, by == person, outcome.kind == OutcomeKind::Applied));
        }
    }
    let only = |role, own| (role, own, role == Role::Radiologist && own);
    let expected: Vec<_> = [Role::ImagingTechnician, Role::Radiologist]
        .into_iter()
        .flat_map(|role| [only(role, true), only(role, false)])
        .collect();
    assert_eq!(said, expected);
}

#[tokio::test]
async fn what_is_one_persons_own_nobody_else_changes() {
    let mut clinic = Clinic::open().await;
    let (owner, other) = (
        employ(&mut clinic, Role::Receptionist).await,
        employ(&mut clinic, Role::Receptionist).await,
    );
    let note = Uuid::now_v7();
    let cells = [("user_id", Value::Uuid(owner)), ("title", Value::from("The printer is mended"))];
    let outcome = clinic.desk.write(other, vec![filled("notifications", note, &cells)]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "whoever mended it says so: {outcome:?}");
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let read = |at: i64| {
        update("notifications", note, base, &[("read_at", Value::Null, Value::Integer(at))])
    };
    let outcome = clinic.desk.write(other, vec![read(1)]).await;
    assert!(outcome.reason.unwrap_or_default().contains("belongs to somebody else"));
    let outcome = clinic.desk.write(owner, vec![read(2)]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
}
