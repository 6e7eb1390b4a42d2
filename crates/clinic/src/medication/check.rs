//! What speaks against giving a medicine to a patient.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::ingredient;
use crate::people::merged;
use crate::{Asking, Refused};

/// Which medicine, and for whom.
#[derive(Deserialize, TS)]
pub struct Check {
    patient_id: Uuid,
    medication_text: String,
}

/// What a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// The patient does not tolerate it.
    Allergy,
    /// The patient already takes it.
    Duplicate,
    /// Something could not be compared.
    Unchecked,
}

/// How much a warning weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WarningSeverity {
    /// Stop and think.
    High,
    /// Think.
    Moderate,
    /// Know.
    Info,
}

/// Something that speaks against a medicine, or that is not known.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// How much it weighs.
    pub severity: WarningSeverity,
    /// In words for the doctor; it is shown and never logged.
    pub sentence: String,
}

/// The warnings about one medicine.
#[derive(Serialize, TS)]
pub struct Checked {
    warnings: Vec<Warning>,
}

/// What speaks against a medicine for a patient, the weightiest first.
pub fn check(asking: &Asking<'_>, request: Check) -> Result<Checked, Refused> {
    let today = asking.today().to_string();
    let warnings = warnings(&asking.reader, request.patient_id, &request.medication_text, &today)?;
    Ok(Checked { warnings })
}

#[derive(Deserialize)]
struct Allergy {
    substance_text: String,
    category: Option<String>,
    criticality: Option<String>,
    doubtful: bool,
}

/// What speaks against a medicine for a patient, the weightiest first.
pub(crate) fn warnings(
    reader: &Reader<'_>,
    patient: Uuid,
    medicine: &str,
    today: &str,
) -> Result<Vec<Warning>, Refused> {
    let mut warnings = Vec::new();
    let mut unchecked = 0;
    for allergy in allergies(reader, patient)? {
        if ingredient::names(&allergy.substance_text, medicine) {
            let doubt =
                if allergy.doubtful { " (two people disagree about this allergy)" } else { "" };
            let danger = match allergy.criticality.as_deref() {
                Some("high") => ", of high risk",
                _ => "",
            };
            warnings.push(Warning {
                kind: WarningKind::Allergy,
                severity: WarningSeverity::High,
                sentence: format!(
                    "The patient is allergic to {}{danger}{doubt}.",
                    allergy.substance_text
                ),
            });
        } else if !matches!(allergy.category.as_deref(), Some("food" | "environment")) {
            unchecked += 1;
        }
    }
    for taken in taken(reader, patient, today)? {
        if ingredient::share(&taken, medicine) {
            warnings.push(Warning {
                kind: WarningKind::Duplicate,
                severity: WarningSeverity::Moderate,
                sentence: format!("The patient already takes {taken}."),
            });
        }
    }
    if unchecked > 0 {
        let sentence = if unchecked == 1 {
            "1 other allergy was compared by its words only, since medicines carry no code here."
                .to_owned()
        } else {
            format!(
                "{unchecked} other allergies were compared by their words only, since medicines \
                 carry no code here."
            )
        };
        warnings.push(Warning {
            kind: WarningKind::Unchecked,
            severity: WarningSeverity::Info,
            sentence: sentence + " Related substances are not recognised.",
        });
    }
    warnings.sort_by_key(|warning| warning.severity);
    Ok(warnings)
}

/// Active allergies, and those about which a decision is open: until then the more careful reading
/// counts.
fn allergies(reader: &Reader<'_>, patient: Uuid) -> Result<Vec<Allergy>, Refused> {
    Ok(reader.rows(
        &format!(
            "SELECT substance_text, category, criticality, doubtful FROM ( \
             SELECT a.*, EXISTS (SELECT 1 FROM sync_conflicts c WHERE c.row_id = a.id \
             AND c.status = 'open' AND c.deleted_at IS NULL) AS doubtful FROM patient_allergies a \
             WHERE {} AND a.deleted_at IS NULL) \
             WHERE doubtful OR (status = 'active' \
             AND coalesce(verification, '') NOT IN ('refuted', 'entered_in_error')) ORDER BY id",
            merged::is_one("a.patient_id")
        ),
        params![patient],
    )?)
}

fn taken(reader: &Reader<'_>, patient: Uuid, today: &str) -> Result<Vec<String>, Refused> {
    Ok(reader.column(
        &format!(
            "SELECT DISTINCT medication_text FROM prescription_items WHERE {} \
             AND status IN ('active', 'on_hold') AND deleted_at IS NULL \
             AND (end_on IS NULL OR end_on >= ?2) ORDER BY medication_text",
            merged::is_one("patient_id")
        ),
        params![patient, today],
    )?)
}
