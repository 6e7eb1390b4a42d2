//! Data folders that cannot be opened: each is told in a sentence, and nothing in it is changed.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod pc;

use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

use holdfast_shell::keychain::Keychain;
use holdfast_shell::session::{Phase, Recover};
use holdfast_shell::shell::Manner;
use pc::{ASHA, Pc, as_typed, bytes_of, sentence};

fn blocked(pc: &Pc) -> String {
    let state = pc.start().state().unwrap();
    assert_eq!(state.phase, Phase::Blocked);
    state.blocked.unwrap()
}

#[test]
fn a_second_window_on_one_folder_says_that_the_first_is_open() {
    let (mut pc, _) = Pc::with_clinic();
    pc.manner = Manner::Window;
    let first = pc.start();
    assert_eq!(first.state().unwrap().phase, Phase::Locked);
    assert!(blocked(&pc).contains("already open on this data folder"));
    assert!(sentence(pc.start().sign_in(&as_typed(ASHA))).contains("already open"));
    first.sign_in(&as_typed(ASHA)).unwrap();
    drop(first);
    pc.start().sign_in(&as_typed(ASHA)).unwrap();
}

#[test]
fn a_script_beside_an_open_record_is_told_to_wait_and_works_beside_a_closed_one() {
    let (mut pc, _) = Pc::with_clinic();
    pc.manner = Manner::Window;
    let window = pc.start();
    window.sign_in(&as_typed(ASHA)).unwrap();
    pc.manner = Manner::Script;
    let script = pc.start();
    assert!(sentence(script.sign_in(&as_typed(ASHA))).contains("already running"));
    window.sign_out().unwrap();
    script.sign_in(&as_typed(ASHA)).unwrap();
}

#[test]
fn a_record_without_its_key_file_is_left_alone() {
    let (pc, _) = Pc::with_clinic();
    let kept = bytes_of(&pc.folder(), &["holdfast.db"]);
    std::fs::rename(pc.folder().join("keys.json"), pc.home.path().join("keys.json")).unwrap();
    assert!(blocked(&pc).contains("key file of this PC is missing"));
    assert!(sentence(pc.start().first_run(&pc::first_run())).contains("already holds"));
    assert_eq!(bytes_of(&pc.folder(), &["holdfast.db"]), kept);
    std::fs::rename(pc.home.path().join("keys.json"), pc.folder().join("keys.json")).unwrap();
    pc.start().sign_in(&as_typed(ASHA)).unwrap();
}

#[test]
fn a_key_file_without_its_record_is_left_alone() {
    let (pc, _) = Pc::with_clinic();
    let kept = bytes_of(&pc.folder(), &["keys.json"]);
    std::fs::remove_file(pc.folder().join("holdfast.db")).unwrap();
    assert!(blocked(&pc).contains("record of this data folder is missing"));
    assert!(sentence(pc.start().first_run(&pc::first_run())).contains("already holds"));
    assert_eq!(bytes_of(&pc.folder(), &["keys.json"]), kept);
}

#[test]
fn a_damaged_key_file_is_told_and_kept() {
    let (pc, _) = Pc::with_clinic();
    std::fs::write(pc.folder().join("keys.json"), "{\"format\": 1, \"peop").unwrap();
    assert!(blocked(&pc).contains("damaged (keys.json)"));
    assert_eq!(std::fs::read(pc.folder().join("keys.json")).unwrap(), b"{\"format\": 1, \"peop");
}

#[test]
fn a_file_that_is_not_ours_is_told_and_kept() {
    let (pc, _) = Pc::with_clinic();
    let foreign: Vec<u8> =
        b"SQLite format 3\0".iter().copied().chain((0..8_176).map(|i| (i % 251) as u8)).collect();
    std::fs::write(pc.folder().join("holdfast.db"), &foreign).unwrap();
    let told = sentence(pc.start().sign_in(&as_typed(ASHA)));
    assert!(told.contains("cannot be opened") && told.contains("Nothing was changed"), "{told}");
    assert_eq!(std::fs::read(pc.folder().join("holdfast.db")).unwrap(), foreign);
}

#[test]
fn the_record_of_another_clinic_does_not_open_with_these_keys() {
    let (pc, _) = Pc::with_clinic();
    let (other, _) = Pc::with_clinic();
    std::fs::copy(other.folder().join("holdfast.db"), pc.folder().join("holdfast.db")).unwrap();
    let kept = bytes_of(&pc.folder(), &["holdfast.db"]);
    assert!(
        sentence(pc.start().sign_in(&as_typed(ASHA))).contains("not this PC's Holdfast record")
    );
    assert_eq!(bytes_of(&pc.folder(), &["holdfast.db"]), kept);
}

#[test]
fn one_damaged_page_is_found_by_verify_and_named() {
    let (pc, _) = Pc::with_clinic();
    let mut file = std::fs::File::options()
        .read(true)
        .write(true)
        .open(pc.folder().join("holdfast.db"))
        .unwrap();
    let middle = file.metadata().unwrap().len() / 2;
    file.seek(SeekFrom::Start(middle)).unwrap();
    let mut byte = [0u8];
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(middle)).unwrap();
    file.write_all(&[byte[0] ^ 1]).unwrap();
    drop(file);
    let shell = pc.start();
    let found = match shell.sign_in(&as_typed(ASHA)) {
        Ok(_) => shell.store().unwrap().verify().unwrap_err().to_string(),
        Err(refusal) => refusal.sentence,
    };
    assert!(found.contains("damaged"), "{found}");
    assert!(pc.folder().join("holdfast.db").exists());
}

