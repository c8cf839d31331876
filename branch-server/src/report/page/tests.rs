use std::collections::BTreeSet;

use perisai_core::domain::kinds::{
    Argument, Barrier, Channel, FailureCause, FollowUpKind, GapCause, NominationQuestion, ObjectionCode, Stage,
    SupportKind, TargetMeasure, TrainingModule, WhomAsked,
};
use perisai_core::domain::words::{ConsentPurpose, Payer, Segment, Words as _};
use perisai_core::insight::picture::numbers;
use perisai_core::insight::statistics::State;
use perisai_core::insight::{
    Dimension, Estimate, Finding, FindingKind, FunnelStep, Interval, Key, LeftOut, Line, Measure, MeasureUnit,
    ReportName, WhyLeftOut,
};

use super::*;

const BOTH: [PageLanguage; 2] = [PageLanguage::Indonesian, PageLanguage::English];
const FIGURE: &str = "019f0000-0000-7000-8000-00000000f16e";

fn report(name: ReportName, lines: Vec<Line>) -> Report {
    Report {
        report: name,
        filter: Filter::default(),
        as_of: "2026-06-30".parse().unwrap(),
        lines,
        findings: Vec::new(),
        due: Vec::new(),
        left_out: Vec::new(),
    }
}

fn line(by: &[(Dimension, &str)], measure: Measure, estimate: Estimate) -> Line {
    Line { by: by.iter().map(|(dimension, value)| Key::new(*dimension, value)).collect(), measure, estimate }
}

fn share(value: f64, n: u64) -> Estimate {
    Estimate::of(value, n, Some(Interval { low: value / 2.0, high: value + 0.01 }))
}

fn page(reports: &[Report]) -> String {
    as_html(reports, &Names::default(), PageLanguage::English).unwrap()
}

/// All sixteen, each with a figure of every measure that there is.
fn all_sixteen() -> Vec<Report> {
    let every_measure = || {
        Measure::ALL.iter().zip(10_u32..).map(|(measure, n)| {
            let by = [(Dimension::Segment, "fisher"), (Dimension::Step, "submitted")];
            line(&by[..n as usize % 3], *measure, share(f64::from(n) / 100.0, n.into()))
        })
    };
    ReportName::ALL.iter().map(|name| report(*name, every_measure().collect())).collect()
}

#[test]
fn every_word_that_a_report_can_say_has_a_text_in_both_languages() {
    for language in BOTH {
        let words = Words::of(language.into());
        let lists: [(&str, &[&str]); 18] = [
            ("segment", Segment::WORDS),
            ("objection", ObjectionCode::WORDS),
            ("argument", Argument::WORDS),
            ("state", State::WORDS),
            ("step", FunnelStep::WORDS),
            ("failure_cause", FailureCause::WORDS),
            ("gap_cause", GapCause::WORDS),
            ("payer", Payer::WORDS),
            ("kind", FollowUpKind::WORDS),
            ("question", NominationQuestion::WORDS),
            ("module", TrainingModule::WORDS),
            ("target", TargetMeasure::WORDS),
            ("purpose", ConsentPurpose::WORDS),
            ("stage", Stage::WORDS),
            ("support", SupportKind::WORDS),
            ("channel", Channel::WORDS),
            ("barrier", Barrier::WORDS),
            ("whom_asked", WhomAsked::WORDS),
        ];
        for (list, expected) in lists {
            same_words(list, words.word[list].keys(), expected);
        }
        same_words("report", words.report.keys(), ReportName::WORDS);
        same_words("measure", words.measure.keys(), Measure::WORDS);
        same_words("dimension", words.dimension.keys(), Dimension::WORDS);
        same_words("finding", words.finding.keys(), FindingKind::WORDS);
        same_words("why_left_out", words.why_left_out.keys(), WhyLeftOut::WORDS);
        same_words("unit", words.unit.keys(), MeasureUnit::WORDS);
        same_words("status", words.status.keys(), &["ok", "indicative", "suppressed"]);
        let states: Vec<&str> = State::WORDS.iter().copied().chain(["not_clear"]).collect();
        same_words("group_state", words.word["group_state"].keys(), &states);
    }
}

fn same_words<'a>(list: &str, texts: impl Iterator<Item = &'a String>, words: &[&str]) {
    let texts: BTreeSet<&str> = texts.map(String::as_str).collect();
    assert_eq!(texts, words.iter().copied().collect(), "{list}");
}

