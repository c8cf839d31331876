//! How values cross into other languages: money as a whole number, months as text, people without a printed form.

use std::fmt;

use crate::domain::{Month, Quote, QuoteLine, Rupiah};
use crate::field::{
    AddressInput, AnswerInput, AttendanceInput, AttentionGroup, AttentionItem, AttentionLine, AttentionView,
    AttestationInput, Awaited, CandidateView, CardInput, CardSaved, ConflictView, ConsentInput, ConsentSaid,
    ConsentWithdrawal, ConsentsView, ConversationInput, ConversationSaved, CorrectionView, Decided, DecisionView,
    EncounterInput, EvaluationInput, EventInput, Fact, FieldEdit, FieldInput, FieldLine, FigureInput, ForgottenView,
    FormField, ForumInput, ForumSaved, KeptForm, LikelySame, LostValue, Matter, MessagePick, MessageQuery, MoneyHeld,
    MoneyView, NamedChoice, NamedWorker, NewAttendeeInput, NextStepInput, NominationInput, ObjectionInput,
    OccupationInput, PartnerInput, PendingItem, PersonInput, PersonView, PurposeLine, QuoteInput, ReceiptGiven,
    ReceiptInput, RecordLine, RecordView, RefusedCapture, RegisterInput, Registered, RejectedView, RelationshipInput,
    ReportFilter, ReportView, Saved, ScreenHead, ShownValue, StoryLine, SupportInput, TaskInput, TodayLine,
    TrainingInput, ValueBy, VillageLine, Who, WorkerAction, WorkerForm, WorkerLine, WorkerPage, WorkerView,
};
use crate::field::{
    AskedPurpose, BenefitLine, EventHeld, HandInInput, KnownWorker, MonthLine, NikSoFar, OccupationLine,
    OpenRegistration, PayingSupport, QuoteGroup, QuoteTold, ReceiptAhead, ReceiptText, RegistrationForm,
    RegistrationPreview,
};
use crate::field::{
    AttendeeLine, EngagedLine, EventForm, EventLine, EventPlan, EventsView, FigureChoice, FigureLine, FigureTask,
    FigureView, FiguresView, ForumMessage, ForumView, JoinedLine, NominationForm, NominationShare, NoteLine,
    PartnerChoice, PartnerLine, PartnersView, SmallSet, SupportLine,
};
use crate::field::{
    ConversationForm, EventChoice, LastConversation, Meeting, MessageShelf, MessageView, OpenQuestion, OpenTask,
    TaskResultInput,
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
    BenefitLine,
    EventHeld,
    HandInInput,
    KnownWorker,
    MonthLine,
    NikSoFar,
    OccupationLine,
    OpenRegistration,
    AskedPurpose,
    QuoteGroup,
    QuoteTold,
    ReceiptAhead,
    ReceiptText,
    RegistrationForm,
    RegistrationPreview,
    PayingSupport
);

prints_as_in_rust!(
    FieldInput,
    Matter,
    ShownValue,
    WorkerAction,
    AttentionGroup,
    AttentionLine,
    AttentionView,
    Awaited,
    ConsentSaid,
    ConsentsView,
    CorrectionView,
    Decided,
    DecisionView,
    Fact,
    FormField,
    LostValue,
    MoneyHeld,
    MoneyView,
    NamedChoice,
    NamedWorker,
    PersonView,
    PurposeLine,
    RecordView,
    RefusedCapture,
    StoryLine,
    ValueBy,
    Who,
    WorkerForm,
    WorkerView,
    ConversationForm,
    EventChoice,
    LastConversation,
    Meeting,
    MessageShelf,
    MessageView,
    OpenQuestion,
    OpenTask,
    TaskResultInput,
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
