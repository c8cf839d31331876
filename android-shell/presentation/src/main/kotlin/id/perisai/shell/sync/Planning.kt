package id.perisai.shell.sync

import id.perisai.field.core.NextSync
import id.perisai.shell.Core
import java.util.concurrent.Executor

/**
 * Sees to it that the next exchange is planned whenever something changed: a capture was saved, an exchange ended, the app
 * came up. When it is to be, the core decides; the phone's scheduler only sets its alarm.
 *
 * @param plan sets the alarm; none where no exchange would help until a person has done something
 */
class Planning(
    private val core: Core,
    private val exchange: Exchange,
    private val plan: (NextSync?) -> Unit,
) {
    private var wasRunning = false

    init {
        exchange.watch { now ->
            val isRunning = now is Exchanging.Running
            if (wasRunning && !isRunning) planNext()
            wasRunning = isRunning
        }
    }

    /** Plans the next one. While one is under way its end does. */
    fun planNext() {
        if (exchange.isRunning) return
        core.ask<Planned?>({ field -> Planned(field.nextSync()) }, { null }) { planned ->
            if (planned != null && !exchange.isRunning) plan(planned.next)
        }
    }

    private class Planned(val next: NextSync?)
}

/**
 * Notices that captures were saved, by what waits for the branch: asked after each question to the core, on its thread.
 *
 * @param drawing the thread that draws, on which [saved] is told
 */
class SavedWatch(private val drawing: Executor, private val saved: () -> Unit) {
    private var waited: ULong? = null

    /** Looks whether more waits than before. */
    fun look(waiting: ULong) {
        val before = waited
        waited = waiting
        if (before != null && waiting > before) drawing.execute(saved)
    }
}
