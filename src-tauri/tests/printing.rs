//! Papers on printers: a print system of a few lines stands in for CUPS, as real programs on `PATH`.

#![cfg(unix)]
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a story fails by panicking")]

mod pc;

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use holdfast_shell::shell::Shell;
use pc::{ASHA, BRUNO, Pc, as_typed, ask, bytes_of, employ_bruno, files_below, registered};
use serde_json::{Value, json};

/// Names the folder of the stand-in's programs in the process that has them on its `PATH`.
const SPOOLER: &str = "STORY_SPOOLER";

/// Takes the job where the file `open` lies beside it: the page, then the options, then a number.
const LP: &str = r#"#!/bin/sh
here=$(dirname "$0")
if [ ! -e "$here/open" ]; then
  echo "lp: Destination \"$2\" is not accepting jobs." >&2
  exit 1
fi
cat > "$here/job.pdf"
printf '%s\n' "$@" > "$here/options"
echo "request id is $2-42 (1 file(s))"
"#;

const LPSTAT: &str = r#"#!/bin/sh
here=$(dirname "$0")
case "$*" in
  -e) printf 'Zebra\nFront_desk\n' ;;
  -d) echo 'system default destination: Front_desk' ;;
  *not-completed*) [ -e "$here/waiting" ] && echo 'Zebra-42 clinic 1024 Sat Nov 28 03:00:00 2026' ;;
  *completed*) [ -e "$here/ended" ] && printf 'Zebra-42 clinic 1024 Sat Nov 28 03:00:00 2026\n\tStatus: \n\tAlerts: %s\n\tqueued for Zebra\n' "$(cat "$here/ended")" ;;
esac
exit 0
"#;

