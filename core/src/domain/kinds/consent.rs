use std::collections::BTreeSet;

use super::WorkerId;
use crate::domain::id::RecordId;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::words::words;
use crate::domain::words::{ConsentPurpose, Language};
use crate::record;

words! {
    /// Giving or taking back.
    pub enum ConsentAction {
        /// Given.
        Grant => "grant",
        /// Taken back.
        Withdraw => "withdraw",
    }
}

words! {
    /// How a consent was given.
    pub enum ConsentMethod {
        /// Signature.
        Signature => "signature",
        /// Thumb print.
        Thumb => "thumb",
        /// Voice recording.
        Voice => "voice",
        /// Spoken, before a witness.
        SpokenWithWitness => "spoken_with_witness",
    }
}

record! {
    /// A worker's consent, or its withdrawal, for some purposes (UU 27/2022 arts 22–24).
    pub struct Consent: "consent" {
        follows: Follows::Worker("worker");
        identity: Identity::Created;
        writer: Writer::Device;
        /// Whose consent.
        worker: WorkerId => Policy::Fixed, indexed;
        /// What for.
        purposes: BTreeSet<ConsentPurpose> => Policy::Fixed;
        /// Given or taken back.
        action: ConsentAction => Policy::Fixed;
        /// Which text was read out.
        text_version: String => Policy::Fixed;
        /// In which language.
        language: Language => Policy::Fixed;
        /// How.
        method: ConsentMethod => Policy::Fixed;
        /// Who witnessed a spoken consent.
        witness: Option<String> => Policy::Fixed;
        /// The consents of this worker that the author had in view.
        seen: BTreeSet<RecordId> => Policy::Fixed;
    }
}
