//! How an appointment goes, step by step, each at its time.

use std::collections::BTreeMap;

use anyhow::Result;
use clinic::calendar;
use serde_json::{Value, json};
use store::params;
use uuid::Uuid;

use super::cases::{Case, Test};
use super::measure::measurements;
use super::patients::Patient;
use super::staff::{Doctor, user};
use super::story::Story;
use super::{DAY, Demo, MINUTE, id_of};
use crate::people::Dice;

/// What becomes of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    Comes,
    /// Without a booking.
    WalksIn,
    StaysAway,
    Cancels,
}

/// An appointment with what will happen at it.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) patient: Uuid,
    pub(super) age_years: u32,
    pub(super) female: bool,
    doctor: Doctor,
    pub(super) case: &'static Case,
    pub(super) starts_at: i64,
    booked_at: i64,
    arrives_at: i64,
    confirms: bool,
    pays: Pays,
    course: Course,
    /// From 0, when the clinic began, to 1, now: treatment helps.
    pub(super) progress: f64,
    pub(super) seed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pays {
    Cash,
    Card,
    Half,
    Later,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Book,
    Confirm,
    Cancel,
    CheckIn,
    Room,
    Start,
    Finish,
    Bill,
    StayAway,
}

impl Visit {
    pub(super) fn new(
        patient: &Patient,
        doctor: &Doctor,
        case: &'static Case,
        starts_at: i64,
        dice: &mut Dice,
    ) -> Self {
        let mut random = |limit: usize| i64::try_from(dice.below(limit)).unwrap_or(0);
        let booked_at = starts_at - (1 + random(12)) * DAY - random(300) * MINUTE;
        let arrives_at = starts_at - (3 + random(14)) * MINUTE;
        let confirms = random(3) > 0;
        let pays = match random(10) {
            0..4 => Pays::Card,
            4..7 => Pays::Cash,
            7 => Pays::Half,
            _ => Pays::Later,
        };
        let on = chrono::DateTime::from_timestamp_micros(starts_at).unwrap_or_default();
        Self {
            patient: patient.id,
            age_years: patient.age_years(on.date_naive()),
            female: patient.female,
            doctor: doctor.clone(),
            case,
            starts_at,
            booked_at,
            arrives_at,
            confirms,
            pays,
            course: Course::Comes,
            progress: 1.0,
            seed: patient.seed,
        }
    }

    pub(super) fn progressed(self, progress: f64) -> Self {
        Self { progress, ..self }
    }

    pub(super) fn on(self, course: Course) -> Self {
        Self { course, ..self }
    }

    fn ends_at(&self) -> i64 {
        self.starts_at + self.doctor.minutes * MINUTE
    }

    /// What happens when.
    fn steps(&self) -> Vec<(i64, Step)> {
        let mut steps = vec![(self.booked_at, Step::Book)];
        if self.confirms && self.course != Course::WalksIn {
            steps.push((self.starts_at - DAY / 2, Step::Confirm));
        }
        match self.course {
            Course::Cancels => steps.push((self.starts_at - DAY / 4, Step::Cancel)),
            Course::StaysAway => steps.push((self.starts_at + 20 * MINUTE, Step::StayAway)),
            Course::Comes | Course::WalksIn => {
                if self.course == Course::WalksIn {
                    steps = vec![(self.starts_at, Step::Book)];
                } else {
                    steps.push((self.arrives_at, Step::CheckIn));
                }
                let late = self.doctor.late_minutes * MINUTE;
                steps.extend([
                    (self.starts_at + MINUTE + late * 2 / 3, Step::Room),
                    (self.starts_at + 5 * MINUTE + late, Step::Start),
                    (self.ends_at() - 4 * MINUTE + late, Step::Finish),
                    (self.ends_at() + 2 * MINUTE + late, Step::Bill),
                ]);
            }
        }
        steps
    }
}

/// Carries out what has happened until now, in the order in which it happened; what `story` tells
/// happens in between.
pub(super) fn play(
    demo: &Demo<'_>,
    visits: Vec<Visit>,
    mut story: Option<&mut Story<'_>>,
) -> Result<()> {
    let began = demo.clock.now();
    let mut agenda: BTreeMap<(i64, usize, Step), &Visit> = BTreeMap::new();
    for (number, visit) in visits.iter().enumerate() {
        for (at, step) in visit.steps() {
            // A booking whose day came before the clinic had the patient was made on that day;
            // one for a later day has been made by now.
            let at = if step == Step::Book { at.max(began).min(demo.now) } else { at };
            agenda.insert((at, number, step), visit);
        }
    }
    let mut appointments: BTreeMap<usize, Uuid> = BTreeMap::new();
    for ((at, number, step), visit) in agenda {
        if at > demo.now {
            continue;
        }
        if let Some(story) = &mut story {
            story.tell_until(at)?;
        }
        demo.clock.set(at);
        if step == Step::Book {
            if let Some(booked) = demo.book(visit)? {
                appointments.insert(number, booked);
            }
        } else if let Some(appointment) = appointments.get(&number) {
            demo.take_step(visit, step, *appointment)?;
        }
    }
    match story {
        Some(story) => story.tell_until(demo.now),
        None => Ok(()),
    }
}

