//! A replica's life on one PC: what people write is kept, captured and shown, whatever happens.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use catalog::Value;
use ed25519_dalek::SigningKey;
use migrations::schema;
use protocol::{
    Changeset, Chunk, ChunkBuilder, Cursor, HelloAnswer, Operation, Outcome, OutcomeKind,
    PROTOCOL_VERSION, Page, PageRow, Position,
};
use serde::Deserialize;
use store::keys::DatabaseKey;
use store::{Cells, Enrolment, Error, Store, Surroundings, params};
use tempfile::TempDir;
use uuid::Uuid;

const START: i64 = 1_800_000_000_000_000;

struct Pc {
    store: Store,
    user: Uuid,
    key: DatabaseKey,
    folder: TempDir,
}

fn surroundings() -> Surroundings {
    let clock = Arc::new(AtomicI64::new(START));
    let seed = Arc::new(AtomicU64::new(1));
    Surroundings::new(
        move || clock.fetch_add(1_000, Ordering::Relaxed),
        move || {
            let number = seed.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            u128::from(number).wrapping_mul(0xDA94_2042_E4DD_58B5_D1B5_4A32_D192_ED03).to_be_bytes()
        },
    )
}

impl Pc {
    /// A stand-alone PC of a clinic with one user.
    fn alone() -> Self {
        let folder = TempDir::new().unwrap();
        let key = DatabaseKey::generate().unwrap();
        let store = Store::create(folder.path(), key.clone(), surroundings()).unwrap();
        let (organization, user) = (Uuid::from_u128(1), Uuid::from_u128(2));
        store.set_facts(&[("organization", &organization.to_string())]).unwrap();
        store
            .write::<_, Error>(user, "organization.found", |write| {
                write.insert(
                    "organizations",
                    Cells::new().set("id", organization).set("name", "Clinic"),
                )?;
                write.insert(
                    "users",
                    Cells::new()
                        .set("id", user)
                        .set("username", "ana")
                        .set("given_name", "Ana")
                        .set("family_name", "Ruiz")
                        .set("roles", r#"["receptionist"]"#),
                )
            })
            .unwrap();
        Self { store, user, key, folder }
    }

    /// A device that a centre adopted, its outbox emptied as if everything had been answered.
    fn enrolled() -> Self {
        let pc = Self::alone();
        pc.store
            .become_enrolled(Enrolment {
                author: pc.user,
                organization: Uuid::from_u128(1),
                device: Uuid::from_u128(3),
                site: None,
                number_prefix: "A".to_owned(),
                epoch: 0,
                joins_existing: false,
            })
            .unwrap();
        pc.answer_everything(OutcomeKind::Applied, &[]);
        pc
    }

    fn signing(&self) -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    fn sent(&self) -> Vec<Changeset> {
        let batch = self.store.next_batch(&self.signing(), 1_000, usize::MAX).unwrap();
        batch.map_or_else(Vec::new, |batch| {
            batch.changesets.iter().map(|s| Changeset::decode(&s.body).unwrap()).collect()
        })
    }

    /// The centre answers all that waits with `kind`, and the answers come back with `rows`.
    fn answer_everything(&self, kind: OutcomeKind, rows: &[PageRow]) {
        let cursor = self.store.facts().unwrap().cursor;
        let mut position = cursor.position;
        let outcomes: Vec<Outcome> = self
            .sent()
            .iter()
            .map(|changeset| {
                position = position.next();
                Outcome {
                    changeset: changeset.id,
                    counter: changeset.counter,
                    position,
                    kind,
                    reason: Some("It was not allowed.".to_owned()),
                }
            })
            .collect();
        self.store.note_answers(&outcomes).unwrap();
        self.page(rows, outcomes);
    }

    fn page(&self, rows: &[PageRow], outcomes: Vec<Outcome>) {
        let after = self.store.facts().unwrap().cursor;
        let head = Position(after.position.0 + 1_000);
        let to = Cursor::after(head);
        let page = Page { after, to, head, rows: rows.to_vec(), outcomes };
        self.store.apply_page(&Page::decode(&page.encode().unwrap()).unwrap()).unwrap();
    }

    fn register(&self, family: &str, phone: &str) -> Uuid {
        self.store
            .write::<_, Error>(self.user, "people.register", |write| {
                write.insert("patients", patient(family).set("phone", phone))
            })
            .unwrap()
    }

    fn set_phone(&self, patient: Uuid, phone: &str) -> Result<(), Error> {
        self.store.write(self.user, "people.update", |write| {
            write.update("patients", patient, None, Cells::new().set("phone", phone))
        })
    }

    fn phone(&self, patient: Uuid) -> Option<String> {
        self.store
            .read::<_, Error>(|reader| {
                reader.value("SELECT phone FROM patients WHERE id = ?1", params![patient])
            })
            .unwrap()
            .flatten()
    }

    fn count(&self, sql: &str) -> i64 {
        self.store.read::<_, Error>(|reader| reader.value(sql, [])).unwrap().unwrap()
    }
}

fn patient(family: &str) -> Cells {
    Cells::new()
        .set("given_name", "Lea")
        .set("family_name", family)
        .set("name_precision", "full")
        .set("date_of_birth", "1980-02-29")
        .set("date_of_birth_precision", "day")
        .set("gender", "female")
        .set("status", "active")
}

/// What the centre says about a row: `cells` changed, at `version`.
fn changed(table: &str, id: Uuid, version: i64, cells: &[(&str, Value)]) -> PageRow {
    let shape = schema().table(table).unwrap();
    let mut numbered: Vec<(u16, Value)> = cells
        .iter()
        .cloned()
        .chain([("version", Value::Integer(version))])
        .map(|(name, value)| (shape.column_number(name).unwrap(), value))
        .collect();
    numbered.sort_by_key(|(number, _)| *number);
    PageRow::Changed { table: shape.number, id, cells: numbered }
}

#[test]
fn what_a_person_writes_is_read_back_as_the_struct_the_screen_shows() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Line {
        id: Uuid,
        family_name: String,
        date_of_birth: Option<String>,
        deceased: bool,
        created_at: i64,
        phone: Option<String>,
    }
    let pc = Pc::alone();
    let id = pc.register("Šević", "0123");
    let lines: Vec<Line> = pc
        .store
        .read::<_, Error>(|reader| {
            reader.rows(
                "SELECT id, family_name, date_of_birth, deceased, created_at, phone FROM patients",
                [],
            )
        })
        .unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].id, id);
    assert_eq!(lines[0].family_name, "Šević");
    assert!(!lines[0].deceased);
    assert!(lines[0].created_at >= START);
}

