//! Reading a resource and following what it refers to.

use serde::Deserialize;
use uuid::Uuid;

use super::elements::{Reference, filled};
use super::identity::Target;
use super::intake::{Found, Intake, Refused};
use super::moment::When;

/// The American number of a practitioner, which has a column of its own.
pub(crate) const NPI: &str = "http://hl7.org/fhir/sid/us-npi";

/// What stands in a condition's row about its name and code.
#[derive(Deserialize)]
pub(crate) struct Diagnosed {
    pub condition_text: String,
    pub code_system: Option<String>,
    pub code: Option<String>,
}

/// Reads the resource as `T`. The error names the field and never its content.
pub(crate) fn read<'t, T: Deserialize<'t>>(found: &Found<'t>) -> Result<T, Refused> {
    serde_json::from_str(found.raw).map_err(|_| {
        let reader = &mut serde_json::Deserializer::from_str(found.raw);
        let path = serde_path_to_error::deserialize::<_, T>(reader)
            .err()
            .map(|error| error.path().to_string())
            .filter(|path| path != "." && !path.contains('?'));
        Refused::because(match path {
            Some(path) => format!("Its {path} is not as FHIR R4 writes it."),
            None => "It is not as FHIR R4 writes it.".to_owned(),
        })
    })
}

/// The date in `text`, if there is one; `what` names it in the refusal.
pub(crate) fn when(text: Option<&str>, what: &str) -> Result<Option<When>, Refused> {
    let Some(text) = filled(text) else { return Ok(None) };
    let when = When::read(&text);
    when.map(Some).ok_or_else(|| Refused::because(format!("{what} is not a date.")))
}

impl Intake<'_, '_> {
    /// The row of the patient whom the resource is about.
    pub fn patient(
        &mut self,
        found: &Found<'_>,
        reference: Option<&Reference>,
    ) -> Result<Uuid, Refused> {
        let named = reference.is_some();
        self.row(found, reference, "Patient", "patients")?.ok_or_else(|| {
            Refused::because(if named {
                "It belongs to a patient who is neither in this source nor on this PC."
            } else {
                "It does not say which patient it belongs to."
            })
        })
    }

    /// The row of the visit during which it happened.
    pub fn visit(
        &mut self,
        found: &Found<'_>,
        reference: Option<&Reference>,
    ) -> Result<Option<Uuid>, Refused> {
        self.row(found, reference, "Encounter", "visits")
    }

    /// The row of a practitioner.
    pub fn practitioner(
        &mut self,
        found: &Found<'_>,
        reference: Option<&Reference>,
    ) -> Result<Option<Uuid>, Refused> {
        self.row(found, reference, "Practitioner", "practitioners")
    }

    /// The row that `reference` means, if it is on this PC.
    pub fn row(
        &mut self,
        found: &Found<'_>,
        reference: Option<&Reference>,
        kind: &str,
        table: &'static str,
    ) -> Result<Option<Uuid>, Refused> {
        let Some(reference) = reference else { return Ok(None) };
        let Some(target) = self.target(found, reference, kind) else {
            self.dangling |= reference.reference.is_some();
            return Ok(None);
        };
        // A performer may well be an organization: that is no broken reference.
        if target.kind() != kind {
            return Ok(None);
        }
        if let Some(id) = self.behind(target)?
            && self.exists(table, id)?
        {
            return Ok(Some(id));
        }
        self.dangling = true;
        Ok(None)
    }

    fn target(&self, found: &Found<'_>, reference: &Reference, kind: &str) -> Option<Target> {
        let base = found.base.as_deref();
        self.neighbours.target(self.place.namespace, reference, kind, base)
    }

    fn behind(&self, target: Target) -> Result<Option<Uuid>, Refused> {
        match target {
            Target::Row { id, .. } => Ok(Some(id)),
            Target::Number { kind, system, value } => {
                self.numbered(&kind, system.as_deref(), &value)
            }
        }
    }

    fn numbered(
        &self,
        kind: &str,
        system: Option<&str>,
        value: &str,
    ) -> Result<Option<Uuid>, Refused> {
        let met = match kind {
            "Patient" => self.neighbours.patient_numbered(system, value),
            _ => self.learnt.numbered(kind, system, value),
        };
        let (organization, system) = (self.place.organization, system.unwrap_or_default());
        Ok(match kind {
            _ if met.is_some() => met,
            "Practitioner" if system == NPI => self.write.value(
                "SELECT id FROM practitioners WHERE organization_id = ?1 AND npi = ?2 \
                 AND deleted_at IS NULL ORDER BY created_at",
                store::params![organization, value],
            )?,
            "Patient" => self.write.value(
                "SELECT patient_id FROM patient_identifiers WHERE organization_id = ?1 \
                 AND system = ?2 AND value = ?3 AND deleted_at IS NULL ORDER BY created_at",
                store::params![organization, system, value],
            )?,
            _ => None,
        })
    }

    /// The name of an organization, which has no row of its own.
    pub fn organization_name(
        &self,
        found: &Found<'_>,
        reference: Option<&Reference>,
    ) -> Result<Option<String>, Refused> {
        let Some(reference) = reference else { return Ok(None) };
        let target = self.target(found, reference, "Organization");
        let target = target.filter(|target| target.kind() == "Organization");
        let meant = target.map(|target| self.behind(target)).transpose()?.flatten();
        let name = meant.and_then(|id| self.learnt.organization(id)).map(str::to_owned);
        Ok(name.or_else(|| filled(reference.display.as_deref())))
    }

    /// The name and code of the condition that `reference` means.
    pub fn condition(
        &mut self,
        found: &Found<'_>,
        reference: Option<&Reference>,
    ) -> Result<Option<Diagnosed>, Refused> {
        let Some(id) = self.row(found, reference, "Condition", "medical_conditions")? else {
            return Ok(None);
        };
        Ok(self.write.row(
            "SELECT condition_text, code_system, code FROM medical_conditions WHERE id = ?1",
            [id],
        )?)
    }

    /// Why something was done: as written beside it, or the first condition that it names.
    pub fn reason(
        &mut self,
        found: &Found<'_>,
        written: Option<String>,
        references: &[Reference],
    ) -> Result<Option<String>, Refused> {
        if written.is_some() {
            return Ok(written);
        }
        for reference in references {
            if let Some(condition) = self.condition(found, Some(reference))? {
                return Ok(Some(condition.condition_text));
            }
        }
        Ok(references.iter().find_map(|reference| filled(reference.display.as_deref())))
    }
}
