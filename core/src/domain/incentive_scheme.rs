//! What a wadah earns for the members that it brings: an estimate, and said to be one.

use serde::Deserialize;

use super::calendar::CivilDate;
use super::reference::{BadReference, Dated, Validity, check_periods, filled, in_force, last_day, reference_list};
use super::rupiah::Rupiah;
use super::wording::Wording;
use super::words::Programmes;

/// The schemes of one version. They are paid to the wadah, not to the agent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncentiveScheme {
    version: String,
    schemes: Vec<Scheme>,
    /// What stands beside every number reckoned by it.
    pub caution: Wording,
}

/// One scheme, while it holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// The days on which it holds.
    pub valid: Validity,
    /// The regulation.
    pub source: String,
    /// The fewest never-registered heads of a month for which anything is paid per head.
    pub heads_min: u32,
    per_head: Vec<PerHead>,
    shares: Vec<Share>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct PerHead {
    programmes: Programmes,
    rupiah: Rupiah,
}

/// A part of the contributions, in months of membership counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Share {
    from_month: u32,
    to_month: u32,
    per_cent: u32,
}

impl Dated for Scheme {
    fn validity(&self) -> Validity {
        self.valid
    }
}

reference_list!(IncentiveScheme: "incentive_scheme" {
    fn holds_until(&self) -> Option<CivilDate> {
        last_day(&self.schemes)
    }
});

impl IncentiveScheme {
    /// The scheme of a day.
    pub fn on(&self, day: CivilDate) -> Option<&Scheme> {
        in_force(&self.schemes, day)
    }

    fn check(&self) -> Result<(), BadReference> {
        self.caution.check(DOCUMENT, "caution")?;
        check_periods(DOCUMENT, "schemes", &self.schemes)?;
        for (index, scheme) in self.schemes.iter().enumerate() {
            scheme.check(&format!("schemes[{index}]"))?;
        }
        Ok(())
    }
}

impl Scheme {
    /// What a month's newly registered heads, who were never registered before, are worth; nothing below the least
    /// number. `None` where it is more money than there is.
    pub fn for_heads(&self, heads: &[(Programmes, u32)]) -> Option<Rupiah> {
        let count = heads.iter().try_fold(0_u32, |sum, (_, heads)| sum.checked_add(*heads))?;
        if count < self.heads_min {
            return Some(Rupiah::ZERO);
        }
        let worth = |(programmes, heads): &(Programmes, u32)| {
            let each = self.per_head.iter().find(|entry| entry.programmes == *programmes)?.rupiah;
            each.0.checked_mul(i64::from(*heads))
        };
        heads.iter().map(worth).try_fold(0_i64, |sum, worth| sum.checked_add(worth?)).map(Rupiah)
    }

    /// The part of a contribution in a month of membership (the first is 1), in per cent.
    pub fn per_cent_of_contribution(&self, month: u32) -> u32 {
        let share = self.shares.iter().find(|share| (share.from_month..=share.to_month).contains(&month));
        share.map_or(0, |share| share.per_cent)
    }

    fn check(&self, place: &str) -> Result<(), BadReference> {
        let bad = |part: String, problem: &str| Err(BadReference::new(DOCUMENT, format!("{place}.{part}"), problem));
        filled(DOCUMENT, format!("{place}.source"), &self.source)?;
        for programmes in Programmes::ALL {
            let entries = self.per_head.iter().filter(|entry| entry.programmes == *programmes);
            if entries.clone().count() != 1 || entries.clone().any(|entry| entry.rupiah < Rupiah::ZERO) {
                return bad("per_head".into(), &format!("{programmes} is not there once with an amount from 0"));
            }
        }
        let mut next = 1;
        for (index, share) in self.shares.iter().enumerate() {
            if share.from_month < next || share.to_month < share.from_month || share.per_cent > 100 {
                return bad(
                    format!("shares[{index}]"),
                    "overlaps an earlier one, ends before it begins, or is above 100",
                );
            }
            next = share.to_month.saturating_add(1);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme() -> &'static Scheme {
        IncentiveScheme::shipped().on("2026-06-03".parse().unwrap()).unwrap()
    }

    #[test]
    fn heads_count_from_twenty_five_a_month_on() {
        let for_heads = |two, three| {
            scheme().for_heads(&[(Programmes::JkkJkm, two), (Programmes::JkkJkmJht, three)]).map(|rupiah| rupiah.0)
        };
        assert_eq!(for_heads(24, 0), Some(0));
        assert_eq!(for_heads(20, 5), Some(20 * 10_000 + 5 * 15_000));
        assert_eq!(for_heads(u32::MAX, 1), None);
    }

    #[test]
    fn contributions_count_for_sixty_months_at_two_rates() {
        let at = |month| scheme().per_cent_of_contribution(month);
        assert_eq!([at(0), at(1), at(24), at(25), at(60), at(61)], [0, 15, 15, 5, 5, 0]);
    }

    #[test]
    fn the_estimate_says_that_it_is_one() {
        assert!(IncentiveScheme::shipped().caution.id.contains("perkiraan"));
        assert!(scheme().source.contains("possibly changed since"));
    }

    #[test]
    fn an_amount_for_nobody_and_shares_that_overlap_are_refused() {
        for (from, to, place) in [
            ("JKK_JKM_JHT", "JKK_JKM", "schemes[0].per_head"),
            ("\"rupiah\": 10000", "\"rupiah\": -1", "schemes[0].per_head"),
            ("\"from_month\": 25", "\"from_month\": 24", "schemes[0].shares[1]"),
            ("\"per_cent\": 15", "\"per_cent\": 101", "schemes[0].shares[0]"),
        ] {
            assert!(SHIPPED.contains(from), "{from}");
            assert_eq!(IncentiveScheme::parse(&SHIPPED.replacen(from, to, 1)).unwrap_err().place, place, "{from}");
        }
    }
}
