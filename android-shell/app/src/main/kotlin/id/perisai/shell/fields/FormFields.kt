package id.perisai.shell.fields

import android.app.Activity
import android.content.Context
import android.text.InputType
import android.util.AttributeSet
import android.view.LayoutInflater
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.FieldInput
import id.perisai.field.core.FormField
import id.perisai.field.core.NamedChoice
import id.perisai.field.core.ShownValue
import id.perisai.field.core.WordChoice
import id.perisai.shell.R
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.choose
import id.perisai.shell.parts.draw
import id.perisai.shell.words.fieldWords
import id.perisai.shell.words.kindWords
import id.perisai.shell.words.rupiah
import id.perisai.shell.words.shown
import id.perisai.shell.words.words

/** The fields of a form that the core tells, each asked for in its own way: digits by numbers, words by a tap. */
class FormFields @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    private val parts = mutableMapOf<String, View>()

    /** What more than one kind of the form has a field for. */
    private var shared = emptySet<Int>()

    init {
        orientation = VERTICAL
    }

    /** Draws a form; what is typed and tapped is told. */
    fun show(form: FieldForm, typed: (String, String) -> Unit, tapped: (FormField, String) -> Unit) {
        if (parts.keys.toList() != form.fields.map { it.place }) make(form)
        for (field in form.fields) {
            val wrong = form.broken[field.place]?.let { resources.getString(words(it)) }
            when (val part = parts.getValue(field.place)) {
                is TextField -> text(part, field, form.at(field), wrong) { typed(field.place, it) }
                is Choices -> choices(part, field, form.at(field), wrong, typed, tapped)
                is LinearLayout -> named(part, field, form.at(field), wrong) { typed(field.place, it) }
                is TextView -> part.draw("${label(field)}\n${shown(resources, field.shown)}")
            }
        }
    }

    /** The part of the first field that is not right; none where all are. */
    fun firstWrong(form: FieldForm): View? = form.fields.firstOrNull { it.place in form.broken }?.let { parts[it.place] }

    /** The part of a field. */
    fun part(place: String): View? = parts[place]

    private fun make(form: FieldForm) {
        removeAllViews()
        parts.clear()
        val kinds = form.fields.groupBy({ fieldWords(it.field, it.kind) }) { it.kind }
        shared = kinds.filterValues { it.distinct().size > 1 }.keys
        for (field in form.fields) {
            val part = made(field)
            val place = LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT)
            place.topMargin = resources.getDimensionPixelSize(R.dimen.space_3)
            addView(part, place)
            parts[field.place] = part
        }
    }

    private fun made(field: FormField): View = when (val input = field.input) {
        is FieldInput.Words, is FieldInput.Digits, is FieldInput.WholeNumber, is FieldInput.Rupiahs, is FieldInput.CivilDay, is FieldInput.CivilMonth ->
            TextField(context).also { prepare(it, field) }
        is FieldInput.YesOrNo, is FieldInput.OneOf -> choices(R.layout.field_one)
        is FieldInput.SomeOf -> choices(R.layout.field_some)
        is FieldInput.OneNamed -> if (input.choices.size <= AT_A_GLANCE) choices(R.layout.field_one) else inflated(R.layout.field_named)
        is FieldInput.ReadOnly -> inflated(R.layout.field_read)
    }

    private fun inflated(layout: Int): View = LayoutInflater.from(context).inflate(layout, this, false)

    private fun choices(layout: Int) = inflated(layout) as Choices

    private fun prepare(part: TextField, field: FormField) {
        part.label = marked(field)
        val input = field.input
        part.typed.inputType = when (input) {
            is FieldInput.Words -> InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_CAP_SENTENCES
            else -> InputType.TYPE_CLASS_NUMBER
        }
        when {
            field.field == "phone" -> part.typed.inputType = InputType.TYPE_CLASS_PHONE
            input is FieldInput.Digits -> part.groupBy(*input.parts.map(UInt::toInt).toIntArray())
            input is FieldInput.CivilDay -> part.groupBy(2, 2, 4)
            input is FieldInput.CivilMonth -> part.groupBy(2, 4)
        }
        part.helper = when {
            field.shown is ShownValue.Digits -> resources.getString(R.string.digits_known, shown(resources, field.shown))
            field.input is FieldInput.CivilDay -> resources.getString(R.string.day_typed)
            field.input is FieldInput.CivilMonth -> resources.getString(R.string.month_typed)
            else -> null
        }
    }

    private fun text(part: TextField, field: FormField, text: String, wrong: CharSequence?, tell: (String) -> Unit) {
        part.onTyped = { tell(stored(field.input, it)) }
        part.text = typed(field.input, text)
        part.wrong = wrong
        // Many zeros are easily one too many.
        if (field.input is FieldInput.Rupiahs) part.helper = text.toLongOrNull()?.let(::rupiah)
    }

    private fun choices(
        part: Choices,
        field: FormField,
        text: String,
        wrong: CharSequence?,
        typed: (String, String) -> Unit,
        tapped: (FormField, String) -> Unit,
    ) {
        part.label = marked(field)
        part.wrong = wrong
        val pick = { word: String -> typed(field.place, word) }
        val said = { choice: WordChoice -> resources.getString(words(choice.word)) }
        when (val input = field.input) {
            is FieldInput.YesOrNo -> part.showYesNo(text.toBooleanStrictOrNull()) { pick(it.toString()) }
            is FieldInput.OneOf -> part.show(input.choices, input.choices.filter { it.typed == text }, said) { pick(it.typed) }
            is FieldInput.OneNamed -> part.show(input.choices, input.choices.filter { it.typed == text }, NamedChoice::name) { pick(it.typed) }
            is FieldInput.SomeOf -> {
                val chosen = FieldForm.several(text)
                part.show(input.choices, input.choices.filter { it.typed in chosen }, said) { tapped(field, it.typed) }
            }
            else -> error("nobody taps this")
        }
    }

    /** What has too many names for a screen is chosen from a list over it. */
    private fun named(part: LinearLayout, field: FormField, text: String, wrong: CharSequence?, typed: (String) -> Unit) {
        val choices = (field.input as FieldInput.OneNamed).choices
        val name = choices.firstOrNull { it.typed == text }?.name ?: text
        part.findViewById<TextView>(R.id.field_named_label).draw(label(field))
        part.findViewById<TextView>(R.id.field_named_wrong).draw(wrong)
        part.findViewById<Button>(R.id.field_named_choose).apply {
            this.text = name.ifEmpty { resources.getString(R.string.choose) }
            contentDescription = "${label(field)}: ${this.text}"
            setOnClickListener {
                (context as Activity).choose(label(field), choices.map(NamedChoice::name)) { at -> typed(choices[at].typed) }
            }
        }
    }

    /** The label, and that a field cannot be left empty. */
    private fun marked(field: FormField): String =
        if (field.isRequired) resources.getString(R.string.required_mark, label(field)) else label(field)

    private fun label(field: FormField): String {
        val words = fieldWords(field.field, field.kind)
        val label = resources.getString(words)
        return if (words in shared) resources.getString(R.string.label_of_kind, label, resources.getString(kindWords(field.kind))) else label
    }

    private companion object {
        /** So many names are chosen from at a glance. */
        const val AT_A_GLANCE = 8
    }
}
