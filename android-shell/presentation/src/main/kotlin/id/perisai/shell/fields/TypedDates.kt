package id.perisai.shell.fields

import id.perisai.field.core.FieldInput

/**
 * What stands in an input: a day as eight digits, day before month before year, a month as six, as people say them. What is
 * half typed stays as it is; whether it is a day of any calendar is the core's to say.
 */
fun typed(input: FieldInput, stored: String): String = when (input) {
    is FieldInput.CivilDay, is FieldInput.CivilMonth -> stored.split('-').takeIf { it.size > 1 }?.asReversed()?.joinToString("") ?: stored
    else -> stored
}

/** What an input means: eight digits are a day, six a month; anything else is what it is. */
fun stored(input: FieldInput, typed: String): String {
    val digits = typed.length.takeIf { typed.all(Char::isDigit) }
    return when {
        input is FieldInput.CivilDay && digits == 8 -> "${typed.drop(4)}-${typed.substring(2, 4)}-${typed.take(2)}"
        input is FieldInput.CivilMonth && digits == 6 -> "${typed.drop(2)}-${typed.take(2)}"
        else -> typed
    }
}
