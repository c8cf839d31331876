package id.perisai.shell.bench

import id.perisai.field.Field
import id.perisai.field.KeyVault
import id.perisai.field.SoftwareSigner
import id.perisai.field.core.PersonInput
import id.perisai.field.core.Sex
import id.perisai.field.core.WorkerLine
import id.perisai.shell.Core
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.Screen
import java.util.concurrent.Executors
import java.util.concurrent.LinkedBlockingQueue

/**
 * Takes times on the shell's side for the benchmarks, which ask on standard input, a line each, and read the answer: from a
 * tap to "saved", and from the start to the first list. It goes the shell's own way: a screen, its pure function, and the core
 * on a thread of its own. What is asked for comes with tabs between its parts.
 */
fun main() {
    val drawing = Executors.newSingleThreadExecutor()
    val off = Executors.newSingleThreadExecutor()
    val shown = LinkedBlockingQueue<Day>()
    var field: Field? = null
    var screen: Screen<Day, DayEvent>? = null
    fun on(event: DayEvent, until: (Day) -> Boolean): Day {
        drawing.execute { screen!!.on(event) }
        while (true) {
            val state = shown.take()
            check(state.failure == null) { "the core failed: ${state.failure}" }
            if (until(state)) return state
        }
    }
    fun begin(store: List<String>) {
        val (folder, badge, key) = store
        val open = { Field.open(folder, badge, KeyVault { bytes(key) }, SoftwareSigner.fromSeed(ByteArray(32) { 7 })).also { field = it } }
        screen = Screen(Day(), Core(open, off, drawing::execute), DayEvent::Failed, ::reduce)
        drawing.submit { screen!!.enter(shown::add) }.get()
        shown.clear()
    }
    fun end() {
        drawing.submit { screen!!.leave() }.get()
        field!!.destroy()
        shown.clear()
    }

    for (line in generateSequence(::readLine)) {
        val parts = line.split('\t')
        val asked = parts.drop(1)
        println(
            when (parts.first()) {
                "open" -> begin(asked).let { "ok" }
                "close" -> end().let { "ok" }
                "capture" -> {
                    val tapped = DayEvent.Tapped(person(asked))
                    val begun = System.nanoTime()
                    on(tapped) { it.isSaved }
                    micros(System.nanoTime() - begun)
                }
                "start" -> {
                    val begun = System.nanoTime()
                    begin(asked)
                    val state = on(DayEvent.Entered) { it.workers.isNotEmpty() }
                    val took = System.nanoTime() - begun
                    end()
                    "${micros(took)}\t${state.workers.size}"
                }
                else -> error("nobody knows ${parts.first()}")
            },
        )
    }
    drawing.shutdown()
    off.shutdown()
}

private data class Day(val workers: List<WorkerLine> = emptyList(), val isSaved: Boolean = false, val failure: Failure? = null)

private sealed class DayEvent {
    object Entered : DayEvent()
    data class Read(val workers: List<WorkerLine>) : DayEvent()
    data class Tapped(val person: PersonInput) : DayEvent()
    object Saved : DayEvent()
    data class Failed(val failure: Failure) : DayEvent()
}

private fun reduce(state: Day, event: DayEvent): Next<Day, DayEvent> = when (event) {
    DayEvent.Entered -> Next(state) { field -> DayEvent.Read(field.workers(null, SCREEN_ROWS).workers) }
    is DayEvent.Read -> Next(state.copy(workers = event.workers))
    is DayEvent.Tapped -> Next(state.copy(isSaved = false)) { field ->
        field.recordWorker(event.person)
        DayEvent.Saved
    }
    DayEvent.Saved -> Next(state.copy(isSaved = true))
    is DayEvent.Failed -> Next(state.copy(failure = event.failure))
}

private fun person(parts: List<String>): PersonInput {
    val (name, nik, birthDate, sex, phone) = parts
    return PersonInput(
        name = name, nik = nik, birthDate = birthDate, sex = Sex.valueOf(sex), phone = phone, village = parts[5],
        occupation = "nelayan", declaredIncome = 1_500_000,
    )
}

private fun bytes(hex: String) = ByteArray(hex.length / 2) { hex.substring(2 * it, 2 * it + 2).toInt(16).toByte() }

private fun micros(nanos: Long) = "%.1f".format(java.util.Locale.ROOT, nanos / 1e3)

/** A screen of a list, as the benchmarks read it in Rust. */
private const val SCREEN_ROWS = 50u
