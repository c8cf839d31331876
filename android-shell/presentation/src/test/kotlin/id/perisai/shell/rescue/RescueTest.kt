package id.perisai.shell.rescue

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.HttpTransport
import id.perisai.field.core.PersonInput
import id.perisai.shell.Core
import id.perisai.shell.Failure
import id.perisai.shell.Screen
import java.io.File
import java.util.concurrent.Executor
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** What is shown of a damaged store, against the real core. */
class RescueTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val place by lazy { folder.newFolder("phone") }
    private val device by lazy { Device(place, "A-07") }
    private val core by lazy { Core({ device.open() }, AT_ONCE, AT_ONCE) }

    private val damaged = object : DamagedStore {
        override fun salvaged(quarantinedTo: String) = device.salvaged(quarantinedTo)

        override fun beginAgain(quarantinedTo: String) = core.replace { device.beginAgain(quarantinedTo) }
    }

    @Test
    fun `a sound store is said to be sound, and nothing can be begun again`() {
        val screen = entered()
        assertTrue(screen.state.isWhole)
        assertFalse(screen.state.mayBegin)
        screen.on(RescueEvent.Tapped)
        assertEquals(Rescue(isWhole = true), screen.state)
        core.close()
    }

    @Test
    fun `what was saved is counted, nothing is begun unasked, and a second tap begins nothing again`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val network = HttpTransport(branch.address)
            val code = branch.employ("A-07", "Rini", VILLAGE)
            told { it.enrol(code, network) }
            told { it.recordWorker(PersonInput(name = "Siti Aminah", village = VILLAGE)) }
            core.close()
            val store = File(place, "field.db")
            store.writeBytes(store.readBytes().also { it.fill(0, 0, 4096) })

            val screen = entered()
            val found = screen.state
            assertEquals(Rescue(quarantinedTo = "quarantine-1.db", salvaged = 1), found)
            assertTrue(found.mayBegin)
            screen.on(RescueEvent.Entered)
            assertEquals("looking again begins nothing", found, screen.state)
            screen.on(RescueEvent.Tapped)
            assertEquals(1L, screen.state.waiting)
            assertFalse(screen.state.mayBegin)
            screen.on(RescueEvent.Tapped)
            assertEquals(1L, screen.state.waiting)
            told { it.sync(network) }
            assertEquals(1uL, told { it.totals().applied })
            core.close()
        }
    }

    @Test
    fun `what cannot be begun again says why, and can be tried again`() {
        val state = Rescue(quarantinedTo = "quarantine-1.db", salvaged = 3, isBeginning = true)
        val next = rescuing(damaged)(state, RescueEvent.Failed(Failure.StorageFull)).state
        assertEquals(Failure.StorageFull, next.failure)
        assertTrue(next.mayBegin)
    }

    private fun entered() = Screen(Rescue(), core, RescueEvent::Failed, rescuing(damaged)).also {
        it.enter {}
        it.on(RescueEvent.Entered)
    }

    private fun <A : Any> told(question: (id.perisai.field.Field) -> A): A {
        lateinit var answer: A
        core.ask(question, { throw AssertionError(it.toString()) }) { answer = it }
        return answer
    }

    private companion object {
        const val VILLAGE = "33.74.05.1003"
        val AT_ONCE = Executor(Runnable::run)
    }
}
