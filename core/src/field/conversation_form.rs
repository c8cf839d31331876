//! What a screen needs to write down a conversation with a worker: all that can be known before it begins.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::Field;
use super::capture::{invalid, record_id};
use super::consent_text::{PurposeReading, readings};
use super::consents_given::{consents_of, language_agreed_in};
use super::day_choices::{DayChoice, day_choices};
use super::figures_view::{FigureChoice, figure_choices};
use super::follow_ups::results_of;
use super::lists::{list_on, own_zone, worker_line};
use super::messages::MessagePick;
use super::moment::Moment;
use super::shelf::Shelf;
use super::today::{self, TodayLine};
use super::views::WorkerLine;
use crate::domain::card_plan::{CardSense, Taken, plan_card};
use crate::domain::consents::standing_purposes;
use crate::domain::kinds::{
    Attendance, Channel, Direction, Encounter, Event, EventKind, FollowUpKind, FollowUpResult, Measurement, Objection,
    ObjectionCode, SegmentProfile, Wave, Worker,
};
use crate::domain::message_choice::{Fit, Wanted};
use crate::domain::public_holidays::PublicHolidays;
use crate::domain::reference::InForce;
use crate::domain::regions::Regions;
use crate::domain::words::{ConsentPurpose, Language, Segment};
use crate::domain::{CivilDate, Instrument, Record, RecordId, Rule, Value, Zone};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::queries;
use crate::store::records::{self, Row};

/// How far ahead a task of the worker is told of: what was promised for next month belongs to today's talk.
const TASK_DAYS_AHEAD: i64 = 366;
/// The most messages offered for one conversation.
const MESSAGES_MAX: usize = 20;
/// The most words offered for what a worker follows.
const MEDIA_MAX: usize = 10;
/// What most people follow one of; where a profile of the segment tells more, that comes first.
const MEDIA: [&str; 5] = ["whatsapp", "social_media", "youtube", "tv", "radio"];
/// What an agent plans in a conversation; the other kinds follow from what the branch writes.
const NEXT_STEPS: [FollowUpKind; 3] = [FollowUpKind::Promise, FollowUpKind::Answer, FollowUpKind::Other];

/// Everything that a conversation with a worker is written down with.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ConversationForm {
    /// The worker; who was merged into another stands here as the other.
    pub worker: WorkerLine,
    /// The communities.
    pub segments: Vec<Segment>,
    /// Whether the worker wishes no contact: only what the worker began is written down.
    pub no_contact: bool,
    /// Who begins a conversation, unless it is told otherwise.
    pub direction: Direction,
    /// The language in which the worker was read to last; Bahasa Indonesia before that.
    pub language: Language,
    /// The last conversation on this phone; none before the first.
    pub last: Option<LastConversation>,
    /// What the worker asked and nobody has answered, oldest first.
    pub questions: Vec<OpenQuestion>,
    /// What is open with the worker and a conversation can answer, soonest first, whoever is to do it.
    pub tasks: Vec<OpenTask>,
    /// The consents that stand.
    pub consents: Vec<ConsentPurpose>,
    /// What is read aloud where the worker has not agreed to the card yet.
    pub readings: Vec<PurposeReading>,
    /// The card that would be asked.
    pub card: CardForm,
    /// Words for what the worker follows, most likely first.
    pub media: Vec<String>,
    /// Figures, the village's first, by name.
    pub figures: Vec<FigureChoice>,
    /// Messages for this worker, best first.
    pub messages: Vec<MessagePick>,
    /// What answers each objection: records of `messages`, best first. Objections that nothing answers are left out.
    pub bridges: Vec<BridgeChoice>,
    /// Today's events, in order of time.
    pub events: Vec<EventChoice>,
    /// Days to name.
    pub days: Vec<DayChoice>,
    /// What can be planned next.
    pub next_steps: Vec<FollowUpKind>,
}

/// A conversation that was.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct LastConversation {
    /// The record.
    pub encounter: String,
    /// When.
    pub at: Moment,
    /// The badge of whoever talked.
    pub author: String,
    /// The way it took.
    pub channel: Channel,
    /// Who began it.
    pub direction: Direction,
    /// What was objected.
    pub objections: Vec<ObjectionCode>,
    /// How firmly the worker meant to register, 1 to 5.
    pub intent: Option<u32>,
    /// The day the worker named.
    pub intent_day: Option<String>,
}

