//! Days, months and amounts as they are said to people.

use super::calendar::{CivilDate, Month};
use super::rupiah::Rupiah;
use super::words::Language;

/// The months of the year; Javanese says them as Bahasa Indonesia does.
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

/// A day as it is said: `3 Juni 2026`.
pub fn day(day: CivilDate) -> String {
    format!("{} {} {}", day.day(), name(day.month()), day.year())
}

/// A month as it is said: `Juni 2026`.
pub fn month(month: Month) -> String {
    format!("{} {}", name(month), month.year())
}

/// Months as they are said, whatever their order: `Juni sampai Agustus 2026`, and what does not follow on apart.
pub fn months(all: &[Month], language: Language) -> String {
    month_runs(all).iter().map(|(first, last)| run(*first, *last, language)).collect::<Vec<_>>().join(", ")
}

/// Months, whatever their order, as runs without a gap: the first and the last of each.
pub fn month_runs(all: &[Month]) -> Vec<(Month, Month)> {
    let mut sorted = all.to_vec();
    sorted.sort();
    sorted.dedup();
    let mut runs: Vec<(Month, Month)> = Vec::new();
    for month in sorted {
        match runs.last_mut() {
            Some((_, last)) if month.months_since(*last) == 1 => *last = month,
            _ => runs.push((month, month)),
        }
    }
    runs
}

/// An amount as it is written: `Rp 34.200`.
pub fn rupiah(amount: Rupiah) -> String {
    let digits = amount.0.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    format!("Rp {}{text}", if amount.0 < 0 { "-" } else { "" })
}

fn run(first: Month, last: Month, language: Language) -> String {
    let until = match language {
        Language::Indonesian => "sampai",
        Language::Javanese => "dumugi",
    };
    if first == last {
        month(first)
    } else if first.year() == last.year() {
        format!("{} {until} {}", name(first), month(last))
    } else {
        format!("{} {until} {}", month(first), month(last))
    }
}

fn name(month: Month) -> &'static str {
    let place = usize::try_from(month.month_of_year()).unwrap_or_default().saturating_sub(1);
    MONTHS.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(all: &[&str]) -> String {
        let all: Vec<Month> = all.iter().map(|text| text.parse().unwrap()).collect();
        months(&all, Language::Indonesian)
    }

    #[test]
    fn months_that_follow_on_are_said_as_one_run() {
        assert_eq!(said(&["2026-06"]), "Juni 2026");
        assert_eq!(said(&["2026-08", "2026-06", "2026-07"]), "Juni sampai Agustus 2026");
        assert_eq!(said(&["2026-11", "2026-12", "2027-01"]), "November 2026 sampai Januari 2027");
        assert_eq!(said(&["2026-01", "2026-03", "2026-04"]), "Januari 2026, Maret sampai April 2026");
        assert_eq!(said(&[]), "");
        let two = ["2026-06".parse().unwrap(), "2026-07".parse().unwrap()];
        assert_eq!(months(&two, Language::Javanese), "Juni dumugi Juli 2026");
    }

    #[test]
    fn amounts_are_dotted_by_thousands() {
        for (amount, text) in [(0, "Rp 0"), (999, "Rp 999"), (34_200, "Rp 34.200"), (-1_500_000, "Rp -1.500.000")] {
            assert_eq!(rupiah(Rupiah(amount)), text);
        }
    }
}
