use super::encounter::scales;
use crate::domain::calendar::CivilDate;
use crate::domain::id::AgentId;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::words::words;
use crate::record;

words! {
    /// What an agent is trained in.
    pub enum TrainingModule {
        /// The programmes.
        Product => "product",
        /// Talking with people.
        Interpersonal => "interpersonal",
        /// Local culture.
        LocalCulture => "local_culture",
        /// Persuading with empathy.
        EmpathicPersuasion => "empathic_persuasion",
    }
}

scales! {
    /// What an observer gives for one criterion of the rubric.
    RubricScore: 0..=3,
    /// What a test came to, of a hundred.
    Score: 0..=100,
}

record! {
    /// What somebody observed of an agent's training, and the certificate that the branch gave for it.
    pub struct Training: "training" {
        follows: Follows::Agent("agent");
        identity: Identity::Created;
        writer: Writer::Device;
        /// Whose training.
        agent: AgentId => Policy::Fixed, indexed;
        /// What in.
        module: TrainingModule => Policy::Fixed;
        /// What the test came to.
        score: Option<Score> => Policy::Fixed;
        /// A score for each of the rubric's four criteria, in their order.
        rubric: Vec<RubricScore> => Policy::Fixed;
        /// The certificate's number.
        certificate: Option<String> => Policy::Branch;
        /// The last day that the certificate is valid.
        valid_to: Option<CivilDate> => Policy::Branch;
    }
}
