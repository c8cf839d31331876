package id.perisai.shell.parts

import android.content.Context
import android.util.AttributeSet

/** What a layout says of a part in the framework's own words, such as `android:label`; none where it says nothing. */
internal fun told(context: Context, attributes: AttributeSet?, attribute: Int): String? {
    val typed = context.obtainStyledAttributes(attributes, intArrayOf(attribute))
    try {
        return typed.getString(0)
    } finally {
        typed.recycle()
    }
}

internal fun toldNumber(context: Context, attributes: AttributeSet?, attribute: Int, otherwise: Int): Int {
    val typed = context.obtainStyledAttributes(attributes, intArrayOf(attribute))
    try {
        return typed.getInt(0, otherwise)
    } finally {
        typed.recycle()
    }
}
