//! Means, shares, shrinkage, survival and the indices of a card: numbers in, estimates out. No records are read here.
//!
//! Distributions come from `statrs`. Whatever is added up is added in an order of its own, so that the same numbers in
//! another order give the same bits. A number that is not finite makes the whole figure none: leave out what is missing
//! before calling. Intervals are 95 %.

pub mod beta_binomial;
pub mod co_orientation;
pub mod cover;
pub mod gap;
pub mod mean;
pub mod median;
#[cfg(test)]
mod oracle;
pub mod paired;
mod quantile;
pub mod share;
pub mod shrinkage;
mod sum;
pub mod survival;

pub use beta_binomial::{Prior, resolved_shares};
pub use co_orientation::{ALIKE_FROM, GroupState, Indices, State, Views};
pub use cover::{Cover, covering_set};
pub use gap::{GapSplit, gap_split};
pub use mean::{ICC_UNTIL_ESTIMATED, Sample, mean};
pub use median::median;
pub use paired::{ReliableChange, difference_in_differences};
pub use share::{share, wilson};
pub use shrinkage::{Shrinkage, Shrunk, shrink};
pub use survival::{Spell, Step, Survival};
