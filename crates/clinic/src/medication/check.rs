//! What speaks against giving a medicine to a patient.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::formulary::Written;
use crate::medication::warnings::Against;
use crate::{Asking, Refused, may_open};

/// Stands under every answer: the list is a help and no proof of safety.
pub(crate) const NOTE: &str = "The list of cautions is not complete: that no warning is shown \
     does not mean that a medicine is safe for this patient.";

/// Which medicine, and for whom.
#[derive(Deserialize, TS)]
pub struct Check {
    patient_id: Uuid,
    medication_text: String,
    /// The medicine of the clinic's list, where one was chosen.
    #[ts(optional = nullable)]
    medication_id: Option<Uuid>,
}

/// What a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// The patient does not tolerate it, or something that it is related to.
    Allergy,
    /// The patient already takes it, or something of its class.
    Duplicate,
    /// It does not go with something that the patient takes.
    Interaction,
    /// The patient is pregnant.
    Pregnancy,
    /// The patient breastfeeds.
    Breastfeeding,
    /// A dose of it was given shortly before.
    LastDose,
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

/// How the clinic's list of cautions rates one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CautionRating {
    /// Must not be given together, or to such a patient.
    Contraindicated,
    /// Can do serious harm.
    Major,
    /// Needs watching.
    Moderate,
    /// Good to know.
    Minor,
}

/// Something that speaks against a medicine, or that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// How much it weighs.
    pub severity: WarningSeverity,
    /// In words for the doctor; it is shown and never logged.
    pub sentence: String,
    /// How the clinic's list rates it; nothing where the warning does not come from the list.
    pub rating: Option<CautionRating>,
    /// Where the list has it from.
    pub source: Option<String>,
    /// Whether who prescribes all the same must say why.
    pub needs_reason: bool,
}

/// The warnings about one medicine.
#[derive(Debug, Serialize, TS)]
pub struct Checked {
    /// The weightiest first.
    pub warnings: Vec<Warning>,
    /// How many allergies carry no code or are not in the list and raised no warning by their
    /// words: nobody has checked them.
    pub unchecked_allergies: u32,
    /// The same of medicines, the asked one included.
    pub unchecked_medicines: u32,
    /// That the list is not complete, to be shown with the warnings.
    pub note: &'static str,
}

/// What speaks against a medicine for a patient, the weightiest first.
pub fn check(asking: &Asking<'_>, request: Check) -> Result<Checked, Refused> {
    may_open(&asking.reader, asking.who, "prescriptions", request.patient_id, asking.now)?;
    let today = asking.today().to_string();
    let organization = asking.who.organization_id;
    let against = Against::load(&asking.reader, organization, request.patient_id, &today)?;
    let written = Written {
        text: &request.medication_text,
        medication_id: request.medication_id,
        code: None,
    };
    Ok(against.check(&written, &[], None))
}

impl CautionRating {
    /// The rating with this code; the list's column admits no other.
    pub(crate) fn of(code: &str) -> Self {
        match code {
            "contraindicated" => Self::Contraindicated,
            "major" => Self::Major,
            "moderate" => Self::Moderate,
            _ => Self::Minor,
        }
    }

    fn severity(self) -> WarningSeverity {
        match self {
            Self::Contraindicated | Self::Major => WarningSeverity::High,
            Self::Moderate => WarningSeverity::Moderate,
            Self::Minor => WarningSeverity::Info,
        }
    }
}

impl Warning {
    /// A warning that the list does not rate.
    pub(crate) fn plain(kind: WarningKind, severity: WarningSeverity, sentence: String) -> Self {
        Self { kind, severity, sentence, rating: None, source: None, needs_reason: false }
    }

    /// A warning of the list. What it calls contraindicated or major is prescribed only with a
    /// reason.
    pub(crate) fn rated(
        kind: WarningKind,
        rating: CautionRating,
        sentence: String,
        source: Option<String>,
    ) -> Self {
        Self {
            kind,
            severity: rating.severity(),
            sentence,
            rating: Some(rating),
            source,
            needs_reason: rating <= CautionRating::Major,
        }
    }
}
