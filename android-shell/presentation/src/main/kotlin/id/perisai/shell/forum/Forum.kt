package id.perisai.shell.forum

import id.perisai.field.core.AttendeeLine
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ForumSaved
import id.perisai.field.core.ForumView
import id.perisai.field.core.Rule
import id.perisai.field.core.Segment
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.consent.ConsentAsked
import id.perisai.shell.consent.ConsentEvent

/** Attendance of dozens: search or add, tap, save once. */
data class Forum(
    val event: String,
    val view: ForumView? = null,
    val form: ForumForm = ForumForm(),
    /** What is searched for. */
    val typed: String = "",
    /** Who fits what is searched for; none where nothing is. */
    val found: List<AttendeeLine>? = null,
    /** How many lines to tap are drawn: a cheap phone draws some, and more when asked. */
    val linesShown: Int = Forum.LINES_STEP,
    /** Whether those on record are listed by name. */
    val isRecordShown: Boolean = false,
    val saving: Saving = Saving.Open,
    val failure: Failure? = null,
) {
    /** The lines to tap: who fits, or who may come. */
    val lines: List<AttendeeLine> get() = found ?: view?.likely.orEmpty()

    /** How many attend: on record, and tapped since. */
    val attending: Int get() = (view?.let { it.attending.size + it.attendingElsewhere.toInt() } ?: 0) + form.people

    /** The consent that all who are new are asked for, with what is read aloud. */
    val consent: ConsentAsked get() = view?.let { form.consent.reading(it.readings) } ?: form.consent

    /** The name that can be added as somebody new; none where nothing was typed that is one. */
    val addable: String? get() = oneLine(typed).takeIf { name -> name.any(Char::isLetter) && name !in form.new }

    /** Whether there is something to save, and it is not being saved. */
    val canSave: Boolean get() = view != null && saving != Saving.Running && !form.isEmpty

    companion object {
        /** How many lines are drawn at first, and how many more at a time. */
        const val LINES_STEP = 30
    }
}

/** Where saving stands. */
sealed class Saving {
    /** Nothing goes on. */
    object Open : Saving()

    /** The core is writing. */
    object Running : Saving()

    /** The core returned: so many people are saved. */
    data class Saved(val people: Int, val saved: ForumSaved) : Saving()
}

/** What happens on this screen. */
sealed class ForumEvent {
    /** The screen came up. */
    object Entered : ForumEvent()

    /** The core told what there is. */
    data class Told(val view: ForumView) : ForumEvent()

    /** What was tapped before the app was killed is there again. */
    data class Restored(val form: ForumForm) : ForumEvent()

    /** The agent searches. */
    data class Searched(val typed: String) : ForumEvent()

    /** The core found. */
    data class Found(val typed: String, val lines: List<AttendeeLine>) : ForumEvent()

    /** More lines are asked for. */
    object MoreTapped : ForumEvent()

    /** Those on record are to be listed by name, or no more. */
    object RecordedTapped : ForumEvent()

    /** A name was tapped: the person came, or did not after all. */
    data class Tapped(val line: AttendeeLine) : ForumEvent()

    /** What is searched for is added as somebody new. */
    object Added : ForumEvent()

    /** Somebody whose tap is not saved yet is taken back. */
    data class TakenBack(val worker: String) : ForumEvent()

    /** Somebody new who is not saved yet is taken back. */
    data class NewTakenBack(val name: String) : ForumEvent()

    /** The community of all who are new; the chosen one again for none. */
    data class SegmentTapped(val segment: Segment) : ForumEvent()

    /** Where all who are new are from; the chosen one again for the event's village. */
    data class VillageTapped(val village: String) : ForumEvent()

    /** A message was shown, or was not after all. */
    data class MessageTapped(val message: String) : ForumEvent()

    /** A figure was engaged before, or was not after all. */
    data class FigureTapped(val figure: String) : ForumEvent()

    /** Heads were counted. */
    data class Counted(val heads: String) : ForumEvent()

    /** A note is typed. */
    data class Noted(val notes: String) : ForumEvent()

    /** A purpose was read to all who are new, or was not after all. */
    data class PurposeTapped(val purpose: ConsentPurpose) : ForumEvent()

    /** Something happened while all who are new were asked for a consent. */
    data class Agreeing(val event: ConsentEvent) : ForumEvent()

    /** The agent wants to save. */
    object SaveTapped : ForumEvent()

    /** It is saved. */
    data class Saved(val people: Int, val saved: ForumSaved, val view: ForumView) : ForumEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : ForumEvent()
}

