package id.perisai.shell.consent

import id.perisai.field.Field
import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ConsentReading
import id.perisai.field.core.Language

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
    /** What is read aloud, one for each purpose in order; none until the core has told it. */
    val readings: List<ConsentReading> = emptyList(),
    /** The version of the texts to which [method] was the answer. */
    val version: String? = null,
) {
    constructor(purpose: ConsentPurpose, language: Language = Language.INDONESIAN) : this(setOf(purpose), language)

    /** Whether the core is to be asked for the texts. */
    val needsText: Boolean get() = purposes.isNotEmpty() && readings.isEmpty()

    /** The same after something happened. */
    fun on(event: ConsentEvent): ConsentAsked = when (event) {
        is ConsentEvent.LanguageTapped -> into(event.language)
        is ConsentEvent.MethodTapped -> by(event.method)
        is ConsentEvent.WitnessTyped -> copy(witness = event.name)
        // Texts for what is not asked for any more are late.
        is ConsentEvent.Told -> if (event.purposes == purposes && event.language == language) told(event.readings) else this
    }

    /** The texts of another language are other texts: who agreed to the ones has not heard the others. */
    fun into(language: Language) =
        if (language == this.language) this else ConsentAsked(purposes, language, witness = witness)

    /** A purpose more is a text that nobody has heard; a purpose less takes nothing back of the others. */
    fun toggled(purpose: ConsentPurpose): ConsentAsked =
        if (purpose in purposes) copy(purposes = purposes - purpose, readings = emptyList())
        else ConsentAsked(purposes + purpose, language, witness = witness)

    /** A tap on the way that is chosen takes it back. */
    fun by(method: ConsentMethod) = copy(method = method.takeIf { it != this.method })

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

    /** Asks for the texts to read aloud. */
    fun read(field: Field) = ConsentEvent.Told(purposes, language, purposes.sorted().map { field.consentText(it, language) })

    /** As flat text, each name beginning with `prefix`. */
    fun toFields(prefix: String): Map<String, String> = buildMap {
        put("${prefix}purposes", purposes.sorted().joinToString("\n") { it.name })
        put("${prefix}language", language.name)
        method?.let { put("${prefix}method", it.name) }
        if (witness.isNotEmpty()) put("${prefix}witness", witness)
        version?.let { put("${prefix}version", it) }
    }

    /** The core has told the texts. Where they are not those that were agreed to, the question is open again. */
    private fun told(readings: List<ConsentReading>): ConsentAsked {
        val now = readings.firstOrNull()?.version
        return copy(readings = readings, version = now, method = method.takeIf { version == null || version == now })
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

    /** The core told the texts. */
    data class Told(val purposes: Set<ConsentPurpose>, val language: Language, val readings: List<ConsentReading>) : ConsentEvent()
}