/// Runs the story `name` of this file in a process that finds the stand-in on its `PATH`, which a
/// process cannot change for itself.
fn with_spooler(name: &str, story: impl FnOnce(&Path)) {
    if let Some(folder) = std::env::var_os(SPOOLER) {
        story(Path::new(&folder));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (program, text) in [("lp", LP), ("lpstat", LPSTAT)] {
        let path = folder.path().join(program);
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(folder.path().to_owned()).chain(std::env::split_paths(&paths));
    let output = Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture"])
        .env("PATH", std::env::join_paths(paths).unwrap())
        .env(SPOOLER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("1 passed"), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}

fn open(spooler: &Path) {
    std::fs::write(spooler.join("open"), "").unwrap();
}

fn at_work(pc: &Pc) -> Shell {
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    shell
}

/// A clinic whose patient labels go to the Zebra; gives a patient too.
fn labels_on_the_zebra() -> (Pc, Shell, Value) {
    let (pc, _) = Pc::with_clinic();
    let shell = at_work(&pc);
    ask(&shell, "document.choose_folder", json!({ "path": papers(&pc) }));
    ask(&shell, "document.choose_printer", json!({ "kind": "patient_label", "printer": "Zebra" }));
    let patient = registered(&shell, ("Layla", "Haddad"), json!({}));
    (pc, shell, patient)
}

fn papers(pc: &Pc) -> PathBuf {
    pc.home.path().join("papers")
}

fn label(shell: &Shell, patient: &Value) -> Value {
    ask(
        shell,
        "document.print",
        json!({ "kind": "patient_label", "id": patient, "language": "en" }),
    )
}

fn jobs(shell: &Shell) -> Vec<Value> {
    ask(shell, "document.print_queue", json!({}))["jobs"].as_array().unwrap().clone()
}

fn printed_in_the_audit_trail(shell: &Shell) -> i64 {
    let count = "SELECT COUNT(*) FROM audit_logs WHERE action = 'print'";
    shell.store().unwrap().read(|reader| reader.value(count, [])).unwrap().unwrap()
}

#[test]
fn a_paper_goes_to_the_printer_of_its_kind_and_lies_nowhere_on_the_disk() {
    with_spooler(
        "a_paper_goes_to_the_printer_of_its_kind_and_lies_nowhere_on_the_disk",
        |spooler| {
            open(spooler);
            let (pc, shell, patient) = labels_on_the_zebra();
            let printed = label(&shell, &patient);
            assert_eq!(
                printed,
                json!({ "outcome": "handed_over", "printer": "Zebra", "pages": 1 })
            );
            let page = std::fs::read(spooler.join("job.pdf")).unwrap();
            assert!(page.starts_with(b"%PDF-"));
            let options = std::fs::read_to_string(spooler.join("options")).unwrap();
            assert!(options.contains("media=Custom.70x36mm"), "{options}");
            assert!(!options.contains("Haddad"), "the printer's list names no patient: {options}");
            assert!(files_below(&papers(&pc)).is_empty());
            assert_eq!(printed_in_the_audit_trail(&shell), 1);
            // Another kind is still saved.
            let saved =
                ask(&shell, "document.print", json!({ "kind": "wristband", "id": patient }));
            assert_eq!(saved["outcome"], "saved");
            assert_eq!(files_below(&papers(&pc)).len(), 1);
        },
    );
}

#[test]
fn what_the_printer_refused_waits_through_a_restart_and_is_printed_later() {
    with_spooler(
        "what_the_printer_refused_waits_through_a_restart_and_is_printed_later",
        |spooler| {
            let (pc, shell, patient) = labels_on_the_zebra();
            let kept = label(&shell, &patient);
            assert_eq!(kept["outcome"], "kept");
            assert!(kept["trouble"].as_str().unwrap().contains("not accepting jobs"), "{kept}");
            drop(shell);

            let shell = at_work(&pc);
            let waiting = jobs(&shell);
            assert_eq!(waiting.len(), 1);
            assert_eq!(waiting[0]["state"], "failed");
            assert_eq!(waiting[0]["asked_by"], "Asha Mwangi");
            assert_eq!(waiting[0]["printer"], "Zebra");
            let queue = bytes_of(&pc.folder(), &["print-queue.json"]).remove(0);
            let queue = String::from_utf8(queue).unwrap();
            assert!(!queue.contains("Haddad") && !queue.contains("%PDF"), "{queue}");
            assert!(
                files_below(&pc.folder())
                    .iter()
                    .all(|file| { file.extension().is_none_or(|ending| ending != "pdf") })
            );

            let still = ask(&shell, "document.print_again", json!({ "id": waiting[0]["id"] }));
            assert_eq!(still["outcome"], "kept");
            open(spooler);
            let done = ask(&shell, "document.print_again", json!({ "id": waiting[0]["id"] }));
            assert_eq!(done["outcome"], "handed_over");
            assert!(spooler.join("job.pdf").exists());
            assert_eq!(printed_in_the_audit_trail(&shell), 3, "each try is in the audit trail");
            let again = shell.call("document.print_again", json!({ "id": waiting[0]["id"] }));
            assert!(pc::sentence(again).contains("printed or dropped meanwhile"));
            assert_eq!(jobs(&shell)[0]["state"], "at_printer");
        },
    );
}

#[test]
fn what_became_of_a_page_at_the_printer_is_followed() {
    with_spooler("what_became_of_a_page_at_the_printer_is_followed", |spooler| {
        open(spooler);
        let (pc, shell, patient) = labels_on_the_zebra();
        label(&shell, &patient);
        std::fs::write(spooler.join("waiting"), "").unwrap();
        assert_eq!(jobs(&shell)[0]["state"], "at_printer");
        std::fs::remove_file(spooler.join("waiting")).unwrap();
        std::fs::write(spooler.join("ended"), "aborted-by-system").unwrap();
        let given_up = jobs(&shell);
        assert_eq!(given_up[0]["state"], "failed");
        assert!(given_up[0]["trouble"].as_str().unwrap().contains("gave it up"));
        ask(&shell, "document.print_again", json!({ "id": given_up[0]["id"] }));
        std::fs::write(spooler.join("ended"), "job-completed-successfully").unwrap();
        assert_eq!(jobs(&shell)[0]["state"], "printed");
        pc.wait(8 * 24 * pc::HOUR);
        shell.sign_in(&as_typed(ASHA)).unwrap();
        label(&shell, &patient);
        assert_eq!(jobs(&shell).len(), 1, "what was printed a week ago is forgotten");
    });
}

#[test]
fn a_job_is_dropped_and_a_paper_that_may_not_be_printed_never_waits() {
    with_spooler("a_job_is_dropped_and_a_paper_that_may_not_be_printed_never_waits", |_| {
        let (pc, shell, patient) = labels_on_the_zebra();
        label(&shell, &patient);
        ask(&shell, "document.drop_print", json!({ "id": jobs(&shell)[0]["id"] }));
        assert_eq!(jobs(&shell), Vec::<Value>::new());
        let choose = json!({ "kind": "wristband", "printer": "Zebra" });
        ask(&shell, "document.choose_printer", choose);
        ask(&shell, "document.print", json!({ "kind": "wristband", "id": patient }));
        employ_bruno(&shell);
        shell.lock().unwrap();
        let colleague = json!({ "username": BRUNO.0, "password": BRUNO.1 });
        shell.add_person(&serde_json::from_value(colleague).unwrap()).unwrap();
        // The desk sees no allergies, which stand on a wristband.
        let band = json!({ "kind": "wristband", "id": patient });
        assert!(pc::sentence(shell.call("document.print", band)).contains("role"));
        let waiting = jobs(&shell);
        assert_eq!(waiting.len(), 1, "only what the nurse asked for");
        let again = shell.call("document.print_again", json!({ "id": waiting[0]["id"] }));
        assert!(pc::sentence(again).contains("role"));
        assert_eq!(jobs(&shell)[0]["state"], "failed");
        drop(pc);
    });
}

#[test]
fn what_was_on_its_way_when_the_pc_went_off_is_looked_into() {
    with_spooler("what_was_on_its_way_when_the_pc_went_off_is_looked_into", |_| {
        let (pc, shell, patient) = labels_on_the_zebra();
        label(&shell, &patient);
        drop(shell);
        let file = pc.folder().join("print-queue.json");
        let mut queue: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        queue[0]["state"] = json!("handing_over");
        std::fs::write(&file, queue.to_string()).unwrap();
        let shell = at_work(&pc);
        let waiting = jobs(&shell);
        assert_eq!(waiting[0]["state"], "failed");
        assert!(waiting[0]["trouble"].as_str().unwrap().contains("was closed before"));
    });
}

#[test]
fn the_printers_are_those_of_the_system_and_a_test_page_has_the_size_of_its_kind() {
    with_spooler(
        "the_printers_are_those_of_the_system_and_a_test_page_has_the_size_of_its_kind",
        |spooler| {
            let (pc, shell, _) = labels_on_the_zebra();
            let printing = ask(&shell, "document.printing", json!({}));
            assert_eq!(printing["printers"], json!(["Front_desk", "Zebra"]));
            assert_eq!(printing["default_printer"], "Front_desk");
            let page = json!({ "kind": "wristband", "printer": "Zebra", "language": "fr-FR" });
            let refused = shell.call("document.print_test_page", page.clone());
            assert!(pc::sentence(refused).contains("not accepting jobs"));
            open(spooler);
            ask(&shell, "document.print_test_page", page);
            let options = std::fs::read_to_string(spooler.join("options")).unwrap();
            assert!(options.contains("media=Custom.25x250mm"), "{options}");
            assert!(options.contains("Page d’essai"), "{options}");
            assert_eq!(printed_in_the_audit_trail(&shell), 0, "no patient is on it");
            let elsewhere = json!({ "kind": "invoice", "printer": "Attic" });
            let refused = shell.call("document.choose_printer", elsewhere).unwrap_err();
            assert_eq!(refused.field.as_deref(), Some("printer"));
            let none = json!({ "kind": "patient_label", "printer": null });
            ask(&shell, "document.choose_printer", none);
            drop(shell);
            let shell = at_work(&pc);
            let printing = ask(&shell, "document.printing", json!({}));
            let kinds = printing["kinds"].as_array().unwrap();
            assert!(kinds.iter().all(|kind| kind["printer"].is_null()), "{printing}");
        },
    );
}
