//! Lists for spreadsheets.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use interchange::{ExportError, Exported, List};

use crate::clinic::Clinic;
use crate::full_clinic::fill;

fn list(name: &str) -> List {
    name.parse().unwrap()
}

fn export(clinic: &Clinic, list: List, file: &Path) -> Result<Exported, ExportError> {
    let never = AtomicBool::new(false);
    interchange::export_list(&clinic.store, clinic.author, list, file, &mut |_| {}, &never)
}

fn give_roles(clinic: &Clinic, roles: &str) {
    clinic
        .store
        .write::<_, store::Error>(clinic.author, "test.roles", |write| {
            write.update("users", clinic.author, None, store::Cells::new().set("roles", roles))
        })
        .unwrap();
}

fn give_every_role(clinic: &Clinic) {
    let roles: Vec<&str> = catalog::Role::ALL
        .iter()
        .map(|role| role.code())
        .filter(|role| *role != "patient")
        .collect();
    give_roles(clinic, &serde_json::to_string(&roles).unwrap());
}

#[test]
fn every_list_has_a_line_for_each_row_and_as_many_cells_as_headings() {
    let clinic = Clinic::new();
    fill(&clinic);
    give_every_role(&clinic);
    for list in List::all() {
        let file = clinic.beside(&format!("{}.csv", list.name()));
        let exported = export(&clinic, list, &file).unwrap();
        let mut csv = csv::Reader::from_path(&file).unwrap();
        let rows = csv.records().map(Result::unwrap).count();
        assert_eq!(exported.resources[list.name()], u64::try_from(rows).unwrap());
        let there = format!("SELECT count(*) FROM {} WHERE deleted_at IS NULL", list.table());
        let there = clinic.number(&there).unwrap();
        // Taking a list is itself an entry of the audit trail and of the security log.
        let growing = ["audit_logs", "security_logs"].contains(&list.table());
        assert!(growing || there == i64::try_from(rows).unwrap(), "{}", list.name());
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.split_inclusive("\r\n").next().unwrap().ends_with("\r\n"));
    }
    let entries = clinic.number("SELECT count(*) FROM audit_logs WHERE action = 'export'");
    assert_eq!(entries, Some(i64::try_from(List::all().count()).unwrap()));
}

#[test]
fn every_table_of_the_record_is_a_list_and_no_list_opens_anything() {
    let listed: BTreeSet<&str> = List::all().flat_map(|list| [list.table(), list.name()]).collect();
    let missing: Vec<&str> = catalog::TABLES
        .iter()
        .filter(|table| !table.shipped && !listed.contains(table.name))
        .map(|table| table.name)
        .collect();
    // What is for one person alone, and what says so itself.
    let own = catalog::TABLES.iter().filter(|table| catalog::belongs_to(table).is_some());
    let without: BTreeSet<&str> = own
        .map(|table| table.name)
        .chain(interchange::NOT_LISTED.iter().map(|(table, _)| *table))
        .collect();
    assert_eq!(missing.into_iter().collect::<BTreeSet<_>>(), without);
    let names: BTreeSet<&str> = List::all().map(List::name).collect();
    assert_eq!(names.len(), List::all().count(), "no two lists have one name");
    let said = "nonsense".parse::<List>().unwrap_err().to_string();
    assert!(said.contains("patients, appointments") && said.contains("insurance_claims"), "{said}");

    let clinic = Clinic::new();
    fill(&clinic);
    give_every_role(&clinic);
    let mut secret = Vec::new();
    for list in List::all() {
        let file = clinic.beside(&format!("{}.csv", list.name()));
        export(&clinic, list, &file).unwrap();
        let headings = csv::Reader::from_path(&file).unwrap().headers().unwrap().clone();
        let distinct: BTreeSet<&str> = headings.iter().collect();
        assert_eq!(distinct.len(), headings.len(), "{}: {headings:?}", list.name());
        let opens = ["hash", "secret", "credential", "key", "nonce"];
        secret.extend(
            headings
                .iter()
                .filter(|heading| {
                    heading.to_lowercase().split(' ').any(|word| opens.contains(&word))
                })
                .map(|heading| format!("{}: {heading}", list.name())),
        );
    }
    // What anybody may know: public keys, and the sums by which the chained record proves itself.
    secret.retain(|heading| !heading.contains("public key") && !heading.starts_with("ehr_entries"));
    assert_eq!(secret, Vec::<String>::new());
}

#[test]
fn amounts_moments_and_names_stand_as_people_read_them_and_no_text_is_a_formula() {
    let clinic = Clinic::new();
    clinic
        .store
        .write::<_, store::Error>(clinic.author, "test.fill", |write| {
            let patient = write.insert(
                "patients",
                store::Cells::new()
                    .set("family_name", "=cmd|' /C calc'!A0")
                    .set("given_name", "Ελένη, \"Λένα\"")
                    .set("phone", "+30 210 555")
                    .set("name_precision", "full")
                    .set("date_of_birth_precision", "unknown")
                    .set("status", "active"),
            )?;
            let refund = store::Cells::new()
                .set("patient_id", patient)
                .set("kind", "refund")
                .set("amount_minor", 1_500)
                .set("currency", "KWD")
                .set("method", "cash")
                .set("payer_kind", "patient")
                .set("reference", " @SUM(A1)")
                .set("received_at", 1_772_438_400_000_000);
            write.insert("payments", refund)
        })
        .unwrap();
    let line = |list: List| {
        let file = clinic.beside(&format!("{}.csv", list.name()));
        export(&clinic, list, &file).unwrap();
        let mut csv = csv::Reader::from_path(&file).unwrap();
        let headings = csv.headers().unwrap().clone();
        let record = csv.records().next().unwrap().unwrap();
        move |heading: &str| {
            let position = headings.iter().position(|known| known == heading).unwrap();
            record[position].to_owned()
        }
    };
    let patient = line(list("patients"));
    assert_eq!(patient("Family name"), "'=cmd|' /C calc'!A0");
    assert_eq!(patient("Given name"), "Ελένη, \"Λένα\"");
    assert_eq!(patient("Phone"), "'+30 210 555");
    assert_eq!(patient("Date of birth"), "");
    let payment = line(list("payments"));
    assert_eq!(payment("Amount"), "1.500", "a dinar has a thousand parts");
    assert_eq!(payment("Received"), "2026-03-02T09:00:00+01:00");
    assert_eq!(payment("Reference"), "' @SUM(A1)");
    assert_eq!(payment("Patient"), "Ελένη, \"Λένα\" =cmd|' /C calc'!A0");
}

