//! What the registration screen is told: before anything is typed, while it is typed, and when a draft is handed in.

use perisai_core::domain::Rule;
use perisai_core::domain::kinds::{ConsentMethod, PartnerKind, RegistrationStatus, SupportKind};
use perisai_core::domain::words::{
    ConsentPurpose, DiscountSector, EconomicClass, Language, Payer, Programme, Programmes, Segment, Sex,
};
use perisai_core::field::{
    AttestationInput, ConsentInput, FormKind, HandInInput, MonthRun, PartnerInput, PersonInput, RegisterInput,
    RegistrationPreview, SupportInput,
};
use perisai_core::{Field, FieldError};
use tempfile::TempDir;

use crate::support::{MORNING_MS, enrolled, enrolled_with_hand, forum, met, open, shown, siti};

fn run(first: &str, last: &str) -> MonthRun {
    MonthRun { first: first.to_owned(), last: last.to_owned() }
}

fn preview(field: &Field, change: impl FnOnce(&mut RegisterInput)) -> RegistrationPreview {
    let mut input = siti();
    change(&mut input);
    field.preview_registration(&input).unwrap()
}

fn breaches(preview: &RegistrationPreview) -> Vec<(&str, Rule)> {
    preview.breaches.iter().map(|breach| (breach.field.as_str(), breach.rule)).collect()
}

/// A form of which nothing is filled in but what a tap proposes.
fn empty() -> RegisterInput {
    RegisterInput { person: PersonInput::default(), consent: None, cash: None, ..siti() }
}

#[test]
fn the_form_of_somebody_new_proposes_what_is_likely_and_holds_every_text() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let form = field.registration_form(None, None, None).unwrap();
    assert_eq!(form.today, "2026-06-01");
    assert_eq!(form.village_proposed.as_deref(), Some("3374051001"), "the agent has but one village");
    assert_eq!((form.periods.as_slice(), form.terms.period_months), ([1, 3, 6, 12].as_slice(), 3));
    let months: Vec<&str> = form.start_months.iter().map(String::as_str).collect();
    assert_eq!(months, ["2026-06", "2026-07", "2026-08"]);
    assert_eq!((form.terms.start_month.as_str(), form.terms.payer), ("2026-06", Payer::Worker));
    assert_eq!(form.usual_occupations, 8);
    assert!(form.occupations.len() > 60 && form.occupations.iter().any(|line| line.name == "Nelayan"));
    assert!(form.worker.is_none() && form.event.is_none() && form.asked_too.is_empty());
    let [enrol, remind] = form.purposes.as_slice() else { panic!("{} purposes", form.purposes.len()) };
    assert!(enrol.is_needed && !enrol.stands && !remind.is_needed);
    let read: Vec<ConsentPurpose> = form.readings.iter().map(|reading| reading.purpose).collect();
    assert_eq!(read, [enrol.purpose, remind.purpose]);
    let aloud = &form.readings[0];
    assert!(aloud.indonesian.text.starts_with("Kami minta izin") && aloud.javanese.text.starts_with("Kula nyuwun"));
    assert!(form.benefits.iter().any(|line| line.programme == Programme::Jht && line.text.id.contains("tabungan")));
}

#[test]
fn a_form_comes_judged_as_it_begins_or_as_it_was_typed() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let begun = field.registration_form(None, None, None).unwrap();
    let as_it_begins = RegisterInput {
        person: PersonInput { village: begun.village_proposed.clone(), ..PersonInput::default() },
        period_months: begun.terms.period_months,
        start_month: begun.terms.start_month.clone(),
        ..empty()
    };
    assert!(begun.preview == field.preview_registration(&as_it_begins).unwrap());
    assert_eq!(
        (begun.preview.village_name.as_str(), begun.preview.quote_needs.as_deref()),
        ("Sembungharjo", Some("declared_income"))
    );
    let typed = field.registration_form(None, None, Some(&siti())).unwrap();
    assert!(typed.preview == field.preview_registration(&siti()).unwrap() && typed.preview.can_register);
}

#[test]
fn a_worker_who_was_told_another_price_is_not_registered_until_the_new_one_was_shown() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let told = |rupiah| RegisterInput { quoted_rupiah: Some(rupiah), ..siti() };
    let changed = FieldError::Invalid { field: "quote".to_owned(), rule: Rule::QuoteChanged };
    assert_eq!(field.register(&told(30_000)).unwrap_err(), changed);
    assert_eq!(field.draft_registration(&told(30_000)).unwrap_err(), changed);
    assert_eq!(field.totals().unwrap().captured, 0);
    field.register(&told(34_200)).unwrap();
}

