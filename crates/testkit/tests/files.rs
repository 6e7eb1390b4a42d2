//! Files of records between PCs and the centre: cut at any byte, begun by one and finished by
//! another, damaged, wrong, and asked for by whoever may not have them.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a story fails by panicking")]

use anyhow::{Context as _, Result};
use futures_util::poll;
use protocol::{FILE_PART_BYTES_MAX, FileAsked, FilePart, FileWanted};
use serde_json::{Value, json};
use store::{NamedFile, Store};
use sync::{Client, Pace, Phase, Status, Trouble, Turn, fetch_file, send_file};
use sync_server::postgres_private::TestCluster;
use tempfile::TempDir;
use testkit::{Centre, Device, Line};
use tokio::sync::{OnceCell, watch};
use uuid::Uuid;

static CLUSTER: OnceCell<TestCluster> = OnceCell::const_new();

/// A desk that has a letter in a patient's record, and a laptop that has the row and not the file.
struct Clinic {
    folder: TempDir,
    centre: Centre,
    line: Line,
    desk: Device,
    laptop: Device,
    letter: NamedFile,
    content: Vec<u8>,
    content_key: String,
    patient: Value,
    url: String,
}

impl Clinic {
    async fn with_letter(bytes: usize) -> Result<Self> {
        let cluster = CLUSTER
            .get_or_init(async || {
                tokio::task::spawn_blocking(TestCluster::start).await.unwrap().unwrap()
            })
            .await;
        let folder = TempDir::new()?;
        let at = |name: &str| folder.path().join(name);
        let url = cluster.database().await?;
        let centre = Centre::over(&at("centre"), &url).await?;
        let line = Line::to(centre.address()).await?;
        let desk = Device::alone("desk", &at("desk"))?;
        let mut request = testkit::people::person(7).registration();
        request["accept_duplicates"] = true.into();
        let patient = desk.ask("people.register", request)?["id"].clone();
        let content: Vec<u8> =
            (0..bytes).map(|n| u8::try_from((n * 7 + n / 251) % 256).unwrap()).collect();
        let sealed = desk.store.seal_attachment(content.as_slice())?;
        let row = json!({
            "patient_id": patient, "file_name": "letter.pdf", "media_type": "application/pdf",
            "size_bytes": sealed.size_bytes, "sha256": sealed.sha256,
            "sealed_sha256": sealed.sealed_sha256, "content_key": sealed.content_key,
        });
        let id: Uuid = desk.ask("records.attach", row)?["id"].as_str().context("an id")?.parse()?;
        desk.enrol(&centre, &line).await?;
        desk.exchange().await?;
        let laptop = Device::join("laptop", &at("laptop"), &centre, &line, "olga").await?;
        let letter = desk.store.named_file(id)?.context("the row is here")?;
        let content_key = sealed.content_key;
        Ok(Self { folder, centre, line, desk, laptop, letter, content, content_key, patient, url })
    }

    /// As after a restored backup: the laptop has the very file, too.
    fn give_laptop_a_copy(&self) {
        let name = format!("attachments/{}", self.letter.sealed_sha256);
        std::fs::create_dir_all(self.laptop.folder().join("attachments")).unwrap();
        std::fs::copy(self.desk.folder().join(&name), self.laptop.folder().join(&name)).unwrap();
    }

    fn opens(&self, store: &Store) -> bool {
        let mut back = Vec::new();
        let sum = &self.letter.sealed_sha256;
        store.open_attachment(sum, &self.content_key, &mut back).is_ok() && back == self.content
    }
}

fn client(device: &Device) -> Client {
    Client::new(&device.link().unwrap(), &device.key()).unwrap()
}

async fn send(device: &Device, file: &NamedFile) -> Result<(), Trouble> {
    let (mut pace, mut turn) = (Pace::default(), Turn::at_once());
    send_file(&device.store, &client(device), file, &mut pace, &mut turn).await
}

async fn fetch(device: &Device, file: &NamedFile) -> Result<(), Trouble> {
    let (mut pace, mut turn) = (Pace::default(), Turn::at_once());
    fetch_file(&device.store, &client(device), file.attachment, &mut pace, &mut turn).await
}

