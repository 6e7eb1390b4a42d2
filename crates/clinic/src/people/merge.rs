//! Two records are declared one person's.

use serde::Deserialize;
use serde_json::json;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{HOUR, day_of, time_text};
use crate::messages::add_task::{NewTask, add_task};
use crate::organization::add_user::Made;
use crate::organization::practitioners::NAME;
use crate::people::asked::must_be_here;
use crate::people::details::filled;
use crate::people::duplicates::OnRecord;
use crate::people::linkage::{Frequencies, Person, likeness};
use crate::people::{merged, same_person};
use crate::{Refused, Who};

/// Which record stays in front, which one goes behind it, and why they are one person's.
#[derive(Deserialize, TS)]
pub struct Merge {
    patient_id: Uuid,
    merged_patient_id: Uuid,
    reason: String,
    /// Whether it was read that the person would be in two places at once.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    accept_clash: bool,
}

/// Declares two records one person's: one row, and nothing is rewritten. Records that were merged
/// before come along. Refused where the two are one already, which a circle would be, and with the
/// code `two_places` where appointments of both would be at one time, until `accept_clash` says that
/// this was read; then somebody is asked to move one of them.
pub fn merge(write: &mut Write<'_>, who: &Who, request: Merge) -> Result<Made, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why these two records are one person's."))?;
    must_be_here(write, request.patient_id)?;
    must_be_here(write, request.merged_patient_id)?;
    if request.patient_id == request.merged_patient_id {
        return Err(Refused::field(
            "merged_patient_id",
            "A record cannot be merged with itself; choose two.",
        ));
    }
    let one = merged::set_of(write, request.patient_id)?;
    if one.contains(&request.merged_patient_id) {
        return Err(Refused::field(
            "merged_patient_id",
            "These two records are one person's already. Undo that merge first if another record \
             shall stand in front.",
        ));
    }
    let other = merged::set_of(write, request.merged_patient_id)?;
    let clashes = clashes(write, (request.patient_id, request.merged_patient_id), write.now())?;
    if let Some(clash) = clashes.first()
        && !request.accept_clash
    {
        return Err(Refused::coded("two_places", clash.told(who)));
    }
    // Front to front, so that no record ever stands behind two.
    let keep = merged::front(write, request.patient_id)?;
    let behind = merged::front(write, request.merged_patient_id)?;
    let now = write.now();
    let earlier: Option<i64> = write.value(
        "SELECT count(*) FROM patient_merges WHERE patient_id = ?1 AND merged_patient_id = ?2",
        params![keep, behind],
    )?;
    let id = write.insert(
        "patient_merges",
        Cells::new()
            .set("id", merge_id(keep, behind, earlier.unwrap_or(0)))
            .set("patient_id", keep)
            .set("merged_patient_id", behind)
            .set("reason", reason.as_str())
            .set("evidence", evidence(write, keep, behind)?)
            .set("merged_by", who.user_id)
            .set("merged_at", now),
    )?;
    write.audit("merge", Some("patient_merges"), Some(id), Some(behind), Some(&reason))?;
    for one in &one {
        for other in &other {
            same_person::settle(write, who, *one, *other, "done", "The records were merged.")?;
        }
    }
    ask_about_ranks(write, who, keep)?;
    ask_about_beds(write, who, keep)?;
    for clash in &clashes {
        ask_to_move(write, who, keep, clash)?;
    }
    Ok(Made { id })
}

/// Two appointments at one time, of records that become one person's.
#[derive(Deserialize)]
struct Clash {
    /// That with the greater id of the two, so that two PCs that merge alike ask once.
    id: Uuid,
    other_id: Uuid,
    starts_at: i64,
    practitioner: String,
    other_starts_at: i64,
    other_practitioner: String,
}

