use super::{EventId, WorkerId};
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::record;

record! {
    /// One worker at one event. Two phones at one forum make one record.
    pub struct Attendance: "attendance" {
        follows: Follows::Worker("worker");
        identity: Identity::Derived(&["event", "worker"]);
        writer: Writer::Device;
        /// The event.
        event: EventId => Policy::Fixed, indexed;
        /// The worker.
        worker: WorkerId => Policy::Fixed, indexed;
        /// What the worker did there, as told.
        role: Option<String> => Policy::Latest;
    }
}
