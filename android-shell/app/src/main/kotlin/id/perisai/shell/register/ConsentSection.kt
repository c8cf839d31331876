package id.perisai.shell.register

import android.view.View
import android.widget.TextView
import id.perisai.shell.R
import id.perisai.shell.consent.ConsentEvent
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.ConsentPart
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ReadAloud
import id.perisai.shell.parts.draw
import id.perisai.shell.words.warningWords
import id.perisai.shell.words.words

/** What the worker agrees to and states, and what the agent made sure of. */
class ConsentSection(page: View, private val aloud: ReadAloud, tell: (RegisterEvent) -> Unit) : Section(page, tell) {
    private val part = find<ConsentPart>(R.id.register_consent_part).apply {
        label(R.string.register_language, R.string.register_method, R.string.register_read)
    }
    private val agreed = choice(Place.CONSENT, R.id.consent_agreed)
    private val attestation = find<Choices>(R.id.register_attestation)
    private val verified = field(Place.ATTESTATION, R.id.register_verified)
    private val warnings = find<Notice>(R.id.register_warnings)
    private val reasons = find<Choices>(R.id.register_reasons)
    private val reason = field(Place.REASON, R.id.register_reason_other)

    init {
        field(Place.WITNESS, R.id.consent_witness)
    }

    /** Who is sent to the consent reads its heading first. */
    override fun at(place: Place): View? = when (place) {
        Place.CONSENT -> part
        Place.REASON -> warnings
        else -> super.at(place)
    }

    override fun draw(state: Register) {
        drawTyped(state)
        drawConsent(state)
        drawAttestation(state)
        drawWarnings(state)
    }

    private fun drawConsent(state: Register) {
        val typed = state.typed
        val standing = state.form?.purposes.orEmpty().filter { it.stands }.map { it.purpose }
        val texts = state.consent().reading(state.form?.readings.orEmpty(), of = standing).readings
        val stands = texts.joinToString("\n") { words(R.string.register_consent_stands, it.title) }
        find<Notice>(R.id.register_consent_stands).show(stands, Notice.Kind.INFO)
        val asked = state.asked()
        part.shown(asked.isNotEmpty())
        part.show(state.consent(), aloud, folds = true, tell = ::told)
        agreed.shown(true)
        agreed.show(asked, typed.agreed, { words(words(it)) }) { tapped -> chose { it.copy(agreed = it.agreed.toggled(tapped)) } }
    }

    private fun told(event: ConsentEvent) =
        tell(if (event is ConsentEvent.WitnessTyped) RegisterEvent.Written(Place.WITNESS, event.name) else RegisterEvent.Agreeing(event))

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
