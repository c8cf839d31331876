//! A testimonial dies with its consent: who told it may take it back at any time.

use std::collections::BTreeSet;

use perisai_core::domain::consents::standing_purposes;
use perisai_core::domain::kinds::{Consent, Message, MessageKind, Worker};
use perisai_core::domain::record::{Record, read_field};
use perisai_core::domain::{ConsentPurpose, Document, Invalid, RecordId, Rule, Value};

use crate::changes::draft::{Draft, Drafted, Stop, rejected};
use crate::changes::ingest::{Arrival, set_fields};
use crate::changes::merges::merged_into;
use crate::desk::{Desk, damaged};
use crate::error::Result;

impl Desk<'_> {
    /// Refuses a message in use that tells somebody's story without their consent, whoever writes it.
    pub(crate) fn check_testimonial(&self, drafted: &Drafted) -> Result<(), Stop> {
        let id = drafted.after.record;
        let message = Message::from_document(&drafted.after.fields).map_err(|invalid| rejected(Some(id), invalid))?;
        let refuse = |rule| Err(rejected(Some(id), Invalid::new("teller", rule)));
        match message.teller {
            _ if !message.active => Ok(()),
            Some(teller) if !self.consents_to_testimony(teller.0)? => refuse(Rule::ConsentMissing),
            None if message.kind == MessageKind::Testimonial => refuse(Rule::Required),
            _ => Ok(()),
        }
    }

    /// Takes the messages out of use whose teller does not stand by them any more, by consents that this change brought, or
    /// that a merge or its undoing gave to somebody else.
    pub(crate) fn end_testimonials(&mut self, arrival: &Arrival, draft: &Draft) -> Result<()> {
        let mut tellers: BTreeSet<RecordId> = BTreeSet::new();
        for Drafted { kind, before, after } in &draft.records {
            if kind.name == Consent::KIND.name {
                tellers.extend(worker_of(&after.fields));
            }
            if kind.name == Worker::KIND.name {
                let survivors = [before.as_ref().and_then(merged_into), merged_into(after)];
                tellers.extend(survivors.into_iter().flatten().chain([after.record]));
            }
        }
        for teller in tellers {
            let mut told = self.tx.find(Message::KIND, "teller", &Value::Text(teller.to_string()))?;
            told.retain(|message| message.fields.get("active") == Some(&Value::Bool(true)));
            if told.is_empty() || self.consents_to_testimony(teller)? {
                continue;
            }
            let end = |message| set_fields(Message::KIND, message, [("active".to_owned(), Value::Bool(false))].into());
            let patches = told.iter().map(end).collect();
            self.write_for_branch(arrival, patches)?;
        }
        Ok(())
    }

    fn consents_to_testimony(&self, teller: RecordId) -> Result<bool> {
        let mut consents = Vec::new();
        for record in self.tx.find(Consent::KIND, "worker", &Value::Text(teller.to_string()))? {
            let consent = Consent::from_document(&record.fields).map_err(|_| damaged(Consent::KIND, record.record))?;
            consents.push((record.record, consent));
        }
        Ok(standing_purposes(&consents).contains(&ConsentPurpose::Testimonial))
    }
}

fn worker_of(consent: &Document) -> Option<RecordId> {
    read_field::<String>(consent, "worker").ok()?.parse().ok()
}
