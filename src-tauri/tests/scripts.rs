//! The real program without a window, as IT people and scripts use it.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use holdfast_shell::session::AddPerson;
use pc::{BRUNO, Pc, as_typed, employ_bruno};
use serde_json::Value;
use tempfile::TempDir;

mod pc;

const PASSWORD: &str = "harbour lantern";

struct Machine {
    home: TempDir,
}

impl Machine {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Runs `holdfast` on the folder `data` with a password on standard input.
    fn run_as(&self, data: &str, password: &str, arguments: &[&str]) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_holdfast"))
            .args(arguments)
            .arg("--data")
            .arg(self.path(data))
            .env("HOLDFAST_DEVICE_SECRET_FILE", self.path("device.secret"))
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads no password may be gone before it is written.
        let _ = writeln!(child.stdin.take().unwrap(), "{password}");
        child.wait_with_output().unwrap()
    }

    fn run(&self, data: &str, arguments: &[&str]) -> Output {
        let mut all = arguments.to_vec();
        all.push("--password-stdin");
        self.run_as(data, PASSWORD, &all)
    }

    fn json(&self, data: &str, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.push("--json");
        let output = self.run(data, &all);
        assert!(output.status.success(), "{}", complaint(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn bundle(folder: &Path) -> PathBuf {
    let path = folder.join("bundle.json");
    let text = serde_json::json!({
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": "urn:uuid:6b8f1e9e-0d52-4f2e-9d5e-7f5f0a3c1111", "resource": {
                "resourceType": "Patient",
                "id": "6b8f1e9e-0d52-4f2e-9d5e-7f5f0a3c1111",
                "name": [{"use": "official", "family": "Haddad", "given": ["Layla"]}],
                "gender": "female",
                "birthDate": "1990-02-03"
            }},
            {"fullUrl": "urn:uuid:6b8f1e9e-0d52-4f2e-9d5e-7f5f0a3c2222", "resource": {
                "resourceType": "Patient",
                "id": "6b8f1e9e-0d52-4f2e-9d5e-7f5f0a3c2222",
                "name": [{"family": "Nguyễn", "given": ["Minh"]}],
                "gender": "male",
                "birthDate": "1985-11-30"
            }}
        ]
    });
    std::fs::write(&path, text.to_string()).unwrap();
    path
}

#[test]
fn a_clinic_is_set_up_filled_backed_up_and_restored_from_the_command_line() {
    let machine = Machine::new();
    let made =
        machine.json("data", &["init", "--organization", "Riverside Health", "--currency", "KES"]);
    assert!(made["recovery_key"].as_str().unwrap().len() > 50);

    let source = bundle(machine.home.path());
    let import = ["import", source.to_str().unwrap()];
    let report = machine.json("data", &import);
    assert_eq!(report["resources"]["Patient"]["seen"], 2);
    assert_eq!(report["resources"]["Patient"]["stored"], 2);
    assert_eq!(report["problems"], serde_json::json!([]));
    let again = machine.json("data", &import);
    assert_eq!(again["resources"]["Patient"]["unchanged"], 2);
    assert_eq!(again["resources"]["Patient"]["stored"], 0);

    let here = machine.json("data", &["status"]);
    assert_eq!(here["organization"], "Riverside Health");
    assert_eq!(here["patients"], 2);
    assert_eq!(here["enrolled"], false);

    let out = machine.path("out");
    let exported = machine.json("data", &["export", "--fhir", out.to_str().unwrap()]);
    assert_eq!(exported["resources"]["Patient"], 2);
    let over = machine.run("data", &["export", "--fhir", out.to_str().unwrap()]);
    assert_eq!(over.status.code(), Some(1));
    assert!(complaint(&over).contains("this name already"));
    let back = machine.json("data", &["import", out.to_str().unwrap()]);
    assert_eq!(back["resources"]["Patient"]["unchanged"], 2);
    let list = machine.path("patients.csv");
    let export = ["export", "--csv", "patients", "--out", list.to_str().unwrap()];
    assert_eq!(machine.json("data", &export)["resources"]["patients"], 2);
    assert!(std::fs::read_to_string(&list).unwrap().contains("Nguyễn"));
    assert_eq!(machine.run("data", &["export"]).status.code(), Some(2));

    let backup = machine.path("clinic.holdfast-backup");
    let written = machine.json("data", &["backup", backup.to_str().unwrap()]);
    assert_eq!(written["bytes"], std::fs::metadata(&backup).unwrap().len());
    let twice = machine.run("data", &["backup", backup.to_str().unwrap()]);
    assert_eq!(twice.status.code(), Some(1));
    assert!(complaint(&twice).contains("already a file of that name"), "{}", complaint(&twice));

    let restored = machine.run_as("restored", "", &["restore", backup.to_str().unwrap()]);
    assert!(restored.status.success(), "{}", complaint(&restored));
    assert_eq!(machine.json("restored", &["verify"])["file"], "whole");
    assert_eq!(machine.json("restored", &["status"])["patients"], 2);
    let over = machine.run_as("data", "", &["restore", backup.to_str().unwrap()]);
    assert!(complaint(&over).contains("already holds"), "a restore never goes over a record");
}

