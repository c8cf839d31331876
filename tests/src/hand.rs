//! A device's ports held in the hand: a clock that is set, randomness from a seed, a fixed key.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use perisai_core::Ports;
use perisai_core::ports::{Clock, ClockReading, IdSource, KeyVault, KeyVaultError};
use perisai_core::sync::software_signer::SoftwareSigner;
use sha2::{Digest, Sha256};

/// A clock that shows what it is set to.
#[derive(Debug, Default)]
pub struct HandClock {
    wall_ms: AtomicI64,
    monotonic_ms: AtomicI64,
    boot_id: AtomicU64,
}

impl HandClock {
    /// A clock that shows this instant, UTC milliseconds.
    pub fn at(wall_ms: i64) -> Self {
        let clock = Self::default();
        clock.wall_ms.store(wall_ms, Ordering::Relaxed);
        clock
    }

    /// Lets time pass until this instant: the wall clock shows it and the monotonic clock has run as long.
    pub fn reach(&self, wall_ms: i64) {
        let passed = wall_ms - self.wall_ms.swap(wall_ms, Ordering::Relaxed);
        self.monotonic_ms.fetch_add(passed.max(0), Ordering::Relaxed);
    }

    /// Somebody sets the wall clock: no time passes.
    pub fn set_wall(&self, wall_ms: i64) {
        self.wall_ms.store(wall_ms, Ordering::Relaxed);
    }

    /// The device starts anew.
    pub fn reboot(&self) {
        self.boot_id.fetch_add(1, Ordering::Relaxed);
        self.monotonic_ms.store(0, Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    fn now(&self) -> ClockReading {
        ClockReading {
            wall_ms: self.wall_ms.load(Ordering::Relaxed),
            boot_id: self.boot_id.load(Ordering::Relaxed),
            monotonic_ms: self.monotonic_ms.load(Ordering::Relaxed),
        }
    }
}

/// Bytes that follow from a seed: the same seed gives the same ids.
#[derive(Debug)]
pub struct SeededIds {
    seed: [u8; 32],
    next: Mutex<u64>,
}

impl SeededIds {
    /// Randomness of a seed and of a name, so that two devices of one seed draw different ids.
    pub fn new(seed: u64, name: &str) -> Self {
        let seed = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(name).finalize().into();
        Self { seed, next: Mutex::new(0) }
    }
}

impl IdSource for SeededIds {
    fn fill(&self, buffer: &mut [u8]) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in buffer.chunks_mut(32) {
            let block = Sha256::new().chain_update(self.seed).chain_update(next.to_be_bytes()).finalize();
            *next += 1;
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// A number below a bound, from a source.
pub fn below(ids: &dyn IdSource, bound: u64) -> u64 {
    perisai_core::ports::random_u64(ids) % bound.max(1)
}

/// A key that is just there.
#[derive(Debug, Clone, Copy)]
pub struct OpenVault(pub [u8; 32]);

impl KeyVault for OpenVault {
    fn data_key(&self) -> Result<[u8; 32], KeyVaultError> {
        Ok(self.0)
    }
}

/// What a device of a seed and a name brings: its clock to set, its vault, its ports.
#[derive(Debug)]
pub struct Hand {
    /// The clock.
    pub clock: Arc<HandClock>,
    /// The store's key.
    pub vault: OpenVault,
    /// The ports.
    pub ports: Ports,
}

impl Hand {
    /// The hand that holds a device.
    pub fn new(seed: u64, name: &str, wall_ms: i64) -> Self {
        let clock = Arc::new(HandClock::at(wall_ms));
        let keys = SeededIds::new(seed, &format!("{name}/keys"));
        let (mut data, mut signing) = ([0; 32], [0; 32]);
        keys.fill(&mut data);
        keys.fill(&mut signing);
        let ports = Ports {
            clock: clock.clone(),
            ids: Arc::new(SeededIds::new(seed, name)),
            signer: Arc::new(SoftwareSigner::from_seed(&signing)),
            keys: None,
        };
        Self { clock, vault: OpenVault(data), ports }
    }
}
