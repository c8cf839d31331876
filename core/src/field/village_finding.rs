//! Finding the village that a worker comes from.

use super::Field;
use crate::domain::regions::Regions;
use crate::domain::village_search::{VillageFound, villages_called};
use crate::error::FieldError;
use crate::store::streams;

/// The most villages that one search answers.
const VILLAGES_MAX: usize = 8;

/// A village that answers a search.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VillageHit {
    /// Its code, ten digits.
    pub village: String,
    /// Its name.
    pub name: String,
    /// The district and the regency or city, which tell namesakes apart: `Genuk, Kota Semarang`.
    pub area: String,
    /// Whether it is one of the agent's own.
    pub is_own: bool,
}

impl Field {
    /// The villages of the whole country that answer what was typed, the agent's own and those around them first; at most
    /// eight. Words of the village's, the district's and the regency's name may be typed, from their beginnings and with
    /// one typo.
    pub fn find_villages(&self, typed: &str) -> Result<Vec<VillageHit>, FieldError> {
        let own = self.read(|store| Ok(streams::scope(store.connection())?))?;
        let own = own.map(|scope| scope.villages).unwrap_or_default();
        let found = villages_called(Regions::shipped(), typed, &own, VILLAGES_MAX);
        let hit = |village: VillageFound| VillageHit {
            village: village.code.as_str().to_owned(),
            name: village.name,
            area: village.area,
            is_own: own.contains(&village.code),
        };
        Ok(found.into_iter().map(hit).collect())
    }
}
