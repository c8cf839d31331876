package id.perisai.shell.figures

import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.FigureTask
import id.perisai.field.core.FigureView
import id.perisai.field.core.FormKind
import id.perisai.field.core.NoteLine
import id.perisai.field.core.RecordStatus
import id.perisai.field.core.Stage
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.StatusBadge
import id.perisai.shell.parts.Stepper
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.called
import id.perisai.shell.words.nearDay
import id.perisai.shell.words.spoken
import id.perisai.shell.words.words

/** One figure: how we stand, over time, and what is promised. */
class FigureActivity : ScreenActivity<FigureStory, FigureStoryEvent>() {
    override val title = R.string.figure
    override val layout = R.layout.figure
    override val foot = R.layout.figure_foot

    private val figure get() = intent.getStringExtra(Places.FIGURE).orEmpty()

    override val keptAs get() = KeptAs(FormKind.RELATIONSHIP, figure)

    override fun begin(phone: Phone) = Screen(FigureStory(figure), phone.core, FigureStoryEvent::Failed, ::reduce)

    override fun entered() = FigureStoryEvent.Entered

    override fun formFields(state: FigureStory): Map<String, String>? = when {
        state.isSaving -> null
        else -> state.form?.toFields().orEmpty()
    }

    override fun restored(fields: Map<String, String>) = FigureStoryEvent.Restored(RelationshipForm.fromFields(fields))

    override fun onMade() {
        findViewById<Button>(R.id.note).setOnClickListener {
            screen.on(if (screen.state.form == null) FigureStoryEvent.NoteTapped else FigureStoryEvent.SaveTapped)
        }
        findViewById<Button>(R.id.give_up).setOnClickListener { screen.on(FigureStoryEvent.NoteTapped) }
        findViewById<Button>(R.id.edit_figure).setOnClickListener { startActivity(Places.editFigure(this, figure)) }
        findViewById<TextField>(R.id.next).onTyped = { typed -> noted { copy(next = typed) } }
    }

    override fun draw(state: FigureStory) {
        val wrongStage = state.failure?.at("stage")
        when {
            state.failure != null -> showFailure(state.failure.takeIf { wrongStage == null && it?.at("due") == null })
            state.isSaved -> showNotice(getString(R.string.note_saved), Notice.Kind.INFO)
            else -> showNotice(null, Notice.Kind.INFO)
        }
        findViewById<Button>(R.id.note).apply {
            isEnabled = state.view != null && !state.isSaving
            setText(if (state.form == null) R.string.note_relationship else if (state.isSaving) R.string.saving else R.string.save)
        }
        val view = state.view ?: return
        showTitle(view.line.name)
        drawFigure(view)
        drawForm(state, view)
        if (wrongStage != null) bringIntoView(findViewById(R.id.stage))
    }

    private fun drawFigure(view: FigureView) {
        val line = view.line
        val who = (line.roles.map { getString(words(it)) } + line.villageName).filter(String::isNotEmpty)
        text(R.id.who).draw(who.joinToString(" · "))
        text(R.id.identified).draw(getString(R.string.identified_by, getString(words(view.identifiedBy))))
        findViewById<StatusBadge>(R.id.status).apply {
            visibility = if (line.status == RecordStatus.SYNCED) View.GONE else View.VISIBLE
            show(line.status)
        }
        text(R.id.standing).draw(standing(resources, line))
        text(R.id.shares).draw(line.shares.joinToString("\n\n") { share(resources, it) })
        text(R.id.covers).draw(line.covers.takeIf { it.isNotEmpty() }?.let { getString(R.string.in_small_set) })
        text(R.id.answered_card).draw(view.answeredCard?.let { getString(R.string.answered_card, spoken(resources, it.day)) })
        section(R.id.tasks_heading, R.id.tasks, view.tasks) { show(told(it), it.about?.ifEmpty { null }) }
        section(R.id.notes_heading, R.id.notes, view.notes) {
            show(getString(words(it.stage)), told(it), it.status.takeIf { status -> status != RecordStatus.SYNCED })
        }
        section(R.id.engaged_heading, R.id.engaged, view.engaged) { event ->
            val second = listOfNotNull(event.place, spoken(resources, event.starts)).joinToString("\n")
            show(getString(words(event.kind)), second) { startActivity(Places.forum(this@FigureActivity, event.event)) }
        }
    }