impl Clash {
    /// The two, named by day, hour and doctor.
    fn told(&self, who: &Who) -> String {
        let at = |moment: i64, practitioner: &str| {
            let zone = who.site.time_zone;
            let with = match practitioner {
                "" => String::new(),
                name => format!(" with {name}"),
            };
            format!("{} at {}{with}", day_of(zone, moment), time_text(zone, moment))
        };
        format!(
            "These two records have appointments at the same time: {} and {}. Nobody can be in two \
             places; cancel or move one first, or merge all the same and let the desk settle it.",
            at(self.other_starts_at, &self.other_practitioner),
            at(self.starts_at, &self.practitioner)
        )
    }
}

/// Appointments to come of the person whose record is ?1 that overlap ones of the person whose
/// record is ?2. No appointment lasts longer than a day, which bounds where the others are looked
/// for.
pub(crate) fn clashes_sql() -> String {
    let (one, other) = (merged::SET, merged::SET.replace("?1", "?2"));
    let standing = |a: &str| {
        format!(
            "{a}.deleted_at IS NULL AND {a}.held_reason IS NULL \
             AND {a}.status IN ('scheduled', 'confirmed', 'checked_in', 'in_progress')"
        )
    };
    format!(
        "SELECT CASE WHEN a.id > b.id THEN a.id ELSE b.id END AS id, \
         CASE WHEN a.id > b.id THEN b.id ELSE a.id END AS other_id, \
         a.starts_at, {} AS practitioner, b.starts_at AS other_starts_at, \
         {} AS other_practitioner \
         FROM appointments a JOIN appointments b ON b.patient_id IN {other} \
         AND b.starts_at < a.ends_at AND b.starts_at > a.starts_at - {} \
         AND b.ends_at > a.starts_at \
         LEFT JOIN practitioners p ON p.id = a.practitioner_id \
         LEFT JOIN practitioners q ON q.id = b.practitioner_id \
         WHERE a.patient_id IN {one} AND a.ends_at > ?3 AND b.ends_at > ?3 AND {} AND {} \
         ORDER BY a.starts_at, a.id, b.id LIMIT 50",
        NAME,
        NAME.replace("p.", "q."),
        24 * HOUR,
        standing("a"),
        standing("b"),
    )
}

fn clashes(
    reader: &Reader<'_>,
    (one, other): (Uuid, Uuid),
    now: i64,
) -> Result<Vec<Clash>, Refused> {
    Ok(reader.rows(&clashes_sql(), params![one, other, now])?)
}

/// Asks the desk to settle that a person would be in two places.
fn ask_to_move(write: &mut Write<'_>, who: &Who, keep: Uuid, clash: &Clash) -> Result<(), Refused> {
    let task = NewTask {
        id: Some(Uuid::new_v5(&clash.id, clash.other_id.as_bytes())),
        kind: "other",
        title: catalog::TWO_PLACES_AFTER_MERGE.to_owned(),
        description: Some("Ask the patient, and move or cancel one of them.".to_owned()),
        priority: "high",
        for_role: Some("receptionist"),
        assigned_to: None,
        patient: Some(keep),
        due_at: Some(clash.starts_at.min(clash.other_starts_at)),
        source: Some(("appointments", clash.id)),
    };
    add_task(write, who, &task)?;
    Ok(())
}

/// Where each record has an active policy of the same rank, somebody is asked to end one: a merge
/// must not wait for that.
fn ask_about_ranks(write: &mut Write<'_>, who: &Who, keep: Uuid) -> Result<(), Refused> {
    let twice: Vec<Uuid> = write.column(
        &format!(
            "SELECT max(id) FROM insurance_policies WHERE {} AND status = 'active' \
             AND deleted_at IS NULL AND held_reason IS NULL \
             GROUP BY coverage_rank HAVING count(*) > 1",
            merged::is_one("patient_id")
        ),
        params![keep],
    )?;
    for policy in twice {
        add_task(
            write,
            who,
            &NewTask {
                id: Some(Uuid::new_v5(&policy, b"two of one rank")),
                kind: "other",
                title: catalog::TWO_POLICIES_OF_ONE_RANK.to_owned(),
                description: Some("End one of them, or give it another rank.".to_owned()),
                priority: "high",
                for_role: Some("receptionist"),
                assigned_to: None,
                patient: Some(keep),
                due_at: None,
                source: Some(("insurance_policies", policy)),
            },
        )?;
    }
    Ok(())
}

