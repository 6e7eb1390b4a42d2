//! The kinds of paper, and how large each is.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Desk, Paper, invoice, medicine_label, patient_label, prescription, receipt, specimen_label,
    visit_summary, wristband,
};
use crate::Refusal;

/// The kinds of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What is owed; `id` is the invoice.
    Invoice,
    /// What was paid; `id` is the payment, or the invoice for all of its payments.
    Receipt,
    /// What a pharmacy needs; `id` is the prescription.
    Prescription,
    /// What the patient takes home; `id` is the visit.
    VisitSummary,
    /// What goes onto a specimen; `id` is the laboratory's order.
    SpecimenLabel,
    /// What goes onto a pack that was handed out; `id` is what was handed out from one lot.
    MedicineLabel,
    /// Who a folder or a bag belongs to; `id` is the patient.
    PatientLabel,
    /// What goes around the wrist; `id` is the patient.
    Wristband,
}

/// How large a page is, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Size {
    /// From left to right, as it is read.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

impl Size {
    /// ISO 216.
    pub const A4: Self = Self { width: 210.0, height: 297.0 };
    /// North America's.
    pub const LETTER: Self = Self { width: 215.9, height: 279.4 };
}

impl Kind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Invoice,
        Self::Receipt,
        Self::Prescription,
        Self::VisitSummary,
        Self::SpecimenLabel,
        Self::MedicineLabel,
        Self::PatientLabel,
        Self::Wristband,
    ];

    /// As the screens and the settings name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Receipt => "receipt",
            Self::Prescription => "prescription",
            Self::VisitSummary => "visit_summary",
            Self::SpecimenLabel => "specimen_label",
            Self::MedicineLabel => "medicine_label",
            Self::PatientLabel => "patient_label",
            Self::Wristband => "wristband",
        }
    }

    /// The key of its title among the papers' words.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::VisitSummary => "visit-summary",
            Self::SpecimenLabel => "specimen-label",
            Self::MedicineLabel => "medicine-label",
            Self::PatientLabel => "patient-label",
            Self::Invoice | Self::Receipt | Self::Prescription | Self::Wristband => self.name(),
        }
    }

    /// The size of a label; `None` for what is printed on the country's sheets.
    pub(super) fn label(self) -> Option<Size> {
        let (width, height) = match self {
            Self::Invoice | Self::Receipt | Self::Prescription | Self::VisitSummary => return None,
            Self::SpecimenLabel => (57.0, 32.0),
            Self::MedicineLabel | Self::PatientLabel => (70.0, 36.0),
            Self::Wristband => (250.0, 25.0),
        };
        Some(Size { width, height })
    }

    pub(super) fn read(self, desk: &Desk<'_>, id: Uuid) -> Result<Paper, Refusal> {
        match self {
            Self::Invoice => invoice::read(desk, id),
            Self::Receipt => receipt::read(desk, id),
            Self::Prescription => prescription::read(desk, id),
            Self::VisitSummary => visit_summary::read(desk, id),
            Self::SpecimenLabel => specimen_label::read(desk, id),
            Self::MedicineLabel => medicine_label::read(desk, id),
            Self::PatientLabel => patient_label::read(desk, id),
            Self::Wristband => wristband::read(desk, id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_named_alike_in_a_request_and_in_the_settings() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
