//! The lock of a device: its two secrets in a file, behind the phone's hardware and, where one is set, a PIN; and the way
//! back when the PIN is forgotten or the hardware key is gone.
//!
//! Neither the PIN nor the hardware opens anything alone (`wrap.rs`). An attempt is counted durably before it is checked
//! (`attempts.rs`). Wrong PINs cost time and nothing else: nothing here ever wipes. A PIN can be set only after the
//! secrets have been sealed to the branch (`sealed.rs`), so that a forgotten one never costs what was captured.
//!
//! Apart from the keys, which a process holds once it has them, its screens are shut and opened (`sight.rs`): what is saved
//! is sent on behind a screen that asks for the PIN.

mod attempts;
mod keys;
mod noted;
mod pin;
mod sealed;
mod sight;
#[cfg(test)]
mod tests;
mod wrap;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

pub use self::attempts::{ATTEMPTS_FREE, WAIT_FIRST_MS, WAIT_MAX_MS};
pub use self::keys::Keys;
pub use self::pin::{PIN_DIGITS_MAX, PIN_DIGITS_MIN};
pub use self::sight::AWAY_MAX_MS;
pub use self::wrap::Cost;

use self::attempts::{Allowed, Attempts};
use self::pin::Pin;
use self::sealed::ForTheBranch;
use self::sight::Sight;
use self::wrap::{Guard, KEYS, Wrapped};
use crate::domain::rule::{Invalid, Rule};
use crate::error::FieldError;
use crate::ports::{Clock, ClockReading, IdSource, KeyVault};
use crate::store::{DiskFolder, Folder, StoreError};
use crate::sync::recovery::DeviceSecrets;

/// What stands between a person and the device's secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LockState {
    /// Nothing yet: a new phone. Unlocking without a PIN draws the secrets.
    Empty,
    /// The hardware alone: unlock without a PIN, and set one.
    NoPin,
    /// The hardware and a PIN.
    Locked {
        /// How many attempts there are before the next wait; 0 during one.
        attempts_left: u32,
        /// How long no PIN is tried from now, in milliseconds.
        wait_ms: u64,
    },
    /// The file of the secrets is lost or damaged: the branch can give them back.
    Unreadable,
}

/// Whether the branch can give the secrets back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum RecoveryState {
    /// Not yet: nothing has been sealed to a branch. It is, at enrolment or at the next exchange.
    NotYet,
    /// It can be asked.
    Ready,
    /// It has been asked; its answer is awaited.
    Asked,
}

/// How a lock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LockView {
    /// What stands between a person and the secrets.
    pub state: LockState,
    /// Whether the branch can give them back.
    pub recovery: RecoveryState,
}

/// The lock of one device, over the folder of its store or one beside it. Every method blocks: for a durable write, and
/// for about a second where a PIN is tried or set. Several threads may share one; a folder has one at a time.
pub struct PinLock {
    folder: Box<dyn Folder>,
    hardware: Arc<dyn KeyVault>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    cost: Cost,
    /// Held by whoever works with the files; the count whose new wait could not be written down.
    turn: Mutex<Option<Attempts>>,
    /// What the screens have seen. Never held while something blocks.
    sight: Mutex<Sight>,
}

impl std::fmt::Debug for PinLock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinLock")
    }
}

/// What the right PIN has opened, and with what.
struct Opened {
    secrets: DeviceSecrets,
    hardware: Zeroizing<[u8; 32]>,
    cost: Cost,
}

type Turn<'a> = MutexGuard<'a, Option<Attempts>>;

