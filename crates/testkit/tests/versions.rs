//! Three versions of Holdfast with one centre. The version that exists is the earlier one here: a
//! process of its own records its databases and goes on as a PC of it, while this one is of a next
//! version, which has one more column.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Once;

use anyhow::{Context as _, Result, ensure};
use migrations::Next;
use protocol::{Cursor, Hello, Position, PullRequest, PushRequest};
use store::{Cells, params};
use sync::{Client, Link, Trouble};
use testkit::{Centre, Device, Line};
use uuid::Uuid;

/// Where the process of the earlier version works, and what it is to do there.
const FOLDER: &str = "HOLDFAST_EARLIER_FOLDER";
const TASK: &str = "HOLDFAST_EARLIER_TASK";
/// The patient whom everybody knows.
const KNOWN: Uuid = Uuid::from_u128(0x019b_0000_0000_7000_8000_0000_0000_0001);

/// This process is of the next version.
fn of_next_version() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        migrations::rehearse(Next {
            columns: "patients.nickname TEXT SINCE 3\n",
            script: ("V900__nickname", "ALTER TABLE patients ADD COLUMN nickname TEXT;"),
        })
        .unwrap();
    });
    assert_eq!(migrations::version(), migrations::VERSION + 1);
}

/// Has a process of the version that exists do `task` in `folder`.
fn earlier(task: &str, folder: &Path) -> Result<()> {
    let done = Command::new(std::env::current_exe()?)
        .args(["--ignored", "--exact", "as_an_earlier_version", "--nocapture"])
        .env(TASK, task)
        .env(FOLDER, folder)
        .output()?;
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    ensure!(done.status.success(), "{task}: {}{}", told(&done.stdout), told(&done.stderr));
    Ok(())
}

fn register(device: &Device, id: Uuid, family: &str) -> Result<()> {
    device.store.write::<_, store::Error>(device.user, "people.register", |write| {
        write.insert(
            "patients",
            Cells::new()
                .set("id", id)
                .set("given_name", "Ana")
                .set("family_name", family)
                .set("name_precision", "full")
                .set("date_of_birth", "1990-02-03")
                .set("date_of_birth_precision", "day")
                .set("gender", "female")
                .set("status", "active"),
        )
    })?;
    Ok(())
}

fn change(device: &Device, column: &'static str, to: &str) -> Result<()> {
    device.store.write::<_, store::Error>(device.user, "people.update", |write| {
        write.update("patients", KNOWN, None, Cells::new().set(column, to))
    })?;
    Ok(())
}

fn shown(device: &Device, column: &str) -> Result<Option<String>> {
    let cell: Option<Option<String>> = device.store.read::<_, store::Error>(|reader| {
        reader.value(&format!("SELECT {column} FROM patients WHERE id = ?1"), params![KNOWN])
    })?;
    Ok(cell.flatten())
}

/// Where the centre of `folder` listens, from process to process.
fn address(folder: &Path) -> PathBuf {
    folder.join("address")
}

/// The PC called `name` as it was left, on its way to the centre at `address`.
fn pc(folder: &Path, name: &str, address: SocketAddr) -> Result<Device> {
    let at = folder.join(name);
    let mut link = Link::load(&at)?.context("the PC is enrolled")?;
    ensure!(link.server.set_port(Some(address.port())).is_ok(), "a server URL takes a port");
    link.save(&at)?;
    let user = std::fs::read_to_string(folder.join("user"))?.parse()?;
    Device::reopen(name, &at, user)
}

/// Records a centre and two PCs, as the version that exists leaves them on their disks: one PC with
/// work that it has signed and not sent, and work that it has not signed.
async fn record(folder: &Path) -> Result<()> {
    let centre = Centre::start(&folder.join("centre")).await?;
    let line = Line::to(centre.address()).await?;
    let desk = Device::alone("desk", &folder.join("desk"))?;
    register(&desk, KNOWN, "Known")?;
    desk.enrol(&centre, &line).await?;
    desk.exchange().await?;
    let laptop = Device::join("laptop", &folder.join("laptop"), &centre, &line, "olga").await?;
    std::fs::write(folder.join("user"), desk.user.to_string())?;
    std::fs::write(address(folder), centre.address().to_string())?;
    register(&desk, Uuid::from_u128(21), "Signed")?;
    desk.store.next_batch(desk.key().signing(), 10, 1_000_000)?.context("something waits")?;
    register(&desk, Uuid::from_u128(22), "Unsigned")?;
    change(&desk, "phone", "+34 600 111 111")?;
    desk.close();
    laptop.close();
    centre.stop().await
}

/// A laptop that was not updated works on.
async fn work_on(folder: &Path) -> Result<()> {
    let address = std::fs::read_to_string(address(folder))?.parse()?;
    let laptop = pc(folder, "laptop", address)?;
    change(&laptop, "birth_place", "Ronda")?;
    register(&laptop, Uuid::from_u128(23), "Of the laptop")?;
    let exchanged = laptop.exchange().await?;
    ensure!(exchanged.centre_is_newer, "the laptop says that it should be updated");
    ensure!(laptop.store.waiting(1)?.is_empty(), "everything was taken");
    ensure!(shown(&laptop, "phone")?.as_deref() == Some("+34 600 111 111"), "it hears of others");
    let differing: Vec<_> =
        laptop.verify().await?.into_iter().filter(|table| !table.equal).collect();
    ensure!(differing.is_empty(), "{differing:?}");
    laptop.close();
    Ok(())
}

