//! Everybody who is watched closely: the last values and how they went.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use super::record_icu::IcuAlert;
use crate::calendar::HOUR;
use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Nothing, Refused};

/// How far the curves look back.
const CURVE: i64 = 24 * HOUR;

/// One observation in one line.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct IcuPoint {
    id: Uuid,
    recorded_at: i64,
    systolic_mmhg: Option<f64>,
    diastolic_mmhg: Option<f64>,
    mean_arterial_mmhg: Option<f64>,
    heart_rate_bpm: Option<f64>,
    respiratory_rate_bpm: Option<f64>,
    temperature_celsius: Option<f64>,
    oxygen_saturation_percent: Option<f64>,
    on_oxygen: Option<bool>,
    consciousness: Option<String>,
    glasgow_coma_scale: Option<i64>,
    urine_output_ml: Option<f64>,
    news2_score: Option<i64>,
    news2_risk: Option<String>,
}

/// A bed with whoever lies in it.
#[derive(Serialize, TS)]
pub struct IcuBed {
    bed_stay_id: Uuid,
    ward: Option<String>,
    room: String,
    label: String,
    since: i64,
    patient: PatientLine,
    last: Option<IcuPoint>,
    /// What the last observation lists.
    alerts: Vec<IcuAlert>,
    /// The observations of the last 24 hours, oldest first.
    points: Vec<IcuPoint>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    ward: Option<String>,
    room: String,
    label: String,
    started_at: i64,
    patient_id: Uuid,
}

/// Open stays in intensive care beds of this site, and in other beds where observations of this
/// kind were recorded within a day, by ward, room and bed: those of patients whom the person looks
/// after.
pub fn icu_grid(asking: &Asking<'_>, _: Nothing) -> Result<Vec<IcuBed>, Refused> {
    let since = asking.now - CURVE;
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT s.id, b.ward, b.room, b.label, s.started_at, s.patient_id \
         FROM bed_stays s JOIN beds b ON b.id = s.bed_id \
         WHERE s.site_id = ?1 AND s.ended_at IS NULL AND s.deleted_at IS NULL \
         AND (b.kind = 'intensive_care' OR EXISTS (SELECT 1 FROM icu_observations o \
          WHERE o.bed_stay_id = s.id AND o.recorded_at > ?2 AND o.deleted_at IS NULL)) \
         ORDER BY b.ward, b.room, b.label, s.id LIMIT 200",
        params![asking.who.site.id, since],
    )?;
    let rows = asking.of_own_patients("icu_observations", rows, |row| row.patient_id)?;
    let patients = Lines::of(asking);
    let mut beds = Vec::new();
    for row in rows {
        let mut points: Vec<IcuPoint> = asking.reader.rows(
            "SELECT id, recorded_at, systolic_mmhg, diastolic_mmhg, mean_arterial_mmhg, \
             heart_rate_bpm, respiratory_rate_bpm, temperature_celsius, \
             oxygen_saturation_percent, on_oxygen, consciousness, glasgow_coma_scale, \
             urine_output_ml, news2_score, news2_risk FROM icu_observations o \
             WHERE bed_stay_id = ?1 AND recorded_at > ?2 AND deleted_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM icu_observations c \
              WHERE c.patient_id = o.patient_id AND c.corrects_id = o.id) \
             ORDER BY recorded_at DESC, id DESC LIMIT 200",
            params![row.id, since],
        )?;
        points.reverse();
        let last = points.last().cloned();
        beds.push(IcuBed {
            bed_stay_id: row.id,
            ward: row.ward,
            room: row.room,
            label: row.label,
            since: row.started_at,
            patient: patients.line(row.patient_id)?,
            alerts: match &last {
                Some(point) => listed(asking, point.id)?,
                None => Vec::new(),
            },
            last,
            points,
        });
    }
    Ok(beds)
}

fn listed(asking: &Asking<'_>, observation: Uuid) -> Result<Vec<IcuAlert>, Refused> {
    let alerts: Option<Option<String>> = asking
        .reader
        .value("SELECT alerts FROM icu_observations WHERE id = ?1", params![observation])?;
    Ok(alerts.flatten().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use crate::encounters::acute::record_icu::tests::{bed_stay, sheet};
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn the_grid_shows_the_last_values_and_the_curve_without_what_was_corrected() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        bed_stay(&clinic, patient);
        let mut wrong = sheet(patient);
        wrong["heart_rate_bpm"] = json!(27.0);
        wrong["confirm_unusual"] = json!(true);
        let wrong = clinic.ask(clinic.nurse, "encounters.record_icu", wrong).unwrap();
        clinic.pass_minutes(5);
        let mut right = sheet(patient);
        right["corrects_id"] = wrong["id"].clone();
        right["correction_reason"] = json!("Digits swapped");
        clinic.ask(clinic.nurse, "encounters.record_icu", right).unwrap();
        clinic.pass_minutes(60);
        let mut fever = sheet(patient);
        fever["temperature_celsius"] = json!(39.4);
        clinic.ask(clinic.nurse, "encounters.record_icu", fever).unwrap();
        let grid = clinic.ask(clinic.nurse, "encounters.icu_grid", json!({})).unwrap();
        let bed = &grid[0];
        assert_eq!(bed["patient"]["display_name"], "Elena Marín");
        let beats: Vec<_> = bed["points"]
            .as_array()
            .unwrap()
            .iter()
            .map(|point| point["heart_rate_bpm"].clone())
            .collect();
        assert_eq!(beats, [72.0, 72.0]);
        assert_eq!(bed["last"]["temperature_celsius"], 39.4);
        assert_eq!(bed["alerts"][0]["what"], "temperature");
        // Whoever looks after nobody there sees no curves.
        let other = clinic.employ("Pia", "Soler", "doctor");
        let moved: Result<(), store::Error> = clinic.store.write(clinic.owner, "test", |write| {
            let cells = store::Cells::new().set("site_id", clinic.site).set("name", "Pharmacy");
            let department = write.insert("departments", cells)?;
            write.update("users", other, None, store::Cells::new().set("department_id", department))
        });
        moved.unwrap();
        let seen = clinic.ask(other, "encounters.icu_grid", json!({})).unwrap();
        assert_eq!(seen, json!([]));
    }
}
