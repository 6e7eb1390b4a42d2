//! Comparing one medicine with what is known of a patient: allergies, what is taken, pregnancy.
//!
//! What the clinic's list knows is compared by ingredient, class and caution; anything else by its
//! words alone, and what carries no code and raised no warning is counted as unchecked.

use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;
use crate::medication::check::{
    CautionRating, Checked, NOTE, Warning, WarningKind, WarningSeverity,
};
use crate::medication::formulary::{CautionRule, Formulary, Named, Written};
use crate::medication::ingredient;
use crate::people::merged;

/// Active allergies, and those about which a decision is open: until then the more careful reading
/// counts.
pub(super) fn allergies_sql() -> String {
    format!(
        "SELECT substance_text, code, category, criticality, doubtful, \
     max(coalesce(recorded_at, 0), updated_at) AS changed_at FROM ( \
     SELECT a.*, EXISTS (SELECT 1 FROM sync_conflicts c WHERE c.row_id = a.id \
     AND c.status = 'open' AND c.deleted_at IS NULL) AS doubtful FROM patient_allergies a \
     WHERE {} AND a.deleted_at IS NULL) \
     WHERE doubtful OR (status = 'active' \
     AND coalesce(verification, '') NOT IN ('refuted', 'entered_in_error')) ORDER BY id",
        merged::is_one("a.patient_id")
    )
}

/// Medicines prescribed here that are being taken.
pub(super) fn prescribed_sql() -> String {
    format!(
        "SELECT id AS item_id, prescription_id, medication_text, medication_id, code FROM prescription_items \
     WHERE {} AND status IN ('active', 'on_hold') AND deleted_at IS NULL \
     AND (end_on IS NULL OR end_on >= ?2) ORDER BY medication_text, id",
        merged::is_one("patient_id")
    )
}

/// Medicines that the patient says are being taken.
pub(super) fn stated_sql() -> String {
    format!(
        "SELECT NULL AS item_id, NULL AS prescription_id, medication_text, medication_id, code FROM medication_statements \
     WHERE {} AND status = 'active' AND deleted_at IS NULL \
     AND (ended_on IS NULL OR ended_on >= ?2) ORDER BY medication_text, id",
        merged::is_one("patient_id")
    )
}

fn states_sql() -> String {
    format!(
        "SELECT DISTINCT kind FROM patient_flags WHERE {} AND deleted_at IS NULL \
     AND kind IN ('pregnancy', 'breastfeeding') AND (started_on IS NULL OR started_on <= ?2) \
     AND (ended_on IS NULL OR ended_on >= ?2) ORDER BY kind",
        merged::is_one("patient_id")
    )
}

#[derive(Deserialize)]
pub(super) struct AllergyRow {
    substance_text: String,
    code: Option<String>,
    category: Option<String>,
    criticality: Option<String>,
    doubtful: bool,
    /// When it was recorded, confirmed or put right last, microseconds.
    pub(super) changed_at: i64,
}

/// A medicine that the patient takes.
#[derive(Deserialize)]
pub(super) struct TakenRow {
    item_id: Option<Uuid>,
    pub(super) prescription_id: Option<Uuid>,
    pub(super) medication_text: String,
    medication_id: Option<Uuid>,
    code: Option<String>,
}

pub(super) struct Taken {
    pub(super) row: TakenRow,
    pub(super) named: Named,
}

/// What is known of a patient, ready to be compared with medicines.
pub(crate) struct Against {
    pub formulary: Formulary,
    pub(super) allergies: Vec<(AllergyRow, Named)>,
    pub(super) taken: Vec<Taken>,
    pub(super) states: Vec<String>,
}

impl Against {
    /// Reads what is known of the patient on `today`.
    pub fn load(
        reader: &Reader<'_>,
        organization: Uuid,
        patient: Uuid,
        today: &str,
    ) -> Result<Self, Refused> {
        let formulary = Formulary::read(reader, organization)?;
        let allergies: Vec<AllergyRow> = reader.rows(&allergies_sql(), params![patient])?;
        let allergies = allergies
            .into_iter()
            .map(|row| {
                let text = Written { text: &row.substance_text, ..Written::default() };
                let named = formulary.identify(&Written { code: row.code.as_deref(), ..text });
                (row, named)
            })
            .collect();
        let mut rows: Vec<TakenRow> = reader.rows(&prescribed_sql(), params![patient, today])?;
        rows.extend(reader.rows::<TakenRow>(&stated_sql(), params![patient, today])?);
        let taken = rows
            .into_iter()
            .map(|row| {
                let named = formulary.identify(&Written {
                    text: &row.medication_text,
                    medication_id: row.medication_id,
                    code: row.code.as_deref(),
                });
                Taken { row, named }
            })
            .collect();
        let states = reader.column(&states_sql(), params![patient, today])?;
        Ok(Self { formulary, allergies, taken, states })
    }

