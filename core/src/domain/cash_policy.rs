//! Money entrusted to agents: how long and how much one may hold, and what the worker's copy says.

use serde::Deserialize;

use super::calendar::CivilDate;
use super::reference::{BadReference, filled, reference_list};
use super::rupiah::Rupiah;
use super::wording::Wording;

/// The policy of one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CashPolicy {
    version: String,
    source: String,
    /// For how many days after it was entrusted an agent may hold money.
    pub days_held_max: u32,
    /// How much an agent may hold at once.
    pub rupiah_held_max: Rupiah,
    /// What every receipt says: what it proves, and that cover is not confirmed yet.
    pub printed: Wording,
}

reference_list!(CashPolicy: "cash_policy");

impl CashPolicy {
    /// Who decided it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether money entrusted on a day should have been handed over before today.
    pub fn is_overdue(&self, entrusted: CivilDate, today: CivilDate) -> bool {
        today.days_since(entrusted) > i64::from(self.days_held_max)
    }

    fn check(&self) -> Result<(), BadReference> {
        filled(DOCUMENT, "source", &self.source)?;
        self.printed.check(DOCUMENT, "printed")?;
        if self.days_held_max > 31 {
            return Err(BadReference::new(DOCUMENT, "days_held_max", "is not 0 to 31"));
        }
        if self.rupiah_held_max <= Rupiah::ZERO {
            return Err(BadReference::new(DOCUMENT, "rupiah_held_max", "is not above 0"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::reference::refused;

    #[test]
    fn money_is_overdue_on_the_day_after_the_last() {
        let policy = CashPolicy::shipped();
        let overdue = |today: &str| policy.is_overdue("2026-06-30".parse().unwrap(), today.parse().unwrap());
        assert_eq!(policy.days_held_max, 3);
        assert!(!overdue("2026-07-03"));
        assert!(overdue("2026-07-04"));
    }

    #[test]
    fn the_receipt_says_that_cover_is_not_confirmed_yet() {
        let printed = &CashPolicy::shipped().printed;
        assert!(printed.id.contains("belum") && printed.jv.contains("dereng"));
    }

    #[test]
    fn a_policy_without_bounds_or_without_words_is_refused() {
        let refused = |pointer: &str, value| refused(SHIPPED, CashPolicy::parse, pointer, value);
        assert_eq!(refused("/days_held_max", json!(400)), "days_held_max");
        assert_eq!(refused("/rupiah_held_max", json!(0)), "rupiah_held_max");
        assert_eq!(refused("/printed/jv", json!("")), "printed.jv");
    }
}
