package id.perisai.shell.figures

import android.content.Intent
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.FigureLine
import id.perisai.field.core.RecordStatus
import id.perisai.field.core.SmallSet
import id.perisai.field.core.VillageLine
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.Empty
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.words

/** Tokoh: who they are, how we stand, and by what share they are named. */
class FiguresActivity : ScreenActivity<Figures, FiguresEvent>() {
    override val title = R.string.figures
    override val layout = R.layout.figures
    override val foot = R.layout.figures_foot

    override fun begin(phone: Phone) = Screen(Figures(), phone.core, FiguresEvent::Failed, ::reduce)

    override fun entered() = FiguresEvent.Entered

    override fun onMade() {
        findViewById<Button>(R.id.new_figure).setOnClickListener { startActivity(Places.editFigure(this)) }
        findViewById<Button>(R.id.partners).setOnClickListener { startActivity(Places.partners(this)) }
        findViewById<Button>(R.id.nominate).setOnClickListener { startActivityForResult(Places.pickWorker(this), ASKED) }
    }

    @Deprecated("Deprecated in Java")
    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        val worker = data?.getStringExtra(Places.WORKER)?.takeIf { request == ASKED && result == RESULT_OK } ?: return
        startActivity(Places.nominate(this, worker))
    }

    override fun draw(state: Figures) {
        showFailure(state.failure)
        val view = state.view ?: return
        findViewById<Choices>(R.id.village).apply {
            val offered: List<VillageLine?> = listOf(null) + view.villages.take(VILLAGES_OFFERED_MAX)
            visibility = if (view.villages.size > 1) View.VISIBLE else View.GONE
            show(offered, offered.filter { it?.village == state.village }, { it?.name ?: getString(R.string.all_villages) }) {
                screen.on(FiguresEvent.VillageChosen(it?.village))
            }
        }
        findViewById<TextView>(R.id.small_set).draw(view.smallSets.mapNotNull(::told).joinToString("\n\n"))
        findViewById<TextView>(R.id.how_read).visibility = if (view.figures.any { it.shares.isNotEmpty() }) View.VISIBLE else View.GONE
        findViewById<LinearLayout>(R.id.list).drawLines(view.figures) { line ->
            show(line.name, about(line), line.status.takeIf { it != RecordStatus.SYNCED }) {
                startActivity(Places.figure(this@FiguresActivity, line.figure))
            }
        }
        findViewById<Empty>(R.id.no_figures).apply {
            visibility = if (view.figures.isEmpty()) View.VISIBLE else View.GONE
            show(getString(R.string.no_figures), R.drawable.nav_figures)
        }
    }

    /** The small set that most name; nothing where it may not be shown. */
    private fun told(set: SmallSet): String? {
        if (set.names.isEmpty()) return null
        val covered = percent(set.covered) ?: return null
        return getString(R.string.small_set, getString(words(set.question)), set.names.joinToString(", "), covered)
    }

    private fun about(line: FigureLine): String = listOf(
        (line.roles.map { getString(words(it)) } + line.villageName).filter(String::isNotEmpty).joinToString(" · "),
        standing(resources, line),
    ).plus(line.shares.map { share(resources, it) }).filter(String::isNotEmpty).joinToString("\n")

    private companion object {
        /** More chips than this are no choice any more. */
        const val VILLAGES_OFFERED_MAX = 30

        /** The worker who is to be asked was chosen. */
        const val ASKED = 1
    }
}
