//! How values cross into other languages: money as a whole number, months as text, people without a printed form.

use std::fmt;

use crate::domain::{Month, Quote, QuoteLine, Rupiah};
use crate::field::{
    AddressInput, AnswerInput, AttendanceInput, AttentionItem, AttestationInput, CandidateView, CardInput, CardSaved,
    ConflictView, ConsentInput, ConsentWithdrawal, ConversationInput, ConversationSaved, EncounterInput,
    EvaluationInput, EventInput, FieldEdit, FieldLine, FigureInput, ForgottenView, ForumInput, ForumSaved, KeptForm,
    LikelySame, MessagePick, MessageQuery, NewAttendeeInput, NextStepInput, NominationInput, ObjectionInput,
    OccupationInput, PartnerInput, PendingItem, PersonInput, QuoteInput, ReceiptGiven, ReceiptInput, RecordLine,
    RegisterInput, Registered, RejectedView, RelationshipInput, ReportFilter, ReportView, Saved, ScreenHead,
    SupportInput, TaskInput, TodayLine, TrainingInput, VillageLine, WorkerLine, WorkerPage,
};
use crate::field::{
    AttendeeLine, EngagedLine, EventForm, EventLine, EventPlan, EventsView, FigureChoice, FigureLine, FigureTask,
    FigureView, FiguresView, ForumMessage, ForumView, JoinedLine, NominationForm, NominationShare, NoteLine,
    PartnerChoice, PartnerLine, PartnersView, SmallSet, SupportLine,
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
    KeptForm,
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
    WorkerPage,
    AnswerInput,
    CardInput,
    CardSaved,
    ConversationInput,
    ConversationSaved,
    TodayLine,
    EvaluationInput,
    FigureInput,
    ForumInput,
    ForumSaved,
    MessagePick,
    MessageQuery,
    NewAttendeeInput,
    NextStepInput,
    NominationInput,
    ObjectionInput,
    PartnerInput,
    RelationshipInput,
    SupportInput,
    TaskInput,
    TrainingInput,
    EventLine,
    JoinedLine,
    EventsView,
    EventPlan,
    EventForm,
    AttendeeLine,
    ForumMessage,
    ForumView,
    FigureChoice,
    NominationShare,
    FigureLine,
    SmallSet,
    FiguresView,
    NoteLine,
    EngagedLine,
    FigureTask,
    FigureView,
    NominationForm,
    PartnerChoice,
    SupportLine,
    PartnerLine,
    PartnersView
);
