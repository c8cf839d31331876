//! What can be done with a worker now. The core decides; a screen draws a button for each and no other.

use std::collections::BTreeSet;

use super::Moment;
use super::worker_view::MoneyHeld;
use crate::domain::kinds::{MembershipStatus, Receipt, ReceiptStatus, RegistrationStatus};
use crate::domain::record::By;
use crate::domain::words::ConsentPurpose;
use crate::domain::{Policy, Record, RecordId};

/// Something that can be done with a worker now.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi::export(Display))]
pub enum WorkerAction {
    /// Decide between the values of a field.
    Decide {
        /// The conflict.
        conflict: String,
        /// The field.
        field: String,
    },
    /// Correct a capture that the branch refused.
    CorrectCapture {
        /// The change.
        change: String,
    },
    /// Correct the registration that came back, and hand it in again.
    CorrectRegistration {
        /// The registration.
        registration: String,
    },
    /// Hand the draft in.
    HandIn {
        /// The registration.
        registration: String,
    },
    /// Answer what the worker asked.
    Answer {
        /// The conversation in which it was asked.
        encounter: String,
        /// When it was asked.
        asked: Moment,
    },
    /// Hand over, give back or dispute money that this agent holds.
    MoveReceipt {
        /// The money.
        held: MoneyHeld,
        /// What may become of it, the usual first.
        to: Vec<ReceiptStatus>,
    },
    /// Register.
    Register,
    /// Take money for a later month.
    ReceiveMoney,
    /// Have a conversation.
    Converse,
    /// Ask whom others listen to.
    Nominate,
    /// Ask for a consent.
    GiveConsent,
    /// Take a consent back.
    WithdrawConsent,
    /// Change what is known of the worker.
    Edit,
    /// Give the draft up.
    CancelDraft {
        /// The registration.
        registration: String,
    },
    /// Note that the worker wishes no contact.
    WishNoContact,
    /// Note that the worker may be contacted again, by the worker's own word.
    AllowContact,
}

crate::prints_name_only!(WorkerAction);

/// What decides what can be done.
pub(super) struct Situation {
    pub(super) is_merged: bool,
    pub(super) do_not_contact: bool,
    pub(super) needs_new_registration: bool,
    pub(super) membership: Option<MembershipStatus>,
    /// Oldest first.
    pub(super) registrations: Vec<(RecordId, RegistrationStatus)>,
    /// What the worker asked and nobody has answered.
    pub(super) questions: Vec<(RecordId, Moment)>,
    /// Money of the worker that this agent holds.
    pub(super) held: Vec<MoneyHeld>,
    /// Fields to decide about.
    pub(super) conflicts: Vec<(RecordId, String)>,
    /// Changes that the branch refused.
    pub(super) refused: Vec<String>,
    pub(super) agrees_to: BTreeSet<ConsentPurpose>,
}

impl Situation {
    /// The registrations in a status, oldest first.
    fn in_status(&self, status: RegistrationStatus) -> impl Iterator<Item = String> + '_ {
        self.registrations.iter().filter(move |(_, is)| *is == status).map(|(record, _)| record.to_string())
    }

    /// Whether a registration is on its way: a second one would be a duplicate.
    fn is_under_way(&self) -> bool {
        use RegistrationStatus::{AwaitingPayment, Draft, DuplicateSuspected, NeedsCorrection, Submitted, Verified};
        self.registrations.iter().any(|(_, status)| {
            matches!(status, Draft | Submitted | NeedsCorrection | Verified | DuplicateSuspected | AwaitingPayment)
        })
    }

    fn may_register(&self) -> bool {
        let is_active = self.registrations.iter().any(|(_, status)| *status == RegistrationStatus::Active);
        let is_member = self.membership.map_or(is_active, |status| !status.is_over());
        !self.is_under_way() && (!is_member || self.needs_new_registration)
    }

    /// Whether there is anything that money can pay for.
    fn may_pay(&self) -> bool {
        use RegistrationStatus::{Active, AwaitingPayment, Submitted, Verified};
        let registered =
            self.registrations.iter().any(|(_, s)| matches!(s, Submitted | Verified | AwaitingPayment | Active));
        (registered || self.membership.is_some()) && !self.needs_new_registration
    }
}

