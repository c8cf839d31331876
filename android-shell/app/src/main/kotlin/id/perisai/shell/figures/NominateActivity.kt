package id.perisai.shell.figures

import android.view.View
import android.view.inputmethod.EditorInfo
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.FormKind
import id.perisai.field.core.NominationQuestion
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.ConsentPart
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawTicks
import id.perisai.shell.words.words

/** A worker names figures, having agreed to it. Whom a worker named is shown while it is told, and never again. */
class NominateActivity : ScreenActivity<Nominate, NominateEvent>() {
    override val title = R.string.nominate
    override val layout = R.layout.nominate
    override val foot = R.layout.nominate_foot


    private val worker get() = intent.getStringExtra(Places.WORKER).orEmpty()

    override val keptAs get() = KeptAs(FormKind.NOMINATION, worker)

    override fun begin(phone: Phone) = Screen(Nominate(worker), phone.core, NominateEvent::Failed, ::reduce)

    override fun entered() = NominateEvent.Entered

    override fun formFields(state: Nominate): Map<String, String>? = when {
        state.isSaving || state.isSaved -> null
        state.form.isEmpty -> emptyMap()
        else -> state.form.toFields()
    }

    override fun restored(fields: Map<String, String>) = NominateEvent.Restored(NominateForm.fromFields(fields))

    override fun onMade() {
        findViewById<TextField>(R.id.search).apply {
            typed.imeOptions = EditorInfo.IME_ACTION_DONE
            onTyped = { screen.on(NominateEvent.Typed(it)) }
        }
        findViewById<Button>(R.id.add).setOnClickListener { screen.on(NominateEvent.Added) }
        findViewById<Button>(R.id.save).setOnClickListener { if (screen.state.isSaved) finish() else screen.on(NominateEvent.SaveTapped) }
    }

    override fun draw(state: Nominate) {
        val isAtField = findViewById<ConsentPart>(R.id.consent).wrong(state.failure)
        if (state.isSaved) showNotice(getString(R.string.nominations_saved), Notice.Kind.INFO)
        else showFailure(state.failure.takeUnless { isAtField })
        findViewById<Button>(R.id.save).apply {
            isEnabled = state.canSave || state.isSaved
            setText(if (state.isSaved) R.string.done else if (state.isSaving) R.string.saving else R.string.save)
        }
        val choices = state.choices ?: return
        findViewById<TextView>(R.id.whom).draw(getString(R.string.nominate_whom, choices.name))
        findViewById<ConsentPart>(R.id.consent).apply {
            visibility = visibleIf(state.asksConsent && !state.isSaved)
            show(state.consent, aloud, folds = true) { screen.on(NominateEvent.Agreeing(it)) }
        }
        findViewById<View>(R.id.asked).visibility = visibleIf(state.mayAsk && !state.isSaved)
        findViewById<Choices>(R.id.question).show(NominationQuestion.values().toList(), listOf(state.question), { getString(words(it)) }) {
            screen.on(NominateEvent.QuestionTapped(it))
        }
        drawNamed(state)
        drawOthers(state)
    }

    private fun drawNamed(state: Nominate) {
        findViewById<LinearLayout>(R.id.named).drawTicks(state.named) { nominee ->
            show(nominee.name, getString(R.string.named_place, state.named.indexOf(nominee) + 1), isTicked = true) {
                screen.on(NominateEvent.Tapped(nominee))
            }
        }
    }

    /** Whom else there is to tap, and somebody new. */
    private fun drawOthers(state: Nominate) {
        findViewById<View>(R.id.others).visibility = visibleIf(!state.isFull)
        findViewById<TextField>(R.id.search).text = state.form.typed
        findViewById<Button>(R.id.add).apply {
            visibility = visibleIf(state.addable != null)
            text = getString(R.string.add_named, state.addable)
        }
        val figures = state.figures.associateBy { it.figure }
        findViewById<LinearLayout>(R.id.offered).drawTicks(state.others.take(OTHERS_SHOWN_MAX)) { nominee ->
            val figure = figures[nominee.figure]
            val about = figure?.let { (it.roles.map { role -> getString(words(role)) } + it.villageName).filter(String::isNotEmpty) }
            show(nominee.name, about?.joinToString(" · "), isTicked = false) { screen.on(NominateEvent.Tapped(nominee)) }
        }
    }

    private fun visibleIf(shown: Boolean) = if (shown) View.VISIBLE else View.GONE

    private companion object {
        /** More rows than this are searched and not read through. */
        const val OTHERS_SHOWN_MAX = 30
    }
}
