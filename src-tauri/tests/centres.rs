//! PCs and their centre: a real server on a real Postgres, a line that can be cut.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a story fails by panicking")]

mod pc;

use std::path::Path;

use holdfast_shell::session::{AddPerson, ChangePassword, EnrolFirst, EnrolLink, Phase, Recover};
use holdfast_shell::shell::{Manner, Shell};
use pc::{ASHA, BRUNO, HOUR, Pc, as_typed, ask, employ_bruno, registered, runtime, sentence};
use serde_json::json;
use tempfile::TempDir;
use testkit::{Centre, Line};

/// A centre behind a line.
struct Clinic {
    centre: Option<Centre>,
    line: Line,
    _data: TempDir,
}

impl Clinic {
    fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let (centre, line) = runtime().block_on(async {
            let centre = Centre::start(data.path()).await.unwrap();
            let line = Line::to(centre.address()).await.unwrap();
            (centre, line)
        });
        Self { centre: Some(centre), line, _data: data }
    }

    /// The text that an administrator hands out for a PC.
    fn invite(&self, device: &str) -> String {
        let centre = self.centre.as_ref().unwrap();
        let link = runtime().block_on(centre.invite(device, self.line.address())).unwrap();
        let ca: String = link.ca_sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        let server = link.server.to_string().replace(':', "%3A").replace('/', "%2F");
        format!("holdfast://enrol?server={server}&ca={ca}&code={}", link.code)
    }
}

impl Drop for Clinic {
    fn drop(&mut self) {
        if let Some(centre) = self.centre.take() {
            runtime().block_on(centre.stop()).unwrap();
        }
    }
}

/// A PC on which Holdfast has never run, with a window and the right time.
fn new_pc() -> Pc {
    let mut pc = Pc::new();
    pc.manner = Manner::Window;
    pc.set_the_clock();
    pc
}

/// Asha's PC with a clinic of its own, connected to the centre and in step with it.
fn connected(clinic: &Clinic) -> (Pc, Shell, String) {
    let pc = new_pc();
    let shell = pc.start();
    let recovery_key = shell.first_run(&pc::first_run()).unwrap().recovery_key;
    register(&shell, "Layla");
    shell.enrol(&EnrolLink { link: clinic.invite("Front desk") }).unwrap();
    in_step(&pc, &shell);
    (pc, shell, recovery_key)
}

fn in_step(pc: &Pc, shell: &Shell) {
    pc.until("nothing waits", || {
        let status = ask(shell, "sync.status", json!({}));
        status["mode"] == "synced" && status["waiting"] == 0 && status["bootstrap"].is_null()
    });
}

fn register(shell: &Shell, given_name: &str) {
    registered(shell, (given_name, "Haddad"), json!({ "date_of_birth": "1990-02-03" }));
}

fn finds(shell: &Shell, name: &str) -> bool {
    let found = ask(shell, "people.find", json!({ "query": name, "limit": 5 }));
    found.as_array().is_some_and(|found| !found.is_empty())
}

fn join(link: &str, person: (&str, &str)) -> EnrolFirst {
    EnrolFirst {
        link: link.to_owned(),
        username: person.0.to_owned(),
        password: person.1.to_owned(),
    }
}

