//! The cards that a report counts: of one version of the instrument, turned round where items are reversed.

use std::collections::{BTreeMap, HashMap};

use super::Scope;
use crate::domain::instrument::Instrument;
use crate::domain::kinds::{Measurement, PanelView, Side, Wave};
use crate::domain::reference::{InForce, version_of};
use crate::domain::{Answers, CivilDate, Month, RecordId};
use crate::insight::facts::Fact;
use crate::insight::panel::{panel_views, quarter_of};
use crate::insight::report::{Draft, FindingKind, WhyLeftOut};
use crate::insight::statistics::co_orientation::{panel_points, reversed};
use crate::insight::statistics::{Indices, State, Views};

/// A view as it counts, an answer per item.
type View = Vec<Option<u8>>;

/// The workers' cards, with what they are held against.
pub(super) struct Cards<'a> {
    pub(super) instrument: InForce<Instrument>,
    /// Cards of workers, oldest first, those that only check another left out.
    pub(super) of_workers: BTreeMap<RecordId, Vec<Card<'a>>>,
    /// Cards that somebody else asked once more, oldest first.
    pub(super) checks: BTreeMap<RecordId, Vec<Card<'a>>>,
    mask: Vec<bool>,
    panel: BTreeMap<Month, Vec<Option<f64>>>,
    agents: HashMap<String, View>,
    other_versions: u64,
}

/// One card with its views turned round.
pub(super) struct Card<'a> {
    pub(super) fact: &'a Fact<Measurement>,
    pub(super) own: View,
    perceived: View,
    guess: View,
}

impl<'a> Cards<'a> {
    /// The workers' cards that a scope admits at any time, all of one version: answers to different cards are never
    /// pooled. It is the one in force, where cards in the months asked about are of it, so that a phone that was not
    /// updated does not turn everybody's report back; else that of the newest card in those months.
    pub(super) fn of(scope: &Scope<'a>) -> Self {
        let facts = &scope.facts.measurements;
        let workers = || scope.of_any_month(facts).filter(|card| card.record.side == Side::Worker);
        let in_months = || workers().filter(|card| scope.filter.holds(card.day.month()));
        let instrument = instrument_of(scope, in_months().map(|card| card.record.instrument_version.as_str()));
        let version = instrument.version().to_owned();
        let of_version = |card: &&Fact<Measurement>| card.record.instrument_version == version;
        let mask: Vec<bool> = instrument.items.iter().map(|item| item.reversed).collect();
        let agents = facts.iter().filter(|card| card.day <= scope.as_of).filter(of_version);
        let mut cards = Self {
            panel: panel(scope, &version, &mask),
            agents: agents_views(agents, &mask),
            of_workers: BTreeMap::new(),
            checks: BTreeMap::new(),
            other_versions: in_months().filter(|card| !of_version(card)).map(|_| 1).sum(),
            instrument,
            mask,
        };
        for fact in workers().filter(of_version) {
            let Some(worker) = fact.record.worker else { continue };
            let Some(card) = cards.card(fact) else { continue };
            let list = if fact.record.wave == Wave::Check { &mut cards.checks } else { &mut cards.of_workers };
            list.entry(worker.0).or_default().push(card);
        }
        cards
    }

    /// Says which card it is, and what was not counted.
    pub(super) fn say(&self, draft: &mut Draft) {
        draft.finding(&[], FindingKind::Instrument, self.instrument.version());
        draft.leave_out(WhyLeftOut::OtherInstrument, self.other_versions);
    }

    /// The indices of a card: the branch's view is that of its quarter, or of the last before it with enough staff.
    pub(super) fn indices(&self, card: &Card<'_>) -> Indices {
        let agents = self.agents.get(card.fact.author.as_str()).map_or(&[][..], Vec::as_slice);
        let branch = self.panel_on(card.fact.day).unwrap_or(&[]);
        Indices::of(&Views { own: &card.own, perceived: &card.perceived, guessed: &card.guess, agents, branch })
    }

