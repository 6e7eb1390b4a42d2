//! The published methods that are built in, each a row of `ai_models` that its proposals name.

use catalog::Action;
use store::{Cells, Reader, Write, params};
use uuid::Uuid;

use crate::{Refused, Who};

/// A published method. Its row's id derives from organization, name and version, so that every PC
/// makes the same one.
pub(crate) struct Method {
    /// What it is called where it was published.
    pub name: &'static str,
    /// The edition, such as `2017`.
    pub version: &'static str,
    /// One of `ai_model_kind`.
    pub kind: &'static str,
    /// What it proposes.
    pub purpose: &'static str,
    /// How it works, inputs included.
    pub method: &'static str,
    /// Where it was published.
    pub source: &'static str,
    /// Where it must not be used, and what it does not claim.
    pub limits: &'static str,
}

impl Method {
    /// The method's row, written where it is not there yet.
    pub(crate) fn row(&self, write: &mut Write<'_>, organization: Uuid) -> Result<Uuid, Refused> {
        let id = self.id(organization);
        if is_there(write, id)? {
            return Ok(id);
        }
        write.insert(
            "ai_models",
            Cells::new()
                .set("id", id)
                .set("name", self.name)
                .set("model_version", self.version)
                .set("kind", self.kind)
                .set("purpose", self.purpose)
                .set("method_text", self.method)
                .set("source_text", self.source)
                .set("limits_text", self.limits),
        )?;
        Ok(id)
    }

    /// The method's row as `who` may name it: staff write it where it is not there yet; patients,
    /// who write no methods, name it where somebody has.
    pub(crate) fn named(&self, write: &mut Write<'_>, who: &Who) -> Result<Option<Uuid>, Refused> {
        if who.may("ai_models", Action::Insert) {
            return self.row(write, who.organization_id).map(Some);
        }
        let id = self.id(who.organization_id);
        Ok(is_there(write, id)?.then_some(id))
    }

    fn id(&self, organization: Uuid) -> Uuid {
        derived(organization, self.name, self.version)
    }
}

/// Whether the row `id` is that of a published method: its id derives from what it is called.
pub(crate) fn is_built_in(
    reader: &Reader<'_>,
    organization: Uuid,
    id: Uuid,
) -> Result<bool, Refused> {
    let called: Option<(String, String)> =
        reader.row("SELECT name, model_version FROM ai_models WHERE id = ?1", params![id])?;
    Ok(called.is_some_and(|(name, version)| derived(organization, &name, &version) == id))
}

fn derived(organization: Uuid, name: &str, version: &str) -> Uuid {
    Uuid::new_v5(&organization, format!("{name}/{version}").as_bytes())
}

fn is_there(reader: &Reader<'_>, id: Uuid) -> Result<bool, Refused> {
    Ok(reader.value::<i64>("SELECT 1 FROM ai_models WHERE id = ?1", params![id])?.is_some())
}
