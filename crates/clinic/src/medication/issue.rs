//! Writing and signing a prescription, new or renewed.

use chrono::{Days, NaiveDate};
use serde_json::json;
use store::{Cells, Write};
use uuid::Uuid;

use crate::encounters::belongs::visit_belongs;
use crate::medication::check::{Warning, WarningSeverity};
use crate::medication::formulary::Written;
use crate::medication::item;
use crate::medication::warnings::Against;
use crate::messages::tell_patient::{PatientNote, tell_patient};
use crate::records::append::{Entry, append};
use crate::scheduling::appointment::patient_may_come;
use crate::system::happened::{Happened, happened};
use crate::{Refused, Who};

/// A prescription that is about to be written.
pub(crate) struct Issue {
    pub patient_id: Uuid,
    pub visit_id: Option<Uuid>,
    pub diagnosis_text: Option<String>,
    pub notes: Option<String>,
    pub items: Vec<NewItem>,
    pub acceptance: Acceptance,
}

/// One medicine of it.
pub(crate) struct NewItem {
    pub medication_text: String,
    pub medication_id: Option<Uuid>,
    pub duration_days: Option<i64>,
    /// Today where nothing is said.
    pub start_on: Option<NaiveDate>,
    /// The item that it goes on from.
    pub renews: Option<Uuid>,
    /// Dose and supply.
    pub cells: Cells,
}

/// That somebody has read the warnings, and why it is right all the same.
pub(crate) struct Acceptance {
    pub warnings: bool,
    pub reason: Option<String>,
}

impl Acceptance {
    /// Refuses with the code `warned` and the sentences of `warnings` until they were read, and
    /// with `reason_needed` where one of them needs a reason, as the second of the pair says, and
    /// none is given; `why` asks for it.
    pub fn must_cover<'w>(
        &self,
        warnings: impl Iterator<Item = (&'w str, bool)>,
        why: &str,
    ) -> Result<(), Refused> {
        let mut sentences: Vec<&str> = Vec::new();
        let mut grave: Vec<&str> = Vec::new();
        for (sentence, needs_reason) in warnings {
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
                if needs_reason {
                    grave.push(sentence);
                }
            }
        }
        if !self.warnings && !sentences.is_empty() {
            return Err(Refused::coded("warned", sentences.join(" ")));
        }
        if self.reason.is_none() && !grave.is_empty() {
            return Err(Refused::coded_field(
                "reason_needed",
                "accept_reason",
                format!("{why} {}", grave.join(" ")),
            ));
        }
        Ok(())
    }

    /// What is kept beside a medicine that was handed out or given, as `done` says, despite
    /// warnings; nothing where there were none.
    pub fn kept(&self, done: &str, warnings: &[(String, bool)]) -> Option<String> {
        let sentences: Vec<&str> = warnings.iter().map(|(sentence, _)| sentence.as_str()).collect();
        (!sentences.is_empty()).then(|| despite(done, &sentences, self.reason.as_deref()))
    }
}

impl NewItem {
    fn written(&self) -> Written<'_> {
        Written { text: &self.medication_text, medication_id: self.medication_id, code: None }
    }
}

