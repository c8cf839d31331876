package id.perisai.shell.pin

import android.app.Activity
import android.app.Notification
import android.app.NotificationManager
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.content.Intent
import android.content.pm.PackageManager
import android.os.Bundle
import android.os.Looper
import android.view.View
import android.view.inputmethod.EditorInfo
import android.widget.Button
import android.widget.TextView
import id.perisai.field.Clock
import id.perisai.field.Transport
import id.perisai.field.core.ClockReading
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FormKind
import id.perisai.field.core.IdentifiedBy
import id.perisai.shell.Account
import id.perisai.shell.Failure
import id.perisai.shell.Lock
import id.perisai.shell.PIN
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.SignedIn
import id.perisai.shell.VILLAGE
import id.perisai.shell.assertFit
import id.perisai.shell.figures.EditFigureActivity
import id.perisai.shell.more.MoreActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.confirm
import id.perisai.shell.pictures
import id.perisai.shell.signedIn
import id.perisai.shell.signin.SignInActivity
import id.perisai.shell.sync.PinNotice
import id.perisai.shell.sync.SyncActivity
import id.perisai.shell.sync.SyncJob
import id.perisai.shell.tap
import id.perisai.shell.texts
import id.perisai.shell.today.TodayActivity
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
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
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadow.api.Shadow
import java.time.Duration

