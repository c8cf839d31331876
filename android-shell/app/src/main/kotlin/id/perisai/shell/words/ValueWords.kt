package id.perisai.shell.words

import android.content.res.Resources
import id.perisai.field.core.AgentRole
import id.perisai.field.core.AgentStatus
import id.perisai.field.core.Argument
import id.perisai.field.core.Barrier
import id.perisai.field.core.Channel
import id.perisai.field.core.ConsentAction
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.Direction
import id.perisai.field.core.DiscountSector
import id.perisai.field.core.EconomicClass
import id.perisai.field.core.EventKind
import id.perisai.field.core.FailureCause
import id.perisai.field.core.FieldLine
import id.perisai.field.core.FigureRole
import id.perisai.field.core.FollowUpKind
import id.perisai.field.core.FollowUpResult
import id.perisai.field.core.Frame
import id.perisai.field.core.GapCause
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.Language
import id.perisai.field.core.MembershipStatus
import id.perisai.field.core.MessageFunction
import id.perisai.field.core.MessageKind
import id.perisai.field.core.NominationQuestion
import id.perisai.field.core.ObjectionCode
import id.perisai.field.core.ObjectionKind
import id.perisai.field.core.ObjectionOutcome
import id.perisai.field.core.PartnerKind
import id.perisai.field.core.Payer
import id.perisai.field.core.Programmes
import id.perisai.field.core.ReceiptStatus
import id.perisai.field.core.RegistrationStatus
import id.perisai.field.core.Segment
import id.perisai.field.core.Sex
import id.perisai.field.core.Side
import id.perisai.field.core.Stage
import id.perisai.field.core.SupportKind
import id.perisai.field.core.TargetMeasure
import id.perisai.field.core.TrainingModule
import id.perisai.field.core.Wave
import id.perisai.field.core.WhomAsked
import id.perisai.shell.R

/**
 * A field's value as a person is told it: words for stored words, days and money as they are said, `ya` and `tidak`, lists
 * with commas. What an address holds besides its text is left out; what is not known is shown as it is stored.
 */
fun told(resources: Resources, line: FieldLine): String = told(resources, line.kind, line.field, line.value)

/** The same for a value alone, as a conflict's candidates have it. */
fun told(resources: Resources, kind: String, field: String, value: String): String {
    val name = field.substringAfterLast('.')
    return value.split(';').filter(String::isNotEmpty).joinToString(", ") { one(resources, kind, name, it) }
}

private fun one(resources: Resources, kind: String, field: String, value: String): String = when {
    value == "true" -> resources.getString(R.string.yes)
    value == "false" -> resources.getString(R.string.no)
    field in MONEY -> value.toLongOrNull()?.let(::rupiah) ?: value
    field in DAYS -> spoken(resources, value)
    field in MONTHS -> spokenMonth(resources, value)
    else -> storedWord(kind, field, value)?.let(resources::getString) ?: value
}

private val MONEY = setOf("declared_income", "rupiah")
private val DAYS = setOf(
    "birth_date", "covered_from", "covered_to", "intent_day", "due", "put_off_to", "deadline", "valid_from", "valid_to",
    "computed_on", "since",
)
private val MONTHS = setOf("start_month", "month", "quarter", "contribution_months")

/** The words for a stored word of a field; none where the field holds something else, or a newer app's word. */
fun storedWord(kind: String, field: String, word: String): Int? = when (field) {
    "sex" -> stored<Sex>(word)?.let(::words)
    "segments", "segment" -> stored<Segment>(word)?.let(::words)
    "economic_class" -> stored<EconomicClass>(word)?.let(::words)
    "discount_sector" -> stored<DiscountSector>(word)?.let(::words)
    "payer" -> if (word == "self") words(Payer.WORKER) else stored<Payer>(word)?.let(::words)
    "programmes" -> stored<Programmes>(word)?.let(::words)
    "purposes" -> stored<ConsentPurpose>(word)?.let(::words)
    "action" -> stored<ConsentAction>(word)?.let(::words)
    "method" -> stored<ConsentMethod>(word)?.let(::words)
    "language" -> when (word) {
        "id" -> words(Language.INDONESIAN)
        "jv" -> words(Language.JAVANESE)
        else -> null
    }
    "channel" -> stored<Channel>(word)?.let(::words)
    "direction" -> stored<Direction>(word)?.let(::words)
    "asks_whom" -> stored<WhomAsked>(word)?.let(::words)
    "barriers" -> stored<Barrier>(word)?.let(::words)
    "outcome" -> stored<ObjectionOutcome>(word)?.let(::words)
    "argument" -> stored<Argument>(word)?.let(::words)
    "side" -> stored<Side>(word)?.let(::words)
    "wave" -> stored<Wave>(word)?.let(::words)
    "functions" -> stored<MessageFunction>(word)?.let(::words)
    "frame" -> stored<Frame>(word)?.let(::words)
    "roles" -> stored<FigureRole>(word)?.let(::words)
    "identified_by" -> stored<IdentifiedBy>(word)?.let(::words)
    "question" -> stored<NominationQuestion>(word)?.let(::words)
    "stage" -> stored<Stage>(word)?.let(::words)
    "results" -> stored<FollowUpResult>(word)?.let(::words)
    "gap_causes" -> stored<GapCause>(word)?.let(::words)
    "measure" -> stored<TargetMeasure>(word)?.let(::words)
    "module" -> stored<TrainingModule>(word)?.let(::words)
    "cause" -> stored<FailureCause>(word)?.let(::words)
    "code", "answers" -> if (kind == "encounter") null else stored<ObjectionCode>(word)?.let(::words)
    "role" -> if (kind == "agent") stored<AgentRole>(word)?.let(::words) else null
    "kind" -> when (kind) {
        "event" -> stored<EventKind>(word)?.let(::words)
        "partner" -> stored<PartnerKind>(word)?.let(::words)
        "support" -> stored<SupportKind>(word)?.let(::words)
        "message" -> stored<MessageKind>(word)?.let(::words)
        "follow_up" -> stored<FollowUpKind>(word)?.let(::words)
        "objection" -> stored<ObjectionKind>(word)?.let(::words)
        else -> null
    }
    "status" -> when (kind) {
        "registration" -> stored<RegistrationStatus>(word)?.let(::words)
        "receipt" -> stored<ReceiptStatus>(word)?.let(::words)
        "membership" -> stored<MembershipStatus>(word)?.let(::words)
        "agent" -> stored<AgentStatus>(word)?.let(::words)
        else -> null
    }
    else -> null
}

/** The value of a stored word. A word and its name in Kotlin have the same letters and digits: `before_end_7_days`. */
private inline fun <reified E : Enum<E>> stored(word: String): E? {
    val letters = word.replace("_", "").uppercase()
    return enumValues<E>().firstOrNull { it.name.replace("_", "") == letters }
}
