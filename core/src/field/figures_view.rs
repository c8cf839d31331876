//! Figures as screens show them: what they are, how we stand with them, and by what share of those asked they are named.
//! Never by whom: of nominations a screen gets what report 4 shows, and no record of one.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::Field;
use super::capture::record_id;
use super::events::{NearDay, zone_of};
use super::lists::{own_zone, village_lines};
use super::moment::Moment;
use super::names::{Names, Who};
use super::reports::facts_of_figures;
use super::standing::Standings;
use super::views::{RecordStatus, VillageLine};
use crate::domain::kinds::{
    Event, EventKind, Figure, FigureId, FigureRole, FollowUp, FollowUpKind, FollowUpResult, IdentifiedBy, Measurement,
    NominationQuestion, RelationshipNote, Side, Stage, Worker,
};
use crate::domain::regions::Regions;
use crate::domain::{AgentId, CivilDate, Record, RecordId, VillageCode, Zone, name};
use crate::error::FieldError;
use crate::insight::{self, Dimension, Estimate, Filter, FindingKind, Key, Line, Measure, Report, ReportName};
use crate::prints_name_only;
use crate::store::queries;
use crate::store::records::{self, Row};

/// Days to choose for what is to be done next, from today.
const DAYS_AHEAD: std::ops::RangeInclusive<i64> = 0..=14;

/// A figure to choose.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct FigureChoice {
    /// The figure.
    pub figure: String,
    /// The name.
    pub name: String,
    /// What the figure is, publicly.
    pub roles: Vec<FigureRole>,
    /// The village's name; empty where none is known.
    pub village_name: String,
    /// Whether the record that the choice is for names the figure already.
    pub is_chosen: bool,
}

/// By what share of those who were asked a figure is named.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct NominationShare {
    /// What was asked.
    pub question: NominationQuestion,
    /// How many named the figure; none where that may not be shown.
    pub named: Option<u64>,
    /// The share, exactly as report 4 shows or suppresses it; n is how many were asked.
    pub share: Estimate,
}

/// A figure in a list.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct FigureLine {
    /// The figure.
    pub figure: String,
    /// The name.
    pub name: String,
    /// What the figure is, publicly.
    pub roles: Vec<FigureRole>,
    /// The village code; none where none is known.
    pub village: Option<String>,
    /// The village's name; empty where none is known.
    pub village_name: String,
    /// Where the relationship stands by the last note.
    pub stage: Option<Stage>,
    /// Trust, 1 to 5, by the last note that says.
    pub trust: Option<u32>,
    /// When the last note was made.
    pub noted: Option<Moment>,
    /// Promises made, over all notes.
    pub promises_made: u64,
    /// Promises kept, over all notes.
    pub promises_kept: u64,
    /// Who names the figure, as shares: one for each question in which anybody did.
    pub shares: Vec<NominationShare>,
    /// The questions for which the figure is one of the small set.
    pub covers: Vec<NominationQuestion>,
    /// Where the record stands.
    pub status: RecordStatus,
}

/// The small set of figures that most of those asked name.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct SmallSet {
    /// What was asked.
    pub question: NominationQuestion,
    /// The share of those asked who name somebody of the set, as report 4 shows or suppresses it.
    pub covered: Estimate,
    /// The figures' names, in order of names; empty where the set may not be shown.
    pub names: Vec<String>,
}

/// The figures that this phone holds.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct FiguresView {
    /// The figures, in order of names: nobody is ranked.
    pub figures: Vec<FigureLine>,
    /// The small set per question.
    pub small_sets: Vec<SmallSet>,
    /// The village that was asked about; none for all.
    pub village: Option<String>,
    /// The agent's villages: the phone tells of nowhere else.
    pub villages: Vec<VillageLine>,
}

/// A note on how the relationship stood.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct NoteLine {
    /// When it was made.
    pub made: Moment,
    /// Who made it.
    pub who: Who,
    /// Where the relationship stood.
    pub stage: Stage,
    /// Trust, 1 to 5.
    pub trust: Option<u32>,
    /// Promises made since the note before.
    pub promises_made: Option<u32>,
    /// Promises kept since the note before.
    pub promises_kept: Option<u32>,
    /// Where the record stands.
    pub status: RecordStatus,
}

