package id.perisai.shell.words

import android.content.res.Resources
import id.perisai.field.core.Argument
import id.perisai.field.core.Barrier
import id.perisai.field.core.CardSense
import id.perisai.field.core.Channel
import id.perisai.field.core.Direction
import id.perisai.field.core.Fit
import id.perisai.field.core.Frame
import id.perisai.field.core.MessageFunction
import id.perisai.field.core.MessageKind
import id.perisai.field.core.ObjectionCode
import id.perisai.field.core.ObjectionKind
import id.perisai.field.core.ObjectionOutcome
import id.perisai.field.core.Side
import id.perisai.field.core.Wave
import id.perisai.field.core.WhomAsked
import id.perisai.shell.R

/** The way a conversation took. */
fun words(channel: Channel): Int = when (channel) {
    Channel.FACE_TO_FACE -> R.string.channel_face_to_face
    Channel.WHATSAPP -> R.string.channel_whatsapp
    Channel.PHONE -> R.string.channel_phone
    Channel.SOCIAL_MEDIA -> R.string.channel_social_media
    Channel.JMO -> R.string.channel_jmo
    Channel.YOUTUBE -> R.string.channel_youtube
}

/** Who began it. */
fun words(direction: Direction): Int = when (direction) {
    Direction.OUTGOING -> R.string.direction_outgoing
    Direction.INCOMING -> R.string.direction_incoming
}

/** Whom a worker asks for advice. */
fun words(whomAsked: WhomAsked): Int = when (whomAsked) {
    WhomAsked.FAMILY -> R.string.whom_asked_family
    WhomAsked.NEIGHBOURS -> R.string.whom_asked_neighbours
    WhomAsked.PATRON -> R.string.whom_asked_patron
    WhomAsked.GROUP -> R.string.whom_asked_group
    WhomAsked.WHATSAPP_GROUP -> R.string.whom_asked_whatsapp_group
}

/** What stands in the way. */
fun words(barrier: Barrier): Int = when (barrier) {
    Barrier.CONTRIBUTION -> R.string.barrier_contribution
    Barrier.IRREGULAR_INCOME -> R.string.barrier_irregular_income
    Barrier.DISTANCE -> R.string.barrier_distance
    Barrier.PHONE_OR_SIGNAL -> R.string.barrier_phone_or_signal
    Barrier.DOCUMENTS -> R.string.barrier_documents
    Barrier.TIME -> R.string.barrier_time
    Barrier.CLAIM_EXPERIENCE -> R.string.barrier_claim_experience
}

/** What is objected. */
fun words(objectionCode: ObjectionCode): Int = when (objectionCode) {
    ObjectionCode.NGALUK -> R.string.objection_ngaluk
    ObjectionCode.TAKDIR -> R.string.objection_takdir
    ObjectionCode.NOT_RELEVANT -> R.string.objection_not_relevant
    ObjectionCode.NO_TRUST -> R.string.objection_no_trust
    ObjectionCode.COST -> R.string.objection_cost
    ObjectionCode.ALREADY_BPJS_KESEHATAN -> R.string.objection_already_bpjs_kesehatan
    ObjectionCode.NO_TIME -> R.string.objection_no_time
    ObjectionCode.OTHER -> R.string.objection_other
}

/** Where an objection comes from. */
fun words(objectionKind: ObjectionKind): Int = when (objectionKind) {
    ObjectionKind.COGNITIVE -> R.string.objection_kind_cognitive
    ObjectionKind.EMOTIONAL -> R.string.objection_kind_emotional
    ObjectionKind.BOTH -> R.string.objection_kind_both
}

/** What became of an objection. */
fun words(objectionOutcome: ObjectionOutcome): Int = when (objectionOutcome) {
    ObjectionOutcome.UNCHANGED -> R.string.objection_outcome_unchanged
    ObjectionOutcome.SOFTENED -> R.string.objection_outcome_softened
    ObjectionOutcome.RESOLVED -> R.string.objection_outcome_resolved
}

/** An argument that was offered. */
fun words(argument: Argument): Int = when (argument) {
    Argument.NEIGHBOURS_STORY -> R.string.argument_neighbours_story
    Argument.EFFORT -> R.string.argument_effort
    Argument.FAMILY -> R.string.argument_family
    Argument.RIGHT -> R.string.argument_right
    Argument.COST_COMPARED -> R.string.argument_cost_compared
    Argument.NOT_BPJS_KESEHATAN -> R.string.argument_not_bpjs_kesehatan
    Argument.FIGURES_EXAMPLE -> R.string.argument_figures_example
    Argument.OTHER -> R.string.argument_other
}

/** Whose view a card holds. */
fun words(side: Side): Int = when (side) {
    Side.WORKER -> R.string.side_worker
    Side.AGENT -> R.string.side_agent
    Side.FIGURE -> R.string.side_figure
    Side.PANEL -> R.string.side_panel
}

/** When in the outreach a card is answered. */
fun words(wave: Wave): Int = when (wave) {
    Wave.BASELINE -> R.string.wave_baseline
    Wave.AFTER -> R.string.wave_after
    Wave.CHECK -> R.string.wave_check
}

/** What a card answered now would tell. */
fun words(cardSense: CardSense): Int = when (cardSense) {
    CardSense.FIRST -> R.string.card_sense_first
    CardSense.AGAIN -> R.string.card_sense_again
    CardSense.CHECK -> R.string.card_sense_check
    CardSense.TOO_SOON -> R.string.card_sense_too_soon
}

/** What kind of message. */
fun words(messageKind: MessageKind): Int = when (messageKind) {
    MessageKind.STORY -> R.string.message_kind_story
    MessageKind.TESTIMONIAL -> R.string.message_kind_testimonial
    MessageKind.ANIMATION -> R.string.message_kind_animation
    MessageKind.INFORMATION -> R.string.message_kind_information
}

/** What a message is for. */
fun words(messageFunction: MessageFunction): Int = when (messageFunction) {
    MessageFunction.EDUCATION -> R.string.message_function_education
    MessageFunction.PERSUASION -> R.string.message_function_persuasion
    MessageFunction.ADVOCACY -> R.string.message_function_advocacy
}

/** The light that a message puts protection in. */
fun words(frame: Frame): Int = when (frame) {
    Frame.RIGHT -> R.string.frame_right
    Frame.PROTECTION -> R.string.frame_protection
    Frame.EFFORT -> R.string.frame_effort
    Frame.FAMILY -> R.string.frame_family
}

/** Why a message is proposed. */
fun words(fit: Fit): Int = when (fit) {
    Fit.OBJECTION -> R.string.fit_objection
    Fit.LANGUAGE -> R.string.fit_language
    Fit.SEGMENT -> R.string.fit_segment
    Fit.FRAME -> R.string.fit_frame
    Fit.DRAWN -> R.string.fit_drawn
}

/** What a worker follows: a word that most people use has a name, any other is its own. */
fun mediaWords(resources: Resources, word: String): String = when (word) {
    "whatsapp" -> resources.getString(R.string.media_whatsapp)
    "social_media" -> resources.getString(R.string.media_social_media)
    "youtube" -> resources.getString(R.string.media_youtube)
    "tv" -> resources.getString(R.string.media_tv)
    "radio" -> resources.getString(R.string.media_radio)
    else -> word
}
