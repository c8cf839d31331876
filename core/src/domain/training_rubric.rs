//! By what an observed conversation of an agent is judged in training.

use serde::Deserialize;

use super::reference::{BadReference, filled, reference_list};
use super::wording::Wording;

/// The highest score of a criterion; the lowest is 0.
pub const SCORE_MAX: u32 = 3;
/// How many criteria there are.
pub const CRITERIA: usize = 4;

/// The rubric of one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingRubric {
    version: String,
    source: String,
    criteria: Vec<Criterion>,
}

/// One thing that is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its word.
    pub code: String,
    /// What it asks.
    pub title: Wording,
    /// What each score means, from 0 on.
    pub scores: Vec<Wording>,
}

reference_list!(TrainingRubric: "training_rubric");

impl TrainingRubric {
    /// Who made it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The criteria, in the order in which an observation keeps its scores.
    pub fn criteria(&self) -> &[Criterion] {
        &self.criteria
    }

    fn check(&self) -> Result<(), BadReference> {
        filled(DOCUMENT, "source", &self.source)?;
        if self.criteria.len() != CRITERIA {
            return Err(BadReference::new(DOCUMENT, "criteria", format!("are not {CRITERIA}")));
        }
        for (index, criterion) in self.criteria.iter().enumerate() {
            let place = format!("criteria[{index}]");
            if criterion.code.is_empty() || self.criteria[..index].iter().any(|other| other.code == criterion.code) {
                return Err(BadReference::new(DOCUMENT, format!("{place}.code"), "is empty or used twice"));
            }
            criterion.title.check(DOCUMENT, &format!("{place}.title"))?;
            if criterion.scores.len() as u64 != u64::from(SCORE_MAX) + 1 {
                let problem = format!("do not say what 0 to {SCORE_MAX} mean");
                return Err(BadReference::new(DOCUMENT, format!("{place}.scores"), problem));
            }
            for (score, meaning) in criterion.scores.iter().enumerate() {
                meaning.check(DOCUMENT, &format!("{place}.scores[{score}]"))?;
            }
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
    fn four_criteria_say_what_each_of_four_scores_means() {
        let criteria = TrainingRubric::shipped().criteria();
        let codes: Vec<_> = criteria.iter().map(|criterion| criterion.code.as_str()).collect();
        assert_eq!(codes, ["listens", "explains", "respects_meaning", "next_step"]);
        for criterion in criteria {
            assert!(criterion.scores.is_sorted_by(|a, b| a.id != b.id), "{}: two scores mean the same", criterion.code);
        }
    }

    #[test]
    fn a_criterion_without_a_meaning_for_each_score_is_refused() {
        let refused = |pointer: &str, value| refused(SHIPPED, TrainingRubric::parse, pointer, value);
        assert_eq!(refused("/criteria/1/code", json!("listens")), "criteria[1].code");
        assert_eq!(refused("/criteria/2/scores", json!([])), "criteria[2].scores");
        assert_eq!(refused("/criteria/2/scores/3/id", json!("")), "criteria[2].scores[3].id");
        assert_eq!(refused("/criteria", json!([])), "criteria");
    }
}
