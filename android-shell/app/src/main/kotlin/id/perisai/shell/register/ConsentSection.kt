package id.perisai.shell.register

import android.view.View
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentReading
import id.perisai.field.core.Language
import id.perisai.field.core.AskedPurpose
import id.perisai.shell.R
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.draw
import id.perisai.shell.words.warningWords
import id.perisai.shell.words.words

/** What the worker agrees to and states, and what the agent made sure of. */
class ConsentSection(page: View, tell: (RegisterEvent) -> Unit) : Section(page, tell) {
    private val language = find<Choices>(R.id.register_language)
    private val readAgain = find<Button>(R.id.register_read_again)
    private val readHeading = find<TextView>(R.id.register_read_heading)
    private val reading = find<TextView>(R.id.register_reading)
    private val agreed = choice(Place.CONSENT, R.id.register_agreed)
    private val method = find<Choices>(R.id.register_method)
    private val witness = field(Place.WITNESS, R.id.register_witness)
    private val attestation = find<Choices>(R.id.register_attestation)
    private val verified = field(Place.ATTESTATION, R.id.register_verified)
    private val warnings = find<Notice>(R.id.register_warnings)
    private val reasons = find<Choices>(R.id.register_reasons)
    private val reason = field(Place.REASON, R.id.register_reason_other)
    private var readsAgain = false
    private var drawn: Register? = null

    init {
        readAgain.setOnClickListener {
            readsAgain = true
            drawn?.let(::drawReading)
        }
    }

    /** Who is sent to the consent reads its heading first. */
    override fun at(place: Place): View? = when (place) {
        Place.CONSENT -> language
        Place.REASON -> warnings
        else -> super.at(place)
    }

    override fun draw(state: Register) {
        drawn = state
        drawTyped(state)
        drawReading(state)
        drawConsent(state)
        drawAttestation(state)
        drawWarnings(state)
    }

    private fun drawReading(state: Register) {
        val asked = state.form?.purposes.orEmpty().filterNot { it.stands }
        val isGiven = state.typed.agreed.isNotEmpty() && state.typed.method != null
        val reads = asked.isNotEmpty() && (!isGiven || readsAgain)
        readAgain.shown(asked.isNotEmpty() && !reads)
        readHeading.draw(words(R.string.register_read).takeIf { reads })
        val texts = asked.map { it.reading(state.typed.language) }
        val closing = texts.firstOrNull()?.closing.orEmpty()
        val told = texts.joinToString("\n\n") { "${it.title}\n${it.text}" } + "\n\n$closing"
        reading.draw(told.takeIf { reads })
    }

    private fun drawConsent(state: Register) {
        val purposes = state.form?.purposes.orEmpty()
        val typed = state.typed
        val stands = purposes.filter { it.stands }.joinToString("\n") {
            words(R.string.register_consent_stands, it.reading(typed.language).title)
        }
        find<Notice>(R.id.register_consent_stands).show(stands, Notice.Kind.INFO)
        val asked = state.asked()
        for (view in listOf(language, agreed, method)) view.shown(asked.isNotEmpty())
        language.show(Language.values().toList(), listOf(typed.language), { words(words(it)) }) { tapped ->
            chose { it.copy(language = tapped) }
        }
        agreed.show(asked, typed.agreed, { words(words(it)) }) { tapped ->
            readsAgain = false
            chose { it.copy(agreed = it.agreed.toggled(tapped)) }
        }
        method.show(ConsentMethod.values().toList(), listOfNotNull(typed.method), { words(words(it)) }) { tapped ->
            readsAgain = false
            chose { it.copy(method = tapped) }
        }
        witness.shown(asked.isNotEmpty() && typed.method == ConsentMethod.SPOKEN_WITH_WITNESS)
    }

    private fun drawAttestation(state: Register) {
        val typed = state.typed
        val isOnRecord = state.handingIn?.isAttested == true
        find<TextView>(R.id.register_attest_why)
            .draw(words(if (isOnRecord) R.string.register_attested else R.string.register_attest_why))
        attestation.shown(!isOnRecord)
        val said = setOfNotNull(true.takeIf { typed.isWorking }, false.takeIf { typed.isNotIll })
        val called = { working: Boolean -> words(if (working) R.string.register_working else R.string.register_not_ill) }
        attestation.show(listOf(true, false), said, called) { working ->
            chose { if (working) it.copy(isWorking = !it.isWorking) else it.copy(isNotIll = !it.isNotIll) }
        }
        verified.shown(!isOnRecord && typed.isWorking && typed.isNotIll)
    }

    private fun drawWarnings(state: Register) {
        val raised = state.preview?.warnings.orEmpty()
        val told = raised.joinToString("\n") { words(warningWords(it)) }
        warnings.show(told, Notice.Kind.LOOK)
        for (view in listOf(find<View>(R.id.register_warning_heading), reasons, reason)) view.shown(raised.isNotEmpty())
        val usual = resources.getStringArray(R.array.register_reasons).toList()
        reasons.show(usual, usual.filter { it == state.typed.text(Place.REASON) }, { it }) { tapped ->
            chose { it.with(Place.REASON, if (it.text(Place.REASON) == tapped) "" else tapped) }
        }
    }
}

private fun AskedPurpose.reading(language: Language): ConsentReading = when (language) {
    Language.INDONESIAN -> indonesian
    Language.JAVANESE -> javanese
}
