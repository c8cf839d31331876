//! Events: planned, joined, held, and who came.

use perisai_core::FieldError;
use perisai_core::field::{
    AttendanceInput, AttendanceSaved, AttendeeLine, EventForm, EventInput, EventPlan, EventsView, FieldEdit,
    ForumInput, ForumSaved, ForumView, Saved,
};

use super::Field;

#[uniffi::export]
impl Field {
    /// Edits fields of an event as one change: what is known after it, such as the headcount and notes. Errors as for
    /// `edit_worker`.
    pub fn edit_event(&self, event: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.edit_event(event, &edits)
    }

    /// Plans an event, or records one that was come upon.
    ///
    /// # Errors
    /// `Invalid`: `village` with `VILLAGE_UNKNOWN`; `partners`, `figures_engaged_before` and `messages_shown` with
    /// `TYPE` for what is no record's id.
    pub fn record_event(&self, input: EventInput) -> Result<Saved, FieldError> {
        self.core.record_event(&input)
    }

    /// Plans an event, records one that was come upon (`event` is none), or changes what was planned of one. The day and the
    /// time of day are those where it is held.
    ///
    /// # Errors
    /// `Invalid`: `day` or `time` with `DATE`, `village` with `VILLAGE_UNKNOWN`, `event` with `FIXED` where nothing changes.
    /// `NotFound` for an event that is not on this device.
    pub fn plan_event(&self, event: Option<String>, plan: EventPlan) -> Result<Saved, FieldError> {
        self.core.plan_event(event.as_deref(), &plan)
    }

    /// What to choose from where an event is planned (`event` is none), or its plan is changed.
    pub fn event_form(&self, event: Option<String>) -> Result<EventForm, FieldError> {
        self.core.event_form(event.as_deref())
    }

    /// The events on this phone: today's first, then those to come, then those past, 200 at most.
    pub fn events_view(&self) -> Result<EventsView, FieldError> {
        self.core.events_view()
    }

    /// Joins an event that another phone planned, by the code that `forum` shows there, and answers the event. Until it
    /// reaches this phone, who attends can be recorded on it, and the branch holds that until the event arrives there.
    /// `Invalid`: `code` with `TYPE` for what is no event's code.
    pub fn join_event(&self, code: &str) -> Result<String, FieldError> {
        self.core.join_event(code)
    }

    /// A forum as its screen shows it: who is on record, who may come, the figures, the messages, the code to join it by.
    /// `NotFound` for an event that is neither on this phone nor joined.
    pub fn forum(&self, event: &str) -> Result<ForumView, FieldError> {
        self.core.forum(event)
    }

    /// Workers as `search` finds them, each with whether the attendance at an event is on record.
    pub fn find_attendees(&self, event: &str, typed: &str) -> Result<Vec<AttendeeLine>, FieldError> {
        self.core.find_attendees(event, typed)
    }

    /// Records who attends an event, dozens at once, as one change. Who is on record already is left as is; where that
    /// is everybody, there is no change. The event may be one that was joined and has not arrived: the branch holds the
    /// change until it does. Blocks for one durable write.
    ///
    /// # Errors
    /// `NotFound` for a worker who is not on this device, or for what is no event's id.
    pub fn record_attendance(
        &self,
        event: &str,
        attending: Vec<AttendanceInput>,
    ) -> Result<AttendanceSaved, FieldError> {
        self.core.record_attendance(event, &attending)
    }

    /// Writes down what happened at an event: who came, known workers and new ones by name, the headcount, the messages
    /// shown and the figures engaged before. One change, or several where more people came than one holds: all of them are
    /// saved or none. Blocks for one durable write.
    ///
    /// # Errors
    /// `Invalid`: `event` with `FIXED` where nothing is new, `event` with `EXPIRED` where of an event that was joined
    /// and has not arrived more is told than who attends, or the field of somebody new that cannot be read. `NotFound`
    /// for an event neither on this phone nor joined, or a worker who is not on this phone.
    pub fn run_forum(&self, event: &str, input: ForumInput) -> Result<ForumSaved, FieldError> {
        self.core.run_forum(event, &input)
    }
}
