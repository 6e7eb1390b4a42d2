//! The parts that FHIR resources are made of, as far as Holdfast reads them.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A code of some system.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Coding {
    pub system: Option<String>,
    pub code: Option<String>,
    pub display: Option<String>,
    pub version: Option<String>,
}

/// A meaning, in words and in the codes of any number of systems.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Concept {
    pub coding: Vec<Coding>,
    pub text: Option<String>,
}

impl Concept {
    /// The meaning in words: as written, or as the first code that has a name is called.
    pub fn words(&self) -> Option<String> {
        let display = || self.coding.iter().find_map(|coding| filled(coding.display.as_deref()));
        let code = || self.coding.iter().find_map(|coding| filled(coding.code.as_deref()));
        filled(self.text.as_deref()).or_else(display).or_else(code)
    }

    /// The first coding that has a code.
    pub fn coded(&self) -> Option<&Coding> {
        self.coding.iter().find(|coding| filled(coding.code.as_deref()).is_some())
    }

    /// The codings that say more than the row itself does, which keeps [`Concept::words`] and the
    /// system and code of [`Concept::coded`].
    pub fn beside(&self) -> Vec<&Coding> {
        let words = self.words();
        let says_no_more = |coding: &Coding| {
            let display = filled(coding.display.as_deref());
            coding.version.is_none() && (display.is_none() || display == words)
        };
        self.coding
            .iter()
            .filter(|coding| {
                let own = self.coded().is_some_and(|own| std::ptr::eq(own, *coding));
                !(own && says_no_more(coding))
            })
            .collect()
    }

    /// The first result that `read` gives for one of the codes.
    pub fn first<T>(&self, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.coding.iter().filter_map(|coding| coding.code.as_deref()).find_map(read)
    }
}

/// The words of several concepts, one after the other.
pub(crate) fn words_of(concepts: &[Concept]) -> Option<String> {
    joined(concepts.iter().map(Concept::words), "; ")
}

/// What points to another resource.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Reference {
    pub reference: Option<String>,
    pub identifier: Option<Number>,
    pub display: Option<String>,
}

/// A system and the value in it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Number {
    pub system: Option<String>,
    pub value: Option<String>,
}

/// What a person or thing is known under elsewhere.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Identifier {
    pub r#use: Option<String>,
    pub r#type: Option<Concept>,
    pub system: Option<String>,
    pub value: Option<String>,
    pub period: Option<Period>,
    pub assigner: Option<Reference>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Period {
    pub start: Option<String>,
    pub end: Option<String>,
}

/// A number as it is written in the source; its digits are never rounded by reading.
#[derive(Clone, Debug)]
pub(crate) struct Decimal(pub String);

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <Box<RawValue>>::deserialize(deserializer)?;
        let text = raw.get();
        if text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(serde::de::Error::custom("not a number"))
        }
    }
}

impl Decimal {
    /// The nearest double; `None` beyond the range of doubles.
    pub fn real(&self) -> Option<f64> {
        self.0.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Quantity {
    pub value: Option<Decimal>,
    pub comparator: Option<String>,
    pub unit: Option<String>,
    pub system: Option<String>,
    pub code: Option<String>,
}

impl Quantity {
    /// The unit as a person reads it.
    pub fn unit(&self) -> Option<String> {
        filled(self.unit.as_deref()).or_else(|| filled(self.code.as_deref()))
    }

    /// The quantity in words, such as `< 5 mg/dL`.
    pub fn words(&self) -> Option<String> {
        let value = self.value.as_ref()?;
        let unit = self.unit().map(|unit| format!(" {unit}")).unwrap_or_default();
        let comparator = self.comparator.as_deref().unwrap_or_default();
        Some(format!("{comparator}{}{unit}", value.0))
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Range {
    pub low: Option<Quantity>,
    pub high: Option<Quantity>,
}

impl Range {
    /// The range in words, such as `3.5 - 5 mmol/L`.
    pub fn words(&self) -> Option<String> {
        let end = |end: &Option<Quantity>| end.as_ref().and_then(Quantity::words);
        match (end(&self.low), end(&self.high)) {
            (Some(low), Some(high)) => Some(format!("{low} - {high}")),
            (Some(low), None) => Some(format!("from {low}")),
            (None, Some(high)) => Some(format!("up to {high}")),
            (None, None) => None,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Money {
    pub value: Option<Decimal>,
    pub currency: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct HumanName {
    pub r#use: Option<String>,
    pub text: Option<String>,
    pub family: Option<String>,
    pub given: Vec<Option<String>>,
    pub prefix: Vec<Option<String>>,
    pub suffix: Vec<Option<String>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Address {
    pub r#use: Option<String>,
    pub text: Option<String>,
    pub line: Vec<Option<String>>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
}

impl Address {
    /// Street and house; the whole address in words where it is not split up.
    pub fn street(&self) -> Option<String> {
        listed(&self.line, ", ").or_else(|| filled(self.text.as_deref()))
    }

    /// The place without the street, such as a place of birth.
    pub fn place(&self) -> Option<String> {
        let parts = [&self.city, &self.state, &self.country];
        joined(parts.into_iter().map(|part| filled(part.as_deref())), ", ")
            .or_else(|| filled(self.text.as_deref()))
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Telecom {
    pub system: Option<String>,
    pub value: Option<String>,
    pub r#use: Option<String>,
    pub rank: Option<u32>,
}

/// The values of one system that are still in use, the preferred ones first.
pub(crate) fn reachable(all: &[Telecom], system: &str) -> Vec<String> {
    let mut found: Vec<&Telecom> = all
        .iter()
        .filter(|telecom| telecom.system.as_deref() == Some(system))
        .filter(|telecom| telecom.r#use.as_deref() != Some("old"))
        .collect();
    found.sort_by_key(|telecom| telecom.rank.unwrap_or(u32::MAX));
    found.into_iter().filter_map(|telecom| filled(telecom.value.as_deref())).collect()
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Extension {
    pub url: Option<String>,
    pub extension: Vec<Extension>,
    pub value_string: Option<String>,
    pub value_code: Option<String>,
    pub value_coding: Option<Coding>,
    pub value_address: Option<Address>,
}

/// The extension whose address ends in `name`.
pub(crate) fn extension<'e>(all: &'e [Extension], name: &str) -> Option<&'e Extension> {
    all.iter().find(|extension| {
        extension.url.as_deref().is_some_and(|url| url.rsplit('/').next() == Some(name))
    })
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Annotation {
    pub text: Option<String>,
}

/// All notes, one to a line.
pub(crate) fn notes_of(notes: &[Annotation]) -> Option<String> {
    joined(notes.iter().map(|note| filled(note.text.as_deref())), "\n")
}

/// A text that says something, without the white space around it.
pub(crate) fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Those of `parts` that say something, with `between` between them.
pub(crate) fn joined(
    parts: impl IntoIterator<Item = Option<String>>,
    between: &str,
) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(between))
}

/// The texts of a list that FHIR allows to have gaps.
pub(crate) fn listed(texts: &[Option<String>], between: &str) -> Option<String> {
    joined(texts.iter().map(|text| filled(text.as_deref())), between)
}
