use std::collections::BTreeSet;

use super::{FigureId, WorkerId};
use crate::domain::calendar::CivilDate;
use crate::domain::id::AgentId;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::village::VillageCode;
use crate::domain::words::words;
use crate::record;

words! {
    /// What is to be done.
    pub enum FollowUpKind {
        /// Remind seven days before cover ends (H−7).
        BeforeEnd7Days => "before_end_7_days",
        /// Ask three days after cover ended (H+3).
        AfterEnd3Days => "after_end_3_days",
        /// Visit in the second month.
        Month2Visit => "month_2_visit",
        /// Visit in the third month.
        Month3Visit => "month_3_visit",
        /// Contributions are in arrears.
        Arrears => "arrears",
        /// Something was promised.
        Promise => "promise",
        /// A question waits for its answer.
        Answer => "answer",
        /// A registration came back.
        CorrectRegistration => "correct_registration",
        /// Something else.
        Other => "other",
    }

    /// What came of it.
    pub enum FollowUpResult {
        /// Done.
        Done => "done",
        /// Nobody was there.
        NotMet => "not_met",
        /// Will pay.
        WillPay => "will_pay",
        /// Paid.
        Paid => "paid",
        /// Does not want it.
        Declined => "declined",
        /// Lives elsewhere now.
        MovedAway => "moved_away",
        /// Died.
        Died => "died",
        /// Works for a wage now.
        WageEmployment => "wage_employment",
    }
}

record! {
    /// A task due on a date (tindak lanjut), or what came of one that follows from membership and encounters. Two
    /// phones that speak of the same task make one record.
    pub struct FollowUp: "follow_up" {
        follows: Follows::First(&[Follows::Worker("worker"), Follows::Village("village")]);
        identity: Identity::Derived(&["worker", "figure", "kind", "due", "about"]);
        writer: Writer::Device;
        /// The worker it is about.
        worker: Option<WorkerId> => Policy::Fixed, indexed;
        /// The figure it is about.
        figure: Option<FigureId> => Policy::Fixed, indexed;
        /// The figure's village.
        village: Option<VillageCode> => Policy::Fixed;
        /// What is to be done.
        kind: FollowUpKind => Policy::Fixed;
        /// The day it is due.
        due: CivilDate => Policy::Fixed, indexed;
        /// What was promised, or which record waits.
        about: Option<String> => Policy::Fixed;
        /// The day it was put off to.
        put_off_to: Option<CivilDate> => Policy::Latest;
        /// Who is to do it; none for whoever comes by.
        owner: Option<AgentId> => Policy::Latest, indexed;
        /// Who does it, by the branch's word.
        claimed_by: Option<AgentId> => Policy::Branch;
        /// What came of it, each time.
        results: BTreeSet<FollowUpResult> => Policy::Gather;
    }
}