#[test]
fn a_pc_that_worked_alone_connects_and_a_second_one_joins_it() {
    let clinic = Clinic::start();
    let (desk_pc, desk, recovery_key) = connected(&clinic);
    let centre = ask(&desk, "sync.centre", json!({}));
    assert!(centre["server"].as_str().unwrap().starts_with("https://"));
    assert_eq!(centre["outbox"], json!([]));
    assert!(ask(&desk, "sync.verify", json!({}))["equal"].as_bool().unwrap());
    assert!(sentence(desk.enrol(&EnrolLink { link: clinic.invite("Again") })).contains("already"));

    // A mistyped password costs no second code.
    let (pc, link) = (new_pc(), clinic.invite("Doctor's room"));
    let shell = pc.start();
    let refused = shell.enrol_first(&join(&link, (ASHA.0, "harbour lanterns"))).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("password"), "{}", refused.sentence);
    assert_eq!(shell.state().unwrap().phase, Phase::FirstRun);
    shell.enrol_first(&join(&link, ASHA)).unwrap();
    let state = shell.state().unwrap();
    assert_eq!(state.phase, Phase::Open);
    assert!(state.enrolled);
    pc.until("the record is here", || finds(&shell, "Layla"));
    in_step(&pc, &shell);

    // What one writes the other sees; what waits while the line is cut is said in plain words.
    clinic.line.cut();
    register(&desk, "Minh");
    desk_pc
        .until("the cut is noticed", || ask(&desk, "sync.status", json!({}))["mode"] == "offline");
    let centre = ask(&desk, "sync.centre", json!({}));
    assert_eq!(centre["outbox"][0]["summary"], "Register a patient");
    assert_eq!(centre["outbox"][0]["author"], "Asha Mwangi");
    assert_eq!(centre["outbox"][0]["state"], "waiting");
    assert!(centre["status"]["sentence"].as_str().unwrap().contains("kept on this PC"));
    clinic.line.mend();
    ask(&desk, "sync.now", json!({}));
    in_step(&desk_pc, &desk);
    pc.until("Minh arrives", || finds(&shell, "Minh"));

    // The clinic's one recovery key opens the second PC as well.
    let user_id = shell.state().unwrap().user.unwrap().id;
    shell.sign_out().unwrap();
    let request = Recover { user_id, recovery_key, new_password: "lighthouse keeper".to_owned() };
    assert_eq!(shell.recover(&request).unwrap().phase, Phase::Open);
}

#[test]
fn a_patient_of_another_branch_is_found_at_the_centre_and_opened() {
    let clinic = Clinic::start();
    let (desk_pc, desk, _) = connected(&clinic);
    // The other branch's PC fetches nothing by itself.
    let mut other = new_pc();
    other.manner = Manner::Script;
    let shell = other.start();
    shell.enrol_first(&join(&clinic.invite("Hill road"), ASHA)).unwrap();
    register(&desk, "Samira");
    in_step(&desk_pc, &desk);
    assert!(!finds(&shell, "Samira"));

    let look = |name: &str, born: Option<&str>| {
        let asked = json!({ "name": name, "date_of_birth": born, "number": null });
        shell.call("people.find_at_centre", asked)
    };
    let alone = look("Haddad", None).unwrap_err();
    assert!(alone.sentence.contains("date of birth"), "{}", alone.sentence);
    assert_eq!(look("Haddad", Some("1990-02-04")).unwrap(), json!([]));
    let found = look("samirra hadd", Some("1990-02-03")).unwrap();
    let [samira] = &found.as_array().unwrap()[..] else { panic!("{found}") };
    assert_eq!((&samira["given_name"], &samira["here"]), (&json!("Samira"), &json!(false)));
    assert_eq!(samira["sites"], json!(["Main street"]));
    ask(&shell, "people.open_from_centre", json!({ "patient_id": samira["id"] }));
    clinic.line.cut();
    let chart = ask(&shell, "people.chart", json!({ "patient_id": samira["id"] }));
    assert_eq!(chart["patient"]["given_name"], "Samira");
    let offline = look("Haddad", Some("1990-02-03")).unwrap_err();
    assert!(offline.sentence.contains("merged later"), "{}", offline.sentence);
}

