//! Every list of reference data that a branch can publish, in one place.

use super::calendar::CivilDate;
use super::kinds::Reference;
use super::reference::{BadReference, InForce, ReferenceList, list_on};
use super::registry::Registry;
use super::table::Table;
use super::{
    benefit_wording::BenefitWording, cash_policy::CashPolicy, consent_texts::ConsentTexts,
    incentive_scheme::IncentiveScheme, instrument::Instrument, lapse_rules::LapseRules, occupations::Occupations,
    public_holidays::PublicHolidays, required_fields::RequiredFields, retention_periods::RetentionPeriods,
    segment_populations::SegmentPopulations, segments::Segments, tariff::TariffBook, training_rubric::TrainingRubric,
};

/// The lists. The area list and the time zones change with the app and are none of them.
pub const LISTS: &[ListSpec] = &[
    ListSpec::of::<TariffBook>(),
    ListSpec::of::<RequiredFields>(),
    ListSpec::of::<Occupations>(),
    ListSpec::of::<Segments>(),
    ListSpec::of::<ConsentTexts>(),
    ListSpec::of::<Instrument>(),
    ListSpec::of::<IncentiveScheme>(),
    ListSpec::of::<RetentionPeriods>(),
    ListSpec::of::<LapseRules>(),
    ListSpec::of::<CashPolicy>(),
    ListSpec::of::<BenefitWording>(),
    ListSpec::of::<TrainingRubric>(),
    ListSpec::of::<SegmentPopulations>().with_table(SegmentPopulations::TABLE),
    ListSpec::of::<PublicHolidays>().with_table(PublicHolidays::TABLE),
];

/// One list, whatever its type.
#[derive(Debug, Clone, Copy)]
pub struct ListSpec {
    /// The name under which a branch publishes it.
    pub name: &'static str,
    /// The document that ships.
    pub shipped: &'static str,
    /// Its version, of a document that is what the list must be; what it says of records is held against the kinds.
    pub check: fn(&str, &Registry) -> Result<String, BadReference>,
    /// How it is written as a table, where it is one.
    pub table: Option<Table>,
    on: fn(Vec<Reference>, CivilDate) -> OnDay,
}

/// What of a list holds on a day.
#[derive(Debug)]
struct OnDay {
    version: String,
    is_published: bool,
    until: Option<CivilDate>,
}

/// A list that has no answers any more: what follows from it is to be doubted until the branch publishes a newer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpiredList {
    /// Which.
    pub name: &'static str,
    /// The version that is used in spite of it.
    pub version: String,
    /// The last day for which there was an answer.
    pub ended: CivilDate,
}

impl ListSpec {
    const fn of<T: ReferenceList>() -> Self {
        Self {
            name: T::NAME,
            shipped: T::SHIPPED,
            check: |json, registry| {
                let list = T::parse(json)?;
                list.check_names(registry)?;
                Ok(list.version().to_owned())
            },
            table: None,
            on: |published, day| {
                let list: InForce<T> = list_on(published, day);
                let is_published = matches!(list, InForce::Published(_));
                OnDay { version: list.version().to_owned(), is_published, until: list.holds_until() }
            },
        }
    }

    const fn with_table(self, table: Table) -> Self {
        Self { table: Some(table), ..self }
    }
}

/// A list as it holds on a day, whatever its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListOnDay {
    /// Its version.
    pub version: String,
    /// Whether the branch published it; otherwise it came with the app.
    pub is_published: bool,
    /// The last day for which it has answers; none where it is open.
    pub until: Option<CivilDate>,
    /// The document, JSON.
    pub document: String,
}

impl ListSpec {
    /// The list as it holds on a day, of all that a branch published and of what ships.
    pub fn on_day(&self, published: &[Reference], day: CivilDate) -> ListOnDay {
        let versions: Vec<Reference> = published.iter().filter(|version| version.name == self.name).cloned().collect();
        let OnDay { version, is_published, until } = (self.on)(versions.clone(), day);
        let body = versions.iter().filter(|_| is_published).find(|list| list.version == version).map(|list| &list.body);
        let document = body.and_then(|body| serde_json::to_string(body).ok());
        ListOnDay { version, is_published, until, document: document.unwrap_or_else(|| self.shipped.to_owned()) }
    }
}

