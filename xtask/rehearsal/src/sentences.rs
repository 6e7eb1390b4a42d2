//! What the engine says to people, sentence by sentence, so that the screens can say it in each
//! reader's language. The engine speaks English, and some of what it says lies in the record and is
//! read on other PCs in other languages: so it is put into the reader's words where it is shown, by
//! its pattern, in `ui/src/app/sentences`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde::Serialize;

/// Where the screens expect them in English, sorted: the patterns of sentences, and the words that may
/// stand in their holes.
const FILE: &str = "ui/src/app/sentences/english.json";
/// Every column, whose name a sentence may say.
const COLUMNS: &str = "migrations/columns.txt";

/// What speaks to people at a PC.
const SPEAKERS: [&str; 10] = [
    "crates/catalog/src",
    "crates/clinic/src",
    "crates/icd10/src",
    "crates/images/src",
    "crates/interchange/src",
    "crates/protocol/src",
    "crates/store/src",
    "crates/sync/src",
    "src-tauri/src",
    "sync-server/src",
];

/// What has titles, questions and names of fields as well, which end without a full stop.
const NAMERS: [&str; 4] =
    ["crates/catalog/src", "crates/clinic/src", "src-tauri/src/centre.rs", "sync-server/src/apply"];

/// What speaks to whoever types commands, reads the server's own messages, or looks at the source.
const ASIDE: [&str; 9] = [
    "src-tauri/src/cli",
    "src-tauri/src/main.rs",
    "sync-server/src/main.rs",
    "sync-server/src/database.rs",
    "sync-server/src/data_folder.rs",
    "sync-server/src/postgres_private",
    "sync-server/src/in_process.rs",
    "crates/clinic/src/fixture.rs",
    "crates/clinic/src/people/linkage",
];

/// Names of attributes whose texts nobody reads on a screen.
const UNREAD: [&str; 10] =
    ["allow", "arg", "cfg", "command", "derive", "doc", "expect", "instrument", "serde", "ts"];

/// What a log, a test or a programmer is told.
const UNHEARD: [&str; 11] = [
    "assert",
    "assert_eq",
    "bail",
    "debug",
    "error",
    "event",
    "info",
    "panic",
    "trace",
    "unreachable",
    "warn",
];

/// Writes the file; with `check` compares instead.
pub fn sentences(repository: &Path, check: bool) -> Result<()> {
    let heard = heard(repository)?;
    let wanted = serde_json::to_string_pretty(&heard)? + "\n";
    let path = repository.join(FILE);
    if std::fs::read_to_string(&path).unwrap_or_default() == wanted {
        println!("{FILE} is up to date.");
        return Ok(());
    }
    if check {
        bail!("{FILE} is not what the engine says now; run `cargo xtask types`");
    }
    std::fs::write(&path, wanted).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{FILE} is written.");
    Ok(())
}

/// What the engine says.
#[derive(Default, Serialize)]
struct Heard {
    sentences: BTreeSet<String>,
    words: BTreeSet<String>,
}

fn heard(repository: &Path) -> Result<Heard> {
    let mut heard = Heard::default();
    for speaker in SPEAKERS {
        for file in sources(&repository.join(speaker))? {
            let name = file.strip_prefix(repository).unwrap_or(&file).to_string_lossy();
            let is_test = name.ends_with("_test.rs") || name.ends_with("/tests.rs");
            if is_test || ASIDE.iter().any(|aside| name.starts_with(aside)) {
                continue;
            }
            let text = std::fs::read_to_string(&file)?;
            let tokens: TokenStream =
                text.parse().map_err(|error| anyhow::anyhow!("{name} cannot be read: {error}"))?;
            heard.listen(tokens, NAMERS.iter().any(|namer| name.starts_with(namer)));
        }
    }
    let columns = std::fs::read_to_string(repository.join(COLUMNS))?;
    let columns = columns.lines().filter_map(|line| line.split(' ').next()?.split('.').nth(1));
    heard.words.extend(columns.map(store::spoken));
    Ok(heard)
}

fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

