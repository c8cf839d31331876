//! Questions from the field and what the branch decided about them, and the certificates that it gives for training.

use std::collections::BTreeSet;

use perisai_core::domain::kinds::{AgentRole, Evaluation, GapCause, Message, MessageId, Training};
use perisai_core::domain::record::{FieldValue, Record};
use perisai_core::domain::{AgentId, CivilDate, Document, FieldPatch, Instant, Invalid, RecordId, Rule, Value};
use serde::Serialize;

use crate::branch::Branch;
use crate::changes::ingest::set_fields;
use crate::error::{BranchError, Result};
use crate::office::acts::By;
use crate::office::views::instant;

/// What the branch decides about an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDecision {
    /// What is done.
    pub decision: String,
    /// Who sees to it.
    pub owner: AgentId,
    /// By which day.
    pub deadline: CivilDate,
    /// Why plan and outcome differ, as the branch sees it, beside what the field saw.
    pub causes: BTreeSet<GapCause>,
    /// The codes or ids of the messages that were changed for it.
    pub changed_messages: Vec<String>,
}

/// A question and what became of it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct EvaluationView {
    /// Its id.
    pub evaluation: String,
    /// Who asked.
    pub agent: String,
    /// When.
    pub asked_at: String,
    /// What is asked.
    pub question: String,
    /// What was seen.
    pub note: Option<String>,
    /// The records that show it.
    pub evidence: Vec<String>,
    /// The causes that people see.
    pub gap_causes: Vec<String>,
    /// What was decided; none while it is open.
    pub decision: Option<String>,
    /// When.
    pub decided_at: Option<String>,
    /// Who sees to it.
    pub owner: Option<String>,
    /// By which day.
    pub deadline: Option<String>,
    /// The messages that were changed for it, by their codes.
    pub changed_messages: Vec<String>,
}

perisai_core::prints_name_only!(EvaluationView);

impl Branch {
    /// The questions from the field: those that are open, or all.
    pub fn evaluations(&self, decided_too: bool) -> Result<Vec<EvaluationView>> {
        self.read(|desk| {
            let views = desk.every(Evaluation::KIND, |record| {
                let typed = Evaluation::from_document(&record.fields)?;
                let mut changed = Vec::new();
                for message in &typed.changed_messages {
                    changed.push(desk.load::<Message>(message.0)?.map_or(message.to_string(), |message| message.code));
                }
                Ok(EvaluationView {
                    evaluation: record.record.to_string(),
                    agent: record.author.to_string(),
                    asked_at: instant(record.created_ms),
                    question: typed.question,
                    note: typed.note,
                    evidence: typed.evidence.iter().map(ToString::to_string).collect(),
                    gap_causes: typed.gap_causes.iter().map(ToString::to_string).collect(),
                    decision: typed.decision,
                    decided_at: typed.decided_at.map(|at| instant(at.0)),
                    owner: typed.owner.map(|owner| owner.to_string()),
                    deadline: typed.deadline.map(|day| day.to_string()),
                    changed_messages: changed,
                })
            })?;
            Ok(views.into_iter().filter(|view| decided_too || view.decision.is_none()).collect())
        })
    }

    /// Decides about an evaluation, or decides anew: the earlier decision stays in the history.
    pub fn decide(&self, by: &By, evaluation: RecordId, new: &NewDecision) -> Result<()> {
        self.act(by, AgentRole::Supervisor, |desk| {
            let record = desk.tx.record(Evaluation::KIND, evaluation)?;
            let record = record.ok_or_else(|| BranchError::not_found("evaluation", evaluation))?;
            if new.decision.trim().is_empty() {
                return Err(Invalid::new("decision", Rule::Required).into());
            }
            desk.agent(&new.owner)?.ok_or_else(|| BranchError::not_found("agent", &new.owner))?;
            let mut messages = BTreeSet::new();
            for name in &new.changed_messages {
                messages.insert(MessageId(desk.named(Message::KIND.name, "changed_messages", name)?));
            }
            let fields: Document = [
                ("decision", Value::from(new.decision.trim())),
                ("decided_at", Instant(desk.now_ms).into_value()),
                ("owner", new.owner.clone().into_value()),
                ("deadline", new.deadline.into_value()),
                ("changed_messages", messages.into_value()),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into();
            let mut patch = set_fields(Evaluation::KIND, &record, fields);
            if !new.causes.is_empty() {
                let add = new.causes.iter().map(|cause| cause.as_str().to_owned()).collect();
                let gathered = FieldPatch::Gather { add, remove: Default::default() };
                patch.fields.insert("gap_causes".to_owned(), gathered);
            }
            desk.write_and_enter(by, "decide", vec![patch])
        })
    }

    /// Gives an observed training its certificate.
    pub fn certify(&self, by: &By, training: RecordId, certificate: &str, valid_to: CivilDate) -> Result<()> {
        self.act(by, AgentRole::Supervisor, |desk| {
            let record = desk.tx.record(Training::KIND, training)?;
            let record = record.ok_or_else(|| BranchError::not_found("training", training))?;
            if certificate.trim().is_empty() {
                return Err(Invalid::new("certificate", Rule::Required).into());
            }
            let fields = [
                ("certificate".to_owned(), Value::from(certificate.trim())),
                ("valid_to".to_owned(), valid_to.into_value()),
            ];
            desk.write_and_enter(by, "certify", vec![set_fields(Training::KIND, &record, fields.into())])
        })
    }
}
