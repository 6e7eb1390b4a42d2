//! Excludes1 of ICD-10-CM: codes that must not stand beside each other.
//!
//! The published notes name codes in brackets: `A05.-` (all below), `A04.0-A04.4` (a range), a
//! single code (with what is below it), several with commas, and some under a condition: `E08-E13
//! with .42`, `I69. with final characters -20`, `S02.- with 7th character B`. Whole codes alone are
//! read; a word in brackets, such as a blood group, is none. What names codes in another way, or is
//! cut off in the published table, is not guessed: it is given back as it stands, for a person to
//! read, where it names something near the code.

/// What notes say about a code.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Judged {
    /// A note names the code.
    pub excluded: bool,
    /// Notes that could not be read and may name it, as they stand.
    pub unread: Vec<String>,
}

/// What notes, several joined by ` | `, say about `code`.
pub(crate) fn judge(notes: &str, code: &str) -> Judged {
    let mut judged = Judged::default();
    for note in notes.split(" | ") {
        let read = read(note);
        judged.excluded |= read.named.iter().any(|named| named.names(code));
        if read.unread.iter().any(|text| near(text, code))
            || read.cut_off.is_some_and(|text| begins(text, code))
        {
            judged.unread.push(note.trim().to_owned());
        }
    }
    judged
}

/// Codes from one to another, both with what is below them, that fulfil a condition.
#[derive(Debug, PartialEq, Eq)]
struct Named<'n> {
    from: &'n str,
    to: &'n str,
    only: Only<'n>,
}

/// Which codes of a range are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Only<'n> {
    All,
    /// Those whose characters after the dot begin so, from the first to the second.
    AfterDot(&'n str, &'n str),
    /// Those that end so.
    Final(&'n str),
    /// Those that hold the text from this character on; the first is 1, the dot does not count.
    From(usize, &'n str),
}

impl Named<'_> {
    fn names(&self, code: &str) -> bool {
        within(self.from, self.to, code)
            && match self.only {
                Only::All => true,
                Only::AfterDot(from, to) => {
                    code.split_once('.').is_some_and(|(_, after)| within(from, to, after))
                }
                Only::Final(end) => code.ends_with(end),
                Only::From(place, text) => {
                    let plain: String = code.chars().filter(|c| *c != '.').collect();
                    plain.get(place.saturating_sub(1)..).is_some_and(|rest| rest.starts_with(text))
                }
            }
    }
}

fn within(from: &str, to: &str, code: &str) -> bool {
    !from.is_empty() && from <= code && (code <= to || code.starts_with(to))
}

/// What one note says.
#[derive(Default)]
struct Read<'n> {
    named: Vec<Named<'n>>,
    /// Parts that name codes in a way that is not known.
    unread: Vec<&'n str>,
    /// What follows a bracket that is never closed.
    cut_off: Option<&'n str>,
}

fn read(note: &str) -> Read<'_> {
    let mut read = Read::default();
    let mut rest = note;
    while let Some((before, after)) = rest.split_once('(') {
        read.unread.extend(Some(before).filter(|text| first_code(text).is_some()));
        let Some((inside, behind)) = after.split_once(')') else {
            read.cut_off = Some(after);
            return read;
        };
        match list(inside) {
            Some(named) => read.named.extend(named),
            None => read.unread.extend(Some(inside).filter(|text| first_code(text).is_some())),
        }
        rest = behind;
    }
    read.unread.extend(Some(rest).filter(|text| first_code(text).is_some()));
    read
}

/// What stands in a bracket; nothing unless all of it is understood.
fn list(inside: &str) -> Option<Vec<Named<'_>>> {
    let mut named = Vec::new();
    for part in inside.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (codes, only) = match part.split_once("with") {
            Some((codes, condition)) => (codes.trim(), condition_of(condition.trim())?),
            None => (part, Only::All),
        };
        for span in codes.split(" and ") {
            let (from, to) = span_of(span.trim())?;
            named.push(Named { from, to, only });
        }
    }
    Some(named)
}

/// `A05`, `A05.-`, `A04.0-A04.4`, `I70.2--I70.7-`: the first and the last code.
fn span_of(text: &str) -> Option<(&str, &str)> {
    let (from, rest) = code_at(text)?;
    let second = rest.trim_start_matches([' ', '.', '-']);
    if second.is_empty() {
        return Some((from, from));
    }
    let between = rest.get(..rest.len() - second.len())?;
    // `I69.81- I69.91-` is two codes whose comma is missing, or a range: nobody can tell.
    if !between.contains('-') || matches!(between, "- " | ".- ") {
        return None;
    }
    let (to, rest) = code_at(second)?;
    (rest.trim_matches([' ', '.', '-']).is_empty() && from <= to).then_some((from, to))
}

