package id.perisai.shell.workers

import android.os.Bundle
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.FormKind
import id.perisai.field.core.MoneyOffer
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.parts.shareText
import id.perisai.shell.words.rupiah
import id.perisai.shell.words.spoken
import id.perisai.shell.words.spokenMonths
import id.perisai.shell.words.words

/** Money is taken for later months, against a numbered receipt. */
class MoneyActivity : ScreenActivity<Money, MoneyEvent>() {
    override val title = R.string.money
    override val layout = R.layout.money
    override val foot = R.layout.money_foot

    override val keptAs get() = KeptAs(FormKind.MONEY, intent.getStringExtra(Places.WORKER))

    /** How far it had come before the app was killed, until the screen has heard of it. */
    private var left: MoneyLeft? = null

    override fun onCreate(saved: Bundle?) {
        left = saved?.let(::moneyLeft)
        super.onCreate(saved)
    }

    override fun onSaveInstanceState(out: Bundle) {
        super.onSaveInstanceState(out)
        // Behind the PIN the screen has not heard of it yet.
        when (val left = screen.state.left() ?: this.left) {
            is MoneyLeft.Taking -> out.putStringArrayList(HELD_BEFORE, ArrayList(left.heldBefore))
            is MoneyLeft.Given -> {
                out.putString(RECEIPT, left.given.receipt)
                out.putString(NUMBER, left.given.number)
            }
            null -> Unit
        }
    }

    private fun moneyLeft(saved: Bundle): MoneyLeft? {
        val (receipt, number) = saved.getString(RECEIPT) to saved.getString(NUMBER)
        if (receipt != null && number != null) return MoneyLeft.Given(NumberedReceipt(receipt, number))
        return saved.getStringArrayList(HELD_BEFORE)?.let(MoneyLeft::Taking)
    }

    override fun formFields(state: Money) = state.toFields()

    override fun restored(fields: Map<String, String>) = MoneyEvent.Restored(fields)

    override fun begin(phone: Phone) = Screen(Money(), phone.core, MoneyEvent::Failed, ::reduce)

    override fun onMade() {
        findViewById<TextField>(R.id.money_rupiah).onTyped = { screen.on(MoneyEvent.Typed(it)) }
        findViewById<Button>(R.id.money_share).setOnClickListener { screen.state.text?.let { shareText(it, R.string.receipt_share) } }
        findViewById<Button>(R.id.money_take).setOnClickListener {
            if (screen.state.given == null) screen.on(MoneyEvent.TakeTapped) else finish()
        }
    }

    override fun entered() = intent.getStringExtra(Places.WORKER)?.let { MoneyEvent.Entered(it, left) }?.also { left = null }

    override fun draw(state: Money) {
        val view = state.view
        if (view != null) showTitle(getString(R.string.money_of, view.name))
        val isGiven = state.given != null
        val atField = listOf("rupiah", "contribution_months").any { state.failure?.at(it) != null }
        showFailure(state.failure.takeUnless { atField })
        findViewById<View>(R.id.money_given).visibility = if (isGiven) View.VISIBLE else View.GONE
        findViewById<View>(R.id.money_form).visibility = if (isGiven || view == null) View.GONE else View.VISIBLE
        findViewById<TextView>(R.id.money_number).draw(state.given?.number)
        findViewById<TextView>(R.id.money_text).draw(state.text)
        findViewById<View>(R.id.money_share).visibility = if (state.text == null) View.GONE else View.VISIBLE
        val offers = view?.offers.orEmpty()
        findViewById<Choices>(R.id.money_months).apply {
            show(offers, listOfNotNull(state.offer), ::said) { screen.on(MoneyEvent.OfferTapped(it)) }
            wrong = state.failure?.at("contribution_months")?.let { getString(words(it)) }
        }
        findViewById<TextField>(R.id.money_rupiah).apply {
            text = state.rupiah
            wrong = state.failure?.at("rupiah")?.let { getString(words(it)) }
            helper = state.rupiah.toLongOrNull()?.let(::rupiah)
        }
        val held = view?.held.orEmpty()
        findViewById<View>(R.id.money_held_heading).visibility = if (held.isEmpty() || isGiven) View.GONE else View.VISIBLE
        findViewById<ViewGroup>(R.id.money_held).drawLines(held.takeUnless { isGiven }.orEmpty()) { one ->
            val since = getString(R.string.receipt_since, one.number, spoken(resources, one.at.day))
            show(spokenMonths(resources, one.inMonths), since, trailing = rupiah(one.rupiah)) {
                startActivity(Places.record(this@MoneyActivity, RECEIPT, one.receipt))
            }
        }
        findViewById<Button>(R.id.money_take).apply {
            isEnabled = !state.isSaving && view != null
            setText(if (state.isSaving) R.string.saving else if (isGiven) R.string.done else R.string.money_take)
        }
    }

    private fun said(offer: MoneyOffer): String {
        val count = offer.months.size
        val months = resources.getQuantityString(R.plurals.months_counted, count, count, spokenMonths(resources, offer.inMonths))
        return offer.rupiah?.let { getString(R.string.months_cost, months, rupiah(it)) } ?: months
    }

    private companion object {
        /** The kind of record, and under which its id is kept. */
        const val RECEIPT = "receipt"
        const val NUMBER = "number"
        const val HELD_BEFORE = "held_before"
    }
}
