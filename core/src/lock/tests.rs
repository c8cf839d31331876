//! The lock over a folder in memory, with a clock and hardware in the hand.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::attempts::ATTEMPTS;
use super::sealed::{REQUEST, SEALED};
use super::*;
use crate::domain::DeviceId;
use crate::ports::{KeyVaultError, Signer as _};
use crate::sync::recovery::{RecoveryKey, RecoveryRequest};

const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
const PIN: &str = "281940";
const OTHER: &str = "281941";

type Files = BTreeMap<String, Vec<u8>>;

/// Files in memory, and which of them cannot be written.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<(Files, Vec<String>)>>);

impl Memory {
    fn files(&self) -> Files {
        self.0.lock().unwrap().0.clone()
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        self.0.lock().unwrap().0.insert(name.to_owned(), bytes.to_vec());
    }

    fn is_full_for(&self, name: &str) {
        self.0.lock().unwrap().1.push(name.to_owned());
    }

    fn has_room_again(&self) {
        self.0.lock().unwrap().1.clear();
    }
}

impl Folder for Memory {
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.files().get(name).cloned())
    }
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        if self.0.lock().unwrap().1.iter().any(|full| full == name) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.put(name, bytes);
        Ok(())
    }
    fn note(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.write(name, bytes)
    }
    fn bytes(&self, name: &str) -> io::Result<Option<u64>> {
        Ok(self.read(name)?.map(|bytes| bytes.len() as u64))
    }
    fn copy(&self, _: &str, _: &str) -> io::Result<bool> {
        Err(io::ErrorKind::Unsupported.into())
    }
    fn remove(&self, name: &str) -> io::Result<()> {
        self.0.lock().unwrap().0.remove(name);
        Ok(())
    }
    fn sync_names(&self) -> io::Result<()> {
        Ok(())
    }
    fn path(&self, name: &str) -> PathBuf {
        name.into()
    }
    fn another(&self) -> Box<dyn Folder> {
        Box::new(self.clone())
    }
}

/// The hardware: what it wraps, none where its key is gone.
struct Hardware(Mutex<Option<u8>>);

impl KeyVault for Hardware {
    fn data_key(&self) -> Result<[u8; 32], KeyVaultError> {
        self.0.lock().unwrap().map(|byte| [byte; 32]).ok_or(KeyVaultError)
    }
}

#[derive(Default)]
struct HandClock(Mutex<ClockReading>);

impl Clock for HandClock {
    fn now(&self) -> ClockReading {
        *self.0.lock().unwrap()
    }
}

#[derive(Default)]
struct Counted(AtomicU64);

impl IdSource for Counted {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let draw = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&Sha256::digest(draw.to_be_bytes())[..chunk.len()]);
        }
    }
}

struct Phone {
    folder: Memory,
    hardware: Arc<Hardware>,
    clock: Arc<HandClock>,
    ids: Arc<Counted>,
    branch: RecoveryKey,
}

impl Phone {
    fn new() -> Self {
        let ids = Arc::new(Counted::default());
        let branch = RecoveryKey::draw(ids.as_ref());
        let hardware = Arc::new(Hardware(Mutex::new(Some(3))));
        Self { folder: Memory::default(), hardware, clock: Arc::default(), ids, branch }
    }

    /// A phone that is enrolled and has a PIN.
    fn locked() -> (Self, [u8; 32]) {
        let phone = Self::new();
        let keys = phone.lock().unlock_without_pin().unwrap();
        keys.seal(DEVICE, &phone.branch.public()).unwrap();
        phone.lock().set_pin(PIN).unwrap();
        (phone, keys.data_key().unwrap())
    }

    /// The app is started.
    fn lock(&self) -> PinLock {
        self.lock_at(CHEAP)
    }

    fn lock_at(&self, cost: Cost) -> PinLock {
        PinLock::open_in(self.folder.another(), self.hardware.clone(), self.clock.clone(), self.ids.clone(), cost)
    }

    fn state(&self) -> LockState {
        self.lock().view().unwrap().state
    }

    fn recovery(&self) -> RecoveryState {
        self.lock().view().unwrap().recovery
    }