impl Heard {
    /// Collects what `tokens` say, without tests, attributes and logs.
    /// `names` where titles and names are listened for too.
    fn listen(&mut self, tokens: TokenStream, names: bool) {
        let mut tokens = tokens.into_iter().peekable();
        let mut is_test = false;
        let mut names_what_is_gone = false;
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    if let Some(TokenTree::Group(attribute)) = tokens.peek()
                        && attribute.delimiter() == Delimiter::Bracket
                    {
                        let text = attribute.stream().to_string();
                        is_test |= text == "test" || text.replace(' ', "").starts_with("cfg(test");
                        if UNREAD.iter().any(|name| text.starts_with(name)) {
                            tokens.next();
                        }
                    }
                }
                TokenTree::Ident(name) => {
                    names_what_is_gone = name == "gone";
                    let next = tokens.peek();
                    let is_macro =
                        matches!(next, Some(TokenTree::Punct(mark)) if mark.as_char() == '!');
                    if is_macro && UNHEARD.iter().any(|unheard| name == unheard) {
                        tokens.next();
                        tokens.next();
                    }
                }
                TokenTree::Group(group) => {
                    let ends_item = group.delimiter() == Delimiter::Brace;
                    if !(is_test && ends_item) {
                        if std::mem::take(&mut names_what_is_gone) {
                            self.words.extend(text_of(group.stream().into_iter().next()));
                        }
                        self.listen(group.stream(), names);
                    }
                    is_test &= !ends_item;
                }
                TokenTree::Punct(mark) if mark.as_char() == ';' => is_test = false,
                TokenTree::Literal(_) => {
                    let text = text_of(Some(token)).unwrap_or_default();
                    match pattern(&text) {
                        Some(pattern) => drop(self.sentences.insert(pattern)),
                        None if names && is_name(&text) => drop(self.words.insert(text)),
                        None => {}
                    }
                }
                TokenTree::Punct(_) => {}
            }
        }
    }
}

/// The text of a token that is one.
fn text_of(token: Option<TokenTree>) -> Option<String> {
    let Some(TokenTree::Literal(literal)) = token else { return None };
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
}

/// `text` as the pattern of a sentence, each hole with a name; `None` where it is no sentence.
fn pattern(text: &str) -> Option<String> {
    let begins =
        text.starts_with(|first: char| first.is_uppercase() || "{\u{201c}".contains(first));
    let ends = text.ends_with(['.', '?', '!', '…', '}', ':', '\u{201d}']);
    if !begins || !ends || !text.contains(' ') || is_for_a_database(text) {
        return None;
    }
    let (mut pattern, mut letters) = (String::new(), 0);
    let (mut number, mut rest) = (0, text);
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        letters += before.chars().filter(|letter| letter.is_alphabetic()).count();
        pattern.push_str(before);
        // None of the sentences for people has a brace that is meant as one.
        if from.starts_with("{{") || from.starts_with("}}") {
            return None;
        }
        let end = from.find('}')?;
        let hole = from.get(1..end)?.split(':').next().unwrap_or_default();
        if hole.is_empty() {
            pattern.push_str(&format!("{{{number}}}"));
            number += 1;
        } else {
            pattern.push_str(&format!("{{{}}}", hole.to_lowercase()));
        }
        rest = from.get(end + 1..)?;
    }
    letters += rest.chars().filter(|letter| letter.is_alphabetic()).count();
    pattern.push_str(rest);
    // Without words of its own a pattern would fit everything.
    (letters >= 4).then_some(pattern)
}

/// Whether `text` is a title, a question or the name of something: words, the first one in capitals.
fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    let begins = letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase);
    let plain =
        !text.contains(['_', '=', ';', '{', '}', '/', '<', '>', '\n']) && !text.contains("  ");
    begins && plain && text.contains(' ') && !is_for_a_database(text)
}

fn is_for_a_database(text: &str) -> bool {
    const BEGINS: [&str; 9] = [
        "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "CREATE ", "ALTER ", "DROP ",
        "EXPLAIN ",
    ];
    const HOLDS: [&str; 4] = [" JOIN ", " AND NOT ", " IS DISTINCT ", "SQLSTATE"];
    BEGINS.iter().any(|word| text.starts_with(word)) || HOLDS.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_to_people_is_heard_and_nothing_else() {
        let source = r#"
            /// Says so. To whom it may concern.
            #[error("The disk is full: {0}.")]
            struct Full;
            fn refuse(most: usize) -> String {
                tracing::warn!("Nobody reads this here.");
                let sql = "SELECT a FROM b.";
                let key = "needs_word.";
                format!("At most {most} lines, and {} of {:>4} letters.", 1, 2)
            }
            #[cfg(test)]
            mod tests { const A: &str = "A test says this."; }
            fn after() -> &'static str { "Say why it is \"struck\"." }
            fn away() -> Refused { Refused::gone("policy") }
            const TITLE: &str = "Two reports on one scan";
        "#;
        let mut heard = Heard::default();
        heard.listen(source.parse().unwrap(), true);
        assert_eq!(
            heard.words.into_iter().collect::<Vec<_>>(),
            ["Two reports on one scan", "policy"]
        );
        assert_eq!(
            heard.sentences.into_iter().collect::<Vec<_>>(),
            [
                "At most {most} lines, and {0} of {1} letters.",
                "Say why it is \"struck\".",
                "The disk is full: {0}.",
            ]
        );
    }

    #[test]
    fn a_pattern_without_words_of_its_own_is_none() {
        assert_eq!(pattern("{} ({}) is {}."), None);
        assert_eq!(pattern("Line {line}: {}"), Some("Line {line}: {0}".to_owned()));
    }
}
