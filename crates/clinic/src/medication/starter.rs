//! The list of medicines and cautions that ships with the program.
//!
//! It is a beginning in our own words, after the WHO list of essential medicines, common primary
//! care and public labels, and it does not claim to be complete. It is written when a clinic is
//! founded and can be loaded later; what the clinic has changed or retired stays as it is, because
//! every row's id derives from what it is about.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::{adherence, reorder};
use crate::{Nothing, Refused, Who};

/// The Anatomical Therapeutic Chemical classification, as FHIR names it.
pub(crate) const ATC: &str = "http://www.whocc.no/atc";

static MEDICINES: &[u8] = include_bytes!("starter/medicines.csv");
static CAUTIONS: &[u8] = include_bytes!("starter/cautions.csv");
static NAMES: &[u8] = include_bytes!("starter/names.csv");

/// A medicine as the file has it; lists are parted by semicolons.
#[derive(Deserialize)]
struct StarterMedicine {
    name: String,
    strength: String,
    form: String,
    unit: String,
    ingredients: String,
    classes: String,
    atc: Option<String>,
}

/// A caution as the file has it.
#[derive(Deserialize)]
struct StarterCaution {
    kind: String,
    first_name: String,
    second_name: String,
    severity: String,
    sentence: String,
    source: String,
}

/// A name that people write, and the ingredients and classes that it means.
#[derive(Deserialize)]
struct StarterName {
    written: String,
    means: String,
}

/// What was added.
#[derive(Debug, Serialize, TS)]
pub struct StarterLoaded {
    /// Medicines that the clinic did not have.
    medicines: u32,
    /// Cautions that the clinic did not have.
    cautions: u32,
}

/// Adds what the clinic does not have yet of the list that ships with the program.
pub fn load_starter(
    write: &mut Write<'_>,
    who: &Who,
    _: Nothing,
) -> Result<StarterLoaded, Refused> {
    load(write, who.organization_id)
}

/// Adds what the organization does not have yet, and the methods that this domain computes by.
pub(crate) fn load(write: &mut Write<'_>, organization: Uuid) -> Result<StarterLoaded, Refused> {
    let mut loaded = StarterLoaded { medicines: 0, cautions: 0 };
    let known = ids(write, "SELECT id FROM medications WHERE organization_id = ?1", organization)?;
    for medicine in read::<StarterMedicine>(MEDICINES)? {
        let id = medicine.id(organization);
        if known.contains(&id) {
            continue;
        }
        let atc = medicine.atc.filter(|code| !code.is_empty());
        write.insert(
            "medications",
            Cells::new()
                .set("id", id)
                .set("name", medicine.name)
                .set("code_system", atc.as_ref().map(|_| ATC))
                .set("code", atc)
                .set("form", medicine.form)
                .set("strength", medicine.strength)
                .set("unit", medicine.unit)
                .set("ingredients", json!(parts(&medicine.ingredients)).to_string())
                .set("classes", json!(parts(&medicine.classes)).to_string()),
        )?;
        loaded.medicines += 1;
    }
    let known =
        ids(write, "SELECT id FROM medication_cautions WHERE organization_id = ?1", organization)?;
    for caution in read::<StarterCaution>(CAUTIONS)? {
        let id = caution.id(organization);
        if known.contains(&id) {
            continue;
        }
        write.insert(
            "medication_cautions",
            Cells::new()
                .set("id", id)
                .set("kind", caution.kind)
                .set("first_name", caution.first_name)
                .set("second_name", caution.second_name)
                .set("severity", caution.severity)
                .set("sentence", caution.sentence)
                .set("source_text", caution.source),
        )?;
        loaded.cautions += 1;
    }
    for method in [&adherence::METHOD, &reorder::METHOD] {
        method.row(write, organization)?;
    }
    Ok(loaded)
}

fn ids(reader: &Reader<'_>, sql: &str, organization: Uuid) -> Result<HashSet<Uuid>, Refused> {
    Ok(reader.column(sql, params![organization])?.into_iter().collect())
}

/// Names that people write beside those of the list, such as brand-free synonyms and spellings,
/// each with the ingredients and classes that it means.
pub(crate) fn names() -> Result<Vec<(String, Vec<String>)>, Refused> {
    let names = read::<StarterName>(NAMES)?;
    Ok(names.into_iter().map(|name| (name.written, parts(&name.means))).collect())
}