/// What can be done, what matters most first. Who turned out to be another worker is only read; whoever wishes no contact
/// is not spoken to until that is taken back.
pub(super) fn actions(now: &Situation) -> Vec<WorkerAction> {
    use WorkerAction::{
        AllowContact, Answer, CancelDraft, Converse, CorrectCapture, CorrectRegistration, Decide, Edit, GiveConsent,
        HandIn, MoveReceipt, Nominate, ReceiveMoney, Register, WishNoContact, WithdrawConsent,
    };
    let mut can = Vec::new();
    let decide =
        |(conflict, field): &(RecordId, String)| Decide { conflict: conflict.to_string(), field: field.clone() };
    can.extend(now.conflicts.iter().map(decide));
    can.extend(now.refused.iter().map(|change| CorrectCapture { change: change.clone() }));
    let receipts = now.held.iter().map(|held| MoveReceipt { held: held.clone(), to: moves_of_held() });
    if now.is_merged {
        can.extend(receipts);
        return can;
    }
    if now.do_not_contact {
        can.extend(receipts);
        can.push(AllowContact);
        can.extend((!now.agrees_to.is_empty()).then_some(WithdrawConsent));
        can.push(Edit);
        return can;
    }
    let back = now.in_status(RegistrationStatus::NeedsCorrection);
    can.extend(back.map(|registration| CorrectRegistration { registration }));
    let drafts: Vec<String> = now.in_status(RegistrationStatus::Draft).collect();
    can.extend(drafts.iter().map(|registration| HandIn { registration: registration.clone() }));
    let answer =
        |(encounter, asked): &(RecordId, Moment)| Answer { encounter: encounter.to_string(), asked: asked.clone() };
    can.extend(now.questions.iter().map(answer));
    can.extend(receipts);
    can.extend(now.may_register().then_some(Register));
    can.push(Converse);
    can.extend(now.may_pay().then_some(ReceiveMoney));
    can.push(Nominate);
    can.extend((now.agrees_to.len() < ConsentPurpose::ALL.len()).then_some(GiveConsent));
    can.extend((!now.agrees_to.is_empty()).then_some(WithdrawConsent));
    can.push(Edit);
    can.extend(drafts.into_iter().map(|registration| CancelDraft { registration }));
    can.push(WishNoContact);
    can
}

/// What an agent may make of money that is held.
fn moves_of_held() -> Vec<ReceiptStatus> {
    let Some(Policy::Lifecycle(lifecycle)) = Receipt::KIND.field("status").map(|field| field.policy) else {
        return Vec::new();
    };
    let held = ReceiptStatus::Entrusted.as_str();
    let moves = lifecycle.transitions.iter().filter(|(from, _, by)| *from == held && *by == By::Anyone);
    moves.filter_map(|(_, to, _)| to.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(n: u16) -> RecordId {
        RecordId::created(0, 0, n)
    }

    fn nobody_yet() -> Situation {
        Situation {
            is_merged: false,
            do_not_contact: false,
            needs_new_registration: false,
            membership: None,
            registrations: Vec::new(),
            questions: Vec::new(),
            held: Vec::new(),
            conflicts: Vec::new(),
            refused: Vec::new(),
            agrees_to: BTreeSet::new(),
        }
    }

    fn in_status(status: RegistrationStatus) -> Situation {
        Situation { registrations: vec![(record(1), status)], ..nobody_yet() }
    }

    #[test]
    fn whoever_was_merely_met_can_register_and_has_nothing_to_pay_or_take_back() {
        let can = actions(&nobody_yet());
        assert!(can.first() == Some(&WorkerAction::Register));
        assert!(!can.contains(&WorkerAction::ReceiveMoney) && !can.contains(&WorkerAction::WithdrawConsent));
    }

    #[test]
    fn nobody_registers_twice_but_after_a_refusal_or_at_the_end_of_a_membership() {
        for status in RegistrationStatus::ALL {
            let ended = matches!(status, RegistrationStatus::Cancelled | RegistrationStatus::Rejected);
            assert_eq!(actions(&in_status(*status)).contains(&WorkerAction::Register), ended, "{status}");
        }
        let member = Situation { membership: Some(MembershipStatus::Active), ..in_status(RegistrationStatus::Active) };
        assert!(!actions(&member).contains(&WorkerAction::Register));
        let over = Situation { needs_new_registration: true, membership: Some(MembershipStatus::Ended), ..member };
        assert!(actions(&over).contains(&WorkerAction::Register));
        assert!(!actions(&over).contains(&WorkerAction::ReceiveMoney));
    }

    #[test]
    fn what_came_back_comes_before_everything_else_but_what_a_person_must_decide() {
        let mut now = in_status(RegistrationStatus::NeedsCorrection);
        now.conflicts = vec![(record(2), "nik".to_owned())];
        let can = actions(&now);
        assert!(matches!(can[0], WorkerAction::Decide { .. }));
        assert!(matches!(can[1], WorkerAction::CorrectRegistration { .. }));
        let drafts = actions(&in_status(RegistrationStatus::Draft));
        assert!(matches!(drafts[0], WorkerAction::HandIn { .. }));
        assert!(drafts.iter().any(|can| matches!(can, WorkerAction::CancelDraft { .. })));
    }

    #[test]
    fn whoever_wishes_no_contact_is_not_spoken_to_and_can_still_take_a_consent_back() {
        let now = Situation {
            do_not_contact: true,
            questions: vec![(record(1), Moment { ms: 0, day: String::new(), time: String::new() })],
            agrees_to: [ConsentPurpose::Enrol].into(),
            ..nobody_yet()
        };
        let can = actions(&now);
        assert!(can == [WorkerAction::AllowContact, WorkerAction::WithdrawConsent, WorkerAction::Edit]);
    }

    #[test]
    fn who_turned_out_to_be_another_worker_is_only_read() {
        assert!(actions(&Situation { is_merged: true, ..in_status(RegistrationStatus::Draft) }).is_empty());
    }
}