/// The list of a name.
pub fn list(name: &str) -> Option<&'static ListSpec> {
    LISTS.iter().find(|list| list.name == name)
}

/// The lists that have expired on a day, of all that a branch published and of what ships: the one in force knows
/// nothing about that day, or the last that was published has ended and what ships holds again.
pub fn expired_on(published: &[Reference], day: CivilDate) -> Vec<ExpiredList> {
    let expired = |list: &ListSpec| {
        let versions: Vec<Reference> = published.iter().filter(|version| version.name == list.name).cloned().collect();
        let ended = versions.iter().filter(|version| version.valid_from <= day).filter_map(|version| version.valid_to);
        let last_ended = ended.max();
        let OnDay { version, is_published, until } = (list.on)(versions, day);
        let ran_out = until.filter(|until| *until < day);
        let fell_back = last_ended.filter(|_| !is_published);
        ran_out.max(fell_back).map(|ended| ExpiredList { name: list.name, version, ended })
    };
    LISTS.iter().filter_map(expired).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Value;

    #[test]
    fn every_list_ships_a_document_that_it_takes_itself_under_a_name_of_its_own() {
        let registry = Registry::standard();
        for (index, list) in LISTS.iter().enumerate() {
            assert!(!(list.check)(list.shipped, &registry).unwrap().is_empty(), "{}", list.name);
            assert!(LISTS[..index].iter().all(|other| other.name != list.name), "{}", list.name);
        }
    }

    #[test]
    fn every_list_can_travel_as_a_record_and_says_where_it_comes_from() {
        for list in LISTS {
            let value: Value = serde_json::from_str(list.shipped).unwrap();
            assert!(list.shipped.contains("\"source\": \""), "{}", list.name);
            assert!(value.part("version").is_some(), "{}", list.name);
        }
    }

    fn holidays(version: &str, from: &str, to: Option<&str>, year: &str) -> Reference {
        let text = PublicHolidays::shipped_text().replace("2026-", &format!("{year}-"));
        Reference {
            name: PublicHolidays::NAME.to_owned(),
            version: version.to_owned(),
            valid_from: from.parse().unwrap(),
            valid_to: to.map(|to| to.parse().unwrap()),
            source: "SKB".to_owned(),
            body: serde_json::from_str(&text).unwrap(),
        }
    }

    #[test]
    fn a_list_is_read_whole_as_it_was_published_for_a_day_or_as_it_ships() {
        let spec = list(PublicHolidays::NAME).unwrap();
        let published = [holidays("SKB 2027", "2027-01-01", None, "2027")];
        let before = spec.on_day(&published, "2026-12-31".parse().unwrap());
        assert_eq!((before.is_published, before.document.as_str()), (false, spec.shipped));
        let after = spec.on_day(&published, "2027-01-01".parse().unwrap());
        let version = (spec.check)(&after.document, &Registry::standard());
        assert_eq!((after.is_published, version), (true, Ok(after.version)));
    }

    fn expired(published: &[Reference], day: &str) -> Vec<(&'static str, String)> {
        let expired = expired_on(published, day.parse().unwrap());
        expired.into_iter().map(|list| (list.name, list.ended.to_string())).collect()
    }

    #[test]
    fn holidays_that_ship_expire_with_their_year_until_newer_ones_are_published() {
        assert_eq!(expired(&[], "2026-12-31"), []);
        let ended = ("public_holidays", "2026-12-31".to_owned());
        assert_eq!(expired(&[], "2027-01-01"), std::slice::from_ref(&ended));
        let newer = holidays("2027", "2027-01-01", None, "2027");
        assert_eq!(expired(std::slice::from_ref(&newer), "2027-01-01"), []);
        let too_late = Reference { valid_from: "2027-02-01".parse().unwrap(), ..newer };
        assert_eq!(expired(&[too_late], "2027-01-31"), [ended]);
    }

    #[test]
    fn a_published_list_that_has_ended_is_told_though_what_ships_holds_again() {
        let published = [holidays("a", "2026-01-01", Some("2026-03-31"), "2026")];
        assert_eq!(expired(&published, "2026-03-31"), []);
        assert_eq!(expired(&published, "2026-04-01"), [("public_holidays", "2026-03-31".to_owned())]);
    }
}
