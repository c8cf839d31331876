package id.perisai.shell.attention

import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.ConflictKind
import id.perisai.field.core.DecisionView
import id.perisai.field.core.FormKind
import id.perisai.field.core.ShownValue
import id.perisai.field.core.ValueBy
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.called
import id.perisai.shell.words.fieldWords
import id.perisai.shell.words.shown
import id.perisai.shell.words.spoken
import id.perisai.shell.words.spokenMonth
import id.perisai.shell.words.words

/** One conflict: both values with who and when. What agents decide is decided here, with a reason; the rest is the branch's. */
class ConflictActivity : ScreenActivity<Decision, DecisionEvent>() {
    override val title = R.string.conflict
    override val layout = R.layout.conflict
    override val foot = R.layout.conflict_foot
    override val keptAs get() = intent.getStringExtra(Places.CONFLICT)?.let { KeptAs(FormKind.CORRECTION, it) }

    override fun begin(phone: Phone) = Screen(Decision(), phone.core, DecisionEvent::Failed, ::reduce)

    override fun onMade() {
        findViewById<TextField>(R.id.conflict_reason).onTyped = { screen.on(DecisionEvent.ReasonTold(it)) }
        findViewById<View>(R.id.conflict_whole).setOnClickListener { screen.on(DecisionEvent.DigitsTapped) }
        findViewById<Button>(R.id.conflict_decide).setOnClickListener { screen.on(DecisionEvent.DecideTapped) }
    }

    override fun entered() = intent.getStringExtra(Places.CONFLICT)?.let(DecisionEvent::Entered)

    override fun formFields(state: Decision) = typed(state)

    override fun restored(fields: Map<String, String>) = DecisionEvent.Restored(fields)

    override fun draw(state: Decision) {
        val atField = listOf("choice", "reason").any { state.failure?.at(it) != null }
        showFailure(state.failure.takeUnless { atField })
        val view = state.view ?: return
        if (view.name.isNotEmpty()) showTitle(view.name)
        findViewById<TextView>(R.id.conflict_about).draw(about(view))
        val isOpen = !view.isForBranch && view.decided == null
        findViewById<Notice>(R.id.conflict_standing).show(standing(view), Notice.Kind.INFO)
        drawPeople(view, state)
        drawValues(view, state, isOpen)
        findViewById<Button>(R.id.conflict_whole).apply {
            visibility = if (hasDigits(view)) View.VISIBLE else View.GONE
            setText(if (state.isWhole) R.string.nik_hide else R.string.nik_show)
        }
        findViewById<Button>(R.id.conflict_decide).apply {
            visibility = if (isOpen) View.VISIBLE else View.GONE
            isEnabled = !state.isSaving
            setText(if (state.isSaving) R.string.saving else R.string.conflict_decide)
        }
    }

    private fun about(view: DecisionView): String = when (view.kind) {
        ConflictKind.FIELD -> getString(R.string.conflict_about_field, getString(fieldWords(view.field, view.recordKind)))
        ConflictKind.RECEIPT -> getString(R.string.conflict_about_month, spokenMonth(resources, view.field))
        ConflictKind.DUPLICATE -> view.reasons.joinToString("\n") { getString(words(it)) }
    }

    /** Who decides, or what was decided. */
    private fun standing(view: DecisionView): String? {
        val decided = view.decided ?: return getString(R.string.branch_decides).takeIf { view.isForBranch }
        val words = if (decided.isWithBranch) R.string.decided_with_branch else R.string.decided_here
        return getString(words, called(resources, decided.who), spoken(resources, decided.at), decided.reason)
    }

    private fun drawPeople(view: DecisionView, state: Decision) =
        findViewById<ViewGroup>(R.id.conflict_people).drawLines(view.people) { person ->
            val told = listOf(
                person.villageName,
                said(R.string.nik_is, shown(resources, person.nik, state.isWhole)),
                said(R.string.born_on, shown(resources, person.birthDate)),
                shown(resources, person.phone),
                person.registration?.let { getString(words(it)) }.orEmpty(),
                getString(R.string.met_by, called(resources, person.who), spoken(resources, person.at)),
            )
            show(person.name, told.filter(String::isNotEmpty).joinToString("\n")) {
                startActivity(Places.worker(this@ConflictActivity, person.worker))
            }
        }

    private fun drawValues(view: DecisionView, state: Decision, isOpen: Boolean) {
        findViewById<View>(R.id.conflict_form).visibility = if (isOpen) View.VISIBLE else View.GONE
        // Of two who may be one person the people themselves are shown.
        val isRead = !isOpen && view.kind != ConflictKind.DUPLICATE
        findViewById<ViewGroup>(R.id.conflict_values).drawLines(view.values.takeIf { isRead }.orEmpty()) { one ->
            val isChosen = one.change == view.decided?.choice
            show(if (isChosen) getString(R.string.value_chosen, value(one, state)) else value(one, state), by(one))
        }
        findViewById<Choices>(R.id.conflict_choices).apply {
            val chosen = view.values.filter { it.change == state.choice }
            show(view.values, chosen, { "${value(it, state)}\n${by(it)}" }) { screen.on(DecisionEvent.Chosen(it.change)) }
            wrong = state.failure?.at("choice")?.let { getString(R.string.choose_value) }
        }
        val reasons = resources.getStringArray(R.array.conflict_reasons).toList()
        findViewById<Choices>(R.id.conflict_reasons)
            .show(reasons, reasons.filter { it == state.reason }, { it }) { screen.on(DecisionEvent.ReasonTold(it)) }
        findViewById<TextField>(R.id.conflict_reason).apply {
            text = state.reason
            wrong = state.failure?.at("reason")?.let { getString(words(it)) }
        }
    }

    private fun value(one: ValueBy, state: Decision) =
        shown(resources, one.value, state.isWhole).ifEmpty { getString(R.string.value_empty) }

    private fun by(one: ValueBy): String {
        val said = getString(R.string.captured_and_received, called(resources, one.who), spoken(resources, one.captured), spoken(resources, one.received))
        return if (one.stands) getString(R.string.value_stands, said) else said
    }

    /** A value in its sentence; nothing where there is none. */
    private fun said(sentence: Int, shown: String) = if (shown.isEmpty()) "" else getString(sentence, shown)

    private fun hasDigits(view: DecisionView) =
        view.values.any { it.value is ShownValue.Digits } || view.people.any { it.nik is ShownValue.Digits }
}
