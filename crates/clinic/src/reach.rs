//! Whose records a person reaches.
//!
//! What a role may do to a table stands in the catalog; here is decided whether one patient is in
//! somebody's care. The centre asks the same of every pushed row (`sync-server`, `apply::reach`),
//! more leniently: what held at any time when the work was done, holds there.

use std::collections::BTreeMap;

use catalog::{Action, Reach, Table, reach};
use store::{Reader, Store, Touched, params};
use uuid::Uuid;

use crate::calendar::HOUR;
use crate::people::merged::{SET, set_of};
use crate::{Asking, Refused, Who};

/// A booking opens the record from when it is made until this long after it should have ended,
/// for what is written up and telephoned the day after.
const AFTER_BOOKING: i64 = 24 * HOUR;
/// A visit of one's own opens the record until this long after its end: the slowest results, such as
/// cultures for mycobacteria, come after eight weeks, and the doctor who asked for them reads them
/// and writes the letters. One whose note waits for its signature is not over for whoever signs it.
const AFTER_OWN_VISIT: i64 = 60 * 24 * HOUR;
/// A triage entry opens the record for a day; by then there is a visit, a bed, or nobody any more.
const AFTER_TRIAGE: i64 = 24 * HOUR;

/// Whether `who` looks after `patient` at `now`: by the care team, a booking, a visit, a bed, a
/// triage entry, a referral, a therapy, or an access in an emergency that has not run out. A
/// person of no department works for the whole site. Records that were merged are one patient.
pub(crate) fn looks_after(
    reader: &Reader<'_>,
    who: &Who,
    patient: Uuid,
    now: i64,
) -> Result<bool, Refused> {
    let found: Option<i64> = reader.value(
        &format!("WITH one (id) AS {SET}, \
         mine (id) AS ( \
         SELECT department_id FROM users WHERE id = ?2 AND department_id IS NOT NULL \
         UNION SELECT department_id FROM practitioner_departments \
         WHERE practitioner_id = ?3 AND deleted_at IS NULL) \
         SELECT 1 WHERE EXISTS (SELECT 1 FROM one JOIN care_team_members t ON t.patient_id = one.id \
         WHERE t.deleted_at IS NULL AND t.started_at <= ?5 \
         AND (t.ended_at IS NULL OR t.ended_at > ?5) AND (t.user_id = ?2 OR t.practitioner_id = ?3 \
         OR (t.user_id IS NULL AND t.practitioner_id IS NULL \
         AND t.department_id IN (SELECT id FROM mine)))) \
         OR EXISTS (SELECT 1 FROM one JOIN patients p ON p.id = one.id \
         WHERE p.primary_practitioner_id = ?3 OR p.attending_nurse_id = ?2) \
         OR EXISTS (SELECT 1 FROM one JOIN appointments a ON a.patient_id = one.id \
         WHERE a.deleted_at IS NULL AND a.status NOT IN ('cancelled', 'no_show', 'entered_in_error') \
         AND a.ends_at > ?5 - ?6 AND (a.practitioner_id = ?3 OR a.created_by = ?2 \
         OR a.department_id IN (SELECT id FROM mine) \
         OR (a.site_id = ?4 AND NOT EXISTS (SELECT 1 FROM mine)))) \
         OR EXISTS (SELECT 1 FROM one JOIN visits v ON v.patient_id = one.id \
         WHERE v.deleted_at IS NULL AND v.status <> 'entered_in_error' \
         AND (((v.practitioner_id = ?3 OR v.created_by = ?2 OR v.signed_by = ?2) \
         AND (v.status IN ('arrived', 'triaged', 'roomed', 'in_progress') \
         OR coalesce(v.ended_at, v.started_at) > ?5 - ?8)) \
         OR (v.practitioner_id = ?3 AND v.status = 'completed' AND v.signed_at IS NULL) \
         OR (v.status IN ('arrived', 'triaged', 'roomed', 'in_progress') \
         AND (v.department_id IN (SELECT id FROM mine) \
         OR (v.site_id = ?4 AND NOT EXISTS (SELECT 1 FROM mine)))))) \
         OR EXISTS (SELECT 1 FROM one JOIN bed_stays s ON s.patient_id = one.id \
         JOIN beds b ON b.id = s.bed_id \
         WHERE s.deleted_at IS NULL AND (s.ended_at IS NULL OR s.ended_at > ?5 - ?6) \
         AND (b.department_id IN (SELECT id FROM mine) \
         OR (s.site_id = ?4 AND NOT EXISTS (SELECT 1 FROM mine)))) \
         OR EXISTS (SELECT 1 FROM one JOIN triage_assessments t ON t.patient_id = one.id \
         WHERE t.site_id = ?4 AND t.assessed_at > ?5 - ?7) \
         OR EXISTS (SELECT 1 FROM one JOIN referrals r ON r.patient_id = one.id \
         WHERE r.deleted_at IS NULL AND r.status IN ('sent', 'accepted') \
         AND (r.to_practitioner_id = ?3 OR r.to_department_id IN (SELECT id FROM mine))) \
         OR EXISTS (SELECT 1 FROM one JOIN therapy_sessions t ON t.patient_id = one.id \
         WHERE t.deleted_at IS NULL AND t.practitioner_id = ?3) \
         OR EXISTS (SELECT 1 FROM one JOIN break_glass_grants g ON g.patient_id = one.id \
         WHERE g.deleted_at IS NULL AND g.user_id = ?2 AND g.expires_at > ?5)"),
        params![
            patient,
            who.user_id,
            who.practitioner_id,
            who.site.id,
            now,
            AFTER_BOOKING,
            AFTER_TRIAGE,
            AFTER_OWN_VISIT
        ],
    )?;
    Ok(found.is_some())
}

