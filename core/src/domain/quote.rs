//! Quotes: what a registration would cost, a line per month per programme.

use serde::{Deserialize, Serialize};

use super::calendar::{CivilDate, Month};
use super::rule::{Invalid, Rule};
use super::rupiah::Rupiah;
use super::tariff::TariffBook;
use super::words::{DiscountSector, Payer, Programme, Programmes};

/// What a quote is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct QuoteRequest {
    /// The programmes wanted.
    pub programmes: Programmes,
    /// The first contribution month.
    pub start_month: Month,
    /// How many months.
    pub period_months: u32,
    /// Monthly income as declared.
    pub declared_income: Rupiah,
    /// The worker's sector.
    pub discount_sector: DiscountSector,
    /// Who pays.
    pub payer: Payer,
    /// The day on which payment is expected; on a device the capture date.
    pub payment_date: CivilDate,
}

/// What a registration costs by one version of the tariff. It never changes; a newer tariff makes another quote.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct Quote {
    /// The version of the tariff book.
    pub tariff_version: String,
    /// The base of the first month; each line has its own.
    pub base: Rupiah,
    /// By month, within a month by programme.
    pub lines: Vec<QuoteLine>,
    /// The sum of the lines' amounts.
    pub total: Rupiah,
}

/// One programme in one month.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct QuoteLine {
    /// The contribution month.
    pub month: Month,
    /// The programme.
    pub programme: Programme,
    /// What the contribution is reckoned from.
    pub base: Rupiah,
    /// The contribution without a discount.
    pub full_amount: Rupiah,
    /// The contribution to pay.
    pub amount: Rupiah,
    /// The id of the discount that lowered it.
    pub discount: Option<String>,
}

/// What a newer tariff changes in a quote.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteDifference {
    /// The quote by the newer tariff, whole.
    pub new: Quote,
    /// The version of the older one.
    pub old_tariff_version: String,
    /// The total of the older one.
    pub old_total: Rupiah,
    /// The months and programmes whose amount or discount differ, in order; empty where nothing but the version does.
    pub lines: Vec<LineDifference>,
}

/// One programme in one month, before and after; a side is absent where that quote has no such line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineDifference {
    /// The contribution month.
    pub month: Month,
    /// The programme.
    pub programme: Programme,
    /// The line of the older quote.
    pub old: Option<QuoteLine>,
    /// The line of the newer quote.
    pub new: Option<QuoteLine>,
}

crate::prints_name_only!(QuoteRequest, Quote, QuoteLine, QuoteDifference, LineDifference);

/// Reckons a quote. Breaches name a field of the registration: an income below zero (`declared_income`), a month for
/// which the book has no tariff (`start_month`), a period of no months or past the calendar (`period_months`). That the
/// period is among those offered is judged by [`eligibility`](super::eligibility).
pub fn quote(book: &TariffBook, request: &QuoteRequest) -> Result<Quote, Invalid> {
    let mut lines = Vec::new();
    for month in months(request)? {
        let tariff = book.tariff(month).ok_or_else(|| Invalid::new("start_month", Rule::Date))?;
        let out_of_range = || Invalid::new("declared_income", Rule::Number);
        let base = tariff.base(request.declared_income).ok_or_else(out_of_range)?;
        for &programme in request.programmes.each() {
            let full_amount = tariff.contribution(programme, base).ok_or_else(out_of_range)?;
            let discount =
                book.discount(programme, month, request.payment_date, request.discount_sector, request.payer);
            let amount = match discount {
                Some(discount) => full_amount.fraction(100 - discount.per_cent, 100).ok_or_else(out_of_range)?,
                None => full_amount,
            };
            let discount = discount.map(|discount| discount.id.clone());
            lines.push(QuoteLine { month, programme, base, full_amount, amount, discount });
        }
    }
    let total = Rupiah::checked_sum(lines.iter().map(|line| line.amount));
    Ok(Quote {
        tariff_version: book.version().to_owned(),
        base: lines.first().map_or(Rupiah::ZERO, |line| line.base),
        total: total.ok_or_else(|| Invalid::new("declared_income", Rule::Number))?,
        lines,
    })
}