#[test]
fn an_import_writes_patients_and_makes_nobody_a_colleague() {
    let pc = Pc::alone();
    let write = |command: &str, table: &'static str| {
        let cells = match table {
            "users" => Cells::new().set("username", "eve").set("roles", "[]"),
            "patients" => patient("Marin"),
            _ => Cells::new(),
        };
        pc.store.write::<_, Error>(pc.user, command, |write| write.insert(table, cells.clone()))
    };
    write("system.import_fhir", "patients").unwrap();
    for table in ["users", "system_settings", "break_glass_grants", "therapy_notes"] {
        let refused = write("system.import_fhir", table);
        assert!(matches!(refused, Err(Error::Denied(_))), "{table}");
    }
    write("organization.add_user", "users").unwrap();
}

#[test]
fn a_pc_alone_keeps_no_outbox_and_enrolling_it_sends_what_it_has_with_references_in_order() {
    let pc = Pc::alone();
    let id = pc.register("Marin", "1");
    assert_eq!(pc.store.backlog().unwrap().waiting, 0);
    pc.store
        .become_enrolled(Enrolment {
            author: pc.user,
            organization: Uuid::from_u128(9),
            device: Uuid::from_u128(3),
            site: None,
            number_prefix: "B".to_owned(),
            epoch: 2,
            joins_existing: true,
        })
        .unwrap();
    let sent = pc.sent();
    let rows: Vec<Uuid> = sent.iter().flat_map(|c| &c.operations).map(Operation::row_id).collect();
    let place = |id: Uuid| rows.iter().position(|row| *row == id);
    assert!(place(pc.user) < place(id) && place(id).is_some());
    assert_eq!(place(Uuid::from_u128(1)), None, "the PC's own organization stays behind");
    assert!(sent.iter().all(|c| c.organization == Uuid::from_u128(9)));
    assert_eq!(pc.store.facts().unwrap().cursor, Cursor::after(Position::of_epoch(2)));
    assert!(pc.store.is_bootstrap_due().unwrap());
}

#[test]
fn an_action_is_one_changeset_with_its_audit_entries_and_keeps_its_bytes_until_answered() {
    let pc = Pc::enrolled();
    pc.register("Marin", "1");
    let first = pc.store.next_batch(&pc.signing(), 10, usize::MAX).unwrap().unwrap();
    let again = pc.store.next_batch(&pc.signing(), 10, usize::MAX).unwrap().unwrap();
    assert_eq!(first.changesets, again.changesets);
    let changeset = Changeset::decode(&first.changesets[0].body).unwrap();
    assert_eq!(changeset.command, "people.register");
    let tables: Vec<&str> = changeset
        .operations
        .iter()
        .map(|operation| store::table_name(operation.table()).unwrap())
        .collect();
    assert_eq!(tables, ["patients", "audit_logs"]);
    first.changesets[0].verify(&pc.signing().verifying_key()).unwrap();
    let mut forged = first.changesets[0].clone();
    *forged.body.last_mut().unwrap() ^= 1;
    forged.verify(&pc.signing().verifying_key()).unwrap_err();
}