/// Whether `who` may do `action` to rows of `table` that belong to `patient`.
fn reaches(
    reader: &Reader<'_>,
    who: &Who,
    (table, action): (&Table, Action),
    patient: Uuid,
    now: i64,
) -> Result<bool, Refused> {
    Ok(match reach(&who.roles, table, action) {
        Reach::Everybody => true,
        Reach::OwnPatients => looks_after(reader, who, patient, now)?,
        Reach::OwnRecord => own_records(reader, who)?.contains(&patient),
        Reach::Nobody => false,
    })
}

/// Whether `who` may change rows of `table` that belong to `patient`.
pub(crate) fn may_change(
    reader: &Reader<'_>,
    who: &Who,
    table: &str,
    patient: Uuid,
    now: i64,
) -> Result<bool, Refused> {
    let Some(table) = catalog::table(table) else { return Ok(false) };
    reaches(reader, who, (table, Action::Update), patient, now)
}

/// Whether `who` may read rows of `table` that belong to `patient`.
pub(crate) fn may_read(
    reader: &Reader<'_>,
    who: &Who,
    table: &str,
    patient: Uuid,
    now: i64,
) -> Result<bool, Refused> {
    let Some(table) = catalog::table(table) else { return Ok(false) };
    reaches(reader, who, (table, Action::Read), patient, now)
}

/// Refuses with the code `not_your_patient` where `who` may read such rows, but not this
/// patient's. The screen then offers to open the record in an emergency.
pub fn may_open(
    reader: &Reader<'_>,
    who: &Who,
    table: &str,
    patient: Uuid,
    now: i64,
) -> Result<(), Refused> {
    let table = catalog::table(table).ok_or_else(Refused::not_allowed)?;
    if reaches(reader, who, (table, Action::Read), patient, now)? {
        return Ok(());
    }
    Err(if reach(&who.roles, table, Action::Read) == Reach::OwnPatients {
        not_your_patient()
    } else {
        Refused::not_allowed()
    })
}

/// Checks everything that an action has done before it is committed: each row against the author's
/// roles, and each patient against the author's care. The centre would refuse what slips through.
/// Care counts that begins with the action, such as a visit, and care that ends with it, such as a
/// referral that is answered: `reader` sees what the action has done, `store` does not yet.
pub(crate) fn may_have_done(
    reader: &Reader<'_>,
    store: &Store,
    who: &Who,
    touched: &[Touched],
    now: i64,
) -> Result<(), Refused> {
    let mut looked_after: Vec<Uuid> = Vec::new();
    for done in touched {
        let columns = || done.cells.iter().map(|(column, _)| column.as_str());
        let own = done.row == who.user_id;
        if catalog::is_own_account(done.table, own, done.action, columns()) {
            continue;
        }
        may_have_said(reader, who, done, touched)?;
        match reach(&who.roles, done.table, done.action) {
            Reach::Everybody => {}
            Reach::Nobody => return Err(Refused::not_allowed()),
            Reach::OwnRecord => {
                let own = own_records(reader, who)?;
                let others = done.patients.iter().any(|patient| !own.contains(patient));
                // What is about patients is about this one.
                let nobodys = done.table.audited && done.patients.is_empty();
                let may = done.action != Action::Update
                    || catalog::patient_may_change(done.table, columns());
                if others || nobodys || !may {
                    return Err(Refused::not_allowed());
                }
            }
            Reach::OwnPatients => {
                for patient in &done.patients {
                    if !looked_after.contains(patient) {
                        let before =
                            |earlier: &Reader<'_>| looks_after(earlier, who, *patient, now);
                        if !looks_after(reader, who, *patient, now)? && !store.read(before)? {
                            return Err(not_your_patient());
                        }
                        looked_after.push(*patient);
                    }
                }
            }
        }
    }
    Ok(())
}

