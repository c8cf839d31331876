package id.perisai.shell.parts

import android.os.Bundle
import android.view.ActionMode
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import id.perisai.field.core.RecordStatus
import id.perisai.field.core.Segment
import id.perisai.shell.R
import id.perisai.shell.words.words

/** Every part, once. */
class PartsActivity : PageActivity() {
    override val title = R.string.kind_worker
    override val layout = R.layout.part_choices
    override val tab = Tab.WORKERS

    lateinit var field: TextField
    lateinit var segments: Choices
    var tapped = mutableListOf<Any>()

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        val page = find<ViewGroup>(R.id.screen_page)
        for (at in page.childCount - 1 downTo 1) page.removeViewAt(at)
        showAction(R.drawable.add, getString(R.string.choose)) { tapped += "action" }
        showNotice(getString(R.string.form_kept), Notice.Kind.INFO)
        field = put(TextField(this)).apply {
            label = getString(R.string.field_nik)
            helper = "16 angka, seperti di KTP"
            typed.inputType = android.text.InputType.TYPE_CLASS_NUMBER
            groupBy(4, 4, 4, 4)
            onTyped = { tapped += it }
        }
        put(TextField(this)).apply {
            label = getString(R.string.field_phone)
            text = "0812"
            wrong = getString(R.string.rule_phone)
        }
        segments = put(Choices(this)).apply {
            label = getString(R.string.field_segments)
            show(Segment.values().toList(), setOf(Segment.FISHER), { getString(words(it)) }) { tapped += it }
        }
        put(Choices(this)).apply {
            label = getString(R.string.field_reached_before)
            showYesNo(true) { tapped += it }
        }
        put(Stepper(this)).apply {
            label = getString(R.string.field_period_months)
            show("3", null) { tapped += "more" }
        }
        val list = put(LinearLayout(this)).apply { orientation = LinearLayout.VERTICAL }
        list.drawLines(RecordStatus.values().toList()) { status ->
            show("Siti Aminah", "Bandarharjo, Semarang Utara", status, trailing = "Rp 50.400") { tapped += status }
        }
        put(Notice(this)).show(getString(R.string.failure_storage_full), Notice.Kind.FAILURE)
        put(Progress(this)).show(getString(R.string.working), 400)
        put(Empty(this)).show(getString(R.string.failure_not_found), R.drawable.nav_workers, getString(R.string.choose)) { tapped += "empty" }
    }

    /** The menus that came up over it. */
    val modes = mutableListOf<ActionMode>()

    override fun onActionModeStarted(mode: ActionMode) {
        modes += mode
        super.onActionModeStarted(mode)
    }

    /** Puts one more part at the end. */
    fun <V : View> put(view: V): V = view.also {
        val place = LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT)
        place.topMargin = resources.getDimensionPixelSize(R.dimen.space_3)
        find<ViewGroup>(R.id.screen_page).addView(it, place)
    }
}
