package id.perisai.shell.conversation

import id.perisai.field.core.CardForm
import id.perisai.field.core.CardInput
import id.perisai.field.core.Language

/**
 * How far a card is. The order is what makes it honest: the agent guesses before asking, and the worker gives an own view of
 * every statement before anything is said of what an officer would answer.
 */
enum class CardPhase {
    /** The agent is told to guess, and not to ask yet. */
    BEFORE_GUESS,

    /** The agent guesses, statement by statement. */
    GUESS,

    /** The guess stands; the agent turns to the worker. Once the worker was asked it cannot be changed any more. */
    BEFORE_OWN,

    /** The worker's own view. */
    OWN,

    /** The question changes. */
    BEFORE_PERCEIVED,

    /** What the worker thinks that an officer would answer. */
    PERCEIVED,

    /** Everything was asked that will be. */
    DONE,
}

/** An answer to one statement: a step of the scale, or none where somebody does not know or declines. */
data class Answer(val step: UInt?)

/** A card that is being answered. Each part holds the answers so far, in the order of the statements. */
data class Card(
    /** The version of the instrument that is asked. */
    val version: String,
    /** How many statements it has. */
    val count: Int,
    val phase: CardPhase = CardPhase.BEFORE_GUESS,
    /** The language that the statements are shown in; none for the worker's. */
    val language: Language? = null,
    val guess: List<Answer> = emptyList(),
    val own: List<Answer> = emptyList(),
    val perceived: List<Answer> = emptyList(),
    /** When each part was done, milliseconds of the card's own time; none for one that is not. */
    val guessMs: Long? = null,
    val ownMs: Long? = null,
    val perceivedMs: Long? = null,
    /** How long the card has been in front of somebody, milliseconds, until [sinceMs]. */
    val passedMs: Long = 0,
    /** Since when it is in front of somebody now, by the ticks of the phone; none while it is not. */
    val sinceMs: Long? = null,
) {
    /** The answers of the part that is being asked; none between parts. */
    private val asked: List<Answer>?
        get() = when (phase) {
            CardPhase.GUESS -> guess
            CardPhase.OWN -> own
            CardPhase.PERCEIVED -> perceived
            else -> null
        }

    /** Which statement is asked, from 0; none between parts. */
    val place: Int? get() = asked?.size

    /** Whether the agent has guessed. */
    val hasGuess: Boolean get() = guessMs != null

    /** Whether the last tap can be taken back. The guess stands from the moment the worker was asked. */
    val canUndo: Boolean
        get() = when (phase) {
            CardPhase.BEFORE_GUESS -> false
            CardPhase.GUESS -> true
            CardPhase.BEFORE_OWN -> hasGuess
            CardPhase.OWN -> own.isNotEmpty()
            CardPhase.BEFORE_PERCEIVED, CardPhase.PERCEIVED, CardPhase.DONE -> true
        }

    /** The card comes in front of somebody. */
    fun shown(atMs: Long) = copy(sinceMs = atMs)

    /** It is put away, for a call or for good: the time until it comes back is not the card's. */
    fun away(atMs: Long) = at(atMs).copy(sinceMs = null)

    /** On to the part that was announced. */
    fun onward(atMs: Long): Card = at(atMs).run {
        when (phase) {
            CardPhase.BEFORE_GUESS -> copy(phase = CardPhase.GUESS)
            CardPhase.BEFORE_OWN -> copy(phase = CardPhase.OWN)
            CardPhase.BEFORE_PERCEIVED -> copy(phase = CardPhase.PERCEIVED)
            else -> this
        }
    }

    /** The agent does not guess; or the worker is asked no further part. */
    fun skipped(atMs: Long): Card = at(atMs).run {
        when (phase) {
            CardPhase.BEFORE_GUESS, CardPhase.GUESS -> copy(phase = CardPhase.BEFORE_OWN, guess = emptyList(), guessMs = null)
            CardPhase.BEFORE_PERCEIVED -> copy(phase = CardPhase.DONE)
            else -> this
        }
    }

    /** An answer to the statement that is asked; after the last one its part is done. */
    fun answered(answer: Answer, atMs: Long): Card = at(atMs).run {
        when (phase) {
            CardPhase.GUESS -> {
                val all = guess + answer
                if (all.size < count) copy(guess = all) else copy(guess = all, guessMs = passedMs, phase = CardPhase.BEFORE_OWN)
            }
            CardPhase.OWN -> {
                val all = own + answer
                if (all.size < count) copy(own = all) else copy(own = all, ownMs = passedMs, phase = CardPhase.BEFORE_PERCEIVED)
            }
            CardPhase.PERCEIVED -> {
                val all = perceived + answer
                if (all.size < count) copy(perceived = all) else copy(perceived = all, perceivedMs = passedMs, phase = CardPhase.DONE)
            }
            else -> this
        }
    }

    /** Takes the last tap back. */
    fun undone(): Card = when (phase) {
        CardPhase.GUESS ->
            if (guess.isEmpty()) copy(phase = CardPhase.BEFORE_GUESS) else copy(guess = guess.dropLast(1))
        CardPhase.BEFORE_OWN ->
            if (hasGuess) copy(phase = CardPhase.GUESS, guess = guess.dropLast(1), guessMs = null) else this
        CardPhase.OWN -> copy(own = own.dropLast(1))
        CardPhase.BEFORE_PERCEIVED -> copy(phase = CardPhase.OWN, own = own.dropLast(1), ownMs = null)
        CardPhase.PERCEIVED ->
            if (perceived.isEmpty()) copy(phase = CardPhase.BEFORE_PERCEIVED) else copy(perceived = perceived.dropLast(1))
        CardPhase.DONE ->
            if (perceivedMs == null) {
                copy(phase = CardPhase.BEFORE_PERCEIVED)
            } else {
                copy(phase = CardPhase.PERCEIVED, perceived = perceived.dropLast(1), perceivedMs = null)
            }
        CardPhase.BEFORE_GUESS -> this
    }

    /** The worker has had enough: what was not answered stays open, and a part that was not begun was not asked. */
    fun stopped(atMs: Long): Card = at(atMs).run {
        when (phase) {
            CardPhase.OWN -> copy(own = padded(own), ownMs = passedMs, phase = CardPhase.DONE)
            CardPhase.PERCEIVED ->
                if (perceived.isEmpty()) copy(phase = CardPhase.DONE)
                else copy(perceived = padded(perceived), perceivedMs = passedMs, phase = CardPhase.DONE)
            CardPhase.BEFORE_PERCEIVED -> copy(phase = CardPhase.DONE)
            else -> this
        }
    }

    /** The card as it is saved; none until the worker's own view is there. A part that is not done is not part of it. */
    fun given(form: CardForm): CardInput? {
        if (ownMs == null) return null
        val steps = { answers: List<Answer>, done: Long? -> if (done == null) emptyList() else answers.map(Answer::step) }
        return CardInput(
            own = steps(own, ownMs),
            perceived = steps(perceived, perceivedMs),
            guess = steps(guess, guessMs),
            wave = form.wave,
            partSeconds = wholeSeconds(listOfNotNull(guessMs, ownMs, perceivedMs)),
        )
    }

    private fun padded(answers: List<Answer>) = answers + List(count - answers.size) { Answer(null) }

    /** Time passes up to a tick; one that lies before the last, after the phone was started anew, is no time. */
    private fun at(atMs: Long): Card {
        val since = sinceMs ?: return copy(sinceMs = atMs)
        return copy(passedMs = passedMs + maxOf(0, atMs - since), sinceMs = atMs)
    }

    /** Whole seconds, each part later than the one before: two parts never end in one moment. */
    private fun wholeSeconds(doneMs: List<Long>): List<UInt> {
        var last = -1L
        return doneMs.map { ms ->
            last = maxOf(ms / 1000, last + 1)
            last.toUInt()
        }
    }

    /** As flat text. */
    fun toFields(): Map<String, String> = buildMap {
        put("card.phase", phase.name)
        put("card.version", version)
        put("card.count", count.toString())
        language?.let { put("card.language", it.name) }
        put("card.guess", text(guess))
        put("card.own", text(own))
        put("card.perceived", text(perceived))
        put("card.passed_ms", passedMs.toString())
        guessMs?.let { put("card.guess_ms", it.toString()) }
        ownMs?.let { put("card.own_ms", it.toString()) }
        perceivedMs?.let { put("card.perceived_ms", it.toString()) }
    }

    companion object {
        /** What [toFields] kept; none where there was no card. */
        fun fromFields(fields: Map<String, String>): Card? {
            val phase = CardPhase.values().find { it.name == fields["card.phase"] } ?: return null
            val count = fields["card.count"]?.toIntOrNull() ?: return null
            return Card(
                version = fields["card.version"].orEmpty(),
                count = count,
                phase = phase,
                language = Language.values().find { it.name == fields["card.language"] },
                guess = answers(fields["card.guess"]),
                own = answers(fields["card.own"]),
                perceived = answers(fields["card.perceived"]),
                guessMs = fields["card.guess_ms"]?.toLongOrNull(),
                ownMs = fields["card.own_ms"]?.toLongOrNull(),
                perceivedMs = fields["card.perceived_ms"]?.toLongOrNull(),
                passedMs = fields["card.passed_ms"]?.toLongOrNull() ?: 0,
            )
        }

        private fun text(answers: List<Answer>) = answers.joinToString(";") { it.step?.toString() ?: "-" }

        private fun answers(text: String?): List<Answer> =
            if (text.isNullOrEmpty()) emptyList() else text.split(';').map { Answer(it.toUIntOrNull()) }
    }
}
