//! Which purposes a worker's consents allow.

use std::collections::BTreeSet;

use super::id::RecordId;
use super::kinds::{Consent, ConsentAction};
use super::words::ConsentPurpose;

/// The purposes that stand: those with a grant that had every withdrawal of the purpose in view. A withdrawal that
/// a grant had not seen beats it, whichever arrived first.
pub fn standing_purposes(consents: &[(RecordId, Consent)]) -> BTreeSet<ConsentPurpose> {
    let withdrawn = |purpose: ConsentPurpose| {
        consents.iter().filter(move |(_, consent)| {
            consent.action == ConsentAction::Withdraw && consent.purposes.contains(&purpose)
        })
    };
    consents
        .iter()
        .filter(|(_, consent)| consent.action == ConsentAction::Grant)
        .flat_map(|(_, grant)| grant.purposes.iter().map(move |purpose| (grant, *purpose)))
        .filter(|(grant, purpose)| withdrawn(*purpose).all(|(id, _)| grant.seen.contains(id)))
        .map(|(_, purpose)| purpose)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::kinds::{ConsentMethod, WorkerId};
    use super::super::words::Language;
    use super::*;

    fn id(n: u16) -> RecordId {
        RecordId::created(0, 0, n)
    }

    fn consent(n: u16, action: ConsentAction, seen: &[u16]) -> (RecordId, Consent) {
        let consent = Consent {
            worker: WorkerId(id(0)),
            purposes: [ConsentPurpose::Enrol].into(),
            action,
            text_version: "1".to_owned(),
            language: Language::Javanese,
            method: ConsentMethod::Thumb,
            witness: None,
            seen: seen.iter().map(|n| id(*n)).collect(),
        };
        (id(n), consent)
    }

    #[test]
    fn a_withdrawal_that_a_grant_had_not_seen_beats_it() {
        use ConsentAction::{Grant, Withdraw};
        let stands = |consents: &[(RecordId, Consent)]| !standing_purposes(consents).is_empty();
        assert!(stands(&[consent(1, Grant, &[])]));
        assert!(!stands(&[consent(1, Grant, &[]), consent(2, Withdraw, &[1])]));
        assert!(!stands(&[consent(1, Grant, &[]), consent(2, Withdraw, &[1]), consent(3, Grant, &[1])]));
        assert!(stands(&[consent(1, Grant, &[]), consent(2, Withdraw, &[1]), consent(3, Grant, &[1, 2])]));
    }
}
