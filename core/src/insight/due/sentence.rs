//! Why something is due, as a word and as a sentence for the screen.

use super::Reason;
use crate::domain::in_words;

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
                format!("Perlindungan berakhir {}. Ingatkan iuran berikutnya.", in_words::day(*covered_to))
            }
            Self::CoverEnded { covered_to } => {
                format!("Perlindungan berakhir {}. Tanyakan kelanjutan iurannya.", in_words::day(*covered_to))
            }
            Self::MonthUnpaid { month, covered_to } => {
                let ended = in_words::day(*covered_to);
                format!("Iuran bulan ke-{month} sejak {ended} belum tercatat dibayar. Kunjungi dan tanyakan sebabnya.")
            }
            Self::MembershipOver { covered_to } => {
                let ended = in_words::day(*covered_to);
                format!("Kepesertaan berakhir, iuran terakhir sampai {ended}. Untuk kembali perlu pendaftaran baru.")
            }
            Self::DayNamed { named_on } => {
                format!("Hari untuk mendaftar yang disebut sendiri pada {}.", in_words::day(*named_on))
            }
            Self::QuestionWaits { asked_on } => {
                format!("Bertanya pada {} dan belum dijawab.", in_words::day(*asked_on))
            }
            Self::RegistrationCameBack { captured_on } => {
                format!("Pendaftaran tanggal {} dikembalikan untuk diperbaiki.", in_words::day(*captured_on))
            }
            Self::MoneyHeld { entrusted_on, rupiah } => {
                format!(
                    "Titipan {} sejak {} belum diserahkan.",
                    in_words::rupiah(*rupiah),
                    in_words::day(*entrusted_on)
                )
            }
            Self::Planned => "Sudah direncanakan.".to_owned(),
        }
    }
}
