//! Bugs that a test switches on, to see that the other tests find them.
//!
//! Where one could stand, a line asks [`is_planted`]. Without the feature `planted-bugs`, which no product build has,
//! that is a constant `false`, and the compiler leaves the line out.

/// A bug that an engineer could have written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Planted {
    /// The device says that a capture is saved while its transaction waits to be committed with the next one.
    SavedBeforeCommit,
    /// The branch answers while its transaction waits to be committed together with others.
    AnsweredBeforeCommit,
    /// A change gets its id when it is sent, each time anew.
    IdMadeAtSendTime,
    /// The later of two concurrent values wins, and the other is gone.
    LoserDropped,
    /// A village that is lost takes the work along that was not sent yet.
    PendingPurgedWithVillage,
    /// A device asks for what is newer than the moment at which it asked last.
    CursorByTime,
    /// A change that arrives again is decided about again.
    ReplayAppliedTwice,
    /// Whoever sets a field is taken to have seen what stands there.
    LastWriterNotCompared,
    /// Two journals are taken for one where their lengths agree.
    HashNotChecked,
}

impl Planted {
    /// Every bug that can be planted.
    pub const ALL: [Self; 9] = [
        Self::SavedBeforeCommit,
        Self::AnsweredBeforeCommit,
        Self::IdMadeAtSendTime,
        Self::LoserDropped,
        Self::PendingPurgedWithVillage,
        Self::CursorByTime,
        Self::ReplayAppliedTwice,
        Self::LastWriterNotCompared,
        Self::HashNotChecked,
    ];
}

/// Whether a bug is switched on. Never, in this build.
#[cfg(not(feature = "planted-bugs"))]
pub const fn is_planted(_: Planted) -> bool {
    false
}

#[cfg(feature = "planted-bugs")]
pub use switch::{MARK, Planting, is_planted, plant};

#[cfg(feature = "planted-bugs")]
mod switch {
    use std::cell::Cell;

    use super::Planted;

    /// Stands in every program into which bugs can be planted, so that they can be told from products.
    pub const MARK: &str = "perisai: bugs can be planted in this program";

    thread_local! {
        static PLANTED: Cell<Option<Planted>> = const { Cell::new(None) };
    }

    /// Whether a bug is switched on, on this thread.
    pub fn is_planted(bug: Planted) -> bool {
        std::hint::black_box(MARK);
        PLANTED.get() == Some(bug)
    }

    /// Switches a bug on, on this thread, for as long as the answer lives.
    pub fn plant(bug: Planted) -> Planting {
        Planting { before: PLANTED.replace(Some(bug)) }
    }

    /// A bug that is switched on.
    #[derive(Debug)]
    #[must_use = "the bug is switched off when this is dropped"]
    pub struct Planting {
        before: Option<Planted>,
    }

    impl Drop for Planting {
        fn drop(&mut self) {
            PLANTED.set(self.before);
        }
    }
}
