//! Seeded choices: the same seed makes the same ones on every machine.

/// A stream of choices (SplitMix64: every seed is a good one, and neighbours are unrelated).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The stream that `seed` names.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// The stream that several numbers name together.
    pub fn of(seeds: &[u64]) -> Dice {
        let mut dice = Dice(0);
        for seed in seeds {
            dice.0 ^= *seed;
            dice.0 = dice.next();
        }
        dice
    }

    /// The next 64 bits.
    #[allow(clippy::should_implement_trait, reason = "an endless stream is no iterator")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not zero.
    pub fn below(&mut self, limit: u64) -> u64 {
        assert!(limit > 0, "there is no number below zero");
        // The bias of a remainder is under 2^-32 for every limit used here.
        self.next() % limit
    }

    /// True in `part` of `whole` cases.
    pub fn chance(&mut self, part: u64, whole: u64) -> bool {
        self.below(whole) < part
    }
}
