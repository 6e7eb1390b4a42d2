//! The languages of the papers, and their words: Fluent, one file for each language beside this.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A language that papers are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Spanish,
    French,
    Arabic,
}

/// The words of one language.
struct Texts {
    bundle: FluentBundle<FluentResource>,
    keys: Vec<String>,
}

impl Texts {
    fn read(tag: &str, source: &str) -> Self {
        // A line that could not be read is missing, which a test finds; the rest is used.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(read, _)| read);
        let keys = resource
            .entries()
            .filter_map(|entry| match entry {
                fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
                _ => None,
            })
            .collect();
        let mut bundle =
            FluentBundle::new_concurrent(tag.parse::<LanguageIdentifier>().into_iter().collect());
        // A name in Latin letters inside an Arabic sentence must not turn its order.
        bundle.set_use_isolating(tag == "ar");
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(tag, ?errors, "the words of the papers name something twice");
        }
        Self { bundle, keys }
    }
}

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| Texts::read("en", include_str!("texts/en.ftl")));
static SPANISH: LazyLock<Texts> = LazyLock::new(|| Texts::read("es", include_str!("texts/es.ftl")));
static FRENCH: LazyLock<Texts> = LazyLock::new(|| Texts::read("fr", include_str!("texts/fr.ftl")));
static ARABIC: LazyLock<Texts> = LazyLock::new(|| Texts::read("ar", include_str!("texts/ar.ftl")));

impl Language {
    pub const ALL: [Self; 4] = [Self::English, Self::Spanish, Self::French, Self::Arabic];

    /// The language that a BCP 47 tag or the language's own name says; `None` where papers are not
    /// written in it. A patient's language is typed by hand, so that both occur.
    pub fn said(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let first = text.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| {
            let names = language.say("called").unwrap_or_default();
            first == language.tag() || names.split(',').any(|name| name.trim() == text)
        })
    }

    /// As Typst and the screens name it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Arabic => "ar",
        }
    }

    /// Which way it runs.
    pub fn direction(self) -> &'static str {
        if self == Self::Arabic { "rtl" } else { "ltr" }
    }

    fn texts(self) -> &'static Texts {
        match self {
            Self::English => &ENGLISH,
            Self::Spanish => &SPANISH,
            Self::French => &FRENCH,
            Self::Arabic => &ARABIC,
        }
    }

    /// Every key of the language, in the order of its file.
    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        self.texts().keys.iter().map(String::as_str)
    }

    /// The text under `key`, where there is one that needs no value.
    pub fn say(self, key: &str) -> Option<String> {
        self.fill(key, &[])
    }

    /// The text under `key` with its values, where there is such a text and all values are there.
    pub fn fill(self, key: &str, values: &[(&'static str, FluentValue<'_>)]) -> Option<String> {
        let bundle = &self.texts().bundle;
        let pattern = bundle.get_message(key)?.value()?;
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
        errors.is_empty().then(|| text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    const SOURCES: [&str; 4] = [
        include_str!("texts/en.ftl"),
        include_str!("texts/es.ftl"),
        include_str!("texts/fr.ftl"),
        include_str!("texts/ar.ftl"),
    ];

    #[test]
    fn every_language_has_the_same_words_and_each_names_the_same_values() {
        // A key with the values that its text takes.
        let shape = |source: &str| -> BTreeMap<String, BTreeSet<String>> {
            let resource = FluentResource::try_new(source.to_owned()).expect("each line is read");
            let messages = resource.entries().filter_map(|entry| match entry {
                fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
                _ => None,
            });
            let mut keys: BTreeMap<_, _> = messages.map(|key| (key, BTreeSet::new())).collect();
            let mut of = String::new();
            for line in source.lines().filter(|line| !line.starts_with('#')) {
                if let Some((key, _)) = line.split_once(" = ")
                    && !line.starts_with(' ')
                {
                    of = key.to_owned();
                }
                for part in line.split("{ $").skip(1) {
                    let value = part.split([' ', '}']).next().unwrap().to_owned();
                    // What a plural is chosen by stands in the sentence or in another of its values.
                    if value != "count" && value != "amount" {
                        keys.get_mut(&of).unwrap().insert(value);
                    }
                }
            }
            keys
        };
        let english = shape(SOURCES[0]);
        for (language, source) in Language::ALL.into_iter().zip(SOURCES) {
            assert_eq!(shape(source), english, "{}", language.tag());
        }
    }

    #[test]
    fn a_language_is_known_by_its_tag_and_by_its_name() {
        for (said, language) in [
            ("es-MX", Some(Language::Spanish)),
            ("AR", Some(Language::Arabic)),
            ("العربية", Some(Language::Arabic)),
            (" Français", Some(Language::French)),
            ("English", Some(Language::English)),
            ("en_GB", Some(Language::English)),
            ("sw", None),
            ("Arawak", None),
            ("", None),
        ] {
            assert_eq!(Language::said(said), language, "{said}");
        }
    }
}
