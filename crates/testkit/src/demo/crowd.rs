//! A clinic of any size: more patients with their histories, over as many branches as wanted.
//!
//! They come thousands of rows in one action, through the same write door as everything else. The
//! same seed gives the same people with the same histories.

mod around;

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use around::House;
use chrono::{DateTime, NaiveDate};
use store::{Cells, Error, Store, Write};
use uuid::Uuid;

use super::cases::{ACUTE, ALLERGIES, CHILDREN, Case};
use super::patients::{CHILD_YEARS, lasting};
use super::{Clock, DAY, MINUTE, Town, founded_at};
use crate::people::{Dice, person};

/// No import: what it writes is of this house, its stock and its tasks among it.
const COMMAND: &str = "demo.crowd";
/// How many rows one action writes at most.
const OPERATIONS_MAX: usize = 5_000;
/// How many patients one doctor has.
const PATIENTS_PER_DOCTOR: u64 = 600;
/// Minutes of an appointment, and how many a doctor has in a day.
const SLOT_MINUTES: i64 = 20;
const SLOTS_PER_DAY: i64 = 24;
/// Days in which they may have come.
const DAYS: i64 = 530;
/// From slot to slot of a doctor; it has no divisor in common with the number of slots, so that
/// every slot is taken once.
const STRIDE: i64 = 7;

/// How large the clinic becomes.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Patients, besides those of the demo's day.
    pub patients: u64,
    /// Sites, with the first one.
    pub branches: u64,
    /// Decides who they are.
    pub seed: u64,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Patients.
    pub patients: u64,
    /// Rows in all tables, without the audit trail.
    pub rows: u64,
    /// The most rows that one action has written.
    pub largest: usize,
}

struct Doctor {
    practitioner: Uuid,
    site: Uuid,
    /// How many appointments the doctor has had.
    taken: i64,
}

/// Writes the patients of `size` into the clinic of `founder`, and shows `now` in the end.
///
/// # Errors
/// What the write door refused.
pub fn fill(
    store: &Store,
    clock: &Clock,
    founder: Uuid,
    town: &Town,
    (now, size): (i64, Size),
    tell: &mut dyn FnMut(&str),
) -> Result<Filled> {
    let mut filled = Filled::default();
    let began = founded_at(now) + 6 * DAY;
    clock.set(now);
    let mut doctors = branches(store, founder, town, size)?;
    let mut houses = store.write::<_, Error>(founder, COMMAND, |write| {
        write.audit_once();
        let houses = BTreeMap::new();
        let mut action = Action { write, town, founder, began, houses, rows: 0 };
        for doctor in &doctors {
            if !action.houses.contains_key(&doctor.site) {
                let house = action.house(doctor.site)?;
                action.houses.insert(doctor.site, house);
            }
        }
        filled.rows += action.rows as u64;
        Ok(action.houses)
    })?;
    let mut next = 0;
    while next < size.patients {
        // Ids begin with the clock's time; in order they go to the end of every index.
        clock.set(began + (now - began) / 2 * next.cast_signed() / size.patients.cast_signed());
        let rows;
        (rows, houses) = store.write::<_, Error>(founder, COMMAND, |write| {
            write.audit_once();
            let houses = std::mem::take(&mut houses);
            let mut action = Action { write, town, founder, began, houses, rows: 0 };
            while next < size.patients && action.rows + Action::PATIENT_MAX <= OPERATIONS_MAX {
                action.patient(size, next, &mut doctors)?;
                next += 1;
            }
            Ok((action.rows, action.houses))
        })?;
        filled.rows += rows as u64;
        filled.largest = filled.largest.max(rows);
        if next % 10_000 < 100 {
            tell(&format!("{next} of {} patients.", size.patients));
        }
    }
    filled.patients = next;
    clock.set(now);
    Ok(filled)
}

