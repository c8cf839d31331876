//! Report 14: who is certified.

use std::collections::BTreeSet;

use super::Scope;
use crate::domain::kinds::{AgentStatus, TrainingModule};
use crate::insight::measure::Measure;
use crate::insight::report::{Dimension, Draft, Key};
use crate::insight::statistics::share;

/// Agents at work with a certificate that is valid on the day, of all agents at work: per module, and in all of them.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let agents: BTreeSet<&str> = scope
        .facts
        .agents
        .iter()
        .filter(|agent| agent.record.status == AgentStatus::Active)
        .map(|agent| agent.record.badge.as_str())
        .filter(|badge| scope.filter.agent.as_ref().is_none_or(|agent| agent.as_str() == *badge))
        .collect();
    let certified = |module: TrainingModule| -> BTreeSet<&str> {
        let valid = scope.facts.trainings.iter().map(|training| &training.record).filter(|training| {
            let is_valid = training.certificate.is_some() && training.valid_to.is_none_or(|to| scope.as_of <= to);
            training.module == module && is_valid
        });
        valid.map(|training| training.agent.as_str()).filter(|agent| agents.contains(agent)).collect()
    };
    let mut in_all = agents.clone();
    for module in TrainingModule::ALL {
        let certified = certified(*module);
        in_all.retain(|agent| certified.contains(agent));
        let by = [Key::new(Dimension::Module, module)];
        draft.line(&by, Measure::Certified, share(certified.len() as u64, agents.len() as u64));
    }
    draft.line(&[], Measure::Certified, share(in_all.len() as u64, agents.len() as u64));
}