#[test]
fn a_closed_pc_takes_new_people_and_new_passwords_from_the_centre() {
    let clinic = Clinic::start();
    let (desk_pc, desk, _) = connected(&clinic);
    let (pc, link) = (new_pc(), clinic.invite("Doctor's room"));
    let shell = pc.start();
    shell.enrol_first(&join(&link, ASHA)).unwrap();
    in_step(&pc, &shell);
    drop(shell);

    employ_bruno(&desk);
    in_step(&desk_pc, &desk);
    let add = |person: (&str, &str)| AddPerson {
        username: person.0.to_owned(),
        password: person.1.to_owned(),
    };
    let shell = pc.start();
    clinic.line.cut();
    let offline = sentence(shell.add_person(&add(BRUNO)));
    assert!(
        offline.contains("cannot be reached") && offline.contains("signs in first"),
        "{offline}"
    );
    clinic.line.mend();
    let wrong = shell.add_person(&add((BRUNO.0, "copper kettle 8"))).unwrap_err();
    assert!(wrong.code.is_some(), "{}", wrong.sentence);
    let state = shell.add_person(&add(BRUNO)).unwrap();
    assert_eq!(state.user.unwrap().username, BRUNO.0);
    drop(shell);

    // Asha changes her password at the desk; the other PC is off meanwhile.
    let change = ChangePassword { current: ASHA.1.to_owned(), new: "lighthouse keeper".to_owned() };
    desk.change_password(&change).unwrap();
    in_step(&desk_pc, &desk);
    let changed = (ASHA.0, "lighthouse keeper");
    let shell = pc.start();
    clinic.line.cut();
    let offline = sentence(shell.sign_in(&as_typed(changed)));
    assert!(offline.contains("needs the network once"), "{offline}");
    clinic.line.mend();
    assert_eq!(shell.sign_in(&as_typed(changed)).unwrap().phase, Phase::Open);
    drop(shell);
    clinic.line.cut();
    let shell = pc.start();
    assert_eq!(shell.sign_in(&as_typed(changed)).unwrap().phase, Phase::Open, "now without it");
    shell.sign_out().unwrap();
    assert!(sentence(shell.sign_in(&as_typed(ASHA))).contains("not right"));
}

#[test]
fn links_that_lead_nowhere_are_told_and_leave_a_pc_on_which_a_clinic_can_be_set_up() {
    let clinic = Clinic::start();
    let (_desk_pc, desk, _) = connected(&clinic);
    let link = clinic.invite("Lost");
    let pc = new_pc();
    let shell = pc.start();
    let told = |link: &str| sentence(shell.enrol_first(&join(link, ASHA)));
    assert!(told("https://example.org").contains("not an enrolment link"));
    let unknown = format!("{}0000", &link[..link.len() - 4]);
    let unknown = told(&unknown);
    assert!(unknown.to_lowercase().contains("code"), "{unknown}");
    let start = link.find("&ca=").unwrap() + 4;
    let foreign = format!("{}{}{}", &link[..start], "00".repeat(32), &link[start + 64..]);
    let foreign = told(&foreign);
    assert!(foreign.contains("not this clinic's centre"), "{foreign}");
    clinic.line.cut();
    assert!(told(&link).contains("cannot be reached"));
    clinic.line.mend();
    shell.enrol_first(&join(&link, ASHA)).unwrap();
    let used = new_pc();
    let used = sentence(used.start().enrol_first(&join(&link, ASHA)));
    assert!(used.contains("used"), "{used}");
    assert_eq!(shell.state().unwrap().phase, Phase::Open);

    let other = new_pc();
    let shell = other.start();
    shell.enrol_first(&join(&clinic.invite("x").replace("code=", "code=0"), ASHA)).unwrap_err();
    assert_eq!(shell.state().unwrap().phase, Phase::FirstRun);
    shell.first_run(&pc::first_run()).unwrap();
    assert!(desk.state().unwrap().enrolled && !shell.state().unwrap().enrolled);
    assert!(no_record_of(&other.folder(), "link.json"));
}

fn no_record_of(folder: &Path, name: &str) -> bool {
    !folder.join(name).exists()
}