/// Quotes again by another book and says what differs; the old quote stays as it was. `request` is what the old one
/// was asked for. Fails like [`quote`].
pub fn requote(old: &Quote, book: &TariffBook, request: &QuoteRequest) -> Result<QuoteDifference, Invalid> {
    let new = quote(book, request)?;
    let find = |quote: &Quote, (month, programme): (Month, Programme)| {
        quote.lines.iter().find(|line| line.month == month && line.programme == programme).cloned()
    };
    let mut places: Vec<_> = old.lines.iter().chain(&new.lines).map(|line| (line.month, line.programme)).collect();
    places.sort();
    places.dedup();
    let difference = |place: (Month, Programme)| {
        let (old, new) = (find(old, place), find(&new, place));
        let paid = |line: &Option<QuoteLine>| line.as_ref().map(|line| (line.amount, line.discount.clone()));
        (paid(&old) != paid(&new)).then_some(LineDifference { month: place.0, programme: place.1, old, new })
    };
    let lines = places.into_iter().filter_map(difference).collect();
    Ok(QuoteDifference { old_tariff_version: old.tariff_version.clone(), old_total: old.total, lines, new })
}

fn months(request: &QuoteRequest) -> Result<Vec<Month>, Invalid> {
    // The end first: a period of billions of months is refused before anything is allocated for it.
    let bad_period = || Invalid::new("period_months", Rule::Period);
    let count = i32::try_from(request.period_months).ok().filter(|count| *count > 0).ok_or_else(bad_period)?;
    request.start_month.add_months(count - 1).ok_or_else(bad_period)?;
    (0..count).map(|index| request.start_month.add_months(index).ok_or_else(bad_period)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(start: &str, sector: DiscountSector, payer: Payer) -> QuoteRequest {
        QuoteRequest {
            programmes: Programmes::JkkJkm,
            start_month: start.parse().unwrap(),
            period_months: 12,
            declared_income: Rupiah(900_000),
            discount_sector: sector,
            payer,
            payment_date: "2026-06-03".parse().unwrap(),
        }
    }

    fn total(start: &str, sector: DiscountSector, payer: Payer) -> i64 {
        quote(TariffBook::shipped(), &request(start, sector, payer)).unwrap().total.0
    }

    #[test]
    fn twelve_months_may_fall_under_different_rules() {
        use DiscountSector::{NonTransport, Transport};
        assert_eq!(total("2026-06", NonTransport, Payer::Worker), 142_800);
        assert_eq!(total("2026-06", Transport, Payer::Worker), 117_600);
        assert_eq!(total("2026-06", Transport, Payer::Apbd), 201_600);
        assert_eq!(total("2026-06", NonTransport, Payer::Apbn), 201_600);
        assert_eq!(total("2026-02", NonTransport, Payer::Worker), 126_000);
    }

    #[test]
    fn tobacco_excise_money_loses_no_discount_as_shipped() {
        assert_eq!(total("2026-06", DiscountSector::NonTransport, Payer::Dbhcht), 142_800);
    }

    #[test]
    fn one_month_of_rows_1_10_and_33_costs_what_the_table_says() {
        for (income, discounted, full) in [
            (0, [8_400, 28_400], [16_800, 36_800]),
            (2_700_000, [18_150, 77_150], [36_300, 95_300]),
            (20_200_000, [106_900, 520_900], [213_800, 627_800]),
        ] {
            for (payer, totals) in [(Payer::Worker, discounted), (Payer::Apbn, full)] {
                for (programmes, total) in [Programmes::JkkJkm, Programmes::JkkJkmJht].into_iter().zip(totals) {
                    let asked = request("2026-06", DiscountSector::NonTransport, payer);
                    let asked = QuoteRequest { programmes, period_months: 1, declared_income: Rupiah(income), ..asked };
                    assert_eq!(quote(TariffBook::shipped(), &asked).unwrap().total.0, total, "{income} {payer}");
                }
            }
        }
    }

    #[test]
    fn a_line_names_its_discount_and_jht_has_none() {
        let mut asked = request("2026-03", DiscountSector::NonTransport, Payer::Worker);
        (asked.programmes, asked.period_months) = (Programmes::JkkJkmJht, 3);
        let quote = quote(TariffBook::shipped(), &asked).unwrap();
        let line = |month: &str, programme, full, amount, discount: Option<&str>| QuoteLine {
            month: month.parse().unwrap(),
            programme,
            base: Rupiah(1_000_000),
            full_amount: Rupiah(full),
            amount: Rupiah(amount),
            discount: discount.map(str::to_owned),
        };
        let half = Some("pp50-2025-non-transport");
        assert_eq!(quote.lines.len(), 9);
        assert_eq!(quote.lines[0], line("2026-03", Programme::Jkk, 10_000, 10_000, None));
        assert_eq!(quote.lines[3], line("2026-04", Programme::Jkk, 10_000, 5_000, half));
        assert_eq!(quote.lines[4], line("2026-04", Programme::Jkm, 6_800, 3_400, half));
        assert_eq!(quote.lines[5], line("2026-04", Programme::Jht, 20_000, 20_000, None));
        assert_eq!((quote.total.0, quote.base.0), (36_800 + 2 * 28_400, 1_000_000));
        let text = serde_json::to_string(&quote).unwrap();
        assert_eq!(serde_json::from_str::<Quote>(&text).unwrap(), quote);
    }

    #[test]
    fn halves_round_up_line_by_line() {
        let text = TariffBook::shipped_text().replace("\"rupiah\": 6800", "\"rupiah\": 6801");
        let book = TariffBook::parse(&text).unwrap();
        let mut asked = request("2026-06", DiscountSector::NonTransport, Payer::Worker);
        asked.period_months = 3;
        assert_eq!(quote(&book, &asked).unwrap().total.0, 3 * (5_000 + 3_401));
    }

    #[test]
    fn what_cannot_be_quoted_names_its_field() {
        let asked = request("2026-06", DiscountSector::NonTransport, Payer::Worker);
        let refusal = |asked: QuoteRequest| quote(TariffBook::shipped(), &asked).unwrap_err();
        let below_zero = QuoteRequest { declared_income: Rupiah(-1), ..asked };
        assert_eq!(refusal(below_zero), Invalid::new("declared_income", Rule::Number));
        let before = QuoteRequest { start_month: "2015-06".parse().unwrap(), ..asked };
        assert_eq!(refusal(before), Invalid::new("start_month", Rule::Date));
        for period_months in [0, u32::MAX, 1_000_000] {
            assert_eq!(refusal(QuoteRequest { period_months, ..asked }), Invalid::new("period_months", Rule::Period));
        }
    }

    #[test]
    fn a_newer_tariff_shows_the_lines_that_differ() {
        let asked = request("2026-06", DiscountSector::NonTransport, Payer::Worker);
        let old = quote(TariffBook::shipped(), &asked).unwrap();
        let text = TariffBook::shipped_text()
            .replace("\"version\": \"2026-01-01\"", "\"version\": \"2026-09-01\"")
            .replace("\"to\": \"2026-12-31\"", "\"to\": \"2026-11-30\"");
        let difference = requote(&old, &TariffBook::parse(&text).unwrap(), &asked).unwrap();
        let changed: Vec<_> = difference.lines.iter().map(|line| (line.month.to_string(), line.programme)).collect();
        assert_eq!(changed, [("2026-12".into(), Programme::Jkk), ("2026-12".into(), Programme::Jkm)]);
        assert_eq!((difference.old_total.0, difference.new.total.0), (142_800, 142_800 + 8_400));
        assert_eq!(difference.new.tariff_version, "2026-09-01");
        assert_eq!(requote(&old, TariffBook::shipped(), &asked).unwrap().lines, []);
    }
}
