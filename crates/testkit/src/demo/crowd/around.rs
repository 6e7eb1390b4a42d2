//! What stands around the visits of a crowd: who insures them, pictures, alerts, tasks, what was
//! handed out, and everything else of which a clinic that is in use has much.
//!
//! Each happens in about the share of visits in which it happens in a general practice with an
//! X-ray room and some day beds; the shares are made up, the rows keep every rule.

use std::collections::BTreeMap;

use store::{Cells, Error};
use uuid::Uuid;

use super::{Action, Came, DAYS, Doctor, SLOT_MINUTES};
use crate::demo::cases::{ACUTE, CHILDREN, LASTING, Medicine};
use crate::demo::{DAY, MINUTE};
use crate::people::Dice;

/// What a site has in stock and where people lie there.
pub(super) struct House {
    /// The lot of each medicine, by its name.
    stock: BTreeMap<&'static str, Uuid>,
    /// A bed for the day, and on how many days somebody lay in it.
    bed: (Uuid, i64),
}

/// So much of every medicine was delivered when the site opened that it lasts.
const DELIVERED: f64 = 10_000_000.0;
/// What people are alerted to: kind, title, urgency.
const ALERTS: [(&str, &str, i64); 4] = [
    ("medical", "Patient feels faint in the waiting room", 2),
    ("critical_result", "Critical laboratory result", 1),
    ("equipment", "Blood pressure monitor out of order", 4),
    ("violence", "Somebody shouts at the front desk", 3),
];
const TASKS: [(&str, &str); 4] = [
    ("telephone_result", "Telephone the result"),
    ("follow_up", "Ask how it goes"),
    ("recall", "Invite for the yearly check"),
    ("other", "Send the sick note"),
];
const SCANS: [(&str, &str, &str); 3] = [
    ("DX", "chest", "Heart and lungs without findings."),
    ("DX", "wrist", "No fracture."),
    ("US", "abdomen", "Liver, kidneys and spleen without findings."),
];
const INSURERS: [&str; 4] = ["Salus Mutua", "Harbour Health", "Union of Fishers", "Northern Care"];
const HISTORY: [(&str, &str); 4] = [
    ("operation", "Appendix removed"),
    ("family", "Heart attack of the father at 60"),
    ("social", "Smoked until some years ago"),
    ("condition", "Pneumonia as a child"),
];

impl Action<'_, '_> {
    /// How many rows stand around one person, and around one of their visits, at most.
    pub(super) const AROUND_PERSON_MAX: usize = 3;
    pub(super) const AROUND_VISIT_MAX: usize = 16;

    /// The stock and the bed of a site.
    pub(super) fn house(&mut self, site: Uuid) -> Result<House, Error> {
        let mut stock = BTreeMap::new();
        let cases = LASTING.iter().chain(ACUTE).chain(CHILDREN);
        for medicine in cases.filter_map(|case| case.medicine.as_ref()) {
            if stock.contains_key(medicine.name) {
                continue;
            }
            let item = Cells::new()
                .set("site_id", site)
                .set("name", medicine.name)
                .set("lot_number", "L-2024")
                .set("unit", medicine.unit)
                .set("lead_time_days", 7)
                .set("is_active", true);
            let item = self.put("inventory_items", item)?;
            let delivered = Cells::new()
                .set("site_id", site)
                .set("inventory_item_id", item)
                .set("kind", "received")
                .set("quantity", DELIVERED)
                .set("occurred_at", self.began);
            self.put("inventory_movements", delivered)?;
            stock.insert(medicine.name, item);
        }
        let bed = Cells::new()
            .set("site_id", site)
            .set("room", "Day room")
            .set("label", "D1")
            .set("kind", "day_care")
            .set("is_active", true);
        Ok(House { stock, bed: (self.put("beds", bed)?, 0) })
    }

    /// What is known of somebody before the first visit. Answers with their policy.
    pub(super) fn around_person(
        &mut self,
        patient: Uuid,
        doctor: &Doctor,
        is_ill: bool,
        dice: &mut Dice,
    ) -> Result<Option<Uuid>, Error> {
        let whose = || Cells::new().set("patient_id", patient);
        if dice.below(10) < 5 {
            let (kind, description) = dice.pick(&HISTORY);
            let told = whose()
                .set("kind", kind)
                .set("description", description)
                .set("status", "past")
                .set("recorded_at", self.began);
            self.put("patient_history", told)?;
        }
        if is_ill {
            let team = whose()
                .set("practitioner_id", doctor.practitioner)
                .set("site_id", doctor.site)
                .set("kind", "primary_physician")
                .set("is_primary", true)
                .set("started_at", self.began);
            self.put("care_team_members", team)?;
        }
        if dice.below(10) >= 4 {
            return Ok(None);
        }
        let policy = whose()
            .set("insurer_name", dice.pick(&INSURERS))
            .set("policy_number", format!("P{:08}", dice.below(100_000_000)))
            .set("relationship_to_patient", "self")
            .set("coverage_rank", "primary")
            .set("currency", self.town.currency)
            .set("status", "active");
        self.put("insurance_policies", policy).map(Some)
    }