#[test]
fn a_revoked_pc_hands_over_what_it_had_and_destroys_its_keys() {
    let clinic = Clinic::start();
    let centre = clinic.centre.as_ref().unwrap();
    let (desk_pc, desk, _) = connected(&clinic);
    let (pc, link) = (new_pc(), clinic.invite("Laptop"));
    let laptop = pc.start();
    laptop.enrol_first(&join(&link, ASHA)).unwrap();
    in_step(&pc, &laptop);
    let device = laptop.store().unwrap().facts().unwrap().device.unwrap();

    clinic.line.cut();
    pc.until("the cut is noticed", || ask(&laptop, "sync.status", json!({}))["mode"] == "offline");
    register(&laptop, "Minh");
    runtime().block_on(centre.revoke(&device.to_string())).unwrap();
    assert!(finds(&laptop, "Minh"), "it has not heard of it yet");
    clinic.line.mend();
    ask(&laptop, "sync.now", json!({}));
    pc.until("everything is handed over", || {
        !pc.folder().join("keys.json").exists() || {
            laptop.state().unwrap();
            false
        }
    });
    let state = laptop.state().unwrap();
    assert_eq!(state.phase, Phase::Revoked);
    assert!(state.blocked.unwrap().contains("is at the centre"));
    assert!(laptop.call("people.find", json!({ "query": "Minh", "limit": 5 })).is_err());
    let secrets = std::fs::read_to_string(pc.secret_file()).unwrap();
    let profile = laptop.profile().settings.id.to_string();
    assert!(!secrets.contains(&profile), "the device's secret is gone");
    drop(laptop);
    let again = pc.start();
    assert_eq!(again.state().unwrap().phase, Phase::Revoked);
    assert!(again.sign_in(&as_typed(ASHA)).is_err());

    // It is in no record until somebody takes it up, and then once.
    let handed_over = runtime().block_on(centre.handed_over()).unwrap();
    let found = handed_over.iter().find(|changes| changes.command == "people.register").unwrap();
    assert_eq!(found.author.as_deref(), Some(ASHA.0));
    in_step(&desk_pc, &desk);
    assert!(!finds(&desk, "Minh"));
    let task = "SELECT id FROM tasks WHERE for_role = 'admin' AND source_table = 'devices'";
    pc::id_of(&desk, task);
    assert_eq!(runtime().block_on(centre.take_up(found.id)).unwrap(), None);
    desk_pc.until("Minh arrives", || finds(&desk, "Minh"));
    assert!(runtime().block_on(centre.take_up(found.id)).is_err());
    let left = runtime().block_on(centre.handed_over()).unwrap();
    assert!(left.iter().all(|changes| changes.id != found.id));
}

#[test]
fn a_pc_that_has_not_heard_from_the_centre_for_too_long_locks_until_it_does() {
    let clinic = Clinic::start();
    let centre = clinic.centre.as_ref().unwrap();
    let (pc, shell, _) = connected(&clinic);
    runtime().block_on(centre.set_lease(9)).unwrap();
    clinic.line.cut();
    pc.until("the cut is noticed", || ask(&shell, "sync.status", json!({}))["mode"] == "offline");
    clinic.line.mend();
    ask(&shell, "sync.now", json!({}));
    in_step(&pc, &shell);
    clinic.line.cut();
    pc.until("the cut is noticed", || ask(&shell, "sync.status", json!({}))["mode"] == "offline");

    pc.wait(7 * 24 * HOUR);
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let status = ask(&shell, "sync.status", json!({}));
    let warning = status["sentence"].as_str().unwrap();
    assert!(warning.contains("for 7 days") && warning.contains("After 9"), "{warning}");
    pc.wait(12 * HOUR);
    shell.alive();
    shell.follow_lease();
    assert_eq!(shell.sign_in(&as_typed(ASHA)).unwrap().phase, Phase::Open);

    pc.wait(36 * HOUR);
    let refused = sentence(shell.sign_in(&as_typed(ASHA)));
    assert!(
        refused.contains("for 9 days") && refused.contains("Nothing on it is lost"),
        "{refused}"
    );
    assert_eq!(shell.state().unwrap().phase, Phase::Locked);
    clinic.line.mend();
    assert_eq!(shell.sign_in(&as_typed(ASHA)).unwrap().phase, Phase::Open);
    assert!(finds(&shell, "Layla"));
}

