use super::{RegistrationId, WorkerId};
use crate::domain::calendar::Month;
use crate::domain::id::AgentId;
use crate::domain::record::{By, Follows, Identity, Lifecycle, Policy, Writer};
use crate::domain::rupiah::Rupiah;
use crate::domain::shape::Shape;
use crate::domain::words::words;
use crate::{record, text_fields};

words! {
    /// Where entrusted money is.
    pub enum ReceiptStatus {
        /// With the agent.
        Entrusted => "entrusted",
        /// Given to the branch.
        HandedOver => "handed_over",
        /// Paid as contribution.
        Settled => "settled",
        /// Given back to the worker.
        Returned => "returned",
        /// In dispute.
        Disputed => "disputed",
    }
}

/// The receipt's states: after hand-over the branch alone moves it.
pub(super) static RECEIPT: Lifecycle = Lifecycle {
    starts: &["entrusted"],
    transitions: &[
        ("entrusted", "handed_over", By::Anyone),
        ("entrusted", "returned", By::Anyone),
        ("entrusted", "disputed", By::Anyone),
        ("handed_over", "settled", By::Branch),
        ("handed_over", "returned", By::Branch),
        ("handed_over", "disputed", By::Branch),
        ("disputed", "settled", By::Branch),
        ("disputed", "returned", By::Branch),
        ("disputed", "handed_over", By::Branch),
    ],
};

text_fields!(AgentId[Shape::Agent]);

record! {
    /// A provisional receipt for contribution money entrusted to an agent (titipan iuran). Its printed
    /// text says that cover is not confirmed yet.
    pub struct Receipt: "receipt" {
        follows: Follows::Agent("holder");
        identity: Identity::Created;
        writer: Writer::Device;
        /// Whose money.
        worker: WorkerId => Policy::Fixed, indexed;
        /// The registration it is for.
        registration: Option<RegistrationId> => Policy::Fixed;
        /// How much, whole rupiah.
        rupiah: Rupiah => Policy::Fixed;
        /// The months it pays.
        contribution_months: Vec<Month> => Policy::Fixed;
        /// The number on the paper, never used twice.
        number: String => Policy::Fixed, indexed;
        /// The agent who holds the money.
        holder: AgentId => Policy::Fixed, indexed;
        /// Where the money is.
        status: ReceiptStatus => Policy::Lifecycle(&RECEIPT), indexed;
        /// Why it stands there.
        reason: Option<String> => Policy::Latest;
    }
}
