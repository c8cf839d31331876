package id.perisai.shell

import android.app.Activity
import android.view.View
import android.view.WindowManager
import android.widget.Button
import android.widget.TextView
import id.perisai.field.Branch
import id.perisai.field.core.FigureInput
import id.perisai.field.core.IdentifiedBy
import id.perisai.shell.parts.TextField
import id.perisai.shell.signin.SignInActivity
import id.perisai.shell.today.TodayActivity
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
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
import org.robolectric.annotation.GraphicsMode

/** The first day with the app: a phone becomes an agent's, something is saved, and reaches the branch. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class FirstDayTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val shell get() = RuntimeEnvironment.getApplication() as ShellInTests

    @Test
    fun `a phone is enrolled, and what is saved on it is seen to wait and then to be with the branch`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val code = branch.employ("A-07", "Rini", VILLAGE)
            signIn("A-07", code, branch.address)
            val phone = shell.phone!!
            phone.core.ask({ it.sync(phone.network) }, { throw AssertionError(it.toString()) }, {})
            val somebody = FigureInput("Bu Lurah", listOf(), VILLAGE, null)
            phone.core.ask({ it.recordFigure(somebody, IdentifiedBy.OBSERVATION) }, { throw AssertionError(it.toString()) }, {})

            Robolectric.buildActivity(TodayActivity::class.java).use { controller ->
                val today = controller.setup().get()
                assertEquals("1 tersimpan di ponsel ini, belum terkirim", today.line(R.id.waits))
                assertEquals("Tidak ada yang jatuh tempo.", today.said(R.id.nothing_due))
                assertIsFitForTheField(today, R.id.record)

                shell.exchange!!.start()
                assertEquals("Semua sudah di cabang", today.line(R.id.waits))
                assertEquals(View.GONE, today.findViewById<View>(R.id.screen_notice).visibility)
            }
        }
    }

    @Test
    fun `a wrong code is told, the phone stays nobody's, and the right code may follow`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val code = branch.employ("A-07", "Rini", VILLAGE)
            signIn("A-07", "not-a-code", branch.address) { signIn ->
                assertEquals(shell.getString(R.string.refused_enrol_code), signIn.wrong(R.id.code))
                picture(signIn, "masuk-ditolak")
            }
            assertNull(shell.phone)
            signIn("A-07", code, branch.address)
            assertNotNull(shell.phone)
        }
    }

    @Test
    fun `an address without HTTPS, or none at all, is refused before anything is sent, and what was typed stays`() {
        for (address in listOf("http://branch.example", "https://", "https://branch example")) {
            signIn("A-07", "a-code", address) { signIn ->
                assertEquals(shell.getString(R.string.rule_type), signIn.wrong(R.id.branch))
                assertEquals("a-code", signIn.findViewById<TextField>(R.id.code).text.filter { it != ' ' })
            }
            assertNull(shell.phone)
        }
    }

    @Test
    fun `until somebody signs in, the app opens where one does`() {
        Robolectric.buildActivity(TodayActivity::class.java).use { controller ->
            val today = controller.create().get()
            assertEquals(SignInActivity::class.java.name, shadowOf(today).nextStartedActivity.component?.className)
            assertTrue(today.isFinishing)
        }
    }

    private fun signIn(badge: String, code: String, address: String, then: (Activity) -> Unit = {}) {
        Robolectric.buildActivity(SignInActivity::class.java).use { controller ->
            val signIn = controller.setup().get()
            for ((id, typed) in listOf(R.id.badge to badge, R.id.code to code, R.id.branch to address)) {
                signIn.findViewById<TextField>(id).typed.setText(typed)
            }
            assertIsFitForTheField(signIn, R.id.go_in)
            signIn.findViewById<Button>(R.id.go_in).performClick()
            then(signIn)
        }
    }

    private fun assertIsFitForTheField(activity: Activity, button: Int) {
        assertTrue(activity.window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
        val target = 48 * activity.resources.displayMetrics.density
        assertTrue(activity.findViewById<Button>(button).height >= target)
    }

    private fun Activity.wrong(id: Int) = findViewById<TextField>(id).wrong

    private fun Activity.line(id: Int) = findViewById<View>(id).findViewById<TextView>(R.id.line_title).text.toString()

    private companion object {
        const val VILLAGE = "33.74.05.1003"
    }
}
