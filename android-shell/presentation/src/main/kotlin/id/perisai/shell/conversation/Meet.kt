package id.perisai.shell.conversation

import id.perisai.field.core.Meeting
import id.perisai.field.core.PersonInput
import id.perisai.field.core.Segment
import id.perisai.field.core.WorkerLine
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** Whom a conversation is with: somebody who is known, or somebody met for the first time, by name, village and community. */
data class Meet(
    /** What was typed of the name, or of the NIK. */
    val name: String = "",
    /** Who was met lately, and where somebody new may live; none until the core has told it. */
    val meeting: Meeting? = null,
    /** Who may be meant by what was typed; none until the core has looked. */
    val found: List<WorkerLine>? = null,
    /** Whether it is somebody new. */
    val isNew: Boolean = false,
    val village: String? = null,
    val segment: Segment? = null,
    val isSaving: Boolean = false,
    /** Whether somebody new is on record: the core returned. */
    val isSaved: Boolean = false,
    /** With whom the conversation goes on. */
    val met: String? = null,
    val failure: Failure? = null,
) {
    /** Who is offered: those found, or before anything is typed those met lately. */
    val offered: List<WorkerLine>? get() = if (name.isBlank()) meeting?.lately else found

    /** What was told of somebody new, to be kept; none while it is saved and from then on. A search is not kept. */
    fun toFields(): Map<String, String>? = when {
        isSaving || isSaved -> null
        !isNew -> emptyMap()
        else -> buildMap {
            put(NAME, name)
            village?.let { put(VILLAGE, it) }
            segment?.let { put(SEGMENT, it.name) }
        }
    }

    /** The same with what was kept. */
    fun with(fields: Map<String, String>): Meet = copy(
        name = fields[NAME].orEmpty(),
        isNew = true,
        village = fields[VILLAGE] ?: village,
        segment = Segment.entries.find { it.name == fields[SEGMENT] },
    )

    private companion object {
        const val NAME = "name"
        const val VILLAGE = "village"
        const val SEGMENT = "segment"
    }
}

/** What happens on this screen. */
sealed class MeetEvent {
    object Entered : MeetEvent()

    data class Told(val name: String, val meeting: Meeting) : MeetEvent()

    /** What was told before the app was killed is there again. */
    data class Restored(val fields: Map<String, String>) : MeetEvent()

    data class NameTyped(val name: String) : MeetEvent()

    data class Found(val name: String, val workers: List<WorkerLine>) : MeetEvent()

    data class KnownTapped(val worker: String) : MeetEvent()

    /** It is somebody else than those who are offered. */
    object NewTapped : MeetEvent()

    data class VillageTapped(val village: String) : MeetEvent()

    data class SegmentTapped(val segment: Segment) : MeetEvent()

    object SaveTapped : MeetEvent()

    data class Met(val worker: String) : MeetEvent()

    data class Failed(val failure: Failure) : MeetEvent()
}

/** What is shown next. */
fun reduce(state: Meet, event: MeetEvent): Next<Meet, MeetEvent> = when (event) {
    MeetEvent.Entered -> Next(state) { field -> MeetEvent.Told(state.name, field.meeting(state.name)) }
    is MeetEvent.Told -> told(state, event)
    is MeetEvent.Restored -> Next(if (state.isSaving || state.met != null) state else state.with(event.fields))
    is MeetEvent.NameTyped -> {
        val typed = state.copy(name = event.name, failure = null)
        if (event.name.isBlank()) Next(typed.copy(found = null, isNew = false)) else searched(typed)
    }
    // What was found for letters that have changed meanwhile is of no use.
    is MeetEvent.Found -> if (event.name == state.name) Next(state.copy(found = event.workers)) else Next(state)
    is MeetEvent.KnownTapped -> Next(state.copy(met = event.worker, isNew = false))
    MeetEvent.NewTapped -> Next(state.copy(isNew = true))
    is MeetEvent.VillageTapped -> Next(state.copy(village = event.village, failure = null))
    is MeetEvent.SegmentTapped -> Next(state.copy(segment = event.segment.takeIf { it != state.segment }))
    MeetEvent.SaveTapped -> save(state)
    is MeetEvent.Met -> Next(state.copy(isSaving = false, isSaved = true, met = event.worker))
    is MeetEvent.Failed -> Next(state.copy(isSaving = false, failure = event.failure))
}

private fun told(state: Meet, event: MeetEvent.Told): Next<Meet, MeetEvent> {
    val meeting = event.meeting
    val village = state.village ?: meeting.villages.singleOrNull()?.village
    // What was found for letters that have changed meanwhile is of no use.
    val found = if (event.name == state.name) meeting.found else state.found
    return Next(state.copy(meeting = meeting, found = found, village = village, failure = null))
}

/** Who may be meant by the name. */
private fun searched(state: Meet): Next<Meet, MeetEvent> {
    val name = state.name
    return Next(state) { field -> MeetEvent.Found(name, field.search(name.trim())) }
}

private fun save(state: Meet): Next<Meet, MeetEvent> {
    if (state.isSaving || state.met != null) return Next(state)
    val person = PersonInput(name = state.name, village = state.village, segments = listOfNotNull(state.segment))
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        MeetEvent.Met(field.recordWorker(person, null, null).record)
    }
}
