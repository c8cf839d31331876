//! Rules over records: what no change may leave behind, whatever method or form made it. Each end judges by them in one
//! place, the device before it saves and the branch before it takes in.

use std::collections::BTreeSet;

use super::id::RecordId;
use super::kinds::{Encounter, Evaluation, FollowUp, Measurement, Nomination, Objection, Registration, Training};
use super::record::{KindSpec, Record};
use super::rule::{Invalid, Rule};
use super::value::Document;
use super::words::ConsentPurpose;
use super::{card_rules, value::Value};

/// How many criteria a training's rubric has.
pub const RUBRIC_CRITERIA: usize = 4;

/// A record as a change would leave it.
#[derive(Debug, Clone, Copy)]
pub struct Touched<'a> {
    /// Its kind.
    pub kind: &'a KindSpec,
    /// Its fields before; none where the change makes it.
    pub before: Option<&'a Document>,
    /// Its fields after.
    pub after: &'a Document,
}

/// What the rules ask about other records.
pub trait View {
    /// Why it may fail to answer.
    type Error;
    /// A record's fields as the change leaves them; none where the record is not here.
    fn record(&self, kind: &'static KindSpec, record: RecordId) -> Result<Option<Document>, Self::Error>;
    /// The purposes that a worker's consents allow, judged by those that the change's author had in view.
    fn purposes(&self, worker: RecordId) -> Result<BTreeSet<ConsentPurpose>, Self::Error>;
    /// How many items the card of a version has; none for a version that is not known here, as a newer app may bring it.
    fn card_items(&self, version: &str) -> Result<Option<usize>, Self::Error>;
}

/// The rule that a change breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Breach {
    /// A field breaks it.
    Invalid(Invalid),
    /// A consent that the capture needs does not stand.
    ConsentMissing(ConsentPurpose),
}

/// Why a change is not let pass.
#[derive(Debug)]
pub enum Refusal<E> {
    /// It breaks a rule.
    Breach(Breach),
    /// The view failed.
    Failed(E),
}

impl<E> From<Invalid> for Refusal<E> {
    fn from(invalid: Invalid) -> Self {
        Self::Breach(Breach::Invalid(invalid))
    }
}

/// Whether any rule is about records of a kind: most captures touch none.
pub fn are_about(kind: &KindSpec) -> bool {
    [
        Registration::KIND,
        Objection::KIND,
        Measurement::KIND,
        Nomination::KIND,
        FollowUp::KIND,
        Training::KIND,
        Evaluation::KIND,
    ]
    .iter()
    .any(|about| about.name == kind.name)
}

/// Refuses a record that a device's change may not leave so.
pub fn check_record<V: View>(touched: &Touched<'_>, view: &V) -> Result<(), Refusal<V::Error>> {
    if touched.before.is_none() {
        check_consent(touched, view)?;
    }
    let is = |kind: &KindSpec| kind.name == touched.kind.name;
    if is(Measurement::KIND) {
        let card = Measurement::from_document(touched.after)?;
        let items = view.card_items(&card.instrument_version).map_err(Refusal::Failed)?;
        card_rules::check_card(&card, items)?;
    } else if is(FollowUp::KIND) {
        check_follow_up(&FollowUp::from_document(touched.after)?)?;
    } else if is(Objection::KIND) {
        check_objection(&Objection::from_document(touched.after)?, view)?;
    } else if is(Training::KIND) {
        let rubric = Training::from_document(touched.after)?.rubric.len();
        refuse_if(rubric != 0 && rubric != RUBRIC_CRITERIA, "rubric", Rule::Limit)?;
    } else if is(Evaluation::KIND) {
        check_evaluation(touched)?;
    }
    Ok(())
}

/// The consent that a new record needs, and whose: no registration without `enrol`, no worker's card without `measure`,
/// no nomination without the respondent's `nominate`.
fn needed_consent(kind: &KindSpec, document: &Document) -> Option<(RecordId, ConsentPurpose)> {
    let needs = [
        (Registration::KIND, "worker", ConsentPurpose::Enrol),
        (Measurement::KIND, "worker", ConsentPurpose::Measure),
        (Nomination::KIND, "respondent", ConsentPurpose::Nominate),
    ];
    let (_, whose, purpose) = needs.into_iter().find(|(about, ..)| about.name == kind.name)?;
    let worker = document.get(whose).and_then(Value::as_text)?.parse().ok()?;
    Some((worker, purpose))
}

