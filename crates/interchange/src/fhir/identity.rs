//! Who is who: ids derived from a resource's own identity, and what references mean.

use std::collections::HashMap;

use serde::Deserialize;
use uuid::Uuid;

use super::elements::{Concept, Number, Reference, filled};

/// The id of the row for the resource `key`. `namespace` is the organization's id, so that two
/// devices of one clinic give the same resource the same id, and two clinics never do.
pub(crate) fn row_id(namespace: Uuid, key: &str) -> Uuid {
    Uuid::new_v5(&namespace, format!("fhir/{key}").as_bytes())
}

/// The id of a row that is a part of another.
pub(crate) fn part_id(whole: Uuid, part: &str) -> Uuid {
    Uuid::new_v5(&whole, part.as_bytes())
}

/// What identifies a resource: `Type/id`. An id that is a UUID stands for itself; any other id
/// means something only on its server, so the server's address is part of the key where known.
/// A bundle's own `urn:uuid:` goes before an id that is no UUID, which is a placeholder then.
pub(crate) fn key(kind: &str, id: Option<&str>, full_url: Option<&str>) -> Option<String> {
    let full_url = full_url.map(without_version);
    let id = id.and_then(|id| filled(Some(id)));
    if let Some(uuid) = id.as_deref().and_then(as_uuid) {
        return Some(format!("{kind}/{uuid}"));
    }
    let by_url = full_url.and_then(|url| match url.strip_prefix("urn:uuid:") {
        Some(uuid) => as_uuid(uuid).map(|uuid| format!("{kind}/{uuid}")),
        None => address_key(kind, url),
    });
    by_url.or_else(|| id.map(|id| format!("{kind}/{id}")))
}

fn address_key(kind: &str, url: &str) -> Option<String> {
    let (base, id) = url.rsplit_once('/')?;
    if url.contains("://") && base.rsplit('/').next() == Some(kind) {
        let by_id = || url.to_owned();
        return Some(as_uuid(id).map_or_else(by_id, |uuid| format!("{kind}/{uuid}")));
    }
    None
}

/// The address of the server in a full URL such as `https://server/fhir/Patient/1`.
pub(crate) fn base_of(full_url: &str) -> Option<&str> {
    let (resource, _) = without_version(full_url).rsplit_once('/')?;
    let (base, _) = resource.rsplit_once('/')?;
    full_url.contains("://").then_some(base)
}

fn without_version(url: &str) -> &str {
    url.split_once("/_history/").map_or(url, |(resource, _)| resource)
}

fn as_uuid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|_| text.len() == 36)
}

/// What a reference points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The row that a resource has, or would have.
    Row { kind: String, id: Uuid },
    /// Whatever carries this number: a conditional or a logical reference.
    Number { kind: String, system: Option<String>, value: String },
}

impl Target {
    /// The type of the resource.
    pub fn kind(&self) -> &str {
        match self {
            Self::Row { kind, .. } | Self::Number { kind, .. } => kind,
        }
    }
}

/// What the resources of one portion of text say about each other.
#[derive(Default)]
pub(crate) struct Neighbours {
    by_url: HashMap<String, (String, Uuid)>,
    patients: HashMap<(String, String), Uuid>,
    panels: HashMap<Uuid, (Uuid, String)>,
}

