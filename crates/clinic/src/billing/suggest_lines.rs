//! What a visit is likely to be billed for: the fee of the consultation, procedures, laboratory,
//! scans, vaccines, what was handed out or given, and days in a bed, with prices from the list. What has no price is told and not invented.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::coding;
use crate::billing::prices::{ListedPrice, Place};
use crate::commands::Opened;
use crate::encounters::icd10;
use crate::people::merged::of_person;
use crate::{Asking, Refused, calendar};

/// Which visit.
#[derive(Deserialize, TS)]
pub struct SuggestLines {
    visit_id: Uuid,
}

/// Lines for a bill, and what is left to a person.
#[derive(Serialize, TS)]
pub struct SuggestedLines {
    visit_id: Uuid,
    patient_id: Uuid,
    currency: String,
    /// The day of the visit.
    service_on: String,
    lines: Vec<SuggestedLine>,
    /// Done, but without a price on the day.
    unpriced: Vec<UnpricedService>,
    /// Diagnoses of the visit that can be billed.
    diagnoses: Vec<BillableDiagnosis>,
    /// Bills of the visit that are there already.
    invoices: Vec<InvoiceOfVisit>,
}

/// A line as it could stand on the bill.
#[derive(Serialize, TS)]
pub struct SuggestedLine {
    #[ts(
        type = "\"consultation\" | \"procedure\" | \"laboratory\" | \"imaging\" | \"immunization\" | \"medicine\" | \"bed\""
    )]
    kind: &'static str,
    description: String,
    quantity: f64,
    unit_price_minor: i64,
    procedure_code: Option<String>,
    procedure_code_system: Option<String>,
    diagnosis_code: Option<String>,
    /// The price that was taken; `None` for the practitioner's fee.
    price_id: Option<Uuid>,
}

/// Something that was done and has no price.
#[derive(Serialize, TS)]
pub struct UnpricedService {
    #[ts(
        type = "\"consultation\" | \"procedure\" | \"laboratory\" | \"imaging\" | \"immunization\" | \"medicine\" | \"bed\""
    )]
    kind: &'static str,
    description: String,
    code: Option<String>,
    quantity: f64,
}

/// A diagnosis of the visit by its code.
#[derive(Serialize, Deserialize, TS)]
pub struct BillableDiagnosis {
    code: String,
    description: String,
}

/// A bill of the visit.
#[derive(Serialize, Deserialize, TS)]
pub struct InvoiceOfVisit {
    id: Uuid,
    number: Option<String>,
    status: String,
}

#[derive(Deserialize)]
struct Seen {
    patient_id: Uuid,
    started_at: i64,
    consultation_fee_minor: Option<i64>,
    fee_currency: Option<String>,
}

#[derive(Deserialize)]
struct Done {
    description: String,
    code: Option<String>,
    code_system: Option<String>,
    reason_code: Option<String>,
    quantity: f64,
}

#[derive(Deserialize)]
struct Panel {
    id: Uuid,
    panel_name: String,
}

/// Gathers lines while it prices them.
struct Pricing<'a> {
    reader: Reader<'a>,
    place: Place<'a>,
    diagnosis: Option<String>,
    lines: Vec<SuggestedLine>,
    unpriced: Vec<UnpricedService>,
}

