//! Tariffs, discounts, periods and ages: the dated rules of money and eligibility, as the branch publishes them.

use serde::Deserialize;

use super::calendar::{CivilDate, Month};
use super::reference::{BadReference, Dated, Validity, check_order, check_periods, in_force, last_day, reference_list};
use super::rupiah::Rupiah;
use super::words::{DiscountSector, EconomicClass, Payer, Programme, words};

/// Every rule of money and eligibility, of one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TariffBook {
    version: String,
    tariffs: Vec<Tariff>,
    discounts: Vec<Discount>,
    periods: Vec<Periods>,
    ages: Vec<Ages>,
    obligatory_jht: Vec<ObligatoryJht>,
}

/// What is owed per month, while it holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tariff {
    /// Names the tariff in explanations.
    pub id: String,
    /// Contribution months' first days.
    pub valid: Validity,
    /// The regulation.
    pub source: String,
    brackets: Vec<Bracket>,
    contributions: Vec<Contribution>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bracket {
    income_from: Rupiah,
    base: Rupiah,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contribution {
    programme: Programme,
    #[serde(default)]
    per_mille_of_base: Option<u32>,
    #[serde(default)]
    rupiah: Option<Rupiah>,
}

words! {
    /// Which day decides whether a discount holds.
    pub enum DiscountBasis {
        /// The first day of the month that is paid for.
        ContributionMonth => "contribution_month",
        /// The day of payment.
        PaymentDate => "payment_date",
    }
}

/// A part of a contribution that need not be paid, while it holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discount {
    /// Names the discount in a quote's lines.
    pub id: String,
    /// The days on which it holds, read by its basis.
    pub valid: Validity,
    /// The regulation.
    pub source: String,
    /// The day that decides.
    pub basis: DiscountBasis,
    /// Sectors that have it.
    pub sectors: Vec<DiscountSector>,
    /// Programmes that it lowers.
    pub programmes: Vec<Programme>,
    /// Payers that do not have it.
    pub excluded_payers: Vec<Payer>,
    /// How much of the contribution need not be paid, 1–100.
    pub per_cent: u32,
}

/// The numbers of months that can be paid at once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Periods {
    /// The days on which they are offered.
    pub valid: Validity,
    /// Where the list comes from.
    pub source: String,
    /// Months, ascending.
    pub months: Vec<u32>,
}

/// The ages that may register.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ages {
    /// The days on which they hold.
    pub valid: Validity,
    /// The regulation.
    pub source: String,
    /// Youngest age in whole years.
    pub minimum: i32,
    /// The age that is too old.
    pub below: i32,
}

/// Who may not leave out JHT.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObligatoryJht {
    /// The days on which it holds.
    pub valid: Validity,
    /// The regulation.
    pub source: String,
    /// The classes that must take it.
    pub economic_classes: Vec<EconomicClass>,
}

reference_list!(TariffBook: "tariff" {
    fn holds_until(&self) -> Option<CivilDate> {
        [last_day(&self.tariffs), last_day(&self.periods), last_day(&self.ages)].into_iter().flatten().min()
    }
});

impl TariffBook {
    /// The tariff of a contribution month.
    pub fn tariff(&self, month: Month) -> Option<&Tariff> {
        in_force(&self.tariffs, month.first_day())
    }

    /// The greatest discount that a contribution has; of equal ones the first in the book.
    pub fn discount(
        &self,
        programme: Programme,
        month: Month,
        payment_date: CivilDate,
        sector: DiscountSector,
        payer: Payer,
    ) -> Option<&Discount> {
        let holds = |discount: &&Discount| {
            let day = match discount.basis {
                DiscountBasis::ContributionMonth => month.first_day(),
                DiscountBasis::PaymentDate => payment_date,
            };
            discount.valid.holds_on(day)
                && discount.programmes.contains(&programme)
                && discount.sectors.contains(&sector)
                && !discount.excluded_payers.contains(&payer)
        };
        self.discounts.iter().rev().filter(holds).max_by_key(|discount| discount.per_cent)
    }

    /// The periods offered on a day; empty where nothing is known for it.
    pub fn periods(&self, day: CivilDate) -> &[u32] {
        in_force(&self.periods, day).map_or(&[], |periods| periods.months.as_slice())
    }

    /// The ages that may register on a day.
    pub fn ages(&self, day: CivilDate) -> Option<&Ages> {
        in_force(&self.ages, day)
    }

    /// Whether a class must take JHT on a day.
    pub fn jht_is_obligatory(&self, class: EconomicClass, day: CivilDate) -> bool {
        in_force(&self.obligatory_jht, day).is_some_and(|rule| rule.economic_classes.contains(&class))
    }