    private fun <T> section(heading: Int, list: Int, things: List<T>, draw: id.perisai.shell.parts.LineItem.(T) -> Unit) {
        findViewById<View>(heading).visibility = if (things.isEmpty()) View.GONE else View.VISIBLE
        findViewById<LinearLayout>(list).drawLines(things, draw)
    }

    private fun told(task: FigureTask): String {
        val day = spoken(resources, task.day)
        val words = when {
            task.isDone -> getString(R.string.task_done)
            task.daysOver > 0 -> resources.getQuantityString(R.plurals.task_over, task.daysOver.toInt(), task.daysOver.toInt())
            else -> null
        }
        return listOfNotNull(getString(words(task.kind)), day, words).joinToString(" · ")
    }

    private fun told(note: NoteLine): String = listOfNotNull(
        note.trust?.let { getString(R.string.trust_of_5, it.toInt()) },
        note.promisesMade?.let { resources.getQuantityString(R.plurals.promises_made, it.toInt(), it.toInt()) },
        note.promisesKept?.let { resources.getQuantityString(R.plurals.promises_kept, it.toInt(), it.toInt()) },
        getString(R.string.noted_by, spoken(resources, note.made), called(resources, note.who)),
    ).joinToString("\n")

    private fun drawForm(state: FigureStory, view: FigureView) {
        findViewById<View>(R.id.form).visibility = if (state.form == null) View.GONE else View.VISIBLE
        val form = state.form ?: return
        findViewById<Choices>(R.id.stage).apply {
            show(Stage.values().toList(), listOfNotNull(form.stage), { getString(words(it)) }) { noted { copy(stage = it) } }
            wrong = state.failure?.at("stage")?.let { getString(R.string.choose_stage) }
        }
        findViewById<Choices>(R.id.trust).show((1u..TRUST_MAX).toList(), listOfNotNull(form.trust), { it.toString() }) {
            noted { copy(trust = it.takeIf { tapped -> tapped != trust }) }
        }
        stepper(R.id.promises_made, form.promisesMade) { noted { copy(promisesMade = it) } }
        stepper(R.id.promises_kept, form.promisesKept) { noted { copy(promisesKept = it) } }
        findViewById<TextField>(R.id.next).text = form.next
        findViewById<Choices>(R.id.next_day).apply {
            show(view.days, view.days.filter { it.day == form.nextDay }, { nearDay(resources, it.daysAhead, it.day) }) {
                noted { copy(nextDay = it.day.takeIf { tapped -> tapped != nextDay }) }
            }
            wrong = state.failure?.at("due")?.let { getString(R.string.choose_next_day) }
            if (wrong != null) bringIntoView(this)
        }
    }

    private fun stepper(id: Int, number: UInt, changed: (UInt) -> Unit) = findViewById<Stepper>(id).show(
        number.toString(),
        less = if (number > 0u) ({ changed(number - 1u) }) else null,
        more = if (number < PROMISES_MAX) ({ changed(number + 1u) }) else null,
    )

    private fun noted(change: RelationshipForm.() -> RelationshipForm) {
        screen.state.form?.let { screen.on(FigureStoryEvent.Noted(it.change())) }
    }

    private fun text(id: Int) = findViewById<TextView>(id)

    private companion object {
        /** The scale of trust, as the statement beside it reads. */
        const val TRUST_MAX = 5u

        /** More than this many promises between two notes are a slip of the thumb. */
        const val PROMISES_MAX = 20u
    }
}
