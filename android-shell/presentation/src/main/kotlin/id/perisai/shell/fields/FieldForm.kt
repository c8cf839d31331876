package id.perisai.shell.fields

import id.perisai.field.core.FieldEdit
import id.perisai.field.core.FormField
import id.perisai.field.core.Rule

/**
 * A form whose fields the core tells: what was typed into it, and what was wrong with it. What was typed may be there before
 * the fields are.
 */
data class FieldForm(
    val fields: List<FormField> = emptyList(),
    /** What was typed or chosen, by place; of a field that is not in it, what stood there at first. */
    val typed: Map<String, String> = emptyMap(),
    /** The rules that were broken, by place. */
    val broken: Map<String, Rule> = emptyMap(),
) {
    /** What stands in a field's input now. */
    fun at(field: FormField): String = typed[field.place] ?: field.typed

    /** Something was typed: what was said of it before holds no more. */
    fun type(place: String, text: String): FieldForm = copy(typed = typed + (place to text), broken = broken - place)

    /** Taps a word of a list of several: on, or off again. */
    fun tap(field: FormField, word: String): FieldForm {
        val chosen = several(at(field))
        val next = if (word in chosen) chosen - word else chosen + word
        return type(field.place, next.sorted().joinToString(SEPARATOR))
    }

    /** A rule was broken at a field. */
    fun refuse(field: String, rule: Rule): FieldForm = copy(broken = mapOf(field to rule))

    /** Whether a field is called so: what was refused is shown at it. */
    fun has(place: String): Boolean = fields.any { it.place == place }

    /** What differs from what stood there at first; what was emptied is cleared. */
    fun edits(): List<FieldEdit> = fields
        .filter { at(it).trim() != it.typed.trim() }
        .map { FieldEdit(it.place, at(it).trim().ifEmpty { null }) }

    /** Everything that stands in the form, for a new record. */
    fun told(): List<FieldEdit> = fields
        .filter { at(it).isNotBlank() }
        .map { FieldEdit(it.place, at(it).trim()) }

    companion object {
        private const val SEPARATOR = ";"

        /** The words of a list of several. */
        fun several(text: String): List<String> = text.split(SEPARATOR).map(String::trim).filter(String::isNotEmpty)
    }
}
