package id.perisai.shell.conversation

import android.view.View
import android.widget.TextView
import id.perisai.field.core.Argument
import id.perisai.field.core.ConversationForm
import id.perisai.field.core.ObjectionKind
import id.perisai.field.core.ObjectionOutcome
import id.perisai.shell.Failure
import id.perisai.shell.R
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.draw
import id.perisai.shell.words.words

/** One objection: what came of it, with what it was met, where it came from, and in which words. */
internal class ObjectionView(private val row: View, private val on: (ConversationEvent) -> Unit) {
    private val resources = row.resources

    /** Draws an objection that was told. */
    fun draw(told: ObjectionTold, form: ConversationForm, failure: Failure?) {
        val code = told.code
        row.findViewById<TextView>(R.id.objection_name).draw(resources.getString(words(code)))
        row.findViewById<Choices>(R.id.objection_outcome).show(
            ObjectionOutcome.values().toList(), listOf(told.outcome), { resources.getString(words(it)) },
        ) { on(ConversationEvent.OutcomeTapped(code, it)) }
        val bridges = bridges(told, form)
        row.findViewById<Choices>(R.id.objection_bridge).show(bridges, listOfNotNull(told.bridge), { called(it, form) }) {
            on(ConversationEvent.BridgeTapped(code, it))
        }
        row.findViewById<Choices>(R.id.objection_kind).show(
            ObjectionKind.values().toList(), listOfNotNull(told.kind), { resources.getString(words(it)) },
        ) { on(ConversationEvent.ObjectionKindTapped(code, it)) }
        row.findViewById<TextField>(R.id.objection_quote).apply {
            onTyped = { on(ConversationEvent.QuoteTyped(code, it)) }
            text = told.quote
            wrong = failure?.at("quote")?.let { resources.getString(words(it)) }
        }
    }

    /** The messages that answer it, best first, then the arguments. */
    private fun bridges(told: ObjectionTold, form: ConversationForm): List<Bridge> {
        val messages = form.bridges.find { it.objection == told.code }?.messages.orEmpty().map(Bridge::ByMessage)
        val all: List<Bridge> = messages + Argument.values().map(Bridge::ByArgument)
        return all + listOfNotNull(told.bridge).filter { it !in all }
    }

    private fun called(bridge: Bridge, form: ConversationForm): String = when (bridge) {
        is Bridge.ByArgument -> resources.getString(words(bridge.argument))
        is Bridge.ByMessage -> {
            val title = form.messages.find { it.message == bridge.message }?.title
            resources.getString(R.string.objection_by_message, title ?: resources.getString(R.string.talk_unknown_message))
        }
    }
}
