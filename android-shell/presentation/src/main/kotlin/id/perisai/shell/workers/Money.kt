package id.perisai.shell.workers

import id.perisai.field.Field
import id.perisai.field.core.FieldException
import id.perisai.field.core.MoneyOffer
import id.perisai.field.core.MoneyView
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
    /** The receipts of the money held before more was to be taken, until it is known whether it was. */
    val heldBefore: List<String>? = null,
    val given: NumberedReceipt? = null,
    /** The receipt in words, to share; none where it cannot be read now. */
    val text: String? = null,
    val failure: Failure? = null,
) {
    /** The offer that was tapped; none where its months are not open any more. */
    val offer: MoneyOffer? get() = view?.offers?.find { it.months == chosen }

    /** What must be known after a kill, lest the money be taken twice; none before it is taken. */
    fun left(): MoneyLeft? = when {
        given != null -> MoneyLeft.Given(given)
        heldBefore != null -> MoneyLeft.Taking(heldBefore)
        else -> null
    }

    /** What was tapped and typed, to be kept; none while it is saved and from then on. */
    fun toFields(): Map<String, String>? = when {
        isSaving || heldBefore != null || given != null -> null
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

/** A receipt that was given, and the number on it. */
data class NumberedReceipt(val receipt: String, val number: String)

/** How far the taking of money had come when the screen was left: ids and a number, and never a name. */
sealed class MoneyLeft {
    /** It was about to be saved: whether it was, tells what is held now. */
    data class Taking(val heldBefore: List<String>) : MoneyLeft()

    /** It was taken. */
    data class Given(val given: NumberedReceipt) : MoneyLeft()
}

/** What happens on this screen. */
sealed class MoneyEvent {
    /** The screen came up; with how far it had come before the app was killed, where it had. */
    data class Entered(val worker: String, val left: MoneyLeft? = null) : MoneyEvent()

    /** The core told what there is, and what came of the money that was to be taken. */
    data class Told(val view: MoneyView, val given: NumberedReceipt?, val text: String?) : MoneyEvent()

    /** What was tapped and typed before the app was killed is there again. */
    data class Restored(val fields: Map<String, String>) : MoneyEvent()

    /** Months were tapped. */
    data class OfferTapped(val offer: MoneyOffer) : MoneyEvent()

    /** An amount was typed. */
    data class Typed(val rupiah: String) : MoneyEvent()

    /** The money is in the agent's hand. */
    object TakeTapped : MoneyEvent()

    /** The receipt is saved. */
    data class Given(val given: NumberedReceipt, val text: String?) : MoneyEvent()

    /** The core could not, or did not want to. */
    data class Failed(val failure: Failure) : MoneyEvent()
}

/** What is shown next. */
fun reduce(state: Money, event: MoneyEvent): Next<Money, MoneyEvent> = when (event) {
    is MoneyEvent.Entered -> entered(state, event)
    is MoneyEvent.Told -> Next(told(state, event))
    is MoneyEvent.Restored -> Next(if (state.isSaving || state.given != null) state else priced(state.with(event.fields)))
    is MoneyEvent.OfferTapped -> Next(priced(state.copy(chosen = event.offer.months, failure = null)))
    is MoneyEvent.Typed ->
        Next(state.copy(rupiah = event.rupiah, isTyped = event.rupiah.isNotBlank(), failure = null))
    is MoneyEvent.TakeTapped -> take(state)
    is MoneyEvent.Given -> Next(state.copy(isSaving = false, heldBefore = null, given = event.given, text = event.text))
    is MoneyEvent.Failed -> Next(failed(state, event.failure))
}

private fun entered(state: Money, event: MoneyEvent.Entered): Next<Money, MoneyEvent> {
    val next = when (val left = event.left) {
        is MoneyLeft.Taking -> state.copy(heldBefore = left.heldBefore)
        is MoneyLeft.Given -> state.copy(given = left.given)
        null -> state
    }
    // All there is to say is said.
    if (next.given != null && next.text != null) return Next(next)
    return Next(next) { field ->
        val view = field.moneyView(event.worker)
        val given = next.given ?: next.heldBefore?.let { before -> takenSince(view, before) }
        MoneyEvent.Told(view, given, given?.let { inWords(field, it) })
    }
}

/** The money that came to what was held before; none where it was not taken. */
private fun takenSince(view: MoneyView, before: List<String>): NumberedReceipt? =
    view.held.lastOrNull { it.receipt !in before }?.let { NumberedReceipt(it.receipt, it.number) }

private fun told(state: Money, event: MoneyEvent.Told): Money {
    val given = state.given ?: event.given
    // While it is saved, nobody knows yet.
    val heldBefore = state.heldBefore.takeIf { state.isSaving && given == null }
    return priced(state.copy(view = event.view, given = given, text = state.text ?: event.text, heldBefore = heldBefore, failure = null))
}

/** What could not be saved was not taken; where something else failed, it is still to be asked. */
private fun failed(state: Money, failure: Failure): Money =
    state.copy(isSaving = false, heldBefore = state.heldBefore.takeUnless { state.isSaving }, failure = failure)

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
    return Next(state.copy(isSaving = true, heldBefore = view.held.map { it.receipt }, failure = null)) { field ->
        val given = field.receiveMoney(input).let { NumberedReceipt(it.receipt, it.number) }
        MoneyEvent.Given(given, inWords(field, given))
    }
}

/** The money is on record, whether or not its receipt can be put into words now. */
private fun inWords(field: Field, given: NumberedReceipt): String? = try {
    field.receiptText(given.receipt).text
} catch (_: FieldException) {
    null
}
