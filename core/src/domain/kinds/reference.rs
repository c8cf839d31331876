use crate::domain::calendar::CivilDate;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::value::Value;
use crate::record;

record! {
    /// A version of reference data that the branch published: tariffs, occupations, consent texts and the
    /// like. What ships with the app stands until a newer one arrives.
    pub struct Reference: "reference" {
        follows: Follows::Reference;
        identity: Identity::Derived(&["name", "version"]);
        writer: Writer::Branch;
        /// Which list: `tariff`, `occupations`, `consent_texts`, …
        name: String => Policy::Fixed, indexed;
        /// Its version.
        version: String => Policy::Fixed;
        /// The first day it holds.
        valid_from: CivilDate => Policy::Branch;
        /// The last day it holds; none until it is replaced.
        valid_to: Option<CivilDate> => Policy::Branch;
        /// Where it comes from: the regulation or the decision.
        source: String => Policy::Branch;
        /// The list itself.
        body: Value => Policy::Branch;
    }
}
