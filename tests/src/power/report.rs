//! What a rehearsal reached, and what it found.

use std::collections::BTreeMap;
use std::fmt;

use super::disk::{Loss, OpKind};
use super::playback::Victims;

/// How many objections are written out; more say no more.
const OBJECTIONS_SHOWN_MAX: usize = 20;

/// One cut, so that it can be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    /// The operation it fell on; one more than there were means after the last.
    pub op: u64,
    /// Who lost power.
    pub victims: Victims,
    /// What was lost.
    pub loss: Loss,
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "operation {}, {:?}, {:?}", self.op, self.victims, self.loss)
    }
}

/// How a disturbed run was disturbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disturbance {
    /// A cut, then a recovery.
    Cut(Cut),
    /// A cut, then another one during the recovery.
    CutTwice(Cut, Cut),
    /// A cut while the day went on, calls failing.
    Live(Cut),
    /// Trouble with the disk, described by the first operation that it could meet.
    Fault {
        /// That operation.
        from: u64,
        /// "disk full" or "I/O error".
        kind: &'static str,
        /// One operation only, or until the day was over.
        once: bool,
        /// Whether the power went as well, afterwards, with everything unsynced.
        then_cut: bool,
    },
}

/// What a check objected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Objection<F> {
    /// A promise was not kept.
    Finding(F),
    /// The code panicked.
    Panicked(String),
}

impl<F: fmt::Display> fmt::Display for Objection<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Objection::Finding(finding) => finding.fmt(f),
            Objection::Panicked(why) => write!(f, "panicked: {why}"),
        }
    }
}

/// One objection, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<F> {
    /// The seed of the plan: which day it was.
    pub seed: u64,
    /// What was done to the day.
    pub disturbance: Disturbance,
    /// What was wrong then.
    pub objection: Objection<F>,
}

/// What an operation was about, for counting: its kind, and the file's name without directory.
pub type Reached = Option<(OpKind, String)>;

/// Counts and findings of one or many rehearsals.
#[derive(Debug)]
pub struct Report<F> {
    /// Days rehearsed.
    pub days: u64,
    /// Points at which a cut could fall.
    pub points: u64,
    /// Promises made in undisturbed days.
    pub promises: u64,
    /// First cuts, by what was under way (none: nothing) and by loss mode.
    pub cuts: BTreeMap<Reached, [u64; 4]>,
    /// Second cuts, likewise.
    pub second_cuts: BTreeMap<Reached, [u64; 4]>,
    /// Recoveries that were cut at least once.
    pub recoveries_cut: u64,
    /// Recoveries that changed nothing on any disk.
    pub recoveries_without_ops: u64,
    /// Days that went on while calls failed after a cut.
    pub live_cuts: u64,
    /// Operations that failed by a full disk, and by an I/O error.
    pub faults_met: [u64; 2],
    /// Cuts that left the very bytes, and followed the very promises, of the cut before them, which was checked.
    pub same_again: u64,
    /// What was found, in the order of days and operations.
    pub found: Vec<Found<F>>,
}

impl<F> Default for Report<F> {
    fn default() -> Report<F> {
        Report {
            days: 0,
            points: 0,
            promises: 0,
            cuts: BTreeMap::new(),
            second_cuts: BTreeMap::new(),
            recoveries_cut: 0,
            recoveries_without_ops: 0,
            live_cuts: 0,
            faults_met: [0; 2],
            same_again: 0,
            found: Vec::new(),
        }
    }
}

impl<F> Report<F> {
    /// Takes another report in.
    pub fn add(&mut self, other: Report<F>) {
        self.days += other.days;
        self.points += other.points;
        self.promises += other.promises;
        for (mine, theirs) in [(&mut self.cuts, other.cuts), (&mut self.second_cuts, other.second_cuts)] {
            for (reached, counts) in theirs {
                let sum = mine.entry(reached).or_default();
                sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            }
        }
        self.recoveries_cut += other.recoveries_cut;
        self.recoveries_without_ops += other.recoveries_without_ops;
        self.live_cuts += other.live_cuts;
        self.faults_met.iter_mut().zip(other.faults_met).for_each(|(sum, count)| *sum += count);
        self.same_again += other.same_again;
        self.found.extend(other.found);
        self.found.sort_by_key(|found| (found.seed, found.disturbance));
    }

    /// First cuts in all.
    pub fn cuts_made(&self) -> u64 {
        self.cuts.values().flatten().sum()
    }

    /// Second cuts in all.
    pub fn second_cuts_made(&self) -> u64 {
        self.second_cuts.values().flatten().sum()
    }

    /// First cuts, of every loss mode, on operations of `kind` on files whose name ends so.
    pub fn cuts_on(&self, kind: OpKind, name_end: &str) -> u64 {
        let on = |reached: &Reached| reached.as_ref().is_some_and(|(is, name)| *is == kind && name.ends_with(name_end));
        self.cuts.iter().filter(|(reached, _)| on(reached)).map(|(_, counts)| counts.iter().sum::<u64>()).sum()
    }
}

impl<F: fmt::Display> fmt::Display for Report<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} days, {} points, {} promises", self.days, self.points, self.promises)?;
        table(f, "power cut during", &self.cuts)?;
        writeln!(f, "{} of them left what the one before left", self.same_again)?;
        if !self.second_cuts.is_empty() {
            table(f, "second cut, in recovery, during", &self.second_cuts)?;
            writeln!(f, "{} recoveries cut; {} wrote nothing", self.recoveries_cut, self.recoveries_without_ops)?;
        }
        if self.live_cuts > 0 {
            writeln!(f, "{} days went on after a cut", self.live_cuts)?;
        }
        if self.faults_met != [0; 2] {
            writeln!(f, "{} operations met a full disk, {} an I/O error", self.faults_met[0], self.faults_met[1])?;
        }
        writeln!(f, "{} objections", self.found.len())?;
        for found in self.found.iter().take(OBJECTIONS_SHOWN_MAX) {
            writeln!(f, "  seed {}, {:?}: {}", found.seed, found.disturbance, found.objection)?;
        }
        Ok(())
    }
}

fn table(f: &mut fmt::Formatter<'_>, title: &str, counts: &BTreeMap<Reached, [u64; 4]>) -> fmt::Result {
    write!(f, "{title:<34}")?;
    Loss::WORDS.iter().try_for_each(|word| write!(f, "{word:>11}"))?;
    writeln!(f)?;
    let mut sums = [0; 4];
    for (reached, counts) in counts {
        let row = match reached {
            Some((kind, name)) => format!("{} {name}", kind.word()),
            None => "nothing under way".to_owned(),
        };
        write!(f, "  {row:<32}")?;
        counts.iter().try_for_each(|count| write!(f, "{count:>11}"))?;
        writeln!(f)?;
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    write!(f, "  {:<32}", "together")?;
    sums.iter().try_for_each(|sum| write!(f, "{sum:>11}"))?;
    writeln!(f)
}