#[test]
fn what_most_workers_on_the_phone_do_comes_first() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let mut tailor = siti();
    tailor.person.occupation = Some("tukang jahit".to_owned());
    field.register(&tailor).unwrap();
    assert_eq!(field.registration_form(None, None, None).unwrap().occupations[0].name, "Penjahit");
}

#[test]
fn a_nik_is_told_as_unfinished_until_it_is_whole_and_then_proposes() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let typed = |nik: &str| {
        preview(&field, |input| {
            input.person.nik = Some(nik.to_owned());
            input.person.birth_date = None;
            input.person.sex = None;
        })
    };
    let half = typed("33740550");
    assert_eq!((half.nik.grouped.as_str(), half.nik.missing_digits), ("337405 50", 8));
    assert_eq!(breaches(&half), []);
    assert_eq!(half.missing, ["nik", "birth_date", "sex"]);
    assert!(!half.can_register);
    let whole = typed("3374055001900001");
    assert!(whole.nik.is_whole && whole.nik.missing_digits == 0);
    assert_eq!(whole.nik.birth_date.as_deref(), Some("10-01-1990"));
    assert_eq!(whole.nik.sex, Some(Sex::Female));
    assert_eq!(whole.nik.district, "Genuk, Kota Semarang");
    assert_eq!(breaches(&typed("33740599")), [("nik", Rule::NikDate)], "told with the digit that breaks it");
    assert_eq!(breaches(&typed("337405500190000A")), [("nik", Rule::NikDigits)]);
    // Once it is taken over, nothing is proposed any more.
    let taken = preview(&field, |_| {});
    assert_eq!((taken.nik.birth_date, taken.nik.sex), (None, None));
}

#[test]
fn an_empty_form_tells_what_is_missing_from_its_top_to_its_bottom_and_breaks_no_rule() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let told = field.preview_registration(&empty()).unwrap();
    let missing = ["nik", "name", "birth_date", "sex", "village", "occupation", "declared_income", "consent"];
    assert_eq!(told.missing, missing);
    assert_eq!(told.missing_of_draft, ["name", "village", "declared_income", "consent"]);
    assert_eq!(breaches(&told), []);
    assert!(told.quote.is_none() && told.quote_needs.as_deref() == Some("declared_income"));
    let whole = preview(&field, |_| {});
    assert!(whole.can_register && whole.can_draft && whole.missing.is_empty());
}

#[test]
fn what_the_preview_lets_pass_is_registered_and_what_it_does_not_is_refused() {
    type Change = fn(&mut RegisterInput);
    let changes: [Change; 12] = [
        |_| {},
        |input| input.person.nik = None,
        |input| input.person.nik = Some("33740550019000".to_owned()),
        |input| input.person.phone = Some("0812".to_owned()),
        |input| input.person.phone = None,
        |input| input.person.birth_date = Some("10-1-1990".to_owned()),
        |input| input.person.birth_date = Some("11-1-1990".to_owned()),
        |input| input.person.occupation = Some("nelaya".to_owned()),
        |input| input.person.economic_class = Some(EconomicClass::Employer),
        |input| input.period_months = 2,
        |input| input.consent = None,
        |input| input.cash = Some(0),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let folder = TempDir::new().unwrap();
        let field = enrolled(&folder);
        let mut input = siti();
        change(&mut input);
        let told = field.preview_registration(&input).unwrap();
        assert_eq!(field.totals().unwrap().captured, 0, "a preview writes nothing");
        let as_draft = RegisterInput { cash: None, ..input.clone() };
        if told.can_draft {
            field.draft_registration(&as_draft).unwrap();
        }
        assert_eq!(field.register(&input).is_ok(), told.can_register, "change {at}: {:?}", told.missing);
    }
}

