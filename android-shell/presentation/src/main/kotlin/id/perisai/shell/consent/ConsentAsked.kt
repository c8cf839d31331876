package id.perisai.shell.consent

import id.perisai.field.Field
import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ConsentReading
import id.perisai.field.core.Language

/**
 * A consent that is being asked for: the text is read aloud in the worker's language, then it is noted how the worker agreed.
 * Without [method] nobody has agreed yet.
 */
data class ConsentAsked(
    val purpose: ConsentPurpose,
    val language: Language = Language.INDONESIAN,
    val method: ConsentMethod? = null,
    val witness: String = "",
    /** What is read aloud; none until the core has told it. */
    val reading: ConsentReading? = null,
    /** The version of the text to which [method] was the answer. */
    private val version: String? = null,
) {
    /** The text of another language is another text: who agreed to the one has not heard the other. */
    fun into(language: Language) =
        if (language == this.language) this else ConsentAsked(purpose, language, witness = witness)

    /** The core has told the text. Where it is not the one that was agreed to, the question is open again. */
    fun told(reading: ConsentReading): ConsentAsked =
        copy(reading = reading, version = reading.version, method = method.takeIf { version == null || version == reading.version })

    /** A tap on the way that is chosen takes it back. */
    fun by(method: ConsentMethod) = copy(method = method.takeIf { it != this.method })

    /** What is given; none where nobody has agreed. */
    fun given(): ConsentInput? = method?.let { method ->
        ConsentInput(
            purposes = listOf(purpose),
            method = method,
            language = language,
            witness = witness.trim().takeIf { it.isNotEmpty() && method == ConsentMethod.SPOKEN_WITH_WITNESS },
            textVersion = version,
        )
    }

    /** As flat text, each name beginning with `prefix`. */
    fun toFields(prefix: String): Map<String, String> = buildMap {
        put("${prefix}language", language.name)
        method?.let { put("${prefix}method", it.name) }
        if (witness.isNotEmpty()) put("${prefix}witness", witness)
        version?.let { put("${prefix}version", it) }
    }

    companion object {
        /** What [toFields] kept; none where nothing was. */
        fun fromFields(purpose: ConsentPurpose, prefix: String, fields: Map<String, String>): ConsentAsked? {
            val language = Language.values().find { it.name == fields["${prefix}language"] } ?: return null
            val method = ConsentMethod.values().find { it.name == fields["${prefix}method"] }
            return ConsentAsked(purpose, language, method, fields["${prefix}witness"].orEmpty(), null, fields["${prefix}version"])
        }

        /** Asks for the text to read aloud. */
        fun read(field: Field, purpose: ConsentPurpose, language: Language): ConsentReading =
            field.consentText(purpose, language)
    }
}
