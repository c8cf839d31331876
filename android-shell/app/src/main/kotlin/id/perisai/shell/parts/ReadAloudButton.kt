package id.perisai.shell.parts

import android.content.Context
import android.util.AttributeSet
import android.view.LayoutInflater
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.Language
import id.perisai.shell.R

/** Has a text read aloud, and silences it again. Where the phone has no voice for it, that is said and there is no button. */
class ReadAloudButton @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    init {
        orientation = VERTICAL
        LayoutInflater.from(context).inflate(R.layout.part_read_aloud, this, true)
    }

    /** Draws the way to have `text` read. */
    fun show(aloud: ReadAloud, text: String, language: Language) {
        val means = aloud.means(language)
        val button = findViewById<Button>(R.id.read_aloud)
        val canBeRead = means == ReadAloud.Means.OWN_VOICE || means == ReadAloud.Means.INDONESIAN_VOICE
        button.visibility = if (canBeRead) VISIBLE else GONE
        button.setText(if (aloud.isReading) R.string.read_aloud_stop else R.string.read_aloud)
        button.setCompoundDrawablesRelativeWithIntrinsicBounds(if (aloud.isReading) R.drawable.close else R.drawable.play, 0, 0, 0)
        button.setOnClickListener { if (aloud.isReading) aloud.stop() else aloud.read(text, language) }
        findViewById<TextView>(R.id.read_aloud_by).draw(
            when (means) {
                ReadAloud.Means.UNKNOWN, ReadAloud.Means.OWN_VOICE -> null
                ReadAloud.Means.INDONESIAN_VOICE -> context.getString(R.string.read_aloud_indonesian)
                ReadAloud.Means.NONE -> context.getString(R.string.read_aloud_none)
            },
        )
    }
}
