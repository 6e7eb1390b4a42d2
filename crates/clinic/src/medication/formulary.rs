//! What a written medicine or allergy means by the clinic's own list: which ingredients, which
//! classes, and which cautions know them.
//!
//! A code decides where there is one; otherwise the words of the text are looked up among the
//! list's names and their common spellings. The list never claims to be complete, so whoever asks
//! also learns whether anything was recognised at all.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;
use crate::medication::{ingredient, starter};

/// A medicine of the clinic's list.
#[derive(Clone, Debug)]
pub(crate) struct Medicine {
    pub id: Uuid,
    pub version: i64,
    pub name: String,
    pub strength: Option<String>,
    pub form: Option<String>,
    pub unit: Option<String>,
    pub code_system: Option<String>,
    pub code: Option<String>,
    pub ingredients: Vec<String>,
    /// The first says what it is, the others what it shares with others.
    pub classes: Vec<String>,
    pub default_dose_text: Option<String>,
    pub notes: Option<String>,
    pub is_active: bool,
}

impl Medicine {
    /// As it is written on a prescription: name, strength and form.
    pub fn label(&self) -> String {
        let parts = [Some(self.name.as_str()), self.strength.as_deref(), self.form.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// A caution of the clinic's list.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CautionRule {
    pub kind: String,
    pub first_name: String,
    pub second_name: String,
    pub severity: String,
    pub sentence: String,
    pub source_text: Option<String>,
}

/// How something was written down.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Written<'a> {
    pub text: &'a str,
    pub medication_id: Option<Uuid>,
    pub code: Option<&'a str>,
}

/// What a written text means.
#[derive(Clone, Debug, Default)]
pub(crate) struct Named {
    /// Substances, in lower case.
    pub ingredients: BTreeSet<String>,
    /// Every class that it belongs to.
    pub classes: BTreeSet<String>,
    /// Those classes that say what it is.
    pub kinds: BTreeSet<String>,
    /// Whether a code says so, and not only words.
    pub coded: bool,
}

impl Named {
    /// Whether the list knows it at all.
    pub fn known(&self) -> bool {
        !self.ingredients.is_empty() || !self.classes.is_empty()
    }

    /// Whether `name` is one of its ingredients or classes.
    pub fn is(&self, name: &str) -> bool {
        self.ingredients.contains(name) || self.classes.contains(name)
    }

    /// Whether both hold the same substances.
    pub fn same_substances(&self, other: &Self) -> bool {
        !self.ingredients.is_empty() && self.ingredients == other.ingredients
    }
}

/// A way to write names, and what it means.
struct Spelling {
    words: Vec<String>,
    ingredients: Vec<String>,
    classes: Vec<String>,
}

/// The clinic's list in memory.
pub(crate) struct Formulary {
    pub medicines: Vec<Medicine>,
    pub cautions: Vec<CautionRule>,
    spellings: Vec<Spelling>,
    /// Of each ingredient that stands alone in some medicine: that medicine's classes.
    classes_of: BTreeMap<String, Vec<String>>,
}

pub(super) const MEDICINES: &str = "SELECT id, version, name, strength, form, unit, code_system, code, \
     ingredients, classes, default_dose_text, notes, is_active FROM medications \
     WHERE organization_id = ?1 AND deleted_at IS NULL ORDER BY name, strength, id";
const CAUTIONS: &str = "SELECT kind, first_name, second_name, severity, sentence, source_text \
     FROM medication_cautions WHERE organization_id = ?1 AND deleted_at IS NULL AND is_active";

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: i64,
    name: String,
    strength: Option<String>,
    form: Option<String>,
    unit: Option<String>,
    code_system: Option<String>,
    code: Option<String>,
    ingredients: Option<String>,
    classes: Option<String>,
    default_dose_text: Option<String>,
    notes: Option<String>,
    is_active: bool,
}

/// Every medicine of the list, those that are retired included, by name.
pub(crate) fn medicines(reader: &Reader<'_>, organization: Uuid) -> Result<Vec<Medicine>, Refused> {
    let rows: Vec<Row> = reader.rows(MEDICINES, params![organization])?;
    Ok(rows
        .into_iter()
        .map(|row| Medicine {
            id: row.id,
            version: row.version,
            name: row.name,
            strength: row.strength,
            form: row.form,
            unit: row.unit,
            code_system: row.code_system,
            code: row.code,
            ingredients: list(row.ingredients.as_deref()),
            classes: list(row.classes.as_deref()),
            default_dose_text: row.default_dose_text,
            notes: row.notes,
            is_active: row.is_active,
        })
        .collect())
}

/// The rule of the table has seen that it is a list; whatever in it is no text names nothing.
fn list(text: Option<&str>) -> Vec<String> {
    let parsed: Option<Vec<serde_json::Value>> =
        text.and_then(|text| serde_json::from_str(text).ok());
    parsed
        .unwrap_or_default()
        .iter()
        .filter_map(|name| name.as_str())
        .map(|name| name.trim().to_lowercase())
        .filter(|name| !name.is_empty())
        .collect()
}

