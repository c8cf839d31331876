package id.perisai.shell.parts

import android.graphics.Color
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import kotlin.math.pow

@RunWith(RobolectricTestRunner::class)
@Config(application = ShellInTests::class, sdk = [34])
class ColoursTest {
    @Test
    fun `all text stands out by seven to one, by day and by night`() {
        for (time in listOf("+notnight", "+night")) {
            RuntimeEnvironment.setQualifiers(time)
            for (text in listOf(R.color.ink, R.color.faint, R.color.work, R.color.look)) {
                for (ground in listOf(R.color.paper, R.color.soft)) assertReadable(time, text, ground)
            }
            assertReadable(time, R.color.on_work, R.color.work)
        }
    }

    private fun assertReadable(time: String, text: Int, ground: Int) {
        val app = RuntimeEnvironment.getApplication()
        val (lighter, darker) = listOf(luminance(app.getColor(text)), luminance(app.getColor(ground))).sortedDescending()
        val contrast = (lighter + 0.05) / (darker + 0.05)
        val names = listOf(text, ground).joinToString(" on ", transform = app.resources::getResourceEntryName)
        assertTrue("$names, $time: $contrast", contrast >= 7.0)
    }

    /** As WCAG 2.2 reckons it. */
    private fun luminance(colour: Int): Double {
        val (red, green, blue) = listOf(Color.red(colour), Color.green(colour), Color.blue(colour)).map {
            val share = it / 255.0
            if (share <= 0.04045) share / 12.92 else ((share + 0.055) / 1.055).pow(2.4)
        }
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}