fn code(result: Result<impl std::fmt::Debug, Trouble>) -> String {
    match result {
        Err(Trouble::Refused { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}

/// The same in every run.
fn random(state: &mut u64, below: u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % below
}

/// What a cut may cost: the part that was under way, and shaking hands anew.
const CUT_BYTES_MAX: u64 = FILE_PART_BYTES_MAX as u64 + 64 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_cut_at_random_bytes_both_ways_arrives_and_goes_over_the_line_once()
-> Result<()> {
    let clinic = Clinic::with_letter(5_000_000).await?;
    let Clinic { line, desk, laptop, letter, .. } = &clinic;
    let mut state = 11;
    let before = line.carried();
    let mut cuts = 0;
    loop {
        line.cut_after(random(&mut state, 900_000));
        let sent = send(desk, letter).await;
        line.mend();
        match sent {
            Ok(()) => break,
            Err(Trouble::Unreachable) => cuts += 1,
            Err(other) => return Err(other.into()),
        }
        assert!(cuts < 1_000, "it makes no way");
    }
    assert!(cuts >= 5, "{cuts} cuts");
    let up = line.carried().0 - before.0;
    assert!(up < letter.size + letter.size / 20 + cuts * CUT_BYTES_MAX, "{up} bytes, {cuts} cuts");

    let before = line.carried();
    let mut cuts = 0;
    loop {
        line.cut_after(random(&mut state, 900_000));
        let fetched = fetch(laptop, letter).await;
        line.mend();
        match fetched {
            Ok(()) => break,
            Err(Trouble::Unreachable) => cuts += 1,
            Err(other) => return Err(other.into()),
        }
        assert!(cuts < 1_000, "it makes no way");
    }
    assert!(cuts >= 5, "{cuts} cuts");
    let down = line.carried().1 - before.1;
    assert!(down < letter.size + letter.size / 20 + cuts * CUT_BYTES_MAX, "{down}, {cuts} cuts");
    assert!(clinic.opens(&laptop.store));

    // At the centre it lies as it was sealed: nothing of it can be read there.
    let mut found = 0;
    for entry in walk(&clinic.folder.path().join("centre/attachments")) {
        let bytes = std::fs::read(&entry)?;
        found += usize::from(bytes.len() as u64 == letter.size);
        assert!(!bytes.windows(32).any(|window| window == &clinic.content[100..132]));
    }
    assert_eq!(found, 1, "the whole file lies there once");
    Ok(())
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_that_died_in_the_middle_goes_on_and_what_was_damaged_meanwhile_is_found() -> Result<()>
{
    let mut clinic = Clinic::with_letter(3_000_000).await?;
    send(&clinic.desk, &clinic.letter).await?;
    clinic.line.cut_after(1_500_000);
    assert!(matches!(fetch(&clinic.laptop, &clinic.letter).await, Err(Trouble::Unreachable)));
    clinic.line.mend();
    let (folder, user) = (clinic.laptop.folder().to_owned(), clinic.laptop.user);
    let spare = Device::alone("spare", &clinic.folder.path().join("spare"))?;
    std::mem::replace(&mut clinic.laptop, spare).close();
    clinic.laptop = Device::reopen("laptop", &folder, user)?;
    let laptop = &clinic.laptop;
    let held = laptop.store.fetched_bytes(&clinic.letter)?;
    assert!(held > 1_000_000, "{held}");
    assert!(!clinic.opens(&laptop.store), "half a file is no file");

    let part = folder.join(format!("attachments/{}.part", clinic.letter.sealed_sha256));
    let mut bytes = std::fs::read(&part)?;
    bytes[500_000] ^= 1;
    std::fs::write(&part, bytes)?;
    let before = clinic.line.carried().1;
    fetch(laptop, &clinic.letter).await?;
    assert!(clinic.opens(&laptop.store));
    let again = clinic.line.carried().1 - before;
    assert!(again > clinic.letter.size, "the damaged one was thrown away and fetched anew");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_content_is_refused_and_never_stands_in_for_the_true_one() -> Result<()> {
    let clinic = Clinic::with_letter(400_000).await?;
    let Clinic { desk, laptop, letter, .. } = &clinic;
    let attachment = letter.attachment;
    let rogue = client(laptop);
    let put = |offset: u64, count: usize| {
        let part = FilePart { attachment, offset, bytes: vec![6; count] };
        let rogue = rogue.clone();
        async move { rogue.put_file(&part).await }
    };
    let first = FILE_PART_BYTES_MAX as u64;
    let rest = usize::try_from(letter.size - first)?;
    assert_eq!(put(0, FILE_PART_BYTES_MAX).await?.held, first);
    assert_eq!(code(put(first, rest + 1).await), "file_too_long");
    assert_eq!(code(put(first, rest).await), "file_wrong");
    assert_eq!(rogue.file_state(&FileAsked { attachment }).await?.held, 0);
    assert_eq!(code(fetch(laptop, letter).await), "file_not_here");
    assert!(put(0, FILE_PART_BYTES_MAX + 1).await.is_err(), "a part has a largest size");

    // What somebody began wrongly costs the true file one more turn, and no more.
    put(0, 1_000).await?;
    send(desk, letter).await?;
    fetch(laptop, letter).await?;
    assert!(clinic.opens(&laptop.store));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_damaged_on_its_own_pc_is_not_sent_for_ever() -> Result<()> {
    let clinic = Clinic::with_letter(100_000).await?;
    let path = clinic.desk.folder().join(format!("attachments/{}", clinic.letter.sealed_sha256));
    let mut bytes = std::fs::read(&path)?;
    bytes[50_000] ^= 1;
    std::fs::write(&path, bytes)?;
    let refused = send(&clinic.desk, &clinic.letter).await;
    assert!(matches!(refused, Err(Trouble::Store(store::Error::AttachmentDamaged))));
    assert_eq!(code(fetch(&clinic.laptop, &clinic.letter).await), "file_not_here");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_pcs_send_the_same_file_at_once_and_one_finishes_what_the_other_began() -> Result<()> {
    let clinic = Clinic::with_letter(2_000_000).await?;
    clinic.give_laptop_a_copy();
    let Clinic { line, desk, laptop, letter, .. } = &clinic;
    line.cut_after(900_000);
    assert!(matches!(send(desk, letter).await, Err(Trouble::Unreachable)));
    line.mend();
    let asked = FileAsked { attachment: letter.attachment };
    let held = client(desk).file_state(&asked).await?.held;
    assert!(held > 400_000, "{held}");
    let before = line.carried().0;
    send(laptop, letter).await?;
    let up = line.carried().0 - before;
    assert!(up < letter.size - held + 100_000, "{up} bytes: only what was missing");

    let other = Clinic::with_letter(2_000_000).await?;
    other.give_laptop_a_copy();
    let (first, second) =
        tokio::join!(send(&other.desk, &other.letter), send(&other.laptop, &other.letter));
    first?;
    second?;
    std::fs::remove_file(
        other.laptop.folder().join(format!("attachments/{}", other.letter.sealed_sha256)),
    )?;
    fetch(&other.laptop, &other.letter).await?;
    assert!(other.opens(&other.laptop.store));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_hold_the_row_gets_nothing_of_its_file() -> Result<()> {
    let clinic = Clinic::with_letter(1_000).await?;
    send(&clinic.desk, &clinic.letter).await?;
    let laptop = client(&clinic.laptop);
    let nobodys = Uuid::from_u128(99);
    let wanted = FileWanted { attachment: nobodys, offset: 0, bytes_max: 100 };
    assert_eq!(code(laptop.get_file(&wanted).await), "file_unknown");
    let part = FilePart { attachment: nobodys, offset: 0, bytes: vec![1] };
    assert_eq!(code(laptop.put_file(&part).await), "file_unknown");

    clinic.centre.revoke("laptop").await?;
    assert!(matches!(fetch(&clinic.laptop, &clinic.letter).await, Err(Trouble::Revoked)));
    assert!(!clinic.opens(&clinic.laptop.store));
    Ok(())
}

impl Clinic {
    /// Another file of the same patient; its row waits on the desk's PC.
    fn attach(&self, content: &[u8]) -> Result<(NamedFile, String)> {
        let sealed = self.desk.store.seal_attachment(content)?;
        let row = json!({
            "patient_id": self.patient, "file_name": "scan.pdf", "media_type": "application/pdf",
            "size_bytes": sealed.size_bytes, "sha256": sealed.sha256,
            "sealed_sha256": sealed.sealed_sha256, "content_key": sealed.content_key,
        });
        let id = self.desk.ask("records.attach", row)?["id"].as_str().context("an id")?.parse()?;
        let file = self.desk.store.named_file(id)?.context("the row is here")?;
        Ok((file, sealed.content_key))
    }

    /// A second way into the centre's database.
    async fn sql(&self) -> Result<tokio_postgres::Client> {
        let (sql, connection) = tokio_postgres::connect(&self.url, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        Ok(sql)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_pc_hands_over_its_files_too_and_they_open_once_its_changes_are_taken_up()
-> Result<()> {
    let clinic = Clinic::with_letter(700_000).await?;
    let scan: Vec<u8> = (0..300_000u32).map(|n| u8::try_from(n % 241).unwrap()).collect();
    let (file, content_key) = clinic.attach(&scan)?;
    clinic.centre.revoke("desk").await?;
    assert!(matches!(clinic.desk.exchange().await, Err(error)
        if matches!(error.downcast_ref(), Some(Trouble::Revoked))));
    // Nobody's file, and nothing to be had: it may bring what it has, and no more.
    let desk = client(&clinic.desk);
    let nobodys = FilePart { attachment: Uuid::from_u128(99), offset: 0, bytes: vec![1] };
    assert_eq!(code(desk.put_file(&nobodys).await), "file_unknown");
    let attachment = clinic.letter.attachment;
    let wanted = FileWanted { attachment, offset: 0, bytes_max: 100 };
    assert!(matches!(desk.get_file(&wanted).await, Err(Trouble::Revoked)));

    // The line is cut in the middle of a file; the rest comes with the next contact.
    clinic.line.cut_after(400_000);
    let cut = sync::leave(&clinic.desk.store, &desk, &clinic.desk.key()).await;
    assert!(matches!(cut, Err(Trouble::Unreachable)), "{cut:?}");
    clinic.line.mend();
    sync::leave(&clinic.desk.store, &desk, &clinic.desk.key()).await?;
    assert!(clinic.desk.store.files_to_hand_over()?.is_empty());
    let asked = FileAsked { attachment };
    assert!(matches!(desk.file_state(&asked).await, Err(Trouble::Revoked)), "it has left");

    for handed_over in clinic.centre.handed_over().await? {
        assert_eq!(clinic.centre.take_up(handed_over.id).await?, None);
    }
    clinic.laptop.exchange().await?;
    fetch(&clinic.laptop, &clinic.letter).await?;
    assert!(clinic.opens(&clinic.laptop.store));
    fetch(&clinic.laptop, &file).await?;
    let mut back = Vec::new();
    clinic.laptop.store.open_attachment(&file.sealed_sha256, &content_key, &mut back)?;
    assert_eq!(back, scan);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_pc_that_has_brought_enough_leaves_all_the_same() -> Result<()> {
    let clinic = Clinic::with_letter(700_000).await?;
    let (file, _) = clinic.attach(&[7; 1_000])?;
    clinic.centre.revoke("desk").await?;
    let sql = clinic.sql().await?;
    let nearly = "UPDATE device_keys SET left_bytes = 4294967296 - 100000";
    sql.execute(nearly, &[]).await?;
    let desk = client(&clinic.desk);
    sync::leave(&clinic.desk.store, &desk, &clinic.desk.key()).await?;
    let left: i64 = sql.query_one("SELECT max(left_bytes) FROM device_keys", &[]).await?.get(0);
    assert!(left <= 4_294_967_296, "{left}");
    let whole = |name: &NamedFile| {
        let folder = clinic.folder.path().join("centre/attachments");
        std::fs::read_dir(folder).into_iter().flatten().any(|organization| {
            organization.unwrap().path().join("whole").join(&name.sealed_sha256).exists()
        })
    };
    assert!(!whole(&clinic.letter), "it was too much");
    assert!(whole(&file), "what is small enough still comes");
    let asked = FileAsked { attachment: file.attachment };
    assert!(matches!(desk.file_state(&asked).await, Err(Trouble::Revoked)), "it has left");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_and_come_by_themselves_and_a_file_that_is_not_there_says_where_it_is()
-> Result<()> {
    let mut clinic = Clinic::with_letter(700_000).await?;
    let attachment = clinic.letter.attachment;
    clinic.laptop.go_live()?;
    clinic.laptop.store.want_files(&[attachment], false)?;
    let sentence = clinic
        .laptop
        .until("why it is not here", |store| {
            Ok(store.file_standing(attachment)?.and_then(|standing| standing.sentence))
        })
        .await?;
    assert!(sentence.starts_with("This file is still on the PC where it was added."), "{sentence}");

    clinic.desk.go_live()?;
    clinic
        .desk
        .until("nothing to send", |store| Ok(store.files_to_send()?.is_empty().then_some(())))
        .await?;
    // A person who opens it does not wait for the next look.
    clinic.laptop.store.want_files(&[attachment], true)?;
    let sum = clinic.letter.sealed_sha256.clone();
    clinic.laptop.until("the file", |store| Ok(store.has_file(&sum).then_some(()))).await?;
    assert!(clinic.opens(&clinic.laptop.store));
    clinic
        .laptop
        .until("no wish", |store| Ok(store.files_wanted(9)?.is_empty().then_some(())))
        .await?;
    assert!(clinic.laptop.store.files_to_send()?.is_empty(), "what came is not sent back");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_waits_while_rows_move() -> Result<()> {
    let clinic = Clinic::with_letter(700_000).await?;
    let status = |phase| Status { phase, sentence: None, clock_off: 0, centre_is_newer: false };
    let (say, heard) = watch::channel(status(Phase::Syncing));
    let (mut pace, mut turn) = (Pace::default(), Turn::after_rows(heard));
    let carrier = client(&clinic.desk);
    let Clinic { desk, letter, .. } = &clinic;
    let mut sending =
        std::pin::pin!(send_file(&desk.store, &carrier, letter, &mut pace, &mut turn));
    assert!(poll!(&mut sending).is_pending());
    // Whatever the line could carry meanwhile, nothing went.
    desk.exchange().await?;
    assert!(poll!(&mut sending).is_pending());
    let asked = FileAsked { attachment: letter.attachment };
    assert_eq!(client(desk).file_state(&asked).await?.held, 0);
    say.send_replace(status(Phase::Live));
    sending.await?;
    assert!(client(desk).file_state(&asked).await?.whole);
    Ok(())
}
