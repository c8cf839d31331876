//! What an agent says about the benefits of each programme, and what must not be promised.

use serde::Deserialize;

use super::reference::{BadReference, filled, once, reference_list};
use super::wording::Wording;
use super::words::Programme;

/// The wordings of one version. Amounts are left to the branch's own version: they change, and depend on how long
/// somebody has been a member.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenefitWording {
    version: String,
    /// What holds for all programmes: nothing is promised.
    pub caution: Wording,
    benefits: Vec<Benefit>,
}

/// One programme's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Benefit {
    /// The programme.
    pub programme: Programme,
    /// What it is for.
    pub text: Wording,
    /// What an agent must not promise about it.
    pub never_promise: Wording,
    /// The regulation, and how sure the wording is.
    pub source: String,
}

reference_list!(BenefitWording: "benefit_wording");

impl BenefitWording {
    /// The wording of a programme.
    pub fn of(&self, programme: Programme) -> &Benefit {
        self.benefits.iter().find(|benefit| benefit.programme == programme).expect("parse refuses a set with a gap")
    }

    fn check(&self) -> Result<(), BadReference> {
        self.caution.check(DOCUMENT, "caution")?;
        once(DOCUMENT, "benefits", self.benefits.iter().map(|benefit| benefit.programme))?;
        for (index, benefit) in self.benefits.iter().enumerate() {
            let place = format!("benefits[{index}]");
            benefit.text.check(DOCUMENT, &format!("{place}.text"))?;
            benefit.never_promise.check(DOCUMENT, &format!("{place}.never_promise"))?;
            filled(DOCUMENT, format!("{place}.source"), &benefit.source)?;
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
    fn every_programme_says_what_must_not_be_promised_and_names_no_amount() {
        for programme in Programme::ALL {
            let benefit = BenefitWording::shipped().of(*programme);
            for wording in [&benefit.text, &benefit.never_promise] {
                assert!(!wording.id.contains("Rp") && !wording.jv.contains("Rp"), "{programme}");
            }
            assert!(benefit.never_promise.id.starts_with("Jangan") && benefit.never_promise.jv.starts_with("Sampun"));
        }
        assert!(BenefitWording::shipped().of(Programme::Jkm).text.id.contains("tiga bulan"));
    }

    #[test]
    fn a_programme_left_out_or_without_words_or_source_is_refused() {
        let refused = |pointer: &str, value| refused(SHIPPED, BenefitWording::parse, pointer, value);
        assert_eq!(refused("/benefits/2/programme", json!("JKM")), "benefits");
        assert_eq!(refused("/benefits/0/source", json!(" ")), "benefits[0].source");
        assert_eq!(refused("/benefits/1/never_promise/jv", json!("")), "benefits[1].never_promise.jv");
    }
}
