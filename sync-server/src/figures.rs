//! The figures that PCs measure of their own work (`system_metrics`) would pile up for ever. Of a day
//! that is long past the highest of each figure of each PC stays, and the others go.

use std::time::Duration;

use chrono::{DateTime, Days, NaiveTime, Utc};
use tokio::sync::watch;
use uuid::Uuid;

use crate::accept::stopped;
use crate::database::Database;
use crate::error::Error;

/// How often is looked.
const PAUSE: Duration = Duration::from_secs(60 * 60);
/// How many days every figure stays.
const KEPT_DAYS: Days = Days::new(30);
/// How many days are thinned at a time, each in a transaction of its own.
const DAYS_MAX: u32 = 31;

const OLDEST: &str = "SELECT min(m.recorded_at) FROM system_metrics m WHERE m.organization_id = $1 \
    AND m.recorded_at >= coalesce((SELECT until FROM figures_thinned \
    WHERE organization_id = $1), '-infinity')";
const THIN: &str = "DELETE FROM system_metrics WHERE organization_id = $1 AND id IN (SELECT id FROM \
    (SELECT id, row_number() OVER (PARTITION BY kind, name, device_id, site_id, labels \
    ORDER BY value_number DESC, id) AS place FROM system_metrics WHERE organization_id = $1 \
    AND recorded_at >= $2 AND recorded_at < $3) AS placed WHERE place > 1)";
const NOTE: &str = "INSERT INTO figures_thinned (organization_id, until) VALUES ($1, $2) \
    ON CONFLICT (organization_id) DO UPDATE SET until = excluded.until";

/// Thins every hour until the server stops.
pub(crate) async fn keep_thin(database: Database, mut stopping: watch::Receiver<bool>) {
    loop {
        match thin(&database, Utc::now()).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "old figures were thinned"),
            Err(error) => tracing::warn!(%error, "old figures were not thinned this time"),
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = stopped(&mut stopping) => return,
        }
    }
}

/// Thins what is older than a month; gives how many figures went.
pub(crate) async fn thin(database: &Database, now: DateTime<Utc>) -> Result<u64, Error> {
    let mut client = database.get().await?;
    let organizations = client.query("SELECT organization_id FROM sync_positions", &[]).await?;
    let before = now.checked_sub_days(KEPT_DAYS).unwrap_or(now);
    let mut gone = 0;
    for organization in organizations.iter().map(|row| row.get::<_, Uuid>(0)) {
        let oldest: Option<DateTime<Utc>> =
            client.query_one(OLDEST, &[&organization]).await?.get(0);
        let Some(oldest) = oldest else { continue };
        let mut day = oldest.date_naive().and_time(NaiveTime::MIN).and_utc();
        for _ in 0..DAYS_MAX {
            let Some(next) = day.checked_add_days(Days::new(1)).filter(|next| *next <= before)
            else {
                break;
            };
            let transaction = client.transaction().await?;
            transaction.execute("SELECT set_config('holdfast.thinning', 'on', true)", &[]).await?;
            gone += transaction.execute(THIN, &[&organization, &day, &next]).await?;
            transaction.execute(NOTE, &[&organization, &next]).await?;
            transaction.commit().await?;
            day = next;
        }
    }
    Ok(gone)
}