#[test]
fn an_action_that_fails_half_way_leaves_neither_rows_nor_changeset() {
    let pc = Pc::enrolled();
    let before = pc.store.backlog().unwrap();
    let refused = pc.store.write::<(), Error>(pc.user, "people.register", |write| {
        write.insert("patients", patient("Half"))?;
        Err(Error::Denied("no".to_owned()))
    });
    assert!(matches!(refused, Err(Error::Denied(_))));
    assert_eq!(pc.count("SELECT COUNT(*) FROM patients"), 0);
    assert_eq!(pc.store.backlog().unwrap(), before);
}

#[test]
fn a_pull_writes_beneath_a_pending_cell_and_the_outcome_uncovers_what_is_confirmed() {
    let pc = Pc::enrolled();
    let id = pc.register("Marin", "old");
    pc.answer_everything(OutcomeKind::Applied, &[changed("patients", id, 10, &[])]);
    pc.set_phone(id, "mine").unwrap();
    pc.page(
        &[changed("patients", id, 11, &[("phone", "theirs".into()), ("city", "Lima".into())])],
        vec![],
    );
    assert_eq!(pc.phone(id).as_deref(), Some("mine"), "the person's value stays in sight");
    assert_eq!(pc.count("SELECT COUNT(*) FROM patients WHERE city = 'Lima'"), 1);
    pc.answer_everything(OutcomeKind::AppliedWithConflict, &[]);
    assert_eq!(pc.phone(id).as_deref(), Some("theirs"), "theirs won at the centre");
    assert_eq!(pc.count("SELECT COUNT(*) FROM overlay"), 0);
    assert_eq!(pc.store.backlog().unwrap().waiting, 0);
}

#[test]
fn an_edit_over_a_pending_cell_inherits_its_base() {
    let pc = Pc::enrolled();
    let id = pc.register("Marin", "0");
    pc.answer_everything(OutcomeKind::Applied, &[changed("patients", id, 10, &[])]);
    pc.set_phone(id, "1").unwrap();
    pc.page(&[changed("patients", id, 12, &[("phone", "theirs".into())])], vec![]);
    pc.set_phone(id, "2").unwrap();
    let bases: Vec<i64> = pc
        .sent()
        .iter()
        .flat_map(|changeset| &changeset.operations)
        .filter_map(|operation| match operation {
            Operation::Update { cells, .. } => Some(cells[0].base.0),
            _ => None,
        })
        .collect();
    assert_eq!(bases, [10, 10]);
}

#[test]
fn a_quarantined_registration_stays_in_sight_and_only_what_needs_it_waits() {
    let pc = Pc::enrolled();
    let id = pc.register("Marin", "1");
    pc.answer_everything(OutcomeKind::Quarantined, &[]);
    assert_eq!(pc.phone(id).as_deref(), Some("1"));
    assert_eq!(pc.store.backlog().unwrap().quarantined, 1);
    pc.set_phone(id, "2").unwrap();
    let other = pc.register("Other", "3");
    let sent = pc.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].operations[0].row_id(), other);
    assert!(pc.store.waiting(10).unwrap()[0].blocked);

    let quarantined = pc.store.quarantined().unwrap();
    assert_eq!(quarantined[0].reason, "It was not allowed.");
    pc.store.offer_again(quarantined[0].id).unwrap();
    let rows: Vec<Uuid> =
        pc.sent().iter().map(|changeset| changeset.operations[0].row_id()).collect();
    assert!(rows.contains(&id), "offered again");
    assert_eq!(pc.store.backlog().unwrap().quarantined, 0);
}

#[test]
fn what_a_restored_centre_keeps_refusing_ends_with_a_person() {
    let pc = Pc::enrolled();
    pc.register("Marin", "1");
    let facts = pc.store.facts().unwrap();
    let answer = HelloAnswer {
        protocol: PROTOCOL_VERSION,
        schema: migrations::VERSION,
        epoch: 1,
        organization: Uuid::from_u128(1),
        incarnation: facts.incarnation,
        last_counter: 0,
        last_hash: None,
        head: Position::of_epoch(1),
        now: START,
        life: 7,
        lost_after: Some(facts.cursor.position),
        backed_up: Position(0),
        lease_days: 30,
    };
    assert!(pc.store.greeted(&answer).unwrap());
    pc.answer_everything(OutcomeKind::Quarantined, &[]);
    let mut offers = 0;
    while pc.store.offer_returned().unwrap() > 0 {
        offers += 1;
        assert!(offers < 100, "it is offered for ever");
        pc.answer_everything(OutcomeKind::Quarantined, &[]);
    }
    assert!(offers > 1, "offered {offers} times: what it needs may come after a refusal");
    assert_eq!(pc.store.backlog().unwrap().quarantined, 1, "and then it waits for a person");
}

#[test]
fn a_withdrawn_registration_takes_what_needs_it_along() {
    let pc = Pc::enrolled();
    let id = pc.register("Marin", "1");
    pc.answer_everything(OutcomeKind::Quarantined, &[]);
    pc.set_phone(id, "2").unwrap();
    let changeset = pc.store.quarantined().unwrap()[0].id;
    pc.store.withdraw(changeset).unwrap();
    assert_eq!(pc.count("SELECT COUNT(*) FROM patients"), 0);
    assert_eq!(pc.store.backlog().unwrap(), store::Backlog::default());
}

