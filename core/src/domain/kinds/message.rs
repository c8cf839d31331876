use std::collections::BTreeSet;

use super::WorkerId;
use super::objection::ObjectionCode;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::words::words;
use crate::domain::words::{Language, Segment};
use crate::record;

words! {
    /// The kind of a message.
    pub enum MessageKind {
        /// A story.
        Story => "story",
        /// What a worker tells of themselves.
        Testimonial => "testimonial",
        /// Animation.
        Animation => "animation",
        /// Information.
        Information => "information",
    }

    /// What a message is for.
    pub enum MessageFunction {
        /// To make known.
        Education => "education",
        /// To move.
        Persuasion => "persuasion",
        /// To speak for.
        Advocacy => "advocacy",
    }

    /// The light in which a message puts protection.
    pub enum Frame {
        /// A right.
        Right => "right",
        /// Protection.
        Protection => "protection",
        /// Effort (ikhtiar).
        Effort => "effort",
        /// Family.
        Family => "family",
    }
}

record! {
    /// A story, testimony, animation or information piece that the branch publishes (pesan).
    pub struct Message: "message" {
        follows: Follows::Branch;
        identity: Identity::Derived(&["code"]);
        writer: Writer::Branch;
        /// What the branch calls it.
        code: String => Policy::Fixed, indexed;
        /// Title.
        title: String => Policy::Branch;
        /// What kind of message.
        kind: MessageKind => Policy::Branch;
        /// What it is for.
        functions: BTreeSet<MessageFunction> => Policy::Branch;
        /// The light that it puts protection in.
        frame: Frame => Policy::Branch;
        /// The style: who speaks to whom, and how.
        style: Option<String> => Policy::Branch;
        /// Its language.
        language: Language => Policy::Branch;
        /// What it says.
        body: String => Policy::Branch;
        /// The file that goes with it, by name.
        media: Option<String> => Policy::Branch;
        /// Who checked its facts, and when.
        fact_check: Option<String> => Policy::Branch;
        /// The segments that it is made for; none for all.
        segments: BTreeSet<Segment> => Policy::Branch;
        /// The objections that it answers.
        answers: BTreeSet<ObjectionCode> => Policy::Branch;
        /// Whose testimony it is: it ends with that worker's consent.
        teller: Option<WorkerId> => Policy::Branch, indexed;
        /// The experiment of which it is one variant; a group's variant is drawn by the experiment's name.
        experiment: Option<String> => Policy::Branch;
        /// Its version, from 1.
        version: u32 => Policy::Branch;
        /// Whether it is in use.
        active: bool => Policy::Branch;
    }
}
