package id.perisai.shell.parts

import android.content.Context
import android.util.AttributeSet
import android.view.LayoutInflater
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.Language
import id.perisai.shell.R
import id.perisai.shell.consent.ConsentAsked
import id.perisai.shell.words.words

/** What is tapped while a consent is asked for. */
interface ConsentTaps {
    fun language(language: Language)

    fun method(method: ConsentMethod)

    fun witness(text: String)
}

/** Asks for a consent: the text to read aloud in the worker's language, and then how the worker agreed. */
class ConsentPart @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    init {
        orientation = VERTICAL
        LayoutInflater.from(context).inflate(R.layout.part_consent, this, true)
    }

    /** Draws what is asked. The text stands here once the core has told it. */
    fun show(asked: ConsentAsked, aloud: ReadAloud, taps: ConsentTaps) {
        findViewById<Choices>(R.id.consent_language).show(Language.values().toList(), listOf(asked.language), { resources.getString(words(it)) }, taps::language)
        val reading = asked.reading
        findViewById<TextView>(R.id.consent_title).draw(reading?.title)
        findViewById<TextView>(R.id.consent_text).draw(reading?.text)
        findViewById<TextView>(R.id.consent_closing).draw(reading?.closing)
        findViewById<ReadAloudButton>(R.id.consent_read).apply {
            visibility = if (reading == null) GONE else VISIBLE
            if (reading != null) show(aloud, "${reading.title}. ${reading.text} ${reading.closing}", asked.language)
        }
        findViewById<Choices>(R.id.consent_method).show(
            ConsentMethod.values().toList(), listOfNotNull(asked.method), { resources.getString(words(it)) }, taps::method,
        )
        findViewById<TextField>(R.id.consent_witness).apply {
            visibility = if (asked.method == ConsentMethod.SPOKEN_WITH_WITNESS) VISIBLE else GONE
            text = asked.witness
            onTyped = taps::witness
        }
    }
}