/// What a run learns about resources that have no table of their own, and about numbers.
#[derive(Default)]
pub(crate) struct Learnt {
    organizations: HashMap<Uuid, String>,
    medications: HashMap<Uuid, Concept>,
    numbers: HashMap<(String, String, String), Uuid>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    identifier: Vec<Number>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Numbered {
    #[serde(default)]
    identifier: Vec<Number>,
}

#[derive(Deserialize)]
struct Medication {
    code: Option<Concept>,
}

#[derive(Deserialize)]
struct Panel {
    code: Option<Concept>,
    #[serde(default)]
    result: Vec<Reference>,
}

impl Learnt {
    /// Notes what a resource says that others will ask for.
    pub fn note(&mut self, kind: &str, id: Uuid, raw: &str) {
        match kind {
            "Organization" | "Location" => {
                let Ok(named) = serde_json::from_str::<Named>(raw) else { return };
                if let Some(name) = filled(named.name.as_deref()) {
                    self.organizations.insert(id, name);
                }
                self.note_numbers(kind, id, named.identifier);
            }
            "Practitioner" => {
                if let Ok(numbered) = serde_json::from_str::<Numbered>(raw) {
                    self.note_numbers(kind, id, numbered.identifier);
                }
            }
            "Medication" => {
                if let Ok(Medication { code: Some(code) }) = serde_json::from_str(raw) {
                    self.medications.insert(id, code);
                }
            }
            _ => {}
        }
    }

    fn note_numbers(&mut self, kind: &str, id: Uuid, numbers: Vec<Number>) {
        for number in numbers {
            if let Some(value) = number.value {
                let system = number.system.unwrap_or_default();
                self.numbers.insert((kind.to_owned(), system, value), id);
            }
        }
    }

    pub fn organization(&self, id: Uuid) -> Option<&str> {
        self.organizations.get(&id).map(String::as_str)
    }

    pub fn medication(&self, id: Uuid) -> Option<&Concept> {
        self.medications.get(&id)
    }

    pub fn numbered(&self, kind: &str, system: Option<&str>, value: &str) -> Option<Uuid> {
        let system = system.unwrap_or_default().to_owned();
        self.numbers.get(&(kind.to_owned(), system, value.to_owned())).copied()
    }
}

impl Neighbours {
    /// Notes where a resource stands, so that references find it.
    pub fn note(&mut self, kind: &str, id: Uuid, own_id: Option<&str>, full_url: Option<&str>) {
        let target = (kind.to_owned(), id);
        if let Some(url) = full_url {
            self.by_url.insert(without_version(url).to_owned(), target.clone());
        }
        if let Some(own_id) = own_id {
            self.by_url.insert(format!("{kind}/{own_id}"), target);
        }
    }

    /// Notes a patient's numbers.
    pub fn note_patient(&mut self, id: Uuid, raw: &str) {
        let Ok(numbered) = serde_json::from_str::<Numbered>(raw) else { return };
        for number in numbered.identifier {
            if let Some(value) = number.value {
                self.patients.insert((number.system.unwrap_or_default(), value), id);
            }
        }
    }

    /// Notes which results a report puts together.
    pub fn note_panel(&mut self, namespace: Uuid, id: Uuid, raw: &str, base: Option<&str>) {
        let Ok(panel) = serde_json::from_str::<Panel>(raw) else { return };
        let Some(name) = panel.code.as_ref().and_then(Concept::words) else { return };
        for result in &panel.result {
            let target = self.target(namespace, result, "Observation", base);
            if let Some(Target::Row { id: result, .. }) = target {
                self.panels.insert(result, (id, name.clone()));
            }
        }
    }

    pub fn panel(&self, observation: Uuid) -> Option<&(Uuid, String)> {
        self.panels.get(&observation)
    }

    pub fn patient_numbered(&self, system: Option<&str>, value: &str) -> Option<Uuid> {
        self.patients.get(&(system.unwrap_or_default().to_owned(), value.to_owned())).copied()
    }