/// Checks, writes and signs a prescription, appends it to the chained record, lets the clinic's
/// rules act on it and tells the patient.
pub(crate) fn issue(write: &mut Write<'_>, who: &Who, issue: Issue) -> Result<Uuid, Refused> {
    if issue.items.is_empty() {
        return Err(Refused::field("items", "Add at least one medicine."));
    }
    patient_may_come(write, issue.patient_id)?;
    visit_belongs(write, issue.patient_id, issue.visit_id)?;
    let now = write.now();
    let today = who.today(now);
    let against = Against::load(write, who.organization_id, issue.patient_id, &today.to_string())?;
    let accepted = accepted(&against, &issue)?;
    let prescription = write.insert(
        "prescriptions",
        Cells::new()
            .set("site_id", who.site.id)
            .set("patient_id", issue.patient_id)
            .set("visit_id", issue.visit_id)
            .set("practitioner_id", who.practitioner_id)
            .set("prescribed_at", now)
            .set("status", "active")
            .set("diagnosis_text", issue.diagnosis_text)
            .set("notes", issue.notes)
            .set("signed_at", now)
            .set("signed_by", who.user_id)
            .set("created_by", who.user_id),
    )?;
    let renews = issue.items.iter().any(|item| item.renews.is_some());
    let reason = issue.acceptance.reason;
    let count = issue.items.len();
    for (index, (item, sentences)) in issue.items.into_iter().zip(&accepted).enumerate() {
        let start = item.start_on.unwrap_or(today);
        let last = item
            .duration_days
            .and_then(|days| u64::try_from(days).ok())
            .filter(|days| *days > 0)
            .and_then(|days| start.checked_add_days(Days::new(days - 1)));
        let text = item.medication_text.as_str();
        let product = against
            .formulary
            .chosen(item.medication_id, text)
            .map_err(|refused| refused.in_line(index, count))?;
        let code = product
            .and_then(|medicine| medicine.code_system.as_deref().zip(medicine.code.as_deref()))
            .or_else(|| against.formulary.code(text));
        let told =
            (!sentences.is_empty()).then(|| despite("Prescribed", sentences, reason.as_deref()));
        let cells = item
            .cells
            .set("prescription_id", prescription)
            .set("patient_id", issue.patient_id)
            .set("medication_text", text)
            .set("medication_id", product.map(|medicine| medicine.id))
            .set("code_system", code.map(|(system, _)| system.to_owned()))
            .set("code", code.map(|(_, code)| code.to_owned()))
            .set("duration_days", item.duration_days)
            .set("renews_id", item.renews)
            .set("status", "active")
            .set("start_on", start.to_string())
            .set("end_on", last.map(|day| day.to_string()))
            .set("pharmacy_notes", told);
        let written = write.insert("prescription_items", cells);
        written.map_err(|error| Refused::from(error).in_line(index, count))?;
    }
    let content = json!({
        "prescribed_at": now,
        "items": item::of_prescription(write, prescription)?,
        "accepted_warnings": accepted.concat(),
        "accept_reason": reason,
    });
    append(
        write,
        who,
        Entry {
            patient: issue.patient_id,
            record_type: "prescription",
            content,
            source: Some(("prescriptions", prescription)),
        },
    )?;
    write.audit(
        "sign",
        Some("prescriptions"),
        Some(prescription),
        Some(issue.patient_id),
        reason.as_deref(),
    )?;
    happened(
        write,
        who,
        &Happened {
            trigger: "prescription_written",
            row: ("prescriptions", prescription),
            patient: Some(issue.patient_id),
        },
    )?;
    let title =
        if renews { "Your prescription was renewed" } else { "You have a new prescription" };
    tell_patient(
        write,
        &PatientNote {
            id: None,
            patient: issue.patient_id,
            kind: "prescription",
            title: title.to_owned(),
            body: None,
            link: ("prescriptions", prescription),
        },
    )?;
    Ok(prescription)
}

/// What is kept beside a medicine that was prescribed, handed out or given, as `done` says, despite
/// warnings.
fn despite<S: AsRef<str>>(done: &str, sentences: &[S], reason: Option<&str>) -> String {
    let sentences: Vec<&str> = sentences.iter().map(AsRef::as_ref).collect();
    let warned = sentences.join(" ");
    match reason {
        Some(reason) => format!("{done} despite: {warned} Reason: {reason}"),
        None => format!("{done} despite: {warned}"),
    }
}

/// Per item the sentences that the doctor has accepted; refuses where they are not accepted yet.
fn accepted(against: &Against, issue: &Issue) -> Result<Vec<Vec<String>>, Refused> {
    let mut weighty: Vec<Vec<Warning>> = Vec::new();
    for (index, item) in issue.items.iter().enumerate() {
        let earlier: Vec<Written<'_>> =
            issue.items.iter().take(index).map(NewItem::written).collect();
        let mut warnings = against.check(&item.written(), &earlier, item.renews).warnings;
        warnings.retain(|warning| warning.severity < WarningSeverity::Info);
        weighty.push(warnings);
    }
    issue.acceptance.must_cover(
        weighty.iter().flatten().map(|warning| (warning.sentence.as_str(), warning.needs_reason)),
        "Say why this is prescribed all the same; the pharmacist reads it.",
    )?;
    Ok(weighty
        .into_iter()
        .map(|warnings| warnings.into_iter().map(|warning| warning.sentence).collect())
        .collect())
}