fn condition_of(text: &str) -> Option<Only<'_>> {
    let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric());
    if text.starts_with('.') {
        let text = text.trim_end_matches('-');
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let (from, to) = (from.trim_matches(['.', ' ']), to.trim_matches(['.', ' ']));
        return (plain(from) && plain(to)).then_some(Only::AfterDot(from, to));
    }
    if let Some(end) = text.strip_prefix("final characters") {
        let end = end.trim().trim_start_matches('-');
        return plain(end).then_some(Only::Final(end));
    }
    let (place, rest) = text.split_once(' ')?;
    let place = match place {
        "4th" | "fourth" => 4,
        "5th" | "fifth" => 5,
        "6th" | "sixth" => 6,
        "7th" | "seventh" => 7,
        _ => return None,
    };
    let (value, wide) = match rest.strip_prefix("to sixth characters ") {
        Some(value) if place == 5 => (value, 2),
        Some(_) => return None,
        None => (rest.strip_prefix("character ")?, 1),
    };
    let value = value.trim().trim_start_matches('.');
    (plain(value) && value.len() == wide).then_some(Only::From(place, value))
}

/// The whole code at the beginning of a text, and what follows it.
fn code_at(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let is = |at: usize, kind: fn(u8) -> bool| bytes.get(at).copied().is_some_and(kind);
    let letter = |byte: u8| byte.is_ascii_uppercase();
    let either = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let digit = |byte: u8| byte.is_ascii_digit();
    if !(is(0, letter) && is(1, digit) && is(2, either)) {
        return None;
    }
    let mut end = 3;
    if is(3, |byte| byte == b'.') && is(4, either) {
        end = 5;
        while end < 8 && is(end, either) {
            end += 1;
        }
    }
    if is(end, |byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    text.split_at_checked(end)
}

/// The first whole code in a text, and what follows it.
fn first_code(text: &str) -> Option<(&str, &str)> {
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        if !before.is_alphanumeric()
            && let Some(found) = text.get(at..).and_then(code_at)
        {
            return Some(found);
        }
        before = character;
    }
    None
}

/// Whether a text names the code, one above it, or two between which it lies.
fn near(text: &str, code: &str) -> bool {
    let mut rest = text;
    let mut last: Option<&str> = None;
    while let Some((found, behind)) = first_code(rest) {
        let to_here = rest.len() - behind.len() - found.len();
        let between = rest.get(..to_here).unwrap_or_default();
        let range = between.contains('-') || between.contains(" to ");
        let spans = last.is_some_and(|last| range && within(last, found, code));
        if code.starts_with(found) || spans {
            return true;
        }
        (last, rest) = (Some(found), behind);
    }
    false
}

