//! Totals of a stretch of time: visits, waits, missed appointments, money, stock, alerts, methods.
//!
//! Read from the rows each time, by index; no single patient is shown.

use std::collections::BTreeMap;

use catalog::Role;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::COUNTED;
use crate::billing::take_payment::CREDIT;
use crate::calendar::MINUTE;
use crate::covers::{CountedSite, Covers, counted};
use crate::{Asking, Refused, calendar};

/// Who sees totals.
pub(crate) const READERS: &[Role] = &[Role::Admin, Role::Manager];
/// The longest stretch that one answer covers.
const DAYS_MAX: i64 = 366;
/// What is read for it.
const TABLES: &[&str] = &[
    "appointments",
    "visits",
    "payments",
    "alerts",
    "alert_events",
    "diagnoses",
    "recommendations",
    "inventory_items",
    "inventory_movements",
    "beds",
    "bed_stays",
];

/// Which days, both included, at which site.
#[derive(Deserialize, TS)]
pub struct DashboardAsked {
    /// ISO day.
    from_on: String,
    /// ISO day.
    until_on: String,
    /// Every site where nothing is said.
    #[serde(default)]
    site_id: Option<Uuid>,
}

/// One day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct DashboardDay {
    day: String,
    appointments: i64,
    missed: i64,
    cancelled: i64,
    visits: i64,
    /// Between coming and being seen, of half of the patients at most; `None` where nobody waited.
    wait_minutes_median: Option<f64>,
}

/// Money of one currency.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, TS)]
pub struct DashboardMoney {
    currency: String,
    taken_minor: i64,
    refunded_minor: i64,
}

/// How one kind of alert was answered.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct DashboardAlerts {
    raised: i64,
    acknowledged: i64,
    minutes_to_acknowledge_median: Option<f64>,
}

/// How often clinicians agreed with what a method proposed.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, TS)]
pub struct DashboardMethod {
    name: String,
    decided: i64,
    accepted: i64,
}

/// Totals.
#[derive(Debug, Serialize, TS)]
pub struct Dashboard {
    covers: Covers,
    days: Vec<DashboardDay>,
    money: Vec<DashboardMoney>,
    alerts: DashboardAlerts,
    methods: Vec<DashboardMethod>,
    /// Lots that expire within 90 days or have expired, with something left.
    lots_expiring: i64,
    beds: i64,
    beds_occupied: i64,
}

/// Totals of a stretch of time. Each site's days are those of its own clock.
pub fn dashboard(asking: &Asking<'_>, request: DashboardAsked) -> Result<Dashboard, Refused> {
    let first = calendar::day("from_on", &request.from_on)?;
    let last = calendar::day("until_on", &request.until_on)?;
    let days = last.signed_duration_since(first).num_days() + 1;
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(Refused::field("until_on", format!("Choose between 1 and {DAYS_MAX} days.")));
    }
    let reader = &asking.reader;
    let counted = counted(asking, request.site_id, TABLES)?;
    let sites = &counted.sites;
    let each_day = first
        .iter_days()
        .take(usize::try_from(days).unwrap_or(0))
        .map(|day| one_day(reader, sites, day))
        .collect::<Result<_, _>>()?;
    let count = |sql: &str| -> Result<i64, Refused> {
        let mut total = 0;
        for site in sites {
            let soon = calendar::day_of(site.zone, asking.now) + chrono::Days::new(90);
            total += reader.value::<i64>(sql, params![site.id, soon.to_string()])?.unwrap_or(0);
        }
        Ok(total)
    };
    Ok(Dashboard {
        days: each_day,
        money: money(reader, sites, (first, last))?,
        alerts: alerts(reader, sites, (first, last))?,
        methods: methods(reader, sites, (first, last))?,
        lots_expiring: count(
            "SELECT count(*) FROM inventory_items i WHERE i.site_id = ?1 AND i.expires_on <= ?2 \
             AND i.is_active AND i.deleted_at IS NULL \
             AND (SELECT total(quantity) FROM inventory_movements m \
             WHERE m.inventory_item_id = i.id) > 0",
        )?,
        beds: count(
            "SELECT count(*) FROM beds WHERE site_id = ?1 AND is_active AND deleted_at IS NULL \
             AND ?2 IS NOT NULL",
        )?,
        beds_occupied: count(
            "SELECT count(*) FROM bed_stays WHERE site_id = ?1 AND ended_at IS NULL \
             AND deleted_at IS NULL AND held_reason IS NULL AND ?2 IS NOT NULL",
        )?,
        covers: counted.covers,
    })
}