/// Suggests lines for the bill of a visit. Nothing is written.
pub fn suggest_lines(
    asking: &Asking<'_>,
    request: SuggestLines,
) -> Result<SuggestedLines, Refused> {
    let (reader, visit) = (asking.reader, request.visit_id);
    let seen: Option<Seen> = reader.row(
        "SELECT v.patient_id, v.started_at, p.consultation_fee_minor, p.currency AS fee_currency \
         FROM visits v LEFT JOIN practitioners p ON p.id = v.practitioner_id \
         WHERE v.id = ?1 AND v.deleted_at IS NULL AND v.status <> 'entered_in_error'",
        params![visit],
    )?;
    let seen = seen.ok_or_else(|| Refused::gone("visit"))?;
    let site = &asking.who.site;
    let day = calendar::day_of(site.time_zone, seen.started_at).to_string();
    let diagnoses = diagnoses(&reader, visit)?;
    let mut pricing = Pricing {
        reader,
        place: Place { who: asking.who, on: &day, currency: &site.currency },
        diagnosis: diagnoses.first().map(|first| first.code.clone()),
        lines: Vec::new(),
        unpriced: Vec::new(),
    };
    pricing.consultation(&seen);
    for done in procedures(&reader, visit)? {
        pricing.add("procedure", done)?;
    }
    pricing.laboratory(visit, seen.patient_id)?;
    for done in scans(&reader, seen.patient_id, visit)? {
        pricing.add("imaging", done)?;
    }
    for done in vaccines(&reader, visit)? {
        pricing.add("immunization", done)?;
    }
    for done in medicines(&reader, visit)? {
        pricing.add("medicine", done)?;
    }
    for done in given(&reader, seen.patient_id, visit)? {
        pricing.add("medicine", done)?;
    }
    if let Some(done) = bed_days(asking, seen.patient_id, visit)? {
        pricing.add("bed", done)?;
    }
    let Pricing { lines, unpriced, .. } = pricing;
    Ok(SuggestedLines {
        visit_id: visit,
        patient_id: seen.patient_id,
        currency: site.currency.clone(),
        lines,
        unpriced,
        diagnoses,
        invoices: reader.rows(
            "SELECT id, number, status FROM invoices WHERE visit_id = ?1 AND deleted_at IS NULL \
             AND status <> 'void' ORDER BY id",
            params![visit],
        )?,
        service_on: day,
    })
}

/// Whose record was opened. Not which visit: that may be read by those who treat, while what a
/// visit is billed for is finance's to see.
pub(crate) fn opened(suggested: &SuggestedLines) -> Opened {
    let patient = suggested.patient_id;
    Opened { table: "patients", row: patient, patient }
}

impl Pricing<'_> {
    /// A fee in another currency than the site's is no price here.
    fn consultation(&mut self, seen: &Seen) {
        let here = seen.fee_currency.as_deref().is_none_or(|code| code == self.place.currency);
        match seen.consultation_fee_minor.filter(|_| here) {
            Some(fee) => self.lines.push(SuggestedLine {
                kind: "consultation",
                description: "Consultation".to_owned(),
                quantity: 1.0,
                unit_price_minor: fee,
                procedure_code: None,
                procedure_code_system: None,
                diagnosis_code: self.diagnosis.clone(),
                price_id: None,
            }),
            None => self.unpriced.push(UnpricedService {
                kind: "consultation",
                description: "Consultation".to_owned(),
                code: None,
                quantity: 1.0,
            }),
        }
    }

    fn add(&mut self, kind: &'static str, done: Done) -> Result<(), Refused> {
        match self.price(&done)? {
            Some(price) => self.priced(kind, done, price),
            None => {
                self.unpriced.push(UnpricedService {
                    kind,
                    description: done.description,
                    code: done.code,
                    quantity: done.quantity,
                });
                Ok(())
            }
        }
    }

    /// The price of the code, or else of what is called exactly so.
    fn price(&self, done: &Done) -> Result<Option<ListedPrice>, Refused> {
        if let Some(code) = &done.code {
            let price = self.place.of_code(&self.reader, code, done.code_system.as_deref())?;
            if price.is_some() {
                return Ok(price);
            }
        }
        self.place.of_name(&self.reader, &done.description)
    }

    fn priced(
        &mut self,
        kind: &'static str,
        done: Done,
        price: ListedPrice,
    ) -> Result<(), Refused> {
        let own = match done.reason_code {
            Some(code) if coding::is_leaf(&self.reader, &code)? == Some(true) => Some(code),
            _ => self.diagnosis.clone(),
        };
        self.lines.push(SuggestedLine {
            kind,
            description: price.description,
            quantity: done.quantity,
            unit_price_minor: price.unit_price_minor,
            procedure_code: price.code.or(done.code),
            procedure_code_system: price.code_system.or(done.code_system),
            diagnosis_code: own,
            price_id: Some(price.id),
        });
        Ok(())
    }

    /// A panel that has a price is one line; of another, each test is priced by itself.
    fn laboratory(&mut self, visit: Uuid, patient: Uuid) -> Result<(), Refused> {
        let panels: Vec<Panel> = self.reader.rows(
            &of_person(
                "SELECT id, panel_name FROM lab_orders WHERE patient_id = ?1 AND visit_id = ?2 \
                 AND deleted_at IS NULL AND status NOT IN ('cancelled', 'entered_in_error') \
                 ORDER BY ordered_at, id",
            ),
            params![patient, visit],
        )?;
        for panel in panels {
            let tests: Vec<Done> =
                self.reader.rows(&tests_sql("lab_order_id = ?1"), params![panel.id])?;
            let whole = Done {
                description: panel.panel_name,
                code: None,
                code_system: None,
                reason_code: None,
                quantity: 1.0,
            };
            match self.price(&whole)? {
                Some(price) => self.priced("laboratory", whole, price)?,
                None if tests.is_empty() => self.add("laboratory", whole)?,
                None => {
                    for test in tests {
                        self.add("laboratory", test)?;
                    }
                }
            }
        }
        let alone = tests_sql("visit_id = ?1 AND lab_order_id IS NULL");
        for test in self.reader.rows(&alone, params![visit])? {
            self.add("laboratory", test)?;
        }
        Ok(())
    }
}

