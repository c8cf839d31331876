//! The branch's own view, quarter by quarter: the median of its staff, of their cards or as the branch published it.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::statistics::co_orientation::panel_view;
use crate::domain::kinds::{PanelView, Side};
use crate::domain::{CivilDate, Month};

/// The months of a quarter.
const MONTHS: u32 = 3;

/// The staff who answered, each with the last answers.
type Staff<'f> = BTreeMap<String, &'f [Option<u8>]>;

/// A view for each quarter and version of the card in which at least eight staff answered until a day, each of them by
/// the last card. Of the cards at hand and of what the branch published, it is the one that rests on more staff: the
/// branch holds every card, a phone few or none.
pub fn panel_views(facts: &Facts, as_of: CivilDate) -> Vec<PanelView> {
    let mut views: BTreeMap<(Month, String), PanelView> = BTreeMap::new();
    let published = facts.panel_views.iter().map(|fact| fact.record.clone());
    let published = published.filter(|view| view.quarter.first_day() <= as_of);
    for view in published.chain(of_cards(facts, as_of)) {
        let known = views.entry((view.quarter, view.instrument_version.clone())).or_insert_with(|| view.clone());
        if view.staff >= known.staff {
            *known = view;
        }
    }
    views.into_values().collect()
}

fn of_cards(facts: &Facts, as_of: CivilDate) -> impl Iterator<Item = PanelView> {
    let mut staff: BTreeMap<(Month, &str), Staff<'_>> = BTreeMap::new();
    let cards = facts.measurements.iter().filter(|card| card.record.side == Side::Panel && card.day <= as_of);
    for card in cards {
        let who = card.record.agent.as_ref().map_or_else(|| card.id.to_string(), ToString::to_string);
        let of_quarter = staff.entry((quarter_of(card.day), &card.record.instrument_version)).or_default();
        of_quarter.insert(who, &card.record.own.0);
    }
    staff.into_iter().filter_map(|((quarter, version), staff)| {
        let cards: Vec<&[Option<u8>]> = staff.into_values().collect();
        let view = panel_view(&cards).filter(|view| view.iter().any(Option::is_some))?;
        Some(PanelView {
            quarter,
            instrument_version: version.to_owned(),
            staff: u32::try_from(cards.len()).unwrap_or(u32::MAX),
            half_points: view.into_iter().map(|half_points| half_points.map_or(0, u32::from)).collect(),
        })
    })
}

/// The first month of the quarter that a day lies in.
pub(super) fn quarter_of(day: CivilDate) -> Month {
    let into_quarter = (day.month_of_year() - 1) % MONTHS;
    i32::try_from(into_quarter).ok().and_then(|months| day.month().add_months(-months)).unwrap_or_else(|| day.month())
}