/// Whether the code may be what was cut off: one that is named whole, or the beginning that is left.
fn begins(text: &str, code: &str) -> bool {
    let end = text.rsplit([',', '-']).next().unwrap_or_default().trim();
    near(text, code) || !end.is_empty() && code.starts_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encounters::icd10::shipped;

    const NOTES: &str =
        "bacterial foodborne intoxications, NEC (A05.-) | tuberculous enteritis (A18.32)";

    fn excluded(notes: &str, code: &str) -> bool {
        judge(notes, code).excluded
    }

    #[test]
    fn all_ways_in_which_a_note_names_codes_are_understood() {
        assert!(excluded(NOTES, "A05.1"));
        assert!(excluded(NOTES, "A18.32"));
        assert!(!excluded(NOTES, "A18.31"));
        assert!(excluded("toxic effect (T61-T62)", "T62.9"));
        assert!(!excluded("toxic effect (T61-T62)", "T63.0"));
        assert!(excluded("influenza (J09.X3, J10.2, J11.2)", "J10.2"));
        assert!(!excluded("influenza (J09.X3, J10.2, J11.2)", "J10.1"));
        assert!(excluded("infection (A04.0-A04.4)", "A04.3"));
        assert!(!excluded("infection (A04.0-A04.4)", "A04.7"));
        assert!(excluded("atherosclerosis of the extremities (I70.2--I70.7-)", "I70.411"));
        assert!(excluded("effects (A00-R94 and T80-T88.6, T88.8)", "T80.1"));
        assert!(!excluded("something without a code (see there)", "S00"));
        assert!(!excluded("", "A00"));
    }

    #[test]
    fn a_condition_is_heeded() {
        let neuropathy = "diabetes mellitus (E08-E13 with .42)";
        assert!(excluded(neuropathy, "E13.42") && excluded(neuropathy, "E11.42"));
        assert!(!excluded(neuropathy, "E11.9") && !excluded(neuropathy, "E11.41"));
        let skin = "skin disorders in diabetes (E08-E13 with .62-)";
        assert!(excluded(skin, "E11.621") && !excluded(skin, "E11.65"));
        let angiopathy = "diabetic (peripheral) angiopathy (E08-E13 with .51-.52)";
        assert!(excluded(angiopathy, "E09.52") && !excluded(angiopathy, "E09.59"));
        let aphasia = "aphasia following cerebrovascular disease (I69. with final characters -20)";
        assert!(excluded(aphasia, "I69.320") && !excluded(aphasia, "I69.321"));
        let fracture = "open fracture of ankle, foot and toes (S92.-with 7th character B)";
        assert!(excluded(fracture, "S92.001B") && !excluded(fracture, "S92.001A"));
        let drugs = "hallucinations (F11-F19 with fifth to sixth characters 51)";
        assert!(excluded(drugs, "F11.151") && !excluded(drugs, "F11.150"));
        let amnesia = "amnestic syndrome (F10-F19 with 5th character .6)";
        assert!(excluded(amnesia, "F10.96") && !excluded(amnesia, "F10.951"));
    }

    #[test]
    fn words_in_brackets_are_no_codes_and_what_cannot_be_read_is_told_as_it_stands() {
        let blood = "minor blood group antigens reactions (Duffy) (E) (K) (M) (S) (T80.A-)";
        assert_eq!(judge(blood, "E11.9"), Judged::default());
        assert_eq!(judge(blood, "K29.7"), Judged::default());
        assert!(excluded(blood, "T80.A0"));
        let cut = "sciatica (M54.3-) | lumbosacral radiculitis NOS (M";
        assert!(!excluded(cut, "M10.9") && excluded(cut, "M54.31"));
        assert_eq!(judge(cut, "M10.9").unread, ["lumbosacral radiculitis NOS (M"]);
        assert_eq!(judge(cut, "E11.9"), Judged::default());
        for (note, code) in [
            ("excessive crying of infant (baby) R68.11", "R68.11"),
            ("open fracture (S52.- with open fracture 7th character)", "S52.011B"),
            ("cognitive deficits (I69.81- I69.91-)", "I69.811"),
            ("leukemia in remission C91.0-C95.9 with 5th character 1", "C92.01"),
            ("hallucinations in schizophrenia (F20-F29", "F25.0"),
        ] {
            let judged = judge(note, code);
            assert!(!judged.excluded, "{note}");
            assert_eq!(judged.unread, [note]);
            assert_eq!(judge(note, "Z00.00"), Judged::default(), "{note}");
        }
    }

    /// Every bracket of the published table that holds a code is read, but for those that are
    /// written in no known way, and whatever is read is a code of the table.
    #[test]
    fn the_whole_table_is_read() {
        let table = shipped().unwrap();
        let known: std::collections::BTreeSet<&str> =
            table.iter().map(|row| row.code.as_str()).collect();
        let is_known =
            |code: &str| known.range(code..).next().is_some_and(|next| next.starts_with(code));
        let (mut read_in_all, mut unread, mut cut_off) = (0, Vec::new(), 0);
        let mut strange = Vec::new();
        for row in &table {
            for note in row.excludes1.iter().flat_map(|notes| notes.split(" | ")) {
                let read = read(note);
                read_in_all += read.named.len();
                cut_off += usize::from(read.cut_off.is_some());
                unread.extend(read.unread.iter().map(|_| note));
                for named in &read.named {
                    if !is_known(named.from) || !is_known(named.to) {
                        strange.push(format!("{}: {named:?}", row.code));
                    }
                }
            }
        }
        assert!(read_in_all > 4_000, "{read_in_all}");
        assert!(unread.len() < 40, "{} {unread:#?}", unread.len());
        assert_eq!(cut_off, 14);
        assert!(strange.len() < 30, "{} {strange:#?}", strange.len());
        let of = |code: &str| {
            let row = table.iter().find(|row| row.code == code).unwrap();
            row.excludes1.clone().unwrap_or_default()
        };
        assert!(!excluded(&of("G63"), "E11.9") && excluded(&of("G63"), "E13.42"));
        assert!(excluded(&of("R47.01"), "I69.320") && !excluded(&of("R47.01"), "I69.322"));
        assert!(!excluded(&of("T80.3"), "E11.9") && !excluded(&of("T80.3"), "M54.5"));
        assert!(!excluded(&of("G54"), "M10.9"));
    }
}