/// The sites with their doctors. The first site is there already.
fn branches(store: &Store, founder: Uuid, town: &Town, size: Size) -> Result<Vec<Doctor>> {
    let first: Option<Uuid> = store
        .read::<_, Error>(|reader| reader.value("SELECT id FROM sites ORDER BY id LIMIT 1", []))?;
    let first = first.context("the clinic has a site")?;
    let count = (size.patients / size.branches.max(1)).div_ceil(PATIENTS_PER_DOCTOR).max(1);
    let doctors = store.write::<_, Error>(founder, COMMAND, |write| {
        write.audit_once();
        let mut doctors = Vec::new();
        for branch in 0..size.branches.max(1) {
            let site = match branch {
                0 => first,
                _ => write.insert(
                    "sites",
                    Cells::new()
                        .set("name", format!("{} {}", town.name, branch + 1))
                        .set("code", format!("B{:02}", branch + 1))
                        .set("kind", "branch")
                        .set("time_zone", town.time_zone)
                        .set("currency", town.currency)
                        .set("city", town.name)
                        .set("country", town.country),
                )?,
            };
            for number in 0..count {
                let made_up = person(size.seed ^ (0xd0c7_0000 + branch * 1_000 + number));
                let practitioner = write.insert(
                    "practitioners",
                    Cells::new()
                        .set("prefix", "Dr")
                        .set("given_name", made_up.given_name)
                        .set("family_name", made_up.family_name)
                        .set("gender", made_up.gender)
                        .set("specialization", "Family medicine")
                        .set("site_id", site)
                        .set("is_available", false),
                )?;
                doctors.push(Doctor { practitioner, site, taken: 0 });
            }
        }
        Ok(doctors)
    })?;
    Ok(doctors)
}

/// One action that writes as many whole patients as fit.
struct Action<'a, 'c> {
    write: &'a mut Write<'c>,
    town: &'a Town,
    founder: Uuid,
    began: i64,
    /// By site.
    houses: BTreeMap<Uuid, House>,
    rows: usize,
}

impl Action<'_, '_> {
    /// How many rows one patient has at most: four of the person and ten of each visit, and what
    /// stands around them.
    const PATIENT_MAX: usize = 4 + Self::AROUND_PERSON_MAX + (10 + Self::AROUND_VISIT_MAX) * 8;

    fn put(&mut self, table: &'static str, cells: Cells) -> Result<Uuid, Error> {
        self.rows += 1;
        self.write.insert(table, cells)
    }

    fn patient(&mut self, size: Size, number: u64, doctors: &mut [Doctor]) -> Result<(), Error> {
        let opened = DateTime::from_timestamp_micros(self.began).unwrap_or_default().date_naive();
        // Somebody who was not born when the clinic opened is another one's child, elsewhere.
        let Some((seed, made_up)) = (0..)
            .map(|other: u64| size.seed.wrapping_add(1_000_000 + number + (other << 40)))
            .map(|seed| (seed, person(seed)))
            .find(|(_, made_up)| made_up.born < opened)
        else {
            return Ok(());
        };
        let mut dice = Dice::new(seed ^ 0x5eed);
        let Some(doctor) = doctors.get_mut(number as usize % doctors.len().max(1)) else {
            return Ok(());
        };
        let cells = made_up
            .cells()
            .set("mrn", format!("Z-{:07}", number + 1))
            .set("city", self.town.name)
            .set("country", self.town.country)
            .set("primary_practitioner_id", doctor.practitioner);
        let patient = self.put("patients", cells)?;
        let whose = || Cells::new().set("patient_id", patient);
        let known = whose().set("site_id", doctor.site).set("source", "registered");
        self.put("patient_sites", known.set("known_since", self.began))?;
        if dice.below(10) < 3 {
            let allergy = dice.choose(&ALLERGIES).unwrap_or(&ALLERGIES[0]);
            let (substance, category, criticality, reaction, severity) = *allergy;
            let cells = whose()
                .set("substance_text", substance)
                .set("category", category)
                .set("criticality", criticality)
                .set("reaction_text", reaction)
                .set("severity", severity)
                .set("status", "active")
                .set("recorded_at", self.began);
            self.put("patient_allergies", cells)?;
        }
        let ill = lasting(seed);
        let policy = self.around_person(patient, doctor, ill.is_some(), &mut dice)?;
        let visits = if ill.is_some() { 4 + dice.below(5) } else { dice.below(4) };
        for visit in 0..visits {
            let slot = doctor.taken * STRIDE % (SLOTS_PER_DAY * DAYS);
            doctor.taken += 1;
            let (day, place) = (slot / SLOTS_PER_DAY, slot % SLOTS_PER_DAY);
            let at = self.began + day * DAY + (8 * 60 + place * SLOT_MINUTES) * MINUTE;
            let on = DateTime::from_timestamp_micros(at).unwrap_or_default().date_naive();
            // Nobody comes before they are born.
            let Some(years) = on.years_since(made_up.born) else { continue };
            let passing = if years < CHILD_YEARS { CHILDREN } else { ACUTE };
            let lasts = ill.filter(|_| years >= CHILD_YEARS);
            let Some(case) = lasts.or_else(|| dice.choose(passing)) else { continue };
            let came = Came { patient, policy, case, at, on, years, first: visit == 0 };
            self.visit(&came, doctor, &mut dice)?;
        }
        Ok(())
    }

