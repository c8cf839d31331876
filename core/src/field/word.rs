//! A word of any closed list, as a value that the screen's language has a sentence for.

use crate::domain::WordList;
use crate::domain::kinds::{
    AgentRole, AgentStatus, Argument, Barrier, Channel, ConflictKind, ConflictStatus, ConsentAction, ConsentMethod,
    Direction, EventKind, FailureCause, FigureRole, FollowUpKind, FollowUpResult, Frame, GapCause, IdentifiedBy,
    MembershipStatus, MessageFunction, MessageKind, NominationQuestion, ObjectionCode, ObjectionKind, ObjectionOutcome,
    PartnerKind, ReceiptStatus, RegistrationStatus, Side, Stage, SupportKind, TargetMeasure, TrainingModule, Wave,
    WhomAsked,
};
use crate::domain::words::{
    ConsentPurpose, DiscountSector, EconomicClass, Language, Payer, Programmes, Segment, Sex, Words,
};

/// Declares the lists that fields choose from. Variants are called `Of…`: in Kotlin a variant hides the type of its name.
macro_rules! lists {
    ($($variant:ident($list:ident)),+ $(,)?) => {
        /// A word of one of the closed lists that fields choose from.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        #[allow(missing_docs)]
        pub enum Word {
            $($variant { word: $list }),+
        }

        impl Word {
            /// A list's word; none where the list or the word is not known here.
            pub(super) fn of(list: &WordList, word: &str) -> Option<Self> {
                match list.name {
                    $(stringify!($list) => Some(Self::$variant { word: $list::from_word(word)? }),)+
                    _ => None,
                }
            }
        }
    };
}

lists!(
    OfAgentRole(AgentRole),
    OfAgentStatus(AgentStatus),
    OfArgument(Argument),
    OfBarrier(Barrier),
    OfChannel(Channel),
    OfConflictKind(ConflictKind),
    OfConflictStatus(ConflictStatus),
    OfConsentAction(ConsentAction),
    OfConsentMethod(ConsentMethod),
    OfConsentPurpose(ConsentPurpose),
    OfDirection(Direction),
    OfDiscountSector(DiscountSector),
    OfEconomicClass(EconomicClass),
    OfEventKind(EventKind),
    OfFailureCause(FailureCause),
    OfFigureRole(FigureRole),
    OfFollowUpKind(FollowUpKind),
    OfFollowUpResult(FollowUpResult),
    OfFrame(Frame),
    OfGapCause(GapCause),
    OfIdentifiedBy(IdentifiedBy),
    OfLanguage(Language),
    OfMembershipStatus(MembershipStatus),
    OfMessageFunction(MessageFunction),
    OfMessageKind(MessageKind),
    OfNominationQuestion(NominationQuestion),
    OfObjectionCode(ObjectionCode),
    OfObjectionKind(ObjectionKind),
    OfObjectionOutcome(ObjectionOutcome),
    OfPartnerKind(PartnerKind),
    OfPayer(Payer),
    OfProgrammes(Programmes),
    OfReceiptStatus(ReceiptStatus),
    OfRegistrationStatus(RegistrationStatus),
    OfSegment(Segment),
    OfSex(Sex),
    OfSide(Side),
    OfStage(Stage),
    OfSupportKind(SupportKind),
    OfTargetMeasure(TargetMeasure),
    OfTrainingModule(TrainingModule),
    OfWave(Wave),
    OfWhomAsked(WhomAsked),
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Registry, Shape};

    #[test]
    fn every_word_that_a_field_chooses_from_is_one() {
        let mut lists = 0;
        for field in Registry::standard().kinds().iter().flat_map(|kind| kind.fields) {
            let list = match field.shape {
                Shape::Word(list) => list,
                Shape::Several(Shape::Word(list)) => *list,
                _ => continue,
            };
            lists += 1;
            for word in list.words {
                assert!(Word::of(list, word).is_some(), "{}: {word}", list.name);
            }
        }
        assert!(lists > 40, "{lists}");
    }
}