#[ignore = "it is what other stories run as a process of its own"]
#[tokio::test(flavor = "multi_thread")]
async fn as_an_earlier_version() -> Result<()> {
    let (Ok(task), Ok(folder)) = (std::env::var(TASK), std::env::var(FOLDER)) else {
        return Ok(());
    };
    assert_eq!(migrations::version(), migrations::VERSION);
    match task.as_str() {
        "record" => record(Path::new(&folder)).await,
        "work on" => work_on(Path::new(&folder)).await,
        other => anyhow::bail!("there is no task {other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_version_left_is_opened_and_sent_and_its_pcs_are_served() -> Result<()> {
    of_next_version();
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    earlier("record", folder)?;

    // The centre is updated first; then the desk's PC, with what it had not sent.
    let centre = Centre::start(&folder.join("centre")).await?;
    std::fs::write(address(folder), centre.address().to_string())?;
    let desk = pc(folder, "desk", centre.address())?;
    assert_eq!(desk.store.waiting(9)?.len(), 3);
    change(&desk, "nickname", "Anita")?;
    desk.exchange().await?;
    assert!(desk.store.waiting(1)?.is_empty() && desk.store.quarantined()?.is_empty());

    // The laptop was not updated: it is sent nothing of what it does not know.
    earlier("work on", folder)?;
    desk.exchange().await?;
    assert_eq!(shown(&desk, "birth_place")?.as_deref(), Some("Ronda"));
    assert_eq!(shown(&desk, "nickname")?.as_deref(), Some("Anita"));

    // Once it is, what it lacked comes, although no row has changed.
    let laptop = pc(folder, "laptop", centre.address())?;
    assert_eq!(shown(&laptop, "nickname")?, None);
    change(&laptop, "city", "Cádiz")?;
    let before = laptop.store.facts()?.cursor;
    laptop.exchange().await?;
    assert!(laptop.store.facts()?.cursor >= before);
    assert_eq!(shown(&laptop, "nickname")?.as_deref(), Some("Anita"));
    desk.exchange().await?;
    laptop.exchange().await?;
    for table in ["patients", "users", "sync_conflicts"] {
        assert_eq!(laptop.rows(table)?, desk.rows(table)?, "{table}");
    }
    assert_eq!(desk.rows("patients")?.len(), 4);
    assert_eq!(laptop.exchange().await?.received, 0, "it is asked for once");
    centre.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_too_old_may_still_send_and_who_is_newer_than_the_centre_waits() -> Result<()> {
    of_next_version();
    let folder = tempfile::tempdir()?;
    let centre = Centre::start(&folder.path().join("centre")).await?;
    let line = Line::to(centre.address()).await?;
    let desk = Device::alone("desk", &folder.path().join("desk"))?;
    register(&desk, KNOWN, "Known")?;
    desk.enrol(&centre, &line).await?;
    desk.exchange().await?;
    let laptop =
        Device::join("laptop", &folder.path().join("laptop"), &centre, &line, "olga").await?;
    register(&laptop, Uuid::from_u128(23), "Of the laptop")?;

    let client = Client::new(&laptop.link()?, &laptop.key())?;
    let says = laptop.store.hello()?;
    let newer = Hello { schema: migrations::version() + 1, ..says.clone() };
    let refused = client.hello(&newer).await.unwrap_err();
    assert!(refused.to_string().contains("newer than the centre's"), "{refused}");

    let old = migrations::version() - protocol::OLDER_VERSIONS_SERVED;
    let pull = |cursor| PullRequest { cursor, life: laptop.store.life().unwrap(), rows_max: 9 };
    client.hello(&Hello { schema: old, ..says.clone() }).await?;
    client.pull(&pull(laptop.store.facts()?.cursor)).await?;
    client.hello(&Hello { schema: old - 1, ..says }).await?;
    let cursor = Cursor::after(Position::START);
    let refused = client.pull(&pull(cursor)).await.unwrap_err();
    assert!(
        matches!(&refused, Trouble::Refused { code, .. } if code == protocol::TOO_OLD),
        "{refused}"
    );
    assert!(refused.to_string().contains("update Holdfast on this PC"), "{refused}");
    let batch = laptop.store.next_batch(laptop.key().signing(), 10, 1_000_000)?;
    let batch = batch.context("something waits")?;
    let (incarnation, life) = (batch.incarnation, laptop.store.life()?);
    let push = PushRequest { incarnation, life, changesets: batch.changesets };
    laptop.store.note_answers(&client.push(&push).await?.outcomes)?;
    desk.exchange().await?;
    assert_eq!(desk.rows("patients")?.len(), 2, "what it had to send has arrived");

    // Updated, it goes on as if nothing had been.
    laptop.exchange().await?;
    assert_eq!(laptop.rows("patients")?, desk.rows("patients")?);
    centre.stop().await
}
