package id.perisai.shell.receipt

import id.perisai.field.Field
import id.perisai.field.core.FieldException
import id.perisai.field.core.Language
import id.perisai.field.core.ReceiptText

/**
 * A receipt in words, to share with the worker, in the language in which the worker agreed last. It is in Indonesian where no
 * worker is named, or where the core cannot tell the language: a receipt in another language is better than none. Blocks.
 *
 * @param record the receipt, or the registration that it was given for
 */
fun receiptInWords(field: Field, record: String, worker: String?): ReceiptText =
    field.receiptText(record, worker?.let { language(field, it) } ?: Language.INDONESIAN)

private fun language(field: Field, worker: String): Language? = try {
    field.conversationForm(worker, emptyList()).language
} catch (_: FieldException) {
    null
}
