package id.perisai.shell.consent

import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ConsentReading
import id.perisai.field.core.Language
import id.perisai.field.core.PurposeReading

/**
 * A consent that is being asked for: the texts are read aloud in the worker's language, then it is noted how the worker
 * agreed. Without [method] nobody has agreed yet.
 */
data class ConsentAsked(
    /** What the worker is asked to agree to. */
    val purposes: Set<ConsentPurpose>,
    val language: Language = Language.INDONESIAN,
    val method: ConsentMethod? = null,
    val witness: String = "",
    /** What is read aloud, in each language; none where nothing is, as when a consent is taken back. */
    val texts: List<PurposeReading> = emptyList(),
    /** The version of the texts to which [method] was the answer. */
    val version: String? = null,
) {
    constructor(purpose: ConsentPurpose, language: Language = Language.INDONESIAN) : this(setOf(purpose), language)

    /** What is read aloud. */
    val readings: List<ConsentReading> get() = texts.map { it.into(language) }

    private val versionNow get() = readings.firstOrNull()?.version

    /** The same after something happened. */
    fun on(event: ConsentEvent): ConsentAsked = when (event) {
        is ConsentEvent.LanguageTapped -> into(event.language)
        is ConsentEvent.MethodTapped -> by(event.method)
        is ConsentEvent.WitnessTyped -> copy(witness = event.name)
    }

    /**
     * The same, read from the texts that the core told: those of some purposes, which are those asked for where nothing else
     * is said. Where they are not those that were agreed to, the question is open again.
     */
    fun reading(texts: List<PurposeReading>, of: Collection<ConsentPurpose> = purposes): ConsentAsked {
        val read = copy(texts = texts.filter { it.purpose in of })
        return if (read.versionNow == version) read else read.copy(method = null, version = null)
    }

    /** The texts of another language are other texts: who agreed to the ones has not heard the others. */
    fun into(language: Language) = if (language == this.language) this else unheard(purposes, language)

    /** A purpose more is a text that nobody has heard; a purpose less takes nothing back of the others. */
    fun toggled(purpose: ConsentPurpose): ConsentAsked =
        if (purpose in purposes) copy(purposes = purposes - purpose) else unheard(purposes + purpose, language)

    private fun unheard(purposes: Set<ConsentPurpose>, language: Language) =
        ConsentAsked(purposes, language, witness = witness, texts = texts)

    /** A tap on the way that is chosen takes it back. */
    fun by(method: ConsentMethod): ConsentAsked {
        val chosen = method.takeIf { it != this.method }
        return copy(method = chosen, version = versionNow.takeIf { chosen != null })
    }

    /** What is given; none where nobody has agreed, or to nothing. */
    fun given(): ConsentInput? = method?.takeIf { purposes.isNotEmpty() }?.let { method ->
        ConsentInput(
            purposes = purposes.sorted(),
            method = method,
            language = language,
            witness = witness.trim().takeIf { it.isNotEmpty() && method == ConsentMethod.SPOKEN_WITH_WITNESS },
            textVersion = version,
        )
    }

    /** As flat text, each name beginning with `prefix`. */
    fun toFields(prefix: String): Map<String, String> = buildMap {
        put("${prefix}purposes", purposes.sorted().joinToString("\n") { it.name })
        put("${prefix}language", language.name)
        method?.let { put("${prefix}method", it.name) }
        if (witness.isNotEmpty()) put("${prefix}witness", witness)
        version?.let { put("${prefix}version", it) }
    }

    companion object {
        /** What [toFields] kept; none where nothing was. */
        fun fromFields(prefix: String, fields: Map<String, String>): ConsentAsked? {
            val language = Language.entries.find { it.name == fields["${prefix}language"] } ?: return null
            return ConsentAsked(
                purposes = fields["${prefix}purposes"].orEmpty().lines().mapNotNull { word -> ConsentPurpose.entries.find { it.name == word } }.toSet(),
                language = language,
                method = ConsentMethod.entries.find { it.name == fields["${prefix}method"] },
                witness = fields["${prefix}witness"].orEmpty(),
                version = fields["${prefix}version"],
            )
        }
    }
}

/** What happens while a consent is asked for. */
sealed class ConsentEvent {
    /** The texts are read in another language. */
    data class LanguageTapped(val language: Language) : ConsentEvent()

    /** The worker agreed in this way, or did not after all. */
    data class MethodTapped(val method: ConsentMethod) : ConsentEvent()

    /** Who witnessed it. */
    data class WitnessTyped(val name: String) : ConsentEvent()
}

private fun PurposeReading.into(language: Language): ConsentReading = when (language) {
    Language.INDONESIAN -> indonesian
    Language.JAVANESE -> javanese
}