#[test]
fn a_quarantined_edit_shows_the_confirmed_value_again_and_keeps_the_wanted_one() {
    let pc = Pc::enrolled();
    let id = pc.register("Marin", "right");
    pc.answer_everything(OutcomeKind::Applied, &[]);
    pc.set_phone(id, "refused").unwrap();
    pc.answer_everything(OutcomeKind::Quarantined, &[]);
    assert_eq!(pc.phone(id).as_deref(), Some("right"));
    pc.store.offer_again(pc.store.quarantined().unwrap()[0].id).unwrap();
    assert_eq!(pc.phone(id).as_deref(), Some("refused"));
}

#[test]
fn a_page_that_does_not_continue_at_the_cursor_is_refused_whole() {
    let pc = Pc::enrolled();
    let id = pc.register("Marin", "1");
    let page = Page {
        after: Cursor::after(Position(77)),
        to: Cursor::after(Position(78)),
        head: Position(78),
        rows: vec![changed("patients", id, 78, &[("phone", "2".into())])],
        outcomes: vec![],
    };
    assert!(matches!(pc.store.apply_page(&page), Err(Error::NotNext)));
    assert_eq!(pc.phone(id).as_deref(), Some("1"));
}

#[test]
fn a_row_that_cannot_be_applied_is_kept_raw_and_the_rest_of_the_page_goes_on() {
    let pc = Pc::enrolled();
    let id = pc.register("Marin", "1");
    pc.answer_everything(OutcomeKind::Applied, &[]);
    let bad = changed("patients", id, 20, &[("status", Value::Null)]);
    let user = changed("users", pc.user, 20, &[("phone", "9".into())]);
    pc.page(&[bad, user], vec![]);
    assert_eq!(pc.count("SELECT COUNT(*) FROM unapplied_rows"), 1);
    assert_eq!(pc.count("SELECT COUNT(*) FROM users WHERE phone = '9'"), 1);
}

#[test]
fn rows_that_break_a_rule_or_name_nobody_are_refused_with_a_sentence() {
    let pc = Pc::alone();
    let wrong = pc.store.write::<_, Error>(pc.user, "people.register", |write| {
        write.insert("patients", patient("Marin").set("gender", "unheard of"))
    });
    let sentence = wrong.unwrap_err().to_string();
    assert!(sentence.contains("Gender"), "{sentence}");
    let dangling = pc.store.write::<_, Error>(pc.user, "people.register", |write| {
        write.insert("patients", patient("Marin").set("user_id", Uuid::from_u128(404)))
    });
    assert!(matches!(dangling, Err(Error::BrokenReference)), "{dangling:?}");
    assert_eq!(pc.count("SELECT COUNT(*) FROM patients"), 0);
}

#[test]
fn a_ledger_row_is_never_changed() {
    let pc = Pc::alone();
    let patient = pc.register("Marin", "1");
    let payment = pc
        .store
        .write::<_, Error>(pc.user, "billing.take_payment", |write| {
            write.insert(
                "payments",
                Cells::new()
                    .set("patient_id", patient)
                    .set("kind", "payment")
                    .set("amount_minor", 500)
                    .set("currency", "EUR")
                    .set("method", "cash")
                    .set("payer_kind", "patient")
                    .set("received_at", START),
            )
        })
        .unwrap();
    let changed = pc.store.write::<_, Error>(pc.user, "x", |write| {
        write.update("payments", payment, None, Cells::new().set("amount_minor", 1))
    });
    assert!(matches!(changed, Err(Error::Denied(_))));
}

#[test]
fn which_invoices_are_open_is_reckoned_with_each_row_and_once_when_a_bootstrap_is_over() {
    let pc = Pc::enrolled();
    let patient = pc.register("Marin", "1");
    let bill = |amount: i64| {
        let written = pc.store.write::<_, Error>(pc.user, "billing.create_invoice", |write| {
            let invoice = write.insert(
                "invoices",
                Cells::new()
                    .set("patient_id", patient)
                    .set("status", "issued")
                    .set("issued_on", "2026-03-02")
                    .set("currency", "EUR"),
            )?;
            write.insert(
                "invoice_lines",
                Cells::new()
                    .set("invoice_id", invoice)
                    .set("patient_id", patient)
                    .set("description", "Consultation")
                    .set("quantity", 1.0)
                    .set("unit_price_minor", amount)
                    .set("amount_minor", amount)
                    .set("currency", "EUR"),
            )
        });
        written.unwrap();
    };
    let owed = || pc.count("SELECT coalesce(sum(balance_minor), 0) FROM unsettled_invoices");
    bill(100);
    assert_eq!(owed(), 100);
    let lines = schema().table("invoice_lines").unwrap();
    pc.store.begin_bootstrap(Position(9), &[(lines.number, 1)]).unwrap();
    bill(20);
    assert_eq!(owed(), 100, "each row is not reckoned while millions of them come");
    let empty =
        Chunk::new(&ChunkBuilder::new(lines, lines.columns.len()).finish().unwrap()).unwrap();
    pc.store.apply_chunk(lines.number, &empty).unwrap();
    pc.store.finish_bootstrap().unwrap();
    assert_eq!(owed(), 120);
}