/// Refuses what only others decide, and another person's name where the record says who answers,
/// unless that name is carried on: by a correction, or by who chooses between two values. The centre
/// asks the same (`apply::admit`, `apply::answers`).
fn may_have_said(
    reader: &Reader<'_>,
    who: &Who,
    done: &Touched,
    touched: &[Touched],
) -> Result<(), Refused> {
    for (column, value) in &done.cells {
        if !catalog::may_decide(done.table, column, value, done.action, &who.roles) {
            return Err(Refused::not_allowed());
        }
        let another = value.as_uuid().filter(|person| *person != who.user_id);
        let Some(person) = another else { continue };
        if catalog::names_who_answers(done.table, column)
            && !is_carried_on(reader, done, (column, person))?
            && !is_chosen(reader, done, (column, person), touched)?
        {
            return Err(Refused::because(format!(
                "Nothing is written in somebody else's name ({} of {}). They have to do this \
                 themselves.",
                column.replace('_', " "),
                done.table.name.replace('_', " ")
            )));
        }
    }
    Ok(())
}

/// Whether the row corrects another one of its table in which the same name stands.
fn is_carried_on(
    reader: &Reader<'_>,
    done: &Touched,
    (column, person): (&str, Uuid),
) -> Result<bool, Refused> {
    let corrected = done.cells.iter().find(|(name, _)| name == "corrects_id");
    let Some(corrected) = corrected.and_then(|(_, value)| value.as_uuid()) else {
        return Ok(false);
    };
    let stands: Option<i64> = reader.value(
        &format!("SELECT 1 FROM {} WHERE id = ?1 AND {column} = ?2", done.table.name),
        params![corrected, person],
    )?;
    Ok(stands.is_some())
}

