//! Money in whole rupiah.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// An amount in whole rupiah. On the wire a plain number, on screens and in CSV its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rupiah(pub i64);

impl Rupiah {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// The sum, or `None` where it leaves the range of `i64`.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference, or `None` where it leaves the range of `i64`.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// `numerator / denominator` of the amount, halves rounded away from zero to a whole rupiah. `None` where the
    /// denominator is 0 or the result leaves the range of `i64`.
    #[must_use]
    pub fn fraction(self, numerator: u32, denominator: u32) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let product = i128::from(self.0) * i128::from(numerator);
        let denominator = i128::from(denominator);
        let away_from_zero = if (product % denominator).abs() * 2 >= denominator { product.signum() } else { 0 };
        i64::try_from(product / denominator + away_from_zero).ok().map(Self)
    }

    /// The sum of amounts, or `None` where it leaves the range of `i64`.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

impl fmt::Display for Rupiah {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Rupiah {
    type Err = Rule;

    /// Reads digits, with a minus sign where money is owed. Separators are refused: in `1.500` a reader cannot tell
    /// thousands from a fraction.
    fn from_str(text: &str) -> Result<Self, Rule> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Rule::Number);
        }
        text.parse().map(Self).map_err(|_| Rule::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_rupiah_rounds_up() {
        assert_eq!(Rupiah(29_501).fraction(1, 2), Some(Rupiah(14_751)));
        assert_eq!(Rupiah(1).fraction(1, 3), Some(Rupiah(0)));
        assert_eq!(Rupiah(2).fraction(1, 3), Some(Rupiah(1)));
        assert_eq!(Rupiah(-29_501).fraction(1, 2), Some(Rupiah(-14_751)));
        assert_eq!(Rupiah(7).fraction(100, 100), Some(Rupiah(7)));
    }

    #[test]
    fn nothing_wraps_around() {
        assert_eq!(Rupiah(i64::MAX).checked_add(Rupiah(1)), None);
        assert_eq!(Rupiah(i64::MIN).checked_sub(Rupiah(1)), None);
        assert_eq!(Rupiah(i64::MAX).fraction(2, 1), None);
        assert_eq!(Rupiah(i64::MAX).fraction(u32::MAX, u32::MAX), Some(Rupiah(i64::MAX)));
        assert_eq!(Rupiah(5).fraction(1, 0), None);
        assert_eq!(Rupiah::checked_sum([Rupiah(i64::MAX), Rupiah(1)]), None);
    }

    #[test]
    fn only_digits_are_money() {
        assert_eq!("16800".parse(), Ok(Rupiah(16_800)));
        assert_eq!("-5".parse(), Ok(Rupiah(-5)));
        for text in ["", "-", "+5", "16.800", "16,800", "Rp16800", " 5", "99999999999999999999"] {
            assert_eq!(text.parse::<Rupiah>(), Err(Rule::Number), "{text}");
        }
    }
}
