//! Days on which nobody at the branch works, and the working days between them.

use serde::{Deserialize, Serialize};

use super::calendar::CivilDate;
use super::record::{Follows, Identity, Policy, Record, Writer};
use super::reference::{BadReference, Validity, filled, reference_list};
use super::table::{BadRow, NewTable, Table};
use super::value::{Document, Value};
use super::words::words;
use crate::record;

words! {
    /// Why a day is free.
    pub enum HolidayKind {
        /// A national holiday.
        National => "national",
        /// Joint leave around one (cuti bersama).
        JointLeave => "joint_leave",
    }
}

/// The holidays of one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PublicHolidays {
    version: String,
    source: String,
    valid: Validity,
    days: Vec<Holiday>,
}

/// One free day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    pub date: CivilDate,
    /// What it is for, in Bahasa Indonesia.
    pub name: String,
    /// Why it is free.
    pub kind: HolidayKind,
}

record! {
    /// A row of the list as a table.
    struct HolidayRow: "public_holidays" {
        follows: Follows::Reference;
        identity: Identity::Derived(&["date"]);
        writer: Writer::Branch;
        date: CivilDate => Policy::Fixed;
        name: String => Policy::Fixed;
        kind: HolidayKind => Policy::Fixed;
    }
}

reference_list!(PublicHolidays: "public_holidays" {
    fn holds_until(&self) -> Option<CivilDate> {
        self.valid.to
    }
});

impl PublicHolidays {
    /// The list as a table: a row for each day. It holds for the whole years from its first day to its last.
    pub const TABLE: Table = Table { row: HolidayRow::KIND, document };

    /// Who decided it, and how sure it is.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The free days, in order.
    pub fn days(&self) -> &[Holiday] {
        &self.days
    }

    /// Whether the list knows the holidays of a day's time.
    pub fn knows(&self, day: CivilDate) -> bool {
        self.valid.holds_on(day)
    }

    /// Whether people work on a day: Monday to Friday, and no holiday. Outside of the list's time only weekends are free.
    pub fn is_working_day(&self, day: CivilDate) -> bool {
        !day.is_weekend() && self.days.binary_search_by_key(&day, |holiday| holiday.date).is_err()
    }

    /// The working days from one day to another, both included; 0 where the second comes before the first.
    pub fn working_days(&self, from: CivilDate, to: CivilDate) -> i64 {
        let days = (to.days_since(from) + 1).max(0);
        // Whole weeks have five each; what is left over is looked at day by day.
        let odd_from = from.add_days(days / 7 * 7).unwrap_or(to);
        let odd = (0..days % 7).filter_map(|after| odd_from.add_days(after)).filter(|day| !day.is_weekend());
        let in_week = |holiday: &&Holiday| (from..=to).contains(&holiday.date) && !holiday.date.is_weekend();
        let free = self.days.iter().filter(in_week).map(|_| 1_i64).sum::<i64>();
        days / 7 * 5 + odd.map(|_| 1_i64).sum::<i64>() - free
    }

    fn check(&self) -> Result<(), BadReference> {
        let bad = |place: String, problem: &str| Err(BadReference::new(DOCUMENT, place, problem));
        filled(DOCUMENT, "source", &self.source)?;
        if self.valid.to.is_some_and(|to| to < self.valid.from) {
            return bad("valid".into(), "ends before it begins");
        }
        for (index, holiday) in self.days.iter().enumerate() {
            filled(DOCUMENT, format!("days[{index}].name"), &holiday.name)?;
            if !self.valid.holds_on(holiday.date) {
                return bad(format!("days[{index}].date"), "lies outside of the list's validity");
            }
            if index > 0 && self.days[index - 1].date >= holiday.date {
                return bad(format!("days[{index}].date"), "does not come after the one before");
            }
        }
        Ok(())
    }
}

