package id.perisai.shell.parts

import android.content.ClipData
import android.content.ClipboardManager
import android.content.Intent
import android.content.pm.ActivityInfo
import android.content.pm.ApplicationInfo
import android.content.pm.ResolveInfo
import android.os.Bundle
import android.os.Looper
import android.provider.Settings
import android.view.MotionEvent
import android.view.View
import android.view.accessibility.AccessibilityNodeInfo
import android.view.accessibility.AccessibilityNodeInfo.ACTION_ARGUMENT_SELECTION_END_INT
import android.view.accessibility.AccessibilityNodeInfo.ACTION_ARGUMENT_SELECTION_START_INT
import android.view.accessibility.AccessibilityNodeInfo.ACTION_SET_SELECTION
import android.widget.EditText
import id.perisai.shell.ShellInTests
import id.perisai.shell.WAYS_OUT
import id.perisai.shell.waysOut
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import java.util.concurrent.TimeUnit

/**
 * A NIK is typed and pasted, and by no way taken out again. Each way is tried on an ordinary field first: what takes nothing out
 * of that proves nothing.
 */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class UncopiedTextTest {
    private val app get() = RuntimeEnvironment.getApplication()

    @Test
    fun `no key, menu or keyboard copies out of a field`() = shown { page ->
        assertEquals(WAYS_OUT.keys, waysOut(ordinary(page)))
        assertEquals(emptySet<String>(), waysOut(own(page)))
    }

    @Test
    fun `one pastes into it`() = shown { page ->
        app.getSystemService(ClipboardManager::class.java).setPrimaryClip(ClipData.newPlainText(null, NIK))
        for (field in listOf(ordinary(page, ""), own(page, ""))) {
            field.requestFocus()
            assertTrue(field.onTextContextMenuItem(android.R.id.paste))
            assertEquals(NIK, field.text.toString())
        }
    }

    @Test
    fun `the menu over what is selected offers to paste and to select, and no way out`() = shown { page ->
        offerAnotherApp()
        app.getSystemService(ClipboardManager::class.java).setPrimaryClip(ClipData.newPlainText(null, "3374"))
        val ordinary = offered(page, ordinary(page))
        assertTrue("$ordinary", ordinary.containsAll(listOf(android.R.id.copy, android.R.id.cut, android.R.id.shareText, ANOTHER_APP)))
        val own = offered(page, own(page))
        assertTrue("$own", android.R.id.paste in own)
        assertEquals(emptyList<Int>(), own - listOf(android.R.id.paste, android.R.id.pasteAsPlainText, android.R.id.selectAll))
    }

    @Test
    fun `TalkBack is offered no way out`() = shown { page ->
        offerAnotherApp()
        val ordinary = told(ordinary(page))
        assertTrue("$ordinary", ordinary.any { it >= BY_OTHER_APPS } && AccessibilityNodeInfo.ACTION_COPY in ordinary)
        val own = told(own(page))
        assertTrue("$own", own.none { it >= BY_OTHER_APPS || it == AccessibilityNodeInfo.ACTION_COPY || it == AccessibilityNodeInfo.ACTION_CUT })
        assertTrue("it can still be typed into", AccessibilityNodeInfo.ACTION_SET_TEXT in own)
    }

    @Test
    fun `what is selected is not dragged into another app`() = shown { page ->
        assertTrue("held longer, an ordinary field gives it to be dragged", isDragged(ordinary(page)))
        assertFalse(isDragged(own(page)))
    }

    @Test
    fun `every field that one types into is such a one`() = shown { page ->
        assertTrue(TextField(page).typed is UncopiedText)
    }

    private fun ordinary(page: PartsActivity, text: String = NIK) = page.put(EditText(page)).apply {
        // Without one, no other app is offered what stands in it.
        id = View.generateViewId()
        setText(text)
        laidOut()
    }

    private fun own(page: PartsActivity, text: String = NIK) = page.put(TextField(page)).typed.apply {
        setText(text)
        laidOut()
    }

    /** What has no place on the screen yet takes no key and shows no menu. */
    private fun laidOut() = shadowOf(Looper.getMainLooper()).idleFor(2, TimeUnit.SECONDS)

    private fun offered(page: PartsActivity, field: EditText): List<Int> {
        page.modes.clear()
        select(field)
        val menu = page.modes.last().menu
        return (0 until menu.size()).map { menu.getItem(it).itemId }
    }

    private fun select(field: EditText) {
        field.requestFocus()
        val part = Bundle()
        part.putInt(ACTION_ARGUMENT_SELECTION_START_INT, 0)
        part.putInt(ACTION_ARGUMENT_SELECTION_END_INT, field.length())
        assertTrue(field.performAccessibilityAction(ACTION_SET_SELECTION, part))
        // A menu waits for what the phone makes of the text, and not for long.
        shadowOf(Looper.getMainLooper()).idleFor(2, TimeUnit.SECONDS)
    }

    private fun told(field: EditText): List<Int> {
        field.requestFocus()
        field.selectAll()
        return field.createAccessibilityNodeInfo().actionList.map { it.id }
    }

    /** A desk machine has nothing to drag over. That a drag began shows all the same: what is dragged is selected no more. */
    private fun isDragged(field: EditText): Boolean {
        select(field)
        field.dispatchTouchEvent(MotionEvent.obtain(0, 0, MotionEvent.ACTION_DOWN, field.totalPaddingLeft + 20f, field.height / 2f, 0))
        assertTrue("a finger lies on what is selected", field.hasSelection())
        field.performLongClick()
        shadowOf(Looper.getMainLooper()).idleFor(2, TimeUnit.SECONDS)
        return !field.hasSelection()
    }

    /** Another app that takes what is selected, such as one that translates. */
    private fun offerAnotherApp() {
        // While a phone is set up, nothing is shared.
        Settings.Global.putInt(app.contentResolver, Settings.Global.DEVICE_PROVISIONED, 1)
        val translator = ResolveInfo().apply {
            nonLocalizedLabel = "Terjemahkan"
            activityInfo = ActivityInfo().apply {
                packageName = "id.terjemah"
                name = "id.terjemah.Main"
                exported = true
                applicationInfo = ApplicationInfo().apply {
                    packageName = "id.terjemah"
                    flags = ApplicationInfo.FLAG_INSTALLED
                }
            }
        }
        @Suppress("DEPRECATION")
        shadowOf(app.packageManager).addResolveInfoForIntent(Intent(Intent.ACTION_PROCESS_TEXT).setType("text/plain"), translator)
    }

    private fun shown(look: (PartsActivity) -> Unit) =
        Robolectric.buildActivity(PartsActivity::class.java).use { look(it.setup().get()) }

    private companion object {
        const val NIK = "3374055001900001"

        /** As a menu has another app: without an id. */
        const val ANOTHER_APP = 0
        const val BY_OTHER_APPS = 0x10000000
    }
}