    fn pass(&self, ms: i64) {
        self.clock.0.lock().unwrap().monotonic_ms += ms;
    }

    fn has_hardware(&self, byte: Option<u8>) {
        *self.hardware.0.lock().unwrap() = byte;
    }

    fn answer(&self, request: &str) -> String {
        let request = RecoveryRequest::from_text(request).unwrap();
        RecoveryKey::answer(&request, &self.branch.open(&request).unwrap(), self.ids.as_ref()).unwrap()
    }
}

fn invalid(field: &str, rule: Rule) -> FieldError {
    Invalid::new(field, rule).into()
}

fn wrong(attempts_left: u32, wait_ms: u64) -> FieldError {
    FieldError::PinWrong { attempts_left, wait_ms }
}

#[test]
fn a_new_phone_draws_its_secrets_once() {
    let phone = Phone::new();
    assert_eq!(phone.lock().view().unwrap(), LockView { state: LockState::Empty, recovery: RecoveryState::NotYet });
    let keys = phone.lock().unlock_without_pin().unwrap();
    assert_eq!(phone.state(), LockState::NoPin);
    let again = phone.lock().unlock_without_pin().unwrap();
    assert_eq!(again.data_key(), keys.data_key());
    assert_eq!(again.public_key(), keys.public_key());
}

#[test]
fn no_pin_is_set_before_the_branch_can_give_the_keys_back() {
    let phone = Phone::new();
    let keys = phone.lock().unlock_without_pin().unwrap();
    assert_eq!(phone.lock().set_pin(PIN), Err(FieldError::NotEnrolled));
    assert_eq!(phone.lock().recovery_request(), Err(FieldError::NotEnrolled));
    // A key that nothing can be sealed to is none.
    keys.seal(DEVICE, &crate::domain::RecoveryPublicKey([0; 32])).unwrap();
    assert_eq!(phone.lock().set_pin(PIN), Err(FieldError::NotEnrolled));
    keys.seal(DEVICE, &phone.branch.public()).unwrap();
    assert_eq!(keys.sealed_to(DEVICE), Ok(phone.branch.public().id()));
    assert_eq!(keys.sealed_to(DeviceId(Uuid::from_u128(8))), Ok(crate::domain::RecoveryKeyId::default()));
    assert_eq!(phone.lock().set_pin(PIN), Ok(()));
    assert_eq!(phone.state(), LockState::Locked { attempts_left: 5, wait_ms: 0 });
    assert_eq!(phone.lock().set_pin(OTHER), Err(invalid("pin", Rule::Fixed)));
}

#[test]
fn neither_the_hardware_nor_the_pin_opens_anything_alone() {
    let (phone, data_key) = Phone::locked();
    assert_eq!(phone.lock().unlock_without_pin().unwrap_err(), invalid("pin", Rule::Required));
    for other in [Some(4), None] {
        phone.has_hardware(other);
        let before = phone.folder.files();
        assert_eq!(phone.lock().unlock(PIN).unwrap_err(), FieldError::WrongKey);
        assert_eq!(phone.folder.files(), before, "no attempt was counted");
    }
    phone.has_hardware(Some(3));
    assert_eq!(phone.lock().unlock(PIN).unwrap().data_key(), Ok(data_key));
}

#[test]
fn wrong_pins_cost_time_and_nothing_else() {
    let (phone, data_key) = Phone::locked();
    for left in [4, 3, 2, 1] {
        assert_eq!(phone.lock().unlock(OTHER).unwrap_err(), wrong(left, 0));
        assert_eq!(phone.state(), LockState::Locked { attempts_left: left, wait_ms: 0 });
    }
    assert_eq!(phone.lock().unlock(OTHER).unwrap_err(), wrong(0, 30_000));
    phone.pass(10_000);
    assert_eq!(phone.lock().unlock(PIN).unwrap_err(), FieldError::PinWait { wait_ms: 20_000 });
    assert_eq!(phone.state(), LockState::Locked { attempts_left: 0, wait_ms: 20_000 });
    phone.pass(20_000);
    assert_eq!(phone.lock().unlock(OTHER).unwrap_err(), wrong(0, 60_000));
    for _ in 0..40 {
        phone.pass(i64::try_from(WAIT_MAX_MS).unwrap());
        assert!(matches!(phone.lock().unlock(OTHER), Err(FieldError::PinWrong { attempts_left: 0, .. })));
    }
    phone.pass(i64::try_from(WAIT_MAX_MS).unwrap());
    assert_eq!(phone.lock().unlock(PIN).unwrap().data_key(), Ok(data_key));
    assert_eq!(phone.state(), LockState::Locked { attempts_left: 5, wait_ms: 0 });
}

