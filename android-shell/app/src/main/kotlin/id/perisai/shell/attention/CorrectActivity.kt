package id.perisai.shell.attention

import android.view.View
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.CorrectionView
import id.perisai.field.core.FormKind
import id.perisai.field.core.Remedy
import id.perisai.shell.Failure
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.fields.FormFields
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.confirm
import id.perisai.shell.parts.draw
import id.perisai.shell.words.fieldWords
import id.perisai.shell.words.kindWords
import id.perisai.shell.words.spoken
import id.perisai.shell.words.warningWords
import id.perisai.shell.words.words

/** What came back from the branch: what is wrong stands first; it is corrected and sent again, or let go after a second tap. */
class CorrectActivity : ScreenActivity<Correct, CorrectEvent>() {
    override val title = R.string.correct
    override val layout = R.layout.correct
    override val foot = R.layout.correct_foot
    override val keptAs get() = subject?.let { KeptAs(FormKind.CORRECTION, it.id) }

    private var shownWrong: View? = null

    private val subject: CameBack? get() =
        intent.getStringExtra(Places.CHANGE)?.let(CameBack::Capture)
            ?: intent.getStringExtra(Places.RECORD)?.let(CameBack::Registration)

    override fun begin(phone: Phone) = Screen(Correct(), phone.core, CorrectEvent::Failed, ::reduce)

    override fun onMade() {
        findViewById<Button>(R.id.correct_send).setOnClickListener { main() }
        findViewById<Button>(R.id.correct_let_go).setOnClickListener { letGo() }
        findViewById<Button>(R.id.correct_consent).setOnClickListener { worker()?.let { startActivity(Places.consent(this, it)) } }
        findViewById<TextField>(R.id.correct_reason).onTyped = { screen.on(CorrectEvent.Typed(Correct.ACKNOWLEDGE, it)) }
    }

    override fun entered() = subject?.let(CorrectEvent::Entered)

    override fun formFields(state: Correct) = typed(state)

    override fun restored(fields: Map<String, String>) = CorrectEvent.Restored(fields)

    override fun draw(state: Correct) {
        if (state.ended != null) return finish()
        showFailure(state.failure)
        val view = state.view ?: return
        if (view.name.isNotEmpty()) showTitle(view.name)
        findViewById<TextView>(R.id.correct_what).draw(
            getString(R.string.correct_what, view.kinds.joinToString(", ") { getString(kindWords(it)) }, spoken(resources, view.captured)),
        )
        findViewById<Notice>(R.id.correct_why).show(why(view), Notice.Kind.LOOK)
        findViewById<TextView>(R.id.correct_remedy).draw(getString(words(view.remedy)))
        val fields = findViewById<FormFields>(R.id.correct_fields)
        fields.show(state.form, { place, text -> screen.on(CorrectEvent.Typed(place, text)) }) { field, word -> screen.on(CorrectEvent.Tapped(field, word)) }
        fields.firstWrong(state.form).let { wrong ->
            if (wrong != null && wrong != shownWrong) bringIntoView(wrong)
            shownWrong = wrong
        }
        drawDoubts(state)
        drawButtons(view, state)
    }

    /** What the branch refused, and by which rule; of a registration what it wrote. */
    private fun why(view: CorrectionView): String? {
        val rule = view.rule
        if (rule != null) return getString(R.string.refused_at, getString(fieldWords(view.field, view.recordKind)), getString(words(rule)))
        return listOfNotNull(view.cause?.let { getString(words(it)) }, view.said).joinToString("\n").ifEmpty { null }
    }

    private fun drawDoubts(state: Correct) {
        val isAsked = state.warnings.isNotEmpty()
        findViewById<Notice>(R.id.correct_doubts).show(state.warnings.joinToString("\n") { getString(warningWords(it)) }.takeIf { isAsked }, Notice.Kind.LOOK)
        findViewById<TextField>(R.id.correct_reason).apply {
            visibility = if (isAsked) View.VISIBLE else View.GONE
            text = state.reason
        }
    }

    private fun drawButtons(view: CorrectionView, state: Correct) {
        val needsConsent = view.remedy == Remedy.ASK_CONSENT || state.failure is Failure.ConsentMissing
        findViewById<View>(R.id.correct_consent).visibility = if (needsConsent && view.worker != null) View.VISIBLE else View.GONE
        val canSend = view.remedy != Remedy.LET_GO
        findViewById<Button>(R.id.correct_send).apply {
            isEnabled = !state.isSaving
            setText(if (state.isSaving) R.string.saving else if (canSend) R.string.send_again else R.string.let_go)
        }
        findViewById<View>(R.id.correct_let_go).visibility =
            if (canSend && state.subject is CameBack.Capture && !state.isSaving) View.VISIBLE else View.GONE
    }

    /** What no correction makes count can only be let go: there is no button that does nothing. */
    private fun main() = if (screen.state.view?.remedy == Remedy.LET_GO) letGo() else screen.on(CorrectEvent.SendTapped)

    private fun letGo() {
        confirm(getString(R.string.let_go), getString(R.string.let_go_means), getString(R.string.let_go_yes)) { screen.on(CorrectEvent.LetGoConfirmed) }
    }

    private fun worker() = screen.state.view?.worker
}