    fn check(&self) -> Result<(), BadReference> {
        let bad = |place: String, problem: &str| Err(BadReference::new(DOCUMENT, place, problem));
        check_periods(DOCUMENT, "tariffs", &self.tariffs)?;
        check_periods(DOCUMENT, "periods", &self.periods)?;
        check_periods(DOCUMENT, "ages", &self.ages)?;
        check_periods(DOCUMENT, "obligatory_jht", &self.obligatory_jht)?;
        // Discounts may overlap: the greatest counts.
        check_order(DOCUMENT, "discounts", &self.discounts)?;
        for (index, tariff) in self.tariffs.iter().enumerate() {
            tariff.check(&format!("tariffs[{index}]"))?;
        }
        for (index, discount) in self.discounts.iter().enumerate() {
            let place = format!("discounts[{index}]");
            if !(1..=100).contains(&discount.per_cent) {
                return bad(format!("{place}.per_cent"), "is not 1 to 100");
            }
            if self.discounts[..index].iter().any(|earlier| earlier.id == discount.id) || discount.id.is_empty() {
                return bad(format!("{place}.id"), "is empty or used twice");
            }
        }
        for (index, periods) in self.periods.iter().enumerate() {
            let ascending = periods.months.is_sorted_by(|a, b| a < b);
            if !ascending || periods.months.is_empty() || periods.months.iter().any(|m| !(1..=120).contains(m)) {
                return bad(format!("periods[{index}].months"), "are not ascending numbers of months from 1 to 120");
            }
        }
        for (index, ages) in self.ages.iter().enumerate() {
            if !(0 <= ages.minimum && ages.minimum < ages.below) {
                return bad(format!("ages[{index}]"), "leaves no age that may register");
            }
        }
        Ok(())
    }
}

impl Tariff {
    /// The base that contributions are reckoned from: of the last bracket that begins at or below the income.
    /// `None` for an income below zero.
    pub fn base(&self, income: Rupiah) -> Option<Rupiah> {
        let bracket = self.brackets.iter().rev().find(|bracket| bracket.income_from <= income)?;
        Some(bracket.base)
    }

    /// A month's contribution before any discount; `None` for a programme that the tariff does not know.
    pub fn contribution(&self, programme: Programme, base: Rupiah) -> Option<Rupiah> {
        let contribution = self.contributions.iter().find(|entry| entry.programme == programme)?;
        contribution.rupiah.or_else(|| base.fraction(contribution.per_mille_of_base?, 1000))
    }

    fn check(&self, place: &str) -> Result<(), BadReference> {
        let bad = |part: String, problem: &str| Err(BadReference::new(DOCUMENT, format!("{place}.{part}"), problem));
        if self.brackets.first().is_none_or(|bracket| bracket.income_from != Rupiah::ZERO) {
            return bad("brackets[0].income_from".into(), "the first bracket does not begin at 0");
        }
        for (index, bracket) in self.brackets.iter().enumerate() {
            let previous = index.checked_sub(1).map(|previous| self.brackets[previous]);
            if bracket.base <= Rupiah::ZERO {
                return bad(format!("brackets[{index}].base"), "is not above 0");
            }
            if previous.is_some_and(|p| p.income_from >= bracket.income_from || p.base >= bracket.base) {
                return bad(format!("brackets[{index}]"), "does not lie above the one before");
            }
        }
        for (index, entry) in self.contributions.iter().enumerate() {
            let place = format!("contributions[{index}]");
            match (entry.per_mille_of_base, entry.rupiah) {
                (Some(1..=1000), None) => {}
                (None, Some(amount)) if amount > Rupiah::ZERO => {}
                _ => return bad(place, "needs either per_mille_of_base (1 to 1000) or rupiah (above 0)"),
            }
            if self.contributions[..index].iter().any(|earlier| earlier.programme == entry.programme) {
                return bad(place, "names a programme twice");
            }
        }
        match Programme::ALL.iter().find(|p| self.contributions.iter().all(|entry| entry.programme != **p)) {
            Some(missing) => bad("contributions".into(), &format!("{missing} is missing")),
            None => Ok(()),
        }
    }
}

macro_rules! dated {
    ($($name:ident),+) => {$(
        impl Dated for $name {
            fn validity(&self) -> Validity {
                self.valid
            }
        }
    )+};
}
dated!(Tariff, Discount, Periods, Ages, ObligatoryJht);

#[cfg(test)]
mod tests {
    use super::*;

