package id.perisai.shell.today

import android.content.Intent
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.parts.LineItem
import id.perisai.shell.parts.PageActivity

/** Catat: what is to be recorded. It leaves as soon as that is said, so that one comes back to the day. */
class RecordChooser : PageActivity() {
    override val title = R.string.record_what
    override val layout = R.layout.record_chooser

    override fun onCreate(saved: android.os.Bundle?) {
        super.onCreate(saved)
        line(R.id.record_registration, R.string.record_registration, R.string.record_registration_why, R.drawable.register) { Places.register(this) }
        line(R.id.record_conversation, R.string.record_conversation, R.string.record_conversation_why, R.drawable.conversation) { Places.conversation(this) }
        line(R.id.record_forum, R.string.record_forum, R.string.record_forum_why, R.drawable.forum) { Places.forums(this) }
    }

    private fun line(id: Int, what: Int, why: Int, icon: Int, place: () -> Intent) {
        find<LineItem>(id).show(getString(what), getString(why), icon = icon) {
            startActivity(place())
            finish()
        }
    }
}
