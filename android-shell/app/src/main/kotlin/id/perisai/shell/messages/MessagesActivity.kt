package id.perisai.shell.messages

import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.MessagePick
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.Empty
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.Tab
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.words

/** Pesan: stories and testimonies by community and objection. */
class MessagesActivity : ScreenActivity<Messages, MessagesEvent>() {
    override val title = R.string.messages
    override val layout = R.layout.messages
    override val tab get() = if (worker == null) Tab.MESSAGES else null

    private val worker get() = intent.getStringExtra(Places.WORKER)

    override fun begin(phone: Phone) = Screen(Messages(worker), phone.core, MessagesEvent::Failed, ::reduce)

    override fun onMade() {
        view<Button>(R.id.messages_all).setOnClickListener { screen.on(MessagesEvent.AllTapped) }
    }

    override fun entered(): MessagesEvent = MessagesEvent.Entered

    override fun draw(state: Messages) {
        showFailure(state.failure)
        val shelf = state.shelf
        // What nobody has published cannot be narrowed.
        view<View>(R.id.messages_narrowed).visibility = if (shelf == null || shelf.inUse == 0u) View.GONE else View.VISIBLE
        val objections = shelf?.objections.orEmpty()
        view<Choices>(R.id.messages_objection).show(
            objections, objections.filter { it.objection == state.objection }, { counted(words(it.objection), it.messages) },
        ) { screen.on(MessagesEvent.ObjectionTapped(it.objection)) }
        val segments = shelf?.segments.orEmpty()
        view<Choices>(R.id.messages_segment).show(
            segments, segments.filter { it.segment == state.segment }, { counted(words(it.segment), it.messages) },
        ) { screen.on(MessagesEvent.SegmentTapped(it.segment)) }
        val languages = shelf?.languages.orEmpty()
        view<Choices>(R.id.messages_language).apply {
            // One language is no choice.
            visibility = if (languages.size > 1 || state.language != null) View.VISIBLE else View.GONE
            show(languages, languages.filter { it.language == state.language }, { counted(words(it.language), it.messages) }) {
                screen.on(MessagesEvent.LanguageTapped(it.language))
            }
        }
        view<View>(R.id.messages_all).visibility = if (state.isNarrowed) View.VISIBLE else View.GONE
        val messages = shelf?.messages.orEmpty()
        view<TextView>(R.id.messages_count).draw(
            if (messages.isEmpty()) null else resources.getQuantityString(R.plurals.messages_count, messages.size, messages.size),
        )
        view<ViewGroup>(R.id.messages_list).drawLines(messages) { pick ->
            show(pick.title, second(pick), icon = R.drawable.nav_messages) { open(pick) }
        }
        view<Empty>(R.id.messages_none).apply {
            visibility = if (shelf != null && messages.isEmpty()) View.VISIBLE else View.GONE
            if (state.isNarrowed) {
                show(getString(R.string.messages_none_fit), R.drawable.nav_messages, getString(R.string.messages_all)) { screen.on(MessagesEvent.AllTapped) }
            } else {
                show(getString(R.string.messages_none), R.drawable.nav_messages, getString(R.string.messages_sync)) { startActivity(Places.sync(this@MessagesActivity)) }
            }
        }
    }

    private fun open(pick: MessagePick) {
        startActivity(Places.message(this, pick.message).putExtra(Places.WORKER, worker))
    }

    private fun second(pick: MessagePick): String {
        val what = listOf(words(pick.kind), words(pick.frame), words(pick.language)).joinToString(" · ", transform = ::getString)
        val why = pick.why.joinToString(", ") { getString(words(it)) }
        return listOf(what, why).filter(String::isNotEmpty).joinToString("\n")
    }

    private fun counted(words: Int, messages: UInt) = getString(R.string.messages_counted, getString(words), messages.toInt())

    private fun <V : View> view(id: Int): V = findViewById(id)
}
