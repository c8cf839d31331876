//! A network that loses, doubles, delays, cuts and damages what it carries, by the dice.

use std::sync::Mutex;

use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};

use super::SimBranch;
use super::phone::{Saved, SimPhone};
use crate::power::{Dice, Loss};

/// What happens to one exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The request never arrives.
    RequestDropped,
    /// The branch commits; its answer never arrives.
    AnswerLost,
    /// The request arrives twice.
    Duplicated,
    /// The answer arrives cut short.
    Truncated,
    /// One bit of the answer is flipped.
    AnswerDamaged,
    /// One bit of the request's body is flipped.
    RequestDamaged,
    /// The request arrives again much later.
    Delayed,
    /// A captive portal answers with its own page.
    Portal,
    /// The power of the phone goes while the branch commits.
    PhoneDied,
    /// The branch's process ends after it committed and before it answers, and is started again.
    BranchDied,
}

impl Fault {
    /// Every fault; the first eight are the network's own.
    pub const ALL: [Self; 10] = [
        Self::RequestDropped,
        Self::AnswerLost,
        Self::Duplicated,
        Self::Truncated,
        Self::AnswerDamaged,
        Self::RequestDamaged,
        Self::Delayed,
        Self::Portal,
        Self::PhoneDied,
        Self::BranchDied,
    ];

    /// How a count names it.
    pub fn met(self) -> String {
        format!("network {self:?}")
    }
}

/// The network of a day, with what it still holds back.
#[derive(Debug)]
pub(super) struct Network {
    dice: Mutex<Dice>,
    /// Of so many exchanges, one meets a fault; 0 for none.
    pub(super) one_in: u64,
    /// How many of the faults occur.
    kinds: u64,
    late: Mutex<Vec<TransportRequest>>,
    met: Mutex<Vec<Fault>>,
    left_of_phone: Mutex<Option<Saved>>,
}

impl Network {
    /// A network by a seed; `full` where either end may die, too.
    pub(super) fn new(seed: u64, one_in: u64, full: bool) -> Self {
        Self {
            dice: Mutex::new(Dice::of(&[seed, 0x006e_6574])),
            one_in,
            kinds: if full { 10 } else { 8 },
            late: Mutex::default(),
            met: Mutex::default(),
            left_of_phone: Mutex::default(),
        }
    }

    /// A network on which nothing happens.
    pub(super) fn quiet() -> Self {
        Self::new(0, 0, false)
    }

    /// The faults met since the last time this was asked.
    pub(super) fn take_met(&self) -> Vec<Fault> {
        std::mem::take(&mut self.met.lock().expect("no panic holds it"))
    }

    /// What is left of a phone that died during an exchange.
    pub(super) fn take_left_of_phone(&self) -> Option<Saved> {
        self.left_of_phone.lock().expect("no panic holds it").take()
    }

    /// Lets one of the requests that were held back arrive now; nobody waits for its answer.
    pub(super) fn deliver_late(&self, branch: &SimBranch) {
        let late = self.late.lock().expect("no panic holds it").pop();
        if let Some(request) = late {
            drop(branch.branch.handle(&request));
        }
    }

    fn draw(&self) -> Option<Fault> {
        let mut dice = self.dice.lock().expect("no panic holds it");
        if self.one_in == 0 || !dice.chance(1, self.one_in) {
            return None;
        }
        let fault = Fault::ALL[usize::try_from(dice.below(self.kinds)).expect("a small number")];
        self.met.lock().expect("no panic holds it").push(fault);
        Some(fault)
    }

    fn below(&self, limit: usize) -> usize {
        let mut dice = self.dice.lock().expect("no panic holds it");
        usize::try_from(dice.below(limit.max(1) as u64)).expect("below a length")
    }

    fn flip(&self, bytes: &mut [u8]) {
        if !bytes.is_empty() {
            let at = self.below(bytes.len());
            bytes[at] ^= 1 << self.below(8);
        }
    }
}

/// The way from a phone to the branch over the network.
pub(super) struct Way<'a> {
    /// The network.
    pub(super) network: &'a Network,
    /// The branch.
    pub(super) branch: &'a Mutex<SimBranch>,
    /// The phone that sends.
    pub(super) phone: &'a SimPhone,
}

impl std::fmt::Debug for Way<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Way")
    }
}

impl Transport for Way<'_> {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        self.carry(request)
    }
}

impl Way<'_> {
    fn carry(&self, request: &TransportRequest) -> Result<TransportResponse, TransportError> {
        let mut branch = self.branch.lock().expect("no panic holds it");
        let handle = |request: &TransportRequest| branch.branch.handle(request);
        match self.network.draw() {
            None => Ok(handle(request)),
            Some(Fault::RequestDropped) => Err(TransportError),
            Some(Fault::AnswerLost) => {
                drop(handle(request));
                Err(TransportError)
            }
            Some(Fault::Duplicated) => {
                let first = handle(request);
                let second = handle(request);
                Ok(if self.network.below(2) == 0 { first } else { second })
            }
            Some(Fault::Truncated) => {
                let mut answer = handle(request);
                answer.body.truncate(self.network.below(answer.body.len()));
                Ok(answer)
            }
            Some(Fault::AnswerDamaged) => {
                let mut answer = handle(request);
                self.network.flip(&mut answer.body);
                Ok(answer)
            }
            Some(Fault::RequestDamaged) => {
                let mut damaged = request.clone();
                self.network.flip(&mut damaged.body);
                Ok(handle(&damaged))
            }
            Some(Fault::Delayed) => {
                self.network.late.lock().expect("no panic holds it").push(request.clone());
                Err(TransportError)
            }
            Some(Fault::Portal) => Ok(TransportResponse {
                status: 200,
                content_type: "text/html".to_owned(),
                body: b"<html>Welcome to free wifi</html>".to_vec(),
            }),
            Some(Fault::PhoneDied) => {
                drop(handle(request));
                let modes = Loss::modes(self.network.below(usize::MAX) as u64);
                let left = self.phone.after_power_cut(modes[self.network.below(modes.len())]);
                *self.network.left_of_phone.lock().expect("no panic holds it") = Some(left);
                Err(TransportError)
            }
            Some(Fault::BranchDied) => {
                drop(handle(request));
                branch.restart();
                Err(TransportError)
            }
        }
    }
}
