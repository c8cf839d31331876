//! Words: the closed lists that fields choose from, spelled the same in SQL, Rust, on the wire and in exports.

/// An enum whose every value is one stored word.
pub trait Words: Copy + 'static {
    /// The words, in the order of declaration.
    const WORDS: &'static [&'static str];
    /// The word of this value.
    fn word(self) -> &'static str;
    /// The value of a word, if the list knows it. Case counts: a stored word is not free text.
    fn from_word(word: &str) -> Option<Self>;
}

/// Declares enums whose values are words; see [`Words`].
macro_rules! words {
    ($($(#[$doc:meta])* $vis:vis enum $name:ident {
        $($(#[$variant_doc:meta])* $variant:ident => $word:literal),+ $(,)?
    })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        $vis enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stored word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::domain::words::Words for $name {
            const WORDS: &'static [&'static str] = &[$($word),+];

            fn word(self) -> &'static str {
                self.as_str()
            }

            fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        $crate::text_fields!($name [$crate::domain::Shape::Word(&$crate::domain::WordList {
            name: stringify!($name),
            words: &[$($word),+],
        })]);

        impl std::str::FromStr for $name {
            type Err = $crate::domain::rule::Rule;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                <Self as $crate::domain::words::Words>::from_word(word).ok_or($crate::domain::rule::Rule::Enum)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}
pub(crate) use words;

words! {
    /// Sex as the KTP states it.
    pub enum Sex {
        /// Female.
        Female => "female",
        /// Male.
        Male => "male",
    }

    /// One social security programme; a quote has a line for each.
    pub enum Programme {
        /// Work accident (jaminan kecelakaan kerja).
        Jkk => "JKK",
        /// Death (jaminan kematian).
        Jkm => "JKM",
        /// Old age savings (jaminan hari tua).
        Jht => "JHT",
    }

    /// The programmes that a registration asks for.
    pub enum Programmes {
        /// The obligatory two.
        JkkJkm => "JKK_JKM",
        /// With old age savings.
        JkkJkmJht => "JKK_JKM_JHT",
    }

    /// Who pays the contributions.
    pub enum Payer {
        /// The worker.
        Worker => "self",
        /// A private giver.
        Donor => "donor",
        /// The association that collects for its members.
        Wadah => "wadah",
        /// The state budget.
        Apbn => "APBN",
        /// A province's or regency's budget.
        Apbd => "APBD",
        /// The tobacco excise share.
        Dbhcht => "DBHCHT",
        /// A company's social responsibility money.
        Csr => "CSR",
        /// The village's money.
        Village => "village",
    }

    /// The sector that decides which contribution discount applies.
    pub enum DiscountSector {
        /// Carries people or goods.
        Transport => "transport",
        /// Everything else.
        NonTransport => "non_transport",
    }

    /// The worker's place in the economy, which decides what is obligatory.
    pub enum EconomicClass {
        /// Employs others.
        Employer => "employer",
        /// Works on their own account.
        SelfEmployed => "self_employed",
        /// Neither, without a wage.
        OtherNonWage => "other_non_wage",
    }

    /// What a consent is given for.
    pub enum ConsentPurpose {
        /// To be registered.
        Enrol => "enrol",
        /// To answer a co-orientation card.
        Measure => "measure",
        /// To name people whom others listen to.
        Nominate => "nominate",
        /// To be reminded of contributions.
        Remind => "remind",
        /// To have their story told.
        Testimonial => "testimonial",
        /// To be told about other offers.
        Marketing => "marketing",
    }

    /// A language that messages and consent texts are written in.
    pub enum Language {
        /// Bahasa Indonesia.
        Indonesian => "id",
        /// Javanese (krama).
        Javanese => "jv",
    }

    /// A community of workers that outreach is planned for.
    pub enum Segment {
        /// Fishers.
        Fisher => "fisher",
        /// Market traders.
        MarketTrader => "market_trader",
        /// Ojek drivers at a stand.
        OjekStand => "ojek_stand",
        /// Ojek drivers by an app.
        OjekOnline => "ojek_online",
        /// Women's micro-enterprises.
        WomenMicroEnterprise => "women_micro_enterprise",
        /// Day labourers.
        DayLabourer => "day_labourer",
        /// Farmers.
        Farmer => "farmer",
        /// None of these.
        Other => "other",
    }
}

impl Programmes {
    /// The programmes one by one, in the order of a quote's lines.
    pub const fn each(self) -> &'static [Programme] {
        match self {
            Self::JkkJkm => &[Programme::Jkk, Programme::Jkm],
            Self::JkkJkmJht => &[Programme::Jkk, Programme::Jkm, Programme::Jht],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rule::Rule;

    #[test]
    fn a_word_is_the_same_in_text_serde_and_the_list() {
        for payer in Payer::ALL {
            assert_eq!(payer.as_str().parse(), Ok(*payer));
            assert_eq!(serde_json::to_value(payer).unwrap(), payer.to_string());
        }
        assert_eq!(Payer::WORDS, ["self", "donor", "wadah", "APBN", "APBD", "DBHCHT", "CSR", "village"]);
    }

    #[test]
    fn an_unknown_word_breaks_the_enum_rule() {
        assert_eq!("Female".parse::<Sex>(), Err(Rule::Enum));
        assert_eq!("".parse::<Segment>(), Err(Rule::Enum));
        assert!(serde_json::from_str::<Sex>("\"f\"").is_err());
    }
}
