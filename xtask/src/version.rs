//! Versions of other people's tools, as far as a minimum needs them.

use std::fmt;

/// Ordered from old to new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    pub(crate) major: u32,
    pub(crate) minor: u32,
}

impl Version {
    /// Reads the version at the beginning of a text: `3.8.7`, `17.0.15, vendor: Debian`, `21`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.split(|c: char| !(c.is_ascii_digit() || c == '.')).next()?;
        let mut numbers = digits.split('.');
        let major = numbers.next()?.parse().ok()?;
        let minor = numbers.next().map_or(Some(0), |number| number.parse().ok())?;
        Some(Self { major, minor })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_number_and_not_by_letter() {
        let version = |text| Version::parse(text).expect("a version");
        assert!(version("3.11.7") > version("3.9"));
        assert!(version("17.0.15, vendor: Debian") > version("9"));
        assert_eq!(version("21"), Version { major: 21, minor: 0 });
        assert_eq!(Version::parse("none"), None);
    }
}