    fn visit(&mut self, came: &Came, doctor: &Doctor, dice: &mut Dice) -> Result<(), Error> {
        let Came { patient, case, at, on, .. } = *came;
        let until = at + SLOT_MINUTES * MINUTE;
        let whose = || Cells::new().set("patient_id", patient);
        let here = || whose().set("site_id", doctor.site);
        let appointment = here()
            .set("practitioner_id", doctor.practitioner)
            .set("starts_at", at)
            .set("ends_at", until)
            .set("kind", if case.lasting { "follow_up" } else { "consultation" })
            .set("status", "completed")
            .set("priority", "medium")
            .set("reason", case.reason)
            .set("checked_in_at", at - 5 * MINUTE)
            .set("started_at", at)
            .set("completed_at", until)
            .set("created_by", self.founder);
        let appointment = self.put("appointments", appointment)?;
        let visit = here()
            .set("practitioner_id", doctor.practitioner)
            .set("appointment_id", appointment)
            .set("started_at", at)
            .set("ended_at", until)
            .set("kind", if case.lasting { "follow_up" } else { "consultation" })
            .set("status", "completed")
            .set("reason", case.reason)
            .set("subjective", case.subjective)
            .set("objective", case.objective)
            .set("assessment", case.diagnosis)
            .set("plan", case.plan)
            .set("signed_at", until);
        let visit = self.put("visits", visit)?;
        let of_visit = || whose().set("visit_id", visit);
        let (pressure, pulse, heat) = case.strain;
        let wobble = dice.below(12) as f64;
        let measured = of_visit()
            .set("recorded_at", at)
            .set("systolic_mmhg", (108.0 + pressure + wobble).round())
            .set("diastolic_mmhg", (66.0 + pressure / 2.0 + wobble / 2.0).round())
            .set("heart_rate_bpm", (68.0 + pulse + wobble).round())
            .set("temperature_celsius", ((36.4 + heat + wobble / 30.0) * 10.0).round() / 10.0);
        self.put("vitals", measured)?;
        if came.first || !case.lasting {
            let condition = of_visit()
                .set("condition_text", case.diagnosis)
                .set("code_system", "http://hl7.org/fhir/sid/icd-10-cm")
                .set("code", case.icd10)
                .set(
                    "category",
                    if case.lasting { "problem_list_item" } else { "encounter_diagnosis" },
                )
                .set("severity", case.severity)
                .set("status", if case.lasting { "active" } else { "resolved" })
                .set("verification", "confirmed")
                .set("diagnosed_on", on.to_string())
                .set("recorded_at", at);
            self.put("medical_conditions", condition)?;
        }
        if let Some(test) = &case.test {
            let part = dice.below(100) as f64 / 100.0;
            let value = test.course.0 + (test.course.1 - test.course.0) * part;
            let value = (value * 10.0).round() / 10.0;
            let specimen = doctor.practitioner.as_u128() & 0xffff_ffff;
            let order = of_visit()
                .set("specimen_number", format!("Z{specimen:08X}-{}", doctor.taken))
                .set("site_id", doctor.site)
                .set("ordered_by", doctor.practitioner)
                .set("ordered_at", at)
                .set("panel_name", test.name)
                .set("priority", "routine")
                .set("status", "completed")
                .set("specimen_kind", "blood")
                .set("collected_at", at);
            let order = self.put("lab_orders", order)?;
            let result = of_visit()
                .set("lab_order_id", order)
                .set("site_id", doctor.site)
                .set("ordered_by", doctor.practitioner)
                .set("test_name", test.name)
                .set("code_system", "http://loinc.org")
                .set("test_code", test.loinc)
                .set("test_category", "blood")
                .set("status", "completed")
                .set("value_number", value)
                .set("unit", test.unit)
                .set("reference_low", test.low)
                .set("reference_high", test.high)
                .set("abnormal_flag", if value > test.high { "high" } else { "normal" })
                .set("ordered_at", at)
                .set("resulted_at", until);
            self.put("lab_results", result)?;
        }
        self.prescription(came, visit, doctor)?;
        self.around_visit(came, visit, doctor, dice)?;
        self.bill(came, visit, doctor)
    }

