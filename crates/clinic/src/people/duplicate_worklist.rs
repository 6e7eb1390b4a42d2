//! Records of the whole clinic that may be one person's, a page at a time.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::people::duplicates::{OnRecord, Sought, alike};
use crate::people::line::{Lines, PatientLine};
use crate::people::linkage::{AUTOMATIC, REVIEWED};
use crate::people::{merged, same_person};
use crate::{Asking, Refused};

/// So many records are looked at for one page, whatever is found: among 200,000 patients one
/// record takes up to 7 ms, and somebody waits for the page. The next one follows where it ended.
const RECORDS_MAX: u32 = 5;

/// Which page.
#[derive(Deserialize, TS)]
pub struct DuplicateWorklist {
    /// What the page before said; nothing for the first one.
    before: Option<Uuid>,
    /// How many pairs are wanted; a page may hold a few more.
    limit: u32,
}

/// Two records that may be one person's.
#[derive(Serialize, TS)]
pub struct DuplicatePair {
    /// The one that was registered later.
    patient: PatientLine,
    other: PatientLine,
    /// The probability that the two are one person.
    score: f64,
    reasons: Vec<String>,
    /// Whether it is likelier than not.
    likely: bool,
}

/// A page of pairs, those registered last first.
#[derive(Serialize, TS)]
pub struct DuplicatePairs {
    pairs: Vec<DuplicatePair>,
    /// Where the next page goes on; nothing after the last one.
    next: Option<Uuid>,
    looked_at: u32,
}

/// Pairs of records that somebody shall compare. Each record is compared with those that its
/// names, birth date and numbers find by index, and each pair is shown once.
pub fn duplicate_worklist(
    asking: &Asking<'_>,
    request: DuplicateWorklist,
) -> Result<DuplicatePairs, Refused> {
    let reader = &asking.reader;
    let lines = Lines::of(asking);
    let records: Vec<Uuid> = reader.column(
        "SELECT id FROM patients WHERE id < ?1 AND deleted_at IS NULL ORDER BY id DESC LIMIT ?2",
        params![request.before.unwrap_or(Uuid::max()), RECORDS_MAX],
    )?;
    let wanted = request.limit.max(1) as usize;
    let (mut pairs, mut looked_at, mut last) = (Vec::new(), 0_u32, None);
    for id in &records {
        if pairs.len() >= wanted {
            break;
        }
        looked_at += 1;
        last = Some(*id);
        if merged::front(reader, *id)? != *id {
            continue;
        }
        let Some(record) = OnRecord::read(reader, *id)? else { continue };
        let sought = Sought {
            said: record.said(),
            born: record.date_of_birth.as_deref(),
            known_as: Some(*id),
        };
        for (other, likeness) in alike(reader, asking.who, &sought)? {
            // The later record of two tells of both.
            if other >= *id
                || likeness.score < REVIEWED
                || same_person::is_answered_no(reader, *id, other)?
            {
                continue;
            }
            pairs.push(DuplicatePair {
                patient: lines.line(*id)?,
                other: lines.line(other)?,
                score: (likeness.score * 1_000.0).round() / 1_000.0,
                reasons: likeness.reasons.into_iter().map(str::to_owned).collect(),
                likely: likeness.score >= AUTOMATIC,
            });
        }
    }
    let complete = records.len() < RECORDS_MAX as usize && records.len() == looked_at as usize;
    Ok(DuplicatePairs { pairs, next: last.filter(|_| !complete), looked_at })
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, person};
    use serde_json::{Value, json};

    fn page(clinic: &Clinic, before: &Value, limit: u32) -> Value {
        let request = json!({ "before": before, "limit": limit });
        clinic.ask(clinic.receptionist, "people.duplicate_worklist", request).unwrap()
    }

    #[test]
    fn pairs_come_once_page_by_page_until_somebody_has_decided() {
        let clinic = Clinic::found();
        let [first, copy, second, other, _] = [
            ("Elena", "Marín", "1960-01-05"),
            ("Helena", "Marin", "1960-01-05"),
            ("Luis", "Prieto", "1990-10-10"),
            ("Luis", "Prietto", "1990-10-01"),
            ("Pilar", "Zamora", "1948-01-12"),
        ]
        .map(|(given, family, born)| {
            clinic.pass_minutes(1);
            clinic.patient(given, family, born)
        });
        let mut next = json!(null);
        let mut seen = Vec::new();
        loop {
            let page = page(&clinic, &next, 1);
            seen.extend(page["pairs"].as_array().unwrap().clone());
            next = page["next"].clone();
            if next.is_null() {
                break;
            }
        }
        let ids: Vec<_> =
            seen.iter().map(|pair| (&pair["patient"]["id"], &pair["other"]["id"])).collect();
        assert_eq!(
            ids,
            [(&json!(other), &json!(second)), (&json!(copy), &json!(first))],
            "newest first, each pair once"
        );
        assert_eq!(seen[1]["reasons"], json!(["Similar name", "Same birth date"]));

        let apart = json!({ "patient_id": second, "other_patient_id": other });
        clinic.ask(clinic.receptionist, "people.keep_apart", apart).unwrap();
        let merge = json!({ "patient_id": first, "merged_patient_id": copy, "reason": "one" });
        clinic.ask(clinic.receptionist, "people.merge", merge).unwrap();
        assert_eq!(page(&clinic, &json!(null), 10)["pairs"], json!([]));
    }

    #[test]
    fn an_equal_national_id_opens_one_task_and_refuses_nobody() {
        let clinic = Clinic::found();
        let register = |given: &str, born: &str| {
            let mut form = person(given, "Castellanos", Some(born));
            form["national_id"] = json!(" 12345678Z ");
            clinic.ask(clinic.receptionist, "people.register", form).unwrap();
        };
        register("Amparo", "1950-05-05");
        register("Benigno", "1981-12-24");
        let open = |status: &str| {
            let sql = format!(
                "SELECT count(*) FROM tasks WHERE kind = 'merge_duplicates' AND ?1 IS NOT NULL \
                 AND status = '{status}'"
            );
            clinic.number(&sql, clinic.site).unwrap()
        };
        assert_eq!(open("open"), 1);
        let pair = page(&clinic, &json!(null), 10)["pairs"][0].clone();
        assert_eq!(pair["likely"], false);
        assert!(pair["reasons"].as_array().unwrap().contains(&json!("Same national id")));
        let apart = json!({
            "patient_id": pair["patient"]["id"], "other_patient_id": pair["other"]["id"]
        });
        clinic.ask(clinic.receptionist, "people.keep_apart", apart).unwrap();
        assert_eq!((open("open"), open("cancelled")), (0, 1));
    }
}
