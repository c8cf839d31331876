package id.perisai.shell.workers

import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import id.perisai.field.core.ShownValue
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.StatusBadge
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.parts.shareText
import id.perisai.shell.words.called
import id.perisai.shell.words.fieldWords
import id.perisai.shell.words.kindWords
import id.perisai.shell.words.shown
import id.perisai.shell.words.spoken

/** One record, field by field. Digits that tell who somebody is are shown whole to whoever taps them; a receipt is shared from here. */
class RecordActivity : ScreenActivity<OneRecord, OneRecordEvent>() {
    override val title = R.string.record
    override val layout = R.layout.record

    override fun begin(phone: Phone) = Screen(OneRecord(), phone.core, OneRecordEvent::Failed, ::reduce)

    override fun onMade() {
        findViewById<View>(R.id.record_share).setOnClickListener { screen.on(OneRecordEvent.ShareTapped) }
    }

    override fun entered(): OneRecordEvent? {
        val (kind, record) = (intent.getStringExtra(Places.KIND) ?: return null) to (intent.getStringExtra(Places.RECORD) ?: return null)
        return OneRecordEvent.Entered(kind, record)
    }

    override fun draw(state: OneRecord) {
        showFailure(state.failure)
        val view = state.view ?: return
        showTitle(getString(kindWords(view.kind)))
        findViewById<TextView>(R.id.record_who).draw(getString(R.string.when_and_who, spoken(resources, view.at), called(resources, view.who)))
        findViewById<StatusBadge>(R.id.record_status).show(view.status)
        findViewById<View>(R.id.record_share).visibility = if (state.receipt != null) View.VISIBLE else View.GONE
        findViewById<ViewGroup>(R.id.record_fields).drawLines(view.facts) { fact ->
            val label = getString(fieldWords(fact.field, view.kind))
            val isMasked = fact.value is ShownValue.Digits
            val tapped = { screen.on(OneRecordEvent.DigitsTapped(fact.field)) }.takeIf { isMasked }
            show(label, shown(resources, fact.value, fact.field in state.whole), tapped = tapped)
        }
        state.toShare?.let { receipt ->
            screen.on(OneRecordEvent.Shared)
            shareText(receipt.text, R.string.receipt_share)
        }
    }
}