impl Demo<'_> {
    /// Books; on a day that has been closed meanwhile nobody is booked.
    fn book(&self, visit: &Visit) -> Result<Option<Uuid>> {
        let desk = user(self.store, "rosa")?;
        let kind = if visit.case.lasting { "follow_up" } else { "consultation" };
        if visit.course == Course::WalksIn {
            let came = self.ask(
                desk,
                "scheduling.walk_in",
                json!({"patient_id": visit.patient, "practitioner_id": visit.doctor.practitioner,
                       "reason": visit.case.reason, "kind": kind}),
            )?;
            return Ok(Some(id_of(&came)?));
        }
        let booked = self.try_to(
            desk,
            "scheduling.book",
            json!({"patient_id": visit.patient, "practitioner_id": visit.doctor.practitioner,
                   "starts_at": visit.starts_at, "ends_at": visit.ends_at(), "kind": kind,
                   "priority": if visit.case.strain.2 > 1.0 { "high" } else { "medium" },
                   "reason": visit.case.reason, "room": null, "overbook": false}),
        );
        match booked {
            Ok(booked) => Ok(Some(id_of(&booked)?)),
            Err(refused) if refused.code == Some("closed") => Ok(None),
            Err(refused) => anyhow::bail!("scheduling.book: {}", refused.sentence),
        }
    }

    fn take_step(&self, visit: &Visit, step: Step, appointment: Uuid) -> Result<()> {
        let desk = user(self.store, "rosa")?;
        let nurse = user(self.store, "tomas")?;
        let version = self.version("appointments", appointment)?;
        let mut this = json!({"id": appointment, "version": version});
        match step {
            Step::Book => {}
            Step::Confirm => drop(self.ask(desk, "scheduling.confirm", this)?),
            Step::CheckIn => drop(self.ask(desk, "scheduling.check_in", this)?),
            Step::StayAway => drop(self.ask(desk, "scheduling.no_show", this)?),
            Step::Cancel => {
                if let Some(fields) = this.as_object_mut() {
                    fields.insert("reason".to_owned(), json!("Has to work, will call again"));
                }
                self.ask(desk, "scheduling.cancel", this)?;
            }
            Step::Room => {
                self.ask(
                    nurse,
                    "encounters.room",
                    json!({"appointment_id": appointment, "version": version,
                           "room": visit.doctor.room}),
                )?;
                let id = self.visit_of(appointment)?;
                self.note_allergies(visit.patient, visit.seed)?;
                self.ask(nurse, "encounters.record_vitals", measurements(visit, id))?;
            }
            Step::Start => {
                self.ask(
                    visit.doctor.user,
                    "encounters.start_visit",
                    json!({"appointment_id": appointment, "patient_id": visit.patient,
                           "practitioner_id": visit.doctor.practitioner,
                           "kind": if visit.case.lasting { "follow_up" } else { "consultation" },
                           "reason": visit.case.reason}),
                )?;
            }
            Step::Finish => self.finish(visit, self.visit_of(appointment)?)?,
            Step::Bill => self.bill(visit, self.visit_of(appointment)?, desk)?,
        }
        Ok(())
    }

    fn visit_of(&self, appointment: Uuid) -> Result<Option<Uuid>> {
        Ok(self.store.read::<_, store::Error>(|reader| {
            reader.value("SELECT id FROM visits WHERE appointment_id = ?1", params![appointment])
        })?)
    }

    fn finish(&self, visit: &Visit, id: Option<Uuid>) -> Result<()> {
        let Some(id) = id else { return Ok(()) };
        let (case, doctor) = (visit.case, visit.doctor.user);
        self.ask(
            doctor,
            "encounters.write_note",
            json!({"id": id, "version": self.version("visits", id)?, "reason": case.reason,
                   "subjective": case.subjective, "objective": case.objective,
                   "assessment": case.diagnosis, "plan": case.plan,
                   "follow_up_instructions": case.lasting.then_some(case.plan)}),
        )?;
        if !(case.lasting && self.has_problem(visit)?) {
            self.ask(
                doctor,
                "encounters.diagnose",
                json!({"patient_id": visit.patient, "visit_id": id, "icd10_code": case.icd10,
                       "condition_name": case.diagnosis, "severity": case.severity,
                       "status": if case.lasting { "active" } else { "resolved" },
                       "onset_on": null, "notes": null}),
            )?;
        }
        self.prescribe(visit, id)?;
        if let Some(test) = &case.test {
            self.note_result(visit, id, test)?;
        }
        let version = self.version("visits", id)?;
        self.ask(doctor, "encounters.end_visit", json!({"id": id, "version": version}))?;
        let version = self.version("visits", id)?;
        self.ask(doctor, "encounters.sign_visit", json!({"id": id, "version": version}))?;
        Ok(())
    }

    fn has_problem(&self, visit: &Visit) -> Result<bool> {
        let found: Option<i64> = self.store.read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT 1 FROM medical_conditions WHERE patient_id IN (?1, ?3) AND code = ?2",
                params![visit.patient, visit.case.icd10, self.other_record(visit.patient)],
            )
        })?;
        Ok(found.is_some())
    }

    /// Prescribes unless the patient still has the medicine.
    fn prescribe(&self, visit: &Visit, id: Uuid) -> Result<()> {
        let Some(medicine) = &visit.case.medicine else { return Ok(()) };
        let today = calendar::day_of(self.town.zone(), self.clock.now()).to_string();
        let has: Option<i64> = self.store.read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT 1 FROM prescription_items WHERE patient_id IN (?1, ?4) \
                 AND medication_text = ?2 AND (end_on IS NULL OR end_on >= ?3)",
                params![visit.patient, medicine.name, today, self.other_record(visit.patient)],
            )
        })?;
        if has.is_some() {
            return Ok(());
        }
        let request = |accept: bool| {
            json!({"patient_id": visit.patient, "visit_id": id, "notes": null,
                   "accept_warnings": accept,
                   "items": [{"medication_text": medicine.name, "dose_amount": medicine.amount,
                              "dose_unit": medicine.unit, "route": "oral",
                              "frequency_text": medicine.frequency, "dosage_text": null,
                              "is_free_text_dosage": false, "duration_days": medicine.days,
                              "quantity": medicine.quantity,
                              "refills_allowed": i64::from(visit.case.lasting),
                              "instructions": null, "indication": visit.case.diagnosis}]})
        };
        // A doctor here heeds the warnings.
        let prescribed = self.try_to(visit.doctor.user, "medication.prescribe", request(false));
        match prescribed {
            Err(refused) if refused.code != Some("warned") => {
                anyhow::bail!("medication.prescribe: {}", refused.sentence)
            }
            _ => Ok(()),
        }
    }

    /// The laboratory tests what was drawn while the patient is still there.
    fn note_result(&self, visit: &Visit, id: Uuid, test: &Test) -> Result<()> {
        let (first, last) = test.course;
        let wobble = (visit.starts_at / DAY % 7) as f64 / 7.0 - 0.5;
        let value =
            first + (last - first) * visit.progress + wobble * (test.high - test.low) * 0.06;
        let value = (value * 10.0).round() / 10.0;
        self.test_blood(visit.patient, id, visit.doctor.user, test, value)
    }

    fn bill(&self, visit: &Visit, id: Option<Uuid>, desk: Uuid) -> Result<()> {
        let lines: Vec<Value> = visit
            .case
            .fees
            .iter()
            .map(|(what, cents)| {
                json!({"description": what, "quantity": 1.0,
                       "unit_price_minor": self.town.price(*cents), "procedure_code": null,
                       "diagnosis_code": visit.case.icd10})
            })
            .collect();
        let total: i64 = visit.case.fees.iter().map(|(_, cents)| self.town.price(*cents)).sum();
        let today = calendar::day_of(self.town.zone(), self.clock.now());
        let due = today + chrono::Days::new(30);
        let invoice = self.ask(
            desk,
            "billing.create_invoice",
            json!({"patient_id": visit.patient, "visit_id": id, "lines": lines,
                   "due_on": due.to_string(), "notes": null, "issue": true}),
        )?;
        let (amount, method) = match visit.pays {
            Pays::Cash => (total, "cash"),
            Pays::Card => (total, "credit_card"),
            Pays::Half => (total / 2, "cash"),
            Pays::Later => return Ok(()),
        };
        self.ask(
            desk,
            "billing.take_payment",
            json!({"invoice_id": id_of(&invoice)?, "amount_minor": amount, "method": method,
                   "reference": null}),
        )?;
        Ok(())
    }
}
