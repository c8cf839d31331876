//! Figures: how we stand with them, and by what share they are named. Never by whom.

use perisai_core::domain::Rule;
use perisai_core::domain::kinds::{
    FigureRole, FollowUpKind, IdentifiedBy, NominationQuestion, PartnerKind, Stage, SupportKind,
};
use perisai_core::domain::words::ConsentPurpose;
use perisai_core::field::{
    FigureInput, FormKind, ForumInput, NextStepInput, NominationInput, PartnerInput, RelationshipInput, ReportFilter,
    SupportInput,
};
use perisai_core::insight::{Dimension, Measure, ReportName};
use perisai_core::{Field, FieldError};
use perisai_tests::people::name_of;
use tempfile::TempDir;

use crate::support::{card, consent_for, enrolled, forum, met};

const VILLAGE: &str = "3374051001";
const SPREAD_NEWS: NominationQuestion = NominationQuestion::SpreadNews;

fn told(name: &str) -> FigureInput {
    FigureInput { name: name.to_owned(), roles: Vec::new(), village: Some(VILLAGE.to_owned()), worker: None }
}

fn figure(field: &Field, name: &str) -> String {
    field.record_figure(&told(name), IdentifiedBy::Observation).unwrap().record
}

/// Somebody new names a figure.
fn named(field: &Field, person: u64, figures: &[&String]) {
    let respondent = met(field, &name_of(person));
    let one = |(place, figure): (usize, &&String)| NominationInput {
        question: SPREAD_NEWS,
        rank: u32::try_from(place + 1).unwrap(),
        figure: Some((*figure).clone()),
        new: None,
    };
    let named: Vec<_> = figures.iter().enumerate().map(one).collect();
    field.nominate(&respondent, &named, Some(&consent_for(&[ConsentPurpose::Nominate]))).unwrap();
}

fn note(stage: Stage) -> RelationshipInput {
    RelationshipInput { stage, trust: None, promises_made: None, promises_kept: None, next_step: None }
}

#[test]
fn below_five_who_were_asked_no_share_is_told_and_from_ten_on_it_is_that_of_report_four() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let [lurah, ketua] = ["Bu Lurah", "Pak Ketua"].map(|name| figure(&field, name));
    for person in 0..4 {
        named(&field, person, &[&lurah, &ketua]);
    }
    let few = field.figures_view(None).unwrap();
    assert!(few.figures.iter().flat_map(|line| &line.shares).all(|share| share.named.is_none()));
    assert!(few.figures.iter().all(|line| line.covers.is_empty()));
    assert!(few.small_sets.iter().all(|set| set.names.is_empty() && set.covered.value().is_none()));

    for person in 4..16 {
        let by_this_one = if person < 10 { &ketua } else { &lurah };
        named(&field, person, &[by_this_one]);
    }
    let many = field.figures_view(Some(VILLAGE)).unwrap();
    let shares: Vec<_> = many.figures.iter().map(|line| (line.name.as_str(), line.shares[0].named)).collect();
    assert_eq!(shares, [("Bu Lurah", Some(10)), ("Pak Ketua", Some(10))]);
    let filter = ReportFilter { village: Some(VILLAGE.to_owned()), ..ReportFilter::default() };
    let report = field.report(ReportName::Figures, &filter, "2026-06-01").unwrap();
    for line in &many.figures {
        let reported = report.lines.iter().find(|reported| {
            reported.measure == Measure::NominationShare
                && reported.by.iter().any(|key| key.dimension == Dimension::Figure && key.value == line.figure)
        });
        assert_eq!(line.shares[0].share, reported.unwrap().estimate);
        assert!(line.shares[0].share.interval().is_some());
    }
    let set = &many.small_sets[0];
    assert_eq!((set.question, set.names.len(), set.covered.n()), (SPREAD_NEWS, 2, 16));
    assert!(field.figures_view(Some("33.74.05.1003")).unwrap().figures.is_empty());
}

#[test]
fn figures_stand_in_order_of_names_with_the_last_stage_and_the_last_trust_that_was_told() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let [zaenal, ani] = ["Zaenal Arifin", "ani"].map(|name| figure(&field, name));
    let trusting =
        RelationshipInput { trust: Some(4), promises_made: Some(2), promises_kept: Some(1), ..note(Stage::Acquainted) };
    field.note_relationship(&zaenal, &trusting).unwrap();
    field.note_relationship(&zaenal, &RelationshipInput { promises_kept: Some(1), ..note(Stage::Bridging) }).unwrap();
    let view = field.figures_view(None).unwrap();
    assert_eq!(view.figures.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["ani", "Zaenal Arifin"]);
    let line = &view.figures[1];
    assert_eq!(
        (line.stage, line.trust, line.promises_made, line.promises_kept),
        (Some(Stage::Bridging), Some(4), 2, 2)
    );
    assert_eq!(line.noted.as_ref().unwrap().day, "2026-06-01");
    assert_eq!(view.figures[0].noted, None);
    let notes = field.figure_view(&zaenal).unwrap().notes;
    assert_eq!(notes.iter().map(|note| note.stage).collect::<Vec<_>>(), [Stage::Bridging, Stage::Acquainted]);
    assert!(notes.iter().all(|note| note.who.is_own));
    assert_eq!(field.figure_view(&met(&field, "Siti Aminah")).unwrap_err(), FieldError::NotFound);
    assert!(field.figure_view(&ani).unwrap().notes.is_empty());
}