    /// What `reference`, found in a resource of the server `base`, points to. `expected` is the
    /// type to assume where the reference does not say.
    pub fn target(
        &self,
        namespace: Uuid,
        reference: &Reference,
        expected: &str,
        base: Option<&str>,
    ) -> Option<Target> {
        let Some(text) = filled(reference.reference.as_deref()) else {
            let number = reference.identifier.as_ref()?;
            return Some(Target::Number {
                kind: expected.to_owned(),
                system: number.system.clone(),
                value: filled(number.value.as_deref())?,
            });
        };
        let text = without_version(&text);
        if text.starts_with('#') {
            return None;
        }
        if let Some((kind, id)) = self.by_url.get(text) {
            return Some(Target::Row { kind: kind.clone(), id: *id });
        }
        if let Some((kind, query)) = text.split_once('?') {
            return numbered(kind, query);
        }
        let row = |kind: &str, key: String| Target::Row {
            kind: kind.to_owned(),
            id: row_id(namespace, &key),
        };
        if text.starts_with("urn:") {
            return key(expected, None, Some(text)).map(|key| row(expected, key));
        }
        let (path, id) = text.rsplit_once('/')?;
        let kind = path.rsplit('/').next()?;
        let full_url = match base {
            _ if text.contains("://") => Some(text.to_owned()),
            Some(base) => Some(format!("{base}/{kind}/{id}")),
            None => None,
        };
        key(kind, Some(id), full_url.as_deref()).map(|key| row(kind, key))
    }
}

/// A conditional reference: `Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999`.
fn numbered(kind: &str, query: &str) -> Option<Target> {
    let (_, token) =
        url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "identifier")?;
    let (system, value) = match token.split_once('|') {
        Some((system, value)) => (filled(Some(system)), value),
        None => (None, token.as_ref()),
    };
    let kind = kind.rsplit('/').next().unwrap_or(kind).to_owned();
    Some(Target::Number { kind, system, value: filled(Some(value))? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "7f1f3e5e-1a57-4f53-8f0c-0d0f3f3b8a11";

    #[test]
    fn two_servers_patient_number_1_are_two_people() {
        let first = key("Patient", Some("1"), Some("https://a.example/fhir/Patient/1"));
        let other = key("Patient", Some("1"), Some("https://b.example/fhir/Patient/1"));
        assert_ne!(first, other);
        let versioned = "https://a.example/fhir/Patient/1/_history/3";
        assert_eq!(key("Patient", Some("1"), Some(versioned)), first);
    }

    #[test]
    fn a_resource_is_the_same_by_its_id_and_by_its_full_url() {
        let expected = Some(format!("Patient/{ONE}"));
        assert_eq!(key("Patient", Some(ONE), None), expected);
        assert_eq!(key("Patient", None, Some(&format!("urn:uuid:{ONE}"))), expected);
        let upper = ONE.to_uppercase();
        assert_eq!(key("Patient", Some(&upper), None), expected);
        let address = format!("https://a.example/Patient/{ONE}");
        assert_eq!(key("Patient", Some(ONE), Some(&address)), expected);
        assert_eq!(key("Patient", Some("p"), Some(&format!("urn:uuid:{ONE}"))), expected);
    }

    #[test]
    fn every_way_to_point_at_a_neighbour_finds_it() {
        let organization = Uuid::max();
        let url = "https://a.example/fhir/Patient/1";
        let id = row_id(organization, &key("Patient", Some("1"), Some(url)).unwrap());
        let mut neighbours = Neighbours::default();
        let there = Some(Target::Row { kind: "Patient".to_owned(), id });
        let find = |neighbours: &Neighbours, text: &str| {
            let reference = Reference { reference: Some(text.to_owned()), ..Reference::default() };
            let base = base_of("https://a.example/fhir/Observation/7");
            neighbours.target(organization, &reference, "Patient", base)
        };
        assert_eq!(find(&neighbours, "Patient/1"), there, "before it was met");
        neighbours.note("Patient", id, Some("1"), Some(url));
        for text in ["Patient/1", "Patient/1/_history/2", url] {
            assert_eq!(find(&neighbours, text), there, "{text}");
        }
        assert_eq!(find(&neighbours, "#contained"), None);
        assert_eq!(
            find(&neighbours, "Practitioner?identifier=http://sid/us-npi%7C99"),
            Some(Target::Number {
                kind: "Practitioner".to_owned(),
                system: Some("http://sid/us-npi".to_owned()),
                value: "99".to_owned(),
            })
        );
    }
}
