//! The messages on this phone: to browse by community and objection, and to read one.

use std::collections::BTreeSet;

use super::Field;
use super::capture::record_id;
use super::consents_given::consents_of;
use super::messages::{MessagePick, MessageQuery};
use crate::domain::consents::standing_purposes;
use crate::domain::kinds::{Message, MessageFunction, ObjectionCode, Worker};
use crate::domain::message_choice::{Fit, Wanted, choose};
use crate::domain::words::{ConsentPurpose, Language, Segment};
use crate::domain::{Record, RecordId};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records::{self};
use crate::store::{Store, queries, streams};

/// The messages to browse, and how many there would be under every other choice.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct MessageShelf {
    /// What fits, best first.
    pub messages: Vec<MessagePick>,
    /// How many messages the branch has in use that this agent may offer, whatever was chosen.
    pub in_use: u32,
    /// The communities to choose, those of the workers on this phone first; those with nothing are left out.
    pub segments: Vec<SegmentCount>,
    /// The objections to choose; those that nothing answers are left out.
    pub objections: Vec<ObjectionCount>,
    /// The languages to choose; those in which there is nothing are left out.
    pub languages: Vec<LanguageCount>,
}

/// How many messages there are for a community beside what else was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SegmentCount {
    /// The community.
    pub segment: Segment,
    /// How many.
    pub messages: u32,
}

/// How many messages answer an objection beside what else was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ObjectionCount {
    /// The objection.
    pub objection: ObjectionCode,
    /// How many.
    pub messages: u32,
}

/// How many messages there are in a language beside what else was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LanguageCount {
    /// The language.
    pub language: Language,
    /// How many.
    pub messages: u32,
}

/// A message to read.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct MessageView {
    /// The message; why it fits depends on whom it is for, and is empty here.
    pub message: MessagePick,
    /// The communities that it is made for; none for all.
    pub segments: Vec<Segment>,
    /// The objections that it answers.
    pub answers: Vec<ObjectionCode>,
    /// What it is for.
    pub functions: Vec<MessageFunction>,
    /// Who speaks to whom, and how.
    pub style: Option<String>,
    /// Who checked its facts, and when.
    pub fact_check: Option<String>,
    /// Whether it may be told: the branch has it in use, and its teller has not taken the consent back.
    pub may_be_told: bool,
}

prints_name_only!(MessageShelf, MessageView);

impl Field {
    /// The messages to browse. Unlike [`Field::pick_messages`], what is asked for narrows: only what answers the objection,
    /// in the language, in that light. For a worker it begins with the worker's communities. Of an experiment the variant is
    /// shown that the query's group draws, or without one the worker's village, or the agent's where there is only one.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a worker who is not on this device.
    pub fn message_shelf(&self, query: &MessageQuery) -> Result<MessageShelf, FieldError> {
        let segments = self.segments_here()?;
        self.read(|store| {
            let connection = store.connection();
            let shelf = Shelf::read(store)?;
            let worker = query.worker.as_deref().map(record_id).transpose()?;
            let worker = worker.map(|worker| records::shown(connection, Worker::KIND, worker)).transpose()?;
            let worker: Option<Worker> = match worker {
                Some(row) => Some(row.ok_or(FieldError::NotFound)?.read()?),
                None => None,
            };
            let own = streams::scope(connection)?.map(|scope| scope.villages).unwrap_or_default();
            let own = if let [village] = own.as_slice() { Some(*village) } else { None };
            let village = worker.as_ref().map(|worker| worker.village).or(own);
            let group = query.group.clone().or(village.map(|village| village.as_str().to_owned()));
            let asked = MessageQuery { group: group.clone(), ..query.clone() };
            let of_worker = worker.map(|worker| worker.segments).unwrap_or_default();
            let narrowed = |query: &MessageQuery| shelf.narrowed(query, &of_worker);
            let count = |query: MessageQuery| u32::try_from(narrowed(&query).len()).unwrap_or(u32::MAX);
            let all = MessageQuery { group, ..MessageQuery::default() };
            let of_segment = |segment: Segment| {
                let messages = count(MessageQuery { segment: Some(segment), ..asked.clone() });
                SegmentCount { segment, messages }
            };
            let of_objection = |objection: &ObjectionCode| {
                let messages = count(MessageQuery { objection: Some(*objection), ..asked.clone() });
                ObjectionCount { objection: *objection, messages }
            };
            let of_language = |language: &Language| {
                let messages = count(MessageQuery { language: Some(*language), ..asked.clone() });
                LanguageCount { language: *language, messages }
            };
            let objections = ObjectionCode::ALL.iter().map(of_objection);
            let languages = Language::ALL.iter().map(of_language);
            Ok(MessageShelf {
                messages: narrowed(&asked),
                in_use: u32::try_from(shelf.narrowed(&all, &BTreeSet::new()).len()).unwrap_or(u32::MAX),
                segments: segments.into_iter().map(of_segment).filter(|segment| segment.messages > 0).collect(),
                objections: objections.filter(|objection| objection.messages > 0).collect(),
                languages: languages.filter(|language| language.messages > 0).collect(),
            })
        })
    }