#[test]
fn a_large_table_that_is_fetched_has_its_indexes_again_however_the_fetch_ends() {
    let pc = Pc::enrolled();
    let indexes = |store: &Store, table: &str| {
        let sql = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 \
                   AND sql IS NOT NULL ORDER BY name";
        store.read::<_, Error>(|reader| reader.column::<String>(sql, [table])).unwrap()
    };
    let [large, small] =
        ["vitals", "invoice_lines"].map(|name| schema().table(name).unwrap().number);
    let before = ["vitals", "invoice_lines"].map(|table| indexes(&pc.store, table));
    assert!(before.iter().all(|sql| !sql.is_empty()));
    let plan = [(large, 50_000), (small, 100)];
    pc.store.begin_bootstrap(Position(9), &plan).unwrap();
    assert_eq!(indexes(&pc.store, "vitals"), [""; 0], "they rest");
    assert_eq!(indexes(&pc.store, "invoice_lines"), before[1], "a small table keeps them");
    pc.store.begin_new_scope().unwrap();
    assert_eq!(indexes(&pc.store, "vitals"), before[0], "the fetch was given up");
    pc.store.begin_bootstrap(Position(9), &plan).unwrap();

    let Pc { store, key, folder, .. } = pc;
    drop(store);
    let store = Store::open(folder.path(), key, surroundings()).unwrap();
    assert_eq!(indexes(&store, "vitals"), [""; 0], "the fetch goes on where it was");
    for table in [large, small] {
        let shape = schema().by_number(table).unwrap();
        let empty =
            Chunk::new(&ChunkBuilder::new(shape, shape.columns.len()).finish().unwrap()).unwrap();
        store.apply_chunk(table, &empty).unwrap();
    }
    assert_eq!(indexes(&store, "vitals"), before[0]);
    store.finish_bootstrap().unwrap();
}

#[test]
fn a_second_window_on_the_same_folder_is_told_so() {
    let pc = Pc::alone();
    let second = Store::open(pc.folder.path(), pc.key.clone(), surroundings());
    assert!(matches!(second, Err(Error::InUse)));
    let Pc { store, key, folder, .. } = pc;
    drop(store);
    Store::open(folder.path(), key, surroundings()).unwrap();
}

/// A program that is being started has a copy of every open file until it runs.
#[cfg(unix)]
#[test]
fn a_closed_record_opens_again_at_once_though_programs_are_being_started() {
    let folder = TempDir::new().unwrap();
    let key = DatabaseKey::generate().unwrap();
    drop(Store::create(folder.path(), key.clone(), surroundings()).unwrap());
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                std::process::Command::new("true").status().unwrap();
            }
        });
        let opened: Vec<Result<(), Error>> = (0..200)
            .map(|_| Store::open(folder.path(), key.clone(), surroundings()).map(drop))
            .collect();
        done.store(true, Ordering::Relaxed);
        assert!(opened.iter().all(Result::is_ok), "{:?}", opened.iter().find(|one| one.is_err()));
    });
}

#[test]
fn a_wrong_key_a_foreign_file_and_a_damaged_page_are_told_and_nothing_is_replaced() {
    let Pc { store, key, folder, user } = Pc::alone();
    for number in 0..200 {
        store
            .write::<_, Error>(user, "people.register", |write| {
                write.insert("patients", patient(&format!("Family{number}")))
            })
            .unwrap();
    }
    store.verify().unwrap();
    drop(store);
    let file = folder.path().join(store::DATABASE_FILE);
    let before = std::fs::read(&file).unwrap();

    let wrong = Store::open(folder.path(), DatabaseKey::generate().unwrap(), surroundings());
    assert!(matches!(wrong, Err(Error::NotOurs)), "{:?}", wrong.err());
    assert_eq!(std::fs::read(&file).unwrap(), before);

    let mut damaged = before.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0xff;
    std::fs::write(&file, &damaged).unwrap();
    let told =
        Store::open(folder.path(), key.clone(), surroundings()).and_then(|store| store.verify());
    assert!(matches!(told, Err(Error::Damaged | Error::NotOurs)), "{told:?}");

    std::fs::write(&file, b"a letter to the insurance").unwrap();
    let foreign = Store::open(folder.path(), key, surroundings());
    assert!(matches!(foreign, Err(Error::NotOurs)), "{:?}", foreign.err());
    assert_eq!(std::fs::read(&file).unwrap(), b"a letter to the insurance");
}

#[test]
fn nothing_of_a_patient_stands_in_clear_in_any_file_of_the_folder() {
    let pc = Pc::enrolled();
    pc.register("Canaryfamily", "canaryphone");
    for entry in std::fs::read_dir(pc.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for canary in ["Canaryfamily", "canaryphone", "canaryfamily"] {
            assert!(!bytes.windows(canary.len()).any(|window| window == canary.as_bytes()));
        }
    }
}

