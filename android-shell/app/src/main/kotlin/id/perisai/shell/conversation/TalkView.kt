package id.perisai.shell.conversation

import android.app.Activity
import android.content.res.Resources
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.CheckBox
import android.widget.ImageButton
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.Barrier
import id.perisai.field.core.Channel
import id.perisai.field.core.ConversationForm
import id.perisai.field.core.DayChoice
import id.perisai.field.core.Direction
import id.perisai.field.core.EventChoice
import id.perisai.field.core.MessagePick
import id.perisai.field.core.ObjectionCode
import id.perisai.field.core.OpenQuestion
import id.perisai.field.core.OpenTask
import id.perisai.field.core.WhomAsked
import id.perisai.shell.Failure
import id.perisai.shell.R
import id.perisai.shell.Ticks
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.Fold
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.draw
import id.perisai.shell.words.mediaWords
import id.perisai.shell.words.sentence
import id.perisai.shell.words.spoken
import id.perisai.shell.words.spokenTime
import id.perisai.shell.words.spokenWithoutYear
import id.perisai.shell.words.words

/** What was said, part by part: every part is folded until somebody needs it, and says what was told in it. */
internal class TalkView(
    private val page: Activity,
    private val on: (ConversationEvent) -> Unit,
    private val ticks: Ticks,
    private val readMessage: (String) -> Unit,
) {
    private val resources: Resources = page.resources
    private var areAllMessagesShown = false

    init {
        view<TextField>(R.id.other_media).onTyped = { on(ConversationEvent.OtherMediaTyped(it)) }
        view<TextField>(R.id.next_about).onTyped = { on(ConversationEvent.NextAboutTyped(it)) }
        view<Button>(R.id.card_take).setOnClickListener { on(ConversationEvent.CardTapped(ticks.nowMs())) }
        view<Button>(R.id.card_drop).setOnClickListener { on(ConversationEvent.CardDropped) }
    }

    /** Draws a conversation. */
    fun draw(state: Conversation, form: ConversationForm) {
        drawWorker(form)
        drawOpen(state, form)
        drawWay(state, form)
        drawMessages(state, form)
        drawObjections(state, form)
        drawBarriers(state)
        drawFollows(state, form)
        drawCard(state, form)
        drawTeachBack(state)
        drawIntent(state, form)
        drawNext(state, form)
    }

    private fun drawWorker(form: ConversationForm) {
        val segments = form.segments.map { text(words(it)) }
        view<TextView>(R.id.talk_worker).draw((listOf(form.worker.villageName) + segments).filter(String::isNotEmpty).joinToString(" · "))
        val standing = form.worker.membership?.let { text(words(it)) } ?: text(R.string.talk_no_membership)
        view<TextView>(R.id.talk_standing).draw(standing)
        view<Notice>(R.id.talk_no_contact).show(text(R.string.talk_no_contact).takeIf { form.noContact }, Notice.Kind.LOOK)
        view<TextView>(R.id.talk_last).draw(form.last?.let { last ->
            val told = listOfNotNull(
                resources.getString(R.string.talk_last, spoken(resources, last.at), text(words(last.channel))),
                last.objections.takeIf { it.isNotEmpty() }?.joinToString(", ") { text(words(it)) }?.let { resources.getString(R.string.talk_last_objections, it) },
                last.intentDay?.let { resources.getString(R.string.talk_last_intent_day, spoken(resources, it)) },
            )
            told.joinToString("\n")
        } ?: text(R.string.talk_first))
    }

    private fun drawOpen(state: Conversation, form: ConversationForm) {
        val told = state.told
        val summary = listOfNotNull(told.answers?.let { text(R.string.talk_answered) }) + told.results.values.map { text(words(it)) }
        fold(R.id.open, Section.OPEN, state, summary)
        view<View>(R.id.open).isShown(form.questions.isNotEmpty() || form.tasks.isNotEmpty())
        rows(R.id.questions, R.layout.open_task, form.questions) { question -> drawQuestion(question, told) }
        rows(R.id.tasks, R.layout.open_task, form.tasks) { open -> drawTask(open, told) }
    }

    private fun View.drawQuestion(question: OpenQuestion, told: Told) {
        val asked = resources.getString(R.string.talk_question, spoken(resources, question.asked), text(words(question.channel)))
        findViewById<TextView>(R.id.task_sentence).draw(asked)
        val chosen = listOfNotNull(told.answers).filter { it == question.encounter }
        findViewById<Choices>(R.id.task_results).show(listOf(question.encounter), chosen, { text(R.string.talk_answered) }) {
            on(ConversationEvent.QuestionTapped(it))
        }
    }

    private fun View.drawTask(open: OpenTask, told: Told) {
        val line = open.task
        val words = listOfNotNull(text(words(line.kind)) + ": " + sentence(resources, line), open.promised)
        findViewById<TextView>(R.id.task_sentence).draw(words.joinToString("\n"))
        val key = TaskKey(line)
        findViewById<Choices>(R.id.task_results).show(open.results, listOfNotNull(told.results[key]), { text(words(it)) }) {
            on(ConversationEvent.ResultTapped(key, it))
        }
    }

    private fun drawWay(state: Conversation, form: ConversationForm) {
        val told = state.told
        val event = form.events.find { it.event == told.event }
        val summary = listOfNotNull(text(words(told.channel)), text(words(told.direction)), event?.let { text(words(it.kind)) })
        fold(R.id.way, Section.WAY, state, summary)
        view<Choices>(R.id.channel).show(Channel.values().toList(), listOf(told.channel), { text(words(it)) }) { on(ConversationEvent.ChannelTapped(it)) }
        view<Choices>(R.id.direction).show(Direction.values().toList(), listOf(told.direction), { text(words(it)) }) { on(ConversationEvent.DirectionTapped(it)) }
        view<Choices>(R.id.answered_at_once).apply {
            isShown(told.direction == Direction.INCOMING)
            showYesNo(told.answeredAtOnce) { on(ConversationEvent.AnsweredAtOnceTapped(it)) }
        }
        view<Choices>(R.id.event).apply {
            isShown(form.events.isNotEmpty())
            val called = { at: EventChoice ->
                listOf(text(words(at.kind)), at.place ?: at.villageName, spokenTime(resources, at.starts.time)).filter(String::isNotEmpty).joinToString(", ")
            }
            show(form.events, listOfNotNull(event), called) { on(ConversationEvent.EventTapped(it.event)) }
        }
    }

    private fun drawMessages(state: Conversation, form: ConversationForm) {
        val told = state.told
        fold(R.id.messages_used, Section.MESSAGES, state, form.messages.filter { it.message in told.messages }.map { it.title })
        view<View>(R.id.no_messages).isShown(form.messages.isEmpty())
        val few = form.messages.filterIndexed { at, pick -> at < FEW || pick.message in told.messages }
        val shown = if (areAllMessagesShown) form.messages else few
        rows(R.id.message_list, R.layout.message_choice, shown) { pick -> drawMessage(pick, told) }
        view<Button>(R.id.more_messages).apply {
            isShown(shown.size < form.messages.size)
            text = resources.getString(R.string.talk_more_messages, form.messages.size - shown.size)
            setOnClickListener {
                areAllMessagesShown = true
                drawMessages(state, form)
            }
        }
    }

    private fun View.drawMessage(pick: MessagePick, told: Told) {
        val isUsed = pick.message in told.messages
        findViewById<CheckBox>(R.id.message_used).apply {
            val why = pick.why.joinToString(", ") { text(words(it)) }
            text = listOf(pick.title, why).filter(String::isNotEmpty).joinToString("\n")
            isChecked = isUsed
            setOnClickListener {
                isChecked = isUsed
                on(ConversationEvent.MessageTapped(pick.message))
            }
        }
        findViewById<ImageButton>(R.id.message_read).apply {
            contentDescription = resources.getString(R.string.talk_read_message, pick.title)
            setOnClickListener { readMessage(pick.message) }
        }
    }

    private fun drawObjections(state: Conversation, form: ConversationForm) {
        val told = state.told.objections
        fold(R.id.objections, Section.OBJECTIONS, state, told.map { "${text(words(it.code))}: ${text(words(it.outcome))}" })
        view<Choices>(R.id.objection_codes).show(ObjectionCode.values().toList(), told.map { it.code }, { text(words(it)) }) {
            on(ConversationEvent.ObjectionTapped(it))
        }
        rows(R.id.objection_list, R.layout.objection, told) { one -> ObjectionView(this, on).draw(one, form, state.failure) }
    }

    private fun drawBarriers(state: Conversation) {
        val told = state.told.barriers
        fold(R.id.barriers, Section.BARRIERS, state, told.map { text(words(it)) })
        view<Choices>(R.id.barrier).show(Barrier.values().toList(), told, { text(words(it)) }) { on(ConversationEvent.BarrierTapped(it)) }
    }

    private fun drawFollows(state: Conversation, form: ConversationForm) {
        val told = state.told
        val figure = form.figures.find { it.figure == told.figure }
        val summary = told.media.map { mediaWords(resources, it) } + listOf(told.otherMedia).filter(String::isNotBlank) +
            told.asksWhom.map { text(words(it)) } + listOfNotNull(figure?.name)
        fold(R.id.follows, Section.WORKER, state, summary)
        // What was chosen stays there to be taken back, though the branch no longer names it.
        val media = form.media + (told.media - form.media.toSet())
        view<Choices>(R.id.media).show(media, told.media, { mediaWords(resources, it) }) { on(ConversationEvent.MediaTapped(it)) }
        view<TextField>(R.id.other_media).text = told.otherMedia
        view<Choices>(R.id.asks_whom).show(WhomAsked.values().toList(), told.asksWhom, { text(words(it)) }) { on(ConversationEvent.WhomTapped(it)) }
        view<Choices>(R.id.figure).apply {
            isShown(form.figures.isNotEmpty())
            show(form.figures, listOfNotNull(figure), { it.name }) { on(ConversationEvent.FigureTapped(it.figure)) }
        }
    }

    private fun drawCard(state: Conversation, form: ConversationForm) {
        val card = state.told.card
        val isThere = state.cardGiven != null
        val summary = when {
            card == null -> null
            isThere && state.mayMeasure -> text(R.string.card_summary_done)
            isThere -> text(R.string.card_summary_unconsented)
            else -> text(R.string.card_summary_begun)
        }
        fold(R.id.card, Section.CARD, state, listOfNotNull(summary))
        val trouble = when {
            state.isCardReplaced -> text(R.string.card_replaced)
            state.failure is Failure.ConsentMissing -> text(R.string.card_consent_missing)
            else -> null
        }
        view<Notice>(R.id.card_trouble).show(trouble, Notice.Kind.LOOK)
        view<TextView>(R.id.card_sense).draw(text(words(form.card.sense)))
        view<TextView>(R.id.card_days).draw(form.card.last?.let { last ->
            val from = form.card.from
            if (from == null) resources.getString(R.string.card_last, spoken(resources, last))
            else resources.getString(R.string.card_last_from, spoken(resources, last), spoken(resources, from))
        })
        view<Button>(R.id.card_take).setText(
            when {
                card == null -> R.string.card_take
                isThere && state.mayMeasure -> R.string.card_look
                else -> R.string.card_continue
            },
        )
        view<View>(R.id.card_drop).isShown(card != null)
    }

    private fun drawTeachBack(state: Conversation) {
        val told = state.told.teachBack
        fold(R.id.teach_back, Section.TEACH_BACK, state, listOfNotNull(told?.let { resources.getString(R.string.talk_teach_summary, it.size, TeachPoint.values().size) }))
        val offered = TeachPoint.values().toList<TeachPoint?>() + null
        val chosen = when {
            told == null -> emptyList()
            told.isEmpty() -> listOf(null)
            else -> told.toList()
        }
        val called = { point: TeachPoint? ->
            text(
                when (point) {
                    TeachPoint.CONTRIBUTION -> R.string.talk_teach_contribution
                    TeachPoint.COVER -> R.string.talk_teach_cover
                    TeachPoint.LAPSE -> R.string.talk_teach_lapse
                    null -> R.string.talk_teach_nothing
                },
            )
        }
        view<Choices>(R.id.teach_points).show(offered, chosen, called) { point ->
            on(if (point == null) ConversationEvent.NothingTaughtTapped else ConversationEvent.TeachPointTapped(point))
        }
    }

    private fun drawIntent(state: Conversation, form: ConversationForm) {
        val told = state.told
        val names = resources.getStringArray(R.array.intents)
        val summary = listOfNotNull(told.intent?.let { names[it.toInt() - 1] }, told.intentDay?.let { spoken(resources, it) })
        fold(R.id.intent, Section.INTENT, state, summary)
        view<Choices>(R.id.intent_steps).show(names.indices.map { (it + 1).toUInt() }, listOfNotNull(told.intent), { names[it.toInt() - 1] }) {
            on(ConversationEvent.IntentTapped(it))
        }
        days(R.id.intent_day, form.days, told.intentDay) { on(ConversationEvent.IntentDayTapped(it)) }
    }

    private fun drawNext(state: Conversation, form: ConversationForm) {
        val next = state.told.next
        val summary = listOfNotNull(next?.let { text(words(it.kind)) }, next?.due?.let { spokenWithoutYear(resources, it) }, next?.about?.takeIf(String::isNotBlank))
        fold(R.id.next, Section.NEXT, state, summary)
        view<Choices>(R.id.next_kind).show(form.nextSteps, listOfNotNull(next?.kind), { text(words(it)) }) { on(ConversationEvent.NextTapped(it)) }
        view<View>(R.id.next_more).isShown(next != null)
        days(R.id.next_due, form.days, next?.due) { on(ConversationEvent.NextDueTapped(it)) }
        view<Choices>(R.id.next_due).wrong = state.failure?.at("due")?.let { text(R.string.talk_next_due_missing) }
        view<TextField>(R.id.next_about).apply {
            text = next?.about.orEmpty()
            wrong = state.failure?.at("about")?.let { text(words(it)) }
        }
    }

    /** Days to choose. One that was chosen before today stays there to be seen. */
    private fun days(id: Int, days: List<DayChoice>, chosen: String?, tapped: (String) -> Unit) {
        val offered = days.map { it.day } + listOfNotNull(chosen).filter { day -> days.none { it.day == day } }
        val called = { day: String -> days.find { it.day == day }?.let { spoken(resources, it) } ?: spoken(resources, day) }
        view<Choices>(id).show(offered, listOfNotNull(chosen), called, tapped)
    }

    private fun fold(id: Int, section: Section, state: Conversation, summary: List<String>) =
        view<Fold>(id).show(summary.joinToString(", "), section in state.unfolded) { on(ConversationEvent.FoldTapped(section)) }

    /** A row for each thing; rows that stay are drawn anew and not made anew. */
    private fun <T> rows(id: Int, layout: Int, things: List<T>, draw: View.(T) -> Unit) {
        val list = view<LinearLayout>(id)
        while (list.childCount > things.size) list.removeViewAt(list.childCount - 1)
        while (list.childCount < things.size) page.layoutInflater.inflate(layout, list as ViewGroup, true)
        things.forEachIndexed { at, thing -> list.getChildAt(at).draw(thing) }
    }

    private fun text(id: Int) = resources.getString(id)

    private fun <V : View> view(id: Int): V = page.findViewById(id)

    private companion object {
        /** So many messages are offered before somebody asks for more. */
        const val FEW = 3
    }
}
