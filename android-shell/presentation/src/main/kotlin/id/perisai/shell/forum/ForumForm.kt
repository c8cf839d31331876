package id.perisai.shell.forum

import id.perisai.field.core.AttendanceInput
import id.perisai.field.core.ForumInput
import id.perisai.field.core.ForumView
import id.perisai.field.core.NewAttendeeInput
import id.perisai.field.core.Segment
import id.perisai.shell.consent.ConsentAsked

/** What was tapped and typed of a forum, and is not saved yet. */
data class ForumForm(
    /** Who came and is on this phone, each with the name, in the order of taps. */
    val known: Map<String, String> = emptyMap(),
    /** The names of who came and is new, in the order told. */
    val new: List<String> = emptyList(),
    /** The community of all who are new. */
    val segment: Segment? = null,
    /** Where all who are new are from; none for the event's village. */
    val village: String? = null,
    /** What was read aloud to all who are new, and how they agreed. */
    val consent: ConsentAsked = ConsentAsked(emptySet()),
    /** Heads counted without names, as typed; none where nobody touched it. */
    val headcount: String? = null,
    /** The messages shown. */
    val messages: Set<String> = emptySet(),
    /** The figures engaged before. */
    val figures: Set<String> = emptySet(),
    /** Notes for evaluation; none where nobody touched them. */
    val notes: String? = null,
) {
    /** How many people are tapped or told. */
    val people get() = known.size + new.size

    /** Whether there is nothing to save. */
    val isEmpty get() = this == ForumForm(segment = segment, village = village, consent = consent)

    /** Whether there is nothing to keep either. */
    val isUntouched get() = isEmpty && consent.purposes.isEmpty()

    /** The same without what is on record by now: it was saved from elsewhere, or from here before the app was killed. */
    fun without(view: ForumView): ForumForm {
        val attending = view.attending.map { it.worker }.toSet()
        return copy(
            known = known.filterKeys { it !in attending },
            messages = messages - view.messages.filter { it.isShown }.map { it.message }.toSet(),
            figures = figures - view.figures.filter { it.isChosen }.map { it.figure }.toSet(),
            headcount = headcount?.takeIf { it.isNotBlank() && it != view.headcount?.toString() },
            notes = notes?.takeIf { it != view.notes.orEmpty() },
        )
    }

    /** What the core is told, with the consent that all who are new gave together. */
    fun toInput() = ForumInput(
        known = known.keys.map { AttendanceInput(worker = it) },
        new = new.map { NewAttendeeInput(name = it, village = village, segment = segment, consent = consent.given()) },
        anonymousHeadcount = headcount?.trim()?.toUIntOrNull(),
        messagesShown = messages.toList(),
        figuresEngagedBefore = figures.toList(),
        notes = notes,
    )

    /** The form as flat text, to be kept. */
    fun toFields(): Map<String, String> = buildMap {
        put(KNOWN, known.map { (worker, name) -> "$worker $name" }.joinToString("\n"))
        put(NEW, new.joinToString("\n"))
        segment?.let { put(SEGMENT, it.name) }
        village?.let { put(VILLAGE, it) }
        headcount?.let { put(HEADCOUNT, it) }
        put(MESSAGES, messages.joinToString("\n"))
        put(FIGURES, figures.joinToString("\n"))
        notes?.let { put(NOTES, it) }
        if (consent.purposes.isNotEmpty()) putAll(consent.toFields(CONSENT))
    }

    companion object {
        private const val KNOWN = "known"
        private const val NEW = "new"
        private const val SEGMENT = "segment"
        private const val VILLAGE = "village"
        private const val HEADCOUNT = "headcount"
        private const val MESSAGES = "messages"
        private const val FIGURES = "figures"
        private const val NOTES = "notes"
        private const val CONSENT = "consent."

        /** The form that was kept. */
        fun fromFields(fields: Map<String, String>): ForumForm {
            fun lines(name: String) = fields[name].orEmpty().lines().filter(String::isNotEmpty)
            return ForumForm(
                known = lines(KNOWN).associate { it.substringBefore(' ') to it.substringAfter(' ') },
                new = lines(NEW),
                segment = Segment.entries.find { it.name == fields[SEGMENT] },
                village = fields[VILLAGE],
                headcount = fields[HEADCOUNT],
                messages = lines(MESSAGES).toSet(),
                figures = lines(FIGURES).toSet(),
                notes = fields[NOTES],
                consent = ConsentAsked.fromFields(CONSENT, fields) ?: ConsentAsked(emptySet()),
            )
        }
    }
}

/** A name on one line, as a list of names needs it. */
internal fun oneLine(name: String) = name.replace(Regex("\\s+"), " ").trim()

/** The set with one thing more, or less where it was there. */
fun <T> Set<T>.toggled(one: T) = if (one in this) this - one else this + one