#[test]
fn a_quote_is_grouped_and_follows_sector_and_payer() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let total = |change: &dyn Fn(&mut RegisterInput)| {
        let told = preview(&field, |input| change(input));
        (told.discount_sector, told.quote.map(|quote| (quote.total_rupiah, quote.discount_rupiah)))
    };
    // Base 1,600,000: JKK 16,000 and JKM 6,800 a month.
    assert_eq!(total(&|_| {}), (DiscountSector::NonTransport, Some((34_200, 34_200))));
    assert_eq!(total(&|input| input.payer = Payer::Apbn).1, Some((68_400, 0)));
    let in_january = |input: &mut RegisterInput| input.start_month = "2027-01".to_owned();
    assert_eq!(total(&in_january).1, Some((68_400, 0)));
    let rider = |input: &mut RegisterInput| {
        in_january(input);
        input.person.occupation = Some("ojol".to_owned());
    };
    assert_eq!(total(&rider), (DiscountSector::Transport, Some((34_200, 34_200))));
    let told = preview(&field, |_| {}).quote.unwrap();
    assert_eq!(told.groups.len(), 2);
    assert_eq!(told.all_months, [run("2026-06", "2026-08")]);
    let beyond = preview(&field, |input| input.start_month = "June".to_owned());
    assert_eq!(
        (breaches(&beyond), beyond.quote_needs.as_deref()),
        (vec![("start_month", Rule::Date)], Some("start_month"))
    );
}

#[test]
fn age_and_an_employers_jht_are_told_before_anybody_hands_in() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let old = preview(&field, |input| {
        input.person.nik = Some("3374055001610001".to_owned());
        input.person.birth_date = Some("10-01-1961".to_owned());
    });
    assert_eq!((breaches(&old), old.age_years), (vec![("birth_date", Rule::AgeMax)], Some(65)));
    assert!(!old.can_register && old.can_draft);
    let employer = preview(&field, |input| input.person.economic_class = Some(EconomicClass::Employer));
    assert_eq!(breaches(&employer), [("programmes", Rule::JhtObligatory)]);
    let with_jht = preview(&field, |input| {
        input.person.economic_class = Some(EconomicClass::Employer);
        input.programmes = Programmes::JkkJkmJht;
    });
    assert!(with_jht.can_register);
}

#[test]
fn a_warning_asks_for_a_reason_and_likely_workers_are_named() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    field.register(&siti()).unwrap();
    let mut doubtful = siti();
    doubtful.person.birth_date = Some("11-01-1990".to_owned());
    let told = field.preview_registration(&doubtful).unwrap();
    assert_eq!(
        (told.warnings, told.missing),
        (vec!["nik_birth_date_disagrees".to_owned()], vec!["acknowledge".to_owned()])
    );
    assert_eq!(told.likely_same.len(), 1, "the same NIK");
    doubtful.acknowledge = Some("Tanggal di KTP memang begitu".to_owned());
    assert!(field.preview_registration(&doubtful).unwrap().can_register);
    // Told again just as it is known, nothing of it has changed.
    let worker = field.register(&doubtful).unwrap().worker;
    let again =
        RegisterInput { worker: Some(worker), acknowledge: None, start_month: "2026-09".to_owned(), ..doubtful };
    assert_eq!(field.preview_registration(&again).unwrap().warnings, [""; 0]);
    field.register(&again).unwrap();
}

#[test]
fn a_consent_that_is_only_spoken_names_its_witness() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let spoken = |witness: Option<&str>| {
        let consent = ConsentInput {
            purposes: vec![ConsentPurpose::Enrol, ConsentPurpose::Remind],
            method: ConsentMethod::SpokenWithWitness,
            language: Language::Indonesian,
            witness: witness.map(str::to_owned),
            text_version: None,
        };
        preview(&field, |input| input.consent = Some(consent)).missing
    };
    assert_eq!(spoken(Some(" ")), ["witness"]);
    assert_eq!(spoken(Some("Pak RT")), [""; 0]);
}

#[test]
fn a_known_worker_comes_in_the_forms_own_spelling_and_only_what_is_told_anew_is_written() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let registered = field.register(&RegisterInput { cash: None, ..siti() }).unwrap();
    let form = field.registration_form(Some(&registered.worker), None, None).unwrap();
    let known = form.worker.unwrap();
    assert_eq!(known.person.birth_date.as_deref(), Some("10-01-1990"));
    assert_eq!(known.person.occupation.as_deref(), Some("Nelayan"));
    assert!(form.purposes[0].stands);
    let open = known.open.unwrap();
    assert_eq!((open.status, open.can_be_handed_in, open.receipt_number), (RegistrationStatus::Submitted, false, None));
    assert_eq!(open.months, [run("2026-06", "2026-08")]);

    let again = RegisterInput {
        worker: Some(registered.worker.clone()),
        person: PersonInput { declared_income: Some(3_000_000), ..PersonInput::default() },
        consent: None,
        start_month: "2026-09".to_owned(),
        cash: None,
        ..siti()
    };
    let told = field.preview_registration(&again).unwrap();
    assert!(told.can_register, "{:?} {:?}", told.missing, breaches(&told));
    assert_eq!(told.nik.grouped, "337405 500190 0001");
    field.register(&again).unwrap();
    assert_eq!(shown(&field, "worker", &registered.worker, "declared_income").as_deref(), Some("3000000"));
    // As it came, it says nothing new of the worker.
    let same = field.update_worker(
        &registered.worker,
        &PersonInput { declared_income: None, segments: vec![], ..known.person },
        None,
    );
    assert_eq!(same.unwrap_err(), FieldError::Invalid { field: "person".to_owned(), rule: Rule::Fixed });
}