/// A question without an answer.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct OpenQuestion {
    /// The conversation that the worker began, for `EncounterInput::answers`.
    pub encounter: String,
    /// When it was asked.
    pub asked: Moment,
    /// The way it came, and may go back.
    pub channel: Channel,
    /// The day by which it should be answered.
    pub due: String,
    /// How many days it is over; negative before its day.
    pub days_over: i64,
}

/// A task that a conversation can answer.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct OpenTask {
    /// The task, as today's list tells it.
    pub task: TodayLine,
    /// What was promised, in words; none of a task that follows from other records.
    pub promised: Option<String>,
    /// What can come of it with somebody whom one has met.
    pub results: Vec<FollowUpResult>,
}

/// The card as it would be asked now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CardForm {
    /// The version of the instrument.
    pub version: String,
    /// The statements, in order.
    pub items: Vec<CardItem>,
    /// The lowest answer: disagrees strongly.
    pub scale_from: u32,
    /// The highest answer: agrees strongly.
    pub scale_to: u32,
    /// What it would tell.
    pub sense: CardSense,
    /// Which wave it would be, for `CardInput::wave`.
    pub wave: Wave,
    /// The day of the worker's last card; none before the first.
    pub last: Option<String>,
    /// The first day on which a card tells of a shift; none before the first.
    pub from: Option<String>,
}

/// A statement to read aloud.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CardItem {
    /// Its code.
    pub code: String,
    /// In Bahasa Indonesia.
    pub indonesian: String,
    /// In Javanese.
    pub javanese: String,
}

/// The messages that answer an objection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BridgeChoice {
    /// The objection.
    pub objection: ObjectionCode,
    /// Records of messages, best first.
    pub messages: Vec<String>,
}

/// An event to choose.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct EventChoice {
    /// The event.
    pub event: String,
    /// What kind of event.
    pub kind: EventKind,
    /// Where, as told.
    pub place: Option<String>,
    /// The village's name; empty where none is known.
    pub village_name: String,
    /// When it starts.
    pub starts: Moment,
    /// Whether the worker is on record as attending.
    pub attended: bool,
}

prints_name_only!(ConversationForm, LastConversation, OpenQuestion, OpenTask, EventChoice);

impl Field {
    /// Everything that a conversation with a worker is written down with, in one answer. `also` are messages that must be
    /// among those offered where they may be told, such as the one that the agent comes from.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a worker who is not on this device; [`FieldError::Invalid`]: `clock` with `date` where
    /// the phone's clock shows a day beyond the calendar.
    pub fn conversation_form(&self, worker: &str, also: &[String]) -> Result<ConversationForm, FieldError> {
        let asked = record_id(worker)?;
        let also = also.iter().map(|message| record_id(message)).collect::<Result<BTreeSet<_>, _>>()?;
        let now_ms = self.ports.clock.now().wall_ms;
        self.read(|store| {
            let connection = store.connection();
            let zone = own_zone(connection)?;
            let on = zone.date_of(now_ms).ok_or_else(|| invalid("clock", Rule::Date))?;
            let row = surviving(connection, asked)?;
            let worker: Worker = row.read()?;
            let talks = queries::referring(connection, Encounter::KIND, "worker", row.record)?;
            let consents = consents_of(connection, row.record)?;
            let (questions, tasks) = open(connection, row.record, on, zone)?;
            let (messages, bridges) = messages(&Shelf::read(store)?, &worker, &also);
            let holidays: InForce<PublicHolidays> = list_on(connection, on)?;
            Ok(ConversationForm {
                worker: worker_line(store, &row, &self.lapse_today(connection)?, &self.standings(store))?,
                segments: worker.segments.iter().copied().collect(),
                no_contact: worker.do_not_contact,
                direction: if worker.do_not_contact { Direction::Incoming } else { Direction::Outgoing },
                language: language_agreed_in(&consents),
                last: talks.last().map(|talk| last(connection, talk, zone)).transpose()?,
                questions,
                tasks,
                consents: standing_purposes(&consents).into_iter().collect(),
                readings: readings(connection, now_ms, &[ConsentPurpose::Measure])?,
                card: self.card_form(connection, row.record, &talks, on, zone)?,
                media: media(connection, &worker, on)?,
                figures: figure_choices(connection, Some(worker.village), &BTreeSet::new())?,
                messages,
                bridges,
                events: events(connection, row.record, on, zone)?,
                days: day_choices(on, &holidays),
                next_steps: NEXT_STEPS.to_vec(),
            })
        })
    }