/// Tests, not what they showed.
fn tests_sql(condition: &str) -> String {
    format!(
        "SELECT test_name AS description, test_code AS code, code_system, NULL AS reason_code, \
         1.0 AS quantity FROM lab_results r WHERE {condition} AND deleted_at IS NULL \
         AND status NOT IN ('cancelled', 'entered_in_error') AND corrects_id IS NULL \
         ORDER BY test_name, id"
    )
}

fn procedures(reader: &Reader<'_>, visit: Uuid) -> Result<Vec<Done>, Refused> {
    Ok(reader.rows(
        "SELECT procedure_text AS description, code, code_system, reason_code, 1.0 AS quantity \
         FROM procedures WHERE visit_id = ?1 AND deleted_at IS NULL AND status = 'completed' \
         ORDER BY started_at, id",
        params![visit],
    )?)
}

/// What was handed out for the prescriptions of the visit. The list's price is per unit.
fn medicines(reader: &Reader<'_>, visit: Uuid) -> Result<Vec<Done>, Refused> {
    Ok(reader.rows(
        "SELECT coalesce(m.name, i.medication_text) AS description, \
         coalesce(m.code, i.code) AS code, \
         CASE WHEN m.code IS NULL THEN i.code_system ELSE m.code_system END AS code_system, \
         NULL AS reason_code, d.quantity FROM prescriptions p \
         JOIN prescription_items i ON i.prescription_id = p.id \
         JOIN dispensings d ON d.prescription_item_id = i.id \
         LEFT JOIN medications m ON m.id = i.medication_id \
         WHERE p.visit_id = ?1 AND p.deleted_at IS NULL AND i.deleted_at IS NULL \
         AND d.deleted_at IS NULL AND d.quantity > 0 \
         AND NOT EXISTS (SELECT 1 FROM dispensings c WHERE c.corrects_id = d.id \
             AND c.prescription_item_id = i.id) \
         ORDER BY d.dispensed_at, d.id",
        params![visit],
    )?)
}

/// Scans that were taken. A list has a price for the study, such as "X-ray chest".
fn scans(reader: &Reader<'_>, patient: Uuid, visit: Uuid) -> Result<Vec<Done>, Refused> {
    Ok(reader.rows(
        &of_person(
            "SELECT coalesce(study_description, modality || coalesce(' ' || body_part, '')) \
             AS description, NULL AS code, NULL AS code_system, NULL AS reason_code, \
             1.0 AS quantity FROM scans WHERE patient_id = ?1 AND visit_id = ?2 \
             AND deleted_at IS NULL AND status IN ('acquired', 'reported') ORDER BY ordered_at, id",
        ),
        params![patient, visit],
    )?)
}