#[test]
fn an_error_of_sqlite_names_our_schema_and_nothing_that_was_typed() {
    let pc = Pc::alone();
    let said = |sql: &str, typed: &str| {
        let failed = pc.store.read::<_, Error>(|reader| reader.column::<Uuid>(sql, [typed]));
        failed.unwrap_err().to_string()
    };
    let search = "SELECT rowid FROM patient_search WHERE patient_search MATCH ?1";
    for (typed, kept) in [
        ("Canaryfamily:x", "no such column: …"),
        ("\"Canaryfamily", "unterminated string"),
        ("*canaryfamily", "unknown special query: …"),
        ("lea AND (", "fts5: syntax error near"),
    ] {
        let said = said(search, typed);
        assert!(said.contains(kept), "{said}");
        assert!(!said.to_lowercase().contains("canary"), "{said}");
    }
    let column = said("SELECT id FROM patients WHERE phon = ?1", "1");
    assert!(column.contains("no such column: …"), "{column}");
    let name =
        said("SELECT id FROM patients, appointments WHERE patient_id = ?1 AND phone = id", "1");
    assert!(name.contains("(Unknown: ambiguous column name: id)"), "{name}");
    let table = said("SELECT id FROM overlays WHERE id = ?1", "1");
    assert!(table.contains("Unknown: no such table: …"), "{table}");
    let token = said("SELECT id FROM patients WHERE WHERE ?1", "1");
    assert!(token.contains("near \"WHERE\": syntax error"), "{token}");
}

#[test]
fn patients_are_found_by_misspelt_unfinished_and_accentless_names_by_number_and_by_birth_date() {
    let pc = Pc::alone();
    let enter = |given: &str, family: &str, phone: &str| {
        pc.store
            .write::<_, Error>(pc.user, "people.register", |write| {
                let cells = patient(family).set("given_name", given).set("phone", phone);
                write.insert("patients", cells.set("mrn", format!("A-{phone}")))
            })
            .unwrap()
    };
    let jonathan = enter("Jonathan", "O'Brien", "+49 170 1234567");
    let sofia = enter("Sofía", "Šević", "555-0101");
    let mariam = enter("مريم", "الحسن", "555-0102");
    let find = |query: &str| -> Vec<Uuid> {
        pc.store.read::<_, Error>(|reader| reader.find_patients(query, 10)).unwrap()
    };
    for query in ["jonathan", "jonahtan", "Jonat obr", "jhonathan", "obrien", "jonatan o'brien"] {
        assert_eq!(find(query), [jonathan], "{query}");
    }
    for query in ["sevic", "sofia sevic", "soffia"] {
        assert_eq!(find(query), [sofia], "{query}");
    }
    assert_eq!(find("مريم"), [mariam]);
    assert_eq!(find("0170 1234567".trim_start_matches('0')), [jonathan]);
    assert_eq!(find("1234567"), [jonathan]);
    assert_eq!(find("a-555-0101"), [sofia]);
    assert_eq!(find("1980-02-29").len(), 3);
    assert!(find("zzzz").is_empty() && find("  ").is_empty());

    pc.store
        .write::<_, Error>(pc.user, "people.update", |write| {
            write.update("patients", sofia, None, Cells::new().set("family_name", "Novak"))
        })
        .unwrap();
    assert!(find("sevic").is_empty());
    assert_eq!(find("nowak"), [sofia]);
}

/// A column as SQLite declares it: name, type, whether NULL is refused, its default.
type Declared = (String, String, i64, Option<String>);

/// With `BLESS=1` what a new migration declares is appended to `migrations/columns.txt`, where it
/// gets its number on the wire; nothing that stands there is ever changed.
#[test]
fn the_replica_has_every_table_and_column_of_the_schema_and_no_other() {
    let pc = Pc::alone();
    let mut unnumbered = String::new();
    for table in catalog::TABLES.iter().filter(|table| !table.shipped) {
        let declared: Vec<Declared> = pc
            .store
            .read::<_, Error>(|reader| {
                reader.rows(
                    "SELECT name, type AS kind, \"notnull\" AS required, dflt_value AS otherwise \
                     FROM pragma_table_info(?1)",
                    [table.name],
                )
            })
            .unwrap();
        assert!(!declared.is_empty(), "no migration makes {}", table.name);
        let shape = schema().table(table.name);
        for (name, kind, required, otherwise) in &declared {
            if shape.is_some_and(|shape| shape.column(name).is_some()) {
                continue;
            }
            let required = if *required == 1 { " NOT NULL" } else { "" };
            let otherwise = if otherwise.as_deref() == Some("TRUE") { " DEFAULT TRUE" } else { "" };
            // The first version that was released is the oldest that anybody speaks of.
            let since = match migrations::VERSION {
                ..=2 => String::new(),
                version => format!(" SINCE {version}"),
            };
            let line = format!("{}.{name} {kind}{required}{otherwise}{since}\n", table.name);
            unnumbered.push_str(&line);
        }
        let Some(shape) = shape else { continue };
        let numbered: Vec<(String, String, i64)> = shape
            .columns
            .iter()
            .map(|c| (c.name.to_owned(), c.kind.sql().to_owned(), i64::from(c.not_null)))
            .collect();
        for column in &numbered {
            let there = declared.iter().any(|(name, kind, required, _)| {
                (name, kind, required) == (&column.0, &column.1, &column.2)
            });
            assert!(there, "columns.txt says {}.{} and no migration does", table.name, column.0);
        }
    }
    if std::env::var_os("BLESS").is_some() && !unnumbered.is_empty() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/columns.txt");
        let kept = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, kept + &unnumbered).unwrap();
    }
    assert_eq!(unnumbered, "", "columns.txt lacks these; run with BLESS=1, then again");
    let tables: Vec<String> = pc
        .store
        .read::<_, Error>(|reader| {
            reader.column(
                "SELECT name FROM sqlite_schema WHERE type = 'table' \
                 AND name IN (SELECT DISTINCT m.name FROM sqlite_schema m, pragma_table_info(m.name) c \
                 WHERE c.name = 'organization_id')",
                [],
            )
        })
        .unwrap();
    assert_eq!(tables.len(), schema().tables.len());
}

