//! Cuts the power at every point of a day and checks what is left.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::dice::Dice;
use super::disk::{Image, Loss};
use super::machine::{Fault, FaultKind, Lasts, PlannedCut};
use super::playback::{Playback, Recording, Victims};
use super::report::{Cut, Disturbance, Found, Objection, Reached, Report};
use super::site::{Acknowledged, Site};

/// A day's work on some machines, and what must be true after any disturbance of it.
///
/// What a day does must follow from its fields alone: it is done several times, and the same operations must come.
pub trait Day: Sync {
    /// What somebody is promised: a capture that was acknowledged, a change that the branch took.
    type Promise: Clone + Send + Sync;
    /// A broken promise.
    type Finding: fmt::Display + Send;

    /// The machines' names.
    fn machines(&self) -> &[&str];

    /// Fills the disks before the day. Everything it wrote is durable when the day begins; it leaves nothing open.
    fn prepare(&self, _site: &Site) -> Result<(), Self::Finding> {
        Ok(())
    }

    /// Does the day. When calls fail it goes on as an app would, promises nothing that failed, and answers with the first
    /// failure in the end; it leaves nothing open.
    fn run(&self, site: &Site, acknowledged: &Acknowledged<Self::Promise>) -> Result<(), Self::Finding>;

    /// Opens what the disks hold, recovers, and checks every promise. May go on working, and promise more; leaves
    /// nothing open. Must not assume that it is the first to recover.
    fn check(&self, site: &Site, acknowledged: &Acknowledged<Self::Promise>) -> Result<(), Self::Finding>;
}

/// How much to disturb a day.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Of every choice.
    pub seed: u64,
    /// Threads that share the work. The outcome does not depend on them.
    pub threads: u64,
    /// Recoveries in which the power goes again.
    pub recoveries: u64,
    /// How often each of them is cut, each time from its beginning.
    pub cuts_per_recovery: u64,
    /// Days that go on while calls fail after a cut.
    pub live_cuts: u64,
    /// Days in which a disk is full or fails, keeping its power.
    pub faults: u64,
}

impl Plan {
    /// Every point of the day with every loss mode, and nothing else; by two threads.
    pub fn every_point(seed: u64) -> Plan {
        Plan { seed, threads: 2, recoveries: 0, cuts_per_recovery: 0, live_cuts: 0, faults: 0 }
    }
}

/// Does the day once, then cuts it at every point with every loss mode, and disturbs it as the plan says.
///
/// # Panics
/// When the day fails without being disturbed.
pub fn rehearse<D: Day>(day: &D, plan: &Plan) -> Report<D::Finding> {
    let recording = record(day);
    let mut report = Report {
        days: 1,
        points: recording.ops() + 1,
        promises: recording.promises_before(u64::MAX).len() as u64,
        ..Report::default()
    };
    let recording = &recording;
    std::thread::scope(|scope| {
        let work = |share| scope.spawn(move || Rehearsal::new(day, plan, recording).work(share));
        let shares: Vec<_> = (0..plan.threads).map(work).collect();
        for share in shares {
            report.add(share.join().expect("checks that panic are caught"));
        }
    });
    report
}

/// Does the day again up to `cut` and checks what is left; with `second`, cuts that recovery as well. What a report shows
/// can be looked at again by this; only the ciphertext differs from run to run.
pub fn replay<D: Day>(day: &D, cut: Cut, second: Option<Cut>) -> Result<(), Objection<D::Finding>> {
    let recording = record(day);
    let site = Site::new(day.machines());
    let mut playback = recording.play();
    playback.go_to(cut.op);
    let images = playback.cut(cut.victims, cut.loss);
    let promises = recording.promises_before(cut.op);
    let Some(second) = second else { return check_images(day, &site, &images, promises).map(|_| ()) };
    let recovery = record_recovery(day, &site, &images, promises).0;
    let mut playback = recovery.play();
    playback.go_to(second.op);
    let images = playback.cut(second.victims, second.loss);
    check_images(day, &site, &images, recovery.promises_before(second.op)).map(|_| ())
}

fn record<D: Day>(day: &D) -> Recording<D::Promise> {
    let site = Site::new(day.machines());
    let acknowledged = Acknowledged::none(&site);
    if let Err(finding) = day.prepare(&site) {
        panic!("the day cannot be prepared: {finding}");
    }
    let starts = site.start_recording();
    if let Err(finding) = day.run(&site, &acknowledged) {
        panic!("the undisturbed day fails: {finding}");
    }
    Recording::finish(&site, starts, &acknowledged)
}

type Checked<F> = Result<(), Objection<F>>;

