use std::collections::BTreeSet;

use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::village::VillageCode;
use crate::domain::words::words;
use crate::record;

words! {
    /// The kind of a partner.
    pub enum PartnerKind {
        /// Campus.
        Campus => "campus",
        /// Volunteers.
        Volunteers => "volunteers",
        /// Local media.
        LocalMedia => "local_media",
        /// Religious body.
        ReligiousBody => "religious_body",
        /// Manpower office.
        ManpowerOffice => "manpower_office",
        /// Cooperative.
        Cooperative => "cooperative",
        /// Village empowerment office.
        VillageEmpowerment => "village_empowerment",
        /// Village.
        Village => "village",
    }
}

record! {
    /// An organisation that takes part in the outreach.
    pub struct Partner: "partner" {
        follows: Follows::Village("village");
        identity: Identity::Created;
        writer: Writer::Device;
        /// Name.
        name: String => Policy::Latest;
        /// What kind of organisation.
        kind: PartnerKind => Policy::Latest;
        /// Whom to speak to, and how.
        contacts: BTreeSet<String> => Policy::Gather;
        /// The village it works in; none for the whole branch.
        village: Option<VillageCode> => Policy::Latest, indexed;
    }
}