#[test]
fn all_sixteen_have_their_section_and_every_figure_its_row() {
    let reports = all_sixteen();
    for language in BOTH {
        let (words, html) = (Words::of(language.into()), as_html(&reports, &Names::default(), language).unwrap());
        let sections: Vec<&str> = html.split("<section ").skip(1).collect();
        assert_eq!(sections.len(), ReportName::ALL.len());
        for (section, report) in sections.iter().zip(&reports) {
            assert!(section.starts_with(&format!("id=\"{}\"", report.report)));
            assert_eq!(section.matches("<tr class=").count(), report.lines.len(), "{}", report.report);
            for line in &report.lines {
                let (unit, estimate) = (line.measure.unit(), &line.estimate);
                let row = format!(
                    "<td>{}</td><td>{}</td><td>{}</td><td>{}</td>",
                    numbers::value(words, unit, estimate.value().unwrap()),
                    numbers::interval(words, unit, estimate.interval().unwrap()),
                    estimate.n(),
                    words.status["ok"]
                );
                assert!(section.contains(&row), "{} {}: {row}", report.report, line.measure);
            }
        }
    }
}

#[test]
fn what_is_suppressed_stands_nowhere_nor_how_few_it_rests_on() {
    let pages: Vec<String> = [(0.739_18, 1), (0.2, 4)]
        .map(|(value, n)| {
            let few = [(Dimension::Objection, "takdir")];
            let lines = vec![
                line(&[(Dimension::Objection, "cost")], Measure::Prevalence, share(0.4, 50)),
                line(&few, Measure::Prevalence, share(value, 50).suppressed()),
                line(&few, Measure::Resolved, share(value, n)),
            ];
            page(&[report(ReportName::Objections, lines)])
        })
        .into();
    assert_eq!(pages[0], pages[1]);
    assert!(!pages[0].contains("73.9") && !pages[0].contains("74%"));
    // One is on too few; the other is not shown for what could be worked out from it.
    assert!(pages[0].contains("<td>&lt; 5</td>") && pages[0].contains("\nnot shown\n</text>"), "{}", pages[0]);
    is_well_formed(&pages[0]);
    // A point is drawn as its inside and its edge.
    assert_eq!(pages[0].matches("<circle").count(), 2);
}

#[test]
fn a_figure_on_few_is_drawn_hollow() {
    let hollow = |n| {
        let lines = vec![line(&[(Dimension::Objection, "cost")], Measure::Prevalence, share(0.4, n))];
        let html = page(&[report(ReportName::Objections, lines)]);
        html.lines().any(|line| line.contains("<circle") && line.contains("fill=\"#FFFFFE\""))
    };
    assert_eq!([9, 10].map(hollow), [true, false]);
}

#[test]
fn villages_that_one_map_cannot_hold_stand_on_further_ones() {
    let codes: Vec<String> = (1001..1018).map(|village| format!("337405{village}")).collect();
    let places = codes.iter().flat_map(|code| {
        [Measure::Agreement, Measure::CongruencyWorker]
            .map(|measure| line(&[(Dimension::Village, code)], measure, Estimate::of(60.0, 20, None)))
    });
    let html = page(&[report(ReportName::CoOrientation, places.collect())]);
    assert_eq!((html.matches("<svg").count(), html.matches("<circle").count()), (2, 2 * codes.len()));
    assert!(html.contains("Village 2/2"));
}

#[test]
fn figures_stand_in_the_order_of_their_names_whatever_their_share() {
    let ids = ["a", "b", "c"];
    for shares in [[0.1, 0.5, 0.9], [0.9, 0.5, 0.1]] {
        let mut names = Names::default();
        for (id, name) in ids.iter().zip(["Pak Wiryo", "Bu Asih", "Pak Joyo"]) {
            names.figures.insert((*id).to_owned(), Some(name.to_owned()));
        }
        let lines = ids.iter().zip(shares).map(|(id, value)| {
            let by = [(Dimension::Figure, *id), (Dimension::Question, "asks_advice")];
            line(&by, Measure::NominationShare, share(value, 50))
        });
        let html = as_html(&[report(ReportName::Figures, lines.collect())], &names, PageLanguage::English).unwrap();
        let (drawing, table) = html.split_once("<details").unwrap();
        for part in [drawing.split_once("</desc>").unwrap().1, table] {
            let places = ["Bu Asih", "Pak Joyo", "Pak Wiryo"].map(|name| part.find(name).unwrap());
            assert!(places.is_sorted(), "{places:?}");
        }
    }
}