fn check_images<D: Day>(
    day: &D,
    site: &Site,
    images: &[Image],
    promises: Vec<D::Promise>,
) -> Result<(), Objection<D::Finding>> {
    site.mount(images);
    check(day, site, &Acknowledged::before(site, promises))
}

fn record_recovery<D: Day>(
    day: &D,
    site: &Site,
    images: &[Image],
    promises: Vec<D::Promise>,
) -> (Recording<D::Promise>, Checked<D::Finding>) {
    site.mount(images);
    let starts = site.start_recording();
    let acknowledged = Acknowledged::before(site, promises);
    let checked = check(day, site, &acknowledged);
    (Recording::finish(site, starts, &acknowledged), checked)
}

fn check<D: Day>(day: &D, site: &Site, acknowledged: &Acknowledged<D::Promise>) -> Checked<D::Finding> {
    caught(|| day.check(site, acknowledged))
}

fn caught<F>(work: impl FnOnce() -> Result<(), F>) -> Checked<F> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(Objection::Finding),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Err(Objection::Panicked(text.unwrap_or_else(|| "without a text".to_owned())))
        }
    }
}

/// One thread's share of a rehearsal.
struct Rehearsal<'a, D: Day> {
    day: &'a D,
    plan: &'a Plan,
    recording: &'a Recording<D::Promise>,
    site: Site,
    report: Report<D::Finding>,
}