    /// What speaks against `medicine`, beside `others` of the same prescription. The item that it
    /// renews does not count as taken.
    pub fn check(
        &self,
        medicine: &Written<'_>,
        others: &[Written<'_>],
        renews: Option<Uuid>,
    ) -> Checked {
        let named = self.named(medicine);
        let mut found = Found::default();
        if !named.coded {
            found.unchecked_medicines += 1;
        }
        for (allergy, feared) in &self.allergies {
            self.allergy(&mut found, medicine.text, &named, allergy, feared);
        }
        for taken in self.taken.iter().filter(|t| renews.is_none() || t.row.item_id != renews) {
            let text = &taken.row.medication_text;
            let before = found.warnings.len();
            if ingredient::share(text, medicine.text) || shares(&taken.named, &named) {
                found.duplicate(format!("The patient already takes {text}."));
            } else if let Some(class) = taken.named.kinds.intersection(&named.kinds).next() {
                found.duplicate(format!(
                    "The patient already takes {text}, which is of the same class ({class})."
                ));
            }
            self.interactions(&mut found, (medicine.text, &named), (text, &taken.named));
            if found.warnings.len() == before && !taken.named.coded {
                found.unchecked_medicines += 1;
            }
        }
        for other in others {
            let theirs = self.named(other);
            let (one, two) = (other.text.trim(), medicine.text.trim());
            if ingredient::share(one, two) || shares(&theirs, &named) {
                found.duplicate(format!(
                    "{one} and {two} in this prescription are the same medicine."
                ));
            } else if let Some(class) = theirs.kinds.intersection(&named.kinds).next() {
                found.duplicate(format!(
                    "{one} and {two} in this prescription are of the same class ({class})."
                ));
            }
            self.interactions(&mut found, (two, &named), (one, &theirs));
        }
        for state in &self.states {
            self.state(&mut found, medicine.text, &named, state);
        }
        found.checked(named.known())
    }

    /// What a medicine means; one that is only written gets the code on which the list agrees, as
    /// prescribing gives it.
    pub(super) fn named(&self, medicine: &Written<'_>) -> Named {
        let mut named = self.formulary.identify(medicine);
        named.coded |= self.formulary.code(medicine.text).is_some();
        named
    }

    pub(super) fn allergy(
        &self,
        found: &mut Found,
        text: &str,
        named: &Named,
        allergy: &AllergyRow,
        feared: &Named,
    ) {
        let substance = &allergy.substance_text;
        let high = allergy.criticality.as_deref() == Some("high");
        // Each a sentence of its own, so that each has its own words in every language.
        let sentence = match (high, allergy.doubtful) {
            (false, false) => format!("The patient is allergic to {substance}."),
            (true, false) => format!("The patient is allergic to {substance}, of high risk."),
            (false, true) => format!(
                "The patient is allergic to {substance} (two people disagree about this allergy)."
            ),
            (true, true) => format!(
                "The patient is allergic to {substance}, of high risk (two people disagree about this allergy)."
            ),
        };
        let direct = ingredient::names(&allergy.substance_text, text) || shares(feared, named);
        if direct {
            found.high(sentence);
            return;
        }
        let reaches = |rule: &&CautionRule| {
            rule.kind == "allergy" && feared.is(&rule.first_name) && named.is(&rule.second_name)
        };
        let gravest = self
            .formulary
            .cautions
            .iter()
            .filter(reaches)
            .min_by_key(|rule| CautionRating::of(&rule.severity));
        if let Some(rule) = gravest {
            found.push(Warning::rated(
                WarningKind::Allergy,
                CautionRating::of(&rule.severity),
                format!("{sentence} {}", rule.sentence),
                rule.source_text.clone(),
            ));
        } else if feared.ingredients.is_empty()
            && let Some(class) = feared.classes.intersection(&named.classes).next()
        {
            found.high(format!("{sentence} {} is one of the {class}.", text.trim()));
        } else if !feared.coded
            && !matches!(allergy.category.as_deref(), Some("food" | "environment"))
        {
            found.unchecked_allergies += 1;
        }
    }

    pub(super) fn interactions(&self, found: &mut Found, one: (&str, &Named), two: (&str, &Named)) {
        if one.1.same_substances(two.1) {
            return;
        }
        for rule in self.formulary.cautions.iter().filter(|rule| rule.kind == "interaction") {
            let meets = |a: &Named, b: &Named| a.is(&rule.first_name) && b.is(&rule.second_name);
            if meets(one.1, two.1) || meets(two.1, one.1) {
                found.push(Warning::rated(
                    WarningKind::Interaction,
                    CautionRating::of(&rule.severity),
                    format!("{} with {}: {}", one.0.trim(), two.0.trim(), rule.sentence),
                    rule.source_text.clone(),
                ));
            }
        }
    }

    pub(super) fn state(&self, found: &mut Found, text: &str, named: &Named, state: &str) {
        let (kind, words) = match state {
            "pregnancy" => (WarningKind::Pregnancy, "in pregnancy"),
            _ => (WarningKind::Breastfeeding, "while breastfeeding"),
        };
        for rule in &self.formulary.cautions {
            if rule.kind == state && named.is(&rule.first_name) {
                found.push(Warning::rated(
                    kind,
                    CautionRating::of(&rule.severity),
                    format!("{} {words}: {}", text.trim(), rule.sentence),
                    rule.source_text.clone(),
                ));
            }
        }
    }
}

fn shares(one: &Named, other: &Named) -> bool {
    one.ingredients.intersection(&other.ingredients).next().is_some()
}

#[derive(Default)]
pub(super) struct Found {
    pub(super) warnings: Vec<Warning>,
    unchecked_allergies: u32,
    unchecked_medicines: u32,
}

impl Found {
    /// The same allergy may have been typed twice; it is told once.
    fn push(&mut self, warning: Warning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// An allergy to the very substance, or to a class that was typed as such. It is accepted by
    /// reading it; the list has no say in it.
    fn high(&mut self, sentence: String) {
        self.push(Warning::plain(WarningKind::Allergy, WarningSeverity::High, sentence));
    }

    fn duplicate(&mut self, sentence: String) {
        self.push(Warning::plain(WarningKind::Duplicate, WarningSeverity::Moderate, sentence));
    }

    fn unchecked(&mut self, sentence: String) {
        self.push(Warning::plain(WarningKind::Unchecked, WarningSeverity::Info, sentence));
    }

    fn checked(mut self, known: bool) -> Checked {
        if !known {
            self.unchecked(
                "This medicine is not in the clinic's list and was compared by its words only. \
                 Related substances are not recognised."
                    .to_owned(),
            );
        }
        match self.unchecked_allergies {
            0 => {}
            1 => self.unchecked(
                "1 other allergy carries no code and was compared by its words only. Related \
                 substances may not be recognised."
                    .to_owned(),
            ),
            many => self.unchecked(format!(
                "{many} other allergies carry no code and were compared by their words only. \
                 Related substances may not be recognised."
            )),
        }
        let others = self.unchecked_medicines - u32::from(!known).min(self.unchecked_medicines);
        match others {
            0 => {}
            1 => self.unchecked(
                "1 medicine carries no code and was compared by its words only.".to_owned(),
            ),
            many => self.unchecked(format!(
                "{many} medicines carry no code and were compared by their words only."
            )),
        }
        self.warnings.sort_by_key(|warning| (warning.severity, warning.rating));
        Checked {
            warnings: self.warnings,
            unchecked_allergies: self.unchecked_allergies,
            unchecked_medicines: self.unchecked_medicines,
            note: NOTE,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    fn allergy(clinic: &Clinic, patient: Uuid, substance: &str) {
        let allergy = json!({
            "patient_id": patient, "substance_text": substance, "category": "medication",
            "criticality": null, "reaction_text": null, "severity": null
        });
        clinic.ask(clinic.nurse, "people.add_allergy", allergy).unwrap();
    }

    fn takes(clinic: &Clinic, patient: Uuid, text: &str) {
        let statement = json!({ "patient_id": patient, "medication_text": text });
        clinic.ask(clinic.nurse, "medication.add_statement", statement).unwrap();
    }

    fn checked(clinic: &Clinic, patient: Uuid, text: &str) -> Value {
        let check = json!({ "patient_id": patient, "medication_text": text });
        clinic.ask(clinic.doctor, "medication.check", check).unwrap()
    }

    fn first(checked: &Value) -> (String, String) {
        let warning = &checked["warnings"][0];
        let text = |name: &str| warning[name].as_str().unwrap_or("none").to_owned();
        (text("kind"), text("rating"))
    }

    #[test]
    fn an_allergy_typed_in_words_reaches_across_its_class_and_is_told_once() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        allergy(&clinic, patient, "Penicillin");
        allergy(&clinic, patient, "Penicillin");
        for (medicine, rating) in [
            ("Amoxicillin 500 mg", "contraindicated"),
            ("Ampicillin", "contraindicated"),
            ("Flucloxacillin 500 mg capsule", "contraindicated"),
            ("Co-amoxiclav", "contraindicated"),
            ("Cefalexin 500 mg", "moderate"),
        ] {
            let answer = checked(&clinic, patient, medicine);
            assert_eq!(first(&answer), ("allergy".to_owned(), rating.to_owned()), "{medicine}");
            let allergies = answer["warnings"].as_array().unwrap().iter();
            assert_eq!(allergies.filter(|w| w["kind"] == "allergy").count(), 1, "{medicine}");
        }
        assert_eq!(first(&checked(&clinic, patient, "Azithromycin")).0, "unchecked");
    }

    #[test]
    fn related_substances_warn_of_each_other() {
        for (feared, medicine) in [
            ("Sulfa drugs", "Co-trimoxazole"),
            ("Aspirin", "Ibuprofen 400 mg"),
            ("Ibuprofen", "Acetylsalicylic acid 500 mg tablet"),
            ("Enalapril", "Ramipril 5 mg"),
            ("Morphine", "Codeine 30 mg"),
            ("Iodinated contrast", "Iohexol"),
            ("Carbamazepine", "Phenytoin"),
        ] {
            let clinic = Clinic::found();
            let patient = clinic.patient("Elena", "Marín", "1960-01-05");
            allergy(&clinic, patient, feared);
            assert_eq!(first(&checked(&clinic, patient, medicine)).0, "allergy", "{feared}");
        }
    }

    #[test]
    fn what_the_patient_says_to_take_meets_what_is_prescribed() {
        for (taken, medicine, rating) in [
            ("Warfarin 5 mg", "Ibuprofen 400 mg", "major"),
            ("Sertraline 50 mg", "Phenelzine", "contraindicated"),
            ("Methotrexate 2.5 mg", "Trimethoprim 200 mg", "contraindicated"),
            ("Simvastatin 20 mg", "Clarithromycin 500 mg", "contraindicated"),
            ("Enalapril 5 mg", "Spironolactone 25 mg", "major"),
            ("Sildenafil 50 mg", "Isosorbide mononitrate 20 mg", "contraindicated"),
            ("Clopidogrel 75 mg", "Omeprazole 20 mg", "major"),
            ("Ondansetron 4 mg", "Azithromycin 500 mg", "moderate"),
        ] {
            let clinic = Clinic::found();
            let patient = clinic.patient("Elena", "Marín", "1960-01-05");
            takes(&clinic, patient, taken);
            let answer = checked(&clinic, patient, medicine);
            assert_eq!(first(&answer), ("interaction".to_owned(), rating.to_owned()), "{taken}");
        }
    }

    #[test]
    fn two_of_one_class_are_told_and_two_of_different_ones_are_not() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        takes(&clinic, patient, "Atorvastatin 20 mg");
        let answer = checked(&clinic, patient, "Rosuvastatin 10 mg");
        assert_eq!(first(&answer).0, "duplicate");
        let sentence = answer["warnings"][0]["sentence"].as_str().unwrap();
        assert!(sentence.contains("same class (statins)"), "{sentence}");
        let answer = checked(&clinic, patient, "Amlodipine 5 mg");
        let told = answer["warnings"].as_array().unwrap();
        assert!(told.iter().all(|warning| warning["kind"] != "duplicate"), "{told:?}");
    }

    #[test]
    fn a_pregnancy_counts_while_it_lasts() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1995-01-05");
        let flag = |ended: Option<&'static str>| {
            let cells = Cells::new()
                .set("patient_id", patient)
                .set("kind", "pregnancy")
                .set("text", "Week 20")
                .set("started_on", "2025-11-01")
                .set("ended_on", ended.map(str::to_owned));
            clinic.store.write(clinic.doctor, "test", |write| write.insert("patient_flags", cells))
        };
        flag(Some("2026-02-01")).unwrap();
        assert_eq!(checked(&clinic, patient, "Lisinopril 10 mg")["warnings"], json!([]));
        flag(None).unwrap();
        let answer = checked(&clinic, patient, "Lisinopril 10 mg");
        assert_eq!(first(&answer), ("pregnancy".to_owned(), "contraindicated".to_owned()));
    }

    #[test]
    fn what_nobody_could_check_is_counted_in_sight() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        allergy(&clinic, patient, "Plumbagin");
        takes(&clinic, patient, "Grandmother's tea");
        let answer = checked(&clinic, patient, "Zanthoplex 5 mg");
        assert_eq!(answer["unchecked_allergies"], 1);
        assert_eq!(answer["unchecked_medicines"], 2);
        assert!(answer["note"].as_str().unwrap().contains("not complete"));
        let told = answer["warnings"].as_array().unwrap();
        assert_eq!(told.len(), 3);
        assert!(told.iter().all(|w| w["kind"] == "unchecked" && w["severity"] == "info"));
        // By its own word an unknown medicine is still found.
        allergy(&clinic, patient, "Zanthoplex");
        assert_eq!(first(&checked(&clinic, patient, "Zanthoplex 5 mg")).0, "allergy");
    }
}
