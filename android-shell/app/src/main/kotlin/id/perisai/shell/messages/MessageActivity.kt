package id.perisai.shell.messages

import android.content.Intent
import android.view.View
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.MessageView
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ReadAloudButton
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.draw
import id.perisai.shell.words.words

/** One message, large enough for two to read it at arm's length, or read aloud by the phone. */
class MessageActivity : ScreenActivity<Message, MessageEvent>() {
    override val title = R.string.message
    override val layout = R.layout.message
    override val foot = R.layout.message_foot

    override fun begin(phone: Phone) =
        Screen(Message(intent.getStringExtra(Places.MESSAGE).orEmpty()), phone.core, MessageEvent::Failed, ::reduce)

    override fun onMade() {
        findViewById<Button>(R.id.message_use).setOnClickListener { use() }
    }

    override fun entered(): MessageEvent = MessageEvent.Entered

    override fun onPause() {
        stopReading()
        super.onPause()
    }

    override fun readingChanged() = screen.on(MessageEvent.Reading(aloud.isReading))

    override fun draw(state: Message) {
        showFailure(state.failure)
        val view = state.view
        findViewById<View>(R.id.message_page).visibility = if (view == null) View.GONE else View.VISIBLE
        findViewById<View>(R.id.message_use).visibility = if (view?.mayBeTold == true) View.VISIBLE else View.GONE
        if (view != null) draw(view)
    }

    private fun draw(view: MessageView) {
        val message = view.message
        findViewById<Notice>(R.id.message_withdrawn).show(getString(R.string.message_withdrawn).takeIf { !view.mayBeTold }, Notice.Kind.LOOK)
        findViewById<TextView>(R.id.message_title).draw(message.title)
        findViewById<TextView>(R.id.message_what).draw(
            listOf(words(message.kind), words(message.frame), words(message.language)).joinToString(" · ", transform = ::getString),
        )
        findViewById<TextView>(R.id.message_body).draw(message.body)
        findViewById<ReadAloudButton>(R.id.message_read).apply {
            visibility = if (view.mayBeTold) View.VISIBLE else View.GONE
            show(aloud, "${message.title}. ${message.body}", message.language)
        }
        // Recordings do not travel to phones yet: that there is one is said, and where.
        findViewById<Notice>(R.id.message_media).show(message.media?.let { getString(R.string.message_media_elsewhere, it) }, Notice.Kind.INFO)
        val forWhom = if (view.segments.isEmpty()) getString(R.string.message_for_all) else view.segments.joinToString(", ") { getString(words(it)) }
        val answers = view.answers.joinToString(", ") { getString(words(it)) }
        val functions = view.functions.joinToString(", ") { getString(words(it)) }
        val about = listOfNotNull(
            getString(R.string.message_for, forWhom),
            answers.takeIf(String::isNotEmpty)?.let { getString(R.string.message_answers, it) },
            functions.takeIf(String::isNotEmpty)?.let { getString(R.string.message_functions, it) },
            view.style?.let { getString(R.string.message_style, it) },
            view.factCheck?.let { getString(R.string.message_fact_check, it) },
        )
        findViewById<TextView>(R.id.message_about).draw(about.joinToString("\n"))
    }

    /** Into the conversation that asked for it, or into a new one. */
    private fun use() {
        val message = intent.getStringExtra(Places.MESSAGE)
        if (intent.getBooleanExtra(Places.PICK, false)) {
            setResult(RESULT_OK, Intent().putExtra(Places.MESSAGE, message))
        } else {
            startActivity(Places.conversation(this, intent.getStringExtra(Places.WORKER), message))
        }
        finish()
    }
}
