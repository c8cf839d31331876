//! What a report answers: lines of estimates, findings in words, and what was left out and why.

use std::rc::Rc;

use serde::Serialize;

use super::estimate::Estimate;
use super::filter::Filter;
use super::measure::Measure;
use super::people::People;
use crate::domain::CivilDate;
use crate::domain::words::words;

words! {
    /// The sixteen reports.
    pub enum ReportName {
        /// Indices of the card, states and intervals by segment, village, figure and message.
        CoOrientation => "co_orientation",
        /// How far worldviews moved.
        Shift => "shift",
        /// What is objected, and which bridges resolve it.
        Objections => "objections",
        /// Who is named, and how the relationship stands.
        Figures => "figures",
        /// Who is met, beside who lives there.
        Representation => "representation",
        /// From the first conversation to the thirteenth month.
        Funnel => "funnel",
        /// Registrations that came to nothing, or came back.
        FailedRegistrations => "failed_registrations",
        /// Target and realisation.
        Targets => "targets",
        /// Who stays.
        Retention => "retention",
        /// What is due.
        Due => "due",
        /// Incoming questions answered.
        TwoWay => "two_way",
        /// Decisions from the field's evidence.
        Evaluation => "evaluation",
        /// What follows the messages.
        Messages => "messages",
        /// Who is certified.
        Training => "training",
        /// Support used, and what stays when it ends.
        Support => "support",
        /// How far the data can be relied on.
        DataQuality => "data_quality",
    }

    /// What the groups of a report are groups of.
    pub enum Dimension {
        /// Segment.
        Segment => "segment",
        /// Village, by code.
        Village => "village",
        /// Figure, by record.
        Figure => "figure",
        /// Message, by what the branch calls it.
        Message => "message",
        /// Agent, by badge.
        Agent => "agent",
        /// The month in which persons were first met, or first paid.
        Cohort => "cohort",
        /// A month.
        Month => "month",
        /// The how-manieth contribution month.
        ContributionMonth => "contribution_month",
        /// What was objected.
        Objection => "objection",
        /// The message or the argument that was offered.
        Bridge => "bridge",
        /// The state before.
        StateBefore => "state_before",
        /// The state after, or now.
        State => "state",
        /// A step of the funnel.
        Step => "step",
        /// Why.
        Cause => "cause",
        /// Who paid.
        Payer => "payer",
        /// What is due, or what kind of follow-up.
        Kind => "kind",
        /// What was asked.
        Question => "question",
        /// A training module.
        Module => "module",
        /// A support, by record.
        Support => "support",
        /// What a target counts.
        Target => "target",
        /// A purpose of consents.
        Purpose => "purpose",
        /// The way a conversation took.
        Channel => "channel",
        /// What stands in the way.
        Barrier => "barrier",
        /// A medium that is followed.
        Media => "media",
        /// Whom one asks for advice.
        WhomAsked => "whom_asked",
    }

    /// What can be said in a word.
    pub enum FindingKind {
        /// The state of a group: `consensus`, `false_conflict`, `false_consensus`, `dissensus` or `not_clear`.
        GroupState => "group_state",
        /// `few` (under ten), or `under_represented` (less than half its share).
        Flag => "flag",
        /// Whether a difference can be laid to a message: `experiment`, or `association`.
        Basis => "basis",
        /// Where the relationship with a figure stands.
        Stage => "stage",
        /// A figure of the small set that most respondents name.
        Covers => "covers",
        /// A change of W counts from this many points, by the instrument's SD and r.
        CountsFrom => "counts_from",
        /// The version of the card.
        Instrument => "instrument",
        /// A target of nought, which nothing is a share of.
        TargetOfZero => "target_of_zero",
        /// The gap is too small to be split.
        NoSplit => "no_split",
        /// The month of the curve at which half have lapsed.
        HalfLapsed => "half_lapsed",
    }

    /// The steps from the first conversation to the thirteenth month, in order.
    pub enum FunnelStep {
        /// Talked with.
        Encountered => "encountered",
        /// Can say back what it costs, what it covers and when it lapses.
        Understands => "understands",
        /// Means to register, firmly and on a day.
        Intends => "intends",
        /// Handed a registration in.
        Submitted => "submitted",
        /// It was verified.
        Verified => "verified",
        /// The first contribution month is paid.
        FirstPayment => "first_payment",
        /// Paid on after what was paid at once.
        Renewed => "renewed",
        /// The thirteenth contribution month is paid.
        ThirteenthMonth => "thirteenth_month",
    }

    /// Why something is not in a report.
    pub enum WhyLeftOut {
        /// It rests on fewer than five.
        TooFew => "too_few",
        /// It could be worked out from what else is shown.
        Differencing => "differencing",
        /// It was answered on another version of the card.
        OtherInstrument => "other_instrument",
        /// Fewer than three items were answered.
        TooFewItems => "too_few_items",
        /// No panel of eight staff answered in that quarter or before.
        NoPanel => "no_panel",
        /// No population is published for the segment.
        NoPopulation => "no_population",
        /// A newer app wrote it, in words that this version does not know.
        Unread => "unread",
        /// It is about villages, agents or persons whose records this phone does not hold.
        Scope => "scope",
        /// Its time has not passed: whether it counts is not known yet.
        NotYetKnown => "not_yet_known",
    }
}