/** What is shown next. */
fun reduce(state: Forum, event: ForumEvent): Next<Forum, ForumEvent> = when (event) {
    is ForumEvent.Entered -> Next(state) { field -> ForumEvent.Told(field.forum(state.event)) }
    is ForumEvent.Told -> Next(state.copy(view = event.view, form = state.form.without(event.view), failure = null))
    is ForumEvent.Restored -> edited(state, event.form)
    is ForumEvent.Searched -> searched(state, event.typed)
    is ForumEvent.Found -> Next(if (event.typed == state.typed) state.copy(found = event.lines) else state)
    is ForumEvent.MoreTapped -> Next(state.copy(linesShown = state.linesShown + Forum.LINES_STEP))
    is ForumEvent.RecordedTapped -> Next(state.copy(isRecordShown = !state.isRecordShown))
    is ForumEvent.Tapped -> tapped(state, event.line)
    is ForumEvent.Added -> added(state)
    is ForumEvent.TakenBack -> edited(state, state.form.copy(known = state.form.known - event.worker))
    is ForumEvent.NewTakenBack -> edited(state, state.form.copy(new = state.form.new - event.name))
    is ForumEvent.SegmentTapped ->
        edited(state, state.form.copy(segment = event.segment.takeIf { it != state.form.segment }))
    is ForumEvent.VillageTapped ->
        edited(state, state.form.copy(village = event.village.takeIf { it != state.form.village }))
    is ForumEvent.MessageTapped -> edited(state, state.form.copy(messages = state.form.messages.toggled(event.message)))
    is ForumEvent.FigureTapped -> edited(state, state.form.copy(figures = state.form.figures.toggled(event.figure)))
    is ForumEvent.Counted -> edited(state, state.form.copy(headcount = event.heads))
    is ForumEvent.Noted -> edited(state, state.form.copy(notes = event.notes))
    is ForumEvent.PurposeTapped -> edited(state, state.form.copy(consent = state.consent.toggled(event.purpose)))
    is ForumEvent.Agreeing -> edited(state, state.form.copy(consent = state.consent.on(event.event)))
    is ForumEvent.SaveTapped -> save(state)
    is ForumEvent.Saved -> Next(
        state.copy(
            view = event.view,
            // Who comes next is likely of the same community and place.
            form = ForumForm(segment = state.form.segment, village = state.form.village),
            typed = "",
            found = null,
            saving = Saving.Saved(event.people, event.saved),
        ),
    )
    is ForumEvent.Failed -> Next(state.copy(saving = Saving.Open, failure = event.failure))
}

private fun searched(state: Forum, typed: String): Next<Forum, ForumEvent> =
    if (typed.isBlank()) {
        Next(state.copy(typed = typed, found = null, linesShown = Forum.LINES_STEP))
    } else {
        Next(state.copy(typed = typed)) { field -> ForumEvent.Found(typed, field.findAttendees(state.event, typed)) }
    }

/** Whoever is on record stays on record: a tap takes back only what is not saved. */
private fun tapped(state: Forum, line: AttendeeLine): Next<Forum, ForumEvent> {
    if (line.attends) return Next(state)
    val known = state.form.known
    val toggled = if (line.worker in known) known - line.worker else known + (line.worker to oneLine(line.name))
    return edited(state, state.form.copy(known = toggled))
}

private fun added(state: Forum): Next<Forum, ForumEvent> {
    val name = state.addable ?: return Next(state)
    return edited(state.copy(typed = "", found = null), state.form.copy(new = state.form.new + name))
}

/** The form as edited. What is being written now is not changed under the pen. */
private fun edited(state: Forum, form: ForumForm): Next<Forum, ForumEvent> {
    if (state.saving == Saving.Running) return Next(state)
    val told = state.view?.let(form::without) ?: form
    return Next(state.copy(form = told, saving = Saving.Open, failure = null))
}

private fun save(state: Forum): Next<Forum, ForumEvent> {
    val form = state.form.copy(consent = state.consent)
    if (!state.canSave) return Next(state)
    // Nobody is said to have agreed in a way that was not told.
    if (form.new.isNotEmpty() && form.consent.purposes.isNotEmpty() && form.consent.given() == null) {
        return Next(state.copy(failure = Failure.Invalid("method", Rule.REQUIRED)))
    }
    if (form.headcount != null && form.headcount.trim().toUIntOrNull() == null) {
        return Next(state.copy(failure = Failure.Invalid("anonymous_headcount", Rule.NUMBER)))
    }
    return Next(state.copy(saving = Saving.Running, failure = null)) { field ->
        val saved = field.runForum(state.event, form.toInput())
        ForumEvent.Saved(form.people, saved, field.forum(state.event))
    }
}
