package id.perisai.shell.conversation

import id.perisai.field.core.Argument
import id.perisai.field.core.Barrier
import id.perisai.field.core.Channel
import id.perisai.field.core.ConversationForm
import id.perisai.field.core.ConversationInput
import id.perisai.field.core.Direction
import id.perisai.field.core.EncounterInput
import id.perisai.field.core.FollowUpKind
import id.perisai.field.core.FollowUpResult
import id.perisai.field.core.NextStepInput
import id.perisai.field.core.ObjectionCode
import id.perisai.field.core.ObjectionInput
import id.perisai.field.core.ObjectionKind
import id.perisai.field.core.ObjectionOutcome
import id.perisai.field.core.TaskInput
import id.perisai.field.core.TaskResultInput
import id.perisai.field.core.TodayLine
import id.perisai.field.core.WhomAsked
import id.perisai.shell.consent.ConsentAsked

/** What a worker can say back. */
enum class TeachPoint { CONTRIBUTION, COVER, LAPSE }

/** With what an objection was met: a message that the branch published, or an argument. */
sealed class Bridge {
    data class ByMessage(val message: String) : Bridge()

    data class ByArgument(val argument: Argument) : Bridge()
}

/** An objection as it was told. */
data class ObjectionTold(
    val code: ObjectionCode,
    val outcome: ObjectionOutcome = ObjectionOutcome.UNCHANGED,
    val kind: ObjectionKind? = null,
    val bridge: Bridge? = null,
    val quote: String = "",
)

/** What is to be done next. */
data class NextTold(val kind: FollowUpKind, val due: String? = null, val about: String = "")

/** What makes a task the one it is. */
data class TaskKey(val kind: FollowUpKind, val due: String, val about: String?) {
    constructor(line: TodayLine) : this(line.kind, line.due, line.about)
}

