//! Who holds which lock. Locks live in memory: a power cut releases them all.

use std::collections::BTreeSet;

/// Somebody who can hold locks: one open file of one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Holder(pub(super) u64);

/// Another holder is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Busy;

/// How strongly a connection holds a database file, in SQLite's five steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Unlocked,
    Shared,
    Reserved,
    Pending,
    Exclusive,
}

/// The locks on one database file.
#[derive(Debug, Default)]
pub(super) struct FileLocks {
    readers: BTreeSet<Holder>,
    reserved: Option<Holder>,
    pending: Option<Holder>,
    exclusive: Option<Holder>,
}

impl FileLocks {
    /// Raises `holder` to `level`. When readers stand in the way of `Exclusive`, `Pending` is kept, so that no new ones come.
    pub(super) fn raise(&mut self, holder: Holder, level: Level) -> Result<(), Busy> {
        let other = |held: Option<Holder>| held.is_some_and(|by| by != holder);
        if other(self.exclusive) {
            return Err(Busy);
        }
        match level {
            Level::Unlocked => {}
            Level::Shared => {
                if other(self.pending) {
                    return Err(Busy);
                }
                self.readers.insert(holder);
            }
            Level::Reserved => {
                if other(self.reserved) || other(self.pending) {
                    return Err(Busy);
                }
                self.reserved = Some(holder);
            }
            Level::Pending | Level::Exclusive => {
                if other(self.reserved) || other(self.pending) {
                    return Err(Busy);
                }
                self.pending = Some(holder);
                if level == Level::Exclusive {
                    if self.readers.iter().any(|reader| *reader != holder) {
                        return Err(Busy);
                    }
                    self.exclusive = Some(holder);
                }
            }
        }
        Ok(())
    }

    /// Lowers `holder` to `Shared` or `Unlocked`.
    pub(super) fn lower(&mut self, holder: Holder, level: Level) {
        for held in [&mut self.reserved, &mut self.pending, &mut self.exclusive] {
            if *held == Some(holder) {
                *held = None;
            }
        }
        if level == Level::Unlocked {
            self.readers.remove(&holder);
        }
    }

    /// Whether anybody is about to write.
    pub(super) fn is_reserved(&self) -> bool {
        self.reserved.is_some() || self.pending.is_some() || self.exclusive.is_some()
    }
}

/// One of the eight locks of a write-ahead log's index.
#[derive(Debug, Default)]
pub(super) struct IndexLock {
    shared: BTreeSet<Holder>,
    exclusive: Option<Holder>,
}

impl IndexLock {
    /// Whether `holder` could share it.
    pub(super) fn can_share(&self, holder: Holder) -> bool {
        self.exclusive.is_none_or(|by| by == holder)
    }

    /// Whether `holder` could have it alone.
    pub(super) fn can_own(&self, holder: Holder) -> bool {
        self.can_share(holder) && self.shared.iter().all(|by| *by == holder)
    }

    pub(super) fn share(&mut self, holder: Holder) {
        self.shared.insert(holder);
    }

    pub(super) fn own(&mut self, holder: Holder) {
        self.exclusive = Some(holder);
    }

    pub(super) fn release(&mut self, holder: Holder) {
        self.shared.remove(&holder);
        if self.exclusive == Some(holder) {
            self.exclusive = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Holder = Holder(1);
    const TWO: Holder = Holder(2);

    #[test]
    fn readers_share_and_one_of_them_may_reserve() {
        let mut locks = FileLocks::default();
        assert_eq!(locks.raise(ONE, Level::Shared), Ok(()));
        assert_eq!(locks.raise(TWO, Level::Shared), Ok(()));
        assert_eq!(locks.raise(ONE, Level::Reserved), Ok(()));
        assert_eq!(locks.raise(TWO, Level::Reserved), Err(Busy));
        assert!(locks.is_reserved());
    }

    #[test]
    fn a_pending_writer_waits_for_readers_and_lets_no_new_ones_in() {
        let mut locks = FileLocks::default();
        locks.raise(ONE, Level::Shared).expect("free");
        locks.raise(TWO, Level::Shared).expect("free");
        assert_eq!(locks.raise(ONE, Level::Exclusive), Err(Busy));
        assert_eq!(locks.raise(Holder(3), Level::Shared), Err(Busy));
        locks.lower(TWO, Level::Unlocked);
        assert_eq!(locks.raise(ONE, Level::Exclusive), Ok(()));
        assert_eq!(locks.raise(TWO, Level::Shared), Err(Busy));
        locks.lower(ONE, Level::Shared);
        assert_eq!(locks.raise(TWO, Level::Shared), Ok(()));
        assert!(!locks.is_reserved());
    }

    #[test]
    fn an_index_lock_is_shared_by_many_or_owned_by_one() {
        let mut lock = IndexLock::default();
        lock.share(ONE);
        assert!(lock.can_share(TWO) && lock.can_own(ONE) && !lock.can_own(TWO));
        lock.release(ONE);
        lock.own(TWO);
        assert!(!lock.can_share(ONE) && !lock.can_own(ONE));
        lock.release(TWO);
        assert!(lock.can_own(ONE));
    }
}
