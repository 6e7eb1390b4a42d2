//! Records that were merged are one person to everything that the clinic does and asks.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use store::{Store, params};
use testkit::demo::{self, Clock, PATIENT};
use testkit::questions::Asker;
use testkit::{Device, surroundings};
use uuid::Uuid;

/// The patients who have the most rows of some table: whoever lay in a bed, was scanned, has an
/// account.
fn best_known(store: &Store, pairs: &[(Uuid, Uuid)]) -> Result<BTreeSet<(Uuid, Uuid)>> {
    let mut known = BTreeSet::new();
    for table in &migrations::schema().tables {
        if table.column_number("patient_id").is_none() {
            continue;
        }
        let most: Option<Uuid> = store.read::<_, store::Error>(|reader| {
            let sql = format!(
                "SELECT patient_id FROM {} WHERE patient_id IS NOT NULL GROUP BY patient_id \
                 ORDER BY count(*) DESC, patient_id LIMIT 1",
                table.name
            );
            reader.value(&sql, [])
        })?;
        known.extend(pairs.iter().find(|(one, two)| [Some(*one), Some(*two)].contains(&most)));
    }
    Ok(known)
}

/// Every workflow of the demo is carried out with either record of each patient in its request, and
/// then every question is asked about both.
#[test]
fn records_of_one_person_are_one_in_every_workflow_and_every_question() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let now = surroundings().now();
    let (town, clock) = (demo::town(now), Clock::at(demo::founded_at(now)));
    let founding = demo::founding(town, "Harbour Clinic");
    let desk = Device::founded("desk", folder.path(), clock.surroundings(), &founding)?;
    let pairs = demo::load_merged(&desk.store, &clock, desk.user, town, now)?;

    let asker = Asker::new(&desk.store, desk.user)?;
    let mut apart = BTreeSet::new();
    for (front, behind) in best_known(&desk.store, &pairs)? {
        apart.extend(asker.told_apart(front, behind, now)?);
    }
    let account: Option<(Uuid, Uuid)> = desk.store.read::<_, store::Error>(|reader| {
        reader.row(
            "SELECT u.id, p.id FROM users u JOIN patients p ON p.user_id = u.id \
             WHERE u.username = ?1",
            params![PATIENT],
        )
    })?;
    let (account, own) = account.context("a patient with an account")?;
    let pair = pairs.iter().find(|(one, two)| [*one, *two].contains(&own)).context("a pair")?;
    apart.extend(asker.own_told_apart(account, *pair, now)?);
    let apart: Vec<String> = apart.into_iter().collect();
    assert!(apart.is_empty(), "told apart are\n{}", apart.join("\n"));
    Ok(())
}