fn parts(list: &str) -> Vec<String> {
    list.split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn read<T: serde::de::DeserializeOwned>(file: &[u8]) -> Result<Vec<T>, Refused> {
    csv::Reader::from_reader(file).into_deserialize().collect::<Result<_, _>>().map_err(|_| {
        Refused::because(
            "The list of medicines in this Holdfast is damaged. Install Holdfast again.",
        )
    })
}

impl StarterMedicine {
    fn id(&self, organization: Uuid) -> Uuid {
        let key = format!("medication/{}/{}/{}", self.name, self.strength, self.form);
        Uuid::new_v5(&organization, key.to_lowercase().as_bytes())
    }
}

impl StarterCaution {
    fn id(&self, organization: Uuid) -> Uuid {
        let key = format!("caution/{}/{}/{}", self.kind, self.first_name, self.second_name);
        Uuid::new_v5(&organization, key.to_lowercase().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::fixture::Clinic;

    #[test]
    fn every_name_in_the_shipped_list_leads_somewhere() {
        let medicines: Vec<StarterMedicine> = read(MEDICINES).unwrap();
        let cautions: Vec<StarterCaution> = read(CAUTIONS).unwrap();
        assert!(medicines.len() > 150 && cautions.len() > 100);
        let mut known = BTreeSet::new();
        for medicine in &medicines {
            assert!(!medicine.name.is_empty() && !medicine.unit.is_empty());
            assert!(!parts(&medicine.ingredients).is_empty(), "{}", medicine.name);
            assert!(!parts(&medicine.classes).is_empty(), "{}", medicine.name);
            known.extend(parts(&medicine.ingredients));
            known.extend(parts(&medicine.classes));
            let code = medicine.atc.as_deref().unwrap_or_default();
            let shape: Vec<bool> = code.chars().map(|c| c.is_ascii_digit()).collect();
            let whole = [false, true, true, false, false, true, true];
            assert!(whole.starts_with(&shape), "{} has the code {code}", medicine.name);
        }
        for caution in &cautions {
            assert!(known.contains(&caution.first_name), "{} is no name", caution.first_name);
            let of_a_state = matches!(caution.kind.as_str(), "pregnancy" | "breastfeeding");
            assert!(
                if of_a_state {
                    caution.second_name == caution.kind
                } else {
                    known.contains(&caution.second_name)
                },
                "{} is no name",
                caution.second_name
            );
            assert!(!caution.source.is_empty() && caution.sentence.ends_with('.'));
        }
        for (written, means) in names().unwrap() {
            for name in means {
                assert!(known.contains(&name), "{written} means {name}, which is no name");
            }
        }
    }

    #[test]
    fn no_two_rows_of_the_shipped_list_are_one() {
        let organization = Uuid::from_u128(1);
        let mut seen = BTreeMap::new();
        for medicine in read::<StarterMedicine>(MEDICINES).unwrap() {
            assert_eq!(seen.insert(medicine.id(organization), medicine.name), None);
        }
        for caution in read::<StarterCaution>(CAUTIONS).unwrap() {
            assert_eq!(seen.insert(caution.id(organization), caution.sentence), None);
        }
    }

    #[test]
    fn loading_again_overwrites_nothing_that_the_clinic_changed() {
        let clinic = Clinic::found();
        let id = clinic
            .text(
                "SELECT hex(id) FROM medications WHERE name = 'Ibuprofen' AND ?1 = ?1",
                Uuid::nil(),
            )
            .map(|hex| hex.parse::<Uuid>().unwrap())
            .unwrap();
        clinic
            .store
            .write(clinic.owner, "test", |write| {
                write.update("medications", id, None, Cells::new().set("notes", "ask first"))?;
                write.remove("medications", id, None)
            })
            .map_err(|error: store::Error| error.to_string())
            .unwrap();
        let again = clinic.ask(clinic.owner, "medication.load_starter", json!({})).unwrap();
        assert_eq!(again, json!({ "medicines": 0, "cautions": 0 }));
        let kept = clinic
            .text("SELECT notes FROM medications WHERE id = ?1 AND deleted_at IS NOT NULL", id);
        assert_eq!(kept.as_deref(), Some("ask first"));
        let refused = clinic.ask(clinic.doctor, "medication.load_starter", json!({})).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
    }
}
