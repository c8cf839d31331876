package id.perisai.shell.sync

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.Transport
import id.perisai.field.TransportRequest
import id.perisai.field.TransportResponse
import id.perisai.field.core.AttemptEnd
import id.perisai.field.core.CapturedAs
import id.perisai.field.core.EventInput
import id.perisai.field.core.EventKind
import id.perisai.field.core.FieldException
import id.perisai.field.core.FigureInput
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.NextSync
import id.perisai.field.core.RecordStatus
import id.perisai.field.core.SyncTotals
import id.perisai.field.core.WhyRefused
import id.perisai.field.core.WhySync
import id.perisai.shell.Core
import id.perisai.shell.Failure
import id.perisai.shell.Screen
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.IOException
import java.util.Random
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executor
import java.util.concurrent.Executors

class SyncTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `over a network that cuts, everything arrives once and the progress is told`() = enrolled { field, branch ->
        repeat(EVENTS) { planned(field) }
        val cutting = Cutting(HttpTransport(branch.address), seed = 7)
        val screen = screen(field)
        val exchange = exchange(field, cutting)
        val running = mutableListOf<Exchanging.Running>()
        exchange.watch { now ->
            if (now is Exchanging.Running) running.add(now)
            screen.on(SyncEvent.Exchanged(now))
        }
        var attempts = 0
        while ((exchange.state as? Exchanging.Ended)?.outcome?.complete != true) {
            exchange.start()
            attempts++
            assertEquals("nothing is lost on the way", EVENTS.toULong(), sum(screen.state.view!!.totals))
            assertTrue("it comes to an end", attempts < 60)
        }
        assertTrue("it was cut, going and coming", cutting.cutGoing > 0 && cutting.cutComing > 0)
        val view = screen.state.view!!
        assertEquals(EVENTS.toULong() to EVENTS.toULong(), view.totals.captured to view.totals.applied)
        assertEquals(emptyList<Any>(), view.waiting)
        assertTrue("the progress is told", running.any { (it.report?.sent ?: 0uL) > 0uL && it.report!!.bytesUp > 0uL })
        // The branch has each once: another phone of the agent sees as many.
        val again = Device(folder.newFolder("again"), "A-07").open()
        again.enrol(branch.code("A-07"), HttpTransport(branch.address))
        again.sync(HttpTransport(branch.address))
        val there = generateSequence(again.records("event", null, 200u)) { page ->
            page.lastOrNull()?.let { again.records("event", it.record, 200u) }?.takeIf { it.isNotEmpty() }
        }.flatten().map { it.record }.toList()
        assertEquals(EVENTS to EVENTS, there.size to there.toSet().size)
        again.shutdown()
    }

    @Test
    fun `it runs apart, is seen by whoever looks, is joined by whoever asks, and captures go on`() = enrolled { field, branch ->
        somebody(field, "Bu Lurah")
        val slow = Waiting(HttpTransport(branch.address))
        val apart = Executors.newSingleThreadExecutor()
        val drawing = java.util.concurrent.LinkedBlockingQueue<Runnable>()
        val core = Core({ field }, AT_ONCE, AT_ONCE)
        val exchange = Exchange(core, slow, apart, drawing::put)
        exchange.start()
        slow.isAsked.await()
        val screen = screen(field)
        val leaves = exchange.watch { screen.on(SyncEvent.Exchanged(it)) }
        assertTrue("a screen that comes up sees it", screen.state.exchanging is Exchanging.Running)
        assertNotNull(screen.state.view!!.underWay)
        assertEquals(RecordStatus.SENDING, screen.state.view!!.waiting.single().status)
        exchange.start()

        somebody(field, "Pak Modin")
        leaves()
        slow.mayGo.countDown()
        while (exchange.isRunning) drawing.take().run()
        assertTrue("it ended", (exchange.state as Exchanging.Ended).outcome.complete)
        assertEquals("joined and not begun twice", 1, slow.begun)
        val another = screen(field)
        exchange.watch { another.on(SyncEvent.Exchanged(it)) }
        assertTrue(another.state.exchanging is Exchanging.Ended)
        apart.shutdown()
    }

    @Test
    fun `a person ends it, and what was exchanged before stays exchanged`() = enrolled { field, branch ->
        somebody(field, "Bu Lurah")
        val slow = Waiting(HttpTransport(branch.address))
        val apart = Executors.newSingleThreadExecutor()
        val drawing = java.util.concurrent.LinkedBlockingQueue<Runnable>()
        val exchange = Exchange(Core({ field }, AT_ONCE, AT_ONCE), slow, apart, drawing::put)
        repeat(EVENTS) { planned(field) }
        exchange.start()
        slow.isAsked.await()
        exchange.cancel()
        assertTrue((exchange.state as Exchanging.Running).isEnding)
        slow.mayGo.countDown()
        while (exchange.isRunning) drawing.take().run()
        assertEquals(Exchanging.Failed(Failure.Cancelled), exchange.state)
        val view = field.syncView()
        assertEquals(AttemptEnd.CANCELLED, view.attempt?.end)
        assertTrue("the request under way counts", view.totals.applied > 0uL && view.totals.pending > 0uL)
        assertEquals(EVENTS.toULong() + 1uL, sum(view.totals))
        assertTrue("whoever cancels is left alone for an hour", view.next!!.afterMs in 3_500_000..3_600_000)
        apart.shutdown()
    }

    @Test
    fun `what will be sent is told in words, and why it is not`() = enrolled { field, _ ->
        somebody(field, "Bu Lurah")
        val screen = screen(field)
        val exchange = exchange(field, HttpTransport("http://127.0.0.1:1"))
        exchange.watch { screen.on(SyncEvent.Exchanged(it)) }
        exchange.start()
        assertEquals(Exchanging.Failed(Failure.NoNetwork), screen.state.exchanging)
        val view = screen.state.view!!
        val waits = view.waiting.single()
        assertEquals(Triple(CapturedAs.FIGURE, "Bu Lurah", RecordStatus.PENDING), Triple(waits.what, waits.about, waits.status))
        assertEquals(AttemptEnd.NO_NETWORK, view.attempt?.end)
        assertEquals(WhySync.RETRY, view.next?.why)
    }

    @Test
    fun `a refused phone is told why and nothing is tried by itself any more`() = enrolled { field, _ ->
        somebody(field, "Bu Lurah")
        for ((code, why, end) in listOf(
            Triple("version", WhyRefused.VERSION, AttemptEnd.VERSION),
            Triple("unauthorized", WhyRefused.UNKNOWN_DEVICE, AttemptEnd.UNKNOWN_DEVICE),
        )) {
            val exchange = exchange(field, Refusing(code))
            exchange.start()
            assertEquals(Exchanging.Failed(Failure.Refused(why)), exchange.state)
            val view = field.syncView()
            assertEquals(end to null, view.attempt?.end to view.next)
            assertEquals("nothing is lost", 1uL, view.totals.pending)
        }
    }

    @Test
    fun `a revoked phone's work is with the branch, set aside, and counted there`() = enrolled { field, branch ->
        field.sync(HttpTransport(branch.address))
        somebody(field, "Bu Lurah")
        branch.revoke(field.device()!!)
        val exchange = exchange(field, HttpTransport(branch.address))
        exchange.start()
        assertEquals(Exchanging.Failed(Failure.Refused(WhyRefused.REVOKED)), exchange.state)
        somebody(field, "Pak Modin")
        val view = field.syncView()
        assertEquals(AttemptEnd.REVOKED to null, view.attempt?.end to view.next)
        assertEquals(1uL to 1uL, view.totals.quarantined to view.totals.pending)
        assertEquals(2uL, sum(view.totals))
    }

    @Test
    fun `a capture that is saved, and an exchange that ended, plan the next one`() = enrolled { field, branch ->
        val planned = mutableListOf<NextSync?>()
        lateinit var planning: Planning
        val saved = SavedWatch(AT_ONCE) { planning.planNext() }
        val core = Core({ field }, AT_ONCE, AT_ONCE) { saved.look(it.pendingCount()) }
        val exchange = Exchange(core, HttpTransport(branch.address), AT_ONCE, AT_ONCE)
        planning = Planning(core, exchange, planned::add)
        planning.planNext()
        assertEquals(WhySync.EVENING, planned.single()?.why)

        core.ask({ somebody(it, "Bu Lurah") }, { throw AssertionError(it) }) {}
        assertEquals(WhySync.WAITING, planned.last()?.why)
        assertTrue(planned.last()!!.afterMs <= 120_000)
        val before = planned.size
        core.ask({ it.home() }, { throw AssertionError(it) }) {}
        assertEquals("looking plans nothing", before, planned.size)

        exchange.start()
        assertEquals(WhySync.EVENING, planned.last()?.why)
    }

    @Test
    fun `a store that cannot be opened is told, and no exchange is begun`() {
        val broken = Core({ throw FieldException.WrongKey() }, AT_ONCE, AT_ONCE)
        val exchange = Exchange(broken, Refusing("busy"), AT_ONCE, AT_ONCE)
        exchange.start()
        assertEquals(Exchanging.Failed(Failure.WrongKey), exchange.state)
        val planned = mutableListOf<NextSync?>()
        Planning(broken, exchange, planned::add).planNext()
        assertEquals(emptyList<NextSync?>(), planned)
        assertNull((exchange.state as? Exchanging.Ended)?.outcome)
    }

    private fun screen(field: Field) = Screen(Sync(), Core({ field }, AT_ONCE, AT_ONCE), SyncEvent::Failed, ::reduce).apply {
        enter {}
        on(SyncEvent.Entered)
    }

    private fun exchange(field: Field, network: Transport) = Exchange(Core({ field }, AT_ONCE, AT_ONCE), network, AT_ONCE, AT_ONCE)

    private fun enrolled(work: (Field, Branch) -> Unit) = Branch(folder.newFolder("branch")).use { branch ->
        val code = branch.employ("A-07", "Rini", VILLAGE)
        val field = Device(folder.newFolder("rini"), "A-07").open()
        field.enrol(code, HttpTransport(branch.address))
        work(field, branch)
        field.shutdown()
    }

    private fun somebody(field: Field, name: String) =
        field.recordFigure(FigureInput(name, listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION)

    /** An event with long notes that do not pack well: a few dozen fill a request. */
    private fun planned(field: Field) {
        val notes = String(CharArray(NOTES) { 'a' + letters.nextInt(26) })
        field.recordEvent(EventInput(kind = EventKind.FORUM, startsAtMs = MORNING_MS, village = VILLAGE, notes = notes))
    }

    private val letters = Random(1)

    private fun sum(totals: SyncTotals) =
        totals.run { applied + merged + contested + held + rejected + quarantined + pending }

    /** Loses requests on their way, and answers on theirs, by a seed; what was lost coming back has reached the branch. */
    private class Cutting(private val network: Transport, seed: Long) : Transport {
        private val random = Random(seed)
        var cutGoing = 0
        var cutComing = 0

        override fun send(request: TransportRequest, bytesMax: ULong): TransportResponse {
            val draw = random.nextInt(10)
            if (draw < 3) {
                cutGoing++
                throw IOException("cut")
            }
            val answer = network.send(request, bytesMax)
            if (draw < 6) {
                cutComing++
                throw IOException("cut")
            }
            return answer
        }
    }

    /** The first request waits until it may go. */
    private class Waiting(private val network: Transport) : Transport {
        val isAsked = CountDownLatch(1)
        val mayGo = CountDownLatch(1)
        var begun = 0

        override fun send(request: TransportRequest, bytesMax: ULong): TransportResponse {
            if (isAsked.count > 0) begun++
            isAsked.countDown()
            mayGo.await()
            return network.send(request, bytesMax)
        }
    }

    /** A branch that refuses whatever is asked. */
    private class Refusing(private val code: String) : Transport {
        override fun send(request: TransportRequest, bytesMax: ULong) =
            TransportResponse(403u, "application/json", """{"code":"$code","incident":"i1"}""".toByteArray())
    }

    private companion object {
        const val VILLAGE = "33.74.05.1003"
        const val EVENTS = 250
        const val NOTES = 1_500

        /** 3 June 2026, 08:00 in Semarang. */
        const val MORNING_MS = 1_780_448_400_000

        /** Asks, exchanges and draws on the test's own thread. */
        val AT_ONCE = Executor(Runnable::run)
    }
}