fn check_consent<V: View>(touched: &Touched<'_>, view: &V) -> Result<(), Refusal<V::Error>> {
    let Some((worker, purpose)) = needed_consent(touched.kind, touched.after) else { return Ok(()) };
    if view.purposes(worker).map_err(Refusal::Failed)?.contains(&purpose) {
        return Ok(());
    }
    Err(Refusal::Breach(Breach::ConsentMissing(purpose)))
}

/// A task is about one worker or one figure, and only a figure's names a village: a worker's follows the worker.
fn check_follow_up(task: &FollowUp) -> Result<(), Invalid> {
    refuse_if(task.worker.is_none() && task.figure.is_none(), "worker", Rule::Required)?;
    refuse_if(task.worker.is_some() && task.figure.is_some(), "figure", Rule::Subject)?;
    refuse_if(task.worker.is_some() && task.village.is_some(), "village", Rule::Subject)
}

/// An objection was raised by the worker whom the conversation was with.
fn check_objection<V: View>(objection: &Objection, view: &V) -> Result<(), Refusal<V::Error>> {
    let Some(encounter) = view.record(Encounter::KIND, objection.encounter.0).map_err(Refusal::Failed)? else {
        return Ok(());
    };
    let with = Encounter::from_document(&encounter)?.worker;
    Ok(refuse_if(with != objection.worker, "worker", Rule::Subject)?)
}

/// Once the branch has decided, the causes are the branch's.
fn check_evaluation(touched: &Touched<'_>) -> Result<(), Invalid> {
    let Some(before) = touched.before else { return Ok(()) };
    let is_decided = before.get("decision").is_some_and(|decision| !decision.is_null());
    let adds = before.get("gap_causes") != touched.after.get("gap_causes");
    refuse_if(is_decided && adds, "gap_causes", Rule::BranchOnly)
}

