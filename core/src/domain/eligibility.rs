//! Eligibility: what a registration may not be, as far as a device can judge it.

use super::calendar::{CivilDate, Month};
use super::rule::{Invalid, Rule};
use super::tariff::TariffBook;
use super::words::{EconomicClass, Programmes};

/// What eligibility is judged by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Applicant {
    /// Date of birth.
    pub birth_date: CivilDate,
    /// The day of capture, in the zone of the worker's village.
    pub capture_date: CivilDate,
    /// The first contribution month.
    pub start_month: Month,
    /// How many months are asked for.
    pub period_months: u32,
    /// The programmes asked for.
    pub programmes: Programmes,
    /// The worker's place in the economy.
    pub economic_class: EconomicClass,
}

crate::prints_name_only!(Applicant);

/// Every rule that the registration breaks, each once, in the order `birth_date`, `programmes`, `period_months`. Age
/// is judged on the capture date and on the first day of the start month, by the rules of that day. Working and not
/// being ill are attested, and that the person was never registered only the branch can say.
pub fn eligibility(book: &TariffBook, applicant: &Applicant) -> Vec<Invalid> {
    let mut breaches = Vec::new();
    let mut add = |field: &str, rule: Rule| {
        let breach = Invalid::new(field, rule);
        if !breaches.contains(&breach) {
            breaches.push(breach);
        }
    };
    let days = [applicant.capture_date, applicant.start_month.first_day()];
    if applicant.birth_date > applicant.capture_date {
        add("birth_date", Rule::Date);
    } else {
        for day in days {
            let age = applicant.birth_date.age_on(day);
            // A day for which the book has no rule is one that the quote refuses by its month.
            let Some(ages) = book.ages(day) else { continue };
            if age < ages.minimum {
                add("birth_date", Rule::AgeMin);
            }
            if age >= ages.below {
                add("birth_date", Rule::AgeMax);
            }
        }
    }
    let without_jht = applicant.programmes == Programmes::JkkJkm;
    if without_jht && days.iter().any(|day| book.jht_is_obligatory(applicant.economic_class, *day)) {
        add("programmes", Rule::JhtObligatory);
    }
    if !book.periods(applicant.capture_date).contains(&applicant.period_months) {
        add("period_months", Rule::Period);
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applicant(birth_date: &str) -> Applicant {
        Applicant {
            birth_date: birth_date.parse().unwrap(),
            capture_date: "2026-06-03".parse().unwrap(),
            start_month: "2026-07".parse().unwrap(),
            period_months: 3,
            programmes: Programmes::JkkJkm,
            economic_class: EconomicClass::SelfEmployed,
        }
    }

    fn rules(applicant: &Applicant) -> Vec<Rule> {
        eligibility(TariffBook::shipped(), applicant).into_iter().map(|breach| breach.rule).collect()
    }

    #[test]
    fn sixty_five_is_too_old_on_either_day() {
        assert_eq!(rules(&applicant("1961-07-02")), []);
        assert_eq!(rules(&applicant("1961-07-01")), [Rule::AgeMax], "65 on the first day of the start month");
        assert_eq!(rules(&applicant("1961-06-03")), [Rule::AgeMax], "65 on the capture date");
        let earlier_start = Applicant { start_month: "2026-06".parse().unwrap(), ..applicant("1961-06-03") };
        assert_eq!(rules(&earlier_start), [Rule::AgeMax], "65 on the capture date alone");
    }

    #[test]
    fn fourteen_is_too_young_on_either_day() {
        assert_eq!(rules(&applicant("2011-06-03")), []);
        assert_eq!(rules(&applicant("2011-06-04")), [Rule::AgeMin], "15 only after the capture date");
        assert_eq!(rules(&applicant("2026-06-04")), [Rule::Date], "born after the capture");
    }

    #[test]
    fn an_employer_cannot_leave_out_jht() {
        let employer = Applicant { economic_class: EconomicClass::Employer, ..applicant("1990-01-05") };
        assert_eq!(rules(&employer), [Rule::JhtObligatory]);
        assert_eq!(rules(&Applicant { programmes: Programmes::JkkJkmJht, ..employer }), []);
    }

    #[test]
    fn a_period_that_is_not_offered_is_refused() {
        for period_months in [0, 2, 13] {
            assert_eq!(rules(&Applicant { period_months, ..applicant("1990-01-05") }), [Rule::Period]);
        }
    }

    #[test]
    fn all_breaches_come_back_at_once_with_their_fields() {
        let employer =
            Applicant { economic_class: EconomicClass::Employer, period_months: 5, ..applicant("1950-01-05") };
        let fields: Vec<_> =
            eligibility(TariffBook::shipped(), &employer).into_iter().map(|breach| breach.field).collect();
        assert_eq!(fields, ["birth_date", "programmes", "period_months"]);
    }

    #[test]
    fn the_ages_are_the_books() {
        let text = TariffBook::shipped_text().replace("\"minimum\": 15", "\"minimum\": 18");
        let book = TariffBook::parse(&text).unwrap();
        assert_eq!(eligibility(&book, &applicant("2009-01-05")), [Invalid::new("birth_date", Rule::AgeMin)]);
    }
}
