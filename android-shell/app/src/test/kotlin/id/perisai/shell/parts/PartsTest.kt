package id.perisai.shell.parts

import android.content.Intent
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.drawable.Drawable
import android.view.View
import android.view.ViewGroup
import android.widget.CompoundButton
import android.widget.TextView
import id.perisai.field.core.RecordStatus
import id.perisai.field.core.Segment
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.assertFit
import id.perisai.shell.pictures
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class PartsTest {
    @Test
    fun `every part is fit for the field`() = shown { controller ->
        assertFit(controller)
        pictures(controller, "bagian")
    }

    @Test
    fun `what is too small, cut off, without a name or out of order is found`() = shown { controller ->
        val activity = controller.get()
        val page = activity.findViewById<ViewGroup>(R.id.screen_page)
        fun spoiled(expected: String, spoil: (TextView) -> Unit) {
            val text = TextView(activity).apply { textSize = 18f; text = "Sesuatu untuk dibaca" }
            page.addView(text)
            spoil(text)
            val told = assertThrows(AssertionError::class.java) { assertFit(activity) }.message.orEmpty()
            assertTrue("$expected in $told", told.contains(expected))
            page.removeView(text)
            assertFit(activity)
        }
        spoiled("smaller than 16 sp") { it.textSize = 14f }
        spoiled("too small to tap") { it.setOnClickListener { } }
        spoiled("has no name") { it.text = ""; it.minimumHeight = 400; it.setOnClickListener { } }
        spoiled("ends in dots") { it.text = "kata ".repeat(50); it.isSingleLine = true; it.ellipsize = android.text.TextUtils.TruncateAt.END }
        spoiled("cut off below") { it.text = "kata ".repeat(50); it.maxHeight = 60 }
        spoiled("stands above it") { it.translationY = -2000f }
    }

    @Test
    fun `digits are parted as one types, and read without the blanks`() = shown { controller ->
        val field = controller.get().field
        field.typed.append("33740512")
        assertEquals("3374 0512", field.typed.text.toString())
        assertEquals("33740512", field.text)
        field.typed.append("03900001")
        assertEquals("3374 0512 0390 0001", field.typed.text.toString())
        // A digit taken out in the middle: the rest moves up, the cursor stays where it was.
        field.typed.setSelection(7)
        field.typed.text.delete(6, 7)
        assertEquals("3374 0120 3900 001", field.typed.text.toString())
        assertEquals(6, field.typed.selectionStart)
        assertEquals("337401203900001", controller.get().tapped.last())
    }

    @Test
    fun `drawing what stands there already leaves the cursor alone`() = shown { controller ->
        val field = controller.get().field
        field.typed.append("33740512")
        field.typed.setSelection(2)
        val told = controller.get().tapped.size
        field.text = "33740512"
        assertEquals(2, field.typed.selectionStart)
        field.text = "1"
        assertEquals("what is drawn was not typed", told, controller.get().tapped.size)
    }

    @Test
    fun `a tap on a choice is told, and what is chosen is the state's to say`() = shown { controller ->
        val activity = controller.get()
        val offered = activity.segments.findViewById<ViewGroup>(R.id.choices_offered)
        val (fisher, farmer) = listOf(Segment.FISHER, Segment.FARMER).map { offered.getChildAt(it.ordinal) as CompoundButton }
        farmer.performClick()
        assertEquals(Segment.FARMER, activity.tapped.last())
        assertFalse(farmer.isChecked)
        assertTrue(fisher.isChecked)
        activity.segments.show(Segment.values().toList(), setOf(Segment.FARMER), { it.name }) { }
        assertTrue(farmer.isChecked)
        assertFalse(fisher.isChecked)
    }

    @Test
    fun `no two standings have the same shape, in one colour and as small as they are drawn`() = shown { controller ->
        val drawn = RecordStatus.entries.associateWith { filled(controller.get().getDrawable(icon(it))!!) }
        for ((one, itsDots) in drawn) {
            for ((other, theirDots) in drawn.filterKeys { it > one }) {
                val differing = itsDots.zip(theirDots).count { (here, there) -> here != there }
                val most = listOf(itsDots, theirDots).maxOf { dots -> dots.count { it } }
                assertTrue("$one and $other differ in $differing dots beside $most that are filled", differing > most / 4)
            }
        }
    }

    @Test
    fun `a place is one tap away`() = shown { controller ->
        val activity = controller.get()
        val tabs = activity.findViewById<ViewGroup>(R.id.screen_tabs).getChildAt(0) as ViewGroup
        tabs.getChildAt(Tab.SYNC.ordinal).performClick()
        val started: Intent = shadowOf(activity).nextStartedActivity
        assertEquals("id.perisai.shell.sync.SyncActivity", started.component?.className)
        assertEquals(View.GONE, activity.findViewById<View>(R.id.screen_back).visibility)
    }

    /** Which dots a picture fills, whatever its colours. */
    private fun filled(picture: Drawable): List<Boolean> {
        val bitmap = Bitmap.createBitmap(picture.intrinsicWidth, picture.intrinsicHeight, Bitmap.Config.ARGB_8888)
        picture.setBounds(0, 0, bitmap.width, bitmap.height)
        picture.draw(Canvas(bitmap))
        return (0 until bitmap.width * bitmap.height).map { Color.alpha(bitmap.getPixel(it % bitmap.width, it / bitmap.width)) > 127 }
    }

    private fun shown(look: (ActivityController<PartsActivity>) -> Unit) =
        Robolectric.buildActivity(PartsActivity::class.java).use { look(it.setup()) }
}
