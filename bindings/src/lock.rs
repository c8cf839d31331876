//! [`PinLock`]: the device's secrets behind the phone's hardware and a PIN, and the way back when either is gone.

use std::path::Path;
use std::sync::Arc;

use perisai_core::FieldError;
use perisai_core::lock::{self, LockView};

use crate::field::clock_of;
use crate::live::Live;
use crate::ports::{Clock, KeyVault, Shell};
use crate::system::SystemRandomness;
use zeroize::Zeroizing;

/// A device's secrets, for as long as this process holds them: what `Field.open_with` opens the store and signs with. They
/// do not cross into another language. Overwritten when the last reference is released and the store is shut down.
#[derive(Debug, uniffi::Object)]
pub struct Keys {
    pub(crate) core: Arc<lock::Keys>,
    _live: Live,
}

impl Keys {
    fn holding(core: Arc<lock::Keys>) -> Self {
        Self { core, _live: Live::new() }
    }
}

/// The lock of a device: two secrets, drawn once, in a file that neither the phone's hardware nor the PIN opens alone.
///
/// A wrong PIN costs time and nothing else; nothing is ever wiped. Every method blocks, for a durable write and, where a PIN
/// is tried or set, for about a second: call it off the main thread. One lock per folder.
#[derive(Debug, uniffi::Object)]
pub struct PinLock {
    core: lock::PinLock,
    _live: Live,
}

#[uniffi::export]
impl PinLock {
    /// The lock of a folder, made where it is missing: the store's own, or one beside it. `hardware` gives 32 bytes that the
    /// phone's hardware wraps, always the same. The clock tells how long is waited: without one the process's own is read,
    /// and a wait begins again with every process.
    #[uniffi::constructor(default(clock = None))]
    pub fn open(folder: &str, hardware: Arc<dyn KeyVault>, clock: Option<Arc<dyn Clock>>) -> Result<Self, FieldError> {
        let (hardware, ids) = (Arc::new(Shell(hardware)), Arc::new(SystemRandomness));
        let core = lock::PinLock::open(Path::new(folder), hardware, clock_of(clock), ids)?;
        Ok(Self { core, _live: Live::new() })
    }

    /// How the lock stands: what to ask a person for, and whether the branch can help. Asks the hardware for nothing.
    pub fn view(&self) -> Result<LockView, FieldError> {
        self.core.view()
    }

    /// Whether a screen that comes into sight is to ask for the PIN before it shows anything: this process has not been
    /// opened by it, or was shut since, or was out of sight for more than two minutes; or nobody but the branch can open it.
    /// The keys that were given stay good meanwhile. Reads one small file at most and waits for nobody: may be asked on
    /// the thread that draws.
    pub fn is_shut(&self) -> Result<bool, FieldError> {
        self.core.is_shut()
    }

    /// Nothing of the app is seen from now on: how long, the clock tells. Does not block.
    pub fn hide(&self) {
        self.core.hide();
    }

    /// Shuts the screens at once: `is_shut`, until the PIN is given. Does not block.
    pub fn shut(&self) {
        self.core.shut();
    }

    /// The keys of a device without a PIN. Draws them where there are none yet.
    ///
    /// # Errors
    /// `Invalid`: `pin` with `REQUIRED` where there is a PIN. `WrongKey` where the hardware gives other bytes than it did or
    /// none, or the file is lost or damaged: nothing was touched, the branch can give the keys back.
    pub fn unlock_without_pin(&self) -> Result<Keys, FieldError> {
        self.core.unlock_without_pin().map(Keys::holding)
    }

    /// Tries a PIN, and gives the keys where it is the right one.
    ///
    /// # Errors
    /// `Invalid`: `pin` with `PIN_DIGITS` for what cannot be a PIN; no attempt was counted. `PinWrong` with the attempts
    /// left and the wait that has begun. `PinWait`: none was tried. `StorageFull` and `Storage`: the attempt could not be
    /// counted, so none was made. `WrongKey` as for `unlock_without_pin`.
    pub fn unlock(&self, pin: String) -> Result<Keys, FieldError> {
        self.core.unlock(&Zeroizing::new(pin)).map(Keys::holding)
    }

    /// Sets the first PIN. From then on the hardware alone opens nothing.
    ///
    /// # Errors
    /// `Invalid`: `pin` with `PIN_DIGITS`, `PIN_GUESSABLE`, or `FIXED` where there is one already. `NotEnrolled` where the
    /// branch could not give the keys back if the PIN were forgotten: enrol, or sync once. `WrongKey`.
    pub fn set_pin(&self, pin: String) -> Result<(), FieldError> {
        self.core.set_pin(&Zeroizing::new(pin))
    }

    /// Changes the PIN; `old` counts as an attempt. Interrupted, the old one or the new one holds.
    ///
    /// # Errors
    /// `Invalid`: `new` with `PIN_DIGITS` or `PIN_GUESSABLE`, `old` with `PIN_DIGITS`; nothing was tried. Then as `unlock`.
    pub fn change_pin(&self, old: String, new: String) -> Result<(), FieldError> {
        self.core.change_pin(&Zeroizing::new(old), &Zeroizing::new(new))
    }

    /// The request for the keys to show or send to the branch: some three hundred letters and digits, for a message or a QR
    /// code. The same until it is answered or the lock is opened. Needs no PIN.
    ///
    /// # Errors
    /// `NotEnrolled` where nothing was sealed to a branch. `WrongKey` where the hardware gives no bytes: let it wrap other
    /// ones, and ask again.
    pub fn recovery_request(&self) -> Result<String, FieldError> {
        self.core.recovery_request()
    }

    /// Takes in the branch's answer to the request, as it was copied; gives the keys, behind the hardware as it is now and
    /// the new PIN.
    ///
    /// # Errors
    /// `Invalid`: `answer` with `RECOVERY_TEXT` where it is not whole or answers another request, `pin` as for `set_pin`;
    /// nothing was changed. `NotFound` where nothing was asked. `WrongKey` as for `recovery_request`.
    pub fn recover(&self, answer: &str, pin: String) -> Result<Keys, FieldError> {
        self.core.recover(answer, &Zeroizing::new(pin)).map(Keys::holding)
    }
}