#[test]
fn a_file_that_was_added_on_one_pc_is_fetched_when_somebody_opens_it_on_another() {
    let clinic = Clinic::start();
    let (desk_pc, desk, _) = connected(&clinic);
    let patient = pc::id_of(&desk, "SELECT id FROM patients");
    let source = desk_pc.home.path().join("letter.txt");
    let letter = "Dear colleague, thank you for seeing this lady. ".repeat(10_000);
    std::fs::write(&source, &letter).unwrap();
    let attach = json!({ "patient_id": patient, "path": source, "media_type": "text/plain" });
    let id = ask(&desk, "document.attach", attach)["id"].clone();
    let file = json!({ "id": id });
    assert_eq!(ask(&desk, "document.file_state", file.clone())["state"], "here");
    in_step(&desk_pc, &desk);
    desk_pc.until("the file is sent", || desk.store().unwrap().files_to_send().unwrap().is_empty());

    let pc = new_pc();
    let shell = pc.start();
    shell.enrol_first(&join(&clinic.invite("Doctor's room"), ASHA)).unwrap();
    in_step(&pc, &shell);
    let papers = pc.home.path().join("papers");
    ask(&shell, "document.choose_folder", json!({ "path": papers }));
    let state = ask(&shell, "document.file_state", file.clone());
    assert_eq!(state["state"], "elsewhere");
    assert!(state["sentence"].as_str().unwrap().contains("on the PC where it was added"));

    clinic.line.cut();
    let refused = shell.call("document.save_attachment", file.clone()).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("id"));
    assert!(refused.sentence.contains("arrives when the network is there"), "{refused}");
    let state = ask(&shell, "document.file_state", file.clone());
    assert_eq!(state["state"], "being_fetched");
    assert_eq!(state["sentence"], refused.sentence);

    clinic.line.mend();
    assert_eq!(ask(&shell, "document.fetch_attachment", file.clone())["state"], "here");
    let saved = ask(&shell, "document.save_attachment", file);
    assert_eq!(std::fs::read_to_string(saved["path"].as_str().unwrap()).unwrap(), letter);
}

#[test]
fn pcs_are_invited_placed_and_revoked_from_a_pc() {
    let clinic = Clinic::start();
    let (_desk_pc, desk, _) = connected(&clinic);
    let known = ask(&desk, "device.known", json!({}));
    assert_eq!(known["people"][0]["name"], "Asha Mwangi");
    let own = known["this_device"].clone();
    let seen = ask(&desk, "device.at_centre", json!({}));
    assert_eq!(seen["devices"][0]["id"], own);
    assert!(seen["devices"][0]["program"].as_str().unwrap().starts_with("Holdfast"));

    let invitation = |password: &str| {
        json!({ "password": password, "device_name": "Ward", "site": null, "profile": "whole",
                "valid_hours": 24 })
    };
    let wrong = desk.call("device.invite", invitation("harbour lanterns")).unwrap_err();
    assert_eq!(wrong.field.as_deref(), Some("password"), "{}", wrong.sentence);
    let link = ask(&desk, "device.invite", invitation(ASHA.1))["link"].clone();
    let ward_pc = new_pc();
    let ward_shell = ward_pc.start();
    ward_shell.enrol_first(&join(link.as_str().unwrap(), ASHA)).unwrap();
    in_step(&ward_pc, &ward_shell);
    let ward = ask(&ward_shell, "device.known", json!({}))["this_device"].clone();
    assert_ne!(ward, own);

    // Without the line this PC's own rows are there, and nothing is decided.
    clinic.line.cut();
    let away = desk.call("device.at_centre", json!({})).unwrap_err();
    assert_eq!(away.code.as_deref(), Some("unreachable"));
    clinic.line.mend();

    let site = desk.state().unwrap().site.unwrap().id;
    let place = json!({ "password": ASHA.1, "device": ward, "profile": "clinical", "site": site,
                        "person": null });
    let placed = ask(&desk, "device.place", place);
    assert_eq!(placed["devices"][0]["profile"], "clinical");

    let revocation = json!({ "password": ASHA.1, "device": ward, "reason": "Lost" });
    let revoked = ask(&desk, "device.revoke", revocation);
    assert!(!revoked["devices"][0]["revoked_at"].is_null());
    ward_pc
        .until("the ward's PC learns it", || ward_shell.state().unwrap().phase == Phase::Revoked);
    ward_pc.until("it has forgotten its keys", || {
        let state = ward_shell.state().unwrap();
        state.blocked.is_some_and(|sentence| sentence.contains("can no longer be opened"))
    });
    let left = ask(&desk, "device.at_centre", json!({}));
    assert!(!left["devices"][0]["left_at"].is_null());
    assert_eq!(left["devices"][0]["revoke_reason"], "Lost");
}
