package id.perisai.shell.workers

import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.FormKind
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.ConsentPart
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.draw
import id.perisai.shell.words.words

/** A consent is read aloud and given, or taken back, which needs no reading and no reason. */
class ConsentActivity : ScreenActivity<Consents, ConsentsEvent>() {
    override val title get() = if (takesBack) R.string.consent_take_back else R.string.consent_give
    override val layout = R.layout.consent
    override val foot = R.layout.consent_foot

    private val takesBack get() = intent.getBooleanExtra(Places.TAKES_BACK, false)

    override val keptAs get() = KeptAs(if (takesBack) FormKind.WITHDRAWAL else FormKind.CONSENT, intent.getStringExtra(Places.WORKER))

    override fun begin(phone: Phone) = Screen(Consents(takesBack), phone.core, ConsentsEvent::Failed, ::reduce)

    override fun onMade() {
        findViewById<ConsentPart>(R.id.consent).label(R.string.consent_language, R.string.consent_method)
        findViewById<Button>(R.id.consent_save).setOnClickListener { screen.on(ConsentsEvent.SaveTapped) }
    }

    override fun entered() = intent.getStringExtra(Places.WORKER)?.let(ConsentsEvent::Entered)

    override fun formFields(state: Consents) = state.toFields()

    override fun restored(fields: Map<String, String>) = ConsentsEvent.Restored(fields)

    override fun draw(state: Consents) {
        if (state.isSaved) return finish()
        state.view?.let { showTitle(getString(if (takesBack) R.string.consent_take_back_of else R.string.consent_give_of, it.name)) }
        findViewById<TextView>(R.id.consent_none).draw(getString(R.string.consent_none).takeIf { state.view != null && state.offered.isEmpty() })
        findViewById<Choices>(R.id.consent_purposes).apply {
            show(state.offered, state.asked.purposes, { getString(words(it)) }) { screen.on(ConsentsEvent.PurposeTapped(it)) }
            wrong = state.failure?.at("purposes")?.let { getString(words(it)) }
        }
        val part = findViewById<ConsentPart>(R.id.consent)
        part.show(state.asked, aloud, isRead = !takesBack) { screen.on(ConsentsEvent.Agreeing(it)) }
        val isAtField = part.wrong(state.failure) || state.failure?.at("purposes") != null
        showFailure(state.failure.takeUnless { isAtField })
        findViewById<Button>(R.id.consent_save).apply {
            isEnabled = !state.isSaving && state.offered.isNotEmpty()
            setText(if (state.isSaving) R.string.saving else if (takesBack) R.string.consent_take_back_save else R.string.consent_give_save)
        }
    }
}
