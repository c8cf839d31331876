package id.perisai.shell.register

import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.Language
import id.perisai.field.core.Payer
import id.perisai.field.core.Programmes
import id.perisai.field.core.QuoteGroup
import id.perisai.field.core.PayingSupport
import id.perisai.field.core.Wording
import id.perisai.shell.R
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.fieldWords
import id.perisai.shell.words.rupiah
import id.perisai.shell.words.spoken
import id.perisai.shell.words.spokenMonth
import id.perisai.shell.words.spokenMonths
import id.perisai.shell.words.words

/** What is applied for and what it costs, as the worker hears it. */
class TermsSection(page: View, tell: (RegisterEvent) -> Unit) : Section(page, tell) {
    private val programmes = choice(Place.PROGRAMMES, R.id.register_programmes)
    private val benefits = find<Button>(R.id.register_benefits)
    private val benefitsTold = find<TextView>(R.id.register_benefits_told)
    private val period = choice(Place.PERIOD, R.id.register_period)
    private val start = choice(Place.START_MONTH, R.id.register_start)
    private val payer = choice(Place.PAYER, R.id.register_payer)
    private val support = choice(Place.SUPPORT, R.id.register_support)
    private val quoteLines = find<LinearLayout>(R.id.register_quote_lines)
    private val quoteSentence = find<TextView>(R.id.register_quote_sentence)
    private val quoteWrong = find<TextView>(R.id.register_quote_wrong)
    private var explains = false
    private var drawn: Register? = null

    init {
        benefits.setOnClickListener {
            explains = !explains
            drawn?.let(::drawBenefits)
        }
    }

    override fun at(place: Place): View? = if (place == Place.QUOTE) find(R.id.register_quote_heading) else super.at(place)

    override fun draw(state: Register) {
        drawn = state
        drawTyped(state)
        drawBenefits(state)
        drawTerms(state)
        drawQuote(state)
    }

    /** The terms of a draft stay what the worker was quoted, and are only read. */
    private fun drawTerms(state: Register) {
        val form = state.form ?: return
        val typed = state.typed
        for (choices in listOf(programmes, period, start, payer)) choices.shown(state.handingIn == null)
        programmes.show(Programmes.values().toList(), listOf(typed.programmes), { words(words(it)) }) { tapped ->
            chose { it.copy(programmes = tapped) }
        }
        val months = { count: UInt -> resources.getQuantityString(R.plurals.register_months, count.toInt(), count.toInt()) }
        period.show(form.periods, listOf(typed.periodMonths), months) { tapped -> chose { it.copy(periodMonths = tapped) } }
        start.show(form.startMonths, listOf(typed.startMonth), { spokenMonth(resources, it) }) { tapped -> chose { it.copy(startMonth = tapped) } }
        payer.show(Payer.values().toList(), listOf(typed.payer), { words(words(it)) }) { tapped ->
            chose { it.copy(payer = tapped, support = it.support.takeIf { _ -> tapped == it.payer }) }
        }
        support.shown(state.handingIn == null && form.supports.isNotEmpty() && typed.payer != Payer.WORKER)
        val chosen = form.supports.filter { it.support == typed.support }
        support.show(form.supports, chosen, ::called) { tapped ->
            chose { it.copy(support = tapped.support.takeIf { id -> id != it.support }) }
        }
    }

    private fun called(line: PayingSupport): String {
        val name = line.partnerName.ifEmpty { words(R.string.register_support) }
        return line.until?.let { words(R.string.register_support_until, name, spoken(resources, it)) } ?: name
    }

    private fun drawBenefits(state: Register) {
        val form = state.form ?: return
        benefits.setText(if (explains) R.string.register_benefits_hide else R.string.register_benefits)
        val told = form.benefits.joinToString("\n\n") { line ->
            val never = words(R.string.register_never, line.neverPromise.inLanguage(state.typed.language))
            "${words(words(line.programme))}\n${line.text.inLanguage(state.typed.language)}\n$never"
        }
        benefitsTold.draw("$told\n\n${form.caution.inLanguage(state.typed.language)}".takeIf { explains })
    }

    private fun drawQuote(state: Register) {
        val quote = state.quote
        quoteLines.drawLines(quote?.groups.orEmpty()) { group -> show(words(words(group.programme)), monthly(group), trailing = rupiah(group.rupiah)) }
        val needs = state.preview?.quoteNeeds?.let { words(R.string.register_quote_needs, words(fieldWords(it))) }
        quoteSentence.draw(quote?.sentence?.inLanguage(state.typed.language) ?: needs)
        quoteWrong.draw(wrong(state, Place.QUOTE))
    }

    private fun monthly(group: QuoteGroup): String {
        val (now, full) = rupiah(group.monthlyRupiah) to rupiah(group.monthlyFullRupiah)
        val months = spokenMonths(resources, group.inMonths)
        return if (group.isDiscounted) words(R.string.register_quote_discounted, now, months, full)
        else words(R.string.register_quote_monthly, now, months)
    }
}

/** A text in the worker's language. */
internal fun Wording.inLanguage(language: Language): String = when (language) {
    Language.INDONESIAN -> id
    Language.JAVANESE -> jv
}