fn document(table: &NewTable, rows: &[Document]) -> Result<Value, BadRow> {
    let mut days = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let row = HolidayRow::from_document(row).map_err(|_| BadRow::new(index, "date", "cannot be read"))?;
        if days.iter().any(|day: &Holiday| day.date == row.date) {
            return Err(BadRow::new(index, "date", "this day is there already"));
        }
        days.push(Holiday { date: row.date, name: row.name, kind: row.kind });
    }
    days.sort_by_key(|day| day.date);
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Err(BadRow::new(0, "date", "no day is there"));
    };
    let year_end = |day: CivilDate, (month, of_month)| CivilDate::new(day.year(), month, of_month).unwrap_or(day);
    let valid = Validity { from: year_end(first.date, (1, 1)), to: Some(year_end(last.date, (12, 31))) };
    let list = PublicHolidays { version: table.version.clone(), source: table.source.clone(), valid, days };
    Ok(Value::from_serialize(&list).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::reference::{ReferenceList, refused};

    fn day(text: &str) -> CivilDate {
        text.parse().unwrap()
    }

    fn working_days(from: &str, to: &str) -> i64 {
        PublicHolidays::shipped().working_days(day(from), day(to))
    }

    #[test]
    fn the_year_2026_has_seventeen_national_holidays_and_eight_days_of_joint_leave() {
        let days = PublicHolidays::shipped().days();
        let count = |kind| days.iter().filter(|holiday| holiday.kind == kind).count();
        assert_eq!((count(HolidayKind::National), count(HolidayKind::JointLeave)), (17, 8));
        assert_eq!(PublicHolidays::shipped().holds_until(), Some(day("2026-12-31")));
        assert!(!PublicHolidays::shipped().knows(day("2027-01-01")));
    }

    #[test]
    fn weekends_and_holidays_are_no_working_days() {
        assert_eq!(working_days("2026-06-03", "2026-06-03"), 1, "a Wednesday");
        assert_eq!(working_days("2026-06-01", "2026-06-07"), 4, "Monday is Pancasila day");
        assert_eq!(working_days("2026-03-16", "2026-03-27"), 5, "from Nyepi to the end of Idul Fitri");
        assert_eq!(working_days("2026-06-06", "2026-06-07"), 0, "a weekend");
        assert_eq!(working_days("2026-06-04", "2026-06-03"), 0);
        assert_eq!(working_days("2027-01-01", "2027-01-01"), 1, "a year that the list does not know");
    }

    #[test]
    fn reckoning_by_weeks_is_the_same_as_looking_at_every_day() {
        let list = PublicHolidays::shipped();
        for from in 0..14 {
            let from = day("2026-03-10").add_days(from).unwrap();
            for length in 0..60 {
                let to = from.add_days(length).unwrap();
                let each = (0..=length).filter_map(|after| from.add_days(after));
                let counted = each.filter(|day| list.is_working_day(*day)).count();
                assert_eq!(list.working_days(from, to), i64::try_from(counted).unwrap(), "{from} to {to}");
            }
        }
    }

    fn row(date: &str, name: &str) -> Document {
        let cells: [(&str, Value); 3] = [("date", date.into()), ("name", name.into()), ("kind", "national".into())];
        cells.map(|(column, cell)| (column.to_owned(), cell)).into()
    }

    #[test]
    fn a_table_becomes_the_list_of_its_years_in_order() {
        let about = NewTable { version: "2027".to_owned(), source: "SKB".to_owned() };
        let document = |rows: &[Document]| (PublicHolidays::TABLE.document)(&about, rows);
        let made = document(&[row("2027-08-17", "Kemerdekaan"), row("2027-01-01", "Tahun Baru")]).unwrap();
        let list = PublicHolidays::parse(&serde_json::to_string(&made).unwrap()).unwrap();
        assert_eq!(list.days()[0].date, day("2027-01-01"));
        assert_eq!(list.holds_until(), Some(day("2027-12-31")));
        let twice = document(&[row("2027-08-17", "A"), row("2027-08-17", "B")]).unwrap_err();
        assert_eq!((twice.row, twice.column), (1, "date"));
        assert!(document(&[]).is_err());
    }

    #[test]
    fn days_out_of_order_or_out_of_their_year_are_refused() {
        let refused = |pointer: &str, value| refused(SHIPPED, PublicHolidays::parse, pointer, value);
        assert_eq!(refused("/days/1/date", json!("2026-01-01")), "days[1].date");
        assert_eq!(refused("/days/24/date", json!("2027-01-01")), "days[24].date");
        assert_eq!(refused("/days/0/name", json!("")), "days[0].name");
        assert_eq!(refused("/valid/to", json!("2025-12-31")), "valid");
    }
}
