//! A change, from its arrival to its verdict: what it may refer to, how its patches merge, which rules over several
//! records it meets, what it makes suspect, what becomes of it and of others.

pub(crate) mod conflicts;
pub(crate) mod corrections;
pub(crate) mod draft;
pub(crate) mod ingest;
pub(crate) mod links;
pub(crate) mod merges;
mod moves;
pub(crate) mod own_changes;
pub(crate) mod paid_twice;
pub(crate) mod quarantine;
pub(crate) mod references;
pub(crate) mod resolve;
pub(crate) mod rules;
pub(crate) mod suspicions;
pub(crate) mod testimonials;
pub(crate) mod verdicts;
