package id.perisai.shell.parts

import android.content.Context
import android.util.AttributeSet
import android.view.LayoutInflater
import android.view.ViewGroup
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentReading
import id.perisai.field.core.Language
import id.perisai.shell.Failure
import id.perisai.shell.R
import id.perisai.shell.consent.ConsentAsked
import id.perisai.shell.consent.ConsentEvent
import id.perisai.shell.words.words

/** Asks for a consent: the texts to read aloud in the worker's language, and then how the worker agreed. */
class ConsentPart @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    private val language: Choices
    private val readings: LinearLayout
    private val closing: TextView
    private val readAgain: Button
    private val method: Choices
    private val witness: TextField
    private var headingWords: String? = null
    private var isOpenedAgain = false

    init {
        orientation = VERTICAL
        LayoutInflater.from(context).inflate(R.layout.part_consent, this, true)
        language = findViewById(R.id.consent_language)
        readings = findViewById(R.id.consent_readings)
        closing = findViewById(R.id.consent_closing)
        readAgain = findViewById(R.id.consent_read_again)
        method = findViewById(R.id.consent_method)
        witness = findViewById(R.id.consent_witness)
    }

    /** Asks in a screen's own words; with a heading above the texts, where the screen has one. */
    fun label(language: Int, method: Int, heading: Int? = null) {
        this.language.label = resources.getString(language)
        this.method.label = resources.getString(method)
        headingWords = heading?.let(resources::getString)
    }

    /**
     * Draws what is asked. The texts stand here once the core has told them.
     *
     * @param isRead whether texts are read aloud: taking a consent back needs none, and no language
     * @param folds whether the texts make room once somebody has agreed, until they are opened again
     */
    fun show(asked: ConsentAsked, aloud: ReadAloud, isRead: Boolean = true, folds: Boolean = false, tell: (ConsentEvent) -> Unit) {
        language.visibility = if (isRead) VISIBLE else GONE
        language.show(Language.values().toList(), listOf(asked.language), { resources.getString(words(it)) }) { tell(ConsentEvent.LanguageTapped(it)) }
        val isGiven = asked.given() != null
        if (!isGiven) isOpenedAgain = false
        val isFolded = folds && isGiven && !isOpenedAgain
        val texts = asked.readings.takeIf { isRead && !isFolded }.orEmpty()
        findViewById<TextView>(R.id.consent_heading).draw(headingWords.takeIf { texts.isNotEmpty() })
        drawTexts(texts)
        findViewById<ReadAloudButton>(R.id.consent_read).apply {
            visibility = if (texts.isEmpty()) GONE else VISIBLE
            if (texts.isNotEmpty()) show(aloud, spoken(texts), asked.language)
        }
        readAgain.visibility = if (isFolded && asked.readings.isNotEmpty()) VISIBLE else GONE
        readAgain.setOnClickListener {
            isOpenedAgain = true
            show(asked, aloud, isRead, folds, tell)
        }
        method.show(ConsentMethod.values().toList(), listOfNotNull(asked.method), { resources.getString(words(it)) }) { tell(ConsentEvent.MethodTapped(it)) }
        witness.visibility = if (asked.method == ConsentMethod.SPOKEN_WITH_WITNESS) VISIBLE else GONE
        witness.text = asked.witness
        witness.onTyped = { tell(ConsentEvent.WitnessTyped(it)) }
    }

    /** Says what is wrong at its place; answers whether there is such a place here. */
    fun wrong(failure: Failure?): Boolean {
        val said = { field: String -> failure?.at(field)?.let { resources.getString(words(it)) } }
        language.wrong = said("language")
        method.wrong = said("method")
        witness.wrong = said("witness")
        return listOf(language.wrong, method.wrong, witness.wrong).any { it != null }
    }

    private fun drawTexts(texts: List<ConsentReading>) {
        while (readings.childCount > texts.size) readings.removeViewAt(readings.childCount - 1)
        while (readings.childCount < texts.size) LayoutInflater.from(context).inflate(R.layout.part_consent_reading, readings, true)
        texts.forEachIndexed { at, reading ->
            val drawn = readings.getChildAt(at) as ViewGroup
            drawn.findViewById<TextView>(R.id.consent_title).draw(reading.title)
            drawn.findViewById<TextView>(R.id.consent_text).draw(reading.text)
        }
        // The worker's rights are read once, after the texts.
        closing.draw(texts.firstOrNull()?.closing)
    }

    private fun spoken(texts: List<ConsentReading>) =
        texts.joinToString(" ") { "${it.title}. ${it.text}" } + " ${texts.first().closing}"
}