impl<'a, D: Day> Rehearsal<'a, D> {
    fn new(day: &'a D, plan: &'a Plan, recording: &'a Recording<D::Promise>) -> Rehearsal<'a, D> {
        Rehearsal { day, plan, recording, site: Site::new(day.machines()), report: Report::default() }
    }

    fn work(mut self, share: u64) -> Report<D::Finding> {
        self.cut_every_point(share);
        self.cut_recoveries(share);
        for number in share_of(self.plan.live_cuts, self.plan.threads, share) {
            self.cut_live(number);
        }
        for number in share_of(self.plan.faults, self.plan.threads, share) {
            self.fail(number);
        }
        self.report
    }

    fn cut_every_point(&mut self, share: u64) {
        let mut playback = self.recording.play();
        // What was left, and how many promises there were, at the last cut of each loss mode, if nothing was wrong then.
        let mut last: [Option<(Vec<Image>, usize)>; 4] = Default::default();
        for op in (1..=self.recording.ops() + 1).filter(|op| op % self.plan.threads == share) {
            playback.go_to(op);
            let promises = self.recording.promises_before(op);
            for victims in playback.victims() {
                let seed = Dice::of(&[self.plan.seed, op, number_of(victims)]).next();
                for loss in Loss::modes(seed) {
                    count(&mut self.report.cuts, &playback, loss);
                    let now = (playback.cut(victims, loss), promises.len());
                    if last[loss.index()].as_ref() == Some(&now) {
                        self.report.same_again += 1;
                        continue;
                    }
                    let checked = check_images(self.day, &self.site, &now.0, promises.clone());
                    last[loss.index()] = checked.is_ok().then_some(now);
                    self.note(Disturbance::Cut(Cut { op, victims, loss }), checked);
                }
            }
        }
    }

    /// First cuts at seeded points; each recovery is recorded, and cut at seeded points of its own.
    fn cut_recoveries(&mut self, share: u64) {
        let pick = |number| {
            let mut dice = Dice::of(&[self.plan.seed, 2, number]);
            (dice.below(self.recording.ops() + 1) + 1, dice)
        };
        let mut picks: Vec<(u64, Dice)> = share_of(self.plan.recoveries, self.plan.threads, share).map(pick).collect();
        picks.sort_by_key(|(op, _)| *op);
        let mut playback = self.recording.play();
        for (op, mut dice) in picks {
            playback.go_to(op);
            let first = draw(op, &playback, &mut dice);
            let images = playback.cut(first.victims, first.loss);
            let promises = self.recording.promises_before(op);
            let (recovery, checked) = record_recovery(self.day, &self.site, &images, promises);
            self.note(Disturbance::Cut(first), checked);
            if recovery.ops() == 0 {
                self.report.recoveries_without_ops += 1;
                continue;
            }
            self.report.recoveries_cut += 1;
            for _ in 0..self.plan.cuts_per_recovery {
                let mut playback = recovery.play();
                let op = dice.below(recovery.ops()) + 1;
                playback.go_to(op);
                let second = draw(op, &playback, &mut dice);
                count(&mut self.report.second_cuts, &playback, second.loss);
                let images = playback.cut(second.victims, second.loss);
                let checked = check_images(self.day, &self.site, &images, recovery.promises_before(op));
                self.note(Disturbance::CutTwice(first, second), checked);
            }
        }
    }

    /// The day goes on after the cut, every call failing: whoever promises something then is found out.
    fn cut_live(&mut self, number: u64) {
        let mut dice = Dice::of(&[self.plan.seed, 3, number]);
        let op = dice.below(self.recording.ops()) + 1;
        let loss = Loss::modes(dice.next())[usize::try_from(dice.below(4)).expect("below four")];
        let Some(acknowledged) = self.begin_day(|site| {
            site.machines().iter().for_each(|machine| machine.plan_cut(PlannedCut { op, loss }));
        }) else {
            return;
        };
        let dark = self.site.machines().iter().position(|machine| !machine.has_power());
        let victims = dark.map_or(Victims::Every, Victims::One);
        if dark.is_none() {
            self.site.machines().iter().for_each(|machine| machine.cut_now(loss));
        }
        self.site.reboot();
        self.report.live_cuts += 1;
        let checked = check(self.day, &self.site, &acknowledged);
        self.note(Disturbance::Live(Cut { op, victims, loss }), checked);
    }

    /// A disk is full or fails for a while; then the machine is started again, in order or after a cut.
    fn fail(&mut self, number: u64) {
        let mut dice = Dice::of(&[self.plan.seed, 4, number]);
        let from = dice.below(self.recording.ops()) + 1;
        let (kind, word) =
            if number.is_multiple_of(2) { (FaultKind::Full, "disk full") } else { (FaultKind::IoError, "I/O error") };
        let once = dice.chance(1, 2);
        let then_cut = dice.chance(1, 2);
        let lasts = if once { Lasts::Once } else { Lasts::UntilLifted };
        let Some(acknowledged) = self.begin_day(|site| {
            site.machines().iter().for_each(|machine| machine.plan_fault(Fault { from, kind, lasts }));
        }) else {
            return;
        };
        let met: u64 = self.site.machines().iter().map(|machine| machine.lift_fault()).sum();
        self.report.faults_met[usize::from(kind == FaultKind::IoError)] += met;
        if then_cut {
            self.site.machines().iter().for_each(|machine| machine.cut_now(Loss::All));
        }
        self.site.reboot();
        let checked = check(self.day, &self.site, &acknowledged);
        self.note(Disturbance::Fault { from, kind: word, once, then_cut }, checked);
    }

    /// Does the day on fresh disks, disturbed as `disturb` says. Its failing is expected; its panicking is an objection.
    fn begin_day(&mut self, disturb: impl FnOnce(&Site)) -> Option<Acknowledged<D::Promise>> {
        let empty = vec![Image::default(); self.site.machines().len()];
        self.site.mount(&empty);
        if let Err(finding) = self.day.prepare(&self.site) {
            panic!("the day cannot be prepared: {finding}");
        }
        self.site.reboot();
        disturb(&self.site);
        let acknowledged = Acknowledged::none(&self.site);
        match caught(|| self.day.run(&self.site, &acknowledged)) {
            Ok(()) | Err(Objection::Finding(_)) => Some(acknowledged),
            Err(panicked) => {
                let cut = Cut { op: self.site.clock().now(), victims: Victims::Every, loss: Loss::All };
                self.note(Disturbance::Live(cut), Err(panicked));
                None
            }
        }
    }

    fn note(&mut self, disturbance: Disturbance, checked: Checked<D::Finding>) {
        if let Err(objection) = checked {
            self.report.found.push(Found { seed: self.plan.seed, disturbance, objection });
        }
    }
}

/// Every number below `all` that falls to one of the threads.
fn share_of(all: u64, threads: u64, share: u64) -> impl Iterator<Item = u64> {
    (0..all).filter(move |number| number % threads == share)
}

fn draw<A: Clone>(op: u64, playback: &Playback<'_, A>, dice: &mut Dice) -> Cut {
    let victims = playback.victims();
    let victims = victims[usize::try_from(dice.below(victims.len() as u64)).expect("an index")];
    let loss = Loss::modes(dice.next())[usize::try_from(dice.below(4)).expect("below four")];
    Cut { op, victims, loss }
}

fn count<A: Clone>(counts: &mut std::collections::BTreeMap<Reached, [u64; 4]>, playback: &Playback<'_, A>, loss: Loss) {
    let reached = playback.under_way().map(|(_, recorded)| (recorded.op.kind(), recorded.about.clone()));
    counts.entry(reached).or_default()[loss.index()] += 1;
}

fn number_of(victims: Victims) -> u64 {
    match victims {
        Victims::One(place) => place as u64,
        Victims::Every => u64::MAX,
    }
}