    fn card_form(
        &self,
        connection: &Connection,
        worker: RecordId,
        talks: &[Row],
        on: CivilDate,
        zone: Zone,
    ) -> Result<CardForm, FieldError> {
        let instrument: InForce<Instrument> = list_on(connection, on)?;
        let mut taken = Vec::new();
        for row in queries::referring(connection, Measurement::KIND, "worker", worker)? {
            let card: Measurement = row.read()?;
            if card.instrument_version == instrument.version()
                && let Some(on) = zone.date_of(row.created_ms)
            {
                taken.push(Taken { on, author: row.author, wave: card.wave });
            }
        }
        let mut has_begun = false;
        for talk in talks {
            has_begun |= !talk.read::<Encounter>()?.messages.is_empty();
        }
        let plan = plan_card(&taken, &self.agent, on, has_begun, instrument.days_between_min);
        let item = |item: &crate::domain::instrument::Item| CardItem {
            code: item.code.clone(),
            indonesian: item.statement.id.clone(),
            javanese: item.statement.jv.clone(),
        };
        let step = |answer: i64| u32::try_from(answer).map_err(|_| invalid("scale", Rule::Number));
        Ok(CardForm {
            version: instrument.version().to_owned(),
            items: instrument.items.iter().map(item).collect(),
            scale_from: step(instrument.scale.from)?,
            scale_to: step(instrument.scale.to)?,
            sense: plan.sense,
            wave: plan.wave,
            last: plan.last.map(|day| day.to_string()),
            from: plan.from.map(|day| day.to_string()),
        })
    }
}

/// The worker's record, or that of whom the worker was merged into.
fn surviving(connection: &Connection, worker: RecordId) -> Result<Row, FieldError> {
    let row = records::shown(connection, Worker::KIND, worker)?.ok_or(FieldError::NotFound)?;
    match row.read::<Worker>()?.merged_into {
        Some(survivor) => records::shown(connection, Worker::KIND, survivor.0)?.ok_or(FieldError::NotFound),
        None => Ok(row),
    }
}

fn last(connection: &Connection, row: &Row, zone: Zone) -> Result<LastConversation, FieldError> {
    let talk: Encounter = row.read()?;
    let raised = queries::referring(connection, Objection::KIND, "encounter", row.record)?;
    let objections = raised.iter().map(|row| Ok(row.read::<Objection>()?.code)).collect::<Result<_, FieldError>>()?;
    Ok(LastConversation {
        encounter: row.record.to_string(),
        at: Moment::of(row.created_ms, zone),
        author: row.author.to_string(),
        channel: talk.channel,
        direction: talk.direction,
        objections,
        intent: talk.intent.map(|intent| intent.0.into()),
        intent_day: talk.intent_day.map(|day| day.to_string()),
    })
}

/// What is open with a worker: questions, and the tasks that talking can answer. Money that is held and a registration
/// that came back are done elsewhere.
fn open(
    connection: &Connection,
    worker: RecordId,
    on: CivilDate,
    zone: Zone,
) -> Result<(Vec<OpenQuestion>, Vec<OpenTask>), FieldError> {
    let (mut questions, mut tasks) = (Vec::new(), Vec::new());
    for line in today::lines_of_worker(connection, worker, on, TASK_DAYS_AHEAD)? {
        match line.reason.as_str() {
            "question_waits" => {
                let asked = line.about.as_deref().map(record_id).transpose()?;
                let row = asked.map(|asked| records::shown(connection, Encounter::KIND, asked)).transpose()?.flatten();
                if let Some(row) = row {
                    questions.push(OpenQuestion {
                        encounter: row.record.to_string(),
                        asked: Moment::of(row.created_ms, zone),
                        channel: row.read::<Encounter>()?.channel,
                        due: line.due,
                        days_over: line.days_over,
                    });
                }
            }
            "money_held" | "registration_came_back" => {}
            reason => {
                let promised = line.about.clone().filter(|_| reason == "planned");
                tasks.push(OpenTask { results: results_of(line.kind).to_vec(), promised, task: line });
            }
        }
    }
    Ok((questions, tasks))
}

