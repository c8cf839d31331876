package id.perisai.shell.day

import android.content.pm.PackageManager
import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.core.AttentionKind
import id.perisai.shell.ShellInTests
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import java.io.File

/** The list of screens, and the day that they show. */
@RunWith(RobolectricTestRunner::class)
@Config(application = ShellInTests::class, sdk = [34])
class ScreensTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `the day holds what the screens are to show`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val day = Day(folder.newFolder("office"), branch)
            val (rini, budi) = day.morning().toList().zip(listOf(Day.RINI, Day.BUDI)).map { (code, badge) ->
                Device(folder.newFolder(badge), badge).open().also { it.enrol(code, HttpTransport(day.address)) }
            }
            day.work(rini, budi)
            assertEquals(setOf("worker", "known", "event", "figure", "encounter", "rejected", "conflict", "message"), day.seen.keys)
            val attention = rini.attention().map { it.kind }
            assertTrue("$attention", attention.containsAll(listOf(AttentionKind.CONFLICT, AttentionKind.DUPLICATE, AttentionKind.REJECTED)))
            val due = rini.today("2026-06-03").map { it.reason }
            assertTrue("$due", due.containsAll(listOf("cover_ends", "cover_ended", "planned")))
            assertEquals(2uL, rini.pendingCount())
            listOf(rini, budi).forEach(Field::destroy)
        }
    }

    @Test
    fun `every activity of the manifest is in the list`() {
        val from = RuntimeEnvironment.getApplication()
        val listed = SCREENS.map { it.open(from) { what -> what }.component!!.className }
        val declared = from.packageManager.getPackageInfo(from.packageName, PackageManager.GET_ACTIVITIES).activities!!.map { it.name }
        assertTrue("the manifest was not read", declared.size > 20)
        assertEquals(emptyList<String>(), declared - listed.toSet())
        assertEquals("no picture twice", SCREENS.size, SCREENS.map { it.name }.toSet().size)
    }

    @Test
    fun `the page of the documentation shows every screen, and has each picture that it shows`() {
        val pictures = File("../../docs/pictures")
        assertEquals("`cargo xtask pictures` draws what is missing", page(pictures), File(pictures, "README.md").readText())
        assertEquals(emptyList<String>(), SCREENS.flatMap { files(it, pictures) }.filterNot { File(pictures, it).isFile })
    }
}