    /// What happens around a visit besides what is done in it.
    pub(super) fn around_visit(
        &mut self,
        came: &Came,
        visit: Uuid,
        doctor: &Doctor,
        dice: &mut Dice,
    ) -> Result<(), Error> {
        let whose = || Cells::new().set("patient_id", came.patient);
        let of_visit = || whose().set("visit_id", visit);
        let (site, by) = (doctor.site, doctor.practitioner);
        let until = came.at + SLOT_MINUTES * MINUTE;
        if came.case.lasting {
            let reading = whose()
                .set("device_kind", "blood_pressure_monitor")
                .set("metric", "heart_rate")
                .set("value_number", 62.0 + dice.below(20) as f64)
                .set("unit", "/min")
                .set("recorded_at", came.at - DAY)
                .set("is_self_reported", true);
            self.put("monitoring_readings", reading)?;
        }
        let chances = dice.below(1_000);
        match chances {
            0..60 => self.scan(came, visit, doctor, dice)?,
            60..80 => {
                let arrived = of_visit()
                    .set("site_id", site)
                    .set("assessed_at", came.at - 10 * MINUTE)
                    .set("age_years", f64::from(came.years))
                    .set("symptoms", came.case.reason)
                    .set("priority", "green")
                    .set("is_computed", false);
                self.put("triage_assessments", arrived)?;
            }
            80..120 => {
                let sent = of_visit()
                    .set("site_id", site)
                    .set("from_practitioner_id", by)
                    .set("to_text", "Harbour Hospital")
                    .set("specialization", "Cardiology")
                    .set("reason", came.case.diagnosis)
                    .set("priority", "routine")
                    .set("status", "completed")
                    .set("sent_at", until);
                self.put("referrals", sent)?;
            }
            120..170 => {
                let given = of_visit()
                    .set("site_id", site)
                    .set("practitioner_id", by)
                    .set("vaccine_text", "Influenza, inactivated")
                    .set("code_system", "http://hl7.org/fhir/sid/cvx")
                    .set("code", "140")
                    .set("status", "completed")
                    .set("occurred_at", came.at);
                self.put("immunizations", given)?;
            }
            170..210 => {
                let done = of_visit()
                    .set("site_id", site)
                    .set("practitioner_id", by)
                    .set("procedure_text", "Electrocardiogram")
                    .set("status", "completed")
                    .set("started_at", came.at)
                    .set("ended_at", came.at + 5 * MINUTE);
                self.put("procedures", done)?;
            }
            210..260 => {
                let said = of_visit()
                    .set("site_id", site)
                    .set("rating", 3 + dice.below(3) as i64)
                    .set("given_at", until + DAY);
                self.put("feedback", said)?;
            }
            260..264 => self.day_stay(came, doctor)?,
            _ => {}
        }
        if dice.below(100) < 8 {
            self.task(came, doctor, dice)?;
        }
        if dice.below(100) < 1 {
            self.alert(came, doctor, dice)?;
        }
        Ok(())
    }

    fn scan(
        &mut self,
        came: &Came,
        visit: Uuid,
        doctor: &Doctor,
        dice: &mut Dice,
    ) -> Result<(), Error> {
        let (modality, part, impression) = dice.pick(&SCANS);
        let whose = || Cells::new().set("patient_id", came.patient);
        let (taken, read) = (came.at + 30 * MINUTE, came.at + 90 * MINUTE);
        let scan = whose()
            .set("site_id", doctor.site)
            .set("visit_id", visit)
            .set("modality", modality)
            .set("body_part", part)
            .set("ordered_by", doctor.practitioner)
            .set("ordered_at", came.at)
            .set("priority", "routine")
            .set("status", "reported")
            .set("reason", came.case.reason)
            .set("acquired_at", taken)
            .set("completed_at", read);
        let scan = self.put("scans", scan)?;
        let entry = whose()
            .set("scan_id", scan)
            .set("stage", "reading")
            .set("status", "done")
            .set("priority", "routine")
            .set("queued_at", taken)
            .set("started_at", taken)
            .set("completed_at", read);
        self.put("scan_queue_entries", entry)?;
        let report = whose()
            .set("scan_id", scan)
            .set("kind", "final")
            .set("status", "signed")
            .set("practitioner_id", doctor.practitioner)
            .set("findings_text", impression)
            .set("impression", impression)
            .set("overall_result", "normal")
            .set("signed_at", read)
            .set("signed_by", self.founder);
        self.put("reports", report).map(drop)
    }

