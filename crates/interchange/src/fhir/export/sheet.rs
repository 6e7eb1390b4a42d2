//! A resource while it is being written.

use serde_json::{Map, Value as Json};

/// A resource while it is being written, or an element of one.
pub(crate) struct Sheet {
    pub json: Json,
}

impl Sheet {
    pub fn new() -> Self {
        Self { json: Json::Object(Map::new()) }
    }

    /// Sets what stands at `path`; nothing where there is no value.
    pub fn set(&mut self, path: &str, value: impl Into<Option<Json>>) {
        let Some(value) = value.into() else { return };
        let mut here = &mut self.json;
        for (name, index) in steps(path) {
            let Some(object) = as_object(here) else { return };
            here = object.entry(name).or_insert(Json::Null);
            if let Some(index) = index {
                if !here.is_array() {
                    *here = Json::Array(Vec::new());
                }
                let Json::Array(list) = here else { return };
                // No list of FHIR has a gap: what has nothing before it moves forward.
                let index = index.min(list.len());
                if index == list.len() {
                    list.push(Json::Null);
                }
                let Some(element) = list.get_mut(index) else { return };
                here = element;
            }
        }
        *here = value;
    }

    /// Sets what stands at `path` unless something stands there.
    pub fn set_new(&mut self, path: &str, value: Option<Json>) {
        if at(&self.json, path).is_none() {
            self.set(path, value);
        }
    }

    /// Adds to the list at `path`.
    pub fn push(&mut self, path: &str, value: impl Into<Option<Json>>) {
        let Some(value) = value.into() else { return };
        let length = at(&self.json, path).and_then(Json::as_array).map_or(0, Vec::len);
        self.set(&format!("{path}[{length}]"), value);
    }

    /// Takes out the member `name` of what stands at `path`, or of the whole where that is empty.
    pub fn remove(&mut self, path: &str, name: &str) {
        let mut here = &mut self.json;
        for (step, index) in steps(path).filter(|(step, _)| !step.is_empty()) {
            let Some(next) = here.get_mut(&step) else { return };
            here = match index {
                Some(index) => match next.get_mut(index) {
                    Some(element) => element,
                    None => return,
                },
                None => next,
            };
        }
        if let Some(object) = here.as_object_mut() {
            object.remove(name);
        }
    }

    pub fn has(&self, path: &str) -> bool {
        at(&self.json, path).is_some()
    }
}

fn as_object(json: &mut Json) -> Option<&mut Map<String, Json>> {
    if json.is_null() {
        *json = Json::Object(Map::new());
    }
    json.as_object_mut()
}

/// What stands at a path such as `name[0].family`.
pub(crate) fn at<'j>(json: &'j Json, path: &str) -> Option<&'j Json> {
    steps(path).try_fold(json, |here, (name, index)| {
        let here = here.get(&name)?;
        index.map_or(Some(here), |index| here.get(index))
    })
}

fn steps(path: &str) -> impl Iterator<Item = (String, Option<usize>)> + '_ {
    path.split('.').map(|step| match step.split_once('[') {
        Some((name, index)) => (name.to_owned(), index.trim_end_matches(']').parse().ok()),
        None => (step.to_owned(), None),
    })
}

/// The text as a FHIR string: without white space around it, and without the control characters
/// that FHIR forbids. Where that is another text, the whole one goes into an extension.
pub(crate) fn string(text: &str) -> Option<String> {
    let forbidden = |letter: char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r');
    let text = text.trim();
    (!text.is_empty()).then(|| text.replace(forbidden, "\u{fffd}"))
}

/// The text as a FHIR code: no white space but single spaces inside.
pub(crate) fn code_text(text: &str) -> Option<String> {
    let fits = !text.is_empty()
        && text.split(' ').all(|word| {
            !word.is_empty() && !word.contains(|l: char| l.is_whitespace() || l.is_control())
        });
    fits.then(|| text.to_owned())
}

/// The text as an address: no white space at all.
pub(crate) fn uri_text(text: &str) -> Option<String> {
    code_text(text).filter(|text| !text.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_never_gets_a_gap() {
        let mut sheet = Sheet::new();
        sheet.set("name[0].given[1]", json!("Sofia"));
        sheet.set("name[0].family", json!("Economou"));
        assert_eq!(sheet.json, json!({"name": [{"given": ["Sofia"], "family": "Economou"}]}));
        assert_eq!(at(&sheet.json, "name[0].given[0]"), Some(&json!("Sofia")));
        sheet.remove("name[0]", "given");
        assert!(!sheet.has("name[0].given"));
    }

    #[test]
    fn what_fhir_forbids_in_a_string_is_not_written_into_one() {
        assert_eq!(string(" a\u{1}b\nc "), Some("a\u{fffd}b\nc".to_owned()));
        assert_eq!(string(" \t"), None);
        assert_eq!(code_text("two words").as_deref(), Some("two words"));
        assert_eq!(code_text("two  words"), None);
        assert_eq!(uri_text("two words"), None);
    }
}