    /// Whether the branch's own view is known on a day.
    pub(super) fn panel_on(&self, day: CivilDate) -> Option<&[Option<f64>]> {
        self.panel.range(..=quarter_of(day)).next_back().map(|(_, view)| view.as_slice())
    }

    /// W and state of a card.
    pub(super) fn worldview(&self, card: &Card<'_>) -> Option<(f64, Option<State>)> {
        let indices = self.indices(card);
        indices.worldview.map(|worldview| (worldview, indices.state()))
    }

    fn card(&self, fact: &'a Fact<Measurement>) -> Option<Card<'a>> {
        let view = |answers: &Option<Answers>| {
            answers.as_ref().and_then(|answers| reversed(&answers.0, &self.mask)).unwrap_or_default()
        };
        Some(Card {
            fact,
            own: reversed(&fact.record.own.0, &self.mask)?,
            perceived: view(&fact.record.perceived),
            guess: view(&fact.record.guess),
        })
    }
}

/// Two cards of one worker far enough apart to tell of a shift.
pub(super) struct Pair<'a, 'c> {
    pub(super) worker: RecordId,
    pub(super) before: &'c Card<'a>,
    pub(super) after: &'c Card<'a>,
}

impl<'a> Cards<'a> {
    /// A pair for each worker who has one: the first card of all, and the last in the scope's months, so that what was
    /// measured since does not change what is said of those months.
    pub(super) fn pairs<'c>(&'c self, scope: &Scope<'_>) -> Vec<Pair<'a, 'c>> {
        let apart = i64::from(self.instrument.days_between_min);
        let pair = |(worker, cards): (&RecordId, &'c Vec<Card<'a>>)| {
            let in_months = |card: &&&Card<'_>| scope.filter.holds(card.fact.day.month());
            let (before, after) = (cards.first()?, cards.iter().rev().find(|card| in_months(&card))?);
            let is_apart = after.fact.day.days_since(before.fact.day) >= apart;
            is_apart.then_some(Pair { worker: *worker, before, after })
        };
        self.of_workers.iter().filter_map(pair).collect()
    }
}

/// The card of one of these versions, oldest first: the one in force on the day where it is among them, else the last,
/// else, where there are none or no list of it is at hand, the one in force.
fn instrument_of<'f>(scope: &Scope<'_>, versions: impl Iterator<Item = &'f str>) -> InForce<Instrument> {
    let in_force = scope.list::<Instrument>();
    let mut newest = None;
    for version in versions {
        if version == in_force.version() {
            return in_force;
        }
        newest = Some(version);
    }
    let published = || scope.facts.references.iter().filter(|list| list.name == Instrument::NAME).cloned();
    newest.and_then(|version| version_of(published(), version)).unwrap_or(in_force)
}

/// The branch's view per quarter, turned round like the workers' cards.
fn panel(scope: &Scope<'_>, version: &str, mask: &[bool]) -> BTreeMap<Month, Vec<Option<f64>>> {
    let views = panel_views(scope.facts, scope.as_of).into_iter().filter(|view| view.instrument_version == version);
    let points = |view: &PanelView| {
        let known = |half: &u32| u8::try_from(*half).ok().filter(|half| *half > 0);
        panel_points(&view.half_points.iter().map(known).collect::<Vec<_>>(), mask)
    };
    views.filter_map(|view| Some((view.quarter, points(&view)?))).collect()
}

/// Each agent's own view, by the last card.
fn agents_views<'f>(cards: impl Iterator<Item = &'f Fact<Measurement>>, mask: &[bool]) -> HashMap<String, View> {
    let own = cards.filter(|card| card.record.side == Side::Agent);
    own.filter_map(|card| Some((card.record.agent.as_ref()?.to_string(), reversed(&card.record.own.0, mask)?)))
        .collect()
}
