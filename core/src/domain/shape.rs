//! What a field's values are, for whoever asks a person for one or shows one.

/// The shape of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Free text.
    Text,
    /// A whole number.
    Number,
    /// Whole rupiah.
    Rupiah,
    /// Yes or no.
    Flag,
    /// A civil day.
    Day,
    /// A month.
    Month,
    /// A moment.
    Instant,
    /// A NIK.
    Nik,
    /// A phone number.
    Phone,
    /// A village's code.
    Village,
    /// An agent's badge.
    Agent,
    /// One word of a closed list.
    Word(&'static WordList),
    /// A record of the kind.
    Record(&'static str),
    /// Several of a shape.
    Several(&'static Shape),
    /// Parts that no person types.
    Parts,
}

/// A closed list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordList {
    /// What its words are.
    pub name: &'static str,
    /// The words, in order.
    pub words: &'static [&'static str],
}
