package id.perisai.shell.conversation

import android.content.Context
import android.util.AttributeSet
import android.view.LayoutInflater
import android.view.View
import android.widget.Button
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.CardForm
import id.perisai.field.core.Language
import id.perisai.shell.R
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.ReadAloud
import id.perisai.shell.parts.ReadAloudButton
import id.perisai.shell.parts.draw
import id.perisai.shell.words.words

/** What is tapped on a card. */
interface CardTaps {
    fun answered(answer: Answer)

    fun skipped()

    fun stopped()

    fun language(language: Language)
}

/**
 * The card, one statement at a time and nothing else: whose answer is asked for, the statement to read aloud, five hands to
 * point at with words at both ends, and the way out for who does not know or will not say.
 */
class CardView @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    init {
        orientation = VERTICAL
        LayoutInflater.from(context).inflate(R.layout.card, this, true)
    }

    /** Draws how far the card is. `name` is the worker's. */
    fun show(card: Card, form: CardForm, name: String, language: Language, aloud: ReadAloud, taps: CardTaps) {
        drawWhose(card.phase, name)
        val place = card.place
        val item = place?.let(form.items::getOrNull)
        view<View>(R.id.card_between).visibility = if (item == null) View.VISIBLE else View.GONE
        view<View>(R.id.card_asked).visibility = if (item == null) View.GONE else View.VISIBLE
        drawBetween(card, name, taps)
        if (item == null || place == null) return
        view<TextView>(R.id.card_place).draw(resources.getString(R.string.card_place, place + 1, form.items.size))
        val statement = if (language == Language.JAVANESE) item.javanese else item.indonesian
        view<TextView>(R.id.card_statement).draw(statement)
        view<Choices>(R.id.card_language).show(Language.values().toList(), listOf(language), { resources.getString(words(it)) }, taps::language)
        val isGuess = card.phase == CardPhase.GUESS
        // A guess is made in silence.
        view<ReadAloudButton>(R.id.card_read).apply {
            visibility = if (isGuess) View.GONE else View.VISIBLE
            show(aloud, statement, language)
        }
        drawAnswers(form, taps)
        view<Button>(R.id.card_unknown).apply {
            setText(if (isGuess) R.string.card_cannot_guess else R.string.card_unknown)
            setOnClickListener { taps.answered(Answer(null)) }
        }
        view<Button>(R.id.card_stop).apply {
            setText(if (isGuess) R.string.card_skip_guess else R.string.card_stop)
            setOnClickListener { if (isGuess) taps.skipped() else taps.stopped() }
        }
    }

    private fun drawWhose(phase: CardPhase, name: String) {
        val (words, icon) = when (phase) {
            CardPhase.BEFORE_GUESS, CardPhase.GUESS -> R.string.card_whose_guess to R.drawable.nav_record
            CardPhase.BEFORE_OWN, CardPhase.OWN -> R.string.card_whose_own to R.drawable.nav_workers
            CardPhase.BEFORE_PERCEIVED, CardPhase.PERCEIVED -> R.string.card_whose_perceived to R.drawable.conversation
            CardPhase.DONE -> R.string.card_whose_done to R.drawable.check
        }
        view<TextView>(R.id.card_whose).draw(resources.getString(words, name))
        view<ImageView>(R.id.card_whose_icon).setImageResource(icon)
    }

    /** Between the parts it is said what comes next, so that nobody answers the question before in mistake. */
    private fun drawBetween(card: Card, name: String, taps: CardTaps) {
        val words = when (card.phase) {
            CardPhase.BEFORE_GUESS -> R.string.card_before_guess
            CardPhase.BEFORE_OWN -> if (card.hasGuess) R.string.card_before_own else R.string.card_before_own_unguessed
            CardPhase.BEFORE_PERCEIVED -> R.string.card_before_perceived
            CardPhase.DONE -> R.string.card_done
            else -> return
        }
        view<TextView>(R.id.card_next).draw(resources.getString(words, name))
        view<Button>(R.id.card_skip).apply {
            val skip = when (card.phase) {
                CardPhase.BEFORE_GUESS -> R.string.card_skip_guess
                CardPhase.BEFORE_PERCEIVED -> R.string.card_stop
                else -> null
            }
            visibility = if (skip == null) View.GONE else View.VISIBLE
            skip?.let(::setText)
            setOnClickListener { taps.skipped() }
        }
    }

    private fun drawAnswers(form: CardForm, taps: CardTaps) {
        val row = view<LinearLayout>(R.id.card_answers)
        val steps = (form.scaleFrom..form.scaleTo).toList()
        if (row.childCount != steps.size) {
            row.removeAllViews()
            for (step in steps) row.addView(answer(step, form, row))
        }
        steps.forEachIndexed { at, step -> row.getChildAt(at).setOnClickListener { taps.answered(Answer(step)) } }
    }

    private fun answer(step: UInt, form: CardForm, row: LinearLayout): Button {
        val button = LayoutInflater.from(context).inflate(R.layout.card_answer, row, false) as Button
        button.text = step.toString()
        val fingers = Fingers(step.toInt(), context.getColor(R.color.work), resources.displayMetrics.density)
        button.setCompoundDrawablesWithIntrinsicBounds(null, fingers, null, null)
        button.contentDescription = when (step) {
            form.scaleFrom -> resources.getString(R.string.card_answer_end, step.toInt(), resources.getString(R.string.card_disagree))
            form.scaleTo -> resources.getString(R.string.card_answer_end, step.toInt(), resources.getString(R.string.card_agree))
            else -> resources.getString(R.string.card_answer, step.toInt(), form.scaleTo.toInt())
        }
        return button
    }

    private fun <V : View> view(id: Int): V = findViewById(id)
}