/// An event before which a figure was engaged.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct EngagedLine {
    /// The event.
    pub event: String,
    /// What kind of event.
    pub kind: EventKind,
    /// Where, as told.
    pub place: Option<String>,
    /// When it starts.
    pub starts: Moment,
}

/// A task that a figure is promised, or about which one is to be seen.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct FigureTask {
    /// What is to be done.
    pub kind: FollowUpKind,
    /// What was promised.
    pub about: Option<String>,
    /// The day that counts: the one it was put off to, or the one it is due.
    pub day: String,
    /// How many days it is over; negative before its day.
    pub days_over: i64,
    /// Who is to do it; none for whoever comes by.
    pub owner: Option<String>,
    /// Whether it came to an end.
    pub is_done: bool,
}

/// One figure.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct FigureView {
    /// The figure as lists show it.
    pub line: FigureLine,
    /// How the figure came to be known.
    pub identified_by: IdentifiedBy,
    /// The figure's own record as a worker, where this phone holds it.
    pub worker: Option<String>,
    /// The notes, the last one first.
    pub notes: Vec<NoteLine>,
    /// The events before which the figure was engaged, the last one first.
    pub engaged: Vec<EngagedLine>,
    /// When the figure last answered the card; none where that was never. What was answered is one person's, and shown
    /// nowhere.
    pub answered_card: Option<Moment>,
    /// The tasks, open ones first, then by day.
    pub tasks: Vec<FigureTask>,
    /// The agent's villages.
    pub villages: Vec<VillageLine>,
    /// Days to choose for what is to be done next.
    pub days: Vec<NearDay>,
}

prints_name_only!(
    FigureChoice,
    NominationShare,
    FigureLine,
    SmallSet,
    FiguresView,
    NoteLine,
    EngagedLine,
    FigureTask,
    FigureView
);

impl Field {
    /// The figures that this phone holds, of one village or of all. Blocks: reads whoever named somebody, once.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `village` with the rule that its code breaks.
    pub fn figures_view(&self, village: Option<&str>) -> Result<FiguresView, FieldError> {
        let village = village.map(|code| super::capture::village("village", code)).transpose()?;
        let now_ms = self.ports.clock.now().wall_ms;
        self.read(|store| {
            let connection = store.connection();
            let own = own_zone(connection)?;
            let named = Named::of(connection, village, own, now_ms)?;
            let standings = self.standings(store);
            let mut figures = Vec::new();
            for (id, figure) in every_figure(connection)? {
                if village.is_none_or(|village| figure.village == Some(village)) {
                    figures.push(figure_line(
                        connection,
                        id,
                        &figure,
                        &Shown { own, named: &named, standings: &standings },
                    )?);
                }
            }
            figures.sort_by_cached_key(|line| (name::fold(&line.name), line.figure.clone()));
            Ok(FiguresView {
                small_sets: named.small_sets(&figures),
                figures,
                village: village.map(|village| village.as_str().to_owned()),
                villages: village_lines(connection)?,
            })
        })
    }

    /// One figure: how we stood over time, and what is to be done. Blocks as [`Field::figures_view`] does.
    ///
    /// # Errors
    /// [`FieldError::NotFound`].
    pub fn figure_view(&self, figure: &str) -> Result<FigureView, FieldError> {
        let id = record_id(figure)?;
        let now_ms = self.ports.clock.now().wall_ms;
        self.read(|store| {
            let connection = store.connection();
            let own = own_zone(connection)?;
            let row = records::shown(connection, Figure::KIND, id)?.ok_or(FieldError::NotFound)?;
            let figure: Figure = row.read()?;
            let zone = zone_of(figure.village, own);
            let named = Named::of(connection, None, own, now_ms)?;
            let worker = match figure.worker {
                Some(worker) => records::shown(connection, Worker::KIND, worker.0)?,
                None => None,
            };
            let today = zone.date_of(now_ms);
            let day = |days_ahead: i64| {
                let day = today?.add_days(days_ahead)?;
                Some(NearDay { day: day.to_string(), days_ahead })
            };
            let standings = self.standings(store);
            Ok(FigureView {
                line: figure_line(connection, id, &figure, &Shown { own, named: &named, standings: &standings })?,
                identified_by: figure.identified_by,
                worker: worker.map(|worker| worker.record.to_string()),
                notes: notes(&self.names(store)?, id, zone, &standings)?,
                engaged: engaged(connection, FigureId(id), own)?,
                answered_card: answered_card(connection, id, zone)?,
                tasks: tasks(connection, id, today)?,
                villages: village_lines(connection)?,
                days: DAYS_AHEAD.filter_map(day).collect(),
            })
        })
    }
}

