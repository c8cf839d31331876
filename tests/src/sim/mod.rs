//! Whole days in one process: real cores, the branch's real handlers, and a network, clocks and disks that misbehave by
//! a seed. The same seed gives the same day.

mod branch;
mod captures;
mod check;
mod mishaps;
mod network;
mod outreach;
mod phone;
mod rarer;
mod scene;
mod states;
mod trace;
mod truth;
mod world;

pub use branch::SimBranch;
pub use check::Violation;
pub use network::Fault;
pub use phone::{Saved, SimPhone};
pub use scene::Scene;
pub use states::State;
pub use truth::{Edit, Truth};
pub use world::{Day, Lived, Reached, World, live};
