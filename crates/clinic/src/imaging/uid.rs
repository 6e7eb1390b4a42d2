//! Identities that DICOM gives.

use crate::Refused;

/// Characters of a UID at most (DICOM PS3.5, section 9.1).
const UID_LETTERS_MAX: usize = 64;

/// Refuses what is no UID: numbers separated by dots, none of several digits beginning with 0, 64
/// characters at most (DICOM PS3.5, section 9.1).
pub(crate) fn check_uid(field: &'static str, uid: &str) -> Result<(), Refused> {
    let number = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    if uid.len() <= UID_LETTERS_MAX && uid.split('.').all(number) {
        return Ok(());
    }
    Err(Refused::field(
        field,
        format!(
            "This is no DICOM identity: numbers separated by dots, {UID_LETTERS_MAX} characters \
             at most."
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::check_uid;

    #[test]
    fn a_uid_is_numbers_and_dots() {
        for uid in ["1.2.840.10008.1.1", "2.25.0", "1"] {
            assert!(check_uid("uid", uid).is_ok(), "{uid}");
        }
        let long = format!("1.{}", "2".repeat(63));
        for uid in ["", "1.", ".1", "1..2", "1.02", "1.2a", long.as_str()] {
            assert_eq!(check_uid("uid", uid).unwrap_err().field, Some("uid"), "{uid}");
        }
    }
}
