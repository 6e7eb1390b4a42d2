//! A replica that differs from the centre finds out by digests and fetches what differs.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::sync::OnceLock;

use anyhow::Result;
use protocol::{PartRowsRequest, Position};
use store::{Cells, params};
use sync_server::postgres_private::TestCluster;
use testkit::{Centre, Device, Line};
use uuid::Uuid;

fn cluster() -> &'static TestCluster {
    static CLUSTER: OnceLock<TestCluster> = OnceLock::new();
    CLUSTER.get_or_init(|| TestCluster::start().unwrap())
}

fn register(device: &Device, families: std::ops::Range<u32>) -> Result<Vec<Uuid>> {
    Ok(device.store.write::<_, store::Error>(device.user, "people.register", |write| {
        families
            .map(|number| {
                write.insert(
                    "patients",
                    Cells::new()
                        .set("given_name", "Ana")
                        .set("family_name", format!("Ruiz {number}"))
                        .set("name_precision", "full")
                        .set("date_of_birth", "1990-02-03")
                        .set("date_of_birth_precision", "day")
                        .set("gender", "female")
                        .set("phone", "+34 600 000 001")
                        .set("status", "active"),
                )
            })
            .collect()
    })?)
}

fn change_phone(device: &Device, patient: Uuid, phone: &str) -> Result<()> {
    device.store.write::<_, store::Error>(device.user, "people.update", |write| {
        write.update("patients", patient, None, Cells::new().set("phone", phone))
    })?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_from_the_centre_is_found_and_fetched_and_what_is_pending_stays() -> Result<()>
{
    let folder = tempfile::tempdir()?;
    let url = cluster().database().await?;
    let centre = Centre::over(&folder.path().join("centre"), &url).await?;
    let line = Line::to(centre.address()).await?;
    let desk = Device::alone("desk", &folder.path().join("desk"))?;
    let mut known = Vec::new();
    for thousand in 0..4 {
        known.extend(register(&desk, thousand * 1_000..(thousand + 1) * 1_000)?);
    }
    desk.enrol(&centre, &line).await?;
    desk.exchange().await?;
    let differing = |verified: &[sync::Verified]| {
        verified.iter().filter(|table| !table.equal).map(|table| table.table).collect::<Vec<_>>()
    };
    assert_eq!(differing(&desk.verify().await?), Vec::<&str>::new());

    // Behind everybody's back: a row changes, one goes, one comes, and no log says so.
    let (operator, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    let (changed, gone, both) = (known[700], known[20], known[3_400]);
    operator.batch_execute("SET session_replication_role = replica").await?;
    let moved = "UPDATE patients SET city = 'Elsewhere', version = version - 1 WHERE id = ANY($1)";
    assert_eq!(operator.execute(moved, &[&vec![changed, both]]).await?, 2);
    assert_eq!(operator.execute("DELETE FROM patients WHERE id = $1", &[&gone]).await?, 1);
    let columns: String = operator
        .query_one(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name = 'patients' \
             AND column_name NOT IN ('id', 'mrn')",
            &[],
        )
        .await?
        .get(0);
    let newcomer = Uuid::now_v7();
    let copied = format!(
        "INSERT INTO patients (id, {columns}) SELECT $1, {columns} FROM patients WHERE id = $2"
    );
    assert_eq!(operator.execute(&copied, &[&newcomer, &changed]).await?, 1);

    assert_eq!(differing(&desk.verify().await?), ["patients"]);
    line.cut();
    let client = sync::Client::new(&desk.link()?, &desk.key())?;
    sync::verify_and_mend(&desk.store, &client, &desk.key()).await.unwrap_err();
    line.mend();

    let before = line.carried().1;
    let (verified, mended) = sync::verify_and_mend(&desk.store, &client, &desk.key()).await?;
    assert_eq!(differing(&verified), Vec::<&str>::new());
    let carried = line.carried().1 - before;
    assert!(desk.store.compared_at()?.is_some());
    let here = |id: Uuid, column: &'static str| -> Result<Option<String>> {
        let cell: Option<Option<String>> = desk.store.read::<_, store::Error>(|reader| {
            reader.value(&format!("SELECT {column} FROM patients WHERE id = ?1"), params![id])
        })?;
        Ok(cell.flatten())
    };
    assert_eq!(here(changed, "city")?.as_deref(), Some("Elsewhere"));
    assert_eq!(here(newcomer, "family_name")?.as_deref(), Some("Ruiz 700"));
    assert_eq!(here(gone, "family_name")?, None);
    assert_eq!(here(both, "city")?.as_deref(), Some("Elsewhere"));
    assert_eq!(mended, 4);
    // Rows of the parts that differ come, not the table.
    let whole = Device::join("other", &folder.path().join("other"), &centre, &line, "olga").await?;
    let bootstrap = line.carried().1 - before - carried;
    assert!(carried * 2 < bootstrap, "{carried} bytes mended, {bootstrap} fetch everything");

    // What somebody has typed here stands above what comes, and is sent.
    desk.exchange().await?;
    change_phone(&desk, both, "+34 699 999 999")?;
    let again = "UPDATE patients SET city = 'Nowhere', version = version - 1 WHERE id = $1";
    assert_eq!(operator.execute(again, &[&both]).await?, 1);
    let position = desk.store.facts()?.cursor.position;
    let table = migrations::schema().table("patients").unwrap().number;
    let asked = PartRowsRequest { position, table, after: None, until: None };
    let chunk = client.verify_rows(&asked).await?;
    let late = Position(position.0 - 1);
    let moved = desk.store.mend(table, (None, None), late, &chunk);
    assert!(matches!(moved, Err(store::Error::NotNext)));
    assert_eq!(desk.store.mend(table, (None, None), position, &chunk)?, 1);
    assert_eq!(here(both, "city")?.as_deref(), Some("Nowhere"));
    assert_eq!(here(both, "phone")?.as_deref(), Some("+34 699 999 999"));
    desk.exchange().await?;
    whole.exchange().await?;
    let there: Option<Option<String>> = whole.store.read::<_, store::Error>(|reader| {
        reader.value("SELECT phone FROM patients WHERE id = ?1", params![both])
    })?;
    assert_eq!(there.flatten().as_deref(), Some("+34 699 999 999"));
    centre.stop().await
}