/// Whoever lies in a bed by each record lies in one of them only: the ward finds out in which.
fn ask_about_beds(write: &mut Write<'_>, who: &Who, keep: Uuid) -> Result<(), Refused> {
    let stays: Vec<Uuid> = write.column(
        &format!(
            "SELECT id FROM bed_stays WHERE {} AND ended_at IS NULL AND held_reason IS NULL \
             AND deleted_at IS NULL ORDER BY started_at, id",
            merged::is_one("patient_id")
        ),
        params![keep],
    )?;
    for stay in stays.into_iter().skip(1) {
        add_task(
            write,
            who,
            &NewTask {
                id: Some(Uuid::new_v5(&stay, b"one person in two beds")),
                kind: "other",
                title: catalog::ONE_PERSON_IN_TWO_BEDS.to_owned(),
                description: Some(
                    "They are known by two records that were merged, and each record has a bed. \
                     Find out where the patient lies, and discharge or strike the other stay."
                        .to_owned(),
                ),
                priority: "high",
                for_role: Some("nurse"),
                assigned_to: None,
                patient: Some(keep),
                due_at: None,
                source: Some(("bed_stays", stay)),
            },
        )?;
    }
    Ok(())
}

/// Two PCs that merge the same two records while apart write one row; a merge that was undone can
/// be made again.
fn merge_id(keep: Uuid, behind: Uuid, earlier: i64) -> Uuid {
    Uuid::new_v5(&keep, format!("merge {behind} {earlier}").as_bytes())
}

/// What the comparison says, kept beside the decision.
fn evidence(write: &Write<'_>, keep: Uuid, behind: Uuid) -> Result<Option<String>, Refused> {
    let (Some(one), Some(other)) = (OnRecord::read(write, keep)?, OnRecord::read(write, behind)?)
    else {
        return Ok(None);
    };
    let usual = Frequencies::default();
    let found = likeness(&Person::of(&one.said()), &Person::of(&other.said()), &usual);
    Ok(Some(json!({ "reasons": found.reasons }).to_string()))
}

#[cfg(test)]
mod tests {
    use crate::Refused;
    use crate::fixture::{Clinic, id_of, person};
    use crate::people::not_to_be_given::not_to_be_given;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn merge(clinic: &Clinic, keep: Uuid, behind: Uuid) -> Result<Value, Refused> {
        let request =
            json!({ "patient_id": keep, "merged_patient_id": behind, "reason": "same passport" });
        clinic.ask(clinic.receptionist, "people.merge", request)
    }

