package id.perisai.shell.workers

import android.view.View
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.Language
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.draw
import id.perisai.shell.words.words

/** A consent is read aloud and given, or taken back, which needs no reading and no reason. */
class ConsentActivity : ScreenActivity<Consents, ConsentsEvent>() {
    override val title get() = if (takesBack) R.string.consent_take_back else R.string.consent_give
    override val layout = R.layout.consent
    override val foot = R.layout.consent_foot

    private val takesBack get() = intent.getBooleanExtra(TAKES_BACK, false)

    override fun begin(phone: Phone) = Screen(Consents(takesBack), phone.core, ConsentsEvent::Failed, ::reduce)

    override fun onMade() {
        findViewById<TextField>(R.id.consent_witness).onTyped = { screen.on(ConsentsEvent.WitnessTyped(it)) }
        findViewById<Button>(R.id.consent_save).setOnClickListener { screen.on(ConsentsEvent.SaveTapped) }
    }

    override fun entered() = intent.getStringExtra(Places.WORKER)?.let(ConsentsEvent::Entered)

    override fun draw(state: Consents) {
        if (state.isSaved) return finish()
        state.view?.let { showTitle(getString(if (takesBack) R.string.consent_take_back_of else R.string.consent_give_of, it.name)) }
        val atField = AT_FIELDS.any { state.failure?.at(it) != null }
        showFailure(state.failure.takeUnless { atField })
        findViewById<TextView>(R.id.consent_none).draw(getString(R.string.consent_none).takeIf { state.view != null && state.offered.isEmpty() })
        choices(R.id.consent_purposes, state, "purposes") {
            show(state.offered, state.chosen, { getString(words(it)) }) { screen.on(ConsentsEvent.PurposeTapped(it)) }
        }
        choices(R.id.consent_language, state, "language") {
            show(Language.values().toList(), listOf(state.language), { getString(words(it)) }) { screen.on(ConsentsEvent.LanguageTapped(it)) }
        }
        findViewById<View>(R.id.consent_language).visibility = if (takesBack) View.GONE else View.VISIBLE
        findViewById<TextView>(R.id.consent_text).draw(reading(state))
        choices(R.id.consent_method, state, "method") {
            show(ConsentMethod.values().toList(), listOfNotNull(state.method), { getString(words(it)) }) { screen.on(ConsentsEvent.MethodTapped(it)) }
        }
        findViewById<TextField>(R.id.consent_witness).apply {
            visibility = if (state.method == ConsentMethod.SPOKEN_WITH_WITNESS) View.VISIBLE else View.GONE
            text = state.witness
            wrong = state.failure?.at("witness")?.let { getString(words(it)) }
        }
        findViewById<Button>(R.id.consent_save).apply {
            isEnabled = !state.isSaving && state.offered.isNotEmpty()
            setText(if (state.isSaving) R.string.saving else if (takesBack) R.string.consent_take_back_save else R.string.consent_give_save)
        }
    }

    private fun choices(id: Int, state: Consents, field: String, fill: Choices.() -> Unit) = findViewById<Choices>(id).run {
        fill()
        wrong = state.failure?.at(field)?.let { getString(words(it)) }
    }

    /** The texts of what was chosen, and once, after them, the worker's rights. */
    private fun reading(state: Consents): String? {
        val texts = state.readings.map { it.text } + listOfNotNull(state.readings.lastOrNull()?.closing)
        return texts.joinToString("\n\n").ifEmpty { null }
    }

    companion object {
        /** Set where a consent is taken back. */
        const val TAKES_BACK = "takes_back"
        private val AT_FIELDS = listOf("purposes", "language", "method", "witness")
    }
}
