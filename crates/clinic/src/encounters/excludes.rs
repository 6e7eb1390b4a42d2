//! Excludes1 of ICD-10-CM: codes that must not stand beside each other.
//!
//! The published notes name codes in brackets: `A05.-` (all below), `A04.0-A04.4` (a range), a
//! single code (with what is below it), several with commas.

/// Whether a note, several joined by ` | `, names `code`.
pub(crate) fn excluded(notes: &str, code: &str) -> bool {
    notes
        .split('(')
        .skip(1)
        .filter_map(|part| part.split(')').next())
        .flat_map(|codes| codes.split(','))
        .map(str::trim)
        .any(|named| names(named, code))
}

fn names(named: &str, code: &str) -> bool {
    // "A05.-" and "A05-" are everything that begins with A05.
    if let Some(stem) = named.strip_suffix('-') {
        return code.starts_with(stem.trim_end_matches('.'));
    }
    match named.split_once('-') {
        Some((from, to)) => {
            let (from, to) = (from.trim(), to.trim_end_matches(['.', '-']).trim());
            !from.is_empty() && from <= code && (code <= to || code.starts_with(to))
        }
        None => {
            !named.is_empty() && code.starts_with(named) && named.starts_with(char::is_alphabetic)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTES: &str =
        "bacterial foodborne intoxications, NEC (A05.-) | tuberculous enteritis (A18.32)";

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
        assert!(!excluded("something without a code (see there)", "S00"));
        assert!(!excluded("", "A00"));
    }
}
