//! What a visit is likely to be billed for: the fee of the consultation, procedures, laboratory and
//! what was handed out, with prices from the list. What has no price is told and not invented.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::coding;
use crate::billing::prices::{ListedPrice, Place};
use crate::commands::Opened;
use crate::encounters::icd10;
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
    #[ts(type = "\"consultation\" | \"procedure\" | \"laboratory\" | \"medicine\"")]
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
    #[ts(type = "\"consultation\" | \"procedure\" | \"laboratory\" | \"medicine\"")]
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
    for done in medicines(&reader, visit)? {
        pricing.add("medicine", done)?;
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

/// Whose record was opened.
pub(crate) fn opened(suggested: &SuggestedLines) -> Opened {
    Opened { table: "visits", row: suggested.visit_id, patient: suggested.patient_id }
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
            "SELECT id, panel_name FROM lab_orders WHERE patient_id = ?1 AND visit_id = ?2 \
             AND deleted_at IS NULL AND status NOT IN ('cancelled', 'entered_in_error') \
             ORDER BY ordered_at, id",
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

#[cfg(test)]
mod tests {
    use crate::encounters::icd10::{Icd10Code, load};
    use crate::fixture::{Clinic, id_of, moment};
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    fn insert(clinic: &Clinic, table: &'static str, cells: Cells) -> Uuid {
        let written = clinic.store.write::<_, store::Error>(clinic.owner, "test", |write| {
            write.insert(table, cells.clone())
        });
        written.unwrap()
    }

    fn price(clinic: &Clinic, code: Option<&str>, name: &str, minor: i64) {
        let request = json!({
            "site_id": null, "code": code, "code_system": code.map(|_| "own"),
            "description": name, "unit_price_minor": minor, "currency": null,
            "valid_from_on": "2026-01-01", "valid_until_on": null
        });
        clinic.ask(clinic.owner, "billing.add_price", request).unwrap();
    }

    /// A visit with two procedures, two panels, a medicine that was handed out, and a diagnosis.
    fn visit(clinic: &Clinic) -> (Uuid, Uuid) {
        let code = |code: &str, is_leaf| Icd10Code {
            code: code.to_owned(),
            description: format!("Illness {code}"),
            is_leaf,
            parent: None,
            excludes1: None,
        };
        load(&clinic.store, "test", [code("J03", false), code("J03.9", true)].into_iter()).unwrap();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let request = json!({
            "patient_id": patient, "appointment_id": null, "practitioner_id": null,
            "kind": "routine", "reason": "Cough"
        });
        let visit = id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", request).unwrap());
        let now = moment("2026-03-02T08:30:00Z");
        let of_visit = || Cells::new().set("patient_id", patient).set("visit_id", visit);
        for illness in ["J03", "J03.9"] {
            let cells = of_visit()
                .set("condition_text", "Tonsillitis")
                .set("code_system", crate::encounters::icd10::SYSTEM)
                .set("code", illness)
                .set("status", "active");
            insert(clinic, "medical_conditions", cells);
        }
        for (text, code, status) in [
            ("Throat swab", Some("87070"), "completed"),
            ("Ear syringing", None, "completed"),
            ("Tonsillectomy", Some("42826"), "not_done"),
        ] {
            let cells = of_visit()
                .set("procedure_text", text)
                .set("code", code.map(str::to_owned))
                .set("status", status);
            insert(clinic, "procedures", cells);
        }
        for (later, panel) in [(0, "Blood count"), (1, "Iron")] {
            let order = of_visit()
                .set("panel_name", panel)
                .set("ordered_at", now + later)
                .set("priority", "routine")
                .set("status", "completed");
            let order = insert(clinic, "lab_orders", order);
            for (test, code) in [("Ferritin", "2276-4"), ("Transferrin", "3034-6")] {
                let cells = of_visit()
                    .set("lab_order_id", order)
                    .set("test_name", test)
                    .set("test_code", code)
                    .set("status", "completed");
                insert(clinic, "lab_results", cells);
            }
        }
        let prescription = of_visit().set("prescribed_at", now).set("status", "active");
        let prescription = insert(clinic, "prescriptions", prescription);
        let item = Cells::new()
            .set("patient_id", patient)
            .set("prescription_id", prescription)
            .set("medication_text", "Amoxicillin 500 mg")
            .set("status", "completed");
        let item = insert(clinic, "prescription_items", item);
        let handed = Cells::new()
            .set("patient_id", patient)
            .set("prescription_item_id", item)
            .set("quantity", 21.0)
            .set("dispensed_at", now);
        insert(clinic, "dispensings", handed);
        (patient, visit)
    }

    fn suggested(clinic: &Clinic, visit: Uuid) -> Value {
        clinic.ask(clinic.owner, "billing.suggest_lines", json!({ "visit_id": visit })).unwrap()
    }

    fn named(rows: &Value) -> Vec<(String, f64, i64)> {
        let one = |row: &Value| {
            let name = row["description"].as_str().unwrap().to_owned();
            let price = row["unit_price_minor"].as_i64().unwrap_or(-1);
            (name, row["quantity"].as_f64().unwrap(), price)
        };
        rows.as_array().unwrap().iter().map(one).collect()
    }

    #[test]
    fn what_was_done_is_priced_from_the_list_and_what_has_no_price_is_told() {
        let clinic = Clinic::found();
        let (patient, visit) = visit(&clinic);
        let done = |name: &str, quantity: f64, price: i64| (name.to_owned(), quantity, price);
        let before = suggested(&clinic, visit);
        assert_eq!(before["lines"], json!([]), "nothing is invented");
        assert_eq!(before["unpriced"].as_array().unwrap().len(), 8);
        clinic
            .store
            .write::<_, store::Error>(clinic.owner, "test", |write| {
                let fee =
                    Cells::new().set("consultation_fee_minor", 4_500_i64).set("currency", "EUR");
                write.update("practitioners", clinic.doctor_practitioner, None, fee)
            })
            .unwrap();
        price(&clinic, Some("87070"), "Culture, throat", 2_500);
        price(&clinic, None, "blood count", 1_200);
        price(&clinic, Some("2276-4"), "Ferritin", 900);
        price(&clinic, None, "Amoxicillin 500 mg", 35);
        let after = suggested(&clinic, visit);
        assert_eq!(
            named(&after["lines"]),
            [
                done("Consultation", 1.0, 4_500),
                done("Culture, throat", 1.0, 2_500),
                done("blood count", 1.0, 1_200),
                done("Ferritin", 1.0, 900),
                done("Amoxicillin 500 mg", 21.0, 35),
            ]
        );
        assert_eq!(after["lines"][1]["procedure_code"], "87070");
        assert_eq!(after["lines"][1]["procedure_code_system"], "own");
        assert_eq!(
            named(&after["unpriced"]),
            [done("Ear syringing", 1.0, -1), done("Transferrin", 1.0, -1)]
        );
        assert_eq!(after["diagnoses"].as_array().unwrap().len(), 1, "only what can be billed");
        assert_eq!(after["lines"][0]["diagnosis_code"], "J03.9");
        assert_eq!(after["invoices"], json!([]));
        let bill = json!({
            "patient_id": patient, "visit_id": visit, "due_on": null, "notes": null, "issue": true,
            "lines": after["lines"]
        });
        let bill = clinic.ask(clinic.owner, "billing.create_invoice", bill).unwrap();
        let again = suggested(&clinic, visit);
        assert_eq!(again["invoices"][0]["id"], bill["id"], "the visit has a bill by now");
        let other = clinic.patient("Pau", "Soler", "1970-01-05");
        let wrong = json!({
            "patient_id": other, "visit_id": visit, "due_on": null, "notes": null, "issue": true,
            "lines": after["lines"]
        });
        let refused = clinic.ask(clinic.owner, "billing.create_invoice", wrong).unwrap_err();
        assert_eq!(refused.field, Some("visit_id"));
    }

    #[test]
    fn a_fee_in_another_currency_is_no_price_and_a_price_of_another_day_neither() {
        let clinic = Clinic::found();
        let (_, visit) = visit(&clinic);
        clinic
            .store
            .write::<_, store::Error>(clinic.owner, "test", |write| {
                let fee =
                    Cells::new().set("consultation_fee_minor", 4_500_i64).set("currency", "KWD");
                write.update("practitioners", clinic.doctor_practitioner, None, fee)
            })
            .unwrap();
        let late = json!({
            "site_id": null, "code": "87070", "code_system": null, "description": "Culture",
            "unit_price_minor": 2_500, "currency": null, "valid_from_on": "2026-03-03",
            "valid_until_on": null
        });
        clinic.ask(clinic.owner, "billing.add_price", late).unwrap();
        assert_eq!(suggested(&clinic, visit)["lines"], json!([]));
    }
}
