//! What the lines of reports measure, each with its unit.

use crate::domain::words::words;

words! {
    /// What a figure is of.
    pub enum Measure {
        // Co-orientation, 0 to 100 but for the distance.
        /// W, how far the own view is on the side of protection.
        Worldview => "worldview",
        /// W, drawn towards all groups of its dimension.
        WorldviewShrunk => "worldview_shrunk",
        /// How alike the worker's and the branch's views are.
        Agreement => "agreement",
        /// How alike the worker's view is to what the worker thinks the officer's is.
        CongruencyWorker => "congruency_worker",
        /// How right the worker is about the branch's view.
        AccuracyWorker => "accuracy_worker",
        /// How right the agent was about the worker's view.
        AccuracyAgent => "accuracy_agent",
        /// How alike the agent's guess is to the agent's own view.
        CongruencyAgent => "congruency_agent",
        /// D, how far the worker's view is from the branch's.
        Distance => "distance",
        /// The share in a state.
        StateShare => "state_share",

        // Shift.
        /// ΔW of the same persons.
        Shift => "shift",
        /// ΔW where we went, less ΔW where we did not.
        ShiftDifference => "shift_difference",
        /// The share whose W rose by more than the card's own unreliability.
        Rose => "rose",
        /// The share whose W fell by more than that.
        Fell => "fell",
        /// Of those in one state before, the share in another after.
        Transition => "transition",

        // Objections.
        /// The share of workers talked with who objected it.
        Prevalence => "prevalence",
        /// Resolved of raised, drawn towards all bridges.
        Resolved => "resolved",

        // Figures.
        /// The share of respondents who named the figure.
        NominationShare => "nomination_share",
        /// Hamlets from which the figure was named.
        HamletsNaming => "hamlets_naming",
        /// Segments from which the figure was named.
        SegmentsNaming => "segments_naming",
        /// Trust, 1 to 5, over the notes.
        Trust => "trust",
        /// Promises kept of promises made.
        PromisesKept => "promises_kept",
        /// The share of respondents who named somebody of the small set.
        Covered => "covered",

        /// The share of events before which figures were engaged.
        HeadsHeldFirst => "heads_held_first",

        // Representation.
        /// The segment's share of the workers met.
        SampleShare => "sample_share",
        /// The segment's share of the population.
        PopulationShare => "population_share",
        /// The one by the other.
        RepresentationRatio => "representation_ratio",
        /// The share whom nobody had reached before.
        NeverReached => "never_reached",

        /// The share of a segment's workers in whose way it stands.
        HinderedBy => "hindered_by",
        /// The share of a segment's workers who follow the medium.
        FollowsMedia => "follows_media",
        /// The share of a segment's workers who ask them for advice.
        AsksWhom => "asks_whom",
        /// The share of a segment's workers who objected it.
        Objects => "objects",

        // Funnel and registrations.
        /// Persons who reached the step.
        Reached => "reached",
        /// Of those who reached the step before, the share who reached this one.
        Conversion => "conversion",
        /// Days from the step before, median.
        DaysFromBefore => "days_from_before",
        /// The share of registrations handed in that failed so.
        FailureShare => "failure_share",
        /// Hours until it was resolved, median.
        HoursToResolve => "hours_to_resolve",

        // Target and realisation.
        /// What was meant to be reached.
        Target => "target",
        /// What was reached.
        Realised => "realised",
        /// The one by the other, R/T.
        Attainment => "attainment",
        /// (R/T) by the share of working days that have passed.
        Pace => "pace",
        /// What is still needed, per working day left.
        RateRequired => "rate_required",
        /// The step's share of the gap between target and realisation.
        GapShare => "gap_share",
        /// The share of evaluations that name the cause.
        CauseShare => "cause_share",

        // Retention.
        /// The share whose how-manieth contribution month is paid.
        Paid => "paid",
        /// The share that has not lapsed by then (Kaplan–Meier).
        Survival => "survival",
        /// Of those at risk, the share that lapses then.
        LapseHazard => "lapse_hazard",
        /// Months paid of months that have closed.
        ContributionDensity => "contribution_density",

        // The rest.
        /// Incoming questions answered within two working days.
        AnsweredInTime => "answered_in_time",
        /// The share of conversations that took the way.
        ChannelShare => "channel_share",
        /// Decisions on time, of those due.
        DecidedInTime => "decided_in_time",
        /// Decisions that cite records from the field.
        CitingRecords => "citing_records",
        /// Registrations among those with whom the message was used.
        Registered => "registered",
        /// Agents with a certificate that is valid.
        Certified => "certified",
        /// Quota used of quota given.
        QuotaUsed => "quota_used",
        /// The share that paid on when the support had ended.
        PaidOn => "paid_on",
        /// Cards answered in less time than the card takes.
        TooFast => "too_fast",
        /// Cards with one answer throughout.
        SameAnswer => "same_answer",
        /// The share of cards that somebody else checked.
        Checked => "checked",
        /// How far W differs when somebody else asks again.
        CheckDifference => "check_difference",
        /// Days that open conflicts have waited, median.
        ConflictAge => "conflict_age",
        /// Workers with the consent that their records need.
        ConsentCoverage => "consent_coverage",
    }

    /// The unit of a figure.
    pub enum MeasureUnit {
        /// 0 to 1.
        Share => "share",
        /// Points of an index.
        Points => "points",
        /// A number of things.
        Count => "count",
        /// One figure by another.
        Ratio => "ratio",
        /// Days.
        Days => "days",
        /// Hours.
        Hours => "hours",
        /// Per working day.
        PerDay => "per_day",
    }
}

impl Measure {
    /// Its unit.
    pub const fn unit(self) -> MeasureUnit {
        use Measure as M;
        match self {
            M::Worldview
            | M::WorldviewShrunk
            | M::Agreement
            | M::CongruencyWorker
            | M::AccuracyWorker
            | M::AccuracyAgent
            | M::CongruencyAgent
            | M::Distance
            | M::Shift
            | M::ShiftDifference
            | M::Trust
            | M::CheckDifference => MeasureUnit::Points,
            M::HamletsNaming | M::SegmentsNaming | M::Reached | M::Target | M::Realised => MeasureUnit::Count,
            M::RepresentationRatio | M::Attainment | M::Pace => MeasureUnit::Ratio,
            M::DaysFromBefore | M::ConflictAge => MeasureUnit::Days,
            M::HoursToResolve => MeasureUnit::Hours,
            M::RateRequired => MeasureUnit::PerDay,
            M::StateShare
            | M::Rose
            | M::Fell
            | M::Transition
            | M::Prevalence
            | M::Resolved
            | M::NominationShare
            | M::PromisesKept
            | M::Covered
            | M::HeadsHeldFirst
            | M::SampleShare
            | M::PopulationShare
            | M::NeverReached
            | M::HinderedBy
            | M::FollowsMedia
            | M::AsksWhom
            | M::Objects
            | M::Conversion
            | M::FailureShare
            | M::GapShare
            | M::CauseShare
            | M::Paid
            | M::Survival
            | M::LapseHazard
            | M::ContributionDensity
            | M::AnsweredInTime
            | M::ChannelShare
            | M::DecidedInTime
            | M::CitingRecords
            | M::Registered
            | M::Certified
            | M::QuotaUsed
            | M::PaidOn
            | M::TooFast
            | M::SameAnswer
            | M::Checked
            | M::ConsentCoverage => MeasureUnit::Share,
        }
    }
}
