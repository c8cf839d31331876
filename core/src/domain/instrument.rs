//! The co-orientation card: its statements, its scale, and what its answers are reckoned by.

use serde::Deserialize;

use super::reference::{BadReference, filled, reference_list};
use super::wording::Wording;

/// The card of one version. Measurements keep the version; answers to different ones are never pooled.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    version: String,
    source: String,
    /// The lowest and the highest answer.
    pub scale: Scale,
    /// The statements in the order in which they are asked.
    pub items: Vec<Item>,
    /// How many items two sides must both have answered for an index of them.
    pub common_items_min: usize,
    /// A card filled in sooner is flagged.
    pub seconds_min: u32,
    /// Cards of one person closer together say nothing about a shift.
    pub days_between_min: u32,
    /// An index of two sides is high from here on, 0–100.
    pub threshold: u32,
    /// The fewest of the branch's own staff whose median is its view, per quarter.
    pub panel_min: usize,
    // Records hold no fractions, and published lists travel as records: thousandths.
    sd_thousandths: u32,
    r_thousandths: u32,
    icc_thousandths: u32,
}

/// The answers that can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Disagrees strongly.
    pub from: i64,
    /// Agrees strongly.
    pub to: i64,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The word under which answers are stored.
    pub code: String,
    /// What is read aloud.
    pub statement: Wording,
    /// Whether agreeing speaks against protection.
    pub reversed: bool,
}

reference_list!(Instrument: "instrument");

impl Instrument {
    /// Who made it and what is known about it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The item of a code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.code == code)
    }

    /// An answer as it counts: turned round where the item is reversed. `None` for an item that the card does not have,
    /// and for an answer off the scale.
    pub fn scored(&self, code: &str, answer: i64) -> Option<i64> {
        let Scale { from, to } = self.scale;
        let item = self.item(code)?;
        (from..=to).contains(&answer).then_some(if item.reversed { from + to - answer } else { answer })
    }

    /// The standard deviation of W between people, in points of 100.
    pub fn sd(&self) -> f64 {
        f64::from(self.sd_thousandths) / 1000.0
    }

    /// How well two cards of one person agree when nothing has shifted, 0–1.
    pub fn r(&self) -> f64 {
        f64::from(self.r_thousandths) / 1000.0
    }

    /// How much alike answers within one village are, 0–1.
    pub fn icc(&self) -> f64 {
        f64::from(self.icc_thousandths) / 1000.0
    }

    fn check(&self) -> Result<(), BadReference> {
        let bad = |place: &str, problem: &str| Err(BadReference::new(DOCUMENT, place, problem));
        filled(DOCUMENT, "source", &self.source)?;
        if !(0 <= self.scale.from && self.scale.from < self.scale.to && self.scale.to <= 100) {
            return bad("scale", "is not a range within 0 to 100");
        }
        for (index, item) in self.items.iter().enumerate() {
            let place = format!("items[{index}]");
            item.statement.check(DOCUMENT, &format!("{place}.statement"))?;
            if item.code.is_empty() || self.items[..index].iter().any(|earlier| earlier.code == item.code) {
                return bad(&format!("{place}.code"), "is empty or used twice");
            }
        }
        if !(1..=self.items.len()).contains(&self.common_items_min) {
            return bad("common_items_min", "is not 1 to the number of items");
        }
        for (place, value) in [("seconds_min", self.seconds_min), ("days_between_min", self.days_between_min)] {
            if value == 0 {
                return bad(place, "is not above 0");
            }
        }
        if self.panel_min == 0 {
            return bad("panel_min", "is not above 0");
        }
        if !(1..100).contains(&self.threshold) {
            return bad("threshold", "is not 1 to 99");
        }
        if !(1..=100_000).contains(&self.sd_thousandths) {
            return bad("sd_thousandths", "is not 1 to 100000");
        }
        // With r = 1 every change would count.
        for (place, value) in [("r_thousandths", self.r_thousandths), ("icc_thousandths", self.icc_thousandths)] {
            if value >= 1000 {
                return bad(place, "is not 0 to 999");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::reference::refused;

    #[test]
    fn the_card_asks_four_statements_of_which_two_are_reversed() {
        let card = Instrument::shipped();
        let codes: Vec<_> = card.items.iter().map(|item| (item.code.as_str(), item.reversed)).collect();
        assert_eq!(codes, [("P", false), ("T", true), ("N", true), ("H", false)]);
        assert_eq!((card.common_items_min, card.seconds_min, card.days_between_min), (3, 40, 14));
        assert_eq!((card.sd(), card.r(), card.icc(), card.threshold, card.panel_min), (25.0, 0.7, 0.05, 75, 8));
        assert!(card.items.iter().all(|item| item.statement.id != item.statement.jv));
        assert!(card.source().contains("Javanese") && card.source().contains("not been reviewed"));
    }

    #[test]
    fn an_answer_to_a_reversed_item_counts_the_other_way_round() {
        let scored = |code, answer| Instrument::shipped().scored(code, answer);
        assert_eq!([scored("P", 5), scored("T", 5), scored("N", 4), scored("H", 1)], [5, 1, 2, 1].map(Some));
        assert_eq!([scored("P", 0), scored("T", 6), scored("X", 3)], [None; 3]);
    }

    #[test]
    fn a_card_that_cannot_be_reckoned_with_is_refused_with_its_place() {
        for (pointer, value, place) in [
            ("/common_items_min", json!(5), "common_items_min"),
            ("/items/1/code", json!("P"), "items[1].code"),
            ("/items/3/statement/jv", json!(" "), "items[3].statement.jv"),
            ("/scale/to", json!(1), "scale"),
            ("/seconds_min", json!(0), "seconds_min"),
            ("/panel_min", json!(0), "panel_min"),
            ("/threshold", json!(100), "threshold"),
            ("/sd_thousandths", json!(0), "sd_thousandths"),
            ("/r_thousandths", json!(1000), "r_thousandths"),
            ("/source", json!(""), "source"),
        ] {
            assert_eq!(refused(SHIPPED, Instrument::parse, pointer, value), place);
        }
    }
}