    /// One person a day lies in a site's bed, for as long as there are days.
    fn day_stay(&mut self, came: &Came, doctor: &Doctor) -> Result<(), Error> {
        let began = self.began;
        let Some(house) = self.houses.get_mut(&doctor.site) else { return Ok(()) };
        let (bed, day) = house.bed;
        if day >= DAYS {
            return Ok(());
        }
        house.bed.1 += 1;
        let from = began + day * DAY + 7 * 60 * MINUTE;
        let stay = Cells::new()
            .set("patient_id", came.patient)
            .set("site_id", doctor.site)
            .set("bed_id", bed)
            .set("started_at", from)
            .set("ended_at", from + 9 * 60 * MINUTE)
            .set("reason", came.case.reason)
            .set("end_reason", "discharged");
        self.put("bed_stays", stay).map(drop)
    }

    /// Most of what there was to do is done.
    fn task(&mut self, came: &Came, doctor: &Doctor, dice: &mut Dice) -> Result<(), Error> {
        let (kind, title) = dice.pick(&TASKS);
        let task = Cells::new()
            .set("site_id", doctor.site)
            .set("patient_id", came.patient)
            .set("title", title)
            .set("kind", kind)
            .set("priority", "medium")
            .set("for_role", "receptionist")
            .set("due_at", came.at + 3 * DAY);
        let task = if dice.below(100) < 4 {
            task.set("status", "open")
        } else {
            task.set("status", "done")
                .set("completed_at", came.at + DAY)
                .set("completed_by", self.founder)
                .set("outcome_text", "Done.")
        };
        self.put("tasks", task).map(drop)
    }

    fn alert(&mut self, came: &Came, doctor: &Doctor, dice: &mut Dice) -> Result<(), Error> {
        let (kind, title, urgency) = dice.pick(&ALERTS);
        let heard = came.at + 2 * MINUTE;
        let over = came.at + 12 * MINUTE;
        let alert = Cells::new()
            .set("site_id", doctor.site)
            .set("kind", kind)
            .set("title", title)
            .set("message", "Somebody is needed at once.")
            .set("urgency", urgency)
            .set("status", "resolved")
            .set("raised_by", self.founder)
            .set("raised_at", came.at)
            .set("resolved_at", over)
            .set("resolved_by", self.founder)
            .set("resolution_text", "Looked after.");
        let alert = self.put("alerts", alert)?;
        let about = Cells::new().set("patient_id", came.patient).set("alert_id", alert);
        self.put("patient_alerts", about)?;
        for (kind, at) in [("created", came.at), ("acknowledged", heard), ("resolved", over)] {
            let event = Cells::new()
                .set("site_id", doctor.site)
                .set("alert_id", alert)
                .set("kind", kind)
                .set("occurred_at", at)
                .set("user_id", self.founder);
            self.put("alert_events", event)?;
        }
        Ok(())
    }

    /// What was prescribed is handed out from the site's stock.
    pub(super) fn dispense(
        &mut self,
        came: &Came,
        item: Uuid,
        medicine: &Medicine,
        doctor: &Doctor,
    ) -> Result<(), Error> {
        let lot = self.houses.get(&doctor.site).and_then(|house| house.stock.get(medicine.name));
        let Some(lot) = lot.copied() else { return Ok(()) };
        let at = came.at + 40 * MINUTE;
        let handed_out = Cells::new()
            .set("patient_id", came.patient)
            .set("site_id", doctor.site)
            .set("prescription_item_id", item)
            .set("inventory_item_id", lot)
            .set("lot_number", "L-2024")
            .set("quantity", medicine.quantity)
            .set("days_supplied", medicine.days)
            .set("dispensed_at", at);
        let dispensing = self.put("dispensings", handed_out)?;
        let movement = Cells::new()
            .set("site_id", doctor.site)
            .set("inventory_item_id", lot)
            .set("kind", "dispensed")
            .set("quantity", -medicine.quantity)
            .set("occurred_at", at)
            .set("dispensing_id", dispensing);
        self.put("inventory_movements", movement).map(drop)
    }

    /// What an insured person's bill asks of the insurer, settled.
    pub(super) fn claim(
        &mut self,
        came: &Came,
        invoice: Uuid,
        policy: Uuid,
        total: i64,
        doctor: &Doctor,
    ) -> Result<(), Error> {
        let claim = Cells::new()
            .set("patient_id", came.patient)
            .set("site_id", doctor.site)
            .set("invoice_id", invoice)
            .set("insurance_policy_id", policy)
            .set("status", "settled")
            .set("claimed_minor", total)
            .set("approved_minor", total)
            .set("patient_share_minor", 0)
            .set("currency", self.town.currency)
            .set("submitted_at", came.at + DAY)
            .set("answered_at", came.at + 20 * DAY);
        self.put("insurance_claims", claim).map(drop)
    }
}
