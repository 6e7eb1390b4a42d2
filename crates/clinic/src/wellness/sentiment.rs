//! How an English text sounds.
//!
//! Source: Hutto CJ, Gilbert E. VADER: A Parsimonious Rule-based Model for Sentiment Analysis of
//! Social Media Text. Eighth International Conference on Weblogs and Social Media (ICWSM-14), 2014;
//! the crate `vader-parity` computes what the authors' program computes.
//!
//! Limits: English alone, and only where a language column or the patient's preferred language says
//! so; made for short public texts, not for what is said in therapy. It measures words and not how
//! a person is.

use std::sync::OnceLock;

use vader_parity::SentimentIntensityAnalyzer;

use crate::imaging::method::Method;

/// The row of `ai_models` that scores name.
pub(crate) const METHOD: Method = Method {
    name: "VADER",
    version: "3.3.2",
    kind: "score",
    purpose: "How an English comment or note sounds, from -1 to 1.",
    method: "The compound score of the lexicon and rules of VADER.",
    source: "Hutto CJ, Gilbert E. VADER: A Parsimonious Rule-based Model for Sentiment Analysis of \
             Social Media Text. ICWSM-14, 2014.",
    limits: "English alone. Made for short public texts; irony, negation over long distances and \
             clinical words mislead it. Not a measure of how a person is.",
};

/// The compound score of a text, from -1 to 1; none where its language is not English.
pub(crate) fn score(text: &str, language: Option<&str>) -> Option<f64> {
    static ANALYZER: OnceLock<SentimentIntensityAnalyzer> = OnceLock::new();
    if !language.is_some_and(is_english) || text.trim().is_empty() {
        return None;
    }
    Some(ANALYZER.get_or_init(SentimentIntensityAnalyzer::new).polarity_scores(text).compound)
}

/// `en`, `en-GB`, `eng` or the language's name.
fn is_english(language: &str) -> bool {
    let language = language.trim().to_lowercase();
    let tag = language.split(['-', '_']).next().unwrap_or_default();
    matches!(tag, "en" | "eng") || language.starts_with("english")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples that the authors publish with their program.
    #[test]
    fn the_published_examples() {
        for (text, published) in [
            ("VADER is smart, handsome, and funny.", 0.8316),
            ("VADER is smart, handsome, and funny!", 0.8439),
            ("VADER is very smart, handsome, and funny.", 0.8545),
            ("VADER is VERY SMART, handsome, and FUNNY.", 0.9227),
            ("VADER is VERY SMART, handsome, and FUNNY!!!", 0.9342),
            ("VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!", 0.9469),
            ("VADER is not smart, handsome, nor funny.", -0.7424),
            ("The book was good.", 0.4404),
            ("At least it isn't a horrible book.", 0.431),
            ("The book was only kind of good.", 0.3832),
            (
                "The plot was good, but the characters are uncompelling and the dialog is not great.",
                -0.7042,
            ),
            ("Today SUX!", -0.5461),
            ("Today only kinda sux! But I'll get by, lol", 0.5249),
            ("Make sure you :) or :D today!", 0.8633),
            ("Not bad at all", 0.431),
        ] {
            let found = score(text, Some("en")).unwrap();
            assert!((found - published).abs() < 0.00005, "{text}: {found}");
        }
    }

    #[test]
    fn only_english_is_scored() {
        for language in ["en", "en-GB", "EN_us", "eng", "English"] {
            assert!(score("Great care", Some(language)).is_some(), "{language}");
        }
        for language in ["es", "enm", "ga-en", ""] {
            assert_eq!(score("Great care", Some(language)), None, "{language}");
        }
        assert_eq!(score("Great care", None), None);
        assert_eq!(score("  ", Some("en")), None);
    }
}
