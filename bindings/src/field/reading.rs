//! What a phone tells of itself: the day, records, reports, totals.

use perisai_core::FieldError;
use perisai_core::field::{
    DayTotals, HomeView, JournalTotals, PendingItem, RecordLine, RecordView, ReferenceListView, ReportFilter,
    ReportLanguage, ReportView, ScreenHead, SummaryView,
};
use perisai_core::insight::ReportName;

use super::Field;

#[uniffi::export]
impl Field {
    /// What stands at the head of every screen.
    pub fn head(&self) -> Result<ScreenHead, FieldError> {
        self.core.head()
    }

    /// One record, field by field.
    pub fn record(&self, kind: &str, record: &str) -> Result<RecordLine, FieldError> {
        self.core.record(kind, record)
    }

    /// Records of a kind in order, from after `after`; `rows` at most 200.
    pub fn records(&self, kind: &str, after: Option<String>, rows: u32) -> Result<Vec<RecordLine>, FieldError> {
        self.core.records(kind, after.as_deref(), rows)
    }

    /// One record with every field that is set, ready to be shown.
    pub fn record_view(&self, kind: &str, record: &str) -> Result<RecordView, FieldError> {
        self.core.record_view(kind, record)
    }

    /// Several reports of one reading, in the order asked for. Blocks: reads every record once; captures go on while it
    /// computes.
    pub fn reports(
        &self,
        names: Vec<ReportName>,
        filter: ReportFilter,
        as_of: &str,
    ) -> Result<Vec<ReportView>, FieldError> {
        self.core.reports(&names, &filter, as_of)
    }

    /// A list of reference data as it holds today where the agent works, such as `instrument` with the card's statements.
    pub fn reference_list(&self, name: &str) -> Result<ReferenceListView, FieldError> {
        self.core.reference_list(name)
    }

    /// One of the sixteen reports for a day (`2026-06-03`), over what this phone holds. Blocks: reads every record once.
    pub fn report(&self, name: ReportName, filter: ReportFilter, as_of: &str) -> Result<ReportView, FieldError> {
        self.core.report(name, &filter, as_of)
    }

    /// The changes that wait for the branch, oldest first.
    pub fn pending(&self) -> Result<Vec<PendingItem>, FieldError> {
        self.core.pending()
    }

    /// How many changes wait for the branch.
    pub fn pending_count(&self) -> Result<u64, FieldError> {
        self.core.pending_count()
    }

    /// How many changes of the journal stand where.
    pub fn totals(&self) -> Result<JournalTotals, FieldError> {
        self.core.totals()
    }

    /// What this agent did on the day that holds a moment, in a zone `offset_minutes` east of UTC.
    pub fn day_totals(&self, at_ms: i64, offset_minutes: i32) -> Result<DayTotals, FieldError> {
        self.core.day_totals(at_ms, offset_minutes)
    }

    /// Everything that *Hari ini* shows, for the day that it is where the agent works.
    pub fn home(&self) -> Result<HomeView, FieldError> {
        self.core.home()
    }

    /// Reports of today as words and pictures, in a language, of one reading: all sixteen where none is named. Blocks:
    /// reads every record once; captures go on while it computes.
    pub fn summary(
        &self,
        names: Vec<ReportName>,
        filter: ReportFilter,
        language: ReportLanguage,
    ) -> Result<SummaryView, FieldError> {
        self.core.summary(&names, &filter, language)
    }
}
