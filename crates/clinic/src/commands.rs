//! Everything a screen can ask the clinic for, each thing declared once, in its domain's list.
//!
//! From these lists come the dispatcher, the permission check, the golden list and the TypeScript
//! types. Who may is not said here: a command names the tables and actions that it needs, and the
//! catalog's presets say which roles have them. Most commands are for staff; what a patient may do
//! in the own record are commands of their own, and so are totals that show no single patient.

use std::sync::OnceLock;

use catalog::{Action, Role};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::{Reader, Security, Store, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::reach::{may_have_done, may_open};
use crate::typescript::Types;
use crate::{Asking, Refused, Who, typed};
use crate::{
    alerts, billing, encounters, imaging, medication, messages, organization, people, place,
};
use crate::{records, scheduling, system, wellness};

/// A table and what is done to it.
pub type Need = (&'static str, Action);

/// One thing that a screen can ask for.
pub struct Command {
    /// `domain.verb`.
    pub name: &'static str,
    /// What the person must be allowed by their roles, all of it.
    pub needs: &'static [Need],
    /// For whom it is.
    pub audience: Audience,
    /// Where not everybody whose roles have what it needs decides this: those who do.
    pub deciders: Option<&'static [Role]>,
    run: Run,
    /// Adds the command's types to the TypeScript file and names request and response.
    pub(crate) describe: fn(&mut Types) -> (String, String),
}

/// For whom a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Staff whose roles have what the command needs.
    Staff,
    /// Patients, in their own record.
    OwnRecord,
    /// These roles, whatever they may read elsewhere: totals that show no single patient.
    Totals(&'static [Role]),
}

type ReadRun =
    Box<dyn Fn(&Asking<'_>, Value) -> Result<(Value, Option<Opened>), Refused> + Sync + Send>;
type WriteRun = Box<dyn Fn(&mut Write<'_>, &Who, Value) -> Result<Value, Refused> + Sync + Send>;

enum Run {
    Read(ReadRun),
    Write(WriteRun),
}

/// That somebody opened one patient's record, for the audit trail and the list of recent patients.
#[derive(Clone, Copy, Debug)]
pub struct Opened {
    /// The table of what was opened.
    pub table: &'static str,
    /// Its row.
    pub row: Uuid,
    /// Whose record it is.
    pub patient: Uuid,
}

impl Command {
    /// Whether a person with these roles may give the command.
    pub fn allows(&self, roles: &[Role]) -> bool {
        let own = match self.audience {
            Audience::Totals(those) => return roles.iter().any(|role| those.contains(role)),
            Audience::OwnRecord => true,
            Audience::Staff => false,
        };
        let decides = |deciders: &[Role]| roles.iter().any(|role| deciders.contains(role));
        self.deciders.is_none_or(decides)
            && self.needs.iter().all(|(table, action)| {
                catalog::table(table).is_some_and(|table| {
                    roles.iter().any(|role| {
                        (*role == Role::Patient) == own && table.access.allows(*role, *action)
                    })
                })
            })
    }

    /// Only these roles may give the command.
    pub(crate) fn by(self, deciders: &'static [Role]) -> Self {
        Self { deciders: Some(deciders), ..self }
    }

    /// Whether it changes the record.
    pub fn writes(&self) -> bool {
        matches!(self.run, Run::Write(_))
    }

    /// Whether it reads a table that is about patients.
    fn shows_patients(&self) -> bool {
        self.needs.iter().any(|(table, _)| catalog::table(table).is_some_and(|table| table.audited))
    }

    fn check(&self, who: &Who) -> Result<(), Refused> {
        if !self.allows(&who.roles) {
            return Err(Refused::not_allowed());
        }
        if self.audience == Audience::OwnRecord && who.patient_id.is_none() {
            return Err(Refused::because(
                "Your record is not on this PC. Ask at the front desk to connect it with your name.",
            ));
        }
        Ok(())
    }
}

/// Carries out the command `name` for `user`: checks the roles, runs it in one transaction, and
/// notes in the audit trail whose record was opened. What the person may not do is noted in the
/// security log.
pub fn dispatch(store: &Store, user: Uuid, name: &str, request: Value) -> Result<Value, Refused> {
    let answer = carry_out(store, user, name, request.clone())
        .map_err(|refused| typed::repeated(refused, name, &request, || currency(store, user)));
    if let Err(refused) = &answer
        && let Some(code) = refused.code.filter(|code| FORBIDDEN.contains(code))
    {
        // Refused is refused, whether or not it can be written down.
        let _ = note_refusal(store, user, name, code);
    }
    answer
}

/// What the site counts in, where it can be said.
fn currency(store: &Store, user: Uuid) -> Option<String> {
    let who = store.read::<_, Refused>(|reader| Who::load(reader, user));
    who.ok().map(|who| who.site.currency.clone())
}

/// The refusals that are about rights, not about what was typed.
const FORBIDDEN: [&str; 2] = ["not_allowed", "not_your_patient"];
/// A screen that asks again and again must not fill the record: of each refusal one entry a minute.
const REFUSAL_PAUSE: i64 = 60 * 1_000_000;

fn note_refusal(store: &Store, user: Uuid, name: &str, code: &str) -> Result<(), store::Error> {
    let details = json!({ "command": name });
    let since = store.surroundings().now() - REFUSAL_PAUSE;
    let known = store.read::<Option<i64>, store::Error>(|reader| {
        reader.value(
            "SELECT 1 FROM security_logs WHERE user_id = ?1 AND occurred_at > ?2 \
             AND action = 'permission_refused' AND details = ?3 LIMIT 1",
            params![user, since, details.to_string()],
        )
    })?;
    if known.is_some() {
        return Ok(());
    }
    store.write(user, name, |write| {
        write.note_security(Security::of("permission_refused").failed(code).details(details))
    })
}

fn carry_out(store: &Store, user: Uuid, name: &str, request: Value) -> Result<Value, Refused> {
    let command = commands().iter().find(|command| command.name == name).ok_or_else(|| {
        Refused::because(format!(
            "This version of Holdfast does not know how to do \u{201c}{name}\u{201d}."
        ))
    })?;
    match &command.run {
        Run::Write(run) => store.write(user, command.name, |write| {
            let who = Who::load(write, user)?;
            command.check(&who)?;
            let answer = run(write, &who, request)?;
            may_have_done(write, store, &who, write.touched(), write.now())?;
            Ok(answer)
        }),
        Run::Read(run) => {
            let now = store.surroundings().now();
            let (answer, opened) = store.read(|reader: &Reader<'_>| {
                let who = Who::load(reader, user)?;
                command.check(&who)?;
                let (answer, opened) = run(&Asking { reader: *reader, who: &who, now }, request)?;
                if let Some(opened) = &opened {
                    may_open(reader, &who, opened.table, opened.patient, now)?;
                }
                Ok::<_, Refused>((answer, opened))
            })?;
            match opened {
                Some(opened) => note(store, user, command.name, opened)?,
                None if command.shows_patients() => {
                    let table = command.needs.first().map(|(table, _)| *table);
                    store.count_read(user, command.name, table, rows_given(&answer));
                }
                None => {}
            }
            Ok(answer)
        }
    }
}

/// How many rows an answer shows: of a list its lines, of a page or a board those of its lists.
fn rows_given(answer: &Value) -> u64 {
    let lines = match answer {
        Value::Array(lines) => lines.len(),
        Value::Object(parts) => parts.values().filter_map(Value::as_array).map(Vec::len).sum(),
        _ => 0,
    };
    lines as u64
}

/// A record that cannot be noted as opened is not opened.
fn note(store: &Store, user: Uuid, command: &str, opened: Opened) -> Result<(), Refused> {
    store.write(user, command, |write| {
        write.audit("read", Some(opened.table), Some(opened.row), Some(opened.patient), None)
    })?;
    Ok(store.remember_patient(user, opened.patient)?)
}

fn request_of<Q: DeserializeOwned>(request: Value) -> Result<Q, Refused> {
    serde_json::from_value(request).map_err(|error| {
        // Serde repeats the value it stumbled over, which may be a patient's; only its place is told.
        let kind = if error.is_data() {
            "a field is missing or of the wrong kind"
        } else {
            "it cannot be read"
        };
        Refused::because(format!(
            "Holdfast could not read what this screen sent: {kind}. Please report this."
        ))
    })
}

fn answer_of<A: Serialize>(answer: &A) -> Result<Value, Refused> {
    serde_json::to_value(answer)
        .map_err(|_| Refused::because("Holdfast could not write its answer. Please report this."))
}

/// A read.
pub(crate) fn read<Q, A>(
    name: &'static str,
    needs: &'static [Need],
    run: fn(&Asking<'_>, Q) -> Result<A, Refused>,
) -> Command
where
    Q: DeserializeOwned + TS + 'static,
    A: Serialize + TS + 'static,
{
    reading(name, needs, Audience::Staff, run, |_, _| None)
}

/// A read that opens one patient's record.
pub(crate) fn open<Q, A>(
    name: &'static str,
    needs: &'static [Need],
    run: fn(&Asking<'_>, Q) -> Result<A, Refused>,
    opened: fn(&A) -> Opened,
) -> Command
where
    Q: DeserializeOwned + TS + 'static,
    A: Serialize + TS + 'static,
{
    reading(name, needs, Audience::Staff, run, move |_, answer| Some(opened(answer)))
}

/// A read that a patient makes in the own record. It must read nothing but `who.patient_id`'s rows.
pub(crate) fn own_read<Q, A>(
    name: &'static str,
    needs: &'static [Need],
    run: fn(&Asking<'_>, Q) -> Result<A, Refused>,
) -> Command
where
    Q: DeserializeOwned + TS + 'static,
    A: Serialize + TS + 'static,
{
    reading(name, needs, Audience::OwnRecord, run, |who, _| {
        who.patient_id.map(|patient| Opened { table: "patients", row: patient, patient })
    })
}

/// Totals that show no single patient, for these roles.
pub(crate) fn totals<Q, A>(
    name: &'static str,
    roles: &'static [Role],
    run: fn(&Asking<'_>, Q) -> Result<A, Refused>,
) -> Command
where
    Q: DeserializeOwned + TS + 'static,
    A: Serialize + TS + 'static,
{
    reading(name, &[], Audience::Totals(roles), run, |_, _| None)
}

fn reading<Q, A>(
    name: &'static str,
    needs: &'static [Need],
    audience: Audience,
    run: fn(&Asking<'_>, Q) -> Result<A, Refused>,
    opened: impl Fn(&Who, &A) -> Option<Opened> + Send + Sync + 'static,
) -> Command
where
    Q: DeserializeOwned + TS + 'static,
    A: Serialize + TS + 'static,
{
    let run: ReadRun = Box::new(move |asking, request| {
        let answer = run(asking, request_of(request)?)?;
        Ok((answer_of(&answer)?, opened(asking.who, &answer)))
    });
    Command {
        name,
        needs,
        audience,
        deciders: None,
        run: Run::Read(run),
        describe: Types::pair::<Q, A>,
    }
}

/// A change.
pub(crate) fn write<Q, A>(
    name: &'static str,
    needs: &'static [Need],
    run: fn(&mut Write<'_>, &Who, Q) -> Result<A, Refused>,
) -> Command
where
    Q: DeserializeOwned + TS + 'static,
    A: Serialize + TS + 'static,
{
    writing(name, needs, Audience::Staff, run)
}

/// A change that a patient makes in the own record.
pub(crate) fn own_write<Q, A>(
    name: &'static str,
    needs: &'static [Need],
    run: fn(&mut Write<'_>, &Who, Q) -> Result<A, Refused>,
) -> Command
where
    Q: DeserializeOwned + TS + 'static,
    A: Serialize + TS + 'static,
{
    writing(name, needs, Audience::OwnRecord, run)
}

fn writing<Q, A>(
    name: &'static str,
    needs: &'static [Need],
    audience: Audience,
    run: fn(&mut Write<'_>, &Who, Q) -> Result<A, Refused>,
) -> Command
where
    Q: DeserializeOwned + TS + 'static,
    A: Serialize + TS + 'static,
{
    let run: WriteRun =
        Box::new(move |write, who, request| answer_of(&run(write, who, request_of(request)?)?));
    Command {
        name,
        needs,
        audience,
        deciders: None,
        run: Run::Write(run),
        describe: Types::pair::<Q, A>,
    }
}

/// Every command.
pub fn commands() -> &'static [Command] {
    static COMMANDS: OnceLock<Vec<Command>> = OnceLock::new();
    COMMANDS.get_or_init(list)
}

fn list() -> Vec<Command> {
    [
        organization::commands(),
        people::commands(),
        scheduling::commands(),
        encounters::commands(),
        medication::commands(),
        billing::commands(),
        imaging::commands(),
        alerts::commands(),
        messages::commands(),
        wellness::commands(),
        place::commands(),
        records::commands(),
        system::commands(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Clinic;

    /// The golden list: one line per command with the roles that may give it alone, and below it
    /// the tables and actions that it needs. To accept a change, run the test with HOLDFAST_ACCEPT=1 and read the difference.
    #[test]
    fn who_may_give_which_command_is_as_agreed() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/commands.txt");
        let list: String = commands()
            .iter()
            .map(|command| {
                let kind = if command.writes() { "write" } else { "read " };
                let roles: Vec<&str> = Role::ALL
                    .into_iter()
                    .filter(|role| command.allows(&[*role]))
                    .map(Role::code)
                    .collect();
                let needs: Vec<String> = command
                    .needs
                    .iter()
                    .map(|(table, action)| format!("{table} {action:?}").to_lowercase())
                    .collect();
                let needs = match command.audience {
                    Audience::Staff => needs.join(", "),
                    Audience::OwnRecord => format!("own record: {}", needs.join(", ")),
                    Audience::Totals(_) => "totals".to_owned(),
                };
                format!("{:<32} {kind}  {}\n    {needs}\n", command.name, roles.join(" "))
            })
            .collect();
        if std::env::var_os("HOLDFAST_ACCEPT").is_some() {
            std::fs::write(path, &list).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), list);
    }

    #[test]
    fn every_command_stands_once_and_needs_tables_that_exist() {
        for (index, command) in commands().iter().enumerate() {
            assert!(!commands()[..index].iter().any(|other| other.name == command.name));
            let totals = matches!(command.audience, Audience::Totals(_));
            assert!(totals || !command.needs.is_empty(), "{} is open to everybody", command.name);
            for (table, _) in command.needs {
                assert!(catalog::table(table).is_some(), "{} needs {table}", command.name);
            }
        }
    }

    #[test]
    fn nobody_may_give_a_command_and_patients_only_those_for_their_own_record() {
        for command in commands() {
            assert!(!command.allows(&[]), "{}", command.name);
            let own = command.audience == Audience::OwnRecord;
            assert_eq!(command.allows(&[Role::Patient]), own, "{}", command.name);
        }
    }

    #[test]
    fn every_table_of_the_catalog_is_asked_for_by_some_command() {
        // Founding and the centre write these; and `alerts.raise` asks for the last one itself, where
        // the alert names somebody, since who may not name a patient raises alerts as well.
        const BESIDE: [&str; 4] = ["organizations", "devices", "number_blocks", "patient_alerts"];
        for table in catalog::TABLES.iter().filter(|table| !table.shipped) {
            let asked = commands()
                .iter()
                .any(|command| command.needs.iter().any(|(needed, _)| *needed == table.name));
            assert!(asked || BESIDE.contains(&table.name), "nothing asks for {}", table.name);
        }
    }

    #[test]
    fn several_roles_add_up() {
        let add = commands().iter().find(|c| c.name == "billing.create_invoice").unwrap();
        assert!(!add.allows(&[Role::Doctor]));
        assert!(add.allows(&[Role::Doctor, Role::Finance]));
    }

    #[test]
    fn what_a_person_may_not_do_stands_in_the_security_log_once_a_minute() {
        let clinic = Clinic::found();
        let noted = || {
            let sql = "SELECT count(*) FROM security_logs WHERE action = 'permission_refused' \
                       AND succeeded = 0 AND user_id = ?1";
            clinic.number(sql, clinic.nurse).unwrap()
        };
        let ask = |command: &str| {
            clinic.ask(clinic.nurse, command, json!({ "from": 0, "until": null })).unwrap_err()
        };
        for _ in 0..5 {
            assert_eq!(ask("system.security").code, Some("not_allowed"));
        }
        assert_eq!(noted(), 1, "a screen that asks again and again fills nothing");
        ask("system.audit");
        assert_eq!(noted(), 2);
        clinic.pass_minutes(2);
        ask("system.security");
        assert_eq!(noted(), 3);
        // What was typed wrongly is no attempt.
        clinic.ask(clinic.nurse, "people.find", json!({})).unwrap_err();
        assert_eq!(noted(), 3);
    }
}
