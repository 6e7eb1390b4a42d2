//! A backup is played back, at the centre or on a PC, or a standby takes over: what was sent since
//! comes again, what two people wrote is told, and nothing is taken for something else.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use store::{Cells, params};
use sync_server::postgres_private::TestCluster;
use testkit::{Centre, Device, Line};
use uuid::Uuid;

/// A folder as it is now, owners and times included; the database's belongs to somebody else.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        std::fs::remove_dir_all(to)?;
    }
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status()?;
    ensure!(copied.success(), "cp copies {}", from.display());
    Ok(())
}

/// A centre whose database can be put back to an earlier state.
struct Clinic {
    data: PathBuf,
    address: SocketAddr,
    centre: Centre,
}

impl Clinic {
    async fn open(data: &Path) -> Result<Self> {
        let centre = Centre::start(data).await?;
        Ok(Self { data: data.to_owned(), address: centre.address(), centre })
    }

    fn backup(&self) -> PathBuf {
        self.data.with_file_name("backup")
    }

    async fn started_again(self, between: impl FnOnce(&Path, &Path) -> Result<()>) -> Result<Self> {
        let backup = self.backup();
        self.centre.stop().await?;
        between(&self.data.join("postgres"), &backup)?;
        let centre = Centre::start_at(&self.data, self.address).await?;
        Ok(Self { centre, ..self })
    }

    async fn back_up(self) -> Result<Self> {
        self.started_again(copy).await
    }

    /// How often the centre's security log speaks of a restore: of its own, and of PCs'.
    async fn restores_noted(&self) -> Result<(i64, i64)> {
        let running = std::fs::read_to_string(self.data.join("postgres/postmaster.pid"))?;
        let sockets = running.lines().nth(4).context("Postgres says where its socket is")?;
        let mut config = tokio_postgres::Config::new();
        config.host_path(sockets).user("holdfast").dbname("holdfast");
        let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        let noted = client
            .query_one(
                "SELECT count(*) FILTER (WHERE device_id IS NULL), \
                 count(*) FILTER (WHERE device_id IS NOT NULL) \
                 FROM security_logs WHERE action = 'restore'",
                &[],
            )
            .await?;
        Ok((noted.get(0), noted.get(1)))
    }

    async fn restore(self) -> Result<Self> {
        self.started_again(|database, backup| copy(backup, database)).await
    }
}

fn register(device: &Device, family: &str) -> Result<Uuid> {
    Ok(device.store.write::<_, store::Error>(device.user, "people.register", |write| {
        write.insert(
            "patients",
            Cells::new()
                .set("given_name", "Ana")
                .set("family_name", family)
                .set("name_precision", "full")
                .set("date_of_birth", "1990-02-03")
                .set("date_of_birth_precision", "day")
                .set("gender", "female")
                .set("status", "active"),
        )
    })?)
}

fn change(device: &Device, patient: Uuid, column: &'static str, to: &str) -> Result<()> {
    device.store.write::<_, store::Error>(device.user, "people.update", |write| {
        write.update("patients", patient, None, Cells::new().set(column, to))
    })?;
    Ok(())
}

fn shown(device: &Device, patient: Uuid, column: &str) -> Result<Option<String>> {
    let cell: Option<Option<String>> = device.store.read::<_, store::Error>(|reader| {
        reader.value(&format!("SELECT {column} FROM patients WHERE id = ?1"), params![patient])
    })?;
    Ok(cell.flatten())
}

fn count(device: &Device, sql: &str) -> Result<i64> {
    Ok(device.store.read::<_, store::Error>(|reader| reader.value(sql, []))?.unwrap_or(0))
}

/// Both values of every conflict over a patient.
fn told(device: &Device, patient: Uuid) -> Result<Vec<String>> {
    Ok(device.store.read::<_, store::Error>(|reader| {
        reader.column(
            "SELECT coalesce(canonical, '') || ' ' || coalesce(candidate, '') \
             FROM sync_conflicts WHERE row_id = ?1",
            params![patient],
        )
    })?)
}