fn folder_of(pc: &Pc) -> &Path {
    pc.folder.path()
}

#[test]
fn a_killed_process_leaves_everything_that_was_acknowledged() {
    let pc = Pc::alone();
    let id = pc.register("Marin", "1");
    // What kill -9 leaves: the files as they are, with the log not yet folded in.
    let crashed = TempDir::new().unwrap();
    for entry in std::fs::read_dir(folder_of(&pc)).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, crashed.path().join(path.file_name().unwrap())).unwrap();
    }
    let store = Store::open(crashed.path(), pc.key.clone(), surroundings()).unwrap();
    store.verify().unwrap();
    let found: Option<Uuid> =
        store.read::<_, Error>(|r| r.value("SELECT id FROM patients", [])).unwrap();
    assert_eq!(found, Some(id));
}

/// `migrations/schema.sql` is what all migrations sum to on a replica, for people to read. After a
/// new migration it is written anew with `BLESS=1`.
#[test]
fn the_migrations_sum_to_the_schema_that_people_read() {
    let pc = Pc::alone();
    let statements: Vec<String> = pc
        .store
        .read::<_, Error>(|reader| {
            reader.column(
                "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL \
                 AND name NOT LIKE 'refinery%' AND name NOT LIKE 'sqlite%' \
                 AND NOT (name LIKE '%_search_%' AND sql LIKE 'CREATE TABLE ''%') \
                 ORDER BY tbl_name, type DESC, name",
                [],
            )
        })
        .unwrap();
    let summed = format!(
        "-- What all migrations sum to on a replica. Written by a test; see crates/store/tests.\n\n{};\n",
        statements.join(";\n\n")
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/schema.sql");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &summed).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), summed);
}

#[test]
fn what_is_referred_to_goes_to_the_centre_before_what_refers_to_it() {
    let pc = Pc::alone();
    let place = |name: &str| catalog::TABLES.iter().position(|table| table.name == name);
    for table in catalog::TABLES {
        let sql = "SELECT \"table\" FROM pragma_foreign_key_list(?1)";
        let parents: Vec<String> =
            pc.store.read::<_, Error>(|reader| reader.column(sql, params![table.name])).unwrap();
        for parent in parents.iter().filter(|parent| **parent != table.name) {
            assert!(place(parent) < place(table.name), "{} stands before {parent}", table.name);
        }
    }
}

#[test]
fn a_pc_knows_itself_from_the_moment_when_it_is_enrolled() {
    let pc = Pc::enrolled();
    let entry = pc.store.write::<_, Error>(pc.user, "alerts.receive", |write| {
        let device = write.facts().device;
        write.insert(
            "user_sessions",
            Cells::new()
                .set("user_id", pc.user)
                .set("device_id", device)
                .set("started_at", START)
                .set("expires_at", START + 1),
        )
    });
    entry.unwrap();
}

#[test]
fn a_document_with_a_nul_in_it_is_refused_before_the_centre_has_to() {
    let pc = Pc::alone();
    for content in [r#"{"a":"\u0000"}"#, r#"["x",{"\u0000":1}]"#] {
        let stored = pc.store.write::<_, Error>(pc.user, "system.set_setting", |write| {
            let cells = Cells::new().set("name", "strange").set("content", content);
            write.insert("system_settings", cells)
        });
        assert!(matches!(stored, Err(Error::Rule(_))), "{content} was stored");
    }
}

fn forget(table: &str, id: Uuid) -> PageRow {
    PageRow::Forget { table: schema().table(table).unwrap().number, id }
}

#[test]
fn what_leaves_the_scope_while_an_edit_waits_goes_when_the_edit_is_answered() {
    for kind in [OutcomeKind::Applied, OutcomeKind::Quarantined] {
        let pc = Pc::enrolled();
        let (leaves, comes_back) = (pc.register("Abadía", "1"), pc.register("Barrios", "1"));
        let confirmed = |id| changed("patients", id, 500, &[]);
        pc.answer_everything(OutcomeKind::Applied, &[confirmed(leaves), confirmed(comes_back)]);
        pc.set_phone(leaves, "2").unwrap();
        pc.set_phone(comes_back, "2").unwrap();
        pc.page(&[forget("patients", leaves), forget("patients", comes_back)], Vec::new());
        assert_eq!(pc.phone(leaves).as_deref(), Some("2"), "it waits to be sent");
        assert_eq!(pc.count("SELECT count(*) FROM forgotten_rows"), 2);
        let shape = schema().table("patients").unwrap();
        let values: Vec<Value> = pc
            .store
            .read::<_, Error>(|reader| reader.cells("patients", comes_back))
            .unwrap()
            .map(|cells| {
                shape
                    .columns
                    .iter()
                    .map(|c| cells.get(c.name).cloned().unwrap_or(Value::Null))
                    .collect()
            })
            .unwrap();
        let whole = PageRow::Whole { table: shape.number, id: comes_back, values };
        pc.page(&[whole], Vec::new());
        pc.answer_everything(kind, &[]);
        assert_eq!(pc.phone(leaves), None, "{kind:?}");
        assert!(pc.phone(comes_back).is_some(), "{kind:?}");
        assert_eq!(pc.count("SELECT count(*) FROM forgotten_rows"), 0);
        assert_eq!(pc.count("SELECT count(*) FROM overlay"), 0);
        assert_eq!(
            pc.count(&format!(
                "SELECT count(*) FROM patient_search_rows WHERE patient_id = x'{}'",
                leaves.simple()
            )),
            0,
            "nobody finds the name any more"
        );
    }
}

#[test]
fn a_file_whose_row_leaves_before_it_was_brought_is_brought_all_the_same() {
    let pc = Pc::enrolled();
    let patient = pc.register("Abadía", "1");
    let sealed = pc.store.seal_attachment(&b"a letter"[..]).unwrap();
    let letter = pc
        .store
        .write::<_, Error>(pc.user, "records.attach", |write| {
            let cells = Cells::new()
                .set("patient_id", patient)
                .set("file_name", "letter.pdf")
                .set("media_type", "application/pdf")
                .set("size_bytes", 8_i64)
                .set("sha256", sealed.sha256.as_str())
                .set("sealed_sha256", sealed.sealed_sha256.as_str())
                .set("content_key", sealed.content_key.as_str())
                .set("added_at", write.now());
            write.insert("attachments", cells)
        })
        .unwrap();
    pc.answer_everything(OutcomeKind::Applied, &[forget("attachments", letter)]);
    assert_eq!(pc.count("SELECT count(*) FROM attachments"), 0);
    let left = pc.store.files_to_send().unwrap();
    assert_eq!(left.iter().map(|file| file.attachment).collect::<Vec<_>>(), [letter]);
    pc.store.note_file_at_centre(&sealed.sealed_sha256).unwrap();
    assert_eq!(pc.store.files_to_send().unwrap(), []);
    assert_eq!(pc.count("SELECT count(*) FROM files_left"), 0);
}

#[test]
fn a_new_scope_is_fetched_beside_the_old_one_and_what_does_not_come_goes() {
    let pc = Pc::enrolled();
    let (goes, waits) = (pc.register("Abadía", "1"), pc.register("Barrios", "1"));
    let confirmed = |id| changed("patients", id, 500, &[]);
    let user = changed("users", pc.user, 500, &[]);
    pc.answer_everything(OutcomeKind::Applied, &[confirmed(goes), confirmed(waits), user]);
    pc.set_phone(waits, "2").unwrap();
    let made_here = pc.register("Castro", "1");
    pc.store.begin_new_scope().unwrap();
    assert!(pc.store.is_bootstrap_due().unwrap());
    let shape = schema().table("patients").unwrap();
    pc.store.begin_bootstrap(Position(90_000), &[(shape.number, 1)]).unwrap();
    let empty = protocol::ChunkBuilder::new(shape, shape.columns.len()).finish().unwrap();
    pc.store.apply_chunk(shape.number, &protocol::Chunk::new(&empty).unwrap()).unwrap();
    pc.store.finish_bootstrap().unwrap();
    assert_eq!(pc.phone(goes), None);
    assert_eq!(pc.phone(waits).as_deref(), Some("2"), "its edit is still to be sent");
    assert_eq!(pc.phone(made_here).as_deref(), Some("1"), "so is what was made here");
    assert_eq!(pc.count("SELECT count(*) FROM users"), 0, "of a table that the scope has not");
    pc.answer_everything(OutcomeKind::Applied, &[confirmed(made_here)]);
    assert_eq!((pc.phone(waits), pc.phone(made_here).as_deref()), (None, Some("1")));
}