#[test]
fn what_cannot_be_a_pin_costs_no_attempt() {
    let (phone, _) = Phone::locked();
    let before = phone.folder.files();
    assert_eq!(phone.lock().unlock("28194").unwrap_err(), invalid("pin", Rule::PinDigits));
    assert_eq!(phone.lock().change_pin("28194", "739510").unwrap_err(), invalid("old", Rule::PinDigits));
    assert_eq!(phone.lock().change_pin(PIN, "123456").unwrap_err(), invalid("new", Rule::PinGuessable));
    assert_eq!(phone.folder.files(), before);
}

#[test]
fn a_wait_begins_again_with_the_device_and_heeds_no_wall_clock() {
    let (phone, _) = Phone::locked();
    for _ in 0..5 {
        phone.lock().unlock(OTHER).unwrap_err();
    }
    *phone.clock.0.lock().unwrap() = ClockReading { wall_ms: i64::MAX, boot_id: 0, monotonic_ms: 29_000 };
    assert_eq!(phone.lock().unlock(PIN).unwrap_err(), FieldError::PinWait { wait_ms: 1_000 });
    *phone.clock.0.lock().unwrap() = ClockReading { wall_ms: 0, boot_id: 1, monotonic_ms: 900_000 };
    assert_eq!(phone.lock().unlock(PIN).unwrap_err(), FieldError::PinWait { wait_ms: 30_000 });
    phone.pass(29_999);
    assert_eq!(phone.state(), LockState::Locked { attempts_left: 0, wait_ms: 1 });
    phone.pass(1);
    assert!(phone.lock().unlock(PIN).is_ok());
}

#[test]
fn an_attempt_that_cannot_be_counted_is_not_made() {
    let (phone, _) = Phone::locked();
    phone.folder.is_full_for(ATTEMPTS);
    // Right or wrong: nobody learns which.
    assert_eq!(phone.lock().unlock(PIN).unwrap_err(), FieldError::StorageFull);
    assert_eq!(phone.lock().unlock(OTHER).unwrap_err(), FieldError::StorageFull);
    assert_eq!(phone.lock().change_pin(PIN, "739510").unwrap_err(), FieldError::StorageFull);
    phone.folder.has_room_again();
    assert!(phone.lock().unlock(PIN).is_ok());
}

#[test]
fn a_wait_that_cannot_be_written_down_still_ends() {
    let (phone, _) = Phone::locked();
    for _ in 0..5 {
        phone.lock().unlock(OTHER).unwrap_err();
    }
    phone.clock.0.lock().unwrap().boot_id += 1;
    phone.folder.is_full_for(ATTEMPTS);
    let lock = phone.lock();
    assert_eq!(lock.view().unwrap().state, LockState::Locked { attempts_left: 0, wait_ms: 30_000 });
    phone.pass(30_000);
    assert_eq!(lock.view().unwrap().state, LockState::Locked { attempts_left: 1, wait_ms: 0 });
    phone.folder.has_room_again();
    assert!(lock.unlock(PIN).is_ok());
}

#[test]
fn a_changed_pin_opens_and_the_former_one_does_not() {
    let (phone, data_key) = Phone::locked();
    assert_eq!(phone.lock().change_pin(OTHER, "739510").unwrap_err(), wrong(4, 0));
    phone.lock().change_pin(PIN, "739510").unwrap();
    assert_eq!(phone.lock().unlock(PIN).unwrap_err(), wrong(4, 0));
    assert_eq!(phone.lock().unlock("739510").unwrap().data_key(), Ok(data_key));
}