/// What lines of figures are shown by.
struct Shown<'a> {
    own: Zone,
    named: &'a Named,
    standings: &'a Standings<'a>,
}

fn figure_line(
    connection: &Connection,
    id: RecordId,
    figure: &Figure,
    by: &Shown<'_>,
) -> Result<FigureLine, FieldError> {
    let notes = queries::referring(connection, RelationshipNote::KIND, "figure", id)?;
    let typed: Vec<RelationshipNote> = notes.iter().map(Row::read).collect::<Result<_, _>>()?;
    let sum = |part: fn(&RelationshipNote) -> Option<u32>| typed.iter().filter_map(part).map(u64::from).sum();
    Ok(FigureLine {
        figure: id.to_string(),
        name: figure.name.clone().unwrap_or_default(),
        roles: figure.roles.iter().copied().collect(),
        village: figure.village.map(|village| village.as_str().to_owned()),
        village_name: village_name(figure.village),
        stage: typed.last().map(|note| note.stage),
        trust: typed.iter().rev().find_map(|note| note.trust).map(|trust| trust.0.into()),
        noted: notes.last().map(|row| Moment::of(row.created_ms, zone_of(figure.village, by.own))),
        promises_made: sum(|note| note.promises_made),
        promises_kept: sum(|note| note.promises_kept),
        shares: by.named.shares(id),
        covers: by.named.covers(id),
        status: by.standings.of(id)?,
    })
}

fn notes(
    names: &Names<'_>,
    figure: RecordId,
    zone: Zone,
    standings: &Standings<'_>,
) -> Result<Vec<NoteLine>, FieldError> {
    let rows = queries::referring(names.connection, RelationshipNote::KIND, "figure", figure)?;
    let line = |row: &Row| {
        let note: RelationshipNote = row.read()?;
        Ok(NoteLine {
            made: Moment::of(row.created_ms, zone),
            who: names.who(&row.author)?,
            stage: note.stage,
            trust: note.trust.map(|trust| trust.0.into()),
            promises_made: note.promises_made,
            promises_kept: note.promises_kept,
            status: standings.of(row.record)?,
        })
    };
    rows.iter().rev().map(line).collect()
}

/// What report 4 says of nominations.
struct Named {
    report: Option<Report>,
}

impl Named {
    /// The report as it stands today; none where the clock shows a time beyond the calendar.
    fn of(connection: &Connection, village: Option<VillageCode>, own: Zone, now_ms: i64) -> Result<Self, FieldError> {
        let Some(today) = own.date_of(now_ms) else { return Ok(Self { report: None }) };
        let filter = Filter { village, ..Filter::default() };
        Ok(Self { report: Some(insight::report(ReportName::Figures, &facts_of_figures(connection)?, &filter, today)) })
    }

    fn shares(&self, figure: RecordId) -> Vec<NominationShare> {
        let figure = figure.to_string();
        let lines = self.report.iter().flat_map(|report| &report.lines);
        let of_figure = lines.filter(|line| {
            line.measure == Measure::NominationShare
                && line.by.iter().any(|key| key.dimension == Dimension::Figure && key.value == figure)
        });
        let share = |line: &Line| {
            Some(NominationShare { question: question(&line.by)?, named: named(&line.estimate), share: line.estimate })
        };
        of_figure.filter_map(share).collect()
    }

    fn covers(&self, figure: RecordId) -> Vec<NominationQuestion> {
        let figure = figure.to_string();
        let found = self.report.iter().flat_map(|report| &report.findings);
        let of_figure = found.filter(|found| found.finding == FindingKind::Covers && found.value == figure);
        of_figure.filter_map(|found| question(&found.by)).collect()
    }

