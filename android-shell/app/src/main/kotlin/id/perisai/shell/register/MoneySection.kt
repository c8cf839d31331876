package id.perisai.shell.register

import android.view.View
import android.widget.TextView
import id.perisai.shell.R
import id.perisai.shell.parts.draw
import id.perisai.shell.words.rupiah
import id.perisai.shell.words.spokenMonths

/** Money that the worker entrusts to the agent now, and the receipt that will be given for it. */
class MoneySection(page: View, tell: (RegisterEvent) -> Unit) : Section(page, tell) {
    private val cash = choice(Place.CASH, R.id.register_cash)
    private val amount = field(Place.CASH, R.id.register_cash_amount)
    private val ahead = find<TextView>(R.id.register_receipt_ahead)

    override fun draw(state: Register) {
        drawTyped(state)
        // One place, two parts: what is wrong with the amount is said where it is typed.
        if (state.typed.cash == Cash.OTHER) cash.wrong = null
        val quoted = state.quote?.totalRupiah?.let { words(R.string.register_cash_quoted, rupiah(it)) }
        val called = { choice: Cash ->
            when (choice) {
                Cash.NONE -> words(R.string.register_cash_none)
                Cash.AS_QUOTED -> quoted ?: words(R.string.register_cash_quoted_unknown)
                Cash.OTHER -> words(R.string.register_cash_other)
            }
        }
        cash.show(Cash.values().toList(), listOf(state.typed.cash), called) { tapped -> chose { it.copy(cash = tapped) } }
        amount.shown(state.typed.cash == Cash.OTHER)
        amount.helper = state.typed.text(Place.CASH).toLongOrNull()?.let(::rupiah)
        ahead.draw(told(state))
    }

    private fun told(state: Register): String? {
        val receipt = state.receipt ?: return null
        val made = words(R.string.register_receipt, rupiah(receipt.rupiah), spokenMonths(resources, receipt.months))
        val differs = when {
            receipt.overQuoteRupiah > 0 -> words(R.string.register_receipt_more, rupiah(receipt.overQuoteRupiah))
            receipt.underQuoteRupiah > 0 -> words(R.string.register_receipt_less, rupiah(receipt.underQuoteRupiah))
            else -> null
        }
        return listOfNotNull(made, differs).joinToString(" ")
    }
}
