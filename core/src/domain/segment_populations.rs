//! How many people of a segment live in a village: what a sample is held against.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::record::{Follows, Identity, Policy, Record, Writer};
use super::reference::{BadReference, filled, reference_list};
use super::regions::Regions;
use super::table::{BadRow, NewTable, Table};
use super::value::{Document, Value};
use super::village::VillageCode;
use super::words::Segment;
use crate::record;

/// The numbers of one version. Ships empty: a branch publishes its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentPopulations {
    version: String,
    source: String,
    villages: Vec<VillagePopulation>,
}

/// What one source says about a village.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VillagePopulation {
    /// The village.
    pub village: VillageCode,
    /// Who counted or estimated.
    pub source: String,
    /// The year it is about.
    pub year: u32,
    /// People by segment. A segment that is not there is not known, not empty.
    pub people: BTreeMap<Segment, u32>,
}

record! {
    /// A row of the list as a table.
    struct PopulationRow: "segment_populations" {
        follows: Follows::Reference;
        identity: Identity::Derived(&["village", "segment"]);
        writer: Writer::Branch;
        village: VillageCode => Policy::Fixed;
        segment: Segment => Policy::Fixed;
        people: u32 => Policy::Fixed;
        source: String => Policy::Fixed;
        year: u32 => Policy::Fixed;
    }
}

reference_list!(SegmentPopulations: "segment_populations");

impl SegmentPopulations {
    /// The list as a table: a row for each village and segment.
    pub const TABLE: Table = Table { row: PopulationRow::KIND, document };

    /// Where the numbers come from, as a whole.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The villages of which something is known.
    pub fn villages(&self) -> &[VillagePopulation] {
        &self.villages
    }

    /// How many people of a segment live in a village; `None` where it is not known.
    pub fn people(&self, village: VillageCode, segment: Segment) -> Option<u32> {
        let of = self.villages.iter().filter(|entry| entry.village == village);
        of.filter_map(|entry| entry.people.get(&segment).copied()).next()
    }

    fn check(&self) -> Result<(), BadReference> {
        filled(DOCUMENT, "source", &self.source)?;
        let mut seen = BTreeSet::new();
        for (index, entry) in self.villages.iter().enumerate() {
            let place = |part: &str| format!("villages[{index}].{part}");
            let bad = |part: &str, problem: &str| Err(BadReference::new(DOCUMENT, place(part), problem));
            filled(DOCUMENT, place("source"), &entry.source)?;
            if Regions::shipped().village_name(entry.village).is_none() {
                return bad("village", "is not in the area list");
            }
            if !is_year(entry.year) {
                return bad("year", NO_YEAR);
            }
            if entry.people.keys().any(|segment| !seen.insert((entry.village, *segment))) {
                return bad("people", REPEATED);
            }
        }
        Ok(())
    }
}

const NO_YEAR: &str = "is not a year from 1990 to 2999";
const REPEATED: &str = "this segment of this village is there already";

fn is_year(year: u32) -> bool {
    (1990..=2999).contains(&year)
}

/// Groups the rows by village and source: a list holds a thousand elements at most, and a branch has more villages times
/// segments than that.
fn document(table: &NewTable, rows: &[Document]) -> Result<Value, BadRow> {
    let mut seen = BTreeSet::new();
    let mut villages: BTreeMap<(VillageCode, String, u32), BTreeMap<Segment, u32>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        let row = PopulationRow::from_document(row).map_err(|_| BadRow::new(index, "people", "cannot be read"))?;
        if !is_year(row.year) {
            return Err(BadRow::new(index, "year", NO_YEAR));
        }
        if !seen.insert((row.village, row.segment)) {
            return Err(BadRow::new(index, "segment", REPEATED));
        }
        villages.entry((row.village, row.source, row.year)).or_default().insert(row.segment, row.people);
    }
    let grouped = |((village, source, year), people)| VillagePopulation { village, source, year, people };
    let list = SegmentPopulations {
        version: table.version.clone(),
        source: table.source.clone(),
        villages: villages.into_iter().map(grouped).collect(),
    };
    Ok(Value::from_serialize(&list).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::reference::refused;

    fn row(village: &str, segment: &str, people: i64, year: i64) -> Document {
        let cells: [(&str, Value); 5] = [
            ("village", village.into()),
            ("segment", segment.into()),
            ("people", people.into()),
            ("source", "BPS".into()),
            ("year", year.into()),
        ];
        cells.map(|(column, cell)| (column.to_owned(), cell)).into()
    }

    fn published(rows: &[Document]) -> Result<SegmentPopulations, BadRow> {
        let about = NewTable { version: "2026-07".to_owned(), source: "the branch".to_owned() };
        let document = (SegmentPopulations::TABLE.document)(&about, rows)?;
        Ok(SegmentPopulations::parse(&serde_json::to_string(&document).unwrap()).unwrap())
    }

    #[test]
    fn nothing_is_known_until_a_branch_publishes_numbers() {
        assert!(SegmentPopulations::shipped().villages().is_empty());
        assert!(SegmentPopulations::shipped().source().contains("publish"));
    }

    #[test]
    fn a_table_becomes_the_list_and_what_it_leaves_out_is_not_known() {
        let rows = [
            row("33.74.05.1003", "fisher", 120, 2024),
            row("33.74.05.1003", "farmer", 0, 2024),
            row("33.74.05.1002", "fisher", 7, 2023),
        ];
        let list = published(&rows).unwrap();
        let people = |village: &str, segment| list.people(village.parse().unwrap(), segment);
        assert_eq!((list.version(), list.villages().len()), ("2026-07", 2));
        assert_eq!(people("33.74.05.1003", Segment::Fisher), Some(120));
        assert_eq!(people("33.74.05.1003", Segment::Farmer), Some(0));
        assert_eq!(people("33.74.05.1002", Segment::Farmer), None);
    }

    #[test]
    fn a_row_that_repeats_another_or_is_of_no_year_is_named() {
        let one = row("33.74.05.1003", "fisher", 120, 2024);
        let again = published(&[one.clone(), row("33.74.05.1003", "fisher", 99, 2023)]).unwrap_err();
        assert_eq!((again.row, again.column), (1, "segment"));
        let year = published(&[one, row("33.74.05.1002", "fisher", 1, 24)]).unwrap_err();
        assert_eq!((year.row, year.column), (1, "year"));
    }

    #[test]
    fn a_village_that_is_none_and_a_source_left_out_are_refused_in_json_too() {
        let entry = json!([{ "village": "33.74.05.1003", "source": "BPS", "year": 2024, "people": { "fisher": 1 } }]);
        let refused = |pointer: &str, value| {
            let mut list: serde_json::Value = serde_json::from_str(SHIPPED).unwrap();
            list["villages"] = entry.clone();
            refused(&list.to_string(), SegmentPopulations::parse, pointer, value)
        };
        assert_eq!(refused("/villages/0/village", json!("33.74.05.9999")), "villages[0].village");
        assert_eq!(refused("/villages/0/source", json!(" ")), "villages[0].source");
        assert_eq!(refused("/villages/0/year", json!(24)), "villages[0].year");
    }
}