    /// One message to read, whether it may still be told or not.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a message that is not on this device.
    pub fn message(&self, message: &str) -> Result<MessageView, FieldError> {
        let record = record_id(message)?;
        self.read(|store| {
            let row = records::shown(store.connection(), Message::KIND, record)?.ok_or(FieldError::NotFound)?;
            let message: Message = row.read()?;
            let silent = withdrawn_tellers(store, &[(record, message.clone())])?;
            Ok(MessageView {
                segments: message.segments.iter().copied().collect(),
                answers: message.answers.iter().copied().collect(),
                functions: message.functions.iter().copied().collect(),
                style: message.style.clone(),
                fact_check: message.fact_check.clone(),
                may_be_told: message.active && silent.is_empty(),
                message: picked(record, message, Vec::new()),
            })
        })
    }
}

/// Every message on this phone, and who is silent now.
pub(super) struct Shelf {
    messages: Vec<(RecordId, Message)>,
    silent: BTreeSet<RecordId>,
}

impl Shelf {
    pub(super) fn read(store: &Store) -> Result<Self, FieldError> {
        let rows = queries::every(store.connection(), Message::KIND)?;
        let messages = rows.iter().map(|row| Ok((row.record, row.read()?)));
        let messages: Vec<(RecordId, Message)> = messages.collect::<Result<_, FieldError>>()?;
        let silent = withdrawn_tellers(store, &messages)?;
        Ok(Self { messages, silent })
    }

    /// What may be offered, best first.
    pub(super) fn picks(&self, wanted: &Wanted) -> Vec<MessagePick> {
        let choices = choose(&self.messages, wanted, |message| self.is_told(message));
        let pick = |choice: crate::domain::message_choice::Choice| {
            let (_, message) = self.messages.iter().find(|(id, _)| *id == choice.message)?;
            Some(picked(choice.message, message.clone(), choice.why))
        };
        choices.into_iter().filter_map(pick).collect()
    }

    /// One message, where it may be told at all.
    pub(super) fn in_use(&self, record: RecordId) -> Option<MessagePick> {
        let (_, message) = self.messages.iter().find(|(id, _)| *id == record)?;
        (message.active && self.is_told(message)).then(|| picked(record, message.clone(), Vec::new()))
    }

    fn is_told(&self, message: &Message) -> bool {
        message.teller.is_none_or(|teller| !self.silent.contains(&teller.0))
    }

    /// What may be offered and is all that was asked for, best first; for these communities where none is asked for.
    fn narrowed(&self, query: &MessageQuery, otherwise: &BTreeSet<Segment>) -> Vec<MessagePick> {
        let wanted = Wanted {
            segments: query.segment.map_or_else(|| otherwise.clone(), |segment| [segment].into()),
            objection: query.objection,
            frame: query.frame,
            language: query.language,
            group: query.group.clone(),
        };
        let mut picks = self.picks(&wanted);
        let is_wanted = |fit: Fit, asked: bool, pick: &MessagePick| !asked || pick.why.contains(&fit);
        picks.retain(|pick| {
            is_wanted(Fit::Objection, query.objection.is_some(), pick)
                && is_wanted(Fit::Language, query.language.is_some(), pick)
                && is_wanted(Fit::Frame, query.frame.is_some(), pick)
        });
        picks
    }
}

/// The tellers of whom this phone knows that they took the consent back. Of a teller whose consents it does not have, the
/// branch's word counts: the message is in use.
fn withdrawn_tellers(store: &Store, messages: &[(RecordId, Message)]) -> Result<BTreeSet<RecordId>, FieldError> {
    let mut silent = BTreeSet::new();
    for teller in messages.iter().filter_map(|(_, message)| message.teller) {
        let consents = consents_of(store.connection(), teller.0)?;
        let about = consents.iter().any(|(_, consent)| consent.purposes.contains(&ConsentPurpose::Testimonial));
        if about && !standing_purposes(&consents).contains(&ConsentPurpose::Testimonial) {
            silent.insert(teller.0);
        }
    }
    Ok(silent)
}

fn picked(record: RecordId, message: Message, why: Vec<Fit>) -> MessagePick {
    MessagePick {
        message: record.to_string(),
        code: message.code,
        title: message.title,
        kind: message.kind,
        frame: message.frame,
        language: message.language,
        body: message.body,
        media: message.media,
        version: message.version,
        why,
    }
}
