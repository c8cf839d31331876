//! Closed lists of words: one declaration gives the enum, its spelling everywhere and its parsing.

/// A closed list of words.
pub trait Words: Copy + 'static {
    /// Every word, in the order of declaration.
    const WORDS: &'static [&'static str];
    /// The word of this one.
    fn word(self) -> &'static str;
    /// The one that is spelled so.
    fn from_word(word: &str) -> Option<Self>;
}

/// Declares an enum whose variants are words of the field, the same in SQL, Rust, wire, Kotlin and CSV.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every word, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as it is spelled everywhere.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::domain::words::Words for $name {
            const WORDS: &'static [&'static str] = &[$($word),+];
            fn word(self) -> &'static str { self.as_str() }
            fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        $crate::text_fields!($name);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::Rule;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                <Self as $crate::domain::words::Words>::from_word(word).ok_or($crate::domain::Rule::Enum)
            }
        }
    };
}