#[test]
fn names_stay_text() {
    let mut names = Names::default();
    names.figures.insert(FIGURE.to_owned(), Some("<script>alert('x')</script>".to_owned()));
    names.messages.insert("m1".to_owned(), "</title><img onerror=x>&\"".to_owned());
    let by = [(Dimension::Figure, FIGURE), (Dimension::Question, "asks_advice")];
    let mut figures = report(ReportName::Figures, vec![line(&by, Measure::NominationShare, share(0.4, 50))]);
    let group = vec![Key::new(Dimension::Figure, FIGURE)];
    figures.findings.push(Finding { by: group, finding: FindingKind::Stage, value: "<b>".to_owned() });
    let bridges = [line(&[(Dimension::Bridge, "m1")], Measure::Resolved, share(0.4, 50))];
    let reports = [figures, report(ReportName::Objections, bridges.to_vec())];
    let html = as_html(&reports, &names, PageLanguage::Indonesian).unwrap();
    assert!(html.contains("&lt;script&gt;alert(") && html.contains("&lt;b&gt;"));
    needs_nothing_else(&html);
    is_well_formed(&html);
}

#[test]
fn a_village_has_its_name_and_a_figure_that_was_erased_has_none() {
    let lines = vec![
        line(&[(Dimension::Village, "3374051003")], Measure::Worldview, Estimate::of(50.0, 20, None)),
        line(&[(Dimension::Figure, FIGURE)], Measure::Worldview, Estimate::of(50.0, 20, None)),
        line(&[(Dimension::Cohort, "2026-05")], Measure::Worldview, Estimate::of(50.0, 20, None)),
    ];
    let mut names = Names::default();
    names.figures.insert(FIGURE.to_owned(), None);
    let reports = [report(ReportName::Figures, lines)];
    let html = as_html(&reports, &names, PageLanguage::Indonesian).unwrap();
    for name in [", Genuk<", "(dihapus) f16e<", "Mei 2026<", ">50,0<"] {
        assert!(html.contains(name), "{name}");
    }
    assert!(!html.contains("3374051003") && !html.contains(FIGURE));
}

#[test]
fn what_was_left_out_is_said_under_each_report() {
    for why in WhyLeftOut::ALL {
        let mut one = report(ReportName::Shift, Vec::new());
        one.left_out.push(LeftOut { why: *why, count: 1234 });
        let words = Words::of(PageLanguage::English.into());
        let said = format!("<li>1,234 – {}</li>", escaped(&words.why_left_out[why.as_str()]));
        assert!(page(&[one]).contains(&said), "{said}");
    }
}

#[test]
fn the_page_needs_nothing_else_and_is_the_same_every_time() {
    let reports = all_sixteen();
    for language in BOTH {
        let html = as_html(&reports, &Names::default(), language).unwrap();
        needs_nothing_else(&html);
        is_well_formed(&html);
        assert!(html.contains(&format!("<html lang=\"{}\">", Words::of(language.into()).lang)));
        assert_eq!(html, as_html(&all_sixteen(), &Names::default(), language).unwrap());
    }
}

#[test]
fn empty_reports_make_a_page_that_says_so() {
    let reports: Vec<Report> = ReportName::ALL.iter().map(|name| report(*name, Vec::new())).collect();
    let html = page(&reports);
    is_well_formed(&html);
    assert_eq!(html.matches("No figures for this report yet.").count(), reports.len());
    assert!(!html.contains("<svg"));
}

fn needs_nothing_else(html: &str) {
    for outside in ["http://", "https://", " src=", "<script", "url(", "@import", "javascript:", "<link", "<img"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

/// Every element is closed in its turn, every attribute quoted, every id one of its kind, every link has its place, and
/// no heading leaves out a level.
fn is_well_formed(html: &str) {
    let (mut open, mut ids, mut links, mut level) = (Vec::new(), BTreeSet::new(), Vec::new(), 0_u32);
    let body = html.strip_prefix("<!DOCTYPE html>").unwrap();
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        let is_style = open.last() == Some(&"style") || tag == "style";
        assert!(is_style || text.split('&').skip(1).all(|entity| entity.contains(';')), "{text}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{tag}");
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap();
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        assert_eq!(tag.matches('=').count() - within_quotes(tag), tag.matches("=\"").count(), "{tag}");
        ids.extend(attribute(tag, "id").inspect(|id| assert!(!ids.contains(id), "{id} twice")));
        links.extend(attribute(tag, "href").map(|link| link.strip_prefix('#').unwrap().to_owned()));
        if let Some(heading) = name.strip_prefix('h').and_then(|level| level.parse::<u32>().ok()) {
            assert!(heading <= level + 1, "a heading of level {heading} after one of {level}");
            level = heading;
        }
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(links.iter().all(|link| ids.contains(link)), "{links:?}");
}

fn within_quotes(tag: &str) -> usize {
    tag.split('"').skip(1).step_by(2).map(|value| value.matches('=').count()).sum()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split('"').next()?.to_owned())
}