    fn tariff() -> &'static Tariff {
        TariffBook::shipped().tariff("2026-06".parse().unwrap()).unwrap()
    }

    #[test]
    fn the_33_brackets_are_those_of_the_annex() {
        let expected = |n: i64| match n {
            1 => (0, 1_000_000),
            2..=9 => (1_100_000 + 200_000 * (n - 2), 1_200_000 + 200_000 * (n - 2)),
            10..=20 => (2_700_000 + 500_000 * (n - 10), 2_950_000 + 500_000 * (n - 10)),
            21..=32 => (8_200_000 + 1_000_000 * (n - 21), 8_700_000 + 1_000_000 * (n - 21)),
            _ => (20_200_000, 20_700_000),
        };
        assert_eq!(tariff().brackets.len(), 33);
        for (n, bracket) in (1..).zip(&tariff().brackets) {
            assert_eq!((bracket.income_from.0, bracket.base.0), expected(n), "row {n}");
        }
    }

    #[test]
    fn the_bracket_is_the_last_that_begins_at_or_below_the_income() {
        let base = |income| tariff().base(Rupiah(income)).map(|base| base.0);
        assert_eq!(base(0), Some(1_000_000));
        assert_eq!(base(1_099_999), Some(1_000_000));
        assert_eq!(base(1_100_000), Some(1_200_000));
        assert_eq!(base(2_699_999), Some(2_600_000));
        assert_eq!(base(2_700_000), Some(2_950_000));
        assert_eq!(base(20_199_999), Some(19_700_000));
        assert_eq!(base(20_200_000), Some(20_700_000));
        assert_eq!(base(i64::MAX), Some(20_700_000));
        assert_eq!(base(-1), None);
    }

    #[test]
    fn rows_1_10_and_33_cost_what_the_table_says() {
        for (income, amounts) in [
            (0, [10_000, 6_800, 20_000]),
            (2_700_000, [29_500, 6_800, 59_000]),
            (20_200_000, [207_000, 6_800, 414_000]),
        ] {
            let base = tariff().base(Rupiah(income)).unwrap();
            let of = |programme: &Programme| tariff().contribution(*programme, base).unwrap().0;
            assert_eq!(Programme::ALL.iter().map(of).collect::<Vec<_>>(), amounts);
        }
    }

    #[test]
    fn no_tariff_is_made_up_for_the_time_before_the_regulation() {
        assert_eq!(TariffBook::shipped().tariff("2015-06".parse().unwrap()), None);
        assert!(TariffBook::shipped().periods("2015-06-30".parse().unwrap()).is_empty());
    }

    #[test]
    fn a_discount_by_payment_date_ignores_the_contribution_month() {
        let text = SHIPPED.replace("\"contribution_month\"", "\"payment_date\"");
        let book = TariffBook::parse(&text).unwrap();
        let discount = |paid: &str| {
            let (month, paid) = ("2028-01".parse().unwrap(), paid.parse().unwrap());
            book.discount(Programme::Jkk, month, paid, DiscountSector::NonTransport, Payer::Worker)
                .map(|d| d.id.as_str())
        };
        assert_eq!(discount("2026-12-31"), Some("pp50-2025-non-transport"));
        assert_eq!(discount("2027-01-01"), None);
    }

    #[test]
    fn bad_data_is_refused_with_its_place() {
        for (from, to, place) in [
            ("\"per_cent\": 50", "\"per_cent\": 0", "discounts[0].per_cent"),
            ("\"per_cent\": 50", "\"per_cent\": 101", "discounts[0].per_cent"),
            ("{\"income_from\": 0,", "{\"income_from\": 1,", "tariffs[0].brackets[0].income_from"),
            ("{\"income_from\": 1300000,", "{\"income_from\": 1100000,", "tariffs[0].brackets[2]"),
            ("\"JKM\", \"rupiah\": 6800", "\"JKM\"", "tariffs[0].contributions[1]"),
            ("\"rupiah\": 6800", "\"rupiah\": -6800", "tariffs[0].contributions[1]"),
            ("\"programme\": \"JHT\"", "\"programme\": \"JKK\"", "tariffs[0].contributions[2]"),
            ("[1, 3, 6, 12]", "[1, 3, 3]", "periods[0].months"),
            ("[1, 3, 6, 12]", "[]", "periods[0].months"),
            ("\"minimum\": 15", "\"minimum\": 65", "ages[0]"),
            ("\"2027-03-31\"", "\"2025-03-31\"", "discounts[0].valid"),
            ("pp50-2025-non-transport", "pp50-2025-transport", "discounts[1].id"),
            ("\"version\": \"2026-01-01\"", "\"version\": \"\"", "version"),
        ] {
            assert!(SHIPPED.contains(from), "{from}");
            assert_eq!(TariffBook::parse(&SHIPPED.replacen(from, to, 1)).unwrap_err().place, place, "{from} -> {to}");
        }
    }

    #[test]
    fn what_this_build_does_not_know_is_refused_with_its_line() {
        let error = TariffBook::parse(&SHIPPED.replacen("\"minimum\"", "\"cap\": 1, \"minimum\"", 1)).unwrap_err();
        assert!(error.place.starts_with("line "), "{error}");
        assert!(error.problem.contains("cap"), "{error}");
        assert!(TariffBook::parse(&SHIPPED.replacen("\"APBN\"", "\"APBX\"", 1)).is_err());
        assert!(TariffBook::parse("").is_err());
    }
}
