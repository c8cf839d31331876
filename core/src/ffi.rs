//! How values cross into other languages: money as a whole number, months as text, people without a printed form.

use std::fmt;

use crate::domain::{Month, Quote, QuoteLine, Rupiah};
use crate::field::{
    AddressInput, AttendanceInput, AttentionItem, AttestationInput, CandidateView, ConflictView, ConsentInput,
    ConsentWithdrawal, EncounterInput, EventInput, FieldEdit, FieldLine, ForgottenView, LikelySame, OccupationInput,
    PendingItem, PersonInput, QuoteInput, ReceiptGiven, ReceiptInput, RecordLine, RegisterInput, Registered,
    RejectedView, ReportFilter, ReportView, Saved, ScreenHead, VillageLine, WorkerLine, WorkerPage,
};

uniffi::custom_newtype!(Rupiah, i64);

uniffi::custom_type!(Month, String, {
    lower: |month| month.to_string(),
    try_lift: |text| text.parse().map_err(|rule| uniffi::deps::anyhow::anyhow!("{rule}")),
});

/// A record that other languages would print field by field prints what `Debug` prints here: its name only.
macro_rules! prints_as_in_rust {
    ($($type:ident),+ $(,)?) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self, f)
            }
        }
    )+};
}

prints_as_in_rust!(
    Quote,
    ReportFilter,
    ReportView,
    QuoteLine,
    AddressInput,
    AttendanceInput,
    AttentionItem,
    ForgottenView,
    OccupationInput,
    ReceiptGiven,
    ReceiptInput,
    ScreenHead,
    VillageLine,
    AttestationInput,
    CandidateView,
    ConflictView,
    ConsentInput,
    ConsentWithdrawal,
    EncounterInput,
    EventInput,
    FieldEdit,
    FieldLine,
    LikelySame,
    PendingItem,
    PersonInput,
    QuoteInput,
    RecordLine,
    RegisterInput,
    Registered,
    RejectedView,
    Saved,
    WorkerLine,
    WorkerPage
);