/** The PIN as an agent meets it: set, asked for, mistaken, waited for, forgotten; and nothing seen before it was given. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class PinScreensTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val app get() = RuntimeEnvironment.getApplication() as ShellInTests
    private val clock = HandClock()

    @Test
    fun `after signing in a PIN is set, and what breaks a rule is said at the field`() = onHerPhone {
        shown(SetPinActivity::class.java, Places.setPin(app, isFirst = true)) { controller ->
            assertFit(controller)
            pictures(controller, "pin-pasang")
            assertEquals("no way back to signing in", View.GONE, controller.get().findViewById<View>(R.id.screen_back).visibility)
            controller.get().run {
                type(R.id.new_pin, "123456")
                type(R.id.pin_again, "123457")
                findViewById<View>(R.id.set).performClick()
                assertEquals(getString(R.string.pins_differ), field(R.id.pin_again).wrong)
                type(R.id.pin_again, "123456")
                assertNull("what is mended is not called wrong", field(R.id.pin_again).wrong)
                findViewById<View>(R.id.set).performClick()
                assertEquals(getString(R.string.rule_pin_guessable), field(R.id.new_pin).wrong)
            }
            assertFit(controller)
            pictures(controller, "pin-pasang-ditolak")
            controller.get().run {
                assertEquals("a turned phone keeps what was typed", "123456", field(R.id.new_pin).text)
                type(R.id.new_pin, PIN)
                type(R.id.pin_again, PIN)
                field(R.id.pin_again).typed.onEditorAction(EditorInfo.IME_ACTION_DONE)
                assertEquals(getString(R.string.pin_is_set), notice())
                assertEquals("", field(R.id.new_pin).text)
            }
            assertFit(controller)
            pictures(controller, "pin-terpasang")
            controller.get().run {
                tap(getString(R.string.pin_go_on))
                assertEquals(TodayActivity::class.java.name, shadowOf(this).nextStartedActivity.component?.className)
                assertTrue(isFinishing)
            }
            assertFalse("who set it is in", app.phone!!.lock.isShut)
        }
    }

    @Test
    fun `before the branch could help no PIN is set, and the words say what to do first`() {
        app.clockInTests = clock
        val account = Account("A-07", "https://branch.example")
        app.signedIn(account, app.phone(account))
        lock { it.keys() }
        shown(SetPinActivity::class.java, Places.setPin(app, isFirst = true)) { controller ->
            assertEquals(app.getString(R.string.recovery_state_not_yet), controller.get().notice())
            assertFalse(controller.get().findViewById<Button>(R.id.set).isEnabled)
            assertFit(controller)
            pictures(controller, "pin-belum-bisa")
            controller.get().tap(app.getString(R.string.not_now))
            assertTrue(controller.get().isFinishing)
        }
        shown(ForgottenActivity::class.java) { controller ->
            assertEquals(app.getString(R.string.recovery_state_not_yet), controller.get().notice())
            assertFalse(controller.get().findViewById<Button>(R.id.open).isEnabled)
        }
    }

    @Test
    fun `who puts it off is reminded by the day until it is set`() = onHerPhone {
        shown(SetPinActivity::class.java, Places.setPin(app, isFirst = true)) { controller ->
            controller.get().tap(app.getString(R.string.not_now))
            assertEquals(TodayActivity::class.java.name, shadowOf(controller.get()).nextStartedActivity.component?.className)
        }
        shown(TodayActivity::class.java) { controller ->
            assertTrue(app.getString(R.string.today_no_pin) in controller.get().texts())
            assertFit(controller)
            pictures(controller, "hari-ini-tanpa-pin")
            controller.get().tap(app.getString(R.string.today_no_pin))
            assertEquals(SetPinActivity::class.java.name, shadowOf(controller.get()).nextStartedActivity.component?.className)
            lock { it.setPin(PIN) }
            away(controller, 0)
            assertFalse(app.getString(R.string.today_no_pin) in controller.get().texts())
        }
    }

    @Test
    fun `signing in leads to the PIN`() = onHerPhone {
        val code = branch.code("A-07")
        app.killInTests()
        shown(SignInActivity::class.java) { controller ->
            controller.get().type(R.id.badge, "A-07")
            controller.get().type(R.id.code, code)
            controller.get().type(R.id.branch, branch.address)
            controller.get().findViewById<View>(R.id.go_in).performClick()
            val next = shadowOf(controller.get()).nextStartedActivity
            assertEquals(SetPinActivity::class.java.name to true, next.component?.className to next.getBooleanExtra(Places.FIRST, false))
        }
    }

    @Test
    fun `a wrong PIN says how many are left, the fifth begins a wait that runs down, also over a kill and a turned clock`() = locked {
        app.killInTests()
        shown(UnlockActivity::class.java) { controller ->
            assertFit(controller)
            pictures(controller, "buka")
            controller.get().run {
                assertTrue("one types at once", field(R.id.pin).typed.isFocused)
                assertTrue(app.resources.getQuantityString(R.plurals.pin_attempts_left, 5, 5) in texts())
                unlock("000000")
                assertEquals(getString(R.string.pin_wrong), field(R.id.pin).wrong)
                assertEquals("", field(R.id.pin).text)
                assertTrue("Bisa dicoba 4 kali lagi sebelum harus menunggu." in texts())
            }
            assertFit(controller)
            pictures(controller, "buka-salah")
            repeat(4) { controller.get().unlock("000000") }
            controller.get().run {
                assertEquals(getString(R.string.pin_waits), notice())
                assertTrue("${texts()}", "Bisa dicoba lagi sesudah 30 detik." in texts())
                assertFalse(findViewById<Button>(R.id.open).isEnabled)
            }
            assertFit(controller)
            pictures(controller, "buka-menunggu")
            clock.pass(7_000)
            shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(1))
            assertTrue("it runs down by itself", "Bisa dicoba lagi sesudah 23 detik." in controller.get().texts())
        }
        app.killInTests()
        clock.turn(-1_000_000_000)
        shown(UnlockActivity::class.java) { controller ->
            assertTrue("Bisa dicoba lagi sesudah 23 detik." in controller.get().texts())
            clock.pass(23_000)
            shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(1))
            controller.get().run {
                assertEquals(getString(R.string.pin_waited), notice())
                unlock(PIN)
                assertTrue(isFinishing)
            }
            assertFalse(app.phone!!.lock.isShut)
        }
    }

    @Test
    fun `the keyboard's own key unlocks, and what cannot be a PIN is said and costs nothing`() = locked {
        app.phone!!.lock.shut()
        shown(UnlockActivity::class.java) { controller ->
            controller.get().run {
                type(R.id.pin, "2819")
                field(R.id.pin).typed.onEditorAction(EditorInfo.IME_ACTION_DONE)
                assertEquals(getString(R.string.rule_pin_digits), field(R.id.pin).wrong)
                assertEquals("2819", field(R.id.pin).text)
                type(R.id.pin, PIN)
                field(R.id.pin).typed.onEditorAction(EditorInfo.IME_ACTION_DONE)
                assertTrue(isFinishing)
            }
        }
    }

    @Test
    fun `the way back from the lock leads out of the app and not behind it`() = locked {
        app.phone!!.lock.shut()
        shown(UnlockActivity::class.java) { controller ->
            @Suppress("DEPRECATION")
            controller.get().onBackPressed()
            assertFalse(controller.get().isFinishing)
            assertTrue(app.phone!!.lock.isShut)
        }
    }

    @Test
    fun `a forgotten PIN is opened by the branch's answer and no other`() = locked {
        app.killInTests()
        shown(UnlockActivity::class.java) { controller ->
            controller.get().tap(app.getString(R.string.pin_forgotten))
            assertEquals(ForgottenActivity::class.java.name, shadowOf(controller.get()).nextStartedActivity.component?.className)
        }
        shown(ForgottenActivity::class.java) { controller ->
            assertFit(controller)
            pictures(controller, "lupa-pin")
            controller.get().findViewById<View>(R.id.share).performClick()
            val shared = shadowOf(controller.get()).nextStartedActivity.getParcelableExtra<Intent>(Intent.EXTRA_INTENT)!!
            val request = shared.getStringExtra(Intent.EXTRA_TEXT)!!
            val read = controller.get().findViewById<TextView>(R.id.request).text.toString()
            assertEquals("what is read aloud is what is sent", request, read.filterNot(Char::isWhitespace))
            controller.get().run {
                type(R.id.answer, "ABCD EFGH")
                type(R.id.new_pin, NEXT)
                type(R.id.pin_again, NEXT)
                findViewById<View>(R.id.open).performClick()
                assertEquals(getString(R.string.rule_recovery_text), field(R.id.answer).wrong)
                assertEquals(NEXT, field(R.id.new_pin).text)
            }
            assertFit(controller)
            pictures(controller, "lupa-pin-ditolak")
            controller.get().run {
                // As a supervisor types what was read to her, and as it is pasted from a message.
                type(R.id.answer, branch.unlockPhone(read).chunked(32).joinToString("\n"))
                findViewById<View>(R.id.open).performClick()
                assertTrue(isFinishing)
            }
            assertFalse(app.phone!!.lock.isShut)
        }
        app.killInTests()
        assertEquals(Failure.PinWrong(4, 0), failing { it.unlock(PIN) })
        assertNull(failing { it.unlock(NEXT) })
    }

    @Test
    fun `an answer that was pasted is there again after a kill, and a PIN is not`() = locked {
        app.killInTests()
        val saved = Bundle()
        shown(ForgottenActivity::class.java) { controller ->
            controller.get().type(R.id.answer, "ABCD EFGH")
            controller.get().type(R.id.new_pin, NEXT)
            controller.pause().stop().saveInstanceState(saved)
        }
        assertFalse(saved.toString().contains(NEXT))
        app.killInTests()
        Robolectric.buildActivity(ForgottenActivity::class.java).use { controller ->
            val again = controller.create(saved).start().resume().visible().get()
            assertEquals(listOf("ABCD EFGH", ""), listOf(R.id.answer, R.id.new_pin).map { again.field(it).text })
        }
    }

    @Test
    fun `when the hardware has lost its key the phone says so and leads to the branch`() = onHerPhone {
        app.killInTests()
        app.hardwareInTests = 8
        shown(TodayActivity::class.java) { controller ->
            away(controller, 0)
            assertEquals(UnlockActivity::class.java.name, shadowOf(controller.get()).nextStartedActivity.component?.className)
        }
        shown(UnlockActivity::class.java) { controller ->
            assertEquals(app.getString(R.string.keys_lost), controller.get().notice())
            assertFit(controller)
            pictures(controller, "buka-kunci-hilang")
            controller.get().tap(app.getString(R.string.ask_branch))
        }
        shown(ForgottenActivity::class.java) { controller ->
            val read = controller.get().findViewById<TextView>(R.id.request).text.toString()
            controller.get().type(R.id.answer, branch.unlockPhone(read))
            controller.get().type(R.id.new_pin, PIN)
            controller.get().type(R.id.pin_again, PIN)
            controller.get().findViewById<View>(R.id.open).performClick()
            assertTrue(controller.get().isFinishing)
        }
        assertEquals("A-07", ask { it.agent() })
    }

    @Test
    fun `every screen goes through the lock, opened from wherever, and shows nothing before`() = locked {
        app.killInTests()
        val unguarded = setOf(
            "signin.SignInActivity", "signin.ScanActivity", "pin.UnlockActivity", "pin.ForgottenActivity",
        ).map { "id.perisai.shell.$it" }
        val declared = app.packageManager.getPackageInfo(app.packageName, PackageManager.GET_ACTIVITIES).activities!!.map { it.name }
        assertTrue(declared.size > 20 && declared.containsAll(unguarded))
        for (name in declared - unguarded.toSet()) {
            @Suppress("UNCHECKED_CAST")
            val screen = Class.forName(name) as Class<Activity>
            // As a notification opens it, and as a phone rebuilds what it had ended.
            for (saved in listOf(null, Bundle())) {
                Robolectric.buildActivity(screen, Intent(app, screen)).use { controller ->
                    controller.create(saved).start().resume().visible()
                    assertAsksFirst(controller.get())
                    controller.recreate()
                    assertAsksFirst(controller.get())
                }
            }
        }
        assertTrue(app.phone!!.lock.waitsForPin)
    }

    @Test
    fun `out of sight for long it asks, and what was open comes back with what was typed`() = locked {
        shown(EditFigureActivity::class.java, Places.editFigure(app)) { controller ->
            val name = controller.get().findViewById<View>(android.R.id.content).fields().first()
            name.typed.setText("Bu Sri Lestari")
            val dialog = controller.get().confirm("Bu Sri Lestari", "…", "Ya") {}
            away(controller, 120_000)
            assertEquals("a call was taken", View.VISIBLE, controller.get().content().visibility)

            away(controller, 120_001)
            assertAsksFirst(controller.get())
            assertFalse("no name is seen in a dialog either", dialog.window!!.decorView.isShown)
            controller.recreate()
            assertAsksFirst(controller.get())
            lock { it.unlock(PIN) }
            away(controller, 0)
            assertEquals(View.VISIBLE, controller.get().content().visibility)
            assertEquals("Bu Sri Lestari", controller.get().content().fields().first().text)
        }
    }

    @Test
    fun `after a kill a draft comes back when the PIN was given, and not before`() = locked {
        shown(EditFigureActivity::class.java, Places.editFigure(app)) { controller ->
            controller.get().content().fields().first().typed.setText("Bu Sri Lestari")
            controller.pause().stop()
        }
        assertNotNull(ask { field -> field.keptForm(FormKind.FIGURE, null).orEmpty() }.values.singleOrNull { it == "Bu Sri Lestari" })
        app.killInTests()
        Robolectric.buildActivity(EditFigureActivity::class.java, Places.editFigure(app)).use { controller ->
            controller.create(Bundle()).start().resume().visible()
            assertAsksFirst(controller.get())
            controller.recreate()
            assertFalse("Bu Sri Lestari" in controller.get().content().fields().map { it.text })
            lock { it.unlock(PIN) }
            away(controller, 0)
            assertEquals("Bu Sri Lestari", controller.get().content().fields().first().text)
            assertEquals(View.VISIBLE, controller.get().content().visibility)
        }
    }

    @Test
    fun `Lainnya locks now and changes the PIN, and without one offers to set it`() = onHerPhone {
        shown(MoreActivity::class.java) { controller ->
            assertTrue(app.getString(R.string.set_pin) in controller.get().texts())
            assertFalse("there is nothing to lock", app.getString(R.string.more_lock) in controller.get().texts())
        }
        lock { it.setPin(PIN) }
        shown(MoreActivity::class.java) { controller ->
            assertFit(controller)
            pictures(controller, "lainnya-pin")
            controller.get().tap(app.getString(R.string.change_pin))
            assertEquals(SetPinActivity::class.java.name, shadowOf(controller.get()).nextStartedActivity.component?.className)
            controller.get().tap(app.getString(R.string.more_lock))
            assertEquals(UnlockActivity::class.java.name, shadowOf(controller.get()).nextStartedActivity.component?.className)
            assertTrue(app.phone!!.lock.isShut)
            lock { it.unlock(PIN) }
        }
        shown(SetPinActivity::class.java, Places.setPin(app)) { controller ->
            assertFit(controller)
            pictures(controller, "pin-ganti")
            controller.get().run {
                type(R.id.old_pin, "000000")
                type(R.id.new_pin, NEXT)
                type(R.id.pin_again, NEXT)
                findViewById<View>(R.id.set).performClick()
                assertEquals("PIN salah. Bisa dicoba 4 kali lagi sebelum harus menunggu.", field(R.id.old_pin).wrong)
                type(R.id.old_pin, PIN)
                findViewById<View>(R.id.set).performClick()
                assertEquals(getString(R.string.pin_is_changed), notice())
            }
        }
        app.killInTests()
        assertNull(failing { it.unlock(NEXT) })
    }

    @Test
    fun `an exchange that is due while the phone is locked ends quietly, says that it waits, and comes after the PIN`() = locked {
        somebody()
        app.killInTests()
        // The alarm goes off.
        jobs().cancel(SyncJob.ID)
        app.networkInTests = Transport { _, _ -> throw AssertionError("nothing is sent") }
        assertFalse("there is nothing to wait for", job().onStartJob(Shadow.newInstanceOf(JobParameters::class.java)))
        assertNull("nothing is shown as running", shadowOf(app).nextStartedService)
        val told = shadowOf(notifications()).getNotification(PinNotice.ID)
        assertEquals(app.getString(R.string.pin_sends_title), told.extras.getString(Notification.EXTRA_TITLE))
        assertNull("nothing is tried until the app is opened", jobs().getPendingJob(SyncJob.ID))

        app.killInTests()
        shown(UnlockActivity::class.java) { controller ->
            assertTrue(app.getString(R.string.pin_sends_after) in controller.get().texts())
            assertFit(controller)
            pictures(controller, "buka-kiriman-menunggu")
            controller.get().unlock(PIN)
        }
        assertEquals(0, shadowOf(notifications()).size())
        assertFalse(PinNotice.isShown(app))
        assertTrue("no try was counted against it", jobs().getPendingJob(SyncJob.ID)!!.minLatencyMillis <= 120_000)
        assertNull(ask { listOf(it.syncView().attempt) }.single())
        app.networkInTests = null
        job().onStartJob(Shadow.newInstanceOf(JobParameters::class.java))
        assertEquals(0uL, ask { it.pendingCount() })
    }

    @Test
    fun `behind a lock on the screens of a living process what is saved is sent on`() = locked {
        somebody()
        app.phone!!.lock.shut()
        job().onStartJob(Shadow.newInstanceOf(JobParameters::class.java))
        assertEquals(0uL, ask { it.pendingCount() })
        assertFalse(PinNotice.isShown(app))
        assertTrue(app.phone!!.lock.isShut)
    }

    @Test
    fun `Sinkron says that sending waits for the PIN once the app has ended`() = locked {
        shown(SyncActivity::class.java) { controller ->
            assertTrue(app.getString(R.string.sync_pin) in controller.get().texts())
            assertFit(controller)
            pictures(controller, "sinkron-pin")
        }
    }

    /** Something else is in front for so many milliseconds. */
    private fun away(controller: ActivityController<out Activity>, ms: Long) {
        controller.pause().stop()
        clock.pass(ms)
        controller.restart().resume()
    }

    private fun assertAsksFirst(screen: Activity) {
        assertEquals("${screen.javaClass.simpleName} asks", UnlockActivity::class.java.name, shadowOf(screen).nextStartedActivity?.component?.className)
        assertEquals("${screen.javaClass.simpleName} shows nothing", View.INVISIBLE, screen.content().visibility)
    }

    /** Rini's phone, with a clock in the hand. */
    private fun onHerPhone(work: SignedIn.() -> Unit) {
        app.clockInTests = clock
        signedIn(folder, work)
    }

    /** The same, with a PIN. */
    private fun locked(work: SignedIn.() -> Unit) = onHerPhone {
        lock { it.setPin(PIN) }
        work()
    }

    private fun lock(question: (Lock) -> Any?) = assertNull(failing(question))

    private fun failing(question: (Lock) -> Any?): Failure? {
        var failed: Failure? = null
        app.phone!!.lock.ask<Failure?>({ question(it); null }, { it }) { failed = it }
        return failed
    }

    private fun SignedIn.somebody() = ask { it.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION) }

    private fun <A : Activity> shown(screen: Class<A>, intent: Intent = Intent(app, screen), look: (ActivityController<A>) -> Unit) =
        Robolectric.buildActivity(screen, intent).use { look(it.setup()) }

    private fun Activity.unlock(pin: String) {
        type(R.id.pin, pin)
        findViewById<View>(R.id.open).performClick()
    }

    private fun Activity.type(id: Int, text: String) = field(id).typed.setText(text)

    private fun Activity.field(id: Int) = findViewById<TextField>(id)

    private fun Activity.content() = findViewById<View>(android.R.id.content)

    private fun Activity.notice() = findViewById<View>(R.id.screen_notice).findViewById<TextView>(R.id.notice_text).text.toString()

    private fun View.fields(): List<TextField> = when (this) {
        is TextField -> listOf(this)
        is android.view.ViewGroup -> (0 until childCount).flatMap { getChildAt(it).fields() }
        else -> emptyList()
    }

    private fun job() = Robolectric.buildService(SyncJob::class.java).create().get()

    private fun notifications() = app.getSystemService(NotificationManager::class.java)

    private fun jobs() = app.getSystemService(JobScheduler::class.java)

    /** A clock that stands still until time passes, or somebody turns it. */
    private class HandClock : Clock {
        private var wallMs = 1_780_448_400_000
        private var sinceBootMs = 1_000L

        fun pass(ms: Long) {
            sinceBootMs += ms
            wallMs += ms
        }

        fun turn(ms: Long) {
            wallMs += ms
        }

        override fun now() = ClockReading(wallMs, 1u, sinceBootMs)
    }

    private companion object {
        const val NEXT = "739510"
    }
}