    fn small_sets(&self, figures: &[FigureLine]) -> Vec<SmallSet> {
        let lines = self.report.iter().flat_map(|report| &report.lines);
        let set = |line: &Line| {
            let question = question(&line.by)?;
            let of_set = figures.iter().filter(|figure| figure.covers.contains(&question));
            let names = of_set.map(|figure| figure.name.clone()).collect();
            Some(SmallSet { question, covered: line.estimate, names })
        };
        lines.filter(|line| line.measure == Measure::Covered).filter_map(set).collect()
    }
}

fn question(by: &[Key]) -> Option<NominationQuestion> {
    by.iter().find(|key| key.dimension == Dimension::Question)?.value.parse().ok()
}

/// How many of n a share is, where it may be shown.
fn named(share: &Estimate) -> Option<u64> {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let near = |count: u64, value: f64| (count as f64 - value * share.n() as f64).abs() < 0.5;
    let value = share.value()?;
    (0..=share.n()).find(|count| near(*count, value))
}

/// The figures who were not erased, each with the record.
fn every_figure(connection: &Connection) -> Result<Vec<(RecordId, Figure)>, FieldError> {
    let mut figures = Vec::new();
    for row in queries::every(connection, Figure::KIND)? {
        let figure: Figure = row.read()?;
        if figure.name.is_some() && figure.erased_at.is_none() {
            figures.push((row.record, figure));
        }
    }
    Ok(figures)
}

/// The figures to choose from: those of a village first, then those of none, then the others, each in order of names.
/// Where a village is known, those of other villages are left out unless they are chosen.
pub(super) fn figure_choices(
    connection: &Connection,
    village: Option<VillageCode>,
    chosen: &BTreeSet<FigureId>,
) -> Result<Vec<FigureChoice>, FieldError> {
    let mut figures = every_figure(connection)?;
    figures.retain(|(id, figure)| {
        village.is_none() || figure.village.is_none() || figure.village == village || chosen.contains(&FigureId(*id))
    });
    figures.sort_by_cached_key(|(id, figure)| {
        (figure.village != village, name::fold(figure.name.as_deref().unwrap_or_default()), *id)
    });
    let choice = |(id, figure): (RecordId, Figure)| FigureChoice {
        figure: id.to_string(),
        name: figure.name.unwrap_or_default(),
        roles: figure.roles.into_iter().collect(),
        village_name: village_name(figure.village),
        is_chosen: chosen.contains(&FigureId(id)),
    };
    Ok(figures.into_iter().map(choice).collect())
}

pub(super) fn village_name(village: Option<VillageCode>) -> String {
    village.and_then(|village| Regions::shipped().village_name(village)).unwrap_or_default().to_owned()
}

fn engaged(connection: &Connection, figure: FigureId, own: Zone) -> Result<Vec<EngagedLine>, FieldError> {
    let mut lines = Vec::new();
    for row in queries::every(connection, Event::KIND)? {
        let event: Event = row.read()?;
        if event.figures_engaged_before.contains(&figure) {
            let starts = Moment::of(event.starts_at.0, zone_of(event.village, own));
            lines.push(EngagedLine { event: row.record.to_string(), kind: event.kind, place: event.place, starts });
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.starts.ms));
    Ok(lines)
}

fn answered_card(connection: &Connection, figure: RecordId, zone: Zone) -> Result<Option<Moment>, FieldError> {
    let rows = queries::referring(connection, Measurement::KIND, "figure", figure)?;
    let mut last = None;
    for row in rows {
        if row.read::<Measurement>()?.side == Side::Figure {
            last = Some(Moment::of(row.created_ms, zone));
        }
    }
    Ok(last)
}

fn tasks(connection: &Connection, figure: RecordId, today: Option<CivilDate>) -> Result<Vec<FigureTask>, FieldError> {
    let mut tasks = Vec::new();
    for row in queries::referring(connection, FollowUp::KIND, "figure", figure)? {
        let task: FollowUp = row.read()?;
        let day = task.put_off_to.unwrap_or(task.due);
        tasks.push(FigureTask {
            kind: task.kind,
            about: task.about,
            day: day.to_string(),
            days_over: today.map_or(0, |today| today.days_since(day)),
            owner: task.claimed_by.or(task.owner).as_ref().map(AgentId::to_string),
            is_done: task.results.iter().any(|result| *result != FollowUpResult::NotMet),
        });
    }
    tasks.sort_by(|one, other| (one.is_done, &one.day).cmp(&(other.is_done, &other.day)));
    Ok(tasks)
}
