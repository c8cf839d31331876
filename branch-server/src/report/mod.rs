//! Reports over everything that the branch holds, as text, tables and pages.

mod folder;
pub mod page;
mod table;
mod text;

use perisai_core::domain::kinds::Message;
use perisai_core::domain::record::{KindSpec, Record};
use perisai_core::domain::{CivilDate, RecordId};
use perisai_core::insight::{self, Facts, Filter, Raw, Report, ReportName, Source};

use perisai_core::sync::wire::Revision;
use serde::Serialize;

use crate::branch::Branch;
use crate::desk::Desk;
use crate::error::{BranchError, Result};

pub use self::folder::write_all;
use self::page::Names;
pub use self::table::as_csv;
pub use self::text::as_text;

/// A report, or several, as JSON; without a line's end.
///
/// # Errors
/// [`BranchError::Ledger`] where it cannot be written.
pub fn as_json<T: Serialize>(reports: &T) -> Result<String> {
    serde_json::to_string(reports).map_err(|_| BranchError::Ledger("a report cannot be written".to_owned()))
}

impl Source for Desk<'_> {
    type Error = BranchError;

    fn every<T>(&self, kind: &'static KindSpec, mut read: impl FnMut(Raw) -> T) -> Result<Vec<T>> {
        Desk::every(self, kind, |revision| {
            let Revision { record, author, created_ms, fields, .. } = revision;
            Ok(read(Raw { record, author, at_ms: created_ms, document: fields }))
        })
    }
}

impl Branch {
    /// Everything that reports look at, on one consistent view, and the branch's civil day.
    ///
    /// # Errors
    /// [`BranchError::Ledger`].
    pub fn facts(&self) -> Result<(Facts, CivilDate)> {
        self.read(|desk| {
            let facts = Facts::read(desk)?;
            let today = facts.home.date_of(desk.now_ms);
            let today = today.ok_or(BranchError::Refused("the clock tells of no day"))?;
            Ok((facts, today))
        })
    }

    /// Reports over everything, of one consistent view, with the names for a page of them; `as_of` is the branch's civil
    /// day where none.
    ///
    /// # Errors
    /// [`BranchError::Ledger`].
    pub fn reports(
        &self,
        names: &[ReportName],
        filter: &Filter,
        as_of: Option<CivilDate>,
    ) -> Result<(Vec<Report>, Names)> {
        let (facts, today) = self.facts()?;
        let as_of = as_of.unwrap_or(today);
        let reports = names.iter().map(|name| insight::report(*name, &facts, filter, as_of)).collect();
        Ok((reports, Names::of(&facts, filter, as_of)))
    }

    /// The record of the message that the branch calls so.
    ///
    /// # Errors
    /// [`BranchError::Refused`] where there is none.
    pub fn message_called(&self, code: &str) -> Result<RecordId> {
        let id = RecordId::derived(Message::KIND.name, &[code]);
        self.read(|desk| match desk.tx.record(Message::KIND, id)? {
            Some(_) => Ok(id),
            None => Err(BranchError::Refused("no message has this code")),
        })
    }
}
