package id.perisai.shell.workers

import android.content.Intent
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

    override fun formFields(state: Money) = state.toFields()

    override fun restored(fields: Map<String, String>) = MoneyEvent.Restored(fields)

    override fun begin(phone: Phone) = Screen(Money(), phone.core, MoneyEvent::Failed, ::reduce)

    override fun onMade() {
        findViewById<TextField>(R.id.money_rupiah).onTyped = { screen.on(MoneyEvent.Typed(it)) }
        findViewById<Button>(R.id.money_share).setOnClickListener { share() }
        findViewById<Button>(R.id.money_take).setOnClickListener {
            if (screen.state.given == null) screen.on(MoneyEvent.TakeTapped) else finish()
        }
    }

    private fun share() {
        val text = screen.state.text ?: return
        startActivity(Intent.createChooser(Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text), getString(R.string.receipt_share)))
    }

    override fun entered() = intent.getStringExtra(Places.WORKER)?.let(MoneyEvent::Entered)

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
            show(spokenMonths(resources, one.inMonths), getString(R.string.receipt_since, one.number, spoken(resources, one.at.day)), trailing = rupiah(one.rupiah))
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
}
