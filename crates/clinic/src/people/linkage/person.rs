//! A person on paper, made comparable.

use store::words;

/// What a record says of a person; what it does not say is `None` or blank.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// Given names.
    pub given_name: Option<&'a str>,
    /// Family names.
    pub family_name: Option<&'a str>,
    /// As [`Birth::read`] reads it.
    pub birth: Option<Birth>,
    /// House number and street, in any order.
    pub street: Option<&'a str>,
    /// Suburb or city.
    pub suburb: Option<&'a str>,
    /// Postal code.
    pub postcode: Option<&'a str>,
    /// State or province.
    pub state: Option<&'a str>,
    /// The first telephone number.
    pub phone: Option<&'a str>,
    /// `male` and `female` are compared, nothing else is.
    pub gender: Option<&'a str>,
    /// The number that the country gave.
    pub national_id: Option<&'a str>,
}

/// A person as the comparison needs them: lower case, without marks, in words. Empty is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    pub(super) given: Box<str>,
    pub(super) family: Box<str>,
    pub(super) birth: Option<Birth>,
    pub(super) number: Box<str>,
    pub(super) street: Box<str>,
    pub(super) suburb: Box<str>,
    pub(super) postcode: Box<str>,
    pub(super) state: Box<str>,
    pub(super) phone: Box<str>,
    pub(super) national_id: Box<str>,
    pub(super) gender: Option<Gender>,
}

/// The genders that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
}

/// Shorter numbers are extensions, or typed to get past a form.
const PHONE_DIGITS_MIN: usize = 6;
/// Country and area codes are written or not.
const PHONE_DIGITS_COMPARED: usize = 9;
const NATIONAL_ID_LETTERS_MIN: usize = 4;

impl Person {
    /// The comparable form of what a record says.
    pub fn of(said: &Said<'_>) -> Self {
        let joined = |text: Option<&str>| {
            text.map_or_else(Box::default, |text| words(text).join(" ").into_boxed_str())
        };
        let together = |text: Option<&str>| words(text.unwrap_or_default()).concat();
        let (number, street) = street(said.street.unwrap_or_default());
        Self {
            given: joined(said.given_name),
            family: joined(said.family_name),
            birth: said.birth,
            number: number.into_boxed_str(),
            street: street.into_boxed_str(),
            suburb: joined(said.suburb),
            postcode: together(said.postcode).into_boxed_str(),
            state: joined(said.state),
            phone: phone(said.phone).into_boxed_str(),
            national_id: Some(together(said.national_id))
                .filter(|id| id.chars().count() >= NATIONAL_ID_LETTERS_MIN)
                .unwrap_or_default()
                .into_boxed_str(),
            gender: match said.gender {
                Some("female") => Some(Gender::Female),
                Some("male") => Some(Gender::Male),
                _ => None,
            },
        }
    }
}

/// The house number (the first word that begins with a digit) and the other words of a street.
fn street(text: &str) -> (String, String) {
    let mut all = words(text);
    let number = all.iter().position(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let number = number.map(|index| all.remove(index)).unwrap_or_default();
    (number, all.join(" "))
}

/// The last digits of a telephone number.
fn phone(text: Option<&str>) -> String {
    let digits: String = text.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    if digits.len() < PHONE_DIGITS_MIN {
        return String::new();
    }
    digits.chars().skip(digits.len().saturating_sub(PHONE_DIGITS_COMPARED)).collect()
}

/// A date of birth as eight digits, year first. Nothing says that it is a day of the calendar:
/// `19451332` is a slip of the pen, and tells more than a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Birth {
    pub(super) digits: [u8; 8],
    /// How many of the digits are known: 4 (the year), 6 (year and month) or 8.
    pub(super) known: usize,
}

impl Birth {
    /// Reads `1985-02-03`, `19850203`, `03/02/1985` (day first; also with points or hyphens),
    /// and, where no more is known, `1985-02` and `1985`. `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        // A moment, as some systems export it, begins with the day.
        let text = text.split_once(['T', ' ']).map_or(text, |(day, _)| day);
        let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
        let digits = parts
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_digit()));
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        match (parts.as_slice(), lengths.as_slice()) {
            _ if !digits => None,
            ([whole], [8]) => Self::of_digits(whole, "", ""),
            ([year, month, day], [4, 1 | 2, 1 | 2]) => Self::of_digits(year, month, day),
            ([day, month, year], [1 | 2, 1 | 2, 4]) => Self::of_digits(year, month, day),
            ([year, month], [4, 1 | 2]) => Self::of_digits(year, month, ""),
            ([year], [4]) => Self::of_digits(year, "", ""),
            _ => None,
        }
    }

    /// The date as records have it, `1985-02-03`.
    pub(crate) fn iso(&self) -> String {
        let text = |digits: &[u8]| String::from_utf8_lossy(digits).into_owned();
        format!("{}-{}-{}", text(self.year()), text(self.month()), text(self.day()))
    }

    /// `1985-03-02` for `1985-02-03`, where both are days.
    pub(crate) fn exchanged(&self) -> Option<String> {
        let text = |digits: &[u8]| String::from_utf8_lossy(digits).into_owned();
        let possible =
            self.known == 8 && self.day() <= b"12".as_slice() && self.day() != self.month();
        possible
            .then(|| format!("{}-{}-{}", text(self.year()), text(self.day()), text(self.month())))
    }

    /// The same date of which only the first `known` digits count.
    #[must_use]
    pub fn as_far_as(mut self, known: usize) -> Self {
        self.known = self.known.min(known);
        self
    }

    fn of_digits(year: &str, month: &str, day: &str) -> Option<Self> {
        let two = |part: &str| if part.is_empty() { String::new() } else { format!("{part:0>2}") };
        let text = format!("{year}{}{}", two(month), two(day));
        let known = text.len();
        let digits = format!("{text:0<8}").into_bytes().try_into().ok()?;
        Some(Self { digits, known })
    }

    pub(super) fn year(&self) -> &[u8] {
        self.part(0, 4)
    }

    pub(super) fn year_number(&self) -> Option<u32> {
        std::str::from_utf8(self.year()).ok()?.parse().ok()
    }

    pub(super) fn month(&self) -> &[u8] {
        self.part(4, 6)
    }

    pub(super) fn day(&self) -> &[u8] {
        self.part(6, 8)
    }

    fn part(&self, from: usize, to: usize) -> &[u8] {
        self.digits.get(from..to).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birth_dates_are_read_as_the_world_writes_them() {
        let of = |text: &str| Birth::read(text).map(|birth| (birth.digits, birth.known));
        let day = Some((*b"19850203", 8));
        for text in ["1985-02-03", "19850203", "03/02/1985", "3.2.1985", "1985-02-03T00:00:00Z"] {
            assert_eq!(of(text), day, "{text}");
        }
        assert_eq!(of("1987-06"), Some((*b"19870600", 6)));
        assert_eq!(of("1987"), Some((*b"19870000", 4)));
        assert_eq!(of("19451332"), Some((*b"19451332", 8)), "a slip is compared, not lost");
        for text in ["", "unknown", "03/02/85", "1/2/3/4", "--", "１９８５-02-03"] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_and_streets_are_told_apart() {
        let of = |text: &str| street(text);
        assert_eq!(of("12b Main St."), ("12b".to_owned(), "main st".to_owned()));
        assert_eq!(of("Calle Mayor, 5"), ("5".to_owned(), "calle mayor".to_owned()));
        assert_eq!(of("rose cottage"), (String::new(), "rose cottage".to_owned()));
    }
}
