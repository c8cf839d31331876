//! Where a record lives, and how its revisions reach the streams.

use std::collections::HashSet;

use perisai_core::domain::kinds::{Conflict, Worker};
use perisai_core::domain::limits::OUTSIDE_COPY_DAYS;
use perisai_core::domain::record::{Follows, Record};
use perisai_core::domain::{AgentId, Document, KindSpec, RecordId, Value};
use perisai_core::sync::wire::{Entry, Revision, Stream};

use crate::desk::Desk;
use crate::error::Result;
use crate::ledger::Placement;
use crate::streams::scope::is_open;

const DAY_MS: i64 = 86_400_000;

/// Days of the branch's time, in milliseconds.
pub(crate) const fn days(days: i64) -> i64 {
    days * DAY_MS
}

impl Desk<'_> {
    /// Puts a record that was just written into every stream it lives in, moving it where its home changed.
    /// Answers whether it moved.
    pub(crate) fn publish(&mut self, kind: &KindSpec, record: &Revision) -> Result<bool> {
        let moved = self.settle(kind, record)?;
        let revision = Entry::Revision(Box::new(record.clone()));
        for placement in self.tx.placements(record.record)?.into_iter().filter(|placement| !placement.left) {
            self.append(&placement.stream, &revision)?;
        }
        Ok(moved)
    }

    /// Brings what follows a worker to where the worker lives now.
    pub(crate) fn bring_along(&mut self, worker: RecordId) -> Result<()> {
        let followers = self.followers(worker)?;
        for (kind, record) in followers {
            self.follow(kind, &record)?;
        }
        Ok(())
    }

    /// What lives where a worker lives: the worker's records, and the conflicts about the worker.
    pub(crate) fn followers(&self, worker: RecordId) -> Result<Vec<(&'static KindSpec, Revision)>> {
        let mut followers = Vec::new();
        for kind in self.registry.kinds() {
            for field in kind.follows.worker_fields() {
                for record in self.tx.find(kind, field, &Value::Text(worker.to_string()))? {
                    let follows = kind.follows.worker_field(&record.fields) == Some(field);
                    if follows && !self.is_retired(record.record)? {
                        followers.push((*kind, record));
                    }
                }
            }
        }
        for id in self.tx.about(worker)? {
            followers.extend(self.tx.record(Conflict::KIND, id)?.map(|record| (Conflict::KIND, record)));
        }
        Ok(followers)
    }

    /// The worker that a record follows.
    pub(crate) fn worker_of(&self, kind: &KindSpec, fields: &Document) -> Result<Option<Revision>> {
        let Some(field) = kind.follows.worker_field(fields) else { return Ok(None) };
        let id = fields.get(field).and_then(Value::as_text).and_then(|id| id.parse().ok());
        id.map(|id| self.tx.record(Worker::KIND, id)).transpose().map(Option::flatten)
    }

    /// Moves a record whose content did not change: its new streams get its revision, the old ones its leave.
    pub(crate) fn follow(&mut self, kind: &KindSpec, record: &Revision) -> Result<()> {
        let before: Vec<Placement> = self.living(record.record)?;
        self.settle(kind, record)?;
        let revision = Entry::Revision(Box::new(record.clone()));
        for placement in self.living(record.record)? {
            if !before.iter().any(|before| before.stream == placement.stream) {
                self.append(&placement.stream, &revision)?;
            }
        }
        Ok(())
    }

    /// Takes a record out of every stream: it is kept, and no phone shows it any longer.
    pub(crate) fn retire(&mut self, kind: &KindSpec, record: RecordId) -> Result<()> {
        for placement in self.living(record)? {
            self.leave(kind, record, placement)?;
        }
        Ok(())
    }

    /// Shows a record to its author for a while, although it lives where the author does not work.
    pub(crate) fn copy_to(&mut self, author: &AgentId, kind: &KindSpec, record: &Revision) -> Result<()> {
        let stream = Stream::Agent(author.clone());
        let living = self.living(record.record)?;
        let present = living.iter().find(|placement| placement.stream == stream);
        if present.is_some_and(|placement| placement.expires_ms.is_none()) {
            return Ok(());
        }
        let expires_ms = Some(self.now_ms + days(OUTSIDE_COPY_DAYS));
        let placement = Placement { stream, expires_ms, left: false };
        self.tx.put_placement(kind.name, record.record, &placement)?;
        if present.is_none() {
            self.append(&placement.stream, &Entry::Revision(Box::new(record.clone())))?;
            self.appeared.push(record.record);
        }
        Ok(())
    }

    /// Whether an author needs a copy: the record lives only where neither the villages of the capture nor
    /// those of today reach.
    pub(crate) fn is_outside(&self, author: &AgentId, version: u64, record: RecordId) -> Result<bool> {
        let villages = self.villages_at(author, version)?;
        let living = self.living(record)?;
        Ok(!living
            .iter()
            .any(|placement| placement.expires_ms.is_none() && is_open(&placement.stream, author, &villages)))
    }

    /// Ends the copies whose time is over.
    pub(crate) fn end_copies(&mut self, agent: &AgentId) -> Result<()> {
        let stream = Stream::Agent(agent.clone());
        for (kind, record) in self.tx.expired(&stream, self.now_ms)? {
            let placement = Placement { stream: stream.clone(), expires_ms: None, left: false };
            self.leave(self.kind(&kind)?, record, placement)?;
        }
        Ok(())
    }

    /// The streams that a record lives in.
    pub(crate) fn living(&self, record: RecordId) -> Result<Vec<Placement>> {
        Ok(self.tx.placements(record)?.into_iter().filter(|placement| !placement.left).collect())
    }

    /// Whether a record stands for nothing of its own any longer, because a merge made it one with another.
    pub(crate) fn is_retired(&self, record: RecordId) -> Result<bool> {
        Ok(self.tx.alias(record)?.is_some_and(|alias| alias.absorbed != record))
    }

    /// Every record of a kind of which [`Desk::is_retired`] is so.
    pub(crate) fn retired(&self, kind: &KindSpec) -> Result<HashSet<RecordId>> {
        let aliases = self.tx.aliases(kind)?;
        Ok(aliases.into_iter().filter(|alias| alias.absorbed != alias.record).map(|alias| alias.record).collect())
    }

    /// Leaves the streams that are no longer its home and enters the new ones.
    fn settle(&mut self, kind: &KindSpec, record: &Revision) -> Result<bool> {
        let homes = self.homes(kind, &record.fields)?;
        let living = self.living(record.record)?;
        let mut moved = false;
        for placement in &living {
            let stays = homes.iter().any(|home| home.stream == placement.stream);
            if placement.expires_ms.is_none() && !stays {
                self.leave(kind, record.record, placement.clone())?;
                moved = true;
            }
        }
        for home in homes {
            let present = living.iter().find(|placement| placement.stream == home.stream);
            let expires_ms = match present {
                Some(present) => present.expires_ms.and_then(|now| home.expires_ms.map(|home| home.max(now))),
                None => home.expires_ms,
            };
            if present.is_none_or(|present| present.expires_ms != expires_ms) {
                self.tx.put_placement(kind.name, record.record, &Placement { expires_ms, ..home })?;
            }
            if present.is_none() {
                self.appeared.push(record.record);
            }
        }
        Ok(moved)
    }

    fn leave(&mut self, kind: &KindSpec, record: RecordId, placement: Placement) -> Result<()> {
        self.append(&placement.stream, &Entry::Moved { kind: kind.name.to_owned(), record })?;
        self.tx.put_placement(kind.name, record, &Placement { expires_ms: None, left: true, ..placement })
    }

    /// The streams that a record of these fields belongs to.
    fn homes(&self, kind: &KindSpec, fields: &Document) -> Result<Vec<Placement>> {
        let home = |stream| vec![Placement { stream, expires_ms: None, left: false }];
        let text = |field: &str| fields.get(field).and_then(Value::as_text);
        Ok(match kind.follows.of(fields) {
            Follows::Reference => home(Stream::Reference),
            Follows::Branch | Follows::First(_) => home(Stream::Branch),
            Follows::Village(field) => home(of_village(text(field))),
            Follows::Agent(field) => {
                home(text(field).and_then(|agent| agent.parse().ok()).map_or(Stream::Branch, Stream::Agent))
            }
            Follows::Worker(_) => {
                let worker = self.worker_of(kind, fields)?;
                let village = worker.as_ref().and_then(|worker| worker.fields.get("village")).and_then(Value::as_text);
                home(of_village(village))
            }
            Follows::Records(field) => {
                let listed = fields.get(field).map(Value::elements).unwrap_or_default();
                let mut homes: Vec<Placement> = Vec::new();
                for id in listed.iter().filter_map(Value::as_text).filter_map(|id| id.parse().ok()) {
                    for placement in self.living(id)? {
                        match homes.iter_mut().find(|home| home.stream == placement.stream) {
                            None => homes.push(placement),
                            Some(home) => {
                                let both = home.expires_ms.zip(placement.expires_ms);
                                home.expires_ms = both.map(|(a, b)| a.max(b));
                            }
                        }
                    }
                }
                homes
            }
        })
    }
}

fn of_village(village: Option<&str>) -> Stream {
    village.and_then(|village| village.parse().ok()).map_or(Stream::Branch, Stream::Region)
}