#[test]
fn a_dearer_guess_is_asked_from_the_next_unlocking_on() {
    let (phone, data_key) = Phone::locked();
    let dearer = Cost { memory_kib: 16, passes: 2, lanes: 1 };
    let guard = || Wrapped::decode(&phone.folder.files()[KEYS]).unwrap().guard;
    assert_eq!(guard(), Guard::HardwareAndPin(CHEAP));
    phone.folder.is_full_for(KEYS);
    assert_eq!(phone.lock_at(dearer).unlock(PIN).unwrap().data_key(), Ok(data_key), "that it stays is no failure");
    phone.folder.has_room_again();
    phone.lock_at(dearer).unlock(PIN).unwrap();
    assert_eq!(guard(), Guard::HardwareAndPin(dearer));
    assert_eq!(phone.lock_at(dearer).unlock(PIN).unwrap().data_key(), Ok(data_key));
}

#[test]
fn a_forgotten_pin_is_made_good_by_the_branch() {
    let (phone, data_key) = Phone::locked();
    for _ in 0..5 {
        phone.lock().unlock(OTHER).unwrap_err();
    }
    let request = phone.lock().recovery_request().unwrap();
    assert_eq!(phone.recovery(), RecoveryState::Asked);
    assert_eq!(phone.lock().recovery_request().unwrap(), request, "the same until it is answered");
    let answer = phone.answer(&request);
    assert_eq!(phone.lock().recover(&answer, "111111").unwrap_err(), invalid("pin", Rule::PinGuessable));
    let keys = phone.lock().recover(&answer, "739510").unwrap();
    assert_eq!(keys.data_key(), Ok(data_key));
    assert_eq!(
        phone.lock().view().unwrap(),
        LockView { state: LockState::Locked { attempts_left: 5, wait_ms: 0 }, recovery: RecoveryState::Ready }
    );
    assert_eq!(phone.lock().unlock("739510").unwrap().public_key(), keys.public_key());
    assert_eq!(phone.lock().recover(&answer, PIN).unwrap_err(), FieldError::NotFound, "an answer is used once");
    phone.lock().recovery_request().unwrap();
    assert_eq!(phone.lock().recover(&answer, PIN).unwrap_err(), invalid("answer", Rule::RecoveryText));
}

#[test]
fn a_phone_whose_hardware_key_is_gone_is_given_its_keys_back_with_a_pin_or_without() {
    for has_pin in [true, false] {
        let phone = Phone::new();
        let keys = phone.lock().unlock_without_pin().unwrap();
        keys.seal(DEVICE, &phone.branch.public()).unwrap();
        if has_pin {
            phone.lock().set_pin(PIN).unwrap();
        }
        phone.has_hardware(None);
        assert_eq!(phone.lock().recovery_request().unwrap_err(), FieldError::WrongKey);
        phone.has_hardware(Some(200));
        let answer = phone.answer(&phone.lock().recovery_request().unwrap());
        assert_eq!(phone.lock().recover(&answer, "739510").unwrap().data_key(), keys.data_key());
        assert_eq!(phone.lock().unlock("739510").unwrap().data_key(), keys.data_key());
    }
}

#[test]
fn whoever_remembers_the_pin_after_all_needs_no_answer_any_more() {
    let (phone, _) = Phone::locked();
    let answer = phone.answer(&phone.lock().recovery_request().unwrap());
    phone.lock().unlock(PIN).unwrap();
    assert_eq!(phone.recovery(), RecoveryState::Ready);
    assert_eq!(phone.lock().recover(&answer, "739510").unwrap_err(), FieldError::NotFound);
}

#[test]
fn an_answer_that_is_not_the_one_awaited_changes_nothing() {
    let (phone, _) = Phone::locked();
    let answer = phone.answer(&phone.lock().recovery_request().unwrap());
    let before = phone.folder.files();
    let refused = |text: &str| {
        assert_eq!(phone.lock().recover(text, "739510").unwrap_err(), invalid("answer", Rule::RecoveryText));
        assert_eq!(phone.folder.files(), before);
    };
    for at in (0..answer.len()).step_by(7) {
        refused(&answer[..at]);
        let other = if answer.as_bytes()[at] == b'A' { "B" } else { "A" };
        refused(&format!("{}{other}{}", &answer[..at], &answer[at + 1..]));
    }
    phone.has_hardware(Some(4));
    refused(&answer);
    phone.has_hardware(Some(3));
    assert!(phone.lock().recover(&answer, "739510").is_ok());
}