#[test]
fn at_a_forum_the_village_is_the_forums_and_the_worker_attends_with_the_same_change() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let mut held = forum();
    held.village = Some("33.21.01.2001".to_owned());
    held.place = Some("Balai desa".to_owned());
    let event = field.record_event(&held).unwrap().record;
    let form = field.registration_form(None, Some(&event), None).unwrap();
    assert_eq!(
        form.villages.iter().map(|line| line.village.as_str()).collect::<Vec<_>>(),
        ["3321012001", "3374051001"]
    );
    assert_eq!(form.village_proposed.as_deref(), Some("3321012001"));
    assert_eq!(form.event.unwrap().place, "Balai desa");
    let registered = field.register(&RegisterInput { event: Some(event), ..siti() }).unwrap();
    assert_eq!(field.totals().unwrap().captured, 2, "the event, and all the rest as one");
    let story = field.story(&registered.worker).unwrap();
    assert!(story.iter().any(|line| line.kind == "attendance"));
}

#[test]
fn a_support_that_pays_today_is_offered_by_its_givers_name() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let partner = PartnerInput {
        name: "Koperasi Mina".to_owned(),
        kind: PartnerKind::Cooperative,
        contacts: Vec::new(),
        village: None,
    };
    let partner = field.record_partner(&partner).unwrap().record;
    for (kind, from, to) in [
        (SupportKind::Contribution, "2026-01-01", "2026-12-31"),
        (SupportKind::Contribution, "2026-01-01", "2026-05-31"),
        (SupportKind::Incentive, "2026-01-01", "2026-12-31"),
    ] {
        let support = SupportInput {
            partner: partner.clone(),
            kind,
            rupiah: None,
            quota: Some(40),
            first_day: Some(from.to_owned()),
            last_day: Some(to.to_owned()),
            legal_basis: None,
            village: None,
        };
        field.record_support(&support).unwrap();
    }
    let supports = field.registration_form(None, None, None).unwrap().supports;
    let [support] = supports.as_slice() else { panic!("{} supports", supports.len()) };
    assert_eq!((support.partner_name.as_str(), support.quota), ("Koperasi Mina", Some(40)));
    assert_eq!(support.until.as_deref(), Some("2026-12-31"));
}

#[test]
fn a_draft_is_handed_in_with_what_was_missing_as_one_change_and_its_form_goes_with_it() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let mut papers_at_home = RegisterInput { cash: None, ..siti() };
    papers_at_home.person.nik = None;
    papers_at_home.person.birth_date = None;
    let drafted = field.draft_registration(&papers_at_home).unwrap();
    let form = field.registration_form(Some(&drafted.worker), None, None).unwrap();
    let open = form.worker.unwrap().open.unwrap();
    assert_eq!((form.terms.period_months, form.terms.start_month.as_str()), (3, "2026-06"), "as it was quoted");
    assert!(open.can_be_handed_in && open.registration == drafted.registration && !open.is_attested);
    assert_eq!(open.quote.total_rupiah, 34_200);

    let without = field.hand_in(&drafted.registration, &HandInInput::default()).unwrap_err();
    assert_eq!(without, FieldError::Invalid { field: "nik".to_owned(), rule: Rule::Required });
    field
        .keep_form(FormKind::Registration, Some(&drafted.worker), &[("nik".to_owned(), "33".to_owned())].into())
        .unwrap();
    let brought = HandInInput {
        person: PersonInput {
            nik: siti().person.nik,
            birth_date: Some("10011990".to_owned()),
            ..PersonInput::default()
        },
        attestation: Some(AttestationInput { verified_how: None }),
        cash: Some(34_200),
        ..HandInInput::default()
    };
    let handed = field.hand_in(&drafted.registration, &brought).unwrap();
    assert!(handed.receipt_number.is_some());
    assert_eq!(field.totals().unwrap().captured, 2);
    assert_eq!(shown(&field, "registration", &drafted.registration, "status").as_deref(), Some("submitted"));
    assert_eq!(shown(&field, "worker", &drafted.worker, "birth_date").as_deref(), Some("1990-01-10"));
    assert_eq!(field.kept_form(FormKind::Registration, Some(&drafted.worker)).unwrap(), None);
    let late = field.hand_in(&drafted.registration, &brought).unwrap_err();
    assert_eq!(late, FieldError::Invalid { field: "status".to_owned(), rule: Rule::Lifecycle });
}

