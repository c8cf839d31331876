//! What a full day holds of the outreach: conversations with their cards, figures and who named them, results of tasks,
//! and what partners give.

use perisai_core::domain::kinds::{
    Channel, ConsentMethod, Direction, FollowUpKind, FollowUpResult, NominationQuestion, ObjectionCode,
    ObjectionOutcome, PartnerKind, SupportKind, Wave,
};
use perisai_core::domain::words::{ConsentPurpose, Language};
use perisai_core::field::{
    CardInput, ConsentInput, ConversationInput, EncounterInput, FieldEdit, FigureInput, NominationInput,
    ObjectionInput, PartnerInput, SupportInput, TaskInput,
};

use super::check::Violation;
use super::world::{VILLAGES, World};
use crate::people::letters;

/// The day for which every task of a day is due: two phones that note a result speak of one task.
const DUE: &str = "2026-06-10";

impl World {
    /// One thing of the outreach.
    pub(super) fn outreach(&mut self, phone: usize) -> Result<(), Violation> {
        match self.draw(6) {
            0..=1 => self.converse(phone),
            2 => self.name_figure(phone),
            3 => self.note_result(phone),
            4 => self.promise_support(phone),
            _ => self.edit_support(phone),
        }
    }

    fn converse(&mut self, phone: usize) -> Result<(), Violation> {
        let Some(worker) = self.any_worker(phone)? else { return Ok(()) };
        let consent = self.dice.chance(1, 2).then(|| consent(ConsentPurpose::Measure));
        let told = ConversationInput {
            encounter: encounter(worker),
            objections: vec![ObjectionInput {
                code: ObjectionCode::Takdir,
                kind: None,
                quote: None,
                bridge: None,
                argument: None,
                outcome: ObjectionOutcome::Softened,
                agreed_meaning: None,
            }],
            consent,
            card: Some(CardInput {
                own: vec![Some(2), Some(1), Some(3), Some(4)],
                perceived: Vec::new(),
                guess: vec![Some(1), Some(1), Some(2), None],
                wave: Wave::Baseline,
                part_seconds: vec![20, 50],
            }),
            next_step: None,
            results: Vec::new(),
            answered_at_once: false,
        };
        if let Some(saved) = self.captured(phone, self.phones[phone].field.record_conversation(&told))? {
            self.keep(phone, &saved.change);
            self.trace.say(|| format!("conversation {}", saved.encounter));
            self.count("conversation");
        }
        Ok(())
    }

    fn name_figure(&mut self, phone: usize) -> Result<(), Violation> {
        let Some(worker) = self.any_worker(phone)? else { return Ok(()) };
        let known = if self.dice.chance(1, 2) { self.any_of_few("figure", phone)? } else { None };
        self.papers += 1;
        let village = VILLAGES[self.draw(VILLAGES.len())].to_owned();
        let new = known.is_none().then(|| FigureInput {
            name: format!("Tokoh {}", letters(self.papers.into())),
            roles: Vec::new(),
            village: Some(village),
            worker: None,
        });
        let named = NominationInput { question: NominationQuestion::AsksAdvice, rank: 1, figure: known, new };
        let consent = consent(ConsentPurpose::Nominate);
        let saved = self.phones[phone].field.nominate(&worker, &[named], Some(&consent));
        if let Some(saved) = self.captured(phone, saved)? {
            self.keep(phone, &saved.change);
            self.trace.say(|| format!("names {:?}", saved.figures));
            self.count("figure named");
        }
        Ok(())
    }

    fn note_result(&mut self, phone: usize) -> Result<(), Violation> {
        let Some(worker) = self.any_worker(phone)? else { return Ok(()) };
        let task = TaskInput {
            worker: Some(worker),
            figure: None,
            kind: FollowUpKind::Promise,
            due: DUE.to_owned(),
            about: None,
        };
        let result = [FollowUpResult::NotMet, FollowUpResult::WillPay, FollowUpResult::Paid][self.draw(3)];
        if let Some(saved) = self.captured(phone, self.phones[phone].field.note_result(&task, result))? {
            self.keep(phone, &saved.change);
            self.trace.say(|| format!("notes {result} of {}", saved.record));
            self.count("result noted");
        }
        Ok(())
    }

    fn promise_support(&mut self, phone: usize) -> Result<(), Violation> {
        self.papers += 1;
        let partner = PartnerInput {
            name: format!("Mitra {}", letters(self.papers.into())),
            kind: PartnerKind::Cooperative,
            contacts: Vec::new(),
            village: None,
        };
        let Some(partner) = self.captured(phone, self.phones[phone].field.record_partner(&partner))? else {
            return Ok(());
        };
        self.keep(phone, &partner.change);
        let support = SupportInput {
            partner: partner.record,
            kind: SupportKind::Contribution,
            rupiah: None,
            quota: Some(self.papers),
            first_day: None,
            last_day: None,
            legal_basis: None,
            village: Some(VILLAGES[1].to_owned()),
        };
        if let Some(saved) = self.captured(phone, self.phones[phone].field.record_support(&support))? {
            self.keep(phone, &saved.change);
            self.trace.say(|| format!("support {}", saved.record));
            self.count("support");
        }
        Ok(())
    }

    fn edit_support(&mut self, phone: usize) -> Result<(), Violation> {
        let Some(support) = self.any_of_few("support", phone)? else { return Ok(()) };
        self.papers += 1;
        let quota = [FieldEdit { field: "quota".to_owned(), value: Some(self.papers.to_string()) }];
        if let Some(saved) = self.captured(phone, self.phones[phone].field.edit_support(&support, &quota))? {
            self.keep(phone, &saved.change);
            self.trace.say(|| format!("sets the quota of {support}"));
            self.count("support edited");
        }
        Ok(())
    }

    /// A record of a kind that the phone shows: one of the first few, so that phones meet.
    fn any_of_few(&mut self, kind: &str, phone: usize) -> Result<Option<String>, Violation> {
        let shown = self.phones[phone].field.records(kind, None, 3).map_err(Violation::failed)?;
        if shown.is_empty() {
            return Ok(None);
        }
        Ok(Some(shown[self.draw(shown.len())].record.clone()))
    }
}

fn consent(purpose: ConsentPurpose) -> ConsentInput {
    ConsentInput {
        purposes: vec![purpose],
        method: ConsentMethod::Thumb,
        language: Language::Indonesian,
        witness: None,
        text_version: None,
    }
}

fn encounter(worker: String) -> EncounterInput {
    EncounterInput {
        minutes: Some(12),
        teach_back: Some(3),
        ..EncounterInput::new(worker, Channel::FaceToFace, Direction::Outgoing)
    }
}