async fn are_one(devices: &[&Device]) -> Result<()> {
    for _ in 0..3 {
        for device in devices {
            device.exchange().await.with_context(|| device.name.clone())?;
        }
    }
    for device in devices {
        let differing: Vec<_> =
            device.verify().await?.into_iter().filter(|table| !table.equal).collect();
        ensure!(differing.is_empty(), "{}: {differing:?}", device.name);
        ensure!(device.store.waiting(1)?.is_empty(), "{} has sent everything", device.name);
        let refused = device.store.quarantined()?;
        ensure!(refused.is_empty(), "{}: nothing is refused, but {refused:?}", device.name);
        for table in ["patients", "sync_conflicts", "users"] {
            ensure!(
                device.rows(table)? == devices.first().context("one")?.rows(table)?,
                "{} has other {table}",
                device.name
            );
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_centre_that_was_restored_gets_everything_again_and_overwrites_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut clinic = Clinic::open(&folder.path().join("centre")).await?;
    let line = Line::to(clinic.address).await?;
    let desk = Device::alone("desk", &folder.path().join("desk"))?;
    let known = register(&desk, "Known")?;
    desk.enrol(&clinic.centre, &line).await?;
    desk.exchange().await?;
    let join = async |name: &str, clinic: &Clinic| {
        Device::join(name, &folder.path().join(name), &clinic.centre, &line, "olga").await
    };
    let doctor = join("doctor", &clinic).await?;
    let nurse = join("nurse", &clinic).await?;
    let branch = join("branch", &clinic).await?;
    are_one(&[&desk, &doctor, &nurse, &branch]).await?;

    clinic = clinic.back_up().await?;
    // A start without a loss: nothing is done about it.
    desk.exchange().await?;
    assert_eq!(desk.store.facts()?.incarnation, 1);
    let since = register(&desk, "Since")?;
    change(&desk, known, "phone", "+34 600 111 111")?;
    desk.exchange().await?;
    doctor.exchange().await?;
    change(&doctor, since, "city", "Cádiz")?;
    doctor.exchange().await?;
    let of_nurse = register(&nurse, "Nurse's")?;
    nurse.exchange().await?;
    doctor.exchange().await?;
    desk.exchange().await?;
    // Answered, and never come through the cursor.
    change(&desk, known, "birth_place", "Ronda")?;
    let client = sync::Client::new(&desk.link()?, &desk.key())?;
    let batch = desk.store.next_batch(desk.key().signing(), 10, 1_000_000)?;
    let batch = batch.context("something waits")?;
    let (incarnation, life) = (batch.incarnation, desk.store.life()?);
    let push = protocol::PushRequest { incarnation, life, changesets: batch.changesets };
    desk.store.note_answers(&client.push(&push).await?.outcomes)?;
    let before = desk.store.facts()?.cursor.position;

    clinic = clinic.restore().await?;
    // Whoever comes first has seen nothing of what is lost, and takes its positions.
    change(&branch, known, "phone", "+34 600 222 222")?;
    let branchs = register(&branch, "Branch's")?;
    branch.exchange().await?;
    assert_eq!(branch.store.facts()?.incarnation, 1);
    assert!(branch.store.facts()?.cursor.position <= before);

    // Nothing goes on across the restore without a greeting.
    let client = sync::Client::new(&doctor.link()?, &doctor.key())?;
    let (cursor, life) = (doctor.store.facts()?.cursor, doctor.store.life()?);
    let stale = protocol::PullRequest { cursor, life, rows_max: 10 };
    let refused = client.pull(&stale).await.unwrap_err();
    assert!(
        matches!(&refused, sync::Trouble::Refused { code, .. } if code == protocol::ANOTHER_LIFE),
        "{refused}"
    );

    // The doctor's line refers to a patient of the desk's, who is not there yet.
    doctor.exchange().await?;
    assert_eq!(doctor.store.facts()?.incarnation, 2);
    assert_eq!(doctor.store.facts()?.cursor.position.epoch(), 1);
    assert_eq!(doctor.store.quarantined()?.len(), 1);
    assert_eq!(shown(&doctor, of_nurse, "family_name")?, None);
    let aside = "SELECT count(*) FROM unapplied_rows WHERE reason LIKE '%restored%'";
    assert!(count(&doctor, aside)? >= 1, "what the nurse had sent is kept aside");
    desk.exchange().await?;
    assert_eq!(desk.store.facts()?.cursor.position.epoch(), 1, "one restore, one epoch");
    doctor.exchange().await?;
    are_one(&[&desk, &doctor, &branch]).await?;
    assert_eq!(shown(&branch, since, "city")?.as_deref(), Some("Cádiz"));
    assert_eq!(shown(&branch, known, "birth_place")?.as_deref(), Some("Ronda"));
    assert_eq!(shown(&desk, branchs, "family_name")?.as_deref(), Some("Branch's"));
    let phones = told(&branch, known)?.join(" ");
    assert!(phones.contains("111 111") && phones.contains("222 222"), "{phones}");

    nurse.exchange().await?;
    are_one(&[&desk, &doctor, &branch, &nurse]).await?;
    assert_eq!(shown(&doctor, of_nurse, "family_name")?.as_deref(), Some("Nurse's"));
    for device in [&desk, &doctor, &branch, &nurse] {
        let of_nurse = count(
            device,
            "SELECT count(*) FROM unapplied_rows u JOIN patients p ON p.id = u.row_id \
             WHERE p.family_name = 'Nurse''s'",
        )?;
        assert_eq!(of_nurse, 0, "{}: what came back lies aside no longer", device.name);
    }
    // The branch's PC had seen nothing that is lost.
    assert_eq!(clinic.restores_noted().await?, (1, 3));
    // Once more, in the same life: nothing moves.
    let epoch = desk.store.facts()?.cursor.position.epoch();
    are_one(&[&desk, &doctor, &branch, &nurse]).await?;
    assert_eq!(desk.store.facts()?.cursor.position.epoch(), epoch);
    clinic.centre.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_that_the_restored_centre_has_never_heard_of_is_enrolled_again_and_loses_nothing()
-> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut clinic = Clinic::open(&folder.path().join("centre")).await?;
    let line = Line::to(clinic.address).await?;
    let desk = Device::alone("desk", &folder.path().join("desk"))?;
    let known = register(&desk, "Known")?;
    desk.enrol(&clinic.centre, &line).await?;
    desk.exchange().await?;

    clinic = clinic.back_up().await?;
    let doctors = folder.path().join("doctor");
    let doctor = Device::join("doctor", &doctors, &clinic.centre, &line, "olga").await?;
    let before = doctor.store.facts()?;
    let sent = register(&doctor, "Sent")?;
    change(&doctor, known, "phone", "+34 600 111 111")?;
    doctor.exchange().await?;
    desk.exchange().await?;
    // Sent, and its answer never heard.
    let lost = register(&doctor, "Lost answer")?;
    let client = sync::Client::new(&doctor.link()?, &doctor.key())?;
    let batch = doctor.store.next_batch(doctor.key().signing(), 10, 1_000_000)?;
    let batch = batch.context("something waits")?;
    let (incarnation, life) = (batch.incarnation, doctor.store.life()?);
    let push = protocol::PushRequest { incarnation, life, changesets: batch.changesets };
    client.push(&push).await?;
    let unsent = register(&doctor, "Unsent")?;

    clinic = clinic.restore().await?;
    let unknown = doctor.exchange().await.unwrap_err().to_string();
    assert!(unknown.contains("not known at the centre"), "{unknown}");
    // A PC that comes for the first time takes the number that the doctor's had.
    let nurses = folder.path().join("nurse");
    let nurse = Device::join("nurse", &nurses, &clinic.centre, &line, "olga").await?;
    assert_eq!(nurse.store.facts()?.number_prefix, before.number_prefix);
    let refused = desk.enrol_again(&clinic.centre, &line).await.unwrap_err().to_string();
    assert!(refused.contains("knows this PC already"), "{refused}");

    doctor.enrol_again(&clinic.centre, &line).await?;
    doctor.exchange().await?;
    let after = doctor.store.facts()?;
    assert_eq!(after.device, before.device, "it is the PC that it was");
    assert_ne!(after.number_prefix, before.number_prefix, "no two PCs give one number");
    are_one(&[&doctor, &desk, &nurse]).await?;
    for patient in [sent, lost, unsent] {
        assert!(shown(&desk, patient, "family_name")?.is_some());
    }
    assert_eq!(shown(&nurse, known, "phone")?.as_deref(), Some("+34 600 111 111"));
    assert_eq!(count(&desk, "SELECT count(*) FROM patients WHERE deleted_at IS NULL")?, 4);

    // Once is enough.
    let refused = doctor.enrol_again(&clinic.centre, &line).await.unwrap_err().to_string();
    assert!(refused.contains("knows this PC already"), "{refused}");
    let strangers = Device::alone("stranger", &folder.path().join("stranger"))?;
    strangers.store.set_facts(&[("device", &Uuid::nil().to_string())])?;
    let refused = strangers.enrol_again(&clinic.centre, &line).await.unwrap_err().to_string();
    assert!(refused.contains("another clinic"), "{refused}");
    clinic.centre.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_that_was_restored_or_copied_goes_on_as_somebody_else() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let clinic = Clinic::open(&folder.path().join("centre")).await?;
    let line = Line::to(clinic.address).await?;
    let (at, copied) = (folder.path().join("desk"), folder.path().join("copied"));
    let desk = Device::alone("desk", &at)?;
    let known = register(&desk, "Known")?;
    desk.enrol(&clinic.centre, &line).await?;
    desk.exchange().await?;
    let doctors = folder.path().join("doctor");
    let doctor = Device::join("doctor", &doctors, &clinic.centre, &line, "olga").await?;
    let user = desk.user;
    let waiting = register(&desk, "Waiting")?;
    desk.close();
    copy(&at, &copied)?;

    let desk = Device::reopen("desk", &at, user)?;
    change(&desk, known, "phone", "+34 600 111 111")?;
    desk.exchange().await?;
    let later = register(&desk, "Later")?;
    desk.exchange().await?;
    desk.close();

    // The disk broke; yesterday's copy goes on and has seen nothing of that.
    std::fs::remove_dir_all(&at)?;
    copy(&copied, &at)?;
    let desk = Device::reopen("desk", &at, user)?;
    change(&desk, known, "phone", "+34 600 222 222")?;
    desk.exchange().await?;
    assert_eq!(desk.store.facts()?.incarnation, 2);
    are_one(&[&desk, &doctor]).await?;
    for patient in [waiting, later] {
        assert!(shown(&doctor, patient, "family_name")?.is_some());
    }
    let phones = told(&doctor, known)?.join(" ");
    assert!(phones.contains("111 111") && phones.contains("222 222"), "{phones}");

    // The copy is started as well: two PCs with one name, and both are heard.
    let twin = Device::reopen("desk", &copied, user)?;
    for round in 0..3 {
        let (one, other) =
            (register(&desk, &format!("One {round}"))?, register(&twin, &format!("Two {round}"))?);
        desk.exchange().await?;
        twin.exchange().await?;
        doctor.exchange().await?;
        assert!(shown(&doctor, one, "family_name")?.is_some());
        assert!(shown(&doctor, other, "family_name")?.is_some());
    }
    are_one(&[&desk, &doctor]).await?;
    are_one(&[&twin, &doctor]).await?;
    clinic.centre.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_backup_holds_is_let_go_of_and_not_before() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let cluster = TestCluster::start()?;
    let url = cluster.database().await?;
    let centre = Centre::over(&folder.path().join("centre"), &url).await?;
    let line = Line::to(centre.address()).await?;
    let desk = Device::alone("desk", &folder.path().join("desk"))?;
    desk.enrol(&centre, &line).await?;
    register(&desk, "Known")?;
    desk.exchange().await?;
    let kept = "SELECT count(*) FROM answered";
    let all = count(&desk, kept)?;
    assert!(all > 0);
    let ahead = chrono::Utc::now() + chrono::TimeDelta::hours(1);
    assert!(centre.backed_up(ahead).await.is_err());
    // What came in the minutes before may have missed it.
    assert_eq!(centre.backed_up(chrono::Utc::now()).await?, 0);
    desk.exchange().await?;
    assert_eq!(count(&desk, kept)?, all);
    let (operator, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    let earlier = "UPDATE sync_changesets SET arrived_at = arrived_at - interval '1 hour'";
    let earlier = operator.execute(earlier, &[]).await?;
    register(&desk, "Later")?;
    desk.exchange().await?;
    assert_eq!(centre.backed_up(chrono::Utc::now()).await?, earlier);
    desk.exchange().await?;
    assert_eq!(count(&desk, kept)?, 1, "the last one alone is kept");
    centre.stop().await
}

/// A connection to a cluster's database, as an administrator of it has it.
async fn connected(cluster: &TestCluster, database: &str) -> Result<tokio_postgres::Client> {
    let mut config = tokio_postgres::Config::new();
    config.host_path(cluster.sockets()).user("holdfast").dbname(database);
    let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Waits until `sql` gives true.
async fn until_true(client: &tokio_postgres::Client, sql: &str) -> Result<()> {
    while !client.query_one(sql, &[]).await?.get::<_, bool>(0) {
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// As `docs/standby.md` says it is set up: the server is told of both databases and writes to the one
/// that can be written to.
#[tokio::test(flavor = "multi_thread")]
async fn a_standby_is_read_meanwhile_and_takes_over_without_loss() -> Result<()> {
    let mut primary = tokio::task::spawn_blocking(TestCluster::start).await??;
    let url = primary.database().await?;
    let database = url.split(['/', '?']).nth(3).context("a URL names its database")?.to_owned();
    let (mut standby, of) = tokio::task::spawn_blocking(move || {
        let standby = primary.standby()?;
        Ok::<_, sync_server::Error>((standby, primary))
    })
    .await??;
    primary = of;
    // What is acknowledged can be read at the standby.
    let master = connected(&primary, &database).await?;
    for setting in ["synchronous_standby_names = '*'", "synchronous_commit = remote_apply"] {
        master.batch_execute(&format!("ALTER SYSTEM SET {setting}")).await?;
    }
    master.batch_execute("SELECT pg_reload_conf()").await?;
    let follows = "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = ";
    until_true(&master, &format!("{follows}'sync'")).await?;

    let folder = tempfile::tempdir()?;
    let both = format!(
        "postgresql:///{database}?host={}&host={}&user=holdfast&target_session_attrs=read-write",
        primary.sockets().display(),
        standby.sockets().display()
    );
    let centre = Centre::over(&folder.path().join("centre"), &both).await?;
    let line = Line::to(centre.address()).await?;
    let desk = Device::alone("desk", &folder.path().join("desk"))?;
    let kept = register(&desk, "Kept")?;
    desk.enrol(&centre, &line).await?;
    desk.exchange().await?;
    let doctor =
        Device::join("doctor", &folder.path().join("doctor"), &centre, &line, "olga").await?;
    are_one(&[&desk, &doctor]).await?;

    let reader = connected(&standby, &database).await?;
    let known = "SELECT count(*) FROM patients WHERE id = $1";
    assert_eq!(reader.query_one(known, &[&kept]).await?.get::<_, i64>(0), 1);
    let written = reader.execute("UPDATE patients SET status = 'inactive'", &[]).await;
    let refused = written.expect_err("a standby is only read");
    assert_eq!(refused.code().map(tokio_postgres::error::SqlState::code), Some("25006"));
    // A server that knows of the standby alone says what to do.
    let alone =
        format!("postgresql:///{database}?host={}&user=holdfast", standby.sockets().display());
    let Err(refused) = Centre::over(&folder.path().join("other"), &alone).await else {
        anyhow::bail!("a server writes to no standby");
    };
    assert!(refused.to_string().contains("is a standby"), "{refused}");

    // The standby falls behind: what follows is acknowledged by the first database alone.
    master.batch_execute("ALTER SYSTEM RESET synchronous_standby_names").await?;
    master.batch_execute("SELECT pg_reload_conf()").await?;
    until_true(&master, &format!("{follows}'async'")).await?;
    drop(reader);
    standby.crash()?;
    let behind = register(&desk, "Behind")?;
    desk.exchange().await?;
    doctor.exchange().await?;
    assert_eq!(shown(&doctor, behind, "family_name")?.as_deref(), Some("Behind"));
    change(&doctor, kept, "city", "Ronda")?;
    doctor.exchange().await?;

    // The first one is lost for good, and the server goes on with the second one by itself.
    primary.crash()?;
    let after = register(&desk, "After")?;
    assert!(desk.exchange().await.is_err(), "nothing can be written meanwhile");
    standby.start_again()?;
    standby.promote()?;
    let reader = connected(&standby, &database).await?;
    let lost = reader.query_one(known, &[&behind]).await?.get::<_, i64>(0);
    assert_eq!(lost, 0, "it did not reach the standby");
    for device in [&doctor, &desk] {
        device.exchange().await?;
    }
    are_one(&[&desk, &doctor]).await?;
    for (patient, family) in [(kept, "Kept"), (behind, "Behind"), (after, "After")] {
        assert_eq!(shown(&doctor, patient, "family_name")?.as_deref(), Some(family));
        assert_eq!(reader.query_one(known, &[&patient]).await?.get::<_, i64>(0), 1, "{family}");
    }
    assert_eq!(shown(&desk, kept, "city")?.as_deref(), Some("Ronda"));
    assert_eq!(desk.store.facts()?.cursor.position.epoch(), 1, "the loss was noticed");
    centre.stop().await
}