/// Whether the action decides a question about the row, or takes such a decision back, and the name
/// stood in it.
fn is_chosen(
    reader: &Reader<'_>,
    done: &Touched,
    (column, person): (&str, Uuid),
    touched: &[Touched],
) -> Result<bool, Refused> {
    for question in touched.iter().filter(|other| other.table.name == "sync_conflicts") {
        let stood: Option<i64> = reader.value(
            "SELECT 1 FROM sync_conflicts WHERE id = ?1 AND row_id = ?2 \
             AND ?4 IN (canonical ->> ?3, candidate ->> ?3)",
            params![question.row, done.row, column, person.to_string()],
        )?;
        if stood.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The records of the person who signs in as a patient, those that were merged included.
fn own_records(reader: &Reader<'_>, who: &Who) -> Result<Vec<Uuid>, Refused> {
    who.patient_id.map_or_else(|| Ok(Vec::new()), |patient| set_of(reader, patient))
}

fn not_your_patient() -> Refused {
    Refused::coded(
        "not_your_patient",
        "This patient is not in your care. Book the patient or start a visit; in an emergency, \
         open the record with a reason.",
    )
}

impl Asking<'_> {
    /// Whether the person may see this patient's rows of `table`.
    pub(crate) fn shows(&self, table: &str, patient: Uuid) -> Result<bool, Refused> {
        may_read(&self.reader, self.who, table, patient, self.now)
    }

    /// Those of `rows` that are about patients whose rows of `table` the person may see.
    pub(crate) fn of_own_patients<T>(
        &self,
        table: &str,
        rows: Vec<T>,
        patient: impl Fn(&T) -> Uuid,
    ) -> Result<Vec<T>, Refused> {
        let mut seen: BTreeMap<Uuid, bool> = BTreeMap::new();
        let mut own = Vec::new();
        for row in rows {
            let patient = patient(&row);
            let shown = match seen.get(&patient) {
                Some(shown) => *shown,
                None => self.shows(table, patient)?,
            };
            seen.insert(patient, shown);
            if shown {
                own.push(row);
            }
        }
        Ok(own)
    }
}

#[cfg(test)]
mod tests {
    use store::{Cells, params};
    use uuid::Uuid;

    use super::{looks_after, may_have_done};
    use crate::calendar::HOUR;
    use crate::fixture::{Clinic, id_of};
    use crate::{Refused, Who};
    use serde_json::json;

    const DAY: i64 = 24 * HOUR;

    /// Whether `user` looks after `patient` at `later` after now.
    fn reached(clinic: &Clinic, user: Uuid, patient: Uuid, later: i64) -> bool {
        let now = clinic.now() + later;
        let found: Result<bool, Refused> = clinic
            .store
            .read(|reader| looks_after(reader, &Who::load(reader, user)?, patient, now));
        found.unwrap()
    }

    #[test]
    fn nobody_writes_in_another_name_nor_what_only_others_decide() {
        let clinic = Clinic::found();
        let (admin, doctor) = (clinic.owner, clinic.doctor);
        let away = |author: Uuid, status: &str, decided_by: Option<Uuid>| {
            clinic.store.write::<_, Refused>(author, "organization.request_leave", |write| {
                let who = Who::load(write, author)?;
                let cells = Cells::new()
                    .set("practitioner_id", clinic.doctor_practitioner)
                    .set("kind", "vacation")
                    .set("starts_at", write.now() + DAY)
                    .set("ends_at", write.now() + 2 * DAY)
                    .set("status", status)
                    .set("decided_by", decided_by);
                write.insert("leave", cells)?;
                may_have_done(write, &clinic.store, &who, write.touched(), write.now())
            })
        };
        away(doctor, "requested", None).unwrap();
        assert_eq!(away(doctor, "approved", Some(doctor)).unwrap_err().code, Some("not_allowed"));
        away(admin, "approved", Some(admin)).unwrap();
        let refused = away(admin, "approved", Some(doctor)).unwrap_err();
        assert!(refused.sentence.contains("decided by of leave"), "{}", refused.sentence);
    }

    /// A visit of the doctor that ended now.
    fn seen(clinic: &Clinic, patient: Uuid) -> Uuid {
        let start = json!({
            "appointment_id": null, "patient_id": patient,
            "practitioner_id": clinic.doctor_practitioner, "kind": "consultation", "reason": null
        });
        let visit = id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap());
        let end = json!({ "id": visit, "version": 0 });
        clinic.ask(clinic.doctor, "encounters.end_visit", end).unwrap();
        visit
    }

    #[test]
    fn who_saw_a_patient_reaches_them_for_sixty_days_and_until_the_note_is_signed() {
        let clinic = Clinic::found();
        let patient = clinic.stranger("Elena", "Marín", "1960-01-05");
        let visit = seen(&clinic, patient);
        assert!(reached(&clinic, clinic.doctor, patient, 90 * DAY), "the note waits");
        clinic
            .store
            .write(clinic.doctor, "test", |write| {
                let signed =
                    Cells::new().set("signed_at", write.now()).set("signed_by", clinic.doctor);
                write.update("visits", visit, None, signed)
            })
            .unwrap_or_else(|error: store::Error| panic!("{error}"));
        assert!(reached(&clinic, clinic.doctor, patient, 59 * DAY));
        assert!(!reached(&clinic, clinic.doctor, patient, 61 * DAY));
    }

    #[test]
    fn a_nurse_of_the_department_reaches_an_open_visit_and_one_of_another_does_not() {
        let clinic = Clinic::found();
        let patient = clinic.stranger("Elena", "Marín", "1960-01-05");
        let other = clinic.employ("Ruth", "Achieng", "nurse");
        let [heart, skin] = [("Heart", clinic.nurse), ("Skin", other)].map(|(name, nurse)| {
            clinic
                .store
                .write(clinic.owner, "test", |write| {
                    let site: Option<Uuid> = write.value("SELECT min(id) FROM sites", params![])?;
                    let id = write.insert(
                        "departments",
                        Cells::new().set("site_id", site).set("name", name).set("is_active", true),
                    )?;
                    write.update("users", nurse, None, Cells::new().set("department_id", id))?;
                    Ok(id)
                })
                .unwrap_or_else(|error: store::Error| panic!("{error}"))
        });
        clinic
            .store
            .write(clinic.owner, "test", |write| {
                for (department, is_primary) in [(skin, false), (heart, true)] {
                    let belongs = Cells::new()
                        .set("practitioner_id", clinic.doctor_practitioner)
                        .set("department_id", department)
                        .set("is_primary", is_primary);
                    write.insert("practitioner_departments", belongs)?;
                }
                Ok(())
            })
            .unwrap_or_else(|error: store::Error| panic!("{error}"));
        let came = json!({
            "patient_id": patient, "practitioner_id": clinic.doctor_practitioner,
            "reason": "Cough", "kind": "consultation"
        });
        assert!(!reached(&clinic, clinic.nurse, patient, 0));
        let came = id_of(&clinic.ask(clinic.receptionist, "scheduling.walk_in", came).unwrap());
        let start = json!({
            "appointment_id": came, "patient_id": patient, "practitioner_id": null,
            "kind": "consultation", "reason": null
        });
        let visit = id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap());
        let of = "SELECT hex(department_id) FROM visits WHERE id = ?1";
        let of: Uuid = clinic.text(of, visit).unwrap().parse().unwrap();
        assert_eq!(of, heart);
        // The booking of the day is over by then, and the visit is not.
        for later in [0, 2 * DAY] {
            assert!(reached(&clinic, clinic.nurse, patient, later));
            assert!(!reached(&clinic, other, patient, later));
        }
    }
}