#[test]
fn a_receipt_is_shared_with_name_months_and_the_policys_sentence_and_without_the_nik() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let registered = field.register(&siti()).unwrap();
    let text = field.receipt_text(&registered.registration, Some(Language::Indonesian)).unwrap();
    assert_eq!(Some(&text.number), registered.receipt_number.as_ref());
    let number = &text.number;
    let expected = format!(
        "TANDA TERIMA TITIPAN IURAN\n\nNomor: {number}\nTitipan dari: Siti Aminah\nJumlah: Rp 34.200\n\
         Untuk iuran: Juni sampai Agustus 2026\nDiterima oleh: A01\nKantor cabang: Semarang Majapahit\n\
         Tanggal: 1 Juni 2026\n\nTanda terima ini"
    );
    assert!(text.text.starts_with(&expected), "{}", text.text);
    assert!(text.text.contains("Perlindungan belum berlaku") && !text.text.contains("3374"));
    let javanese = field.receipt_text(&text.receipt, Some(Language::Javanese)).unwrap();
    assert!(javanese.text.contains("Juni dumugi Agustus 2026") && javanese.text.contains("dereng lumampah"));
    let as_agreed = field.receipt_text(&text.receipt, None).unwrap();
    assert!(as_agreed == javanese, "she agreed in Javanese");
    let other = field.register(&RegisterInput { cash: None, start_month: "2026-10".to_owned(), ..siti() }).unwrap();
    assert_eq!(field.receipt_text(&other.registration, None).unwrap_err(), FieldError::NotFound);
}

#[test]
fn after_cover_that_lasts_the_next_month_is_proposed_and_the_clock_moves_what_is_offered() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    let worker = met(&field, "Slamet Riyadi");
    // 20 December 2026: the year ends in the middle of the months to choose.
    hand.clock.reach(MORNING_MS + 202 * 86_400_000);
    let form = field.registration_form(Some(&worker), None, None).unwrap();
    let months: Vec<&str> = form.start_months.iter().map(String::as_str).collect();
    assert_eq!(months, ["2026-12", "2027-01", "2027-02"]);
    assert_eq!(form.worker.unwrap().person.name.as_deref(), Some("Slamet Riyadi"));
}

#[test]
fn a_form_kept_half_filled_is_there_after_the_phone_was_closed() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    field.keep_form(FormKind::Registration, None, &[("nik".to_owned(), "337405".to_owned())].into()).unwrap();
    field.shutdown();
    let field = open(&folder);
    assert_eq!(field.kept_form(FormKind::Registration, None).unwrap().unwrap()["nik"], "337405");
    field.register(&siti()).unwrap();
    assert_eq!(field.kept_form(FormKind::Registration, None).unwrap(), None);
}

#[test]
fn villages_are_found_by_beginnings_of_their_names_own_ones_first() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let own = field.registration_form(None, None, None).unwrap().villages.remove(0);
    let found = field.find_villages(&own.name).unwrap();
    assert!(found[0].is_own && found[0].village == own.village && found[0].area == "Genuk, Kota Semarang");
    assert!(found.len() <= 8);
    assert!(field.find_villages("").unwrap().is_empty());
}

#[test]
fn a_segment_is_proposed_by_the_occupation() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let told = preview(&field, |_| {});
    assert_eq!(told.occupation.unwrap().segments, [Segment::Fisher]);
    let unknown = preview(&field, |input| input.person.occupation = Some("bakul ik".to_owned()));
    assert!(unknown.occupation.is_none() && unknown.occupations_likely.iter().any(|line| line.code == "fish_seller"));
    assert_eq!(unknown.missing, ["occupation"]);
}
