package id.perisai.shell.forum

import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import id.perisai.field.core.EventLine
import id.perisai.field.core.EventTime
import id.perisai.field.core.JoinedLine
import id.perisai.field.core.RecordStatus
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Empty
import id.perisai.shell.parts.LineItem
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.spoken
import id.perisai.shell.words.words

/** Forum: today's events, those to come, those past; and the way to one that another phone planned. */
class ForumsActivity : ScreenActivity<Forums, ForumsEvent>() {
    override val title = R.string.forums
    override val layout = R.layout.forums
    override val foot = R.layout.forums_foot

    override fun begin(phone: Phone) = Screen(Forums(), phone.core, ForumsEvent::Failed, ::reduce)

    override fun entered() = ForumsEvent.Entered

    override fun onMade() {
        findViewById<Button>(R.id.plan_event).setOnClickListener { startActivity(Places.planEvent(this)) }
        findViewById<Button>(R.id.join).setOnClickListener { screen.on(ForumsEvent.JoiningTapped) }
        findViewById<Button>(R.id.join_now).setOnClickListener { screen.on(ForumsEvent.JoinTapped) }
        findViewById<TextField>(R.id.code).onTyped = { screen.on(ForumsEvent.Typed(it)) }
    }

    override fun draw(state: Forums) {
        state.joined?.let { event ->
            screen.on(ForumsEvent.Opened)
            return startActivity(Places.forum(this, event))
        }
        val noCode = state.failure?.at("code")
        showFailure(state.failure.takeIf { noCode == null })
        findViewById<View>(R.id.joining).visibility = if (state.code == null) View.GONE else View.VISIBLE
        findViewById<TextField>(R.id.code).apply {
            text = state.code.orEmpty()
            wrong = noCode?.let { getString(R.string.no_event_code) }
        }
        findViewById<Button>(R.id.join_now).isEnabled = !state.code.isNullOrBlank()
        val view = state.view ?: return
        drawEvents(R.id.today_heading, R.id.today_events, view.events.filter { it.time == EventTime.TODAY })
        drawEvents(R.id.planned_heading, R.id.planned_events, view.events.filter { it.time == EventTime.PLANNED })
        drawEvents(R.id.past_heading, R.id.past_events, view.events.filter { it.time == EventTime.PAST })
        list(R.id.joined_heading, R.id.joined_events, view.joined) { showJoined(it) }
        findViewById<Empty>(R.id.no_events).apply {
            visibility = if (view.events.isEmpty() && view.joined.isEmpty()) View.VISIBLE else View.GONE
            show(getString(R.string.no_events), R.drawable.forum)
        }
        findViewById<Button>(R.id.plan_event).setText(if (view.isBegun) R.string.plan_event_further else R.string.plan_event)
    }

    private fun drawEvents(heading: Int, list: Int, events: List<EventLine>) = list(heading, list, events) { showEvent(it) }

    private fun <T> list(heading: Int, list: Int, lines: List<T>, draw: LineItem.(T) -> Unit) {
        findViewById<View>(heading).visibility = if (lines.isEmpty()) View.GONE else View.VISIBLE
        findViewById<LinearLayout>(list).drawLines(lines, draw)
    }

    private fun LineItem.showEvent(line: EventLine) {
        val where = listOfNotNull(line.place, line.villageName.ifEmpty { null }).joinToString(", ")
        val came = line.attending.toInt()
        val second = listOf(
            spoken(resources, line.starts),
            where,
            if (came > 0) resources.getQuantityString(R.plurals.attending, came, came) else "",
        )
        // What is with the branch needs no word; what is not, does.
        val status = line.status.takeIf { it != RecordStatus.SYNCED }
        show(getString(words(line.kind)), second.filter(String::isNotEmpty).joinToString("\n"), status) {
            startActivity(Places.forum(this@ForumsActivity, line.event))
        }
    }

    private fun LineItem.showJoined(line: JoinedLine) {
        val came = line.attending.toInt()
        val second = listOf(
            getString(R.string.joined_at, spoken(resources, line.joined)),
            if (came > 0) resources.getQuantityString(R.plurals.attending, came, came) else "",
        )
        show(getString(R.string.joined_event), second.filter(String::isNotEmpty).joinToString("\n")) {
            startActivity(Places.forum(this@ForumsActivity, line.event))
        }
        badge(getString(R.string.not_arrived), R.drawable.status_held, needsLook = false)
    }
}