fn one_day(
    reader: &Reader<'_>,
    sites: &[CountedSite],
    day: NaiveDate,
) -> Result<DashboardDay, Refused> {
    #[derive(Deserialize)]
    struct Booked {
        status: String,
        waited: Option<i64>,
    }
    let mut total = DashboardDay { day: day.to_string(), ..DashboardDay::default() };
    let mut waits = Vec::new();
    for site in sites {
        let (from, until) = site.moments(day, day);
        let booked: Vec<Booked> = reader.rows(
            "SELECT status, started_at - checked_in_at AS waited FROM appointments \
             WHERE site_id = ?1 AND starts_at >= ?2 AND starts_at < ?3 AND deleted_at IS NULL \
             AND held_reason IS NULL AND status <> 'entered_in_error'",
            params![site.id, from, until],
        )?;
        for one in booked {
            match one.status.as_str() {
                "cancelled" => total.cancelled += 1,
                "no_show" => total.missed += 1,
                _ => total.appointments += 1,
            }
            waits.extend(one.waited.filter(|waited| *waited >= 0));
        }
        let visits: Option<i64> = reader.value(
            "SELECT count(*) FROM visits WHERE site_id = ?1 AND started_at >= ?2 \
             AND started_at < ?3 AND deleted_at IS NULL \
             AND status NOT IN ('cancelled', 'entered_in_error')",
            params![site.id, from, until],
        )?;
        total.visits += visits.unwrap_or(0);
    }
    total.wait_minutes_median = median_minutes(waits);
    Ok(total)
}

