//! Numbers on receipts: unique without asking anybody, and short enough to read over a telephone.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::calendar::serde_as_text;
use super::rule::Rule;

/// Crockford's Base32: digits and capitals without I, L, O and U, so that nothing looks like 1 or 0.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX_LENGTH: usize = 4;
const TAIL_LENGTH: usize = 4;
/// Digits of a sequence in print; later ones take more.
const SEQUENCE_DIGITS: usize = 5;

/// The number of a receipt, such as `7QK2-00042-X9TM`: the device's prefix, a sequence that the device never repeats,
/// and four characters of the receipt's id, as a cloned phone cannot know that it repeats a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReceiptNumber {
    prefix: DevicePrefix,
    sequence: u32,
    tail: [u8; TAIL_LENGTH],
}

/// Four characters that stand for a device on its receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DevicePrefix([u8; PREFIX_LENGTH]);

serde_as_text!(ReceiptNumber, "a receipt number");
serde_as_text!(DevicePrefix, "four characters of a device prefix");

impl ReceiptNumber {
    /// The number of a receipt. The sequence starts at 1; `None` for 0.
    pub fn new(prefix: DevicePrefix, sequence: u32, receipt: Uuid) -> Option<Self> {
        (sequence > 0).then_some(Self { prefix, sequence, tail: characters(receipt.as_u128()) })
    }

    /// The device's prefix.
    pub fn prefix(&self) -> DevicePrefix {
        self.prefix
    }

    /// The device's sequence.
    pub fn sequence(&self) -> u32 {
        self.sequence
    }

    /// Whether the number can be that receipt's.
    pub fn belongs_to(&self, receipt: Uuid) -> bool {
        self.tail == characters(receipt.as_u128())
    }
}

impl DevicePrefix {
    /// The prefix of a device, from its id. Two devices may share one; the tail of the number tells their receipts
    /// apart.
    pub fn of_device(device: Uuid) -> Self {
        Self(characters(device.as_u128()))
    }
}

impl fmt::Display for DevicePrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(text(&self.0))
    }
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:0SEQUENCE_DIGITS$}-{}", self.prefix, self.sequence, text(&self.tail))
    }
}

impl FromStr for DevicePrefix {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        read(text).map(Self)
    }
}

impl FromStr for ReceiptNumber {
    type Err = Rule;

    /// Reads a number as a person copies it: small letters, and O for 0, I or L for 1, are understood.
    fn from_str(text: &str) -> Result<Self, Rule> {
        let mut parts = text.trim().split('-');
        let mut part = || parts.next().ok_or(Rule::Number);
        let (prefix, sequence, tail) = (part()?, part()?, part()?);
        let digits: String = sequence.chars().map(meant).collect();
        if parts.next().is_some() || digits.len() < SEQUENCE_DIGITS || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Rule::Number);
        }
        let sequence = digits.parse().ok().filter(|sequence| *sequence > 0).ok_or(Rule::Number)?;
        Ok(Self { prefix: prefix.parse()?, sequence, tail: read(tail)? })
    }
}

/// The last characters of an id: random in the ids that devices make, where the first are a time.
fn characters(id: u128) -> [u8; 4] {
    [15, 10, 5, 0].map(|shift| {
        let index = (id >> shift) & 31;
        ALPHABET[usize::try_from(index).expect("five bits fit")]
    })
}

fn text(characters: &[u8]) -> &str {
    std::str::from_utf8(characters).expect("the alphabet is ASCII")
}

fn read<const N: usize>(text: &str) -> Result<[u8; N], Rule> {
    let typed: Vec<u8> = text.chars().map(|c| u8::try_from(meant(c)).unwrap_or(b'?')).collect();
    let characters: [u8; N] = typed.try_into().map_err(|_| Rule::Number)?;
    if characters.iter().all(|c| ALPHABET.contains(c)) { Ok(characters) } else { Err(Rule::Number) }
}

fn meant(c: char) -> char {
    match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(sequence: u32) -> ReceiptNumber {
        let device = Uuid::from_u128(0x0197_3000_0000_7000_8000_0000_0002_5ABC);
        let receipt = Uuid::from_u128(0x0197_4000_0000_7000_8000_0000_000F_0123);
        ReceiptNumber::new(DevicePrefix::of_device(device), sequence, receipt).unwrap()
    }

    #[test]
    fn a_number_is_prefix_sequence_and_tail_of_the_id() {
        assert_eq!(number(42).to_string(), "4PNW-00042-Y093");
        assert_eq!(number(1_234_567).to_string(), "4PNW-1234567-Y093");
    }

    #[test]
    fn every_number_written_reads_back() {
        for sequence in [1, 99_999, 100_000, u32::MAX] {
            assert_eq!(number(sequence).to_string().parse(), Ok(number(sequence)));
        }
        assert_eq!(" 4pnw-ooo42-yo93 ".parse(), Ok(number(42)));
        let json = serde_json::to_string(&number(7)).unwrap();
        assert_eq!(serde_json::from_str::<ReceiptNumber>(&json).unwrap(), number(7));
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in [
            "",
            "4PNW",
            "4PNW-00042",
            "4PNW-00000-Y093",
            "4PNW-042-Y093",
            "4PNW-00042-Y09",
            "4PUW-00042-Y093",
            "4PNW-00042-Y093-1",
            "4PNé-00042-Y093",
            "4PNW-99999999999-Y093",
            "4PNW-+0042-Y093",
        ] {
            assert_eq!(text.parse::<ReceiptNumber>(), Err(Rule::Number), "{text}");
        }
        let device = DevicePrefix::of_device(Uuid::nil());
        assert_eq!(ReceiptNumber::new(device, 0, Uuid::nil()), None);
    }

    #[test]
    fn clones_that_repeat_a_sequence_print_two_numbers() {
        let device = DevicePrefix::of_device(Uuid::from_u128(5));
        let (one, other) = (Uuid::from_u128(0xA1), Uuid::from_u128(0xA2));
        let number = ReceiptNumber::new(device, 7, one).unwrap();
        assert_ne!(Some(number), ReceiptNumber::new(device, 7, other));
        assert!(number.belongs_to(one) && !number.belongs_to(other));
    }
}