#[test]
fn a_backup_into_a_folder_has_the_date_in_its_name() {
    let machine = Machine::new();
    machine.json("data", &["init"]);
    let stick = machine.path("stick");
    std::fs::create_dir(&stick).unwrap();
    let made = machine.json("data", &["backup", stick.to_str().unwrap()]);
    let file = PathBuf::from(made["file"].as_str().unwrap());
    assert_eq!(file.parent(), Some(stick.as_path()));
    let name = file.file_name().unwrap().to_str().unwrap();
    let date = name.strip_prefix("holdfast-").unwrap().strip_suffix(".holdfast-backup").unwrap();
    assert!(chrono::NaiveDateTime::parse_from_str(date, "%Y-%m-%d-%H%M%S").is_ok(), "{date}");
    let folder = machine.run_as("other", "", &["restore", stick.to_str().unwrap()]);
    assert!(complaint(&folder).contains("a backup is one file"), "{}", complaint(&folder));
    let file = machine.run_as("other", "", &["restore", file.to_str().unwrap()]);
    assert!(file.status.success(), "{}", complaint(&file));
}

#[test]
fn a_damaged_backup_leaves_a_data_folder_in_which_another_can_be_restored() {
    let machine = Machine::new();
    machine.json("data", &["init"]);
    let (whole, damaged) = (machine.path("whole"), machine.path("damaged"));
    machine.json("data", &["backup", whole.to_str().unwrap()]);
    let mut bytes = std::fs::read(&whole).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&damaged, bytes).unwrap();
    let refused = machine.run_as("other", "", &["restore", damaged.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(complaint(&refused).contains("Nothing was restored"), "{}", complaint(&refused));
    assert!(complaint(&machine.run("other", &["status"])).contains("There is no Holdfast record"));
    let restored = machine.run_as("other", "", &["restore", whole.to_str().unwrap()]);
    assert!(restored.status.success(), "{}", complaint(&restored));
    assert_eq!(machine.json("other", &["verify"])["file"], "whole");
}

#[test]
fn what_is_refused_is_a_sentence_and_an_exit_code_of_one() {
    let machine = Machine::new();
    let refused = |output: Output| {
        assert_eq!(output.status.code(), Some(1), "{}", complaint(&output));
        assert!(output.stdout.is_empty());
        complaint(&output)
    };
    assert!(refused(machine.run("data", &["status"])).contains("There is no Holdfast record"));
    assert!(
        refused(machine.run_as("data", "short", &["init", "--password-stdin"]))
            .contains("at least")
    );
    assert!(!machine.path("data").join("holdfast.db").exists());
    machine.json("data", &["init"]);
    assert!(refused(machine.run("data", &["init"])).contains("already holds"));
    let wrong = machine.run_as("data", "harbour lanterns", &["status", "--password-stdin"]);
    assert!(refused(wrong).contains("password is not right"));
    assert!(refused(machine.run("data", &["sync"])).contains("works alone"));
    assert!(
        refused(machine.run("data", &["enrol", "https://example.org"]))
            .contains("not an enrolment link")
    );
    assert!(
        refused(machine.run("data", &["import", "/no/such/file"])).contains("no file or folder")
    );
    assert!(
        refused(machine.run("data", &["status", "--user", "zoe"]))
            .contains("has not signed in on this PC")
    );
    assert!(refused(machine.run_as("data", "", &["status"])).contains("--password-stdin"));
    assert!(
        refused(machine.run_as("other", "", &["restore", "/no/such/backup"])).contains("no backup")
    );
    let empty = machine.run_as("data", "", &["status", "--password-stdin"]);
    assert!(refused(empty).contains("No password came"));
}

#[test]
fn who_wanted_to_take_the_record_out_or_bring_another_in_and_was_refused_is_written_down() {
    let machine = Machine::new();
    machine.json("data", &["init"]);
    let source = bundle(machine.home.path());
    let (source, taken) = (source.to_str().unwrap().to_owned(), machine.path("patients.csv"));
    std::fs::write(&taken, "mine").unwrap();
    let nowhere = machine.path("nowhere");
    for arguments in [
        &["export", "--csv", "patients", "--out", taken.to_str().unwrap()][..],
        &["export", "--fhir", nowhere.join("out").to_str().unwrap()],
        &["import", nowhere.to_str().unwrap()],
        &["backup", taken.to_str().unwrap()],
    ] {
        assert_eq!(machine.run("data", arguments).status.code(), Some(1), "{arguments:?}");
    }
    let pc = Pc { home: machine.home, ..Pc::new() };
    pc.set_the_clock();
    let shell = pc.start();
    shell.sign_in(&as_typed(("admin", PASSWORD))).unwrap();
    employ_bruno(&shell);
    shell.lock().unwrap();
    let (username, password) = (BRUNO.0.to_owned(), BRUNO.1.to_owned());
    shell.add_person(&AddPerson { username, password }).unwrap();
    shell.close();
    drop(shell);
    let machine = Machine { home: pc.home };
    let list = machine.path("list.csv");
    for arguments in [
        &["import", &source, "--user", BRUNO.0, "--password-stdin"][..],
        &[
            "export",
            "--csv",
            "audit",
            "--out",
            list.to_str().unwrap(),
            "--user",
            BRUNO.0,
            "--password-stdin",
        ],
    ] {
        let refused = machine.run_as("data", BRUNO.1, arguments);
        assert_eq!(refused.status.code(), Some(1));
        assert!(complaint(&refused).contains("Ask an administrator"), "{}", complaint(&refused));
    }
    assert!(!list.exists());

    let pc = Pc { home: machine.home, ..Pc::new() };
    pc.set_the_clock();
    let shell = pc.start();
    shell.sign_in(&as_typed(("admin", PASSWORD))).unwrap();
    let refused: Vec<String> = shell
        .store()
        .unwrap()
        .read::<_, store::Error>(|reader| {
            reader.column(
                "SELECT u.username || ' ' || l.action || ' ' || (l.details ->> 'what') || ': ' \
                 || l.failure_reason FROM security_logs l JOIN users u ON u.id = l.user_id \
                 WHERE NOT l.succeeded ORDER BY l.occurred_at",
                [],
            )
        })
        .unwrap();
    assert_eq!(
        refused,
        [
            "admin export CSV, patients: the name is taken",
            "admin export FHIR, everything: it cannot be written there",
            "admin import records of another system: there is no such file or folder",
            "admin export backup: the backup was not made",
            "bruno import records of another system: not_allowed",
            "bruno export CSV, audit: not_allowed",
        ]
    );
}

#[test]
fn a_password_is_never_an_argument_and_a_misspelt_command_is_a_code_of_two() {
    let machine = Machine::new();
    let as_argument = machine.run_as("data", "", &["status", "--password", PASSWORD]);
    assert_eq!(as_argument.status.code(), Some(2));
    assert_eq!(machine.run_as("data", "", &["improt"]).status.code(), Some(2));
}

#[test]
fn without_a_display_the_window_says_so() {
    let machine = Machine::new();
    let output = machine.run_as("data", "", &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(complaint(&output).contains("no display"));
    assert!(!machine.path("data").exists());
}

/// A small disk that is really full. Needs user namespaces.
#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_nothing_is_lost_and_the_sentence_says_what_to_do() {
    let machine = Machine::new();
    let mount = machine.path("disk");
    std::fs::create_dir(&mount).unwrap();
    let story = r#"
        set -u
        mount -t tmpfs -o size=96m tmpfs "$DISK" || exit 77
        say() { printf 'harbour lantern\n' | "$HOLDFAST" "$@" --data "$DISK/data" --password-stdin; }
        say init >/dev/null || exit 10
        cp "$SOURCE" "$DISK/bundle.json"
        dd if=/dev/zero of="$DISK/filler" bs=4096 2>/dev/null
        say import "$DISK/bundle.json" --json && exit 11
        rm "$DISK/filler"
        say verify >/dev/null || exit 12
        say import "$DISK/bundle.json" --json || exit 13
    "#;
    let source = bundle(machine.home.path());
    let output = Command::new("unshare")
        .args(["-Urm", "sh", "-c", story])
        .env("DISK", &mount)
        .env("SOURCE", source)
        .env("HOLDFAST", env!("CARGO_BIN_EXE_holdfast"))
        .env("HOLDFAST_DEVICE_SECRET_FILE", machine.path("device.secret"))
        .output();
    let Ok(output) = output else {
        left_out::left_out("a full disk of the PC", "unshare is not installed");
        return;
    };
    if output.status.code() == Some(77) || complaint(&output).contains("unshare failed") {
        left_out::left_out("a full disk of the PC", "this machine allows no mount of its own");
        return;
    }
    assert!(output.status.success(), "{:?}: {}", output.status.code(), complaint(&output));
    assert!(complaint(&output).contains("disk of this PC is full"), "{}", complaint(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["resources"]["Patient"]["stored"], 2);
}

#[test]
fn people_who_stand_twice_in_a_list_are_found_without_a_record_or_a_password() {
    let machine = Machine::new();
    let (list, pairs) = (machine.path("people.csv"), machine.path("pairs.csv"));
    let text = "id,family_name,given_name,date_of_birth,street\n\
                1,Haddad,Layla,03/02/1990,12 Main Street\n\
                2,Hadad,Layla,19900203,12 Main St\n\
                3,Haddad,Omar,1961-11-30,12 Main Street\n\
                4,Haddad\n";
    std::fs::write(&list, text).unwrap();
    let find = |out: &Path, more: &[&str]| {
        let mut arguments =
            vec!["duplicates", list.to_str().unwrap(), "--out", out.to_str().unwrap()];
        arguments.extend(more);
        machine.run_as("nowhere", "", &arguments)
    };
    let found = find(&pairs, &["--json"]);
    assert!(found.status.success(), "{}", complaint(&found));
    assert!(complaint(&found).contains("Line 5: this row has 2 fields"), "{}", complaint(&found));
    let answer: Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!(answer["people"], 3);
    assert_eq!(answer["automatic_pairs"], 1);
    assert!(answer["automatic_threshold"].as_f64() > answer["review_threshold"].as_f64());
    let written = std::fs::read_to_string(&pairs).unwrap();
    assert!(written.starts_with("id_a,id_b,score\n1,2,0."), "{written}");
    assert!(!machine.path("nowhere").exists(), "no record was made");
    assert!(!find(&list, &[]).status.success(), "the list is not written over");
}
