package id.perisai.shell.register

import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.RecordStatus
import id.perisai.shell.R
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.StatusBadge
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.likenessWords

/** It is saved: what that means, the receipt, and who it may be besides. */
class SavedSection(
    private val page: View,
    private val tell: (RegisterEvent) -> Unit,
    private val see: (String) -> Unit,
) {
    fun draw(saved: SavedRegistration) {
        val words = { id: Int -> page.resources.getString(id) }
        page.findViewById<StatusBadge>(R.id.register_saved_status).show(RecordStatus.PENDING)
        page.findViewById<TextView>(R.id.register_saved_what)
            .draw(words(if (saved.isDraft) R.string.register_saved_draft else R.string.register_saved_waits))
        page.findViewById<TextView>(R.id.register_receipt_label)
            .draw(words(R.string.register_receipt_number).takeIf { saved.receiptNumber != null })
        page.findViewById<TextView>(R.id.register_receipt_number).draw(saved.receiptNumber)
        page.findViewById<Button>(R.id.register_share).apply {
            shown(saved.receiptNumber != null)
            setOnClickListener { tell(RegisterEvent.ShareTapped) }
        }
        val likely = saved.likelySame
        val told = words(R.string.register_saved_likely).takeIf { likely.isNotEmpty() }
        page.findViewById<Notice>(R.id.register_saved_likely_notice).show(told, Notice.Kind.LOOK)
        page.findViewById<LinearLayout>(R.id.register_saved_likely).drawLines(likely) { same ->
            show(same.name, same.reasons.joinToString("; ") { words(likenessWords(it)) }) { see(same.worker) }
        }
        page.findViewById<View>(R.id.register_see_worker).apply {
            shown(saved.worker != null)
            setOnClickListener { saved.worker?.let(see) }
        }
    }
}
