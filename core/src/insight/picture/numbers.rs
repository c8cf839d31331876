//! Numbers as people read them: shares in whole per cent, points with one decimal, counts whole.

use super::words::{Words, text};
use crate::insight::estimate::SHOWN_FROM_N;
use crate::insight::{Estimate, Interval, MeasureUnit};

/// A figure's value in its unit.
pub fn value(words: &Words, unit: MeasureUnit, value: f64) -> String {
    let (number, decimals) = match unit {
        MeasureUnit::Share => (value * 100.0, 0),
        MeasureUnit::Count => (value, 0),
        MeasureUnit::Points | MeasureUnit::Days | MeasureUnit::Hours => (value, 1),
        MeasureUnit::Ratio | MeasureUnit::PerDay => (value, 2),
    };
    let number = plain(words, number, decimals);
    match unit {
        MeasureUnit::Share => number + "%",
        MeasureUnit::PerDay => format!("{number} {}", text(&words.unit, unit.as_str())),
        _ => number,
    }
}

/// Both ends of an interval: `48% – 74%`.
pub fn interval(words: &Words, unit: MeasureUnit, interval: Interval) -> String {
    format!("{} – {}", value(words, unit, interval.low), value(words, unit, interval.high))
}

/// A figure in few letters, as it stands beside its mark: `62% (48% – 74%)`; nothing where it may not be shown.
pub fn figure(words: &Words, unit: MeasureUnit, estimate: &Estimate) -> Option<String> {
    let shown = value(words, unit, estimate.value()?);
    Some(match estimate.interval() {
        Some(ends) => format!("{shown} ({})", interval(words, unit, ends)),
        None => shown,
    })
}

/// How many a figure rests on. Of a few, only that they are few.
pub fn n(words: &Words, estimate: &Estimate) -> String {
    match estimate.n() {
        1..SHOWN_FROM_N => format!("< {SHOWN_FROM_N}"),
        n => count(words, n),
    }
}

/// The same after its letter: `n = 12`, `n < 5`.
pub fn with_n(words: &Words, estimate: &Estimate) -> String {
    let n = n(words, estimate);
    if n.starts_with('<') { format!("n {n}") } else { format!("n = {n}") }
}

/// A whole number, its thousands set apart.
pub fn count(words: &Words, count: u64) -> String {
    let digits = count.to_string();
    let mut set_apart = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            set_apart.push_str(&words.thousands);
        }
        set_apart.push(digit);
    }
    set_apart
}

/// A number with so many decimals, in the language's signs.
fn plain(words: &Words, number: f64, decimals: usize) -> String {
    let written = format!("{:.decimals$}", number.abs());
    let (whole, rest) = written.split_once('.').unwrap_or((&written, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), |whole| count(words, whole));
    let is_nought = written.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if number < 0.0 && !is_nought { "−" } else { "" };
    let point = if rest.is_empty() { "" } else { &words.decimal };
    format!("{sign}{whole}{point}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::picture::ReportLanguage;

    #[test]
    fn numbers_are_written_in_the_signs_of_the_language() {
        let (id, en) = (Words::of(ReportLanguage::Indonesian), Words::of(ReportLanguage::English));
        assert_eq!(value(id, MeasureUnit::Points, -2.14), "−2,1");
        assert_eq!(value(en, MeasureUnit::Points, -2.14), "−2.1");
        assert_eq!(value(id, MeasureUnit::Share, 0.617), "62%");
        assert_eq!(value(id, MeasureUnit::Count, 1_234_567.0), "1.234.567");
        assert_eq!(value(id, MeasureUnit::Ratio, 0.954), "0,95");
        assert_eq!(value(id, MeasureUnit::PerDay, 1.5), "1,50 per hari kerja");
        assert_eq!(interval(id, MeasureUnit::Points, Interval { low: -2.5, high: 10.0 }), "−2,5 – 10,0");
    }

    #[test]
    fn what_rounds_to_nought_has_no_sign() {
        assert_eq!(value(Words::of(ReportLanguage::Indonesian), MeasureUnit::Share, -0.004), "0%");
    }

    #[test]
    fn of_fewer_than_five_it_is_only_said_that_they_are_few() {
        let words = Words::of(ReportLanguage::Indonesian);
        let shown: Vec<String> = [0, 1, 4, 5, 1200].map(|count| n(words, &Estimate::of(1.0, count, None))).into();
        assert_eq!(shown, ["0", "< 5", "< 5", "5", "1.200"]);
    }
}
