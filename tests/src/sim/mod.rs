//! Whole days in one process: real cores, the branch's real handlers, and a network, clocks and disks that misbehave by
//! a seed. The same seed gives the same day.

mod branch;
mod check;
mod network;
mod phone;
mod rarer;
mod scene;
mod trace;
mod truth;
mod world;

pub use branch::SimBranch;
pub use check::Violation;
pub use network::Fault;
pub use phone::{Saved, SimPhone};
pub use scene::Scene;
pub use truth::{Edit, Truth};
pub use world::{Day, Reached, World, live, registration};
