package id.perisai.shell.androids

import android.app.Notification
import android.app.NotificationManager
import android.content.Intent
import id.perisai.field.core.FigureInput
import id.perisai.field.core.IdentifiedBy
import id.perisai.shell.ShellInTests
import id.perisai.shell.VILLAGE
import id.perisai.shell.signedIn
import id.perisai.shell.sync.SyncService
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import java.util.concurrent.Executor

/** What each Android demands of a service that is seen, is another thing. */
@RunWith(RobolectricTestRunner::class)
@Config(application = ShellInTests::class, sdk = [26, 34, 35], qualifiers = "in-w360dp-h740dp-xxhdpi")
class SyncServiceTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `the service shows how it goes, counts and no names, and takes the notification away`() = signedIn(folder) {
        ask { it.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION) }
        val held = ArrayDeque<Runnable>()
        shell.apartInTests = Executor(held::addLast)
        val exchange = shell.exchange!!
        exchange.start()
        assertEquals(SyncService::class.java.name, shadowOf(shell).nextStartedService.component?.className)
        val controller = Robolectric.buildService(SyncService::class.java, Intent(shell, SyncService::class.java)).create().startCommand(0, 1)
        val service = controller.get()
        val shown = shadowOf(service).lastForegroundNotification
        assertNotNull(shown)
        assertFalse(shown.extras.toString().contains("Lurah"))
        assertEquals("Sedang sinkron dengan cabang", shown.extras.getString(Notification.EXTRA_TITLE))
        assertEquals("Batalkan", shown.actions.single().title.toString())
        held.removeFirst().run()
        assertFalse(exchange.isRunning)
        assertTrue(shadowOf(service).isStoppedBySelf && shadowOf(service).isForegroundStopped)
        assertEquals(0, shadowOf(notifications()).size())
    }

    private fun notifications() = RuntimeEnvironment.getApplication().getSystemService(NotificationManager::class.java)
}