/// Every byte of a file flipped, and every beginning of it.
fn bent(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let flipped = (0..bytes.len()).map(|at| {
        let mut flipped = bytes.to_vec();
        flipped[at] ^= 0x10;
        flipped
    });
    flipped.chain((0..bytes.len()).map(|at| bytes[..at].to_vec()))
}

#[test]
fn a_damaged_file_of_the_secrets_is_named_and_stays_as_it_is_and_the_branch_makes_it_good() {
    let (phone, data_key) = Phone::locked();
    let whole = phone.folder.files()[KEYS].clone();
    for bytes in bent(&whole) {
        phone.folder.put(KEYS, &bytes);
        let before = phone.folder.files();
        assert_eq!(phone.state(), LockState::Unreadable);
        assert_eq!(phone.lock().unlock(PIN).unwrap_err(), FieldError::WrongKey);
        assert_eq!(phone.lock().unlock_without_pin().unwrap_err(), FieldError::WrongKey);
        assert_eq!(phone.lock().set_pin(PIN).unwrap_err(), FieldError::WrongKey);
        assert_eq!(phone.folder.files(), before);
    }
    // A lost file is no new phone.
    phone.folder.remove(KEYS).unwrap();
    assert_eq!(phone.state(), LockState::Unreadable);
    assert_eq!(phone.lock().unlock_without_pin().unwrap_err(), FieldError::WrongKey);
    let answer = phone.answer(&phone.lock().recovery_request().unwrap());
    assert_eq!(phone.lock().recover(&answer, "739510").unwrap().data_key(), Ok(data_key));
}

#[test]
fn a_file_that_asks_for_more_than_a_phone_has_is_not_obeyed() {
    let (phone, _) = Phone::locked();
    let wrapped = Wrapped::decode(&phone.folder.files()[KEYS]).unwrap();
    let guarded_by = |guard| {
        let mut other = wrapped.clone();
        other.guard = guard;
        other.encode()
    };
    let no_good = [(u32::MAX, 1, 1), (8, u32::MAX, 1), (u32::MAX, 1, u32::MAX), (7, 1, 1), (8, 0, 1), (8, 1, 0)];
    for (memory_kib, passes, lanes) in no_good {
        let guard = Guard::HardwareAndPin(Cost { memory_kib, passes, lanes });
        phone.folder.put(KEYS, &guarded_by(guard));
        assert_eq!(phone.state(), LockState::Unreadable);
    }
    // Nor can a dear lock be made out to be one without a PIN.
    phone.folder.put(KEYS, &guarded_by(Guard::Hardware));
    assert_eq!(phone.lock().unlock_without_pin().unwrap_err(), FieldError::WrongKey);
}

#[test]
fn a_count_of_attempts_that_is_lost_or_damaged_is_taken_to_be_used_up() {
    let (phone, _) = Phone::locked();
    let whole = phone.folder.files()[ATTEMPTS].clone();
    for bytes in bent(&whole) {
        phone.folder.put(ATTEMPTS, &bytes);
        assert_eq!(phone.lock().unlock(PIN).unwrap_err(), FieldError::PinWait { wait_ms: WAIT_FIRST_MS });
    }
    phone.folder.remove(ATTEMPTS).unwrap();
    assert_eq!(phone.state(), LockState::Locked { attempts_left: 0, wait_ms: WAIT_FIRST_MS });
    phone.pass(i64::try_from(WAIT_FIRST_MS).unwrap());
    assert!(phone.lock().unlock(PIN).is_ok());
}