/// Vaccines that were given here, and not only told of.
fn vaccines(reader: &Reader<'_>, visit: Uuid) -> Result<Vec<Done>, Refused> {
    Ok(reader.rows(
        "SELECT vaccine_text AS description, code, code_system, NULL AS reason_code, \
         1.0 AS quantity FROM immunizations WHERE visit_id = ?1 AND deleted_at IS NULL \
         AND status = 'completed' AND NOT is_reported ORDER BY occurred_at, id",
        params![visit],
    )?)
}

/// Doses that were given out of the house's stock: of a medicine that was handed out for a
/// prescription, that is what is billed. The quantity counts doses.
fn given(reader: &Reader<'_>, patient: Uuid, visit: Uuid) -> Result<Vec<Done>, Refused> {
    Ok(reader.rows(
        &of_person(
            "SELECT coalesce(m.name, a.medication_text) AS description, \
             coalesce(m.code, i.code) AS code, \
             CASE WHEN m.code IS NULL THEN i.code_system ELSE m.code_system END AS code_system, \
             NULL AS reason_code, CAST(count(*) AS REAL) AS quantity \
             FROM medication_administrations a \
             LEFT JOIN prescription_items i ON i.id = a.prescription_item_id \
             LEFT JOIN medications m ON m.id = i.medication_id \
             WHERE a.patient_id = ?1 AND a.visit_id = ?2 AND a.deleted_at IS NULL \
             AND a.status IN ('given', 'partial') \
             AND NOT EXISTS (SELECT 1 FROM medication_administrations c WHERE c.corrects_id = a.id \
             AND c.patient_id = a.patient_id) \
             AND NOT EXISTS (SELECT 1 FROM dispensings d \
             WHERE d.prescription_item_id = a.prescription_item_id AND d.deleted_at IS NULL) \
             GROUP BY 1, 2, 3 ORDER BY min(a.given_at)",
        ),
        params![patient, visit],
    )?)
}

/// The nights in a bed for this visit; a stay that began and ended on one day counts as one.
fn bed_days(asking: &Asking<'_>, patient: Uuid, visit: Uuid) -> Result<Option<Done>, Refused> {
    let stays: Vec<(i64, Option<i64>)> = asking.reader.rows(
        &of_person(
            "SELECT started_at, ended_at FROM bed_stays WHERE patient_id = ?1 AND visit_id = ?2 \
             AND deleted_at IS NULL AND held_reason IS NULL \
             AND coalesce(end_reason, '') <> 'entered_in_error'",
        ),
        params![patient, visit],
    )?;
    let zone = asking.who.site.time_zone;
    let day = |at: i64| calendar::day_of(zone, at);
    let mut nights = BTreeSet::new();
    for (from, until) in &stays {
        // By the night's first day, so that a transfer from bed to bed bills no night twice.
        let last = day(until.unwrap_or(asking.now));
        nights.extend(day(*from).iter_days().take_while(|night| *night < last));
    }
    Ok((!stays.is_empty()).then(|| Done {
        description: "Bed day".to_owned(),
        code: None,
        code_system: None,
        reason_code: None,
        quantity: f64::from(u32::try_from(nights.len().max(1)).unwrap_or(u32::MAX)),
    }))
}

fn diagnoses(reader: &Reader<'_>, visit: Uuid) -> Result<Vec<BillableDiagnosis>, Refused> {
    Ok(reader.rows(
        "SELECT c.code, x.description FROM medical_conditions c \
         JOIN icd10_codes x ON x.code = c.code AND x.is_leaf \
         WHERE c.visit_id = ?1 AND c.code_system = ?2 AND c.deleted_at IS NULL \
         AND coalesce(c.verification, '') NOT IN ('refuted', 'entered_in_error') \
         GROUP BY c.code ORDER BY min(c.recorded_at), c.code",
        params![visit, icd10::SYSTEM],
    )?)
}
