//! The figures that a PC measures of its own work (`system_metrics`) would pile up for ever. Of a day
//! that is long past the highest of each figure stays, and the others go. They are in nobody's
//! record, no device pulls them, and the centre thins its own copy in the same way.

use rusqlite::params;

use crate::facts::set_fact;
use crate::{Error, Reader, Store};

/// Microseconds in a day.
const DAY: i64 = 24 * 60 * 60 * 1_000_000;
/// How many days are looked through in one call, so that nobody waits behind it.
const DAYS_MAX: i64 = 31;
/// Until when the figures have been thinned.
const FACT: &str = "figures_thinned_until";

const OLDEST: &str = "SELECT min(recorded_at) FROM system_metrics \
    WHERE organization_id = ?1 AND recorded_at >= ?2";
const WAITING: &str = "SELECT 1 FROM system_metrics m JOIN outbox_operations o \
    ON o.row_id = m.id AND o.table_name = 'system_metrics' \
    WHERE m.organization_id = ?1 AND m.recorded_at >= ?2 AND m.recorded_at < ?3 LIMIT 1";
const THIN: &str = "DELETE FROM system_metrics WHERE id IN (SELECT id FROM (SELECT id, \
    row_number() OVER (PARTITION BY kind, name, device_id, site_id, labels \
    ORDER BY value_number DESC, id) AS place FROM system_metrics \
    WHERE organization_id = ?1 AND recorded_at >= ?2 AND recorded_at < ?3) WHERE place > 1)";

impl Store {
    /// Thins the figures of whole days before `moment`; gives how many went. A day of which
    /// something has not come to the centre yet is left, with those after it, until the next call.
    ///
    /// # Errors
    /// [`Error`] where the record cannot be written.
    pub fn thin_figures(&self, moment: i64) -> Result<usize, Error> {
        let Some(organization) = self.facts()?.organization else { return Ok(0) };
        self.apply(|connection, changed| {
            let reader = Reader { connection };
            let from = reader.fact(FACT)?.and_then(|text| text.parse().ok()).unwrap_or(0_i64);
            let oldest: Option<i64> = connection
                .prepare_cached(OLDEST)?
                .query_row(params![organization, from], |row| row.get(0))?;
            let Some(oldest) = oldest else { return Ok(0) };
            let mut day = oldest - oldest.rem_euclid(DAY);
            let (last, mut gone) = (day + DAYS_MAX * DAY, 0);
            while day + DAY <= moment && day < last {
                let of_day = params![organization, day, day + DAY];
                if connection.prepare_cached(WAITING)?.exists(of_day)? {
                    break;
                }
                gone += connection.prepare_cached(THIN)?.execute(of_day)?;
                day += DAY;
            }
            set_fact(connection, FACT, &day.to_string())?;
            if gone > 0 {
                changed.tables.insert("system_metrics");
            }
            Ok(gone)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_reads_one_day_by_an_index() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        for (_, sql) in migrations::scripts(migrations::Engine::Sqlite).unwrap() {
            connection.execute_batch(sql).unwrap();
        }
        for sql in [OLDEST, WAITING, THIN] {
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let nothing = vec![None::<i64>; plan.parameter_count()];
            let steps: Vec<String> = plan
                .query_map(rusqlite::params_from_iter(nothing), |row| row.get(3))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            let index = "INDEX system_metrics_by_time (organization_id=? AND recorded_at";
            assert!(steps.iter().any(|step| step.contains(index)), "{sql}: {steps:?}");
            assert!(!steps.iter().any(|step| step.starts_with("SCAN system")), "{steps:?}");
        }
    }
}
