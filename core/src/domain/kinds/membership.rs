use serde::{Deserialize, Serialize};

use super::{RegistrationId, WorkerId};
use crate::domain::calendar::{CivilDate, Month};
use crate::domain::record::{Column, FieldValue, Follows, Identity, Policy, Writer};
use crate::domain::rule::Rule;
use crate::domain::shape::Shape;
use crate::domain::value::Value;
use crate::domain::words::Payer;
use crate::domain::words::words;
use crate::{prints_name_only, record};

words! {
    /// The branch's word on a worker's cover.
    pub enum MembershipStatus {
        /// Covered.
        Active => "active",
        /// In arrears.
        InArrears => "in_arrears",
        /// Ended.
        Ended => "ended",
        /// Ended, with JHT claimed.
        InactiveAfterJht => "inactive_after_jht",
    }
}

/// A contribution month that was paid, and by whom.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidMonth {
    /// The contribution month.
    pub month: Month,
    /// Who paid.
    pub payer: Payer,
}

impl FieldValue for PaidMonth {
    const COLUMN: Column = Column::Json;
    const SHAPE: Shape = Shape::Parts;

    /// Typed in a table, it is text: `2026-06:self`.
    fn from_value(value: &Value) -> Result<Self, Rule> {
        let Some(typed) = value.as_text() else { return value.deserialize_into().ok_or(Rule::Type) };
        let (month, payer) = typed.split_once(':').ok_or(Rule::Type)?;
        Ok(Self { month: month.trim().parse()?, payer: payer.trim().parse()? })
    }

    fn into_value(self) -> Value {
        Value::from_serialize(&self).unwrap_or_default()
    }
}

prints_name_only!(PaidMonth);

impl MembershipStatus {
    /// Whether the branch says that it is over: the way back is a new registration.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Ended | Self::InactiveAfterJht)
    }
}

record! {
    /// The branch's word on a worker's cover (kepesertaan); never asserted by a device.
    pub struct Membership: "membership" {
        follows: Follows::Worker("worker");
        identity: Identity::Derived(&["worker"]);
        writer: Writer::Branch;
        /// The worker.
        worker: WorkerId => Policy::Fixed, indexed;
        /// The registration it came from last.
        registration: Option<RegistrationId> => Policy::Branch;
        /// Where cover stands.
        status: MembershipStatus => Policy::Branch;
        /// The first day of cover.
        covered_from: CivilDate => Policy::Branch;
        /// The last day of cover.
        covered_to: CivilDate => Policy::Branch, indexed;
        /// The contribution months paid.
        months_paid: Vec<PaidMonth> => Policy::Branch;
        /// Whether contributions are collected automatically.
        autodebit: bool => Policy::Branch;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Record;

    #[test]
    fn months_typed_in_a_table_say_who_paid_them() {
        let field = Membership::KIND.field("months_paid").unwrap();
        let read = |typed: &str| field.parse(typed).map(|value| Vec::<PaidMonth>::from_value(&value).unwrap());
        let months = read("2026-06:self; 2026-07:CSR").unwrap();
        assert_eq!(months.iter().map(|paid| paid.payer).collect::<Vec<_>>(), [Payer::Worker, Payer::Csr]);
        assert!(read(r#"{"month":"2026-06","payer":"self"};{"month":"2026-07","payer":"CSR"}"#).unwrap() == months);
        assert_eq!(read("2026-06").err(), Some(Rule::Type));
        assert_eq!(read("2026-13:self").err(), Some(Rule::Date));
        assert_eq!(read("2026-06:me").err(), Some(Rule::Enum));
    }
}
