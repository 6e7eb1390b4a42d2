//! What takes minutes: it is told as it goes, can be stopped midway, and leaves nothing behind then.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod pc;

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};

use holdfast_shell::keychain::Keychain;
use holdfast_shell::profile::Profile;
use holdfast_shell::shell::{Event, Manner, Shell};
use holdfast_shell::work::{HowFar, Kind, State};
use left_out::left_out;
use pc::{
    ASHA, BRUNO, Pc, as_typed, ask, employ_bruno, files_below, registered, runtime, sentence,
};
use serde_json::{Value, json};

/// A place where a work waits while the story goes on: the first time that it tells how far it is.
#[derive(Default)]
struct Gate {
    stands: Mutex<(bool, bool)>,
    bell: Condvar,
}

impl Gate {
    /// The work is here, and waits.
    fn arrive(&self) {
        let mut stands = self.stands.lock().unwrap();
        stands.0 = true;
        self.bell.notify_all();
        while !stands.1 {
            stands = self.bell.wait(stands).unwrap();
        }
    }

    /// Waits until the work is there.
    fn met(&self) {
        let mut stands = self.stands.lock().unwrap();
        while !stands.0 {
            stands = self.bell.wait(stands).unwrap();
        }
    }

    fn open(&self) {
        self.stands.lock().unwrap().1 = true;
        self.bell.notify_all();
    }
}

/// Asha at work on a PC whose works wait at the gate.
fn at_the_gate(pc: &Pc) -> (Shell, Arc<Gate>) {
    let gate = Arc::<Gate>::default();
    let (waiting, heard) = (gate.clone(), pc.heard.clone());
    let clock = pc.clock.clone();
    let shell = Shell::new(
        Profile::at(Some(pc.folder())).unwrap(),
        Keychain::File(pc.secret_file()),
        store::Surroundings::new(
            move || clock.load(std::sync::atomic::Ordering::SeqCst),
            || uuid::Uuid::new_v4().into_bytes(),
        ),
        runtime().handle().clone(),
        Manner::Script,
        Arc::new(move |event| {
            let is_running =
                matches!(&event, Event::LongWork(HowFar { state: State::Running, .. }));
            heard.hear(event);
            if is_running {
                waiting.arrive();
            }
        }),
    );
    shell.sign_in(&as_typed(ASHA)).unwrap();
    (shell, gate)
}

/// The work of a kind, once it has ended.
fn ended(pc: &Pc, shell: &Shell, kind: &str) -> Value {
    let find = || {
        let works = ask(shell, "work.all", json!({}));
        let mut works = works.as_array().unwrap().clone().into_iter();
        works.find(|work| work["kind"] == kind && !work["ended_at"].is_null())
    };
    pc.until("the work has ended", || find().is_some());
    find().unwrap()
}

fn clinic() -> (Pc, Shell) {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    (pc, shell)
}

#[test]
fn a_backup_is_told_as_it_goes_remembered_and_found_whole() {
    let (pc, shell) = clinic();
    assert_eq!(
        ask(&shell, "work.backups", json!({})),
        json!({ "last": null, "is_enrolled": false })
    );
    let nowhere = shell.call("work.back_up", json!({ "folder": pc.home.path().join("no") }));
    assert_eq!(nowhere.unwrap_err().field.as_deref(), Some("folder"));
    let stick = tempfile::tempdir().unwrap();
    ask(&shell, "work.back_up", json!({ "folder": stick.path() }));
    let work = ended(&pc, &shell, "backup");
    assert_eq!(work["state"], "done", "{work}");
    assert_eq!(work["step"], "packing");
    assert_eq!(work["done"], work["total"]);
    let told = pc.heard.all();
    let steps: Vec<&str> = told
        .iter()
        .filter_map(|event| match event {
            Event::LongWork(HowFar { kind: Kind::Backup, step, .. }) => Some(*step),
            _ => None,
        })
        .collect();
    assert!(steps.contains(&"copying") && steps.contains(&"packing"), "{steps:?}");

    let file = work["result"]["file"].as_str().unwrap().to_owned();
    assert!(Path::new(&file).starts_with(stick.path()));
    assert_eq!(ask(&shell, "work.backups", json!({}))["last"], work["result"]);
    ask(&shell, "work.check_backup", json!({ "file": file }));
    let checked = ended(&pc, &shell, "check");
    assert_eq!(
        (checked["state"].as_str(), &checked["result"]["file"]),
        (Some("done"), &json!(file))
    );
    // One wrong byte, and it says so.
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    ask(&shell, "work.check_backup", json!({ "file": file }));
    pc.until("the second check has ended", || ended(&pc, &shell, "check")["state"] == "failed");
    let sentence = ended(&pc, &shell, "check")["sentence"].as_str().unwrap().to_owned();
    assert!(sentence.contains("damaged"), "{sentence}");
}

