//! What agents see and ask the branch to decide on, and what they observe of each other's training.

use super::Field;
use super::capture::{invalid, refers_to_all};
use super::figures::scale;
use super::inputs::FieldEdit;
use super::outreach::saved;
use super::views::Saved;
use crate::domain::Rule;
use crate::domain::kinds::{Evaluation, GapCause, Score, Training, TrainingModule};
use crate::error::FieldError;
use crate::prints_name_only;

/// A question to the branch, with what shows it.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct EvaluationInput {
    /// What is asked.
    pub question: String,
    /// What was seen.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub note: Option<String>,
    /// The records that show it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub evidence: Vec<String>,
    /// The causes that the agent sees.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub gap_causes: Vec<GapCause>,
}

/// What somebody observed of an agent's training.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct TrainingInput {
    /// Whose training, by badge.
    pub agent: String,
    /// What in.
    pub module: TrainingModule,
    /// What the test came to, 0 to 100.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub score: Option<u32>,
    /// A score of 0 to 3 for each of the rubric's four criteria; empty where none was given.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub rubric: Vec<u32>,
}

prints_name_only!(EvaluationInput, TrainingInput);

impl Field {
    /// Asks the branch to decide on something, and cites the records that show it.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `question` with `required`, `evidence` for what is no record's id.
    pub fn write_evaluation(&self, evaluation: &EvaluationInput) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            let question = evaluation.question.trim();
            if question.is_empty() {
                return Err(invalid("question", Rule::Required));
            }
            Ok(draft.create(Evaluation {
                question: question.to_owned(),
                note: evaluation.note.clone(),
                evidence: refers_to_all("evidence", &evaluation.evidence)?,
                gap_causes: evaluation.gap_causes.iter().copied().collect(),
                decision: None,
                decided_at: None,
                owner: None,
                deadline: None,
                changed_messages: [].into(),
            }))
        })?;
        Ok(saved(change, record))
    }

    /// Edits an evaluation's causes as one change. Errors as for [`Field::edit_worker`]; `gap_causes` with `branch_only`
    /// once the branch has decided.
    pub fn edit_evaluation(&self, evaluation: &str, edits: &[FieldEdit]) -> Result<Saved, FieldError> {
        self.edit_record::<Evaluation>(evaluation, edits, |_| Ok(()))
    }

    /// Records what was observed of an agent's training. The certificate is the branch's.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `agent` with `type` for what is no badge, `score` and `rubric` with `number` for what is
    /// off the scale, `rubric` with `limit` for one that is not whole.
    pub fn observe_training(&self, training: &TrainingInput) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            let rubric = training.rubric.iter().map(|score| scale("rubric", *score));
            Ok(draft.create(Training {
                agent: training.agent.parse().map_err(|rule| invalid("agent", rule))?,
                module: training.module,
                score: training.score.map(|score| scale::<Score>("score", score)).transpose()?,
                rubric: rubric.collect::<Result<_, _>>()?,
                certificate: None,
                valid_to: None,
            }))
        })?;
        Ok(saved(change, record))
    }
}
