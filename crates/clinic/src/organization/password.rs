//! Passwords: what is good enough, and how they are kept for the centre.
//!
//! A password never opens the record alone, the PC's own secret goes with it; so eight characters
//! are the least (NIST 800-63B with a second factor), there are no rules of composition, and what
//! everybody tries first is refused.

use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, Version};

use crate::Refused;

const CHARACTERS_MIN: usize = 8;
const CHARACTERS_MAX: usize = 256;
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// What guessers try first, of those that are long enough; letters count in lower case.
const TRIED_FIRST: &str = "\
    12345678 123456789 1234567890 0123456789 87654321 11111111 00000000 12341234 11223344 \
    123123123 147258369 789456123 password password1 password12 password123 passw0rd \
    p@ssw0rd p@ssword qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwertz123 azertyui \
    azertyuiop 1q2w3e4r 1q2w3e4r5t 1qaz2wsx q1w2e3r4 zaq12wsx asdfghjk asdfghjkl abcd1234 \
    abc12345 abcdefgh a1b2c3d4 aa123456 iloveyou sunshine princess football baseball \
    superman trustno1 letmein1 letmein123 welcome1 welcome123 changeme changeme1 changeit \
    administrator admin123 admin1234 hospital hospital1 hospital123 clinic123 clinic1234 \
    medical1 doctor123 nurse123 reception reception1 holdfast holdfast1 holdfast123";

/// Refuses a password that is too short, too long, among the first that guessers try, or made of
/// one of `names` (the user's, the clinic's).
pub fn check(password: &str, names: &[&str]) -> Result<(), Refused> {
    let refused = |sentence: String| Err(Refused::field("password", sentence));
    let length = password.chars().count();
    if length < CHARACTERS_MIN {
        return refused(format!("The password must have at least {CHARACTERS_MIN} characters."));
    }
    if length > CHARACTERS_MAX {
        return refused(format!("The password must have at most {CHARACTERS_MAX} characters."));
    }
    let lower = password.to_lowercase();
    let mut letters = lower.chars();
    let first = letters.next();
    let one_letter = letters.all(|letter| Some(letter) == first);
    if one_letter || TRIED_FIRST.split(' ').any(|tried| tried == lower) {
        return refused(
            "This password is among the first that anybody would guess. Choose another one."
                .to_owned(),
        );
    }
    let names = names.iter().map(|name| name.trim().to_lowercase());
    if names.filter(|name| name.chars().count() >= 4).any(|name| lower.starts_with(&name)) {
        return refused("The password must not be a name that everybody here knows.".to_owned());
    }
    Ok(())
}

/// The argon2id PHC string of a password.
pub fn hash(password: &str) -> Result<String, Refused> {
    let failed = || Refused::because("The password could not be stored. Please try again.");
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| failed())?;
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash: PasswordHash = hasher.hash_password(password.as_bytes()).map_err(|_| failed())?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::PasswordVerifier;

    #[test]
    fn a_password_that_everybody_would_guess_is_refused() {
        for guessed in ["short", "Password123", "aaaaaaaaaa", "12345678", "maria.lopez1"] {
            assert!(check(guessed, &["maria.lopez"]).is_err(), "{guessed}");
        }
        for fine in ["harbour lantern", "ñandú-volador", "m-lopez-und-3"] {
            assert!(check(fine, &["maria.lopez"]).is_ok(), "{fine}");
        }
    }

    #[test]
    fn a_hash_verifies_its_password_and_no_other() {
        let kept = hash("harbour lantern").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
        let kept = PasswordHash::new(&kept).unwrap();
        assert!(Argon2::default().verify_password(b"harbour lantern", &kept).is_ok());
        assert!(Argon2::default().verify_password(b"harbour lanterns", &kept).is_err());
    }
}
