//! The one list of rules that an input can break, and how a breach is named.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident => $code:literal),+ $(,)?) => {
        /// A rule that a value or a record can break. The code is the same word on the wire, in
        /// `refused.csv` and on a screen's look-up of the sentence to show.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        #[serde(rename_all = "snake_case")]
        pub enum Rule {
            $($(#[$doc])* #[serde(rename = $code)] $variant),+
        }

        impl Rule {
            /// Every rule, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The rule's code, as written on the wire and in reports.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

rules! {
    /// A NIK has 16 digits.
    NikLength => "nik_length",
    /// A NIK holds digits only.
    NikDigits => "nik_digits",
    /// Digits 7–12 of a NIK are a day (women: + 40), a month and a year that can exist.
    NikDate => "nik_date",
    /// The serial of a NIK starts at 0001.
    NikSerial => "nik_serial",
    /// Under 65 at registration and at first payment.
    AgeMax => "age_max",
    /// At least the configured minimum age.
    AgeMin => "age_min",
    /// The purpose needs a consent that stands.
    ConsentMissing => "consent_missing",
    /// A warning must be acknowledged with a reason.
    WarningUnacknowledged => "warning_unacknowledged",
    /// BPU employers must take JHT (Permenaker 5/2021 arts 31–32).
    JhtObligatory => "jht_obligatory",
    /// The field may not be empty.
    Required => "required",
    /// Not one of the words the field knows.
    Enum => "enum",
    /// Not a civil date, month or instant.
    Date => "date",
    /// Not a whole number in the field's range.
    Number => "number",
    /// Longer than the field allows.
    TextLength => "text_length",
    /// A value of another type than the field's.
    Type => "type",
    /// The village is not in the area list.
    VillageUnknown => "village_unknown",
    /// Nothing carries that label.
    LabelUnknown => "label_unknown",
    /// Not an Indonesian mobile number.
    Phone => "phone",
    /// The record kind has no such field.
    FieldUnknown => "field_unknown",
    /// The registry has no such record kind.
    KindUnknown => "kind_unknown",
    /// The state machine has no such transition for that role.
    Lifecycle => "lifecycle",
    /// The field is set at creation only.
    Fixed => "fixed",
    /// Only the branch writes the field.
    BranchOnly => "branch_only",
    /// The author's role does not allow it.
    Role => "role",
    /// A limit on size, count or nesting.
    Limit => "limit",
    /// What it refers to did not arrive in time.
    Expired => "expired",
    /// A correction of the same change counted first.
    Replaced => "replaced",
    /// The period is not one of those offered.
    Period => "period",
    /// What must come one after the other does not.
    Order => "order",
    /// Whom or what a record is about does not go with the rest of it.
    Subject => "subject",
    /// What the worker was told that it costs is not what it costs any more.
    QuoteChanged => "quote_changed",
    /// The worker wishes no contact.
    NoContact => "no_contact",
    /// A PIN has 6 to 12 digits.
    PinDigits => "pin_digits",
    /// A PIN that is tried first: one digit throughout, digits in a row, or a short group of digits again and again.
    PinGuessable => "pin_guessable",
    /// Not the text that was asked for, or not whole: a request for a phone's keys, or the branch's answer to it.
    RecoveryText => "recovery_text",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An input that breaks a rule: the place and the rule, never the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field}: {rule}")]
pub struct Invalid {
    /// The field, as declared by its record kind (`nik`, `start_month`).
    pub field: String,
    /// The rule that it breaks.
    pub rule: Rule,
}

impl Invalid {
    /// Names a field and the rule that its value breaks.
    pub fn new(field: impl Into<String>, rule: Rule) -> Self {
        Self { field: field.into(), rule }
    }
}
