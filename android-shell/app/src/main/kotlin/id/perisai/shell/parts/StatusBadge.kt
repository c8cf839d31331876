package id.perisai.shell.parts

import android.content.Context
import android.content.res.ColorStateList
import android.util.AttributeSet
import android.widget.TextView
import id.perisai.field.core.RecordStatus
import id.perisai.shell.R
import id.perisai.shell.words.words

/** Where a record stands, by a shape of its own and by its word; the colour only repeats what needs a look. */
class StatusBadge @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) :
    TextView(context, attributes, 0, R.style.Badge) {

    /** Draws where a record stands. */
    fun show(status: RecordStatus) = show(resources.getString(words(status)), icon(status), needsLook(status))

    /** Draws another thing's standing in the same way: what it is called, its shape, and whether it waits for a person. */
    fun show(words: CharSequence, icon: Int, needsLook: Boolean) {
        val colour = context.getColor(if (needsLook) R.color.look else R.color.faint)
        text = words
        setTextColor(colour)
        setCompoundDrawablesRelativeWithIntrinsicBounds(icon, 0, 0, 0)
        compoundDrawableTintList = ColorStateList.valueOf(colour)
    }
}

/** The shape of a status: no two are alike, whatever their colour. */
fun icon(status: RecordStatus): Int = when (status) {
    RecordStatus.SYNCED -> R.drawable.status_synced
    RecordStatus.PENDING -> R.drawable.status_pending
    RecordStatus.SENDING -> R.drawable.status_sending
    RecordStatus.HELD -> R.drawable.status_held
    RecordStatus.CONTESTED -> R.drawable.status_contested
    RecordStatus.REJECTED -> R.drawable.status_rejected
}

/** Whether it waits for a person on this side. */
fun needsLook(status: RecordStatus): Boolean = when (status) {
    RecordStatus.CONTESTED, RecordStatus.REJECTED -> true
    RecordStatus.SYNCED, RecordStatus.PENDING, RecordStatus.SENDING, RecordStatus.HELD -> false
}
