//! The code by which a second phone joins an event that it has not received: the event's id, to be typed from the first
//! phone's screen.
//!
//! Twenty-eight letters and digits in groups of four, without those that look alike (I, L, O, U). The last two are a check:
//! who mistypes a letter is told at once, and not by a branch that waits a month for an event that nobody planned.

use sha2::{Digest, Sha256};

use super::id::RecordId;
use super::rule::Rule;

/// Crockford's base 32: a typed O is a zero, an I or an L a one.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many letters the id takes.
const ID_LETTERS: usize = 26;
/// How many letters the check takes.
const CHECK_LETTERS: usize = 2;
/// How many letters stand together.
const GROUP: usize = 4;

/// The code of an event, in groups: `01JX-…`.
pub fn event_code(event: RecordId) -> String {
    let letters = letters_of(event);
    let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().map(|at| letter(*at)).collect()).collect();
    groups.join("-")
}

/// The event that a code names, typed in small or large letters, with or without what stands between groups.
///
/// # Errors
/// [`Rule::Type`]: too few or too many letters, one that no code has, or a check that does not fit.
pub fn event_of_code(typed: &str) -> Result<RecordId, Rule> {
    let letters: Vec<u8> = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| value(c).ok_or(Rule::Type))
        .collect::<Result<_, _>>()?;
    if letters.len() != ID_LETTERS + CHECK_LETTERS {
        return Err(Rule::Type);
    }
    let id = letters[..ID_LETTERS].iter().try_fold(0_u128, |id, at| Some(id.checked_mul(32)? | u128::from(*at)));
    let event = RecordId(uuid::Uuid::from_u128(id.ok_or(Rule::Type)?));
    if letters_of(event) == letters { Ok(event) } else { Err(Rule::Type) }
}

/// The id from its greatest letter on, then the check.
fn letters_of(event: RecordId) -> Vec<u8> {
    let id = event.0.as_u128();
    let at = |place: usize| u8::try_from(id >> (5 * (ID_LETTERS - 1 - place)) & 31).expect("five bits");
    let check = Sha256::new().chain_update(b"event code").chain_update(event.as_bytes()).finalize();
    (0..ID_LETTERS).map(at).chain(check.iter().take(CHECK_LETTERS).map(|byte| byte & 31)).collect()
}

fn letter(at: u8) -> char {
    char::from(LETTERS[usize::from(at)])
}

fn value(typed: char) -> Option<u8> {
    let upright = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    LETTERS.iter().position(|letter| char::from(*letter) == upright).and_then(|at| u8::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(id: u128) -> RecordId {
        RecordId(uuid::Uuid::from_u128(id))
    }

    #[test]
    fn a_code_is_seven_groups_of_four() {
        let code = event_code(RecordId::created(1_780_275_600_000, 7, 0));
        assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4; 7]);
        assert!(code.chars().all(|c| c == '-' || LETTERS.contains(&u8::try_from(c).unwrap())));
    }

    #[test]
    fn what_looks_alike_is_read_alike_and_what_stands_between_is_passed_over() {
        let code = event_code(event(0));
        assert!(code.starts_with("0000-"));
        let typed = code.replace('0', "o").replace('1', "l").to_lowercase().replace('-', "  ");
        assert_eq!(event_of_code(&typed), Ok(event(0)));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let code = event_code(event(0x0197_2a00_0000_7000_8000_0000_0000_0001));
        let too_great = format!("Z{}", &code[1..]);
        for typed in ["", "0000", &code[1..], &format!("{code}0"), &code.replace('-', "*"), "é", &too_great] {
            assert_eq!(event_of_code(typed), Err(Rule::Type), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_code_is_read_as_the_event_that_it_was_made_of(id: u128) {
            prop_assert_eq!(event_of_code(&event_code(event(id))), Ok(event(id)));
        }

        /// One wrong letter in a thousand passes the check.
        #[test]
        fn a_letter_mistyped_is_seen(id: u64, place in 0..ID_LETTERS) {
            let event = event(0x7000_8000_0000_0000_0000 | u128::from(id) << 80 | u128::from(id));
            let mut letters = letters_of(event);
            let mut seen = 0;
            for other in 1..32 {
                letters[place] ^= other;
                let typed: String = letters.iter().map(|at| letter(*at)).collect();
                seen += usize::from(event_of_code(&typed) != Ok(event));
                letters[place] ^= other;
            }
            prop_assert!(seen >= 28);
        }
    }
}