/// The messages to offer, and what answers each objection.
fn messages(shelf: &Shelf, worker: &Worker, also: &BTreeSet<RecordId>) -> (Vec<MessagePick>, Vec<BridgeChoice>) {
    let wanted = Wanted {
        segments: worker.segments.clone(),
        group: Some(worker.village.as_str().to_owned()),
        ..Wanted::default()
    };
    let mut picks = shelf.picks(&wanted);
    // What the agent comes from is offered though the worker belongs to another community.
    let missing = also.iter().filter(|one| picks.iter().all(|pick| pick.message != one.to_string()));
    let missing: Vec<MessagePick> = missing.filter_map(|message| shelf.in_use(*message)).collect();
    picks.splice(0..0, missing);
    picks.sort_by_key(|pick| !also.iter().any(|one| pick.message == one.to_string()));
    let mut bridges = Vec::new();
    for objection in ObjectionCode::ALL {
        let answering = shelf.picks(&Wanted { objection: Some(*objection), ..wanted.clone() });
        let answering = answering.into_iter().filter(|pick| pick.why.contains(&Fit::Objection));
        let messages: Vec<String> = answering.map(|pick| pick.message).collect();
        if !messages.is_empty() {
            bridges.push(BridgeChoice { objection: *objection, messages });
        }
    }
    let bridging: BTreeSet<&String> = bridges.iter().flat_map(|bridge| &bridge.messages).collect();
    let mut place = 0;
    picks.retain(|pick| {
        place += 1;
        place <= MESSAGES_MAX || bridging.contains(&pick.message)
    });
    (picks, bridges)
}

/// Words for what the worker follows: those that the branch's profile of the segment knows, most followed first, then
/// what most people follow one of.
fn media(connection: &Connection, worker: &Worker, on: CivilDate) -> Result<Vec<String>, FieldError> {
    let mut shares: Vec<(i64, String)> = Vec::new();
    for row in queries::every(connection, SegmentProfile::KIND)? {
        let profile: SegmentProfile = row.read()?;
        let is_of_worker = worker.segments.contains(&profile.segment)
            && profile.village.is_none_or(|village| village == worker.village)
            && profile.valid_to >= on;
        if let Some(Value::Map(words)) = profile.body.part("follows_media").filter(|_| is_of_worker) {
            shares.extend(words.iter().map(|(word, share)| (share.as_int().unwrap_or_default(), word.clone())));
        }
    }
    shares.sort_by(|one, other| (other.0, &one.1).cmp(&(one.0, &other.1)));
    let mut media: Vec<String> = Vec::new();
    for word in shares.into_iter().map(|(_, word)| word).chain(MEDIA.map(str::to_owned)) {
        if !media.contains(&word) && media.len() < MEDIA_MAX {
            media.push(word);
        }
    }
    Ok(media)
}

fn events(
    connection: &Connection,
    worker: RecordId,
    on: CivilDate,
    zone: Zone,
) -> Result<Vec<EventChoice>, FieldError> {
    let from = on.starts_at_ms(zone.utc_offset_minutes());
    let until = on.add_days(1).map_or(i64::MAX, |next| next.starts_at_ms(zone.utc_offset_minutes()));
    let mut attended = BTreeSet::new();
    for row in queries::referring(connection, Attendance::KIND, "worker", worker)? {
        attended.insert(row.read::<Attendance>()?.event.0);
    }
    let mut events = Vec::new();
    for row in queries::events_between(connection, from, until)? {
        let event: Event = row.read()?;
        let village = event.village.and_then(|village| Regions::shipped().village_name(village));
        events.push(EventChoice {
            event: row.record.to_string(),
            kind: event.kind,
            place: event.place,
            village_name: village.unwrap_or_default().to_owned(),
            starts: Moment::of(event.starts_at.0, zone),
            attended: attended.contains(&row.record),
        });
    }
    Ok(events)
}