/// What was taken and given back. A credit that was applied to another bill moved no money.
fn money(
    reader: &Reader<'_>,
    sites: &[CountedSite],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<DashboardMoney>, Refused> {
    let mut all: Vec<DashboardMoney> = Vec::new();
    for site in sites {
        let (from, until) = site.moments(first, last);
        let of_site: Vec<DashboardMoney> = reader.rows(
            &format!(
                "SELECT currency, \
                 sum(CASE WHEN kind = 'payment' THEN amount_minor ELSE 0 END) AS taken_minor, \
                 sum(CASE WHEN kind = 'refund' THEN amount_minor ELSE 0 END) AS refunded_minor \
                 FROM payments q WHERE site_id = ?1 AND received_at >= ?2 AND received_at < ?3 \
                 AND method <> ?4 AND {COUNTED} GROUP BY currency ORDER BY currency"
            ),
            params![site.id, from, until, CREDIT],
        )?;
        for one in of_site {
            match all.iter_mut().find(|known| known.currency == one.currency) {
                Some(known) => {
                    known.taken_minor += one.taken_minor;
                    known.refunded_minor += one.refunded_minor;
                }
                None => all.push(one),
            }
        }
    }
    Ok(all)
}

fn alerts(
    reader: &Reader<'_>,
    sites: &[CountedSite],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<DashboardAlerts, Refused> {
    let (mut raised, mut answered) = (0, Vec::new());
    for site in sites {
        let (from, until) = site.moments(first, last);
        for status in ["open", "acknowledged", "resolved"] {
            let times: Vec<Option<i64>> = reader.column(
                "SELECT (SELECT min(e.occurred_at) FROM alert_events e WHERE e.alert_id = a.id \
                 AND e.kind = 'acknowledged') - a.raised_at FROM alerts a WHERE a.site_id = ?1 \
                 AND a.status = ?2 AND a.raised_at >= ?3 AND a.raised_at < ?4 \
                 AND a.deleted_at IS NULL",
                params![site.id, status, from, until],
            )?;
            raised += i64::try_from(times.len()).unwrap_or(i64::MAX);
            answered.extend(times.into_iter().flatten().filter(|time| *time >= 0));
        }
    }
    Ok(DashboardAlerts {
        raised,
        acknowledged: i64::try_from(answered.len()).unwrap_or(i64::MAX),
        minutes_to_acknowledge_median: median_minutes(answered),
    })
}

/// What was decided at site ?1, or what belongs to none, from ?2 on and before ?3. A triage colour is
/// decided when it is given.
pub(crate) const DECISIONS: &str = "SELECT m.name, count(*) AS decided, \
     CAST(total(one.is_accepted) AS INTEGER) AS accepted FROM ( \
     SELECT d.ai_model_id AS model, d.status = 'accepted' AS is_accepted FROM diagnoses d \
     LEFT JOIN visits v ON v.id = d.visit_id WHERE d.decided_at >= ?2 AND d.decided_at < ?3 \
     AND d.status IN ('accepted', 'rejected') AND d.deleted_at IS NULL \
     AND v.site_id IS ?1 \
     UNION ALL SELECT r.ai_model_id, r.status = 'accepted' FROM recommendations r \
     LEFT JOIN visits v ON v.id = r.visit_id WHERE r.decided_at >= ?2 AND r.decided_at < ?3 \
     AND r.status IN ('accepted', 'rejected') AND r.deleted_at IS NULL \
     AND v.site_id IS ?1 \
     UNION ALL SELECT a.ai_model_id, f.status = 'accepted' FROM findings f \
     JOIN ai_analyses a ON a.id = f.ai_analysis_id LEFT JOIN scans s ON s.id = f.scan_id \
     WHERE f.decided_at >= ?2 AND f.decided_at < ?3 AND f.status IN ('accepted', 'rejected') \
     AND f.deleted_at IS NULL AND s.site_id IS ?1 \
     UNION ALL SELECT t.ai_model_id, t.is_computed FROM triage_assessments t \
     WHERE t.site_id = ?1 AND t.assessed_at >= ?2 AND t.assessed_at < ?3 \
     AND t.ai_model_id IS NOT NULL AND t.deleted_at IS NULL \
     AND NOT EXISTS (SELECT 1 FROM triage_assessments c WHERE c.patient_id = t.patient_id \
     AND c.corrects_id = t.id)) one \
     JOIN ai_models m ON m.id = one.model AND m.deleted_at IS NULL GROUP BY m.name";

/// How people decided, in the time and at the sites that are counted, about what each method had
/// proposed: the same proposals as in the list of methods.
fn methods(
    reader: &Reader<'_>,
    sites: &[CountedSite],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<DashboardMethod>, Refused> {
    let mut all: BTreeMap<String, DashboardMethod> = BTreeMap::new();
    for site in sites {
        let (from, until) = site.moments(first, last);
        let decided: Vec<DashboardMethod> =
            reader.rows(DECISIONS, params![site.id, from, until])?;
        for one in decided {
            let known = all.entry(one.name.clone()).or_insert_with(|| DashboardMethod {
                name: one.name.clone(),
                decided: 0,
                accepted: 0,
            });
            known.decided += one.decided;
            known.accepted += one.accepted;
        }
    }
    Ok(all.into_values().collect())
}

#[expect(clippy::cast_precision_loss, reason = "minutes on a chart")]
fn median_minutes(mut times: Vec<i64>) -> Option<f64> {
    times.sort_unstable();
    let middle = times.len() / 2;
    let upper = *times.get(middle)?;
    let lower =
        if times.len().is_multiple_of(2) { *times.get(middle.checked_sub(1)?)? } else { upper };
    Some((lower + upper) as f64 / 2.0 / MINUTE as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_day_is_counted_by_what_became_of_its_bookings() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let missed = clinic.book(patient, "2026-03-02T08:45:00Z").unwrap();
        let seen = clinic.book(patient, "2026-03-02T09:30:00Z").unwrap();
        clinic.book(patient, "2026-03-03T09:30:00Z").unwrap();
        clinic.set_clock("2026-03-02T09:20:00Z");
        let this = |id| json!({ "id": id, "version": 0 });
        clinic.ask(clinic.receptionist, "scheduling.no_show", this(missed)).unwrap();
        clinic.ask(clinic.receptionist, "scheduling.check_in", this(seen)).unwrap();
        clinic.pass_minutes(14);
        let start = json!({
            "appointment_id": seen, "patient_id": patient, "practitioner_id": null,
            "kind": "routine", "reason": null
        });
        clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap();
        let asked = json!({ "from_on": "2026-03-02", "until_on": "2026-03-03" });
        let totals = clinic.ask(clinic.owner, "system.dashboard", asked.clone()).unwrap();
        assert_eq!(totals["days"][0]["appointments"], 1);
        assert_eq!(totals["days"][0]["missed"], 1);
        assert_eq!(totals["days"][0]["visits"], 1);
        assert_eq!(totals["days"][0]["wait_minutes_median"], 14.0);
        assert_eq!(totals["days"][1]["appointments"], 1);
        let manager = clinic.employ("Lars", "Holm", "manager");
        clinic.ask(manager, "system.dashboard", asked.clone()).unwrap();
        let doctor = clinic.ask(clinic.doctor, "system.dashboard", asked).unwrap_err();
        assert_eq!(doctor.code, Some("not_allowed"));
        let years = json!({ "from_on": "2020-01-01", "until_on": "2026-03-03" });
        let refused = clinic.ask(clinic.owner, "system.dashboard", years).unwrap_err();
        assert_eq!(refused.field, Some("until_on"));
    }

    /// Gives the PC of the story a row as the centre would, of this profile.
    fn placed(clinic: &Clinic, profile: &str) {
        use store::Cells;
        let device: Uuid = clinic.store.facts().unwrap().device.unwrap();
        let known = clinic.number("SELECT 1 FROM devices WHERE id = ?1", device);
        let cells = Cells::new()
            .set("site_id", clinic.site)
            .set("name", "PC")
            .set("status", "active")
            .set("profile", profile);
        let written: Result<(), store::Error> =
            clinic.store.write(clinic.owner, "test", |write| match known {
                Some(_) => write.update("devices", device, None, cells),
                None => write.insert("devices", cells.set("id", device)).map(|_| ()),
            });
        written.unwrap();
    }

    #[test]
    fn a_part_of_the_record_is_never_summed_up_as_the_whole() {
        use crate::billing::stories::Billed;
        use store::Cells;
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.book(patient, "2026-03-02T09:30:00Z").unwrap();
        let written = clinic.store.write::<_, store::Error>(clinic.owner, "test", |write| {
            let far = Cells::new()
                .set("name", "Las Palmas")
                .set("time_zone", "Atlantic/Canary")
                .set("currency", "EUR");
            let far = write.insert("sites", far)?;
            // Half past midnight in Madrid is still the day before there.
            let late = crate::fixture::moment("2026-03-02T23:30:00Z");
            let booked = Cells::new()
                .set("site_id", far)
                .set("patient_id", patient)
                .set("starts_at", late)
                .set("ends_at", late + MINUTE)
                .set("kind", "consultation")
                .set("status", "scheduled")
                .set("priority", "medium");
            write.insert("appointments", booked)?;
            Ok(far)
        });
        let far = written.unwrap();
        let bills = [4_000, 700].map(|price| Billed::issued_to(&clinic, patient, price).invoice);
        let moved = clinic.store.write::<_, store::Error>(clinic.owner, "test", |write| {
            write.update("invoices", bills[1], None, Cells::new().set("site_id", far))
        });
        moved.unwrap();
        let owed = || {
            let ageing = clinic.ask(clinic.owner, "billing.ageing", json!({})).unwrap();
            let open = json!({ "after_patient_id": null });
            let open = clinic.ask(clinic.owner, "billing.open_balances", open).unwrap();
            assert_eq!(ageing["totals"][0]["total_minor"], ageing["payers"][0]["total_minor"]);
            assert_eq!(ageing["totals"][0]["total_minor"], ageing["patients"][0]["total_minor"]);
            assert_eq!(ageing["totals"][0]["total_minor"], open["balances"][0]["due_minor"]);
            assert_eq!(ageing["covers"], open["covers"]);
            (ageing["totals"][0]["total_minor"].clone(), ageing["covers"].clone())
        };
        let (total, covers) = owed();
        assert_eq!((total, &covers["limits"]), (json!(4_700), &json!(null)));
        let asked = |command: &str, site: Option<Uuid>| {
            let request = json!({
                "from_on": "2026-03-02", "until_on": "2026-03-02", "site_id": site,
                "by": "day", "group_by": "day", "on": "2026-03-02",
                "kind": null, "department_id": null, "urgency": null,
                "method": null, "after": null
            });
            clinic.ask(clinic.owner, command, request)
        };
        let totals = asked("system.dashboard", None).unwrap();
        assert_eq!(totals["days"][0]["appointments"], 2, "each site's day is that of its clock");
        assert_eq!(totals["covers"]["sites"].as_array().unwrap().len(), 2);
        assert_eq!(totals["covers"]["limits"], json!(null));

        placed(&clinic, "clinical");
        for command in ["system.dashboard", "billing.revenue"] {
            let totals = asked(command, None).unwrap();
            let covers = &totals["covers"];
            assert_eq!(covers["sites"][0]["id"], json!(clinic.site), "{command}");
            assert_eq!(covers["sites"].as_array().unwrap().len(), 1, "{command}");
            let limits = covers["limits"].as_str().unwrap();
            assert!(limits.contains("Only Puerto is counted"), "{limits}");
            let other = asked(command, Some(far)).unwrap_err();
            assert_eq!(other.field, Some("site_id"), "{command}");
            let own = asked(command, Some(clinic.site)).unwrap();
            assert_eq!(own["covers"]["limits"], json!(null), "all that was asked for");
        }
        let (total, covers) = owed();
        assert_eq!(total, json!(4_000), "a bill of another site that is here is not counted");
        let limits = covers["limits"].as_str().unwrap();
        assert!(limits.contains("Only Puerto is counted"), "{limits}");
        let own = asked("system.dashboard", None).unwrap();
        assert_eq!(own["days"][0]["appointments"], 1);
        assert_eq!(asked("billing.payments", Some(far)).unwrap_err().field, Some("site_id"));
        asked("alerts.response_times", None).unwrap();

        placed(&clinic, "administration");
        for command in [
            "system.dashboard",
            "billing.revenue",
            "billing.ageing",
            "billing.open_balances",
            "billing.payments",
            "billing.day_close",
            "alerts.response_times",
        ] {
            let refused = asked(command, None).unwrap_err();
            assert_eq!(refused.code, Some("not_held_here"), "{command}");
            assert!(refused.sentence.contains("set up for administration"), "{refused}");
        }
        // An empty board would say that nothing goes on.
        for command in ["alerts.mine", "alerts.board"] {
            let board = json!({ "department_id": null, "include_over": false });
            let refused = clinic.ask(clinic.owner, command, board).unwrap_err();
            assert_eq!(refused.code, Some("not_held_here"), "{command}");
            assert!(refused.sentence.contains("holds no alerts"), "{refused}");
        }
        placed(&clinic, "whole");
        assert_eq!(asked("system.dashboard", None).unwrap()["days"][0]["appointments"], 2);
    }

    #[test]
    fn held_bookings_and_applied_credits_are_left_out() {
        use crate::fixture::moment;
        use store::Cells;
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let held = clinic.book(patient, "2026-03-02T09:30:00Z").unwrap();
        clinic.book(patient, "2026-03-02T11:30:00Z").unwrap();
        let at = moment("2026-03-02T10:00:00Z");
        let written: Result<(), store::Error> = clinic.store.write(clinic.owner, "test", |write| {
            let cells = Cells::new().set("held_reason", "room_taken");
            write.update("appointments", held, None, cells)?;
            for (kind, method, amount) in [
                ("payment", "cash", 5_000_i64),
                ("payment", CREDIT, 1_200),
                ("refund", CREDIT, 1_200),
                ("refund", "cash", 300),
            ] {
                write.insert(
                    "payments",
                    Cells::new()
                        .set("patient_id", patient)
                        .set("site_id", clinic.site)
                        .set("kind", kind)
                        .set("method", method)
                        .set("payer_kind", "patient")
                        .set("amount_minor", amount)
                        .set("currency", "EUR")
                        .set("received_at", at),
                )?;
            }
            Ok(())
        });
        written.unwrap();
        let asked = json!({ "from_on": "2026-03-02", "until_on": "2026-03-02" });
        let totals = clinic.ask(clinic.owner, "system.dashboard", asked).unwrap();
        assert_eq!(totals["days"][0]["appointments"], 1);
        assert_eq!(totals["money"][0]["taken_minor"], 5_000);
        assert_eq!(totals["money"][0]["refunded_minor"], 300);
    }

    #[test]
    fn half_of_the_waits_are_at_most_the_median() {
        let minutes = |waits: &[i64]| median_minutes(waits.iter().map(|m| m * MINUTE).collect());
        assert_eq!(minutes(&[]), None);
        assert_eq!(minutes(&[9]), Some(9.0));
        assert_eq!(minutes(&[30, 10, 20]), Some(20.0));
        assert_eq!(minutes(&[40, 10, 20, 30]), Some(25.0));
    }
}
