package id.perisai.shell.conversation

import android.content.Intent
import android.os.Bundle
import android.os.SystemClock
import android.view.View
import android.widget.Button
import id.perisai.field.core.CardFlag
import id.perisai.field.core.FormKind
import id.perisai.field.core.Language
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.Ticks
import id.perisai.shell.parts.ConsentPart
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity

/** Percakapan: one conversation with one worker, the card as a step of its own, and one save. */
class ConversationActivity : ScreenActivity<Conversation, ConversationEvent>() {
    override val title = R.string.talk
    override val layout = R.layout.conversation
    override val foot = R.layout.conversation_foot

    private val worker get() = intent.getStringExtra(Places.WORKER)
    private val ticks = Ticks(SystemClock::elapsedRealtime)
    private lateinit var talk: TalkView

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        // Whom it is with comes first.
        if (worker == null && !isFinishing) {
            startActivity(Places.meet(this, intent.getStringExtra(Places.MESSAGE)))
            finish()
        }
    }

    override fun begin(phone: Phone): Screen<Conversation, ConversationEvent> {
        val brought = Brought(intent.getStringExtra(Places.MESSAGE), intent.getStringExtra(Places.ENCOUNTER))
        return Screen(Conversation(worker.orEmpty(), brought), phone.core, ConversationEvent::Failed, ::reduce)
    }

    override fun onMade() {
        talk = TalkView(this, screen::on, ticks) { message -> readMessage(message) }
        view<Button>(R.id.talk_undo).setOnClickListener { screen.on(ConversationEvent.CardUndone) }
        view<Button>(R.id.consent_refused).setOnClickListener { screen.on(ConversationEvent.ConsentRefused) }
        view<Button>(R.id.saved_register).setOnClickListener {
            startActivity(Places.register(this, screen.state.form?.worker?.worker ?: worker))
            finish()
        }
    }

    override fun entered(): ConversationEvent = ConversationEvent.Entered

    override val keptAs get() = worker?.let { KeptAs(FormKind.CONVERSATION, it) }

    override fun formFields(state: Conversation): Map<String, String>? = state.toFields()

    override fun restored(fields: Map<String, String>): ConversationEvent = ConversationEvent.Restored(fields)

    override fun onResume() {
        super.onResume()
        if (worker != null) screen.on(ConversationEvent.InHand(true, ticks.nowMs()))
    }

    override fun onPause() {
        if (worker != null) screen.on(ConversationEvent.InHand(false, ticks.nowMs()))
        stopReading()
        super.onPause()
    }

    @Deprecated("Deprecated in Java")
    override fun onBackPressed() {
        when (screen.state.step) {
            Step.CARD, Step.CONSENT -> putAway()
            Step.TALK, Step.SAVED -> @Suppress("DEPRECATION") super.onBackPressed()
        }
    }

    @Deprecated("Deprecated in Java")
    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        val message = data?.getStringExtra(Places.MESSAGE)?.takeIf { result == RESULT_OK } ?: return
        if (message !in screen.state.told.messages) screen.on(ConversationEvent.MessageTapped(message))
    }

    override fun draw(state: Conversation) {
        val name = state.form?.worker?.name
        if (name != null) showTitle(name)
        view<View>(R.id.talk).isShown(state.step == Step.TALK && state.form != null)
        view<View>(R.id.consent).isShown(state.step == Step.CONSENT)
        view<View>(R.id.card_view).isShown(state.step == Step.CARD && state.form != null)
        view<View>(R.id.saved).isShown(state.step == Step.SAVED)
        when {
            state.isAtField() -> showFailure(null)
            state.failure != null -> showFailure(state.failure)
            state.isRestored && state.step == Step.TALK -> showNotice(getString(R.string.form_kept), Notice.Kind.INFO)
            else -> showFailure(null)
        }
        when (state.step) {
            Step.TALK -> state.form?.let { talk.draw(state, it) }
            Step.CONSENT -> drawConsent(state)
            Step.CARD -> drawCard(state)
            Step.SAVED -> drawSaved(state)
        }
        drawFoot(state)
    }

    private fun drawConsent(state: Conversation) {
        val asked = state.consent ?: return
        view<ConsentPart>(R.id.consent_part).show(asked, aloud) { screen.on(ConversationEvent.Agreeing(it)) }
    }

    private fun drawCard(state: Conversation) {
        val (form, card) = (state.form ?: return) to (state.told.card ?: return)
        val shown = card.language ?: state.told.consent?.language ?: form.language
        view<CardView>(R.id.card_view).show(card, form.card, form.worker.name, shown, aloud, object : CardTaps {
            override fun answered(answer: Answer) {
                stopReading()
                screen.on(ConversationEvent.CardAnswered(answer, ticks.nowMs()))
            }

            override fun skipped() = screen.on(ConversationEvent.PartSkipped(ticks.nowMs()))

            override fun stopped() = screen.on(ConversationEvent.CardStopped(ticks.nowMs()))

            override fun language(language: Language) {
                stopReading()
                screen.on(ConversationEvent.CardLanguageTapped(language))
            }
        })
    }

    private fun drawSaved(state: Conversation) {
        val flags = state.saved?.flags.orEmpty()
        val kindly = flags.map { getString(flagSentence(it)) }
        view<Notice>(R.id.saved_flags).show(kindly.joinToString("\n\n").takeIf { flags.isNotEmpty() }, Notice.Kind.INFO)
    }

    /** The one main thing of each step, and the way back of a tap. */
    private fun drawFoot(state: Conversation) {
        val card = state.told.card
        val phase = card?.phase
        val (words, tapped) = when {
            state.step == Step.TALK -> R.string.save to { screen.on(ConversationEvent.SaveTapped) }
            state.step == Step.CONSENT -> R.string.consent_given to { screen.on(ConversationEvent.ConsentGiven(ticks.nowMs())) }
            state.step == Step.SAVED -> R.string.done to { finish() }
            phase == CardPhase.BEFORE_GUESS -> R.string.card_begin_guess to ::begunPart
            phase == CardPhase.BEFORE_OWN -> R.string.card_begin_own to ::begunPart
            phase == CardPhase.BEFORE_PERCEIVED -> R.string.card_begin_perceived to ::begunPart
            phase == CardPhase.DONE -> R.string.card_back to ::putAway
            else -> null to {}
        }
        view<Button>(R.id.talk_main).apply {
            isShown(words != null && (state.form != null || state.step == Step.SAVED))
            words?.let { setText(if (state.isSaving) R.string.saving else it) }
            isEnabled = !state.isSaving && (state.step != Step.CONSENT || state.mayMeasure)
            setOnClickListener { tapped() }
        }
        view<Button>(R.id.talk_undo).isShown(state.step == Step.CARD && card?.canUndo == true)
    }

    private fun begunPart() = screen.on(ConversationEvent.PartBegun(ticks.nowMs()))

    private fun putAway() {
        stopReading()
        screen.on(ConversationEvent.CardPutAway(ticks.nowMs()))
    }

    private fun readMessage(message: String) {
        @Suppress("DEPRECATION")
        startActivityForResult(Places.message(this, message).putExtra(Places.PICK, true), READ_MESSAGE)
    }

    private fun <V : View> view(id: Int): V = findViewById(id)

    private companion object {
        const val READ_MESSAGE = 1
    }
}

/** Whether what failed is said at its field. */
private fun Conversation.isAtField() = listOf("due", "about", "quote").any { failure?.at(it) != null }

/** Shows a view, or takes it away. */
internal fun View.isShown(shown: Boolean) {
    val wanted = if (shown) View.VISIBLE else View.GONE
    if (visibility != wanted) visibility = wanted
}

/** What makes a card doubtful, said so that nobody is put to shame: it is kept all the same. */
private fun flagSentence(flag: CardFlag): Int = when (flag) {
    CardFlag.TOO_FAST -> R.string.card_was_too_fast
    CardFlag.ONE_ANSWER -> R.string.card_was_one_answer
}
