package id.perisai.shell.workers

import android.app.Activity
import android.content.Intent
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import id.perisai.field.core.FormKind
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.fields.FormFields
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.likenessWords
import id.perisai.shell.words.warningWords

/** A worker's own fields, of a known worker or of somebody who was merely met. */
class EditWorkerActivity : ScreenActivity<EditWorker, EditWorkerEvent>() {
    override val title get() = if (worker == null) R.string.meet_worker else R.string.edit_worker
    override val layout = R.layout.edit_worker
    override val foot = R.layout.edit_worker_foot
    override val keptAs get() = KeptAs(FormKind.WORKER, worker)

    private val worker get() = intent.getStringExtra(Places.WORKER)
    private var shownWrong: View? = null

    override fun begin(phone: Phone) = Screen(EditWorker(), phone.core, EditWorkerEvent::Failed, ::reduce)

    override fun onMade() {
        findViewById<Button>(R.id.edit_worker_save).setOnClickListener {
            val saved = screen.state.saved
            if (saved == null) screen.on(EditWorkerEvent.SaveTapped) else leave(saved.record)
        }
        findViewById<TextField>(R.id.edit_worker_reason).onTyped = { screen.on(EditWorkerEvent.Typed(EditWorker.ACKNOWLEDGE, it)) }
    }

    override fun entered() = EditWorkerEvent.Entered(worker)

    override fun formFields(state: EditWorker) = typed(state)

    override fun restored(fields: Map<String, String>) = EditWorkerEvent.Restored(fields)

    override fun draw(state: EditWorker) {
        val saved = state.saved
        if (saved != null && saved.likelySame.isEmpty()) return leave(saved.record)
        if (state.name.isNotEmpty()) showTitle(state.name)
        showFailure(state.failure)
        if (saved != null) showNotice(getString(R.string.worker_likely_same), Notice.Kind.LOOK)
        val fields = findViewById<FormFields>(R.id.edit_worker_fields)
        fields.visibility = if (saved == null) View.VISIBLE else View.GONE
        fields.show(state.form, { place, text -> screen.on(EditWorkerEvent.Typed(place, text)) }) { field, word ->
            screen.on(EditWorkerEvent.Tapped(field, word))
        }
        fields.firstWrong(state.form).let { wrong ->
            if (wrong != null && wrong != shownWrong) bringIntoView(wrong)
            shownWrong = wrong
        }
        drawDoubts(state)
        findViewById<ViewGroup>(R.id.edit_worker_same).drawLines(saved?.likelySame.orEmpty()) { same ->
            show(same.name, same.reasons.joinToString("\n") { getString(likenessWords(it)) }) {
                startActivity(Places.worker(this@EditWorkerActivity, same.worker))
            }
        }
        findViewById<Button>(R.id.edit_worker_save).apply {
            isEnabled = !state.isSaving && state.form.fields.isNotEmpty()
            setText(if (state.isSaving) R.string.saving else if (saved == null) R.string.save else R.string.done)
        }
    }

    private fun drawDoubts(state: EditWorker) {
        val isAsked = state.warnings.isNotEmpty() && state.saved == null
        findViewById<Notice>(R.id.edit_worker_doubts)
            .show(state.warnings.joinToString("\n") { getString(warningWords(it)) }.takeIf { isAsked }, Notice.Kind.LOOK)
        findViewById<TextField>(R.id.edit_worker_reason).apply {
            val isNew = isAsked && visibility != View.VISIBLE
            visibility = if (isAsked) View.VISIBLE else View.GONE
            text = state.reason
            if (isNew) bringIntoView(this)
        }
    }

    /** Saved: whoever asked for somebody new is told who it is. */
    private fun leave(record: String) {
        if (isFinishing) return
        setResult(Activity.RESULT_OK, Intent().putExtra(Places.WORKER, record))
        finish()
    }
}
