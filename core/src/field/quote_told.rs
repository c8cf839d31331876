//! A quote as a worker hears it: a line per programme and run of months, what is taken off, and the total.

use super::month_run::{MonthRun, month_runs};
use crate::domain::calendar::Month;
use crate::domain::in_words;
use crate::domain::quote::{Quote, QuoteLine};
use crate::domain::rupiah::Rupiah;
use crate::domain::wording::Wording;
use crate::domain::words::{Language, Programme};
use crate::prints_name_only;

/// A quote, grouped for reading. Money is whole rupiah.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct QuoteTold {
    /// By programme, within a programme by months.
    pub groups: Vec<QuoteGroup>,
    /// All its months.
    pub all_months: Vec<MonthRun>,
    /// What it would be without discounts.
    pub full_rupiah: i64,
    /// What discounts take off; 0 for none.
    pub discount_rupiah: i64,
    /// What is to be paid.
    pub total_rupiah: i64,
    /// The same as a sentence to say to the worker.
    pub sentence: Wording,
}

/// One programme over months in which it costs the same.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct QuoteGroup {
    /// The programme.
    pub programme: Programme,
    /// How many months.
    pub months: u32,
    /// Which.
    pub in_months: Vec<MonthRun>,
    /// What one month costs.
    pub monthly_rupiah: i64,
    /// What one month would cost without a discount.
    pub monthly_full_rupiah: i64,
    /// What all these months cost.
    pub rupiah: i64,
    /// Whether a discount lowered it.
    pub is_discounted: bool,
}

prints_name_only!(QuoteTold, QuoteGroup);

/// Groups a quote for reading.
pub(super) fn told_quote(quote: &Quote) -> QuoteTold {
    let mut lines: Vec<&QuoteLine> = quote.lines.iter().collect();
    lines.sort_by_key(|line| (line.programme, line.month));
    let mut groups: Vec<Vec<&QuoteLine>> = Vec::new();
    for line in lines {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| goes_on(last, line)) => group.push(line),
            _ => groups.push(vec![line]),
        }
    }
    let full = sum(quote.lines.iter().map(|line| line.full_amount));
    let months: Vec<Month> = quote.lines.iter().map(|line| line.month).collect();
    let said = |language| in_words::months(&months, language);
    let (total, off) = (quote.total.0, full - quote.total.0);
    QuoteTold {
        groups: groups.iter().filter_map(|group| told_group(group)).collect(),
        all_months: month_runs(&months),
        full_rupiah: full,
        discount_rupiah: off,
        total_rupiah: total,
        sentence: Wording {
            id: sentence(Language::Indonesian, &said(Language::Indonesian), total, off),
            jv: sentence(Language::Javanese, &said(Language::Javanese), total, off),
        },
    }
}

/// Whether a line follows on from the one before at the same cost.
fn goes_on(last: &QuoteLine, next: &QuoteLine) -> bool {
    let costs = |line: &QuoteLine| (line.programme, line.amount, line.full_amount);
    costs(last) == costs(next) && next.month.months_since(last.month) == 1
}

fn told_group(lines: &[&QuoteLine]) -> Option<QuoteGroup> {
    let first = lines.first()?;
    let months: Vec<Month> = lines.iter().map(|line| line.month).collect();
    Some(QuoteGroup {
        programme: first.programme,
        months: u32::try_from(lines.len()).unwrap_or_default(),
        in_months: month_runs(&months),
        monthly_rupiah: first.amount.0,
        monthly_full_rupiah: first.full_amount.0,
        rupiah: sum(lines.iter().map(|line| line.amount)),
        is_discounted: first.discount.is_some(),
    })
}

fn sentence(language: Language, months: &str, total: i64, off: i64) -> String {
    let (total, full, off) = (rupiah(total), rupiah(total + off), Some(off).filter(|off| *off > 0).map(rupiah));
    match (language, off) {
        (Language::Indonesian, None) => format!("Iuran {months}: {total}."),
        (Language::Indonesian, Some(off)) => {
            format!("Iuran {months}: {total}. Seharusnya {full}, dipotong {off}.")
        }
        (Language::Javanese, None) => format!("Iuran {months}: {total}."),
        (Language::Javanese, Some(off)) => {
            format!("Iuran {months}: {total}. Kedahipun {full}, dipunpotong {off}.")
        }
    }
}

fn rupiah(amount: i64) -> String {
    in_words::rupiah(Rupiah(amount))
}

/// A quote whose total could be reckoned has sums that can.
fn sum(amounts: impl Iterator<Item = Rupiah>) -> i64 {
    amounts.fold(0, |sum, amount| sum.saturating_add(amount.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::quote::{QuoteRequest, quote};
    use crate::domain::tariff::TariffBook;
    use crate::domain::words::{DiscountSector, Payer, Programmes};

    fn told(start: &str, period_months: u32, sector: DiscountSector, payer: Payer) -> QuoteTold {
        let request = QuoteRequest {
            programmes: Programmes::JkkJkmJht,
            start_month: start.parse().unwrap(),
            period_months,
            declared_income: Rupiah(1_000_000),
            discount_sector: sector,
            payer,
            payment_date: "2026-06-03".parse().unwrap(),
        };
        told_quote(&quote(TariffBook::shipped(), &request).unwrap())
    }

    fn groups(told: &QuoteTold) -> Vec<(Programme, String, i64, i64)> {
        let said = |runs: &[MonthRun]| {
            runs.iter().map(|run| format!("{} {}", run.first, run.last)).collect::<Vec<_>>().join(", ")
        };
        told.groups.iter().map(|g| (g.programme, said(&g.in_months), g.monthly_rupiah, g.rupiah)).collect()
    }

    #[test]
    fn a_programme_is_one_line_as_long_as_it_costs_the_same() {
        let told = told("2026-11", 3, DiscountSector::NonTransport, Payer::Worker);
        assert_eq!(
            groups(&told),
            [
                (Programme::Jkk, "2026-11 2026-12".to_owned(), 5_000, 10_000),
                (Programme::Jkk, "2027-01 2027-01".to_owned(), 10_000, 10_000),
                (Programme::Jkm, "2026-11 2026-12".to_owned(), 3_400, 6_800),
                (Programme::Jkm, "2027-01 2027-01".to_owned(), 6_800, 6_800),
                (Programme::Jht, "2026-11 2027-01".to_owned(), 20_000, 60_000),
            ]
        );
        assert_eq!((told.full_rupiah, told.discount_rupiah, told.total_rupiah), (110_400, 16_800, 93_600));
        assert_eq!(
            told.sentence.id,
            "Iuran November 2026 sampai Januari 2027: Rp 93.600. Seharusnya Rp 110.400, dipotong Rp 16.800."
        );
    }

    #[test]
    fn who_has_no_discount_hears_of_none() {
        let told = told("2026-06", 1, DiscountSector::Transport, Payer::Apbn);
        assert_eq!((told.discount_rupiah, told.total_rupiah), (0, 36_800));
        assert!(told.groups.iter().all(|group| !group.is_discounted));
        assert_eq!(told.sentence.jv, "Iuran Juni 2026: Rp 36.800.");
    }
}
