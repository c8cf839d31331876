package id.perisai.shell.sync

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import id.perisai.field.Transport
import id.perisai.field.TransportRequest
import id.perisai.field.TransportResponse
import id.perisai.field.core.FigureInput
import id.perisai.field.core.IdentifiedBy
import id.perisai.shell.Failure
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.SignedIn
import id.perisai.shell.VILLAGE
import id.perisai.shell.assertFit
import id.perisai.shell.pictures
import id.perisai.shell.said
import id.perisai.shell.shownAs
import id.perisai.shell.signedIn
import id.perisai.shell.words.sentence
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadow.api.Shadow
import java.io.IOException
import java.util.concurrent.Executor

@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class SyncScreenTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `what will be sent is listed, one tap sends it, and every capture is counted`() = signedIn(folder) {
        repeat(3) { somebody() }
        Robolectric.buildActivity(SyncActivity::class.java).use { controller ->
            val sync = controller.setup().get()
            assertEquals(listOf("Tokoh · Bu Lurah", "Tokoh · Bu Lurah", "Tokoh · Bu Lurah"), sync.titles(R.id.sync_waiting))
            assertFit(controller)
            pictures(controller, "sinkron")

            val screen = controller.get()
            screen.findViewById<Button>(R.id.sync_now).performClick()
            assertEquals("Selesai. Ponsel ini dan cabang sudah sama.", screen.notice())
            assertEquals(emptyList<String>(), screen.titles(R.id.sync_waiting))
            val totals = screen.titles(R.id.sync_totals).zip(screen.counts(R.id.sync_totals)).toMap()
            assertEquals("3", totals["Dicatat"])
            assertEquals("3", totals["Diterima"])
            assertEquals("0", totals["Tersimpan di ponsel ini"])
            pictures(controller, "sinkron-selesai")
        }
    }

    @Test
    fun `the running exchange is seen after a turn, and ended by a tap`() = signedIn(folder) {
        repeat(3) { somebody() }
        val held = ArrayDeque<Runnable>()
        shell.apartInTests = Executor(held::addLast)
        Robolectric.buildActivity(SyncActivity::class.java).use { controller ->
            controller.setup().get().findViewById<Button>(R.id.sync_now).performClick()
            assertEquals("Batalkan", controller.get().findViewById<Button>(R.id.sync_now).text.toString())
            pictures(controller, "sinkron-berjalan")
            shownAs(controller, "+land") { turned ->
                assertEquals("Batalkan", turned.findViewById<Button>(R.id.sync_now).text.toString())
                assertEquals(View.VISIBLE, turned.findViewById<View>(R.id.sync_progress).visibility)
            }
            val screen = controller.get()
            screen.findViewById<Button>(R.id.sync_now).performClick()
            assertFalse(screen.findViewById<Button>(R.id.sync_now).isEnabled)
            held.removeFirst().run()
            // Begun before it was cancelled, it goes on to the end of its request, or is not begun at all.
            assertTrue(screen.findViewById<Button>(R.id.sync_now).isEnabled)
            assertEquals(View.GONE, screen.findViewById<View>(R.id.sync_progress).visibility)
        }
    }

    @Test
    fun `each way in which it can fail is said in words of its own, with what to do`() = signedIn(folder) {
        somebody()
        val said = mutableMapOf<String, String>()
        Robolectric.buildActivity(SyncActivity::class.java).use { controller ->
            controller.setup()
            for ((name, network) in listOf("no network" to Nowhere, "unknown" to Refusing("unauthorized"), "version" to Refusing("version"))) {
                shell.networkInTests = network
                controller.get().findViewById<Button>(R.id.sync_now).performClick()
                said[name] = controller.get().notice()
                pictures(controller, "sinkron-gagal-${name.replace(' ', '-')}")
            }
            shell.networkInTests = null
            branch.revoke(ask { it.device()!! })
            controller.get().findViewById<Button>(R.id.sync_now).performClick()
            said["revoked"] = controller.get().notice()
        }
        // These are brought about elsewhere (see FailuresTest); here their words are held beside the others'.
        for (failure in listOf(Failure.StorageFull, Failure.WrongKey, Failure.Damaged("x"), Failure.NotUnderstood, Failure.NewerSchema)) {
            said[failure.toString()] = sentence(shell.resources, failure)
        }
        assertEquals("no two are said alike: $said", said.size, said.values.toSet().size)
        assertTrue("$said", said.values.all { it.length > 20 })
    }

    @Test
    fun `how the last attempt ended is said for each end, and that nothing is tried where only a person can help`() = signedIn(folder) {
        somebody()
        shell.networkInTests = Refusing("version")
        shell.exchange!!.start()
        Robolectric.buildActivity(SyncActivity::class.java).use { controller ->
            val sync = controller.setup().get()
            assertTrue(sync.said(R.id.sync_attempt).contains("Perbarui aplikasinya"))
            assertEquals("Tidak akan mencoba sendiri sampai ini diselesaikan.", sync.said(R.id.sync_next))
            pictures(controller, "sinkron-versi-ditolak")
        }
        assertNull("no alarm is set", jobs().getPendingJob(SyncJob.ID))
    }

    @Test
    fun `a capture that is saved sets the alarm, and the job it wakes sends it and sets the next`() = signedIn(folder) {
        shell.planNext()
        val evening = jobs().getPendingJob(SyncJob.ID)!!
        assertEquals(JobInfo.NETWORK_TYPE_ANY, evening.networkType)
        assertFalse("no permission to hear of a restart is asked for", evening.isPersisted)
        somebody()
        val soon = jobs().getPendingJob(SyncJob.ID)!!
        assertTrue(soon.minLatencyMillis < evening.minLatencyMillis && soon.minLatencyMillis <= 120_000)

        val job = Robolectric.buildService(SyncJob::class.java).create().get()
        assertFalse("done at once in a test", job.onStartJob(Shadow.newInstanceOf(JobParameters::class.java)))
        assertEquals(0uL, ask { it.pendingCount() })
        assertTrue("the next one is in the evening", jobs().getPendingJob(SyncJob.ID)!!.minLatencyMillis > 3_600_000)
    }

    private fun jobs() = org.robolectric.RuntimeEnvironment.getApplication().getSystemService(JobScheduler::class.java)

    private fun SignedIn.somebody() = ask { it.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION) }

    private fun android.app.Activity.notice() = findViewById<View>(R.id.screen_notice).findViewById<TextView>(R.id.notice_text).text.toString()

    private fun android.app.Activity.rows(list: Int) = findViewById<ViewGroup>(list).let { view -> (0 until view.childCount).map(view::getChildAt) }

    private fun android.app.Activity.titles(list: Int) = rows(list).map { it.findViewById<TextView>(R.id.line_title).text.toString() }

    private fun android.app.Activity.counts(list: Int) = rows(list).map { it.findViewById<TextView>(R.id.line_trailing).text.toString() }

    private object Nowhere : Transport {
        override fun send(request: TransportRequest, bytesMax: ULong): TransportResponse = throw IOException("no way")
    }

    /** A branch that refuses whatever is asked. */
    private class Refusing(private val code: String) : Transport {
        override fun send(request: TransportRequest, bytesMax: ULong) =
            TransportResponse(403u, "application/json", """{"code":"$code","incident":"i1"}""".toByteArray())
    }
}