impl Formulary {
    /// Reads the organization's list.
    pub fn read(reader: &Reader<'_>, organization: Uuid) -> Result<Self, Refused> {
        let medicines = medicines(reader, organization)?;
        let cautions: Vec<CautionRule> = reader.rows(CAUTIONS, params![organization])?;
        let mut classes_of: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut ingredients = BTreeSet::new();
        let mut classes = BTreeSet::new();
        for medicine in &medicines {
            ingredients.extend(medicine.ingredients.iter().cloned());
            classes.extend(medicine.classes.iter().cloned());
            if let [only] = medicine.ingredients.as_slice() {
                let known = classes_of.entry(only.clone()).or_default();
                for class in &medicine.classes {
                    if !known.contains(class) {
                        known.push(class.clone());
                    }
                }
            }
        }
        let mut spellings = Vec::new();
        let mut spell = |text: &str, ingredients: Vec<String>, classes: Vec<String>| {
            let words = ingredient::plain_words(text);
            if !words.is_empty() {
                spellings.push(Spelling { words, ingredients, classes });
            }
        };
        for name in &ingredients {
            spell(name, vec![name.clone()], Vec::new());
        }
        for name in &classes {
            spell(name, Vec::new(), vec![name.clone()]);
        }
        for medicine in &medicines {
            spell(&medicine.name, medicine.ingredients.clone(), medicine.classes.clone());
        }
        for (written, means) in starter::names()? {
            let (these, those) = means.into_iter().partition(|name| !classes.contains(name));
            spell(&written, these, those);
        }
        Ok(Self { medicines, cautions, spellings, classes_of })
    }

    /// What a text means, by its words and by its code where it has one.
    pub fn identify(&self, written: &Written<'_>) -> Named {
        let by_id = written
            .medication_id
            .and_then(|id| self.medicines.iter().find(|medicine| medicine.id == id));
        let by_code = || {
            let code = written.code?;
            self.medicines.iter().find(|medicine| medicine.code.as_deref() == Some(code))
        };
        let mut named = self.by_words(written.text);
        if let Some(medicine) = by_id.or_else(by_code) {
            // The words count too: a code that was chosen by mistake must hide nothing.
            named.coded = true;
            self.take(&mut named, &medicine.ingredients, &medicine.classes);
            named.kinds.extend(medicine.classes.first().cloned());
        }
        named
    }

    /// The medicine of the list that was chosen, or that the text means where none was; refuses one
    /// that the list does not have.
    pub fn chosen(&self, id: Option<Uuid>, text: &str) -> Result<Option<&Medicine>, Refused> {
        let Some(id) = id else { return Ok(self.product(text)) };
        self.medicines.iter().find(|medicine| medicine.id == id).map(Some).ok_or_else(|| {
            Refused::field(
                "medication_id",
                "This medicine is not in the clinic's list any more. Choose another one.",
            )
        })
    }

    /// What the words of a text mean.
    fn by_words(&self, text: &str) -> Named {
        let words = ingredient::plain_words(text);
        let mut named = Named::default();
        for spelling in &self.spellings {
            if ingredient::contains(&words, &spelling.words) {
                self.take(&mut named, &spelling.ingredients, &spelling.classes);
            }
        }
        // A combination is more than its parts: all of its ingredients make it what it is.
        let whole: Vec<&Medicine> = self
            .medicines
            .iter()
            .filter(|medicine| {
                medicine.ingredients.len() > 1
                    && medicine.ingredients.iter().all(|name| named.ingredients.contains(name))
            })
            .collect();
        for medicine in whole {
            self.take(&mut named, &medicine.ingredients, &medicine.classes);
        }
        named
    }

    fn take(&self, named: &mut Named, ingredients: &[String], classes: &[String]) {
        for name in ingredients {
            named.ingredients.insert(name.clone());
            let known = self.classes_of.get(name).map(Vec::as_slice).unwrap_or_default();
            named.classes.extend(known.iter().cloned());
            named.kinds.extend(known.first().cloned());
        }
        named.classes.extend(classes.iter().cloned());
    }

    /// The medicines of the list that hold exactly what the text names.
    fn candidates(&self, text: &str) -> Vec<&Medicine> {
        let named = self.by_words(text);
        let holds = |medicine: &&Medicine| {
            medicine.is_active
                && !medicine.ingredients.is_empty()
                && medicine.ingredients.iter().collect::<BTreeSet<_>>()
                    == named.ingredients.iter().collect()
        };
        self.medicines.iter().filter(holds).collect()
    }

