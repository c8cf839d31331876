package id.perisai.shell.bench

import id.perisai.field.Clock
import id.perisai.field.Field
import id.perisai.field.KeyVault
import id.perisai.field.PinLock
import id.perisai.field.core.ClockReading
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.Sex
import id.perisai.shell.Core
import id.perisai.shell.Failure
import id.perisai.shell.Lock
import id.perisai.shell.Next
import id.perisai.shell.Screen
import id.perisai.shell.consent.ConsentEvent
import id.perisai.shell.register.Cash
import id.perisai.shell.register.Place
import id.perisai.shell.register.Register
import id.perisai.shell.register.RegisterEvent
import id.perisai.shell.register.reduce
import id.perisai.shell.sync.SavedWatch
import id.perisai.shell.today.Today
import id.perisai.shell.today.TodayEvent
import id.perisai.shell.today.reduce
import id.perisai.shell.workers.Workers
import id.perisai.shell.workers.WorkersEvent
import id.perisai.shell.workers.reduce
import java.util.Locale
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.LinkedBlockingQueue

/**
 * Takes times on the app's side for the benchmarks, which ask on standard input, a line each with tabs between its parts, and
 * read the answer: of a capture, from the tap on *Simpan* in a filled form of *Daftarkan pekerja* until its state says
 * "tersimpan"; of a start, until *Hari ini* and then the first page of *Pekerja* are told. All of it goes through the app's own
 * screens, lock and threads; only the views that draw a state are not there.
 */
fun main() {
    val threads = Threads()
    var phone: Phone? = null
    var form: Shown<Register, RegisterEvent>? = null
    for (line in generateSequence(::readLine)) {
        val parts = line.split('\t')
        val asked = parts.drop(1)
        println(
            when (parts.first()) {
                "open" -> {
                    phone = Phone(asked, threads)
                    form = phone.registering()
                    "ok"
                }
                "capture" -> micros(capture(form!!, asked))
                "close" -> {
                    form!!.leave()
                    phone!!.close()
                    "ok"
                }
                "start" -> {
                    val begun = System.nanoTime()
                    val started = Phone(asked, threads)
                    started.today()
                    val page = started.workers()
                    val took = System.nanoTime() - begun
                    started.close()
                    "${micros(took)}\t${page.lines.size}"
                }
                else -> error("nobody knows ${parts.first()}")
            },
        )
    }
    threads.end()
}

/** Registers somebody in the form that is open, and opens it for the next; answers how long saving took, nanoseconds. */
private fun capture(form: Shown<Register, RegisterEvent>, person: List<String>): Long {
    val (name, nik, birthDate, sex, phone) = person
    val texts = mapOf(
        Place.NIK to nik, Place.NAME to name, Place.BIRTH_DATE to birthDate, Place.PHONE to phone,
        Place.OCCUPATION to "nelayan", Place.INCOME to "1500000",
    )
    for ((place, text) in texts) form.on(RegisterEvent.Written(place, text))
    val agreed = setOf(ConsentPurpose.ENROL)
    form.on(RegisterEvent.Chosen { it.copy(sex = Sex.valueOf(sex), village = person[5], cash = Cash.AS_QUOTED, agreed = agreed) })
    form.on(RegisterEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
    form.until { it.preview?.canRegister == true && it.judged == it.typed && it.receipt != null }
    val begun = System.nanoTime()
    form.on(RegisterEvent.SaveTapped())
    form.until { it.saved != null }
    val took = System.nanoTime() - begun
    form.on(RegisterEvent.AnotherTapped)
    form.until { it.preview != null }
    return took
}

/** The app's threads: the one that draws, and the core's. */
private class Threads {
    val drawing: ExecutorService = Executors.newSingleThreadExecutor()
    val off: ExecutorService = Executors.newSingleThreadExecutor()

    fun end() = listOf(off, drawing).forEach(ExecutorService::shutdown)
}

/** The app on a phone: a folder, the agent, what the hardware wraps, and the time there. Opened on first use, as the app opens it. */
private class Phone(asked: List<String>, private val threads: Threads) : AutoCloseable {
    private val opened = mutableListOf<AutoCloseable>()
    private val lock: Lock
    private val core: Core

    init {
        val (folder, agent, hardware, wallMs) = asked
        val clock = clock(wallMs.toLong())
        val vault = KeyVault { bytes(hardware) }
        lock = Lock({ PinLock.open("$folder/keys", vault, clock).also(opened::add) }, {}, threads.off, threads.drawing)
        val open = { Field.openWith("$folder/store", agent, lock.keys().also(opened::add), clock).also(opened::add) }
        val saved = SavedWatch(threads.drawing) {}
        core = Core(open, threads.off, threads.drawing) { field -> saved.look(field.pendingCount()) }
    }

    fun registering(): Shown<Register, RegisterEvent> {
        val form = show(Register(), RegisterEvent::Failed, ::reduce) { it.failure ?: it.goTo }
        form.on(RegisterEvent.Entered())
        form.until { it.preview != null }
        return form
    }

    fun today() = show(Today(), TodayEvent::Failed, ::reduce) { it.failure }.run {
        on(TodayEvent.Entered)
        until { it.home != null }
    }

    fun workers() = show(Workers(), WorkersEvent::Failed, ::reduce) { it.failure }.run {
        on(WorkersEvent.Entered)
        until { it.isAnswered }
    }

    override fun close() = opened.asReversed().forEach(AutoCloseable::close)

    /** A screen that came into sight: it asks first whether the phone is locked. */
    private fun <S, E> show(first: S, failed: (Failure) -> E, reduce: (S, E) -> Next<S, E>, wrong: (S) -> Any?): Shown<S, E> {
        check(!lock.isShut) { "the phone asks for a PIN" }
        return Shown(Screen(first, core, failed, reduce, lock), threads.drawing, wrong)
    }
}

/** A screen whose states are waited for in place of being drawn. */
private class Shown<S, E>(private val screen: Screen<S, E>, private val drawing: ExecutorService, private val wrong: (S) -> Any?) {
    private val drawn = LinkedBlockingQueue<S>()

    init {
        drawing.execute { screen.enter { drawn.add(it) } }
    }

    fun on(event: E) = drawing.execute { screen.on(event) }

    fun until(isReached: (S) -> Boolean): S {
        while (true) {
            val state = drawn.take()
            check(wrong(state) == null) { "it did not go on: ${wrong(state)}" }
            if (isReached(state)) return state
        }
    }

    fun leave() = drawing.submit { screen.leave() }.get()
}

/** A clock on the app's side of the border, as the phone's is, that goes on from a time. */
private fun clock(wallMs: Long): Clock {
    val begun = System.nanoTime()
    return Clock {
        val sinceMs = (System.nanoTime() - begun) / 1_000_000
        ClockReading(wallMs = wallMs + sinceMs, bootId = 0u, monotonicMs = sinceMs)
    }
}

private fun bytes(hex: String) = ByteArray(hex.length / 2) { hex.substring(2 * it, 2 * it + 2).toInt(16).toByte() }

private fun micros(nanos: Long) = "%.1f".format(Locale.ROOT, nanos / 1e3)