fn refuse_if(breaks: bool, field: &str, rule: Rule) -> Result<(), Invalid> {
    if breaks { Err(Invalid::new(field, rule)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::kinds::{Channel, Direction, FigureId, GapCause};
    use crate::domain::kinds::{EncounterId, FollowUpKind, ObjectionCode, ObjectionOutcome, WorkerId};

    /// A view of what a test says is there.
    struct Told {
        records: BTreeMap<RecordId, Document>,
        purposes: BTreeSet<ConsentPurpose>,
    }

    impl View for Told {
        type Error = std::convert::Infallible;
        fn record(&self, _: &'static KindSpec, record: RecordId) -> Result<Option<Document>, Self::Error> {
            Ok(self.records.get(&record).cloned())
        }
        fn purposes(&self, _: RecordId) -> Result<BTreeSet<ConsentPurpose>, Self::Error> {
            Ok(self.purposes.clone())
        }
        fn card_items(&self, _: &str) -> Result<Option<usize>, Self::Error> {
            Ok(None)
        }
    }

    fn told() -> Told {
        Told { records: BTreeMap::new(), purposes: BTreeSet::new() }
    }

    fn id(n: u16) -> RecordId {
        RecordId::created(0, 0, n)
    }

    fn breach(kind: &'static KindSpec, before: Option<&Document>, after: &Document, view: &Told) -> Option<Breach> {
        match check_record(&Touched { kind, before, after }, view) {
            Ok(()) => None,
            Err(Refusal::Breach(breach)) => Some(breach),
        }
    }

    fn invalid(field: &str, rule: Rule) -> Option<Breach> {
        Some(Breach::Invalid(Invalid::new(field, rule)))
    }

    fn document(fields: &[(&str, Value)]) -> Document {
        fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn what_needs_a_consent_is_refused_without_it_when_it_is_made_and_never_later() {
        let worker = Value::from(id(1).to_string());
        let named = document(&[
            ("respondent", worker),
            ("figure", id(2).to_string().into()),
            ("question", "spread_news".into()),
            ("rank", Value::Int(1)),
        ]);
        let (without, mut with) = (told(), told());
        with.purposes.insert(ConsentPurpose::Nominate);
        let missing = Some(Breach::ConsentMissing(ConsentPurpose::Nominate));
        assert_eq!(breach(Nomination::KIND, None, &named, &without), missing);
        assert_eq!(breach(Nomination::KIND, Some(&named), &named, &without), None);
        assert_eq!(breach(Nomination::KIND, None, &named, &with), None);
    }

    #[test]
    fn a_task_is_about_one_worker_or_one_figure() {
        let task = |worker: Option<u16>, figure: Option<u16>, village: Option<&str>| {
            let task = FollowUp {
                worker: worker.map(|n| WorkerId(id(n))),
                figure: figure.map(|n| FigureId(id(n))),
                village: village.map(|code| code.parse().unwrap()),
                kind: FollowUpKind::Promise,
                due: "2026-06-03".parse().unwrap(),
                about: None,
                put_off_to: None,
                owner: None,
                claimed_by: None,
                results: BTreeSet::new(),
            };
            breach(FollowUp::KIND, None, &task.into_document(), &told())
        };
        assert_eq!(task(None, None, None), invalid("worker", Rule::Required));
        assert_eq!(task(Some(1), Some(2), None), invalid("figure", Rule::Subject));
        assert_eq!(task(Some(1), None, Some("3374051003")), invalid("village", Rule::Subject));
        assert_eq!(task(Some(1), None, None), None);
        assert_eq!(task(None, Some(2), Some("3374051003")), None);
    }

    #[test]
    fn an_objection_is_that_of_the_worker_in_the_conversation_where_that_is_known() {
        let encounter = document(&[
            ("worker", id(1).to_string().into()),
            ("channel", Channel::Phone.as_str().into()),
            ("direction", Direction::Outgoing.as_str().into()),
        ]);
        let mut view = told();
        view.records.insert(id(9), encounter);
        let raised = |worker: u16, encounter: u16| {
            let objection = Objection {
                worker: WorkerId(id(worker)),
                encounter: EncounterId(id(encounter)),
                code: ObjectionCode::Takdir,
                kind: None,
                quote: None,
                bridge: None,
                argument: None,
                outcome: ObjectionOutcome::Unchanged,
                agreed_meaning: None,
            };
            breach(Objection::KIND, None, &objection.into_document(), &view)
        };
        assert_eq!(raised(1, 9), None);
        assert_eq!(raised(2, 9), invalid("worker", Rule::Subject));
        assert_eq!(raised(2, 8), None);
    }

    #[test]
    fn an_evaluation_takes_causes_until_the_branch_has_decided() {
        let open = document(&[("question", "why".into())]);
        let mut with_cause = open.clone();
        with_cause.insert("gap_causes".to_owned(), Value::List(vec![GapCause::Culture.as_str().into()]));
        let decided = document(&[("question", "why".into()), ("decision", "new story".into())]);
        let mut late = decided.clone();
        late.extend(with_cause.clone());
        let view = told();
        assert_eq!(breach(Evaluation::KIND, Some(&open), &with_cause, &view), None);
        assert_eq!(breach(Evaluation::KIND, Some(&decided), &late, &view), invalid("gap_causes", Rule::BranchOnly));
        assert_eq!(breach(Evaluation::KIND, Some(&decided), &decided, &view), None);
    }

    #[test]
    fn a_rubric_is_scored_whole_or_not_at_all() {
        let scored = |count: usize| {
            let rubric = Value::List(vec![Value::Int(2); count]);
            let mut fields = document(&[("agent", "A01".into()), ("module", "product".into())]);
            if count > 0 {
                fields.insert("rubric".to_owned(), rubric);
            }
            breach(Training::KIND, None, &fields, &told())
        };
        assert_eq!(scored(0), None);
        assert_eq!(scored(3), invalid("rubric", Rule::Limit));
        assert_eq!(scored(4), None);
    }
}