/** Everything of a conversation that an agent has told. What is not told is not asked for. */
data class Told(
    val channel: Channel = Channel.FACE_TO_FACE,
    val direction: Direction = Direction.OUTGOING,
    /** Of a conversation that the worker began: whether the question is answered. */
    val answeredAtOnce: Boolean = false,
    /** The question that is answered. */
    val answers: String? = null,
    val event: String? = null,
    val figure: String? = null,
    val media: Set<String> = emptySet(),
    /** Other media, as typed. */
    val otherMedia: String = "",
    val asksWhom: Set<WhomAsked> = emptySet(),
    val barriers: Set<Barrier> = emptySet(),
    val objections: List<ObjectionTold> = emptyList(),
    val messages: Set<String> = emptySet(),
    val consent: ConsentAsked? = null,
    val card: Card? = null,
    /** What the worker could say back; none where nobody asked. */
    val teachBack: Set<TeachPoint>? = null,
    val intent: UInt? = null,
    val intentDay: String? = null,
    val results: Map<TaskKey, FollowUpResult> = emptyMap(),
    val next: NextTold? = null,
) {
    /** The conversation as it is saved. */
    fun input(form: ConversationForm): ConversationInput {
        val worker = form.worker.worker
        val card = card?.given(form.card)
        return ConversationInput(
            encounter = EncounterInput(
                worker = worker,
                event = event,
                channel = channel,
                direction = direction,
                barriers = barriers.toList(),
                asksWhom = asksWhom.toList(),
                mediaUsed = (media + otherMedia.split(',', ';').map(String::trim).filter(String::isNotEmpty)).toList(),
                teachBack = teachBack?.size?.toUInt(),
                intent = intent,
                intentDay = intentDay,
                messages = messages.toList(),
                figure = figure,
                answers = answers,
            ),
            objections = objections.map(::input),
            // A consent is given where something needs it.
            consent = if (card == null) null else consent?.given(),
            card = card,
            nextStep = next?.let { NextStepInput(it.kind, it.due.orEmpty(), it.about.trim().takeIf(String::isNotEmpty)) },
            results = results.map { (task, result) ->
                TaskResultInput(TaskInput(worker = worker, kind = task.kind, due = task.due, about = task.about), result)
            },
            answeredAtOnce = answeredAtOnce && direction == Direction.INCOMING,
        )
    }

    private fun input(told: ObjectionTold) = ObjectionInput(
        code = told.code,
        kind = told.kind,
        quote = told.quote.trim().takeIf(String::isNotEmpty),
        bridge = (told.bridge as? Bridge.ByMessage)?.message,
        argument = (told.bridge as? Bridge.ByArgument)?.argument,
        outcome = told.outcome,
    )

    /** As flat text, for a form that is kept. */
    fun toFields(): Map<String, String> = buildMap {
        put("channel", channel.name)
        put("direction", direction.name)
        if (answeredAtOnce) put("answered_at_once", "true")
        answers?.let { put("answers", it) }
        event?.let { put("event", it) }
        figure?.let { put("figure", it) }
        media.forEach { put("media.$it", "") }
        if (otherMedia.isNotEmpty()) put("other_media", otherMedia)
        if (asksWhom.isNotEmpty()) put("asks_whom", words(asksWhom))
        if (barriers.isNotEmpty()) put("barriers", words(barriers))
        if (messages.isNotEmpty()) put("messages", messages.joinToString(";"))
        if (objections.isNotEmpty()) put("objections", objections.joinToString(";") { it.code.name })
        objections.forEach { putAll(fields(it)) }
        consent?.let { putAll(it.toFields("consent.")) }
        card?.let { putAll(it.toFields()) }
        teachBack?.let { put("teach_back", words(it)) }
        intent?.let { put("intent", it.toString()) }
        intentDay?.let { put("intent_day", it) }
        results.forEach { (task, result) -> put("result.${task.kind.name}.${task.due}.${task.about.orEmpty()}", result.name) }
        next?.let { next ->
            put("next", next.kind.name)
            next.due?.let { put("next.due", it) }
            if (next.about.isNotEmpty()) put("next.about", next.about)
        }
    }

    companion object {
        /** What [toFields] kept. A word that this app does not know is left out. */
        fun fromFields(fields: Map<String, String>) = Told(
            channel = word(Channel.values(), fields["channel"]) ?: Channel.FACE_TO_FACE,
            direction = word(Direction.values(), fields["direction"]) ?: Direction.OUTGOING,
            answeredAtOnce = fields["answered_at_once"] == "true",
            answers = fields["answers"],
            event = fields["event"],
            figure = fields["figure"],
            media = fields.keys.filter { it.startsWith("media.") }.map { it.removePrefix("media.") }.toSet(),
            otherMedia = fields["other_media"].orEmpty(),
            asksWhom = words(WhomAsked.values(), fields["asks_whom"]),
            barriers = words(Barrier.values(), fields["barriers"]),
            messages = list(fields["messages"]).toSet(),
            objections = list(fields["objections"]).mapNotNull { word(ObjectionCode.values(), it) }.map { objection(it, fields) },
            consent = ConsentAsked.fromFields("consent.", fields)?.takeIf { it.purposes.isNotEmpty() },
            card = Card.fromFields(fields),
            teachBack = fields["teach_back"]?.let { words(TeachPoint.values(), it) },
            intent = fields["intent"]?.toUIntOrNull(),
            intentDay = fields["intent_day"],
            results = fields.mapNotNull { (name, value) -> result(name, value) }.toMap(),
            next = word(FollowUpKind.values(), fields["next"])?.let { kind ->
                NextTold(kind, fields["next.due"], fields["next.about"].orEmpty())
            },
        )

        private fun fields(told: ObjectionTold): Map<String, String> = buildMap {
            val prefix = "objection.${told.code.name}."
            put("${prefix}outcome", told.outcome.name)
            told.kind?.let { put("${prefix}kind", it.name) }
            when (val bridge = told.bridge) {
                is Bridge.ByMessage -> put("${prefix}message", bridge.message)
                is Bridge.ByArgument -> put("${prefix}argument", bridge.argument.name)
                null -> Unit
            }
            if (told.quote.isNotEmpty()) put("${prefix}quote", told.quote)
        }

        private fun objection(code: ObjectionCode, fields: Map<String, String>): ObjectionTold {
            val prefix = "objection.${code.name}."
            val argument = word(Argument.values(), fields["${prefix}argument"])
            return ObjectionTold(
                code = code,
                outcome = word(ObjectionOutcome.values(), fields["${prefix}outcome"]) ?: ObjectionOutcome.UNCHANGED,
                kind = word(ObjectionKind.values(), fields["${prefix}kind"]),
                bridge = fields["${prefix}message"]?.let(Bridge::ByMessage) ?: argument?.let(Bridge::ByArgument),
                quote = fields["${prefix}quote"].orEmpty(),
            )
        }

        private fun result(name: String, value: String): Pair<TaskKey, FollowUpResult>? {
            val parts = name.split('.', limit = 4).takeIf { it.size == 4 && it[0] == "result" } ?: return null
            val kind = word(FollowUpKind.values(), parts[1]) ?: return null
            val result = word(FollowUpResult.values(), value) ?: return null
            return TaskKey(kind, parts[2], parts[3].takeIf(String::isNotEmpty)) to result
        }

        private fun list(text: String?) = text.orEmpty().split(';').filter(String::isNotEmpty)

        private fun words(chosen: Collection<Enum<*>>) = chosen.joinToString(";") { it.name }

        private fun <T : Enum<T>> words(all: Array<T>, text: String?) = list(text).mapNotNull { word(all, it) }.toSet()

        private fun <T : Enum<T>> word(all: Array<T>, name: String?): T? = all.find { it.name == name }
    }
}