#[test]
fn a_backup_goes_on_behind_the_lock_and_stopped_midway_leaves_nothing() {
    let (pc, _) = Pc::with_clinic();
    let (shell, gate) = at_the_gate(&pc);
    let stick = tempfile::tempdir().unwrap();
    ask(&shell, "work.back_up", json!({ "folder": stick.path() }));
    gate.met();
    let second = shell.call("work.back_up", json!({ "folder": stick.path() })).unwrap_err();
    assert_eq!(second.code.as_deref(), Some("at_work"));
    shell.lock().unwrap();
    assert_eq!(shell.call("work.all", json!({})).unwrap_err().code.as_deref(), Some("locked"));
    shell.sign_in(&as_typed(ASHA)).unwrap();
    assert_eq!(ask(&shell, "work.all", json!({}))[0]["state"], "running");
    ask(&shell, "work.stop", json!({ "kind": "backup" }));
    assert_eq!(ask(&shell, "work.all", json!({}))[0]["state"], "stopping");
    gate.open();
    let work = ended(&pc, &shell, "backup");
    assert_eq!(work["state"], "stopped", "{work}");
    assert!(work["sentence"].as_str().unwrap().contains("Nothing of it was kept"));
    assert_eq!(files_below(stick.path()), Vec::<std::path::PathBuf>::new());
    assert!(ask(&shell, "work.backups", json!({}))["last"].is_null());
    // Another one can be begun then.
    ask(&shell, "work.back_up", json!({ "folder": stick.path() }));
    pc.until("the second one is done", || ended(&pc, &shell, "backup")["state"] == "done");
}

#[test]
fn whoever_signs_out_last_ends_what_is_at_work_and_no_half_of_it_stays() {
    let (pc, shell) = clinic();
    let stick = tempfile::tempdir().unwrap();
    ask(&shell, "work.back_up", json!({ "folder": stick.path() }));
    shell.sign_out().unwrap();
    assert!(shell.store().is_none());
    for file in files_below(stick.path()) {
        assert!(file.to_string_lossy().ends_with(".holdfast-backup"), "{file:?}");
    }
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let work = ended(&pc, &shell, "backup");
    assert!(["done", "stopped"].contains(&work["state"].as_str().unwrap()), "{work}");
}

#[test]
fn an_export_and_an_import_say_what_they_did_and_only_administrators_may() {
    let (pc, shell) = clinic();
    registered(&shell, ("Layla", "Haddad"), json!({}));
    let stick = tempfile::tempdir().unwrap();
    let folder = stick.path();
    let unknown = json!({ "folder": folder, "list": "dreams", "since": null });
    assert_eq!(shell.call("work.export", unknown).unwrap_err().field.as_deref(), Some("list"));
    ask(&shell, "work.export", json!({ "folder": folder, "list": "patients", "since": null }));
    let list = ended(&pc, &shell, "export");
    assert_eq!(list["result"]["exported"]["resources"], json!({ "patients": 1 }), "{list}");
    let path = list["result"]["path"].as_str().unwrap().to_owned();
    assert!(std::fs::read_to_string(&path).unwrap().contains("Layla"));
    assert!(!path.contains("Layla") && path.ends_with(".csv"));

    let source = folder.join("Patient.ndjson");
    let patient = json!({ "resourceType": "Patient", "id": "p1", "gender": "female",
                          "birthDate": "1960-01-05", "name": [{ "family": "Okoro" }] });
    std::fs::write(&source, format!("{patient}\nthis is no patient\n")).unwrap();
    ask(&shell, "work.import", json!({ "path": source }));
    let import = ended(&pc, &shell, "import");
    assert_eq!(import["state"], "done", "{import}");
    assert_eq!(import["result"]["resources"]["Patient"]["stored"], 1);
    assert_eq!(import["result"]["problems"][0]["line"], 2);
    assert_eq!(import["records"].as_u64().unwrap(), 1);

    employ_bruno(&shell);
    let bruno = json!({ "username": BRUNO.0, "password": BRUNO.1 });
    shell.sign_out().unwrap();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    shell.lock().unwrap();
    shell.add_person(&serde_json::from_value(bruno).unwrap()).unwrap();
    let own = json!({ "current": BRUNO.1, "new": "silver thimble 22" });
    ask(&shell, "session.change_password", own);
    assert_eq!(ask(&shell, "work.all", json!({})), json!([]), "what others did is theirs");
    let refused = sentence(shell.call("work.back_up", json!({ "folder": folder })));
    assert!(refused.contains("Your role does not allow this"));
    ask(&shell, "work.import", json!({ "path": source }));
    let import = ended(&pc, &shell, "import");
    assert_eq!(import["state"], "failed");
    assert!(import["sentence"].as_str().unwrap().contains("does not allow an import"));
}

/// A small disk of its own, unmounted again whatever happens.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_is_said_and_holds_nothing_of_the_backup() {
    let (pc, shell) = clinic();
    let Some(disk) = SmallDisk::mount() else {
        left_out("a full disk for a backup", "this machine allows no mount of its own");
        return;
    };
    ask(&shell, "work.back_up", json!({ "folder": disk.0.path() }));
    let work = ended(&pc, &shell, "backup");
    assert_eq!(work["state"], "failed", "{work}");
    let sentence = work["sentence"].as_str().unwrap();
    assert!(sentence.contains("not enough space"), "{sentence}");
    assert_eq!(files_below(disk.0.path()), Vec::<std::path::PathBuf>::new());
    assert!(ask(&shell, "work.backups", json!({}))["last"].is_null());
}
