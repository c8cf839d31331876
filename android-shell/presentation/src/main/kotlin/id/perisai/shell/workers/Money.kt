package id.perisai.shell.workers

import id.perisai.field.Field
import id.perisai.field.core.FieldException
import id.perisai.field.core.Language
import id.perisai.field.core.MoneyOffer
import id.perisai.field.core.MoneyView
import id.perisai.field.core.ReceiptGiven
import id.perisai.field.core.ReceiptInput
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** Money is taken for contribution months, against a numbered receipt. */
data class Money(
    val view: MoneyView? = null,
    /** Which months, as the offer that was tapped has them. */
    val chosen: List<String> = emptyList(),
    /** How much, as typed; the price of the months until somebody types. */
    val rupiah: String = "",
    val isTyped: Boolean = false,
    val isSaving: Boolean = false,
    val given: ReceiptGiven? = null,
    /** The receipt in words, to share; none where it cannot be read now. */
    val text: String? = null,
    val failure: Failure? = null,
) {
    /** The offer that was tapped; none where its months are not open any more. */
    val offer: MoneyOffer? get() = view?.offers?.find { it.months == chosen }

    /** What was tapped and typed, to be kept; none while it is saved and from then on. */
    fun toFields(): Map<String, String>? = when {
        isSaving || given != null -> null
        chosen.isEmpty() && !isTyped -> emptyMap()
        else -> buildMap {
            put(MONTHS, chosen.joinToString("\n"))
            if (isTyped) put(RUPIAH, rupiah)
        }
    }

    /** The same with what was kept. */
    fun with(fields: Map<String, String>): Money = copy(
        chosen = fields[MONTHS].orEmpty().lines().filter(String::isNotEmpty),
        rupiah = fields[RUPIAH].orEmpty(),
        isTyped = fields[RUPIAH] != null,
    )

    private companion object {
        const val MONTHS = "months"
        const val RUPIAH = "rupiah"
    }
}

/** What happens on this screen. */
sealed class MoneyEvent {
    /** The screen came up. */
    data class Entered(val worker: String) : MoneyEvent()

    /** The core told what there is. */
    data class Told(val view: MoneyView) : MoneyEvent()

    /** What was tapped and typed before the app was killed is there again. */
    data class Restored(val fields: Map<String, String>) : MoneyEvent()

    /** Months were tapped. */
    data class OfferTapped(val offer: MoneyOffer) : MoneyEvent()

    /** An amount was typed. */
    data class Typed(val rupiah: String) : MoneyEvent()

    /** The money is in the agent's hand. */
    object TakeTapped : MoneyEvent()

    /** The receipt is saved. */
    data class Given(val given: ReceiptGiven, val text: String?) : MoneyEvent()

    /** The core could not, or did not want to. */
    data class Failed(val failure: Failure) : MoneyEvent()
}

/** What is shown next. */
fun reduce(state: Money, event: MoneyEvent): Next<Money, MoneyEvent> = when (event) {
    is MoneyEvent.Entered ->
        if (state.given != null) Next(state) else Next(state) { field -> MoneyEvent.Told(field.moneyView(event.worker)) }
    is MoneyEvent.Told -> Next(priced(state.copy(view = event.view, failure = null)))
    is MoneyEvent.Restored -> Next(if (state.isSaving || state.given != null) state else priced(state.with(event.fields)))
    is MoneyEvent.OfferTapped -> Next(priced(state.copy(chosen = event.offer.months, failure = null)))
    is MoneyEvent.Typed ->
        Next(state.copy(rupiah = event.rupiah, isTyped = event.rupiah.isNotBlank(), failure = null))
    is MoneyEvent.TakeTapped -> take(state)
    is MoneyEvent.Given -> Next(state.copy(isSaving = false, given = event.given, text = event.text))
    is MoneyEvent.Failed -> Next(state.copy(isSaving = false, failure = event.failure))
}

/** The price of the months stands in the amount, unless somebody typed another. */
private fun priced(state: Money): Money =
    if (state.isTyped) state else state.copy(rupiah = state.offer?.rupiah?.toString().orEmpty())

private fun take(state: Money): Next<Money, MoneyEvent> {
    val view = state.view
    if (view == null || state.isSaving || state.given != null) return Next(state)
    val input = ReceiptInput(
        worker = view.worker,
        registration = view.registration,
        // What is no number is no money, and the core says so at the field.
        rupiah = state.rupiah.filter(Char::isDigit).toLongOrNull() ?: 0,
        contributionMonths = state.offer?.months.orEmpty(),
    )
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        val given = field.receiveMoney(input)
        MoneyEvent.Given(given, inWords(field, given))
    }
}

/** The money is on record, whether or not its receipt can be put into words now. */
private fun inWords(field: Field, given: ReceiptGiven): String? = try {
    field.receiptText(given.receipt, Language.INDONESIAN).text
} catch (_: FieldException) {
    null
}
