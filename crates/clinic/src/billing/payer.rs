//! Who pays, or gets money back: the patient, an insurer, or somebody for the patient.

use serde::Deserialize;
use ts_rs::TS;

use crate::Refused;
use crate::people::details::filled;

/// Who it is.
#[derive(Default, Deserialize, TS)]
pub struct Payer {
    /// `patient`, `insurer` or `other`, as for a relative, a guardian or an employer. Where nothing
    /// is said it is told by how the money was handed over.
    #[serde(default)]
    #[ts(optional = nullable, type = "\"patient\" | \"insurer\" | \"other\"")]
    payer_kind: Option<String>,
    /// Who that is; needed for `other`.
    #[serde(default)]
    #[ts(optional = nullable)]
    payer_text: Option<String>,
}

impl Payer {
    /// One of `payer_kind`, and who that is. Money by `method` is an insurer's where that says so,
    /// and the patient's otherwise.
    pub(super) fn of(&self, method: &str) -> Result<(&str, Option<String>), Refused> {
        let text = filled(self.payer_text.as_deref());
        let kind = match self.payer_kind.as_deref() {
            Some(kind) => kind,
            None if method == "insurance" => "insurer",
            None => "patient",
        };
        if kind == "other" && text.is_none() {
            return Err(Refused::field(
                "payer_text",
                "Say who it is: a relative, a guardian, an employer.",
            ));
        }
        Ok((kind, text.filter(|_| kind != "patient")))
    }
}
