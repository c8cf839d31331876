//! Why something is due, as a word and as a sentence for the screen.

use super::Reason;
use crate::domain::CivilDate;

impl Reason {
    /// The reason's word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::CoverEnds { .. } => "cover_ends",
            Self::CoverEnded { .. } => "cover_ended",
            Self::MonthUnpaid { .. } => "month_unpaid",
            Self::MembershipOver { .. } => "membership_over",
            Self::DayNamed { .. } => "day_named",
            Self::QuestionWaits { .. } => "question_waits",
            Self::RegistrationCameBack { .. } => "registration_came_back",
            Self::MoneyHeld { .. } => "money_held",
            Self::Planned => "planned",
        }
    }

    /// The reason in words, in Bahasa Indonesia. It says what is known, and nothing about what a worker could claim.
    pub fn sentence(&self) -> String {
        match self {
            Self::CoverEnds { covered_to } => {
                format!("Perlindungan berakhir {}. Ingatkan iuran berikutnya.", in_words(*covered_to))
            }
            Self::CoverEnded { covered_to } => {
                format!("Perlindungan berakhir {}. Tanyakan kelanjutan iurannya.", in_words(*covered_to))
            }
            Self::MonthUnpaid { month, covered_to } => {
                let ended = in_words(*covered_to);
                format!("Iuran bulan ke-{month} sejak {ended} belum tercatat dibayar. Kunjungi dan tanyakan sebabnya.")
            }
            Self::MembershipOver { covered_to } => {
                let ended = in_words(*covered_to);
                format!("Kepesertaan berakhir, iuran terakhir sampai {ended}. Untuk kembali perlu pendaftaran baru.")
            }
            Self::DayNamed { named_on } => {
                format!("Hari untuk mendaftar yang disebut sendiri pada {}.", in_words(*named_on))
            }
            Self::QuestionWaits { asked_on } => format!("Bertanya pada {} dan belum dijawab.", in_words(*asked_on)),
            Self::RegistrationCameBack { captured_on } => {
                format!("Pendaftaran tanggal {} dikembalikan untuk diperbaiki.", in_words(*captured_on))
            }
            Self::MoneyHeld { entrusted_on, rupiah } => {
                format!("Titipan Rp {} sejak {} belum diserahkan.", dotted(rupiah.0), in_words(*entrusted_on))
            }
            Self::Planned => "Sudah direncanakan.".to_owned(),
        }
    }
}

const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

/// A date as it is said: `3 Juni 2026`.
fn in_words(day: CivilDate) -> String {
    let month = MONTHS.iter().zip(1..).find(|(_, number)| *number == day.month_of_year()).map_or("", |(name, _)| name);
    format!("{} {month} {}", day.day(), day.year())
}

/// An amount as it is written: `34.200`.
fn dotted(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    if amount < 0 { format!("-{text}") } else { text }
}