#[test]
fn what_was_sealed_or_asked_and_is_damaged_counts_as_not_there() {
    let (phone, _) = Phone::locked();
    let request = phone.lock().recovery_request().unwrap();
    let files = phone.folder.files();
    for bytes in bent(&files[REQUEST]) {
        phone.folder.put(REQUEST, &bytes);
        assert_eq!(phone.recovery(), RecoveryState::Ready);
        assert_eq!(phone.lock().recover("A", "739510").unwrap_err(), FieldError::NotFound);
    }
    assert_ne!(phone.lock().recovery_request().unwrap(), request);
    for bytes in bent(&files[SEALED]) {
        phone.folder.put(SEALED, &bytes);
        assert_eq!(phone.recovery(), RecoveryState::NotYet);
        assert_eq!(phone.lock().recovery_request(), Err(FieldError::NotEnrolled));
    }
    let keys = phone.lock().unlock(PIN).unwrap();
    assert_eq!(keys.sealed_to(DEVICE), Ok(crate::domain::RecoveryKeyId::default()), "the next exchange seals again");
}

#[test]
fn a_lock_tells_nothing_in_a_log() {
    let (phone, _) = Phone::locked();
    let keys = phone.lock().unlock(PIN).unwrap();
    assert_eq!(format!("{:?} {keys:?}", phone.lock()), "PinLock Keys { .. }");
    let error = phone.lock().unlock(OTHER).unwrap_err();
    assert_eq!(error.to_string(), "not the PIN; 4 attempts before a wait, 0 ms to wait now");
}

#[test]
fn a_guess_on_a_phone_costs_more_than_the_least_that_is_advised() {
    let Cost { memory_kib, passes, .. } = Cost::PHONE;
    assert!(memory_kib >= 19 * 1024 && passes >= 2);
    let (phone, data_key) = Phone::locked();
    phone.lock_at(Cost::PHONE).unlock(PIN).unwrap();
    assert_eq!(phone.lock_at(Cost::PHONE).unlock(PIN).unwrap().data_key(), Ok(data_key));
}

#[test]
fn screens_ask_in_a_new_process_after_a_while_out_of_sight_and_when_they_are_shut_and_only_where_there_is_a_pin() {
    let (phone, _) = Phone::locked();
    let lock = phone.lock();
    assert!(lock.is_shut().unwrap(), "a process that begins has seen no PIN");
    assert_eq!(lock.unlock(OTHER).unwrap_err(), wrong(4, 0));
    assert!(lock.is_shut().unwrap());
    let keys = lock.unlock(PIN).unwrap();
    assert!(!lock.is_shut().unwrap());

    lock.hide();
    phone.pass(AWAY_MAX_MS.try_into().unwrap());
    assert!(!lock.is_shut().unwrap(), "a receipt was shared");
    lock.hide();
    phone.pass(AWAY_MAX_MS.try_into().unwrap());
    phone.pass(1);
    assert!(lock.is_shut().unwrap(), "it lay on a table");
    // Whoever holds the keys goes on sending behind it.
    assert!(keys.data_key().is_ok());

    lock.unlock(PIN).unwrap();
    lock.shut();
    assert!(lock.is_shut().unwrap());
    lock.change_pin(PIN, "739510").unwrap();
    assert!(lock.is_shut().unwrap(), "only who opens has opened");
    lock.unlock("739510").unwrap();
    assert!(!lock.is_shut().unwrap());

    let nobody = Phone::new();
    let new = nobody.lock();
    assert!(!new.is_shut().unwrap());
    let keys = new.unlock_without_pin().unwrap();
    new.shut();
    assert!(!new.is_shut().unwrap(), "without a PIN there is nothing to ask for");
    keys.seal(DEVICE, &nobody.branch.public()).unwrap();
    new.set_pin(PIN).unwrap();
    assert!(!new.is_shut().unwrap(), "who sets a PIN is in");
}

#[test]
fn screens_ask_where_nobody_but_the_branch_can_open_them() {
    let phone = Phone::new();
    let keys = phone.lock().unlock_without_pin().unwrap();
    keys.seal(DEVICE, &phone.branch.public()).unwrap();
    let lock = phone.lock();
    assert!(!lock.is_shut().unwrap());
    phone.has_hardware(None);
    assert_eq!(lock.unlock_without_pin().unwrap_err(), FieldError::WrongKey);
    assert!(lock.is_shut().unwrap());

    phone.folder.put(KEYS, b"torn");
    assert!(phone.lock().is_shut().unwrap());
    phone.folder.remove(KEYS).unwrap();
    assert!(phone.lock().is_shut().unwrap());
}