#[test]
fn a_note_and_what_is_promised_with_it_are_one_change() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let lurah = figure(&field, "Bu Lurah");
    let next = |due: &str| NextStepInput {
        kind: FollowUpKind::Promise,
        due: due.to_owned(),
        about: Some("meminjam balai".to_owned()),
        owner: None,
    };
    let with = |due: &str| RelationshipInput { next_step: Some(next(due)), ..note(Stage::Supportive) };
    field.keep_form(FormKind::Relationship, Some(&lurah), &[].into()).unwrap();
    assert!(field.note_relationship(&lurah, &with("besok")).is_err());
    assert_eq!(field.totals().unwrap().captured, 1);
    field.note_relationship(&lurah, &with("2026-05-30")).unwrap();
    assert_eq!(field.totals().unwrap().captured, 2);
    assert_eq!(field.kept_form(FormKind::Relationship, Some(&lurah)).unwrap(), None);
    let [task] = &field.figure_view(&lurah).unwrap().tasks[..] else { panic!("one task") };
    assert_eq!((task.about.as_deref(), task.days_over, task.is_done), (Some("meminjam balai"), 2, false));
}

#[test]
fn a_figure_shows_the_events_before_which_it_was_engaged_and_that_it_answered_the_card() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let lurah = figure(&field, "Bu Lurah");
    let event = field.record_event(&forum()).unwrap().record;
    let engaged = ForumInput { figures_engaged_before: vec![lurah.clone()], ..ForumInput::default() };
    field.run_forum(&event, &engaged).unwrap();
    assert_eq!(field.figure_view(&lurah).unwrap().answered_card, None);
    field.record_figure_card(&lurah, &card()).unwrap();
    let view = field.figure_view(&lurah).unwrap();
    assert_eq!(view.engaged.iter().map(|line| line.event.as_str()).collect::<Vec<_>>(), [event.as_str()]);
    assert_eq!(view.answered_card.unwrap().day, "2026-06-01");
}

#[test]
fn what_a_figure_is_can_be_told_anew() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let lurah = figure(&field, "Bu Lurah");
    let fixed = FieldError::Invalid { field: "figure".to_owned(), rule: Rule::Fixed };
    assert_eq!(field.update_figure(&lurah, &told("Bu Lurah")).unwrap_err(), fixed);
    let with_role = FigureInput { roles: vec![FigureRole::VillageOfficial], ..told("Ibu Lurah") };
    field.update_figure(&lurah, &with_role).unwrap();
    let line = field.figure_view(&lurah).unwrap().line;
    assert_eq!((line.name.as_str(), line.roles), ("Ibu Lurah", vec![FigureRole::VillageOfficial]));
    field.update_figure(&lurah, &FigureInput { village: None, ..told("Ibu Lurah") }).unwrap();
    let line = field.figure_view(&lurah).unwrap().line;
    assert_eq!((line.village, line.roles), (None, Vec::new()));
}

#[test]
fn a_new_figure_who_is_named_to_both_questions_is_one_figure() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let siti = met(&field, "Siti Aminah");
    let form = field.nomination_form(&siti).unwrap();
    assert!(!form.may_nominate && form.readings[0].purpose == ConsentPurpose::Nominate);
    let named = NominationQuestion::ALL.iter().map(|question| NominationInput {
        question: *question,
        rank: 1,
        figure: None,
        new: Some(told("Pak Karto")),
    });
    let consent = consent_for(&[ConsentPurpose::Nominate]);
    let saved = field.nominate(&siti, &named.collect::<Vec<_>>(), Some(&consent)).unwrap();
    assert_eq!(saved.figures[0], saved.figures[1]);
    let form = field.nomination_form(&siti).unwrap();
    assert!(form.may_nominate);
    assert_eq!(form.figures.iter().map(|choice| choice.name.as_str()).collect::<Vec<_>>(), ["Pak Karto"]);
}

#[test]
fn whoever_is_known_is_found_by_a_part_of_the_name_before_being_made_again() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let siti = met(&field, "Siti Aminah");
    for name in ["Bu Lurah Kartini", "Pak Karto", "Haji Mahmud"] {
        figure(&field, name);
    }
    let found = |typed: &str| {
        let found = field.find_figures(&siti, typed).unwrap();
        found.into_iter().map(|figure| figure.name).collect::<Vec<_>>()
    };
    assert_eq!(found("KART"), ["Bu Lurah Kartini", "Pak Karto"]);
    assert_eq!(found("mahmut"), ["Haji Mahmud"], "one typo is forgiven");
    assert_eq!(found("Slamet"), Vec::<String>::new());
    assert_eq!(found(" "), Vec::<String>::new());
    assert_eq!(field.find_figures(&"0".repeat(32), "kart").unwrap_err(), FieldError::NotFound);
}

#[test]
fn partners_stand_with_what_they_give_those_of_the_whole_branch_first() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let partner = |name: &str, village: Option<&str>| PartnerInput {
        name: name.to_owned(),
        kind: PartnerKind::Campus,
        contacts: vec!["Bu Rektor".to_owned()],
        village: village.map(str::to_owned),
    };
    field.record_partner(&partner("Desa Maju", Some(VILLAGE))).unwrap();
    let campus = field.record_partner(&partner("Undip", None)).unwrap().record;
    let support = SupportInput {
        partner: campus,
        kind: SupportKind::Contribution,
        rupiah: Some(1_680_000),
        quota: Some(100),
        first_day: Some("2026-06-01".to_owned()),
        last_day: None,
        legal_basis: None,
        village: None,
    };
    field.record_support(&support).unwrap();
    let view = field.partners_view().unwrap();
    assert_eq!(view.partners.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["Undip", "Desa Maju"]);
    let [given] = &view.partners[0].supports[..] else { panic!("one support") };
    assert_eq!(
        (given.rupiah, given.quota, given.first_day.as_deref()),
        (Some(1_680_000), Some(100), Some("2026-06-01"))
    );
}