    fn prescription(&mut self, came: &Came, visit: Uuid, doctor: &Doctor) -> Result<(), Error> {
        let Some(medicine) = came.case.medicine.as_ref().filter(|_| came.years >= CHILD_YEARS)
        else {
            return Ok(());
        };
        let prescription = Cells::new()
            .set("patient_id", came.patient)
            .set("visit_id", visit)
            .set("site_id", doctor.site)
            .set("practitioner_id", doctor.practitioner)
            .set("prescribed_at", came.at)
            .set("status", "completed");
        let prescription = self.put("prescriptions", prescription)?;
        let item = Cells::new()
            .set("patient_id", came.patient)
            .set("prescription_id", prescription)
            .set("medication_text", medicine.name)
            .set("dose_amount", medicine.amount)
            .set("dose_unit", medicine.unit)
            .set("route", "oral")
            .set("frequency_text", medicine.frequency)
            .set("duration_days", medicine.days)
            .set("quantity", medicine.quantity)
            .set("status", "completed")
            .set("start_on", came.on.to_string());
        let item = self.put("prescription_items", item)?;
        self.dispense(came, item, medicine, doctor)
    }

    fn bill(&mut self, came: &Came, visit: Uuid, doctor: &Doctor) -> Result<(), Error> {
        let currency = self.town.currency;
        let of_patient = || Cells::new().set("patient_id", came.patient).set("currency", currency);
        let invoice = of_patient()
            .set("visit_id", visit)
            .set("site_id", doctor.site)
            .set("status", "issued")
            .set("issued_on", came.on.to_string())
            .set("due_on", (came.on + chrono::Days::new(30)).to_string());
        let invoice = self.put("invoices", invoice)?;
        let mut total = 0;
        for (what, cents) in came.case.fees.iter().take(2) {
            let price = self.town.price(*cents);
            total += price;
            let line = of_patient()
                .set("invoice_id", invoice)
                .set("description", *what)
                .set("quantity", 1.0)
                .set("unit_price_minor", price)
                .set("amount_minor", price);
            self.put("invoice_lines", line)?;
        }
        let payment = of_patient()
            .set("invoice_id", invoice)
            .set("site_id", doctor.site)
            .set("kind", "payment")
            .set("amount_minor", total)
            .set("received_at", came.at + SLOT_MINUTES * MINUTE);
        let payment = match came.policy {
            Some(_) => payment.set("method", "insurance").set("payer_kind", "insurer"),
            None => payment.set("method", "credit_card").set("payer_kind", "patient"),
        };
        self.put("payments", payment)?;
        match came.policy {
            Some(policy) => self.claim(came, invoice, policy, total, doctor),
            None => Ok(()),
        }
    }
}

/// Somebody came on a day for a reason.
struct Came {
    patient: Uuid,
    /// Who insures them, if anybody does.
    policy: Option<Uuid>,
    case: &'static Case,
    at: i64,
    on: NaiveDate,
    years: u32,
    /// Whether it is the first time.
    first: bool,
}
