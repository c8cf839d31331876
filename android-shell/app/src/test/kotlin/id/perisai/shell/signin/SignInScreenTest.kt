package id.perisai.shell.signin

import android.Manifest
import android.app.Activity
import android.content.Intent
import android.view.View
import android.widget.TextView
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.assertFit
import id.perisai.shell.parts.TextField
import id.perisai.shell.pictures
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class SignInScreenTest {
    private val shell get() = RuntimeEnvironment.getApplication() as ShellInTests

    @Test
    fun `signing in is fit for the field, empty and where something is wrong`() = shown { controller ->
        assertFit(controller)
        pictures(controller, "masuk")
        controller.get().findViewById<View>(R.id.go_in).performClick()
        assertEquals(shell.getString(R.string.rule_required), controller.get().field(R.id.badge).wrong)
        assertFit(controller)
        pictures(controller, "masuk-belum-diisi")
    }

    @Test
    fun `what was typed is there again after a kill, but for the code`() {
        shown { controller ->
            val activity = controller.get()
            activity.field(R.id.badge).typed.append("A-07")
            activity.field(R.id.code).typed.append("0123456789ab")
            activity.field(R.id.branch).typed.append("https://semarang.example")
            assertEquals("0123 4567 89ab", activity.field(R.id.code).typed.text.toString())
            controller.recreate()
            assertEquals("a turned phone keeps it all", "0123456789ab", controller.get().field(R.id.code).text)
        }
        shown { controller ->
            val again = listOf(R.id.badge, R.id.code, R.id.branch).map { controller.get().field(it).text }
            assertEquals(listOf("A-07", "", "https://semarang.example"), again)
        }
    }

    @Test
    fun `what was scanned stands in the fields, and what is no invitation is said to be none`() = shown { controller ->
        val activity = controller.get()
        scanned(activity, "perisai:enrol?agent=A-07&branch=https%3A%2F%2Fsemarang.example&code=00ff")
        assertEquals(listOf("A-07", "00ff", "https://semarang.example"), listOf(R.id.badge, R.id.code, R.id.branch).map { activity.field(it).text })
        scanned(activity, "https://elsewhere.example")
        assertEquals(shell.getString(R.string.no_invitation), activity.findViewById<TextView>(R.id.notice_text).text.toString())
        assertEquals("A-07", activity.field(R.id.badge).text)
    }

    @Test
    fun `the camera is asked for where one scans, and whoever does not allow it may type`() =
        Robolectric.buildActivity(ScanActivity::class.java).use { controller ->
            val scan = controller.setup().get()
            assertEquals(listOf(Manifest.permission.CAMERA), shadowOf(scan).lastRequestedPermission.requestedPermissions.toList())
            assertFit(controller)
            scan.onRequestPermissionsResult(1, arrayOf(Manifest.permission.CAMERA), intArrayOf(android.content.pm.PackageManager.PERMISSION_DENIED))
            assertEquals(shell.getString(R.string.scan_not_allowed), scan.findViewById<TextView>(R.id.notice_text).text.toString())
            pictures(controller, "pindai")
        }

    @Test
    fun `signing in asks for no permission`() = shown { controller ->
        assertNull(shadowOf(controller.get()).lastRequestedPermission)
    }

    private fun scanned(activity: Activity, text: String) {
        activity.findViewById<View>(R.id.scan).performClick()
        val asked = shadowOf(activity).nextStartedActivityForResult
        assertTrue(asked.intent.component?.className == ScanActivity::class.java.name)
        shadowOf(activity).receiveResult(asked.intent, Activity.RESULT_OK, Intent().putExtra(ScanActivity.SCANNED, text))
    }

    private fun Activity.field(id: Int) = findViewById<TextField>(id)

    private fun shown(look: (ActivityController<SignInActivity>) -> Unit) =
        Robolectric.buildActivity(SignInActivity::class.java).use { look(it.setup()) }
}
