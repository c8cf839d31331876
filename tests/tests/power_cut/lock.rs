//! A phone's lock: a PIN is set, mistaken, changed and made good by the branch. Whenever the power goes, the old PIN or the
//! new one opens it, an attempt that was answered was counted, and the secrets are what they were.

use std::sync::Arc;

use perisai_core::FieldError;
use perisai_core::domain::DeviceId;
use perisai_core::lock::{Cost, LockState, PinLock};
use perisai_core::ports::KeyVault;
use perisai_core::sync::recovery::{RecoveryKey, RecoveryRequest};
use perisai_tests::hand::{HandClock, OpenVault, SeededIds};
use perisai_tests::power::{Acknowledged, Day, MachineFolder, OpKind, Plan, Site, rehearse};

/// The PINs of the day, in their order.
const PINS: [&str; 3] = ["281940", "739510", "604817"];
const WRONG: &str = "902175";
const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

fn lock(site: &Site) -> PinLock {
    let folder = Box::new(MachineFolder::on(site.machine("phone"), "/data"));
    let (clock, ids) = (Arc::new(HandClock::at(0)), Arc::new(SeededIds::new(1, "phone")));
    PinLock::open_in(folder, Arc::new(OpenVault([3; 32])), clock, ids, CHEAP)
}

fn branch() -> RecoveryKey {
    RecoveryKey::draw(&SeededIds::new(1, "branch"))
}

fn told(error: FieldError) -> String {
    format!("{error:?}")
}

/// Draws the secrets, seals them, and sets the first PIN; answers the store's key.
fn set_up(site: &Site) -> Result<[u8; 32], String> {
    let keys = lock(site).unlock_without_pin().map_err(told)?;
    keys.seal(DeviceId(uuid::Uuid::from_u128(7)), &branch().public()).map_err(|error| format!("{error:?}"))?;
    lock(site).set_pin(PINS[0]).map_err(told)?;
    Ok(keys.data_key().expect("held"))
}

/// Changes the PIN, then forgets it.
struct Changed;

impl Day for Changed {
    /// So many of the PINs were said to be set, and the store's key.
    type Promise = (usize, [u8; 32]);
    type Finding = String;

    fn machines(&self) -> &[&str] {
        &["phone"]
    }

    fn run(&self, site: &Site, acknowledged: &Acknowledged<Self::Promise>) -> Result<(), String> {
        let data_key = set_up(site)?;
        acknowledged.promise((1, data_key));
        lock(site).change_pin(PINS[0], PINS[1]).map_err(told)?;
        acknowledged.promise((2, data_key));
        let request = lock(site).recovery_request().map_err(told)?;
        let request = RecoveryRequest::from_text(&request).ok_or("no request")?;
        let secrets = branch().open(&request).ok_or("not to be opened")?;
        let answer = RecoveryKey::answer(&request, &secrets, &SeededIds::new(2, "branch")).ok_or("no answer")?;
        lock(site).recover(&answer, PINS[2]).map_err(told)?;
        acknowledged.promise((3, data_key));
        Ok(())
    }

    fn check(&self, site: &Site, acknowledged: &Acknowledged<Self::Promise>) -> Result<(), String> {
        let Some((set, data_key)) = acknowledged.all().last().copied() else {
            // Nothing was promised: whatever is there, a person gets on.
            return match lock(site).view().map_err(told)?.state {
                LockState::Empty | LockState::NoPin => lock(site).unlock_without_pin().map(|_| ()).map_err(told),
                LockState::Locked { .. } => lock(site).unlock(PINS[0]).map(|_| ()).map_err(told),
                LockState::Unreadable => Err("unreadable".to_owned()),
            };
        };
        // The PIN that was promised last, or the one that was being set.
        let opened: Vec<_> = PINS[set - 1..].iter().take(2).map(|pin| lock(site).unlock(pin)).collect();
        let keys = opened.iter().flatten().next().ok_or_else(|| format!("none of {set}: {opened:?}"))?;
        if opened.iter().flatten().count() != 1 || keys.data_key() != Ok(data_key) {
            return Err(format!("{opened:?} open the lock, or give other keys"));
        }
        Ok(())
    }
}

/// Mistakes the PIN three times.
struct Mistaken;

impl Day for Mistaken {
    /// So many attempts were answered.
    type Promise = u32;
    type Finding = String;

    fn machines(&self) -> &[&str] {
        &["phone"]
    }

    fn prepare(&self, site: &Site) -> Result<(), String> {
        set_up(site).map(|_| ())
    }

    fn run(&self, site: &Site, acknowledged: &Acknowledged<u32>) -> Result<(), String> {
        for attempt in 1..=3 {
            match lock(site).unlock(WRONG) {
                Err(FieldError::PinWrong { .. }) => acknowledged.promise(attempt),
                Err(error) => return Err(told(error)),
                Ok(_) => return Err("a wrong PIN opens".to_owned()),
            }
        }
        Ok(())
    }

    fn check(&self, site: &Site, acknowledged: &Acknowledged<u32>) -> Result<(), String> {
        let answered = acknowledged.all().last().copied().unwrap_or_default();
        match lock(site).view().map_err(told)?.state {
            // One more may have been counted whose answer nobody saw.
            LockState::Locked { attempts_left, wait_ms: 0 }
                if attempts_left <= 5 - answered && attempts_left + 1 >= 5 - answered =>
            {
                Ok(())
            }
            other => Err(format!("{answered} answered, {other:?}")),
        }
    }
}

fn plan() -> Plan {
    Plan { recoveries: 20, cuts_per_recovery: 3, live_cuts: 20, faults: 20, ..Plan::every_point(1) }
}

#[test]
fn whenever_the_power_goes_the_old_pin_or_the_new_one_opens_the_lock() {
    let report = rehearse(&Changed, &plan());
    println!("{report}");
    assert!(report.found.is_empty(), "{report}");
    assert!(report.cuts_on(OpKind::Rename, "") > 0, "{report}");
    assert_eq!(report.promises, 3);
}

#[test]
fn an_attempt_that_was_answered_was_counted_whenever_the_power_goes() {
    let report = rehearse(&Mistaken, &Plan { recoveries: 0, live_cuts: 0, faults: 0, ..plan() });
    println!("{report}");
    assert!(report.found.is_empty(), "{report}");
    assert_eq!(report.promises, 3);
}
