package id.perisai.shell.parts

import android.content.Context
import android.text.Editable
import android.text.InputFilter
import android.text.InputType
import android.text.TextWatcher
import android.text.method.DigitsKeyListener
import android.util.AttributeSet
import android.view.View
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.shell.R

/**
 * A field to type in, with its label above, and below it what is wrong and what helps. In a layout: `android:label`,
 * `android:summary` (what helps), `android:hint`, `android:inputType`, `android:maxLength`.
 *
 * It holds what is typed and nothing else: a screen draws its state into [text] and [wrong], and hears of typing by
 * [onTyped]. Drawing what stands there already leaves cursor and keyboard alone. What is typed here is never copied out of it.
 */
class TextField @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    private val labelView: TextView
    private val wrongView: TextView
    private val helperView: TextView
    private var groups: List<Int> = emptyList()
    private var isDrawing = false

    /** Where one types; for what this part has no word for, such as `imeOptions`. */
    val typed: EditText

    /** What was typed, by a person. */
    var onTyped: ((String) -> Unit)? = null

    /** What stands in the field, without the blanks of [groupBy]. */
    var text: String
        get() = ungrouped(typed.text)
        set(text) {
            if (text == this.text) return
            isDrawing = true
            typed.setText(grouped(text))
            typed.setSelection(typed.text.length)
            isDrawing = false
        }

    /** The label. */
    var label: CharSequence
        get() = labelView.text
        set(text) {
            labelView.text = text
        }

    /** What is wrong with what stands there, and what to do; none where nothing is. */
    var wrong: CharSequence? = null
        set(text) {
            field = text
            wrongView.draw(text)
            typed.isActivated = text != null
        }

    /** What helps to fill it in. */
    var helper: CharSequence? = null
        set(text) {
            field = text
            helperView.draw(text)
        }

    init {
        orientation = VERTICAL
        inflate(context, R.layout.part_text_field, this)
        labelView = findViewById(R.id.field_label)
        typed = findViewById(R.id.field_typed)
        wrongView = findViewById(R.id.field_wrong)
        helperView = findViewById(R.id.field_helper)
        // Several fields stand on one screen: each has a name of its own, for its label and for nobody else.
        typed.id = View.generateViewId()
        labelView.labelFor = typed.id
        // What is kept is kept by the screen, encrypted, and not by the system.
        typed.isSaveEnabled = false
        label = told(context, attributes, android.R.attr.label).orEmpty()
        helper = told(context, attributes, android.R.attr.summary)
        typed.hint = told(context, attributes, android.R.attr.hint)
        typed.inputType = toldNumber(context, attributes, android.R.attr.inputType, SENTENCES)
        val most = toldNumber(context, attributes, android.R.attr.maxLength, 0)
        if (most > 0) typed.filters = arrayOf(InputFilter.LengthFilter(most))
        typed.addTextChangedListener(Watcher())
        typed.accessibilityDelegate = Spoken()
    }

    /**
     * Parts what is typed by blanks, in groups of these lengths, so that it can be read aloud and compared: a code by 4, 4, 4, 4.
     * Said after the kind of text, where that is not the layout's.
     */
    fun groupBy(vararg lengths: Int) {
        groups = lengths.toList()
        if (typed.inputType and InputType.TYPE_MASK_CLASS == InputType.TYPE_CLASS_NUMBER) {
            // A field for digits takes no blanks; this one does, and shows the digits' keyboard all the same.
            val keyboard = typed.inputType
            typed.keyListener = DigitsKeyListener.getInstance("0123456789 ")
            typed.setRawInputType(keyboard)
        }
    }

    private fun grouped(text: String): String {
        if (groups.isEmpty()) return text
        val grouped = StringBuilder()
        var at = 0
        for (length in groups) {
            if (at >= text.length) break
            if (at > 0) grouped.append(' ')
            grouped.append(text, at, minOf(at + length, text.length))
            at += length
        }
        if (at < text.length) grouped.append(' ').append(text, at, text.length)
        return grouped.toString()
    }

    private fun ungrouped(text: CharSequence): String =
        if (groups.isEmpty()) text.toString() else text.filterNot(Char::isWhitespace).toString()

    private inner class Watcher : TextWatcher {
        override fun beforeTextChanged(text: CharSequence, start: Int, count: Int, after: Int) = Unit

        override fun onTextChanged(text: CharSequence, start: Int, before: Int, count: Int) = Unit

        override fun afterTextChanged(text: Editable) {
            if (isDrawing) return
            val whole = ungrouped(text)
            val parted = grouped(whole)
            if (parted != text.toString()) {
                isDrawing = true
                val before = ungrouped(text.subSequence(0, typed.selectionStart.coerceAtLeast(0))).length
                text.replace(0, text.length, parted)
                typed.setSelection(after(text.toString(), before))
                isDrawing = false
            }
            onTyped?.invoke(whole)
        }

        /** Where the cursor stands after so many characters that are no blanks. */
        private fun after(text: String, count: Int): Int {
            var left = count
            text.forEachIndexed { at, character ->
                if (left == 0) return at
                if (!character.isWhitespace()) left--
            }
            return text.length
        }
    }

    /** Says what is wrong with the field when it is reached, not only when it appears. */
    private inner class Spoken : AccessibilityDelegate() {
        override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
            super.onInitializeAccessibilityNodeInfo(host, info)
            info.isContentInvalid = wrong != null
            info.error = wrong
        }
    }

    private companion object {
        const val SENTENCES = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_CAP_SENTENCES
    }
}

/** Shows a text, or nothing in its place. What stands there already is left alone, and not read aloud again. */
fun TextView.draw(text: CharSequence?) {
    val shown = if (text.isNullOrEmpty()) View.GONE else View.VISIBLE
    if (visibility != shown) visibility = shown
    if (this.text.toString() != text?.toString().orEmpty()) this.text = text
}
