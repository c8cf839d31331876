//! The PIN: what counts as one, and what is no good as a new one.

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::domain::rule::{Invalid, Rule};

/// The least digits of a PIN.
pub const PIN_DIGITS_MIN: usize = 6;
/// The most digits of a PIN.
pub const PIN_DIGITS_MAX: usize = 12;
/// The longest group of digits that, said again and again, makes a PIN guessable.
const GROUP_DIGITS_MAX: usize = 3;

/// A PIN as it was typed. Zeroized when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Pin(String);

crate::prints_name_only!(Pin);

impl Pin {
    /// A PIN to be tried. Refuses what cannot be one, so that a slip of the finger costs no attempt.
    pub(super) fn typed(field: &str, digits: &str) -> Result<Self, Invalid> {
        let fits = (PIN_DIGITS_MIN..=PIN_DIGITS_MAX).contains(&digits.len());
        if !fits || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(Invalid::new(field, Rule::PinDigits));
        }
        Ok(Self(digits.to_owned()))
    }

    /// A PIN to be set: not one of those that are tried first.
    pub(super) fn chosen(field: &str, digits: &str) -> Result<Self, Invalid> {
        let pin = Self::typed(field, digits)?;
        if is_guessable(pin.0.as_bytes()) {
            return Err(Invalid::new(field, Rule::PinGuessable));
        }
        Ok(pin)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// One digit throughout, digits in a row up or down (9 and 0 are neighbours), or a short group again and again.
fn is_guessable(digits: &[u8]) -> bool {
    let steps = |step: u8| digits.windows(2).all(|pair| (pair[0] - b'0' + step) % 10 == pair[1] - b'0');
    let repeats = |group: usize| digits.iter().zip(&digits[group..]).all(|(one, next)| one == next);
    steps(1) || steps(9) || (1..=GROUP_DIGITS_MAX).any(repeats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_to_twelve_digits_are_a_pin_and_nothing_else_is() {
        for good in ["281940", "000000", "123456789012"] {
            assert_eq!(Pin::typed("pin", good).unwrap().as_bytes(), good.as_bytes());
        }
        for bad in ["", "12345", "1234567890123", "28194o", "28 940", "２８１９４０", "-28194"] {
            assert_eq!(Pin::typed("pin", bad).unwrap_err(), Invalid::new("pin", Rule::PinDigits), "{bad:?}");
        }
    }

    #[test]
    fn a_pin_that_is_tried_first_is_not_taken() {
        for bad in
            ["000000", "777777", "123456", "654321", "890123", "210987", "121212", "123123", "12312312", "5656565"]
        {
            assert_eq!(Pin::chosen("pin", bad).unwrap_err(), Invalid::new("pin", Rule::PinGuessable), "{bad}");
        }
        for good in ["281940", "123457", "112233", "100000", "123124", "135791"] {
            assert!(Pin::chosen("pin", good).is_ok(), "{good}");
        }
    }

    #[test]
    fn a_pin_in_a_log_shows_no_digit() {
        assert_eq!(format!("{:?}", Pin::typed("pin", "281940").unwrap()), "Pin { .. }");
    }
}