    /// The one medicine of the list that a text means, strength included; `None` where the text
    /// leaves it open.
    pub fn product(&self, text: &str) -> Option<&Medicine> {
        let words = ingredient::plain_words(text);
        let says = |part: Option<&str>| {
            let part = ingredient::plain_words(part.unwrap_or_default());
            !part.is_empty() && ingredient::contains(&words, &part)
        };
        let strong: Vec<&Medicine> = self
            .candidates(text)
            .into_iter()
            .filter(|medicine| says(medicine.strength.as_deref()))
            .collect();
        let formed: Vec<&Medicine> =
            strong.iter().copied().filter(|medicine| says(medicine.form.as_deref())).collect();
        match (strong.as_slice(), formed.as_slice()) {
            ([only], _) | (_, [only]) => Some(*only),
            _ => None,
        }
    }

    /// The code on which all medicines agree that hold what the text names, with its system.
    pub fn code(&self, text: &str) -> Option<(&str, &str)> {
        let mut codes: Vec<(&str, &str)> = self
            .candidates(text)
            .into_iter()
            .map(|m| m.code_system.as_deref().zip(m.code.as_deref()))
            .collect::<Option<_>>()?;
        codes.sort_unstable();
        codes.dedup();
        match codes.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Medicines in use whose name, strength, form or ingredients hold every typed word by its
    /// beginning.
    pub fn search<'a>(&'a self, typed: &str) -> impl Iterator<Item = &'a Medicine> {
        let typed = store::words(typed);
        self.medicines.iter().filter(move |medicine| {
            medicine.is_active && {
                let words = store::words(&format!(
                    "{} {}",
                    medicine.label(),
                    medicine.ingredients.join(" ")
                ));
                typed.iter().all(|typed| words.iter().any(|word| word.starts_with(typed)))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Clinic;

    fn formulary() -> Formulary {
        let clinic = Clinic::found();
        let read = |reader: &Reader<'_>| {
            let organization: Option<Uuid> = reader.value("SELECT id FROM organizations", [])?;
            Formulary::read(reader, organization.unwrap())
        };
        clinic.store.read(read).unwrap()
    }

    #[test]
    fn words_lead_to_ingredients_and_classes_whatever_the_spelling() {
        let formulary = formulary();
        for (text, name) in [
            ("AMOXICILLIN 500", "penicillins"),
            ("amoxicilin 500 mg", "amoxicillin"),
            ("Co-amoxiclav 500/125", "clavulanic acid"),
            (
                "Sulfamethoxazole 800 MG / Trimethoprim 160 MG Oral Tablet",
                "sulfonamide antibiotics",
            ),
            ("sulfa drugs", "sulfonamide antibiotics"),
            ("Penicillin V Potassium 250 MG Oral Tablet", "phenoxymethylpenicillin"),
            ("aspirin", "nsaids"),
            ("Lisinopril 10 MG Oral Tablet", "ace inhibitors"),
            ("ACE inhibitor", "ace inhibitors"),
            ("contrast medium", "iodinated contrast media"),
            ("Ferrous sulphate", "polyvalent cations"),
        ] {
            let named = formulary.identify(&Written { text, ..Written::default() });
            assert!(named.is(name), "{text} is not {name}: {named:?}");
        }
    }

    #[test]
    fn what_only_resembles_is_not_taken_for_it() {
        let formulary = formulary();
        for (text, name) in [
            ("Econazole nitrate cream", "nitrates"),
            ("Losartan Potassium 50 MG", "potassium supplements"),
            ("prednisone 5 mg", "prednisolone"),
            ("Clotrimazole", "sulfamethoxazole"),
            ("Omeprazole", "esomeprazole"),
            ("Zanthoplex 5 mg", "zinc sulfate"),
        ] {
            let named = formulary.identify(&Written { text, ..Written::default() });
            assert!(!named.is(name), "{text} is {name}");
        }
    }

    #[test]
    fn no_two_ingredients_are_one_typing_error_apart() {
        let formulary = formulary();
        let names: BTreeSet<&String> =
            formulary.medicines.iter().flat_map(|medicine| &medicine.ingredients).collect();
        for one in &names {
            for other in names.iter().filter(|other| *other > one) {
                let (a, b) = (ingredient::plain_words(one), ingredient::plain_words(other));
                let alike = ingredient::contains(&a, &b) && ingredient::contains(&b, &a);
                assert!(!alike, "{one} and {other}");
            }
        }
    }

    #[test]
    fn a_product_is_found_where_the_strength_is_said_and_a_code_where_all_agree() {
        let formulary = formulary();
        let product = |text: &str| formulary.product(text).map(Medicine::label);
        assert_eq!(product("Amoxicillin 500 mg").as_deref(), Some("Amoxicillin 500 mg capsule"));
        assert_eq!(product("Morphine 10 mg"), Some("Morphine 10 mg tablet".to_owned()));
        assert_eq!(product("Amoxicillin"), None, "which strength is not said");
        assert_eq!(formulary.code("Amoxicillin"), Some((starter::ATC, "J01CA04")));
        assert_eq!(formulary.code("Paracetamol and codeine"), None);
        assert_eq!(formulary.code("Zanthoplex"), None);
    }
}