#[test]
fn a_damaged_profile_is_told_and_kept() {
    let (mut pc, _) = Pc::with_clinic();
    std::fs::write(pc.folder().join("profile.json"), "not json").unwrap();
    let told = holdfast_shell::profile::Profile::at(Some(pc.folder())).unwrap_err().to_string();
    assert!(told.contains("profile.json"));
    // Behind a window nobody reads a terminal: the window itself says it, and begins nothing.
    let profile = holdfast_shell::profile::Profile::for_window(Some(pc.folder())).unwrap();
    let shell = pc.start_on(profile);
    assert!(shell.state().unwrap().blocked.unwrap().contains("profile.json"));
    pc.manner = Manner::Window;
    let profile = holdfast_shell::profile::Profile::for_window(Some(pc.folder())).unwrap();
    assert!(sentence(pc.start_on(profile).first_run(&pc::first_run())).contains("profile.json"));
    assert_eq!(std::fs::read(pc.folder().join("profile.json")).unwrap(), b"not json");
}

#[test]
fn an_interrupted_first_run_begins_anew_and_throws_nothing_away() {
    let (pc, _) = Pc::with_clinic();
    let mut profile = holdfast_shell::profile::Profile::at(Some(pc.folder())).unwrap();
    profile.settings.setting_up = true;
    profile.save().unwrap();
    let shell = pc.start();
    assert_eq!(shell.state().unwrap().phase, Phase::FirstRun);
    shell.first_run(&pc::first_run()).unwrap();
    let aside = std::fs::read_dir(pc.folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_string_lossy().starts_with("unfinished-"))
        .unwrap();
    assert!(aside.join("holdfast.db").exists() && aside.join("keys.json").exists());
}

#[cfg(unix)]
#[test]
fn a_device_secret_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let (pc, _) = Pc::with_clinic();
    let mode = |mode| {
        std::fs::set_permissions(pc.secret_file(), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    assert_eq!(std::fs::metadata(pc.secret_file()).unwrap().permissions().mode() & 0o777, 0o600);
    mode(0o644);
    assert!(blocked(&pc).contains("can be read by other accounts"));
    mode(0o600);
    pc.start().sign_in(&as_typed(ASHA)).unwrap();
}

#[test]
fn a_secret_is_never_replaced() {
    let (pc, _) = Pc::with_clinic();
    let before = std::fs::read(pc.secret_file()).unwrap();
    let id = pc.start().profile().settings.id;
    let keychain = Keychain::File(pc.secret_file());
    let refused = keychain.create(id).unwrap_err().to_string();
    assert!(refused.contains("never replaces"), "{refused}");
    assert_eq!(std::fs::read(pc.secret_file()).unwrap(), before);
    std::fs::write(pc.secret_file(), "damaged").unwrap();
    keychain.create(uuid::Uuid::new_v4()).unwrap_err();
    assert_eq!(std::fs::read(pc.secret_file()).unwrap(), b"damaged");
    std::fs::write(pc.secret_file(), before).unwrap();
    pc.start().sign_in(&as_typed(ASHA)).unwrap();
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Which life of the record the PC works in, and how often its security log speaks of a copy.
fn life(pc: &Pc) -> (u32, i64) {
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let store = shell.store().unwrap();
    let noted: Option<i64> = store
        .read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT count(*) FROM security_logs \
                 WHERE action = 'restore' AND details LIKE '%keychain%'",
                [],
            )
        })
        .unwrap();
    (store.facts().unwrap().incarnation, noted.unwrap())
}

#[test]
fn an_older_copy_of_the_folder_is_noticed_when_it_is_opened() {
    let (pc, _) = Pc::with_clinic();
    assert_eq!(life(&pc), (1, 0));
    let older = pc.home.path().join("older");
    copy_folder(&pc.folder(), &older);
    assert_eq!(life(&pc), (1, 0), "the same folder is no copy, however often it is opened");
    assert_eq!(life(&pc), (1, 0));
    let newest = pc.home.path().join("newest");
    std::fs::rename(pc.folder(), &newest).unwrap();
    copy_folder(&older, &pc.folder());
    assert_eq!(life(&pc), (2, 1));
    assert_eq!(life(&pc), (2, 1), "it is noticed once");

    // What was put aside comes back: it knows nothing of the life of the copy.
    std::fs::remove_dir_all(pc.folder()).unwrap();
    std::fs::rename(&newest, pc.folder()).unwrap();
    assert_eq!(life(&pc), (3, 1));
}

#[test]
fn a_folder_on_another_pc_is_noticed_when_the_recovery_key_opens_it() {
    let (pc, recovery_key) = Pc::with_clinic();
    assert_eq!(life(&pc), (1, 0));
    let other = Pc::new();
    copy_folder(&pc.folder(), &other.folder());
    let shell = other.start();
    let user_id = shell.state().unwrap().people.first().unwrap().user_id;
    let recover = Recover { user_id, recovery_key, new_password: ASHA.1.to_owned() };
    shell.recover(&recover).unwrap();
    drop(shell);
    assert_eq!(life(&other), (2, 1));
    assert_eq!(life(&pc), (1, 0), "the original goes on as it was");
}