#[test]
fn a_list_is_for_those_who_may_read_all_of_it() {
    let clinic = Clinic::new();
    let refused = |list: List| {
        let file = clinic.beside("refused.csv");
        let refused = matches!(export(&clinic, list, &file), Err(ExportError::NotAllowed));
        std::fs::remove_file(file).ok();
        refused
    };
    for (roles, list, expected) in [
        (r#"["admin"]"#, list("audit"), false),
        (r#"["finance"]"#, list("invoices"), false),
        (r#"["finance"]"#, list("audit"), true),
        (r#"["receptionist"]"#, list("appointments"), false),
        // Whoever treats reads patients in their care, which is not the list.
        (r#"["doctor"]"#, list("conditions"), true),
        (r#"["manager"]"#, list("patients"), true),
        (r#"["it_admin"]"#, list("lab_results"), true),
        // Of tasks everybody sees those of their roles, and of a table whole an administrator.
        (r#"["receptionist"]"#, list("tasks"), true),
        (r#"["doctor"]"#, list("chat_messages"), true),
        (r#"["admin"]"#, list("tasks"), false),
    ] {
        give_roles(&clinic, roles);
        assert_eq!(refused(list), expected, "{roles} {}", list.name());
    }
    let entries = clinic.number("SELECT count(*) FROM audit_logs WHERE action = 'export'");
    assert_eq!(entries, Some(4), "only what was given is in the audit trail");
    let refused: Vec<String> =
        clinic.security_log().into_iter().filter(|entry| entry != "export done").collect();
    assert_eq!(refused, ["export refused: not_allowed"; 6]);
}

#[test]
fn an_export_says_where_this_pc_does_not_hold_all_of_it() {
    let clinic = Clinic::new();
    give_every_role(&clinic);
    let device = uuid::Uuid::from_u128(0x4000);
    let place = |profile: &str| {
        clinic
            .store
            .write::<_, store::Error>(clinic.author, "test.place", |write| {
                let known: Option<i64> =
                    write.value("SELECT 1 FROM devices WHERE id = ?1", [device])?;
                let cells = store::Cells::new().set("profile", profile);
                match known {
                    Some(_) => write.update("devices", device, None, cells),
                    None => {
                        let cells = cells.set("name", "PC").set("status", "active");
                        write.insert("devices", cells.set("id", device)).map(|_| ())
                    }
                }
            })
            .unwrap();
    };
    let of_list =
        |name: &str, file: &str| export(&clinic, list(name), &clinic.beside(file)).unwrap().limits;
    let of_everything = |folder: &str| {
        let never = AtomicBool::new(false);
        let (store, folder) = (&clinic.store, clinic.beside(folder));
        let everything = interchange::Selection::Everything;
        interchange::export(store, clinic.author, &folder, everything, &mut |_| {}, &never)
            .unwrap()
            .limits
    };
    assert_eq!((of_list("visits", "alone.csv"), of_everything("alone")), (None, None));
    assert_eq!(of_list("audit", "audit.csv"), None, "the audit trail of a PC alone is its own");
    place("clinical");
    for limits in [of_list("visits", "part.csv"), of_everything("part")] {
        let limits = limits.unwrap();
        assert!(limits.contains("set up for treatment"), "{limits}");
    }
    assert_eq!(of_list("staff", "staff.csv"), None, "every PC holds all of the staff");
    place("whole");
    assert_eq!((of_list("visits", "whole.csv"), of_everything("whole")), (None, None));
    clinic.store.set_facts(&[("enrolled", "1")]).unwrap();
    let audit = of_list("audit", "mine.csv").unwrap();
    assert!(audit.contains("the centre keeps"), "{audit}");
    let everything = of_everything("enrolled").unwrap();
    assert!(everything.starts_with("AuditEvent tells only"), "{everything}");
}

#[test]
fn a_list_overwrites_nothing_and_leaves_nothing_half_done() {
    let clinic = Clinic::new();
    let file = clinic.beside("patients.csv");
    std::fs::write(&file, "mine").unwrap();
    assert!(matches!(export(&clinic, list("patients"), &file), Err(ExportError::Exists)));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    let other = clinic.beside("other.csv");
    let stop = AtomicBool::new(true);
    let (store, author) = (&clinic.store, clinic.author);
    let stopped =
        interchange::export_list(store, author, list("staff"), &other, &mut |_| {}, &stop).unwrap();
    assert!(stopped.cancelled);
    assert!(!other.exists() && !clinic.beside("other.csv.part").exists());
    assert_eq!(
        clinic.security_log(),
        ["export refused: the name is taken", "export done", "export refused: stopped"]
    );
}
