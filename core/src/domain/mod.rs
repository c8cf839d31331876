//! Record kinds, value types and rules. No input or output, no clock, no randomness.

pub mod change;
pub mod id;
pub mod kinds;
pub mod limits;
pub mod record;
pub mod registry;
pub mod rule;
pub mod value;
pub mod verdict;
pub mod words;
pub mod writers;

pub use change::{CapturedAt, Change, FieldPatch, Patch};
pub use id::{AgentId, ChainHash, ChangeId, DeviceId, Incarnation, RecordId};
pub use record::{KindSpec, Policy, Record};
pub use registry::Registry;
pub use rule::{Invalid, Rule};
pub use value::{Document, Value};
pub use verdict::{LostField, Verdict};
pub use writers::Writers;