/// The answer of one report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Which report.
    pub report: ReportName,
    /// What was asked.
    pub filter: Filter,
    /// The day for which it is computed. What was captured since does not count; what the branch wrote of earlier records
    /// (decisions, certificates, paid months) stands as it does now.
    pub as_of: CivilDate,
    /// The figures.
    pub lines: Vec<Line>,
    /// What can be said in words.
    pub findings: Vec<Finding>,
    /// What is due, in the report of that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<DueLine>,
    /// What was left out, and why.
    pub left_out: Vec<LeftOut>,
}

/// One figure of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Line {
    /// The group it is about; everybody where empty.
    pub by: Vec<Key>,
    /// What it measures.
    pub measure: Measure,
    /// The figure.
    pub estimate: Estimate,
}

/// One side of what a group has in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Key {
    /// What.
    pub dimension: Dimension,
    /// Which.
    pub value: String,
}

/// Something that can be said in a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Finding {
    /// The group it is about; everybody where empty.
    pub by: Vec<Key>,
    /// What is said.
    pub finding: FindingKind,
    /// The word.
    pub value: String,
}

/// One thing that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DueLine {
    /// What is to be done.
    pub kind: String,
    /// The worker or figure.
    pub record: String,
    /// Who is to do it; none for whoever comes by.
    pub owner: Option<String>,
    /// The day, `2026-06-10`.
    pub due: String,
    /// Days since then; negative while it is to come.
    pub days_over: i64,
}

/// What is not in a report, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LeftOut {
    /// Why.
    pub why: WhyLeftOut,
    /// How many lines, records or villages.
    pub count: u64,
}

impl Key {
    /// A group's key.
    pub fn new(dimension: Dimension, value: impl ToString) -> Self {
        Self { dimension, value: value.to_string() }
    }
}

/// A report that is being written.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) lines: Vec<Drafted>,
    pub(super) findings: Vec<Finding>,
    pub(super) due: Vec<DueLine>,
    pub(super) left_out: Vec<LeftOut>,
}

/// A figure, before it is known whether it may be shown.
#[derive(Debug)]
pub(super) struct Drafted {
    pub(super) line: Line,
    /// Whom it tells of, where its n does not say so.
    pub(super) people: Option<Rc<People>>,
}

impl Drafted {
    /// Whether it may be shown, by what is known so far.
    pub(super) const fn is_shown(&self) -> bool {
        self.line.estimate.value().is_some()
    }
}

impl Draft {
    /// Adds a figure whose n counts those of whom it tells, or that tells of no worker.
    pub(super) fn line(&mut self, by: &[Key], measure: Measure, estimate: Estimate) {
        self.lines.push(Drafted { line: Line { by: by.to_vec(), measure, estimate }, people: None });
    }

    /// Adds a figure that tells of these people, whatever its n counts.
    pub(super) fn line_about(&mut self, by: &[Key], measure: Measure, estimate: Estimate, people: &Rc<People>) {
        let line = Line { by: by.to_vec(), measure, estimate: estimate.about(people.count()) };
        self.lines.push(Drafted { line, people: Some(Rc::clone(people)) });
    }

    /// Adds a word.
    pub(super) fn finding(&mut self, by: &[Key], finding: FindingKind, value: impl ToString) {
        self.findings.push(Finding { by: by.to_vec(), finding, value: value.to_string() });
    }

    /// Says what is left out, where there is any.
    pub(super) fn leave_out(&mut self, why: WhyLeftOut, count: u64) {
        if count > 0 {
            self.left_out.push(LeftOut { why, count });
        }
    }
}