impl PinLock {
    /// The lock of a folder, which is made where it is missing. `hardware` gives the 32 bytes that the phone's hardware
    /// wraps, always the same.
    pub fn open(
        folder: &Path,
        hardware: Arc<dyn KeyVault>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Result<Self, FieldError> {
        let folder = DiskFolder::open(folder).map_err(StoreError::from)?;
        Ok(Self::open_in(Box::new(folder), hardware, clock, ids, Cost::PHONE))
    }

    /// [`PinLock::open`] with the folder, and what one try of a PIN costs, in the caller's hand.
    pub fn open_in(
        folder: Box<dyn Folder>,
        hardware: Arc<dyn KeyVault>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        cost: Cost,
    ) -> Self {
        Self { folder, hardware, clock, ids, cost, turn: Mutex::default(), sight: Mutex::default() }
    }

    /// How the lock stands. After the device was started anew a wait begins again with the first call that sees it.
    pub fn view(&self) -> Result<LockView, FieldError> {
        let mut turn = self.turn();
        let folder = self.folder.as_ref();
        let recovery = match ForTheBranch::read(folder)? {
            None => RecoveryState::NotYet,
            Some(_) if sealed::request_under_way(folder)?.is_some() => RecoveryState::Asked,
            Some(_) => RecoveryState::Ready,
        };
        let state = match self.file()?.map(|bytes| Wrapped::decode(&bytes)) {
            None if recovery == RecoveryState::NotYet => LockState::Empty,
            None | Some(None) => LockState::Unreadable,
            Some(Some(Wrapped { guard: Guard::Hardware, .. })) => LockState::NoPin,
            Some(Some(Wrapped { guard: Guard::HardwareAndPin(_), .. })) => {
                match self.allowed(&mut turn, &self.clock.now())?.1 {
                    Ok(attempts_left) => LockState::Locked { attempts_left, wait_ms: 0 },
                    Err(wait_ms) => LockState::Locked { attempts_left: 0, wait_ms },
                }
            }
        };
        Ok(LockView { state, recovery })
    }

    /// Whether a screen that comes into sight is to ask before it shows anything: where there is a PIN and the screens are
    /// shut, as they are until this process was opened by it, since [`PinLock::shut`], or after more than [`AWAY_MAX_MS`]
    /// out of sight; and where nobody but the branch can open it. Reads one small file at most and waits for nobody: a
    /// screen may ask on the thread that draws.
    pub fn is_shut(&self) -> Result<bool, FieldError> {
        let now = self.clock.now();
        let sight = {
            let mut sight = self.sight();
            *sight = sight.seen_again(&now);
            *sight
        };
        Ok(match sight {
            Sight::Open => false,
            Sight::Lost => true,
            Sight::Shut | Sight::Away { .. } => match self.file()?.map(|bytes| Wrapped::decode(&bytes)) {
                Some(Some(wrapped)) => wrapped.guard != Guard::Hardware,
                Some(None) => true,
                // A new phone, or one that lost the file.
                None => ForTheBranch::read(self.folder.as_ref())?.is_some(),
            },
        })
    }

    /// Nothing of the app is seen from now on. Memory alone; the keys stay with whoever holds them.
    pub fn hide(&self) {
        let now = self.clock.now();
        let mut sight = self.sight();
        *sight = sight.hidden(&now);
    }

    /// Shuts the screens: the next one that comes into sight asks for the PIN. As [`PinLock::hide`] otherwise.
    pub fn shut(&self) {
        self.saw(Sight::Shut);
    }

    /// The keys of a device without a PIN. Draws them where there are none yet.
    ///
    /// # Errors
    /// `pin` with [`Rule::Required`] where there is a PIN. [`FieldError::WrongKey`] where the hardware's bytes are not those
    /// of this lock, or the file is lost or damaged: ask the branch.
    pub fn unlock_without_pin(&self) -> Result<Arc<Keys>, FieldError> {
        let opened = self.open_without_pin();
        match &opened {
            Ok(_) => self.saw(Sight::Open),
            Err(FieldError::WrongKey) => self.saw(Sight::Lost),
            Err(_) => {}
        }
        opened
    }

    fn open_without_pin(&self) -> Result<Arc<Keys>, FieldError> {
        let _turn = self.turn();
        let folder = self.folder.as_ref();
        let hardware = self.hardware()?;
        if self.file()?.is_none() && ForTheBranch::read(folder)?.is_none() {
            let secrets = DeviceSecrets::draw(self.ids.as_ref());
            self.write(&secrets, &hardware, None)?;
            return Ok(self.keys(secrets));
        }
        let wrapped = self.wrapped()?;
        if wrapped.guard != Guard::Hardware {
            return Err(Invalid::new("pin", Rule::Required).into());
        }
        let secrets = wrapped.open(&hardware, None).map_err(|_| FieldError::WrongKey)?;
        self.end_request();
        Ok(self.keys(secrets))
    }

    /// Tries a PIN, and gives the keys where it is the right one. Whoever holds them has them until they are dropped.
    ///
    /// # Errors
    /// `pin` with [`Rule::PinDigits`]: no attempt was counted. [`FieldError::PinWrong`], [`FieldError::PinWait`].
    /// [`FieldError::StorageFull`] and [`FieldError::Storage`]: the attempt could not be counted, so none was made.
    /// [`FieldError::WrongKey`] as for [`PinLock::unlock_without_pin`]. `pin` with [`Rule::Fixed`] where there is none.
    pub fn unlock(&self, pin: &str) -> Result<Arc<Keys>, FieldError> {
        let pin = Pin::typed("pin", pin)?;
        let mut turn = self.turn();
        let opened = self.try_pin(&mut turn, &pin)?;
        if opened.cost != self.cost {
            // The file asks another price of a guess than this app does. That it stays so for now is no failure.
            self.write(&opened.secrets, &opened.hardware, Some(&pin)).ok();
        }
        self.end_request();
        self.saw(Sight::Open);
        Ok(self.keys(opened.secrets))
    }

    /// Sets the first PIN.
    ///
    /// # Errors
    /// `pin` with [`Rule::PinDigits`], [`Rule::PinGuessable`], or [`Rule::Fixed`] where there is one: change it.
    /// [`FieldError::NotEnrolled`] where the branch could not give the keys back if it were forgotten: enrol, or sync once.
    pub fn set_pin(&self, pin: &str) -> Result<(), FieldError> {
        let pin = Pin::chosen("pin", pin)?;
        let _turn = self.turn();
        let wrapped = self.wrapped()?;
        if wrapped.guard != Guard::Hardware {
            return Err(Invalid::new("pin", Rule::Fixed).into());
        }
        let hardware = self.hardware()?;
        let secrets = wrapped.open(&hardware, None).map_err(|_| FieldError::WrongKey)?;
        let sealed = ForTheBranch::read(self.folder.as_ref())?;
        if sealed.is_none_or(|sealed| sealed.request_key != secrets.request_key()) {
            return Err(FieldError::NotEnrolled);
        }
        self.write(&secrets, &hardware, Some(&pin))?;
        self.saw(Sight::Open);
        Ok(())
    }

    /// Changes the PIN. `old` counts as an attempt.
    ///
    /// # Errors
    /// As for [`PinLock::unlock`] about `old`, and as for [`PinLock::set_pin`] about `new`, which is looked at first.
    pub fn change_pin(&self, old: &str, new: &str) -> Result<(), FieldError> {
        let new = Pin::chosen("new", new)?;
        let old = Pin::typed("old", old)?;
        let mut turn = self.turn();
        let opened = self.try_pin(&mut turn, &old)?;
        self.write(&opened.secrets, &opened.hardware, Some(&new))
    }

    /// The request to send to the branch, as text: letters and digits. The same until it is answered or no longer needed.
    /// Needs no PIN, and the hardware only to keep the answer to itself.
    ///
    /// # Errors
    /// [`FieldError::NotEnrolled`] where nothing was sealed to a branch. [`FieldError::WrongKey`] where the hardware gives
    /// no bytes: let it wrap other ones first.
    pub fn recovery_request(&self) -> Result<String, FieldError> {
        let _turn = self.turn();
        let folder = self.folder.as_ref();
        let sealed = ForTheBranch::read(folder)?.ok_or(FieldError::NotEnrolled)?;
        let hardware = self.hardware()?;
        let number = match sealed::request_under_way(folder)? {
            Some(number) => number,
            None => {
                let mut number = [0; 16];
                self.ids.fill(&mut number);
                sealed::begin_request(folder, &number)?;
                number
            }
        };
        Ok(sealed.request(&hardware, &number).0.to_text())
    }

    /// Takes in the branch's answer: from then on the hardware, as it is now, and the new PIN open the lock. Gives the keys.
    ///
    /// # Errors
    /// `answer` with [`Rule::RecoveryText`]: it is not whole, or answers another request; nothing was changed. `pin` as for
    /// [`PinLock::set_pin`]. [`FieldError::NotFound`] where nothing was asked.
    pub fn recover(&self, answer: &str, pin: &str) -> Result<Arc<Keys>, FieldError> {
        let pin = Pin::chosen("pin", pin)?;
        let _turn = self.turn();
        let folder = self.folder.as_ref();
        let number = sealed::request_under_way(folder)?.ok_or(FieldError::NotFound)?;
        let sealed = ForTheBranch::read(folder)?.ok_or(FieldError::NotFound)?;
        let hardware = self.hardware()?;
        let (request, answer_key) = sealed.request(&hardware, &number);
        let secrets = answer_key.read(answer, &request, &sealed.request_key);
        let secrets = secrets.ok_or_else(|| Invalid::new("answer", Rule::RecoveryText))?;
        self.write(&secrets, &hardware, Some(&pin))?;
        self.end_request();
        self.saw(Sight::Open);
        Ok(self.keys(secrets))
    }

    /// Tries a PIN: counts, durably, and only then checks.
    fn try_pin(&self, turn: &mut Turn<'_>, pin: &Pin) -> Result<Opened, FieldError> {
        let wrapped = self.wrapped()?;
        let Guard::HardwareAndPin(cost) = wrapped.guard else { return Err(Invalid::new("pin", Rule::Fixed).into()) };
        let hardware = self.hardware()?;
        wrapped.check_hardware(&hardware).map_err(|_| FieldError::WrongKey)?;
        let now = self.clock.now();
        let (attempts, allowed) = self.allowed(turn, &now)?;
        allowed.map_err(|wait_ms| FieldError::PinWait { wait_ms })?;
        let attempts = attempts.another(&now);
        attempts.write(self.folder.as_ref())?;
        **turn = None;
        let Ok(secrets) = wrapped.open(&hardware, Some(pin)) else {
            let wait_ms = attempts.wait_ms();
            let attempts_left = if wait_ms > 0 { 0 } else { attempts.left() };
            return Err(FieldError::PinWrong { attempts_left, wait_ms });
        };
        // Where this fails the next attempt counts as one more: who knows the PIN gets in all the same.
        Attempts::NONE.write(self.folder.as_ref()).ok();
        Ok(Opened { secrets, hardware, cost })
    }

    /// The attempts so far; and how many more there may be now, or for how long there may be none.
    fn allowed(&self, turn: &mut Turn<'_>, now: &ClockReading) -> Result<(Attempts, Result<u32, u64>), FieldError> {
        let written = Attempts::read(self.folder.as_ref())?;
        let attempts = turn.filter(|held| held.begun == written.begun).unwrap_or(written);
        Ok(match attempts.allow(now) {
            Allowed::Attempts(left) => (attempts, Ok(left)),
            Allowed::After(wait_ms) => (attempts, Err(wait_ms)),
            Allowed::WaitsAgain => {
                let attempts = attempts.waiting_from(now);
                // On a storage that is full this process at least knows when it began.
                **turn = attempts.write(self.folder.as_ref()).is_err().then_some(attempts);
                (attempts, Err(attempts.wait_ms()))
            }
        })
    }

    /// Puts the secrets behind the hardware and a PIN, durably and at once. The attempts are forgotten first: whatever the
    /// power cuts off, what is left is the old lock or the new one.
    fn write(&self, secrets: &DeviceSecrets, hardware: &[u8; 32], pin: Option<&Pin>) -> Result<(), FieldError> {
        let folder = self.folder.as_ref();
        if pin.is_some() {
            Attempts::NONE.write(folder)?;
        }
        let wrapped = Wrapped::wrap(secrets, hardware, pin.map(|pin| (pin, self.cost)), self.ids.as_ref());
        Ok(folder.write(KEYS, &wrapped.encode()).map_err(StoreError::from)?)
    }

    fn wrapped(&self) -> Result<Wrapped, FieldError> {
        self.file()?.and_then(|bytes| Wrapped::decode(&bytes)).ok_or(FieldError::WrongKey)
    }

    fn file(&self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.folder.read(KEYS)?)
    }

    fn hardware(&self) -> Result<Zeroizing<[u8; 32]>, FieldError> {
        self.hardware.data_key().map(Zeroizing::new).map_err(|_| FieldError::WrongKey)
    }

    /// Whoever has the keys needs no answer any more. One that stays, because the storage refuses, goes with the next unlocking.
    fn end_request(&self) {
        sealed::end_request(self.folder.as_ref()).ok();
    }

    fn keys(&self, secrets: DeviceSecrets) -> Arc<Keys> {
        Arc::new(Keys::new(secrets, self.folder.another(), self.ids.clone()))
    }

    fn saw(&self, sight: Sight) {
        *self.sight() = sight;
    }

    fn sight(&self) -> MutexGuard<'_, Sight> {
        self.sight.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self) -> Turn<'_> {
        // Whoever panicked left files that are whole.
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
