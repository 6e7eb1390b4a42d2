//! Which substance a text speaks of: the words that name it, without form, strength and salt.
//!
//! This compares words and knows no classes: what the clinic's list does not know is compared by
//! this alone, and that is always said.

/// Words that stand in many medicines' names and name none: forms, routes, salts, fillers.
const NO_SUBSTANCE: &[&str] = &[
    "acetate",
    "acid",
    "actuat",
    "actuation",
    "allergy",
    "ampoule",
    "anhydrous",
    "besylate",
    "bitartrate",
    "bromide",
    "calcium",
    "capsule",
    "capsules",
    "carbonate",
    "chewable",
    "chloride",
    "citrate",
    "coated",
    "concentrate",
    "cream",
    "daily",
    "delayed",
    "delivery",
    "disintegrating",
    "dose",
    "drops",
    "drug",
    "drugs",
    "enteric",
    "extended",
    "extract",
    "film",
    "fumarate",
    "gluconate",
    "hour",
    "hours",
    "human",
    "hydrate",
    "hydrobromide",
    "hydrochloride",
    "immediate",
    "inhalant",
    "inhalation",
    "inhaler",
    "injectable",
    "injection",
    "intravenous",
    "lactate",
    "liquid",
    "lotion",
    "lozenge",
    "maleate",
    "medicine",
    "mesylate",
    "metered",
    "microgram",
    "milligram",
    "mouth",
    "nasal",
    "nitrate",
    "oil",
    "ointment",
    "once",
    "ophthalmic",
    "oral",
    "pack",
    "patch",
    "pen",
    "phosphate",
    "potassium",
    "powder",
    "prefilled",
    "preparation",
    "product",
    "release",
    "rectal",
    "sodium",
    "solution",
    "spray",
    "strip",
    "sublingual",
    "substance",
    "succinate",
    "sulfate",
    "sulphate",
    "suppository",
    "suspension",
    "sustained",
    "syringe",
    "syrup",
    "system",
    "tablet",
    "tablets",
    "tartrate",
    "topical",
    "transdermal",
    "unit",
    "units",
    "vaginal",
    "vial",
    "with",
];
/// Shorter words are units and articles.
const LETTERS_MIN: usize = 4;
/// From this length on one typing error is looked through.
const LETTERS_FUZZY: usize = 7;
/// "Sulfa" is meant to match sulfamethoxazole, "amino" nothing.
const STEM_MIN: usize = 5;

/// The words of a text that may name a substance.
pub(crate) fn substances(text: &str) -> Vec<String> {
    store::words(text)
        .into_iter()
        .filter(|word| {
            word.chars().count() >= LETTERS_MIN
                && word.chars().all(char::is_alphabetic)
                && !NO_SUBSTANCE.contains(&word.as_str())
        })
        .map(singular)
        .collect()
}

/// Whether an allergy's substance names what a medicine is made of.
pub(crate) fn names(allergy: &str, medicine: &str) -> bool {
    let medicine = substances(medicine);
    substances(allergy).iter().any(|feared| {
        medicine.iter().any(|word| {
            same(feared, word)
                || (feared.chars().count() >= STEM_MIN && word.starts_with(feared.as_str()))
        })
    })
}

/// Whether two medicines share a substance.
pub(crate) fn share(one: &str, other: &str) -> bool {
    let other = substances(other);
    substances(one).iter().any(|a| other.iter().any(|b| same(a, b)))
}

/// The words of a text in the form in which names are compared: no plural, one spelling of sulf-.
pub(crate) fn plain_words(text: &str) -> Vec<String> {
    store::words(text).into_iter().map(|word| singular(word.replace("sulph", "sulf"))).collect()
}

/// Whether `words` hold `name` in one piece, each long word with at most one typing error.
pub(crate) fn contains(words: &[String], name: &[String]) -> bool {
    !name.is_empty()
        && words
            .windows(name.len())
            .any(|piece| piece.iter().zip(name).all(|(word, named)| same(word, named)))
}

/// Without its plural s. A word that is a salt without it keeps it: nitrates are medicines, a
/// nitrate is only how another one is bound.
fn singular(word: String) -> String {
    let stem = word.trim_end_matches('s');
    if word.len() > 5 && !NO_SUBSTANCE.contains(&stem) { stem.to_owned() } else { word }
}

fn same(a: &str, b: &str) -> bool {
    let long = |word: &str| word.chars().count() >= LETTERS_FUZZY && !NO_SUBSTANCE.contains(&word);
    a == b || (long(a) && long(b) && strsim::osa_distance(a, b) <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allergy_is_found_in_a_medicine_that_is_written_otherwise() {
        for (allergy, medicine) in [
            ("Penicillins", "Penicillin V Potassium 250 MG Oral Tablet"),
            ("penicilin", "Penicillin G benzathine"),
            ("Sulfa drugs", "Sulfamethoxazole 800 MG / Trimethoprim 160 MG Oral Tablet"),
            ("Ibuprofeno / ibuprofen", "IBUPROFEN 400"),
        ] {
            assert!(names(allergy, medicine), "{allergy} in {medicine}");
        }
    }

    #[test]
    fn forms_and_salts_are_no_substances() {
        for (allergy, medicine) in [
            ("Potassium chloride", "Losartan Potassium 50 MG Oral Tablet"),
            ("Acetylsalicylic acid", "Folic acid 5 mg tablets"),
            ("Allergy to substance", "Paracetamol 500 mg"),
        ] {
            assert!(!names(allergy, medicine), "{allergy} in {medicine}");
        }
        assert!(!share("Lisinopril 10 MG Oral Tablet", "Metformin 500 MG Oral Tablet"));
        assert!(share("Metformin hydrochloride 850 mg", "metformin 500 MG Oral Tablet"));
        assert!(
            !share("prednisone 5 mg", "prednisolone 5 mg"),
            "two letters apart are two medicines"
        );
    }
}