    fn chart(clinic: &Clinic, patient: Uuid) -> Value {
        clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient })).unwrap()
    }

    fn allergy(clinic: &Clinic, patient: Uuid, substance: &str) {
        let request = json!({
            "patient_id": patient, "substance_text": substance, "category": "medication",
            "criticality": "high", "reaction_text": null, "severity": null
        });
        clinic.ask(clinic.doctor, "people.add_allergy", request).unwrap();
    }

    #[test]
    fn what_one_record_says_holds_for_the_person() {
        let clinic = Clinic::found();
        let kept = clinic.patient("Elena", "Marín", "1960-01-05");
        let behind = clinic.patient("Helena", "Marin", "1960-01-05");
        allergy(&clinic, behind, "Penicillin");
        merge(&clinic, kept, behind).unwrap();
        for record in [kept, behind] {
            let said = clinic.store.read(|reader| not_to_be_given(reader, record)).unwrap();
            assert_eq!(said, ["Penicillin"]);
        }
        let died = json!({ "id": behind, "version": 0, "deceased_at": null });
        clinic.ask(clinic.doctor, "people.record_death", died).unwrap();
        let refused = clinic.book(kept, "2026-03-02T10:00:00Z").unwrap_err();
        assert!(refused.sentence.contains("deceased"), "{}", refused.sentence);
    }

    #[test]
    fn two_records_of_one_person_are_one_chart_and_undoing_it_parts_them_again() {
        let clinic = Clinic::found();
        let kept = clinic.patient("Elena", "Marín", "1960-01-05");
        let behind = clinic.patient("Helena", "Marin", "1960-01-05");
        allergy(&clinic, kept, "Latex");
        allergy(&clinic, behind, "Penicillin");
        clinic.book(behind, "2026-03-02T10:00:00Z").unwrap();
        let made = merge(&clinic, kept, behind).unwrap();
        for asked in [kept, behind] {
            let chart = chart(&clinic, asked);
            assert_eq!(chart["patient"]["id"], json!(kept));
            assert_eq!(chart["patient"]["allergies"], 2);
            assert_eq!(chart["allergies"].as_array().unwrap().len(), 2);
            assert_eq!(chart["appointments"].as_array().unwrap().len(), 1);
            assert_eq!(chart["merged"][0]["patient"]["id"], json!(behind));
            assert_eq!(chart["merged"][0]["changed_since"], false);
        }
        let found = clinic
            .ask(clinic.doctor, "people.find", json!({ "query": "marin", "limit": 9 }))
            .unwrap();
        assert_eq!(found.as_array().unwrap().len(), 1);
        let warned = json!({ "patient_id": kept, "medication_text": "Penicillin V 500 mg" });
        let warned = clinic.ask(clinic.doctor, "medication.check", warned).unwrap();
        assert_eq!(warned["warnings"][0]["kind"], "allergy");

        let undo = json!({ "id": id_of(&made), "version": 0 });
        clinic.ask(clinic.receptionist, "people.unmerge", undo).unwrap();
        assert_eq!(chart(&clinic, kept)["allergies"].as_array().unwrap().len(), 1);
        assert_eq!(chart(&clinic, behind)["patient"]["id"], json!(behind));
        merge(&clinic, behind, kept).unwrap();
        assert_eq!(chart(&clinic, kept)["patient"]["id"], json!(behind), "the other way round");
    }

    #[test]
    fn whom_a_merge_would_put_into_two_places_is_told_and_the_desk_settles_it() {
        let clinic = Clinic::found();
        let kept = clinic.patient("Elena", "Marín", "1960-01-05");
        let behind = clinic.patient("Helena", "Marin", "1960-01-05");
        clinic.book(kept, "2026-03-03T10:00:00Z").unwrap();
        let starts_at = crate::fixture::moment("2026-03-03T10:15:00Z");
        let booking = json!({
            "patient_id": behind, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 30 * crate::calendar::MINUTE,
            "kind": "consultation", "priority": "medium", "reason": null, "room": null,
            "overbook": true
        });
        let second = id_of(&clinic.ask(clinic.receptionist, "scheduling.book", booking).unwrap());
        let told = merge(&clinic, kept, behind).unwrap_err();
        assert_eq!(told.code, Some("two_places"));
        let sentence = told.sentence;
        assert!(sentence.contains("2026-03-03 at 11:15 with Amina Benali"), "{sentence}");
        let accepted = |keep: Uuid, behind: Uuid| {
            let request = json!({
                "patient_id": keep, "merged_patient_id": behind, "reason": "same passport",
                "accept_clash": true
            });
            clinic.ask(clinic.receptionist, "people.merge", request)
        };
        let made = accepted(kept, behind).unwrap();
        let asked = "SELECT count(*) FROM tasks WHERE for_role = 'receptionist' \
                     AND status = 'open' AND source_table = 'appointments' AND patient_id = ?1";
        assert_eq!(clinic.number(asked, kept), Some(1));
        // One that does not take place is in nobody's way.
        let undo = json!({ "id": id_of(&made), "version": 0 });
        clinic.ask(clinic.receptionist, "people.unmerge", undo).unwrap();
        let cancel = json!({ "id": second, "version": 0, "reason": "was a mistake" });
        clinic.ask(clinic.receptionist, "scheduling.cancel", cancel).unwrap();
        merge(&clinic, kept, behind).unwrap();
    }

    #[test]
    fn who_would_be_in_two_places_is_found_by_index() {
        crate::fixture::assert_uses_indexes(&Clinic::found(), &super::clashes_sql());
    }

    #[test]
    fn a_merge_is_one_row_and_rewrites_nothing() {
        let clinic = Clinic::found();
        let kept = clinic.patient("Elena", "Marín", "1960-01-05");
        let behind = clinic.patient("Helena", "Marin", "1960-01-05");
        let rows = |patient: Uuid| {
            clinic
                .number(
                    "SELECT count(*) FROM audit_logs WHERE (row_id = ?1 OR patient_id = ?1) \
                     AND action IN ('create', 'update', 'delete')",
                    patient,
                )
                .unwrap()
        };
        let before = (rows(kept), rows(behind));
        merge(&clinic, kept, behind).unwrap();
        assert_eq!((rows(kept), rows(behind)), (before.0 + 1, before.1));
        let said = clinic.text(
            "SELECT reason FROM audit_logs WHERE action = 'merge' AND patient_id = ?1",
            behind,
        );
        assert_eq!(said.as_deref(), Some("same passport"));
    }

    #[test]
    fn merges_chain_and_a_circle_is_refused() {
        let clinic = Clinic::found();
        let [a, b, c, d] = ["1", "2", "3", "4"]
            .map(|day| clinic.patient("Elena", "Marín", &format!("1960-01-0{day}")));
        merge(&clinic, b, a).unwrap();
        merge(&clinic, c, d).unwrap();
        // Whichever record of a set is named, its front is what moves.
        let joined = merge(&clinic, d, a).unwrap();
        for one in [a, b, c, d] {
            assert_eq!(chart(&clinic, one)["patient"]["id"], json!(c));
            assert_eq!(chart(&clinic, one)["merged"].as_array().unwrap().len(), 3);
        }
        for (keep, behind) in [(a, c), (c, a), (b, d), (a, a)] {
            let refused = merge(&clinic, keep, behind).unwrap_err();
            assert_eq!(refused.field, Some("merged_patient_id"));
        }
        let undo = json!({ "id": id_of(&joined), "version": 0 });
        clinic.ask(clinic.receptionist, "people.unmerge", undo).unwrap();
        assert_eq!(chart(&clinic, a)["patient"]["id"], json!(b));
        assert_eq!(chart(&clinic, d)["patient"]["id"], json!(c));
    }

    #[test]
    fn what_is_written_on_the_record_behind_later_shows_on_the_chart() {
        let clinic = Clinic::found();
        let kept = clinic.patient("Elena", "Marín", "1960-01-05");
        let behind = clinic.patient("Helena", "Marin", "1960-01-05");
        merge(&clinic, kept, behind).unwrap();
        clinic.pass_minutes(5);
        let mut form = person("Helena", "Marin", Some("1960-01-05"));
        form["id"] = json!(behind);
        form["version"] = json!(0);
        form["phone"] = json!("+34 600 555 666");
        clinic.ask(clinic.receptionist, "people.update", form).unwrap();
        allergy(&clinic, behind, "Latex");
        let chart = chart(&clinic, kept);
        assert_eq!(chart["merged"][0]["details"]["phone"], "+34 600 555 666");
        assert_eq!(chart["merged"][0]["changed_since"], true);
        assert_eq!(chart["allergies"][0]["substance_text"], "Latex");
    }

    #[test]
    fn two_pcs_that_merged_both_ways_while_apart_still_have_one_person() {
        let clinic = Clinic::found();
        let a = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.pass_minutes(1);
        let b = clinic.patient("Helena", "Marin", "1960-01-05");
        merge(&clinic, a, b).unwrap();
        // What the other PC sends arrives as it is.
        clinic
            .store
            .write(clinic.receptionist, "people.merge", |write| {
                let now = write.now();
                write.insert(
                    "patient_merges",
                    store::Cells::new()
                        .set("patient_id", b)
                        .set("merged_patient_id", a)
                        .set("reason", "the same")
                        .set("merged_at", now),
                )
            })
            .map_err(Refused::from)
            .unwrap();
        for one in [a, b] {
            assert_eq!(chart(&clinic, one)["patient"]["id"], json!(a));
        }
        let id = chart(&clinic, a)["merged"][0]["merge_id"].clone();
        let undo = json!({ "id": id, "version": 0 });
        clinic.ask(clinic.receptionist, "people.unmerge", undo).unwrap();
        assert_eq!(chart(&clinic, b)["merged"], json!([]), "both rows are gone");
    }

    #[test]
    fn what_stood_in_the_record_behind_is_seen_warned_of_and_counted_from_the_one_in_front() {
        let clinic = Clinic::found();
        let kept = clinic.patient("Elena", "Marín", "1990-01-05");
        let behind = clinic.patient("Elena", "Marin", "1990-01-05");
        let doctor = |name: &str, request: Value| clinic.ask(clinic.doctor, name, request).unwrap();
        let visit = json!({ "patient_id": behind, "kind": "routine", "reason": "Cough" });
        let visit = doctor("encounters.start_visit", visit)["id"].clone();
        doctor(
            "encounters.record_vitals",
            json!({ "patient_id": behind, "visit_id": visit, "systolic_mmhg": 121.0,
                    "diastolic_mmhg": 80.0, "temperature_unit": "C", "weight_unit": "kg",
                    "confirm_unusual": false }),
        );
        doctor(
            "encounters.order_tests",
            json!({ "patient_id": behind, "visit_id": visit, "lab_test_ids": [],
                    "other_tests": ["Potassium"], "priority": "routine" }),
        );
        doctor(
            "people.set_flag",
            json!({ "patient_id": behind, "kind": "pregnancy", "text": "Pregnant" }),
        );
        doctor(
            "records.add_document",
            json!({ "patient_id": behind, "kind": "other",
                                               "title": "Old letter" }),
        );
        let merge = json!({
            "patient_id": kept, "merged_patient_id": behind, "reason": "One passport"
        });
        clinic.ask(clinic.receptionist, "people.merge", merge).unwrap();

        let page = |patient: Uuid| {
            json!({ "patient_id": patient, "older": null,
                                           "with_struck": false, "before": null })
        };
        for (name, list) in [
            ("encounters.vitals", "sets"),
            ("encounters.patient_visits", "visits"),
            ("records.documents", "documents"),
        ] {
            for patient in [kept, behind] {
                let shown = doctor(name, page(patient));
                let shown = shown[list].as_array().unwrap_or_else(|| panic!("{name} {shown}"));
                assert_eq!(shown.len(), 1, "{name}");
            }
        }
        let chart = doctor("people.chart", json!({ "patient_id": kept }));
        assert_eq!(chart["lab_orders"].as_array().unwrap().len(), 1);
        let scan = json!({ "patient_id": kept, "modality": "CT", "body_part": "Chest",
                           "reason": "Cough", "priority": "routine", "accept_warnings": false });
        let warned = clinic.ask(clinic.doctor, "imaging.order", scan).unwrap_err();
        assert!(warned.sentence.contains("pregnant"), "{warned}");
        // Nobody waits at the door twice, and whoever has died has died in every record.
        let again = json!({ "patient_id": kept, "kind": "routine" });
        let here = clinic.ask(clinic.nurse, "encounters.arrive", again).unwrap_err();
        assert_eq!(here.code, Some("already_here"));
        let died = json!({ "id": behind, "version": 0, "deceased_at": clinic.now() });
        clinic.ask(clinic.receptionist, "people.record_death", died).unwrap();
        let chart = doctor("people.chart", json!({ "patient_id": kept }));
        assert_eq!(chart["patient"]["deceased"], true);
    }
}
