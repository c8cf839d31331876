package id.perisai.shell.figures

import android.view.View
import android.widget.Button
import id.perisai.field.core.FigureRole
import id.perisai.field.core.FormKind
import id.perisai.field.core.IdentifiedBy
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.forum.toggled
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.words.words

/** A new figure, or what a known one is. */
class EditFigureActivity : ScreenActivity<EditFigure, EditFigureEvent>() {
    override val title = R.string.new_figure
    override val layout = R.layout.edit_figure
    override val foot = R.layout.edit_figure_foot

    private val figure get() = intent.getStringExtra(Places.FIGURE)

    override val keptAs get() = KeptAs(FormKind.FIGURE, figure)

    override fun begin(phone: Phone) = Screen(EditFigure(figure), phone.core, EditFigureEvent::Failed, ::reduce)

    override fun entered() = EditFigureEvent.Entered

    override fun formFields(state: EditFigure): Map<String, String>? =
        state.form?.takeIf { state.isEdited && !state.isSaving && state.saved == null }?.toFields()

    override fun restored(fields: Map<String, String>) = EditFigureEvent.Restored(FigureForm.fromFields(fields))

    override fun onMade() {
        showTitle(getString(if (figure == null) R.string.new_figure else R.string.edit_figure))
        findViewById<TextField>(R.id.name).onTyped = { typed -> edited { copy(name = typed) } }
        findViewById<Button>(R.id.save).setOnClickListener { screen.on(EditFigureEvent.SaveTapped) }
    }

    override fun draw(state: EditFigure) {
        state.saved?.let { saved ->
            if (isFinishing) return
            if (figure == null) startActivity(Places.figure(this, saved))
            return finish()
        }
        val wrongName = state.failure?.at("name")
        showFailure(state.failure.takeIf { wrongName == null })
        findViewById<Button>(R.id.save).apply {
            isEnabled = state.form != null && !state.isSaving
            setText(if (state.isSaving) R.string.saving else R.string.save)
        }
        val form = state.form ?: return
        findViewById<TextField>(R.id.name).apply {
            text = form.name
            wrong = wrongName?.let { getString(words(it)) }
            if (wrong != null) bringIntoView(this)
        }
        findViewById<Choices>(R.id.roles).show(FigureRole.values().toList(), form.roles, { getString(words(it)) }) {
            edited { copy(roles = roles.toggled(it)) }
        }
        val villages = state.villages.orEmpty()
        findViewById<Choices>(R.id.village).apply {
            visibility = if (villages.isEmpty()) View.GONE else View.VISIBLE
            show(villages.take(VILLAGES_OFFERED_MAX), villages.filter { it.village == form.village }, { it.name }) {
                edited { copy(village = it.village.takeIf { tapped -> tapped != village }) }
            }
        }
        findViewById<Choices>(R.id.identified_by).apply {
            visibility = if (figure == null) View.VISIBLE else View.GONE
            // Who is named by workers is recorded where they name, with their consent.
            val offered = IdentifiedBy.values().filter { it != IdentifiedBy.NOMINATION }
            show(offered, listOf(form.identifiedBy), { getString(words(it)) }) { edited { copy(identifiedBy = it) } }
        }
    }

    private fun edited(change: FigureForm.() -> FigureForm) {
        screen.state.form?.let { screen.on(EditFigureEvent.Edited(it.change())) }
    }

    private companion object {
        /** More chips than this are no choice any more. */
        const val VILLAGES_OFFERED_MAX = 30
    }
}
