package id.perisai.shell.register

import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.CompoundButton
import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.shell.Account
import id.perisai.shell.Core
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.parts.TextField
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowLooper
import java.util.concurrent.Executor

/** Registering as an agent does it: by taps and typing, with the real core and a real branch behind it. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class RegisterActivityTest {
    @get:Rule
    val folder = TemporaryFolder()

    private lateinit var branch: Branch
    private lateinit var device: Device
    private lateinit var field: Field

    @Before
    fun enrol() {
        branch = Branch(folder.newFolder("branch"))
        device = Device(folder.newFolder("rini"), "A-07")
        field = device.open()
        field.enrol(branch.employ("A-07", "Rini", VILLAGE), HttpTransport(branch.address))
        signIn()
    }

    @After
    fun close() {
        field.shutdown()
        branch.close()
    }

    @Test
    fun `without a consent the form leads to the consent`() {
        open { controller ->
            fill(controller)
            tap(controller, "Cap jempol")
            tap(controller, "Tanda tangan")
            tap(controller, R.id.register_agreed, 0)
            controller.button(R.id.register_save).performClick()
            val agreed = controller.part<id.perisai.shell.parts.Choices>(R.id.register_agreed)
            assertNotNull(agreed.wrong)
            assertEquals(0uL, field.totals().captured)
            tap(controller, R.id.register_agreed, 0)
            controller.button(R.id.register_save).performClick()
            assertEquals(1uL, field.totals().captured)
        }
    }

    @Test
    fun `a turned phone goes on where it was, and a killed app begins with what was typed`() {
        open { controller ->
            type(controller, R.id.register_nik, "3374055001")
            type(controller, R.id.register_name, "Siti A")
            controller.recreate()
            assertEquals("Siti A", controller.field(R.id.register_name).text)
            type(controller, R.id.register_name, "Siti Aminah")
        }
        open { controller ->
            assertEquals("3374055001", controller.field(R.id.register_nik).text)
            assertEquals("Siti Aminah", controller.field(R.id.register_name).text)
            type(controller, R.id.register_nik, "3374055001900001")
            fill(controller)
            controller.button(R.id.register_save).performClick()
            assertEquals(1uL, field.totals().captured)
        }
        open { controller -> assertEquals("nothing comes back of what is saved", "", controller.field(R.id.register_name).text) }
    }

    @Test
    fun `killed after it was saved, the screen still says that it is`() {
        val saved = android.os.Bundle()
        open { controller ->
            fill(controller)
            controller.button(R.id.register_save).performClick()
            controller.saveInstanceState(saved)
        }
        val intent = Places.register(RuntimeEnvironment.getApplication())
        Robolectric.buildActivity(RegisterActivity::class.java, intent).use { controller ->
            controller.create(saved).start().resume().visible()
            assertEquals(View.VISIBLE, controller.part<View>(R.id.register_done).visibility)
            assertEquals(1uL, field.totals().captured)
        }
    }

    private fun signIn() {
        val network = HttpTransport(branch.address)
        val (shell, account) = (RuntimeEnvironment.getApplication() as ShellInTests) to Account("A-07", branch.address)
        shell.signedIn(account, Phone(Core({ field }, AT_ONCE, AT_ONCE), network, shell.phone(account).lock))
    }

    private fun open(worker: String? = null, event: String? = null, then: (ActivityController<RegisterActivity>) -> Unit) {
        val intent = Places.register(RuntimeEnvironment.getApplication(), worker, event)
        Robolectric.buildActivity(RegisterActivity::class.java, intent).use { controller ->
            controller.setup()
            then(controller)
        }
    }

    /** What an agent types and taps for Siti, a fisher. */
    private fun fill(controller: ActivityController<RegisterActivity>, nik: Boolean = true) {
        if (nik) {
            type(controller, R.id.register_nik, "3374055001900001")
            controller.button(R.id.register_take_proposal).performClick()
        }
        type(controller, R.id.register_name, "Siti Aminah")
        type(controller, R.id.register_occupation, "nelayan")
        type(controller, R.id.register_income, "1500000")
        tap(controller, R.id.register_agreed, 0)
        tap(controller, "Cap jempol")
    }

    private fun type(controller: ActivityController<RegisterActivity>, id: Int, text: String) {
        controller.field(id).typed.setText(text)
        // The agent looks up: typing has paused.
        ShadowLooper.idleMainLooper(1, java.util.concurrent.TimeUnit.SECONDS)
    }

    private fun tap(controller: ActivityController<RegisterActivity>, words: String) {
        val choice = controller.get().window.decorView.all().filterIsInstance<CompoundButton>().single { it.text.toString() == words }
        choice.performClick()
    }

    private fun tap(controller: ActivityController<RegisterActivity>, id: Int, nth: Int) {
        controller.part<View>(id).all().filterIsInstance<CompoundButton>()[nth].performClick()
    }

    private fun <V : View> ActivityController<RegisterActivity>.part(id: Int): V = get().findViewById(id)

    private fun ActivityController<RegisterActivity>.field(id: Int): TextField = part(id)

    private fun ActivityController<RegisterActivity>.button(id: Int): Button = part(id)

    private fun View.all(): List<View> =
        if (this is ViewGroup) listOf(this) + (0 until childCount).flatMap { getChildAt(it).all() } else listOf(this)

    private companion object {
        const val VILLAGE = "33.74.05.1003"

        val AT_ONCE = Executor(Runnable::run)
    }
}
