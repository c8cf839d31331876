package id.perisai.shell.today

import id.perisai.field.core.BegunForm
import id.perisai.field.core.FollowUpResult
import id.perisai.field.core.HomeLine
import id.perisai.field.core.HomeView
import id.perisai.field.core.LockState
import id.perisai.field.core.LockView
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.sync.Exchanging

/** Hari ini: what is due and why, what waits for the branch, and when both last had nothing more to tell each other. */
data class Today(
    /** None until the core has told it. */
    val home: HomeView? = null,
    val isSyncing: Boolean = false,
    /** Something was noted of a task, and is saved. */
    val isNoted: Boolean = false,
    /** What is being noted is not saved yet: a second tap waits. */
    val isNoting: Boolean = false,
    /** Whether nothing but the hardware guards what is kept here: the agent has put off setting a PIN. */
    val hasNoPin: Boolean = false,
    val failure: Failure? = null,
)

/** What happens on this screen. */
sealed class TodayEvent {
    /** The screen came up. */
    object Entered : TodayEvent()

    /** The core told what there is. */
    data class Told(val home: HomeView) : TodayEvent()

    /** The lock told how it stands. */
    data class Looked(val lock: LockView) : TodayEvent()

    /** The exchange goes on, or ended, whoever began it. */
    data class Exchanged(val exchanging: Exchanging) : TodayEvent()

    /** Something came of a task. */
    data class Came(val line: HomeLine, val result: FollowUpResult) : TodayEvent()

    /** A task is put off to one of the days that the core offered. */
    data class PutOff(val line: HomeLine, val day: String) : TodayEvent()

    /** What was begun is not gone on with: what was typed is thrown away. */
    data class GivenUp(val form: BegunForm) : TodayEvent()

    /** What was noted is saved. */
    data class Noted(val home: HomeView) : TodayEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : TodayEvent()
}

/** What is shown next. */
fun reduce(state: Today, event: TodayEvent): Next<Today, TodayEvent> = when (event) {
    is TodayEvent.Entered -> Next<Today, TodayEvent>(state.copy(isNoted = false)) { field -> TodayEvent.Told(field.home()) }
        .askingLock { lock -> TodayEvent.Looked(lock.view()) }
    is TodayEvent.Looked -> Next(state.copy(hasNoPin = event.lock.state is LockState.NoPin))
    is TodayEvent.Told -> Next(state.copy(home = event.home, failure = null))
    is TodayEvent.Exchanged -> {
        val isSyncing = event.exchanging is Exchanging.Running
        if (isSyncing == state.isSyncing) {
            Next(state)
        } else {
            Next(state.copy(isSyncing = isSyncing)) { field -> TodayEvent.Told(field.home()) }
        }
    }
    is TodayEvent.Came -> note(state) { field ->
        field.noteResult(event.line.task, event.result)
        TodayEvent.Noted(field.home())
    }
    is TodayEvent.PutOff -> note(state) { field ->
        field.putOff(event.line.task, event.day)
        TodayEvent.Noted(field.home())
    }
    is TodayEvent.GivenUp -> Next(state.copy(isNoted = false)) { field ->
        field.dropForm(event.form.kind, event.form.about)
        TodayEvent.Told(field.home())
    }
    is TodayEvent.Noted -> Next(state.copy(home = event.home, isNoted = true, isNoting = false, failure = null))
    is TodayEvent.Failed -> Next(state.copy(isNoting = false, failure = event.failure))
}

private fun note(state: Today, ask: (id.perisai.field.Field) -> TodayEvent): Next<Today, TodayEvent> =
    if (state.isNoting) Next(state) else Next(state.copy(isNoting = true, isNoted = false, failure = null), ask)
